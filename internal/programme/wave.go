package programme

import (
	"maps"
	"slices"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
)

// WaveID identifies a wave.
type WaveID string

// State is the state of a wave.
type State string

// The states of a wave.
const (
	Planned  State = "planned"
	Open     State = "open"
	Paused   State = "paused"
	Closed   State = "closed"
	Reported State = "reported"
)

// Running reports whether a wave has been opened and not closed: it takes answers, or will again.
func (s State) Running() bool { return s == Open || s == Paused }

// Act moves a wave from one state to another.
type Act string

// The acts.
const (
	ActOpen   Act = "open"
	ActPause  Act = "pause"
	ActResume Act = "resume"
	ActClose  Act = "close"
	ActReport Act = "report"
	ActReopen Act = "reopen"
)

// move is one row of the transition table.
type move struct {
	act    Act
	from   []State
	to     State
	reason bool // must be given
}

var moves = []move{
	{ActOpen, []State{Planned}, Open, false},
	{ActPause, []State{Open}, Paused, true},
	{ActResume, []State{Paused}, Open, false},
	{ActClose, []State{Open, Paused}, Closed, false},
	{ActReport, []State{Closed}, Reported, false},
	{ActReopen, []State{Closed}, Open, true},
}

// Anonymity is the level a wave promises its respondents (D5).
type Anonymity string

// The levels.
const (
	Named        Anonymity = "named"
	Confidential Anonymity = "confidential"
	Anonymous    Anonymity = "anonymous"
)

// Programme is a standing survey.
type Programme struct {
	ID         string
	Code       string
	Name       i18n.Text
	Purpose    i18n.Text
	Population i18n.Text // whom it is about
	CreatedAt  db.Millis
}

// Wave is one run of a programme.
type Wave struct {
	ID            WaveID
	Programme     string
	Code          string
	Name          i18n.Text
	From, To      string // dates, both included
	State         State
	Anonymity     Anonymity
	Questionnaire string // version id
	System        string // indicator system version id
	RootUnit      string // code of the unit under which the wave runs
	SurveyedTypes []string
	Target        int64  // valid responses per surveyed unit and calendar quarter; 0 = none
	TreeAsOf      string // day whose unit tree is frozen; empty until opened
	Previous      string // code of the wave it is compared with; empty: none
	KeepPartial   bool   // half-answered drafts of personal links become partial responses at closing (D7)
	OpenedAt      db.Millis
	ClosedAt      db.Millis
	CreatedAt     db.Millis
}

// Acts lists what can be done with the wave in its state.
func (w Wave) Acts() []Act {
	var acts []Act
	for _, m := range moves {
		if slices.Contains(m.from, w.State) {
			acts = append(acts, m.act)
		}
	}
	return acts
}

// move applies an act. A state from which the act does not lead is an errs.Conflict.
func (w *Wave) move(act Act, reason string, now db.Millis) error {
	for _, m := range moves {
		if m.act != act {
			continue
		}
		if !slices.Contains(m.from, w.State) {
			return errs.New(errs.Conflict, "wave."+string(act)+".state").With("state", w.State)
		}
		if m.reason && reason == "" {
			return errs.New(errs.Invalid, "wave.reason_missing").At("reason")
		}
		w.State = m.to
		switch act {
		case ActOpen:
			w.OpenedAt = now
		case ActClose:
			w.ClosedAt = now
		case ActReopen:
			w.ClosedAt = 0
		}
		return nil
	}
	return errs.New(errs.Invalid, "wave.act_unknown").With("act", act)
}

// differs names the first setting in which the wave and want differ, as the file calls it; empty when none does.
func (w Wave) differs(want Wave) string {
	switch {
	case w.Programme != want.Programme:
		return "programme"
	case !maps.Equal(w.Name, want.Name):
		return "name"
	case w.From != want.From:
		return "from"
	case w.To != want.To:
		return "to"
	case w.Anonymity != want.Anonymity:
		return "anonymity"
	case w.Questionnaire != want.Questionnaire:
		return "questionnaire"
	case w.RootUnit != want.RootUnit:
		return "root_unit"
	case !slices.Equal(w.SurveyedTypes, want.SurveyedTypes):
		return "surveyed_types"
	case w.Target != want.Target:
		return "target"
	case w.Previous != want.Previous:
		return "previous"
	case w.KeepPartial != want.KeepPartial:
		return "keep_partial"
	}
	return ""
}
