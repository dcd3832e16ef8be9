package indicator

import (
	"context"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/errs"
)

const draftCols = `id, revision, base_id, document, created_at, changed_at, changed_by, changed_name`

func draftCells(d *Draft) []any {
	return []any{&d.ID, &d.Revision, &d.Base, db.JSON[Document]{V: &d.Document}, &d.CreatedAt, &d.ChangedAt, &d.ChangedBy, &d.ChangedName}
}

func draftByID(ctx context.Context, q db.Q, id string) (Draft, error) {
	d, err := db.One(ctx, q, draftCells, `SELECT `+draftCols+` FROM indicator_drafts WHERE id = ?`, id)
	if errs.Is(err, errs.NotFound) {
		return d, errs.New(errs.NotFound, "indicator.draft_unknown").Because(err)
	}
	return d, err
}

// drafts lists the drafts, the one that was changed last first.
func drafts(ctx context.Context, q db.Q) ([]Draft, error) {
	return db.All(ctx, q, draftCells, `SELECT `+draftCols+` FROM indicator_drafts ORDER BY changed_at DESC, id DESC`)
}

// replaceDraft writes d over the revision before it; false when the draft has another revision or is gone.
func replaceDraft(ctx context.Context, q db.Q, d *Draft) (bool, error) {
	n, err := q.Exec(ctx, `UPDATE indicator_drafts SET revision = ?, document = ?, changed_at = ?, changed_by = ?, changed_name = ?
		WHERE id = ? AND revision = ?`,
		d.Revision, db.JSON[Document]{V: &d.Document}, d.ChangedAt, d.ChangedBy, d.ChangedName, d.ID, d.Revision-1)
	return n > 0, err
}

// removeDraft takes a draft away; false when it has another revision or is gone.
func removeDraft(ctx context.Context, q db.Q, id string, revision int64) (bool, error) {
	n, err := q.Exec(ctx, `DELETE FROM indicator_drafts WHERE id = ? AND revision = ?`, id, revision)
	return n > 0, err
}
