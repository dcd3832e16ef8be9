package htest_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/htest"
)

var adjustments = []htest.Adjustment{htest.Bonferroni, htest.Holm, htest.Hochberg, htest.Hommel, htest.BenjaminiHochberg, htest.BenjaminiYekuteli}

func TestAdjust(t *testing.T) {
	t.Parallel()
	nan := math.NaN()
	p := []float64{.005, .7, .011, .02, .04, .13, nan, .02}
	for method, want := range map[htest.Adjustment][]float64{ // p.adjust
		htest.Bonferroni:        {0.035, 1, 0.077, 0.14, 0.28, 0.91, nan, 0.14},
		htest.Holm:              {0.035, 0.7, 0.066, 0.1, 0.12, 0.26, nan, 0.1},
		htest.Hochberg:          {0.035, 0.7, 0.066, 0.08, 0.12, 0.26, nan, 0.08},
		htest.Hommel:            {0.035, 0.7, 0.05, 0.08, 0.12, 0.26, nan, 0.08},
		htest.BenjaminiHochberg: {0.035, 0.7, 0.035, 0.035, 0.056, 0.15166666666666667, nan, 0.035},
		htest.BenjaminiYekuteli: {0.09075, 1, 0.09075, 0.09075, 0.1452, 0.39325, nan, 0.09075},
	} {
		for i, got := range must(htest.Adjust(p, method)) {
			nearAll(t, 1e-12, figure{string(method), got, want[i]})
		}
	}
	for i, want := range []float64{0.05, 0.05, 0.05, 0.05, 0.05} {
		nearAll(t, 1e-12, figure{"hommel", must(htest.Adjust([]float64{.01, .02, .03, .04, .05}, htest.Hommel))[i], want})
	}
	_, err := htest.Adjust([]float64{0.5, 1.5}, htest.Holm)
	needReason(t, "p above 1", err, stat.OutOfRange)
	_, err = htest.Adjust([]float64{0.5}, "sidak")
	needReason(t, "unknown", err, stat.Unknown)
	for _, method := range adjustments {
		if none := must(htest.Adjust([]float64{nan}, method)); len(none) != 1 || !math.IsNaN(none[0]) {
			t.Errorf("%s of no test: %v", method, none)
		}
	}
}

// Every adjustment keeps the order of p and is never below p; Bonferroni ≥ Holm ≥ Hochberg ≥ Hommel ≥
// Benjamini and Hochberg.
func TestAdjustmentsAreOrdered(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	for range 200 {
		p := make([]float64, 1+r.IntN(12))
		for i := range p {
			p[i] = math.Pow(r.Float64(), 3)
		}
		all := map[htest.Adjustment][]float64{}
		for _, method := range adjustments {
			all[method] = must(htest.Adjust(p, method))
			for i := range p {
				for j := range p {
					if p[i] < p[j] && all[method][i] > all[method][j]+1e-15 || all[method][i] < p[i]-1e-15 {
						t.Fatalf("%s of %v = %v", method, p, all[method])
					}
				}
			}
		}
		for i := range p {
			for k := range 4 {
				if strict, loose := adjustments[k], adjustments[k+1]; all[strict][i] < all[loose][i]-1e-14 {
					t.Fatalf("%v: %s gives %v, %s %v", p, strict, all[strict], loose, all[loose])
				}
			}
		}
	}
}

// Hommel's p is the largest Simes probability of all sets that contain the hypothesis.
func TestHommelIsTheClosedTest(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(5, 6))
	for range 100 {
		p := make([]float64, 7)
		for i := range p {
			p[i] = r.Float64() * r.Float64()
		}
		want := make([]float64, len(p))
		for set := 1; set < 1<<len(p); set++ {
			var members []float64
			for i := range p {
				if set>>i&1 == 1 {
					members = append(members, p[i])
				}
			}
			adjusted := must(htest.Adjust(members, htest.BenjaminiHochberg))
			simes := 1.0 // min m/i·p_(i) is the smallest of these
			for _, v := range adjusted {
				simes = min(simes, v)
			}
			for i := range p {
				if set>>i&1 == 1 {
					want[i] = max(want[i], simes)
				}
			}
		}
		for i, got := range must(htest.Adjust(p, htest.Hommel)) {
			nearAll(t, 1e-12, figure{"hommel", got, want[i]})
		}
	}
}
