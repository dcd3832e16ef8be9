package sem

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"manyi.dev/manyi/stat"
)

// report fills in effects and variances with their errors.
func (e *estimation) report(r *Result) {
	variances := e.variances(r.N)
	estimate := func(value, variance float64) stat.Estimate {
		n := float64(r.N)
		return stat.New(stat.Parts{Value: value, Variance: variance, SRSVariance: math.NaN(), DF: math.Inf(1), N: int64(r.N), SumW: n, SumW2: n})
	}
	standard := e.standardised(e.theta)
	errors := e.standardErrors(variances)
	for k, a := range e.arrows {
		one := Effect{From: e.names[a.from], To: e.names[a.to], Estimate: estimate(1, 0)}
		if a.free >= 0 {
			one.Estimate = estimate(e.theta[a.free], variances.At(a.free, a.free))
		}
		one.Standardised = estimate(standard[k], errors[k])
		if a.loading {
			r.Loadings = append(r.Loadings, one)
		} else {
			r.Paths = append(r.Paths, one)
		}
	}
	for k, q := range e.free {
		if q.symmetric {
			r.Residuals = append(r.Residuals, Spread{A: e.names[q.to], B: e.names[q.from], Estimate: estimate(e.theta[k], variances.At(k, k))})
		}
	}
}

// variances of the parameters: 2/n times the inverse of the expected second derivatives.
func (e *estimation) variances(n int) *mat.SymDense {
	q := len(e.theta)
	v := mat.NewSymDense(q, nil)
	chol, scale := e.factor(0)
	if chol == nil || chol.InverseTo(v) != nil {
		return mat.NewSymDense(q, nan(q*q))
	}
	for a := range q {
		for b := range a + 1 {
			v.SetSym(a, b, v.At(a, b)*2/float64(n)/(scale[a]*scale[b]))
		}
	}
	return v
}

func nan(n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = math.NaN()
	}
	return x
}

// standardised are the effects times the standard deviation of the cause over that of the outcome,
// both as implied.
func (e *estimation) standardised(theta []float64) []float64 {
	list := nan(len(e.arrows))
	if _, ok := e.imply(theta); !ok {
		return list
	}
	for k, a := range e.arrows {
		effect := 1.0
		if a.free >= 0 {
			effect = theta[a.free]
		}
		list[k] = effect * math.Sqrt(e.total.At(a.from, a.from)/e.total.At(a.to, a.to))
	}
	return list
}

// standardErrors are the variances of the standardised effects by the delta method, with derivatives
// from central differences of a hundredth of a standard error.
func (e *estimation) standardErrors(variances *mat.SymDense) []float64 {
	q := len(e.theta)
	slopes := mat.NewDense(len(e.arrows), q, nil)
	theta := append([]float64(nil), e.theta...)
	for a := range q {
		h := math.Sqrt(variances.At(a, a)) / 100
		theta[a] = e.theta[a] + h
		above := e.standardised(theta)
		theta[a] = e.theta[a] - h
		for k, below := range e.standardised(theta) {
			slopes.Set(k, a, (above[k]-below)/(2*h))
		}
		theta[a] = e.theta[a]
	}
	e.imply(e.theta)
	list := make([]float64, len(e.arrows))
	for k := range list {
		list[k] = mat.Inner(slopes.RowView(k), variances, slopes.RowView(k))
	}
	return list
}
