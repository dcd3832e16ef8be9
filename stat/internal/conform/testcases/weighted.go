package testcases

import (
	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/design"
	"manyi.dev/manyi/stat/htest"
	"manyi.dev/manyi/stat/internal/conform"
)

func weighted(s *conform.Suite) {
	s.On("prop2_weighted", together)
	s.On("prop2_weighted_sep", apart("p", "top2"))
	s.On("mean2_weighted_sep", apart("mean", "score"))
	s.On("svyttest", func(c *conform.Case) (any, error) {
		all, err := survey(c, nil)
		if err != nil {
			return nil, err
		}
		y, by := variables(c.What, "score", "wave")
		t, err := all.TTest(c.Table("").Float(y), factor(c, by))
		return conform.Obj{"t": t.T, "df": t.Difference.DF(), "p": t.P, "diff": t.Difference.Value()}, err
	})
	s.On("svychisq", func(c *conform.Case) (any, error) {
		all, err := survey(c, nil)
		if err != nil {
			return nil, err
		}
		rows, columns := crossed(c)
		a, err := all.Association(factor(c, rows), factor(c, columns))
		return conform.Obj{"F": chance(a.F), "Chisq": chance(a.First), "Wald": chance(a.Wald), "adjWald": chance(a.AdjustedWald)}, err
	})
}

func chance(t design.Chance) conform.Obj {
	df := []float64{t.NumDF}
	if t.DenDF > 0 {
		df = append(df, t.DenDF)
	}
	return conform.Obj{"statistic": t.Statistic, "parameter": df, "p": t.P}
}

// survey is the design of the rows for which keep is true, or of all, with their weights.
func survey(c *conform.Case, keep []int) (*design.Survey, error) {
	weights := c.Table("").Data("weight")
	if keep != nil {
		weights = weights.Take(keep)
	}
	return design.New(design.Spec{Weights: weights.Columns[0]})
}

// together compares the waves as two domains of one design.
func together(c *conform.Case) (any, error) {
	all, err := survey(c, nil)
	if err != nil {
		return nil, err
	}
	e, err := all.MeansBy(c.Table("").Float("top2"), factor(c, "wave"))
	if err != nil {
		return nil, err
	}
	return compared("p", e.At(0), e.At(1)), nil
}

// apart compares the waves with a design each.
func apart(name, column string) conform.Func {
	return func(c *conform.Case) (any, error) {
		y, wave := c.Table("").Data(column), factor(c, "wave")
		var estimates [2]stat.Estimate
		for w := range estimates {
			var rows []int
			for i, code := range wave.Codes {
				if int(code) == w {
					rows = append(rows, i)
				}
			}
			one, err := survey(c, rows)
			if err != nil {
				return nil, err
			}
			if estimates[w], err = one.Mean(y.Take(rows).Columns[0]); err != nil {
				return nil, err
			}
		}
		return compared(name, estimates[0], estimates[1]), nil
	}
}

func compared(name string, first, second stat.Estimate) conform.Obj {
	z := htest.IndependentZ(second, first)
	return conform.Obj{
		name: []float64{first.Value(), second.Value()}, "se": []float64{first.SE(), second.SE()},
		"diff": second.Value() - first.Value(), "z": z.Z, "p_value": z.P,
	}
}
