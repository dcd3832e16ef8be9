package weight

import (
	"math"

	"manyi.dev/manyi/stat/internal/par"
)

// cells are the combinations of levels that occur: rows of one cell are adjusted alike.
type cells struct {
	of     []int32   // row → cell
	codes  [][]int32 // by margin: cell → level
	weight []float64 // Σd
	count  []float64 // rows with a weight
}

// dense is the number of cells up to which a table of all combinations is kept, whether they occur
// or not.
const dense = 1 << 16

// newCells finds the cells of margins that were checked.
func newCells(margins []Margin, weights []float64) *cells {
	n := len(weights)
	c := &cells{of: make([]int32, n)}
	size := 1
	for m := range margins {
		levels := len(margins[m].Factor.Levels)
		codes := margins[m].Factor.Codes
		limit := min(max(dense, n), math.MaxInt32)
		if size*levels > limit {
			size = c.compact(size)
		}
		if size*levels > limit {
			size = c.cross(codes, levels)
			continue
		}
		par.Blocks(n, func(_, from, to int) {
			of, codes := c.of[from:to], codes[from:to]
			for i, code := range codes {
				of[i] = of[i]*int32(levels) + code
			}
		})
		size *= levels
	}
	size = c.compact(size)
	c.codes = make([][]int32, len(margins))
	for m := range margins {
		c.codes[m] = make([]int32, size)
	}
	c.weight, c.count = make([]float64, size), make([]float64, size)
	first := make([]int32, size)
	for i, cell := range c.of {
		first[cell] = int32(i)
		c.weight[cell] += weights[i]
		if weights[i] > 0 {
			c.count[cell]++
		}
	}
	for m := range margins {
		for cell, i := range first {
			c.codes[m][cell] = margins[m].Factor.Codes[i]
		}
	}
	return c
}

// cross crosses the cells with the levels of a margin, numbering the combinations as they come.
func (c *cells) cross(codes []int32, levels int) int {
	number := map[int]int32{}
	for i, cell := range c.of {
		key := int(cell)*levels + int(codes[i])
		k, known := number[key]
		if !known {
			k = int32(len(number))
			number[key] = k
		}
		c.of[i] = k
	}
	return len(number)
}

// compact numbers the cells that occur, in the order of their old numbers, and returns how many.
func (c *cells) compact(size int) int {
	number := make([]int32, size)
	for _, cell := range c.of {
		number[cell] = 1
	}
	next := int32(0)
	for cell, used := range number {
		number[cell] = next
		next += used
	}
	par.Blocks(len(c.of), func(_, from, to int) {
		of := c.of[from:to]
		for i, cell := range of {
			of[i] = number[cell]
		}
	})
	return int(next)
}

// spread multiplies the weights of the rows by the factors of their cells.
func (c *cells) spread(weights, factor []float64) []float64 {
	adjusted := make([]float64, len(weights))
	par.Blocks(len(weights), func(_, from, to int) {
		w, of, a := weights[from:to], c.of[from:to], adjusted[from:to]
		for i, cell := range of {
			a[i] = w[i] * factor[cell]
		}
	})
	return adjusted
}

// sums adds the values of the cells by level.
func sums(into []float64, codes []int32, values []float64) {
	clear(into)
	for cell, code := range codes {
		into[code] += values[cell]
	}
}

// balances compares the margins of the cells before and after.
func (c *cells) balances(margins []Margin, after []float64) []Balance {
	all := make([]Balance, len(margins))
	for m, margin := range margins {
		levels := len(margin.Factor.Levels)
		all[m] = Balance{Name: margin.Name, Levels: margin.Factor.Levels, Target: margin.Totals, Before: make([]float64, levels), After: make([]float64, levels)}
		sums(all[m].Before, c.codes[m], c.weight)
		sums(all[m].After, c.codes[m], after)
	}
	return all
}
