package api

import (
	"context"
	"net/http"

	"manyi.dev/manyi/internal/auth"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/programme"
)

var errNoRoute = &Problem{Title: http.StatusText(http.StatusNotFound), Status: http.StatusNotFound, Key: "request.not_found"}

// sight is what an actor may see of the units: everything, or the units below those of the grants, with
// their predecessors, by today's tree (D12).
type sight struct {
	all bool
	ids map[string]bool
}

func (a *API) sight(ctx context.Context, p auth.Permission) (sight, error) {
	scope := actorOf(ctx).Scope(p)
	if scope.All {
		return sight{all: true}, nil
	}
	ids, err := a.Directory.Scope(ctx, scope.Units...)
	if err != nil {
		return sight{}, err
	}
	s := sight{ids: map[string]bool{}}
	for _, id := range ids {
		s.ids[id] = true
	}
	return s, nil
}

func (s sight) unit(id string) bool { return s.all || s.ids[id] }

// view is a wave as an actor may see it.
type view struct {
	wave programme.Wave
	tree *programme.Tree
	sight
}

// view finds a wave that the actor may see something of; to others it does not exist.
func (a *API) view(ctx context.Context, p auth.Permission, code string) (*view, error) {
	wave, err := a.Programmes.WaveByCode(ctx, code)
	if err != nil {
		return nil, err
	}
	s, err := a.sight(ctx, p)
	if err != nil {
		return nil, err
	}
	v, err := a.viewOf(ctx, wave, s)
	if err == nil && v == nil {
		err = errs.New(errs.NotFound, "wave.unknown").With("wave", code)
	}
	return v, err
}

// viewOf is nil when the actor sees no unit of the wave.
func (a *API) viewOf(ctx context.Context, wave programme.Wave, s sight) (*view, error) {
	tree, err := a.Programmes.Tree(ctx, wave.ID)
	if err != nil {
		return nil, err
	}
	v := &view{wave: wave, tree: tree, sight: s}
	if !s.all && v.top() == nil {
		return nil, nil
	}
	return v, nil
}

// top is the highest unit of the wave the actor may see, nil when there is none.
func (v *view) top() *programme.Unit {
	for i := range v.tree.Units {
		if v.unit(v.tree.Units[i].ID) {
			return &v.tree.Units[i]
		}
	}
	return nil
}

// unitOf finds the unit that is asked for, the top one for "". A unit outside the scope is not told from one
// that does not exist.
func (v *view) unitOf(code string) (*programme.Unit, error) {
	if code == "" {
		return v.top(), nil
	}
	if u, ok := v.tree.ByCode(code); ok && v.unit(u.ID) {
		return u, nil
	}
	return nil, errs.New(errs.NotFound, "insight.unit_unknown").At("unit").With("unit", code)
}

// surveyed lists the surveyed units the actor may see.
func (v *view) surveyed() []*programme.Unit {
	var list []*programme.Unit
	for i := range v.tree.Units {
		if u := &v.tree.Units[i]; u.Surveyed && v.unit(u.ID) {
			list = append(list, u)
		}
	}
	return list
}

// path lists the units from the highest the actor may see down to u.
func (v *view) path(u *programme.Unit) []UnitRef {
	refs := []UnitRef{}
	for _, p := range v.tree.Path(u) {
		if v.unit(p.ID) {
			refs = append(refs, unitRef(v.tree, p))
		}
	}
	return refs
}
