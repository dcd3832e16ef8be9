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

// AsinInterval is the t interval of asin √p̂, transformed back (R: svyciprop "asin"):
//
//	sin²( asin √p̂ ± t(ν)·SE / (2·√(p̂(1−p̂))) )
//
// NaN when p̂ is 0 or 1 or has no error.
func AsinInterval(e stat.Estimate, level float64) (low, high float64) {
	p := e.Value()
	if !(p > 0 && p < 1) {
		return math.NaN(), math.NaN()
	}
	half := stat.StudentQuantile((1+level)/2, e.DF()) * e.SE() / (2 * math.Sqrt(p*(1-p)))
	centre := math.Asin(math.Sqrt(p))
	return square(math.Sin(centre - half)), square(math.Sin(centre + half))
}

// LikelihoodInterval holds the p for which the log-likelihood ratio of a binomial, scaled by the
// design effect of the logit of p̂, stays below t²(ν) (Rao & Scott 1984; R: svyciprop
// "likelihood"):
//
//	2·p̂(1−p̂)/V̂ · ( p̂·log(p̂/p) + (1−p̂)·log((1−p̂)/(1−p)) ) ≤ t(ν)²·n/(n−1)
//
// where n/(n−1) is the estimated dispersion of the Pearson residuals. NaN when p̂ is 0 or 1 or has no error.
func LikelihoodInterval(e stat.Estimate, level float64) (low, high float64) {
	p, t := e.Value(), stat.StudentQuantile((1+level)/2, e.DF())
	if !(p > 0 && p < 1) || !(e.Variance() > 0) || math.IsNaN(t) {
		return math.NaN(), math.NaN()
	}
	dispersion := float64(e.N()) / float64(e.N()-1)
	beyond := func(x float64) bool {
		ratio := p*math.Log(p/x) + (1-p)*math.Log((1-p)/(1-x))
		return 2*p*(1-p)/e.Variance()*ratio > t*t*dispersion
	}
	return bisect(0, p, beyond), bisect(1, p, beyond)
}

// bisect is the border between out, where beyond holds, and in, where it does not.
func bisect(out, in float64, beyond func(float64) bool) float64 {
	for range 200 {
		middle := (out + in) / 2
		if middle == out || middle == in {
			break
		}
		if beyond(middle) {
			out = middle
		} else {
			in = middle
		}
	}
	return in
}

// ScoreInterval is Wilson's (1927) interval with the effective base n* = p̂(1−p̂)/V̂ of the design
// in place of n and t(ν) in place of z (Korn & Graubard 1999, section 3.2); with equal weights
// and no design it is Wilson's own up to n−1 for n:
//
//	( p̂ + t²/2n* ± t·√( p̂(1−p̂)/n* + t²/4n*² ) ) / ( 1 + t²/n* )
//
// When p̂ is 0 or 1 Kish's effective base stands in.
func ScoreInterval(e stat.Estimate, level float64) (low, high float64) {
	p, n, t := effective(e, level)
	centre := p + t*t/(2*n)
	half := t * math.Sqrt(p*(1-p)/n+t*t/(4*n*n))
	return max(0, (centre-half)/(1+t*t/n)), min(1, (centre+half)/(1+t*t/n))
}

// AgrestiCoullInterval (Agresti & Coull 1998, American Statistician 52) adds t²/2 successes and
// as many failures to the effective base and takes the simple interval of that, cut to [0, 1].
func AgrestiCoullInterval(e stat.Estimate, level float64) (low, high float64) {
	p, n, t := effective(e, level)
	more := n + t*t
	centre := (n*p + t*t/2) / more
	half := t * math.Sqrt(centre*(1-centre)/more)
	return max(0, centre-half), min(1, centre+half)
}

// effective are p̂, the base with which a binomial share would have the same variance, and t.
func effective(e stat.Estimate, level float64) (p, n, t float64) {
	p = e.Value()
	n = p * (1 - p) / e.Variance()
	if p == 0 || p == 1 || !(e.Variance() > 0) {
		n = e.NEff()
	}
	return p, n, stat.StudentQuantile((1+level)/2, e.DF())
}

func square(x float64) float64 { return x * x }
