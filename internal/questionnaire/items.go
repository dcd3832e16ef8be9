package questionnaire

import (
	"slices"
	"strconv"

	"manyi.dev/manyi/internal/i18n"
)

// Entry is one answerable item in its place, a matrix row included, with everything it inherits resolved.
type Entry struct {
	Code    string
	Type    Type // Single for a matrix row
	Section int
	Item    *Item     // the document's item; for a row its matrix
	Matrix  string    // code of the matrix the entry is a row of, else empty
	Text    i18n.Text // the row's text for a row; the matrix's own is Item.Text
	// Options are the item's own or its scale's; empty for items answered with a number, a day or a text.
	Options   []Option
	Required  bool
	NA        bool // "does not apply" may be answered
	Binding   *Binding
	Dimension bool
	ShowIf    []*Condition // all must hold: the item's, then the row's

	place     map[string]int // option code → position
	other     int            // position of the option that asks for a text, −1 for none
	otherCode string         // code of that option's text, empty for none
}

// Items lists every answerable item of a questionnaire in the order asked. Information items and the
// matrices themselves are not in it.
func Items(doc *Document) []Entry {
	var entries []Entry
	for s := range doc.Sections {
		for i := range doc.Sections[s].Items {
			entries = append(entries, doc.entries(s, &doc.Sections[s].Items[i])...)
		}
	}
	return entries
}

func (d *Document) entries(section int, it *Item) []Entry {
	base := Entry{
		Code: it.Code, Type: it.Type, Section: section, Item: it, Text: it.Text, Options: d.options(it),
		Required: it.Required, NA: len(it.NA) > 0, Binding: it.Binding, Dimension: it.Dimension,
	}
	if it.ShowIf != nil {
		base.ShowIf = []*Condition{it.ShowIf}
	}
	base.place, base.other = make(map[string]int, len(base.Options)), -1
	for i, o := range base.Options {
		base.place[o.Code] = i
		if o.Other && base.other < 0 {
			base.other, base.otherCode = i, it.Code+OtherSuffix
		}
	}
	switch it.Type {
	case Information:
		return nil
	case Matrix:
		rows := make([]Entry, len(it.Rows))
		for i := range it.Rows {
			rows[i] = base.row(&it.Rows[i])
		}
		return rows
	}
	return []Entry{base}
}

func (e Entry) row(r *Row) Entry {
	e.Matrix, e.Code, e.Type, e.Text, e.Binding = e.Code, r.Code, Single, r.Text, r.Binding
	e.other, e.otherCode = -1, "" // Check allows none in a matrix
	if r.Required != nil {
		e.Required = *r.Required
	}
	if r.ShowIf != nil {
		e.ShowIf = append(slices.Clip(e.ShowIf), r.ShowIf)
	}
	return e
}

// options are the item's own or its scale's.
func (d *Document) options(it *Item) []Option {
	if it.Scale != "" {
		return d.Scales[it.Scale].Options
	}
	return it.Options
}

// Option is the option with the code.
func (e *Entry) Option(code string) (Option, bool) {
	i, ok := e.place[code]
	if !ok {
		return Option{}, false
	}
	return e.Options[i], true
}

// Other is the option that asks for a text, if the item has one.
func (e *Entry) Other() (Option, bool) {
	if e.other < 0 {
		return Option{}, false
	}
	return e.Options[e.other], true
}

// Points are the lowest and the highest point of an item answered by one of a row of whole numbers: nps, stars, ces.
func (e *Entry) Points() (low, high int, ok bool) {
	switch e.Type {
	case NPS:
		return 0, 10, true
	case Stars:
		if e.Item.Points > 0 {
			return 1, e.Item.Points, true
		}
		return 1, DefaultStars, true
	case CES:
		return 1, 7, true
	}
	return 0, 0, false
}

// Value is what a normalised answer counts on the item's own scale, for means: an option's value, or the number
// itself. It is false for "does not apply", for options without a value and for items without a scale.
func (e *Entry) Value(answer any) (float64, bool) {
	switch e.Type {
	case NPS, Stars, CES, Number:
		n, ok := answer.(float64)
		return n, ok
	case Single:
		code, _ := answer.(string)
		if o, ok := e.Option(code); ok && o.Value != nil {
			return *o.Value, true
		}
	}
	return 0, false
}

// Score is what a normalised answer scores for the indicator the item is bound to, 0 to 100. It is false
// for items without a binding, for "does not apply" and for answers that the binding gives no score.
func (e *Entry) Score(answer any) (float64, bool) {
	if e.Binding == nil {
		return 0, false
	}
	if len(e.Binding.Scores) > 0 {
		key, _ := answer.(string)
		if n, ok := answer.(float64); ok {
			key = strconv.FormatFloat(n, 'f', -1, 64)
		}
		score, ok := e.Binding.Scores[key]
		return score, ok
	}
	value, ok := e.Value(answer)
	if !ok {
		return 0, false
	}
	low, high, ok := e.Range()
	if !ok {
		return 0, false
	}
	return 100 * (value - low) / (high - low), true
}

// Range is the lowest and the highest value of the item's scale. It is false when the scale has no two.
func (e *Entry) Range() (low, high float64, ok bool) {
	if from, to, ok := e.Points(); ok {
		return float64(from), float64(to), true
	}
	if e.Type == Number {
		if e.Item.Min == nil || e.Item.Max == nil {
			return 0, 0, false
		}
		return *e.Item.Min, *e.Item.Max, *e.Item.Min < *e.Item.Max
	}
	values := e.values()
	if len(values) < 2 {
		return 0, 0, false
	}
	return values[0], values[len(values)-1], true
}

// values are the distinct values of the options, ascending.
func (e *Entry) values() []float64 {
	var values []float64
	for _, o := range e.Options {
		if o.Value != nil {
			values = append(values, *o.Value)
		}
	}
	slices.Sort(values)
	return slices.Compact(values)
}

// TopTwo are the codes of the options with the two highest values, in the order of the options, of stars and ces the
// two highest points: top-2-box counts them. It is empty for an nps, which has its own figure, and for items whose
// options have fewer than three distinct values.
func (e *Entry) TopTwo() []string {
	if _, high, ok := e.Points(); ok && e.Type != NPS {
		return []string{strconv.Itoa(high), strconv.Itoa(high - 1)}
	}
	values := e.values()
	if len(values) < 3 {
		return nil
	}
	var codes []string
	for _, o := range e.Options {
		if o.Value != nil && *o.Value >= values[len(values)-2] {
			codes = append(codes, o.Code)
		}
	}
	return codes
}
