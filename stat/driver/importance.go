package driver

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"manyi.dev/manyi/stat"
)

// Method is a way to say how much of R² each driver accounts for.
type Method string

// The methods; r is the correlation with the outcome, β the standardised coefficient.
const (
	LMG         Method = "lmg"     // Shapley value: the mean increase of R² over all orders of entry; sums to R²
	Johnson     Method = "johnson" // relative weights Λ²ω² with Λ = R_xx^½; sums to R²
	Genizi             = Johnson   // Genizi's decomposition is Johnson's
	CAR         Method = "car"     // ω² with ω = R_xx^(−½) r; sums to R²
	Pratt       Method = "pratt"   // β·r; sums to R², may be negative
	First       Method = "first"   // r²: R² of the driver alone
	Last        Method = "last"    // what R² loses without the driver
	BetaSquared Method = "betasq"  // β²
)

// Importance is a decomposition of R², or what stands for one.
type Importance struct {
	Base
	Method  Method
	Names   []string
	Raw     []float64 // in units of R²
	Percent []float64 // 100·Raw/ΣRaw; NaN when the sum is 0
	Total   float64   // ΣRaw; equal to R2 for LMG, Johnson, CAR and Pratt
	R2      float64
}

// Importance decomposes R² by the method. LMG takes up to MaxExact drivers.
func (m *Moments) Importance(method Method) (*Importance, error) {
	s, err := m.solve()
	if err != nil {
		return nil, err
	}
	raw, err := m.decompose(s, method)
	if err != nil {
		return nil, err
	}
	i := &Importance{Base: m.Base, Method: method, Names: m.Names, Raw: raw, R2: s.r2, Total: floats.Sum(raw)}
	for _, x := range raw {
		i.Percent = append(i.Percent, 100*x/i.Total)
	}
	return i, nil
}

func (m *Moments) decompose(s *solved, method Method) ([]float64, error) {
	raw := make([]float64, len(s.beta))
	switch method {
	case LMG:
		d, err := m.dominance(s)
		if err != nil {
			return nil, err
		}
		return d.General, nil
	case Johnson:
		return s.rotated(true)
	case CAR:
		return s.rotated(false)
	case Pratt:
		floats.MulTo(raw, s.beta, s.rxy)
	case First:
		floats.MulTo(raw, s.rxy, s.rxy)
	case Last:
		for j, b := range s.beta {
			raw[j] = b * b / s.inverse.At(j, j)
		}
	case BetaSquared:
		floats.MulTo(raw, s.beta, s.beta)
	default:
		return nil, fail(stat.Unknown, fmt.Sprintf("method %q", method))
	}
	return raw, nil
}

// rotated are the squares of ω = R_xx^(−½) r, the coefficients on the orthogonal variables closest
// to the drivers, given back to the drivers by Λ² when back is set.
func (s *solved) rotated(back bool) ([]float64, error) {
	values, vectors, err := eigen(s.rxx)
	if err != nil {
		return nil, err
	}
	p := len(values)
	power := func(e float64) *mat.Dense {
		diagonal := mat.NewDiagDense(p, nil)
		for j, v := range values {
			diagonal.SetDiag(j, math.Pow(v, e))
		}
		var left, full mat.Dense
		left.Mul(vectors, diagonal)
		full.Mul(&left, vectors.T())
		return &full
	}
	var omega mat.VecDense
	omega.MulVec(power(-0.5), mat.NewVecDense(p, s.rxy))
	squares := omega.RawVector().Data
	floats.Mul(squares, squares)
	if !back {
		return squares, nil
	}
	lambda := power(0.5)
	lambda.MulElem(lambda, lambda)
	var raw mat.VecDense
	raw.MulVec(lambda, mat.NewVecDense(p, squares))
	return raw.RawVector().Data, nil
}
