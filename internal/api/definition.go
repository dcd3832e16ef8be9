package api

import (
	"context"

	"manyi.dev/manyi/internal/auth"
)

type versionIn struct {
	Code    string `path:"code" maxLength:"64"`
	Version string `path:"version" maxLength:"20"`
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
