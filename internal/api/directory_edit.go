package api

import (
	"context"
	"strconv"
	"time"

	"manyi.dev/manyi/internal/auth"
	"manyi.dev/manyi/internal/calendar"
	"manyi.dev/manyi/internal/directory"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
)

// directoryRoutes are those of units.
func (a *API) directoryRoutes() {
	get(a, "/units", "list-units", auth.DirectoryRead, a.listUnits)
	get(a, "/units/{code}/history", "unit-history", auth.DirectoryRead, a.unitHistory)
	post(a, "/unit-changes/preview", "preview-unit-change", auth.DirectoryChange, a.previewUnitChange)
	post(a, "/unit-changes", "change-units", auth.DirectoryChange, a.changeUnits)
	get(a, "/unit-changes", "list-unit-changes", auth.DirectoryChange, a.listUnitChanges)
	post(a, "/unit-changes/{revision}/undo", "undo-unit-change", auth.DirectoryChange, a.undoUnitChange)
	get(a, "/unit-types", "list-unit-types", auth.DirectoryRead, a.listUnitTypes)
	put(a, "/unit-types/{code}", "set-unit-type", auth.DirectoryImport, a.setUnitType)
	del(a, "/unit-types/{code}", "remove-unit-type", auth.DirectoryImport, a.removeUnitType)

	a.raw("POST", "/unit-imports", auth.DirectoryImport, a.importUnits)
	a.raw("GET", "/unit-tables/{file}", auth.DirectoryRead, a.unitTable)
	a.describeDirectory()
}

// UnitEdit is one change of the organisation from a day on.
type UnitEdit struct {
	Act    string      `json:"act" enum:"add,change,move,close,merge,replace,split"`
	On     string      `json:"on" maxLength:"10" doc:"the first day on which it holds"`
	Units  []UnitSeen  `json:"units,omitempty" maxItems:"200" doc:"the units it is about; none when one is added"`
	Parent string      `json:"parent,omitempty" maxLength:"80" doc:"move: code of the new parent; empty for the top"`
	Into   string      `json:"into,omitempty" maxLength:"80" doc:"merge: code of the one of the units that goes on; empty: the new one does"`
	Set    *UnitFields `json:"set,omitempty" doc:"change: what the unit is from the day on"`
	New    []NewUnit   `json:"new,omitempty" maxItems:"50" doc:"add, replace, merge: one; split: two or more"`
	Keep   bool        `json:"keep,omitempty" doc:"split: the divided unit goes on beside its parts"`
}

// UnitSeen is a unit as its editor saw it: a unit that was changed since is a conflict.
type UnitSeen struct {
	Code     string `json:"code" maxLength:"80"`
	Revision int64  `json:"revision" minimum:"0"`
}

// UnitFields are what a unit is called and what it is.
type UnitFields struct {
	Name    string `json:"name" maxLength:"800"`
	NameEN  string `json:"name_en,omitempty" maxLength:"800"`
	Type    string `json:"type" maxLength:"80"`
	Manager string `json:"manager,omitempty" maxLength:"800"`
}

// NewUnit is a unit that a change makes.
type NewUnit struct {
	Code     string   `json:"code" maxLength:"80"`
	Name     string   `json:"name" maxLength:"800"`
	NameEN   string   `json:"name_en,omitempty" maxLength:"800"`
	Type     string   `json:"type" maxLength:"80"`
	Manager  string   `json:"manager,omitempty" maxLength:"800"`
	Parent   string   `json:"parent,omitempty" maxLength:"80" doc:"code; empty for the top"`
	Children []string `json:"children,omitempty" maxItems:"500" doc:"split: codes of the units that go on below this part"`
}

func (e *UnitEdit) edit() directory.Edit {
	out := directory.Edit{Act: directory.Act(e.Act), On: calendar.Date(e.On), Parent: e.Parent, Into: e.Into, Keep: e.Keep}
	for _, u := range e.Units {
		out.Units = append(out.Units, directory.Seen(u))
	}
	if e.Set != nil {
		set := directory.Fields(*e.Set)
		out.Set = &set
	}
	for _, n := range e.New {
		out.New = append(out.New, directory.NewUnit{
			Fields: directory.Fields{Name: n.Name, NameEN: n.NameEN, Type: n.Type, Manager: n.Manager}, Code: n.Code, Parent: n.Parent, Children: n.Children,
		})
	}
	return out
}

// UnitEditIn is a change that is asked for.
type UnitEditIn struct{ Body UnitEdit }

func (a *API) previewUnitChange(ctx context.Context, in *UnitEditIn) (UnitFollow, error) {
	s, err := a.sight(ctx, auth.DirectoryChange)
	if err != nil {
		return UnitFollow{}, err
	}
	f, err := a.Directory.Preview(ctx, in.Body.edit())
	if err != nil {
		return UnitFollow{}, a.hidden(ctx, s, err)
	}
	if err := a.permitted(ctx, s, &f); err != nil {
		return UnitFollow{}, err
	}
	return a.follow(ctx, &f)
}

func (a *API) changeUnits(ctx context.Context, in *UnitEditIn) (UnitChange, error) {
	s, err := a.sight(ctx, auth.DirectoryChange)
	if err != nil {
		return UnitChange{}, err
	}
	c, err := a.Directory.Apply(ctx, auditor(ctx), in.Body.edit(), func(f *directory.Follow) error { return a.permitted(ctx, s, f) })
	if err != nil {
		return UnitChange{}, a.hidden(ctx, s, err)
	}
	return unitChangeView(&c), nil
}

// hidden tells of a failure only what the actor may know: another's unit is not told from one that does not exist.
func (a *API) hidden(ctx context.Context, s sight, err error) error {
	if s.all {
		return err
	}
	for _, e := range errs.All(err) {
		code, ok := e.Args["unit"].(string)
		if !ok || e.Key == "directory.edit.scope" {
			continue
		}
		if past, e := a.Directory.Past(ctx, code); e == nil && !s.unit(past.Unit.ID) {
			return errs.New(errs.NotFound, "directory.unit_unknown").With("unit", code)
		}
	}
	return err
}

// UnitChange is one entry of the log of changes.
type UnitChange struct {
	Revision int64       `json:"revision"`
	At       time.Time   `json:"at"`
	By       string      `json:"by"`
	Act      string      `json:"act" enum:"add,change,move,close,merge,replace,split,import,undo"`
	On       string      `json:"on,omitempty"`
	Units    []UnitTouch `json:"units" doc:"the first hundred"`
	UndoneBy string      `json:"undone_by,omitempty"`
	Undo     bool        `json:"undo" doc:"it can be taken back"`
	Why      string      `json:"why,omitempty" doc:"what keeps it from being taken back, in words"`
}

// UnitTouch is a unit that a change touched.
type UnitTouch struct {
	Code string `json:"code"`
	What string `json:"what" enum:"created,changed,moved,closed,kept"`
}

func unitChangeView(c *directory.Change) UnitChange {
	v := UnitChange{
		Revision: c.Revision, At: c.At.Time(), By: c.By.Name, Act: string(c.Act), On: string(c.On), UndoneBy: c.UndoneBy, Units: []UnitTouch{},
	}
	for _, u := range c.Units {
		v.Units = append(v.Units, UnitTouch{u.Code, u.What})
	}
	return v
}

// listUnitChanges tells the latest changes of units that the actor may change.
func (a *API) listUnitChanges(ctx context.Context, in *PageIn) (List[UnitChange], error) {
	out := List[UnitChange]{Items: []UnitChange{}}
	below := int64(0)
	if in.Cursor != "" {
		n, err := strconv.ParseInt(in.Cursor, 10, 64)
		if err != nil || n < 1 {
			return out, errs.New(errs.Invalid, "request.cursor").At("cursor")
		}
		below = n
	}
	s, err := a.sight(ctx, auth.DirectoryChange)
	if err != nil {
		return out, err
	}
	page, next, err := a.Directory.Changes(ctx, below, in.Limit)
	if err != nil {
		return out, err
	}
	for i := range page {
		c := &page[i]
		if !s.touches(c) {
			continue
		}
		v := unitChangeView(c)
		err := a.undoable(ctx, s, c)
		if e := errs.All(err); len(e) > 0 {
			v.Why = i18n.T(language(ctx), e[0].Key, e[0].Args)
		} else if err != nil {
			return out, err
		}
		v.Undo = err == nil
		out.Items = append(out.Items, v)
	}
	if next > 0 {
		out.Next = strconv.FormatInt(next, 10)
	}
	return out, nil
}

// touches reports whether every unit of a change is in sight, so that nothing of others is told.
func (s sight) touches(c *directory.Change) bool {
	for _, u := range c.Units {
		if !s.unit(u.ID) {
			return false
		}
	}
	return s.all || len(c.Units) > 0 && len(c.Units) < directory.MaxTold
}

// RevisionIn names a change.
type RevisionIn struct {
	Revision int64 `path:"revision" minimum:"1"`
}

func (a *API) undoUnitChange(ctx context.Context, in *RevisionIn) (UnitChange, error) {
	s, err := a.sight(ctx, auth.DirectoryChange)
	if err != nil {
		return UnitChange{}, err
	}
	err = a.Directory.Undo(ctx, auditor(ctx), in.Revision, func(c *directory.Change) error {
		if !s.touches(c) {
			return errs.New(errs.NotFound, "directory.undo.unknown")
		}
		return a.held(ctx, c)
	})
	if err != nil {
		return UnitChange{}, a.hidden(ctx, s, err)
	}
	c, err := a.Directory.ChangeBy(ctx, in.Revision)
	return unitChangeView(&c), err
}

// undoable says why a change stays, as far as everything is concerned that knows of units.
func (a *API) undoable(ctx context.Context, s sight, c *directory.Change) error {
	if err := a.Directory.Undoable(ctx, c); err != nil {
		return a.hidden(ctx, s, err)
	}
	return a.held(ctx, c)
}

// UnitType is a kind of unit.
type UnitType struct {
	Code   string    `json:"code"`
	Name   i18n.Text `json:"name"`
	Units  int       `json:"units" doc:"how many units are or were of this type"`
	Person bool      `json:"person" doc:"units of this type are persons: only name and staff number are kept"`
}

func (a *API) listUnitTypes(ctx context.Context, in *PageIn) (List[UnitType], error) {
	all, err := a.Directory.Types(ctx)
	if err != nil {
		return List[UnitType]{}, err
	}
	used, err := a.Directory.TypesUsed(ctx)
	if err != nil {
		return List[UnitType]{}, err
	}
	whole := actorOf(ctx).Scope(auth.DirectoryRead).All
	list := []UnitType{}
	for _, t := range all {
		v := UnitType{Code: t.Code, Name: t.Name, Person: t.Code == directory.Employee}
		if whole { // how large the organisation is elsewhere is not told
			v.Units = used[t.Code]
		}
		list = append(list, v)
	}
	return pageOf(list, in.Cursor, in.Limit)
}

// UnitTypeIn names a type of units.
type UnitTypeIn struct {
	Code string `path:"code" maxLength:"80"`
}

// UnitTypeNameIn gives a type its names.
type UnitTypeNameIn struct {
	UnitTypeIn
	Body struct {
		Name i18n.Text `json:"name"`
	}
}

func (a *API) setUnitType(ctx context.Context, in *UnitTypeNameIn) error {
	return a.Directory.SetType(ctx, auditor(ctx), in.Code, in.Body.Name)
}

func (a *API) removeUnitType(ctx context.Context, in *UnitTypeIn) error {
	return a.Directory.RemoveType(ctx, auditor(ctx), in.Code)
}
