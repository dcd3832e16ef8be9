package response

import (
	"math"
	"strconv"
	"time"

	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/questionnaire"
	"manyi.dev/manyi/internal/sheet/sav"
)

// item adds the columns of an answerable item, whatever its type: with options it is a choice, and what has none is
// a number, a day or a text.
func (l *exportLayout) item(e *questionnaire.Entry) {
	place := l.place(e.Code)
	label := e.Text.In(l.options.Language)
	if e.Matrix != "" {
		label = e.Item.Text.In(l.options.Language) + " – " + label
	}
	switch {
	case e.Type == questionnaire.Multiple:
		l.multiple(e, place, label)
	case len(e.Options) > 0:
		l.single(e, place, label)
	case e.Type == questionnaire.Date:
		l.day(e, place, label)
	case e.Type == questionnaire.TextItem:
		l.free(e.Code, label, place)
	default:
		l.number(e, place, label)
	}
	if o, ok := e.Other(); ok {
		l.free(e.Code+questionnaire.OtherSuffix, label+" – "+o.Text.In(l.options.Language), l.place(e.Code+questionnaire.OtherSuffix))
	}
}

// free adds a column of free text.
func (l *exportLayout) free(name, label string, place int) {
	c := exportColumn{name: name, label: label, kind: "text", spss: sav.Variable{Kind: sav.String}}
	l.add(c, func(cells []any, _ *Original) []any { return append(cells, textOf(l.answers.values[place].text)) })
}

// single adds a choice of one option. In an SPSS file its codes are numbers.
func (l *exportLayout) single(e *questionnaire.Entry, place int, label string) {
	c := exportColumn{name: e.Code, label: label, kind: "single", spss: sav.Variable{Measure: sav.Nominal}}
	if _, _, ok := e.Range(); ok {
		c.spss.Measure = sav.Ordinal
	}
	numbers := numbering(e.Options)
	highest := 0.0
	for i, o := range e.Options {
		c.values = append(c.values, exportValue{code: o.Code, number: numbers[i], label: o.Text.In(l.options.Language), score: o.Value})
		highest = max(highest, numbers[i])
		c.spss.Decimals = max(c.spss.Decimals, decimalsOf(numbers[i]))
	}
	if e.NA {
		l.na(&c, e, nines(highest))
	}
	codes, labels := make(map[string]any, len(c.values)), make(map[string]any, len(c.values))
	for _, v := range c.values {
		labels[v.code] = v.label
		if codes[v.code] = v.code; l.spss() {
			codes[v.code] = v.number
		}
	}
	// An answer is always one of the options; a code that is not would be shown rather than lost.
	cell := func(known map[string]any) func([]any, *Original) []any {
		return func(cells []any, _ *Original) []any {
			code := l.answers.values[place].text
			if v, ok := known[code]; ok {
				return append(cells, v)
			}
			if l.spss() {
				return append(cells, nil)
			}
			return append(cells, textOf(code))
		}
	}
	l.choice(c, cell(codes), cell(labels))
}

// na adds "does not apply" to the values of a column: an answer, but a missing value to statistics.
func (l *exportLayout) na(c *exportColumn, e *questionnaire.Entry, number float64) {
	c.values = append(c.values, exportValue{code: questionnaire.NA, number: number, label: e.Item.NA.In(l.options.Language), na: true})
	c.spss.Missing = []float64{number}
}

// numbering gives every option a number: the code where all codes are whole numbers; else the value on the item's scale,
// and what follows the highest for options without; else the place.
func numbering(options []questionnaire.Option) []float64 {
	byCode, byValue, places := make([]float64, len(options)), make([]float64, len(options)), make([]float64, len(options))
	codes, seen, highest := true, map[float64]bool{}, math.Inf(-1)
	for i, o := range options {
		n, err := strconv.Atoi(o.Code)
		codes = codes && err == nil && strconv.Itoa(n) == o.Code && len(o.Code) < 10
		byCode[i], places[i] = float64(n), float64(i+1)
		if o.Value != nil {
			byValue[i] = *o.Value
			seen[*o.Value] = true
			highest = max(highest, *o.Value)
		}
	}
	if codes {
		return byCode
	}
	valued := 0
	for i, o := range options {
		if o.Value != nil {
			valued++
			continue
		}
		highest = math.Floor(highest) + 1
		byValue[i] = highest
	}
	if len(seen) < 2 || len(seen) < valued { // no scale, or two options of one value
		return places
	}
	return byValue
}

// nines is the first of 99, 999, … above a number: what SPSS files use for "does not apply".
func nines(above float64) float64 {
	n := 99.0
	for n <= above {
		n = n*10 + 9
	}
	return n
}

// decimalsOf is how many decimals a number needs, six at most.
func decimalsOf(n float64) int {
	for d := range 6 {
		if scaled := n * math.Pow10(d); math.Abs(scaled-math.Round(scaled)) < 1e-9*math.Max(1, math.Abs(scaled)) {
			return d
		}
	}
	return 6
}

// multiple adds a column per option, or one for all.
func (l *exportLayout) multiple(e *questionnaire.Entry, place int, label string) {
	if l.options.Multiple == Cell {
		l.list(e, place, label)
		return
	}
	set := sav.Set{Name: e.Code, Label: label}
	at := make(map[string]int, len(e.Options))
	yesNo := []exportValue{
		{code: "0", number: 0, label: l.say("export.chosen.no")}, {code: "1", number: 1, label: l.say("export.chosen.yes")},
	}
	for i, o := range e.Options {
		at[o.Code] = i
		name := e.Code + "_" + o.Code
		l.add(exportColumn{name: name, label: label + " – " + o.Text.In(l.options.Language), kind: "flag", values: yesNo}, nil)
		set.Variables = append(set.Variables, name)
	}
	var zero, one any = 0, 1
	l.fill = append(l.fill, func(cells []any, _ *Original) []any {
		answer := &l.answers.values[place]
		from := len(cells)
		for range e.Options {
			if answer.kind == 0 {
				cells = append(cells, nil)
			} else {
				cells = append(cells, zero)
			}
		}
		for _, code := range answer.list {
			if i, ok := at[code]; ok {
				cells[from+i] = one
			}
		}
		return cells
	})
	l.sets = append(l.sets, set)
}

// list adds the chosen options in one cell.
func (l *exportLayout) list(e *questionnaire.Entry, place int, label string) {
	c := exportColumn{name: e.Code, label: label, kind: "multiple", spss: sav.Variable{Kind: sav.String}}
	labels := make(map[string]string, len(e.Options))
	for _, o := range e.Options {
		labels[o.Code] = o.Text.In(l.options.Language)
		if !l.spss() { // there a cell with two options has no label of its own
			c.values = append(c.values, exportValue{code: o.Code, label: labels[o.Code]})
		}
	}
	codes := func(cells []any, _ *Original) []any { return append(cells, textOf(join(l.answers.values[place].list))) }
	l.choice(c, codes, func(cells []any, _ *Original) []any {
		answer := &l.answers.values[place]
		texts := make([]string, len(answer.list))
		for i, code := range answer.list {
			if texts[i] = labels[code]; texts[i] == "" {
				texts[i] = code
			}
		}
		return append(cells, textOf(join(texts)))
	})
}

// number adds a number, or a point of a row of points.
func (l *exportLayout) number(e *questionnaire.Entry, place int, label string) {
	c := exportColumn{name: e.Code, label: label, kind: "number", spss: sav.Variable{Measure: sav.Scale, Decimals: min(e.Item.Decimals, 6)}}
	missing := -2e15 // beyond what an answer can be
	if low, high, ok := e.Points(); ok {
		missing = 99
		for n, text := range map[int]i18n.Text{low: e.Item.Low, high: e.Item.High} {
			if len(text) > 0 {
				value := float64(n)
				c.values = append(c.values, exportValue{
					code: strconv.Itoa(n), number: value, label: text.In(l.options.Language), score: &value,
				})
			}
		}
		sortValues(c.values)
	} else if e.Item.Min != nil {
		missing = -nines(math.Max(0, -*e.Item.Min))
	}
	if e.NA {
		l.na(&c, e, missing)
	}
	l.measured(c, place, func(answer *given) any {
		if answer.kind == 'n' {
			return answer.number
		}
		return nil
	})
}

// day adds a date: a day of the calendar in an SPSS file, else the text that ISO writes.
func (l *exportLayout) day(e *questionnaire.Entry, place int, label string) {
	c := exportColumn{name: e.Code, label: label, kind: "date", spss: sav.Variable{Kind: sav.Day, Measure: sav.Scale}}
	if e.NA {
		l.na(&c, e, -1)
	}
	l.measured(c, place, func(answer *given) any {
		if !l.spss() {
			return textOf(answer.text)
		}
		day, err := time.Parse(time.DateOnly, answer.text)
		if err != nil {
			return nil
		}
		return day
	})
}

// measured adds a column of measured values, in which only "does not apply" is a code.
func (l *exportLayout) measured(c exportColumn, place int, value func(*given) any) {
	var na, none any
	for _, v := range c.values {
		if !v.na {
			continue
		}
		switch {
		case l.spss():
			na = v.number
		case l.options.Values == Labels:
			na = v.label
		default:
			na = v.code
		}
	}
	l.add(c, func(cells []any, _ *Original) []any {
		answer := &l.answers.values[place]
		switch {
		case answer.kind == 0:
			return append(cells, none)
		case na != nil && answer.kind == 't' && answer.text == questionnaire.NA:
			return append(cells, na)
		}
		return append(cells, value(answer))
	})
}

func sortValues(values []exportValue) {
	for i := 1; i < len(values); i++ {
		for k := i; k > 0 && values[k].number < values[k-1].number; k-- {
			values[k], values[k-1] = values[k-1], values[k]
		}
	}
}
