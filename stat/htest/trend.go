package htest

import (
	"math"

	"manyi.dev/manyi/stat"
)

// TrendTest is a test of a linear trend. P is two-sided; the sign of Z is that of the trend.
type TrendTest struct{ X2, Z, P float64 }

// CochranArmitage tests the hypothesis that the shares x_i/n_i of ordered groups do not rise or fall with
// the scores s_i of the groups (Cochran 1954; Armitage 1955). With p = Σx/Σn and s̄ = Σn_i·s_i/Σn,
//
//	z = Σ x_i(s_i−s̄) / √( p(1−p)·Σ n_i(s_i−s̄)² ),  χ² = z²
//
// NaN when everybody or nobody succeeded.
func CochranArmitage(counts []Count, scores []float64) (TrendTest, error) {
	if len(counts) != len(scores) {
		return TrendTest{}, fail(stat.Lengths, "scores", float64(len(scores)), float64(len(counts)))
	}
	if len(counts) < 2 {
		return TrendTest{}, fail(stat.TooFewGroups, "groups", float64(len(counts)), 2)
	}
	var x, n, sum float64
	for i, c := range counts {
		if err := c.check(groupName(i)); err != nil {
			return TrendTest{}, err
		}
		if math.IsNaN(scores[i]) || math.IsInf(scores[i], 0) {
			return TrendTest{}, failRow(stat.NotFinite, "scores", i)
		}
		x += c.X
		n += c.N
		sum += c.N * scores[i]
	}
	p, mean := x/n, sum/n
	var cross, squares float64
	for i, c := range counts {
		s := scores[i] - mean
		cross += (c.X - c.N*p) * s
		squares += c.N * s * s
	}
	if squares == 0 {
		return TrendTest{}, fail(stat.Constant, "scores", 0, 0)
	}
	z := ratio(cross, math.Sqrt(p*(1-p)*squares))
	return TrendTest{X2: z * z, Z: z, P: newZ(z).P}, nil
}

// AssociationTest is Mantel's test of linear association.
type AssociationTest struct {
	R float64 // Pearson's correlation of the scores
	TrendTest
}

// LinearByLinear tests the hypothesis that two ordered variables are not associated linearly (Mantel 1963;
// Agresti 2013, section 3.4):
//
//	M² = (N−1)·r²,  χ² with one degree of freedom
//
// freq says how often each pair of scores occurs, such as the cells of a table; nil means once each.
func LinearByLinear(x, y, freq []float64) (AssociationTest, error) {
	n := float64(0)
	if freq == nil {
		px, _, err := pairs(x, y)
		if err != nil {
			return AssociationTest{}, err
		}
		n = float64(len(px))
	} else {
		for i := range min(len(freq), len(x), len(y)) {
			if !math.IsNaN(x[i]) && !math.IsNaN(y[i]) {
				n += freq[i]
			}
		}
	}
	r, err := WeightedPearson(x, y, freq)
	if err != nil {
		return AssociationTest{}, err
	}
	if n < 2 {
		return AssociationTest{}, fail(stat.TooFewRows, "pairs", n, 2)
	}
	z := math.Sqrt(n-1) * r
	return AssociationTest{R: r, TrendTest: TrendTest{X2: z * z, Z: z, P: newZ(z).P}}, nil
}
