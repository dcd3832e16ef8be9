package pls

import (
	"math"

	"manyi.dev/manyi/stat"
)

// space is what one estimation works in. It reads the correlation matrix r only, so that an
// iteration costs the same for a hundred and for a million respondents, and allocates nothing.
// Matrices are stored by rows.
type space struct {
	items, constructs int
	r                 []float64 // items × items: correlations
	w, next           []float64 // outer weights per item: of composites with variance 1, and the step to come
	rw                []float64 // constructs × items: correlation of each composite with each item
	c                 []float64 // constructs × constructs: correlations of the composites
	e                 []float64 // constructs × constructs: inner weights, by construct and neighbour
	b, total          []float64 // constructs × constructs: path coefficients and total effects, by effect and cause
	r2                []float64 // per construct, NaN for exogenous ones
	block             []float64 // items × items: Cholesky factor of each block of mode B
	small, x          []float64 // a system of normal equations
	mean, sd          []float64 // of the items, in their own units, for the index
}

func newSpace(p *plan) *space {
	n, l := len(p.items), len(p.blocks)
	f := func(n int) []float64 { return make([]float64, n) }
	return &space{
		items: n, constructs: l, r: f(n * n), w: f(n), next: f(n), rw: f(l * n), c: f(l * l), e: f(l * l), b: f(l * l),
		total: f(l * l), r2: f(l), block: f(n * n), small: f(l * l), x: f(l), mean: f(n), sd: f(n),
	}
}

// estimate iterates from the weights in next until no weight moves by the tolerance, then computes
// paths, R² and total effects.
func (s *space) estimate(p *plan) (iterations int, distance float64, err *stat.Error) {
	if err := s.factorBlocks(p); err != nil {
		return 0, 0, err
	}
	for i := range s.w {
		s.w[i] = math.Inf(1)
	}
	for iterations = 0; ; iterations++ {
		if distance, err = s.compose(p); err != nil {
			return iterations, distance, err
		}
		if iterations > 0 && distance < p.tol {
			return iterations, distance, s.structure(p)
		}
		if iterations == p.limit {
			e := fault(stat.NoConvergence, "weights")
			e.Iterations, e.Distance = iterations, distance
			return iterations, distance, e
		}
		if err := s.inner(p); err != nil {
			return iterations, distance, err
		}
		s.outer(p)
	}
}

// fromOnes starts with equal weights.
func (s *space) fromOnes() {
	for i := range s.next {
		s.next[i] = 1
	}
}

// compose scales the weights in next so that each composite has variance 1, makes them the current
// weights and correlates the composites with the items and each other. The distance is the largest
// change of a weight.
func (s *space) compose(p *plan) (distance float64, err *stat.Error) {
	n := s.items
	for l, block := range p.blocks {
		rw := s.rw[l*n : (l+1)*n]
		clear(rw)
		for k := block.from; k < block.to; k++ {
			axpy(s.next[k], s.r[k*n:(k+1)*n], rw)
		}
		variance := dot(s.next[block.from:block.to], rw[block.from:block.to])
		if !(variance > 0) || math.IsInf(variance, 0) {
			return math.NaN(), fault(stat.Singular, "items of %q", p.name(l))
		}
		scale := 1 / math.Sqrt(variance)
		for i := range rw {
			rw[i] *= scale
		}
		for k := block.from; k < block.to; k++ {
			w := s.next[k] * scale
			distance = max(distance, math.Abs(w-s.w[k]))
			s.w[k] = w
		}
	}
	for l, block := range p.blocks {
		for m := range p.blocks {
			s.c[l*s.constructs+m] = dot(s.w[block.from:block.to], s.rw[m*n+block.from:m*n+block.to])
		}
	}
	return distance, nil
}

// inner sets the inner weights of each construct's neighbours.
func (s *space) inner(p *plan) *stat.Error {
	for j := range p.blocks {
		e, c := s.e[j*s.constructs:(j+1)*s.constructs], s.c[j*s.constructs:(j+1)*s.constructs]
		weigh := func(neighbours []int) {
			for _, i := range neighbours {
				e[i] = c[i]
				if p.scheme == CentroidScheme {
					e[i] = sign(c[i])
				}
			}
		}
		weigh(p.succ[j])
		if p.scheme != PathScheme {
			weigh(p.pred[j])
			continue
		}
		if !s.regress(p.pred[j], j) {
			return fault(stat.Singular, "predecessors of %q", p.name(j))
		}
		for k, i := range p.pred[j] {
			e[i] = s.x[k]
		}
	}
	return nil
}

// outer puts the next weights into s.next, not scaled yet.
func (s *space) outer(p *plan) {
	n := s.items
	for l, block := range p.blocks {
		next := s.next[block.from:block.to]
		clear(next)
		for _, neighbours := range [2][]int{p.pred[l], p.succ[l]} {
			for _, m := range neighbours {
				axpy(s.e[l*s.constructs+m], s.rw[m*n+block.from:m*n+block.to], next)
			}
		}
		if p.mode(l) == ModeB {
			cholesky{s.block[block.from*n+block.from:], n, block.len()}.solve(next)
		}
	}
}

// factorBlocks prepares the regressions of mode B.
func (s *space) factorBlocks(p *plan) *stat.Error {
	n := s.items
	for l, block := range p.blocks {
		if p.mode(l) != ModeB {
			continue
		}
		for i := block.from; i < block.to; i++ {
			copy(s.block[i*n+block.from:i*n+block.to], s.r[i*n+block.from:i*n+block.to])
		}
		if !(cholesky{s.block[block.from*n+block.from:], n, block.len()}).factor() {
			return fault(stat.Singular, "items of %q", p.name(l))
		}
	}
	return nil
}

// structure computes paths, R² and total effects from the correlations of the composites.
func (s *space) structure(p *plan) *stat.Error {
	l := s.constructs
	clear(s.b)
	clear(s.total)
	for _, j := range p.order {
		s.r2[j] = math.NaN()
		if len(p.pred[j]) == 0 {
			continue
		}
		if !s.regress(p.pred[j], j) {
			return fault(stat.Singular, "predecessors of %q", p.name(j))
		}
		s.r2[j] = 0
		for k, i := range p.pred[j] {
			b := s.x[k]
			s.b[j*l+i] = b
			s.r2[j] += b * s.c[i*l+j]
			axpy(b, s.total[i*l:(i+1)*l], s.total[j*l:(j+1)*l])
			s.total[j*l+i] += b
		}
	}
	return nil
}

// regress leaves in s.x the coefficients of construct j on the constructs from; false when those
// are collinear.
func (s *space) regress(from []int, j int) bool {
	n, l := len(from), s.constructs
	for a, i := range from {
		s.x[a] = s.c[i*l+j]
		for b, k := range from {
			s.small[a*n+b] = s.c[i*l+k]
		}
	}
	chol := cholesky{s.small, n, n}
	if !chol.factor() {
		return false
	}
	chol.solve(s.x[:n])
	return true
}

// align turns composites round that correlate negatively with those of the given weights: a
// composite is defined up to its sign only.
func (s *space) align(p *plan, weights []float64) {
	n, l := s.items, s.constructs
	for j, block := range p.blocks {
		if dot(weights[block.from:block.to], s.rw[j*n+block.from:j*n+block.to]) >= 0 {
			continue
		}
		negate(s.w[block.from:block.to])
		negate(s.rw[j*n : (j+1)*n])
		for k := range l {
			for _, m := range [][]float64{s.c, s.b, s.total} {
				m[j*l+k] = -m[j*l+k]
				m[k*l+j] = -m[k*l+j]
			}
		}
	}
}

// cholesky is a symmetric matrix of the given size within rows of the given stride, turned into its
// lower Cholesky factor in place.
type cholesky struct {
	a            []float64
	stride, size int
}

// collinear is the share of its variance a variable must keep beside the others.
const collinear = 1e-12

func (c cholesky) factor() bool {
	for i := range c.size {
		row := c.a[i*c.stride:]
		before := row[i]
		for j := range i {
			other := c.a[j*c.stride:]
			row[j] = (row[j] - dot(row[:j], other[:j])) / other[j]
		}
		left := before - dot(row[:i], row[:i])
		if !(left > collinear*before) {
			return false
		}
		row[i] = math.Sqrt(left)
	}
	return true
}

func (c cholesky) solve(x []float64) {
	for i := range c.size {
		row := c.a[i*c.stride:]
		x[i] = (x[i] - dot(row[:i], x[:i])) / row[i]
	}
	for i := c.size - 1; i >= 0; i-- {
		x[i] /= c.a[i*c.stride+i]
		axpy(-x[i], c.a[i*c.stride:i*c.stride+i], x[:i])
	}
}

func dot(a, b []float64) (sum float64) {
	b = b[:len(a)]
	for i, x := range a {
		sum += x * b[i]
	}
	return sum
}

// axpy adds a·x to y.
func axpy(a float64, x, y []float64) {
	x = x[:len(y)]
	for i := range y {
		y[i] += a * x[i]
	}
}

func negate(x []float64) {
	for i := range x {
		x[i] = -x[i]
	}
}

func sign(x float64) float64 {
	switch {
	case x > 0:
		return 1
	case x < 0:
		return -1
	}
	return 0
}
