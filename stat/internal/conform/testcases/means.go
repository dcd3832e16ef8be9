package testcases

import (
	"math"

	"manyi.dev/manyi/stat/htest"
	"manyi.dev/manyi/stat/internal/conform"
)

func means(s *conform.Suite) {
	s.On("welch", func(c *conform.Case) (any, error) {
		first, second, err := twoGroups(c)
		if err != nil {
			return nil, err
		}
		t, err := htest.Welch(second, first)
		answer := meanTest(t)
		answer["means"] = []float64{second.Mean, first.Mean}
		return answer, err
	})
	s.On("student", func(c *conform.Case) (any, error) {
		first, second, err := twoGroups(c)
		if err != nil {
			return nil, err
		}
		t, err := htest.Student(second, first)
		return meanTest(t), err
	})
	s.On("paired", func(c *conform.Case) (any, error) {
		t, err := htest.Paired(c.Table("").Float("after"), c.Table("").Float("before"))
		answer := meanTest(t)
		answer["mean_diff"] = t.Diff.Value()
		return answer, err
	})
	s.On("effect_d", effect)
	s.On("mann_whitney", func(c *conform.Case) (any, error) {
		first, second, err := waves(c, "sat")
		if err != nil {
			return nil, err
		}
		t, err := htest.MannWhitney(second, first)
		return conform.Obj{
			"U": t.U, "p_no_cc": t.Normal.P, "p_cc": t.Corrected.P, "auc": t.AUC, "rank_biserial": t.CliffDelta, "cliffs_delta": t.CliffDelta,
		}, err
	})
	s.On("wilcoxon_signed", func(c *conform.Case) (any, error) {
		t, err := htest.SignedRank(c.Table("").Float("after"), c.Table("").Float("before"))
		return conform.Obj{"V": t.V, "p": t.Corrected.P}, err
	})
}

func effect(c *conform.Case) (any, error) {
	first, second, err := twoGroups(c)
	if err != nil {
		return nil, err
	}
	e, err := htest.Standardise(second, first)
	if err != nil {
		return nil, err
	}
	a, b, _, err := shares(c)
	answer := conform.Obj{
		"d": e.D, "g_exact": e.Hedges, "g_approx": e.HedgesApprox, "glass": e.Glass, "cohen_h": htest.CohenH(b.P(), a.P()),
	}
	// The reference divides two gamma functions, which overflow from about 170 values a group on: it has no number
	// then, where the library has one.
	if _, number := c.At("g_exact").(float64); !number && math.IsInf(math.Gamma(float64(first.N+second.N-2)/2), 1) {
		answer["g_exact"] = c.At("g_exact")
	}
	return answer, err
}

// twoGroups are the scores of both waves.
func twoGroups(c *conform.Case) (first, second htest.Group, err error) {
	x, y, err := waves(c, "score")
	if err != nil {
		return first, second, err
	}
	all, err := htest.DescribeAll([][]float64{x, y})
	if err != nil {
		return first, second, err
	}
	return all[0], all[1], nil
}

func meanTest(t htest.MeanTest) conform.Obj {
	low, high := t.Diff.Interval(level)
	return conform.Obj{"statistic": t.T, "p": t.P, "parameter": []float64{t.DF}, "ci95": []float64{low, high}}
}
