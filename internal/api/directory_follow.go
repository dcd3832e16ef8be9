package api

import (
	"context"
	"slices"

	"manyi.dev/manyi/internal/auth"
	"manyi.dev/manyi/internal/calendar"
	"manyi.dev/manyi/internal/directory"
	"manyi.dev/manyi/internal/directory/customer"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/programme"
)

// UnitFollow is what follows a change of the organisation.
type UnitFollow struct {
	Effects     []UnitEffect     `json:"effects"`
	Successions []UnitSuccession `json:"successions"`
	Waves       []UnitWave       `json:"waves" doc:"running waves, which keep the tree they were opened on, and planned ones, which will freeze the new one"`
	Comparisons []UnitComparison `json:"comparisons" doc:"periods between which units are comparable no more"`
	Access      []UnitAccess     `json:"access" doc:"grants that reach other units than before"`
}

// UnitEffect is what a change does to a unit.
type UnitEffect struct {
	Unit   UnitRef    `json:"unit"`
	What   string     `json:"what" enum:"created,changed,moved,closed,kept"`
	Before *UnitState `json:"before,omitempty"`
	After  UnitState  `json:"after"`
}

// UnitState is what a unit is on a day.
type UnitState struct {
	UnitFields
	Parent *UnitRef `json:"parent,omitempty"`
}

// UnitSuccession says which unit goes on as which.
type UnitSuccession struct {
	From UnitRef `json:"from"`
	To   UnitRef `json:"to"`
	On   string  `json:"on"`
	Kind string  `json:"kind" enum:"merge,replace,split"`
}

// UnitWave is a wave that has units of a change.
type UnitWave struct {
	Wave  WaveRef  `json:"wave"`
	State string   `json:"state" enum:"planned,open,paused,closed,reported"`
	To    string   `json:"to"`
	Units []string `json:"units" doc:"codes of the units that the wave surveys"`
}

// UnitComparison is a pair of periods; without a wave it is every later one.
type UnitComparison struct {
	Previous WaveRef  `json:"previous"`
	Wave     *WaveRef `json:"wave,omitempty"`
	Units    []string `json:"units" doc:"codes"`
}

// UnitAccess is a unit with accounts whose sight changes.
type UnitAccess struct {
	Unit     UnitRef  `json:"unit"`
	Accounts int      `json:"accounts"`
	Gains    []string `json:"gains" doc:"codes"`
	Loses    []string `json:"loses" doc:"codes"`
}

// permitted refuses a change beyond the actor's units, and the closing of a unit that a wave is asking about.
func (a *API) permitted(ctx context.Context, s sight, f *directory.Follow) error {
	roots := actorOf(ctx).Scope(auth.DirectoryChange).Units
	fresh := map[string]bool{}
	for _, e := range f.Effects {
		fresh[e.Unit] = e.What == directory.Created
	}
	for _, e := range f.Effects {
		switch parent := e.After.ParentID; {
		case s.all:
		case !fresh[e.Unit] && !s.unit(e.Unit):
			return errs.New(errs.NotFound, "directory.unit_unknown").At("units").With("unit", e.Code)
		case slices.Contains(roots, e.Unit):
			return errs.New(errs.Forbidden, "directory.edit.scope").At("units").With("unit", e.Code)
		case parent == "":
			return errs.New(errs.Forbidden, "directory.edit.top").At("parent")
		case !s.unit(parent) && !fresh[parent]:
			ref, _ := f.Unit(parent)
			return errs.New(errs.NotFound, "directory.unit_unknown").At("parent").With("unit", ref.Code)
		}
		if e.What != directory.Closed || f.Edit.Act != directory.ActClose {
			continue
		}
		waves, err := a.running(ctx, e.Unit, f.Edit.On)
		if err != nil {
			return err
		}
		if len(waves) > 0 {
			w := waves[0]
			return errs.New(errs.Conflict, "directory.edit.wave").At("on").With("unit", e.Code).With("wave", w.Name.In(language(ctx))).With("to", w.To)
		}
	}
	return nil
}

// running are the waves that go on asking about a unit on a day.
func (a *API) running(ctx context.Context, unit string, on calendar.Date) ([]programme.Wave, error) {
	waves, err := a.Programmes.Waves(ctx)
	if err != nil {
		return nil, err
	}
	var list []programme.Wave
	for _, w := range waves {
		if !w.State.Running() || w.To < string(on) {
			continue
		}
		tree, err := a.Programmes.Tree(ctx, w.ID)
		if err != nil {
			return nil, err
		}
		if u, ok := tree.ByID(unit); ok && u.Surveyed {
			list = append(list, w)
		}
	}
	return list, nil
}

// held says what hangs on a change: a wave that froze its tree, and on a unit that it made accounts, customers and plans.
func (a *API) held(ctx context.Context, c *directory.Change) error {
	waves, err := a.Programmes.Waves(ctx)
	if err != nil {
		return err
	}
	for _, w := range waves {
		if w.OpenedAt <= c.At || w.TreeAsOf < string(c.On) {
			continue
		}
		tree, err := a.Programmes.Tree(ctx, w.ID)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(c.Units, func(u directory.Touched) bool { _, in := tree.ByID(u.ID); return in }) {
			return errs.New(errs.Conflict, "directory.undo.wave").With("wave", w.Name.In(language(ctx)))
		}
	}
	for _, u := range c.Units {
		if u.What != directory.Created {
			continue
		}
		for _, w := range waves {
			if w.RootUnit == u.Code {
				return errs.New(errs.Conflict, "directory.undo.planned").With("wave", w.Name.In(language(ctx))).With("unit", u.Code)
			}
		}
		users, _, err := a.Auth.FindUsers(ctx, auth.System, auth.UserFilter{Unit: u.ID, Limit: 1})
		if err != nil {
			return err
		}
		customers, _, err := a.Customers.List(ctx, customer.Query{Units: []string{u.ID}, Limit: 1})
		if err != nil {
			return err
		}
		if len(users)+len(customers) > 0 {
			return errs.New(errs.Conflict, "directory.undo.held").With("unit", u.Code)
		}
	}
	return nil
}

// follow composes what a change means for waves, comparisons and permissions.
func (a *API) follow(ctx context.Context, f *directory.Follow) (UnitFollow, error) {
	out := UnitFollow{
		Effects: []UnitEffect{}, Successions: []UnitSuccession{}, Waves: []UnitWave{}, Comparisons: []UnitComparison{}, Access: []UnitAccess{},
	}
	for _, e := range f.Effects {
		v := UnitEffect{Unit: refIn(f, e.Unit), What: e.What, After: stateIn(f, &e.After)}
		if e.Before != nil {
			before := stateIn(f, e.Before)
			v.Before = &before
		}
		out.Effects = append(out.Effects, v)
	}
	for _, s := range f.Successions {
		out.Successions = append(out.Successions, UnitSuccession{refIn(f, s.From), refIn(f, s.To), string(s.On), string(s.Kind)})
	}
	if err := a.followWaves(ctx, f, &out); err != nil {
		return out, err
	}
	return out, a.followAccess(ctx, f, &out)
}

func refIn(f *directory.Follow, id string) UnitRef {
	u, _ := f.Unit(id)
	return UnitRef{ID: u.ID, Code: u.Code, Name: u.Name, Type: u.Type}
}

func stateIn(f *directory.Follow, v *directory.Version) UnitState {
	s := UnitState{UnitFields: UnitFields{Name: v.Name, NameEN: v.NameEN, Type: v.Type, Manager: v.Manager}}
	if v.ParentID != "" {
		ref := refIn(f, v.ParentID)
		s.Parent = &ref
	}
	return s
}

func (a *API) followWaves(ctx context.Context, f *directory.Follow, out *UnitFollow) error {
	waves, err := a.Programmes.Waves(ctx)
	if err != nil {
		return err
	}
	byCode := map[string]*programme.Wave{}
	compared := map[string]bool{} // waves that another one looks back on
	for i := range waves {
		byCode[waves[i].Code], compared[waves[i].Previous] = &waves[i], true
	}
	for i := range waves {
		w := &waves[i]
		tree, err := a.Programmes.Tree(ctx, w.ID)
		if err != nil {
			return err
		}
		if w.State.Running() {
			var codes []string
			for _, e := range f.Effects {
				if u, ok := tree.ByID(e.Unit); ok {
					codes = append(codes, u.Code)
				}
			}
			if len(codes) > 0 {
				out.Waves = append(out.Waves, UnitWave{waveRef(w), string(w.State), w.To, codes})
			}
		}
		if w.State == programme.Planned {
			a.followPlanned(f, w, out)
		}
		if err := a.followPair(ctx, f, byCode[w.Previous], w, out); err != nil {
			return err
		}
		if !compared[w.Code] {
			if err := a.followPair(ctx, f, w, nil, out); err != nil {
				return err
			}
		}
	}
	return nil
}

// followPlanned lists a planned wave that will freeze what the change makes.
func (a *API) followPlanned(f *directory.Follow, w *programme.Wave, out *UnitFollow) {
	var codes []string
	for _, e := range f.Effects {
		types := w.SurveyedTypes
		if e.Code == w.RootUnit || f.Below(e.Unit, w.RootUnit) && (len(types) == 0 || slices.Contains(types, e.After.Type)) {
			codes = append(codes, e.Code)
		}
	}
	if len(codes) > 0 {
		out.Waves = append(out.Waves, UnitWave{waveRef(w), string(w.State), w.To, codes})
	}
}

func waveRef(w *programme.Wave) WaveRef { return WaveRef{Code: w.Code, Name: w.Name} }

// followPair lists the units of the earlier wave that a succession keeps from being compared with the later one (D12);
// without a later one, with every wave to come.
func (a *API) followPair(ctx context.Context, f *directory.Follow, was, is *programme.Wave, out *UnitFollow) error {
	if was == nil || was.TreeAsOf == "" {
		return nil
	}
	tree, err := a.Programmes.Tree(ctx, was.ID)
	if err != nil {
		return err
	}
	c := UnitComparison{Previous: waveRef(was)}
	until := calendar.Date("9999-12-31")
	if is != nil {
		ref := waveRef(is)
		c.Wave = &ref
		if is.TreeAsOf != "" {
			until = calendar.Date(is.TreeAsOf)
		}
	}
	for _, s := range f.Successions {
		if s.On <= calendar.Date(was.TreeAsOf) || s.On > until {
			continue
		}
		for _, id := range []string{s.From, s.To} {
			if u, ok := tree.ByID(id); ok && !slices.Contains(c.Units, u.Code) {
				c.Units = append(c.Units, u.Code)
			}
		}
	}
	if len(c.Units) > 0 {
		out.Comparisons = append(out.Comparisons, c)
	}
	return nil
}

// followAccess compares what grants of units reach without and with the change.
func (a *API) followAccess(ctx context.Context, f *directory.Follow, out *UnitFollow) error {
	s, err := a.sight(ctx, auth.DirectoryChange)
	if err != nil {
		return err
	}
	accounts := map[string]int{}
	for after := ""; ; {
		page, next, err := a.Auth.Users(ctx, auth.System, after, 500)
		if err != nil {
			return err
		}
		for i := range page {
			seen := map[string]bool{}
			for _, g := range page[i].Grants {
				if g.Unit != "" && !page[i].Disabled && s.unit(g.Unit) && !seen[g.Unit] {
					seen[g.Unit] = true
					accounts[g.Unit]++
				}
			}
		}
		if after = next; after == "" {
			break
		}
	}
	for unit, n := range accounts {
		was, is := f.ScopeBefore(unit), f.ScopeAfter(unit)
		v := UnitAccess{Unit: refIn(f, unit), Accounts: n, Gains: without(f, is, was), Loses: without(f, was, is)}
		if len(v.Gains)+len(v.Loses) > 0 {
			out.Access = append(out.Access, v)
		}
	}
	slices.SortFunc(out.Access, func(x, y UnitAccess) int {
		if x.Unit.Code < y.Unit.Code {
			return -1
		}
		return 1
	})
	return nil
}

// without are the codes of units of one sorted list that are not in the other.
func without(f *directory.Follow, list, other []string) []string {
	codes := []string{}
	for _, id := range list {
		if _, in := slices.BinarySearch(other, id); !in {
			codes = append(codes, refIn(f, id).Code)
		}
	}
	slices.Sort(codes)
	return codes
}
