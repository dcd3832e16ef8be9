package respond

import (
	"html/template"

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
		NextIf, SendIf               string // for the script: whether the button goes on, or an answer has ended it
		Page                         int
		Version                      string // of the questionnaire: the page finishes on it
		Summary                      *summaryView
		Steps                        []stepView
		Sections                     []sectionView
		Draft, Note                  string // of personal links: the script that saves, what to know of the page
		Personal                     []string
	}
	summaryView struct {
		Title, Text, More string
		Links             []linkView
	}
	linkView    struct{ To, Item, Text string }
	stepView    struct{ Name, State string }
	sectionView struct {
		ID, Title, Step string
		If              string
		Items           []itemView
	}
	itemView struct {
		Code, Kind, Input, Look  string
		Text, Help, Fault        string
		Optional, Long, Decimals bool
		If, Only                 string // the condition, for the script and for people
		End                      string // for people: what ends the questionnaire here
		From, To                 string // bounds of a date
		Describe, First          string // ids: of what describes the control, of the control itself
		Value                    string
		Max                      int
		Ends                     *endsView
		Options                  []optionView
		NA                       *optionView
		Other                    *otherView
		Rows                     []rowView
	}
	endsView struct {
		From, To  int
		Low, High string
	}
	optionView struct {
		Code, ID, Text, Label, Column string
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
	names  questionnaire.Names
	known  questionnaire.Answers // for texts that mention them
	seed   string                // of random orders
	// ends are the conditions on which the questionnaire ends before what comes next: in earlier sections of the page,
	// and in the section itself.
	ends, sectionEnds []questionnaire.Condition
	err               error
}

func newBuilder(f Form, s state) *builder {
	form := f.Questionnaire.Form
	b := &builder{
		form: form, doc: form.Document(), lang: s.lang, page: s.page, typed: s.typed, faults: map[string]*errs.Error{},
		names: f.names(), seed: s.submission,
	}
	if s.page > 0 || form.Personal(s.page) {
		answers := form.Answers(s.typed)
		b.shown = shownOn(form, s.page, answers)
		b.known = form.Known(answers)
	}
	return b
}

// say is a text in the page's language with names and answers filled in.
func (b *builder) say(text i18n.Text) string { return b.fill(text.In(b.lang)) }

func (b *builder) fill(text string) string { return b.form.Fill(text, b.lang, b.names, b.known) }

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
		v := sectionView{Title: b.say(s.Title)}
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
		v.If = b.unended(b.ends, nil)
		for j := range s.Items {
			if it := &s.Items[j]; b.open(it.Code, it.ShowIf) {
				v.Items = append(v.Items, b.item(it))
				b.ending(&v.Items[len(v.Items)-1], it)
			}
		}
		b.ends, b.sectionEnds = append(b.ends, b.sectionEnds...), nil
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

// condition is a condition that is still open, for the script and in words. For the script an end of the
// questionnaire before the item in its section counts too.
func (b *builder) condition(c *questionnaire.Condition, ends []questionnaire.Condition) (code, words string) {
	if c == nil || !b.here(c) {
		return b.unended(ends, nil), ""
	}
	return b.unended(ends, c), b.t("respond.only", "condition", b.fill(sentence(b.form, c, b.lang)))
}

// button says for the script, on a page that may end the questionnaire, when its button goes on and when it sends.
func (b *builder) button(v *pageView) {
	if v.Last || len(b.ends) == 0 {
		return
	}
	v.NextIf = b.unended(b.ends, nil)
	v.SendIf = b.unended(nil, &questionnaire.Condition{Any: b.ends})
}

// unended is the condition, for the script, that none of the ends came and c holds; empty without any.
func (b *builder) unended(ends []questionnaire.Condition, c *questionnaire.Condition) string {
	var parts []questionnaire.Condition
	if c != nil {
		parts = append(parts, *c)
	}
	for i := range ends {
		parts = append(parts, questionnaire.Condition{Not: &ends[i]})
	}
	if len(parts) == 0 {
		return ""
	}
	whole := &parts[0]
	if len(parts) > 1 {
		whole = &questionnaire.Condition{All: parts}
	}
	code, err := scriptOf(b.form, whole)
	if err != nil {
		b.err = err
	}
	return code
}

// ending notes that the questionnaire may end after an item of the page, and says so to people without the script.
func (b *builder) ending(v *itemView, it *questionnaire.Item) {
	end := b.form.End(it.Code)
	if end == nil {
		return
	}
	v.End = b.t("respond.ends", "condition", b.fill(sentence(b.form, end, b.lang)))
	if it.ShowIf != nil && b.here(it.ShowIf) { // an item that is not asked ends nothing
		end = &questionnaire.Condition{All: []questionnaire.Condition{*it.ShowIf, *end}}
	}
	b.sectionEnds = append(b.sectionEnds, *end)
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
	v := itemView{Code: it.Code, Kind: string(it.Type), Text: b.say(it.Text), Help: b.say(it.Help), First: it.Code + "-1"}
	v.If, v.Only = b.condition(it.ShowIf, b.sectionEnds)
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
	case questionnaire.NPS, questionnaire.Stars, questionnaire.CES:
		b.points(&v, e)
	case questionnaire.Date:
		v.From, v.To = it.Earliest, it.Latest
		v.Help = join(v.Help, b.between(it.Earliest, it.Latest))
	case questionnaire.Number:
		v.Decimals = it.Decimals > 0
		v.Help = join(v.Help, b.between(bound(it.Min), bound(it.Max)))
		if v.Value == questionnaire.NA {
			v.Value = ""
		}
	case questionnaire.TextItem:
		v.Max, v.Long = it.MaxLength, it.MaxLength > 100
	default:
		b.choice(&v, e)
	}
	if e.NA {
		na := b.option(it.Code, questionnaire.NA, b.say(it.NA), len(v.Options)+2)
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
