package directory

import (
	"context"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/i18n"
)

const changeCols = `revision, at, actor_id, actor_name, act, day, units, before, folding, undone_at, undone_name`

func changeCells(c *Change) []any {
	return []any{
		&c.Revision, &c.At, &c.By.ID, &c.By.Name, &c.Act, &c.On,
		db.JSON[[]Touched]{V: &c.Units},
		db.JSON[before]{V: &c.before},
		&c.folding, &c.UndoneAt, &c.UndoneBy,
	}
}

func insertChange(ctx context.Context, q db.Q, c *Change) error {
	return db.Insert(ctx, q, "org_changes", changeCols, changeCells(c))
}

func putChange(ctx context.Context, q db.Q, c *Change) error {
	return db.Update(ctx, q, "org_changes", changeCols, changeCells(c))
}

func changeByRevision(ctx context.Context, q db.Q, revision int64) (Change, error) {
	return db.One(ctx, q, changeCells, `SELECT `+changeCols+` FROM org_changes WHERE revision = ?`, revision)
}

// changesBefore are the latest changes below a revision.
func changesBefore(ctx context.Context, q db.Q, revision int64, limit int) ([]Change, error) {
	return db.All(ctx, q, changeCells, `SELECT `+changeCols+` FROM org_changes WHERE revision < ? ORDER BY revision DESC LIMIT ?`, revision, limit)
}

// lastRevision is that of the latest change; 0 before the first.
func lastRevision(ctx context.Context, q db.Q) (int64, error) {
	return db.Value[int64](ctx, q, `SELECT COALESCE(MAX(revision), 0) FROM org_changes`)
}

func insertPending(ctx context.Context, q db.Q, revision int64, number int, r *written) error {
	_, err := q.Exec(ctx, `INSERT INTO org_pending (revision, number, document) VALUES (?, ?, ?)`, revision, number, db.JSON[written]{V: r})
	return err
}

// pending is what was decided and does not stand in the tables of units yet.
func pending(ctx context.Context, q db.Q) ([]written, error) {
	return db.All(ctx, q, func(r *written) []any { return []any{db.JSON[written]{V: r}} }, `SELECT p.document FROM org_pending p
		JOIN org_changes c ON c.revision = p.revision WHERE c.folding ORDER BY p.revision, p.number`)
}

// folding are the revisions of changes that are not folded in yet.
func folding(ctx context.Context, q db.Q) ([]int64, error) {
	return db.Values[int64](ctx, q, `SELECT revision FROM org_changes WHERE folding ORDER BY revision`)
}

// pendingFrom are the rows of a change from a number on.
func pendingFrom(ctx context.Context, q db.Q, revision int64, from, limit int) ([]written, error) {
	return db.All(ctx, q, func(r *written) []any { return []any{db.JSON[written]{V: r}} },
		`SELECT document FROM org_pending WHERE revision = ? AND number >= ? ORDER BY number LIMIT ?`, revision, from, limit)
}

func pendingCount(ctx context.Context, q db.Q, revision int64) (int, error) {
	return db.Value[int](ctx, q, `SELECT COALESCE(MAX(number) + 1, 0) FROM org_pending WHERE revision = ?`, revision)
}

// abandoned are the revisions of staged rows that no change waits for: folded in already, or never decided.
func abandoned(ctx context.Context, q db.Q) ([]int64, error) {
	return db.Values[int64](ctx, q, `SELECT DISTINCT revision FROM org_pending
		WHERE revision NOT IN (SELECT revision FROM org_changes WHERE folding)`)
}

func dropPending(ctx context.Context, q db.Q, revision int64, from, to int) error {
	_, err := q.Exec(ctx, `DELETE FROM org_pending WHERE revision = ? AND number >= ? AND number < ?`, revision, from, to)
	return err
}

const typeCols = `code, name, ordinal`

func typeCells(t *Type) []any {
	return []any{&t.Code, db.JSON[i18n.Text]{V: &t.Name}, &t.Ordinal}
}

func allTypes(ctx context.Context, q db.Q) ([]Type, error) {
	return db.All(ctx, q, typeCells, `SELECT `+typeCols+` FROM org_unit_types ORDER BY ordinal, code`)
}

// putType adds a type, or names it anew.
func putType(ctx context.Context, q db.Q, t Type) error {
	_, err := q.Exec(ctx, `INSERT INTO org_unit_types (`+typeCols+`) VALUES (?, ?, ?)
		ON CONFLICT (code) DO UPDATE SET name = excluded.name`, typeCells(&t)...)
	return err
}

func deleteType(ctx context.Context, q db.Q, code string) error {
	_, err := q.Exec(ctx, `DELETE FROM org_unit_types WHERE code = ?`, code)
	return err
}
