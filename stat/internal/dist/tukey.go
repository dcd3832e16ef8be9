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
// rule converges exponentially; every term is positive, so that small probabilities keep their digits.
func TukeyP(q float64, k int, df float64) float64 {
	switch {
	case math.IsNaN(q) || math.IsNaN(df) || k < 2 || df < 1:
		return math.NaN()
	case q <= 0:
		return 1
	case math.IsInf(q, 1):
		return 0
	case df > 1e12: // the limit
		return rangeP(q, k)
	}
	return min(1, overChi(df, q/math.Sqrt2, 0.05, func(s float64) float64 { return rangeP(q*s, k) }))
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

// The nodes of rangeP: steps of 1/8 from −9.
const (
	rangeStep = 0.125
	rangeLow  = -9.0
)

// rangeNodes are φ and log Φ at the nodes up to 9 + 60/2; wider ranges have a probability below 1e−300.
var rangeNodes = sync.OnceValue(func() (nodes struct{ phi, logPhi, cdf []float64 }) {
	for i := range int((39-rangeLow)/rangeStep) + 1 {
		z := rangeLow + float64(i)*rangeStep
		nodes.phi = append(nodes.phi, NormalDensity(z))
		nodes.cdf = append(nodes.cdf, Normal(z))
		if z > 0 {
			nodes.logPhi = append(nodes.logPhi, math.Log1p(-Normal(-z)))
		} else {
			nodes.logPhi = append(nodes.logPhi, math.Log(Normal(z)))
		}
	}
	return nodes
})

// rangeP is P(W ≥ w) for the range W of k standard normal values.
func rangeP(w float64, k int) float64 {
	if w > 60 {
		return 0
	}
	nodes, others := rangeNodes(), float64(k-1)
	last := min(len(nodes.phi)-1, int((9+w/2-rangeLow)/rangeStep))
	var sum float64
	for i := range last + 1 {
		below := Normal(rangeLow + float64(i)*rangeStep - w)
		if below == 0 {
			continue
		}
		// Φ^(k−1) − (Φ−below)^(k−1) = Φ^(k−1) · (1 − (1 − below/Φ)^(k−1))
		share := -math.Expm1(others * math.Log1p(-min(1, below/nodes.cdf[i])))
		sum += nodes.phi[i] * math.Exp(others*nodes.logPhi[i]) * share
	}
	return min(1, float64(k)*rangeStep*sum)
}
