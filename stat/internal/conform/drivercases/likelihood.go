package drivercases

import (
	"fmt"
	"math"
	"slices"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/driver"
	"manyi.dev/manyi/stat/internal/conform"
)

// belowMaximum proves that the case's weighted ordinal logit is not at the maximum of the likelihood: ours is greater.
// R's svyolr hands its optimiser over early.
func belowMaximum(c *conform.Case) string {
	d, m := weightedModel(c)
	l, err := driver.Ordinal(d, m)
	if err != nil {
		return ""
	}
	var coef []float64
	for _, one := range l.Coefficients(driver.Classical) {
		coef = append(coef, one.Estimate.Value())
	}
	k := len(m.Drivers)
	ours := likelihood(d, m, coef[:k], coef[k:])
	theirs := likelihood(d, m, c.Nums("coef"), c.Nums("zeta"))
	if !(ours > theirs) {
		return ""
	}
	return fmt.Sprintf("it is not at the maximum: the weighted log-likelihood is %.9g there and %.9g at ours", theirs, ours)
}

// likelihood is Σ w·log P(y) of a proportional-odds model.
func likelihood(d stat.Data, m driver.Model, beta, zeta []float64) float64 {
	y := d.Columns[len(d.Columns)-1]
	levels := slices.Compact(slices.Sorted(slices.Values(y)))
	x := make([][]float64, len(m.Drivers))
	for j, name := range m.Drivers {
		x[j] = d.Columns[slices.Index(d.Names, name)]
	}
	below := func(k int, eta float64) float64 { // P(Y ≤ k)
		switch k {
		case -1:
			return 0
		case len(zeta):
			return 1
		}
		return 1 / (1 + math.Exp(eta-zeta[k]))
	}
	sum := 0.0
	for i := range y {
		eta := 0.0
		for j := range x {
			eta += beta[j] * x[j][i]
		}
		k := slices.Index(levels, y[i])
		sum += m.Weights[i] * math.Log(below(k, eta)-below(k-1, eta))
	}
	return sum
}
