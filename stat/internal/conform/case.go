package conform

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
)

// Case is one reference case.
type Case struct {
	File, ID    string
	What, RCall string
	Notes       string
	Input       []string // paths as the file gives them; those of the whole file when the case has none
	Rel, Abs    float64

	result any
	set    *Set
}

// Set is a file of cases.
type Set struct {
	Name   string // "scale.json"
	Inputs []string
	Cases  []*Case
	dir    *Dir
}

// load reads a file of cases.
func load(dir *Dir, name string) (*Set, error) {
	text, err := os.ReadFile(filepath.Join(dir.Path, name))
	if err != nil {
		return nil, err
	}
	var file struct {
		Inputs listOrOne `json:"inputs"`
		Cases  []struct {
			ID        string          `json:"id"`
			What      string          `json:"what"`
			RCall     string          `json:"r_call"`
			Result    json.RawMessage `json:"result"`
			Notes     string          `json:"notes"`
			Input     listOrOne       `json:"input"`
			Tolerance struct{ Rel, Abs float64 }
		} `json:"cases"`
	}
	if err := json.Unmarshal(text, &file); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	set := &Set{Name: name, Inputs: file.Inputs, dir: dir}
	for _, c := range file.Cases {
		result, err := decode(c.Result)
		if err != nil {
			return nil, fmt.Errorf("%s %s: %w", name, c.ID, err)
		}
		input := []string(c.Input)
		if len(input) == 0 {
			input = file.Inputs
		}
		set.Cases = append(set.Cases, &Case{
			File: name, ID: c.ID, What: c.What, RCall: c.RCall, Notes: c.Notes, Input: input,
			Rel: c.Tolerance.Rel, Abs: c.Tolerance.Abs, result: result, set: set,
		})
	}
	return set, nil
}

// listOrOne is a JSON list of strings, or one string.
type listOrOne []string

func (l *listOrOne) UnmarshalJSON(text []byte) error {
	var one string
	if json.Unmarshal(text, &one) == nil {
		*l = []string{one}
		return nil
	}
	return json.Unmarshal(text, (*[]string)(l))
}

// Prefix is the id up to the first dot, Suffix what follows it.
func (c *Case) Prefix() string { p, _, _ := strings.Cut(c.ID, "."); return p }

// Suffix is the id after the first dot.
func (c *Case) Suffix() string { _, s, _ := strings.Cut(c.ID, "."); return s }

// Sibling is another case of the same file, nil when there is none.
func (c *Case) Sibling(id string) *Case {
	for _, other := range c.set.Cases {
		if other.ID == id {
			return other
		}
	}
	return nil
}

// Siblings are all cases of the file.
func (c *Case) Siblings() []*Case { return c.set.Cases }

// The methods below read what a result says of the inputs of the call: sizes, matrices, shares,
// names of variables. They panic when it is not there; the harness reports that as a fault.

// At is the value under the path: float64, string, bool, nil, []any or an object of which only Keys can be had.
func (c *Case) At(path ...string) any {
	v := c.result
	for i, key := range path {
		o, ok := v.(*object)
		if !ok {
			panic(fmt.Sprintf("the case has no %s", strings.Join(path[:i+1], ".")))
		}
		if v, ok = o.values[key]; !ok {
			panic(fmt.Sprintf("the case has no %s", strings.Join(path[:i+1], ".")))
		}
	}
	return v
}

// Has reports whether there is something under the path.
func (c *Case) Has(path ...string) bool {
	v := c.result
	for _, key := range path {
		o, ok := v.(*object)
		if !ok {
			return false
		}
		if v, ok = o.values[key]; !ok {
			return false
		}
	}
	return true
}

// Keys are the names of an object's members, in the order of the file.
func (c *Case) Keys(path ...string) []string {
	o, ok := c.At(path...).(*object)
	if !ok {
		panic(fmt.Sprintf("%s is no object", strings.Join(path, ".")))
	}
	return o.keys
}

// Num is a number; NaN for null.
func (c *Case) Num(path ...string) float64 { return number(c.At(path...)) }

// Nums are the numbers of a list, or of an object's members in their order; NaN for null.
func (c *Case) Nums(path ...string) []float64 {
	switch v := c.At(path...).(type) {
	case []any:
		nums := make([]float64, len(v))
		for i, x := range v {
			nums[i] = number(x)
		}
		return nums
	case *object:
		nums := make([]float64, len(v.keys))
		for i, key := range v.keys {
			nums[i] = number(v.values[key])
		}
		return nums
	default:
		return []float64{number(v)}
	}
}

// Strings are the texts of a list.
func (c *Case) Strings(path ...string) []string {
	switch v := c.At(path...).(type) {
	case []any:
		texts := make([]string, len(v))
		for i, x := range v {
			texts[i] = fmt.Sprint(x)
		}
		return texts
	default:
		return []string{fmt.Sprint(v)}
	}
}

// Matrix is a matrix by rows.
func (c *Case) Matrix(path ...string) [][]float64 {
	v := c.At(path...)
	if o, ok := v.(*object); ok {
		v = o.values["values"]
	}
	rows, ok := v.([]any)
	if !ok {
		return [][]float64{{number(v)}}
	}
	m := make([][]float64, len(rows))
	for i, row := range rows {
		for _, x := range row.([]any) {
			m[i] = append(m[i], number(x))
		}
	}
	return m
}

// List is a list of objects, such as a table of small cases; each is a Case of its own for Num, Nums and so on.
func (c *Case) List(path ...string) []*Case {
	list, ok := c.At(path...).([]any)
	if !ok {
		panic(fmt.Sprintf("%s is no list", strings.Join(path, ".")))
	}
	cases := make([]*Case, len(list))
	for i, v := range list {
		one := *c
		one.result = v
		cases[i] = &one
	}
	return cases
}

func number(v any) float64 {
	switch x := v.(type) {
	case float64:
		return x
	case nil:
		return math.NaN()
	case string:
		switch x {
		case "Inf":
			return math.Inf(1)
		case "-Inf":
			return math.Inf(-1)
		}
	}
	panic(fmt.Sprintf("%v is no number", v))
}
