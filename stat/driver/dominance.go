package driver

import (
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/internal/par"
)

// MaxExact is the largest number of drivers of which all subsets are looked through: 2²⁵ of them
// take about a second.
const MaxExact = 25

// Dominance compares what drivers add to R² over the subsets of the others.
type Dominance struct {
	Base
	Names []string
	// Conditional[k][j] is the mean increase of R² by driver j over all subsets of k other drivers:
	// driver i dominates j conditionally when its column is nowhere lower.
	Conditional [][]float64
	General     []float64 // the mean of a column of Conditional; the same as LMG; sums to R2
	R2          float64
}

// Dominance is the general and conditional dominance (Budescu 1993; Azen and Budescu 2003).
func (m *Moments) Dominance() (*Dominance, error) {
	s, err := m.solve()
	if err != nil {
		return nil, err
	}
	return m.dominance(s)
}

func (m *Moments) dominance(s *solved) (*Dominance, error) {
	p := len(m.Names)
	if p > MaxExact {
		err := fail(stat.OutOfRange, "number of drivers for all subsets")
		err.Got = float64(p)
		return nil, err
	}
	all, with := subsets(s.rxx, s.rxy)
	d := &Dominance{Base: m.Base, Names: m.Names, General: make([]float64, p), R2: s.r2}
	count := 1.0 // subsets of k of the p−1 others
	for k := range p {
		row := make([]float64, p)
		for j := range row {
			row[j] = (with[j][k+1] - (all[k] - with[j][k])) / count
		}
		floats.AddScaled(d.General, 1/float64(p), row)
		d.Conditional = append(d.Conditional, row)
		count *= float64(p-1-k) / float64(k+1)
	}
	return d, nil
}

// split is how many drivers are decided on beforehand, each subset of them being a piece of work.
const split = 4

// subsets adds up R² over all subsets of k drivers (all[k]) and over those with driver j
// (with[j][k]).
//
// Let M be the covariance of the remaining drivers and of the outcome given those chosen. To
// choose the next driver is to sweep it out of M, to leave it out is to strike it; the outcome's
// own element of M is then 1−R². A branch returns its sums by size, and those of the branch that
// chose driver j are j's. The cost is 2^j·(p−j)²/2 at depth j, about 3·2^p multiplications in all.
func subsets(rxx *mat.SymDense, rxy []float64) (all []float64, with [][]float64) {
	p := len(rxy)
	top := min(split, p-1)
	tasks := make([]*walk, 1<<top)
	par.Do(len(tasks), func(mask int) { tasks[mask] = start(rxx, rxy, top, mask) })
	all, with = make([]float64, p+1), make([][]float64, p)
	for j := range with {
		with[j] = make([]float64, p+1)
	}
	for mask, t := range tasks {
		floats.Add(all, t.shift())
		for j := range p {
			switch {
			case j >= top:
				floats.Add(with[j], t.with[j])
			case mask>>j&1 == 1:
				floats.Add(with[j], t.shift())
			}
		}
	}
	return all, with
}

// walk goes through the subsets that agree on the first drivers.
type walk struct {
	p, chosen int
	sums      []float64   // by number of drivers beyond those chosen at the start
	with      [][]float64 // by driver and size of the whole subset
	swept     [][]float64 // by depth: M after the driver of that depth was chosen
	in, out   [][]float64 // by depth: sums of the branches
}

// shift are the sums by size of the whole subset.
func (w *walk) shift() []float64 {
	s := make([]float64, w.p+1)
	copy(s[w.chosen:], w.sums)
	return s
}

// start decides on the first drivers as the bits of mask say and walks through the rest.
func start(rxx *mat.SymDense, rxy []float64, top, mask int) *walk {
	p := len(rxy)
	w := &walk{p: p, with: make([][]float64, p), swept: make([][]float64, p), in: make([][]float64, p), out: make([][]float64, p)}
	for j := range p {
		w.with[j] = make([]float64, p+1)
		w.swept[j] = make([]float64, (p-j)*(p-j))
		w.in[j], w.out[j] = make([]float64, p-j), make([]float64, p-j)
	}
	m, stride := make([]float64, (p+1)*(p+1)), p+1
	for j := range p {
		for k := j; k < p; k++ {
			m[j*stride+k] = rxx.At(j, k)
		}
		m[j*stride+p] = rxy[j]
	}
	m[p*stride+p] = 1
	for j := range top {
		if mask>>j&1 == 1 {
			w.chosen++
			sweep(w.swept[j], m, stride, p-j)
			m, stride = w.swept[j], p-j
		} else {
			m = m[stride+1:]
		}
	}
	w.sums = make([]float64, p-top+1)
	w.down(top, m, stride, w.chosen, w.sums)
	return w
}

// sweep takes the first of n+1 variables out of the upper triangle of m.
func sweep(to, m []float64, stride, n int) {
	pivot := 1 / m[0]
	first := m[1 : n+1]
	for a, x := range first {
		x *= pivot
		row, old := to[a*n+a:a*n+n], m[(a+1)*stride+a+1:]
		for b, y := range first[a:] {
			row[b] = old[b] - x*y
		}
	}
}

// down writes the sums over the subsets of drivers j…p−1 beside the size already chosen.
func (w *walk) down(j int, m []float64, stride, size int, sums []float64) {
	n := w.p - j // drivers left
	if n == 1 {
		left := 1 - m[stride+1]
		gain := m[1] * m[1] / m[0]
		sums[0], sums[1] = left, left+gain
		w.with[j][size+1] += left + gain
		return
	}
	in, out := w.in[j], w.out[j]
	sweep(w.swept[j], m, stride, n)
	w.down(j+1, w.swept[j], n, size+1, in)
	w.down(j+1, m[stride+1:], stride, size, out)
	with := w.with[j][size+1:]
	sums[0], sums[n] = out[0], in[n-1]
	for k := 1; k < n; k++ {
		sums[k] = out[k] + in[k-1]
	}
	for k, s := range in {
		with[k] += s
	}
}
