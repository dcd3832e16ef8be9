package response_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/questionnaire"
	"manyi.dev/manyi/internal/response"
	"manyi.dev/manyi/internal/response/responsetest"
)

// published is the form of the world under another number, its first item reworded or no longer required.
func published(t *testing.T, w *responsetest.World, number string, change func(*questionnaire.Item)) questionnaire.Version {
	t.Helper()
	v, err := w.Forms.ByVersion(ctx, "bank-outlet", "1.0")
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(v.Document)
	if err != nil {
		t.Fatal(err)
	}
	d, err := questionnaire.Parse(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	d.Version = number
	change(&d.Sections[0].Items[0])
	if v, err = w.Forms.Publish(ctx, maker, d); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestAnOpenWaveTakesAMinorVersion(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := responsetest.New(t, d)
		wave := w.Open(t, "reworded", programme.Confidential)
		link := w.Link(t, wave, "B0101")
		minor := published(t, w, "1.1", func(it *questionnaire.Item) { it.Text["en"] = "Put better" })
		major := published(t, w, "2.0", func(it *questionnaire.Item) { it.Required = !it.Required })
		begun := w.Submission(link, 1)
		begun.Form = wave.Questionnaire
		w.Submit(t, link, 2)

		for number, key := range map[string]string{"1.0": "wave.reword.version", "2.0": "wave.reword.version", "1.7": "wave.reword.version", "x": "wave.reword.version"} {
			if _, err := w.Programmes.Reword(ctx, maker, "reworded", number); !errs.HasKey(err, key) {
				t.Errorf("to %s: %v", number, err)
			}
		}
		if list, err := w.Programmes.Rewordable(ctx, minor); err != nil || len(list) != 1 || list[0].Code != "reworded" {
			t.Errorf("waves that could take %s: %+v, %v", minor.Version, list, err)
		}
		if list, err := w.Programmes.Rewordable(ctx, major); err != nil || len(list) != 0 {
			t.Errorf("waves that could take %s: %+v, %v", major.Version, list, err)
		}
		if got, err := w.Programmes.Reword(ctx, maker, "reworded", "1.1"); err != nil || got.Questionnaire != minor.ID {
			t.Fatalf("%+v, %v", got, err)
		}

		if _, err := w.Responses.Submit(ctx, begun); err != nil { // a page that was open
			t.Fatal(err)
		}
		odd := w.Submission(link, 3)
		odd.Form = major.ID // not one that this wave ever asked
		if _, err := w.Responses.Submit(ctx, odd); err != nil {
			t.Fatal(err)
		}
		w.Submit(t, link, 4)
		forms := map[string]int{}
		for _, o := range w.Originals(t, wave) {
			forms[o.Form]++
		}
		if len(forms) != 2 || forms[wave.Questionnaire] != 2 || forms[minor.ID] != 2 {
			t.Errorf("responses by version %v; %s before, %s now", forms, wave.Questionnaire, minor.ID)
		}
		if log, _, err := audit.List(ctx, d, audit.Filter{Action: "wave.reword"}); err != nil || len(log) != 1 {
			t.Errorf("%d entries, %v", len(log), err)
		}
		w.Do(t, "reworded", programme.ActClose)
		published(t, w, "1.2", func(it *questionnaire.Item) { it.Text["en"] = "Put best" })
		if _, err := w.Programmes.Reword(ctx, maker, "reworded", "1.2"); !errs.HasKey(err, "wave.reword.state") {
			t.Errorf("a closed wave: %v", err)
		}
	})
}

// What is typed through a personal link ends on the version it began on, also when nothing was saved before the wave moved.
func TestPersonalDraftsFinishOnTheirVersion(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := responsetest.New(t, d)
		wave := w.Open(t, "reworded-personal", programme.Confidential)
		people := guests(t, w, wave, "B0101", 3)
		drafted, opened, late := people[0], people[1], people[2]
		if err := drafted.save(); err != nil {
			t.Fatal(err)
		}
		minor := published(t, w, "1.1", func(it *questionnaire.Item) { it.Text["en"] = "Put better" })
		if _, err := w.Programmes.Reword(ctx, maker, "reworded-personal", "1.1"); err != nil {
			t.Fatal(err)
		}
		opened.page(t, response.Page{Editor: "tab", Version: "1.0", Typed: responsetest.Typed(responsetest.Answers(3, 1))})
		late.page(t, response.Page{Editor: "tab", Version: "1.1", Typed: responsetest.Typed(responsetest.Answers(3, 2))})
		for n, g := range people {
			if _, err := g.submit(n); err != nil {
				t.Fatal(err)
			}
		}
		forms := map[string]int{}
		for _, o := range w.Originals(t, wave) {
			forms[o.Form]++
		}
		if len(forms) != 2 || forms[wave.Questionnaire] != 2 || forms[minor.ID] != 1 {
			t.Errorf("responses by version %v; %s before, %s now", forms, wave.Questionnaire, minor.ID)
		}
	})
}
