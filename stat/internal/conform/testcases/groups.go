package testcases

import (
	"manyi.dev/manyi/stat/htest"
	"manyi.dev/manyi/stat/internal/conform"
)

func groups(s *conform.Suite) {
	s.On("anova", anova)
	s.On("anova_welch", func(c *conform.Case) (any, error) {
		_, all, err := described(c)
		if err != nil {
			return nil, err
		}
		f, err := htest.WelchANOVA(all)
		return conform.Obj{"statistic": f.F, "p": f.P, "parameter": []float64{f.DF1, f.DF2}}, err
	})
	s.On("tukey", tukey)
	s.On("pairwise_t", pairwise)
	s.On("kruskal", func(c *conform.Case) (any, error) {
		_, all, err := grouped(c, "sat")
		if err != nil {
			return nil, err
		}
		t, err := htest.KruskalWallis(all)
		return conform.Obj{"statistic": t.X2, "p": t.P, "parameter": []float64{t.DF}}, err
	})
	s.On("levene", func(c *conform.Case) (any, error) {
		_, all, err := grouped(c, "score")
		if err != nil {
			return nil, err
		}
		median, err := htest.BrownForsythe(all)
		if err != nil {
			return nil, err
		}
		mean, err := htest.Levene(all)
		return conform.Obj{"median": conform.Obj{"F": median.F, "p": median.P}, "mean": conform.Obj{"F": mean.F, "p": mean.P}}, err
	})
}

// grouped are the values the case names, or else y, by segment.
func grouped(c *conform.Case, y string) (names []string, groups [][]float64, err error) {
	y, by := variables(c.What, y, "segment")
	return split(c, y, by)
}

func described(c *conform.Case) (names []string, all []htest.Group, err error) {
	names, groups, err := grouped(c, "score")
	if err != nil {
		return nil, nil, err
	}
	all, err = htest.DescribeAll(groups)
	return names, all, err
}

func anova(c *conform.Case) (any, error) {
	names, all, err := described(c)
	if err != nil {
		return nil, err
	}
	a, err := htest.ANOVA(all)
	means := conform.Obj{}
	for i, name := range names {
		means[name] = all[i].Mean
	}
	return conform.Obj{
		"ss": []float64{a.SSBetween, a.SSWithin}, "df": []float64{a.DF1, a.DF2}, "ms": []float64{a.MSBetween, a.MSWithin},
		"F": a.F.F, "p": a.P, "eta2": a.Eta2, "omega2": a.Omega2, "epsilon2": a.Epsilon2, "group_means": means,
	}, err
}

func tukey(c *conform.Case) (any, error) {
	names, all, err := described(c)
	if err != nil {
		return nil, err
	}
	a, err := htest.ANOVA(all)
	if err != nil {
		return nil, err
	}
	var pair []string
	var diff, low, high, p []float64
	for _, t := range a.Tukey(level) {
		pair = append(pair, names[t.B]+"-"+names[t.A])
		diff, p = append(diff, t.Diff), append(p, t.P)
		low, high = append(low, t.CI.Low), append(high, t.CI.High)
	}
	return conform.Obj{"pair": pair, "diff": diff, "lwr": low, "upr": high, "p_adj": p}, nil
}

func pairwise(c *conform.Case) (any, error) {
	names, all, err := described(c)
	if err != nil {
		return nil, err
	}
	tests, err := htest.PairwiseWelch(all)
	if err != nil {
		return nil, err
	}
	var pair []string
	var raw []float64
	for _, t := range tests {
		pair, raw = append(pair, names[t.A]+"-"+names[t.B]), append(raw, t.P)
	}
	answer := conform.Obj{"pair": pair, "raw": raw}
	for _, key := range c.Keys() {
		if key == "pair" || key == "raw" {
			continue
		}
		if answer[key], err = htest.Adjust(raw, adjustment(key)); err != nil {
			return nil, err
		}
	}
	return answer, nil
}
