package api

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"manyi.dev/manyi/internal/auth"
	"manyi.dev/manyi/internal/calendar"
	"manyi.dev/manyi/internal/directory"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
)

// listUnits lists the open units of a day in the order of the tree, as far as the actor may see them.
func (a *API) listUnits(ctx context.Context, in *struct {
	PageIn
	AsOf string `query:"as_of" maxLength:"10" doc:"default today"`
	Q    string `query:"q" maxLength:"100" doc:"part of a code, name or manager"`
},
) (List[Unit], error) {
	day, err := a.asOf(in.AsOf)
	if err != nil {
		return List[Unit]{}, err
	}
	tree, err := a.Directory.Tree(ctx, day)
	if err != nil {
		return List[Unit]{}, err
	}
	seen, err := a.sight(ctx, auth.DirectoryRead)
	if err != nil {
		return List[Unit]{}, err
	}
	changes, err := a.sight(ctx, auth.DirectoryChange)
	if err != nil {
		return List[Unit]{}, err
	}
	roots := actorOf(ctx).Scope(auth.DirectoryChange).Units
	list := []Unit{}
	for i := range tree.Units {
		u := &tree.Units[i]
		if !seen.unit(u.ID) || !matches(u, in.Q) {
			continue
		}
		v := Unit{
			ID: u.ID, Code: u.Code, Name: u.Name, Type: u.Type, Manager: u.Manager, ValidFrom: string(u.ValidFrom), Closed: u.Closed,
			Revision: u.Revision, Change: changes.unit(u.ID) && !slices.Contains(roots, u.ID), Below: changes.unit(u.ID),
		}
		if u.Parent >= 0 && seen.unit(tree.Units[u.Parent].ID) {
			v.Parent = tree.Units[u.Parent].Code
		}
		list = append(list, v)
	}
	return pageOf(list, in.Cursor, in.Limit)
}

// asOf reads a day; today when there is none.
func (a *API) asOf(text string) (calendar.Date, error) {
	if text == "" {
		return a.Directory.Today(), nil
	}
	day, err := calendar.ParseDate(text)
	if err != nil {
		return "", errs.New(errs.Invalid, "wave.date").At("as_of")
	}
	return day, nil
}

func matches(u *directory.Unit, q string) bool {
	q = strings.ToLower(strings.TrimSpace(q))
	if q == "" {
		return true
	}
	for _, text := range []string{u.Code, u.Name["zh"], u.Name["en"], u.Manager} {
		if strings.Contains(strings.ToLower(text), q) {
			return true
		}
	}
	return false
}

// unitHistory tells what changed of a unit, the latest first.
func (a *API) unitHistory(ctx context.Context, in *struct {
	Code string `path:"code" maxLength:"80"`
},
) (List[UnitEvent], error) {
	out := List[UnitEvent]{Items: []UnitEvent{}}
	past, err := a.Directory.Past(ctx, in.Code)
	if err != nil {
		return out, err
	}
	seen, err := a.sight(ctx, auth.DirectoryRead)
	if err != nil {
		return out, err
	}
	if !seen.unit(past.Unit.ID) {
		return out, errs.New(errs.NotFound, "directory.unit_unknown").With("unit", in.Code)
	}
	names, err := a.unitNames(ctx)
	if err != nil {
		return out, err
	}
	for i := range past.Versions {
		out.Items = append(out.Items, eventsOf(past.Versions, i, func(id string) *UnitRef {
			if ref, ok := names[id]; ok && seen.unit(id) {
				return &ref
			}
			return nil
		})...)
	}
	for _, s := range past.Successions {
		e := UnitEvent{At: string(s.On), Kind: string(s.Kind), Text: i18n.Text{}}
		other := s.To
		if s.To == past.Unit.ID {
			e.Kind, other = string(s.Kind)+"_from", s.From
		}
		ref, ok := names[other]
		if !ok { // it is no more: as it was on its last day
			before, err := a.Directory.Tree(ctx, s.On.AddDays(-1))
			if err != nil {
				return out, err
			}
			if u, there := before.ByID(other); there {
				ref, ok = UnitRef{ID: u.ID, Code: u.Code, Name: u.Name, Type: u.Type}, true
			}
		}
		if ok && seen.unit(other) {
			e.Other, e.Text = &ref, ref.Name
		}
		out.Items = append(out.Items, e)
	}
	slices.SortStableFunc(out.Items, func(x, y UnitEvent) int { return cmp.Compare(y.At, x.At) })
	return out, nil
}

// eventsOf tells what the i-th version of a unit changed.
func eventsOf(versions []directory.Version, i int, ref func(id string) *UnitRef) []UnitEvent {
	v := &versions[i]
	event := func(kind string, text i18n.Text) UnitEvent {
		return UnitEvent{At: string(v.ValidFrom), Kind: kind, Text: text}
	}
	plain := func(text string) i18n.Text { return i18n.Text{"zh": text} }
	if v.Closed {
		return []UnitEvent{event("closed", v.Names())}
	}
	if i == 0 || versions[i-1].Closed {
		return []UnitEvent{event("opened", v.Names())}
	}
	was, list := &versions[i-1], []UnitEvent{}
	if was.Name != v.Name || was.NameEN != v.NameEN {
		list = append(list, event("changed", v.Names()))
	}
	if was.ParentID != v.ParentID {
		e := event("moved", i18n.Text{})
		if e.Other = ref(v.ParentID); e.Other != nil {
			e.Text = e.Other.Name
		}
		list = append(list, e)
	}
	if was.Type != v.Type {
		list = append(list, event("type", plain(v.Type)))
	}
	if was.Manager != v.Manager {
		list = append(list, event("manager", plain(v.Manager)))
	}
	return list
}

// unitNames are the units of today by id.
func (a *API) unitNames(ctx context.Context) (map[string]UnitRef, error) {
	tree, err := a.Directory.Tree(ctx, a.Directory.Today())
	if err != nil {
		return nil, err
	}
	names := map[string]UnitRef{}
	for _, u := range tree.Units {
		names[u.ID] = UnitRef{ID: u.ID, Code: u.Code, Name: u.Name, Type: u.Type, HasChildren: len(u.Children) > 0}
	}
	return names, nil
}
