package stat

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// manyDF is where Student's t is taken by its expansion about the normal distribution (Abramowitz & Stegun 1964, 26.7.5 and
// its inverse), which is exact to the last digits there while the incomplete beta function loses some.
const manyDF = 1e6

// StudentQuantile is the p-quantile of Student's t with df degrees of freedom, the standard
// normal one for df = +Inf. NaN when df < 1 or anything is NaN: with less than one degree of
// freedom there is no interval worth showing.
func StudentQuantile(p, df float64) float64 {
	switch {
	case math.IsNaN(p) || math.IsNaN(df) || df < 1 || p < 0 || p > 1:
		return math.NaN()
	case p == 0 || p == 1:
		return math.Inf(int(2*p - 1))
	case p == 0.5:
		return 0
	case math.IsInf(df, 1):
		return distuv.UnitNormal.Quantile(p)
	case df >= manyDF:
		z := distuv.UnitNormal.Quantile(p)
		return z + z*(z*z+1)/(4*df) + z*(5*z*z*z*z+16*z*z+3)/(96*df*df)
	}
	t := distuv.StudentsT{Sigma: 1, Nu: df}
	if p < 0.5 { // by symmetry, so that both bounds of an interval have the same half width
		return -polish(t, 1-p)
	}
	return polish(t, p)
}

// polish takes gonum's quantile one Newton step further: x − (F(x)−p)/f(x).
func polish(t distuv.StudentsT, p float64) float64 {
	x := t.Quantile(p)
	if step := (p - t.Survival(-x)) / t.Prob(x); !math.IsNaN(step) && math.Abs(step) < 1e-3*math.Abs(x) {
		x += step
	}
	return x
}

// StudentP is the two-sided probability P(|T| ≥ |t|) of Student's t with df degrees of freedom,
// of the standard normal for df = +Inf. NaN when df < 1 or anything is NaN.
func StudentP(t, df float64) float64 {
	switch {
	case math.IsNaN(t) || math.IsNaN(df) || df < 1:
		return math.NaN()
	case math.IsInf(t, 0):
		return 0
	case math.IsInf(df, 1):
		return math.Erfc(math.Abs(t) / math.Sqrt2) // exact far out in the tail, too
	case df >= manyDF && math.Abs(t) < 100:
		z := t - t*(t*t+1)/(4*df) + t*(13*t*t*t*t+8*t*t+3)/(96*df*df)
		return math.Erfc(math.Abs(z) / math.Sqrt2)
	}
	return 2 * distuv.StudentsT{Sigma: 1, Nu: df}.Survival(math.Abs(t))
}
