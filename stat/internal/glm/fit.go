package glm

import (
	"gonum.org/v1/gonum/mat"
)

// Fit is a fitted regression.
type Fit struct {
	// Coef are the coefficients in the order of the columns; those of Ordinal are followed by the
	// thresholds.
	Coef []float64
	// Bread is the inverse of the information, A⁻¹. For Linear it lacks the factor σ².
	Bread *mat.SymDense
	// Eta is x_i'θ̂ of each row (without thresholds): the fitted value of Linear, the logit of Logit.
	Eta []float64
	// Deviance is Σ w e² of Linear and −2 Σ w log P(y_i) of the others; NullDeviance is that of the
	// same model with nothing but an intercept, or the thresholds.
	Deviance, NullDeviance float64
	// Levels are the categories of Ordinal in ascending order: threshold k lies between Levels[k]
	// and Levels[k+1].
	Levels []float64
	// Iterations is how many steps were made.
	Iterations int

	x     [][]float64
	u     []float64 // ∂ℓ_i/∂η_i times the weight
	cuts  []cut     // of Ordinal
	level []int     // of Ordinal
	w     []float64
}

// cut is the weighted derivative of a row by the threshold above and below its category.
type cut struct{ above, below float64 }

// Scores are the contributions of the rows to the estimating equations, weights included:
// Scores()[j][i] is that of row i for coefficient j. Each column sums to zero.
func (f *Fit) Scores() [][]float64 {
	n, p := len(f.u), len(f.x)
	scores := make([][]float64, len(f.Coef))
	for j := range scores {
		scores[j] = make([]float64, n)
	}
	for j, column := range f.x {
		for i, x := range column {
			scores[j][i] = f.u[i] * x
		}
	}
	for i, c := range f.cuts {
		k := f.level[i]
		if k < 0 {
			continue
		}
		if k < len(f.Levels)-1 {
			scores[p+k][i] = c.above
		}
		if k > 0 {
			scores[p+k-1][i] = c.below
		}
	}
	return scores
}

// Leverage is h_i = w_i·x_i'A⁻¹x_i of each row, between 0 and 1 for Linear.
func (f *Fit) Leverage() []float64 {
	h := make([]float64, len(f.u))
	for j, a := range f.x {
		for k, b := range f.x[:j+1] {
			c := f.Bread.At(j, k)
			if k < j {
				c *= 2
			}
			for i := range h {
				h[i] += c * a[i] * b[i]
			}
		}
	}
	if f.w != nil {
		for i, w := range f.w {
			h[i] *= w
		}
	}
	return h
}

// sandwich is T·A·T' for a square T and a symmetric A.
func sandwich(t *mat.Dense, a mat.Symmetric) *mat.SymDense {
	p := a.SymmetricDim()
	var left, full mat.Dense
	left.Mul(t, a)
	full.Mul(&left, t.T())
	s := mat.NewSymDense(p, nil)
	for j := range p {
		for k := range j + 1 {
			s.SetSym(j, k, (full.At(j, k)+full.At(k, j))/2)
		}
	}
	return s
}
