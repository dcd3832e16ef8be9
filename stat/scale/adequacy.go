package scale

import (
	"math"

	"manyi.dev/manyi/stat/internal/dist"
)

// Adequacy says how much the correlations of items are worth a factor analysis.
type Adequacy struct {
	KMO float64   // of all items, in [0, 1]: below 0.5 unacceptable, above 0.8 good (Kaiser 1974)
	MSA []float64 // of each item, in the order of the matrix
}

// KMO is the measure of sampling adequacy (Kaiser 1970; Kaiser & Rice 1974) with the correlations
// r_jk and the partial correlations q_jk given all other items:
//
//	MSA_j = Σ_k r_jk² / (Σ_k r_jk² + Σ_k q_jk²),   KMO: the same with sums over all pairs j ≠ k
//
// MSA is NaN for an item without any correlation. R: psych::KMO.
func KMO(m Matrix) (Adequacy, error) {
	if err := m.check(2); err != nil {
		return Adequacy{}, err
	}
	r, inverse, err := m.inverse()
	if err != nil {
		return Adequacy{}, err
	}
	p := m.Items()
	a := Adequacy{MSA: make([]float64, p)}
	all, allPartial := 0.0, 0.0
	for j := range p {
		sum, partial := 0.0, 0.0
		for k := range p {
			if k == j {
				continue
			}
			q := inverse.At(j, k) * inverse.At(j, k) / (inverse.At(j, j) * inverse.At(k, k))
			sum += r.At(j, k) * r.At(j, k)
			partial += q
		}
		a.MSA[j] = sum / (sum + partial)
		all += sum
		allPartial += partial
	}
	a.KMO = all / (all + allPartial)
	return a, nil
}

// Sphericity is Bartlett's test.
type Sphericity struct {
	ChiSquare, DF, P float64 // ChiSquare and P are NaN when the number of rows is unknown
	Determinant      float64 // of the correlation matrix, in (0, 1]
}

// Bartlett tests whether all correlations are zero (Bartlett 1951):
//
//	χ² = −(n − 1 − (2p + 5)/6)·ln|R|,   df = p(p − 1)/2
//
// R: psych::cortest.bartlett.
func Bartlett(m Matrix) (Sphericity, error) {
	if err := m.check(2); err != nil {
		return Sphericity{}, err
	}
	_, factor, err := m.factorise()
	if err != nil {
		return Sphericity{}, err
	}
	p := float64(m.Items())
	s := Sphericity{ChiSquare: math.NaN(), DF: p * (p - 1) / 2, Determinant: factor.Det()}
	if m.N > 0 {
		s.ChiSquare = -(float64(m.N) - 1 - (2*p+5)/6) * factor.LogDet()
	}
	s.P = dist.ChiSquareP(s.ChiSquare, s.DF)
	return s, nil
}

// VIF are the variance inflation factors of the items, the diagonal of the inverse correlation
// matrix: VIF_j = 1/(1 − R_j²) with R_j² of item j on all others. From 5 or 10 on an item says
// little that the others do not. R: diag(solve(cor(x))).
func VIF(m Matrix) ([]float64, error) {
	if err := m.check(1); err != nil {
		return nil, err
	}
	_, inverse, err := m.inverse()
	if err != nil {
		return nil, err
	}
	factors := make([]float64, m.Items())
	for j := range factors {
		factors[j] = inverse.At(j, j)
	}
	return factors, nil
}
