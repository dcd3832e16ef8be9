// Package schematest holds the published JSON Schemas of definition files to the Go types that read them. It knows the
// keywords our schemas use, and refuses a schema that uses another.
package schematest

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"regexp"
	"slices"
	"testing"
	"unicode/utf8"

	"manyi.dev/manyi/internal/indicator/definition"
)

// Schema is a JSON Schema as plain values.
type Schema map[string]any

// Parse reads a schema.
func Parse(t testing.TB, text []byte) Schema {
	t.Helper()
	var s Schema
	if err := json.Unmarshal(text, &s); err != nil {
		t.Fatalf("schema: %v", err)
	}
	return s
}

// Agree fails where the schema and the JSON tags of a struct type name different fields, at any depth.
func (s Schema) Agree(t testing.TB, typ reflect.Type) {
	t.Helper()
	s.agree(t, "", s, typ, map[reflect.Type]bool{})
}

func (s Schema) agree(t testing.TB, place string, node Schema, typ reflect.Type, seen map[reflect.Type]bool) {
	t.Helper()
	node = s.resolve(t, node)
	for typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	switch typ.Kind() {
	case reflect.Slice:
		if items, ok := node["items"].(map[string]any); ok {
			s.agree(t, place+"[]", items, typ.Elem(), seen)
		} else {
			t.Errorf("schema has no items at %s, type %s has", place, typ)
		}
	case reflect.Map:
		if elem, ok := node["additionalProperties"].(map[string]any); ok {
			s.agree(t, place+".*", elem, typ.Elem(), seen)
		}
	case reflect.Struct:
		if seen[typ] {
			return
		}
		seen[typ] = true
		properties, _ := node["properties"].(map[string]any)
		fields := definition.Fields(typ)
		for name := range properties {
			if fields[name] == nil {
				t.Errorf("schema has %s.%s, type %s has not", place, name, typ)
			}
		}
		for name, field := range fields {
			property, ok := properties[name].(map[string]any)
			if !ok {
				t.Errorf("type %s has %s, schema has not (at %s)", typ, name, place)
				continue
			}
			s.agree(t, place+"."+name, property, field, seen)
		}
		if node["additionalProperties"] != false {
			t.Errorf("schema allows unknown fields at %s", place)
		}
	}
}

func (s Schema) resolve(t testing.TB, node Schema) Schema {
	t.Helper()
	ref, ok := node["$ref"].(string)
	if !ok {
		return node
	}
	defs, _ := s["$defs"].(map[string]any)
	target, ok := defs[ref[len("#/$defs/"):]].(map[string]any)
	if !ok {
		t.Fatalf("schema: no %s", ref)
	}
	return target
}

// Faults lists where a document breaks the schema.
func (s Schema) Faults(t testing.TB, document []byte) []string {
	t.Helper()
	var v any
	if err := json.Unmarshal(document, &v); err != nil {
		t.Fatal(err)
	}
	var faults []string
	s.check(t, "", s, v, &faults)
	return faults
}

func (s Schema) check(t testing.TB, place string, node Schema, v any, faults *[]string) {
	t.Helper()
	node = s.resolve(t, node)
	fault := func(format string, args ...any) { *faults = append(*faults, place+": "+fmt.Sprintf(format, args...)) }
	for keyword, want := range node {
		switch keyword {
		case "$schema", "$id", "$defs", "$ref", "title", "description", "items", "properties", "additionalProperties":
		case "type":
			if !slices.Contains(list(want), any(kind(v))) && (kind(v) != "integer" || !slices.Contains(list(want), any("number"))) {
				fault("is %s, not %v", kind(v), want)
			}
		case "const":
			if !reflect.DeepEqual(v, want) {
				fault("is %v, not %v", v, want)
			}
		case "enum":
			if !slices.Contains(want.([]any), v) {
				fault("%v is not in %v", v, want)
			}
		case "not":
			var inner []string
			if s.check(t, place, want.(map[string]any), v, &inner); len(inner) == 0 {
				fault("%v is ruled out", v)
			}
		case "pattern":
			if text, ok := v.(string); ok && !regexp.MustCompile(want.(string)).MatchString(text) {
				fault("%q does not match %v", text, want)
			}
		case "maxLength":
			if text, ok := v.(string); ok && float64(utf8.RuneCountInString(text)) > want.(float64) {
				fault("too long")
			}
		case "minimum", "maximum":
			if n, ok := v.(float64); ok && (keyword == "minimum" && n < want.(float64) || keyword == "maximum" && n > want.(float64)) {
				fault("%v breaks %s %v", n, keyword, want)
			}
		case "minItems", "maxItems":
			if l, ok := v.([]any); ok && (keyword == "minItems") == (float64(len(l)) < want.(float64)) && float64(len(l)) != want.(float64) {
				fault("%d elements break %s %v", len(l), keyword, want)
			}
		case "minProperties":
			if o, ok := v.(map[string]any); ok && float64(len(o)) < want.(float64) {
				fault("is empty")
			}
		case "required":
			if o, ok := v.(map[string]any); ok {
				for _, name := range want.([]any) {
					if _, has := o[name.(string)]; !has {
						fault("has no %v", name)
					}
				}
			}
		default:
			t.Fatalf("schema: unknown keyword %q at %s", keyword, place)
		}
	}
	s.members(t, place, node, v, faults)
}

func (s Schema) members(t testing.TB, place string, node Schema, v any, faults *[]string) {
	t.Helper()
	if l, ok := v.([]any); ok {
		if items, ok := node["items"].(map[string]any); ok {
			for i, one := range l {
				s.check(t, definition.At(place, i), items, one, faults)
			}
		}
	}
	o, _ := v.(map[string]any)
	properties, _ := node["properties"].(map[string]any)
	for name, one := range o {
		if property, ok := properties[name].(map[string]any); ok {
			s.check(t, place+"."+name, property, one, faults)
		} else if rest, ok := node["additionalProperties"].(map[string]any); ok {
			s.check(t, place+"."+name, rest, one, faults)
		} else if node["additionalProperties"] == false {
			*faults = append(*faults, place+": unknown "+name)
		}
	}
}

func list(v any) []any {
	if l, ok := v.([]any); ok {
		return l
	}
	return []any{v}
}

func kind(v any) string {
	switch v := v.(type) {
	case string:
		return "string"
	case bool:
		return "boolean"
	case float64:
		if v == math.Trunc(v) {
			return "integer"
		}
		return "number"
	case []any:
		return "array"
	case map[string]any:
		return "object"
	}
	return "null"
}
