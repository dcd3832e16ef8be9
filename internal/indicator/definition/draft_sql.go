package definition

import (
	"context"
	"encoding/json"
	"fmt"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/errs"
)

// Each kind has its table; their columns are the same. The head is what a save has to know.
const (
	draftHead = `id, revision, base_id, created_at, changed_at, changed_by, changed_name`
	draftCols = draftHead + `, document`
)

func headCells[D any](d *Draft[D]) []any {
	return []any{&d.ID, &d.Revision, &d.Base, &d.CreatedAt, &d.ChangedAt, &d.ChangedBy, &d.ChangedName}
}

func draftCells[D any](d *Draft[D]) []any { return append(headCells(d), &d.text) }

func (s *Drafts[D]) insert(ctx context.Context, q db.Q, d *Draft[D]) error {
	return db.Insert(ctx, q, s.kind.Table, draftCols, draftCells(d))
}

func (s *Drafts[D]) byID(ctx context.Context, q db.Q, id string) (Draft[D], error) {
	d, err := db.One(ctx, q, draftCells[D], `SELECT `+draftCols+` FROM `+s.kind.Table+` WHERE id = ?`, id)
	if err != nil {
		return d, s.unknown(err)
	}
	if err := json.Unmarshal([]byte(d.text), &d.Document); err != nil {
		return d, fmt.Errorf("read draft %s: %w", id, err)
	}
	if s.kind.Read != nil {
		s.kind.Read(&d.Document)
	}
	return d, nil
}

// head is a draft without its document.
func (s *Drafts[D]) head(ctx context.Context, q db.Q, id string) (Draft[D], error) {
	d, err := db.One(ctx, q, headCells[D], `SELECT `+draftHead+` FROM `+s.kind.Table+` WHERE id = ?`, id)
	return d, s.unknown(err)
}

func (s *Drafts[D]) unknown(err error) error {
	if errs.Is(err, errs.NotFound) {
		return errs.New(errs.NotFound, s.kind.Unknown).Because(err)
	}
	return err
}

// ids lists the drafts, the one that was changed last first.
func (s *Drafts[D]) ids(ctx context.Context, q db.Q) ([]string, error) {
	return db.Values[string](ctx, q, `SELECT id FROM `+s.kind.Table+` ORDER BY changed_at DESC, id DESC`)
}

// replace writes d over the revision before it; false when the draft has another revision or is gone.
func (s *Drafts[D]) replace(ctx context.Context, q db.Q, d *Draft[D]) (bool, error) {
	n, err := q.Exec(ctx, `UPDATE `+s.kind.Table+` SET revision = ?, document = ?, changed_at = ?, changed_by = ?, changed_name = ?
		WHERE id = ? AND revision = ?`,
		d.Revision, d.text, d.ChangedAt, d.ChangedBy, d.ChangedName, d.ID, d.Revision-1)
	return n > 0, err
}

// remove takes a draft away; false when it has another revision or is gone.
func (s *Drafts[D]) remove(ctx context.Context, q db.Q, d *Draft[D]) (bool, error) {
	n, err := q.Exec(ctx, `DELETE FROM `+s.kind.Table+` WHERE id = ? AND revision = ?`, d.ID, d.Revision)
	return n > 0, err
}
