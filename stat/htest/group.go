package htest

import (
	"math"

	"manyi.dev/manyi/stat"
)

// Group is what the tests of means need to know of a group: it comes from values (Describe) or from
// the sums of a cube cell (FromSums).
type Group struct {
	N        int64   // values
	Mean     float64 // x̄
	Variance float64 // s² with n−1; not used when N is 1
}

// Describe summarises the values of a group; NaN is a missing value and left out.
//
//	x̄ = Σx/n,  s² = Σ(x−x̄)²/(n−1)
func Describe(x []float64) (Group, error) { return describe(x, "values") }

func describe(x []float64, subject string) (Group, error) {
	var g Group
	var sum float64
	for i, v := range x {
		if math.IsInf(v, 0) {
			return g, failRow(stat.NotFinite, subject, i)
		}
		if !math.IsNaN(v) {
			g.N++
			sum += v
		}
	}
	if g.N == 0 {
		return g, fail(stat.Empty, subject, 0, 0)
	}
	g.Mean = sum / float64(g.N)
	var squares, rest float64
	for _, v := range x {
		if !math.IsNaN(v) {
			squares += (v - g.Mean) * (v - g.Mean)
			rest += v - g.Mean // 0 but for rounding: the correction of the two-pass method
		}
	}
	g.Variance = (squares - rest*rest/float64(g.N)) / float64(g.N-1)
	return g, nil
}

// DescribeAll summarises several groups; an error names the group by its number.
func DescribeAll(groups [][]float64) ([]Group, error) {
	all := make([]Group, len(groups))
	for i, x := range groups {
		g, err := describe(x, groupName(i))
		if err != nil {
			return nil, err
		}
		all[i] = g
	}
	return all, nil
}

// FromSums is the group of n values with the sums Σx and Σx²:
//
//	s² = (Σx² − (Σx)²/n) / (n−1)
//
// which is exact enough for bounded scales; centre other measures first.
func FromSums(n int64, sum, sum2 float64) Group {
	mean := sum / float64(n)
	return Group{N: n, Mean: mean, Variance: max(0, sum2-sum*mean) / float64(n-1)}
}

// Split sorts values into the groups of a factor, in the order of its levels. Missing values (NaN) and
// rows without a level are left out; a level without values keeps an empty group.
func Split(values []float64, by stat.Factor) ([][]float64, error) {
	if len(values) != by.Rows() {
		return nil, fail(stat.Lengths, "groups", float64(by.Rows()), float64(len(values)))
	}
	groups := make([][]float64, len(by.Levels))
	for i, v := range values {
		if g := by.Codes[i]; g >= 0 && !math.IsNaN(v) {
			groups[g] = append(groups[g], v)
		}
	}
	return groups, nil
}

// check finds groups that cannot be compared: fewer than least groups, or one with fewer than size
// values or with a mean or variance that is none.
func check(groups []Group, least int, size int64) error {
	if len(groups) < least {
		return fail(stat.TooFewGroups, "groups", float64(len(groups)), float64(least))
	}
	for i, g := range groups {
		if g.N < size {
			return fail(stat.TooFewRows, groupName(i), float64(g.N), float64(size))
		}
		variance := g.Variance
		if g.N == 1 {
			variance = 0
		}
		if math.IsNaN(g.Mean) || math.IsInf(g.Mean, 0) || math.IsNaN(variance) || math.IsInf(variance, 0) {
			return fail(stat.NotFinite, groupName(i), 0, 0)
		}
		if variance < 0 {
			return fail(stat.Negative, groupName(i), 0, 0)
		}
	}
	return nil
}

// squares is the sum of squares within the group.
func (g Group) squares() float64 {
	if g.N < 2 {
		return 0
	}
	return float64(g.N-1) * g.Variance
}

// present are the values that are not missing; an infinite one is an error.
func present(x []float64, subject string) ([]float64, error) {
	kept := make([]float64, 0, len(x))
	for i, v := range x {
		switch {
		case math.IsInf(v, 0):
			return nil, failRow(stat.NotFinite, subject, i)
		case !math.IsNaN(v):
			kept = append(kept, v)
		}
	}
	return kept, nil
}

// pairs are the rows where neither x nor y is missing.
func pairs(x, y []float64) (px, py []float64, err error) {
	if len(x) != len(y) {
		return nil, nil, fail(stat.Lengths, "y", float64(len(y)), float64(len(x)))
	}
	px, py = make([]float64, 0, len(x)), make([]float64, 0, len(x))
	for i := range x {
		if math.IsInf(x[i], 0) {
			return nil, nil, failRow(stat.NotFinite, "x", i)
		}
		if math.IsInf(y[i], 0) {
			return nil, nil, failRow(stat.NotFinite, "y", i)
		}
		if !math.IsNaN(x[i]) && !math.IsNaN(y[i]) {
			px, py = append(px, x[i]), append(py, y[i])
		}
	}
	return px, py, nil
}
