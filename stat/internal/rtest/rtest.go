// Package rtest reads the reference cases computed with R and compares figures with them.
package rtest

import (
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"
)

// Cases are the reference cases of a file by id.
type Cases map[string]Case

// Case is one reference case: numbers under result and the tolerance they were given.
type Case struct {
	ID        string          `json:"id"`
	Result    json.RawMessage `json:"result"`
	Tolerance struct {
		Rel float64 `json:"rel"`
		Abs float64 `json:"abs"`
	} `json:"tolerance"`
}

// Load reads a file of reference cases.
func Load(t testing.TB, path string) Cases {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Cases []Case `json:"cases"`
	}
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	all := Cases{}
	for _, c := range file.Cases {
		all[c.ID] = c
	}
	return all
}

// Into decodes the result of a case.
func (all Cases) Into(t testing.TB, id string, result any) Case {
	t.Helper()
	c, ok := all[id]
	if !ok {
		t.Fatalf("no reference case %q", id)
	}
	if err := json.Unmarshal(c.Result, result); err != nil {
		t.Fatalf("%s: %v", id, err)
	}
	return c
}

// Near fails unless |got − want| ≤ abs + rel·|want|.
func (c Case) Near(t testing.TB, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= c.Tolerance.Abs+c.Tolerance.Rel*math.Abs(want)) {
		t.Errorf("%s %s = %.17g, want %.17g", c.ID, what, got, want)
	}
}

// Table is a CSV file with a header.
type Table struct {
	column map[string]int
	rows   [][]string
}

// Open reads a CSV file, gzipped or not.
func Open(t testing.TB, path string) *Table {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	reader := csv.NewReader(f)
	if strings.HasSuffix(path, ".gz") {
		z, err := gzip.NewReader(f)
		if err != nil {
			t.Fatal(err)
		}
		reader = csv.NewReader(z)
	}
	rows, err := reader.ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	table := &Table{column: map[string]int{}, rows: rows[1:]}
	for i, name := range rows[0] {
		table.column[strings.TrimSpace(name)] = i
	}
	return table
}

// Len is the number of rows.
func (t *Table) Len() int { return len(t.rows) }

// Text is a cell.
func (t *Table) Text(row int, column string) string {
	i, ok := t.column[column]
	if !ok {
		panic("rtest: no column " + column)
	}
	return strings.TrimSpace(t.rows[row][i])
}

// Number is a cell as a number, NaN when it is not one.
func (t *Table) Number(row int, column string) float64 {
	x, err := strconv.ParseFloat(t.Text(row, column), 64)
	if err != nil {
		return math.NaN()
	}
	return x
}
