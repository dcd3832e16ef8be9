package testcases

import (
	"regexp"
	"strconv"

	"manyi.dev/manyi/stat/htest"
	"manyi.dev/manyi/stat/internal/conform"
	"manyi.dev/manyi/stat/scale"
)

func associations(s *conform.Suite) {
	s.On("cochran_armitage", cochran)
	s.On("linear_trend_rank", func(c *conform.Case) (any, error) {
		x, y := crossed(c)
		t, err := htest.LinearByLinear(c.Table("").Float(x), c.Table("").Float(y), nil)
		return conform.Obj{"r": t.R, "M2": t.X2, "p": t.P}, err
	})
	s.On("kappa", kappa)
	s.On("correlation", correlations)
	s.On("correlation_weighted", func(c *conform.Case) (any, error) {
		t := c.Table("")
		return htest.WeightedPearson(t.Float("score"), t.Float("sat"), t.Float("weight"))
	})
}

// cochran reads "trend of complained over dose 0..3".
func cochran(c *conform.Case) (any, error) {
	m := regexp.MustCompile(`of ([a-z_0-9]+) over ([a-z_0-9]+)`).FindStringSubmatch(c.What)
	if m == nil {
		panic("the case does not say its variables")
	}
	names, groups, err := split(c, m[1], m[2])
	if err != nil {
		return nil, err
	}
	var x, n, scores []float64
	var counts []htest.Count
	for i, name := range names {
		score, err := strconv.ParseFloat(name, 64)
		if err != nil {
			return nil, err
		}
		k := count(groups[i])
		x, n = append(x, k.X), append(n, k.N)
		counts, scores = append(counts, k), append(scores, score)
	}
	t, err := htest.CochranArmitage(counts, scores)
	return conform.Obj{"x": x, "n": n, "x2": t.X2, "z": t.Z, "p": t.P}, err
}

// kappa reads "of sat_before vs sat".
func kappa(c *conform.Case) (any, error) {
	m := regexp.MustCompile(`of ([a-z_0-9]+) vs ([a-z_0-9]+)`).FindStringSubmatch(c.What)
	if m == nil {
		panic("the case does not say its variables")
	}
	a, b := c.Table("").Float(m[1]), c.Table("").Float(m[2])
	plain, err := scale.CohenKappa(a, b)
	if err != nil {
		return nil, err
	}
	weighted, err := scale.WeightedKappa(a, b, scale.KappaOptions{})
	return conform.Obj{"kappa": plain.Kappa.Value(), "weighted": weighted.Kappa.Value()}, err
}

func correlations(c *conform.Case) (any, error) {
	x, y := c.Table("").Float("score"), c.Table("").Float("sat")
	pearson, err := htest.Pearson(x, y)
	if err != nil {
		return nil, err
	}
	spearman, err := htest.Spearman(x, y)
	if err != nil {
		return nil, err
	}
	kendall, err := htest.Kendall(x, y)
	return conform.Obj{
		"pearson":  conform.Obj{"r": pearson.R, "t": pearson.T, "p": pearson.P, "ci95": interval(pearson.Interval(level))},
		"spearman": conform.Obj{"rho": spearman.R, "p": spearman.P},
		"kendall":  conform.Obj{"tau_b": kendall.TauB, "z": kendall.Z.Z, "p": kendall.P},
	}, err
}
