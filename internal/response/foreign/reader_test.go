package foreign_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/questionnaire"
	"manyi.dev/manyi/internal/response/foreign"
	"manyi.dev/manyi/internal/sheet"
)

// open prepares the reading of a table; units is a list of codes, or empty for all.
func open(t *testing.T, mapping string, table []byte, units ...string) (*foreign.Reader, error) {
	t.Helper()
	doc := document(t)
	m := parse(t, mapping)
	if err := foreign.Check(&m, doc); err != nil {
		t.Fatal(places(t, err))
	}
	opened, err := sheet.OpenBytes(table)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { opened.Close() })
	var known func(string) bool
	if len(units) > 0 {
		known = func(code string) bool { return strings.Contains(" "+strings.Join(units, " ")+" ", " "+code+" ") }
	}
	return foreign.NewReader(&m, questionnaire.Compile(doc), opened, known)
}

// lines are the rows in short: "2 A map[…]" or "3 ! B(id)=x key".
func lines(t *testing.T, r *foreign.Reader, show func(foreign.Row) string) []string {
	t.Helper()
	var out []string
	for row, err := range r.Rows() {
		if err != nil {
			t.Fatal(err)
		}
		if len(row.Faults) == 0 {
			out = append(out, fmt.Sprintf("%d %s", row.Number, show(row)))
		}
		for _, f := range row.Faults {
			out = append(out, fmt.Sprintf("%d ! %s(%s)=%s %s", f.Row, f.Letter, f.Column, f.Value, f.Err.Key))
			places(t, f.Err)
		}
	}
	return out
}

func answers(row foreign.Row) string { return fmt.Sprint(map[string]any(row.Answers)) }

func TestReadItems(t *testing.T) {
	t.Parallel()
	unit := "unit: {constant: HQ}\n"
	tests := []struct {
		name, mapping, table string
		want                 []string
	}{
		{
			"options by their own code, in other writings too",
			"items: [{item: OVERALL, column: q}]", "q\n5\n3.0\n 01 \nNA\n\n4\n",
			[]string{"2 map[OVERALL:5]", "3 map[OVERALL:3]", "4 map[OVERALL:1]", "5 map[OVERALL:na]", "7 ! A(q)=4 foreign.value.unmapped"},
		},
		{
			"values: as listed, in another case, the same number; a listing hides own codes",
			"items: [{item: OVERALL, column: q, values: {1: 5, Good: 5, 2: 3, 9: na}}]", "q\n1\n1.0\nGOOD\n2\n9\n5\n",
			[]string{"2 map[OVERALL:5]", "3 map[OVERALL:5]", "4 map[OVERALL:5]", "5 map[OVERALL:3]", "6 map[OVERALL:na]", "7 ! A(q)=5 foreign.value.unmapped"},
		},
		{
			"ranges",
			"items: [{item: OVERALL, column: q, ranges: [{from: 0, to: 3.5, code: 1}, {from: 4, to: 7, code: 3}, {from: 8, to: 10, code: 5}]}]", "q\n0\n3.5\n3.7\n7\n8\n10\n11\nx\n",
			[]string{"2 map[OVERALL:1]", "3 map[OVERALL:1]", "4 ! A(q)=3.7 foreign.value.unmapped", "5 map[OVERALL:3]", "6 map[OVERALL:5]", "7 map[OVERALL:5]", "8 ! A(q)=11 foreign.value.unmapped", "9 ! A(q)=x foreign.value.unmapped"},
		},
		{
			"missing codes: of all items, and of one instead",
			"missing: [0, Blank]\nitems: [{item: OVERALL, column: q}, {item: NPS, column: n, missing: [11]}]", "q,n\n0,0\nBLANK,10\n5,11\n,\n0.0,7\n",
			[]string{"2 map[NPS:0]", "3 map[NPS:10]", "4 map[OVERALL:5]", "6 map[NPS:7]"},
		},
		{
			"unmapped values as missing",
			"unmapped: missing\nitems: [{item: OVERALL, column: q}, {item: NPS, column: n}, {item: WAIT, column: w}]", "q,n,w\n4,11,241\n5,9,3.5\n3,x,y\n",
			[]string{"2 map[]", "3 map[NPS:9 OVERALL:5 WAIT:3.5]", "4 map[OVERALL:3]"},
		},
		{
			"unmapped values as other, where there is such an option",
			"unmapped: other\nitems: [{item: CARD, column: c}, {item: OVERALL, column: q, unmapped: error}]", "c,q\ngold,5\nplatinum,5\nplatinum,2\n",
			[]string{"2 map[CARD:gold OVERALL:5]", "3 map[CARD:other CARD.other:platinum OVERALL:5]", "4 ! B(q)=2 foreign.value.unmapped"},
		},
		{
			"several columns: the first that is an answer; one may be absent",
			"missing: [0]\nitems: [{item: OVERALL, column: [q, old, gone]}]", "old,q\n3,5\n3,0\n3,\n,\n1,7\n",
			[]string{"2 map[OVERALL:5]", "3 map[OVERALL:3]", "4 map[OVERALL:3]", "6 ! B(q)=7 foreign.value.unmapped"},
		},
		{
			"columns by wave; an item that the wave did not ask",
			"items: [{item: OVERALL, column: {shops-2025: alt, shops-2026: neu}}, {item: NPS, column: {shops-2025: n}}]", "neu,n\n5,9\n",
			[]string{"2 map[OVERALL:5]"},
		},
		{
			"rows of a matrix are items",
			"items: [{item: CLEAN, column: a}, {item: KIND, column: b}]", "a,b\n5,1\n",
			[]string{"2 map[CLEAN:5 KIND:1]"},
		},
		{
			"multiple from several columns with codes",
			"items: [{item: USED, column: [u1, u2, u3], values: {1: counter, 2: app, 9: none}, missing: [8]}]", "u1,u2,u3\n1,2,8\n2,2,\n8,8,8\n9,1,\n3,1,\n",
			[]string{"2 map[USED:[counter app]]", "3 map[USED:[app]]", "4 map[]", "5 ! A(u1)=9 answer.exclusive", "6 ! A(u1)=3 foreign.value.unmapped"},
		},
		{
			"multiple in one cell",
			"items: [{item: USED, column: u, split: \";\", unmapped: other}]", "u\ncounter;app\ncounter; fax ;telex\nnone\n;\n",
			[]string{"2 map[USED:[counter app]]", "3 map[USED:[counter other] USED.other:fax; telex]", "4 map[USED:[none]]", "5 map[]"},
		},
		{
			"multiple from a column per option",
			"items: [{item: USED, choices: [{column: c, option: counter}, {column: a, option: app, checked: [2], unchecked: [1]}]}]",
			"c,a\nX,2\n是,1\nno,1\n,\nperhaps,2\n1,3\n",
			[]string{"2 map[USED:[counter app]]", "3 map[USED:[counter]]", "4 map[]", "6 ! A(c)=perhaps foreign.value.unmapped", "7 ! B(a)=3 foreign.value.unmapped"},
		},
		{
			"numbers, and words for numbers",
			"items: [{item: WAIT, column: w, values: {none: 0, \"<5\": 2.5}}]", "w\n12\nNone\n<5\n1e1\n-1\n1.25\n\"1,5\"\nlong\n",
			[]string{"2 map[WAIT:12]", "3 map[WAIT:0]", "4 map[WAIT:2.5]", "5 map[WAIT:10]", "6 ! A(w)=-1 foreign.value.unmapped", "7 ! A(w)=1.25 answer.number_decimals", "8 ! A(w)=1,5 foreign.value.unmapped", "9 ! A(w)=long foreign.value.unmapped"},
		},
		{
			"texts: cleaned, bounded, and only where the form asks",
			"items: [{item: OVERALL, column: q}, {item: WHY, column: why}]", "q,why\n1,\" a\tb\r\n\"\n1,12345678901\n5,not asked\n",
			[]string{"2 map[OVERALL:1 WHY:a\tb]", "3 ! B(why)=12345678901 answer.text_long", "4 map[OVERALL:5]"},
		},
		{
			"header: blanks, asterisks and case do not matter",
			"items: [{item: OVERALL, column: \"q 1\"}, {item: NPS, column: \"*N\"}]", "\" * Q  1 \",n\n5,9\n",
			[]string{"2 map[NPS:9 OVERALL:5]"},
		},
		{
			"broken rows are told, the others read",
			"items: [{item: OVERALL, column: q}, {item: NPS, column: n}]", "q,n\n5\n\x005,1\n3,\xff\n1,1\n",
			[]string{"2 ! ()= sheet.ragged", "3 ! ()= sheet.nul", "4 ! ()= sheet.encoding", "5 map[NPS:1 OVERALL:1]"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r, err := open(t, head+unit+tt.mapping+"\n", []byte(tt.table))
			if err != nil {
				t.Fatal(places(t, err))
			}
			if diff := cmp.Diff(tt.want, lines(t, r, answers)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestReadDesign(t *testing.T) {
	t.Parallel()
	items := "items: [{item: OVERALL, column: q}]\n"
	design := func(row foreign.Row) string {
		at := "-"
		if !row.At.IsZero() {
			at = row.At.Format(time.RFC3339)
		}
		return strings.Join([]string{row.ExternalID, row.Unit, row.Weight, row.Stratum, row.Cluster, at}, " ")
	}
	tests := []struct {
		name, mapping, table string
		want                 []string
	}{
		{"a constant unit, the row number as id", "unit: {constant: HQ}\n", "q\n5\n\n3\n", []string{"2 2 HQ    -", "4 4 HQ    -"}},
		{"ids", "unit: {constant: HQ}\nid: {column: id}\n", "id,q\na1,5\n,5\na1,3\n" + strings.Repeat("x", 101) + ",3\nA1,3\n", []string{
			"2 a1 HQ    -", "3 ! A(id)= foreign.id.missing", "4 ! A(id)=a1 foreign.id.twice",
			"5 ! A(id)=" + strings.Repeat("x", 80) + "… foreign.id.long", "6 A1 HQ    -",
		}},
		{"units by code", "unit: {column: u}\n", "u,q\nA,5\nZ,5\n,5\n", []string{"2 2 A    -", "3 ! A(u)=Z foreign.unit.unmapped", "4 ! A(u)= foreign.unit.blank"}},
		{
			"units by value and range, blank and other ones", "unit: {column: u, values: {main: A}, ranges: [{from: 1, to: 12, code: B}], missing: [99], blank: HQ, other: C}\n",
			"u,q\nMain,5\n12,5\n13,5\n,5\n99,5\n",
			[]string{"2 2 A    -", "3 3 B    -", "4 4 C    -", "5 5 HQ    -", "6 6 HQ    -"},
		},
		{
			"weights", "unit: {constant: HQ}\nweight: {column: w}\n", "w,q\n0.553675,5\n1E-05,5\n,5\n-1,5\nNaN,5\n1.50,5\n0,5\n1e300,5\n",
			[]string{
				"2 2 HQ 0.553675   -", "3 3 HQ 0.00001   -", "4 ! A(w)= foreign.weight.blank", "5 ! A(w)=-1 foreign.weight.not_a_weight",
				"6 ! A(w)=NaN foreign.weight.not_a_weight", "7 7 HQ 1.50   -", "8 8 HQ 0   -", "9 ! A(w)=1e300 foreign.weight.not_a_weight",
			},
		},
		{"a weight for those without", "unit: {constant: HQ}\nweight: {column: w, blank: 1}\n", "w,q\n,5\n2,5\n", []string{"2 2 HQ 1   -", "3 3 HQ 2   -"}},
		{"strata and clusters", "unit: {constant: HQ}\nstratum: {column: s}\ncluster: {column: c, blank: none}\n", "s,c,q\nN,7,5\n,8,5\nS,,5\n", []string{"2 2 HQ  N 7 -", "3 ! A(s)= foreign.stratum.blank", "4 4 HQ  S none -"}},
		{
			"dates in several formats", "unit: {constant: HQ}\ndate: {column: d, formats: [\"MM/DD/YYYY hh:mm:ss A\", D.M.YY, \"MMM D, YYYY\"], missing: [N]}\n",
			"d,q\n05/06/2026 01:30:00 PM,5\n6.5.26,5\n\"May 6, 2026\",5\n2026-05-06,5\n2026/5/6 8:05,5\n2026年5月6日,5\nN,5\n,5\n2026-13-01,5\n2026-06-30 23:59:59,5\n2026-07-01,5\n2025-12-31,5\n",
			[]string{
				"2 2 HQ    2026-05-06T13:30:00+08:00", "3 3 HQ    2026-05-06T00:00:00+08:00", "4 4 HQ    2026-05-06T00:00:00+08:00", "5 5 HQ    2026-05-06T00:00:00+08:00",
				"6 6 HQ    2026-05-06T08:05:00+08:00", "7 7 HQ    2026-05-06T00:00:00+08:00", "8 8 HQ    -", "9 9 HQ    -", "10 ! A(d)=2026-13-01 foreign.date.unknown",
				"11 11 HQ    2026-06-30T23:59:59+08:00", "12 ! A(d)=2026-07-01 foreign.date.outside", "13 ! A(d)=2025-12-31 foreign.date.outside",
			},
		},
		{"days of a known month, in another zone", "time_zone: America/Los_Angeles\nunit: {constant: HQ}\ndate: {column: d, prefix: \"2026-05-\"}\n", "d,q\n7,5\n31,5\n32,5\n", []string{
			"2 2 HQ    2026-05-07T00:00:00-07:00", "3 3 HQ    2026-05-31T00:00:00-07:00", "4 ! A(d)=32 foreign.date.unknown",
		}},
		{"every fault of a row is told", "unit: {column: u}\nweight: {column: w}\ndate: {column: d}\n", "u,w,d,q\nZ,x,y,9\n", []string{
			"2 ! B(w)=x foreign.weight.not_a_weight", "2 ! C(d)=y foreign.date.unknown", "2 ! A(u)=Z foreign.unit.unmapped", "2 ! D(q)=9 foreign.value.unmapped",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r, err := open(t, head+tt.mapping+items, []byte(tt.table), "HQ", "A", "B", "C")
			if err != nil {
				t.Fatal(places(t, err))
			}
			if diff := cmp.Diff(tt.want, lines(t, r, design)); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(tt.want, lines(t, r, design)); diff != "" {
				t.Errorf("second reading: %s", diff)
			}
		})
	}
}

func TestColumnsMustBeThereOnce(t *testing.T) {
	t.Parallel()
	mapping := head + `unit: {column: place}
weight: {column: [w, weight]}
items:
  - {item: OVERALL, column: q}
  - {item: NPS, column: [n1, n2]}
  - {item: USED, choices: [{column: c, option: counter}]}
`
	_, err := open(t, mapping, []byte("q, *Q,weight\n1,2,3\n"))
	want := []string{
		"unit.column foreign.column.absent", "items[0].column foreign.column.twice", "items[1].column foreign.column.absent",
		"items[2].choices[0].column foreign.column.absent",
	}
	if diff := cmp.Diff(want, places(t, err)); diff != "" {
		t.Error(diff)
	}
}

func TestUnitsThatTheMappingNamesMustExist(t *testing.T) {
	t.Parallel()
	mapping := head + "unit: {column: u, values: {1: A}, blank: B, other: Z}\nitems: [{item: OVERALL, column: q}]\n"
	_, err := open(t, mapping, []byte("u,q\n1,5\n"), "HQ", "A")
	if diff := cmp.Diff([]string{"unit foreign.unit.unknown", "unit foreign.unit.unknown"}, places(t, err)); diff != "" {
		t.Error(diff)
	}
}

func TestReadXLSX(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	book := sheet.NewBook(&out)
	for _, row := range [][]any{{" *Overall ", "unit", "when", "WEIGHT"}, {5, "A", "2026-05-06", 0.25}, {3.0, "B", nil, 1}, {nil, "A", "2026-05-07 08:00:00", 1.5}} {
		if err := book.Row(row...); err != nil {
			t.Fatal(err)
		}
	}
	if err := book.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := open(t, head+"unit: {column: UNIT}\nweight: {column: weight}\ndate: {column: when}\nitems: [{item: OVERALL, column: overall}]\n", out.Bytes(), "HQ", "A", "B")
	if err != nil {
		t.Fatal(places(t, err))
	}
	got := lines(t, r, func(row foreign.Row) string {
		return fmt.Sprint(row.Unit, " ", row.Weight, " ", row.At.Format(time.DateTime), " ", answers(row))
	})
	want := []string{
		"2 A 0.25 2026-05-06 00:00:00 map[OVERALL:5]", "3 B 1 0001-01-01 00:00:00 map[OVERALL:3]",
		"4 A 1.5 2026-05-07 08:00:00 map[]",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestFileThatBreaksOffIsAnError(t *testing.T) {
	t.Parallel()
	limits := sheet.Default
	limits.Rows = 2
	text := "q\n5\n3\n1\n"
	table, err := sheet.OpenWithin(strings.NewReader(text), int64(len(text)), limits)
	if err != nil {
		t.Fatal(err)
	}
	m := parse(t, head+"unit: {constant: HQ}\nitems: [{item: OVERALL, column: q}]\n")
	r, err := foreign.NewReader(&m, questionnaire.Compile(document(t)), table, nil)
	if err != nil {
		t.Fatal(err)
	}
	var last error
	for _, err := range r.Rows() {
		last = err
	}
	if !errs.HasKey(last, "sheet.too_many_rows") {
		t.Errorf("got %v", last)
	}
}

func FuzzMapping(f *testing.F) {
	f.Add(head + "unit: {constant: HQ}\nitems: [{item: OVERALL, column: q}]\n")
	f.Add(head + "codes: {a: {values: {1: 5}}}\nitems: [{item: OVERALL, column: {x: [q]}, codes: a}]\n")
	f.Add("a: &a [*a]\nwave: *a")
	doc, err := questionnaire.Parse(strings.NewReader(form))
	if err != nil {
		f.Fatal(err)
	}
	table, err := sheet.OpenBytes([]byte("q,n,u\n5,1,A\n,,\nx,y,z\n"))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		m, err := foreign.ParseMapping(strings.NewReader(text))
		if err != nil {
			if len(errs.All(err)) == 0 {
				t.Fatalf("not an error for users: %v", err)
			}
			return
		}
		if foreign.Check(&m, &doc) != nil {
			return
		}
		r, err := foreign.NewReader(&m, questionnaire.Compile(&doc), table, nil)
		if err != nil {
			return
		}
		for range r.Rows() {
		}
	})
}
