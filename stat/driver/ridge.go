package driver

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"manyi.dev/manyi/stat"
)

// RidgeScale says of which standardised drivers λ penalises the coefficients.
type RidgeScale int

// The scales differ by a factor (n−1)/n of λ.
const (
	SampleSD     RidgeScale = iota // variance with divisor n−1: β = ((n−1)R_xx + λI)⁻¹ (n−1)r
	PopulationSD                   // divisor n, as MASS::lm.ridge: β = (nR_xx + λI)⁻¹ n·r
)

// Ridge is a ridge regression on standardised variables (Hoerl and Kennard 1970).
type Ridge struct {
	Names  []string
	Lambda float64
	Beta   []float64 // on variables of sample variance 1
	R2     float64   // 2β'r − β'R_xxβ: share of the outcome's variance that the fit explains
	DF     float64   // effective number of coefficients Σ nλ_i/(nλ_i+λ), λ_i eigenvalues of R_xx
	GCV    float64   // generalised cross-validation RSS/(n−DF)² of the standardised outcome
}

// Ridge is the ridge regression with penalty λ ≥ 0.
func (m *Moments) Ridge(lambda float64, scale RidgeScale) (*Ridge, error) {
	if !(lambda >= 0) || math.IsInf(lambda, 1) {
		err := fail(stat.OutOfRange, "lambda")
		err.Got = lambda
		return nil, err
	}
	if m.N < 2 {
		err := fail(stat.TooFewRows, "ridge")
		err.Got, err.Want = float64(m.N), 2
		return nil, err
	}
	s, err := m.solve()
	if err != nil {
		return nil, err
	}
	n := float64(m.N)
	times := n - 1
	if scale == PopulationSD {
		times = n
	}
	p := len(m.Names)
	penalised := mat.NewSymDense(p, nil)
	penalised.CopySym(s.rxx)
	for j := range p {
		penalised.SetSym(j, j, 1+lambda/times)
	}
	var chol mat.Cholesky
	r := &Ridge{Names: m.Names, Lambda: lambda, Beta: make([]float64, p)}
	beta, rxy := mat.NewVecDense(p, r.Beta), mat.NewVecDense(p, s.rxy)
	if !chol.Factorize(penalised) || chol.SolveVecTo(beta, rxy) != nil {
		return nil, fail(stat.Singular, "drivers")
	}
	left := 1 - 2*mat.Dot(beta, rxy) + mat.Inner(beta, s.rxx, beta)
	r.R2 = 1 - left
	values, _, err := eigen(s.rxx)
	if err != nil {
		return nil, err
	}
	for _, v := range values {
		r.DF += times * v / (times*v + lambda)
	}
	r.GCV = (n - 1) * left / ((n - r.DF) * (n - r.DF))
	return r, nil
}

// Penalties are choices of λ by a formula, on the scale PopulationSD.
type Penalties struct {
	HKB float64 // (p−2)s²/Σβ²: Hoerl, Kennard and Baldwin 1975, as modified in MASS
	LW  float64 // (p−2)s²n/Σŷ²: Lawless and Wang 1976
}

// Penalties suggests λ from the regression without penalty, β being its coefficients on drivers of
// population variance 1, s² its residual variance and ŷ its fitted values. Below three drivers
// both are zero or negative and mean nothing.
func (m *Moments) Penalties() (Penalties, error) {
	s, err := m.solve()
	if err != nil {
		return Penalties{}, err
	}
	n, p := float64(m.N), float64(len(m.Names))
	variance := (n - 1) * (1 - s.r2) / (n - p - 1)
	return Penalties{
		HKB: (p - 2) * variance / (floats.Dot(s.beta, s.beta) * (n - 1) / n),
		LW:  (p - 2) * variance * n / ((n - 1) * s.r2),
	}, nil
}
