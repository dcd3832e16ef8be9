package questionnaire

// Form is a questionnaire prepared for use. It is immutable and safe for concurrent use.
type Form struct {
	doc     *Document
	entries []Entry
	index   map[string]int // item code → position in entries
	steps   []step
}

// step is one item of the document with the entries it asks for: itself, its rows, or none.
type step struct {
	item        *Item
	section     int
	first, last int // entries[first:last]
}

// Compile prepares a document, which must have passed Check and is not changed any more.
func Compile(doc *Document) *Form {
	f := &Form{doc: doc, index: map[string]int{}}
	for s := range doc.Sections {
		for i := range doc.Sections[s].Items {
			it := &doc.Sections[s].Items[i]
			first := len(f.entries)
			f.entries = append(f.entries, doc.entries(s, it)...)
			f.steps = append(f.steps, step{item: it, section: s, first: first, last: len(f.entries)})
		}
	}
	for i := range f.entries {
		f.index[f.entries[i].Code] = i
	}
	return f
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

// Visible says of every item, matrix and row whether a respondent with these answers is asked it. Answers
// that are not valid count as not given.
func (f *Form) Visible(answers Answers) map[string]bool {
	visible := make(map[string]bool, len(f.steps)+len(f.entries))
	f.walk(answers, func(s *step, shown bool) { visible[s.item.Code] = shown },
		func(e *Entry, shown bool, _ any, _ string, _ []fault) { visible[e.Code] = shown })
	return visible
}

// Why explains an item's visibility: the verdict of each condition on it (the item's own, then the row's). An
// item without conditions has none.
func (f *Form) Why(code string, answers Answers) []Verdict {
	e, ok := f.Entry(code)
	if !ok {
		return nil
	}
	known := f.known(answers)
	verdicts := make([]Verdict, len(e.ShowIf))
	for i, c := range e.ShowIf {
		verdicts[i] = f.Evaluate(c, known)
	}
	return verdicts
}

// known are the normalised answers of the visible items, what conditions are decided on.
func (f *Form) known(answers Answers) Answers {
	known := Answers{}
	f.walk(answers, nil, func(e *Entry, _ bool, value any, other string, _ []fault) { known.keep(e, value, other) })
	return known
}

func (a Answers) keep(e *Entry, value any, other string) {
	if value != nil {
		a[e.Code] = value
	}
	if other != "" {
		a[e.Code+OtherSuffix] = other
	}
}

// walk goes through the questionnaire in the order asked and decides item by item what is shown, since a condition
// only looks back. An answer of an item that is not shown counts as not given for the conditions after it.
func (f *Form) walk(answers Answers, item func(*step, bool), each func(e *Entry, shown bool, value any, other string, faults []fault)) {
	known := make(Answers, len(f.entries))
	for i := range f.steps {
		s := &f.steps[i]
		shown := s.item.ShowIf == nil || f.Evaluate(s.item.ShowIf, known).Holds
		rows := false
		for j := s.first; j < s.last; j++ {
			e, visible := &f.entries[j], shown
			if last := len(e.ShowIf) - 1; shown && e.Matrix != "" && last >= 0 && e.ShowIf[last] != s.item.ShowIf {
				visible = f.Evaluate(e.ShowIf[last], known).Holds
			}
			rows = rows || visible
			if !visible {
				each(e, false, nil, "", nil)
				continue
			}
			value, other, faults := e.normalise(answers[e.Code], answers[e.Code+OtherSuffix])
			if value != nil {
				known[e.Code] = value
			}
			each(e, true, value, other, faults)
		}
		if item != nil {
			item(s, shown && (rows || s.item.Type != Matrix)) // a matrix without a visible row is not shown
		}
	}
}
