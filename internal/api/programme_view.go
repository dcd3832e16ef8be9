package api

import (
	"time"

	"manyi.dev/manyi/internal/i18n"
)

// WaveRef names a wave.
type WaveRef struct {
	Code string    `json:"code"`
	Name i18n.Text `json:"name"`
}

// ProgrammeRef names a programme.
type ProgrammeRef struct {
	Code string    `json:"code"`
	Name i18n.Text `json:"name"`
}

// WaveSummary is a wave in a list and at the head of its pages.
type WaveSummary struct {
	ID              string           `json:"id"`
	Code            string           `json:"code"`
	Name            i18n.Text        `json:"name"`
	Programme       ProgrammeRef     `json:"programme"`
	State           string           `json:"state" enum:"planned,open,paused,closed,reported"`
	Anonymity       string           `json:"anonymity" enum:"named,confidential,anonymous"`
	PeriodFrom      string           `json:"period_from"`
	PeriodTo        string           `json:"period_to"`
	Questionnaire   QuestionnaireRef `json:"questionnaire"`
	IndicatorSystem SystemRef        `json:"indicator_system"`
	TargetPerUnit   int64            `json:"target_per_unit,omitempty" doc:"valid responses per surveyed unit and calendar quarter"`
	Responses       int64            `json:"responses" doc:"valid responses of the units you may see"`
	Units           int              `json:"units" doc:"surveyed units you may see"`
	Headline        *Figure          `json:"headline,omitempty"`
	OpenedAt        *time.Time       `json:"opened_at,omitempty"`
	ClosedAt        *time.Time       `json:"closed_at,omitempty"`
	Actions         []string         `json:"actions" doc:"what you may do with the wave in its state"`
}

// Overview is the first page after logging in.
type Overview struct {
	Waves       []WaveSummary  `json:"waves"`
	BelowTarget []BelowTarget  `json:"below_target"`
	Totals      OverviewTotals `json:"totals"`
}

// BelowTarget is a unit that at its present pace will not have as many responses this quarter as its wave wants.
type BelowTarget struct {
	Wave   WaveRef `json:"wave"`
	Unit   UnitRef `json:"unit"`
	Count  int64   `json:"count" doc:"valid responses of the current quarter"`
	Target int64   `json:"target"`

	Projected *int64 `json:"projected,omitempty" doc:"valid responses of the current quarter, if they go on coming as fast until its end or the end of the wave"`
}

// OverviewTotals count what the overview is about.
type OverviewTotals struct {
	Waves     int   `json:"waves"`
	Open      int   `json:"open"`
	Responses int64 `json:"responses"`
	Units     int   `json:"units"`
}

// Programme is a standing survey.
type Programme struct {
	Code       string    `json:"code"`
	Name       i18n.Text `json:"name"`
	Purpose    i18n.Text `json:"purpose,omitempty"`
	Population i18n.Text `json:"population,omitempty" doc:"whom it is about"`
	Waves      int       `json:"waves"`
}

// QuarterCount is how many valid responses a unit has in a quarter.
type QuarterCount struct {
	Quarter   string `json:"quarter"`
	Responses int64  `json:"responses"`
}

// Link is a unit's open link.
type Link struct {
	Unit UnitRef `json:"unit"`
	Code string  `json:"code"`
	URL  string  `json:"url"`
}
