package questionnaire_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/indicator"
	"manyi.dev/manyi/internal/questionnaire"
)

var update = flag.Bool("update", false, "rewrite the expectations of the text files")

// load reads a questionnaire that must be sound against the system (nil: it names none).
func load(t testing.TB, path string, system *indicator.Document) questionnaire.Document {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	d, err := questionnaire.Parse(file)
	if err == nil {
		err = questionnaire.Check(&d, system)
	}
	if err != nil {
		t.Fatalf("%s:\n%s", path, i18n.Error(i18n.EN, err))
	}
	return d
}

// small is the indicator system of testdata/kitchen.json.
func small() *indicator.Document {
	name := func(s string) i18n.Text { return i18n.Text{"zh": s, "en": s} }
	return &indicator.Document{
		Format: indicator.Format, Code: "small", Version: "1.0", Name: name("small"),
		Nodes: []indicator.Node{{Code: "ALL", Name: name("all"), Importance: "1", Children: []indicator.Node{
			{Code: "WARM", Name: name("warm"), Importance: "1"},
			{Code: "FAST", Name: name("fast"), Importance: "1"},
			{Code: "LOYAL", Name: name("loyal"), Importance: "1"},
		}}},
	}
}

func kitchen(t testing.TB) *questionnaire.Document {
	t.Helper()
	d := load(t, "testdata/kitchen.json", small())
	return &d
}

// TestLogicFiles runs testdata/logic/*.txt. A file names its form; a case is "=== name", the answers as JSON, "---", and
// questions with what they come to: "visible", "normal", "error", "why ITEM". Run with -update after a look at the diff.
func TestLogicFiles(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/logic/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no logic files: %v", err)
	}
	for _, path := range files {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		got := runLogic(t, string(text))
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if diff := cmp.Diff(string(text), got); diff != "" {
			t.Errorf("%s (-file +program):\n%s", path, diff)
		}
	}
}

// runLogic is the file with every expectation worked out anew.
func runLogic(t *testing.T, text string) string {
	t.Helper()
	head, _, _ := strings.Cut(text, "=== ")
	var form *questionnaire.Form
	for line := range strings.SplitSeq(head, "\n") {
		if name, ok := strings.CutPrefix(line, "form "); ok {
			d := load(t, filepath.Join("testdata", name), small())
			form = questionnaire.Compile(&d)
		}
	}
	out := head
	for i, one := range strings.Split(text, "=== ") {
		if i == 0 {
			continue
		}
		input, asked, ok := strings.Cut(one, "---\n")
		if !ok {
			t.Fatalf("case without ---: %s", one)
		}
		name, body, _ := strings.Cut(input, "\n")
		var answers questionnaire.Answers
		if err := json.Unmarshal([]byte(body), &answers); err != nil {
			t.Fatalf("case %s: %v", name, err)
		}
		out += "=== " + input + "---\n" + answer(t, form, answers, asked) + "\n"
	}
	return strings.TrimRight(out, "\n") + "\n"
}

func answer(t *testing.T, form *questionnaire.Form, answers questionnaire.Answers, asked string) string {
	t.Helper()
	var out strings.Builder
	for line := range strings.SplitSeq(asked, "\n") {
		question, rest, _ := strings.Cut(strings.TrimSuffix(line, ":"), ":")
		switch {
		case line == "" || strings.HasPrefix(line, "  "):
			continue
		case question == "visible":
			out.WriteString("visible: " + strings.Join(visible(form, answers), " ") + "\n")
		case question == "normal" || question == "error":
			normal, err := form.Validate(answers)
			if err == nil {
				out.WriteString("normal: " + compact(t, normal) + "\n")
				continue
			}
			out.WriteString("error:\n")
			for _, e := range errs.All(err) {
				if e.Kind != errs.Invalid || !i18n.Has(e.Key) {
					t.Errorf("kind %s key %s", e.Kind, e.Key)
				}
				out.WriteString("  " + e.Error() + "\n")
			}
		case strings.HasPrefix(question, "why "):
			out.WriteString(question + ":\n")
			code, _, _ := strings.Cut(strings.TrimPrefix(question, "why "), ":")
			for _, v := range form.Why(code, answers) {
				out.WriteString(verdict(t, v, 1))
			}
		default:
			t.Fatalf("unknown question %q %q", line, rest)
		}
	}
	return out.String()
}

// visible lists the codes in the order asked.
func visible(form *questionnaire.Form, answers questionnaire.Answers) []string {
	shown := form.Visible(answers)
	var codes []string
	for _, s := range form.Document().Sections {
		for _, it := range s.Items {
			if shown[it.Code] {
				codes = append(codes, it.Code)
			}
			for _, r := range it.Rows {
				if shown[r.Code] {
					codes = append(codes, r.Code)
				}
			}
		}
	}
	return codes
}

func verdict(t *testing.T, v questionnaire.Verdict, depth int) string {
	t.Helper()
	pad, name, parts := strings.Repeat("  ", depth), "", v.All
	switch {
	case v.Not != nil:
		name, parts = "not", []questionnaire.Verdict{*v.Not}
	case len(v.Any) > 0:
		name, parts = "any", v.Any
	case len(v.All) > 0:
		name = "all"
	default:
		name = fmt.Sprintf("%s %s %s, actual %s", v.Item, v.Op, compact(t, v.Value), compact(t, v.Actual))
	}
	out := fmt.Sprintf("%s%v: %s\n", pad, v.Holds, name)
	for _, part := range parts {
		out += verdict(t, part, depth+1)
	}
	return out
}

func compact(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
