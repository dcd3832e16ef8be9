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
	day := a.Directory.Today()
	if in.AsOf != "" {
		var err error
		if day, err = calendar.ParseDate(in.AsOf); err != nil {
			return List[Unit]{}, errs.New(errs.Invalid, "wave.date").At("as_of")
		}
	}
	tree, err := a.Directory.Tree(ctx, day)
	if err != nil {
		return List[Unit]{}, err
	}
	seen, err := a.sight(ctx, auth.DirectoryRead)
	if err != nil {
		return List[Unit]{}, err
	}
	list := []Unit{}
	for i := range tree.Units {
		u := &tree.Units[i]
		if !seen.unit(u.ID) || !matches(u, in.Q) {
			continue
		}
		v := Unit{
			ID: u.ID, Code: u.Code, Name: u.Name, Type: u.Type, Manager: u.Manager, ValidFrom: string(u.ValidFrom), Closed: u.Closed,
		}
		if u.Parent >= 0 && seen.unit(tree.Units[u.Parent].ID) {
			v.Parent = tree.Units[u.Parent].Code
		}
		list = append(list, v)
	}
	return pageOf(list, in.Cursor, in.Limit)
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
	for i, v := range past.Versions {
		kind := "changed"
		switch {
		case v.Closed:
			kind = "closed"
		case i == 0 || past.Versions[i-1].Closed:
			kind = "opened"
		}
		out.Items = append(out.Items, UnitEvent{At: string(v.ValidFrom), Kind: kind, Text: v.Names()})
	}
	names, err := a.unitNames(ctx)
	if err != nil {
		return out, err
	}
	for _, s := range past.Successions {
		e := UnitEvent{At: string(s.On), Kind: string(s.Kind), Text: i18n.Text{}}
		other := s.To
		if s.To == past.Unit.ID {
			e.Kind, other = string(s.Kind)+"_from", s.From
		}
		if ref, ok := names[other]; ok && seen.unit(other) {
			e.Other, e.Text = &ref, ref.Name
		}
		out.Items = append(out.Items, e)
	}
	slices.SortStableFunc(out.Items, func(x, y UnitEvent) int { return cmp.Compare(y.At, x.At) })
	return out, nil
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
