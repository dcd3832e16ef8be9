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
	Revision  int64 // of the change that touched it last; 0 before there was a log of changes
}

const unitCols = `id, code, created_at, revision`

func unitCells(u *codedUnit) []any { return []any{&u.ID, &u.Code, &u.CreatedAt, &u.Revision} }

func allUnits(ctx context.Context, q db.Q) ([]codedUnit, error) {
	return db.All(ctx, q, unitCells, `SELECT `+unitCols+` FROM org_units ORDER BY code`)
}

// putUnit records a unit, or the revision of one that is there.
func putUnit(ctx context.Context, q db.Q, u codedUnit) error {
	_, err := q.Exec(ctx, `INSERT INTO org_units (`+unitCols+`) VALUES (?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET revision = excluded.revision`, unitCells(&u)...)
	return err
}

func setRevision(ctx context.Context, q db.Q, id string, revision int64) error {
	_, err := q.Exec(ctx, `UPDATE org_units SET revision = ? WHERE id = ?`, revision, id)
	return err
}

func deleteUnit(ctx context.Context, q db.Q, id string) error {
	_, err := q.Exec(ctx, `DELETE FROM org_units WHERE id = ?`, id)
	return err
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

func deleteVersions(ctx context.Context, q db.Q, unit string) error {
	_, err := q.Exec(ctx, `DELETE FROM org_unit_versions WHERE unit_id = ?`, unit)
	return err
}

const successionCols = `from_unit, to_unit, on_date, kind`

func successionCells(s *Succession) []any { return []any{&s.From, &s.To, &s.On, &s.Kind} }

func allSuccessions(ctx context.Context, q db.Q) ([]Succession, error) {
	return db.All(ctx, q, successionCells, `SELECT `+successionCols+` FROM successions ORDER BY on_date, from_unit, to_unit`)
}

// putSuccession records a succession that may be there.
func putSuccession(ctx context.Context, q db.Q, s Succession) error {
	_, err := q.Exec(ctx, `INSERT INTO successions (`+successionCols+`) VALUES (?, ?, ?, ?)
		ON CONFLICT (from_unit, to_unit, on_date) DO UPDATE SET kind = excluded.kind`, successionCells(&s)...)
	return err
}

func deleteSuccession(ctx context.Context, q db.Q, s Succession) error {
	_, err := q.Exec(ctx, `DELETE FROM successions WHERE from_unit = ? AND to_unit = ? AND on_date = ?`, s.From, s.To, s.On)
	return err
}
