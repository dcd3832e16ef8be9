package design

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"manyi.dev/manyi/stat"
)

// LogitInterval is the confidence interval of a proportion p̂ (an estimate between 0 and 1) that
// stays inside (0, 1): the t interval of log(p/(1−p)), transformed back,
//
//	expit( logit(p̂) ± t(ν)·SE / (p̂(1−p̂)) )
//
// R's svyciprop methods "logit" (through a regression) and "xlogit" (through this formula) agree
// with it. NaN when p̂ is 0 or 1 or has no error; BetaInterval answers there.
func LogitInterval(e stat.Estimate, level float64) (low, high float64) {
	p := e.Value()
	if !(p > 0 && p < 1) {
		return math.NaN(), math.NaN()
	}
	half := stat.StudentQuantile((1+level)/2, e.DF()) * e.SE() / (p * (1 - p))
	centre := math.Log(p / (1 - p))
	return expit(centre - half), expit(centre + half)
}

// BetaInterval is Korn and Graubard's (1998) interval of a proportion: Clopper and Pearson's with
// the effective base of the design, lowered for its degrees of freedom (R: svyciprop "beta"),
//
//	n* = p̂(1−p̂)/V̂ · ( t(n−1, α/2) / t(ν, α/2) )²
//	low = B(α/2; n*p̂, n*(1−p̂)+1),  high = B(1−α/2; n*p̂+1, n*(1−p̂))
//
// with B the beta quantile. When p̂ is 0 or 1 the sample shows no variance; Kish's effective base
// then stands in, and the bound on that side is 0 or 1. NaN when there is no estimate or ν < 1.
func BetaInterval(e stat.Estimate, level float64) (low, high float64) {
	p, v := e.Value(), e.Variance()
	alpha := 1 - level
	ratio := stat.StudentQuantile(alpha/2, float64(e.N()-1)) / stat.StudentQuantile(alpha/2, e.DF())
	if !(p >= 0 && p <= 1) || math.IsNaN(ratio) {
		return math.NaN(), math.NaN()
	}
	n := p * (1 - p) / v
	if p == 0 || p == 1 || !(v > 0) {
		n = e.NEff()
	}
	n *= ratio * ratio
	if math.IsNaN(n) {
		return math.NaN(), math.NaN()
	}
	low, high = 0, 1
	if p > 0 {
		low = distuv.Beta{Alpha: n * p, Beta: n*(1-p) + 1}.Quantile(alpha / 2)
	}
	if p < 1 {
		high = distuv.Beta{Alpha: n*p + 1, Beta: n * (1 - p)}.Quantile(1 - alpha/2)
	}
	return low, high
}

func expit(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
