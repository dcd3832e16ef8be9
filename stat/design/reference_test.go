package design_test

import (
	"errors"
	"math"
	"os"
	"path/filepath"
	"testing"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/design"
	"manyi.dev/manyi/stat/internal/rtest"
)

// reference is the folder of reference cases beside the checkout, or where MANYI_REFERENCE points;
// without it the test is skipped.
func reference(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("MANYI_REFERENCE")
	if dir == "" {
		dir = "../../../shared/reference"
	}
	if _, err := os.Stat(filepath.Join(dir, "expected")); err != nil {
		t.Skip("no reference cases here: set MANYI_REFERENCE")
	}
	return filepath.Join(dir, "expected")
}

// sample groups a table by the columns of stratum and PSU ("" for respondents).
type sample struct {
	table       *rtest.Table
	strata, psu map[string]int32
	hcol, icol  string
	keep        func(int) bool
}

func (s *sample) code(codes map[string]int32, row int, column string) int32 {
	if column == "" {
		return 0
	}
	text := s.table.Text(row, column)
	if _, ok := codes[text]; !ok {
		codes[text] = int32(len(codes))
	}
	return codes[text]
}

func (s *sample) cells(y func(int) float64) []design.Cell {
	at := map[[2]int32]int{}
	var cells []design.Cell
	for i := range s.table.Len() {
		if !s.keep(i) || math.IsNaN(y(i)) {
			continue
		}
		key := [2]int32{s.code(s.strata, i, s.hcol), s.code(s.psu, i, s.icol)}
		if _, ok := at[key]; !ok {
			at[key] = len(cells)
			cells = append(cells, design.Cell{Stratum: key[0], PSU: key[1]})
		}
		cell := &cells[at[key]]
		cell.Values = addTo(cell.Values, y(i), s.table.Number(i, "weight"))
	}
	return cells
}

// units counts the PSUs (respondents when there are none) of every stratum.
func (s *sample) units() map[int32]int64 {
	seen := map[[2]int32]bool{}
	units := map[int32]int64{}
	for i := range s.table.Len() {
		if !s.keep(i) {
			continue
		}
		key := [2]int32{s.code(s.strata, i, s.hcol), s.code(s.psu, i, s.icol)}
		if s.icol == "" || !seen[key] {
			seen[key] = true
			units[key[0]]++
		}
	}
	return units
}

func openSample(t *testing.T, file, hcol, icol string) *sample {
	t.Helper()
	return &sample{
		table: rtest.Open(t, filepath.Join(reference(t), "input", file)), hcol: hcol, icol: icol,
		strata: map[string]int32{}, psu: map[string]int32{}, keep: everybody,
	}
}

func (s *sample) number(column string) func(int) float64 {
	return func(row int) float64 { return s.table.Number(row, column) }
}

func TestStratifiedSample(t *testing.T) {
	t.Parallel()
	s := openSample(t, "syn_stratified.csv", "stratum", "")
	cases := rtest.Load(t, filepath.Join(reference(t), "design_stratified.json"))
	d := design.Stratified(s.units())

	var means map[string]wantMean
	c := cases.Into(t, "nofpc.mean_deff_replace", &means)
	for column, want := range means {
		want.wantsDeff = true
		want.check(t, c, column, mean(t, d, s.cells(s.number(column)), d.DF()))
	}
	c = cases.Into(t, "nofpc.mean_missing", &means)
	means["sat"].check(t, c, "sat", mean(t, d, s.cells(s.number("sat")), d.DF()))

	var by struct {
		Channel  []string
		Mean, SE []float64
	}
	c = cases.Into(t, "nofpc.by_channel", &by)
	for i, channel := range by.Channel {
		cells := s.cells(func(row int) float64 {
			if s.table.Text(row, "channel") != channel {
				return math.NaN()
			}
			return s.table.Number(row, "nps")
		})
		e := mean(t, d, cells, d.DF())
		c.Near(t, channel, e.Value(), by.Mean[i])
		c.Near(t, channel+" SE", e.SE(), by.SE[i])
	}
}

func TestClusteredSample(t *testing.T) {
	t.Parallel()
	s := openSample(t, "syn_twostage.csv", "stratum", "psu")
	cases := rtest.Load(t, filepath.Join(reference(t), "design_twostage.json"))
	d := design.Clustered(s.units())
	var means map[string]wantMean
	c := cases.Into(t, "ultimate_cluster.mean", &means)
	for column, want := range means {
		want.check(t, c, column, mean(t, d, s.cells(s.number(column)), d.DF()))
	}
}

// TestLonelyStratum reduces the first stratum to its first PSU, as the reference does.
func TestLonelyStratum(t *testing.T) {
	t.Parallel()
	s := openSample(t, "syn_twostage.csv", "stratum", "psu")
	first := s.table.Text(0, "psu")
	s.keep = func(row int) bool { return s.table.Text(row, "stratum") != "H1" || s.table.Text(row, "psu") == first }
	cases := rtest.Load(t, filepath.Join(reference(t), "design_twostage.json"))
	d := design.Clustered(s.units())
	for _, rule := range []design.Lonely{design.Adjust, design.Remove} {
		var want struct {
			Mean, SE map[string]float64
			DF       float64
		}
		c := cases.Into(t, "lonely_psu."+string(rule), &want)
		for column := range want.Mean {
			e := mean(t, d.With(rule), s.cells(s.number(column)), d.DF())
			c.Near(t, column, e.Value(), want.Mean[column])
			c.Near(t, column+" SE", e.SE(), want.SE[column])
			c.Near(t, "df", e.DF(), want.DF)
		}
	}
	if _, err := d.With(design.Fail).Mean(s.cells(s.number("sat")), d.DF()); !errors.Is(err, &stat.Error{Reason: stat.LonelyUnit}) {
		t.Errorf("rule fail: error %v, want a lonely PSU", err)
	}
}

func TestUndefinedFigures(t *testing.T) {
	t.Parallel()
	d := design.WeightsOnly(10)
	one := []design.Cell{{Values: []design.Value{{Y: 4, N: 1, W: 2, W2: 4}}}}
	same := []design.Cell{{Values: []design.Value{{Y: 1, N: 8, W: 8, W2: 8}}}}
	tests := []struct {
		name       string
		cells      []design.Cell
		defined    bool
		n          int64
		se         float64
		definedLow bool
	}{
		{"nobody", nil, false, 0, math.NaN(), false},
		{"only not applicable", []design.Cell{{Values: design.Group([]float64{math.NaN()}, []int64{5}, nil, nil)}}, false, 0, math.NaN(), false},
		{"one answer", one, true, 1, math.NaN(), false},
		{"all the same", same, true, 8, 0, true},
	}
	for _, test := range tests {
		e := mean(t, d, test.cells, d.DF())
		if e.Defined() != test.defined || e.N() != test.n {
			t.Errorf("%s: defined %v base %d, want %v %d", test.name, e.Defined(), e.N(), test.defined, test.n)
		}
		if got := e.SE(); got != test.se && !(math.IsNaN(got) && math.IsNaN(test.se)) {
			t.Errorf("%s: SE %v, want %v", test.name, got, test.se)
		}
		if math.IsNaN(e.Low()) == test.definedLow {
			t.Errorf("%s: lower bound %v", test.name, e.Low())
		}
	}
	// 8 of 8: no variance, yet the interval of the proportion is Clopper and Pearson's, 0.0025^(1/8)…
	low, high := design.BetaInterval(mean(t, d, same, 7), 0.95)
	if math.Abs(low-math.Pow(0.025, 1.0/8)) > 1e-9 || high != 1 {
		t.Errorf("8 of 8: %v to %v, want %v to 1", low, high, math.Pow(0.025, 1.0/8))
	}
	_, err := design.WeightsOnly(3).Mean(same, 2)
	if err == nil {
		t.Error("8 respondents in a wave of 3: no error")
	}
}
