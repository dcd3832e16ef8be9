package directory

import (
	"context"

	"manyi.dev/manyi/internal/db"
)

// codedUnit is a row of org_units.
type codedUnit struct {
	ID        string
	Code      string
	CreatedAt db.Millis
}

const unitCols = `id, code, created_at`

func unitCells(u *codedUnit) []any { return []any{&u.ID, &u.Code, &u.CreatedAt} }

func allUnits(ctx context.Context, q db.Q) ([]codedUnit, error) {
	return db.All(ctx, q, unitCells, `SELECT `+unitCols+` FROM org_units ORDER BY code`)
}

const versionCols = `unit_id, valid_from, name, name_en, type, parent_id, manager, closed, changed_at`

func versionCells(v *Version) []any {
	return []any{&v.UnitID, &v.ValidFrom, &v.Name, &v.NameEN, &v.Type, &v.ParentID, &v.Manager, &v.Closed, &v.ChangedAt}
}

func allVersions(ctx context.Context, q db.Q) ([]Version, error) {
	return db.All(ctx, q, versionCells, `SELECT `+versionCols+` FROM org_unit_versions ORDER BY unit_id, valid_from`)
}

// putVersion records a version, in place of one of the same day.
func putVersion(ctx context.Context, q db.Q, v Version) error {
	_, err := q.Exec(ctx, `INSERT INTO org_unit_versions (`+versionCols+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (unit_id, valid_from) DO UPDATE SET name = excluded.name, name_en = excluded.name_en,
		type = excluded.type, parent_id = excluded.parent_id, manager = excluded.manager, closed = excluded.closed,
		changed_at = excluded.changed_at`, versionCells(&v)...)
	return err
}

const successionCols = `from_unit, to_unit, on_date, kind`

func successionCells(s *Succession) []any { return []any{&s.From, &s.To, &s.On, &s.Kind} }

func allSuccessions(ctx context.Context, q db.Q) ([]Succession, error) {
	return db.All(ctx, q, successionCells, `SELECT `+successionCols+` FROM successions ORDER BY on_date, from_unit, to_unit`)
}
