package stat

import "math"

// Estimate is a figure with its error: the only form in which a figure is shown. Its fields
// cannot be set from outside, so whoever holds one knows that it went through an estimator.
//
// The zero Estimate is undefined: Value and all that follows from it are NaN.
type Estimate struct {
	defined bool
	p       Parts
}

// Parts are what an estimator knows about a figure.
type Parts struct {
	Value    float64 // the estimate θ̂
	Variance float64 // V̂(θ̂) under the design; NaN when the design does not give one
	// SRSVariance is the variance the same figure would have under simple random sampling with
	// replacement of the same number of respondents; NaN when it is not known.
	SRSVariance float64
	DF          float64 // degrees of freedom of the variance; +Inf for the normal distribution
	N           int64   // respondents behind the figure, unweighted: the base
	SumW, SumW2 float64 // Σw and Σw² over these respondents; NaN when they have no meaning
}

// New makes an estimate from its parts. It is for estimators: the packages below stat and
// whoever writes another one. An estimate whose Value is NaN or infinite is undefined but keeps
// its base.
func New(p Parts) Estimate {
	if math.IsInf(p.Value, 0) {
		p.Value = math.NaN()
	}
	if p.Variance < 0 { // rounding of a variance that is zero
		p.Variance = 0
	}
	return Estimate{defined: !math.IsNaN(p.Value), p: p}
}

// Defined reports whether there is a figure at all.
func (e Estimate) Defined() bool { return e.defined }

// Value is the figure, NaN when undefined.
func (e Estimate) Value() float64 { return e.orNaN(e.p.Value) }

// Variance is the squared standard error.
func (e Estimate) Variance() float64 { return e.orNaN(e.p.Variance) }

// SE is the standard error √V̂(θ̂).
func (e Estimate) SE() float64 { return math.Sqrt(e.Variance()) }

// DF are the degrees of freedom behind the standard error.
func (e Estimate) DF() float64 { return e.orNaN(e.p.DF) }

// N is the unweighted base: the number of respondents behind the figure. It is known even when
// the figure is undefined, since the base decides whether anything may be shown.
func (e Estimate) N() int64 { return e.p.N }

// SumW is the sum of the weights behind the figure.
func (e Estimate) SumW() float64 { return e.orNaN(e.p.SumW) }

// NEff is Kish's effective base (Kish 1965, section 11.7):
//
//	n_eff = (Σw)² / Σw²
//
// It equals N when all weights are the same. NaN when undefined.
func (e Estimate) NEff() float64 { return e.orNaN(KishN(e.p.SumW, e.p.SumW2)) }

// Deff is the design effect: the variance over the variance of simple random sampling with
// replacement of the same number of respondents (R survey: deff = "replace"; Kish 1965,
// section 8.2). NaN when the latter is zero or unknown.
func (e Estimate) Deff() float64 {
	if !(e.p.SRSVariance > 0) {
		return math.NaN()
	}
	return e.Variance() / e.p.SRSVariance
}

// Interval is the confidence interval θ̂ ± t(ν, (1+level)/2)·SE with ν = DF. Both bounds are NaN
// when the estimate or its error is undefined or ν < 1. It panics unless 0 < level < 1.
func (e Estimate) Interval(level float64) (low, high float64) {
	if !(level > 0 && level < 1) {
		panic("stat: confidence level outside (0, 1)")
	}
	half := StudentQuantile((1+level)/2, e.DF()) * e.SE()
	return e.Value() - half, e.Value() + half
}

// Low is the lower bound of the 95 % interval.
func (e Estimate) Low() float64 { low, _ := e.Interval(0.95); return low }

// High is the upper bound of the 95 % interval.
func (e Estimate) High() float64 { _, high := e.Interval(0.95); return high }

// Linear is the estimate of a + b·θ: the value moves with the line, the standard error is scaled
// by |b|, bases and degrees of freedom stay. Mean and 0–100 score of an item are such a pair.
func (e Estimate) Linear(a, b float64) Estimate {
	if !e.defined {
		return e
	}
	p := e.p
	p.Value = a + b*p.Value
	p.Variance *= b * b
	p.SRSVariance *= b * b
	return New(p)
}

// KishN is (Σw)²/Σw², NaN when Σw² is zero.
func KishN(sumW, sumW2 float64) float64 {
	if !(sumW2 > 0) {
		return math.NaN()
	}
	return sumW * sumW / sumW2
}

func (e Estimate) orNaN(x float64) float64 {
	if !e.defined {
		return math.NaN()
	}
	return x
}

var nan = math.NaN()

// DeffFinite is the design effect against simple random sampling without replacement from a
// population as large as the weights add up to (R survey: deff = TRUE):
//
//	Deff / (1 − n/Σw)
//
// It is NaN unless Σw > n, that is with weights that do not add up to a population.
func (e Estimate) DeffFinite() float64 {
	rest := 1 - float64(e.p.N)/e.p.SumW
	if !(rest > 0) {
		return math.NaN()
	}
	return e.Deff() / rest
}
