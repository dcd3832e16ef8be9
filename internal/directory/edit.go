package directory

import (
	"context"
	"errors"
	"slices"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/calendar"
	"manyi.dev/manyi/internal/errs"
)

// Act is a way in which the organisation is changed.
type Act string

// The acts. ActImport and ActUndo stand in the log only.
const (
	ActAdd     Act = "add"
	ActChange  Act = "change"
	ActMove    Act = "move"
	ActClose   Act = "close"
	ActMerge   Act = "merge"
	ActReplace Act = "replace"
	ActSplit   Act = "split"
	ActImport  Act = "import"
	ActUndo    Act = "undo"
)

// Acts are those of an edit.
var Acts = []Act{ActAdd, ActChange, ActMove, ActClose, ActMerge, ActReplace, ActSplit}

// Edit is one change of the organisation from a day on.
type Edit struct {
	Act    Act           `json:"act"`
	On     calendar.Date `json:"on"`
	Units  []Seen        `json:"units,omitempty"`  // those it is about; none when one is added
	Parent string        `json:"parent,omitempty"` // move: code of the new parent, empty for the top
	Into   string        `json:"into,omitempty"`   // merge: code of the one of Units that goes on; empty: New does
	Set    *Fields       `json:"set,omitempty"`    // change
	New    []NewUnit     `json:"new,omitempty"`    // add, merge, replace: one; split: two or more
	Keep   bool          `json:"keep,omitempty"`   // split: the divided unit goes on beside its parts
}

// Seen is a unit as its editor saw it.
type Seen struct {
	Code     string `json:"code"`
	Revision int64  `json:"revision"`
}

// Fields are what a unit is called and what it is.
type Fields struct {
	Name    string `json:"name"`
	NameEN  string `json:"name_en,omitempty"`
	Type    string `json:"type"`
	Manager string `json:"manager,omitempty"`
}

// NewUnit is a unit that an edit makes.
type NewUnit struct {
	Fields
	Code     string   `json:"code"`
	Parent   string   `json:"parent,omitempty"`   // code; empty for the top
	Children []string `json:"children,omitempty"` // split: codes of the divided unit's children that go on below it
}

// Effect is what an edit does to one unit.
type Effect struct {
	Unit   string // id
	Code   string
	What   string   // created, changed, moved, closed, or kept: it is part of a succession only
	Before *Version // in force on the day, without the edit; nil for a new unit
	After  Version
}

// What an edit does to a unit; Created and Changed are those of a row.
const (
	Moved  = "moved"
	Closed = "closed"
	Kept   = "kept"
)

// Follow is what follows an edit.
type Follow struct {
	Edit        Edit
	Revision    int64 // of the tree it was planned on
	Effects     []Effect
	Successions []Succession

	was, is *history
	day     calendar.Date
}

// ScopeBefore and ScopeAfter are the scope of a grant without and with the edit, as it will be on its day.
func (f *Follow) ScopeBefore(ids ...string) []string { return f.was.scope(f.day, ids) }

// ScopeAfter is the scope with the edit.
func (f *Follow) ScopeAfter(ids ...string) []string { return f.is.scope(f.day, ids) }

// Preview tells what follows an edit, and changes nothing. Its faults come joined, each at the field of the edit.
func (s *Service) Preview(ctx context.Context, e Edit) (Follow, error) {
	h, err := s.history(ctx)
	if err != nil {
		return Follow{}, err
	}
	_, f, err := s.planned(ctx, h, e)
	return f, err
}

func (s *Service) planned(ctx context.Context, h *history, e Edit) (*plan, Follow, error) {
	types, err := s.Types(ctx)
	if err != nil {
		return nil, Follow{}, err
	}
	today := s.Today()
	p, err := planEdit(h, &e, types, today, newID)
	if errs.HasKey(err, "directory.edit.conflict") {
		err = s.whose(ctx, h, e, err)
	}
	if err != nil {
		return nil, Follow{}, err
	}
	f := Follow{Edit: e, Revision: h.revision, Successions: p.newSuccessions, was: h, is: p.history, day: max(today, e.On)}
	for _, i := range p.touched() {
		f.Effects = append(f.Effects, effectOf(h, p, i, e.On))
	}
	return p, f, nil
}

// effectOf is what a plan does to its i-th unit from a day on; for an import, which has no day, the latest version tells.
func effectOf(h *history, p *plan, i int, on calendar.Date) Effect {
	u := &p.units[i]
	e := Effect{Unit: u.id, Code: u.code, What: Kept}
	for j := range u.versions {
		if c := &u.versions[j]; c.row > 0 || e.After.UnitID == "" {
			e.After = c.Version
			if on != "" && c.row > 0 {
				break
			}
		}
	}
	if on != "" {
		if v := u.at(on); v != nil {
			e.After = v.Version
		}
	}
	if at, known := h.byID[u.id]; known {
		if v := h.units[at].at(e.After.ValidFrom); v != nil {
			e.Before = &v.Version
		}
	}
	switch {
	case u.isNew:
		e.What = Created
	case e.Before == nil:
		e.What = Changed
	case e.After.Closed && !e.Before.Closed:
		e.What = Closed
	case e.After.ParentID != e.Before.ParentID:
		e.What = Moved
	case !e.Before.same(e.After):
		e.What = Changed
	}
	return e
}

// whose says who changed the unit that was seen differently.
func (s *Service) whose(ctx context.Context, h *history, e Edit, fault error) error {
	for _, seen := range e.Units {
		at, known := h.byCode[seen.Code]
		if !known || h.units[at].revision == seen.Revision {
			continue
		}
		c, err := changeByRevision(ctx, s.db, h.units[at].revision)
		if err != nil {
			break // it was taken back: nobody's change stands
		}
		return errs.New(errs.Conflict, "directory.edit.conflict_with").At("units").With("unit", seen.Code).With("who", c.By.Name)
	}
	return fault
}

// tries is how often a plan is made anew because somebody else was first.
const tries = 5

// Apply carries an edit out, with an entry in the audit log and one in the log of changes. guard may refuse what follows;
// it is asked once more when somebody else was first.
func (s *Service) Apply(ctx context.Context, by audit.Actor, e Edit, guard func(*Follow) error) (Change, error) {
	s.writing.Lock()
	defer s.writing.Unlock()
	for range tries {
		h, err := s.latest(ctx)
		if err != nil {
			return Change{}, err
		}
		p, f, err := s.planned(ctx, h, e)
		if err != nil {
			return Change{}, err
		}
		if err := guard(&f); err != nil {
			return Change{}, err
		}
		entry := audit.Entry{Action: "directory." + string(e.Act), Kind: "org_unit", Object: e.object(), Unit: e.object(), Details: detailsOf(e)}
		c, err := s.commit(ctx, h, p, Change{By: by, Act: e.Act, On: e.On}, entry, nil)
		if !errs.HasKey(err, errMoved.Key) {
			return c, err
		}
		s.forget()
	}
	return Change{}, errMoved
}

// object is the code of the unit an edit is mainly about.
func (e *Edit) object() string {
	switch {
	case e.Into != "":
		return e.Into
	case len(e.Units) > 0:
		return e.Units[0].Code
	case len(e.New) > 0:
		return e.New[0].Code
	}
	return ""
}

// latest folds in what an interruption left and reads what is recorded. The caller holds s.writing.
func (s *Service) latest(ctx context.Context) (*history, error) {
	if err := s.fold(ctx, nil); err != nil {
		return nil, err
	}
	return s.history(ctx)
}

// editRow is the row number of what an edit does.
const editRow = 1

// planEdit makes the plan of an edit on a copy of h; what is wrong comes joined.
func planEdit(h *history, e *Edit, types []Type, today calendar.Date, newID func() string) (*plan, error) {
	ed := &editing{
		plan: &plan{history: h.clone(), newID: newID, outcome: map[int]string{}, refused: map[string]bool{}},
		edit: e, today: today, types: types,
	}
	if !slices.Contains(Acts, e.Act) {
		return nil, errs.New(errs.Invalid, "directory.edit.act").At("act")
	}
	ed.day()
	ed.find()
	if len(ed.faults) == 0 {
		ed.do()
	}
	if len(ed.faults) == 0 {
		ed.check()
	}
	if len(ed.faults) == 0 && len(ed.touched()) == 0 {
		ed.fault("directory.edit.nothing", "", nil)
	}
	return ed.plan, errors.Join(ed.faults...)
}

// Unit is a unit as the edit leaves it on its day, closed ones too.
func (f *Follow) Unit(id string) (Unit, bool) {
	at, known := f.is.byID[id]
	if !known || len(f.is.units[at].versions) == 0 {
		return Unit{}, false
	}
	u := &f.is.units[at]
	v := u.at(f.day)
	if v == nil {
		v = &u.versions[0]
	}
	return u.unit(v), true
}

// Below reports whether a unit is the one of a code, or lies below it, once the edit holds.
func (f *Follow) Below(id, code string) bool {
	for range len(f.is.units) {
		u, known := f.Unit(id)
		if !known || u.Code == code {
			return known
		}
		id = u.ParentID
	}
	return false
}
