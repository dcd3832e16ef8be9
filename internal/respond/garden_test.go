package respond_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"manyi.dev/manyi/internal/questionnaire"
)

// options are the values of a field's options in the order shown.
func (b *tab) options(name string) []string {
	var values []string
	for _, f := range b.fields {
		if f.name == name {
			values = append(values, f.value)
		}
	}
	return values
}

// rated is a tab on the second page of the garden.
func rated(t *testing.T, url, id string) *tab {
	t.Helper()
	b := visit(t, url+"/q/garden?lang=en").write("_id", id).pick("CAME", "YES").write("DAY", "2026-03-05").press("next")
	if b.status != http.StatusOK || b.text("h2") != "Part 2 of 3 Your rating" {
		t.Fatalf("%d %q %v", b.status, b.text("h2"), b.texts("summary"))
	}
	return b
}

// TestEndWithoutScript sends the questionnaire where an answer ends it; what was typed after it is dropped.
func TestEndWithoutScript(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		came, day string
		want      questionnaire.Answers
	}{
		"by an option":    {"NO", "2026-03-05", questionnaire.Answers{"CAME": "NO"}},
		"by a condition":  {"YES", "2026-01-05", questionnaire.Answers{"CAME": "YES", "DAY": "2026-01-05"}},
		"nothing missing": {"NO", "", questionnaire.Answers{"CAME": "NO"}},
	} {
		s := open(t, "")
		b := visit(t, s.url+"/q/garden").pick("CAME", c.came).write("DAY", c.day).write("WITH", "3")
		id := b.value("_id")
		if b.press("next"); b.status != http.StatusOK || len(b.texts("receipt")) != 1 {
			t.Errorf("%s: %d %v", name, b.status, b.texts("summary"))
		}
		if diff := cmp.Diff(c.want, s.taken[id]); diff != "" || s.starts != 1 {
			t.Errorf("%s: %d started, %s", name, s.starts, diff)
		}
	}
}

// TestEndIsSaidAndUndone tells people without the script where it ends, hides for the script what comes after, and lets
// them come back and choose otherwise.
func TestEndIsSaidAndUndone(t *testing.T) {
	t.Parallel()
	s := open(t, "")
	b := visit(t, s.url+"/q/garden?lang=en")
	if got := b.texts("only"); len(got) != 2 || got[0] != "If “Did you come to East Branch this year?” is “No”, the questionnaire ends here and the questions below need no answer." {
		t.Errorf("%q", got)
	}
	conditions := map[string]string{}
	walk(b.root, func(n *html.Node) {
		if id := attr(n, "id"); strings.HasPrefix(id, "i-") {
			conditions[id[2:]] = attr(n, "data-if")
		}
	})
	want := map[string]string{
		"CAME": "", "DAY": `["not",["eq","CAME","NO"]]`, "LONG": `["not",["eq","CAME","NO"]]`,
		"WITH": `["all",["not",["eq","CAME","NO"]],["not",["lt","DAY","2026-02-01"]]]`,
	}
	if diff := cmp.Diff(want, conditions); diff != "" {
		t.Error(diff)
	}
	b.pick("CAME", "YES").write("DAY", "2026-03-05").write("WITH", "2").press("next").pick("ST", "5").press("back")
	b.pick("CAME", "NO").press("lang-zh")
	if b.value("DAY") != "2026-03-05" || b.value("WITH") != "2" {
		t.Errorf("what comes after the end is lost: %q %q", b.value("DAY"), b.value("WITH"))
	}
	if b.pick("CAME", "YES").press("next"); b.value("ST") != "5" {
		t.Errorf("the later page is lost: %q", b.value("ST"))
	}
}

// TestRandomOrder shows each respondent an order of his own, the same on every page, and stores what was chosen in the
// order of the questionnaire.
func TestRandomOrder(t *testing.T) {
	t.Parallel()
	s := open(t, "")
	seen := map[string]bool{}
	for i := range 12 {
		id := fmt.Sprintf("respondent-%d", i)
		b := rated(t, s.url, id)
		order, rows := b.options("SAW"), rowsOf(b)
		seen[strings.Join(order, " ")] = true
		if !slices.Equal(order[4:], []string{"ELSE", "NONE"}) || rows[3] != "M4" {
			t.Fatalf("a fixed one moved: %v %v", order, rows)
		}
		b.pick("ST", "2").pick("SAW", "SHOP", "LAKE").press("back").press("next")
		if !slices.Equal(order, b.options("SAW")) || !slices.Equal(rows, rowsOf(b)) || b.value("ST") != "2" {
			t.Fatalf("another order after going back: %v, %v", order, b.options("SAW"))
		}
		if b.press("lang-zh"); !slices.Equal(order, b.options("SAW")) {
			t.Fatal("another order in Chinese")
		}
		b.press("next").write("WHY", "x").press("send")
		if diff := cmp.Diff([]string{"LAKE", "SHOP"}, s.taken[id]["SAW"]); diff != "" {
			t.Fatal(diff)
		}
	}
	if len(seen) < 6 {
		t.Errorf("12 respondents see %d orders", len(seen))
	}
}

func rowsOf(b *tab) []string {
	var rows []string
	for _, f := range b.fields {
		if strings.HasPrefix(f.name, "M") && !slices.Contains(rows, f.name) {
			rows = append(rows, f.name)
		}
	}
	return rows
}

// TestNamesAndAnswersAreEscaped puts markup into everything that texts mention.
func TestNamesAndAnswersAreEscaped(t *testing.T) {
	t.Parallel()
	s := open(t, "")
	f := s.forms["garden"]
	f.Unit = map[string]string{"zh": "<i>u</i>", "en": "<i>u</i>"}
	f.Wave = map[string]string{"zh": "<i>w</i>", "en": "<i>w</i>"}
	s.forms["garden"] = f
	b := rated(t, s.url, "respondent-1").pick("ST", "1").pick("SAW", "ELSE", "HILL").write("SAW.other", `<script>alert("x")</script>`).press("next")
	if got := b.texts("field")[0]; !strings.HasPrefix(got, `You went to The hill, <script>alert("x")</script> and gave 1 stars. Why?`) {
		t.Errorf("%q", got)
	}
	b.write("WHY", `"><img src=x onerror=alert(1)>{{unit}}`).press("send")
	if got := b.texts("notice")[0]; !strings.Contains(got, `Your words “"><img src=x onerror=alert(1)>{{unit}}” were noted for <i>w</i> of the survey.`) {
		t.Errorf("%q", got)
	}
	for _, markup := range []string{"<script>alert", "<img", "<i>"} {
		if strings.Contains(b.body, markup) {
			t.Errorf("the page holds %s", markup)
		}
	}
}

// TestFaultsOfTheNewTypes shows what is wrong beside the item, with the bounds said before.
func TestFaultsOfTheNewTypes(t *testing.T) {
	t.Parallel()
	s := open(t, "")
	b := visit(t, s.url+"/q/garden?lang=en").pick("CAME", "YES").write("DAY", "2027-01-01").press("next")
	if b.status != http.StatusUnprocessableEntity || b.texts("fault")[0] != "This should not be after 2026-12-31." || b.texts("help")[0] != "Between 2026-01-01 and 2026-12-31" {
		t.Errorf("%d %v %v", b.status, b.texts("fault"), b.texts("help"))
	}
	b = rated(t, s.url, "respondent-2").pick("SAW", "HILL").press("next")
	if b.status != http.StatusUnprocessableEntity || !slices.Equal(b.texts("fault"), []string{"Please answer this question.", "Please choose at least 2."}) {
		t.Errorf("%d %v", b.status, b.texts("fault"))
	}
}
