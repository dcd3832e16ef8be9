package directory

import (
	"context"
	"slices"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/errs"
)

// Changes are the latest changes below a revision (0: from the latest), at most limit; next is 0 on the last page.
func (s *Service) Changes(ctx context.Context, below int64, limit int) (page []Change, next int64, err error) {
	if limit <= 0 || limit > 200 {
		limit = 50
	}
	if below <= 0 {
		below = 1 << 62
	}
	page, err = changesBefore(ctx, s.db, below, limit+1)
	if err != nil || len(page) <= limit {
		return page, 0, err
	}
	return page[:limit], page[limit-1].Revision, nil
}

// ChangeBy is one change; errs.NotFound "directory.undo.unknown".
func (s *Service) ChangeBy(ctx context.Context, revision int64) (Change, error) {
	c, err := changeByRevision(ctx, s.db, revision)
	if errs.Is(err, errs.NotFound) {
		err = errs.New(errs.NotFound, "directory.undo.unknown")
	}
	return c, err
}

// Undoable says why a change cannot be taken back; nil when it can, as far as the tree is concerned.
func (s *Service) Undoable(ctx context.Context, c *Change) error {
	h, err := s.history(ctx)
	if err != nil {
		return err
	}
	_, err = undone(h, c)
	return err
}

// Undo takes a change back: every unit it touched is again what it was. That is refused when one of them was changed
// since, or when the tree would not hold together. guard may refuse for what hangs on the units elsewhere.
func (s *Service) Undo(ctx context.Context, by audit.Actor, revision int64, guard func(*Change) error) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	h, err := s.latest(ctx)
	if err != nil {
		return err
	}
	c, err := s.ChangeBy(ctx, revision)
	if err != nil {
		return err
	}
	if _, err := undone(h, &c); err != nil {
		return err
	}
	if err := guard(&c); err != nil {
		return err
	}
	now := db.At(s.now())
	log := Change{Revision: h.revision + 1, At: now, By: by, Act: ActUndo, On: c.On, Units: c.Units, before: before{Large: true}}
	err = s.db.Tx(ctx, func(tx *db.Tx) error {
		if err := insertChange(ctx, tx, &log); err != nil {
			return moved(err)
		}
		c.UndoneAt, c.UndoneBy = now, by.Name
		if err := putChange(ctx, tx, &c); err != nil {
			return err
		}
		if err := c.before.restore(ctx, tx); err != nil {
			return err
		}
		codes := make([]string, 0, len(c.Units))
		for _, u := range c.Units {
			codes = append(codes, u.Code)
		}
		tx.AfterCommit(s.forget)
		return audit.Write(ctx, tx, by, audit.Entry{Action: "directory.undo", Kind: "org_unit", Object: first(codes), Unit: first(codes), Details: map[string]any{
			"act": string(c.Act), "on": string(c.On), "by": c.By.Name, "codes": codes,
		}})
	})
	return err
}

func first(codes []string) string {
	if len(codes) == 0 {
		return ""
	}
	return codes[0]
}

// restore brings units back to what they were.
func (b *before) restore(ctx context.Context, tx *db.Tx) error {
	for _, one := range b.Successions {
		if err := deleteSuccession(ctx, tx, one); err != nil {
			return err
		}
	}
	for i := range b.Units {
		u := &b.Units[i]
		if err := deleteVersions(ctx, tx, u.ID); err != nil {
			return err
		}
		if u.Created {
			if err := deleteUnit(ctx, tx, u.ID); err != nil {
				return err
			}
			continue
		}
		if err := setRevision(ctx, tx, u.ID, u.Revision); err != nil {
			return err
		}
		for _, v := range u.Versions {
			if err := putVersion(ctx, tx, v); err != nil {
				return err
			}
		}
	}
	return nil
}

// undone is the history without a change.
func undone(h *history, c *Change) (*history, error) {
	switch {
	case c.UndoneAt != 0:
		return nil, errs.New(errs.Conflict, "directory.undo.done").With("who", c.UndoneBy)
	case c.Act == ActUndo:
		return nil, errs.New(errs.Conflict, "directory.undo.undo")
	case c.before.Large:
		return nil, errs.New(errs.Conflict, "directory.undo.large").With("limit", MaxTold)
	}
	p := &plan{history: h.clone(), outcome: map[int]string{}, refused: map[string]bool{}}
	gone, back := map[string]bool{}, map[string]bool{}
	for i := range c.before.Units {
		was := &c.before.Units[i]
		at, known := p.byID[was.ID]
		if !known || p.units[at].revision != c.Revision {
			code := ""
			if known {
				code = p.units[at].code
			}
			return nil, errs.New(errs.Conflict, "directory.undo.newer").With("unit", code)
		}
		back[was.ID] = true
		gone[was.ID] = was.Created
		u := &p.units[at]
		u.versions = nil
		for _, v := range was.Versions {
			u.versions = append(u.versions, change{v, editRow})
		}
	}
	p.successions = slices.DeleteFunc(p.successions, func(s Succession) bool {
		return slices.Contains(c.before.Successions, s)
	})
	for _, s := range p.successions {
		if gone[s.From] || gone[s.To] {
			return nil, errs.New(errs.Conflict, "directory.undo.succession")
		}
	}
	for i := range p.units {
		for j := range p.units[i].versions {
			v := &p.units[i].versions[j]
			if gone[v.ParentID] {
				return nil, errs.New(errs.Conflict, "directory.undo.children").With("unit", p.units[i].code)
			}
			if back[v.ParentID] {
				v.row = editRow // it may stand below a unit that is closed again, or above it
			}
		}
	}
	p.sweep([]row{{number: editRow}})
	for _, fault := range p.errors {
		return nil, errs.New(errs.Conflict, "directory.undo.tree").Because(fault.Err)
	}
	return p.history, nil
}
