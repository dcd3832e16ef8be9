package index

import (
	"math"
	"slices"
)

// Scale gives each category of an item, by code, the y it counts with. NaN means that the
// category is not part of the base: code 0 (missing) always, and answers such as "not applicable".
type Scale []float64

// NewScale makes a scale from the values of categories 1, 2, … in order.
func NewScale(values ...float64) Scale {
	return append(Scale{math.NaN()}, values...)
}

// Bounds are the lowest and the highest value, NaN when no category counts.
func (s Scale) Bounds() (low, high float64) {
	values := s.values()
	if len(values) == 0 {
		return math.NaN(), math.NaN()
	}
	return values[0], values[len(values)-1]
}

// TopBox is 1 for the k highest different values and 0 for the others: its mean is the share of
// the k best answers. With k not below the number of values everything counts 1.
func (s Scale) TopBox(k int) Scale {
	values := s.values()
	from := math.Inf(1)
	if k > 0 && len(values) > 0 {
		from = values[max(0, len(values)-k)]
	}
	return s.each(func(y float64) float64 {
		if y >= from {
			return 1
		}
		return 0
	})
}

// NPS is +100 for promoters (9 and 10), −100 for detractors (0 to 6) and 0 for the rest of a 0–10
// scale: its mean is the net promoter score.
func (s Scale) NPS() Scale {
	return s.each(func(y float64) float64 {
		switch {
		case y >= 9:
			return 100
		case y <= 6:
			return -100
		}
		return 0
	})
}

// Score maps low to 0 and high to 100 linearly, without cutting off what lies outside; low > high
// turns the scale round. It panics when both are equal.
func (s Scale) Score(low, high float64) Scale {
	if low == high {
		panic("index: a scale of one point has no 0–100 score")
	}
	return s.each(func(y float64) float64 { return 100 * (y - low) / (high - low) })
}

func (s Scale) each(f func(float64) float64) Scale {
	out := make(Scale, len(s))
	for code, y := range s {
		out[code] = y
		if !math.IsNaN(y) {
			out[code] = f(y)
		}
	}
	return out
}

// values are the different values in ascending order.
func (s Scale) values() []float64 {
	var values []float64
	for _, y := range s {
		if !math.IsNaN(y) {
			values = append(values, y)
		}
	}
	slices.Sort(values)
	return slices.Compact(values)
}
