package questionnaire

import (
	"encoding/json"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"manyi.dev/manyi/internal/errs"
)

// maxNumber bounds numbers without a bound of their own: beyond it a float64 no longer holds every integer.
const maxNumber = 1e15

// normalise brings the item's answer and its other-text to normal form. value is nil when nothing valid was answered.
func (e *Entry) normalise(answers Answers) (value any, other string, faults []fault) {
	answer := answers[e.Code]
	add := func(t *fault) {
		if t != nil {
			faults = append(faults, *t)
		}
	}
	var t *fault
	if !empty(answer) {
		value, t = e.value(answer)
		add(t)
	}
	if e.otherCode == "" || empty(answers[e.otherCode]) {
		return value, "", faults
	}
	other, t = otherText(answers[e.otherCode])
	add(t)
	if other != "" && !chosen(value, e.Options[e.other].Code) {
		if len(faults) == 0 { // a broken answer may well have been the choice
			add(&fault{key: "answer.other_not_chosen", other: true})
		}
		other = ""
	}
	return value, other, faults
}

// empty reports whether an answer says nothing.
func empty(answer any) bool {
	switch a := answer.(type) {
	case nil:
		return true
	case string:
		return strings.TrimSpace(a) == ""
	case []string:
		return !slices.ContainsFunc(a, func(s string) bool { return s != "" })
	case []any:
		return len(a) == 0
	}
	return false
}

func chosen(value any, code string) bool {
	switch v := value.(type) {
	case string:
		return v == code
	case []string:
		return slices.Contains(v, code)
	}
	return false
}

func (e *Entry) value(answer any) (any, *fault) {
	if s, ok := answer.(string); ok && s == NA && e.Type != TextItem && e.Type != Multiple {
		if !e.NA {
			return nil, &fault{key: "answer.na_not_allowed"}
		}
		return NA, nil
	}
	switch e.Type {
	case Single:
		return e.single(answer)
	case Multiple:
		return e.multiple(answer)
	case NPS, Stars, CES:
		return e.point(answer)
	case Number:
		return e.number(answer)
	case Date:
		return e.date(answer)
	}
	return e.text(answer)
}

func (e *Entry) single(answer any) (any, *fault) {
	code, ok := answer.(string)
	if !ok {
		return nil, &fault{key: "answer.type_option"}
	}
	if _, ok := e.place[code]; !ok {
		return nil, optionUnknown(code)
	}
	return answer, nil
}

func optionUnknown(code string) *fault {
	return &fault{key: "answer.option_unknown", args: errs.Args{"option": printable(code)}}
}

func (e *Entry) multiple(answer any) (any, *fault) {
	codes, ok := stringList(answer)
	if one, isString := answer.(string); isString {
		codes, ok = []string{one}, true
	}
	if !ok {
		return nil, &fault{key: "answer.type_options"}
	}
	picked := make([]bool, len(e.Options))
	for _, code := range codes {
		if code == "" {
			continue
		}
		i, ok := e.place[code]
		if !ok {
			return nil, optionUnknown(code)
		}
		picked[i] = true
	}
	list, exclusive := make([]string, 0, len(codes)), false
	for i, o := range e.Options {
		if picked[i] {
			list = append(list, o.Code)
			exclusive = exclusive || o.Exclusive
		}
	}
	switch {
	case exclusive && len(list) > 1:
		return nil, &fault{key: "answer.exclusive"}
	case len(list) == 0:
		return nil, nil
	case !exclusive && len(list) < e.Item.MinChoice:
		return nil, &fault{key: "answer.too_few_choices", args: errs.Args{"min": e.Item.MinChoice}}
	case e.Item.MaxChoice > 0 && len(list) > e.Item.MaxChoice:
		return nil, &fault{key: "answer.too_many_choices", args: errs.Args{"max": e.Item.MaxChoice}}
	}
	return list, nil
}

func (e *Entry) point(answer any) (any, *fault) {
	low, high, _ := e.Points()
	n, ok := number(answer)
	if !ok || n != math.Trunc(n) || n < float64(low) || n > float64(high) {
		return nil, &fault{key: "answer.points", args: errs.Args{"min": low, "max": high}}
	}
	return n, nil
}

// date reads a day as browsers and people give it: year, month, day, with one of - / . or 年月日 between.
func (e *Entry) date(answer any) (any, *fault) {
	text, ok := answer.(string)
	if !ok {
		return nil, &fault{key: "answer.date"}
	}
	day, ok := dayOf(text)
	switch it := e.Item; {
	case !ok:
		return nil, &fault{key: "answer.date"}
	case it.Earliest != "" && day < it.Earliest:
		return nil, &fault{key: "answer.date_min", args: errs.Args{"min": it.Earliest}}
	case it.Latest != "" && day > it.Latest:
		return nil, &fault{key: "answer.date_max", args: errs.Args{"max": it.Latest}}
	}
	return day, nil
}

var typedDay = regexp.MustCompile(`^([0-9]{4})(-|/|\.|年)([0-9]{1,2})(-|/|\.|月)([0-9]{1,2})日?$`)

// dayOf is a typed day as ISO writes it: "2026/1/5" is "2026-01-05". Days that are not in the calendar are none.
func dayOf(s string) (string, bool) {
	if len(s) > 64 {
		return "", false
	}
	m := typedDay.FindStringSubmatch(halfWidth(strings.TrimSpace(s)))
	if m == nil || m[2] != m[4] && (m[2] != "年" || m[4] != "月") {
		return "", false
	}
	day, err := time.Parse("2006-1-2", m[1]+"-"+m[3]+"-"+m[5])
	if err != nil || day.Year() < 1000 {
		return "", false
	}
	return day.Format(time.DateOnly), true
}

func (e *Entry) number(answer any) (any, *fault) {
	n, ok := number(answer)
	if !ok || math.Abs(n) > maxNumber {
		return nil, &fault{key: "answer.number"}
	}
	switch it := e.Item; {
	case it.Min != nil && n < *it.Min:
		return nil, &fault{key: "answer.number_min", args: errs.Args{"min": plain(*it.Min)}}
	case it.Max != nil && n > *it.Max:
		return nil, &fault{key: "answer.number_max", args: errs.Args{"max": plain(*it.Max)}}
	case decimals(n) > it.Decimals && it.Decimals == 0:
		return nil, &fault{key: "answer.number_whole"}
	case decimals(n) > it.Decimals:
		return nil, &fault{key: "answer.number_decimals", args: errs.Args{"max": it.Decimals}}
	}
	return n, nil
}

// number reads a number as JSON or people give it. Full-width digits come from Chinese keyboards; signs,
// digits and one point are all that is understood, so "1e3", "0x10" and "1,5" are refused rather than guessed.
func number(answer any) (float64, bool) {
	var n float64
	switch a := answer.(type) {
	case float64:
		n = a
	case int:
		n = float64(a)
	case json.Number:
		return number(string(a))
	case string:
		s := halfWidth(strings.TrimSpace(a))
		digits := strings.TrimLeft(strings.Replace(s, ".", "", 1), "+-")
		if len(s) > 32 || len(s)-len(strings.TrimLeft(s, "+-")) > 1 || digits == "" || strings.Trim(digits, "0123456789") != "" {
			return 0, false
		}
		var err error
		if n, err = strconv.ParseFloat(s, 64); err != nil {
			return 0, false
		}
	default:
		return 0, false
	}
	if n == 0 {
		n = 0 // not −0
	}
	return n, !math.IsNaN(n) && !math.IsInf(n, 0)
}

func halfWidth(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '０' && r <= '９' || r == '．' || r == '－' || r == '＋' || r == '／' {
			return r - '！' + '!'
		}
		return r
	}, s)
}

// decimals is how many decimal places the shortest writing of n has.
func decimals(n float64) int {
	_, fraction, _ := strings.Cut(plain(n), ".")
	return len(fraction)
}

func plain(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }

func (e *Entry) text(answer any) (any, *fault) {
	limit := e.Item.MaxLength
	if limit == 0 {
		limit = DefaultMaxLength
	}
	text, t := bounded(answer, limit)
	if t != nil || text == "" {
		return nil, t
	}
	return text, nil
}

func otherText(answer any) (string, *fault) {
	text, t := bounded(answer, OtherMaxLength)
	if t != nil {
		t.other = true
	}
	return text, t
}

// bounded is a cleaned text of at most limit characters.
func bounded(answer any, limit int) (string, *fault) {
	raw, ok := answer.(string)
	if !ok {
		return "", &fault{key: "answer.type_text"}
	}
	text, ok := clean(raw)
	if !ok {
		return "", &fault{key: "answer.text_encoding"}
	}
	if n := utf8.RuneCountInString(text); n > limit {
		return "", &fault{key: "answer.text_long", args: errs.Args{"max": limit, "over": n - limit}}
	}
	return text, nil
}

// clean removes what nobody types: control characters but line ends and tabs, and the byte-order mark. It refuses NUL
// and broken UTF-8, which say that the text was damaged on its way.
func clean(s string) (string, bool) {
	if !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
		return "", false
	}
	s = strings.ReplaceAll(s, "\r\n", "\n")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\r':
			return '\n'
		case r == '\n' || r == '\t':
			return r
		case unicode.IsControl(r) || r == '\uFEFF':
			return -1
		}
		return r
	}, s)
	return strings.TrimSpace(s), true
}
