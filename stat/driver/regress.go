package driver

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"manyi.dev/manyi/stat"
)

// Standardised is the regression of the outcome on the drivers when all have variance 1.
type Standardised struct {
	Names []string
	R2    float64   // share of the outcome's variance that the drivers explain, 0…1
	Beta  []float64 // standardised coefficients β = R_xx⁻¹ r
	VIF   []float64 // variance inflation 1/(1−R_j²) ≥ 1: the diagonal of R_xx⁻¹
	// Part is the semi-partial correlation β_j/√VIF_j: that of the outcome with what the other
	// drivers leave of j. Its square is what R² loses without driver j.
	Part []float64
	// Partial is the correlation of what the other drivers leave of the outcome and of j,
	// part/√(part² + 1−R²).
	Partial []float64
	// ConditionNumber is the ratio of the largest to the smallest singular value of the
	// standardised drivers, √(λ_max/λ_min) of R_xx; above 30 the coefficients mean little (Belsley,
	// Kuh and Welsch 1980, section 3.2).
	ConditionNumber float64
}

// singular is the 1−R² of a driver with those before it at which they count as collinear.
const singular = 1e-12

// solved is what all decompositions of R² start from.
type solved struct {
	rxx     *mat.SymDense // correlations of the drivers
	rxy     []float64     // and of each with the outcome
	inverse *mat.SymDense
	beta    []float64
	r2      float64
}

// solve inverts the correlations of the drivers.
func (m *Moments) solve() (*solved, error) {
	p := len(m.Names)
	s := &solved{rxx: mat.NewSymDense(p, nil), inverse: mat.NewSymDense(p, nil), rxy: make([]float64, p), beta: make([]float64, p)}
	for j := range p {
		s.rxy[j] = m.r.At(0, j+1)
		for k := range j + 1 {
			s.rxx.SetSym(j, k, m.r.At(j+1, k+1))
		}
	}
	if j := dependent(s.rxx); j >= 0 {
		return nil, fail(stat.Singular, fmt.Sprintf("%q", m.Names[j]))
	}
	var chol mat.Cholesky
	if !chol.Factorize(s.rxx) || chol.InverseTo(s.inverse) != nil {
		return nil, fail(stat.Singular, "drivers")
	}
	beta := mat.NewVecDense(p, s.beta)
	if chol.SolveVecTo(beta, mat.NewVecDense(p, s.rxy)) != nil {
		return nil, fail(stat.Singular, "drivers")
	}
	s.r2 = mat.Dot(beta, mat.NewVecDense(p, s.rxy))
	if s.r2 > 1+1e-9 { // only pairwise correlations can contradict each other
		err := fail(stat.Inconsistent, "R² of the pairwise correlations")
		err.Got, err.Want = s.r2, 1
		return nil, err
	}
	s.r2 = min(s.r2, 1)
	return s, nil
}

// dependent is the first variable that is a combination of those before it, −1 when there is none.
func dependent(r *mat.SymDense) int {
	p := r.SymmetricDim()
	l := mat.NewTriDense(p, mat.Lower, nil)
	for j := range p {
		for k := range j + 1 {
			sum := r.At(j, k)
			for i := range k {
				sum -= l.At(j, i) * l.At(k, i)
			}
			if k < j {
				l.SetTri(j, k, sum/l.At(k, k))
				continue
			}
			if !(sum > singular) {
				return j
			}
			l.SetTri(j, j, math.Sqrt(sum))
		}
	}
	return -1
}

// Regress is the regression on standardised variables. It fails with Singular when a driver is a
// combination of others and with Inconsistent when pairwise correlations give an R² above 1.
func (m *Moments) Regress() (*Standardised, error) {
	s, err := m.solve()
	if err != nil {
		return nil, err
	}
	z := &Standardised{Names: m.Names, R2: s.r2, Beta: s.beta}
	for j, b := range s.beta {
		vif := s.inverse.At(j, j)
		part := b / math.Sqrt(vif)
		z.VIF = append(z.VIF, vif)
		z.Part = append(z.Part, part)
		z.Partial = append(z.Partial, part/math.Sqrt(part*part+1-s.r2))
	}
	values, _, err := eigen(s.rxx)
	if err != nil {
		return nil, err
	}
	z.ConditionNumber = math.Sqrt(values[len(values)-1] / values[0])
	return z, nil
}

// eigen are the eigenvalues in ascending order, none of them negative, and the eigenvectors.
func eigen(r *mat.SymDense) ([]float64, *mat.Dense, error) {
	var e mat.EigenSym
	if !e.Factorize(r, true) {
		return nil, nil, fail(stat.Singular, "drivers")
	}
	values := e.Values(nil)
	for j, v := range values {
		values[j] = max(v, 0)
	}
	var vectors mat.Dense
	e.VectorsTo(&vectors)
	return values, &vectors, nil
}
