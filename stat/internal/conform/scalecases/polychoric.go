package scalecases

import (
	"fmt"
	"math"

	"manyi.dev/manyi/stat/internal/conform"
	"manyi.dev/manyi/stat/internal/dist"
	"manyi.dev/manyi/stat/scale"
)

func polychoric(c *conform.Case) (any, error) {
	t := c.Matrix("table")
	two, err := scale.Polychoric(t, scale.TwoStep)
	if err != nil {
		return nil, err
	}
	ml, err := scale.Polychoric(t, scale.FullLikelihood)
	return conform.Obj{
		"table": conform.Matrix(t), "two_step": two.R.Value(), "ml": ml.R.Value(), "ml_thresholds_row": ml.Rows, "ml_thresholds_col": ml.Cols,
	}, err
}

// belowMaximum proves that the case's maximum likelihood estimates are not at the maximum: ours have a greater likelihood.
// R's polychor searches with a simplex that stops early.
func belowMaximum(c *conform.Case) string {
	t := c.Matrix("table")
	two, err := scale.Polychoric(t, scale.TwoStep)
	if err != nil || math.Abs(two.R.Value()-c.Num("two_step")) > c.Abs+c.Rel*math.Abs(c.Num("two_step")) {
		return ""
	}
	ml, err := scale.Polychoric(t, scale.FullLikelihood)
	if err != nil {
		return ""
	}
	ours := deviance(t, ml.R.Value(), ml.Rows, ml.Cols)
	theirs := deviance(t, c.Num("ml"), c.Nums("ml_thresholds_row"), c.Nums("ml_thresholds_col"))
	if !(ours < theirs) {
		return ""
	}
	return fmt.Sprintf("its maximum likelihood estimates are not at the maximum: −lnL is %.7f there and %.7f at ours; the two-step estimate agrees", theirs, ours)
}

// deviance is −lnL of a table of counts under a latent bivariate normal distribution.
func deviance(t [][]float64, r float64, rows, columns []float64) float64 {
	at := func(cuts []float64, i int) float64 {
		switch {
		case i < 0:
			return math.Inf(-1)
		case i == len(cuts):
			return math.Inf(1)
		}
		return cuts[i]
	}
	below := func(i, j int) float64 {
		a, b := at(rows, i), at(columns, j)
		switch {
		case math.IsInf(a, -1) || math.IsInf(b, -1):
			return 0
		case math.IsInf(a, 1):
			return dist.Normal(b)
		case math.IsInf(b, 1):
			return dist.Normal(a)
		}
		return dist.BivariateNormal(a, b, r)
	}
	sum := 0.0
	for i, row := range t {
		for j, n := range row {
			if n > 0 {
				sum -= n * math.Log(below(i, j)-below(i-1, j)-below(i, j-1)+below(i-1, j-1))
			}
		}
	}
	return sum
}
