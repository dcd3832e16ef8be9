package driver

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/internal/par"
)

// Moments are the correlations of an outcome and its drivers: all that the importance of drivers
// rests on. They are made from rows by NewMoments or from sums by FromCovariance.
type Moments struct {
	Base
	Outcome string
	Names   []string // of the drivers

	r     *mat.SymDense // correlations, outcome first
	pairs [][]int       // the rows behind each, outcome first
}

// NewMoments computes the correlations of the model, weighted by w:
//
//	m_j = Σ w x_j / Σ w,   r_jk = Σ w (x_j−m_j)(x_k−m_k) / √(Σ w (x_j−m_j)² · Σ w (x_k−m_k)²)
//
// over the rows with all values (Listwise), or for each r_jk over the rows with x_j and x_k
// (Pairwise; also the means and squares are then those of these rows, as in R's cor with
// use = "pairwise.complete.obs"). It takes collinear drivers: what inverts the correlations will
// refuse them.
func NewMoments(d stat.Data, m Model) (*Moments, error) {
	r, err := standardised(d, m)
	if err != nil {
		return nil, err
	}
	return r.moments(r.weights)
}

// standardised are the rows that correlations rest on, with standardised columns.
func standardised(d stat.Data, m Model) (*rows, error) {
	r, err := need(d, m)
	if err != nil {
		return nil, err
	}
	if m.Missing == Pairwise {
		r.N = r.Rows
		r.sumWeights()
	} else {
		r.listwise()
	}
	return r, r.standardise()
}

// FromCovariance are the moments of variables whose covariances (or correlations, or centred
// cross-products) are known, as from sums of a cube: names[0] is the outcome, n the number of rows.
func FromCovariance(names []string, cov mat.Symmetric, n int) (*Moments, error) {
	k := cov.SymmetricDim()
	if len(names) != k || k < 2 {
		err := fail(stat.Lengths, "names")
		err.Got, err.Want = float64(len(names)), float64(max(k, 2))
		return nil, err
	}
	m := &Moments{Base: Base{Rows: n, N: n, SumW: float64(n), SumW2: float64(n)}, Outcome: names[0], Names: names[1:], r: mat.NewSymDense(k, nil)}
	for j := range k {
		if v := cov.At(j, j); !(v > 0) || math.IsInf(v, 1) {
			return nil, fail(stat.Constant, fmt.Sprintf("%q", names[j]))
		}
		m.pairs = append(m.pairs, make([]int, k))
		for l := range j + 1 {
			r := cov.At(j, l) / math.Sqrt(cov.At(j, j)) / math.Sqrt(cov.At(l, l))
			if !(math.Abs(r) <= 1+1e-9) {
				err := fail(stat.OutOfRange, fmt.Sprintf("correlation of %q and %q", names[j], names[l]))
				err.Got = r
				return nil, err
			}
			m.set(j, l, r, n)
		}
	}
	return m, nil
}

func (m *Moments) set(j, k int, r float64, n int) {
	if j == k {
		r = 1
	}
	m.r.SetSym(j, k, max(-1, min(1, r)))
	m.pairs[j][k], m.pairs[k][j] = n, n
}

// Correlation is the matrix of correlations, the outcome first; Pairs is how many rows are behind
// each of them.
func (m *Moments) Correlation() *mat.SymDense {
	c := mat.NewSymDense(m.r.SymmetricDim(), nil)
	c.CopySym(m.r)
	return c
}

// Pairs are the numbers of rows behind the elements of Correlation.
func (m *Moments) Pairs() [][]int { return m.pairs }

// standardise replaces the columns by copies of weighted mean 0 and variance 1, so that the sums
// of a resample lose no digits either.
func (r *rows) standardise() error {
	if err := r.checkVaries(2); err != nil {
		return err
	}
	columns, faults := make([][]float64, len(r.columns)), make([]error, len(r.columns))
	par.Do(len(columns), func(j int) {
		var reason stat.Reason
		if columns[j], reason = scores(r.columns[j], r.weights); reason != "" {
			faults[j] = fail(reason, r.name(j))
		}
	})
	for _, err := range faults {
		if err != nil {
			return err
		}
	}
	r.columns = columns
	return nil
}

// scores are (x−m)/s of a column with weighted mean m and standard deviation s.
func scores(column, weights []float64) (z []float64, fault stat.Reason) {
	sum, mean, square := 0.0, 0.0, 0.0
	for i, x := range column {
		if !math.IsNaN(x) {
			sum += weights[i]
			mean += weights[i] * x
		}
	}
	mean /= sum
	z = make([]float64, len(column))
	for i, x := range column {
		z[i] = x - mean
		if !math.IsNaN(x) {
			square += weights[i] * z[i] * z[i]
		}
	}
	sd := math.Sqrt(square / sum)
	switch {
	case sd == 0:
		return nil, stat.Constant
	case math.IsNaN(sd) || math.IsInf(sd, 0):
		return nil, stat.NotFinite
	}
	floats.Scale(1/sd, z)
	return z, ""
}

// flat is the variance below which a standardised column of a resample counts as constant.
const flat = 1e-12

// moments are the correlations of standardised columns under other weights.
func (r *rows) moments(weights []float64) (*Moments, error) {
	k := len(r.columns)
	m := &Moments{Base: r.Base, Outcome: r.outcome, Names: r.names, r: mat.NewSymDense(k, nil)}
	for range k {
		m.pairs = append(m.pairs, make([]int, k))
	}
	if r.Missing == Pairwise {
		return m, r.pairwise(m, weights)
	}
	s := r.crossProducts(weights)
	for j := range k {
		if !(s.at(j, j) > flat*s.sum) {
			return nil, fail(stat.Constant, r.name(j))
		}
		for l := range j + 1 {
			m.set(j, l, s.at(j, l)/math.Sqrt(s.at(j, j))/math.Sqrt(s.at(l, l)), r.N)
		}
	}
	return m, nil
}

// sums are Σw, Σwx_j and Σwx_jx_k (k ≤ j).
type sums struct {
	sum    float64
	linear []float64
	cross  []float64
}

func newSums(k int) *sums { return &sums{linear: make([]float64, k), cross: make([]float64, k*k)} }

// at is Σ w (x_j−m_j)(x_k−m_k).
func (s *sums) at(j, k int) float64 {
	return s.cross[j*len(s.linear)+k] - s.linear[j]*s.linear[k]/s.sum
}

func (s *sums) add(o *sums) {
	s.sum += o.sum
	floats.Add(s.linear, o.linear)
	floats.Add(s.cross, o.cross)
}

// crossProducts adds up the rows block by block.
func (r *rows) crossProducts(weights []float64) *sums {
	n, k := len(weights), len(r.columns)
	parts := make([]*sums, (n+par.Block-1)/par.Block)
	par.Blocks(n, func(block, from, to int) {
		s := newSums(k)
		s.sum = floats.Sum(weights[from:to])
		weighted := make([]float64, to-from)
		for j, column := range r.columns {
			floats.MulTo(weighted, weights[from:to], column[from:to])
			s.linear[j] = floats.Sum(weighted)
			for l, other := range r.columns[:j+1] {
				s.cross[j*k+l] = floats.Dot(weighted, other[from:to])
			}
		}
		parts[block] = s
	})
	all := newSums(k)
	for _, part := range parts {
		all.add(part)
	}
	return all
}

// pairwise fills m pair by pair.
func (r *rows) pairwise(m *Moments, weights []float64) error {
	k := len(r.columns)
	faults := make([]error, k)
	par.Do(k, func(j int) {
		for l := range j + 1 {
			n, cross, a, b := pair(r.columns[j], r.columns[l], weights)
			if !(a > flat && b > flat) {
				faults[j] = fail(stat.Constant, fmt.Sprintf("%s where %s is known", r.name(j), r.name(l)))
				return
			}
			m.set(j, l, cross/math.Sqrt(a)/math.Sqrt(b), n)
		}
	})
	for j, row := range m.pairs {
		if faults[j] != nil {
			return faults[j]
		}
		for _, n := range row {
			m.N = min(m.N, n)
		}
	}
	return nil
}

// pair are the number of rows with both values and their covariance and variances.
func pair(x, y, weights []float64) (n int, cross, a, b float64) {
	var sum, sx, sy, sxx, syy, sxy float64
	for i, w := range weights {
		if w > 0 && !math.IsNaN(x[i]) && !math.IsNaN(y[i]) {
			n++
			sum += w
			sx += w * x[i]
			sy += w * y[i]
			sxx += w * x[i] * x[i]
			syy += w * y[i] * y[i]
			sxy += w * x[i] * y[i]
		}
	}
	if n == 0 {
		return 0, 0, 0, 0
	}
	return n, (sxy - sx*sy/sum) / sum, (sxx - sx*sx/sum) / sum, (syy - sy*sy/sum) / sum
}
