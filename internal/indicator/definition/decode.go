package definition

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"manyi.dev/manyi/internal/errs"
)

// The bounds of a definition file. The largest real questionnaires are some 200 KB; nesting comes
// from conditions, which nobody can read beyond a few levels.
const (
	MaxBytes = 2 << 20
	MaxDepth = 32
	// MaxFaults is how many faults one reading lists; a file with more is the wrong file.
	MaxFaults = 100
)

// Decode reads one JSON document into v, a pointer to a struct. Every fault is an errs.Invalid whose Field is
// its place ("sections[0].items[3].text"); several come joined.
func Decode(r io.Reader, v any) error {
	text, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return fmt.Errorf("read definition: %w", err)
	}
	if len(text) > MaxBytes {
		return errs.New(errs.Invalid, "definition.too_large").With("max", MaxBytes>>20)
	}
	text = bytes.TrimPrefix(text, []byte("\uFEFF"))
	if !utf8.Valid(text) {
		return errs.New(errs.Invalid, "definition.not_utf8")
	}
	w := walker{dec: json.NewDecoder(bytes.NewReader(text))}
	w.dec.UseNumber()
	w.value(reflect.TypeOf(v).Elem(), "", 0)
	if w.fatal == nil {
		if _, err := w.dec.Token(); !errors.Is(err, io.EOF) {
			w.fatal = errs.New(errs.Invalid, "definition.trailing")
		}
	}
	if w.fatal != nil {
		w.faults = append(w.faults, w.fatal)
	}
	if len(w.faults) > 0 {
		return errors.Join(w.faults...)
	}
	if err := json.Unmarshal(text, v); err != nil {
		return errs.New(errs.Invalid, "definition.syntax").With("detail", err.Error())
	}
	return nil
}

// walker compares a stream of JSON tokens with a Go type. encoding/json alone would ignore case, let the
// last of two equal keys win and give no place.
type walker struct {
	dec    *json.Decoder
	faults []error
	fatal  error // the stream cannot be read on
}

func (w *walker) fault(e *errs.Error, place string) {
	if len(w.faults) < MaxFaults {
		w.faults = append(w.faults, e.At(place))
	}
}

func (w *walker) token(place string) json.Token {
	t, err := w.dec.Token()
	if err != nil && w.fatal == nil {
		w.fatal = errs.New(errs.Invalid, "definition.syntax").At(place).With("detail", w.position(err))
	}
	return t
}

// position says where the reading stopped: JSON's own message names no place.
func (w *walker) position(err error) string {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return "unexpected end"
	}
	return fmt.Sprintf("byte %d: %s", w.dec.InputOffset(), strings.TrimPrefix(err.Error(), "json: "))
}

// value reads one value that should be of type t; t is nil below a fault, where only syntax counts.
func (w *walker) value(t reflect.Type, place string, depth int) {
	if depth > MaxDepth {
		w.fatal = errs.New(errs.Invalid, "definition.too_deep").At(place).With("max", MaxDepth)
		return
	}
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	token := w.token(place)
	if w.fatal != nil {
		return
	}
	switch d := token.(type) {
	case json.Delim:
		if d == '{' {
			w.object(t, place, depth)
		} else {
			w.array(t, place, depth)
		}
	case string:
		if strings.ContainsRune(d, 0) {
			w.fault(errs.New(errs.Invalid, "definition.control"), place)
		}
		w.scalar(t, place, reflect.String)
	case json.Number:
		if t != nil && t.Kind() == reflect.Int {
			if _, err := d.Int64(); err != nil {
				w.fault(errs.New(errs.Invalid, "definition.type").With("want", "integer"), place)
			}
			return
		}
		if _, err := d.Float64(); err != nil {
			w.fault(errs.New(errs.Invalid, "definition.type").With("want", "number"), place)
		}
		w.scalar(t, place, reflect.Float64)
	case bool:
		w.scalar(t, place, reflect.Bool)
	case nil:
		w.fault(errs.New(errs.Invalid, "definition.null"), place)
	}
}

func (w *walker) scalar(t reflect.Type, place string, kind reflect.Kind) {
	if t != nil && t.Kind() != kind && t.Kind() != reflect.Interface {
		w.fault(errs.New(errs.Invalid, "definition.type").With("want", jsonName(t)), place)
	}
}

func (w *walker) object(t reflect.Type, place string, depth int) {
	if t != nil && t.Kind() != reflect.Struct && t.Kind() != reflect.Map && t.Kind() != reflect.Interface {
		w.fault(errs.New(errs.Invalid, "definition.type").With("want", jsonName(t)), place)
		t = nil
	}
	seen := map[string]bool{}
	for w.fatal == nil && w.dec.More() {
		key, _ := w.token(place).(string)
		if w.fatal != nil {
			return
		}
		at := key
		if place != "" {
			at = place + "." + key
		}
		if seen[key] {
			w.fault(errs.New(errs.Invalid, "definition.field_twice"), at)
		}
		seen[key] = true
		w.value(w.member(t, key, at), at, depth+1)
	}
	if w.fatal == nil {
		w.token(place)
	}
}

// member is the type of the field named key, or nil when nothing more is known about it.
func (w *walker) member(t reflect.Type, key, place string) reflect.Type {
	switch {
	case t == nil || t.Kind() == reflect.Interface:
		return nil
	case t.Kind() == reflect.Map:
		return t.Elem()
	}
	if f, ok := Fields(t)[key]; ok {
		return f
	}
	w.fault(errs.New(errs.Invalid, "definition.field_unknown"), place)
	return nil
}

func (w *walker) array(t reflect.Type, place string, depth int) {
	var elem reflect.Type
	switch {
	case t == nil || t.Kind() == reflect.Interface:
	case t.Kind() == reflect.Slice:
		elem = t.Elem()
	default:
		w.fault(errs.New(errs.Invalid, "definition.type").With("want", jsonName(t)), place)
	}
	for i := 0; w.fatal == nil && w.dec.More(); i++ {
		w.value(elem, place+"["+strconv.Itoa(i)+"]", depth+1)
	}
	if w.fatal == nil {
		w.token(place)
	}
}

// known are the Fields of the types that were read before.
var known sync.Map

// Fields are the JSON names of a struct type with their types; the caller must not change them.
func Fields(t reflect.Type) map[string]reflect.Type {
	if fields, ok := known.Load(t); ok {
		return fields.(map[string]reflect.Type)
	}
	fields := make(map[string]reflect.Type, t.NumField())
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		if name != "" && name != "-" {
			fields[name] = t.Field(i).Type
		}
	}
	known.Store(t, fields)
	return fields
}

func jsonName(t reflect.Type) string {
	switch t.Kind() {
	case reflect.String:
		return "string"
	case reflect.Int, reflect.Int64:
		return "integer"
	case reflect.Float64:
		return "number"
	case reflect.Bool:
		return "boolean"
	case reflect.Slice:
		return "array"
	}
	return "object"
}
