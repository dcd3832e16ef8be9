package respond_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/questionnaire"
	"manyi.dev/manyi/internal/respond"
)

var (
	bankName = i18n.Text{"zh": "江州银行", "en": "Jiangzhou Bank"}
	names    = questionnaire.Names{
		Unit: i18n.Text{"zh": "城东支行营业部", "en": "East Branch"},
		Wave: i18n.Text{"zh": "下半年", "en": "second half"}, Programme: i18n.Text{"zh": "满意度调查", "en": "the survey"},
	}
)

// sketch is a document as the editor sends it, faults and all.
func sketch(t testing.TB, d *questionnaire.Document) *questionnaire.Form {
	t.Helper()
	text, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	var again questionnaire.Document
	if err := json.Unmarshal(text, &again); err != nil {
		t.Fatal(err)
	}
	form, err := questionnaire.Sketch(&again)
	if err != nil {
		t.Fatal(err)
	}
	return form
}

func preview(t testing.TB, h *respond.Handler, form *questionnaire.Form, fields url.Values) string {
	t.Helper()
	page, err := h.Preview(form, bankName, names, fields)
	if err != nil {
		t.Fatal(err)
	}
	return string(page)
}

var (
	hiddenID  = regexp.MustCompile(`<input type="hidden" name="_(id|t)" value="[^"]*">`)
	previewed = regexp.MustCompile(`<script src="[^"]*preview-[^"]*" defer></script>\n`)
)

// TestThePreviewIsThePage compares the preview of a form with the page that its link leads to, in both languages.
func TestThePreviewIsThePage(t *testing.T) {
	t.Parallel()
	s := open(t, "/manyi")
	for _, name := range []string{"bank", "kitchen", "one"} {
		f := s.forms[name]
		f.Closes = "" // a preview has no wave
		s.forms[name] = f
		for _, lang := range []string{"zh", "en"} {
			real := visit(t, s.url+"/q/"+name+"?lang="+lang).body
			real = hiddenID.ReplaceAllString(strings.Replace(real, " data-fresh", "", 1), "")
			got := preview(t, s.pages, sketch(t, f.Questionnaire.Document), url.Values{"_lang": {lang}})
			if !strings.Contains(got, "/manyi/respond/preview-") {
				t.Errorf("%s %s: the script of previews is not on the page", name, lang)
			}
			got = hiddenID.ReplaceAllString(previewed.ReplaceAllString(got, ""), "")
			if got != real {
				t.Errorf("%s %s: the preview differs from the page:\n%s\n---\n%s", name, lang, got, real)
			}
		}
	}
}

func TestThePreviewGoesOn(t *testing.T) {
	t.Parallel()
	s := open(t, "")
	form := sketch(t, s.forms["kitchen"].Questionnaire.Document)
	fields := url.Values{"_lang": {"en"}, "_do": {"next"}}
	first := preview(t, s.pages, form, fields)
	if !strings.Contains(first, `data-page="0"`) || !strings.Contains(first, `class="summary"`) {
		t.Error("an empty page goes on although an item is required")
	}
	page := 0
	for _, e := range form.Items() {
		if !e.Required {
			continue
		}
		switch e.Type {
		case questionnaire.Single:
			fields.Set(e.Code, e.Options[0].Code)
		case questionnaire.Multiple:
			fields.Set(e.Code, e.Options[0].Code)
		case questionnaire.NPS, questionnaire.Stars, questionnaire.CES, questionnaire.Number:
			fields.Set(e.Code, "3")
		}
	}
	for range form.Pages() {
		fields.Set("_page", fmt.Sprint(page))
		text := preview(t, s.pages, form, fields)
		if strings.Contains(text, "nothing was stored") {
			return
		}
		if !strings.Contains(text, fmt.Sprintf(`data-page="%d"`, page+1)) {
			t.Fatalf("page %d does not lead on: %s", page, text)
		}
		page++
	}
	t.Error("the end did not come")
}

// TestPreviewsShowNoScript puts a script into every text of a form and into answers, names and the fields themselves.
func TestPreviewsShowNoScript(t *testing.T) {
	t.Parallel()
	s := open(t, "")
	const evil = `"><script>alert(1)</script><img src=x onerror=alert(2)>{{item:Q1}}`
	text := i18n.Text{"zh": evil, "en": evil}
	d := questionnaire.Document{
		Format: questionnaire.Format, Code: evil, Version: evil, Languages: []string{"zh", "en", evil}, Title: text, Introduction: text, Thanks: text,
		Sections: []questionnaire.Section{{Code: evil, Title: text, Items: []questionnaire.Item{
			{Code: evil, Type: questionnaire.Single, Text: text, Help: text, NA: text, Options: []questionnaire.Option{{Code: evil, Text: text, Other: true}}},
			{Code: "M" + evil, Type: questionnaire.Matrix, Text: text, Options: []questionnaire.Option{{Code: evil, Text: text}}, Rows: []questionnaire.Row{{
				Code: "R" + evil, Text: text, ShowIf: &questionnaire.Condition{Item: evil, Op: questionnaire.OpEq, Value: evil},
			}}},
			{Code: "N" + evil, Type: questionnaire.NPS, Text: text, Low: text, High: text},
			{Code: "T" + evil, Type: questionnaire.TextItem, Text: text, MaxLength: 300, ShowIf: &questionnaire.Condition{Item: evil, Op: evil, Value: evil}},
			{Code: "D" + evil, Type: questionnaire.Date, Text: text, Earliest: evil},
			{Code: "I" + evil, Type: questionnaire.Information, Text: text},
		}}},
	}
	form := sketch(t, &d)
	for _, do := range []string{"", "next", "send", "lang-en"} {
		fields := url.Values{"_do": {do}, evil: {evil}, evil + ".other": {evil}, "T" + evil: {evil}, "_id": {evil}, "_page": {evil}, "_lang": {evil}}
		out, err := s.pages.Preview(form, text, questionnaire.Names{Unit: text, Wave: text, Programme: text}, fields)
		if err != nil {
			t.Fatal(err)
		}
		if page := string(out); strings.Contains(page, "<script>") || strings.Contains(page, "<img") || strings.Contains(page, "onerror=alert(2)>{") {
			t.Errorf("do %q: a text of the form is markup: %s", do, page)
		}
	}
}

// TestPreviewsBearFaults shows documents that Check refuses: nothing panics, and everything is said within a moment.
func TestPreviewsBearFaults(t *testing.T) {
	t.Parallel()
	s := open(t, "")
	circle := func(a, b string) questionnaire.Item {
		return questionnaire.Item{Code: a, Type: questionnaire.Single, ShowIf: &questionnaire.Condition{Item: b, Op: questionnaire.OpEq, Value: "1"}}
	}
	document := func(items ...questionnaire.Item) *questionnaire.Document {
		return &questionnaire.Document{Paging: questionnaire.PagingSections, Sections: []questionnaire.Section{{Items: items}}}
	}
	for name, d := range map[string]*questionnaire.Document{
		"nothing":           {},
		"no sections":       {Paging: questionnaire.PagingSections, Languages: []string{"fr"}},
		"an empty section":  document(),
		"a circle":          document(circle("A", "B"), circle("B", "A"), circle("C", "C")),
		"an unknown type":   document(questionnaire.Item{Code: "X", Type: "slider"}),
		"an unknown scale":  document(questionnaire.Item{Code: "X", Type: questionnaire.Single, Scale: "none", Randomise: true}),
		"a million stars":   document(questionnaire.Item{Code: "X", Type: questionnaire.Stars, Points: 1_000_000}),
		"a matrix of none":  document(questionnaire.Item{Code: "X", Type: questionnaire.Matrix}),
		"a code twice":      document(circle("A", "A"), questionnaire.Item{Code: "A", Type: questionnaire.Number}),
		"a row like a text": document(questionnaire.Item{Code: "A", Type: questionnaire.TextItem, Rows: []questionnaire.Row{{Code: "A"}}}),
		"odd conditions": document(circle("A", ""), questionnaire.Item{Code: "B", Type: questionnaire.Date, ShowIf: &questionnaire.Condition{
			Not: &questionnaire.Condition{}, Value: map[string]any{"a": []any{1.0, "x"}},
		}, EndIf: &questionnaire.Condition{Item: "A", Op: "lt", Value: []any{"a", 2.0}}}),
	} {
		form := sketch(t, d)
		for _, do := range []string{"", "next", "back", "send", "stay", "lang-xx"} {
			page := preview(t, s.pages, form, url.Values{"_do": {do}, "A": {"1", "2"}, "X": {"y"}, "B": {"2026-13-01"}, "_page": {"7"}})
			if !strings.HasSuffix(page, "</html>\n") {
				t.Errorf("%s, %s: the page ends early", name, do)
			}
		}
	}
}

// TestSketchRefusesWhatNobodyCanShow takes the largest lists a file can hold.
func TestSketchRefusesWhatNobodyCanShow(t *testing.T) {
	t.Parallel()
	options := make([]questionnaire.Option, 100_000)
	items := make([]questionnaire.Item, 501)
	long := &questionnaire.Condition{}
	for range 101 {
		long.All = append(long.All, questionnaire.Condition{Item: "A", Op: questionnaire.OpAnswered})
	}
	start := time.Now()
	for name, d := range map[string]*questionnaire.Document{
		"questionnaire.many_options at sections[0].items[0].options count=100000 max=200": {Sections: []questionnaire.Section{{Items: []questionnaire.Item{{Options: options}}}}},
		"questionnaire.many_options at scales.S.options count=100000 max=200":             {Scales: map[string]questionnaire.Scale{"S": {Options: options}}},
		"questionnaire.too_many_items at sections count=501 max=500":                      {Sections: []questionnaire.Section{{Items: items}}},
		"questionnaire.condition_long at sections[0].items[0] count=102 max=100":          {Sections: []questionnaire.Section{{Items: []questionnaire.Item{{ShowIf: long}}}}},
	} {
		_, err := questionnaire.Sketch(d)
		if !errs.Is(err, errs.Invalid) || err.Error() != name {
			t.Errorf("got %v, want %s", err, name)
		}
	}
	if took := time.Since(start); took > 2*time.Second {
		t.Errorf("that took %s", took)
	}
}

// BenchmarkPreview draws one page of 200 items, as the editor asks for it after each change: reading included.
func BenchmarkPreview(b *testing.B) {
	s := open(b, "")
	text := long(b, 200)
	b.ReportAllocs()
	for b.Loop() {
		var d questionnaire.Document
		if err := json.Unmarshal([]byte(text), &d); err != nil {
			b.Fatal(err)
		}
		form, err := questionnaire.Sketch(&d)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := s.pages.Preview(form, bankName, names, url.Values{}); err != nil {
			b.Fatal(err)
		}
	}
}

// long is a form of n items on one page as a file: ratings, choices, texts and matrices, every fifth with a condition.
func long(t testing.TB, n int) string {
	t.Helper()
	say := func(s string) i18n.Text {
		return i18n.Text{"zh": s + "，您是否满意？", "en": s + ": are you satisfied?"}
	}
	section := questionnaire.Section{Code: "S", Title: say("section")}
	options := make([]questionnaire.Option, 5)
	for i := range options {
		value := float64(i + 1)
		options[i] = questionnaire.Option{Code: fmt.Sprint("o", i), Text: say(fmt.Sprint("option ", i)), Value: &value}
	}
	types := []questionnaire.Type{questionnaire.Single, questionnaire.Multiple, questionnaire.NPS, questionnaire.TextItem, questionnaire.Number}
	for i := range n {
		it := questionnaire.Item{Code: fmt.Sprint("Q", i), Type: types[i%len(types)], Text: say(fmt.Sprint("item ", i)), Required: true}
		if i%5 < 2 {
			it.Options, it.Randomise = options, i%5 == 1
		}
		if i%5 == 4 {
			it.ShowIf = &questionnaire.Condition{Item: fmt.Sprint("Q", i-4), Op: questionnaire.OpEq, Value: "o1"}
		}
		section.Items = append(section.Items, it)
	}
	d := questionnaire.Document{
		Format: questionnaire.Format, Code: "long", Version: "1.0", Languages: []string{"zh", "en"}, Title: say("long"), Sections: []questionnaire.Section{section},
	}
	text, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
