package scoring_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/directory/customer"
	"manyi.dev/manyi/internal/outreach"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/response"
	"manyi.dev/manyi/internal/response/responsetest"
)

// guests are customers of an outlet with personal links of a wave: ids and tokens.
type guest struct{ customer, token string }

func (c *counter) guests(t *testing.T, wave programme.Wave, unit string, n int) []guest {
	t.Helper()
	tree, err := c.Directory.Tree(ctx, c.Directory.Today())
	if err != nil {
		t.Fatal(err)
	}
	u, _ := tree.ByCode(unit)
	var all []guest
	for i := range n {
		id, err := c.Customers.Create(ctx, responsetest.By, customer.Sheet{
			Customer:  customer.Customer{Code: fmt.Sprintf("%s-%s-%d", wave.Code, unit, i), Name: "Guest", Kind: customer.Person, Status: "active"},
			Contacts:  []customer.Contact{{Kind: customer.Phone, Value: fmt.Sprintf("138001%05d", i), Consent: "granted", Purposes: []string{"survey"}}},
			Relations: []customer.Relation{{Unit: u.ID}},
		}, nil)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, guest{customer: id})
	}
	b, err := c.Outreach.IssueInvitations(ctx, responsetest.By, wave, outreach.Selection{Units: []string{u.ID}})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Outreach.Issue(ctx, b.ID); err != nil {
		t.Fatal(err)
	}
	for i := range all {
		list, err := c.Outreach.InvitationsOf(ctx, all[i].customer)
		if err != nil || len(list) != 1 {
			t.Fatalf("invitations of a guest: %d, %v", len(list), err)
		}
		all[i].token = c.Outreach.Token(list[0])
	}
	return all
}

// answer has guests answer through their links.
func (c *counter) answer(t *testing.T, guests []guest) {
	t.Helper()
	for _, g := range guests {
		answers := responsetest.Answers(1+c.sent%5, c.sent)
		c.sent++
		if _, err := c.Responses.SubmitPersonal(ctx, response.Personal{Token: g.token, Answers: answers, Language: "zh"}); err != nil {
			t.Fatal(err)
		}
	}
	c.catch(t)
}

func (c *counter) erase(t *testing.T, g guest, answers bool) customer.Erasure {
	t.Helper()
	e, err := c.Customers.Erase(ctx, responsetest.By, g.customer, customer.Erasing{Reason: "asked for", Answers: answers}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// rebuilt checks that the originals give the very figures that are shown.
func (c *counter) rebuilt(t *testing.T, what, wave string) {
	t.Helper()
	c.flush(t) // which brings the rows into the order of a rebuild: sums of floats depend on it
	for _, by := range []string{"", "unit", "mode"} {
		_, before := c.figures(t, wave, by)
		if err := c.scoring.Rebuild(ctx, nil); err != nil {
			t.Fatal(err)
		}
		if _, after := c.figures(t, wave, by); before != after {
			t.Errorf("%s, by %q: shown\n%s\nrebuilt\n%s", what, by, before, after)
		}
	}
}

// kept counts originals: with words, and without any answer.
func (c *counter) kept(t *testing.T, wave programme.Wave) (words, empty int) {
	t.Helper()
	for _, o := range c.Originals(t, wave) {
		if strings.Contains(o.Answers, "remark") {
			words++
		}
		if o.Answers == "{}" {
			empty++
			if o.Salt != "" || o.Leaf == "" || o.State != response.Excluded || o.ReceivedAt != 0 {
				t.Errorf("left of an erased original: %+v", o)
			}
		}
	}
	return words, empty
}

func TestWordsGoAndFiguresStay(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCounter(t, d)
		wave := c.Open(t, "w", programme.Confidential)
		guests := c.guests(t, wave, "B0101", 12)
		c.answer(t, guests)
		_, before := c.figures(t, "w", "unit")
		e := c.erase(t, guests[0], false)
		c.catch(t)
		if _, after := c.figures(t, "w", "unit"); before != after {
			t.Errorf("the figures moved from\n%s\nto\n%s", before, after)
		}
		if words, empty := c.kept(t, wave); words != 11 || empty != 0 {
			t.Errorf("%d originals with words and %d empty ones are left, want 11 and 0", words, empty)
		}
		if e.Contents["responses"] != 1 || e.Contents["texts"] != 1 || e.Contents["answers"] != 0 {
			t.Errorf("the certificate says %v", e.Contents)
		}
		if replies, err := outreach.RepliesOf(ctx, c.DB, guests[0].customer); err != nil || len(replies) != 0 {
			t.Errorf("the person still leads to %v, %v", replies, err)
		}
		c.rebuilt(t, "words erased", "w")
		if notes, err := c.Responses.EraseNotes(ctx, wave.ID); err != nil || len(notes) != 0 {
			t.Errorf("notes: %v, %v", notes, err)
		}
	})
}

func TestErasedAnswersLeaveWithTheNextStep(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCounter(t, d)
		wave := c.Open(t, "w", programme.Confidential)
		guests := c.guests(t, wave, "B0101", 20)
		c.answer(t, guests[:10]) // five are counted, five held
		c.wantCounted(t, "ten answers", "w", map[string]int64{"": 5, "B0101": 5})
		counted, held := c.parted(t, wave, guests[:10])
		c.erase(t, counted, true)
		c.catch(t)
		c.wantCounted(t, "an erasure alone", "w", map[string]int64{"": 5, "B0101": 5})
		c.rebuilt(t, "an erasure that waits", "w")
		c.erase(t, held, true)
		c.catch(t)
		if _, empty := c.kept(t, wave); empty != 1 {
			t.Errorf("%d originals are empty: what nobody counted goes at once, what is counted waits", empty)
		}
		c.answer(t, guests[10:15]) // the held one is gone: nine wait
		c.wantCounted(t, "five more, one of those before gone", "w", map[string]int64{"": 5, "B0101": 5})
		c.start(t) // a crash
		c.answer(t, guests[15:16])
		c.wantCounted(t, "the next step", "w", map[string]int64{"": 9, "B0101": 9})
		c.rebuilt(t, "after the step", "w")
		late, _ := c.parted(t, wave, guests[:16])
		c.erase(t, late, true)
		c.Clock.Move(15 * 24 * time.Hour)
		c.catch(t)
		c.wantCounted(t, "an erasure that waited for fifteen days", "w", map[string]int64{"": 8, "B0101": 8})
		c.rebuilt(t, "after fifteen days", "w")
	})
}

// parted are a guest whose answers are counted and one whose answers are held back.
func (c *counter) parted(t *testing.T, wave programme.Wave, guests []guest) (counted, held guest) {
	t.Helper()
	ids, err := db.Values[string](ctx, c.DB, `SELECT response_id FROM held_responses WHERE NOT released`)
	if err != nil {
		t.Fatal(err)
	}
	waits := map[string]bool{}
	for _, id := range ids {
		waits[id] = true
	}
	for _, g := range guests {
		replies, err := outreach.RepliesOf(ctx, c.DB, g.customer)
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case len(replies) == 0: // erased before
		case waits[replies[0].Response]:
			held = g
		default:
			counted = g
		}
	}
	return counted, held
}

func TestClosedWavesNoteErasures(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCounter(t, d)
		for _, level := range []programme.Anonymity{programme.Named, programme.Confidential} {
			code := "w-" + string(level)
			wave := c.Open(t, code, level)
			guests := c.guests(t, wave, "B0102", 12)
			c.answer(t, guests)
			c.erase(t, guests[0], true)
			c.catch(t)
			c.Do(t, code, programme.ActClose)
			if err := c.scoring.Release(ctx, wave.ID); err != nil {
				t.Fatal(err)
			}
			c.wantCounted(t, "closed", code, map[string]int64{"": 11, "B0102": 11})
			if notes, err := c.Responses.EraseNotes(ctx, wave.ID); err != nil || len(notes) != 0 {
				t.Errorf("%s: asked for before the closing, noted %v, %v", level, notes, err)
			}
			c.erase(t, guests[1], true)
			c.erase(t, guests[2], true)
			c.catch(t)
			c.wantCounted(t, "erased after the closing", code, map[string]int64{"": 9, "B0102": 9})
			notes, err := c.Responses.EraseNotes(ctx, wave.ID)
			if err != nil || len(notes) != 1 || notes[0].Count != 2 || notes[0].On != "2026-11-23" {
				t.Errorf("%s: notes %+v, %v", level, notes, err)
			}
			c.rebuilt(t, string(level), code)
			counts, err := c.Responses.Counts(ctx, wave.ID)
			if err != nil || len(counts) != 2 || counts[0].State != response.Excluded || counts[0].N != 3 || counts[1].N != 9 {
				t.Errorf("%s: counts %+v, %v", level, counts, err)
			}
		}
	})
}

func TestOriginalsChangeOnlyByErasure(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCounter(t, d)
		wave := c.Open(t, "w", programme.Named)
		guests := c.guests(t, wave, "B0101", 2)
		c.answer(t, guests)
		c.erase(t, guests[0], true)
		c.catch(t)
		for _, text := range []string{
			`UPDATE responses SET answers = '{}'`, `UPDATE responses SET leaf = 'x'`, `UPDATE responses SET received_at = 1`,
			`UPDATE response_erasures SET done_on = ''`, `UPDATE response_erasures SET leaf = ''`, `DELETE FROM response_erasures`,
		} {
			if _, err := d.Exec(ctx, text); err == nil {
				t.Errorf("%s was let through", text)
			}
		}
	})
}
