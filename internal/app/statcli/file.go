package statcli

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/sheet"
	"manyi.dev/manyi/stat"
)

// maxFaults is how many faults of a file are told one by one.
const maxFaults = 20

// file is an open table of which some columns have been read.
type file struct {
	name  string
	table *sheet.Table
	rows  []int // numbers of the rows, as a spreadsheet programme shows them
	text  map[string][]string
}

// open opens a table and makes it the one that errors are about.
func (c *call) open(path string) (*file, error) {
	f, err := c.openOther(path)
	if err == nil {
		c.file = f
	}
	return f, err
}

// openOther opens a second table, such as targets; the caller closes it.
func (c *call) openOther(path string) (*file, error) {
	table, err := sheet.OpenFile(c.Path(path))
	if errors.Is(err, fs.ErrNotExist) {
		err = errs.New(errs.NotFound, "app.file").With("path", path)
	}
	if err != nil {
		return nil, err
	}
	for i, name := range table.Header {
		table.Header[i] = strings.TrimSpace(name)
	}
	return &file{name: filepath.Base(path), table: table, text: map[string][]string{}}, nil
}

// at is the place of a row in messages.
func (f *file) at(row int) string { return fmt.Sprintf("%s:%d", f.name, row) }

// span is a range of numbered columns: "q1-5".
var span = regexp.MustCompile(`^(.*?)(\d+)-(\d+)$`)

// columns are the named columns: a name of the header, or a range of numbered ones.
func (f *file) columns(flag string, names ...string) ([]string, error) {
	var all, unknown []string
	var faults []error
	for _, name := range names {
		name = strings.TrimSpace(name)
		list := []string{name}
		if m := span.FindStringSubmatch(name); m != nil && !slices.Contains(f.table.Header, name) {
			list = list[:0]
			from, _ := strconv.Atoi(m[2])
			to, _ := strconv.Atoi(m[3])
			for k := from; k <= to && k-from < len(f.table.Header); k++ {
				list = append(list, m[1]+strconv.Itoa(k))
			}
		}
		for _, one := range list {
			switch n := count(f.table.Header, one); {
			case n == 0 || one == "":
				unknown = append(unknown, one)
			case n > 1:
				faults = append(faults, errs.New(errs.Invalid, "stat.column_twice").At(flag).With("column", one))
			case slices.Contains(all, one):
				faults = append(faults, errs.New(errs.Invalid, "stat.named_twice").At(flag).With("column", one))
			default:
				all = append(all, one)
			}
		}
	}
	if len(unknown) > 0 {
		faults = append(faults, f.unknown(flag, unknown...))
	}
	return all, errors.Join(faults...)
}

// unknown is the error of columns that the file does not have.
func (f *file) unknown(flag string, names ...string) error {
	return errs.New(errs.Invalid, "stat.column_unknown").At(flag).With("column", strings.Join(names, ", ")).With("columns", f.header())
}

// column is one named column; "" stays "".
func (f *file) column(flag, name string) (string, error) {
	if name == "" {
		return "", nil
	}
	if n := count(f.table.Header, name); n != 1 {
		_, err := f.columns(flag, name)
		if err == nil { // a range
			err = f.unknown(flag, name)
		}
		return "", err
	}
	return name, nil
}

func count(list []string, one string) int {
	n := 0
	for _, s := range list {
		if s == one {
			n++
		}
	}
	return n
}

// header are the columns of the file for a message.
func (f *file) header() string {
	const most = 60
	names := f.table.Header
	if len(names) > most {
		return strings.Join(names[:most], ", ") + ", …"
	}
	return strings.Join(names, ", ")
}

// read reads the named columns, which the header has; "" names none.
func (f *file) read(names ...string) error {
	var place []int
	var list []string
	for _, name := range names {
		if name != "" && !slices.Contains(list, name) {
			list, place = append(list, name), append(place, slices.Index(f.table.Header, name))
		}
	}
	known := map[string]string{} // cells repeat: keep one copy of each
	columns := make([][]string, len(list))
	var faults []error
	more := 0
	for row, err := range f.table.Rows() {
		if err != nil {
			return err
		}
		if row.Err != nil {
			if len(faults) < maxFaults {
				faults = append(faults, row.Err.At(f.at(row.Number)))
			} else {
				more++
			}
			continue
		}
		f.rows = append(f.rows, row.Number)
		for j, at := range place {
			cell := strings.TrimSpace(row.Cells[at])
			if kept, ok := known[cell]; ok {
				cell = kept
			} else {
				cell = strings.Clone(cell)
				if len(known) < 1<<16 {
					known[cell] = cell
				}
			}
			columns[j] = append(columns[j], cell)
		}
	}
	if err := join(faults, more); err != nil {
		return err
	}
	if len(f.rows) == 0 {
		return errs.New(errs.Invalid, "stat.no_rows").At(f.name)
	}
	for j, name := range list {
		f.text[name] = columns[j]
	}
	return nil
}

// join makes one error of many, and says how many more there are.
func join(faults []error, more int) error {
	if more > 0 {
		faults = append(faults, errs.New(errs.Invalid, "stat.more_faults").With("count", more))
	}
	return errors.Join(faults...)
}

// codes are texts that are no answer, beside blank, NA and NaN.
type codes []string

// missing reports whether a cell holds no answer.
func (m codes) missing(cell string) bool {
	switch cell {
	case "", "NA", "N/A", "NaN", "nan":
		return true
	}
	for _, code := range m {
		if code = strings.TrimSpace(code); code == cell {
			return true
		}
		a, errA := number(code)
		b, errB := number(cell)
		if errA == nil && errB == nil && a == b {
			return true
		}
	}
	return false
}

var errNumber = errors.New("not a number")

// number reads a finite decimal number.
func number(cell string) (float64, error) {
	if strings.ContainsAny(cell, "xXpP_iInN") { // hexadecimal, infinite
		return 0, errNumber
	}
	x, err := strconv.ParseFloat(cell, 64)
	if err != nil || math.IsInf(x, 0) {
		return 0, errNumber
	}
	return x, nil
}

// numbers is a column as numbers, NaN where an answer is missing. A cell that is no number is a
// fault with its row.
func (f *file) numbers(name string, m codes) ([]float64, error) {
	known := map[string]float64{}
	values := make([]float64, len(f.rows))
	var faults []error
	more := 0
	for i, cell := range f.text[name] {
		x, ok := known[cell]
		if !ok {
			var err error
			if x, err = number(cell); m.missing(cell) {
				x, err = math.NaN(), nil
			}
			if err != nil {
				if len(faults) < maxFaults {
					faults = append(faults, errs.New(errs.Invalid, "stat.cell").At(f.at(f.rows[i])).With("column", name).With("value", cell))
				} else {
					more++
				}
				continue
			}
			if len(known) < 1<<16 {
				known[cell] = x
			}
		}
		values[i] = x
	}
	return values, join(faults, more)
}

// data are several columns as numbers.
func (f *file) data(names []string, m codes) (stat.Data, error) {
	d := stat.Data{Names: names}
	var faults []error
	for _, name := range names {
		values, err := f.numbers(name, m)
		faults = append(faults, err)
		d.Columns = append(d.Columns, values)
	}
	return d, errors.Join(faults...)
}

// factor is a column as a grouping; levels that are all numbers stand in the order of the numbers.
func (f *file) factor(name string, m codes) stat.Factor {
	if name == "" {
		return stat.Factor{}
	}
	cells := slices.Clone(f.text[name])
	levels := map[string]bool{}
	numeric := true
	for i, cell := range cells {
		if m.missing(cell) {
			cells[i] = ""
			continue
		}
		if !levels[cell] {
			_, err := number(cell)
			levels[cell], numeric = true, numeric && err == nil
		}
	}
	factor := stat.NewFactor(cells)
	if !numeric {
		return factor
	}
	order := slices.Clone(factor.Levels)
	slices.SortStableFunc(order, func(a, b string) int {
		x, _ := number(a)
		y, _ := number(b)
		switch {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	})
	place := make([]int32, len(order))
	for code, level := range factor.Levels {
		place[code] = int32(slices.Index(order, level))
	}
	for i, code := range factor.Codes {
		if code >= 0 {
			factor.Codes[i] = place[code]
		}
	}
	factor.Levels = order
	return factor
}

// numeric reports whether every answer of a column is a number.
func (f *file) numeric(name string, m codes) bool {
	for _, cell := range f.text[name] {
		if _, err := number(cell); err != nil && !m.missing(cell) {
			return false
		}
	}
	return true
}
