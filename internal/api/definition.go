package api

import (
	"context"

	"manyi.dev/manyi/internal/auth"
	"manyi.dev/manyi/internal/questionnaire"
)

type versionIn struct {
	Code    string `path:"code" maxLength:"40"`
	Version string `path:"version" maxLength:"20"`
}

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
		if f.System != v.ID {
			continue
		}
		out.UsedBy.Questionnaires = append(out.UsedBy.Questionnaires, QuestionnaireRef{f.Code, f.Version, f.Document.Title})
		for _, e := range questionnaire.Items(f.Document) {
			if e.Binding != nil {
				out.Bindings = append(out.Bindings, BindingView{
					Indicator: e.Binding.Indicator, Questionnaire: f.Code, Version: f.Version, Item: e.Code, Text: e.Text,
				})
			}
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

func (a *API) listQuestionnaires(ctx context.Context, in *PageIn) (List[QuestionnaireSummary], error) {
	all, err := a.Forms.List(ctx)
	if err != nil {
		return List[QuestionnaireSummary]{}, err
	}
	list := []QuestionnaireSummary{}
	for _, v := range all {
		list = append(list, QuestionnaireSummary{
			ID: v.ID, Code: v.Code, Version: v.Version, Title: v.Document.Title, Languages: v.Document.Languages,
			Items: len(v.Form.Items()), PublishedAt: v.PublishedAt.Time(),
		})
	}
	return pageOf(list, in.Cursor, in.Limit)
}

func (a *API) getQuestionnaire(ctx context.Context, in *versionIn) (QuestionnaireView, error) {
	v, err := a.Forms.ByVersion(ctx, in.Code, in.Version)
	if err != nil {
		return QuestionnaireView{}, err
	}
	out := QuestionnaireView{Document: *v.Document, PublishedAt: v.PublishedAt.Time(), UsedBy: QuestionnaireUse{Waves: []WaveRef{}}}
	views, err := a.views(ctx, auth.ProgrammeRead)
	for _, w := range views {
		if w.wave.Questionnaire == v.ID {
			out.UsedBy.Waves = append(out.UsedBy.Waves, WaveRef{w.wave.Code, w.wave.Name})
		}
	}
	return out, err
}
