package api

import (
	"time"

	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/indicator"
	"manyi.dev/manyi/internal/questionnaire"
)

// QuestionnaireRef names a questionnaire version.
type QuestionnaireRef struct {
	Code    string    `json:"code"`
	Version string    `json:"version"`
	Title   i18n.Text `json:"title"`
}

// SystemRef names an indicator system version.
type SystemRef struct {
	Code    string    `json:"code"`
	Version string    `json:"version"`
	Name    i18n.Text `json:"name"`
}

// IndicatorSystem is a published indicator system in a list.
type IndicatorSystem struct {
	ID          string    `json:"id"`
	Code        string    `json:"code"`
	Version     string    `json:"version"`
	Name        i18n.Text `json:"name"`
	PublishedAt time.Time `json:"published_at"`
}

// BindingView says which item measures an indicator.
type BindingView struct {
	Indicator     string    `json:"indicator"`
	Questionnaire string    `json:"questionnaire"`
	Version       string    `json:"version"`
	Item          string    `json:"item"`
	Text          i18n.Text `json:"text"`
	System        string    `json:"system" doc:"the version of the indicator system it is bound to"`
}

// SystemUse says who uses an indicator system.
type SystemUse struct {
	Questionnaires []QuestionnaireRef `json:"questionnaires"`
	Waves          []WaveRef          `json:"waves"`
}

// IndicatorView is a published indicator system.
type IndicatorView struct {
	Document    indicator.Document `json:"document"`
	PublishedAt time.Time          `json:"published_at"`
	UsedBy      SystemUse          `json:"used_by"`
	Bindings    []BindingView      `json:"bindings"`
}

// QuestionnaireSummary is a published questionnaire in a list.
type QuestionnaireSummary struct {
	ID          string    `json:"id"`
	Code        string    `json:"code"`
	Version     string    `json:"version"`
	Title       i18n.Text `json:"title"`
	Languages   []string  `json:"languages"`
	Items       int       `json:"items"`
	PublishedAt time.Time `json:"published_at"`
}

// QuestionnaireUse says which waves use a questionnaire.
type QuestionnaireUse struct {
	Waves []WaveRef `json:"waves"`
}

// QuestionnaireView is a published questionnaire.
type QuestionnaireView struct {
	Document    questionnaire.Document `json:"document"`
	PublishedAt time.Time              `json:"published_at"`
	UsedBy      QuestionnaireUse       `json:"used_by"`
}
