package glm

import (
	"math"
	"sync"

	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/lapack/lapack64"
	"gonum.org/v1/gonum/mat"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/internal/par"
)

// collinear is the least √(1−R²) of a column with the columns before it, as in R's lm.
const collinear = 1e-7

// reducer makes triangles of p+1 columns from many rows.
type reducer struct {
	n, width int
	parts    []float64 // the triangles of the blocks, stacked
	buffers  sync.Pool
}

type buffer struct{ rows, tau, work []float64 }

func newReducer(n, p int) *reducer {
	r := &reducer{n: n, width: p + 1}
	r.parts = make([]float64, (n+par.Block-1)/par.Block*r.width*r.width)
	r.buffers.New = func() any {
		rows := max(min(n, par.Block), r.width)
		return &buffer{make([]float64, rows*r.width), make([]float64, r.width), make([]float64, 64*r.width)}
	}
	return r
}

// reduce is the triangle of the n rows that fill writes: p values of the design and the outcome.
func (r *reducer) reduce(fill func(i int, row []float64)) *mat.TriDense {
	w := r.width
	par.Blocks(r.n, func(block, from, to int) {
		b := r.buffers.Get().(*buffer)
		defer r.buffers.Put(b)
		rows := max(to-from, w)
		clear(b.rows[:rows*w])
		for i := from; i < to; i++ {
			fill(i, b.rows[(i-from)*w:(i-from+1)*w])
		}
		factorise(b.rows[:rows*w], w, b)
		part := r.parts[block*w*w : (block+1)*w*w]
		for j := range w {
			clear(part[j*w : j*w+j])
			copy(part[j*w+j:(j+1)*w], b.rows[j*w+j:(j+1)*w])
		}
	})
	if len(r.parts) > w*w {
		b := r.buffers.Get().(*buffer)
		defer r.buffers.Put(b)
		factorise(r.parts, w, b)
	}
	t := mat.NewTriDense(w, mat.Upper, nil)
	for j := range w {
		for k := j; k < w; k++ {
			t.SetTri(j, k, r.parts[j*w+k])
		}
	}
	return t
}

// factorise replaces the rows by their triangle.
func factorise(rows []float64, width int, b *buffer) {
	a := blas64.General{Rows: len(rows) / width, Cols: width, Stride: width, Data: rows}
	lapack64.Geqrf(a, b.tau, b.work, len(b.work))
}

// solution is what a triangle says: the coefficients and (X'WX)⁻¹.
type solution struct {
	coef  []float64
	bread *mat.SymDense
	rest  float64 // ρ²
}

// dependent is the first column that is a combination of those before it, −1 when there is none.
func dependent(t *mat.TriDense) int {
	n, _ := t.Dims()
	for j := range n - 1 {
		norm := 0.0
		for k := range j + 1 {
			norm = math.Hypot(norm, t.At(k, j))
		}
		if !(math.Abs(t.At(j, j)) > collinear*norm) {
			return j
		}
	}
	return -1
}

// substitute solves R₁₁θ = r and inverts R₁₁ by back substitution.
func substitute(t *mat.TriDense) solution {
	n, _ := t.Dims()
	p := n - 1
	inverse := mat.NewTriDense(p, mat.Upper, nil)
	for j := range p {
		for k := j; k >= 0; k-- {
			sum := 0.0
			if k == j {
				sum = 1
			}
			for l := k + 1; l <= j; l++ {
				sum -= t.At(k, l) * inverse.At(l, j)
			}
			inverse.SetTri(k, j, sum/t.At(k, k))
		}
	}
	s := solution{coef: make([]float64, p), bread: mat.NewSymDense(p, nil), rest: t.At(p, p) * t.At(p, p)}
	for j := p - 1; j >= 0; j-- {
		sum := t.At(j, p)
		for k := j + 1; k < p; k++ {
			sum -= t.At(j, k) * s.coef[k]
		}
		s.coef[j] = sum / t.At(j, j)
		for k := range j + 1 {
			sum := 0.0
			for l := j; l < p; l++ {
				sum += inverse.At(j, l) * inverse.At(k, l)
			}
			s.bread.SetSym(j, k, sum)
		}
	}
	return s
}

// finite reports whether the numbers stayed within the range of float64.
func (s solution) finite() bool {
	sum := s.rest
	for j, b := range s.coef {
		sum += math.Abs(b) + s.bread.At(j, j)
	}
	return !math.IsNaN(sum) && !math.IsInf(sum, 0)
}

// solve is the solution of a triangle that must be of full rank.
func (d *Data) solve(t *mat.TriDense) (solution, error) {
	if j := dependent(t); j >= 0 {
		if math.IsNaN(t.At(j, j)) || math.IsInf(t.At(j, j), 0) {
			return solution{}, d.fault(stat.NotFinite, d.name(j))
		}
		return solution{}, d.fault(stat.Singular, d.name(j))
	}
	s := substitute(t)
	if !s.finite() {
		return s, d.fault(stat.NotFinite, "regression")
	}
	return s, nil
}

// predict is x_i'β of every row.
func predict(x [][]float64, coef, eta []float64) {
	par.Blocks(len(eta), func(_, from, to int) {
		part := eta[from:to]
		clear(part)
		for j, b := range coef {
			for i, v := range x[j][from:to] {
				part[i] += b * v
			}
		}
	})
}

// total adds f over the rows, block by block.
func total(n int, f func(i int) float64) float64 {
	parts := make([]float64, (n+par.Block-1)/par.Block)
	par.Blocks(n, func(block, from, to int) {
		sum := 0.0
		for i := from; i < to; i++ {
			sum += f(i)
		}
		parts[block] = sum
	})
	sum := 0.0
	for _, part := range parts {
		sum += part
	}
	return sum
}
