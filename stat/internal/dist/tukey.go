package dist

import (
	"math"
	"sync"
)

// TukeyP is P(Q ≥ q) of the studentised range of k normal means with df degrees of freedom of the
// variance, which need not be whole and may be +Inf; NaN for k < 2, df < 1 or NaN. With S = √(χ²_df/df)
// and W the range of k standard normal values (Harter 1960),
//
//	P(Q ≥ q) = ∫ f_S(s) · P(W ≥ q·s) ds
//	P(W ≥ w) = k ∫ φ(z) · { Φ(z)^(k−1) − [Φ(z) − Φ(z−w)]^(k−1) } dz
//
// Both integrands are analytic and die out at both ends, in u = log s and in z, where the trapezoidal
// rule converges exponentially; every term is positive, so that small probabilities keep their digits. Up to
// 100 means the relative error is below 1e−10, beyond that the absolute one is below 1e−4.
func TukeyP(q float64, k int, df float64) float64 {
	switch {
	case math.IsNaN(q) || math.IsNaN(df) || k < 2 || df < 1:
		return math.NaN()
	case q <= 0:
		return 1
	case math.IsInf(q, 1):
		return 0
	}
	beyond := rangeOf(k)
	if df > 1e12 { // the limit
		return beyond(q)
	}
	start := math.Sqrt(df / (df + q*q/2)) // the peak of f(u)·exp(−(q·e^u)²/4), the tail of the range
	return min(1, overChi(df, start, 0.05, func(s float64) float64 { return beyond(q * s) }))
}

// TukeyQuantile is the p-quantile of the studentised range, 0 for p = 0; NaN as TukeyP and for p
// outside [0, 1].
func TukeyQuantile(p float64, k int, df float64) float64 {
	switch {
	case math.IsNaN(p) || p < 0 || p > 1 || math.IsNaN(TukeyP(1, k, df)):
		return math.NaN()
	case p == 0:
		return 0
	case p == 1:
		return math.Inf(1)
	}
	high := 4.0
	for TukeyP(high, k, df) > 1-p && high < 1e12 {
		high *= 2
	}
	return Root(func(q float64) float64 { return (1 - p) - TukeyP(q, k, df) }, 0, high)
}

// The nodes of the integral over z: steps of 1/5 from −9.
const (
	rangeStep = 0.2
	rangeLow  = -9.0
)

// rangeNodes are φ and Φ at the nodes up to 9 + 60/2; wider ranges have a probability below 1e−300.
var rangeNodes = sync.OnceValue(func() (nodes struct{ phi, cdf []float64 }) {
	for i := range int((39-rangeLow)/rangeStep) + 1 {
		z := rangeLow + float64(i)*rangeStep
		nodes.phi = append(nodes.phi, NormalDensity(z))
		nodes.cdf = append(nodes.cdf, Normal(z))
	}
	return nodes
})

// rangeOf is the function P(W ≥ w) for the range W of k standard normal values.
func rangeOf(k int) func(w float64) float64 {
	nodes, others := rangeNodes(), float64(k-1)
	weights := make([]float64, len(nodes.phi)) // k·φ·Φ^(k−1) and the step
	for i, phi := range nodes.phi {
		weights[i] = float64(k) * rangeStep * phi * math.Pow(nodes.cdf[i], others)
	}
	return func(w float64) float64 {
		if w > 60 {
			return 0
		}
		last := min(len(weights)-1, int((9+w/2-rangeLow)/rangeStep))
		var sum float64
		for i, weight := range weights[:last+1] {
			below := Normal(rangeLow + float64(i)*rangeStep - w)
			if below == 0 || weight == 0 {
				continue
			}
			// Φ^(k−1) − (Φ−below)^(k−1) = Φ^(k−1) · (1 − (1 − below/Φ)^(k−1))
			sum -= weight * math.Expm1(others*math.Log1p(-min(1, below/nodes.cdf[i])))
		}
		return min(1, sum)
	}
}
