package template_test

import (
	"bytes"
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/indicator"
	"manyi.dev/manyi/internal/indicator/definition"
	"manyi.dev/manyi/internal/questionnaire"
	"manyi.dev/manyi/internal/questionnaire/template"
)

// TestTemplatesArePublishable checks each template as publishing would, in both languages, and writes it out and in again.
func TestTemplatesArePublishable(t *testing.T) {
	t.Parallel()
	all, err := template.All()
	if err != nil {
		t.Fatal(err)
	}
	var codes []string
	for _, one := range all {
		codes = append(codes, one.Code)
		if err := indicator.Check(&one.Indicators); err != nil {
			t.Errorf("%s: %s", one.Code, i18n.Error(i18n.EN, err))
		}
		if err := questionnaire.Check(&one.Questionnaire, &one.Indicators); err != nil {
			t.Errorf("%s: %s", one.Code, i18n.Error(i18n.EN, err))
		}
		if one.Questionnaire.Code != one.Code || !slices.Equal(one.Questionnaire.Languages, []string{"zh", "en"}) {
			t.Errorf("%s: code %s, languages %v", one.Code, one.Questionnaire.Code, one.Questionnaire.Languages)
		}
		if one.Purpose["zh"] == "" || one.Purpose["en"] == "" {
			t.Errorf("%s: purpose %v", one.Code, one.Purpose)
		}
		text, err := definition.Canonical(one.Questionnaire)
		if err != nil {
			t.Fatal(err)
		}
		back, err := questionnaire.Parse(bytes.NewReader(text))
		if diff := cmp.Diff(one.Questionnaire, back); err != nil || diff != "" {
			t.Errorf("%s: %v %s", one.Code, err, diff)
		}
	}
	if want := []string{"bank-outlet", "hall-sms", "nps", "ces"}; !slices.Equal(codes, want) {
		t.Errorf("templates %v, want %v", codes, want)
	}
}

// TestShapes holds the templates to what their names promise: items by type, what is required, what is bound.
func TestShapes(t *testing.T) {
	t.Parallel()
	type shape struct {
		types                     map[questionnaire.Type]int
		bound, required, warnings int
	}
	for code, want := range map[string]shape{
		"bank-outlet": {map[questionnaire.Type]int{"single": 23, "nps": 1, "multiple": 3, "text": 2}, 19, 19, 1},
		"hall-sms":    {map[questionnaire.Type]int{"single": 5}, 5, 5, 0},
		"nps":         {map[questionnaire.Type]int{"nps": 1, "text": 2}, 1, 1, 0},
		"ces":         {map[questionnaire.Type]int{"ces": 1, "single": 1, "multiple": 1, "text": 1}, 1, 2, 0},
	} {
		one, err := template.ByCode(code)
		if err != nil {
			t.Fatal(err)
		}
		got := shape{types: map[questionnaire.Type]int{}, warnings: len(errs.All(questionnaire.Warnings(&one.Questionnaire)))}
		for _, e := range questionnaire.Items(&one.Questionnaire) {
			got.types[e.Type]++
			if e.Binding != nil {
				got.bound++
			}
			if e.Required {
				got.required++
			}
		}
		if !maps.Equal(got.types, want.types) || got.bound != want.bound || got.required != want.required || got.warnings != want.warnings {
			t.Errorf("%s: %+v, want %+v", code, got, want)
		}
	}
	hall, _ := template.ByCode("hall-sms")
	if root := hall.Indicators.Nodes[0]; root.Target == nil || *root.Target != 96 || len(root.Children) != 5 {
		t.Errorf("the hall's target %+v", root)
	}
}

func TestUnknownTemplate(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"", "nothing", "../../template", "bank-outlet/../nps", "."} {
		if _, err := template.ByCode(code); !errs.HasKey(err, "template.unknown") {
			t.Errorf("%q: %v", code, err)
		}
		if _, _, err := template.Files(code); code != "bank-outlet/../nps" && !errs.HasKey(err, "template.unknown") {
			t.Errorf("file of %q: %v", code, err)
		}
	}
}
