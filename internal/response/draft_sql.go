package response

import (
	"context"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/programme"
)

const draftCols = `token, wave_id, unit_id, invitation_id, form_id, page, language, typed, revision, editor, stroke, started_at, saved_at`

func draftCells(d *Draft) []any {
	return []any{
		&d.hash, &d.wave, &d.unit, &d.invitation, &d.form, &d.Page, &d.Language,
		db.JSON[Typed]{V: &d.Typed},
		&d.Revision, &d.editor, &d.stroke, &d.StartedAt, &d.SavedAt,
	}
}

// draftOf is the draft of a link, the zero Draft when there is none.
func draftOf(ctx context.Context, q db.Q, hash string) (Draft, error) {
	all, err := db.All(ctx, q, draftCells, `SELECT `+draftCols+` FROM answer_drafts WHERE token = ?`, hash)
	if err != nil || len(all) == 0 {
		return Draft{}, err
	}
	return all[0], nil
}

// putDraft writes a draft over the revision before it; false when somebody else was faster.
func putDraft(ctx context.Context, tx *db.Tx, d *Draft) (bool, error) {
	typed := db.JSON[Typed]{V: &d.Typed}
	if d.Revision == 1 {
		n, err := tx.Exec(ctx, `INSERT INTO answer_drafts (`+draftCols+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (token) DO NOTHING`,
			d.hash, d.wave, d.unit, d.invitation, d.form, d.Page, d.Language, typed, d.Revision, d.editor, d.stroke,
			d.StartedAt, d.SavedAt)
		return n == 1, err
	}
	n, err := tx.Exec(ctx, `UPDATE answer_drafts SET page = ?, language = ?, typed = ?, revision = ?, editor = ?, stroke = ?, saved_at = ?
		WHERE token = ? AND revision = ?`, d.Page, d.Language, typed, d.Revision, d.editor, d.stroke, d.SavedAt, d.hash, d.Revision-1)
	return n == 1, err
}

const deleteDraft = `DELETE FROM answer_drafts WHERE token = ?`

func moveDraft(ctx context.Context, tx *db.Tx, from, to string) error {
	_, err := tx.Exec(ctx, `UPDATE answer_drafts SET token = ? WHERE token = ?`, to, from)
	return err
}

func draftsAfter(ctx context.Context, q db.Q, wave programme.WaveID, after string, limit int) ([]Draft, error) {
	return db.All(ctx, q, draftCells, `SELECT `+draftCols+` FROM answer_drafts WHERE wave_id = ? AND token > ? ORDER BY token LIMIT ?`, wave, after, limit)
}

func deleteDrafts(ctx context.Context, tx *db.Tx, wave programme.WaveID) (int64, error) {
	return tx.Exec(ctx, `DELETE FROM answer_drafts WHERE wave_id = ?`, wave)
}

// DraftCount is how many people of a unit have begun and not sent.
type DraftCount struct {
	Unit string
	N    int64
}

func draftCounts(ctx context.Context, q db.Q, wave programme.WaveID) ([]DraftCount, error) {
	cells := func(c *DraftCount) []any { return []any{&c.Unit, &c.N} }
	return db.All(ctx, q, cells, `SELECT unit_id, COUNT(*) FROM answer_drafts WHERE wave_id = ? GROUP BY unit_id ORDER BY unit_id`, wave)
}

// stored is what is told of an original to whoever opens its link again.
type stored struct {
	receipt string
	state   State
}

// storedOf is that of a named or confidential wave, zero when the original is gone.
func storedOf(ctx context.Context, q db.Q, wave programme.WaveID, response string) (stored, error) {
	cells := func(s *stored) []any { return []any{&s.receipt, &s.state} }
	all, err := db.All(ctx, q, cells, `SELECT receipt, state FROM responses WHERE wave_id = ? AND id = ?`, wave, response)
	if err != nil || len(all) == 0 {
		return stored{}, err
	}
	return all[0], nil
}
