package respond

import (
	"slices"
	"strconv"

	"manyi.dev/manyi/internal/questionnaire"
)

// between says the bounds of a number or a date before it is typed.
func (b *builder) between(from, to string) string {
	switch {
	case from != "" && to != "":
		return b.t("respond.between", "min", from, "max", to)
	case from != "":
		return b.t("respond.at_least", "min", from)
	case to != "":
		return b.t("respond.at_most", "max", to)
	}
	return ""
}

func bound(n *float64) string {
	if n == nil {
		return ""
	}
	return strconv.FormatFloat(*n, 'f', -1, 64)
}

// points is a row of whole numbers, an nps's, a ces's, or so many stars.
func (b *builder) points(v *itemView, e *questionnaire.Entry) {
	low, high, _ := e.Points()
	v.Input, v.Look = "radio", "points"
	if e.Type == questionnaire.Stars {
		v.Look = "points star"
	}
	if high-low < 7 {
		v.Look += " few"
	}
	for n := low; n <= high; n++ {
		o := b.option(e.Code, strconv.Itoa(n), strconv.Itoa(n), n-low+1)
		if e.Type == questionnaire.Stars {
			o.Label = b.t("respond.stars", "n", n)
			if n == 1 {
				o.Label = b.t("respond.star")
			}
		}
		v.Options = append(v.Options, o)
	}
	if e.Type == questionnaire.NPS || len(e.Item.Low)+len(e.Item.High) > 0 {
		v.Ends = &endsView{low, high, b.say(e.Item.Low), b.say(e.Item.High)}
	}
}

func (b *builder) option(item, code, text string, n int) optionView {
	return optionView{
		Code: code, ID: item + "-" + strconv.Itoa(n), Text: text, Checked: b.typed.has(item, code), NA: code == questionnaire.NA,
	}
}

// choice is a single or a multiple: a scale in one line, short options in two columns, else one below the other.
func (b *builder) choice(v *itemView, e *questionnaire.Entry) {
	v.Input, v.Look = "radio", "list"
	if e.Type == questionnaire.Multiple {
		v.Input = "checkbox"
		v.Help = join(v.Help, b.choices(e.Item))
	}
	short := true
	for i, place := range e.Order(b.seed) {
		o := &e.Options[place]
		ov := b.option(e.Code, o.Code, b.say(o.Text), i+1)
		ov.Exclusive, ov.Other = o.Exclusive, o.Other
		v.Options = append(v.Options, ov)
		short = short && width(ov.Text) <= 12
	}
	switch n := len(e.Options); {
	case e.Type == questionnaire.Single && e.Item.Scale != "" && n >= 3 && n <= 7:
		v.Look = "scale"
	case short:
		v.Look = "list two"
	}
	if o, ok := e.Other(); ok {
		name := e.Code + questionnaire.OtherSuffix
		other := &otherView{ID: e.Code + "-other", Name: name, Text: b.t("respond.other_text", "option", b.say(o.Text)), Value: b.typed.first(name)}
		other.Fault = b.fault(name, v.Text, other.ID)
		v.Other = other
	}
}

// choices says how many options of a multiple are wanted.
func (b *builder) choices(it *questionnaire.Item) string {
	switch {
	case it.MinChoice > 0 && it.MaxChoice > 0:
		return b.t("respond.choices", "min", it.MinChoice, "max", it.MaxChoice)
	case it.MinChoice > 1:
		return b.t("respond.least", "min", it.MinChoice)
	case it.MaxChoice > 0:
		return b.t("respond.most", "max", it.MaxChoice)
	}
	return ""
}

// width is a text's width in half-width characters, roughly: Chinese ones take two.
func width(text string) int {
	n := 0
	for _, r := range text {
		if n++; r >= 0x1100 {
			n++
		}
	}
	return n
}

func (b *builder) matrix(v *itemView, it *questionnaire.Item) {
	v.Optional = true
	var rows []*questionnaire.Entry
	for _, i := range it.RowOrder(b.seed) {
		if e, ok := b.form.Entry(it.Rows[i].Code); ok && b.open(e.Code, it.Rows[i].ShowIf) {
			rows = append(rows, e)
			v.Optional = v.Optional && !e.Required
		}
	}
	var columns []optionView
	for i, o := range b.options(it) {
		columns = append(columns, optionView{Code: o.Code, ID: it.Code + "-c" + strconv.Itoa(i+1), Text: b.say(o.Text)})
	}
	v.Options = columns
	if len(it.NA) > 0 {
		v.NA = &optionView{Code: questionnaire.NA, ID: it.Code + "-cn", Text: b.say(it.NA)}
		columns = append(slices.Clip(columns), *v.NA)
	}
	for _, e := range rows {
		r := rowView{Code: e.Code, Text: b.say(e.Text), Optional: !e.Required && !v.Optional}
		r.Fault = b.fault(e.Code, r.Text, e.Code+"-1")
		for i := range it.Rows {
			if it.Rows[i].Code == e.Code {
				r.If, r.Only = b.condition(it.Rows[i].ShowIf, nil)
			}
		}
		for i, c := range columns {
			o := b.option(e.Code, c.Code, c.Text, i+1)
			o.Column = c.ID
			r.Options = append(r.Options, o)
		}
		v.Rows = append(v.Rows, r)
	}
}

// options are a matrix's options, known from its first row.
func (b *builder) options(it *questionnaire.Item) []questionnaire.Option {
	for i := range it.Rows {
		if e, ok := b.form.Entry(it.Rows[i].Code); ok {
			return e.Options
		}
	}
	return nil
}
