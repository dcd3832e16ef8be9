package testcases

import (
	"fmt"
	"math"

	"manyi.dev/manyi/stat/htest"
	"manyi.dev/manyi/stat/internal/conform"
)

func proportions(s *conform.Suite) {
	s.On("prop2_pooled", func(c *conform.Case) (any, error) {
		first, second, t, err := shares(c)
		return conform.Obj{
			"x": []float64{first.X, second.X}, "n": []float64{first.N, second.N}, "p": []float64{first.P(), second.P()},
			"diff": t.Diff.Value(), "z": t.Pooled.Z, "p_value": t.Pooled.P, "x2_prop_test": t.Pooled.Z * t.Pooled.Z,
		}, err
	})
	s.On("prop2_unpooled", func(c *conform.Case) (any, error) {
		_, _, t, err := shares(c)
		low, high := t.Diff.Interval(level)
		return conform.Obj{"diff": t.Diff.Value(), "se": t.Diff.SE(), "z": t.Unpooled.Z, "ci95": []float64{low, high}}, err
	})
	s.On("prop2_yates", func(c *conform.Case) (any, error) { // first minus second, as prop.test
		first, second, _, err := shares(c)
		if err != nil {
			return nil, err
		}
		t, err := htest.TwoShares(first, second)
		return conform.Obj{"x2": t.Corrected.X2, "p": t.Corrected.P, "ci95": interval(t.CorrectedInterval(level))}, err
	})
	s.On("newcombe", func(c *conform.Case) (any, error) {
		_, _, t, err := shares(c)
		return conform.Obj{"ci95": interval(t.Newcombe(level))}, err
	})
	s.On("wilson", single(htest.Wilson))
	s.On("wilson_cc", single(func(c htest.Count, level float64) (htest.Interval, error) {
		t, err := htest.OneShare(c, 0.5) // prop.test without p
		return t.Interval(level), err
	}))
	s.On("clopper_pearson", single(htest.ClopperPearson))
}

// shares are the counts of top2 in both waves and their comparison, second minus first.
func shares(c *conform.Case) (first, second htest.Count, t htest.SharesTest, err error) {
	column := "top2"
	x, y, err := waves(c, column)
	if err != nil {
		return first, second, t, err
	}
	first, second = count(x), count(y)
	t, err = htest.TwoShares(second, first)
	return first, second, t, err
}

// count takes a column of 0 and 1.
func count(x []float64) htest.Count {
	c := htest.Count{N: float64(len(x))}
	for _, v := range x {
		c.X += v
	}
	return c
}

// single answers a list of small tables, or one.
func single(f func(htest.Count, float64) (htest.Interval, error)) conform.Func {
	return func(c *conform.Case) (any, error) {
		var answers []conform.Obj
		for i, one := range c.List() {
			count := htest.Count{X: one.Num("x"), N: one.Num("n")}
			if math.IsNaN(count.X) {
				return nil, fmt.Errorf("table %d has no count", i+1)
			}
			ci, err := f(count, level)
			if err != nil {
				return nil, err
			}
			answers = append(answers, conform.Obj{"x": count.X, "n": count.N, "ci95": interval(ci)})
		}
		return answers, nil
	}
}
