package questionnaire

import "slices"

// Form is a questionnaire prepared for use. It is immutable and safe for concurrent use.
type Form struct {
	doc      *Document
	entries  []Entry
	index    map[string]int      // item code → position in entries
	fields   map[string]struct{} // every name an answer may have: item codes and the texts beside options
	steps    []step
	looks    bool            // some condition looks at an earlier answer
	ends     bool            // some item may end the questionnaire
	mentions map[string]bool // names of the placeholders in its texts
	personal []bool          // by page: it looks different to different respondents
}

// step is one item of the document with the entries it asks for: itself, its rows, or none.
type step struct {
	item        *Item
	section     int
	first, last int        // entries[first:last]
	end         *Condition // when it holds after the item, nothing more is asked; nil for most
}

// Compile prepares a document, which must have passed Check and is not changed any more.
func Compile(doc *Document) *Form {
	f := &Form{doc: doc, index: map[string]int{}, fields: map[string]struct{}{}}
	for s := range doc.Sections {
		for i := range doc.Sections[s].Items {
			it := &doc.Sections[s].Items[i]
			first := len(f.entries)
			f.entries = append(f.entries, doc.entries(s, it)...)
			end := doc.end(it)
			f.ends = f.ends || end != nil
			f.looks = f.looks || end != nil || it.ShowIf != nil || slices.ContainsFunc(it.Rows, func(r Row) bool { return r.ShowIf != nil })
			f.steps = append(f.steps, step{item: it, section: s, first: first, last: len(f.entries), end: end})
		}
	}
	for i := range f.entries {
		e := &f.entries[i]
		f.index[e.Code] = i
		f.fields[e.Code] = struct{}{}
		if e.otherCode != "" {
			f.fields[e.otherCode] = struct{}{}
		}
	}
	f.personal, f.mentions = f.personalPages(), f.mentioned()
	return f
}

// end is the condition on which the questionnaire ends after an item: its own, or that an ending option is chosen.
func (d *Document) end(it *Item) *Condition {
	var ends []Condition
	if it.EndIf != nil {
		ends = append(ends, *it.EndIf)
	}
	for _, o := range d.options(it) {
		if o.Ends && it.Type == Single {
			ends = append(ends, Condition{Item: it.Code, Op: OpEq, Value: o.Code})
		} else if o.Ends && it.Type == Multiple {
			ends = append(ends, Condition{Item: it.Code, Op: OpContains, Value: o.Code})
		}
	}
	switch len(ends) {
	case 0:
		return nil
	case 1:
		return &ends[0]
	}
	return &Condition{Any: ends}
}

// End is the condition on which the questionnaire ends after the item; nil when it goes on in any case.
func (f *Form) End(item string) *Condition {
	i := slices.IndexFunc(f.steps, func(s step) bool { return s.item.Code == item })
	if i < 0 {
		return nil
	}
	return f.steps[i].end
}

// Document is the questionnaire itself; the caller must not change it.
func (f *Form) Document() *Document { return f.doc }

// Items are the answerable items, as of the function Items; the caller must not change them.
func (f *Form) Items() []Entry { return f.entries }

// Entry is the answerable item with the code. A matrix has none; its rows have.
func (f *Form) Entry(code string) (*Entry, bool) {
	i, ok := f.index[code]
	if !ok {
		return nil, false
	}
	return &f.entries[i], true
}

// Answers are what was typed into fields, as the rules expect it.
func (f *Form) Answers(typed map[string][]string) Answers {
	answers := make(Answers, len(typed))
	for name, values := range typed {
		if e, ok := f.Entry(name); ok && e.Type == Multiple || len(values) > 1 {
			answers[name] = values
		} else {
			answers[name] = values[0]
		}
	}
	return answers
}

// Pages is how many pages the questionnaire is asked on.
func (f *Form) Pages() int {
	if f.doc.Paging == PagingSections {
		return len(f.doc.Sections)
	}
	return 1
}

// Page is the page, from 0, that a section is on.
func (f *Form) Page(section int) int {
	if f.doc.Paging == PagingSections {
		return section
	}
	return 0
}

// Visible says of every item, matrix and row whether a respondent with these answers is asked it. What comes
// after the end of the questionnaire is not asked. Answers that are not valid count as not given.
func (f *Form) Visible(answers Answers) map[string]bool { return f.visible(answers, f.Pages()) }

// Drawn is Visible as far as the pages before one have decided it: whether an item of that page, or one after
// it, ends the questionnaire is left open, since the page has to show what comes after the item.
func (f *Form) Drawn(page int, answers Answers) map[string]bool { return f.visible(answers, page) }

func (f *Form) visible(answers Answers, upto int) map[string]bool {
	visible := make(map[string]bool, len(f.steps)+len(f.entries))
	f.walk(answers, upto, func(s *step, shown bool) { visible[s.item.Code] = shown },
		func(e *Entry, shown bool, _ any, _ string, _ []fault) { visible[e.Code] = shown })
	return visible
}

// LastPage is the last page that somebody with these answers comes to: the page that ends the questionnaire, or
// the last of all.
func (f *Form) LastPage(answers Answers) int {
	if f.ends {
		if at := f.walk(answers, f.Pages(), nil, func(*Entry, bool, any, string, []fault) {}); at >= 0 {
			return f.Page(f.steps[at].section)
		}
	}
	return f.Pages() - 1
}

// Why explains an item's visibility: the verdict of each condition on it (the item's own, then the row's). An
// item without conditions has none.
func (f *Form) Why(code string, answers Answers) []Verdict {
	e, ok := f.Entry(code)
	if !ok {
		return nil
	}
	known := f.Known(answers)
	verdicts := make([]Verdict, len(e.ShowIf))
	for i, c := range e.ShowIf {
		verdicts[i] = f.Evaluate(c, known)
	}
	return verdicts
}

// Known are the valid answers of the visible items in normal form, what conditions are decided on and texts are
// filled with.
func (f *Form) Known(answers Answers) Answers {
	known := Answers{}
	f.walk(answers, f.Pages(), nil, func(e *Entry, _ bool, value any, other string, _ []fault) { known.keep(e, value, other) })
	return known
}

func (a Answers) keep(e *Entry, value any, other string) {
	if value != nil {
		a[e.Code] = value
	}
	if other != "" {
		a[e.otherCode] = other
	}
}

// walk goes through the questionnaire in the order asked and decides item by item what is shown, since a condition
// only looks back. An answer of an item that is not shown counts as not given for the conditions after it. Items of
// pages from upto on end nothing. It returns the step after which the questionnaire ended, or −1.
func (f *Form) walk(
	answers Answers, upto int, item func(*step, bool), each func(e *Entry, shown bool, value any, other string, faults []fault),
) (ended int) {
	ended = -1
	var known Answers
	if f.looks {
		known = make(Answers, len(answers))
	}
	for i := range f.steps {
		s := &f.steps[i]
		shown := ended < 0 && (s.item.ShowIf == nil || f.holds(s.item.ShowIf, known))
		rows := false
		for j := s.first; j < s.last; j++ {
			e, visible := &f.entries[j], shown
			if last := len(e.ShowIf) - 1; shown && e.Matrix != "" && last >= 0 && e.ShowIf[last] != s.item.ShowIf {
				visible = f.holds(e.ShowIf[last], known)
			}
			rows = rows || visible
			if !visible {
				each(e, false, nil, "", nil)
				continue
			}
			value, other, faults := e.normalise(answers)
			if value != nil && known != nil {
				known[e.Code] = value
			}
			each(e, true, value, other, faults)
		}
		shown = shown && (rows || s.item.Type != Matrix) // a matrix without a visible row is not shown
		if item != nil {
			item(s, shown)
		}
		if shown && s.end != nil && f.Page(s.section) < upto && f.holds(s.end, known) {
			ended = i
		}
	}
	return ended
}
