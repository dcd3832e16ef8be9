package index_test

import (
	"math"
	"testing"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/index"
)

// Saaty (1990), How to make a decision, European Journal of Operational Research 48: choice of a
// house by eight criteria, λmax 9.669, CI 0.238, CR 0.169.
func TestAHPHouse(t *testing.T) {
	t.Parallel()
	house := [][]float64{
		{1, 5, 3, 7, 6, 6, 1.0 / 3, 1.0 / 4},
		{1.0 / 5, 1, 1.0 / 3, 5, 3, 3, 1.0 / 5, 1.0 / 7},
		{1.0 / 3, 3, 1, 6, 3, 4, 6, 1.0 / 5},
		{1.0 / 7, 1.0 / 5, 1.0 / 6, 1, 1.0 / 3, 1.0 / 4, 1.0 / 7, 1.0 / 8},
		{1.0 / 6, 1.0 / 3, 1.0 / 3, 3, 1, 1.0 / 2, 1.0 / 5, 1.0 / 6},
		{1.0 / 6, 1.0 / 3, 1.0 / 4, 4, 2, 1, 1.0 / 5, 1.0 / 6},
		{3, 5, 1.0 / 6, 7, 5, 5, 1, 1.0 / 2},
		{4, 7, 5, 8, 6, 6, 2, 1},
	}
	a, err := index.NewAHP(house, index.AHPOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []float64{0.173, 0.054, 0.188, 0.018, 0.031, 0.036, 0.167, 0.333} {
		if math.Abs(a.Weights[i]-want) > 6e-4 {
			t.Errorf("weight of criterion %d = %.4f, printed %v", i+1, a.Weights[i], want)
		}
	}
	if math.Abs(a.LambdaMax-9.669) > 5e-4 || math.Abs(a.CI-0.238) > 6e-4 || math.Abs(a.CR-0.169) > 6e-4 {
		t.Errorf("λmax %v, CI %v, CR %v", a.LambdaMax, a.CI, a.CR)
	}
}

func TestAHPSmallAndLarge(t *testing.T) {
	t.Parallel()
	one, err := index.NewAHP([][]float64{{1}}, index.AHPOptions{})
	if err != nil || one.Weights[0] != 1 || one.CR != 0 {
		t.Errorf("one criterion: %+v, %v", one, err)
	}
	two, err := index.NewAHP([][]float64{{1, 4}, {0.25, 1}}, index.AHPOptions{})
	if err != nil || !near(two.Weights[0], 0.8, 1e-14) || two.CR != 0 || two.RI != 0 {
		t.Errorf("two criteria: %+v, %v", two, err)
	}
	// Above ten criteria there is no RI; consistent judgements give back their weights.
	const n = 12
	judgements := make([][]float64, n)
	for i := range judgements {
		for j := range n {
			judgements[i] = append(judgements[i], float64(i+1)/float64(j+1))
		}
	}
	many, err := index.NewAHP(judgements, index.AHPOptions{})
	if err != nil || !math.IsNaN(many.RI) || !math.IsNaN(many.CR) || math.Abs(many.CI) > 1e-12 {
		t.Fatalf("twelve criteria: %+v, %v", many, err)
	}
	for i, w := range many.Weights {
		if want := float64(i+1) / (n * (n + 1) / 2); !near(w, want, 1e-12) || !near(many.GeometricMean[i], want, 1e-12) {
			t.Errorf("weight %d = %v, geometric mean %v, want %v", i, w, many.GeometricMean[i], want)
		}
	}
}

func TestAHPErrors(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		judgements [][]float64
		tolerance  float64
		want       string
	}{
		{nil, 0, "index: judgements: nothing to work on"},
		{[][]float64{{1, 2}}, 0, "index: judgements: 2 values where 1 are needed"},
		{[][]float64{{1, 3}, {0.33, 1}}, 0, "index: judgements[2,1]: 0.33 contradicts 0.3333333333333333"},
		{[][]float64{{1, 3}, {0.33, 1}}, 0.02, ""},
		{[][]float64{{2, 3}, {1.0 / 3, 1}}, 0, "index: judgements[1,1]: 2 contradicts 0.5"},
		{[][]float64{{1, 0}, {1, 1}}, 0, "index: judgements[1,2]: 0 is out of range"},
		{[][]float64{{1, nan}, {1, 1}}, 0, "index: judgements[1,2]: a value is missing or infinite"},
	} {
		_, err := index.NewAHP(test.judgements, index.AHPOptions{Tolerance: test.tolerance})
		if got := text(err); got != test.want {
			t.Errorf("%v: %q, want %q", test.judgements, got, test.want)
		}
	}
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func criteria() stat.Data {
	return stat.Data{Names: []string{"service", "waiting"}, Columns: [][]float64{{80, 70, 90, 60}, {5, 12, 4, 20}}}
}

func TestCriteriaWeights(t *testing.T) {
	t.Parallel()
	d := criteria()
	scaled, err := index.MinMax(d, []bool{false, true})
	if err != nil {
		t.Fatal(err)
	}
	if !same(scaled.Columns[0], []float64{2.0 / 3, 1.0 / 3, 1, 0}) || !same(scaled.Columns[1], []float64{15.0 / 16, 0.5, 1, 0}) {
		t.Errorf("scaled %v", scaled.Columns)
	}
	// A cost is the benefit of its negative.
	negative := stat.Data{Names: d.Names, Columns: [][]float64{d.Columns[0], {-5, -12, -4, -20}}}
	a, err := index.CRITIC(d, []bool{false, true})
	if err != nil {
		t.Fatal(err)
	}
	b, err := index.CRITIC(negative, nil)
	if err != nil || !near(a[0], b[0], 1e-14) || !near(a[0]+a[1], 1, 1e-14) {
		t.Errorf("CRITIC %v, of the negative %v, %v", a, b, err)
	}
	// Entropy and CV weights do not depend on the unit of a criterion.
	tenfold := stat.Data{Columns: [][]float64{d.Columns[0], {50, 120, 40, 200}}}
	e, err := index.EntropyWeights(d)
	if err != nil {
		t.Fatal(err)
	}
	if other, _ := index.EntropyWeights(tenfold); !near(e.Weights[1], other.Weights[1], 1e-12) || !near(e.Weights[0]+e.Weights[1], 1, 1e-14) {
		t.Errorf("entropy weights %v, in tenths %v", e.Weights, other.Weights)
	}
	cv, err := index.CVWeights(d)
	if err != nil {
		t.Fatal(err)
	}
	if other, _ := index.CVWeights(tenfold); !near(cv[0], other[0], 1e-13) {
		t.Errorf("CV weights %v, in tenths %v", cv, other)
	}
}

func TestCriteriaErrors(t *testing.T) {
	t.Parallel()
	entropy := func(d stat.Data) error { _, err := index.EntropyWeights(d); return err }
	critic := func(d stat.Data) error { _, err := index.CRITIC(d, nil); return err }
	cv := func(d stat.Data) error { _, err := index.CVWeights(d); return err }
	data := func(x ...float64) stat.Data {
		return stat.Data{Names: []string{"a", "b"}, Columns: [][]float64{{1, 2, 3}, x}}
	}
	for _, test := range []struct {
		name string
		call func(stat.Data) error
		d    stat.Data
		want string
	}{
		{"negative", entropy, data(1, -1, 2), `index: "b": a value is negative (row 2)`},
		{"zeros", entropy, data(0, 0, 0), `index: "b" is constant`},
		{"missing", entropy, data(1, nan, 2), `index: "b": a value is missing or infinite (row 2)`},
		{"constant", critic, data(2, 2, 2), `index: "b" is constant`},
		{"mean 0", cv, data(-1, 0, 1), `index: mean of "b": 0 is out of range`},
		{"one unit", cv, stat.Data{Columns: [][]float64{{1}}}, "index: units: 1 usable rows, at least 2 are needed"},
		{"nothing", cv, stat.Data{}, "index: data: nothing to work on"},
	} {
		if got := text(test.call(test.d)); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
	if _, err := index.MinMax(data(1, 2, 4), []bool{true}); text(err) != "index: cost: 1 values where 2 are needed" {
		t.Errorf("one mark for two criteria: %v", err)
	}
}

func TestIPA(t *testing.T) {
	t.Parallel()
	importance, performance := []float64{4.5, 4.5, 2, 2, 3.25}, []float64{4.5, 2, 2, 4.5, 3.25}
	want := []index.Quadrant{index.KeepUp, index.ConcentrateHere, index.LowPriority, index.PossibleOverkill, index.KeepUp}
	for _, crosshair := range []index.Crosshair{"", index.AtMeans, index.AtMedians} {
		a, err := index.NewIPA(importance, performance, 5, index.IPAOptions{Crosshair: crosshair})
		if err != nil {
			t.Fatal(err)
		}
		for i, q := range a.Quadrants {
			if q != want[i] {
				t.Errorf("%s: attribute %d is %s, want %s", crosshair, i, q, want[i])
			}
		}
		if a.Priority[1] != 4.5*3 || a.Gap[3] != 2.5 || !near(a.Index, (4.5*4.5+4.5*2+2*2+2*4.5+3.25*3.25)/16.25, 1e-14) {
			t.Errorf("priority %v, gap %v, index %v", a.Priority, a.Gap, a.Index)
		}
	}
	a, err := index.NewIPA(importance, performance, 5, index.IPAOptions{Crosshair: index.AtTargets, Importance: 4.6, Performance: 4.5})
	if err != nil || a.Quadrants[0] != index.PossibleOverkill || a.Quadrants[1] != index.LowPriority {
		t.Errorf("at targets: %v, %v", a, err)
	}
	// A value equal to the mean is high, whatever the rounding of the sum: 0.1·3/3 is not 0.1 in floating point.
	a, err = index.NewIPA([]float64{0.1, 0.1, 0.1}, []float64{3.7, 3.7, 3.7}, 5, index.IPAOptions{})
	if err != nil || a.Quadrants[0] != index.KeepUp || a.MeanImportance != 0.1 || a.MeanPerformance != 3.7 {
		t.Errorf("all equal: %+v, %v", a, err)
	}
	for _, test := range []struct {
		importance, performance []float64
		crosshair               index.Crosshair
		want                    string
	}{
		{nil, nil, "", "index: importance: nothing to work on"},
		{[]float64{1}, nil, "", "index: performance: 0 values where 1 are needed"},
		{[]float64{-1}, []float64{1}, "", "index: importance: a value is negative (row 1)"},
		{[]float64{1}, []float64{nan}, "", "index: performance: a value is missing or infinite (row 1)"},
		{[]float64{1}, []float64{1}, "middle", "index: middle is unknown"},
	} {
		if _, err := index.NewIPA(test.importance, test.performance, 5, index.IPAOptions{Crosshair: test.crosshair}); text(err) != test.want {
			t.Errorf("%v %v: %q, want %q", test.importance, test.performance, text(err), test.want)
		}
	}
}

// The worked example with every disposition group.
func TestAAPOR(t *testing.T) {
	t.Parallel()
	d := index.Dispositions{I: 4, P: 2, R: 1, NC: 1, O: 1, UH: 1, UO: 1, NE: 1}
	e := d.Eligibility()
	r, err := d.Rates(e)
	if err != nil || !near(e, 0.9, 1e-15) {
		t.Fatalf("e = %v, %v", e, err)
	}
	for name, c := range map[string][2]float64{
		"RR1": {r.RR1, 4.0 / 11}, "RR2": {r.RR2, 6.0 / 11}, "RR3": {r.RR3, 4 / 10.8}, "RR4": {r.RR4, 6 / 10.8}, "RR5": {r.RR5, 4.0 / 9}, "RR6": {r.RR6, 6.0 / 9},
		"COOP1": {r.COOP1, 0.5}, "COOP2": {r.COOP2, 0.75}, "COOP3": {r.COOP3, 4.0 / 7}, "COOP4": {r.COOP4, 6.0 / 7},
		"REF1": {r.REF1, 1.0 / 11}, "REF2": {r.REF2, 1 / 10.8}, "REF3": {r.REF3, 1.0 / 9},
		"CON1": {r.CON1, 8.0 / 11}, "CON2": {r.CON2, 8 / 10.8}, "CON3": {r.CON3, 8.0 / 9},
		"LOC1": {r.LOC1, 9.0 / 11}, "LOC2": {r.LOC2, 9 / 10.8}, "E": {r.E, 0.9},
	} {
		if !near(c[0], c[1], 1e-14) {
			t.Errorf("%s = %v, want %v", name, c[0], c[1])
		}
	}
	// Weighted cases: the rates do not depend on the scale of the weights.
	weighted, err := index.Dispositions{I: 10, P: 5, R: 2.5, NC: 2.5, O: 2.5, UH: 2.5, UO: 2.5, NE: 2.5}.Rates(e)
	if err != nil || !near(weighted.RR3, r.RR3, 1e-14) {
		t.Errorf("weighted RR3 %v, %v", weighted.RR3, err)
	}
	none, err := index.Dispositions{}.Rates(index.Dispositions{}.Eligibility())
	if err != nil || !math.IsNaN(none.RR1) || !math.IsNaN(none.COOP4) {
		t.Errorf("no cases: %+v, %v", none, err)
	}
	// Nothing unknown: e does not matter, even when nobody could estimate it.
	known, err := index.Dispositions{I: 1, R: 1}.Rates(nan)
	if err != nil || known.RR3 != 0.5 {
		t.Errorf("nothing unknown: %+v, %v", known, err)
	}
	if _, err := d.Rates(1.1); text(err) != "index: e: 1.1 is out of range" {
		t.Errorf("e above 1: %v", err)
	}
	if _, err := (index.Dispositions{I: 1, UH: -1}).Rates(1); text(err) != "index: UH: a value is negative" {
		t.Errorf("negative count: %v", err)
	}
}
