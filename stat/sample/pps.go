package sample

import (
	"fmt"
	"math"
	"math/rand/v2"
	"sort"

	"manyi.dev/manyi/stat"
)

// Inclusion are the probabilities of inclusion of a PPS sample of n units, π_i = n·x_i/Σx. Units that
// would reach 1 get 1, they are taken with certainty, and the rest is computed without them until
// none exceeds. Units of size 0 get 0 (R: sampling::inclusionprobabilities).
func Inclusion(size []float64, n int) ([]float64, error) {
	positive := 0
	for i, x := range size {
		switch {
		case math.IsNaN(x) || math.IsInf(x, 0):
			return nil, &stat.Error{Package: "sample", Reason: stat.NotFinite, Subject: "size", Row: i + 1}
		case x < 0:
			return nil, &stat.Error{Package: "sample", Reason: stat.Negative, Subject: "size", Row: i + 1}
		case x > 0:
			positive++
		}
	}
	if n < 0 || n > positive {
		return nil, outOfRange("n", float64(n))
	}
	pi := make([]float64, len(size))
	for certain := 0; ; {
		rest := 0.0
		for i, x := range size {
			if pi[i] < 1 {
				rest += x
			}
		}
		before := certain
		left := float64(n - certain)
		for i, x := range size {
			if pi[i] == 1 || x == 0 {
				continue
			}
			if pi[i] = left * x / rest; pi[i] >= 1 {
				pi[i] = 1
				certain++
			}
		}
		if certain == before || certain >= n {
			return none(pi, certain >= n), nil
		}
	}
}

// none sets the probabilities below 1 to 0 when the certain units fill the sample.
func none(pi []float64, full bool) []float64 {
	for i := range pi {
		if full && pi[i] < 1 {
			pi[i] = 0
		}
	}
	return pi
}

// onBorder is how near u+k may come to a cumulated probability and still count as below it: sums of
// probabilities carry rounding.
const onBorder = 1e-12

// PPS draws systematically with the probabilities pi, which sum to the size n of the sample, in the
// order of the frame: the unit i with C(i−1) ≤ u+k < C(i) for k = 0 … n−1, C the cumulated
// probabilities and u a random start in [0, 1) (R: sampling::UPsystematic).
func PPS(pi []float64, u float64) (Sample, error) {
	if !(u >= 0 && u < 1) {
		return Sample{}, outOfRange("start", u)
	}
	cumulated := make([]float64, len(pi))
	sum := 0.0
	for i, p := range pi {
		if !(p >= 0 && p <= 1) {
			return Sample{}, &stat.Error{Package: "sample", Reason: stat.OutOfRange, Subject: "probability of inclusion", Row: i + 1, Got: p}
		}
		sum += p
		cumulated[i] = sum
	}
	n := math.Round(sum)
	for i := len(pi) - 1; i >= 0; i-- {
		cumulated[i] = n // the last unit ends where the sum does, whatever rounding has left
		if pi[i] > 0 {
			break
		}
	}
	if math.Abs(sum-n) > 1e-6 {
		return Sample{}, &stat.Error{Package: "sample", Reason: stat.Inconsistent, Subject: "sum of the probabilities of inclusion", Got: sum, Want: n}
	}
	var s Sample
	next := 0
	for k := range int(n) {
		at := u + float64(k) - onBorder
		i := next + sort.Search(len(pi)-next, func(i int) bool { return cumulated[next+i] > at })
		for i < len(pi) && pi[i] == 0 {
			i++
		}
		if i == len(pi) {
			break
		}
		s.add([]int{i}, pi[i])
		next = i + 1
	}
	return s, nil
}

// PPSRandom is Inclusion and PPS with a start from src.
func PPSRandom(size []float64, n int, src rand.Source) (Sample, error) {
	pi, err := Inclusion(size, n)
	if err != nil {
		return Sample{}, err
	}
	return PPS(pi, fraction(src))
}

// First is how the primary units of a two-stage sample are drawn.
type First int

// The ways of drawing primary units.
const (
	FirstSRS        First = iota // every PSU with the same probability
	FirstSystematic              // the same, spread over the order of the frame
	FirstPPS                     // systematically, proportional to size
)

// TwoStage is a two-stage design: primary units (PSUs) first, then units within the drawn ones.
type TwoStage struct {
	First  First
	PSUs   int // primary units to draw
	Within int // units to draw in each, all when it has fewer
}

// Draw draws from a frame of units of which psu names the primary unit. With FirstPPS a PSU's size is
// the sum of measure over its units, the number of its units when measure is nil; then equal Within
// give all units nearly the same weight. The probability of a unit is that of its PSU times m/M, m of
// the PSU's M units being drawn.
func (t TwoStage) Draw(psu []string, measure []float64, src rand.Source) (Sample, error) {
	if measure != nil && len(measure) != len(psu) {
		return Sample{}, &stat.Error{Package: "sample", Reason: stat.Lengths, Subject: "measure", Got: float64(len(measure)), Want: float64(len(psu))}
	}
	if t.Within < 0 {
		return Sample{}, outOfRange("units within a PSU", float64(t.Within))
	}
	groups := groupsOf(psu)
	first, err := t.first(groups, measure, src)
	if err != nil {
		return Sample{}, err
	}
	var s Sample
	for i, k := range first.Units {
		units := groups[k].units
		m := min(t.Within, len(units))
		for _, j := range floyd(m, len(units), src) {
			s.add(units[j:j+1], first.Probability[i]*float64(m)/float64(len(units)))
		}
	}
	s.sort()
	return s, nil
}

// first draws the primary units.
func (t TwoStage) first(groups []group, measure []float64, src rand.Source) (Sample, error) {
	switch t.First {
	case FirstSRS:
		return SRS(t.PSUs, len(groups), src)
	case FirstSystematic:
		return SystematicRandom(t.PSUs, len(groups), src)
	case FirstPPS:
		size := make([]float64, len(groups))
		for k, g := range groups {
			size[k] = float64(len(g.units))
			if measure != nil {
				size[k] = 0
				for _, i := range g.units {
					size[k] += measure[i]
				}
			}
		}
		return PPSRandom(size, t.PSUs, src)
	}
	return Sample{}, fault(stat.Unknown, fmt.Sprintf("way %d of drawing PSUs", t.First))
}
