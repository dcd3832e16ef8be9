package stat

import "math"

// MinBase is the smallest base, in each of two compared groups, below which no verdict about
// their difference is given.
const MinBase = 30

// Verdict is what may be said about a difference.
type Verdict string

// The verdicts.
const (
	Significant    Verdict = "significant"     // the difference is larger than chance explains at the level
	NotSignificant Verdict = "not_significant" // it is not
	TooFew         Verdict = "too_few"         // a base is below MinBase, or a figure or its error is undefined
)

// Difference is a − b for two independent estimates, such as the same indicator in two waves of
// different respondents, with the two-sided p of the hypothesis that both are equal:
//
//	V(a − b) = V(a) + V(b)
//	ν = (V(a)+V(b))² / (V(a)²/ν_a + V(b)²/ν_b)
//
// (Welch 1947, Satterthwaite 1946), where V are the design variances. The base of the difference
// is the smaller of the two; it has no effective base and no design effect. Both results are
// undefined, p NaN, when one of the estimates is. Two equal values without any variance have
// p = 1, two different ones p = 0.
//
// The same respondents asked twice (a panel, two items of one wave) are not independent: their
// covariance is missing here and the test would be wrong.
func Difference(a, b Estimate) (diff Estimate, p float64) {
	va, vb := a.Variance(), b.Variance()
	d := New(Parts{
		Value:       a.Value() - b.Value(),
		Variance:    va + vb,
		SRSVariance: math.NaN(),
		DF:          welchDF(va, a.DF(), vb, b.DF()),
		N:           min(a.N(), b.N()),
		SumW:        math.NaN(),
		SumW2:       math.NaN(),
	})
	if !d.Defined() || math.IsNaN(d.SE()) {
		return d, math.NaN()
	}
	if d.SE() == 0 {
		if d.Value() == 0 {
			return d, 1
		}
		return d, 0
	}
	return d, StudentP(d.Value()/d.SE(), d.DF())
}

// Judge is the verdict on a difference with probability p (of Difference) at the level alpha,
// given the estimates that were compared.
func Judge(a, b Estimate, p, alpha float64) Verdict {
	switch {
	case a.N() < MinBase || b.N() < MinBase || math.IsNaN(p):
		return TooFew
	case p < alpha:
		return Significant
	}
	return NotSignificant
}

// welchDF are Satterthwaite's degrees of freedom of a sum of two independent variances.
func welchDF(va, dfa, vb, dfb float64) float64 {
	sum := va + vb
	if sum == 0 {
		return dfa + dfb
	}
	// Infinite degrees of freedom add nothing to the denominator, since x/Inf = 0.
	return sum * sum / (va*va/dfa + vb*vb/dfb)
}
