package design

import (
	"math"

	"manyi.dev/manyi/stat"
)

// Value is one bar of a histogram: the respondents who gave the value Y.
type Value struct {
	Y     float64
	N     int64
	W, W2 float64 // Σw and Σw² over them; both equal N without weights
}

// Group makes a histogram from parallel counts and sums: y[i] is the value of category i, NaN for
// a category that does not count ("not applicable", missing). It panics when the lengths differ.
// w and w2 may be nil: every respondent then has weight 1.
func Group(y []float64, n []int64, w, w2 []float64) []Value {
	if len(n) != len(y) || (w != nil && len(w) != len(y)) || (w2 != nil && len(w2) != len(y)) {
		panic("design: histogram of unequal lengths")
	}
	values := make([]Value, 0, len(y))
	for i, v := range y {
		if math.IsNaN(v) || n[i] == 0 {
			continue
		}
		one := Value{Y: v, N: n[i], W: float64(n[i]), W2: float64(n[i])}
		if w != nil {
			one.W = w[i]
		}
		if w2 != nil {
			one.W2 = w2[i]
		}
		values = append(values, one)
	}
	return values
}

// base adds what every figure needs of its respondents.
type base struct {
	n       int64
	w, w2   float64
	wy      float64
	squares float64 // Σ w·(y − ȳ)², once the mean is known
	mean    float64
}

// summarise runs over all cells twice: for the mean, and for the spread about it.
func summarise(cells []Cell) base {
	var b base
	for _, c := range cells {
		for _, v := range c.Values {
			if v.N == 0 || math.IsNaN(v.Y) {
				continue
			}
			b.n += v.N
			b.w += v.W
			b.w2 += v.W2
			b.wy += v.W * v.Y
		}
	}
	b.mean = b.wy / b.w // NaN for none
	for _, c := range cells {
		for _, v := range c.Values {
			if v.N != 0 && !math.IsNaN(v.Y) {
				b.squares += v.W * (v.Y - b.mean) * (v.Y - b.mean)
			}
		}
	}
	return b
}

// srsVariance is the variance of the mean under simple random sampling with replacement of n
// respondents: S²/n with S² = n/(n−1) · Σw(y−ȳ)²/W, as R's svyvar.
func (b base) srsVariance() float64 {
	if b.n < 2 {
		return math.NaN()
	}
	return b.squares / b.w / float64(b.n-1)
}

// parts are the parts of the estimate except its variance.
func (b base) parts(df float64) stat.Parts {
	return stat.Parts{
		Value: b.mean, Variance: math.NaN(), SRSVariance: b.srsVariance(),
		DF: df, N: b.n, SumW: b.w, SumW2: b.w2,
	}
}
