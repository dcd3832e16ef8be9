package weight

import (
	"math"

	"manyi.dev/manyi/stat"
)

// Trimmed are weights after trimming.
type Trimmed struct {
	Weights []float64
	Cut     int // weights beyond the bounds at the beginning
	Rounds  int
}

// maxRounds is how often strict trimming may cut and spread.
const maxRounds = 10000

// Trim cuts weights beyond [low, high] and spreads what it has cut off, in equal absolute amounts,
// over the weights within, so that the sum stays. Spreading can carry weights beyond a bound: strict
// repeats it until none is. A bound of −Inf or +Inf does nothing. When nothing is left to spread over,
// or the mean lies outside the bounds, that is an error.
func Trim(weights []float64, low, high float64, strict bool) (Trimmed, error) {
	if err := checkWeights(weights); err != nil {
		return Trimmed{}, err
	}
	if !(low < high) {
		return Trimmed{}, &stat.Error{Package: "weight", Reason: stat.OutOfRange, Subject: "lower bound", Got: low}
	}
	sum := 0.0
	for _, w := range weights {
		sum += w
	}
	mean := sum / float64(len(weights))
	if mean < low || mean > high {
		return Trimmed{}, fault(stat.Infeasible, "bounds that the mean weight is not within")
	}
	t := Trimmed{Weights: append([]float64(nil), weights...)}
	for {
		cut, excess := t.round(low, high)
		if cut == 0 {
			return t, nil
		}
		if cut == len(weights) && math.Abs(excess) > 1e-12*sum {
			return Trimmed{}, fault(stat.Infeasible, "bounds that leave no weight to spread over")
		}
		if t.Rounds++; t.Rounds == 1 {
			t.Cut = cut
		}
		if !strict || math.Abs(excess) <= 1e-15*sum {
			return t, nil
		}
		if t.Rounds == maxRounds {
			return Trimmed{}, &stat.Error{Package: "weight", Reason: stat.NoConvergence, Subject: "trimming", Iterations: t.Rounds, Distance: math.Abs(excess) / sum}
		}
	}
}

// round cuts and spreads once; it says how many were cut and by how much in all.
func (t *Trimmed) round(low, high float64) (cut int, excess float64) {
	for _, w := range t.Weights {
		if w < low || w > high {
			cut++
			excess += w - min(max(w, low), high)
		}
	}
	if cut == 0 {
		return 0, 0
	}
	share := 0.0
	if within := len(t.Weights) - cut; within > 0 {
		share = excess / float64(within)
	}
	for i, w := range t.Weights {
		if w < low || w > high {
			t.Weights[i] = min(max(w, low), high)
		} else {
			t.Weights[i] = w + share
		}
	}
	return cut, excess
}
