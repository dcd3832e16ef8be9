package stat

import (
	"fmt"
	"math"
	"slices"
)

// Data is a table of numbers: one column per variable, all equally long, NaN where a value is
// missing. Names may be nil where a method needs none; otherwise they are unique.
type Data struct {
	Names   []string
	Columns [][]float64
}

// Rows is the number of rows.
func (d Data) Rows() int {
	if len(d.Columns) == 0 {
		return 0
	}
	return len(d.Columns[0])
}

// Name is the name of column j as an error quotes it: `"q3"`, or `column 3` without names.
func (d Data) Name(j int) string {
	if j < len(d.Names) {
		return fmt.Sprintf("%q", d.Names[j])
	}
	return fmt.Sprintf("column %d", j+1)
}

// Check finds columns of unequal length, infinite values and names that are missing or occur
// twice; pkg is the package the error speaks for. NaN is no fault: it is a missing value.
func (d Data) Check(pkg string) error {
	if len(d.Columns) == 0 || d.Rows() == 0 {
		return &Error{Package: pkg, Reason: Empty, Subject: "data"}
	}
	if d.Names != nil && len(d.Names) != len(d.Columns) {
		return &Error{Package: pkg, Reason: Lengths, Subject: "names", Got: float64(len(d.Names)), Want: float64(len(d.Columns))}
	}
	for j, name := range d.Names {
		if slices.Contains(d.Names[:j], name) {
			return &Error{Package: pkg, Reason: Duplicate, Subject: fmt.Sprintf("%q", name)}
		}
	}
	for j, column := range d.Columns {
		if len(column) != d.Rows() {
			return &Error{Package: pkg, Reason: Lengths, Subject: d.Name(j), Got: float64(len(column)), Want: float64(d.Rows())}
		}
		for i, x := range column {
			if math.IsInf(x, 0) {
				return &Error{Package: pkg, Reason: NotFinite, Subject: d.Name(j), Row: i + 1}
			}
		}
	}
	return nil
}

// Complete keeps the rows without a missing value in any column (listwise deletion) and says
// which rows of d they were. The columns are copies.
func (d Data) Complete() (complete Data, rows []int) {
	for i := range d.Rows() {
		if !slices.ContainsFunc(d.Columns, func(column []float64) bool { return math.IsNaN(column[i]) }) {
			rows = append(rows, i)
		}
	}
	return d.Take(rows), rows
}

// Take makes the table of the given rows, in their order; a row may be taken several times.
func (d Data) Take(rows []int) Data {
	taken := Data{Names: d.Names, Columns: make([][]float64, len(d.Columns))}
	for j, column := range d.Columns {
		taken.Columns[j] = make([]float64, len(rows))
		for k, i := range rows {
			taken.Columns[j][k] = column[i]
		}
	}
	return taken
}

// Select makes the table of the named columns; the columns are shared with d.
func (d Data) Select(pkg string, names ...string) (Data, error) {
	selected := Data{Names: names}
	for _, name := range names {
		j := slices.Index(d.Names, name)
		if j < 0 {
			return Data{}, &Error{Package: pkg, Reason: Unknown, Subject: fmt.Sprintf("%q", name)}
		}
		selected.Columns = append(selected.Columns, d.Columns[j])
	}
	return selected, nil
}
