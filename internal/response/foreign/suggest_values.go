package foreign

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"manyi.dev/manyi/internal/questionnaire"
)

// translate finds what the values of the columns mean. Items that share their options share the translation.
func (s *suggester) translate() {
	earlier := map[string]bool{}
	for _, h := range s.hints {
		if h.Why == FromEarlier {
			earlier[h.Use] = true
		}
	}
	groups, order := map[string][]int{}, []string{}
	for i := range s.m.Items {
		it := &s.m.Items[i]
		e, ok := s.Form.Entry(it.Item)
		if !ok || earlier[it.Item] || len(it.Choices) > 0 {
			continue
		}
		if e.Type == questionnaire.Multiple {
			it.Split = s.split(e, it)
		}
		name := groupOf(e)
		if groups[name] == nil {
			order = append(order, name)
		}
		groups[name] = append(groups[name], i)
	}
	for _, name := range order {
		s.group(name, groups[name])
	}
}

// groupOf names the options that an item shares with others; items without have a group of their own.
func groupOf(e *questionnaire.Entry) string {
	switch {
	case e.Item.Scale != "":
		return "scale " + e.Item.Scale
	case e.Matrix != "":
		return "scale " + e.Matrix
	}
	return e.Code
}

// group translates the values of items with the same options.
func (s *suggester) group(name string, items []int) {
	var values []string
	for _, i := range items {
		for _, v := range s.valuesFor(&s.m.Items[i]) {
			if !slices.Contains(values, v) {
				values = append(values, v)
			}
		}
	}
	e, _ := s.Form.Entry(s.m.Items[items[0]].Item)
	pairs, missing := meanings(e, values)
	for _, i := range items {
		s.m.Items[i].Missing = missing
	}
	if len(pairs) == 0 {
		return
	}
	if len(items) == 1 {
		s.m.Items[items[0]].Values = pairs
		return
	}
	set := strings.ToLower(strings.TrimPrefix(name, "scale "))
	if s.m.Codes == nil {
		s.m.Codes = map[string]Codes{}
	}
	for base, n := set, 2; ; n++ {
		if _, taken := s.m.Codes[set]; !taken {
			break
		}
		set = base + "_" + strconv.Itoa(n)
	}
	s.m.Codes[set] = Codes{Values: pairs}
	for _, i := range items {
		s.m.Items[i].Codes = set
	}
}

// valuesFor are the values of an item's columns, parted where the item is.
func (s *suggester) valuesFor(it *Item) []string {
	var values []string
	for _, name := range it.Column.Names {
		c := s.by[header(name)]
		if c == nil || len(c.Top) < c.Distinct { // too many different ones to be codes
			continue
		}
		for _, v := range c.Top {
			parts := []string{v.Value}
			if it.Split != "" {
				parts = strings.Split(v.Value, it.Split)
			}
			for _, p := range parts {
				if p = strings.TrimSpace(p); p != "" && !slices.Contains(values, p) {
					values = append(values, p)
				}
			}
		}
	}
	return values
}

// separators stand between options in one cell, the least ambiguous first.
var separators = []string{"┋", ";", "；", "|", "、", ",", "，", "/", "\n"}

// split is what parts the options in the cells of a multiple.
func (s *suggester) split(e *questionnaire.Entry, it *Item) string {
	c := s.by[header(it.Column.Names[0])]
	if c == nil {
		return ""
	}
	for _, sep := range separators {
		known, all := 0, 0
		for _, v := range c.Top {
			if !strings.Contains(v.Value, sep) {
				continue
			}
			for _, part := range strings.Split(v.Value, sep) {
				all++
				if _, ok := meaning(e, strings.TrimSpace(part)); ok {
					known++
				}
			}
		}
		if all > 0 && known*2 >= all {
			return sep
		}
	}
	return ""
}

// noAnswer are words for no answer, folded.
var noAnswer = []string{"", "未答", "未作答", "未填", "未填写", "空", "缺失", "跳过", "missing", "blank", "noanswer", "skip", "skipped", "null", "none"}

// meanings translates values to options. Nothing is said where every value is a code of the item itself.
func meanings(e *questionnaire.Entry, values []string) (pairs Pairs, missing Values) {
	own := true
	for _, v := range values {
		code, ok := meaning(e, v)
		switch {
		case ok:
			pairs = append(pairs, Pair{v, code})
			own = own && key(v) == key(code)
		case e.Type != questionnaire.TextItem && slices.Contains(noAnswer, fold(v)):
			missing = append(missing, v)
		}
	}
	if own {
		return nil, missing
	}
	return pairs, missing
}

var (
	notApplicable = []string{"na", "不适用", "不涉及", "没用过", "未使用", "未接触", "notapplicable", "doesnotapply", "neverused"}
	marked        = regexp.MustCompile(`^([+-]?\d+(?:\.\d+)?)\s*(?:分|[.、．:：=\-—\s(（])?`)
)

// meaning is the option, or the number, that a value stands for.
func meaning(e *questionnaire.Entry, value string) (string, bool) {
	switch e.Type {
	case questionnaire.TextItem, questionnaire.Date:
		return "", false
	case questionnaire.NPS, questionnaire.Stars, questionnaire.CES, questionnaire.Number:
		if _, plain := numberOf(value); plain {
			return value, true
		}
		if e.NA && slices.Contains(notApplicable, fold(value)) {
			return questionnaire.NA, true
		}
		if m := marked.FindStringSubmatch(value); m != nil && len(m[0]) > len(m[1]) {
			return m[1], true
		}
		return "", false
	}
	for _, o := range e.Options {
		if key(o.Code) == key(value) {
			return o.Code, true
		}
	}
	if code, ok := labelled(e, fold(value)); ok {
		return code, true
	}
	if e.NA && slices.Contains(notApplicable, fold(value)) {
		return questionnaire.NA, true
	}
	if m := marked.FindStringSubmatch(value); m != nil {
		if code, ok := labelled(e, fold(value[len(m[0]):])); ok { // "5 very satisfied", "5分（非常满意）"
			return code, true
		}
		if m[0] == value || fold(value[len(m[0]):]) == "" {
			return valued(e, m[1])
		}
	}
	return "", false
}

// labelled is the option with a text.
func labelled(e *questionnaire.Entry, text string) (string, bool) {
	if text == "" {
		return "", false
	}
	for _, o := range e.Options {
		if slices.Contains(folded(o.Text), text) {
			return o.Code, true
		}
	}
	return "", false
}

// valued is the option with a value on the item's scale.
func valued(e *questionnaire.Entry, number string) (string, bool) {
	n, err := strconv.ParseFloat(number, 64)
	if err != nil {
		return "", false
	}
	for _, o := range e.Options {
		if o.Value != nil && *o.Value == n {
			return o.Code, true
		}
	}
	return "", false
}
