package questionnaire

import (
	"manyi.dev/manyi/internal/i18n"
)

// What can change of an item so that its answers may mean something else.
const (
	ChangedType    = "type"    // another kind of answer: the item needs a new code
	ChangedText    = "text"    // the question's words, or the help below it
	ChangedLabels  = "labels"  // the words of options, of the ends of a scale, of "does not apply"
	ChangedOptions = "options" // which options there are, their values and what they exclude
	ChangedOrder   = "order"   // the order of the options
	ChangedBounds  = "bounds"  // least, most, decimals, number of stars or of choices
)

// Question is what has to be answered about one item before it goes on under its code (D10): are the answers comparable
// with those of the version before?
type Question struct {
	Item     string // of a matrix: what its rows share
	Old, New i18n.Text
	Changed  []string // in the order of the constants above
	NewCode  bool     // comparable is no answer: the item answers something else now
}

// subject is an item, or what the rows of a matrix share, or a row, as it is asked.
type subject struct {
	code, kind, matrix   string
	text, help, na       i18n.Text
	low, high            i18n.Text
	options              []Option
	min, max             *float64
	earliest, latest     string
	decimals, points     int
	minChoice, maxChoice int
}

// subjects are what a document asks, in its order.
func subjects(d *Document) []subject {
	var all []subject
	for s := range d.Sections {
		for i := range d.Sections[s].Items {
			it := &d.Sections[s].Items[i]
			if it.Type == Information {
				continue
			}
			all = append(all, subject{
				code: it.Code, kind: string(it.Type), text: it.Text, help: it.Help, na: it.NA, low: it.Low, high: it.High, options: d.options(it),
				min: it.Min, max: it.Max, earliest: it.Earliest, latest: it.Latest, decimals: it.Decimals, points: it.Points,
				minChoice: it.MinChoice, maxChoice: it.MaxChoice,
			})
			for r := range it.Rows {
				all = append(all, subject{
					code: it.Rows[r].Code, kind: "row", matrix: it.Code, text: it.Rows[r].Text, na: it.NA, options: d.options(it),
				})
			}
		}
	}
	return all
}

// Questions lists what a document changes of the items that the version before it has too, as far as answers may mean
// something else by it. An added translation changes nothing; what the rows of a matrix share is asked once.
func Questions(before, d *Document) []Question {
	old := map[string]subject{}
	for _, s := range subjects(before) {
		old[s.code] = s
	}
	var list []Question
	for _, now := range subjects(d) {
		was, ok := old[now.code]
		if !ok {
			continue
		}
		if changed := was.changed(&now); len(changed) > 0 {
			list = append(list, Question{Item: now.code, Old: was.text, New: now.text, Changed: changed, NewCode: changed[0] == ChangedType})
		}
		delete(old, now.code) // a code used twice is a fault of its own
	}
	return list
}

func (s *subject) changed(now *subject) []string {
	if s.kind != now.kind {
		return []string{ChangedType}
	}
	var changed []string
	note := func(what string, is bool) {
		if is {
			changed = append(changed, what)
		}
	}
	note(ChangedText, reworded(s.text, now.text) || reworded(s.help, now.help))
	shared := s.matrix != "" && s.matrix == now.matrix // said at the matrix
	words, set, order := optionsChanged(s.options, now.options)
	note(ChangedLabels, !shared && (words || reworded(s.low, now.low) || reworded(s.high, now.high) || reworded(s.na, now.na)))
	note(ChangedOptions, !shared && (set || (len(s.na) > 0) != (len(now.na) > 0)))
	note(ChangedOrder, !shared && order)
	note(ChangedBounds, !same(s.min, now.min) || !same(s.max, now.max) || s.earliest != now.earliest || s.latest != now.latest ||
		s.decimals != now.decimals || s.points != now.points || s.minChoice != now.minChoice || s.maxChoice != now.maxChoice)
	return changed
}

// reworded reports whether a text differs in a language that both have.
func reworded(a, b i18n.Text) bool {
	for lang, text := range a {
		if other, both := b[lang]; both && other != text {
			return true
		}
	}
	return false
}

func same(a, b *float64) bool { return a == b || a != nil && b != nil && *a == *b }

func optionsChanged(a, b []Option) (words, set, order bool) {
	place := make(map[string]int, len(b))
	for i := range b {
		place[b[i].Code] = i
	}
	set, last := len(a) != len(b), -1
	for i := range a {
		j, kept := place[a[i].Code]
		if !kept {
			set = true
			continue
		}
		o := &b[j]
		words = words || reworded(a[i].Text, o.Text)
		set = set || !same(a[i].Value, o.Value) || a[i].Exclusive != o.Exclusive || a[i].Other != o.Other
		order = order || j < last
		last = j
	}
	return words, set, order
}
