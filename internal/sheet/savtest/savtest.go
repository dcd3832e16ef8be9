// Package savtest reads SPSS system files with PSPP, a program that is not ours, for the tests of what we write. It is
// imported by tests only.
package savtest

import (
	"encoding/csv"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Variable is what PSPP says of a variable.
type Variable struct {
	Name, Label, Measure, Format, Missing string
	Values                                map[string]string // label by value
}

// File is a system file as PSPP has read it.
type File struct {
	Variables []Variable
	Rows      [][]string // values, as text
	Labels    [][]string // the same with labels in place of values that have one
	Sets      map[string][]string
	Weight    string
}

// Variable finds a variable by its name.
func (f *File) Variable(t testing.TB, name string) Variable {
	t.Helper()
	for _, v := range f.Variables {
		if v.Name == name {
			return v
		}
	}
	t.Fatalf("the file has no variable %s", name)
	return Variable{}
}

// Cell is the value of a variable in a row.
func (f *File) Cell(t testing.TB, row int, name string) string {
	t.Helper()
	for i, v := range f.Variables {
		if v.Name == name {
			return f.Rows[row][i]
		}
	}
	t.Fatalf("the file has no variable %s", name)
	return ""
}

const syntax = `SET DECIMAL=DOT.
SET TVARS=NAMES.
GET FILE='in.sav'.
DISPLAY DICTIONARY.
MRSETS /DISPLAY NAME=ALL.
SHOW WEIGHT.
SAVE TRANSLATE /OUTFILE='values.csv' /TYPE=CSV /FIELDNAMES /CELLS=VALUES /TEXTOPTIONS DECIMAL=DOT FORMAT=PLAIN.
SAVE TRANSLATE /OUTFILE='labels.csv' /TYPE=CSV /FIELDNAMES /CELLS=LABELS.
`

// Read has PSPP read a system file. PSPP is a package of Debian; `make setup` installs it.
func Read(t testing.TB, path string) *File {
	t.Helper()
	program, err := exec.LookPath("pspp")
	if err != nil {
		t.Fatal("pspp is not installed: run `make setup`")
	}
	dir := t.TempDir()
	in, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string][]byte{"in.sav": in, "read.sps": []byte(syntax)} {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command("env", "LC_ALL=C.UTF-8", program, "-o", "out.csv", "-O", "format=csv", "read.sps")
	cmd.Dir = dir
	said, err := cmd.CombinedOutput()
	if err != nil || strings.Contains(string(said), "warning") || strings.Contains(string(said), "error") {
		t.Fatalf("pspp: %v\n%s", err, said)
	}
	f := &File{Sets: map[string][]string{}}
	f.dictionary(t, filepath.Join(dir, "out.csv"))
	f.Rows, f.Labels = records(t, filepath.Join(dir, "values.csv")), records(t, filepath.Join(dir, "labels.csv"))
	return f
}

// records are the rows of a table without its names. PSPP writes a blank for a missing number.
func records(t testing.TB, path string) [][]string {
	t.Helper()
	r := csv.NewReader(open(t, path))
	rows, err := r.ReadAll()
	if err != nil || len(rows) == 0 {
		t.Fatalf("%s: %v", path, err)
	}
	for _, row := range rows {
		for i := range row {
			row[i] = strings.TrimRight(row[i], " ")
		}
	}
	return rows[1:]
}

func open(t testing.TB, path string) *os.File {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

var (
	note   = regexp.MustCompile(`\[[a-z]\]$`)
	weight = regexp.MustCompile(`WEIGHT is ([^ ]+)\.|Weight,([^,\n]+)`)
)

// dictionary reads the tables that PSPP prints.
func (f *File) dictionary(t testing.TB, path string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if m := weight.FindStringSubmatch(string(text)); m != nil {
		f.Weight = m[1] + m[2]
	}
	r := csv.NewReader(strings.NewReader(string(text)))
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	table, of, place, column := "", "", map[string]int{}, map[string]int{}
	for _, row := range rows {
		switch {
		case strings.HasPrefix(row[0], "Table: "):
			table = row[0]
		case table == "Table: Variables" && row[0] == "Name":
			for i, name := range row {
				column[name] = i
			}
		case table == "Table: Variables" && len(row) == len(column):
			cell := func(name string) string { // a column of which no variable has anything is left out
				if i, ok := column[name]; ok {
					return row[i]
				}
				return ""
			}
			place[row[0]] = len(f.Variables)
			f.Variables = append(f.Variables, Variable{
				Name: row[0], Label: cell("Label"), Measure: cell("Measurement Level"), Format: cell("Print Format"),
				Missing: cell("Missing Values"), Values: map[string]string{},
			})
		case table == "Table: Value Labels" && len(row) == 3 && row[0] != "Variable Value":
			if row[0] != "" {
				of = row[0]
			}
			f.Variables[place[of]].Values[note.ReplaceAllString(row[1], "")] = row[2]
		case table == "Table: Multiple Response Sets" && len(row) == 5 && row[0] != "Name":
			f.Sets[row[0]+" "+row[1]] = strings.Fields(row[4])
		}
	}
}
