package htest

import (
	"math"
	"slices"

	"manyi.dev/manyi/stat"
)

// exactBelow is the number of values below which exact p are given (R: wilcox.test).
const exactBelow = 50

// RankTest is Mann and Whitney's test, which is Wilcoxon's rank sum test.
type RankTest struct {
	// U counts the pairs with x > y, ties as ½; U = R_x − n_x(n_x+1)/2 with R_x the sum of ranks of x.
	U float64
	// Normal is z = (U − n_x·n_y/2)/σ, Corrected has |U − n_x·n_y/2| lowered by ½ (to no less than 0),
	// with ties of t values each in σ² = n_x·n_y/12 · (N+1 − Σ(t³−t)/(N(N−1))). NaN when all are equal.
	Normal, Corrected Z
	// Exact is the two-sided p from the distribution of U; NaN with ties, or with 50 values in a group.
	Exact float64
	// AUC is U/(n_x·n_y), the probability that a random x exceeds a random y (ties as ½), from 0 to 1.
	AUC float64
	// CliffDelta is P(x > y) − P(x < y) = 2·AUC − 1, from −1 to 1 (Cliff 1993). It is the
	// rank-biserial correlation too.
	CliffDelta float64
}

// MannWhitney tests the hypothesis that x is neither larger nor smaller than y in distribution, for two
// independent groups (Mann & Whitney 1947; Lehmann 1975, section 1.4); missing values are left out.
func MannWhitney(x, y []float64) (RankTest, error) {
	px, err := present(x, groupName(0))
	if err != nil {
		return RankTest{}, err
	}
	py, err := present(y, groupName(1))
	if err != nil {
		return RankTest{}, err
	}
	for i, n := range []int{len(px), len(py)} {
		if n == 0 {
			return RankTest{}, fail(stat.Empty, groupName(i), 0, 0)
		}
	}
	nx, ny := float64(len(px)), float64(len(py))
	ranks, ties := midranks(slices.Concat(px, py))
	var sum float64
	for _, r := range ranks[:len(px)] {
		sum += r
	}
	n := nx + ny
	t := RankTest{U: sum - nx*(nx+1)/2, Exact: math.NaN()}
	sigma := math.Sqrt(nx * ny / 12 * (n + 1 - ratio(ties, n*(n-1))))
	t.Normal, t.Corrected = rankZ(t.U-nx*ny/2, sigma)
	if ties == 0 && len(px) < exactBelow && len(py) < exactBelow {
		t.Exact = rankSumP(t.U, len(px), len(py))
	}
	t.AUC = t.U / (nx * ny)
	t.CliffDelta = 2*t.AUC - 1
	return t, nil
}

// rankZ is z without and with the continuity correction, which does not go beyond 0.
func rankZ(away, sigma float64) (normal, corrected Z) {
	less := math.Copysign(max(0, math.Abs(away)-0.5), away)
	return newZ(ratio(away, sigma)), newZ(ratio(less, sigma))
}

// SignedRankTest is Wilcoxon's signed rank test.
type SignedRankTest struct {
	N int     // differences that are not 0
	V float64 // the sum of the ranks of |x−y| over the pairs with x > y
	// Normal is z = (V − N(N+1)/4)/σ with σ² = N(N+1)(2N+1)/24 − Σ(t³−t)/48, Corrected has
	// |V − N(N+1)/4| lowered by ½. NaN when all differences are 0.
	Normal, Corrected Z
	// Exact is the two-sided p from the distribution of V; NaN with ties, zeros, or 50 differences.
	Exact float64
	// RankBiserial is (V − V⁻)/(V + V⁻), the matched-pairs rank-biserial correlation (Kerby 2014).
	RankBiserial float64
}

// SignedRank tests the hypothesis that the differences x−y of the same respondents are symmetric about 0
// (Wilcoxon 1945; Lehmann 1975, section 3.2). Differences of 0 are dropped, as are rows with a missing
// value.
func SignedRank(x, y []float64) (SignedRankTest, error) {
	px, py, err := pairs(x, y)
	if err != nil {
		return SignedRankTest{}, err
	}
	if len(px) == 0 {
		return SignedRankTest{}, fail(stat.Empty, "pairs", 0, 0)
	}
	size, up := px[:0], make([]bool, 0, len(px))
	for i := range px {
		if d := px[i] - py[i]; d != 0 {
			size, up = append(size, math.Abs(d)), append(up, d > 0)
		}
	}
	ranks, ties := midranks(size)
	t := SignedRankTest{N: len(size), Exact: math.NaN()}
	for i, r := range ranks {
		if up[i] {
			t.V += r
		}
	}
	n := float64(t.N)
	all := n * (n + 1) / 2
	t.Normal, t.Corrected = rankZ(t.V-all/2, math.Sqrt(n*(n+1)*(2*n+1)/24-ties/48))
	if ties == 0 && t.N == len(py) && t.N < exactBelow {
		t.Exact = signedRankP(t.V, t.N)
	}
	t.RankBiserial = ratio(2*t.V-all, all)
	return t, nil
}

// RanksTest is Kruskal and Wallis' test.
type RanksTest struct {
	ChiSquare           // X2 is H corrected for ties
	MeanRanks []float64 // by group
	// Epsilon2 is H/(N−1), the share of the variance of the ranks between the groups, from 0 to 1.
	Epsilon2 float64

	sizes []float64
	unit  float64 // the variance of a rank: (N(N+1) − Σ(t³−t)/(N−1))/12
}

// KruskalWallis tests the hypothesis that several independent groups have the same distribution (Kruskal
// & Wallis 1952); missing values are left out. With R_i the sum of ranks of group i,
//
//	H = (12/(N(N+1)) · Σ R_i²/n_i − 3(N+1)) / (1 − Σ(t³−t)/(N³−N))
//
// and groups−1 degrees of freedom.
func KruskalWallis(groups [][]float64) (RanksTest, error) {
	if len(groups) < 2 {
		return RanksTest{}, fail(stat.TooFewGroups, "groups", float64(len(groups)), 2)
	}
	var all []float64
	t := RanksTest{}
	for i, g := range groups {
		kept, err := present(g, groupName(i))
		if err != nil {
			return RanksTest{}, err
		}
		if len(kept) == 0 {
			return RanksTest{}, fail(stat.Empty, groupName(i), 0, 0)
		}
		all = append(all, kept...)
		t.sizes = append(t.sizes, float64(len(kept)))
	}
	ranks, ties := midranks(all)
	n := float64(len(all))
	t.unit = (n*(n+1) - ratio(ties, n-1)) / 12
	if !(t.unit > 0) {
		return RanksTest{}, fail(stat.Constant, "values", 0, 0)
	}
	var between float64
	for _, size := range t.sizes {
		var sum float64
		for _, r := range ranks[:int(size)] {
			sum += r - (n+1)/2
		}
		ranks = ranks[int(size):]
		t.MeanRanks = append(t.MeanRanks, (n+1)/2+sum/size)
		between += sum * sum / size
	}
	t.ChiSquare = newChiSquare(between/t.unit, float64(len(groups)-1))
	t.Epsilon2 = t.X2 / (n - 1)
	return t, nil
}

// RankPair is the comparison of the groups A and B, numbered from 0.
type RankPair struct {
	A, B int
	Z
}

// Dunn compares every two groups by their mean ranks (Dunn 1964); the pairs come as (0,1), (0,2), … and
// their p are not adjusted (see Adjust):
//
//	z = (R̄_a − R̄_b) / √( (N(N+1) − Σ(t³−t)/(N−1))/12 · (1/n_a + 1/n_b) )
func (t RanksTest) Dunn() []RankPair {
	var all []RankPair
	eachPair(len(t.sizes), func(a, b int) {
		se := math.Sqrt(t.unit * (1/t.sizes[a] + 1/t.sizes[b]))
		all = append(all, RankPair{a, b, newZ((t.MeanRanks[a] - t.MeanRanks[b]) / se)})
	})
	return all
}

// eachPair goes through all pairs a < b of n groups.
func eachPair(n int, do func(a, b int)) {
	for a := range n {
		for b := a + 1; b < n; b++ {
			do(a, b)
		}
	}
}

// midranks are the ranks of x, tied values having the mean of theirs, and Σ(t³−t) over the ties of t
// values.
func midranks(x []float64) (ranks []float64, ties float64) {
	order := make([]int32, len(x))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int {
		switch {
		case x[a] < x[b]:
			return -1
		case x[a] > x[b]:
			return 1
		}
		return 0
	})
	ranks = make([]float64, len(x))
	for i := 0; i < len(order); {
		j := i + 1
		for j < len(order) && x[order[j]] == x[order[i]] {
			j++
		}
		for _, k := range order[i:j] {
			ranks[k] = float64(i+j+1) / 2
		}
		t := float64(j - i)
		ties += t*t*t - t
		i = j
	}
	return ranks, ties
}
