package questionnaire_test

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/indicator/definition"
	"manyi.dev/manyi/internal/questionnaire"
)

func FuzzParse(f *testing.F) {
	for _, path := range []string{bankForm, "testdata/kitchen.json", "testdata/garden.json"} {
		text, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		d, err := questionnaire.Parse(bytes.NewReader(text))
		if err != nil {
			if len(errs.All(err)) == 0 {
				t.Fatalf("internal error: %v", err)
			}
			return
		}
		err = questionnaire.Check(&d, small())
		for _, e := range errs.All(err) {
			if !i18n.Has(e.Key) {
				t.Fatalf("no text for %s", e.Key)
			}
		}
		form := questionnaire.Compile(&d) // must not panic on an unsound document either
		form.Visible(questionnaire.Answers{"R1": "5"})
		if err != nil {
			return
		}
		if _, err := questionnaire.Public(&d); err != nil {
			t.Fatal(err)
		}
		for _, e := range form.Items() {
			e.Order("seed")
			form.Fill(e.Text.In(i18n.ZH), i18n.ZH, questionnaire.Names{}, questionnaire.Answers{})
		}
		first, err := definition.Canonical(d)
		if err != nil {
			t.Fatal(err)
		}
		again, err := questionnaire.Parse(bytes.NewReader(first))
		if err != nil {
			t.Fatalf("canonical form is refused: %v", err)
		}
		if second, err := definition.Canonical(again); err != nil || !bytes.Equal(first, second) {
			t.Fatalf("not stable:\n%s\n%s", first, second)
		}
	})
}

// FuzzValidate sends any JSON as answers: what passes is in normal form, so it passes again unchanged.
func FuzzValidate(f *testing.F) {
	for _, answers := range []string{
		`{"R1":"5","R2":"5"}`, `{"R1":"1","R2":"na","BAD":"x","C":["OTHER","APP"],"C.other":"y","APPUSE":"30.5","HEAVY":"FUN","N":"0"}`,
		`{"R1":["5"],"R2":{},"C":[1,null],"YEARS":1e300,"NOTE":"\u0000"}`,
	} {
		f.Add([]byte(answers))
	}
	for _, answers := range []string{
		`{"CAME":"NO","DAY":"x"}`, `{"CAME":"YES","DAY":"２０２６/2/29","WITH":"3.0","ST":"na","SAW":["NONE"],"BACK":"１"}`,
		`{"CAME":"YES","DAY":"2026-02-01","ST":5,"EASE":"7","SAW":["LAKE","ELSE"],"SAW.other":"{{item:SAW}}","WHY":"=1+1"}`,
	} {
		f.Add([]byte(answers))
	}
	forms := []*questionnaire.Form{questionnaire.Compile(kitchen(f)), questionnaire.Compile(garden(f))}
	f.Fuzz(func(t *testing.T, text []byte) {
		for _, form := range forms {
			validated(t, form, text)
		}
	})
}

func validated(t *testing.T, form *questionnaire.Form, text []byte) {
	var answers questionnaire.Answers
	if json.Unmarshal(text, &answers) != nil {
		return
	}
	normal, err := form.Validate(answers)
	if err != nil {
		if len(errs.All(err)) == 0 {
			t.Fatalf("internal error: %v", err)
		}
		return
	}
	again, err := form.Validate(normal)
	if err != nil || !cmp.Equal(normal, again) {
		t.Fatalf("normal form %v becomes %v (%v)", normal, again, err)
	}
	shown := form.Visible(normal)
	for code := range normal {
		if code = strings.TrimSuffix(code, questionnaire.OtherSuffix); !shown[code] {
			t.Fatalf("%s is kept and not shown", code)
		}
	}
	if last := form.LastPage(normal); last < 0 || last >= form.Pages() {
		t.Fatalf("last page %d of %d", last, form.Pages())
	}
}
