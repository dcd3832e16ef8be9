package questionnaire

import (
	"context"
	"encoding/json"
	"fmt"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/errs"
)

const draftCols = `id, revision, base_id, document, created_at, changed_at, changed_by, changed_name`

func draftCells(d *Draft) []any {
	return []any{&d.ID, &d.Revision, &d.Base, &d.text, &d.CreatedAt, &d.ChangedAt, &d.ChangedBy, &d.ChangedName}
}

func draftByID(ctx context.Context, q db.Q, id string) (Draft, error) {
	d, err := db.One(ctx, q, draftCells, `SELECT `+draftCols+` FROM questionnaire_drafts WHERE id = ?`, id)
	if err != nil {
		return d, unknownDraft(err)
	}
	if err := json.Unmarshal([]byte(d.text), &d.Document); err != nil {
		return d, fmt.Errorf("read draft %s: %w", id, err)
	}
	d.Document.normalise()
	return d, nil
}

// draftHead is a draft without its document.
func draftHead(ctx context.Context, q db.Q, id string) (Draft, error) {
	d, err := db.One(ctx, q, func(d *Draft) []any {
		return []any{&d.ID, &d.Revision, &d.Base, &d.CreatedAt, &d.ChangedAt, &d.ChangedBy, &d.ChangedName}
	}, `SELECT id, revision, base_id, created_at, changed_at, changed_by, changed_name FROM questionnaire_drafts WHERE id = ?`, id)
	return d, unknownDraft(err)
}

func unknownDraft(err error) error {
	if errs.Is(err, errs.NotFound) {
		return errs.New(errs.NotFound, "questionnaire.draft_unknown").Because(err)
	}
	return err
}

// draftIDs lists the drafts, the one that was changed last first.
func draftIDs(ctx context.Context, q db.Q) ([]string, error) {
	return db.Values[string](ctx, q, `SELECT id FROM questionnaire_drafts ORDER BY changed_at DESC, id DESC`)
}

// replaceDraft writes d over the revision before it; false when the draft has another revision or is gone.
func replaceDraft(ctx context.Context, q db.Q, d *Draft) (bool, error) {
	n, err := q.Exec(ctx, `UPDATE questionnaire_drafts SET revision = ?, document = ?, changed_at = ?, changed_by = ?, changed_name = ?
		WHERE id = ? AND revision = ?`,
		d.Revision, d.text, d.ChangedAt, d.ChangedBy, d.ChangedName, d.ID, d.Revision-1)
	return n > 0, err
}

// removeDraft takes a draft away; false when it has another revision or is gone.
func removeDraft(ctx context.Context, q db.Q, id string, revision int64) (bool, error) {
	n, err := q.Exec(ctx, `DELETE FROM questionnaire_drafts WHERE id = ? AND revision = ?`, id, revision)
	return n > 0, err
}

// numbersOf are the ids and numbers of a questionnaire's versions, without their documents.
func numbersOf(ctx context.Context, q db.Q, code string) ([]Version, error) {
	return db.All(ctx, q, func(v *Version) []any { return []any{&v.ID, &v.Version} },
		`SELECT id, version FROM questionnaire_versions WHERE code = ?`, code)
}
