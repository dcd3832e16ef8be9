package outreach_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/directory/customer"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/outreach"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/response/responsetest"
)

// change corrects one customer by hand.
func change(t *testing.T, w *responsetest.World, code string, do func(*customer.Sheet)) {
	t.Helper()
	list, _, err := w.Customers.List(ctx, customer.Query{Text: code})
	if err != nil || len(list) != 1 {
		t.Fatalf("customer %s: %d, %v", code, len(list), err)
	}
	sheet, err := w.Customers.Reveal(ctx, responsetest.By, list[0].ID, nil)
	if err != nil {
		t.Fatal(err)
	}
	do(&sheet)
	if err := w.Customers.Correct(ctx, responsetest.By, sheet, sheet.ChangedAt, nil); err != nil {
		t.Fatal(err)
	}
}

// Nobody is asked who may not be, for the reason that the check gives; nobody is asked twice.
func TestWhoIsInvited(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := responsetest.New(t, d)
		wave := w.Open(t, "w", programme.Confidential)
		w.AddCustomers(t, "B0101", 9)
		w.AddCustomers(t, "B0102", 2)
		w.Rows(t, "silent,无联系方式,,B0101")
		reasons := map[string]func(*customer.Sheet){
			"do_not_contact": func(s *customer.Sheet) { s.DoNotContact = true },
			"special_mark":   func(s *customer.Sheet) { s.SpecialMark = true },
			"lost":           func(s *customer.Sheet) { s.Status = "lost" },
			"consent":        func(s *customer.Sheet) { s.Contacts[0].Consent = "refused" },
			"purpose":        func(s *customer.Sheet) { s.Contacts[0].Purposes = []string{"case"} },
			"out_of_date":    func(s *customer.Sheet) { s.Contacts[0].ValidUntil = "2026-01-01" },
		}
		for n, reason := range slices.Sorted(maps.Keys(reasons)) {
			change(t, w, fmt.Sprintf("B0101-%d", n+1), reasons[reason])
		}
		want := map[string]int{"no_contact": 1}
		for reason := range reasons {
			want[reason] = 1
		}
		one := w.Select(t, wave, "B0101")
		check, err := w.Outreach.CheckInvitations(ctx, wave, one)
		if err != nil || check.Matching != 10 || check.Usable != 3 || check.InvitedBefore != 0 || !maps.Equal(check.Refused, want) {
			t.Errorf("check: %+v, %v; want 10, 3, 0, %v", check, err, want)
		}
		b := w.Issue(t, wave, one)
		if b.State != outreach.Done || b.Issued != 3 || b.Matching != 10 || b.Seen != 10 || !maps.Equal(b.Refused, want) || b.FinishedAt == 0 {
			t.Errorf("first batch: %+v", b)
		}
		both := w.Select(t, wave, "B0101", "B0102")
		if b = w.Issue(t, wave, both); b.Issued != 2 || b.InvitedBefore != 3 || b.Matching != 12 {
			t.Errorf("second batch: %+v; want the two of the other unit", b)
		}
		if _, err := w.Outreach.IssueInvitations(ctx, responsetest.By, wave, both); !errs.HasKey(err, "invitation.nobody") {
			t.Errorf("with nobody left: %v", err)
		}
		other := w.Open(t, "other", programme.Named)
		if b = w.Issue(t, other, both); b.Issued != 5 || b.InvitedBefore != 0 {
			t.Errorf("in another wave: %+v", b)
		}
	})
}

func TestSelections(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := responsetest.New(t, d)
		wave := w.Open(t, "w", programme.Named)
		w.AddCustomers(t, "B0101", 6)
		schema, err := w.Customers.Schema(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, code := range []string{"new", "old", "gone"} {
			schema.Stages = append(schema.Stages, customer.Term{Code: code, Name: i18n.Text{"zh": code, "en": code}})
		}
		if err := w.Customers.SetSchema(ctx, responsetest.By, schema); err != nil {
			t.Fatal(err)
		}
		for n, do := range []func(*customer.Sheet){
			func(s *customer.Sheet) { s.Relations[0].Stage = "new" },
			func(s *customer.Sheet) { s.Relations[0].Stage = "old" },
			func(s *customer.Sheet) { s.Relations[0].Stage, s.Kind = "old", customer.Company },
			func(s *customer.Sheet) { s.Relations[0].Stage, s.Relations[0].Until = "gone", "2026-11-22" }, // yesterday
			func(s *customer.Sheet) { s.Relations[0].From = "2026-11-24" },                                // tomorrow
			func(s *customer.Sheet) { s.Status = "dormant" },
		} {
			change(t, w, fmt.Sprintf("B0101-%d", n+1), do)
		}
		for name, tt := range map[string]struct {
			do   func(*outreach.Selection)
			want int
		}{
			"all":        {func(*outreach.Selection) {}, 4},
			"stage":      {func(s *outreach.Selection) { s.Stages = []string{"old"} }, 2},
			"stages":     {func(s *outreach.Selection) { s.Stages = []string{"old", "new", "gone"} }, 3},
			"companies":  {func(s *outreach.Selection) { s.Kinds = []string{"company"} }, 1},
			"status":     {func(s *outreach.Selection) { s.Status = "dormant" }, 1},
			"stage+kind": {func(s *outreach.Selection) { s.Stages, s.Kinds = []string{"old"}, []string{"person"} }, 1},
		} {
			s := w.Select(t, wave, "B0101")
			tt.do(&s)
			if c, err := w.Outreach.CheckInvitations(ctx, wave, s); err != nil || c.Matching != tt.want {
				t.Errorf("%s: %+v, %v; want %d", name, c, err, tt.want)
			}
		}
		s := w.Select(t, wave, "B0101")
		s.Limit = 3
		if b := w.Issue(t, wave, s); b.Issued != 3 {
			t.Errorf("with a limit: %+v", b)
		}
		if b := w.Issue(t, wave, s); b.Issued != 1 || b.InvitedBefore != 3 {
			t.Errorf("again: %+v", b)
		}
	})
}

// A job that is done twice, or begun again after the customer it stopped at is gone, makes nobody a second link.
func TestIssuingAgainMakesNoSecondLink(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := responsetest.New(t, d)
		wave := w.Open(t, "w", programme.Named)
		w.AddCustomers(t, "B0101", 40)
		b := w.Issue(t, wave, w.Select(t, wave, "B0101"))
		// As if the process had died before it noted the end.
		if _, err := d.Exec(ctx, `UPDATE invitation_batches SET state = 'issuing', place = '0|nobody', seen = 0 WHERE id = ?`, b.ID); err != nil {
			t.Fatal(err)
		}
		if err := w.Outreach.Issue(ctx, b.ID); err != nil {
			t.Fatal(err)
		}
		counts, err := w.Outreach.InvitationCounts(ctx, wave.ID)
		if err != nil || len(counts) != 1 || counts[0].Issued != 40 {
			t.Errorf("counts %+v, %v; want 40 links", counts, err)
		}
		if all, err := w.Outreach.InvitationBatches(ctx, wave.ID); err != nil || all[0].State != outreach.Done || all[0].Issued != 40 || all[0].InvitedBefore != 0 {
			t.Errorf("batches %+v, %v", all, err)
		}
	})
}

func TestWavesThatTakeNoInvitations(t *testing.T) {
	t.Parallel()
	w := responsetest.New(t, dbtest.OpenSQLite(t))
	w.AddCustomers(t, "B0101", 3)
	anonymous, closing := w.Open(t, "anonymous", programme.Anonymous), w.Open(t, "closing", programme.Named)
	s := w.Select(t, anonymous, "B0101")
	if _, err := w.Outreach.IssueInvitations(ctx, responsetest.By, anonymous, s); !errs.HasKey(err, "invitation.anonymous") {
		t.Errorf("in an anonymous wave: %v", err)
	}
	b, err := w.Outreach.IssueInvitations(ctx, responsetest.By, closing, s)
	if err != nil {
		t.Fatal(err)
	}
	w.Do(t, "closing", programme.ActClose) // before the job comes
	if err := w.Outreach.Issue(ctx, b.ID); err != nil {
		t.Fatal(err)
	}
	all, err := w.Outreach.InvitationBatches(ctx, closing.ID)
	if err != nil || len(all) != 1 || all[0].State != outreach.Failed || all[0].Problem != "invitation.wave_state" || all[0].Issued != 0 {
		t.Errorf("batches %+v, %v; want a failed one", all, err)
	}
	if _, err := w.Outreach.IssueInvitations(ctx, responsetest.By, closing, s); !errs.HasKey(err, "invitation.wave_state") {
		t.Errorf("in a closed wave: %v", err)
	}
}

// Opened is counted for the unit and day of the link, as with open links.
func TestOpenedThroughPersonalLinks(t *testing.T) {
	t.Parallel()
	w := responsetest.New(t, dbtest.OpenSQLite(t))
	wave := w.Open(t, "w", programme.Named)
	list := w.Invite(t, wave, "B0101", 2)
	for range 3 {
		if err := w.Outreach.OpenedPersonal(ctx, w.Outreach.Token(list[0].Invitation)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Outreach.OpenedPersonal(ctx, "AAAAAAAAAAAAAAAAAAAAAAAA"); !errs.HasKey(err, "invitation.unknown") {
		t.Errorf("a forged token: %v", err)
	}
	days, err := w.Outreach.Days(ctx, wave.ID)
	if err != nil || len(days) != 1 || days[0].Unit != list[0].Unit || days[0].Opened != 3 || days[0].Started != 0 {
		t.Errorf("days %+v, %v", days, err)
	}
}

// Tokens cannot be told from each other's order, are never equal, and stay when the sealing keys change.
func TestTokens(t *testing.T) {
	t.Parallel()
	w := responsetest.New(t, dbtest.OpenSQLite(t))
	wave := w.Open(t, "w", programme.Named)
	seen := map[string]bool{}
	list := w.Invite(t, wave, "B0101", 200)
	for _, i := range list {
		token := w.Outreach.Token(i.Invitation)
		if len(token) != 24 || seen[token] || token == i.Hash {
			t.Errorf("token %q", token)
		}
		seen[token] = true
	}
	if _, err := w.Customers.Rotate(ctx, responsetest.By); err != nil {
		t.Fatal(err)
	}
	for _, i := range list {
		if found, err := w.Outreach.InvitationByToken(ctx, w.Outreach.Token(i.Invitation)); err != nil || found.ID != i.ID {
			t.Fatalf("after the keys were changed: %+v, %v", found, err)
		}
	}
}

func BenchmarkIssue10000(b *testing.B) {
	w := responsetest.New(b, dbtest.OpenSQLite(b))
	w.AddCustomers(b, "B0101", 10_000)
	for n := 0; b.Loop(); n++ {
		wave := w.Open(b, fmt.Sprintf("w%d", n), programme.Named)
		start := time.Now()
		if batch := w.Issue(b, wave, w.Select(b, wave, "B0101")); batch.Issued != 10_000 {
			b.Fatalf("%+v", batch)
		}
		b.ReportMetric(10_000/time.Since(start).Seconds(), "links/s")
	}
}
