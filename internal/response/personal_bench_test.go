package response_test

import (
	"testing"
	"time"

	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/response"
	"manyi.dev/manyi/internal/response/responsetest"
)

// A session through a personal link is opened, saved once and sent; through an open link it is sent. Both wait for the same
// record store, so that their ratio says what drafts and invitations cost.
func BenchmarkPersonalSession(b *testing.B) {
	w := responsetest.New(b, dbtest.OpenSQLite(b))
	wave := w.Open(b, "w", programme.Confidential)
	link, tokens := w.Link(b, wave, "B0102"), []string{}
	const sessions = 2000
	for _, i := range w.Invite(b, wave, "B0101", sessions) {
		tokens = append(tokens, w.Outreach.Token(i.Invitation))
	}
	var open, personal time.Duration
	n := 0
	for b.Loop() {
		if n == len(tokens) {
			b.Skipf("only %d links were issued", sessions)
		}
		start := time.Now()
		if _, err := w.Responses.Submit(ctx, w.Submission(link, n)); err != nil {
			b.Fatal(err)
		}
		between := time.Now()
		answers := responsetest.Answers(4, n)
		if _, err := w.Responses.Visit(ctx, tokens[n]); err != nil {
			b.Fatal(err)
		}
		if _, err := w.Responses.Save(ctx, response.Page{Token: tokens[n], Editor: "e", Typed: responsetest.Typed(answers)}); err != nil {
			b.Fatal(err)
		}
		if _, err := w.Responses.SubmitPersonal(ctx, response.Personal{Token: tokens[n], Answers: answers}); err != nil {
			b.Fatal(err)
		}
		open, personal = open+between.Sub(start), personal+time.Since(between)
		n++
	}
	b.ReportMetric(float64(personal)/float64(open), "personal/open")
	b.ReportMetric(float64(personal.Microseconds())/float64(n), "µs/personal")
	b.ReportMetric(float64(open.Microseconds())/float64(n), "µs/open")
}
