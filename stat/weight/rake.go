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

// sweeper takes the means of margins off a variable, without weights: the residual of least squares
// on the levels of all margins.
type sweeper struct {
	cells  *cells
	start  []int       // margin → its first level among all
	level  []float64   // level → respondents
	common [][]float64 // respondents by pair of levels
}

func newSweeper(c *cells, margins []Margin) *sweeper {
	s := &sweeper{cells: c}
	p := 0
	for _, m := range margins {
		s.start = append(s.start, p)
		p += len(m.Factor.Levels)
	}
	s.common = make([][]float64, p)
	for k := range s.common {
		s.common[k] = make([]float64, p)
	}
	for cell, n := range c.count {
		for m := range c.codes {
			row := s.common[s.start[m]+int(c.codes[m][cell])]
			for l := range c.codes {
				row[s.start[l]+int(c.codes[l][cell])] += n
			}
		}
	}
	for k := range s.common {
		s.level = append(s.level, s.common[k][k])
	}
	return s
}

// The means are taken off in turn until the largest change is this small relative to the largest
// mean, or so many times; both are far beyond what a standard error needs.
const (
	sweepTolerance = 1e-13
	maxSweeps      = 10000
)

// residual puts w·(u − fitted) in the place of z = w·u.
func (s *sweeper) residual(z, w []float64) {
	total := make([]float64, len(s.level))
	byCell := make([]float64, len(s.cells.count))
	for i, cell := range s.cells.of {
		if w[i] != 0 {
			byCell[cell] += z[i] / w[i]
		}
	}
	for m, codes := range s.cells.codes {
		for cell, u := range byCell {
			total[s.start[m]+int(codes[cell])] += u
		}
	}
	effect := s.effects(total)
	for cell := range byCell {
		byCell[cell] = 0
		for m, codes := range s.cells.codes {
			byCell[cell] += effect[s.start[m]+int(codes[cell])]
		}
	}
	for i, cell := range s.cells.of {
		z[i] -= w[i] * byCell[cell]
	}
}

// effects are the levels' effects, given the sums of the variable by level: Gauss–Seidel on the
// normal equations, margin by margin.
func (s *sweeper) effects(total []float64) []float64 {
	effect := make([]float64, len(total))
	for range maxSweeps {
		change, largest := 0.0, 0.0
		for k, n := range s.level {
			if n == 0 {
				continue
			}
			rest := total[k]
			for l, both := range s.common[k] {
				if l != k {
					rest -= both * effect[l]
				}
			}
			rest /= n
			change, largest = max(change, math.Abs(rest-effect[k])), max(largest, math.Abs(rest))
			effect[k] = rest
		}
		if !(change > sweepTolerance*largest) {
			break
		}
	}
	return effect
}
