package stat

import "slices"

// Factor is a grouping of rows: Codes[i] is the index of row i's level in Levels, −1 where it is
// missing.
type Factor struct {
	Codes  []int32
	Levels []string
}

// NewFactor makes a factor from labels. Levels are in the order of their code points; a blank
// label is missing.
func NewFactor(labels []string) Factor {
	index := map[string]int32{}
	for _, label := range labels {
		if label != "" {
			index[label] = 0
		}
	}
	f := Factor{Codes: make([]int32, len(labels)), Levels: make([]string, 0, len(index))}
	for label := range index {
		f.Levels = append(f.Levels, label)
	}
	slices.Sort(f.Levels)
	for code, label := range f.Levels {
		index[label] = int32(code)
	}
	for i, label := range labels {
		if label == "" {
			f.Codes[i] = -1
			continue
		}
		f.Codes[i] = index[label]
	}
	return f
}

// Rows is the number of rows, 0 for the zero Factor.
func (f Factor) Rows() int { return len(f.Codes) }

// Indicator is 1 for the rows of the level with this code, 0 for others, NaN where missing.
func (f Factor) Indicator(code int) []float64 {
	y := make([]float64, len(f.Codes))
	for i, c := range f.Codes {
		switch {
		case c < 0:
			y[i] = nan
		case int(c) == code:
			y[i] = 1
		}
	}
	return y
}
