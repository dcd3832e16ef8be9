package api

import (
	"context"

	"manyi.dev/manyi/internal/auth"
	"manyi.dev/manyi/internal/questionnaire"
)

// QuestionnaireState names one state of a questionnaire.
type QuestionnaireState DefinitionState[questionnaire.Document]

// QuestionnaireDiffIn names the two states to compare.
type QuestionnaireDiffIn struct {
	Body struct {
		From QuestionnaireState `json:"from"`
		To   QuestionnaireState `json:"to"`
	}
}

// QuestionnaireDiff is what differs between two states of a questionnaire.
type QuestionnaireDiff struct {
	Wording bool                  `json:"wording" doc:"every change is of wording only, as a minor version allows"`
	Items   []QuestionnaireChange `json:"items"`
}

func (a *API) diffQuestionnaires(ctx context.Context, in *QuestionnaireDiffIn) (QuestionnaireDiff, error) {
	out := QuestionnaireDiff{Wording: true, Items: []QuestionnaireChange{}}
	from, err := a.formState(ctx, &in.Body.From)
	if err != nil {
		return out, err
	}
	to, err := a.formState(ctx, &in.Body.To)
	if err != nil {
		return out, err
	}
	changes, err := questionnaire.Comparable(from, to)
	for _, c := range changes {
		out.Wording = out.Wording && c.Text
		out.Items = append(out.Items, QuestionnaireChange{Place: c.Place, Text: c.Text, Moved: c.Moved, Old: c.Old, New: c.New})
	}
	return out, err
}

func (a *API) formState(ctx context.Context, s *QuestionnaireState) (*questionnaire.Document, error) {
	d, err := (*DefinitionState[questionnaire.Document])(s).unpublished(ctx, a.Forms.Drafts, auth.QuestionnaireChange)
	if err != nil || d != nil {
		return d, err
	}
	v, err := a.Forms.ByVersion(ctx, s.Code, s.Version)
	return v.Document, err
}
