package questionnaire_test

import (
	"testing"

	"manyi.dev/manyi/internal/questionnaire"
)

var normal questionnaire.Answers

// BenchmarkValidate is one answer of the bank's form with all its ratings, as the intake checks it.
func BenchmarkValidate(b *testing.B) {
	d := bank(b)
	form := questionnaire.Compile(&d)
	answers := questionnaire.Answers{}
	for _, e := range form.Items() {
		switch e.Type {
		case questionnaire.Single:
			answers[e.Code] = e.Options[0].Code
		case questionnaire.NPS:
			answers[e.Code] = 9.0
		case questionnaire.Multiple:
			answers[e.Code] = []any{e.Options[0].Code, e.Options[1].Code}
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		var err error
		if normal, err = form.Validate(answers); err != nil {
			b.Fatal(err)
		}
	}
}
