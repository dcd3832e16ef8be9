package weight_test

import (
	"math"
	"slices"
	"testing"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/weight"
)

// R: trimWeights(lower = 2.5, upper = 10) of survey 4.1.1.
func TestTrim(t *testing.T) {
	t.Parallel()
	w := []float64{1, 2, 3, 10, 20, 4, 5, 6}
	inf := math.Inf(1)
	for name, c := range map[string]struct {
		low, high float64
		strict    bool
		cut       int
		want      []float64
	}{
		"once":      {2.5, 10, false, 3, []float64{2.5, 2.5, 4.6, 11.6, 10, 5.6, 6.6, 7.6}},
		"strict":    {2.5, 10, true, 3, []float64{2.7666666666666667, 2.7666666666666667, 4.8666666666666654, 10, 10, 5.8666666666666654, 6.8666666666666654, 7.8666666666666654}},
		"no bounds": {-inf, inf, true, 0, w},
	} {
		trimmed, err := weight.Trim(w, c.low, c.high, c.strict)
		if err != nil || trimmed.Cut != c.cut || math.Abs(total(trimmed.Weights)-51) > 1e-12 {
			t.Errorf("%s: %+v, %v", name, trimmed, err)
			continue
		}
		for i := range w {
			if !near(trimmed.Weights[i], c.want[i]) {
				t.Errorf("%s: %v, want %v", name, trimmed.Weights, c.want)
				break
			}
		}
	}
}

func TestQuality(t *testing.T) {
	t.Parallel()
	q := weight.Assess([]float64{1, 2, 3, 0, -2})
	if !near(q.Efficiency, 16./90) {
		t.Errorf("efficiency %g", q.Efficiency)
	}
	if want := (weight.Quality{N: 5, Sum: 4, NEff: 16. / 18, Deff: 5 * 18. / 16, CV: math.Sqrt(5*18./16 - 1), Efficiency: q.Efficiency, Min: -2, Max: 3, Negative: 1, Zero: 1}); q != want {
		t.Errorf("%+v, want %+v", q, want)
	}
	if q := weight.Assess(nil); q.N != 0 || !math.IsNaN(q.NEff) || !math.IsNaN(q.Min) {
		t.Errorf("of none: %+v", q)
	}
	if q := weight.Assess([]float64{0.1, 0.1, 0.1}); q.CV != 0 || math.Abs(q.Efficiency-1) > 1e-15 {
		t.Errorf("of equal weights: %+v", q)
	}
	low, high := weight.Ratios([]float64{0, 2, 4}, []float64{1, 3, 2})
	if low != 0.5 || high != 1.5 {
		t.Errorf("ratios from %g to %g", low, high)
	}
	one, err := weight.MeanOne([]float64{1, 3})
	if err != nil || !slices.Equal(one, []float64{0.5, 1.5}) {
		t.Errorf("%v, %v", one, err)
	}
}

func TestCoverage(t *testing.T) {
	t.Parallel()
	m := weight.NewMargin("region", []string{"n", "s", "w", "s"}, map[string]float64{"n": 3, "s": 4, "e": 5})
	empty, untargeted := m.Coverage([]float64{1, 1, 1, 1})
	if !slices.Equal(empty, []string{"e"}) || !slices.Equal(untargeted, []string{"w"}) {
		t.Errorf("empty %v, untargeted %v", empty, untargeted)
	}
	if _, untargeted = m.Coverage([]float64{1, 1, 0, 1}); untargeted != nil {
		t.Errorf("untargeted %v though its weight is 0", untargeted)
	}
}

func TestCross(t *testing.T) {
	t.Parallel()
	cells, err := weight.Cross(stat.NewFactor([]string{"F", "M", "F", "", "F"}), stat.NewFactor([]string{"old", "old", "young", "old", "old"}))
	if err != nil || !slices.Equal(cells.Levels, []string{"F / old", "F / young", "M / old"}) || !slices.Equal(cells.Codes, []int32{0, 2, 1, -1, 0}) {
		t.Errorf("%+v, %v", cells, err)
	}
}
