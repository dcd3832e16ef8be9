package questionnaire

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// Change is one difference between two versions of a questionnaire.
type Change struct {
	Place string `json:"place"`           // "sections[RATING].items[Q1].text.zh": lists are addressed by code
	Text  bool   `json:"text"`            // wording only: allowed in a minor version
	Old   any    `json:"old,omitempty"`   // nil when added
	New   any    `json:"new,omitempty"`   // nil when removed
	Moved bool   `json:"moved,omitempty"` // the elements of the list at Place changed their order
}

// wording are the fields whose change leaves what is measured as it was, as far as a program can tell.
var wording = map[string]bool{
	"title": true, "introduction": true, "thanks": true, "text": true, "help": true, "not_applicable": true,
	"low": true, "high": true, "minutes": true, "comment": true, "languages": true,
}

// Comparable lists the differences between two versions of a questionnaire, their version numbers left aside. A
// minor version is one whose every change has Text set (decision D10). Elements of lists are matched by their
// code, so an inserted item is one change.
func Comparable(old, changed *Document) ([]Change, error) {
	a, err := tree(old)
	if err != nil {
		return nil, err
	}
	b, err := tree(changed)
	if err != nil {
		return nil, err
	}
	return compareTrees(a, b), nil
}

func compareTrees(a, b map[string]any) []Change {
	var d differ
	d.objects("", a, b, false)
	return d.changes
}

// tree is a document as plain JSON values, without its version number.
func tree(doc *Document) (map[string]any, error) {
	text, err := json.Marshal(doc)
	if err != nil {
		return nil, fmt.Errorf("compare %s %s: %w", doc.Code, doc.Version, err)
	}
	var t map[string]any
	if err := json.Unmarshal(text, &t); err != nil {
		return nil, fmt.Errorf("compare %s %s: %w", doc.Code, doc.Version, err)
	}
	delete(t, "version")
	return t, nil
}

type differ struct{ changes []Change }

func (d *differ) add(place string, text bool, old, changed any) {
	d.changes = append(d.changes, Change{Place: place, Text: text, Old: old, New: changed})
}

// objects compares two objects; text is set inside a text, where keys are languages.
func (d *differ) objects(place string, a, b map[string]any, text bool) {
	keys := slices.Sorted(maps.Keys(a))
	for key := range b {
		if _, both := a[key]; !both {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	for _, key := range keys {
		at := strings.TrimPrefix(place+"."+key, ".")
		x, inA := a[key]
		y, inB := b[key]
		// "Does not apply" added or dropped changes what can be answered; reworded it does not.
		wordingOnly := text || wording[key] && (inA && inB || key != "not_applicable")
		d.values(at, x, y, wordingOnly)
	}
}

func (d *differ) values(place string, a, b any, text bool) {
	switch x := a.(type) {
	case map[string]any:
		if y, ok := b.(map[string]any); ok {
			d.objects(place, x, y, text)
			return
		}
	case []any:
		if y, ok := b.([]any); ok {
			d.lists(place, x, y, text)
			return
		}
	}
	if !reflect.DeepEqual(a, b) {
		d.add(place, text, a, b)
	}
}

// lists compares two lists, element by element when the elements have codes.
func (d *differ) lists(place string, a, b []any, text bool) {
	x, y := codes(a), codes(b)
	if x == nil || y == nil {
		if !reflect.DeepEqual(a, b) {
			d.add(place, text, a, b)
		}
		return
	}
	var kept []string
	for i, code := range x {
		at := place + "[" + code + "]"
		j := slices.Index(y, code)
		if j < 0 {
			d.add(at, false, a[i], nil)
			continue
		}
		kept = append(kept, code)
		d.values(at, a[i], b[j], false)
	}
	var same []string
	for j, code := range y {
		if slices.Contains(x, code) {
			same = append(same, code)
		} else {
			d.add(place+"["+code+"]", false, nil, b[j])
		}
	}
	if !slices.Equal(kept, same) {
		d.changes = append(d.changes, Change{Place: place, Moved: true})
	}
}

// codes are the codes of a list's elements, or nil if they have none.
func codes(list []any) []string {
	out, seen := make([]string, 0, len(list)), make(map[string]bool, len(list))
	for _, one := range list {
		object, _ := one.(map[string]any)
		code, ok := object["code"].(string)
		if !ok || seen[code] {
			return nil
		}
		out, seen[code] = append(out, code), true
	}
	return out
}
