package foreign_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"

	"manyi.dev/manyi/internal/response/foreign"
)

func TestReportProfilesEveryColumn(t *testing.T) {
	t.Parallel()
	mapping := head + `unit: {column: 网点, other: HQ}
unmapped: missing
items: [{item: OVERALL, column: 总体}, {item: WHY, column: 原因}]
`
	text := "网点,总体,备注,原因\nA,5,x,\nA,4,,晚了\nZ,4,y,\nB,1,x,慢\n,3,x,\nA,2,1.5,\n"
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	r, err := open(t, mapping, []byte(gb), "HQ", "A", "B")
	if err != nil {
		t.Fatal(places(t, err))
	}
	want := []string{"2 map[OVERALL:5]", "3 map[]", "4 map[]", "5 map[OVERALL:1 WHY:慢]", "6 ! A(网点)= foreign.unit.blank", "7 map[]"}
	if diff := cmp.Diff(want, lines(t, r, answers)); diff != "" {
		t.Error(diff)
	}
	report := r.Report()
	if report.Rows != 6 || report.Good != 5 || report.Bad != 1 || len(report.Faults) != 1 {
		t.Errorf("%d rows, %d good, %d bad, %d faults", report.Rows, report.Good, report.Bad, len(report.Faults))
	}
	if diff := cmp.Diff([]foreign.FaultKind{{Column: "网点", Key: "foreign.unit.blank", Count: 1, First: 6}}, report.Kinds()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]int{"A": 3, "B": 1, "HQ": 1}, report.Units); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]int{"WHY": 1}, report.NotAsked); diff != "" { // row 3: the answer before it is missing
		t.Error(diff)
	}
	columns := []foreign.Column{
		{Letter: "A", Name: "网点", Kind: foreign.Coded, Filled: 5, Blank: 1, Distinct: 3, Top: []foreign.ValueCount{{Value: "A", Count: 3}, {Value: "B", Count: 1}, {Value: "Z", Count: 1}}, Mapped: []string{"unit"}, Unmapped: []foreign.ValueCount{{Value: "Z", Count: 1}}},
		{Letter: "B", Name: "总体", Kind: foreign.Coded, Filled: 6, Distinct: 5, Top: []foreign.ValueCount{{Value: "4", Count: 2}, {Value: "1", Count: 1}, {Value: "2", Count: 1}, {Value: "3", Count: 1}, {Value: "5", Count: 1}}, Numbers: 6, Min: 1, Max: 5, Mean: 19.0 / 6, Mapped: []string{"OVERALL"}, Unmapped: []foreign.ValueCount{{Value: "4", Count: 2}, {Value: "2", Count: 1}}},
		{Letter: "C", Name: "备注", Kind: foreign.Coded, Filled: 5, Blank: 1, Distinct: 3, Top: []foreign.ValueCount{{Value: "x", Count: 3}, {Value: "1.5", Count: 1}, {Value: "y", Count: 1}}, Numbers: 1, Min: 1.5, Max: 1.5, Mean: 1.5},
		{Letter: "D", Name: "原因", Kind: foreign.Coded, Filled: 2, Blank: 4, Distinct: 2, Top: []foreign.ValueCount{{Value: "慢", Count: 1}, {Value: "晚了", Count: 1}}, Mapped: []string{"WHY"}},
	}
	if diff := cmp.Diff(columns, report.Columns()); diff != "" {
		t.Error(diff)
	}
}

func TestReportIsBounded(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	text.WriteString("q,free\n")
	for i := range 3000 {
		fmt.Fprintf(&text, "x,%d\n", i)
	}
	r, err := open(t, head+"unit: {constant: HQ}\nitems: [{item: OVERALL, column: q}]\n", []byte(text.String()))
	if err != nil {
		t.Fatal(err)
	}
	lines(t, r, answers)
	report := r.Report()
	if len(report.Faults) != foreign.MaxFaults || report.Bad != 3000 || report.Kinds()[0].Count != 3000 {
		t.Errorf("%d faults listed, %d bad rows, kinds %v", len(report.Faults), report.Bad, report.Kinds())
	}
	if c := report.Columns()[1]; c.Distinct != 2000 || !c.More || len(c.Top) != 20 || c.Numbers != 3000 || c.Max != 2999 {
		t.Errorf("profile %+v", c)
	}
}
