// Package dist holds the distributions behind tests and intervals, accurate in their tails.
package dist

import (
	"math"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"
)

// Normal is P(Z ≤ z) of the standard normal distribution.
func Normal(z float64) float64 { return 0.5 * math.Erfc(-z/math.Sqrt2) }

// NormalP is the two-sided probability P(|Z| ≥ |z|).
func NormalP(z float64) float64 { return math.Erfc(math.Abs(z) / math.Sqrt2) }

// NormalQuantile is the p-quantile of the standard normal distribution; NaN outside [0, 1].
func NormalQuantile(p float64) float64 {
	if math.IsNaN(p) || p < 0 || p > 1 {
		return math.NaN()
	}
	if p > 0.5 { // the upper tail by symmetry
		return -NormalQuantile(1 - p)
	}
	x := mathext.NormalQuantile(p)
	if math.IsInf(x, 0) {
		return x
	}
	// One step of Halley's method takes the approximation to the last bits.
	e := (Normal(x) - p) * math.Sqrt(2*math.Pi) * math.Exp(x*x/2)
	if math.IsNaN(e) || math.IsInf(e, 0) {
		return x
	}
	return x - e/(1+x*e/2)
}

// NormalDensity is φ(z).
func NormalDensity(z float64) float64 { return math.Exp(-z*z/2) / math.Sqrt(2*math.Pi) }

// ChiSquareP is P(X ≥ x) of χ² with df degrees of freedom, which need not be whole.
func ChiSquareP(x, df float64) float64 {
	if math.IsNaN(x) || math.IsNaN(df) || df <= 0 {
		return math.NaN()
	}
	if x <= 0 {
		return 1
	}
	return mathext.GammaIncRegComp(df/2, x/2)
}

// ChiSquareQuantile is the p-quantile of χ² with df degrees of freedom.
func ChiSquareQuantile(p, df float64) float64 { return 2 * mathext.GammaIncRegInv(df/2, p) }

// FP is P(X ≥ f) of F with d1 and d2 degrees of freedom, which need not be whole; d2 may be +Inf.
func FP(f, d1, d2 float64) float64 {
	switch {
	case math.IsNaN(f) || math.IsNaN(d1) || math.IsNaN(d2) || d1 <= 0 || d2 <= 0:
		return math.NaN()
	case f <= 0:
		return 1
	case math.IsInf(d2, 1):
		return ChiSquareP(f*d1, d1)
	}
	return mathext.RegIncBeta(d2/2, d1/2, d2/(d2+d1*f))
}

// FQuantile is the p-quantile of F.
func FQuantile(p, d1, d2 float64) float64 { return distuv.F{D1: d1, D2: d2}.Quantile(p) }

// BetaQuantile is the p-quantile of the beta distribution.
func BetaQuantile(p, a, b float64) float64 {
	switch {
	case math.IsNaN(p) || a < 0 || b < 0:
		return math.NaN()
	case a == 0:
		return 0
	case b == 0:
		return 1
	}
	return mathext.InvRegIncBeta(a, b, p)
}
