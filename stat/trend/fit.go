package trend

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/internal/glm"
)

// Coefficient is a coefficient of a regression.
type Coefficient struct {
	Name     string
	Estimate stat.Estimate
	P        float64 // two-sided, of 0
}

// coefficients puts the covariance matrix beside the coefficients of a fit.
func coefficients(names []string, f *glm.Fit, cov mat.Symmetric, df float64, n int) []Coefficient {
	all := make([]Coefficient, len(names))
	for j, name := range names {
		e := estimate(f.Coef[j], cov.At(j, j), df, int64(n))
		all[j] = Coefficient{Name: name, Estimate: e, P: pValue(e)}
	}
	return all
}

// around is B·M·B for the meat M and the bread B.
func around(bread, meat mat.Symmetric) *mat.SymDense {
	p := bread.SymmetricDim()
	var left, full mat.Dense
	left.Mul(bread, meat)
	full.Mul(&left, bread)
	cov := mat.NewSymDense(p, nil)
	for j := range p {
		for k := range j + 1 {
			cov.SetSym(j, k, (full.At(j, k)+full.At(k, j))/2)
		}
	}
	return cov
}

// classical is σ̂²·A⁻¹ with σ̂² = Σ w e²/(n − p).
func classical(f *glm.Fit, n int) *mat.SymDense {
	var cov mat.SymDense
	cov.ScaleSym(f.Deviance/float64(n-len(f.Coef)), f.Bread)
	return &cov
}

// clusterMeat is Σ_g s_g s_g' over the clusters' sums of scores.
func clusterMeat(f *glm.Fit, code []int32, clusters int) *mat.SymDense {
	scores := f.Scores()
	p := len(scores)
	sums := mat.NewDense(clusters, p, nil)
	for j, column := range scores {
		for i, s := range column {
			sums.Set(int(code[i]), j, sums.At(int(code[i]), j)+s)
		}
	}
	meat := mat.NewSymDense(p, nil)
	meat.SymOuterK(1, sums.T())
	return meat
}

// neweyWest is the meat Σ_t s_t s_t' + Σ_l (1 − l/(L+1))·Σ_t (s_t s_{t−l}' + s_{t−l} s_t').
func neweyWest(f *glm.Fit, lag int) *mat.SymDense {
	scores := f.Scores()
	p := len(scores)
	meat := mat.NewSymDense(p, nil)
	for j := range p {
		for k := range j + 1 {
			sum := lagged(scores[j], scores[k], 0)
			for l := 1; l <= lag; l++ {
				sum += (1 - float64(l)/float64(lag+1)) * (lagged(scores[j], scores[k], l) + lagged(scores[k], scores[j], l))
			}
			meat.SetSym(j, k, sum)
		}
	}
	return meat
}

// lagged is Σ_t a_t·b_{t−l}.
func lagged(a, b []float64, l int) float64 {
	var sum float64
	for t := l; t < len(a); t++ {
		sum += a[t] * b[t-l]
	}
	return sum
}

// ones is a column for the intercept.
func ones(n int) []float64 {
	column := make([]float64, n)
	for i := range column {
		column[i] = 1
	}
	return column
}

// binary checks a column of 0 and 1.
func binary(name string, x []float64) error {
	for i, v := range x {
		if v != 0 && v != 1 && !math.IsNaN(v) {
			return &stat.Error{Package: pkg, Reason: stat.OutOfRange, Subject: name, Row: i + 1, Got: v}
		}
	}
	return nil
}
