package sample

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"manyi.dev/manyi/stat"
)

// Sample is what was drawn.
type Sample struct {
	Units       []int     // places in the frame, from 0, ascending
	Probability []float64 // π of each unit, in (0, 1]
}

// Weights are the design weights 1/π.
func (s Sample) Weights() []float64 {
	weights := make([]float64, len(s.Probability))
	for i, p := range s.Probability {
		weights[i] = 1 / p
	}
	return weights
}

// add appends units of one probability.
func (s *Sample) add(units []int, probability float64) {
	for _, unit := range units {
		s.Units = append(s.Units, unit)
		s.Probability = append(s.Probability, probability)
	}
}

// sort puts the units into the order of the frame.
func (s *Sample) sort() {
	order := make([]int, len(s.Units))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return s.Units[a] - s.Units[b] })
	sorted := Sample{Units: make([]int, len(order)), Probability: make([]float64, len(order))}
	for i, j := range order {
		sorted.Units[i], sorted.Probability[i] = s.Units[j], s.Probability[j]
	}
	*s = sorted
}

// SRS draws n of size units, every set equally likely, by Floyd's method (Bentley and Floyd 1987,
// doi:10.1145/30401.315746): n random numbers whatever the size.
func SRS(n, size int, src rand.Source) (Sample, error) {
	if err := fits(n, size, "n"); err != nil {
		return Sample{}, err
	}
	var s Sample
	s.add(floyd(n, size, src), float64(n)/float64(size))
	return s, nil
}

// fits checks that n units can be taken of size.
func fits(n, size int, subject string) error {
	if n < 0 || n > size {
		return outOfRange(subject, float64(n))
	}
	return nil
}

// floyd draws n of size, ascending.
func floyd(n, size int, src rand.Source) []int {
	taken := make(map[int]struct{}, n)
	units := make([]int, 0, n)
	for j := size - n; j < size; j++ {
		unit := int(below(src, uint64(j)+1))
		if _, twice := taken[unit]; twice {
			unit = j
		}
		taken[unit] = struct{}{}
		units = append(units, unit)
	}
	slices.Sort(units)
	return units
}

// Systematic draws the units ⌊(u+k)·N/n⌋, k = 0 … n−1, of a frame of N = size units; u is the
// random start in [0, 1). The interval N/n need not be whole. The order of the frame is a
// stratification of its own.
func Systematic(n, size int, u float64) (Sample, error) {
	if err := fits(n, size, "n"); err != nil {
		return Sample{}, err
	}
	if !(u >= 0 && u < 1) {
		return Sample{}, outOfRange("start", u)
	}
	var s Sample
	step := float64(size) / float64(n)
	for k := range n {
		s.Units = append(s.Units, min(size-1, int((u+float64(k))*step)))
		s.Probability = append(s.Probability, float64(n)/float64(size))
	}
	return s, nil
}

// SystematicRandom is Systematic with a start from src.
func SystematicRandom(n, size int, src rand.Source) (Sample, error) {
	return Systematic(n, size, fraction(src))
}

// Stratified draws an SRS within each stratum: stratum names the stratum of every unit of the frame,
// take says how many of each. Strata that take does not name are left out. The strata draw in the
// order in which they first stand in the frame.
func Stratified(stratum []string, take map[string]int, src rand.Source) (Sample, error) {
	strata, err := strataOf(stratum, take)
	if err != nil {
		return Sample{}, err
	}
	var s Sample
	for _, h := range strata {
		for _, k := range floyd(h.take, len(h.units), src) {
			s.add(h.units[k:k+1], float64(h.take)/float64(len(h.units)))
		}
	}
	s.sort()
	return s, nil
}

// group is a stratum or PSU of a frame with its units.
type group struct {
	name  string
	units []int
	take  int
}

// groupsOf are the groups in the order in which they first stand.
func groupsOf(labels []string) []group {
	var groups []group
	place := map[string]int{}
	for i, name := range labels {
		k, known := place[name]
		if !known {
			k = len(groups)
			place[name] = k
			groups = append(groups, group{name: name})
		}
		groups[k].units = append(groups[k].units, i)
	}
	return groups
}

// strataOf are the strata of a frame with what is to be taken of each.
func strataOf(labels []string, take map[string]int) ([]group, error) {
	strata := groupsOf(labels)
	found := 0
	for k := range strata {
		n, named := take[strata[k].name]
		if !named {
			continue
		}
		found++
		strata[k].take = n
		if err := fits(n, len(strata[k].units), fmt.Sprintf("n of stratum %q", strata[k].name)); err != nil {
			return nil, err
		}
	}
	if found == len(take) {
		return strata, nil
	}
	var unknown []string
	for name := range take {
		if !slices.ContainsFunc(strata, func(h group) bool { return h.name == name }) {
			unknown = append(unknown, name)
		}
	}
	return nil, fault(stat.Unknown, fmt.Sprintf("stratum %q", slices.Min(unknown)))
}
