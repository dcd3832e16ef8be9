package foreign_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"manyi.dev/manyi/internal/questionnaire"
	"manyi.dev/manyi/internal/response/foreign"
	"manyi.dev/manyi/internal/sheet"
)

var shops = foreign.Wave{
	Programme: foreign.Programme{Code: "shops", Name: map[string]string{"zh": "门店调查"}}, Code: "shops-2026", Name: map[string]string{"zh": "二〇二六"},
	Period: foreign.Period{From: "2026-01-01", To: "2026-06-30"}, Anonymity: "named", Questionnaire: "shop@1.0", RootUnit: "HQ",
}

func suggest(t *testing.T, table string, earlier ...foreign.Earlier) (foreign.Mapping, []foreign.Hint) {
	t.Helper()
	open, err := sheet.OpenBytes([]byte(table))
	if err != nil {
		t.Fatal(err)
	}
	defer open.Close()
	report, err := foreign.Profile(open, func(int) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	return foreign.Suggest(&foreign.Ground{
		Wave: shops, Form: questionnaire.Compile(document(t)), Columns: report.Detailed(), Earlier: earlier,
		Units: []foreign.NamedUnit{{Code: "HQ", Names: []string{"总部"}}, {Code: "S1", Names: []string{"一店", "Shop 1"}}, {Code: "S2", Names: []string{"二店"}}},
	})
}

// What is suggested, as the file it would be, without its head.
func TestSuggestions(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, table, want string }{
		{
			"codes and names of columns, labels of values",
			"编号,提交日期,门店,OVERALL,各项：清洁,Q3. 友善,卡,等候,NPS\n1,2026/3/1,一店,好,5 好,3,金,5.5,10\n2,2026/3/2,二店,N/A,差,未填,其他,,9分\n",
			`id: {column: 编号}
date:
  column: 提交日期
unit:
  column: 门店
  values:
    一店: S1
    二店: S2
codes:
  five:
    values:
      N/A: na
      好: 5
      "5 好": 5
      差: 1
      3: 3
items:
  - item: OVERALL
    column: OVERALL
    codes: five
    missing: [未填]
  - item: CLEAN
    column: "各项：清洁"
    codes: five
    missing: [未填]
  - item: KIND
    column: Q3. 友善
    codes: five
    missing: [未填]
  - item: CARD
    column: 卡
    values:
      其他: other
      金: gold
  - item: WAIT
    column: 等候
  - item: NPS
    column: NPS
    values:
      10: 10
      "9分": 9
`,
		},
		{"options in one cell", "unit,渠道\nS1,柜台┋手机\nS2,无\n", `unit:
  column: unit
items:
  - item: USED
    column: 渠道
    values:
      无: none
      柜台: counter
      手机: app
    split: "┋"
`},
		{"a column for each option", "unit,USED_counter,USED_app,USED_other\nS1,1,0,0\nS2,0,1,1\n", `unit:
  column: unit
items:
  - item: USED
    choices:
      - column: USED_counter
        option: counter
      - column: USED_app
        option: app
      - column: USED_other
        option: other
`},
		{"codes of our own need no translation", "unit,OVERALL\nS1,5\nS2,3\n", "unit:\n  column: unit\nitems:\n  - item: OVERALL\n    column: OVERALL\n"},
		{"a name that stands twice, and one that says nothing", "OVERALL,OVERALL,X\n5,3,1\n", "unit:\nitems: []\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m, _ := suggest(t, tt.table)
			written := string(foreign.Write(&m))
			_, body, _ := strings.Cut(written, "unmapped: error\n")
			if diff := cmp.Diff(tt.want, body); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// An earlier mapping goes before everything else, as far as it fits the table and the questionnaire.
func TestSuggestionsFromAnEarlierMapping(t *testing.T) {
	t.Parallel()
	earlier := parse(t, head+`time_zone: Asia/Tokyo
missing: [99]
date: {column: 日子, formats: [YYYYMMDD]}
unit: {column: 店, values: {1: S1}, other: HQ}
codes: {old: {values: {A: 5, B: 1}}}
items:
  - {item: OVERALL, column: V1, codes: old}
  - {item: CARD, column: V2, values: {1: gold, 2: silver}}
  - {item: GONE, column: V3}
  - {item: NPS, column: V9}
`)
	other := parse(t, head+"unit: {constant: HQ}\nitems: [{item: OVERALL, column: nowhere}]\n")
	m, hints := suggest(t, "日子,店,V1,V2,V3,NPS\n20260301,1,A,1,x,7\n", foreign.Earlier{Name: "other", Mapping: other}, foreign.Earlier{Name: "last year", Mapping: earlier})
	if m.TimeZone != "Asia/Tokyo" || m.Unit.Other != "HQ" || m.Date == nil || m.Date.Formats[0] != "YYYYMMDD" || len(m.Codes) != 1 {
		t.Errorf("%s", foreign.Write(&m))
	}
	got := map[string]string{}
	for _, h := range hints {
		got[h.Use] = string(h.Why) + " " + h.From
	}
	want := map[string]string{"date": "earlier last year", "unit": "earlier last year", "OVERALL": "earlier last year", "NPS": "code "}
	if diff := cmp.Diff(want, got); diff != "" { // the option silver and the item GONE are not in the questionnaire
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestGuessHeader(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, table string
		row, rows   int
	}{
		{"first row", "a,b,c\n1,2,3\n4,5,6\n", 0, 0},
		{"title", "Survey 2026,,\n\na,b,c\n1,2,3\n", 3, 1},
		{"merged", "id,service,,remark\n,kind,fast,\n1,2,3,x\n", 1, 2},
		{"title and merged", "Survey,,,\nid,service,,remark\n,kind,fast,\n1,2,3,x\n", 2, 2},
		{"a name is missing", "a,,c\n1,2,3\n", 0, 0},
		{"one column", "a\nx\ny\n", 0, 0},
	} {
		table, err := sheet.OpenBytes([]byte(tt.table))
		if err != nil {
			t.Fatal(err)
		}
		rows, err := table.Head(6)
		if err != nil {
			t.Fatal(err)
		}
		got := foreign.GuessHeader(rows)
		if got == nil {
			got = &foreign.Header{}
		}
		if *got != (foreign.Header{Row: tt.row, Rows: tt.rows}) {
			t.Errorf("%s: %+v", tt.name, got)
		}
	}
}
