package questionnaire

import (
	"errors"
	"slices"
	"strings"
	"unicode"

	"manyi.dev/manyi/internal/errs"
)

// OtherSuffix follows an item's code to name the text of its option that asks for one.
const OtherSuffix = ".other"

// maxUnknown bounds how many unknown item codes are listed: a sender may invent any number.
const maxUnknown = 20

// fault is what is wrong with one answer.
type fault struct {
	key  string
	args errs.Args
	// other is set when the text beside an option is at fault, not the answer itself.
	other bool
}

func (t fault) at(e *Entry) error {
	field := e.Code
	if t.other {
		field = e.otherCode
	}
	return &errs.Error{Kind: errs.Invalid, Key: t.key, Field: field, Args: t.args}
}

// Validate checks a whole response and returns its answers in normal form: an option code, option codes in
// the order of the options, a number, a day, or a cleaned text. Answers of items that the respondent is not asked,
// those after the end of the questionnaire among them, are dropped; nothing is missing there. Faults are errs.Invalid, one per answer, joined, with the item's code as Field: first those of the items in
// the order asked, then unknown codes.
func (f *Form) Validate(answers Answers) (Answers, error) {
	return f.validate(answers, func(*Entry) bool { return true })
}

// ValidatePage checks the answers of one page, from 0. answers are those of this page and of the pages before
// it, on which its conditions depend; only this page's are judged and returned.
func (f *Form) ValidatePage(page int, answers Answers) (Answers, error) {
	return f.validate(answers, func(e *Entry) bool { return f.Page(e.Section) == page })
}

func (f *Form) validate(answers Answers, judged func(*Entry) bool) (Answers, error) {
	normal := make(Answers, len(answers))
	var list []error
	f.walk(answers, f.Pages(), nil, func(e *Entry, shown bool, value any, other string, faults []fault) {
		if !shown || !judged(e) {
			return
		}
		for _, t := range faults {
			list = append(list, t.at(e))
		}
		if value == nil && e.Required && len(faults) == 0 {
			list = append(list, fault{key: "answer.required"}.at(e))
		}
		normal.keep(e, value, other)
	})
	list = append(list, f.unknown(answers)...)
	if len(list) > 0 {
		return nil, errors.Join(list...)
	}
	return normal, nil
}

// unknown lists the codes that no item of the questionnaire answers to.
func (f *Form) unknown(answers Answers) []error {
	var codes []string
	for code := range answers {
		if _, ok := f.fields[code]; !ok {
			codes = append(codes, code)
		}
	}
	if len(codes) == 0 {
		return nil
	}
	slices.Sort(codes)
	if len(codes) > maxUnknown {
		codes = codes[:maxUnknown]
	}
	list := make([]error, len(codes))
	for i, code := range codes {
		list[i] = errs.New(errs.Invalid, "answer.unknown_item").At(printable(code)).With("item", printable(code))
	}
	return list
}

// printable is what a stranger sent, fit to be shown back: short, on one line, without control characters.
func printable(s string) string {
	runes := []rune(strings.ToValidUTF8(s, "?"))
	for i, r := range runes {
		if unicode.IsControl(r) {
			runes[i] = '?'
		}
	}
	if len(runes) > 40 {
		return string(runes[:40]) + "…"
	}
	return string(runes)
}
