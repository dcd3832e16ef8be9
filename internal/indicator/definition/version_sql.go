package definition

import (
	"context"

	"manyi.dev/manyi/internal/db"
)

// versionCols are the columns that the table of each kind begins with.
const versionCols = `id, code, version, document, hash, published_at, published_by`

func (s *Versions[D, V]) cols() string { return versionCols + s.kind.More }

func (s *Versions[D, V]) cells(v *V) []any {
	p := s.kind.Of(v)
	cells := []any{&p.ID, &p.Code, &p.Version, &p.text, &p.Hash, &p.PublishedAt, &p.PublishedBy}
	if s.kind.Cells != nil {
		cells = append(cells, s.kind.Cells(v)...)
	}
	return cells
}

func (s *Versions[D, V]) insert(ctx context.Context, q db.Q, v *V) error {
	return db.Insert(ctx, q, s.kind.Table, s.cols(), s.cells(v))
}

func (s *Versions[D, V]) byID(ctx context.Context, q db.Q, id string) (V, error) {
	return db.One(ctx, q, s.cells, `SELECT `+s.cols()+` FROM `+s.kind.Table+` WHERE id = ?`, id)
}

func (s *Versions[D, V]) byCode(ctx context.Context, q db.Q, code, version string) (V, error) {
	return db.One(ctx, q, s.cells, `SELECT `+s.cols()+` FROM `+s.kind.Table+` WHERE code = ? AND version = ?`, code, version)
}

// of are the versions of one code.
func (s *Versions[D, V]) of(ctx context.Context, q db.Q, code string) ([]V, error) {
	return db.All(ctx, q, s.cells, `SELECT `+s.cols()+` FROM `+s.kind.Table+` WHERE code = ?`, code)
}

// numbers are the ids and numbers of the versions of one code, without their documents.
func (s *Versions[D, V]) numbers(ctx context.Context, q db.Q, code string) ([]Published[D], error) {
	return db.All(ctx, q, func(p *Published[D]) []any { return []any{&p.ID, &p.Version} },
		`SELECT id, version FROM `+s.kind.Table+` WHERE code = ?`, code)
}

// ids lists the versions by code, the latest published first. Ids are made in time order.
func (s *Versions[D, V]) ids(ctx context.Context, q db.Q) ([]string, error) {
	return db.Values[string](ctx, q, `SELECT id FROM `+s.kind.Table+` ORDER BY code, published_at DESC, id DESC`)
}
