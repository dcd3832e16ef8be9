package response_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/outreach"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/response"
	"manyi.dev/manyi/internal/response/responsetest"
)

// keeping opens a wave whose half-answered drafts are kept.
func keeping(t *testing.T, w *responsetest.World, code string, keep bool) programme.Wave {
	t.Helper()
	doc := responsetest.Document(code, programme.Confidential)
	doc.Waves[0].KeepPartial = keep
	if err := w.Programmes.Define(ctx, responsetest.By, doc); err != nil {
		t.Fatal(err)
	}
	return w.Do(t, code, programme.ActOpen)
}

func (g *guest) page(t *testing.T, p response.Page) response.Saved {
	t.Helper()
	p.Token = g.token
	saved, err := g.w.Responses.Save(ctx, p)
	if err != nil {
		t.Fatal(err)
	}
	return saved
}

// Two devices on one draft: the last page wins where both answered, and what only one answered stays.
func TestTwoDevices(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := responsetest.New(t, d)
		g := guests(t, w, w.Open(t, "w", programme.Named), "B0101", 1)[0]
		first := g.page(t, response.Page{Editor: "phone", Typed: response.Typed{"Q11": {"5"}, "Q81": {"by phone"}}})
		if first.Other || first.Revision != 1 {
			t.Errorf("first: %+v", first)
		}
		// The phone goes on with what it saw itself: its own savings are no other device.
		second := g.page(t, response.Page{Editor: "phone", Seen: 0, Typed: response.Typed{"Q11": {"4"}, "Q81": {"by phone"}, "Q12": {"3"}}})
		if second.Other || second.Typed["Q11"][0] != "4" || second.Revision != 2 {
			t.Errorf("second: %+v", second)
		}
		// The desk has an older page, answers Q11 and Q13, and has left Q12 and Q81 empty.
		third := g.page(t, response.Page{Editor: "desk", Seen: 1, Typed: response.Typed{"Q11": {"1"}, "Q13": {"2"}}})
		want := response.Typed{"Q11": {"1"}, "Q12": {"3"}, "Q13": {"2"}, "Q81": {"by phone"}}
		if !third.Other || !maps.EqualFunc(third.Typed, want, slices.Equal) {
			t.Errorf("third: %+v; want %v and a notice", third, want)
		}
		// From what it sees now, the desk may empty an answer.
		fourth := g.page(t, response.Page{Editor: "desk", Seen: 3, Typed: response.Typed{"Q11": {"1"}, "Q13": {"2"}, "Q81": {"by phone"}}})
		if fourth.Other || fourth.Typed["Q12"] != nil {
			t.Errorf("fourth: %+v; want Q12 emptied", fourth)
		}
		// A saving beside the page that arrives late is dropped, one that is newer is not.
		g.page(t, response.Page{Editor: "desk", Stroke: 9, Seen: 4, Typed: response.Typed{"Q11": {"2"}}})
		late := g.page(t, response.Page{Editor: "desk", Stroke: 8, Late: true, Seen: 4, Typed: response.Typed{"Q11": {"3"}}})
		newer := g.page(t, response.Page{Editor: "desk", Stroke: 10, Late: true, Seen: 4, Typed: response.Typed{"Q11": {"5"}}})
		if late.Typed["Q11"][0] != "2" || newer.Typed["Q11"][0] != "5" {
			t.Errorf("late: %v, newer: %v; want 2 and 5", late.Typed, newer.Typed)
		}
		if v, err := w.Responses.Visit(ctx, g.token); err != nil || v.Draft.Revision != newer.Revision || v.Draft.Typed["Q11"][0] != "5" {
			t.Errorf("kept: %+v, %v", v.Draft, err)
		}
	})
}

// Many savings at once are all counted, and nothing of an item is lost that only one of them has.
func TestDevicesAtOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := responsetest.New(t, d)
		g := guests(t, w, w.Open(t, "w", programme.Named), "B0101", 1)[0]
		parallel(6, func(n int) {
			_, err := w.Responses.Save(ctx, response.Page{
				Token: g.token, Editor: string(rune('a' + n)), Typed: response.Typed{responsetest.Ratings[n]: {"3"}},
			})
			if err != nil {
				t.Errorf("saving %d: %v", n, err)
			}
		})
		v, err := w.Responses.Visit(ctx, g.token)
		if err != nil || v.Draft.Revision != 6 || len(v.Draft.Typed) != 6 {
			t.Errorf("kept: %+v, %v; want six answers in six revisions", v.Draft, err)
		}
	})
}

// What belongs to no item is not kept, and a draft goes on under a renewed link.
func TestDraftHoldsAnswersOnly(t *testing.T) {
	t.Parallel()
	w := responsetest.New(t, dbtest.OpenSQLite(t))
	g := guests(t, w, w.Open(t, "w", programme.Confidential), "B0101", 1)[0]
	saved := g.page(t, response.Page{Typed: response.Typed{"Q11": {"4"}, "name": {"secret"}, "Q99": {"x"}, "_id": {"y"}, "Q12": {}}})
	if len(saved.Typed) != 1 {
		t.Errorf("kept %v, want Q11 alone", saved.Typed)
	}
	if err := g.renew(); err != nil {
		t.Fatal(err)
	}
	if v, err := w.Responses.Visit(ctx, g.token); err != nil || v.Draft.Typed["Q11"] == nil || v.Invitation.State != outreach.Started {
		t.Errorf("under the new link: %+v, %v", v.Draft, err)
	}
}

// At closing drafts with at least half of the applicable items become partial originals, if the first page said so; the
// others are deleted a week later, and counted in the log.
func TestDraftsAtClosing(t *testing.T) {
	t.Parallel()
	half := func(n int) response.Typed {
		typed := response.Typed{}
		for _, code := range responsetest.Ratings[:n] {
			typed[code] = []string{"4"}
		}
		return typed
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := responsetest.New(t, d)
		for _, keep := range []bool{true, false} {
			code := map[bool]string{true: "keep", false: "drop"}[keep]
			wave := keeping(t, w, code, keep)
			g := guests(t, w, wave, map[bool]string{true: "B0101", false: "B0102"}[keep], 4)
			form, err := w.Forms.ByID(ctx, wave.Questionnaire)
			if err != nil {
				t.Fatal(err)
			}
			items := len(form.Form.Items())
			enough := (items + 1) / 2
			if enough > len(responsetest.Ratings) {
				t.Fatalf("the form has %d items: more than twice the ratings", items)
			}
			g[0].page(t, response.Page{Typed: half(enough)})
			g[1].page(t, response.Page{Typed: half(enough - 1)})
			broken := half(enough - 1)
			broken["Q72"] = []string{"eleven"} // no valid answer is no answer
			g[2].page(t, response.Page{Typed: broken})
			g[3].page(t, response.Page{Typed: half(enough)})
			if err := g[3].revoke(); err != nil {
				t.Fatal(err)
			}
			closed := w.Do(t, code, programme.ActClose)
			for range 2 { // a job may run twice
				if err := w.Responses.SettleDrafts(ctx, wave.ID); err != nil {
					t.Fatal(err)
				}
			}
			wantPartial(t, w, closed, g[0], keep)
			w.Clock.Move(6 * 24 * time.Hour)
			wantDrafts(t, w, wave, map[bool]int64{true: 3, false: 4}[keep])
			w.Clock.Move(25 * time.Hour)
			if err := w.Responses.DropDrafts(ctx, wave.ID); err != nil {
				t.Fatal(err)
			}
			wantDrafts(t, w, wave, 0)
			_, err = w.Responses.Visit(ctx, g[1].token)
			wantKey(t, err, errs.Gone, "link.closed")
		}
		log, _, err := audit.List(ctx, d, audit.Filter{Action: "response.drop_drafts"})
		if err != nil || len(log) != 2 || log[0].Entry.Details["drafts"] != float64(4) || log[1].Entry.Details["drafts"] != float64(3) {
			t.Errorf("the log says %+v, %v", log, err)
		}
	})
}

func wantPartial(t *testing.T, w *responsetest.World, wave programme.Wave, g *guest, keep bool) {
	t.Helper()
	all := w.Originals(t, wave)
	if !keep {
		if len(all) != 0 {
			t.Errorf("%d originals of drafts, though the first page did not say so", len(all))
		}
		return
	}
	now := invitation(t, w, g.i.ID)
	if len(all) != 1 || all[0].State != response.Partial || all[0].Unit != g.i.Unit || now.State != outreach.Answered || now.Response != all[0].ID {
		t.Fatalf("originals %+v, invitation %+v; want one partial", all, now)
	}
	if strings.Contains(all[0].Answers, "Q72") || !strings.Contains(all[0].Answers, `"Q11":"4"`) {
		t.Errorf("answers %s", all[0].Answers)
	}
	counts, err := w.Responses.Counts(ctx, wave.ID)
	if err != nil || len(counts) != 1 || counts[0].State != response.Partial || counts[0].N != 1 {
		t.Errorf("counts %+v, %v", counts, err)
	}
	_, err = w.Responses.Visit(ctx, g.token)
	wantKey(t, err, errs.Conflict, "invitation.answered")
}

func wantDrafts(t *testing.T, w *responsetest.World, wave programme.Wave, want int64) {
	t.Helper()
	if err := w.Responses.DropDrafts(ctx, wave.ID); err != nil { // too early, or there is nothing
		t.Fatal(err)
	}
	counts, err := w.Responses.DraftCounts(ctx, wave.ID)
	got := int64(0)
	for _, c := range counts {
		got += c.N
	}
	if err != nil || got != want {
		t.Errorf("%d drafts, %v; want %d", got, err, want)
	}
}
