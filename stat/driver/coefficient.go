package driver

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/internal/dist"
	"manyi.dev/manyi/stat/internal/glm"
)

// Errors says what the standard errors of coefficients allow for. A is the information, s_i the
// score of a row (w_i e_i x_i in the linear regression), n the rows, p the coefficients.
type Errors string

// The kinds of error.
const (
	// Classical takes the model to be right and weights for precisions or frequencies: σ²A⁻¹ or A⁻¹.
	Classical Errors = ""
	HC0       Errors = "hc0" // A⁻¹(Σ s s')A⁻¹, valid under unequal variances (White 1980)
	HC1       Errors = "hc1" // HC0 times n/(n−p)
	HC3       Errors = "hc3" // HC0 with s/(1−h), h the leverage; linear regression only (MacKinnon and White 1985)
	// Design is for weights that are inverse inclusion probabilities: HC0 times n/(n−1), the
	// variance under sampling with replacement with unequal probabilities (R: svyglm and svyolr on
	// svydesign(ids = ~1, weights = ~w)). Strata and clusters are the business of package design.
	Design Errors = "design"
)

// Coefficient is a figure of a regression.
type Coefficient struct {
	Name      string // of the driver; "(Intercept)"; "2|3" for a threshold
	Estimate  stat.Estimate
	Statistic float64 // estimate over standard error: t or z
	P         float64 // two-sided probability of a larger one if the coefficient were 0
}

// OddsRatio is e^b, the factor by which the odds grow when the driver grows by one.
func (c Coefficient) OddsRatio() float64 { return math.Exp(c.Estimate.Value()) }

// fitted is a regression of any kind with what its coefficients need.
type fitted struct {
	base   Base
	names  []string
	fit    *glm.Fit
	sigma2 float64 // 1 unless linear
	df     float64 // of Classical
	linear bool
}

// coefficients are the estimates with errors of the kind.
func (f *fitted) coefficients(kind Errors) []Coefficient {
	covariance := f.covariance(kind)
	df := f.df
	if kind != Classical {
		df = float64(f.base.N - len(f.names))
	}
	all := make([]Coefficient, len(f.names))
	for j, name := range f.names {
		e := stat.New(stat.Parts{
			Value: f.fit.Coef[j], Variance: covariance.At(j, j), SRSVariance: math.NaN(), DF: df,
			N: int64(f.base.N), SumW: f.base.SumW, SumW2: f.base.SumW2,
		})
		ratio := e.Value() / e.SE()
		all[j] = Coefficient{Name: name, Estimate: e, Statistic: ratio, P: twoSided(ratio, df)}
	}
	return all
}

// twoSided is the probability of a larger |t| by chance, on infinitely many degrees of freedom with
// all digits of the normal tail.
func twoSided(t, df float64) float64 {
	if math.IsInf(df, 1) {
		return dist.NormalP(t)
	}
	return stat.StudentP(t, df)
}

// covariance is the covariance of the coefficients.
func (f *fitted) covariance(kind Errors) mat.Symmetric {
	n, p := float64(f.base.N), float64(len(f.names))
	switch kind {
	case Classical:
		var c mat.SymDense
		c.ScaleSym(f.sigma2, f.fit.Bread)
		return &c
	case HC0:
		return f.sandwich(1, nil)
	case HC1:
		return f.sandwich(n/(n-p), nil)
	case Design:
		return f.sandwich(n/(n-1), nil)
	case HC3:
		if f.linear {
			return f.sandwich(1, f.fit.Leverage())
		}
	}
	panic(fmt.Sprintf("driver: no errors %q for this regression", string(kind)))
}

// sandwich is factor·A⁻¹(Σ s s')A⁻¹, with s/(1−h) when leverages are given.
func (f *fitted) sandwich(factor float64, leverage []float64) *mat.SymDense {
	scores := f.fit.Scores()
	p := len(scores)
	for i, h := range leverage {
		for j := range scores {
			scores[j][i] /= 1 - h
		}
	}
	meat := mat.NewSymDense(p, nil)
	for j, a := range scores {
		for k, b := range scores[:j+1] {
			meat.SetSym(j, k, factor*floats.Dot(a, b))
		}
	}
	var left, full mat.Dense
	left.Mul(f.fit.Bread, meat)
	full.Mul(&left, f.fit.Bread)
	s := mat.NewSymDense(p, nil)
	for j := range p {
		for k := range j + 1 {
			s.SetSym(j, k, full.At(j, k))
		}
	}
	return s
}
