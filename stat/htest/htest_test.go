package htest_test

import (
	"errors"
	"math"
	"testing"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/htest"
)

// figure is a number with what it is to be; the calls are R 4.2.2 unless another source is named.
type figure struct {
	call      string
	got, want float64
}

// nearAll fails for figures that differ by more than rel.
func nearAll(t *testing.T, rel float64, figures ...figure) {
	t.Helper()
	for _, f := range figures {
		same := f.got == f.want || math.IsNaN(f.got) && math.IsNaN(f.want)
		if !same && !(math.Abs(f.got-f.want) <= rel*max(1e-3, math.Abs(f.want))) {
			t.Errorf("%s = %.17g, want %.17g", f.call, f.got, f.want)
		}
	}
}

// must is for calls that cannot fail here.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// needReason fails unless err is a *stat.Error of the reason that names this package.
func needReason(t *testing.T, what string, err error, reason stat.Reason) {
	t.Helper()
	var e *stat.Error
	if !errors.As(err, &e) || e.Reason != reason || e.Package != "htest" {
		t.Errorf("%s: error %v, want %s", what, err, reason)
	}
}

// Student's (1908) sleep data: the extra hours with two drugs (R: sleep).
var (
	drug1 = []float64{0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2}
	drug2 = []float64{1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4}
)

// Dobson's (1983) plant yields: control and two treatments (R: PlantGrowth).
var plants = [][]float64{
	{4.17, 5.58, 5.18, 6.11, 4.50, 4.61, 5.17, 4.53, 5.33, 5.14},
	{4.81, 4.17, 4.41, 3.59, 5.87, 3.83, 6.03, 4.89, 4.32, 4.69},
	{6.31, 5.12, 5.54, 5.50, 5.37, 5.29, 4.92, 6.15, 5.80, 5.26},
}

func TestIndependentZ(t *testing.T) {
	t.Parallel()
	of := func(value, variance float64) stat.Estimate {
		return stat.New(stat.Parts{Value: value, Variance: variance, DF: 10, N: 50})
	}
	z := htest.IndependentZ(of(80, 6.25), of(75, 2.25))
	nearAll(t, 1e-12, figure{"(80-75)/sqrt(8.5)", z.Z, 5 / math.Sqrt(8.5)}, figure{"2*pnorm(-z)", z.P, 0.086347820983662546})
	for name, z := range map[string]htest.Z{
		"undefined":   htest.IndependentZ(stat.Estimate{}, of(75, 2)),
		"no variance": htest.IndependentZ(of(80, 0), of(75, 0)),
	} {
		if !math.IsNaN(z.Z) || !math.IsNaN(z.P) {
			t.Errorf("%s: %v, want NaN", name, z)
		}
	}
}

func TestDescribe(t *testing.T) {
	t.Parallel()
	g := must(htest.Describe([]float64{1e9 + 4, math.NaN(), 1e9 + 7, 1e9 + 13, 1e9 + 16}))
	if g.N != 4 || g.Mean != 1e9+10 || g.Variance != 30 { // the classical example of cancelling digits
		t.Errorf("%+v, want 4 values, mean 1e9+10, variance 30", g)
	}
	sums := htest.FromSums(4, 40, 490)
	if sums.N != 4 || sums.Mean != 10 || sums.Variance != 30 {
		t.Errorf("from sums: %+v", sums)
	}
	_, err := htest.Describe([]float64{math.NaN()})
	needReason(t, "no value", err, stat.Empty)
	_, err = htest.DescribeAll([][]float64{{1, 2}, {3, math.Inf(1)}})
	needReason(t, "infinite", err, stat.NotFinite)
	if err.Error() != "htest: group 2: a value is missing or infinite (row 2)" {
		t.Errorf("the error reads %q", err)
	}
}

func TestSplit(t *testing.T) {
	t.Parallel()
	by := stat.NewFactor([]string{"b", "a", "", "b", "c"})
	groups := must(htest.Split([]float64{1, 2, 3, 4, math.NaN()}, by))
	if len(groups) != 3 || len(groups[0]) != 1 || groups[0][0] != 2 || len(groups[1]) != 2 || groups[1][1] != 4 || len(groups[2]) != 0 {
		t.Errorf("groups %v of %v", groups, by.Levels)
	}
	_, err := htest.Split([]float64{1}, by)
	needReason(t, "lengths", err, stat.Lengths)
}

func TestLevelOutsideUnitIntervalPanics(t *testing.T) {
	t.Parallel()
	for name, call := range map[string]func(level float64){
		"Wilson":         func(level float64) { _, _ = htest.Wilson(htest.Count{X: 1, N: 2}, level) },
		"ClopperPearson": func(level float64) { _, _ = htest.ClopperPearson(htest.Count{X: 1, N: 2}, level) },
		"Tukey":          func(level float64) { must(htest.ANOVA(must(htest.DescribeAll(plants)))).Tukey(level) },
		"correlation":    func(level float64) { must(htest.Pearson(drug1, drug2)).Interval(level) },
	} {
		for _, level := range []float64{0, 1, 95, math.NaN()} {
			func() {
				defer func() {
					if recover() == nil {
						t.Errorf("%s takes the level %v", name, level)
					}
				}()
				call(level)
			}()
		}
	}
}
