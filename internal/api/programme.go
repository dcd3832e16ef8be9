package api

import (
	"context"
	"slices"

	"manyi.dev/manyi/internal/auth"
	"manyi.dev/manyi/internal/calendar"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/insight"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/response"
)

// PageIn and the other inputs that are embedded are exported: huma passes over fields that are not.
type PageIn struct {
	Cursor string `query:"cursor" maxLength:"200"`
	Limit  int    `query:"limit" minimum:"0" maximum:"500"`
}

// WaveIn names a wave.
type WaveIn struct {
	Code string `path:"code" maxLength:"40"`
}

func (a *API) listProgrammes(ctx context.Context, in *PageIn) (List[Programme], error) {
	all, err := a.Programmes.Programmes(ctx)
	if err != nil {
		return List[Programme]{}, err
	}
	views, err := a.views(ctx, auth.ProgrammeRead)
	if err != nil {
		return List[Programme]{}, err
	}
	everything := actorOf(ctx).Scope(auth.ProgrammeRead).All
	list := make([]Programme, 0, len(all))
	for _, p := range all {
		n := 0
		for _, v := range views {
			if v.wave.Programme == p.ID {
				n++
			}
		}
		if n == 0 && !everything { // a programme that does not concern the actor's units
			continue
		}
		list = append(list, Programme{Code: p.Code, Name: p.Name, Purpose: p.Purpose, Population: p.Population, Waves: n})
	}
	return pageOf(list, in.Cursor, in.Limit)
}

// views are the waves the actor may see, the latest first.
func (a *API) views(ctx context.Context, p auth.Permission) ([]*view, error) {
	waves, err := a.Programmes.Waves(ctx)
	if err != nil {
		return nil, err
	}
	s, err := a.sight(ctx, p)
	if err != nil {
		return nil, err
	}
	var views []*view
	for _, w := range waves {
		v, err := a.viewOf(ctx, w, s)
		if err != nil {
			return nil, err
		}
		if v != nil {
			views = append(views, v)
		}
	}
	return views, nil
}

func (a *API) listWaves(ctx context.Context, in *struct {
	PageIn
	Programme string `query:"programme" maxLength:"40"`
	State     string `query:"state" maxLength:"20"`
},
) (List[WaveSummary], error) {
	views, err := a.views(ctx, auth.ProgrammeRead)
	if err != nil {
		return List[WaveSummary]{}, err
	}
	names, err := a.programmeNames(ctx)
	if err != nil {
		return List[WaveSummary]{}, err
	}
	views = slices.DeleteFunc(views, func(v *view) bool {
		return in.State != "" && string(v.wave.State) != in.State || in.Programme != "" && names[v.wave.Programme].Code != in.Programme
	})
	page, err := pageOf(views, in.Cursor, in.Limit)
	if err != nil {
		return List[WaveSummary]{}, err
	}
	out := List[WaveSummary]{Items: []WaveSummary{}, Next: page.Next}
	for _, v := range page.Items {
		s, err := a.summary(ctx, v, names)
		if err != nil {
			return out, err
		}
		out.Items = append(out.Items, s)
	}
	return out, nil
}

func (a *API) programmeNames(ctx context.Context) (map[string]ProgrammeRef, error) {
	all, err := a.Programmes.Programmes(ctx)
	if err != nil {
		return nil, err
	}
	names := map[string]ProgrammeRef{}
	for _, p := range all {
		names[p.ID] = ProgrammeRef{p.Code, p.Name}
	}
	return names, nil
}

// summary is a wave with its count and headline, as far as the actor sees them.
func (a *API) summary(ctx context.Context, v *view, names map[string]ProgrammeRef) (WaveSummary, error) {
	w := v.wave
	form, err := a.Forms.ByID(ctx, w.Questionnaire)
	if err != nil {
		return WaveSummary{}, err
	}
	system, err := a.Systems.ByID(ctx, w.System)
	if err != nil {
		return WaveSummary{}, err
	}
	counts, err := a.counts(ctx, v)
	if err != nil {
		return WaveSummary{}, err
	}
	s := WaveSummary{
		ID: string(w.ID), Code: w.Code, Name: w.Name, Programme: names[w.Programme], State: string(w.State), Anonymity: string(w.Anonymity),
		PeriodFrom: w.From, PeriodTo: w.To, TargetPerUnit: w.Target,
		Questionnaire:   QuestionnaireRef{form.Code, form.Version, form.Document.Title},
		IndicatorSystem: SystemRef{system.Code, system.Version, system.Document.Name},
		Responses:       counts.total, Units: len(v.surveyed()), OpenedAt: instant(w.OpenedAt), ClosedAt: instant(w.ClosedAt), Actions: []string{},
	}
	actor := actorOf(ctx)
	if actor.Can(auth.WaveChange) {
		for _, act := range w.Acts() {
			s.Actions = append(s.Actions, string(act))
		}
		if w.State.Running() {
			s.Actions = append(s.Actions, "extend")
		}
	}
	if actor.Can(auth.ProgrammeChange) && w.State == programme.Planned {
		s.Actions = append(s.Actions, "change", "discard")
	}
	if top := v.top(); top != nil && actor.Can(auth.InsightRead) && counts.total > 0 {
		d, err := a.Insight.Dashboard(ctx, w.Code, top.Code, insight.Basis{Rows: readsRows(ctx)})
		if err != nil {
			return s, err
		}
		s.Headline = optional(d.Headline.Score, 1, d.Headline.Why.Score)
	}
	return s, nil
}

// tally counts a wave's valid responses, of the units an actor may see.
type tally struct {
	total    int64
	byUnit   map[string]int64
	quarters map[string]map[int64]int64 // by unit id
}

func (a *API) counts(ctx context.Context, v *view) (tally, error) {
	t := tally{byUnit: map[string]int64{}, quarters: map[string]map[int64]int64{}}
	counts, err := a.Responses.Counts(ctx, v.wave.ID)
	for _, c := range counts {
		if c.State != response.Valid || !v.unit(c.Unit) {
			continue
		}
		t.total += c.N
		t.byUnit[c.Unit] += c.N
		if t.quarters[c.Unit] == nil {
			t.quarters[c.Unit] = map[int64]int64{}
		}
		t.quarters[c.Unit][c.Quarter] += c.N
	}
	return t, err
}

func (a *API) getWave(ctx context.Context, in *WaveIn) (WaveSummary, error) {
	v, err := a.view(ctx, auth.ProgrammeRead, in.Code)
	if err != nil {
		return WaveSummary{}, err
	}
	names, err := a.programmeNames(ctx)
	if err != nil {
		return WaveSummary{}, err
	}
	return a.summary(ctx, v, names)
}

type moveIn struct {
	WaveIn
	Body struct {
		Reason string `json:"reason,omitempty" maxLength:"500"`
	}
}

func (a *API) moveWave(act programme.Act) func(context.Context, *moveIn) (WaveSummary, error) {
	return func(ctx context.Context, in *moveIn) (WaveSummary, error) {
		if _, err := a.view(ctx, auth.WaveChange, in.Code); err != nil {
			return WaveSummary{}, err
		}
		if _, err := a.Programmes.Do(ctx, actorOf(ctx).Audit(), in.Code, act, in.Body.Reason); err != nil {
			return WaveSummary{}, err
		}
		return a.getWave(ctx, &in.WaveIn)
	}
}

func (a *API) waveLinks(ctx context.Context, in *struct {
	WaveIn
	PageIn
},
) (List[Link], error) {
	v, err := a.view(ctx, auth.LinkRead, in.Code)
	if err != nil {
		return List[Link]{}, err
	}
	links, err := a.Outreach.Links(ctx, v.wave.ID)
	if err != nil {
		return List[Link]{}, err
	}
	list := []Link{}
	for _, u := range v.surveyed() {
		for _, l := range links {
			if l.Unit == u.ID {
				list = append(list, Link{Unit: unitRef(v.tree, u), Code: l.Code, URL: a.Config.URL("/q/" + l.Code)})
			}
		}
	}
	return pageOf(list, in.Cursor, in.Limit)
}

func (a *API) overview(ctx context.Context, _ *struct{}) (Overview, error) {
	out := Overview{Waves: []WaveSummary{}, BelowTarget: []BelowTarget{}}
	views, err := a.views(ctx, auth.ProgrammeRead)
	if err != nil {
		return out, err
	}
	names, err := a.programmeNames(ctx)
	if err != nil {
		return out, err
	}
	units := map[string]bool{}
	for _, v := range views {
		s, err := a.summary(ctx, v, names)
		if err != nil {
			return out, err
		}
		out.Waves = append(out.Waves, s)
		out.Totals.Waves++
		out.Totals.Responses += s.Responses
		for _, u := range v.surveyed() {
			units[u.ID] = true
		}
		if v.wave.State != programme.Open {
			continue
		}
		out.Totals.Open++
		counts, err := a.counts(ctx, v)
		if err != nil {
			return out, err
		}
		for _, u := range v.surveyed() {
			if projected, below := a.standing(v, counts.quarters[u.ID]); below {
				out.BelowTarget = append(out.BelowTarget, BelowTarget{
					Wave: WaveRef{v.wave.Code, v.wave.Name}, Unit: unitRef(v.tree, u),
					Count: counts.quarters[u.ID][int64(a.quarter())], Target: v.wave.Target, Projected: projected,
				})
			}
		}
	}
	out.Totals.Units = len(units)
	return out, nil
}

func (a *API) quarter() calendar.Quarter { return calendar.QuarterAt(a.Now(), a.Config.Zone) }

// linkOf finds a link of the wave that belongs to a unit the actor may see.
func (a *API) linkOf(ctx context.Context, v *view, code string) error {
	l, err := a.Outreach.LinkByCode(ctx, code)
	if err != nil {
		return err
	}
	if l.Wave != v.wave.ID || !v.unit(l.Unit) {
		return errs.New(errs.NotFound, "link.unknown")
	}
	return nil
}
