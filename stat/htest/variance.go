package htest

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/internal/dist"
)

// Levene tests the hypothesis that several groups have the same variance (Levene 1960): it is the one-way
// analysis of variance of |x − x̄_group|. It assumes symmetric distributions; BrownForsythe does not.
func Levene(groups [][]float64) (F, error) {
	return spread(groups, func(x []float64) float64 {
		var sum float64
		for _, v := range x {
			sum += v
		}
		return sum / float64(len(x))
	})
}

// BrownForsythe is Levene's test with the distances from the median of each group (Brown & Forsythe
// 1974).
func BrownForsythe(groups [][]float64) (F, error) {
	return spread(groups, func(x []float64) float64 {
		slices.Sort(x)
		return (x[(len(x)-1)/2] + x[len(x)/2]) / 2
	})
}

// spread is the analysis of variance of the distances from the centres; centre may sort its argument.
func spread(groups [][]float64, centre func([]float64) float64) (F, error) {
	distances := make([][]float64, len(groups))
	for i, g := range groups {
		x, err := present(g, groupName(i))
		if err != nil {
			return F{}, err
		}
		if len(x) > 0 {
			c := centre(x)
			for j := range x {
				x[j] = math.Abs(x[j] - c)
			}
		}
		distances[i] = x
	}
	all, err := DescribeAll(distances)
	if err != nil {
		return F{}, err
	}
	a, err := ANOVA(all)
	return a.F, err
}

// Bartlett tests the hypothesis that several normal groups have the same variance (Bartlett 1937); it is
// sensitive to any departure from the normal distribution. With ν_i = n_i−1, ν = Σν_i and the pooled s²,
//
//	χ² = (ν·log s² − Σ ν_i·log s_i²) / (1 + (Σ 1/ν_i − 1/ν) / (3(k−1))),  k−1 degrees of freedom
func Bartlett(groups []Group) (ChiSquare, error) {
	if err := check(groups, 2, 2); err != nil {
		return ChiSquare{}, err
	}
	var squares, df, logs, inverse float64
	for i, g := range groups {
		if g.Variance == 0 {
			return ChiSquare{}, fail(stat.Constant, groupName(i), 0, 0)
		}
		d := float64(g.N - 1)
		squares += g.squares()
		df += d
		logs += d * math.Log(g.Variance)
		inverse += 1 / d
	}
	k := float64(len(groups) - 1)
	x2 := (df*math.Log(squares/df) - logs) / (1 + (inverse-1/df)/(3*k))
	return newChiSquare(max(0, x2), k), nil
}

// VarianceRatio is the F test of two variances.
type VarianceRatio struct {
	F // F is s_a²/s_b²; P is two-sided: twice the smaller tail
}

// Interval is the interval of the ratio σ_a²/σ_b²: F/q(1−α/2) … F/q(α/2) with q the quantiles of the F
// distribution.
func (v VarianceRatio) Interval(level float64) Interval {
	mustLevel(level)
	q := distuv.F{D1: v.DF1, D2: v.DF2}
	inverse := distuv.F{D1: v.DF2, D2: v.DF1}
	return Interval{v.F.F / q.Quantile((1+level)/2), v.F.F * inverse.Quantile((1+level)/2)}
}

// CompareVariances tests the hypothesis that two normal groups have the same variance.
func CompareVariances(a, b Group) (VarianceRatio, error) {
	if err := check([]Group{a, b}, 2, 2); err != nil {
		return VarianceRatio{}, err
	}
	for i, g := range []Group{a, b} {
		if g.Variance == 0 {
			return VarianceRatio{}, fail(stat.Constant, groupName(i), 0, 0)
		}
	}
	f, df1, df2 := a.Variance/b.Variance, float64(a.N-1), float64(b.N-1)
	lower := dist.FP(1/f, df2, df1) // P(F ≤ f) as an upper tail
	return VarianceRatio{F{f, df1, df2, min(1, 2*min(dist.FP(f, df1, df2), lower))}}, nil
}
