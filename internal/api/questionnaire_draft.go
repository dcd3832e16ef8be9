package api

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"manyi.dev/manyi/internal/auth"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/indicator/definition"
	"manyi.dev/manyi/internal/questionnaire"
	"manyi.dev/manyi/internal/questionnaire/template"
)

// questionnaireRoutes are the editor of questionnaires.
func (a *API) questionnaireRoutes() {
	get(a, "/questionnaire-drafts", "list-questionnaire-drafts", auth.QuestionnaireChange, listDrafts(a.formDrafts, a.formDraftRow))
	postFile(a, "/questionnaire-drafts", "create-questionnaire-draft", auth.QuestionnaireChange, a.createQuestionnaireDraft)
	get(a, "/questionnaire-drafts/{id}", "get-questionnaire-draft", auth.QuestionnaireChange, getDraft(a.formDrafts, a.formDraftView))
	putFile(a, "/questionnaire-drafts/{id}", "save-questionnaire-draft", auth.QuestionnaireChange, a.saveQuestionnaireDraft)
	del(a, "/questionnaire-drafts/{id}", "delete-questionnaire-draft", auth.QuestionnaireChange, deleteDraft(a.formDrafts))
	post(a, "/questionnaire-drafts/{id}/publish", "publish-questionnaire-draft", auth.QuestionnaireChange, a.publishQuestionnaireDraft)
	postFile(a, "/questionnaire-diff", "diff-questionnaires", auth.QuestionnaireRead, a.diffQuestionnaires)
	a.describePreview()
}

// QuestionnaireDraft is a questionnaire in the making, in a list.
type QuestionnaireDraft struct {
	DraftEntry
	Title     i18n.Text `json:"title"`
	Languages []string  `json:"languages"`
	Items     int       `json:"items"`
}

// QuestionnaireDraftState is what a save leads to, and what publishing will ask.
type QuestionnaireDraftState struct {
	DraftState
	Warnings  []Fault                 `json:"warnings" doc:"what is allowed and often a mistake"`
	After     *VersionRef             `json:"after,omitempty" doc:"the latest published version, which the questions compare with"`
	Questions []QuestionnaireQuestion `json:"questions" doc:"items whose scale or wording changed: comparable, or a new code?"`
}

// QuestionnaireQuestion is what has to be answered about one item on publishing.
type QuestionnaireQuestion struct {
	Item    string    `json:"item"`
	Old     i18n.Text `json:"old" doc:"its text in the version before"`
	New     i18n.Text `json:"new"`
	Changed []string  `json:"changed" enum:"type,text,labels,options,order,bounds"`
	NewCode bool      `json:"new_code,omitempty" doc:"only a new code will do: it answers something else now"`
}

// QuestionnaireDraftView is a draft with all that is needed to go on with it.
type QuestionnaireDraftView struct {
	ID        string                  `json:"id"`
	State     QuestionnaireDraftState `json:"state"`
	Document  questionnaire.Document  `json:"document"`
	Base      *VersionRef             `json:"base,omitempty"`
	CreatedAt time.Time               `json:"created_at"`
}

func (a *API) formDrafts() *definition.Drafts[questionnaire.Document] { return a.Forms.Drafts }

func (a *API) formDraftRow(ctx context.Context, d *questionnaire.Draft) (QuestionnaireDraft, error) {
	base, err := a.formBase(ctx, d)
	return QuestionnaireDraft{
		DraftEntry: draftEntry(d, d.Document.Code, base, a.Forms.Check(ctx, &d.Document)),
		Title:      d.Document.Title, Languages: d.Document.Languages, Items: len(questionnaire.Items(&d.Document)),
	}, err
}

func (a *API) formBase(ctx context.Context, d *questionnaire.Draft) (*VersionRef, error) {
	if d.Base == "" {
		return nil, nil
	}
	v, err := a.Forms.ByID(ctx, d.Base)
	return &VersionRef{v.Code, v.Version}, err
}

// QuestionnaireDraftIn is what a draft begins with: one of template, base, document, file, or else code and name.
type QuestionnaireDraftIn struct {
	Body struct {
		Code       string                  `json:"code,omitempty" maxLength:"64" doc:"of an empty questionnaire, or instead of the code it comes with"`
		Name       i18n.Text               `json:"name,omitempty" doc:"title of an empty questionnaire, whose languages are those of it; or instead of the title it comes with"`
		Base       *VersionRef             `json:"base,omitempty" doc:"a published version to go on from"`
		Template   string                  `json:"template,omitempty" maxLength:"64" doc:"code of a template"`
		Indicators bool                    `json:"indicators,omitempty" doc:"with a template: publish its indicator system too, unless it is published"`
		Document   *questionnaire.Document `json:"document,omitempty"`
		File       string                  `json:"file,omitempty" doc:"a questionnaire file, as text"`
	}
}

func (a *API) createQuestionnaireDraft(ctx context.Context, in *QuestionnaireDraftIn) (QuestionnaireDraftView, error) {
	document, base, err := a.draftSource(ctx, in)
	if err != nil {
		return QuestionnaireDraftView{}, err
	}
	if in.Body.Code != "" && in.Body.Code != document.Code {
		document.Code, document.Version = in.Body.Code, "1.0"
	}
	if len(in.Body.Name) > 0 {
		document.Title = in.Body.Name
	}
	d, err := a.Forms.CreateDraft(ctx, actorOf(ctx).Audit(), document, base)
	if err != nil {
		return QuestionnaireDraftView{}, err
	}
	return a.formDraftView(ctx, &d)
}

// draftSource is the document that a draft begins with, and the id of the version it comes from.
func (a *API) draftSource(ctx context.Context, in *QuestionnaireDraftIn) (document questionnaire.Document, base string, err error) {
	switch b := &in.Body; {
	case b.File != "":
		document, err = questionnaire.Parse(strings.NewReader(b.File))
		return document, "", err
	case b.Document != nil:
		return *b.Document, "", nil
	case b.Template != "":
		t, err := template.ByCode(b.Template)
		if err != nil {
			return document, "", err
		}
		if b.Indicators {
			if err := auth.Require(actorOf(ctx), auth.IndicatorChange); err != nil {
				return document, "", err
			}
			if _, err := a.Systems.Publish(ctx, actorOf(ctx).Audit(), t.Indicators); err != nil {
				return document, "", err
			}
		}
		return t.Questionnaire, "", nil
	case b.Base != nil:
		v, err := a.Forms.ByVersion(ctx, b.Base.Code, b.Base.Version)
		if err != nil {
			return document, "", err
		}
		text, err := json.Marshal(v.Document) // a version is shared: what is changed is a copy of it
		if err != nil {
			return document, "", err
		}
		document, err = questionnaire.Parse(strings.NewReader(string(text)))
		return document, v.ID, err
	case b.Code != "" && len(b.Name) > 0:
		return questionnaire.Document{
			Format: questionnaire.Format, Code: b.Code, Version: "1.0", Title: b.Name,
			Languages: languagesOf(b.Name), Sections: []questionnaire.Section{{Code: "S1", Items: []questionnaire.Item{}}},
		}, "", nil
	}
	return document, "", errs.New(errs.Invalid, "questionnaire.draft_source")
}

// languagesOf are the languages of a text, Chinese first.
func languagesOf(text i18n.Text) []string {
	return slices.SortedFunc(maps.Keys(text), func(a, b string) int { return strings.Compare(b, a) })
}

func (a *API) formDraftView(ctx context.Context, d *questionnaire.Draft) (QuestionnaireDraftView, error) {
	state, err := a.formDraftState(ctx, d)
	if err != nil {
		return QuestionnaireDraftView{}, err
	}
	base, err := a.formBase(ctx, d)
	return QuestionnaireDraftView{ID: d.ID, State: state, Document: d.Document, Base: base, CreatedAt: d.CreatedAt.Time()}, err
}

func (a *API) formDraftState(ctx context.Context, d *questionnaire.Draft) (QuestionnaireDraftState, error) {
	next, err := a.Forms.Next(ctx, &d.Document)
	if err != nil {
		return QuestionnaireDraftState{}, err
	}
	wrong := a.Forms.Check(ctx, &d.Document)
	out := QuestionnaireDraftState{
		DraftState: draftState(ctx, d, wrong, next.Number), Warnings: []Fault{}, Questions: []QuestionnaireQuestion{},
	}
	if wrong != nil && len(out.Faults) == 0 {
		return out, wrong // not a fault of the document
	}
	if wrong == nil {
		out.Warnings = faults(language(ctx), questionnaire.Warnings(&d.Document))
	}
	if next.After != nil {
		out.After = &VersionRef{next.After.Code, next.After.Version}
	}
	for _, q := range next.Questions {
		out.Questions = append(out.Questions, QuestionnaireQuestion(q))
	}
	return out, nil
}

// SaveQuestionnaireDraftIn is a draft's new content.
type SaveQuestionnaireDraftIn struct {
	DraftIn
	Body struct {
		Revision int64                  `json:"revision" minimum:"1" doc:"the one the changes were made on"`
		Document questionnaire.Document `json:"document"`
	}
}

func (a *API) saveQuestionnaireDraft(ctx context.Context, in *SaveQuestionnaireDraftIn) (QuestionnaireDraftState, error) {
	d, err := a.Forms.SaveDraft(ctx, actorOf(ctx).Audit(), in.ID, in.Body.Revision, in.Body.Document)
	if err != nil {
		return QuestionnaireDraftState{}, err
	}
	return a.formDraftState(ctx, &d)
}

// PublishQuestionnaireDraftIn is a draft's number and the answers to its questions.
type PublishQuestionnaireDraftIn struct {
	DraftIn
	Body struct {
		Revision   int64             `json:"revision" minimum:"1"`
		Version    string            `json:"version" maxLength:"20"`
		Comparable map[string]string `json:"comparable,omitempty" doc:"by item code: comparable; one for each question"`
	}
}

// PublishedQuestionnaire is a version that a draft became.
type PublishedQuestionnaire struct {
	Code    string    `json:"code"`
	Version string    `json:"version"`
	Waves   []WaveRef `json:"waves" doc:"waves on an earlier wording of it that could take this one: POST /waves/{code}/questionnaire"`
}

func (a *API) publishQuestionnaireDraft(ctx context.Context, in *PublishQuestionnaireDraftIn) (PublishedQuestionnaire, error) {
	p := questionnaire.Publication{Revision: in.Body.Revision, Version: in.Body.Version, Comparable: []string{}}
	for _, item := range slices.Sorted(maps.Keys(in.Body.Comparable)) {
		if answer := in.Body.Comparable[item]; answer != "comparable" {
			return PublishedQuestionnaire{}, errs.New(errs.Invalid, "questionnaire.comparable_answer").At("comparable."+item).With("answer", answer)
		}
		p.Comparable = append(p.Comparable, item)
	}
	v, err := a.Forms.PublishDraft(ctx, actorOf(ctx).Audit(), in.ID, p)
	if err != nil {
		return PublishedQuestionnaire{}, err
	}
	out := PublishedQuestionnaire{Code: v.Code, Version: v.Version, Waves: []WaveRef{}}
	waves, err := a.Programmes.Rewordable(ctx, v)
	for _, w := range waves {
		out.Waves = append(out.Waves, WaveRef{w.Code, w.Name})
	}
	return out, err
}
