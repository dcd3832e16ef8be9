package respond

import (
	"html/template"
	"slices"
	"strconv"

	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/questionnaire"
)

// The views are what the templates show. Their texts are in one language already.
type (
	tongue struct{ Code, HTML, Name string }

	pageView struct {
		Lang                         tongue
		Others                       []tongue
		Assets                       paths
		Title, Heading, Introduction string
		Minutes, Level, Promise      string
		Head, Closes, Tail           template.HTML // the gaps of the splice
		Fresh, Last                  bool
		Page                         int
		Summary                      *summaryView
		Steps                        []stepView
		Sections                     []sectionView
	}
	summaryView struct {
		Title, Text, More string
		Links             []linkView
	}
	linkView    struct{ To, Item, Text string }
	stepView    struct{ Name, State string }
	sectionView struct {
		ID, Title, Step string
		Items           []itemView
	}
	itemView struct {
		Code, Kind, Input, Look  string
		Text, Help, Fault        string
		Optional, Long, Decimals bool
		If, Only                 string // the condition, for the script and for people
		Describe, First          string // ids: of what describes the control, of the control itself
		Value                    string
		Max                      int
		Ends                     *endsView
		Options                  []optionView
		NA                       *optionView
		Other                    *otherView
		Rows                     []rowView
	}
	endsView   struct{ Low, High string }
	optionView struct {
		Code, ID, Text, Column        string
		Checked, Exclusive, Other, NA bool
	}
	otherView struct{ ID, Name, Text, Value, Fault string }
	rowView   struct {
		Code, Text, Fault, If, Only string
		Optional                    bool
		Options                     []optionView
	}
)

var tongues = map[i18n.Lang]tongue{i18n.ZH: {"zh", "zh-CN", "中文"}, i18n.EN: {"en", "en", "English"}}

// builder makes the view of one page.
type builder struct {
	form   *questionnaire.Form
	doc    *questionnaire.Document
	lang   i18n.Lang
	page   int
	typed  typed
	shown  map[string]bool // nil: nothing is known of earlier pages
	faults map[string]*errs.Error
	links  []linkView
	drawn  map[string]bool // codes of the items and rows on the page
	err    error
}

func (b *builder) t(key string, args ...any) string {
	m := map[string]any{}
	for i := 0; i+1 < len(args); i += 2 {
		m[args[i].(string)] = args[i+1]
	}
	return i18n.T(b.lang, key, m)
}

// sections are the page's sections with their items, as far as earlier pages leave them open.
func (b *builder) sections() []sectionView {
	titled := 0
	for i := range b.doc.Sections {
		if len(b.doc.Sections[i].Title) > 0 {
			titled++
		}
	}
	var views []sectionView
	n := 0
	for i := range b.doc.Sections {
		s := &b.doc.Sections[i]
		v := sectionView{Title: s.Title.In(b.lang)}
		if v.Title != "" {
			n++
			v.ID = "s-" + s.Code
			if titled > 1 {
				v.Step = b.t("respond.step", "n", n, "of", titled)
			}
		}
		if b.form.Page(i) != b.page {
			continue
		}
		for j := range s.Items {
			if it := &s.Items[j]; b.open(it.Code, it.ShowIf) {
				v.Items = append(v.Items, b.item(it))
			}
		}
		if len(v.Items) > 0 {
			views = append(views, v)
		}
	}
	return views
}

// open reports whether an item belongs on the page: unless earlier pages alone have decided that it does not.
func (b *builder) open(code string, c *questionnaire.Condition) bool {
	return c == nil || b.shown == nil || b.shown[code] || b.here(c)
}

// here reports whether a condition looks at an item of this page, so that it is still open.
func (b *builder) here(c *questionnaire.Condition) bool {
	found := false
	targets(c, func(item string) {
		if e, ok := b.form.Entry(item); ok && b.form.Page(e.Section) == b.page {
			found = true
		}
	})
	return found
}

// condition is a condition that is still open, for the script and in words.
func (b *builder) condition(c *questionnaire.Condition) (code, words string) {
	if c == nil || !b.here(c) {
		return "", ""
	}
	code, err := scriptOf(b.form, c)
	if err != nil {
		b.err = err
	}
	return code, b.t("respond.only", "condition", sentence(b.form, c, b.lang))
}

// fault is what is wrong with a field, noted for the summary with a link to the control.
func (b *builder) fault(field, item, control string) string {
	e, ok := b.faults[field]
	if !ok {
		return ""
	}
	text := i18n.T(b.lang, e.Key, e.Args)
	b.links = append(b.links, linkView{To: control, Item: item, Text: text})
	delete(b.faults, field)
	return text
}

func (b *builder) item(it *questionnaire.Item) itemView {
	b.drawn[it.Code] = true
	v := itemView{Code: it.Code, Kind: string(it.Type), Text: it.Text.In(b.lang), Help: it.Help.In(b.lang), First: it.Code + "-1"}
	v.If, v.Only = b.condition(it.ShowIf)
	if it.Type == questionnaire.Information {
		return v
	}
	if it.Type == questionnaire.Matrix {
		b.matrix(&v, it)
		return v
	}
	e, _ := b.form.Entry(it.Code)
	v.Optional = !e.Required
	v.Fault = b.fault(it.Code, v.Text, v.First)
	v.Value = b.typed.first(it.Code)
	switch it.Type {
	case questionnaire.NPS:
		v.Input, v.Look, v.Ends = "radio", "points", &endsView{it.Low.In(b.lang), it.High.In(b.lang)}
		for n := range 11 {
			v.Options = append(v.Options, b.option(it.Code, strconv.Itoa(n), strconv.Itoa(n), n+1))
		}
	case questionnaire.Number:
		v.Kind, v.Decimals = "number", it.Decimals > 0
		v.Help = join(v.Help, b.range_(it))
		if v.Value == questionnaire.NA {
			v.Value = ""
		}
	case questionnaire.TextItem:
		v.Max, v.Long = it.MaxLength, it.MaxLength > 100
	default:
		b.choice(&v, e)
	}
	if e.NA {
		na := b.option(it.Code, questionnaire.NA, it.NA.In(b.lang), len(v.Options)+2)
		v.NA = &na
	}
	v.describe()
	return v
}

func (v *itemView) describe() {
	if v.Help != "" {
		v.Describe = v.Code + "-h"
	}
	if v.Fault != "" {
		v.Describe = join(v.Describe, v.Code+"-e")
	}
}

func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " " + b
}

// range_ says the bounds of a number before it is typed.
func (b *builder) range_(it *questionnaire.Item) string {
	text := func(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }
	switch {
	case it.Min != nil && it.Max != nil:
		return b.t("respond.between", "min", text(*it.Min), "max", text(*it.Max))
	case it.Min != nil:
		return b.t("respond.at_least", "min", text(*it.Min))
	case it.Max != nil:
		return b.t("respond.at_most", "max", text(*it.Max))
	}
	return ""
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
		if e.Item.MaxChoice > 0 {
			v.Help = join(v.Help, b.t("respond.most", "max", e.Item.MaxChoice))
		}
	}
	short := true
	for i, o := range e.Options {
		ov := b.option(e.Code, o.Code, o.Text.In(b.lang), i+1)
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
		other := &otherView{ID: e.Code + "-other", Name: name, Text: b.t("respond.other_text", "option", o.Text.In(b.lang)), Value: b.typed.first(name)}
		other.Fault = b.fault(name, v.Text, other.ID)
		v.Other = other
	}
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
	for i := range it.Rows {
		if e, ok := b.form.Entry(it.Rows[i].Code); ok && b.open(e.Code, it.Rows[i].ShowIf) {
			rows = append(rows, e)
			v.Optional = v.Optional && !e.Required
		}
	}
	var columns []optionView
	for i, o := range b.options(it) {
		columns = append(columns, optionView{Code: o.Code, ID: it.Code + "-c" + strconv.Itoa(i+1), Text: o.Text.In(b.lang)})
	}
	v.Options = columns
	if len(it.NA) > 0 {
		v.NA = &optionView{Code: questionnaire.NA, ID: it.Code + "-cn", Text: it.NA.In(b.lang)}
		columns = append(slices.Clip(columns), *v.NA)
	}
	for _, e := range rows {
		b.drawn[e.Code] = true
		r := rowView{Code: e.Code, Text: e.Text.In(b.lang), Optional: !e.Required && !v.Optional}
		r.Fault = b.fault(e.Code, r.Text, e.Code+"-1")
		for i := range it.Rows {
			if it.Rows[i].Code == e.Code {
				r.If, r.Only = b.condition(it.Rows[i].ShowIf)
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
