package weight

import (
	"math"

	"manyi.dev/manyi/stat"
)

// Quality is what weights do to precision.
type Quality struct {
	N          int
	Sum        float64
	NEff       float64 // Kish's effective base, in [1, n]
	Deff       float64 // design effect of weighting n/n_eff, at least 1
	CV         float64 // coefficient of variation √(deff−1)
	Efficiency float64 // n_eff/n, in (0, 1]
	Min, Max   float64
	Negative   int // weights below 0, which linear calibration can give
	Zero       int // weights of 0: rows that do not count
}

// Assess describes weights; everything is NaN for none.
func Assess(weights []float64) Quality {
	n := float64(len(weights))
	q := Quality{N: len(weights), Min: math.Inf(1), Max: math.Inf(-1)}
	squares := 0.0
	for _, w := range weights {
		q.Sum += w
		squares += w * w
		q.Min, q.Max = min(q.Min, w), max(q.Max, w)
		switch {
		case w < 0:
			q.Negative++
		case w == 0:
			q.Zero++
		}
	}
	if len(weights) == 0 {
		q.Min, q.Max = math.NaN(), math.NaN()
	}
	q.NEff = stat.KishN(q.Sum, squares)
	q.Deff = n / q.NEff
	q.Efficiency = q.NEff / n
	q.CV = math.Sqrt(max(0, q.Deff-1))
	return q
}

// Ratios is the range of g = after/before over the rows with a weight before; NaN when there are none.
func Ratios(before, after []float64) (low, high float64) {
	low, high = math.NaN(), math.NaN()
	for i, d := range before {
		if d == 0 {
			continue
		}
		g := after[i] / d
		if !(g >= low) {
			low = g
		}
		if !(g <= high) {
			high = g
		}
	}
	return low, high
}

// Scale multiplies weights so that they sum to total.
func Scale(weights []float64, total float64) ([]float64, error) {
	if err := checkWeights(weights); err != nil {
		return nil, err
	}
	if !(total > 0) || math.IsInf(total, 0) {
		return nil, &stat.Error{Package: "weight", Reason: stat.OutOfRange, Subject: "total", Got: total}
	}
	sum := 0.0
	for _, w := range weights {
		sum += w
	}
	scaled := make([]float64, len(weights))
	for i, w := range weights {
		scaled[i] = w * total / sum
	}
	return scaled, nil
}

// MeanOne scales weights to a mean of 1.
func MeanOne(weights []float64) ([]float64, error) { return Scale(weights, float64(len(weights))) }
