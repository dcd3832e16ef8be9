package conform

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"manyi.dev/manyi/stat"
)

// Dir is where cases and their inputs are looked for.
type Dir struct {
	Path  string   // the folder of the JSON files
	Roots []string // where else inputs may be, in this order
}

// MissingInput says that an input file of a case is nowhere to be found.
type MissingInput struct{ Path string }

func (m MissingInput) Error() string { return "no input file " + m.Path }

// find looks for the file under every ending of its path in every root, so that "a/b/input/x.csv" is found as
// "input/x.csv" beside the cases.
func (d *Dir) find(path string) (string, error) {
	parts := strings.Split(filepath.ToSlash(path), "/")
	roots := append([]string{d.Path, filepath.Join(d.Path, "input"), filepath.Join(d.Path, ".."), filepath.Join(d.Path, "../.."), filepath.Join(d.Path, "../../..")}, d.Roots...)
	for _, root := range roots {
		for i := range parts {
			name := filepath.Join(root, filepath.Join(parts[i:]...))
			for _, try := range []string{name, name + ".gz"} {
				if info, err := os.Stat(try); err == nil && !info.IsDir() {
					return try, nil
				}
			}
		}
	}
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	return "", MissingInput{path}
}

// Table is an input file as text.
type Table struct {
	Path  string // where it was found
	Names []string
	Rows  [][]string
}

// Table reads the input whose path ends in name, as written there ("syn_srs.csv"); with "" the first one.
func (c *Case) Table(name string) *Table {
	for _, inputs := range [][]string{c.Input, c.set.Inputs} {
		for _, path := range inputs {
			if name == "" || strings.HasSuffix(path, "/"+name) || path == name {
				return c.read(path)
			}
		}
	}
	return c.read(name)
}

// Bytes is the text of the case's first input.
func (c *Case) Bytes() []byte {
	path, err := c.set.dir.find(c.Input[0])
	if err != nil {
		panic(err)
	}
	text, err := readAll(path)
	if err != nil {
		panic(err)
	}
	return text
}

func (c *Case) read(path string) *Table {
	found, err := c.set.dir.find(path)
	if err != nil {
		panic(err)
	}
	text, err := readAll(found)
	if err != nil {
		panic(err)
	}
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff"))))
	r.FieldsPerRecord, r.LazyQuotes = -1, true
	all, err := r.ReadAll()
	if err != nil || len(all) == 0 {
		panic(fmt.Sprintf("%s: %v", found, err))
	}
	t := &Table{Path: found, Names: all[0], Rows: all[1:]}
	for i := range t.Names {
		t.Names[i] = strings.TrimSpace(t.Names[i])
	}
	return t
}

func readAll(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	if !strings.HasSuffix(path, ".gz") {
		return io.ReadAll(file)
	}
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(unzipped)
}

// column is the place of a column by its name, or by the name R's make.names or lower case would give it.
func (t *Table) column(name string) int {
	for _, same := range []func(a string) string{
		func(a string) string { return a }, MakeName, func(a string) string { return strings.ToLower(MakeName(a)) },
	} {
		for j, n := range t.Names {
			if same(n) == same(name) {
				return j
			}
		}
	}
	panic(fmt.Sprintf("%s has no column %q", t.Path, name))
}

// Has reports whether there is such a column.
func (t *Table) Has(name string) (has bool) {
	defer func() { has = recover() == nil }()
	t.column(name)
	return true
}

// Text is a column as it stands.
func (t *Table) Text(name string) []string {
	j := t.column(name)
	texts := make([]string, len(t.Rows))
	for i, row := range t.Rows {
		if j < len(row) {
			texts[i] = row[j]
		}
	}
	return texts
}

// Float is a column of numbers; NaN for a blank, "NA" and what is no number.
func (t *Table) Float(name string) []float64 {
	nums := make([]float64, len(t.Rows))
	for i, text := range t.Text(name) {
		x, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
		if err != nil {
			x = math.NaN()
		}
		nums[i] = x
	}
	return nums
}

// Data is the table of the named columns.
func (t *Table) Data(names ...string) stat.Data {
	d := stat.Data{Names: names}
	for _, name := range names {
		d.Columns = append(d.Columns, t.Float(name))
	}
	return d
}

// MakeName is R's make.names of a column name: every character that is no letter, digit, dot or underscore becomes a dot.
func MakeName(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '.' || r == '_', '0' <= r && r <= '9', 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', r > 127:
			return r
		}
		return '.'
	}, name)
}
