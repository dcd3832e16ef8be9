package scale

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// objective is a smooth function to be minimised: its value at x and, unless grad is nil, its
// gradient and Hessian there. A value that is not finite marks a point outside its domain.
type objective func(x, grad []float64, hess *mat.SymDense) float64

// Limits of the iterations.
const (
	maxSteps  = 500
	flat      = 1e-9  // largest slope, within the box, of a point taken for a minimum
	exact     = 1e-13 // slope at which nothing is left to gain
	onBound   = 1e-10 // distance at which a coordinate counts as on its bound
	curvature = 1e-8  // smallest curvature a step divides by
)

// minimum is where a minimisation ended.
type minimum struct {
	x     []float64
	value float64
	slope float64 // largest component of the projected gradient
	steps int
}

// found reports whether it is a minimum within the box.
func (m minimum) found() bool { return m.slope <= flat && !math.IsNaN(m.value) }

// minimise finds a local minimum of f in the box [low, high]^p by Newton steps projected on the
// box (Bertsekas 1982): coordinates on a bound whose slope pushes outward stay there, the others
// move by the Hessian made positive definite, shortened until f falls enough.
func minimise(f objective, start []float64, low, high float64) minimum {
	p := len(start)
	m := minimum{x: make([]float64, p)}
	for i, x := range start {
		m.x[i] = max(low, min(high, x))
	}
	grad, next := make([]float64, p), make([]float64, p)
	hess := mat.NewSymDense(p, nil)
	for ; m.steps < maxSteps; m.steps++ {
		m.value = f(m.x, grad, hess)
		free := freeOf(m.x, grad, low, high)
		m.slope = 0
		for _, i := range free {
			m.slope = max(m.slope, math.Abs(grad[i]))
		}
		if m.slope <= exact || math.IsNaN(m.value) || math.IsInf(m.value, 0) {
			return m
		}
		direction := newtonStep(grad, hess, free)
		moved := m.search(f, grad, direction, next, low, high)
		if !moved { // the steepest way, scaled, where the curvature misleads
			for _, i := range free {
				direction[i] = -grad[i]
			}
			moved = m.search(f, grad, direction, next, low, high)
		}
		if !moved {
			return m
		}
	}
	m.value = f(m.x, nil, nil)
	return m
}

// freeOf are the coordinates that may move.
func freeOf(x, grad []float64, low, high float64) []int {
	var free []int
	for i := range x {
		if x[i] <= low+onBound && grad[i] > 0 || x[i] >= high-onBound && grad[i] < 0 {
			continue
		}
		free = append(free, i)
	}
	return free
}

// newtonStep solves |H|·d = −g for the free coordinates, where |H| has the eigenvalues' absolute
// values; the others are 0.
func newtonStep(grad []float64, hess *mat.SymDense, free []int) []float64 {
	direction := make([]float64, len(grad))
	part := mat.NewSymDense(len(free), nil)
	for a, i := range free {
		for b, j := range free[:a+1] {
			part.SetSym(a, b, hess.At(i, j))
		}
	}
	var eigen mat.EigenSym
	if !eigen.Factorize(part, true) {
		for _, i := range free {
			direction[i] = -grad[i]
		}
		return direction
	}
	values := eigen.Values(nil)
	largest := math.Abs(values[len(values)-1])
	largest = max(largest, math.Abs(values[0]), 1e-300)
	var vectors mat.Dense
	eigen.VectorsTo(&vectors)
	for m, value := range values {
		along := 0.0
		for a, i := range free {
			along += vectors.At(a, m) * grad[i]
		}
		along /= max(math.Abs(value), curvature*largest)
		for a, i := range free {
			direction[i] -= along * vectors.At(a, m)
		}
	}
	return direction
}

// search walks along the direction, bent at the box, until f falls by a part of what the slope
// promises. It reports whether m moved.
func (m *minimum) search(f objective, grad, direction, next []float64, low, high float64) bool {
	longest := 0.0
	for _, d := range direction {
		longest = max(longest, math.Abs(d))
	}
	step := min(1, 2/longest) // the domain of x is of the order of 1
	for range 60 {
		promise, moved := 0.0, false
		for i := range next {
			next[i] = max(low, min(high, m.x[i]+step*direction[i]))
			promise += grad[i] * (next[i] - m.x[i])
			moved = moved || next[i] != m.x[i]
		}
		if !moved {
			return false
		}
		value := f(next, nil, nil)
		// Within rounding of the minimum a full step that promises less than f can resolve is taken.
		rounding := 1e-14 * max(1, math.Abs(m.value))
		if value <= m.value+1e-4*promise || promise <= 0 && -promise < rounding && value <= m.value+rounding {
			copy(m.x, next)
			return true
		}
		step /= 2
	}
	return false
}
