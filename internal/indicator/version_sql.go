package indicator

import (
	"context"

	"manyi.dev/manyi/internal/db"
)

const versionCols = `id, code, version, document, hash, published_at, published_by`

func versionCells(v *Version) []any {
	return []any{&v.ID, &v.Code, &v.Version, &v.text, &v.Hash, &v.PublishedAt, &v.PublishedBy}
}

func versionByID(ctx context.Context, q db.Q, id string) (Version, error) {
	return db.One(ctx, q, versionCells, `SELECT `+versionCols+` FROM indicator_versions WHERE id = ?`, id)
}

func versionByCode(ctx context.Context, q db.Q, code, version string) (Version, error) {
	return db.One(ctx, q, versionCells,
		`SELECT `+versionCols+` FROM indicator_versions WHERE code = ? AND version = ?`, code, version)
}

// versionIDs lists the versions by code, the latest published first. Ids are made in time order.
func versionIDs(ctx context.Context, q db.Q) ([]string, error) {
	return db.Values[string](ctx, q, `SELECT id FROM indicator_versions ORDER BY code, published_at DESC, id DESC`)
}

// versionsOf are the versions of one system.
func versionsOf(ctx context.Context, q db.Q, code string) ([]Version, error) {
	return db.All(ctx, q, versionCells, `SELECT `+versionCols+` FROM indicator_versions WHERE code = ?`, code)
}
