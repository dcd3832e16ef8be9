package htest

import (
	"math"

	"manyi.dev/manyi/stat"
)

// MeanTest is a t test. Its P is two-sided; the p of the one-sided alternative on the side of T's sign
// is half of it.
type MeanTest struct {
	Diff  stat.Estimate // the difference with its error; Diff.Interval is the t interval
	T     float64
	DF, P float64
}

// OneSample tests the hypothesis that the mean behind a group is mu (Student 1908):
//
//	t = (x̄ − μ) / (s/√n),  n−1 degrees of freedom
//
// Diff is x̄ − μ.
func OneSample(g Group, mu float64) (MeanTest, error) {
	if err := check([]Group{g}, 1, 2); err != nil {
		return MeanTest{}, err
	}
	if math.IsNaN(mu) || math.IsInf(mu, 0) {
		return MeanTest{}, fail(stat.NotFinite, "mu", 0, 0)
	}
	return newMeanTest(g.Mean-mu, g.Variance/float64(g.N), float64(g.N-1), g.N, "values")
}

// Paired tests the hypothesis that the differences x−y of the same respondents have the mean 0, by
// OneSample; rows where one of the two is missing are left out. Diff is the mean of x−y.
func Paired(x, y []float64) (MeanTest, error) {
	px, py, err := pairs(x, y)
	if err != nil {
		return MeanTest{}, err
	}
	if len(px) < 2 {
		return MeanTest{}, fail(stat.TooFewRows, "pairs", float64(len(px)), 2)
	}
	for i := range px {
		px[i] -= py[i]
	}
	g, err := describe(px, "differences")
	if err != nil {
		return MeanTest{}, err
	}
	return newMeanTest(g.Mean, g.Variance/float64(g.N), float64(g.N-1), g.N, "differences")
}

// Welch tests the hypothesis that two independent groups have the same mean, whatever their variances
// (Welch 1947):
//
//	t = (x̄_a − x̄_b) / √(v_a + v_b),  v = s²/n
//	ν = (v_a + v_b)² / (v_a²/(n_a−1) + v_b²/(n_b−1))
func Welch(a, b Group) (MeanTest, error) {
	if err := check([]Group{a, b}, 2, 2); err != nil {
		return MeanTest{}, err
	}
	va, vb := a.Variance/float64(a.N), b.Variance/float64(b.N)
	v := va + vb
	// Shares of the sum, so that no square can overflow or vanish.
	df := 1 / (va/v*(va/v)/float64(a.N-1) + vb/v*(vb/v)/float64(b.N-1))
	return newMeanTest(a.Mean-b.Mean, v, df, min(a.N, b.N), "both groups")
}

// Student tests the same as Welch under the assumption of equal variances:
//
//	s_p² = ((n_a−1)s_a² + (n_b−1)s_b²) / (n_a+n_b−2)
//	t = (x̄_a − x̄_b) / (s_p·√(1/n_a + 1/n_b)),  n_a+n_b−2 degrees of freedom
func Student(a, b Group) (MeanTest, error) {
	if err := check([]Group{a, b}, 2, 1); err != nil {
		return MeanTest{}, err
	}
	df := float64(a.N + b.N - 2)
	if df < 1 {
		return MeanTest{}, fail(stat.TooFewRows, "both groups", float64(a.N+b.N), 3)
	}
	v := pooledVariance(a, b) * (1/float64(a.N) + 1/float64(b.N))
	return newMeanTest(a.Mean-b.Mean, v, df, min(a.N, b.N), "both groups")
}

func pooledVariance(a, b Group) float64 {
	return (a.squares() + b.squares()) / float64(a.N+b.N-2)
}

// newMeanTest refuses values that do not vary: then there is no t.
func newMeanTest(diff, variance, df float64, n int64, subject string) (MeanTest, error) {
	if variance == 0 {
		return MeanTest{}, fail(stat.Constant, subject, 0, 0)
	}
	t := MeanTest{T: diff / math.Sqrt(variance), DF: df}
	if math.IsNaN(t.T) || math.IsInf(t.T, 0) || math.IsNaN(df) {
		return MeanTest{}, fail(stat.NotFinite, subject, 0, 0)
	}
	t.P = stat.StudentP(t.T, df)
	t.Diff = stat.New(stat.Parts{
		Value: diff, Variance: variance, SRSVariance: math.NaN(), DF: df, N: n, SumW: math.NaN(), SumW2: math.NaN(),
	})
	return t, nil
}
