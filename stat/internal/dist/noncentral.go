package dist

import "math"

// NoncentralTP is P(T ≥ t) of the noncentral t distribution T = (Z+δ)/S, S = √(χ²_df/df), with df
// degrees of freedom, which need not be whole; the lower tail P(T ≤ t) is NoncentralTP(−t, df, −δ).
// NaN for df < 1, an infinite δ or NaN. Conditional on S it is a normal probability,
//
//	P(T ≥ t) = ∫ f_S(s) · Φ(δ − t·s) ds
//
// integrated over u = log s by the trapezoidal rule (see TukeyP). For |δ| > 10⁴, where Z hardly matters beside δ,
// it is the probability that δ/S ≥ t, which is right to about 1/δ².
func NoncentralTP(t, df, delta float64) float64 {
	switch {
	case math.IsNaN(t) || math.IsNaN(df) || math.IsNaN(delta) || df < 1 || math.IsInf(delta, 0):
		return math.NaN()
	case math.IsInf(t, 0):
		return 0.5 - math.Copysign(0.5, t)
	case math.IsInf(df, 1) || df > 1e12:
		return Normal(delta - t)
	}
	if math.Abs(delta) > 1e4 {
		return farTP(t, df, delta)
	}
	start := 1.0
	if t > delta { // the peak of f(u)·exp(−(t·e^u − δ)²/2)
		product := t * delta
		start = (product + math.Sqrt(product*product+4*df*(df+t*t))) / (2 * (df + t*t))
	}
	step := min(0.05, 0.25/(1+math.Abs(delta)))
	return min(1, overChi(df, start, step, func(s float64) float64 { return Normal(delta - t*s) }))
}

// farTP is P(δ/S ≥ t).
func farTP(t, df, delta float64) float64 {
	if (t > 0) != (delta > 0) || t == 0 {
		return 0.5 + math.Copysign(0.5, delta)
	}
	above := ChiSquareP(df*(delta/t)*(delta/t), df) // P(S ≥ δ/t)
	if delta > 0 {
		return 1 - above
	}
	return above
}

// overChi is ∫ f_S(s)·g(s) ds for S = √(χ²_df/df), by steps in u = log s that are at most step and fine
// enough for the density of u,
//
//	f(u) = 2·(df/2)^(df/2)/Γ(df/2) · exp(df·(u − e^{2u}/2))
//
// It begins at s = start, which is to be near the peak of f·g, and goes to both sides until nothing is added.
func overChi(df, start, step float64, g func(s float64) float64) float64 {
	logScale := math.Ln2 + logGammaRatio(df/2)
	h := min(step, 0.75/math.Sqrt(2*df))
	begin := math.Log(start)
	term := func(i int) float64 {
		u := begin + float64(i)*h
		// u − e^{2u}/2 + 1/2, without cancellation for the many u near 0
		return math.Exp(logScale+df*(u-math.Expm1(2*u)/2)) * g(math.Exp(u))
	}
	sum := term(0)
	for _, direction := range []int{-1, 1} {
		idle := 0
		for i := 1; i < 1<<20 && idle < 8; i++ {
			x := term(direction * i)
			sum += x
			if x <= 1e-18*sum {
				idle++
			} else {
				idle = 0
			}
		}
	}
	return sum * h
}

// logGammaRatio is log( a^a·e^{−a}/Γ(a) ), by Stirling's series where the parts would cancel.
func logGammaRatio(a float64) float64 {
	if a < 30 {
		lgamma, _ := math.Lgamma(a)
		return a*math.Log(a) - a - lgamma
	}
	b := 1 / (a * a)
	series := (1.0/12 - b*(1.0/360-b*(1.0/1260-b*(1.0/1680-b/1188)))) / a
	return 0.5*math.Log(a/(2*math.Pi)) - series
}
