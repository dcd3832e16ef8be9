package questionnaire_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/indicator"
	"manyi.dev/manyi/internal/indicator/definition"
	"manyi.dev/manyi/internal/questionnaire"
)

var an = audit.Actor{ID: "an", Name: "安娜"}

// desk is a store with the indicator system of the kitchen form.
func desk(t *testing.T, d *db.DB) *questionnaire.Service {
	t.Helper()
	systems := indicator.New(d, noon)
	if _, err := systems.Publish(context.Background(), bo, *small()); err != nil {
		t.Fatal(err)
	}
	return questionnaire.New(d, systems, noon)
}

func TestTwoPeopleEditOneDraft(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, s := context.Background(), desk(t, d)
		draft, err := s.CreateDraft(ctx, an, copyOf(t, kitchen(t)), "")
		if err != nil || draft.Revision != 1 || draft.ChangedName != "安娜" {
			t.Fatalf("%+v, %v", draft, err)
		}
		mine, hers := copyOf(t, kitchen(t)), copyOf(t, kitchen(t))
		mine.Title["zh"], hers.Title["zh"] = "安娜的", "博的"
		if saved, err := s.SaveDraft(ctx, bo, draft.ID, 1, hers); err != nil || saved.Revision != 2 {
			t.Fatalf("%+v, %v", saved, err)
		}
		for name, act := range map[string]func() error{
			"save":   func() error { _, err := s.SaveDraft(ctx, an, draft.ID, 1, mine); return err },
			"ahead":  func() error { _, err := s.SaveDraft(ctx, an, draft.ID, 9, mine); return err },
			"delete": func() error { return s.DeleteDraft(ctx, an, draft.ID, 1) },
			"publish": func() error {
				_, err := s.PublishDraft(ctx, an, draft.ID, questionnaire.Publication{Revision: 1, Version: "1.0"})
				return err
			},
		} {
			if err := act(); !errs.Is(err, errs.Conflict) || !errs.HasKey(err, "questionnaire.draft_changed") || !strings.Contains(i18n.Error(i18n.EN, err), "Bo") {
				t.Errorf("%s on an old revision: %v", name, err)
			}
		}
		if stored, err := s.DraftByID(ctx, draft.ID); err != nil || cmp.Diff(stored.Document, hers) != "" || stored.Revision != 2 {
			t.Errorf("stored: %s %v", cmp.Diff(stored.Document, hers), err)
		}
		if err := s.DeleteDraft(ctx, an, draft.ID, 2); err != nil {
			t.Error(err)
		}
		if _, err := s.DraftByID(ctx, draft.ID); !errs.HasKey(err, "questionnaire.draft_unknown") {
			t.Errorf("the draft is still there: %v", err)
		}
		for _, action := range []string{"questionnaire.create_draft", "questionnaire.delete_draft"} {
			if log, _, err := audit.List(ctx, d, audit.Filter{Action: action}); err != nil || len(log) != 1 {
				t.Errorf("%d entries of %s, %v", len(log), action, err)
			}
		}
	})
}

// item finds an item of a document.
func item(d *questionnaire.Document, code string) *questionnaire.Item {
	for s := range d.Sections {
		for i := range d.Sections[s].Items {
			if it := &d.Sections[s].Items[i]; it.Code == code {
				return it
			}
		}
	}
	return nil
}

func TestQuestionsAreAskedOfWhatChanged(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(d *questionnaire.Document)
		want   map[string]string
	}{
		"nothing":            {func(*questionnaire.Document) {}, map[string]string{}},
		"the title":          {func(d *questionnaire.Document) { d.Title["zh"] = "新" }, map[string]string{}},
		"a question":         {func(d *questionnaire.Document) { item(d, "YEARS").Text["en"] = "How old are you?" }, map[string]string{"YEARS": "text"}},
		"the help":           {func(d *questionnaire.Document) { item(d, "YEARS").Help = i18n.Text{"zh": "周岁", "en": "in years"} }, map[string]string{}},
		"a bound":            {func(d *questionnaire.Document) { item(d, "YEARS").Max = nil }, map[string]string{"YEARS": "bounds"}},
		"another type":       {func(d *questionnaire.Document) { item(d, "YEARS").Type = questionnaire.TextItem }, map[string]string{"YEARS": "type!"}},
		"words of an option": {func(d *questionnaire.Document) { item(d, "SEX").Options[0].Text["en"] = "Woman" }, map[string]string{"SEX": "labels"}},
		"an option more": {func(d *questionnaire.Document) {
			it := item(d, "SEX")
			it.Options = append(it.Options, questionnaire.Option{Code: "X"})
		}, map[string]string{"SEX": "options"}},
		"the order of options": {func(d *questionnaire.Document) { slices.Reverse(item(d, "SEX").Options) }, map[string]string{"SEX": "order"}},
		"a new code":           {func(d *questionnaire.Document) { it := item(d, "SEX"); it.Code, it.Text["en"] = "SEX2", "Sex" }, map[string]string{}},
		"required":             {func(d *questionnaire.Document) { item(d, "SEX").Required = true }, map[string]string{}},
		"no English":           {func(d *questionnaire.Document) { delete(item(d, "SEX").Text, "en") }, map[string]string{}},
	} {
		before, now := kitchen(t), copyOf(t, kitchen(t))
		c.change(&now)
		got := map[string]string{}
		for _, q := range questionnaire.Questions(before, &now) {
			got[q.Item] = strings.Join(q.Changed, " ")
			if q.NewCode {
				got[q.Item] += "!"
			}
		}
		if !maps.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestMatricesAreAskedAboutOnce(t *testing.T) {
	t.Parallel()
	matrix := func(rows ...string) *questionnaire.Document {
		it := questionnaire.Item{Code: "M", Type: questionnaire.Matrix, Text: i18n.Text{"zh": "满意吗"}, Options: []questionnaire.Option{{Code: "a"}, {Code: "b"}}}
		for _, code := range rows {
			it.Rows = append(it.Rows, questionnaire.Row{Code: code, Text: i18n.Text{"zh": code}})
		}
		return &questionnaire.Document{Sections: []questionnaire.Section{{Items: []questionnaire.Item{it}}}}
	}
	codes := func(d *questionnaire.Document) (list []string) {
		for _, q := range questionnaire.Questions(matrix("R1", "R2"), d) {
			list = append(list, q.Item+" "+strings.Join(q.Changed, " "))
		}
		return list
	}
	shared, row, moved := matrix("R1", "R2"), matrix("R1", "R2", "R3"), matrix("R1", "R2")
	shared.Sections[0].Items[0].Options[1].Text = i18n.Text{"zh": "b"}
	shared.Sections[0].Items[0].Options[0].Code = "c"
	row.Sections[0].Items[0].Rows[1].Text["zh"] = "另说"
	moved.Sections[0].Items[0].Code, moved.Sections[0].Items[0].Options[0].Code = "N", "c"
	for name, c := range map[string]struct {
		d    *questionnaire.Document
		want []string
	}{
		"the scale all rows share":    {shared, []string{"M options"}},
		"one row":                     {row, []string{"R2 text"}},
		"rows under another question": {moved, []string{"R1 options", "R2 options"}},
	} {
		if got := codes(c.d); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestDraftsGoOnFromVersions(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, s := context.Background(), desk(t, d)
		first := copyOf(t, kitchen(t))
		number := first.Version
		base, err := s.Publish(ctx, bo, first)
		if err != nil {
			t.Fatal(err)
		}
		words, meaning := copyOf(t, kitchen(t)), copyOf(t, kitchen(t))
		item(&words, "YEARS").Text["en"] = "How old are you?"
		item(&meaning, "SEX").Required = true
		for _, c := range []struct {
			name, next, version string
			document            questionnaire.Document
			comparable          []string
			want                string
		}{
			{"the same number", "1.1", number, words, []string{"YEARS"}, "questionnaire.version_not_newer"},
			{"an open question", "1.1", "1.1", words, nil, "questionnaire.comparable_missing"},
			{"meaning as a minor version", "2.0", "1.1", meaning, nil, "questionnaire.minor_changes_meaning"},
			{"no number", "1.1", "next", words, []string{"YEARS"}, "definition.version"},
			{"words as a minor version", "1.1", "1.1", words, []string{"YEARS"}, ""},
			{"meaning as a major version", "2.0", "2.0", meaning, []string{"YEARS"}, ""},
		} {
			draft, err := s.CreateDraft(ctx, an, c.document, base.ID)
			if err != nil {
				t.Fatal(err)
			}
			if next, err := s.Next(ctx, &draft.Document); err != nil || next.Number != c.next || next.After == nil {
				t.Errorf("%s: proposed %+v, %v; want %s", c.name, next, err, c.next)
			}
			v, err := s.PublishDraft(ctx, an, draft.ID, questionnaire.Publication{Revision: 1, Version: c.version, Comparable: c.comparable})
			switch {
			case c.want == "" && (err != nil || v.Version != c.version || v.PublishedBy != "an"):
				t.Errorf("%s: %+v, %v", c.name, v, err)
			case c.want != "" && !errs.HasKey(err, c.want):
				t.Errorf("%s: %v, want %s", c.name, err, c.want)
			}
		}
		log, _, err := audit.List(ctx, d, audit.Filter{Action: "questionnaire.publish"})
		if err != nil || len(log) != 3 || !strings.Contains(fmt.Sprint(log[1]), "YEARS") {
			t.Errorf("audit: %+v, %v", log, err)
		}
	})
}

// A draft may have faults, but not a shape that no file has: what is exported can always be read again.
func TestDraftsAreLossless(t *testing.T) {
	t.Parallel()
	ctx, s := context.Background(), desk(t, dbtest.OpenSQLite(t))
	d := copyOf(t, kitchen(t))
	item(&d, "SEX").Code = "YEARS"
	item(&d, "NOTE").ShowIf = &questionnaire.Condition{Item: "NOTE", Op: questionnaire.OpIn, Value: []string{"a", "b"}}
	d.Languages = append(d.Languages, "tlh")
	draft, err := s.CreateDraft(ctx, an, d, "")
	if err != nil {
		t.Fatal(err)
	}
	stored, err := s.DraftByID(ctx, draft.ID)
	if err != nil || cmp.Diff(d, stored.Document) != "" {
		t.Fatalf("%s %v", cmp.Diff(d, stored.Document), err)
	}
	text, err := definition.Canonical(stored.Document)
	if err != nil {
		t.Fatal(err)
	}
	again, err := questionnaire.Parse(bytes.NewReader(text))
	if err != nil || cmp.Diff(d, again) != "" {
		t.Errorf("%s %v", cmp.Diff(d, again), err)
	}
}

// TestHugeDraftsAreRefusedQuickly saves what only a program, or two browsers against each other, can make.
func TestHugeDraftsAreRefusedQuickly(t *testing.T) {
	t.Parallel()
	ctx, s := context.Background(), desk(t, dbtest.OpenSQLite(t))
	say := i18n.Text{"zh": "问", "en": "?"}
	document := func(items ...questionnaire.Item) questionnaire.Document {
		return questionnaire.Document{
			Format: questionnaire.Format, Code: "huge", Version: "1.0", Languages: []string{"zh", "en"}, Title: say,
			Sections: []questionnaire.Section{{Code: "S", Items: items}},
		}
	}
	options := make([]questionnaire.Option, 100_000)
	for i := range options {
		options[i] = questionnaire.Option{Code: fmt.Sprint("o", i), Text: i18n.Text{}}
	}
	deep := &questionnaire.Condition{Item: "A", Op: questionnaire.OpAnswered}
	for range 40 {
		deep = &questionnaire.Condition{Not: deep}
	}
	web := make([]questionnaire.Item, 300) // every item looks at a hundred others, in a circle
	for i := range web {
		web[i] = questionnaire.Item{Code: fmt.Sprint("W", i), Type: questionnaire.TextItem, Text: say, ShowIf: &questionnaire.Condition{}}
		for j := range 99 {
			web[i].ShowIf.Any = append(web[i].ShowIf.Any, questionnaire.Condition{Item: fmt.Sprint("W", (i+j)%300), Op: questionnaire.OpAnswered})
		}
	}
	many := make([]questionnaire.Item, 5000)
	for i := range many {
		many[i] = questionnaire.Item{Code: fmt.Sprint("I", i), Type: questionnaire.NPS, Text: say}
	}
	for name, c := range map[string]struct {
		d    questionnaire.Document
		want string
	}{
		"a hundred thousand options":      {document(questionnaire.Item{Code: "A", Type: questionnaire.Single, Text: say, Options: options}), "definition.too_large"},
		"forty thousand options":          {document(questionnaire.Item{Code: "A", Type: questionnaire.Single, Text: say, Options: options[:40_000]}), "questionnaire.many_options"},
		"a condition forty levels deep":   {document(questionnaire.Item{Code: "A", Type: questionnaire.TextItem, Text: say, ShowIf: deep}), "definition.too_deep"},
		"a circle of two":                 {document(circled("A", "B"), circled("B", "A")), "questionnaire.condition_cycle"},
		"thirty thousand circular looks":  {document(web...), "questionnaire.condition_cycle"},
		"more items than anybody answers": {document(many...), "questionnaire.too_many_items"},
	} {
		start := time.Now()
		draft, err := s.CreateDraft(ctx, an, c.d, "")
		if err == nil {
			err = s.Check(ctx, &draft.Document)
		}
		if !errs.Is(err, errs.Invalid) || !errs.HasKey(err, c.want) || strings.Contains(i18n.Error(i18n.ZH, err), c.want) {
			t.Errorf("%s: %.300v, want %s", name, err, c.want)
		}
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("%s: told after %s", name, took)
		}
	}
}

func circled(code, other string) questionnaire.Item {
	return questionnaire.Item{
		Code: code, Type: questionnaire.TextItem, Text: i18n.Text{"zh": code, "en": code},
		ShowIf: &questionnaire.Condition{Item: other, Op: questionnaire.OpAnswered},
	}
}

// BenchmarkSaveDraft is a save of 200 items with all that the editor is told about it: faults, warnings, what changed
// against the version before.
func BenchmarkSaveDraft(b *testing.B) {
	ctx := context.Background()
	s := questionnaire.New(dbtest.OpenSQLite(b), indicator.New(dbtest.OpenSQLite(b), noon), noon)
	d := twoHundred(b)
	if _, err := s.Publish(ctx, bo, d); err != nil {
		b.Fatal(err)
	}
	d.Sections[0].Items[3].Text["en"] = "Put otherwise"
	draft, err := s.CreateDraft(ctx, bo, d, "")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if draft, err = s.SaveDraft(ctx, bo, draft.ID, draft.Revision, draft.Document); err != nil {
			b.Fatal(err)
		}
		if err := s.Check(ctx, &draft.Document); err != nil {
			b.Fatal(err)
		}
		if next, err := s.Next(ctx, &draft.Document); err != nil || len(next.Questions) != 1 {
			b.Fatal(next, err)
		}
		_ = questionnaire.Warnings(&draft.Document)
	}
}

func twoHundred(t testing.TB) questionnaire.Document {
	t.Helper()
	say := func(i int) i18n.Text {
		return i18n.Text{"zh": fmt.Sprintf("第 %d 题，您对这一项服务是否满意？", i), "en": fmt.Sprintf("Item %d: are you satisfied with it?", i)}
	}
	d := questionnaire.Document{
		Format: questionnaire.Format, Code: "long", Version: "1.0", Languages: []string{"zh", "en"}, Title: say(0),
		Sections: []questionnaire.Section{{Code: "S", Title: say(0)}},
	}
	for i := range 200 {
		it := questionnaire.Item{Code: fmt.Sprint("Q", i), Type: questionnaire.Single, Text: say(i), Required: i%2 == 0}
		for o := range 5 {
			it.Options = append(it.Options, questionnaire.Option{Code: fmt.Sprint("o", o), Text: say(o)})
		}
		if i%5 == 4 {
			it.ShowIf = &questionnaire.Condition{Item: fmt.Sprint("Q", i-3), Op: questionnaire.OpEq, Value: "o1"}
		}
		d.Sections[0].Items = append(d.Sections[0].Items, it)
	}
	text, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	if d, err = questionnaire.Parse(bytes.NewReader(text)); err != nil {
		t.Fatal(err)
	}
	return d
}
