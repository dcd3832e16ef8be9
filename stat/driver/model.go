package driver

import (
	"fmt"
	"math"
	"slices"

	"manyi.dev/manyi/stat"
)

// Model says which column is to be explained by which.
type Model struct {
	Outcome string    // the column to be explained, such as overall satisfaction
	Drivers []string  // the columns that explain it
	Weights []float64 // a weight ≥ 0 for each row of the data; nil: every row counts once
	Missing Missing   // what to do with rows that lack a value
}

// Missing says what becomes of rows in which a value is missing.
type Missing string

// The two ways. Regressions need whole rows and are always listwise; what rests on correlations
// alone (Moments, Correlate, Bootstrap) can be pairwise.
const (
	Listwise Missing = ""         // rows with a missing value are left out
	Pairwise Missing = "pairwise" // each correlation rests on the rows that have both values
)

// Base is what a result rests on.
type Base struct {
	Rows int // rows of the data
	// N is the number of rows used: those with every value and a positive weight. Under Pairwise it
	// is the smallest number behind any of the correlations.
	N       int
	Missing Missing // how missing values were treated
	// SumW and SumW2 are Σw and Σw² over the rows that were used; under Pairwise over all rows with
	// an outcome.
	SumW, SumW2 float64
}

// rows are the columns of a model, the outcome first.
type rows struct {
	Base
	names   []string // of the drivers
	outcome string
	columns [][]float64
	weights []float64 // never nil
}

// fail is an error of this package.
func fail(reason stat.Reason, subject string) *stat.Error {
	return &stat.Error{Package: "driver", Reason: reason, Subject: subject}
}

// need takes the columns and weights of the model from the data, without judging missing values.
func need(d stat.Data, m Model) (*rows, error) {
	if err := d.Check("driver"); err != nil {
		return nil, err
	}
	if m.Missing != Listwise && m.Missing != Pairwise {
		return nil, fail(stat.Unknown, fmt.Sprintf("treatment of missing values %q", m.Missing))
	}
	if len(m.Drivers) == 0 {
		return nil, fail(stat.Empty, "drivers")
	}
	names := append([]string{m.Outcome}, m.Drivers...)
	for j, name := range names {
		if slices.Contains(names[:j], name) {
			return nil, fail(stat.Duplicate, fmt.Sprintf("%q", name))
		}
	}
	selected, err := d.Select("driver", names...)
	if err != nil {
		return nil, err
	}
	r := &rows{Base: Base{Rows: d.Rows(), Missing: m.Missing}, names: slices.Clone(m.Drivers), outcome: m.Outcome, columns: selected.Columns, weights: m.Weights}
	if r.weights == nil {
		r.weights = slices.Repeat([]float64{1}, r.Rows)
	}
	return r, r.checkWeights()
}

func (r *rows) checkWeights() error {
	if len(r.weights) != r.Rows {
		err := fail(stat.Lengths, "weights")
		err.Got, err.Want = float64(len(r.weights)), float64(r.Rows)
		return err
	}
	for i, w := range r.weights {
		reason := stat.NotFinite
		if w < 0 {
			reason = stat.Negative
		}
		if !(w >= 0) || math.IsInf(w, 1) {
			err := fail(reason, "weights")
			err.Row = i + 1
			return err
		}
	}
	return nil
}

// listwise keeps the rows with every value and a positive weight.
func (r *rows) listwise() {
	whole := make([]int, 0, r.Rows)
	for i, w := range r.weights {
		if w > 0 && !slices.ContainsFunc(r.columns, func(column []float64) bool { return math.IsNaN(column[i]) }) {
			whole = append(whole, i)
		}
	}
	taken := stat.Data{Columns: append([][]float64{r.weights}, r.columns...)}.Take(whole)
	r.weights, r.columns = taken.Columns[0], taken.Columns[1:]
	r.N = len(whole)
	r.sumWeights()
}

func (r *rows) sumWeights() {
	r.SumW, r.SumW2 = 0, 0
	for i, w := range r.weights {
		if !math.IsNaN(r.columns[0][i]) {
			r.SumW += w
			r.SumW2 += w * w
		}
	}
}

// name is column j in an error: 0 is the outcome.
func (r *rows) name(j int) string {
	if j == 0 {
		return fmt.Sprintf("%q", r.outcome)
	}
	return fmt.Sprintf("%q", r.names[j-1])
}

// checkVaries wants n rows at least, and that every column takes two values.
func (r *rows) checkVaries(n int) error {
	if r.N < n {
		err := fail(stat.TooFewRows, "data")
		err.Got, err.Want = float64(r.N), float64(n)
		return err
	}
	for j, column := range r.columns {
		low, high := math.Inf(1), math.Inf(-1)
		for i, x := range column {
			if r.weights[i] > 0 && !math.IsNaN(x) {
				low, high = min(low, x), max(high, x)
			}
		}
		if !(low < high) {
			return fail(stat.Constant, r.name(j))
		}
	}
	return nil
}
