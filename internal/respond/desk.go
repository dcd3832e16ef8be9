package respond

import (
	"context"
	"net/netip"
	"time"

	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/questionnaire"
)

// Desk is what the pages need of the system behind them.
type Desk interface {
	// Link is what an open link leads to. When it does not lead to a questionnaire now: errs.NotFound
	// "link.unknown", errs.Gone "link.closed" or "link.expired", errs.Unavailable "link.paused" or "link.not_open".
	// A Form returned together with Gone or Unavailable lets pages that are already open end well: one whose reply was
	// lost still gets its receipt from Submit, one that comes too early or late keeps what was typed.
	Link(ctx context.Context, code string) (Form, error)
	// Submit takes a response in and returns once it is durable. The same submission id with the same answers
	// gets the same receipt; with other answers errs.Conflict "response.already_received", whose argument "receipt"
	// is the first one. Wrong answers are errs.Invalid, one per item, with the item's code as Field.
	Submit(ctx context.Context, s Submission) (Receipt, error)
	// Opened counts that a link's page was shown; Started that its first page was sent.
	Opened(ctx context.Context, code string)
	Started(ctx context.Context, code string)
}

// The anonymity levels of a wave, as stated on the first page (decision D5).
const (
	Named        = "named"
	Confidential = "confidential"
	Anonymous    = "anonymous"
)

// Form is a questionnaire as one unit's customers are asked it.
type Form struct {
	Questionnaire questionnaire.Version
	Anonymity     string
	Organisation  i18n.Text // who asks; may be empty
	Unit          i18n.Text // about whom
	Wave          i18n.Text // the names that texts may mention
	Programme     i18n.Text
	Test          bool   // tried before the wave is opened: said on every page
	Closes        string // the last day to answer, "2026-12-31"; empty when it is not said
	Personal      bool   // through a personal link: what is typed is kept on the server
	KeepPartial   bool   // and counts as a partial answer when it is half complete at the end
}

// names are what the texts' placeholders stand for.
func (f *Form) names() questionnaire.Names {
	return questionnaire.Names{Unit: f.Unit, Wave: f.Wave, Programme: f.Programme}
}

// Submission is a filled questionnaire on its way in. Its answers are as sent: Desk.Submit validates them.
type Submission struct {
	Code         string // of the link
	SubmissionID string
	Answers      questionnaire.Answers
	Language     string
	Mode         string    // "web"
	Form         string    // id of the questionnaire version it was answered on
	StartedAt    time.Time // when the first page was made; zero when the page does not say
	Address      netip.Addr
}

// Receipt acknowledges a stored response.
type Receipt struct {
	ID     string
	Repeat bool // the same submission came before
}
