package questionnaire_test

import (
	"bytes"
	"encoding/json"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"manyi.dev/manyi/internal/indicator"
	"manyi.dev/manyi/internal/indicator/definition"
	"manyi.dev/manyi/internal/indicator/definition/schematest"
	"manyi.dev/manyi/internal/questionnaire"
)

const (
	bankForm   = "template/data/bank-outlet/questionnaire.json"
	bankSystem = "template/data/bank-outlet/indicators.json"
)

func bank(t testing.TB) questionnaire.Document {
	t.Helper()
	file, err := os.Open(bankSystem)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	system, err := indicator.Parse(file)
	if err != nil {
		t.Fatal(err)
	}
	return load(t, bankForm, &system)
}

// TestShippedBankForm holds the shipped form to the form it is modelled on: 19 rated items in 7 blocks, an open
// one, 8 about the customer.
func TestShippedBankForm(t *testing.T) {
	t.Parallel()
	d := bank(t)
	var rated, dimensions, background []string
	blocks := map[string]int{}
	for _, e := range questionnaire.Items(&d) {
		if e.Binding != nil {
			rated = append(rated, e.Code)
			blocks[e.Code[:2]]++
			if e.Required != true {
				t.Errorf("%s is rated and not required", e.Code)
			}
			for i, want := range []float64{100, 75, 50, 25, 0} {
				if got, ok := e.Score(e.Options[i].Code); !ok || got != want {
					t.Errorf("%s: %s scores %v, want %v", e.Code, e.Options[i].Code, got, want)
				}
			}
		} else if e.Required {
			t.Errorf("%s is required", e.Code)
		}
		if e.Dimension {
			dimensions = append(dimensions, e.Code)
		}
		if d.Sections[e.Section].Code == "ABOUT" {
			background = append(background, e.Code)
		}
	}
	if len(rated) != 19 || len(blocks) != 7 || len(background) != 8 || !slices.Equal(dimensions, []string{"B3", "B4", "B5", "B7"}) {
		t.Errorf("%d rated in %d blocks, %d background, dimensions %v", len(rated), len(blocks), len(background), dimensions)
	}
}

func TestSchemaNamesEveryField(t *testing.T) {
	t.Parallel()
	schema := schematest.Parse(t, questionnaire.Schema)
	schema.Agree(t, reflect.TypeFor[questionnaire.Document]())
	for _, path := range []string{bankForm, "testdata/kitchen.json", "testdata/garden.json"} {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if faults := schema.Faults(t, text); len(faults) > 0 {
			t.Errorf("%s: %s", path, strings.Join(faults, "\n"))
		}
	}
	if faults := schema.Faults(t, []byte(`{"format":"x","sections":[{"code":"A","items":[{"code":"1","type":"radio","options":[{"code":"na"}]}]}]}`)); len(faults) < 9 {
		t.Errorf("the schema lets through what it should not: %v", faults)
	}
}

func TestRoundTripLosesNothing(t *testing.T) {
	t.Parallel()
	b := bank(t)
	for _, d := range []*questionnaire.Document{&b, kitchen(t), garden(t)} {
		first, err := definition.Canonical(d)
		if err != nil {
			t.Fatal(err)
		}
		again, err := questionnaire.Parse(bytes.NewReader(first))
		if err != nil {
			t.Fatal(err)
		}
		second, err := definition.Canonical(again)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(*d, again); diff != "" || !bytes.Equal(first, second) {
			t.Errorf("%s: %s", d.Code, diff)
		}
	}
}

func TestItemsListRowsNotMatrices(t *testing.T) {
	t.Parallel()
	var got []string
	for _, e := range questionnaire.Items(kitchen(t)) {
		line := e.Code + " " + string(e.Type)
		if e.Matrix != "" {
			line += " of " + e.Matrix
		}
		if e.Required {
			line += " required"
		}
		if e.NA {
			line += " na"
		}
		line += strings.Repeat(" if", len(e.ShowIf))
		got = append(got, line)
	}
	want := []string{
		"R1 single of M required na", "R2 single of M required na", "R3 single of M na if", "N nps", "BAD text required if",
		"C multiple", "APPUSE number if", "HEAVY single if", "YEARS number", "SEX single", "NOTE text",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestScoreAndValue(t *testing.T) {
	t.Parallel()
	form := questionnaire.Compile(kitchen(t))
	none := -1.0
	for _, c := range []struct {
		item   string
		answer any
		value  float64
		score  float64
	}{
		{"R1", "5", 5, 100},
		{"R1", "2", 2, 25},
		{"R1", "na", none, none},
		{"R1", nil, none, none},
		{"R2", "4", 4, 80},
		{"R2", "2", 2, 20},
		{"R3", "3", 3, none},
		{"N", 0.0, 0, 0},
		{"N", 7.0, 7, 70},
		{"N", 10.0, 10, 100},
		{"YEARS", 42.0, 42, none},
		{"SEX", "F", none, none},
		{"C", []string{"WEB"}, none, none},
		{"NOTE", "x", none, none},
	} {
		e, ok := form.Entry(c.item)
		if !ok {
			t.Fatalf("no item %s", c.item)
		}
		value, ok := e.Value(c.answer)
		if !ok {
			value = none
		}
		score, ok := e.Score(c.answer)
		if !ok {
			score = none
		}
		if value != c.value || score != c.score {
			t.Errorf("%s %v: value %v score %v, want %v %v", c.item, c.answer, value, score, c.value, c.score)
		}
	}
	for item, want := range map[string][]string{"R1": {"5", "4"}, "SEX": nil, "N": nil} {
		e, _ := form.Entry(item)
		if got := e.TopTwo(); !slices.Equal(got, want) {
			t.Errorf("%s: top two %v, want %v", item, got, want)
		}
	}
}

// TestScoresOfANumberAndOfAnOrderedScale covers bindings that the kitchen form has not.
func TestScoresOfANumberAndOfAnOrderedScale(t *testing.T) {
	t.Parallel()
	d := kitchen(t)
	years(d).Binding = &questionnaire.Binding{Indicator: "WARM"}
	nps(d).Binding.Scores = map[string]float64{"0": 0, "7": 33, "10": 100}
	form := questionnaire.Compile(d)
	age, _ := form.Entry("YEARS")
	if got, ok := age.Score(68.0); !ok || got != 50 {
		t.Errorf("68 between 16 and 120 scores %v", got)
	}
	n, _ := form.Entry("N")
	if got, ok := n.Score(7.0); !ok || got != 33 {
		t.Errorf("nps 7 scores %v", got)
	}
}

// TestPublicShowsNothingElse is a snapshot: a new field of the document must not become public by itself.
func TestPublicShowsNothingElse(t *testing.T) {
	t.Parallel()
	d := kitchen(t)
	sex(d).Comment = "SECRET"
	text, err := questionnaire.Public(d)
	if err != nil {
		t.Fatal(err)
	}
	var pretty bytes.Buffer
	if err := json.Indent(&pretty, text, "", " "); err != nil {
		t.Fatal(err)
	}
	got, path := pretty.String()+"\n", "testdata/public.json"
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Error(diff)
	}
	for _, secret := range []string{"SECRET", "binding", "scores", "WARM", "indicator", "dimension", `"value": 5,`} {
		if strings.Contains(got, secret) {
			t.Errorf("public form shows %s", secret)
		}
	}
}

func TestComparable(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		change func(*doc)
		want   string
	}{
		{"nothing but the version", func(d *doc) { d.Version = "1.1" }, ""},
		{"wording", func(d *doc) { matrix(d).Rows[0].Text["zh"] = "热情" }, "text sections[RATE].items[M].rows[R1].text.zh"},
		{"option wording", func(d *doc) { d.Scales["five"].Options[1].Text["en"] = "Satisfied" }, "text scales.five.options[4].text.en"},
		{"introduction dropped", func(d *doc) { d.Introduction = nil }, "text introduction"},
		{"comment", func(d *doc) { sex(d).Comment = "x" }, "text sections[YOU].items[SEX].comment"},
		{"na reworded", func(d *doc) { matrix(d).NA["zh"] = "不涉及" }, "text sections[RATE].items[M].not_applicable.zh"},
		{"na dropped", func(d *doc) { matrix(d).NA = nil }, "meaning sections[RATE].items[M].not_applicable"},
		{"option value", func(d *doc) { *d.Scales["five"].Options[1].Value = 4.5 }, "meaning scales.five.options[4].value"},
		{"score", func(d *doc) { matrix(d).Rows[1].Binding.Scores["4"] = 75 }, "meaning sections[RATE].items[M].rows[R2].binding.scores.4"},
		{"required", func(d *doc) { nps(d).Required = true }, "meaning sections[RATE].items[N].required"},
		{"condition", func(d *doc) { heavy(d).ShowIf.Value = 21.0 }, "meaning sections[WHY].items[HEAVY].show_if.value"},
		{"item removed", func(d *doc) { d.Sections[2].Items = d.Sections[2].Items[:2] }, "meaning sections[YOU].items[NOTE]"},
		{"item moved", func(d *doc) { it := d.Sections[2].Items; it[0], it[1] = it[1], it[0] }, "moved sections[YOU].items"},
		{"code changed", func(d *doc) { sex(d).Code = "GENDER" }, "meaning sections[YOU].items[SEX]\nmeaning sections[YOU].items[GENDER]"},
		{"system", func(d *doc) { d.System.Version = "1.1" }, "meaning indicator_system.version"},
		{"paging", func(d *doc) { d.Paging = "one" }, "meaning paging"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			old := load(t, "testdata/kitchen.json", small())
			changed := load(t, "testdata/kitchen.json", small())
			c.change(&changed)
			changes, err := questionnaire.Comparable(&old, &changed)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, change := range changes {
				kind := "meaning"
				if change.Text {
					kind = "text"
				}
				if change.Moved {
					kind = "moved"
				}
				got = append(got, kind+" "+change.Place)
			}
			if text := strings.Join(got, "\n"); text != c.want {
				t.Errorf("got %q, want %q", text, c.want)
			}
		})
	}
}

// TestValidatePage judges one page, on the answers of all pages so far.
func TestValidatePage(t *testing.T) {
	t.Parallel()
	d := kitchen(t)
	for _, c := range []struct {
		page    int
		answers questionnaire.Answers
		want    string
	}{
		{0, questionnaire.Answers{"R1": "5"}, "answer.required at R2"},
		{0, questionnaire.Answers{"R1": "5", "R2": "4", "N": "9", "YEARS": "7"}, `{"N":9,"R1":"5","R2":"4"}`},
		{1, questionnaire.Answers{"R1": "5", "R2": "4", "N": "9"}, `{}`},
		{1, questionnaire.Answers{"R1": "1", "R2": "4"}, "answer.required at BAD"},
		{1, questionnaire.Answers{"R1": "1", "R2": "4", "BAD": "x", "C": []string{"APP"}, "APPUSE": "3"}, `{"APPUSE":3,"BAD":"x","C":["APP"]}`},
		{2, questionnaire.Answers{"R1": "1", "YEARS": "200"}, "answer.number_max at YEARS max=120"},
		{2, questionnaire.Answers{"X": "1"}, "answer.unknown_item at X item=X"},
	} {
		normal, err := questionnaire.Compile(d).ValidatePage(c.page, c.answers)
		got := faults(t, err)
		if err == nil {
			got = compact(t, normal)
		}
		if got != c.want {
			t.Errorf("page %d %v: got %s, want %s", c.page, c.answers, got, c.want)
		}
	}
}
