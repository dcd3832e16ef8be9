package foreign_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/questionnaire"
	"manyi.dev/manyi/internal/response/foreign"
)

// form is a small questionnaire with an item of every type.
const form = `{
 "format": "manyi.questionnaire/1", "code": "shop", "version": "1.0", "languages": ["zh", "en"],
 "title": {"zh": "门店", "en": "Shop"},
 "scales": {"five": {"options": [
  {"code": "5", "text": {"zh": "好", "en": "Good"}, "value": 5}, {"code": "3", "text": {"zh": "中", "en": "Fair"}, "value": 3},
  {"code": "1", "text": {"zh": "差", "en": "Poor"}, "value": 1}]}},
 "sections": [{"code": "A", "title": {"zh": "甲", "en": "A"}, "items": [
  {"code": "OVERALL", "type": "single", "text": {"zh": "总体", "en": "Overall"}, "scale": "five", "not_applicable": {"zh": "不适用", "en": "N/A"}},
  {"code": "GRID", "type": "matrix", "text": {"zh": "各项", "en": "Each"}, "scale": "five", "rows": [
   {"code": "CLEAN", "text": {"zh": "清洁", "en": "Clean"}}, {"code": "KIND", "text": {"zh": "友善", "en": "Kind"}}]},
  {"code": "CARD", "type": "single", "text": {"zh": "卡", "en": "Card"}, "options": [
   {"code": "gold", "text": {"zh": "金", "en": "Gold"}}, {"code": "plain", "text": {"zh": "普", "en": "Plain"}},
   {"code": "other", "text": {"zh": "其他", "en": "Other"}, "other": true}]},
  {"code": "USED", "type": "multiple", "text": {"zh": "渠道", "en": "Channels"}, "options": [
   {"code": "counter", "text": {"zh": "柜台", "en": "Counter"}}, {"code": "app", "text": {"zh": "手机", "en": "App"}},
   {"code": "other", "text": {"zh": "其他", "en": "Other"}, "other": true},
   {"code": "none", "text": {"zh": "无", "en": "None"}, "exclusive": true}]},
  {"code": "WHY", "type": "text", "text": {"zh": "原因", "en": "Why"}, "max_length": 10,
   "show_if": {"item": "OVERALL", "op": "eq", "value": "1"}},
  {"code": "WAIT", "type": "number", "text": {"zh": "等候", "en": "Wait"}, "min": 0, "max": 240, "decimals": 1},
  {"code": "NPS", "type": "nps", "text": {"zh": "推荐", "en": "Recommend"}}]}]}`

func document(t *testing.T) *questionnaire.Document {
	t.Helper()
	doc, err := questionnaire.Parse(strings.NewReader(form))
	if err != nil {
		t.Fatal(err)
	}
	if err := questionnaire.Check(&doc, nil); err != nil {
		t.Fatal(err)
	}
	return &doc
}

// head begins a mapping that is right; tests append units and items.
const head = `format: manyi.mapping/1
wave:
  programme: {code: shops, name: {zh: 门店调查, en: Shops}}
  code: shops-2026
  name: {zh: 二〇二六, en: 2026}
  period: {from: 2026-01-01, to: 2026-06-30}
  anonymity: named
  questionnaire: shop@1.0
  root_unit: HQ
`

func parse(t *testing.T, text string) foreign.Mapping {
	t.Helper()
	m, err := foreign.ParseMapping(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// places are the faults of an error as "place key", and their texts are checked to be there.
func places(t *testing.T, err error) []string {
	t.Helper()
	var list []string
	for _, e := range errs.All(err) {
		list = append(list, e.Field+" "+e.Key)
		for _, lang := range []i18n.Lang{i18n.ZH, i18n.EN} {
			if text := i18n.T(lang, e.Key, e.Args); text == e.Key || text == "" || strings.Contains(text, "{") {
				t.Errorf("text of %s in %s: %q", e.Key, lang, text)
			}
		}
	}
	return list
}

func TestParseMappingNamesTheLine(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, want string }{
		{"unknown field", head + "unitt: {constant: HQ}\n", "line 10:1 foreign.mapping.syntax"},
		{"field twice", head + "unit: {constant: HQ}\nunit: {constant: B}\n", "line 11:1 foreign.mapping.syntax"},
		{"value twice", head + "unit: {column: u, values: {1: A, 1: B}}\n", "line 10:34 foreign.mapping.syntax"},
		{"list for a mapping", head + "items: [{item: OVERALL, column: q, values: [1]}]\n", "line 10:44 foreign.mapping.syntax"},
		{"mapping for a value", head + "items: [{item: OVERALL, column: q, values: {1: {a: b}}}]\n", "line 10:48 foreign.mapping.syntax"},
		{"mapping for a name", head + "items: [{item: OVERALL, column: [{a: b}]}]\n", "line 10:34 foreign.mapping.syntax"},
		{"word for a number", head + "unit: {column: u, ranges: [{from: low, to: 2, code: A}]}\n", "line 10:35 foreign.mapping.syntax"},
		{"no YAML", "a: [", "line 1:4 foreign.mapping.syntax"},
		{"too large", strings.Repeat("#", 1<<20+1), " foreign.mapping.large"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := foreign.ParseMapping(strings.NewReader(tt.text))
			if diff := cmp.Diff([]string{tt.want}, places(t, err)); diff != "" {
				t.Errorf("%s\n%v", diff, err)
			}
		})
	}
}

func TestValuesAreReadAsWritten(t *testing.T) {
	t.Parallel()
	m := parse(t, `missing: [007, 1.50, yes, 0x10, " padded ", 2026-01-01]
items:
  - {item: OVERALL, column: [Q1, 2], values: {1: 5, 1.50: 3, true: 1}}
  - {item: CARD, column: {shops-2025: KARTE, shops-2026: [K1, K2]}}
`)
	if diff := cmp.Diff(foreign.Values{"007", "1.50", "yes", "0x10", "padded", "2026-01-01"}, m.Missing); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(foreign.Pairs{{From: "1", To: "5"}, {From: "1.50", To: "3"}, {From: "true", To: "1"}}, m.Items[0].Values); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"Q1", "2"}, m.Items[0].Column.Names); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string][]string{"shops-2025": {"KARTE"}, "shops-2026": {"K1", "K2"}}, m.Items[1].Column.ByWave); diff != "" {
		t.Error(diff)
	}
	if m.TimeZone != "Asia/Shanghai" || m.Unmapped != foreign.UnmappedError {
		t.Errorf("defaults: zone %q, unmapped %q", m.TimeZone, m.Unmapped)
	}
}

func TestCheckNamesThePlaceOfEveryFault(t *testing.T) {
	t.Parallel()
	unit := "unit: {constant: HQ}\n"
	items := "items: [{item: OVERALL, column: q}]\n"
	tests := []struct {
		name, text string
		want       []string
	}{
		{"right", head + unit + items, nil},
		{"nothing but the format", "format: x\n", []string{
			"format definition.format", "wave.programme.code definition.document_code", "wave.programme.name definition.text_missing",
			"wave.code definition.document_code", "wave.name definition.text_missing", "wave.root_unit foreign.wave.root_unit",
			"wave.anonymity foreign.wave.anonymity", "wave.questionnaire foreign.wave.questionnaire",
			"wave.period.from foreign.wave.date", "wave.period.to foreign.wave.date", "unit foreign.unit.none", "items foreign.items.none",
		}},
		{"period reversed, own previous, other form", strings.NewReplacer("to: 2026-06-30", "to: 2025-06-30", "shop@1.0", "shop@1.1", "root_unit: HQ", "root_unit: HQ\n  previous: shops-2026").Replace(head) + unit + items, []string{
			"wave.previous foreign.wave.own_previous", "wave.questionnaire foreign.wave.questionnaire", "wave.period foreign.wave.period",
		}},
		{"zone and rule", head + "time_zone: Mars\nunmapped: guess\n" + unit + items, []string{"time_zone foreign.time_zone", "unmapped foreign.unmapped.unknown"}},
		{"sources", head + "id: {column: [], blank: x}\nweight: {column: \"*\", blank: heavy}\ndate: {column: d, formats: [YYYY-MM, DD.MM.YYYY]}\n" + unit + items, []string{
			"id.column foreign.column.none", "weight.column foreign.column.blank", "id.blank foreign.id.blank",
			"weight.blank foreign.weight.not_a_weight", "date.formats[0] foreign.date.format",
		}},
		{"unit", head + "unit: {column: u, values: {1: A, 1.0: B, \"\": C}, ranges: [{from: 5, to: 4, code: A}, {from: 6, to: 9, code: B}, {from: 9, to: 12}], missing: [1]}\n" + items, []string{
			"unit.values.1.0 foreign.values.twice", "unit.values. foreign.values.blank", "unit.ranges[0] foreign.ranges.reversed",
			"unit.ranges[2].code foreign.values.blank", "unit.ranges[2] foreign.ranges.overlap", "unit.missing foreign.missing.mapped",
		}},
		{"constant and column", head + "unit: {constant: HQ, column: u}\n" + items, []string{"unit foreign.unit.constant_and_column"}},
		{"items", head + unit + `codes:
  five: {values: {1: 5, 2: 4}}
  spare: {values: {1: 5}}
items:
  - {item: OVERALL, codes: five, column: a}
  - {item: OVERALL, column: b, codes: none, values: {1: 5}}
  - {item: GRID, column: c}
  - {item: CLEAN, column: c, values: {6: na}}
  - {item: CARD, column: d, values: {1: gold, 2: silver}, missing: [2], unmapped: other}
  - {item: KIND, column: e, unmapped: other}
  - {item: WAIT, column: f, split: ";", values: {N: soon}}
  - {item: USED, choices: [{column: g, option: fax, checked: [1], unchecked: [1.0]}], column: h}
  - {item: NPS}
`, []string{
			"items[0].codes.values.2 foreign.option.unknown",
			"items[1].item foreign.item.twice", "items[1].codes foreign.codes.and_values", "items[1].codes foreign.codes.unknown",
			"items[2].item foreign.item.unknown",
			"items[3].values.6 foreign.option.unknown",
			"items[4].missing foreign.missing.mapped", "items[4].values.2 foreign.option.unknown",
			"items[5].unmapped foreign.item.no_other",
			"items[6].split foreign.item.only_multiple", "items[6].values.N foreign.option.number",
			"items[7].choices[0].option foreign.option.unknown", "items[7].choices[0].unchecked foreign.choices.both", "items[7].choices foreign.choices.and_column",
			"items[8].column foreign.column.none",
			"codes.spare foreign.codes.unused",
		}},
	}
	doc := document(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m := parse(t, tt.text)
			got := places(t, foreign.Check(&m, doc))
			slices.Sort(got)
			want := slices.Sorted(slices.Values(tt.want))
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestUnitsOfTheMapping(t *testing.T) {
	t.Parallel()
	m := parse(t, head+"unit: {column: u, values: {1: A}, ranges: [{from: 5, to: 6, code: B}], blank: C, other: D}\n")
	if diff := cmp.Diff([]string{"A", "B", "C", "D", "HQ"}, m.Units()); diff != "" {
		t.Error(diff)
	}
}

// TestSchemaNamesWhatTheMappingReads keeps the published schema and the types together.
func TestSchemaNamesWhatTheMappingReads(t *testing.T) {
	t.Parallel()
	var schema struct {
		Properties map[string]json.RawMessage            `json:"properties"`
		Defs       map[string]map[string]json.RawMessage `json:"$defs"`
	}
	if err := json.NewDecoder(bytes.NewReader(foreign.Schema)).Decode(&schema); err != nil {
		t.Fatal(err)
	}
	properties := func(object []byte, path ...string) []string {
		for _, key := range path {
			var next map[string]json.RawMessage
			if err := json.Unmarshal(object, &next); err != nil {
				t.Fatalf("%v: %v", path, err)
			}
			object = next[key]
		}
		var names map[string]json.RawMessage
		if err := json.Unmarshal(object, &names); err != nil {
			t.Fatalf("%v: %v", path, err)
		}
		return slices.Sorted(maps.Keys(names))
	}
	tags := func(v any) []string {
		var names []string
		for f := range reflect.TypeOf(v).Fields() {
			name, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
			names = append(names, name)
		}
		slices.Sort(names)
		return names
	}
	whole, err := json.Marshal(schema.Properties)
	if err != nil {
		t.Fatal(err)
	}
	item, err := json.Marshal(schema.Defs["item"])
	if err != nil {
		t.Fatal(err)
	}
	source, err := json.Marshal(schema.Defs["source"])
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name      string
		got, want []string
	}{
		{"mapping", properties(whole), tags(foreign.Mapping{})},
		{"wave", properties(whole, "wave", "properties"), tags(foreign.Wave{})},
		{"programme", properties(whole, "wave", "properties", "programme", "properties"), tags(foreign.Programme{})},
		{"period", properties(whole, "wave", "properties", "period", "properties"), tags(foreign.Period{})},
		{"date", properties(whole, "date", "properties"), tags(foreign.Date{})},
		{"unit", properties(whole, "unit", "properties"), tags(foreign.Unit{})},
		{"source", properties(source, "properties"), tags(foreign.Source{})},
		{"item", properties(item, "properties"), tags(foreign.Item{})},
		{"choice", properties(item, "properties", "choices", "items", "properties"), tags(foreign.Choice{})},
	} {
		if diff := cmp.Diff(tt.want, tt.got); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
}
