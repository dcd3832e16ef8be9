package weight

import (
	"math"
	"slices"

	"manyi.dev/manyi/stat"
)

// RakeOptions say when raking ends. The zero value is 1e-10 within 1000 iterations.
type RakeOptions struct {
	Tolerance     float64 // largest deviation from a target, relative; 0 means 1e-10
	MaxIterations int     // 0 means 1000
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
	if err := a.rake(c, margins, raked, options); err != nil {
		return nil, err
	}
	a.Balances = c.balances(margins, raked)
	factor := make([]float64, len(raked))
	for cell, w := range raked {
		if c.weight[cell] > 0 {
			factor[cell] = w / c.weight[cell]
		}
	}
	a.Weights = c.spread(weights, factor)
	means := newSweeper(c, margins)
	a.residual = func(z []float64) { means.residual(z, a.Weights) }
	return a, nil
}

// rake fits the weights of the cells.
func (a *Adjusted) rake(c *cells, margins []Margin, w []float64, options RakeOptions) error {
	by := make([][]float64, len(margins))
	for m := range margins {
		by[m] = make([]float64, len(margins[m].Totals))
	}
	for {
		a.Distance = 0
		for m, margin := range margins {
			sums(by[m], c.codes[m], w)
			for level, sum := range by[m] {
				factor := 1.0
				if margin.Totals[level] > 0 {
					factor = margin.Totals[level] / sum
					a.Distance = max(a.Distance, math.Abs(1/factor-1))
				}
				by[m][level] = factor
			}
			for cell, code := range c.codes[m] {
				w[cell] *= by[m][code]
			}
		}
		if math.IsNaN(a.Distance) || a.Iterations >= options.MaxIterations {
			return &stat.Error{Package: "weight", Reason: stat.NoConvergence, Subject: "raking", Iterations: a.Iterations, Distance: a.Distance}
		}
		a.Iterations++
		if a.Distance <= options.Tolerance || len(margins) == 1 {
			return nil
		}
	}
}

// sweeper takes the means of margins off a variable, in turn and without weights, until none is left:
// the residual of least squares on the levels of all margins.
type sweeper struct {
	cells *cells
	level [][]float64 // by margin: level → respondents
}

func newSweeper(c *cells, margins []Margin) *sweeper {
	s := &sweeper{cells: c}
	for m, margin := range margins {
		s.level = append(s.level, make([]float64, len(margin.Factor.Levels)))
		sums(s.level[m], c.codes[m], c.count)
	}
	return s
}

// Sweeping ends when the largest mean is this small relative to the largest of all, or after so many
// sweeps; both are far beyond what a standard error needs.
const (
	sweepTolerance = 1e-13
	maxSweeps      = 10000
)

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
	for range maxSweeps {
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
	sums(mean, codes, rest)
	largest := 0.0
	for level, n := range s.level[m] {
		if n > 0 {
			mean[level] /= n
			largest = max(largest, math.Abs(mean[level]))
		}
	}
	for cell, level := range codes {
		fitted[cell] += mean[level]
		rest[cell] -= s.cells.count[cell] * mean[level]
	}
	return largest
}
