package questionnaire_test

import (
	"strings"
	"testing"

	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/indicator"
	"manyi.dev/manyi/internal/questionnaire"
)

// faults are the errors of a check, one a line, and every one has a text.
func faults(t *testing.T, err error) string {
	t.Helper()
	var lines []string
	for _, e := range errs.All(err) {
		if e.Kind != errs.Invalid || !i18n.Has(e.Key) {
			t.Errorf("kind %s key %s", e.Kind, e.Key)
		}
		if text := i18n.Line(i18n.EN, e); strings.ContainsAny(text, "{}") {
			t.Errorf("text with a hole: %s", text)
		}
		lines = append(lines, e.Error())
	}
	if err != nil && len(lines) == 0 {
		t.Errorf("internal error: %v", err)
	}
	return strings.Join(lines, "\n")
}

type doc = questionnaire.Document

// Places of testdata/kitchen.json that the cases below change.
func matrix(d *doc) *questionnaire.Item { return &d.Sections[0].Items[1] }
func nps(d *doc) *questionnaire.Item    { return &d.Sections[0].Items[2] }
func bad(d *doc) *questionnaire.Item    { return &d.Sections[1].Items[0] }
func multi(d *doc) *questionnaire.Item  { return &d.Sections[1].Items[1] }
func appuse(d *doc) *questionnaire.Item { return &d.Sections[1].Items[2] }
func heavy(d *doc) *questionnaire.Item  { return &d.Sections[1].Items[3] }
func years(d *doc) *questionnaire.Item  { return &d.Sections[2].Items[0] }
func sex(d *doc) *questionnaire.Item    { return &d.Sections[2].Items[1] }

func when(item, op string, value any) *questionnaire.Condition {
	return &questionnaire.Condition{Item: item, Op: op, Value: value}
}

func TestCheckNamesThePlaceOfEachFault(t *testing.T) {
	t.Parallel()
	num := func(n float64) *float64 { return &n }
	for _, c := range []struct {
		name   string
		change func(*doc)
		want   string
	}{
		{"nothing", func(*doc) {}, ""},
		{"languages", func(d *doc) { d.Languages = []string{"zh", "zh"} }, "questionnaire.language at languages[1] language=zh\n*"},
		{"language unknown", func(d *doc) { d.Languages = append(d.Languages, "fr") }, "questionnaire.language at languages[2] language=fr\n*"},
		{"no language", func(d *doc) { d.Languages = nil }, "questionnaire.no_language at languages\n*"},
		{"paging", func(d *doc) { d.Paging = "book" }, "questionnaire.paging at paging paging=book"},
		{"minutes", func(d *doc) { d.Minutes = -1 }, "questionnaire.minutes at minutes"},
		{"translation", func(d *doc) { matrix(d).Rows[1].Text["en"] = " " }, "definition.translation_missing at sections[0].items[1].rows[1].text.en language=en"},
		{"option without text", func(d *doc) { sex(d).Options[1].Text = nil }, "definition.text_missing at sections[2].items[1].options[1].text"},
		{"undeclared language", func(d *doc) { d.Title["de"] = "x" }, "definition.language_undeclared at title.de language=de"},
		{"section title of a page", func(d *doc) { d.Sections[1].Title = nil }, "definition.text_missing at sections[1].title"},
		{"section twice", func(d *doc) { d.Sections[1].Code = "RATE" }, "definition.code_twice at sections[1].code code=RATE first=sections[0].code"},
		{"empty section", func(d *doc) { d.Sections[2].Items = nil }, "questionnaire.no_items at sections[2].items"},
		{"item code", func(d *doc) { sex(d).Code = "SEX.other" }, "definition.code at sections[2].items[1].code code=SEX.other"},
		{"code twice by case", func(d *doc) { sex(d).Code = "r2" }, "definition.code_twice at sections[2].items[1].code code=R2 first=sections[0].items[1].rows[1].code"},
		{"type", func(d *doc) { sex(d).Type = "radio" }, "questionnaire.type at sections[2].items[1].type type=radio"},
		{"rows of a single", func(d *doc) { sex(d).Rows = []questionnaire.Row{{Code: "X"}} }, "questionnaire.field_not_for_type at sections[2].items[1].rows field=rows type=single"},
		{"na of a multiple", func(d *doc) { multi(d).NA = i18n.Text{"zh": "x", "en": "x"} }, "questionnaire.field_not_for_type at sections[1].items[1].not_applicable field=not_applicable type=multiple"},
		{"scale unknown", func(d *doc) { matrix(d).Scale = "six" }, "questionnaire.scale_unknown at sections[0].items[1].scale scale=six\n*"},
		{"scale and options", func(d *doc) { sex(d).Scale = "five" }, "questionnaire.scale_and_options at sections[2].items[1].options"},
		{"one option", func(d *doc) { sex(d).Options = sex(d).Options[:1] }, "questionnaire.few_options at sections[2].items[1].options min=2"},
		{"option code", func(d *doc) { sex(d).Options[0].Code = "女" }, "questionnaire.option_code at sections[2].items[1].options[0].code code=女"},
		{"option na", func(d *doc) { sex(d).Options[0].Code = "na" }, "questionnaire.option_reserved at sections[2].items[1].options[0].code code=na"},
		{"option twice", func(d *doc) { sex(d).Options[0].Code = "M" }, "definition.code_twice at sections[2].items[1].options[1].code code=M first=sections[2].items[1].options[0].code"},
		{"two others", func(d *doc) { multi(d).Options[0].Other = true }, "questionnaire.other_twice at sections[1].items[1].options[3].other"},
		{"exclusive of a single", func(d *doc) { sex(d).Options[0].Exclusive = true }, "questionnaire.exclusive_not_multiple at sections[2].items[1].options[0].exclusive"},
		{"other in a matrix", func(d *doc) { d.Scales["five"].Options[0].Other = true }, "questionnaire.other_in_matrix at sections[0].items[1].scale.other"},
		{"max choices", func(d *doc) { multi(d).MaxChoice = 6 }, "questionnaire.max_choices at sections[1].items[1].max_choices max=5"},
		{"min over max", func(d *doc) { years(d).Min = num(121) }, "questionnaire.min_over_max at sections[2].items[0].max max=120 min=121"},
		{"decimals", func(d *doc) { years(d).Decimals = 7 }, "questionnaire.decimals at sections[2].items[0].decimals"},
		{"max length", func(d *doc) { bad(d).MaxLength = 10001 }, "questionnaire.max_length at sections[1].items[0].max_length max=10000"},
		{"no rows", func(d *doc) { d.System, matrix(d).Rows, bad(d).ShowIf, nps(d).Binding = nil, nil, nil, nil }, "questionnaire.no_rows at sections[0].items[1].rows"},

		{"indicator unknown", func(d *doc) { nps(d).Binding.Indicator = "LOVE" }, "questionnaire.indicator_unknown at sections[0].items[2].binding.indicator indicator=LOVE\nquestionnaire.leaf_unbound at indicator_system indicator=LOYAL"},
		{"indicator not a leaf", func(d *doc) { nps(d).Binding.Indicator = "ALL" }, "questionnaire.indicator_not_leaf at sections[0].items[2].binding.indicator indicator=ALL\nquestionnaire.leaf_unbound at indicator_system indicator=LOYAL"},
		{"row indicator", func(d *doc) { matrix(d).Rows[1].Binding.Indicator = "X" }, "questionnaire.indicator_unknown at sections[0].items[1].rows[1].binding.indicator indicator=X\nquestionnaire.leaf_unbound at indicator_system indicator=FAST"},
		{"binding without system", func(d *doc) { d.System, matrix(d).Rows[0].Binding, matrix(d).Rows[1].Binding = nil, nil, nil }, "questionnaire.binding_without_system at sections[0].items[2].binding"},
		{"other version", func(d *doc) { d.System.Version = "2.0" }, "questionnaire.system_unknown at indicator_system code=small version=2.0"},
		{"score of no option", func(d *doc) { matrix(d).Rows[1].Binding.Scores["6"] = 50 }, "questionnaire.score_option at sections[0].items[1].rows[1].binding.scores.6 option=6"},
		{"score out of range", func(d *doc) { matrix(d).Rows[1].Binding.Scores["5"] = 100.5 }, "questionnaire.score_range at sections[0].items[1].rows[1].binding.scores.5 score=100.5"},
		{"score forgotten", func(d *doc) { delete(matrix(d).Rows[1].Binding.Scores, "3") }, "questionnaire.score_missing at sections[0].items[1].rows[1].binding.scores option=3"},
		{"score of nps", func(d *doc) {
			nps(d).Binding.Scores = map[string]float64{"11": 1, "0": 0, "1": 0, "2": 0, "3": 0, "4": 0, "5": 0, "6": 0, "7": 50, "8": 50, "9": 100}
		}, "questionnaire.score_option at sections[0].items[2].binding.scores.11 option=11\nquestionnaire.score_missing at sections[0].items[2].binding.scores option=10"},
		{"nothing to score by", func(d *doc) { sex(d).Binding = &questionnaire.Binding{Indicator: "WARM"} }, "questionnaire.no_linear_score at sections[2].items[1].binding"},
		{"binding of a matrix", func(d *doc) { matrix(d).Binding = &questionnaire.Binding{Indicator: "WARM"} }, "questionnaire.field_not_for_type at sections[0].items[1].binding field=binding type=matrix"},

		{"dead target", func(d *doc) { heavy(d).ShowIf = when("GONE", "eq", "x") }, "questionnaire.condition_unknown at sections[1].items[3].show_if.item item=GONE"},
		{"target without answer", func(d *doc) { heavy(d).ShowIf = when("M", "answered", nil) }, "questionnaire.condition_no_answer at sections[1].items[3].show_if.item item=M"},
		{"later target", func(d *doc) { multi(d).ShowIf = when("SEX", "eq", "F") }, "questionnaire.condition_later at sections[1].items[1].show_if.item item=SEX"},
		{"self", func(d *doc) { sex(d).ShowIf = when("SEX", "eq", "F") }, "questionnaire.condition_cycle at sections[2].items[1].show_if.item item=SEX"},
		{"circle", func(d *doc) { multi(d).ShowIf = when("HEAVY", "answered", nil) }, "questionnaire.condition_cycle at sections[1].items[1].show_if.item item=HEAVY\n" +
			"questionnaire.condition_cycle at sections[1].items[2].show_if.item item=C\nquestionnaire.condition_cycle at sections[1].items[3].show_if.item item=APPUSE"},
		{"matrix on its own row", func(d *doc) { matrix(d).ShowIf = when("R1", "eq", "5") }, "questionnaire.condition_cycle at sections[0].items[1].show_if.item item=R1"},
		{"operator", func(d *doc) { heavy(d).ShowIf = when("C", "eq", "APP") }, "questionnaire.condition_op at sections[1].items[3].show_if.op item=C op=eq"},
		{"order without values", func(d *doc) {
			d.Sections[2].Items[2].ShowIf = when("SEX", "gt", 1.0)
		}, "questionnaire.condition_op at sections[2].items[2].show_if.op item=SEX op=gt"},
		{"not an option", func(d *doc) { appuse(d).ShowIf.Value = "FAX" }, "questionnaire.condition_option at sections[1].items[2].show_if.value item=C option=FAX"},
		{"not an option in a list", func(d *doc) { bad(d).ShowIf.Any[0].Value = []string{"1", "6"} }, "questionnaire.condition_option at sections[1].items[0].show_if.any[0].value[1] item=R1 option=6"},
		{"number for an option", func(d *doc) { bad(d).ShowIf.Any[1].All[1].Value = 5.0 }, "questionnaire.condition_option at sections[1].items[0].show_if.any[1].all[1].value item=R2 option=5"},
		{"text for a number", func(d *doc) { heavy(d).ShowIf.Value = "20" }, "questionnaire.condition_number at sections[1].items[3].show_if.value op=gt"},
		{"value for answered", func(d *doc) { heavy(d).ShowIf = when("C", "answered", "x") }, "questionnaire.condition_no_value at sections[1].items[3].show_if.value op=answered"},
		{"empty list", func(d *doc) { bad(d).ShowIf.Any[0].Value = []string{} }, "questionnaire.condition_list at sections[1].items[0].show_if.any[0].value op=in"},
		{"no value", func(d *doc) { bad(d).ShowIf.Any[1].All[1].Value = nil }, "questionnaire.condition_list at sections[1].items[0].show_if.any[1].all[1].value op=ne"},
		{"two shapes", func(d *doc) { bad(d).ShowIf.Not = when("R1", "answered", nil) }, "questionnaire.condition_shape at sections[1].items[0].show_if"},
		{"no shape", func(d *doc) { bad(d).ShowIf = &questionnaire.Condition{} }, "questionnaire.condition_shape at sections[1].items[0].show_if"},
		{"deep", func(d *doc) {
			for range 7 {
				bad(d).ShowIf = &questionnaire.Condition{Not: bad(d).ShowIf}
			}
		}, "questionnaire.condition_deep at sections[1].items[0].show_if.not.not.not.not.not.not max=6"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := load(t, "testdata/kitchen.json", small())
			c.change(&d)
			got := faults(t, questionnaire.Check(&d, small()))
			if rest, cut := strings.CutSuffix(c.want, "*"); got != c.want && !(cut && strings.HasPrefix(got, rest)) {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

// TestCheckWithoutASystem allows a questionnaire that measures nothing, and tells of a system that is not there.
func TestCheckWithoutASystem(t *testing.T) {
	t.Parallel()
	d := load(t, "testdata/kitchen.json", small())
	if got, want := faults(t, questionnaire.Check(&d, nil)), "questionnaire.system_unknown at indicator_system code=small version=1.0"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	d.System, matrix(&d).Rows[0].Binding, matrix(&d).Rows[1].Binding, nps(&d).Binding = nil, nil, nil, nil
	if got := faults(t, questionnaire.Check(&d, nil)); got != "" {
		t.Errorf("without bindings: %s", got)
	}
}

// TestManyFaultsAreBounded keeps an answer to a hopeless file short.
func TestManyFaultsAreBounded(t *testing.T) {
	t.Parallel()
	d := load(t, "testdata/kitchen.json", small())
	item := d.Sections[2].Items[1]
	for range 300 {
		d.Sections[2].Items = append(d.Sections[2].Items, item)
	}
	all := errs.All(questionnaire.Check(&d, small()))
	if last := all[len(all)-1]; len(all) != 101 || last.Key != "definition.more_faults" || last.Args["count"] != 200 {
		t.Errorf("%d faults, last %v", len(all), last)
	}
}

func TestParseRefusesWhatIsNoQuestionnaire(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{"sections":[{"items":[{"code":"A"},{"cod":"B"}]}]}`:                                "definition.field_unknown at sections[0].items[1].cod",
		`{"sections":[{"items":[{"rows":[{},{},{"binding":{"indicatr":"X"}}]}]}]}`:           "definition.field_unknown at sections[0].items[0].rows[2].binding.indicatr",
		`{"sections":[{"items":[{"show_if":{"all":[{"items":"A"}]}}]}]}`:                     "definition.field_unknown at sections[0].items[0].show_if.all[0].items",
		`{"sections":[{"items":[{"binding":{"scores":{"a":"high"}}}]}]}`:                     "definition.type at sections[0].items[0].binding.scores.a want=number",
		`{"scales":{"s":{"options":[{"value":"5"}]}},"sections":[{"items":[{"min":true}]}]}`: "definition.type at scales.s.options[0].value want=number\ndefinition.type at sections[0].items[0].min want=number",
	} {
		_, err := questionnaire.Parse(strings.NewReader(text))
		if got := faults(t, err); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}

func TestCheckIgnoresTheSystemOfAnother(t *testing.T) {
	t.Parallel()
	d := load(t, "testdata/kitchen.json", small())
	other := indicator.Document{Code: "other", Version: "1.0"}
	if got, want := faults(t, questionnaire.Check(&d, &other)), "questionnaire.system_unknown at indicator_system code=small version=1.0"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
