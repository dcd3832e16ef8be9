package outreach_test

import (
	"testing"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/outreach"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/response/responsetest"
)

// Who stops an issue keeps the links that were made; the others can be issued later.
func TestStopIssuing(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := responsetest.New(t, d)
		wave, other := w.Open(t, "w", programme.Named), w.Open(t, "other", programme.Named)
		w.AddCustomers(t, "B0101", 5)
		s := w.Select(t, wave, "B0101")
		b, err := w.Outreach.IssueInvitations(ctx, responsetest.By, wave, s)
		if err != nil {
			t.Fatal(err)
		}
		for name, stop := range map[string]func() error{
			"of another wave": func() error { _, err := w.Outreach.StopIssuing(ctx, responsetest.By, other, b.ID, nil); return err },
			"of other units": func() error {
				_, err := w.Outreach.StopIssuing(ctx, responsetest.By, wave, b.ID, []string{"elsewhere"})
				return err
			},
			"that is not there": func() error { _, err := w.Outreach.StopIssuing(ctx, responsetest.By, wave, "none", nil); return err },
		} {
			if err := stop(); !errs.HasKey(err, "invitation.no_batch") {
				t.Errorf("a batch %s: %v", name, err)
			}
		}
		if _, err := w.Outreach.StopIssuing(ctx, responsetest.By, wave, b.ID, s.Units); err != nil {
			t.Fatal(err)
		}
		if err := w.Outreach.Issue(ctx, b.ID); err != nil {
			t.Fatal(err)
		}
		all, err := w.Outreach.InvitationBatches(ctx, wave.ID)
		if err != nil || len(all) != 1 || all[0].State != outreach.Failed || all[0].Problem != "invitation.stopped" || all[0].Issued != 0 {
			t.Errorf("stopped before the first link: %+v, %v", all, err)
		}
		if _, err := w.Outreach.StopIssuing(ctx, responsetest.By, wave, b.ID, nil); !errs.HasKey(err, "invitation.issue_over") {
			t.Errorf("stopped again: %v", err)
		}
		if again := w.Issue(t, wave, s); again.Issued != 5 {
			t.Errorf("later %d links were issued, want 5", again.Issued)
		}
	})
}
