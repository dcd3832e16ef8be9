package api

import (
	"context"

	"manyi.dev/manyi/internal/auth"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/indicator"
	"manyi.dev/manyi/internal/questionnaire"
)

func (a *API) listIndicators(ctx context.Context, in *PageIn) (List[IndicatorSystem], error) {
	all, err := a.Systems.List(ctx)
	if err != nil {
		return List[IndicatorSystem]{}, err
	}
	list := []IndicatorSystem{}
	for _, v := range all {
		list = append(list, IndicatorSystem{ID: v.ID, Code: v.Code, Version: v.Version, Name: v.Document.Name, PublishedAt: v.PublishedAt.Time()})
	}
	return pageOf(list, in.Cursor, in.Limit)
}

func (a *API) getIndicator(ctx context.Context, in *versionIn) (IndicatorView, error) {
	v, err := a.Systems.ByVersion(ctx, in.Code, in.Version)
	if err != nil {
		return IndicatorView{}, err
	}
	out := IndicatorView{
		Document: *v.Document, PublishedAt: v.PublishedAt.Time(),
		UsedBy: SystemUse{Questionnaires: []QuestionnaireRef{}, Waves: []WaveRef{}}, Bindings: []BindingView{},
	}
	forms, err := a.Forms.List(ctx)
	if err != nil {
		return out, err
	}
	for _, f := range forms {
		if f.System == v.ID {
			out.UsedBy.Questionnaires = append(out.UsedBy.Questionnaires, QuestionnaireRef{f.Code, f.Version, f.Document.Title})
			out.Bindings = append(out.Bindings, bindingsOf(&f, v.Version)...)
		}
	}
	views, err := a.views(ctx, auth.ProgrammeRead)
	for _, w := range views {
		if w.wave.System == v.ID {
			out.UsedBy.Waves = append(out.UsedBy.Waves, WaveRef{w.wave.Code, w.wave.Name})
		}
	}
	return out, err
}

// bindingsOf are the items of a questionnaire that measure indicators of a system's version.
func bindingsOf(f *questionnaire.Version, system string) []BindingView {
	var list []BindingView
	for _, e := range questionnaire.Items(f.Document) {
		if e.Binding != nil {
			list = append(list, BindingView{
				Indicator: e.Binding.Indicator, Questionnaire: f.Code, Version: f.Version, Item: e.Code, Text: e.Text, System: system,
			})
		}
	}
	return list
}

// IndicatorChange is what happened to one part of an indicator system between two states.
type IndicatorChange struct {
	Kind   string                 `json:"kind" enum:"added,removed,moved,changed"`
	Of     string                 `json:"of" enum:"system,department,node"`
	Code   string                 `json:"code,omitempty"`
	Name   i18n.Text              `json:"name"`
	From   string                 `json:"from,omitempty" doc:"parent before; none at the top"`
	To     string                 `json:"to,omitempty" doc:"parent now; none at the top"`
	Fields []IndicatorFieldChange `json:"fields"`
}

// IndicatorFieldChange is one field before and now; an importance as entered, a share as an exact fraction.
type IndicatorFieldChange struct {
	Field string `json:"field"`
	Old   string `json:"old,omitempty"`
	New   string `json:"new,omitempty"`
}

// IndicatorState names one state of an indicator system.
type IndicatorState DefinitionState[indicator.Document]

type diffIn struct {
	Body struct {
		From IndicatorState `json:"from"`
		To   IndicatorState `json:"to"`
	}
}

func (a *API) diffIndicators(ctx context.Context, in *diffIn) (List[IndicatorChange], error) {
	out := List[IndicatorChange]{Items: []IndicatorChange{}}
	from, err := a.stateOf(ctx, &in.Body.From)
	if err != nil {
		return out, err
	}
	to, err := a.stateOf(ctx, &in.Body.To)
	if err != nil {
		return out, err
	}
	for _, c := range indicator.Diff(from, to) {
		change := IndicatorChange{Kind: c.Kind, Of: c.Of, Code: c.Code, Name: c.Name, From: c.From, To: c.To, Fields: []IndicatorFieldChange{}}
		for _, f := range c.Fields {
			change.Fields = append(change.Fields, IndicatorFieldChange(f))
		}
		out.Items = append(out.Items, change)
	}
	return out, nil
}

func (a *API) stateOf(ctx context.Context, s *IndicatorState) (*indicator.Document, error) {
	d, err := (*DefinitionState[indicator.Document])(s).unpublished(ctx, a.Systems.Drafts, auth.IndicatorChange)
	if err != nil || d != nil {
		return d, err
	}
	v, err := a.Systems.ByVersion(ctx, s.Code, s.Version)
	return v.Document, err
}
