package weight

import (
	"math"
	"slices"

	"manyi.dev/manyi/stat"
)

// RakeOptions say when raking ends. The zero value is a deviation of 1e-10 within 1000 iterations.
type RakeOptions struct {
	Tolerance     float64 // largest deviation from a target, relative; 0 means 1e-10
	MaxIterations int     // 0 means 1000
	// Change above 0 ends, in the place of Tolerance, with the first iteration that changes the sum of
	// the weights of no cell by as much: R's rake with control = list(epsilon = Change), 1 by default.
	// What is left of the margins then is visible, and the residuals are those of R: ten sweeps, each
	// margin with the weights that met it.
	Change float64
}

// Rake makes the weights meet all margins (iterative proportional fitting): each in turn is brought
// to its totals until the largest deviation of any is within the tolerance. Weights keep their sign
// and zeros; within a cell of the margins they keep their proportions. No convergence is an error:
// combinations of levels that no respondent has can make the margins impossible to meet together.
func Rake(weights []float64, margins []Margin, options RakeOptions) (*Adjusted, error) {
	if len(margins) == 0 {
		return nil, fault(stat.Empty, "margins")
	}
	if err := checkAll(weights, margins); err != nil {
		return nil, err
	}
	if options.Tolerance == 0 {
		options.Tolerance = 1e-10
	}
	if options.MaxIterations == 0 {
		options.MaxIterations = 1000
	}
	c := newCells(margins, weights)
	raked := slices.Clone(c.weight)
	a := &Adjusted{}
	met, err := a.rake(c, margins, raked, options)
	if err != nil {
		return nil, err
	}
	a.Balances, a.Distance = c.balances(margins, raked), 0
	for _, b := range a.Balances {
		a.Distance = max(a.Distance, b.Deviation())
	}
	factor := make([]float64, len(raked))
	for cell, w := range raked {
		if c.weight[cell] > 0 {
			factor[cell] = w / c.weight[cell]
		}
	}
	a.Weights = c.spread(weights, factor)
	means := newSweeper(c, margins)
	if options.Change > 0 {
		means.asMet(met, raked)
	}
	final := a.Weights
	a.residual = func(z []float64) { means.residual(z, final) }
	return a, nil
}

// rake fits the weights of the cells; met are they by margin, when the margin was met last.
func (a *Adjusted) rake(c *cells, margins []Margin, w []float64, options RakeOptions) (met [][]float64, err error) {
	by := make([][]float64, len(margins))
	for m := range margins {
		by[m] = make([]float64, len(margins[m].Totals))
		met = append(met, make([]float64, len(w)))
	}
	old := make([]float64, len(w))
	for done := false; !done; {
		if a.Iterations == options.MaxIterations {
			return nil, &stat.Error{Package: "weight", Reason: stat.NoConvergence, Subject: "raking", Iterations: a.Iterations, Distance: a.Distance}
		}
		copy(old, w)
		a.Distance = 0
		for m, margin := range margins {
			a.Distance = max(a.Distance, meet(margin.Totals, c.codes[m], w, by[m]))
			copy(met[m], w)
		}
		a.Iterations++
		done = a.Distance <= options.Tolerance || len(margins) == 1
		if options.Change > 0 {
			done = true
			for cell := range w {
				done = done && math.Abs(w[cell]-old[cell]) < options.Change
			}
		}
	}
	return met, nil
}

// meet brings the cells to the totals of a margin and says how far they were from them; by is room for
// the sums.
func meet(totals []float64, codes []int32, w, by []float64) (distance float64) {
	sums(by, codes, w)
	for level, sum := range by {
		by[level] = 1
		if totals[level] > 0 {
			by[level] = totals[level] / sum
			distance = max(distance, math.Abs(sum/totals[level]-1))
		}
	}
	for cell, code := range codes {
		w[cell] *= by[code]
	}
	return distance
}

// sweeper takes the means of margins off a variable, in turn and without weights, until none is left:
// the residual of least squares on the levels of all margins.
type sweeper struct {
	cells *cells
	level [][]float64 // by margin: level → respondents
	ratio [][]float64 // by margin: cell → weight that met the margin over the final one; nil for 1
	most  int         // sweeps at most
}

// Sweeping ends when the largest mean is this small relative to the largest of all, or after so many
// sweeps; both are far beyond what a standard error needs.
const (
	sweepTolerance = 1e-13
	maxSweeps      = 10000
)

func newSweeper(c *cells, margins []Margin) *sweeper {
	s := &sweeper{cells: c, most: maxSweeps}
	for m, margin := range margins {
		s.level = append(s.level, make([]float64, len(margin.Factor.Levels)))
		sums(s.level[m], c.codes[m], c.count)
	}
	return s
}

// asMet makes every margin sweep with the weights that met it, ten times in all (R: svyrecvar).
func (s *sweeper) asMet(met [][]float64, final []float64) {
	s.most = 10
	for _, ratio := range met {
		for cell, w := range final {
			if w > 0 {
				ratio[cell] /= w
			} else {
				ratio[cell] = 1
			}
		}
	}
	s.ratio = met
}

// residual puts w·(u − fitted) in the place of z = w·u.
func (s *sweeper) residual(z, w []float64) {
	rest := make([]float64, len(s.cells.count)) // Σ of the residual by cell
	for i, cell := range s.cells.of {
		if w[i] != 0 {
			rest[cell] += z[i] / w[i]
		}
	}
	fitted := make([]float64, len(rest))
	means := make([][]float64, len(s.level))
	for m := range means {
		means[m] = make([]float64, len(s.level[m]))
	}
	largest := 0.0
	for range s.most {
		change := 0.0
		for m := range s.level {
			change = max(change, s.sweep(m, means[m], rest, fitted))
		}
		largest = max(largest, change)
		if !(change > sweepTolerance*largest) || len(s.level) == 1 {
			break
		}
	}
	for i, cell := range s.cells.of {
		z[i] -= w[i] * fitted[cell]
	}
}

// sweep takes the means of margin m off and says how large they were.
func (s *sweeper) sweep(m int, mean, rest, fitted []float64) float64 {
	codes := s.cells.codes[m]
	clear(mean)
	for cell, level := range codes {
		mean[level] += rest[cell] / s.of(m, cell)
	}
	largest := 0.0
	for level, n := range s.level[m] {
		if n > 0 {
			mean[level] /= n
			largest = max(largest, math.Abs(mean[level]))
		}
	}
	for cell, level := range codes {
		fit := s.of(m, cell) * mean[level]
		fitted[cell] += fit
		rest[cell] -= s.cells.count[cell] * fit
	}
	return largest
}

// of is the ratio of a cell.
func (s *sweeper) of(m, cell int) float64 {
	if s.ratio == nil {
		return 1
	}
	return s.ratio[m][cell]
}
