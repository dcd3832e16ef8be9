package dist

import "math"

// NoncentralTP is P(T ≥ t) of the noncentral t distribution T = (Z+δ)/S, S = √(χ²_df/df), with df
// degrees of freedom, which need not be whole; the lower tail P(T ≤ t) is NoncentralTP(−t, df, −δ).
// NaN for df ≤ 0 or NaN. Conditional on S it is a normal probability,
//
//	P(T ≥ t) = ∫ f_S(s) · Φ(δ − t·s) ds
//
// integrated over u = log s by the trapezoidal rule (see TukeyP).
func NoncentralTP(t, df, delta float64) float64 {
	switch {
	case math.IsNaN(t) || math.IsNaN(df) || math.IsNaN(delta) || df <= 0 || math.IsInf(delta, 0):
		return math.NaN()
	case math.IsInf(t, 0):
		return 0.5 - math.Copysign(0.5, t)
	case math.IsInf(df, 1) || df > 1e12:
		return Normal(delta - t)
	}
	step := min(0.05, 0.25/(1+math.Abs(delta)))
	return min(1, overChi(df, max(0, t), step, func(s float64) float64 { return Normal(delta - t*s) }))
}

// overChi is ∫ f_S(s)·g(s) ds for S = √(χ²_df/df), by steps in u = log s that are at most step and fine
// enough for the density of u,
//
//	f(u) = 2·(df/2)^(df/2)/Γ(df/2) · exp(df·(u − e^{2u}/2))
//
// It starts near the peak of f(u)·exp(−(slope·e^u)²/2) and goes to both sides until nothing is added.
func overChi(df, slope, step float64, g func(s float64) float64) float64 {
	logScale := math.Ln2 + logGammaRatio(df/2)
	h := min(step, 0.5/math.Sqrt(2*df))
	start := -0.5 * math.Log1p(slope*slope/df)
	term := func(i int) float64 {
		u := start + float64(i)*h
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
