package rank

import (
	"math"
	"slices"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/htest"
)

// Competition ranks values from the highest, 1. Equal values share the smallest of their ranks and
// the next one leaves a gap (1, 2, 2, 4; R: rank(-x, ties.method = "min")). NaN gets 0.
func Competition(values []float64) []int {
	order := descending(values)
	ranks := make([]int, len(values))
	for at, i := range order {
		ranks[i] = at + 1
		if at > 0 && values[order[at-1]] == values[i] {
			ranks[i] = ranks[order[at-1]]
		}
	}
	return ranks
}

// descending are the places of the values that are not NaN from the highest to the lowest; equal
// ones in the order given.
func descending(values []float64) []int {
	var order []int
	for i, v := range values {
		if !math.IsNaN(v) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case values[a] > values[b]:
			return -1
		case values[a] < values[b]:
			return 1
		}
		return 0
	})
	return order
}

// LeftOut says why a unit has no rank.
type LeftOut string

// The reasons for having no rank.
const (
	BelowBase LeftOut = "below_base" // fewer respondents than the minimum base
	NoFigure  LeftOut = "no_figure"  // the figure is undefined
)

// Unranked is a unit without a rank.
type Unranked struct {
	Unit   int // in the order given
	N      int64
	Reason LeftOut
}

// List is a ranking by the figures themselves.
type List struct {
	Ranks    []int // by unit, competition ranks from 1; 0 without one
	Unranked []Unranked
}

// ByFigure ranks units from the highest figure under the minimum-base rule: a unit with fewer than
// minBase respondents (0 stands for stat.MinBase, a negative number for no rule) is not ranked but
// named, and does not move the others.
func ByFigure(units []stat.Estimate, minBase int64) List {
	if minBase == 0 {
		minBase = stat.MinBase
	}
	var list List
	values := make([]float64, len(units))
	for i, u := range units {
		values[i] = u.Value()
		switch {
		case u.N() < minBase:
			values[i] = math.NaN()
			list.Unranked = append(list.Unranked, Unranked{i, u.N(), BelowBase})
		case !u.Defined():
			list.Unranked = append(list.Unranked, Unranked{i, u.N(), NoFigure})
		}
	}
	list.Ranks = Competition(values)
	return list
}

// Group is a run of units in the ranking that are not told apart from the best of them.
type Group struct {
	Units []int // from the highest figure, in the order of the ranking
}

// Groups splits the ranking into groups of statistically tied units. The best unit leads the first
// group; going down the ranking, every unit joins whose difference from the leader is not
// significant at the level alpha (stat.Difference, p-values of the leader against all units below
// corrected by Holm 1979). The first that does differ leads the next group. Units without a figure
// or error are in no group. Two units of neighbouring groups need not differ; the leaders do.
func Groups(units []stat.Estimate, alpha float64) []Group {
	if !(alpha > 0 && alpha < 1) {
		panic("rank: alpha outside (0, 1)")
	}
	values := make([]float64, len(units))
	for i, u := range units {
		values[i] = u.Value()
		if math.IsNaN(u.SE()) {
			values[i] = math.NaN()
		}
	}
	order := descending(values)
	var groups []Group
	for len(order) > 0 {
		size := tied(units, order, alpha)
		groups = append(groups, Group{slices.Clone(order[:size])})
		order = order[size:]
	}
	return groups
}

// tied is how many units from the top of the order are not told apart from the first.
func tied(units []stat.Estimate, order []int, alpha float64) int {
	p := make([]float64, len(order)-1)
	for j, i := range order[1:] {
		_, p[j] = stat.Difference(units[order[0]], units[i])
	}
	corrected, err := htest.Adjust(p, htest.Holm)
	if err != nil { // probabilities of stat.Difference lie in [0, 1]
		panic(err)
	}
	for j, adjusted := range corrected {
		if adjusted < alpha {
			return j + 1
		}
	}
	return len(order)
}
