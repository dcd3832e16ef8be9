package questionnaire_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/indicator/definition"
	"manyi.dev/manyi/internal/questionnaire"
)

func garden(t testing.TB) *questionnaire.Document {
	t.Helper()
	d := load(t, "testdata/garden.json", small())
	return &d
}

// at finds an item of a document.
func at(d *doc, code string) *questionnaire.Item {
	for s := range d.Sections {
		for i := range d.Sections[s].Items {
			if d.Sections[s].Items[i].Code == code {
				return &d.Sections[s].Items[i]
			}
		}
	}
	return nil
}

func words(s string) i18n.Text { return i18n.Text{"zh": s, "en": s} }

// TestCheckOfTypesAndTexts covers the rules of stars, dates, choices, random order, ends and placeholders.
func TestCheckOfTypesAndTexts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		change func(*doc)
		want   string
	}{
		{"nothing", func(*doc) {}, ""},
		{"two stars", func(d *doc) { at(d, "BACK").Points = 2 }, "questionnaire.points at sections[2].items[1].points max=10 min=3"},
		{"eleven stars", func(d *doc) { at(d, "BACK").Points = 11 }, "questionnaire.points at sections[2].items[1].points max=10 min=3"},
		{"points of a ces", func(d *doc) { at(d, "EASE").Points = 5 }, "questionnaire.field_not_for_type at sections[1].items[1].points field=points type=ces"},
		{"no day", func(d *doc) { at(d, "DAY").Latest = "2026-02-30" }, "questionnaire.day at sections[0].items[1].latest day=2026-02-30"},
		{"day not as ISO writes it", func(d *doc) { at(d, "DAY").Earliest = "2026/1/1" }, "questionnaire.day at sections[0].items[1].earliest day=2026/1/1"},
		{"days turned round", func(d *doc) { at(d, "DAY").Latest = "2025-12-31" }, "questionnaire.min_over_max at sections[0].items[1].latest max=2025-12-31 min=2026-01-01"},
		{"earliest of a number", func(d *doc) { at(d, "WITH").Earliest = "2026-01-01" }, "questionnaire.field_not_for_type at sections[0].items[3].earliest field=earliest type=number"},
		{"more choices than there are", func(d *doc) { at(d, "SAW").MinChoice, at(d, "SAW").MaxChoice = 6, 0 }, "questionnaire.min_choices at sections[1].items[2].min_choices max=5"},
		{"more than allowed", func(d *doc) { at(d, "SAW").MinChoice = 5 }, "questionnaire.min_choices at sections[1].items[2].min_choices max=4"},
		{"fixed without random", func(d *doc) { at(d, "SAW").Randomise = false }, "questionnaire.fixed_not_randomised at sections[1].items[2].options[4].fixed\nquestionnaire.fixed_not_randomised at sections[1].items[2].options[5].fixed"},
		{"fixed row without random", func(d *doc) { at(d, "M").Randomise = false }, "questionnaire.fixed_not_randomised at sections[1].items[3].rows[3].fixed"},
		{"random scale", func(d *doc) {
			at(d, "CAME").Options, at(d, "CAME").Scale, at(d, "CAME").Randomise = nil, "three", true
		}, "questionnaire.randomise_scale at sections[0].items[0].randomise"},
		{"row on a row in random order", func(d *doc) { at(d, "M").Rows[1].ShowIf = when("M1", "eq", "1") }, "questionnaire.randomise_row at sections[1].items[3].rows[1].show_if item=M1"},
		{"end in a matrix", func(d *doc) { d.Scales["three"].Options[2].Ends = true }, "questionnaire.ends_in_matrix at sections[1].items[3].scale.ends"},
		{"day of a condition", func(d *doc) { at(d, "LONG").EndIf.Value = "2026-2-1" }, "questionnaire.condition_day at sections[0].items[2].end_if.value item=DAY"},
		{"number for a day", func(d *doc) { at(d, "LONG").EndIf.Value = 3.0 }, "questionnaire.condition_day at sections[0].items[2].end_if.value item=DAY"},
		{"point of a condition", func(d *doc) { at(d, "WHY").ShowIf = when("EASE", "eq", 8.0) }, "questionnaire.condition_option at sections[2].items[0].show_if.value item=EASE option=8"},
		{"end looks ahead", func(d *doc) { at(d, "LONG").EndIf = when("WITH", "gt", 3.0) }, "questionnaire.condition_later at sections[0].items[2].end_if.item item=WITH"},
		{"end looks at itself", func(d *doc) { at(d, "WITH").EndIf = when("WITH", "gt", 3.0) }, ""},
		{"end of a matrix looks at its rows", func(d *doc) { at(d, "M").EndIf = when("M4", "eq", "1") }, ""},
		{"dead target of an end", func(d *doc) { at(d, "WITH").EndIf = when("GONE", "answered", nil) }, "questionnaire.condition_unknown at sections[0].items[3].end_if.item item=GONE"},
		{"long condition", func(d *doc) {
			at(d, "WHY").ShowIf.Any = slices.Repeat([]questionnaire.Condition{*when("ST", "eq", 1.0)}, 100)
		}, "questionnaire.condition_long at sections[2].items[0].show_if count=101 max=100"},

		{"placeholder unknown", func(d *doc) { at(d, "ST").Help = words("{{name}}") }, "questionnaire.placeholder_unknown at sections[1].items[0].help.zh name=name\nquestionnaire.placeholder_unknown at sections[1].items[0].help.en name=name"},
		{"placeholder of no item", func(d *doc) { at(d, "ST").Text["en"] = "{{item:GONE}}" }, "questionnaire.placeholder_item at sections[1].items[0].text.en item=GONE"},
		{"placeholder of a matrix", func(d *doc) { at(d, "WHY").Text["en"] = "{{item:M}}" }, "questionnaire.condition_no_answer at sections[2].items[0].text.en item=M"},
		{"placeholder of a later item", func(d *doc) { at(d, "ST").Text["en"] = "{{item:BACK}}" }, "questionnaire.placeholder_later at sections[1].items[0].text.en item=BACK"},
		{"placeholder of itself", func(d *doc) { at(d, "ST").Text["en"] = "{{ item:ST }}" }, "questionnaire.placeholder_later at sections[1].items[0].text.en item=ST"},
		{"placeholder of the same page", func(d *doc) { at(d, "WITH").Text["en"] = "{{item:DAY}}" }, "questionnaire.placeholder_same_page at sections[0].items[3].text.en item=DAY"},
		{"everything on one page", func(d *doc) { d.Paging = "one" }, "questionnaire.placeholder_same_page at sections[1].items[0].text.zh item=DAY\n*"},
		{"placeholder in the title", func(d *doc) { d.Title["en"] = "{{unit}}" }, "questionnaire.placeholder_not_here at title.en name=unit"},
		{"placeholder in a scale", func(d *doc) { d.Scales["three"].Options[0].Text["zh"] = "{{unit}}" }, "questionnaire.placeholder_not_here at scales.three.options[0].text.zh name=unit"},
		{"answer in the introduction", func(d *doc) { d.Introduction["zh"] = "{{item:ST}}" }, "questionnaire.placeholder_not_here at introduction.zh name=item:ST"},
		{"placeholder not closed", func(d *doc) { at(d, "BACK").Text["zh"] = "{{unit}" }, "questionnaire.placeholder_broken at sections[2].items[1].text.zh"},
		{"braces of people", func(d *doc) { at(d, "BACK").Text["zh"] = "{a} } }}" }, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := garden(t)
			c.change(d)
			got := faults(t, questionnaire.Check(d, small()))
			if rest, cut := strings.CutSuffix(c.want, "*"); got != c.want && !(cut && strings.HasPrefix(got, rest)) {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

// TestNobodyComesHere finds conditions that no answers satisfy, and leaves alone those that some do.
func TestNobodyComesHere(t *testing.T) {
	t.Parallel()
	both := func(parts ...*questionnaire.Condition) *questionnaire.Condition {
		c := &questionnaire.Condition{}
		for _, p := range parts {
			c.All = append(c.All, *p)
		}
		return c
	}
	not := func(c *questionnaire.Condition) *questionnaire.Condition { return &questionnaire.Condition{Not: c} }
	why := "questionnaire.never_shown at sections[2].items[0].show_if item=WHY"
	for _, c := range []struct {
		name   string
		change func(*doc)
		want   string
	}{
		{"two options at once", func(d *doc) { at(d, "WHY").ShowIf = both(when("M4", "eq", "1"), when("M4", "eq", "2")) }, why},
		{"above the highest point", func(d *doc) { at(d, "WHY").ShowIf = when("ST", "gt", 5.0) }, why},
		{"the highest point", func(d *doc) { at(d, "WHY").ShowIf = when("ST", "ge", 5.0) }, ""},
		{"between two whole numbers", func(d *doc) { at(d, "WHY").ShowIf = both(when("WITH", "gt", 3.0), when("WITH", "lt", 4.0)) }, why},
		{"between with a decimal", func(d *doc) {
			at(d, "WITH").Decimals = 1
			at(d, "WHY").ShowIf = both(when("WITH", "gt", 3.0), when("WITH", "lt", 4.0))
		}, ""},
		{"outside the bounds", func(d *doc) { at(d, "WHY").ShowIf = when("WITH", "gt", 20.0) }, why},
		{"a required item not answered", func(d *doc) { at(d, "WHY").ShowIf = when("ST", "not_answered", nil) }, why},
		{"an optional item not answered", func(d *doc) { at(d, "WHY").ShowIf = when("EASE", "not_answered", nil) }, ""},
		{"days apart", func(d *doc) {
			at(d, "WHY").ShowIf = both(when("DAY", "gt", "2026-06-01"), when("DAY", "lt", "2026-06-02"))
		}, why},
		{"a day between", func(d *doc) {
			at(d, "WHY").ShowIf = both(when("DAY", "gt", "2026-06-01"), when("DAY", "lt", "2026-06-03"))
		}, ""},
		{"after an end", func(d *doc) { at(d, "WHY").ShowIf = when("CAME", "eq", "NO") }, why},
		{"a day that ends it", func(d *doc) { at(d, "WHY").ShowIf = when("DAY", "eq", "2026-01-15") }, why},
		{"exclusive with another", func(d *doc) {
			at(d, "WHY").ShowIf = both(when("SAW", "contains", "NONE"), when("SAW", "contains", "LAKE"))
		}, why},
		{"more than may be chosen", func(d *doc) {
			at(d, "WHY").ShowIf = both(when("SAW", "contains", "LAKE"), when("SAW", "contains", "HILL"), when("SAW", "contains", "SHOP"),
				when("SAW", "contains", "CAFE"), when("SAW", "contains", "ELSE"))
		}, why},
		{"fewer than must be chosen", func(d *doc) {
			at(d, "SAW").Required = true
			at(d, "WHY").ShowIf = both(not(when("SAW", "contains", "LAKE")), not(when("SAW", "contains", "HILL")), not(when("SAW", "contains", "SHOP")),
				not(when("SAW", "contains", "CAFE")), not(when("SAW", "contains", "NONE")))
		}, why},
		{"answered only where it is not asked", func(d *doc) {
			at(d, "EASE").ShowIf = when("ST", "eq", 1.0)
			at(d, "WHY").ShowIf = both(when("ST", "eq", 2.0), when("EASE", "answered", nil))
		}, why},
		{"row", func(d *doc) {
			at(d, "M").Randomise, at(d, "M").Rows[3].Fixed = false, false
			at(d, "M").Rows[1].ShowIf = both(when("M1", "eq", "1"), not(when("M1", "answered", nil)))
		}, "questionnaire.never_shown at sections[1].items[3].rows[1].show_if item=M2"},
		{"everybody is sent away by options", func(d *doc) { at(d, "CAME").Options[0].Ends = true }, "questionnaire.never_reached at sections[0].items[1] item=DAY"},
		{"everybody is sent away by a condition", func(d *doc) {
			at(d, "LONG").EndIf = &questionnaire.Condition{Any: []questionnaire.Condition{*when("DAY", "ge", "2026-05-01"), *when("DAY", "lt", "2026-05-01")}}
		}, "questionnaire.never_reached at sections[0].items[3] item=WITH"},
		{"some skip the item that sends away", func(d *doc) {
			at(d, "CAME").Options[0].Ends, at(d, "CAME").Required = true, false
		}, ""},
		{"an end that never comes", func(d *doc) { at(d, "WITH").EndIf = when("DAY", "gt", "2026-12-31") }, "questionnaire.never_ends at sections[0].items[3].end_if item=WITH"},
		{"an end at its own answer", func(d *doc) { at(d, "BACK").EndIf = when("BACK", "eq", 10.0) }, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := garden(t)
			c.change(d)
			if got := faults(t, questionnaire.Check(d, small())); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

// TestManyConditionsAreCheckedInTime gives the search more combinations than it can try: it ends, and accuses nobody.
func TestManyConditionsAreCheckedInTime(t *testing.T) {
	t.Parallel()
	d := garden(t)
	last := &d.Sections[2]
	all := questionnaire.Condition{}
	for i := range 300 {
		code := fmt.Sprintf("X%d", i)
		last.Items = append(last.Items, questionnaire.Item{Code: code, Type: questionnaire.NPS, Text: words(code)})
		if i >= 40 {
			last.Items[len(last.Items)-1].ShowIf = &all
		} else {
			all.All = append(all.All, *when(code, "ge", float64(i%10)))
		}
	}
	if got := faults(t, questionnaire.Check(d, small())); got != "" {
		t.Error(got)
	}
}

func TestWarnings(t *testing.T) {
	t.Parallel()
	d := garden(t)
	want := "questionnaire.warn_no_indicator at sections[1].items[3].rows[0] item=M1\nquestionnaire.warn_no_indicator at sections[1].items[3].rows[1] item=M2\n" +
		"questionnaire.warn_no_indicator at sections[1].items[3].rows[2] item=M3\nquestionnaire.warn_no_indicator at sections[2].items[1] item=BACK"
	if got := faults(t, questionnaire.Warnings(d)); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	at(d, "SAW").Options[4].Fixed = false
	if got := faults(t, questionnaire.Warnings(d)); !strings.Contains(got, "questionnaire.warn_anchor at sections[1].items[2].options[4] option=ELSE") {
		t.Error(got)
	}
}

// TestHugeFilesAreRefusedShortly answers lists that nobody can have meant with one sentence.
func TestHugeFilesAreRefusedShortly(t *testing.T) {
	t.Parallel()
	d := garden(t)
	for i := range 100_000 {
		at(d, "CAME").Options = append(at(d, "CAME").Options, questionnaire.Option{Code: fmt.Sprintf("O%d", i), Text: words("x")})
	}
	if got, want := faults(t, questionnaire.Check(d, small())), "questionnaire.many_options at sections[0].items[0].options count=100002 max=200"; got != want {
		t.Errorf("got %s", got)
	}
	text, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := questionnaire.Parse(bytes.NewReader(text)); faults(t, err) != "definition.too_large max=2" {
		t.Errorf("as a file: %v", err)
	}
	d = garden(t)
	d.Scales["three"] = questionnaire.Scale{Options: slices.Repeat(d.Scales["three"].Options, 30_000)}
	if got, want := faults(t, questionnaire.Check(d, small())), "questionnaire.many_options at scales.three.options count=90000 max=200"; got != want {
		t.Errorf("got %s", got)
	}
	d = garden(t)
	at(d, "M").Rows = slices.Repeat(at(d, "M").Rows, 25_000)
	if got := faults(t, questionnaire.Check(d, small())); !strings.HasPrefix(got, "questionnaire.too_many_items at sections count=1000") {
		t.Errorf("got %s", got)
	}
}

// TestOrder draws: fixed options stay, the others come in every order about equally often, the same seed gives the same.
func TestOrder(t *testing.T) {
	t.Parallel()
	form := questionnaire.Compile(garden(t))
	saw, _ := form.Entry("SAW")
	seen := map[string]int{}
	const draws = 4800
	for i := range draws {
		seed := fmt.Sprintf("seed-%d", i)
		order := saw.Order(seed)
		if order[4] != 4 || order[5] != 5 || len(order) != 6 {
			t.Fatalf("a fixed option moved: %v", order)
		}
		if !slices.Equal(order, saw.Order(seed)) {
			t.Fatal("the same seed gives another order")
		}
		seen[fmt.Sprint(order[:4])]++
	}
	chi := 0.0
	for _, n := range seen {
		chi += float64((n-draws/24)*(n-draws/24)) / (draws / 24)
	}
	if len(seen) != 24 || chi > 49.7 { // the 0.1 % point of χ² with 23 degrees of freedom
		t.Errorf("%d orders, χ² %.1f", len(seen), chi)
	}
	matrix := at(form.Document(), "M")
	if rows := matrix.RowOrder("a"); rows[3] != 3 || slices.Equal(rows, matrix.RowOrder("b")) && slices.Equal(rows, matrix.RowOrder("c")) {
		t.Errorf("rows %v", rows)
	}
	came, _ := form.Entry("CAME")
	m1, _ := form.Entry("M1")
	if !slices.Equal(came.Order("a"), []int{0, 1}) || !slices.Equal(m1.Order("a"), []int{0, 1, 2}) {
		t.Error("an order that nobody asked for")
	}
}

func TestFill(t *testing.T) {
	t.Parallel()
	form := questionnaire.Compile(garden(t))
	known := form.Known(questionnaire.Answers{
		"CAME": "YES", "DAY": "2026/3/5", "ST": "na", "SAW": []string{"ELSE", "LAKE"}, "SAW.other": "<b>=1+1</b> {{unit}}", "WHY": "x",
	})
	names := questionnaire.Names{Unit: words("U"), Wave: words("W"), Programme: words("P")}
	for text, want := range map[string]string{
		"{{unit}} {{ wave }} {{programme}}": "U W P", "{{item:DAY}}": "2026-03-05", "{{item:ST}}": "I do not remember",
		"{{item:SAW}}": "The lake, <b>=1+1</b> {{unit}}", "{{item:WITH}}": "…", "{{item:GONE}}": "{{item:GONE}}", "a{b}": "a{b}",
		"{{item:CAME}}{{item:WHY}}": "Yes…",
	} {
		if got := form.Fill(text, i18n.EN, names, known); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
	if got := form.Fill("{{item:SAW}}", i18n.ZH, names, form.Known(questionnaire.Answers{"CAME": "YES", "DAY": "2026-03-05", "SAW": []string{"LAKE", "HILL"}})); got != "湖边、山上" {
		t.Error(got)
	}
	for page, want := range []bool{true, true, true} {
		if form.Personal(page) != want {
			t.Errorf("page %d personal: %v", page, !want)
		}
	}
	plainForm := questionnaire.Compile(kitchen(t))
	if plainForm.Personal(0) || plainForm.Personal(1) || plainForm.PersonalThanks() || !form.PersonalThanks() || !form.Mentions("programme") || plainForm.Mentions("unit") {
		t.Error("who is personal")
	}
}

// TestEndsByPage says how far somebody comes and what a page must show.
func TestEndsByPage(t *testing.T) {
	t.Parallel()
	form := questionnaire.Compile(garden(t))
	away, stays := questionnaire.Answers{"CAME": "NO"}, questionnaire.Answers{"CAME": "YES", "DAY": "2026-03-05", "ST": 5.0}
	if a, b := form.LastPage(away), form.LastPage(stays); a != 0 || b != 2 {
		t.Errorf("last pages %d, %d", a, b)
	}
	if shown := form.Drawn(0, away); !shown["DAY"] || !shown["WITH"] || !shown["BACK"] {
		t.Errorf("on its own page an end is left open: %v", shown)
	}
	if shown := form.Drawn(1, away); shown["DAY"] || shown["ST"] {
		t.Errorf("after the page: %v", shown)
	}
	if normal, err := form.ValidatePage(0, away); err != nil || !cmp.Equal(normal, questionnaire.Answers{"CAME": "NO"}) {
		t.Errorf("%v %v", normal, err)
	}
}

func TestPointsScoreAndCount(t *testing.T) {
	t.Parallel()
	form := questionnaire.Compile(garden(t))
	for _, c := range []struct {
		item   string
		answer any
		score  float64
		ok     bool
	}{{"ST", 1.0, 0, true}, {"ST", 4.0, 75, true}, {"ST", "na", 0, false}, {"EASE", 7.0, 100, true}, {"EASE", 4.0, 50, true}, {"BACK", 4.0, 0, false}} {
		e, _ := form.Entry(c.item)
		if got, ok := e.Score(c.answer); got != c.score || ok != c.ok {
			t.Errorf("%s %v scores %v %v", c.item, c.answer, got, ok)
		}
	}
	st, _ := form.Entry("ST")
	ces, _ := form.Entry("EASE")
	if !slices.Equal(st.TopTwo(), []string{"5", "4"}) || !slices.Equal(ces.TopTwo(), []string{"7", "6"}) {
		t.Errorf("top two %v %v", st.TopTwo(), ces.TopTwo())
	}
}

// TestMarkupAndFormulasAreTexts takes script and formulas in every text as the texts they are, and gives them back unchanged.
func TestMarkupAndFormulasAreTexts(t *testing.T) {
	t.Parallel()
	for _, evil := range []string{`<script>alert(1)</script>`, `=HYPERLINK("http://x","y")`, `"><img src=x onerror=alert(1)>`, "@SUM(1+1)*cmd|' /C calc'!A0"} {
		text, err := json.Marshal(garden(t))
		if err != nil {
			t.Fatal(err)
		}
		quoted, err := json.Marshal(evil)
		if err != nil {
			t.Fatal(err)
		}
		d, err := questionnaire.Parse(strings.NewReader(strings.ReplaceAll(string(text), `"Good"`, string(quoted))))
		if err != nil {
			t.Fatal(err)
		}
		if err := questionnaire.Check(&d, small()); err != nil {
			t.Error(err)
		}
		again, err := definition.Canonical(d)
		if err != nil {
			t.Fatal(err)
		}
		back, err := questionnaire.Parse(bytes.NewReader(again))
		if err != nil || back.Scales["three"].Options[0].Text["en"] != evil {
			t.Errorf("%v %v", err, back.Scales["three"].Options[0].Text)
		}
		for _, e := range errs.All(questionnaire.Check(&questionnaire.Document{Code: evil, Version: evil, Sections: []questionnaire.Section{{
			Code: evil, Items: []questionnaire.Item{{Code: evil, Type: questionnaire.Type(evil)}},
		}}}, nil)) {
			if e.Kind != errs.Invalid {
				t.Errorf("%v", e)
			}
		}
	}
}
