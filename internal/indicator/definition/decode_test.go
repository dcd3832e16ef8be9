package definition_test

import (
	"strings"
	"testing"

	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/indicator/definition"
)

type sample struct {
	Name  i18n.Text `json:"name"`
	Count int       `json:"count,omitempty"`
	Share *float64  `json:"share,omitempty"`
	Parts []sample  `json:"parts,omitempty"`
	Open  bool      `json:"open,omitempty"`
	Value any       `json:"value,omitempty"`
}

func TestDecodeNamesThePlaceOfEachFault(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat(`{"value":[`, 40) + strings.Repeat(`]}`, 40)
	for _, c := range []struct{ name, text, want string }{
		{"good", `{"name":{"zh":"名"},"count":3,"share":0.5,"parts":[{"name":{},"value":["a",1]}]}`, ""},
		{"byte-order mark", "\uFEFF" + `{"name":{}}`, ""},
		{"unknown field", `{"name":{},"parts":[{"nome":1}]}`, "definition.field_unknown at parts[0].nome"},
		{"unknown field by case", `{"Name":{}}`, "definition.field_unknown at Name"},
		{"two faults", `{"open":"yes","count":1.5}`, "definition.type at open want=boolean; definition.type at count want=integer"},
		{"field twice", `{"name":{"zh":"a","zh":"b"}}`, "definition.field_twice at name.zh"},
		{"null", `{"share":null}`, "definition.null at share"},
		{"text for object", `{"name":"x"}`, "definition.type at name want=object"},
		{"object for list", `{"parts":{}}`, "definition.type at parts want=array"},
		{"list for text", `{"name":{"zh":["x"]}}`, "definition.type at name.zh want=string"},
		{"list at the top", `[]`, "definition.type want=object"},
		{"number too large", `{"share":1e999}`, "definition.type at share want=number"},
		{"NUL", `{"name":{"zh":"a\u0000b"}}`, "definition.control at name.zh"},
		{"trailing", `{"name":{}} {}`, "definition.trailing"},
		{"cut off", `{"name":{"zh":`, "definition.syntax at name.zh detail=unexpected end"},
		{"no comma", `{"count":1 "open":true}`, "definition.syntax detail=byte 11: invalid character '\"' after object key:value pair"},
		{"empty", ``, "definition.syntax detail=unexpected end"},
		{"not UTF-8", "{\"name\":{\"zh\":\"\xb9\xfa\"}}", "definition.not_utf8"},
		{"too deep", deep, "definition.too_deep at "},
		{"too large", strings.Repeat(" ", definition.MaxBytes) + "{}", "definition.too_large max=2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var v sample
			err := definition.Decode(strings.NewReader(c.text), &v)
			var got []string
			for _, e := range errs.All(err) {
				if e.Kind != errs.Invalid || !i18n.Has(e.Key) {
					t.Errorf("kind %s, key %s", e.Kind, e.Key)
				}
				got = append(got, e.Error())
			}
			text := strings.Join(got, "; ")
			if text != c.want && !(strings.HasSuffix(c.want, " at ") && strings.HasPrefix(text, c.want)) {
				t.Errorf("got  %s\nwant %s", text, c.want)
			}
		})
	}
}

func TestCanonicalIsIndependentOfOrder(t *testing.T) {
	t.Parallel()
	var hashes []string
	for _, text := range []string{`{"name":{"zh":"<甲>","en":"A"},"count":2}`, "{\n \"count\": 2, \"name\": {\"en\": \"A\", \"zh\": \"\\u003c甲>\"}}"} {
		var v sample
		if err := definition.Decode(strings.NewReader(text), &v); err != nil {
			t.Fatal(err)
		}
		canonical, err := definition.Canonical(v)
		if err != nil {
			t.Fatal(err)
		}
		if want := `{"count":2,"name":{"en":"A","zh":"<甲>"}}`; string(canonical) != want {
			t.Errorf("got %s, want %s", canonical, want)
		}
		hashes = append(hashes, definition.Hash(canonical))
	}
	if hashes[0] != hashes[1] {
		t.Errorf("hashes differ: %v", hashes)
	}
}
