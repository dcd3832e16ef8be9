package htest

import (
	"math"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/internal/dist"
)

// Effect is the standardised difference of the means of two groups.
type Effect struct {
	D             float64 // Cohen's d: (x̄_a − x̄_b)/s_p with the pooled s_p (Cohen 1988, section 2.5)
	Hedges        float64 // d·J, without d's bias: J = Γ(m/2)/(√(m/2)·Γ((m−1)/2)), m = n_a+n_b−2 (Hedges 1981); 0 for m = 1
	HedgesApprox  float64 // d·(1 − 3/(4m−1))
	Glass         float64 // (x̄_a − x̄_b)/s_b, b being the control group (Glass 1976); NaN when s_b is 0 or unknown
	df, effective float64
}

// Standardise is the effect size of the difference of two means, a minus b.
func Standardise(a, b Group) (Effect, error) {
	if err := check([]Group{a, b}, 2, 1); err != nil {
		return Effect{}, err
	}
	m := float64(a.N + b.N - 2)
	if m < 1 {
		return Effect{}, fail(stat.TooFewRows, "both groups", float64(a.N+b.N), 3)
	}
	sp := math.Sqrt(pooledVariance(a, b))
	if sp == 0 {
		return Effect{}, fail(stat.Constant, "both groups", 0, 0)
	}
	diff := a.Mean - b.Mean
	if d := diff / sp; math.IsNaN(d) || math.IsInf(d, 0) {
		return Effect{}, fail(stat.NotFinite, "both groups", 0, 0)
	}
	e := Effect{D: diff / sp, Glass: math.NaN(), df: m, effective: 1 / (1/float64(a.N) + 1/float64(b.N))}
	e.Hedges = e.D * hedges(m)
	e.HedgesApprox = e.D * (1 - 3/(4*m-1))
	if b.N > 1 {
		e.Glass = ratio(diff, math.Sqrt(b.Variance))
	}
	return e, nil
}

// hedges is J(m), 0 for m = 1, where d has no mean.
func hedges(m float64) float64 {
	if m <= 1 {
		return 0
	}
	if m < 100 {
		top, _ := math.Lgamma(m / 2)
		bottom, _ := math.Lgamma((m - 1) / 2)
		return math.Exp(top-bottom) / math.Sqrt(m/2)
	}
	// Γ(x+½)/Γ(x) = √x·(1 − 1/8x + 1/128x² + 5/1024x³ − 21/32768x⁴ − …), without cancellation
	x := (m - 1) / 2
	series := 1 + (-1.0/8+(1.0/128+(5.0/1024+(-21.0/32768-399.0/262144/x)/x)/x)/x)/x
	return math.Sqrt((m-1)/m) * series
}

// Interval is the interval of the effect behind D: the δ for which the observed t = D·√ñ, with 1/ñ =
// 1/n_a + 1/n_b, is at the upper and at the lower end of the noncentral t distribution with the
// noncentrality δ·√ñ (Steiger & Fouladi 1997).
func (e Effect) Interval(level float64) Interval {
	mustLevel(level)
	root := math.Sqrt(e.effective)
	t := e.D * root
	bound := func(tail float64) float64 { // P(T ≥ t; λ) = tail, which rises with λ
		wide := 10 + 2*math.Abs(t)
		for range 60 {
			if dist.NoncentralTP(t, e.df, t-wide) < tail && dist.NoncentralTP(t, e.df, t+wide) > tail {
				break
			}
			wide *= 2
		}
		return dist.Root(func(l float64) float64 { return dist.NoncentralTP(t, e.df, l) - tail }, t-wide, t+wide) / root
	}
	return Interval{bound((1 - level) / 2), bound((1 + level) / 2)}
}
