package foreign_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/response/foreign"
	"manyi.dev/manyi/internal/sheet"
)

func TestColumnsAreRecognised(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	text.WriteString("id,day,when,box,mark,amount,remark,nothing,number\n")
	for i := range 200 {
		fmt.Fprintf(&text, "R%04d,2026-03-%02d,%d/3/2026,%d,%d,%d.5,%s %d,,%d\n", i, 1+i%28, 1+i%28, i%2, 1+i%5, i%90, strings.Repeat("很好", 10), i%190, i%120)
	}
	table, err := sheet.OpenBytes([]byte(text.String()))
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close()
	report, err := foreign.Profile(table, func(int) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	want := []foreign.Kind{
		foreign.Unique, foreign.Days, foreign.Days, foreign.Flag, foreign.Coded, foreign.Numbers, foreign.Free, foreign.Empty, foreign.Numbers,
	}
	for i, c := range report.Columns() {
		if c.Kind != want[i] {
			t.Errorf("%s is %s, want %s (%d of %d)", c.Name, c.Kind, want[i], c.Distinct, c.Filled)
		}
		if c.Kind == foreign.Days && (c.First != "2026-03-01" || c.Last != "2026-03-28") {
			t.Errorf("%s: from %s to %s", c.Name, c.First, c.Last)
		}
	}
	stop := errs.New(errs.Conflict, "wave.unknown")
	if _, err := foreign.Profile(table, func(int) error { return stop }); err != stop {
		t.Errorf("a profile that was stopped: %v", err)
	}
}

// Reasons tell a refused value apart, up to a number.
func TestReasonsAreCountedByValue(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	text.WriteString("q\n9\n9\n8\n5\n")
	for i := range 1000 {
		fmt.Fprintf(&text, "x%d\n", i)
	}
	r, err := open(t, head+"unit: {constant: HQ}\nitems: [{item: OVERALL, column: q}]\n", []byte(text.String()))
	if err != nil {
		t.Fatal(err)
	}
	r.Keep(3)
	lines(t, r, answers)
	report := r.Report()
	reasons := report.Reasons()
	if len(report.Faults) != 3 || report.Bad != 1003 || len(reasons) != 501 {
		t.Fatalf("%d faults, %d bad, %d reasons", len(report.Faults), report.Bad, len(reasons))
	}
	want := foreign.Reason{Column: "q", Letter: "A", Key: "foreign.value.unmapped", Item: "OVERALL", Value: "9", Count: 2, First: 2, Args: errs.Args{"item": "OVERALL"}}
	if diff := cmp.Diff(want, reasons[1]); diff != "" {
		t.Error(diff)
	}
	if got := reasons[0]; got.Value != "" || got.Count != 502 {
		t.Errorf("those that are not told apart: %+v", got)
	}
}
