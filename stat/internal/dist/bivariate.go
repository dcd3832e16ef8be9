package dist

import (
	"math"

	"gonum.org/v1/gonum/integrate/quad"
)

// nodes of Gauss–Legendre integration on [−1, 1], and their weights.
var nodes, nodeWeights = legendre(20)

func legendre(n int) (x, w []float64) {
	x, w = make([]float64, n), make([]float64, n)
	quad.Legendre{}.FixedLocations(x, w, -1, 1)
	return x, w
}

// BivariateNormal is P(X ≤ h, Y ≤ k) of two standard normal variables with correlation r (Plackett
// 1954, Drezner & Wesolowsky 1990):
//
//	Φ(h)·Φ(k) + 1/2π · ∫_0^{asin r} exp(−(h² + k² − 2hk·sin t)/(2cos² t)) dt
//
// NaN unless −1 ≤ r ≤ 1. The absolute error is below 1e-14 (R: pbivnorm, mvtnorm::pmvnorm).
func BivariateNormal(h, k, r float64) float64 {
	switch {
	case math.IsNaN(h) || math.IsNaN(k) || !(r >= -1 && r <= 1):
		return math.NaN()
	case math.IsInf(h, -1) || math.IsInf(k, -1):
		return 0
	case math.IsInf(h, 1):
		return Normal(k)
	case math.IsInf(k, 1):
		return Normal(h)
	case r == 1:
		return Normal(min(h, k))
	case r == -1:
		return max(0, Normal(h)-Normal(-k))
	}
	if r < 0 { // P(X ≤ h) − P(X ≤ h, −Y < −k)
		return max(0, Normal(h)-BivariateNormal(h, -k, -r))
	}
	// Panels become shorter towards t = π/2, where the exponent has its pole.
	end := math.Asin(r)
	from, sum := 0.0, 0.0
	for panel := math.Pi / 4; from < end; panel /= 2 {
		to := min(end, from+panel)
		sum += plackett(h, k, from, to)
		from = to
	}
	return min(1, max(0, Normal(h)*Normal(k)+sum/(2*math.Pi)))
}

// plackett integrates from one angle to the other.
func plackett(h, k, from, to float64) float64 {
	middle, half, sum := (from+to)/2, (to-from)/2, 0.0
	for i, x := range nodes {
		s, c := math.Sincos(middle + half*x)
		sum += nodeWeights[i] * math.Exp(-((h-k)*(h-k)/(2*c*c))-h*k/(1+s))
	}
	return sum * half
}
