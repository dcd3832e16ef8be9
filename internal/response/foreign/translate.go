package foreign

import (
	"math"
	"regexp"
	"strconv"
	"strings"
)

// translation turns the values of a column into codes.
type translation struct {
	exact   map[string]string
	similar map[string]string // by key: another case, or the same number written differently
	ranges  []Range
	missing set
	same    bool // values are codes themselves
}

func newTranslation(codes Codes, missing ...Values) translation {
	t := translation{
		exact: map[string]string{}, similar: map[string]string{}, ranges: codes.Ranges,
		missing: newSet(missing...), same: len(codes.Values) == 0 && len(codes.Ranges) == 0,
	}
	for _, p := range codes.Values {
		t.exact[p.From] = p.To
		if _, taken := t.similar[key(p.From)]; !taken {
			t.similar[key(p.From)] = p.To
		}
	}
	return t
}

// set is a set of values by key.
type set map[string]bool

func newSet(lists ...Values) set {
	s := set{}
	for _, values := range lists {
		for _, v := range values {
			s[key(v)] = true
		}
	}
	return s
}

func (s set) has(value string) bool { return s[key(value)] }

// absent reports whether a trimmed value is no answer.
func (t *translation) absent(value string) bool { return value == "" || t.missing.has(value) }

// code is the code of a value: as listed, else in another writing of the same, else by range.
func (t *translation) code(value string) (string, bool) {
	if code, ok := t.exact[value]; ok {
		return code, true
	}
	if code, ok := t.similar[key(value)]; ok {
		return code, true
	}
	if len(t.ranges) > 0 {
		if n, ok := numberOf(value); ok {
			for _, r := range t.ranges {
				if n >= r.From && n <= r.To {
					return r.Code, true
				}
			}
		}
	}
	return value, t.same
}

// key is equal for values that differ in case only and for writings of the same number: 5, 5.0 and 05.
func key(value string) string {
	if n, ok := numberOf(value); ok {
		return strconv.FormatFloat(n, 'g', -1, 64)
	}
	return strings.ToLower(value)
}

// plainNumber is a number as files have it; spreadsheet programmes write small ones with an exponent.
var plainNumber = regexp.MustCompile(`^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?$`)

func numberOf(value string) (float64, bool) {
	if len(value) == 0 || len(value) > 40 || !plainNumber.MatchString(value) {
		return 0, false
	}
	n, err := strconv.ParseFloat(value, 64)
	return n, err == nil && !math.IsInf(n, 0)
}

var decimal = regexp.MustCompile(`^\d{1,12}(\.\d{1,20})?$`)

// weightOf is a survey weight as a decimal: as the file has it, exponents written out. Negative and
// absurd weights are refused.
func weightOf(value string) (string, bool) {
	if decimal.MatchString(value) {
		return value, true
	}
	n, ok := numberOf(value)
	if !ok || n < 0 {
		return "", false
	}
	plain := strconv.FormatFloat(n, 'f', -1, 64)
	return plain, decimal.MatchString(plain)
}
