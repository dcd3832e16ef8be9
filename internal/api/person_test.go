package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/response"
	"manyi.dev/manyi/internal/response/responsetest"
)

// A person is shown, corrected and erased with a certificate; figures of closed waves follow the rule of docs/customers.md.
func TestPersonIsShownCorrectedAndErased(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		h.fill(t)
		guests := h.asked(t)
		sm := h.people["sm"]
		figures := func() string {
			t.Helper()
			if err := h.scoring.Flush(ctx); err != nil {
				t.Fatal(err)
			}
			a := sm.do(t, "GET", "/api/v1/waves/closed/dashboard", "")
			if a.status != http.StatusOK {
				t.Fatalf("figures: %s", a)
			}
			return a.body
		}
		path := func(i int) string { return "/api/v1/customers/" + guests[i] }
		if a := sm.do(t, "GET", path(0), ""); !strings.Contains(a.body, `"state":"answered"`) || !strings.Contains(a.body, "138****8011") {
			t.Errorf("shown to those who may see invitations: %s", a)
		}
		if a := h.people["um"].do(t, "GET", path(0), ""); a.status != http.StatusNotFound {
			t.Errorf("shown to another outlet: %s", a)
		}
		if a := sm.do(t, "PUT", path(0), h.correction(t, guests[0], "Corrected")); a.status != http.StatusNoContent {
			t.Errorf("corrected: %s", a)
		}

		before := figures()
		a := sm.do(t, "POST", path(0)+"/erase", `{"reason": "asked for by letter"}`)
		kept := certificateOf(t, a)
		if kept.Contents["responses"] != 2 || kept.Contents["texts"] != 2 || kept.Contents["invitations"] != 2 || kept.Contents["answers"] != 0 {
			t.Errorf("the certificate: %v", kept.Contents)
		}
		if after := figures(); after != before {
			t.Errorf("figures of a closed wave changed from\n%.300s\nto\n%.300s", before, after)
		}
		a = sm.do(t, "GET", "/api/v1/customer-certificates/"+kept.ID, "")
		if again := certificateOf(t, a); again.ID != kept.ID || strings.Contains(a.body, "Corrected") || strings.Contains(a.body, guests[0]) {
			t.Errorf("the certificate opened again: %s", a)
		}
		if a := sm.do(t, "GET", path(0), ""); a.status != http.StatusNotFound {
			t.Errorf("after the erasure: %s", a)
		}
		notes := func() string { return sm.do(t, "GET", "/api/v1/waves/closed/erasures", "").body }
		if body := notes(); !strings.Contains(body, `"items":[]`) {
			t.Errorf("a note without a change: %s", body)
		}

		a = sm.do(t, "POST", path(1)+"/erase", `{"reason": "asked for by letter", "answers": true}`)
		if gone := certificateOf(t, a); gone.Contents["answers"] != 2 {
			t.Errorf("the certificate: %v", gone.Contents)
		}
		after := figures()
		if after == before {
			t.Error("erased answers are still in the figures")
		}
		if body := notes(); !strings.Contains(body, `"on":"2026-11-23","count":1`) {
			t.Errorf("the note: %s", body)
		}
		if err := h.scoring.Rebuild(ctx, nil); err != nil {
			t.Fatal(err)
		}
		if rebuilt := figures(); rebuilt != after {
			t.Errorf("shown\n%.300s\nrebuilt\n%.300s", after, rebuilt)
		}
		for _, secret := range []string{guests[1], "Guest 10"} {
			for _, at := range []string{"/waves/closed/erasures", "/waves/closed/invitations", "/customer-certificates"} {
				if a := sm.do(t, "GET", "/api/v1"+at, ""); a.status != http.StatusOK || strings.Contains(a.body, secret) {
					t.Errorf("%s still says %q: %s", at, secret, a)
				}
			}
		}
		if log := h.people["admin"].do(t, "GET", "/api/v1/audit?action=response.erase", "").body; strings.Count(log, `"response.erase"`) < 4 || strings.Contains(log, "Guest") {
			t.Errorf("audit: %.500s", log)
		}
	})
}

// asked makes a named wave that is closed and a confidential one that is open, both answered by the same twelve customers
// of an outlet through personal links. It returns their ids.
func (h *house) asked(t *testing.T) []string {
	t.Helper()
	var text strings.Builder
	text.WriteString("code,name,phone,unit\n")
	for i := range 12 {
		fmt.Fprintf(&text, "G%d,Guest %d,138001380%02d,B0102\n", i, i, i)
	}
	h.batch(t, text.String(), true)
	var guests []string
	for i, level := range []programme.Anonymity{programme.Named, programme.Confidential} {
		code := []string{"closed", "open"}[i]
		wave, list := h.issued(t, code, level, "B0102")
		guests = guests[:0]
		for n, one := range list {
			answers := responsetest.Answers(1+n%5, n)
			_, err := h.Responses.SubmitPersonal(ctx, response.Personal{Token: h.Outreach.Token(one.Invitation), Answers: answers, Language: "zh"})
			if err != nil {
				t.Fatal(err)
			}
			guests = append(guests, one.Customer.ID)
		}
		if level == programme.Named {
			h.Do(t, code, programme.ActClose)
			if err := h.scoring.Release(ctx, wave.ID); err != nil {
				t.Fatal(err)
			}
		}
	}
	return guests
}

type certificateBody struct {
	ID       string
	Contents map[string]int
}

func certificateOf(t *testing.T, a answer) certificateBody {
	t.Helper()
	var c certificateBody
	if err := json.Unmarshal([]byte(a.body), &c); err != nil || a.status != http.StatusOK || c.ID == "" {
		t.Fatalf("no certificate: %s, %v", a, err)
	}
	return c
}
