package outreach_test

import (
	"testing"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/outreach"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/response/responsetest"
)

// A text that fits more customers than are looked up one by one finds every one of them who was invited, and nobody else.
func TestSearchAmongManyInvited(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := responsetest.New(t, d)
		wave := w.Open(t, "w", programme.Confidential)
		w.AddCustomers(t, "B0101", 2100)
		w.AddCustomers(t, "B0102", 3)
		w.Rows(t, "other,别人,13800000001,B0102")
		if b := w.Issue(t, wave, w.Select(t, wave, "B0101", "B0102")); b.Issued != 2104 {
			t.Fatalf("issued %d", b.Issued)
		}
		for text, want := range map[string]int{
			"客户": 2103, "kh": 2103, "B0101-": 2100, "客户 B0102": 3, "别人": 1, "13900002099": 1, "B0101-2100": 1, "没有": 0,
		} {
			seen := map[string]bool{}
			for q := (outreach.InvitationQuery{Wave: wave.ID, Text: text, Limit: 400}); ; {
				page, next, err := w.Outreach.Invitations(ctx, q)
				if err != nil {
					t.Fatal(err)
				}
				for _, i := range page {
					seen[i.ID] = true
				}
				if q.After = next; next == "" {
					break
				}
			}
			if len(seen) != want {
				t.Errorf("%s: %d, want %d", text, len(seen), want)
			}
		}
		few := w.Select(t, wave, "B0102").Units
		if page, _, err := w.Outreach.Invitations(ctx, outreach.InvitationQuery{Wave: wave.ID, Text: "客户", Units: few}); err != nil || len(page) != 3 {
			t.Errorf("of the second unit: %d, %v; want 3", len(page), err)
		}
	})
}
