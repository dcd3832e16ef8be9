package scale

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"manyi.dev/manyi/stat"
)

// Components are the principal components of a correlation matrix.
type Components struct {
	Eigenvalues []float64 // all p, falling; their sum is p
	Explained   []float64 // shares λ/p of the variance
	// Loadings are v·√λ of the first components, items by components, signed so that their sum is
	// positive: the correlations of items and components.
	Loadings *mat.Dense
}

// PCA are the principal components of the correlations (Pearson 1901; Hotelling 1933), R = VΛV',
// with the loadings of the first k. R: eigen(cor(x)).
func PCA(m Matrix, k int) (Components, error) {
	if err := m.check(1); err != nil {
		return Components{}, err
	}
	p := m.Items()
	if k < 1 || k > p {
		return Components{}, &stat.Error{Package: pkg, Reason: stat.OutOfRange, Subject: "number of components", Got: float64(k)}
	}
	s, ok := spectrumOf(m.standard().Values)
	if !ok {
		return Components{}, &stat.Error{Package: pkg, Reason: stat.NoConvergence, Subject: "eigenvalues"}
	}
	c := Components{Eigenvalues: s.values, Explained: make([]float64, p)}
	for i, value := range s.values {
		c.Explained[i] = value / float64(p)
	}
	turned := Rotated{Loadings: mat.NewDense(p, k, nil), Phi: unit(k)}
	for f := range k {
		for i, x := range s.vectors[f] {
			turned.Loadings.Set(i, f, x*math.Sqrt(max(0, s.values[f])))
		}
	}
	turned.orient()
	c.Loadings = turned.Loadings
	return c, nil
}
