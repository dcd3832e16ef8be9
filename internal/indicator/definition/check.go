package definition

import (
	"errors"
	"fmt"
	"regexp"
	"sort"
	"strings"
	"unicode/utf8"

	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
)

var (
	documentCode = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,63}$`)
	nodeCode     = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]{0,31}$`)
	version      = regexp.MustCompile(`^(0|[1-9][0-9]{0,3})\.(0|[1-9][0-9]{0,3})$`)
)

// MaxText bounds every text of a definition, in characters.
const MaxText = 4000

// Faults collects the faults of one document in the order they are found.
type Faults struct{ list []error }

// Add notes that what is at place breaks a rule.
func (f *Faults) Add(place, key string) *Fault {
	e := errs.New(errs.Invalid, key).At(place)
	f.list = append(f.list, e)
	return &Fault{f: f, i: len(f.list) - 1}
}

// Fault is the fault just added, to give its text arguments.
type Fault struct {
	f *Faults
	i int
}

// With adds an argument to the fault's text.
func (t *Fault) With(name string, value any) *Fault {
	t.f.list[t.i] = t.f.list[t.i].(*errs.Error).With(name, value)
	return t
}

// Err is every fault, joined, or nil. Beyond MaxFaults only their number is told.
func (f *Faults) Err() error {
	if over := len(f.list) - MaxFaults; over > 0 {
		more := errs.New(errs.Invalid, "definition.more_faults").With("count", over)
		return errors.Join(append(f.list[:MaxFaults:MaxFaults], more)...)
	}
	return errors.Join(f.list...)
}

// Head checks what every document begins with.
func (f *Faults) Head(format, want, code, ver string) {
	if format != want {
		f.Add("format", "definition.format").With("want", want)
	}
	if !documentCode.MatchString(code) {
		f.Add("code", "definition.document_code").With("code", code)
	}
	if _, _, ok := Version(ver); !ok {
		f.Add("version", "definition.version").With("version", ver)
	}
}

// Code checks the form of an item's, a section's or an indicator's code.
func (f *Faults) Code(place, code string) bool {
	if nodeCode.MatchString(code) {
		return true
	}
	f.Add(place, "definition.code").With("code", code)
	return false
}

// Unique checks that code was not used before; seen keeps the place of its first use.
func (f *Faults) Unique(place, code string, seen map[string]string) bool {
	if first, twice := seen[code]; twice {
		f.Add(place, "definition.code_twice").With("code", code).With("first", first)
		return false
	}
	seen[code] = place
	return true
}

// Text checks a text: every declared language, none that is not declared, within bounds. A text without
// any translation is a fault only when it is required.
func (f *Faults) Text(place string, text i18n.Text, languages []string, required bool) {
	if len(text) == 0 {
		if required {
			f.Add(place, "definition.text_missing")
		}
		return
	}
	declared := map[string]bool{}
	for _, lang := range languages {
		declared[lang] = true
		if strings.TrimSpace(text[lang]) == "" {
			f.Add(place+"."+lang, "definition.translation_missing").With("language", lang)
		}
	}
	for _, lang := range sorted(text) {
		if !declared[lang] {
			f.Add(place+"."+lang, "definition.language_undeclared").With("language", lang)
		}
		if utf8.RuneCountInString(text[lang]) > MaxText {
			f.Add(place+"."+lang, "definition.text_long").With("max", MaxText)
		}
	}
}

func sorted(text i18n.Text) []string {
	langs := make([]string, 0, len(text))
	for lang := range text {
		langs = append(langs, lang)
	}
	sort.Strings(langs)
	return langs
}

// Tidy trims a text's translations and brings their line ends to one form.
func Tidy(text i18n.Text) {
	for lang, s := range text {
		text[lang] = strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n"))
	}
}

// At is the place of element i of a list.
func At(list string, i int) string { return fmt.Sprintf("%s[%d]", list, i) }
