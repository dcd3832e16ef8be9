package api

import (
	"context"

	"manyi.dev/manyi/internal/auth"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/indicator"
	"manyi.dev/manyi/internal/questionnaire"
	"manyi.dev/manyi/internal/questionnaire/template"
)

// templateRoutes are the questionnaires to start from and the differences between published versions.
func (a *API) templateRoutes() {
	get(a, "/templates", "list-templates", auth.QuestionnaireRead, a.listTemplates)
	get(a, "/templates/{code}", "get-template", auth.QuestionnaireRead, a.getTemplate)
	get(a, "/questionnaires/{code}/{version}/changes", "questionnaire-changes", auth.QuestionnaireRead, a.questionnaireChanges)
}

// TemplateSummary is a questionnaire to start from, in a list.
type TemplateSummary struct {
	Code      string               `json:"code"`
	Title     i18n.Text            `json:"title"`
	Purpose   i18n.Text            `json:"purpose"`
	Languages []string             `json:"languages"`
	Minutes   int                  `json:"minutes"`
	Items     int                  `json:"items"`
	Types     []questionnaire.Type `json:"types" doc:"the types of its items, each once, in the order asked"`
}

// TemplateView is a questionnaire to start from, with the indicator system its items are bound to.
type TemplateView struct {
	Document   questionnaire.Document `json:"document"`
	Indicators indicator.Document     `json:"indicators"`
	Purpose    i18n.Text              `json:"purpose"`
}

func (a *API) listTemplates(_ context.Context, in *PageIn) (List[TemplateSummary], error) {
	all, err := template.All()
	if err != nil {
		return List[TemplateSummary]{}, err
	}
	list := make([]TemplateSummary, len(all))
	for i, t := range all {
		d := t.Questionnaire
		list[i] = TemplateSummary{
			Code: t.Code, Title: d.Title, Purpose: t.Purpose, Languages: d.Languages, Minutes: d.Minutes,
			Items: len(questionnaire.Items(&d)), Types: []questionnaire.Type{},
		}
		seen := map[questionnaire.Type]bool{}
		for _, s := range d.Sections {
			for _, it := range s.Items {
				if !seen[it.Type] {
					seen[it.Type] = true
					list[i].Types = append(list[i].Types, it.Type)
				}
			}
		}
	}
	return pageOf(list, in.Cursor, in.Limit)
}

type templateIn struct {
	Code string `path:"code" maxLength:"64"`
}

func (a *API) getTemplate(_ context.Context, in *templateIn) (TemplateView, error) {
	t, err := template.ByCode(in.Code)
	return TemplateView{Document: t.Questionnaire, Indicators: t.Indicators, Purpose: t.Purpose}, err
}

// ChangesIn names two versions of a questionnaire.
type ChangesIn struct {
	Code    string `path:"code" maxLength:"40"`
	Version string `path:"version" maxLength:"20"`
	From    string `query:"from" required:"true" maxLength:"20" doc:"the version to compare with, such as 1.0"`
}

// QuestionnaireChange is one difference between two versions of a questionnaire.
type QuestionnaireChange struct {
	Place string `json:"place" doc:"where; lists are addressed by code"`
	Text  bool   `json:"text" doc:"wording only"`
	Moved bool   `json:"moved,omitempty" doc:"the elements of the list changed their order"`
	Old   any    `json:"old,omitempty" doc:"absent when added"`
	New   any    `json:"new,omitempty" doc:"absent when removed"`
}

// ChangeList are the differences between two versions of a questionnaire.
type ChangeList struct {
	From    string                `json:"from"`
	To      string                `json:"to"`
	Wording bool                  `json:"wording" doc:"every change is of wording only, as a minor version allows"`
	Changes []QuestionnaireChange `json:"changes"`
}

// questionnaireChanges shows what a version changed against another of the same questionnaire.
func (a *API) questionnaireChanges(ctx context.Context, in *ChangesIn) (ChangeList, error) {
	to, err := a.Forms.ByVersion(ctx, in.Code, in.Version)
	if err != nil {
		return ChangeList{}, err
	}
	from, err := a.Forms.ByVersion(ctx, in.Code, in.From)
	if err != nil {
		return ChangeList{}, err
	}
	changes, err := questionnaire.Comparable(from.Document, to.Document)
	if err != nil {
		return ChangeList{}, err
	}
	out := ChangeList{From: in.From, To: in.Version, Wording: true, Changes: []QuestionnaireChange{}}
	for _, c := range changes {
		out.Wording = out.Wording && c.Text
		out.Changes = append(out.Changes, QuestionnaireChange{Place: c.Place, Text: c.Text, Moved: c.Moved, Old: c.Old, New: c.New})
	}
	return out, nil
}
