package trend

import (
	"math"

	"manyi.dev/manyi/stat"
)

// Change is what happened to a figure between two waves.
type Change struct {
	Absolute stat.Estimate // after − before
	// Relative is after/before − 1, 0.05 for five percent more; undefined when before is not above 0.
	Relative stat.Estimate
	P        float64 // two-sided, of no change; NaN when a figure or its error is undefined
	// Covariance of the two estimates; 0 for independent samples.
	Covariance float64
}

// Independent compares two waves of different respondents. With a before and b after
//
//	V(b − a) = V(a) + V(b)                                  (stat.Difference)
//	V(b/a)   ≈ (b/a)²·(V(b)/b² + V(a)/a²)                   (delta method)
//
// The relative change has the degrees of freedom of the absolute one.
func Independent(before, after stat.Estimate) Change {
	diff, p := stat.Difference(after, before)
	return Change{Absolute: diff, P: p, Relative: relative(before, after, 0, diff.DF())}
}

// Dependent compares two waves with some of the same respondents (or clusters) by the covariance c
// of the two estimates:
//
//	V(b − a) = V(a) + V(b) − 2c
//	V(b/a)   ≈ (b/a)²·(V(b)/b² + V(a)/a² − 2c/(ab))
//
// with the smaller of the degrees of freedom. The error says that c is larger than the variances
// allow, |c| > √(V(a)·V(b)).
func Dependent(before, after stat.Estimate, covariance float64) (Change, error) {
	va, vb := before.Variance(), after.Variance()
	if limit := math.Sqrt(va * vb); math.IsNaN(covariance) || math.Abs(covariance) > limit*(1+1e-9) {
		return Change{}, &stat.Error{Package: pkg, Reason: stat.Inconsistent, Subject: "covariance", Got: covariance, Want: limit}
	}
	df := min(before.DF(), after.DF())
	c := Change{
		Absolute: estimate(after.Value()-before.Value(), va+vb-2*covariance, df, min(before.N(), after.N())),
		Relative: relative(before, after, covariance, df), Covariance: covariance,
	}
	c.P = pValue(c.Absolute)
	return c, nil
}

// OverlapCovariance is the covariance of the means of two simple random samples that have common
// respondents whose answers correlate by r (Kish 1965, section 12.4):
//
//	c = r · n_c/√(n_a n_b) · √(V(a)·V(b))
//
// The error says that the overlap is larger than a sample or r is no correlation.
func OverlapCovariance(before, after stat.Estimate, common int64, r float64) (float64, error) {
	if common < 0 || common > min(before.N(), after.N()) {
		return 0, &stat.Error{Package: pkg, Reason: stat.OutOfRange, Subject: "overlap", Got: float64(common), Want: float64(min(before.N(), after.N()))}
	}
	if !(math.Abs(r) <= 1) {
		return 0, &stat.Error{Package: pkg, Reason: stat.OutOfRange, Subject: "correlation", Got: r}
	}
	if common == 0 {
		return 0, nil
	}
	return r * float64(common) / math.Sqrt(float64(before.N())*float64(after.N())) * math.Sqrt(before.Variance()*after.Variance()), nil
}

// relative is after/before − 1.
func relative(before, after stat.Estimate, covariance, df float64) stat.Estimate {
	a, b := before.Value(), after.Value()
	base := min(before.N(), after.N())
	if !(a > 0) {
		return estimate(math.NaN(), math.NaN(), df, base)
	}
	ratio := b / a
	// The same as the formula of Independent, without dividing by b, which may be 0.
	return estimate(ratio-1, (after.Variance()+ratio*ratio*before.Variance()-2*ratio*covariance)/(a*a), df, base)
}

func estimate(value, variance, df float64, n int64) stat.Estimate {
	return stat.New(stat.Parts{
		Value: value, Variance: variance, SRSVariance: math.NaN(), DF: df, N: n, SumW: math.NaN(), SumW2: math.NaN(),
	})
}

// pValue is the two-sided p of the hypothesis that the figure is 0.
func pValue(e stat.Estimate) float64 {
	switch {
	case math.IsNaN(e.SE()):
		return math.NaN()
	case e.SE() > 0:
		return stat.StudentP(e.Value()/e.SE(), e.DF())
	case e.Value() == 0:
		return 1
	}
	return 0
}
