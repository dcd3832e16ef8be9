package foreign

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"manyi.dev/manyi/internal/questionnaire"
)

// alike is how alike two names have to be at least.
const alike = 0.62

// match is a column that may hold an item.
type match struct {
	entry  *questionnaire.Entry
	column *Column
	score  float64
	why    Why
}

// items finds columns for the items that have none, the surest first.
func (s *suggester) items() {
	done := map[string]bool{}
	for _, it := range s.m.Items {
		done[it.Item] = true
	}
	entries := s.Form.Items()
	for i := range entries {
		if e := &entries[i]; !done[e.Code] && e.Type == questionnaire.Multiple && s.choices(e) {
			done[e.Code] = true
		}
	}
	var all []match
	for i := range entries {
		if done[entries[i].Code] {
			continue
		}
		for j := range s.Columns {
			if c := &s.Columns[j]; s.free[header(c.Name)] {
				if m := likeness(&entries[i], c); m.score >= alike {
					all = append(all, m)
				}
			}
		}
	}
	slices.SortStableFunc(all, func(a, b match) int { return cmp.Compare(b.score, a.score) })
	for _, m := range all {
		if done[m.entry.Code] || !s.free[header(m.column.Name)] {
			continue
		}
		done[m.entry.Code] = true
		s.m.Items = append(s.m.Items, Item{Item: m.entry.Code, Column: Columns{Names: []string{m.column.Name}}})
		s.take(m.entry.Code, m.why, "", m.column.Name)
	}
}

// numbering is what often stands before the text of a question.
var numbering = regexp.MustCompile(`^\s*[\(（]?[A-Za-z]{0,3}\d{1,3}([._-]\d{1,3})*[\)）]?\s*[.、．:：,，]?\s*`)

// likeness is how well a column's name, or its last part, suits an item: its code, its text, or the text of its matrix and
// its own.
func likeness(e *questionnaire.Entry, c *Column) match {
	m := match{entry: e, column: c}
	last := lastPart(c.Name)
	for _, name := range []string{c.Name, last} {
		first, _, _ := strings.Cut(strings.TrimSpace(name), " ")
		switch code := fold(e.Code); {
		case fold(name) == code:
			m.score, m.why = 1, ByCode
			return m
		case fold(first) == code || beginsWith(name, e.Code):
			m.score, m.why = 0.98, ByCode
		}
	}
	if m.why == ByCode {
		return m
	}
	names := []string{fold(c.Name), fold(numbering.ReplaceAllString(c.Name, "")), fold(last), fold(numbering.ReplaceAllString(last, ""))}
	for _, text := range folded(e.Text) {
		whole := []string{text}
		if e.Matrix != "" {
			for _, matrix := range folded(e.Item.Text) {
				whole = append(whole, matrix+text)
			}
		}
		for _, want := range whole {
			if slices.Contains(names, want) {
				m.score, m.why = 0.95, ByName
				return m
			}
			if e.Type == questionnaire.TextItem && utf8.RuneCountInString(names[1]) > 1 && strings.Contains(want, names[1]) {
				m.score, m.why = max(m.score, 0.7), ByLikeness // "remarks" of "have you any remarks or wishes?"
			}
			if d := 0.9 * max(dice(want, names[1]), dice(want, names[3])); d > m.score {
				m.score, m.why = d, ByLikeness
			}
		}
	}
	return m
}

// beginsWith reports whether a name begins with a code and then something that does not go on with it.
func beginsWith(name, code string) bool {
	if len(name) <= len(code) || !strings.EqualFold(name[:len(code)], code) {
		return false
	}
	next := name[len(code)]
	return next != '_' && next != '-' && !(next >= '0' && next <= '9' || next >= 'a' && next <= 'z' || next >= 'A' && next <= 'Z')
}

// lastPart is what stands after the last sign that parts a row from its question.
func lastPart(name string) string {
	at := strings.LastIndexAny(name, "/:：—|")
	if at < 0 {
		return name
	}
	return strings.TrimLeft(name[at:], "/:：—| ")
}

// dice is how many pairs of neighbouring letters two texts share, from 0 to 1.
func dice(a, b string) float64 {
	x, y := pairsOf(a), pairsOf(b)
	if len(x) == 0 || len(y) == 0 {
		return 0
	}
	left, shared := map[string]int{}, 0
	for _, p := range x {
		left[p]++
	}
	for _, p := range y {
		if left[p] > 0 {
			left[p]--
			shared++
		}
	}
	return 2 * float64(shared) / float64(len(x)+len(y))
}

func pairsOf(s string) []string {
	r := []rune(s)
	var pairs []string
	for i := 0; i+1 < len(r); i++ {
		pairs = append(pairs, string(r[i:i+2]))
	}
	return pairs
}

// choices finds a column for each option of a multiple.
func (s *suggester) choices(e *questionnaire.Entry) bool {
	var found []Choice
	var names []string
	for _, o := range e.Options {
		want := []string{fold(e.Code + o.Code)}
		for lang, text := range o.Text {
			want = append(want, fold(e.Code+text), fold(e.Text[lang]+text))
		}
		for i := range s.Columns {
			c := &s.Columns[i]
			if !s.free[header(c.Name)] || slices.Contains(names, c.Name) {
				continue
			}
			if slices.Contains(want, fold(c.Name)) || slices.Contains(want, fold(numbering.ReplaceAllString(c.Name, ""))) {
				found, names = append(found, Choice{Column: Columns{Names: []string{c.Name}}, Option: o.Code}), append(names, c.Name)
				break
			}
		}
	}
	if len(found) < 2 {
		return false
	}
	s.m.Items = append(s.m.Items, Item{Item: e.Code, Choices: found})
	s.take(e.Code, ByCode, "", names...)
	return true
}
