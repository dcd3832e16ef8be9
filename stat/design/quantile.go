package design

import (
	"fmt"
	"math"
	"sort"

	"manyi.dev/manyi/stat"
)

// Rule says what a quantile between two observed values is.
type Rule string

// The rules; the zero value is Inverse.
const (
	// Inverse is the inverse of the weighted distribution function: the smallest observed y with
	// F̂(y) ≥ p (Hyndman & Fan type 1; R: qrule = "math").
	Inverse Rule = "inverse"
	// Linear interpolates between the points (W_{k−1}/W_{n−1}, y_k) of the sorted values, W_k
	// being the cumulated weights (Hyndman & Fan type 7; R: qrule = "hf7").
	Linear Rule = "linear"
)

// Quantile is an estimated quantile with its Woodruff interval.
type Quantile struct {
	P         float64 // which quantile
	Value     float64
	Low, High float64 // NaN when the sample does not reach so far
	SE        float64 // (High − Low) / (2·t)
}

// Quantiles are the weighted quantiles of y at the probabilities ps, with intervals at the level
// (Woodruff 1952, JASA 47; R: svyquantile with interval.type = "mean"): the interval of
// F̂(q̂), the share of values ≤ q̂ with its design-based error and t(ν), is taken back through the
// distribution function by the same rule.
func (s *Survey) Quantiles(y []float64, rule Rule, level float64, ps ...float64) ([]Quantile, error) {
	if err := s.check(y); err != nil {
		return nil, err
	}
	order := s.sorted(y)
	if len(order.y) == 0 {
		return nil, fault(stat.Empty, "values")
	}
	inverse := order.inverse
	switch rule {
	case Inverse, "":
	case Linear:
		inverse = order.linear
	default:
		return nil, fault(stat.Unknown, fmt.Sprintf("rule %q", string(rule)))
	}
	quantiles := make([]Quantile, len(ps))
	below := make([]float64, s.n)
	for k, p := range ps {
		if !(p >= 0 && p <= 1) {
			return nil, &stat.Error{Package: "design", Reason: stat.OutOfRange, Subject: "probability", Got: p}
		}
		q := Quantile{P: p, Value: inverse(p), Low: math.NaN(), High: math.NaN()}
		for i, x := range y {
			switch {
			case math.IsNaN(x):
				below[i] = x
			case x <= q.Value:
				below[i] = 1
			default:
				below[i] = 0
			}
		}
		share, err := s.Mean(below)
		if err != nil {
			return nil, err
		}
		low, high := share.Interval(level)
		if low >= 0 {
			q.Low = inverse(low)
		}
		if high <= 1 {
			q.High = inverse(high)
		}
		q.SE = (q.High - q.Low) / (2 * stat.StudentQuantile((1+level)/2, share.DF()))
		quantiles[k] = q
	}
	return quantiles, nil
}

// ordered are the values that count in ascending order, with cumulated weights.
type ordered struct {
	y, cum []float64
}

func (s *Survey) sorted(y []float64) ordered {
	var rows []int
	for i, w := range s.weights {
		if w > 0 && s.counts(i, y) {
			rows = append(rows, i)
		}
	}
	sort.SliceStable(rows, func(a, b int) bool { return y[rows[a]] < y[rows[b]] })
	o := ordered{y: make([]float64, len(rows)), cum: make([]float64, len(rows))}
	sum := 0.0
	for k, i := range rows {
		sum += s.weights[i]
		o.y[k], o.cum[k] = y[i], sum
	}
	return o
}

// inverse is the first value whose cumulated weight reaches p; a sum that misses it by rounding
// alone reaches it.
func (o ordered) inverse(p float64) float64 {
	sum := o.cum[len(o.cum)-1]
	goal := p*sum - 1e-12*sum
	k := sort.Search(len(o.cum), func(k int) bool { return o.cum[k] >= goal })
	return o.y[min(k, len(o.y)-1)]
}

func (o ordered) linear(p float64) float64 {
	n := len(o.y)
	if n == 1 {
		return o.y[0]
	}
	at := func(k int) float64 { // position of the k-th value on [0, 1]
		if k == 0 {
			return 0
		}
		return o.cum[k-1] / o.cum[n-2]
	}
	k := sort.Search(n, func(k int) bool { return at(k) >= p })
	switch {
	case k == 0:
		return o.y[0]
	case k == n:
		return o.y[n-1]
	}
	low, high := at(k-1), at(k)
	return o.y[k-1] + (p-low)/(high-low)*(o.y[k]-o.y[k-1])
}
