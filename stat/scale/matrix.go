package scale

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/internal/par"
)

// Matrix holds covariances or correlations of items; with the number of rows it is all that most
// methods need, so that raw data, a table of a publication and polychoric correlations serve alike.
type Matrix struct {
	Names  []string // of the items, or nil
	N      int      // complete rows behind it; 0 when unknown, then tests and errors are NaN
	Values *mat.SymDense
}

// Covariance is the covariance matrix of the complete rows of d, with divisor n − 1:
//
//	s_jk = Σ_i (x_ij − x̄_j)(x_ik − x̄_k) / (n − 1)
//
// It needs two complete rows and refuses constant items. R: cov(x, use = "complete.obs").
func Covariance(d stat.Data) (Matrix, error) {
	if err := d.Check(pkg); err != nil {
		return Matrix{}, err
	}
	complete, rows := d.Complete()
	n, p := len(rows), len(d.Columns)
	if n < 2 {
		return Matrix{}, &stat.Error{Package: pkg, Reason: stat.TooFewRows, Subject: "data", Got: float64(n), Want: 2}
	}
	for j, column := range complete.Columns {
		mean, low, high := 0.0, math.Inf(1), math.Inf(-1)
		for _, x := range column {
			mean += x / float64(n)
			low, high = min(low, x), max(high, x)
		}
		if low == high {
			return Matrix{}, &stat.Error{Package: pkg, Reason: stat.Constant, Subject: d.Name(j)}
		}
		for i := range column {
			column[i] -= mean
		}
	}
	m := Matrix{Names: d.Names, N: n, Values: mat.NewSymDense(p, nil)}
	par.Do(p, func(j int) {
		for k := j; k < p; k++ {
			sum := 0.0
			for i, x := range complete.Columns[j] {
				sum += x * complete.Columns[k][i]
			}
			m.Values.SetSym(j, k, sum/float64(n-1))
		}
	})
	return m, m.check(1)
}

// Correlation is the correlation matrix of the complete rows of d: r_jk = s_jk/√(s_jj·s_kk).
// R: cor(x, use = "complete.obs").
func Correlation(d stat.Data) (Matrix, error) {
	m, err := Covariance(d)
	if err != nil {
		return Matrix{}, err
	}
	return m.standard(), nil
}

// Items is the number of items.
func (m Matrix) Items() int { return m.Values.SymmetricDim() }

// Name is the name of item j as an error quotes it.
func (m Matrix) Name(j int) string { return stat.Data{Names: m.Names}.Name(j) }

// standard is the correlation matrix of m.
func (m Matrix) standard() Matrix {
	p := m.Items()
	r := mat.NewSymDense(p, nil)
	for j := range p {
		r.SetSym(j, j, 1)
		for k := range j {
			x := m.Values.At(j, k) / math.Sqrt(m.Values.At(j, j)*m.Values.At(k, k))
			r.SetSym(j, k, max(-1, min(1, x)))
		}
	}
	return Matrix{Names: m.Names, N: m.N, Values: r}
}

// check finds what no covariance matrix of at least the given number of items can be.
func (m Matrix) check(items int) error {
	if m.Values == nil || m.Values.IsEmpty() {
		return &stat.Error{Package: pkg, Reason: stat.Empty, Subject: "matrix"}
	}
	p := m.Items()
	if m.Names != nil && len(m.Names) != p {
		return &stat.Error{Package: pkg, Reason: stat.Lengths, Subject: "names", Got: float64(len(m.Names)), Want: float64(p)}
	}
	if p < items {
		return &stat.Error{Package: pkg, Reason: stat.TooFewGroups, Subject: "items", Got: float64(p), Want: float64(items)}
	}
	for j := range p {
		for k := range p {
			if x := m.Values.At(j, k); math.IsNaN(x) || math.IsInf(x, 0) {
				return &stat.Error{Package: pkg, Reason: stat.NotFinite, Subject: fmt.Sprintf("matrix entry of %s and %s", m.Name(j), m.Name(k))}
			}
		}
		if m.Values.At(j, j) <= 0 {
			return &stat.Error{Package: pkg, Reason: stat.Constant, Subject: m.Name(j)}
		}
	}
	return nil
}

// collinear is the smallest share of an item's variance that the others must leave unexplained.
const collinear = 1e-12

// factorise is the Cholesky factor of the correlation matrix of m, or an error that names the
// first item that is a linear combination of those before it.
func (m Matrix) factorise() (r *mat.SymDense, factor *mat.Cholesky, err error) {
	r = m.standard().Values
	factor = &mat.Cholesky{}
	ok := factor.Factorize(r)
	if ok {
		var l mat.TriDense
		factor.LTo(&l)
		for j := range m.Items() {
			ok = ok && l.At(j, j)*l.At(j, j) > collinear
		}
	}
	if ok {
		return r, factor, nil
	}
	return nil, nil, &stat.Error{Package: pkg, Reason: stat.Singular, Subject: m.Name(firstCollinear(r))}
}

// firstCollinear finds the first pivot of the factorisation that vanishes.
func firstCollinear(r *mat.SymDense) int {
	p := r.SymmetricDim()
	l := mat.NewDense(p, p, nil)
	for j := range p {
		pivot := r.At(j, j)
		for k := range j {
			x := r.At(j, k)
			for i := range k {
				x -= l.At(j, i) * l.At(k, i)
			}
			x /= l.At(k, k)
			l.Set(j, k, x)
			pivot -= x * x
		}
		if pivot <= collinear {
			return j
		}
		l.Set(j, j, math.Sqrt(pivot))
	}
	return p - 1
}

// inverse is the inverse of the correlation matrix of m.
func (m Matrix) inverse() (r, inverse *mat.SymDense, err error) {
	r, factor, err := m.factorise()
	if err != nil {
		return nil, nil, err
	}
	inverse = &mat.SymDense{}
	if err := factor.InverseTo(inverse); err != nil {
		return nil, nil, &stat.Error{Package: pkg, Reason: stat.Singular, Subject: "items"}
	}
	return r, inverse, nil
}
