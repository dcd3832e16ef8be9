package foreign_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/response/foreign"
)

// A mapping that was written and read again is the same, and so is its text.
func TestAWrittenMappingReadsTheSame(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../demo/data/sfo/*.yaml")
	if err != nil || len(files) < 4 {
		t.Fatalf("%v, %v", files, err)
	}
	texts := map[string]string{"everything": head + `header: {row: 2, rows: 2}
time_zone: Asia/Tokyo
missing: [0, "", "007"]
unmapped: other
id: {column: [ID, "no: 1"]}
date: {column: {shops-2026: [D1, D2], other: D}, prefix: "2026-", formats: [MM-DD], missing: ["-"]}
unit: {column: Shop, values: {"true": A, 1.50: B, "a: b": C}, ranges: [{from: -1.5, to: 2, code: R}], missing: [x], blank: HQ, other: HQ}
weight: {column: W, blank: 1.0}
stratum: {column: S}
cluster: {column: "#C"}
codes: {none: {}, five: {values: {5: 5, "5 很好": 5}, ranges: [{from: 0, to: 1, code: na}]}}
items:
  - {item: OVERALL, column: "【总体】\"满意\"", codes: five, missing: []}
  - {item: USED, column: U, split: " ;\t", unmapped: missing}
  - {item: CARD, choices: [{column: C1, option: gold, checked: [1], unchecked: [0, "否"]}]}
`, "nothing": head + "unit: {constant: HQ}\nitems: []\n"}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		texts[filepath.Base(file)] = string(content)
	}
	for name, text := range texts {
		m := parse(t, text)
		written := foreign.Write(&m)
		again := parse(t, string(written))
		if diff := cmp.Diff(m, again); diff != "" {
			t.Errorf("%s (-read +written):\n%s\n%s", name, diff, written)
		}
		if twice := foreign.Write(&again); !bytes.Equal(written, twice) {
			t.Errorf("%s: written twice it differs:\n%s\n%s", name, written, twice)
		}
	}
}

// Whatever stands in a file's cells and header can be in a mapping.
func FuzzWrite(f *testing.F) {
	for _, s := range []string{"", "a", "no", "~", "1.0", "- x", "a: b", "#", "\t", "\u2028", "\ufeff", "'", `"\`, "[", "{a}", "5 非常满意", "null", "1e3", "0x1F", "2026-01-01", "\x7f", "😀", "<<", "=", "? a", "%"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		s = string(bytes.TrimSpace(bytes.ToValidUTF8([]byte(s), nil)))
		m := parse(t, head+"unit: {constant: HQ}\nitems: [{item: A, column: B}]\n")
		if s != "" {
			m.Items[0].Column.Names = []string{s, s + "x"}
			m.Items[0].Values = foreign.Pairs{{From: s, To: s}}
			m.Unit.Constant, m.Items[0].Missing = s, foreign.Values{s}
		}
		written := foreign.Write(&m)
		again, err := foreign.ParseMapping(bytes.NewReader(written))
		if err != nil {
			t.Fatalf("%v:\n%s", err, written)
		}
		if diff := cmp.Diff(m, again); diff != "" {
			t.Errorf("(-read +written):\n%s\n%s", diff, written)
		}
	})
}

func TestAMappingForAnotherWave(t *testing.T) {
	t.Parallel()
	m := parse(t, head+`unit: {column: {shops-2026: Shop, shops-2027: Store}}
codes: {five: {values: {5: 5}}, three: {values: {3: 3}}}
items:
  - {item: OVERALL, column: {shops-2026: Q1, shops-2027: [Q2, Q3]}, codes: five}
  - {item: CLEAN, column: {shops-2026: Q9, shops-2027: []}, codes: three}
`)
	next := m.For(foreign.Wave{Code: "shops-2027", Name: i18n.Text{"zh": "下一期"}})
	if diff := cmp.Diff(next.Items, []foreign.Item{{Item: "OVERALL", Column: foreign.Columns{Names: []string{"Q2", "Q3"}}, Codes: "five"}}); diff != "" {
		t.Errorf("items:\n%s", diff)
	}
	if len(next.Codes) != 1 || next.Unit.Column.Names[0] != "Store" || next.Wave.Code != "shops-2027" {
		t.Errorf("%+v", next)
	}
	if third := m.For(foreign.Wave{Code: "shops-2028"}); third.Unit.Column.Names[0] != "Shop" || len(third.Items) != 2 {
		t.Errorf("for a wave it does not name: %+v", third)
	}
	if m.Unit.Column.ByWave == nil || len(m.Items) != 2 {
		t.Error("the mapping itself was changed")
	}
}
