// Package conform checks the library against reference cases: JSON files of calls, inputs and
// results computed with other software. The harness reads a case, a handler answers it through the
// public packages of stat, and every number, string and null under the case's result is compared.
package conform

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"sort"
)

// Obj is what a handler answers a JSON object with. Members the case does not have are ignored.
type Obj map[string]any

// object is a decoded JSON object in the order of the file.
type object struct {
	keys   []string
	values map[string]any
}

// decode reads JSON into float64, string, bool, nil, []any and *object.
func decode(text []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	return decodeNext(d)
}

func decodeNext(d *json.Decoder) (any, error) {
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	delim, ok := token.(json.Delim)
	if !ok {
		return token, nil
	}
	if delim == '[' {
		list := []any{}
		for d.More() {
			v, err := decodeNext(d)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		_, err = d.Token()
		return list, err
	}
	o := &object{values: map[string]any{}}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, err
		}
		v, err := decodeNext(d)
		if err != nil {
			return nil, err
		}
		name := key.(string)
		o.keys = append(o.keys, name)
		o.values[name] = v
	}
	_, err = d.Token()
	return o, err
}

// Matrix answers a matrix: values[i][j] is row i, column j.
func Matrix(values [][]float64) any { return Obj{"values": values} }

// normal turns what a handler answered into the types of decode.
func normal(v any) any {
	switch x := v.(type) {
	case nil, float64, string, bool:
		return x
	case Obj:
		return normalMap(reflect.ValueOf(x))
	}
	r := reflect.ValueOf(v)
	switch r.Kind() {
	case reflect.Int, reflect.Int32, reflect.Int64:
		return float64(r.Int())
	case reflect.String:
		return r.String()
	case reflect.Float64:
		return r.Float()
	case reflect.Bool:
		return r.Bool()
	case reflect.Slice, reflect.Array:
		list := make([]any, r.Len())
		for i := range list {
			list[i] = normal(r.Index(i).Interface())
		}
		return list
	case reflect.Map:
		return normalMap(r)
	}
	return fmt.Sprintf("a %T", v)
}

func normalMap(r reflect.Value) *object {
	o := &object{values: map[string]any{}}
	for _, k := range r.MapKeys() {
		o.keys = append(o.keys, k.String())
		o.values[k.String()] = normal(r.MapIndex(k).Interface())
	}
	sort.Strings(o.keys)
	return o
}

// Outcome is what comparing a case found.
type Outcome struct {
	Faults  []string // the places where the answer is wrong
	Numbers int      // how many numbers were compared
	Largest float64  // the largest relative difference of a number, absolute for a wanted 0
	Used    float64  // the largest share of the tolerance that a number used up
}

func (o *Outcome) fault(path, text string, args ...any) {
	o.Faults = append(o.Faults, path+": "+fmt.Sprintf(text, args...))
}

// compare walks through all of want.
func (o *Outcome) compare(path string, want, got any, rel, abs float64) {
	switch w := want.(type) {
	case nil:
		if g, ok := got.(float64); got != nil && (!ok || !math.IsNaN(g)) {
			o.fault(path, "is %v, should be missing", got)
		}
	case float64:
		o.number(path, w, got, rel, abs)
	case string:
		o.text(path, w, got)
	case bool:
		if got != w {
			o.fault(path, "is %v, should be %v", got, w)
		}
	case []any:
		list, ok := got.([]any)
		if !ok {
			list = []any{got}
		}
		if len(list) != len(w) {
			o.fault(path, "has %d values, should have %d", len(list), len(w))
			return
		}
		for i := range w {
			o.compare(fmt.Sprintf("%s[%d]", path, i), w[i], list[i], rel, abs)
		}
	case *object:
		g, ok := got.(*object)
		if !ok {
			o.fault(path, "is %v, should be an object", got)
			return
		}
		for _, key := range w.keys {
			v, ok := g.values[key]
			if !ok {
				if key != "rows" && key != "cols" { // names of a matrix: the handler took them from the case
					o.fault(path+"."+key, "was not answered")
				}
				continue
			}
			o.compare(path+"."+key, w.values[key], v, rel, abs)
		}
	}
}

func (o *Outcome) text(path, want string, got any) {
	if g, ok := got.(float64); ok && math.IsInf(g, 0) {
		got = map[bool]string{true: "Inf", false: "-Inf"}[g > 0]
	}
	if got != want {
		o.fault(path, "is %q, should be %q", got, want)
	}
}

func (o *Outcome) number(path string, want float64, got any, rel, abs float64) {
	g, ok := single(got)
	if !ok {
		o.fault(path, "is %v, should be %.10g", got, want)
		return
	}
	o.Numbers++
	diff := math.Abs(g - want)
	allowed := abs + rel*math.Abs(want)
	if !(diff <= allowed) {
		o.fault(path, "is %.17g, should be %.17g (difference %.3g, allowed %.3g)", g, want, diff, allowed)
	}
	if allowed > 0 {
		o.Used = max(o.Used, diff/allowed)
	}
	if want != 0 {
		diff /= math.Abs(want)
	}
	o.Largest = max(o.Largest, diff)
}

// single sees through a vector or matrix of one number, which the files write as the number.
func single(v any) (float64, bool) {
	switch x := v.(type) {
	case float64:
		return x, true
	case []any:
		if len(x) == 1 {
			return single(x[0])
		}
	case *object:
		if values, ok := x.values["values"]; ok {
			return single(values)
		}
	}
	return 0, false
}
