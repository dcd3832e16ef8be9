package htest

import (
	"math"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/internal/dist"
)

// Anova is a one-way analysis of variance: k groups, N values.
type Anova struct {
	F                 // MSBetween/MSWithin with k−1 and N−k degrees of freedom
	SSBetween float64 // Σ n_i(x̄_i − x̄)²
	SSWithin  float64 // Σ (n_i−1)s_i²
	MSBetween float64 // SSBetween/(k−1)
	MSWithin  float64 // SSWithin/(N−k), the pooled variance
	Eta2      float64 // SSBetween/SS, the share of the variance between the groups
	Omega2    float64 // (SSBetween − (k−1)·MSWithin)/(SS + MSWithin), without most of Eta2's bias (Hays 1963)
	Epsilon2  float64 // (SSBetween − (k−1)·MSWithin)/SS (Kelley 1935)
	groups    []Group
}

// ANOVA tests the hypothesis that several groups with equal variances have the same mean (Fisher 1925).
func ANOVA(groups []Group) (Anova, error) {
	if err := check(groups, 2, 1); err != nil {
		return Anova{}, err
	}
	var n, sum float64
	for _, g := range groups {
		n += float64(g.N)
		sum += float64(g.N) * g.Mean
	}
	a := Anova{groups: groups}
	for _, g := range groups {
		away := g.Mean - sum/n
		a.SSBetween += float64(g.N) * away * away
		a.SSWithin += g.squares()
	}
	df1, df2 := float64(len(groups)-1), n-float64(len(groups))
	if df2 < 1 {
		return Anova{}, fail(stat.TooFewRows, "all groups", n, float64(len(groups)+1))
	}
	if a.SSWithin == 0 {
		return Anova{}, fail(stat.Constant, "every group", 0, 0)
	}
	if math.IsInf(a.SSBetween+a.SSWithin, 0) {
		return Anova{}, fail(stat.NotFinite, "values", 0, 0)
	}
	a.MSBetween, a.MSWithin = a.SSBetween/df1, a.SSWithin/df2
	a.F = newF(a.MSBetween/a.MSWithin, df1, df2)
	all := a.SSBetween + a.SSWithin
	a.Eta2 = a.SSBetween / all
	a.Omega2 = (a.SSBetween - df1*a.MSWithin) / (all + a.MSWithin)
	a.Epsilon2 = (a.SSBetween - df1*a.MSWithin) / all
	return a, nil
}

// TukeyPair is the comparison of the groups A < B, numbered from 0.
type TukeyPair struct {
	A, B int
	Diff float64  // x̄_b − x̄_a
	CI   Interval // all intervals together hold at the level
	Q, P float64  // the studentised range and its probability, adjusted for all pairs
}

// Tukey compares every two groups by Tukey's honest significant difference, with Kramer's (1956) errors
// for unequal sizes; the pairs come as (0,1), (0,2), …. With Q the studentised range of k means,
//
//	q = |x̄_b − x̄_a| / √( MSWithin/2 · (1/n_a + 1/n_b) ),  p = P(Q ≥ q)
func (a Anova) Tukey(level float64) []TukeyPair {
	mustLevel(level)
	k := len(a.groups)
	critical := dist.TukeyQuantile(level, k, a.DF2)
	var all []TukeyPair
	eachPair(k, func(i, j int) {
		se := math.Sqrt(a.MSWithin / 2 * (1/float64(a.groups[i].N) + 1/float64(a.groups[j].N)))
		p := TukeyPair{A: i, B: j, Diff: a.groups[j].Mean - a.groups[i].Mean}
		p.CI = Interval{p.Diff - critical*se, p.Diff + critical*se}
		p.Q = math.Abs(p.Diff) / se
		p.P = dist.TukeyP(p.Q, k, a.DF2)
		all = append(all, p)
	})
	return all
}

// WelchANOVA tests the hypothesis that several groups have the same mean, whatever their variances (Welch
// 1951). With w_i = n_i/s_i², W = Σw_i, x̄ = Σw_i·x̄_i/W and h = Σ (1−w_i/W)²/(n_i−1),
//
//	F = Σ w_i(x̄_i−x̄)²/(k−1) / (1 + 2(k−2)·h/(k²−1)),  k−1 and (k²−1)/(3h) degrees of freedom
func WelchANOVA(groups []Group) (F, error) {
	if err := check(groups, 2, 2); err != nil {
		return F{}, err
	}
	var sumW, sum float64
	for i, g := range groups {
		if g.Variance == 0 {
			return F{}, fail(stat.Constant, groupName(i), 0, 0)
		}
		w := float64(g.N) / g.Variance
		sumW += w
		sum += w * g.Mean
	}
	var between, h float64
	for _, g := range groups {
		w, away := float64(g.N)/g.Variance, g.Mean-sum/sumW
		between += w * away * away
		h += (1 - w/sumW) * (1 - w/sumW) / float64(g.N-1)
	}
	k := float64(len(groups))
	f := between / (k - 1) / (1 + 2*(k-2)*h/(k*k-1))
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return F{}, fail(stat.NotFinite, "groups", 0, 0)
	}
	return newF(f, k-1, (k*k-1)/(3*h)), nil
}

// MeanPair is the comparison of the groups A and B, numbered from 0: A minus B.
type MeanPair struct {
	A, B int
	MeanTest
}

// PairwiseWelch compares every two groups by Welch's test; the pairs come as (0,1), (0,2), … and their p
// are not adjusted (see Adjust).
func PairwiseWelch(groups []Group) ([]MeanPair, error) {
	if err := check(groups, 2, 2); err != nil {
		return nil, err
	}
	var all []MeanPair
	var failed error
	eachPair(len(groups), func(a, b int) {
		t, err := Welch(groups[a], groups[b])
		if err != nil && failed == nil {
			failed = fail(stat.Constant, groupName(a)+" and "+groupName(b), 0, 0)
		}
		all = append(all, MeanPair{a, b, t})
	})
	if failed != nil {
		return nil, failed
	}
	return all, nil
}
