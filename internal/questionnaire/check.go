package questionnaire

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/indicator"
	"manyi.dev/manyi/internal/indicator/definition"
)

// The bounds of a questionnaire. A respondent gives up long before them; they keep a page and a response bounded.
const (
	MaxItems   = 500
	MaxOptions = 200
	MaxLength  = 10000 // of a text answer
	MinStars   = 3
	MaxStars   = 10
)

var optionCode = regexp.MustCompile(`^[A-Za-z0-9_]{1,32}$`)

// checker looks through one document.
type checker struct {
	definition.Faults
	doc    *Document
	system *indicator.Document
	leaves map[string]bool // code of every node of the system: is it a leaf
	bound  map[string]bool

	sections map[string]string // section code → place

	codes  map[string]string // upper-case code → place, of items and rows
	order  map[string]int    // code → position in the order asked
	pageAt []int             // position → page
	typed  map[string]*Entry // answerable items
	refs   map[string][]string

	lookers map[string][]string        // item → those that look at it; nil until it is needed
	reached map[string]map[string]bool // of reaching
}

// Check lists what is wrong with a questionnaire, one errs.Invalid per fault, each with its place in the file.
// system is the indicator system version that the document names; nil when it names none, or when there is no such
// version, which is a fault of its own.
func Check(doc *Document, system *indicator.Document) error {
	return check(doc, system).Err()
}

func newChecker(doc *Document, system *indicator.Document) *checker {
	return &checker{
		doc: doc, system: system, leaves: map[string]bool{}, bound: map[string]bool{}, sections: map[string]string{},
		codes: map[string]string{}, order: map[string]int{}, typed: map[string]*Entry{}, refs: map[string][]string{}, reached: map[string]map[string]bool{},
	}
}

func check(doc *Document, system *indicator.Document) *checker {
	c := newChecker(doc, system)
	if !c.collect() {
		return c
	}
	c.head()
	c.scales()
	for s := range doc.Sections {
		c.section(definition.At("sections", s), &doc.Sections[s])
	}
	c.conditions()
	c.sources()
	if c.Err() == nil { // whether something is ever asked can be told of a sound document only
		c.reachable()
	}
	return c
}

func (c *checker) head() {
	d := c.doc
	c.Head(d.Format, Format, d.Code, d.Version)
	if len(d.Languages) == 0 {
		c.Add("languages", "questionnaire.no_language")
	}
	for i, lang := range d.Languages {
		if _, err := i18n.Parse(lang); err != nil || slices.Contains(d.Languages[:i], lang) {
			c.Add(definition.At("languages", i), "questionnaire.language").With("language", lang)
		}
	}
	c.text("title", d.Title, true)
	c.pipedText("introduction", d.Introduction, false, namesOnly)
	c.pipedText("thanks", d.Thanks, false, afterAll)
	if d.Minutes < 0 || d.Minutes > 240 {
		c.Add("minutes", "questionnaire.minutes")
	}
	if d.Paging != "" && d.Paging != PagingOne && d.Paging != PagingSections {
		c.Add("paging", "questionnaire.paging").With("paging", d.Paging)
	}
	if len(d.Sections) == 0 {
		c.Add("sections", "questionnaire.no_sections")
	}
	c.systemRef()
}

// text checks a text that is the same for everybody: a placeholder in it would be shown as it stands.
func (c *checker) text(place string, text i18n.Text, required bool) {
	c.pipedText(place, text, required, nothing)
}

func (c *checker) systemRef() {
	ref := c.doc.System
	switch {
	case ref == nil:
		c.system = nil
	case c.system == nil || c.system.Code != ref.Code || c.system.Version != ref.Version:
		c.Add("indicator_system", "questionnaire.system_unknown").With("code", ref.Code).With("version", ref.Version)
		c.system = nil
	default:
		c.system.Walk(func(e indicator.Entry) { c.leaves[e.Node.Code] = e.Leaf() })
	}
}

func (c *checker) scales() {
	for _, name := range slices.Sorted(maps.Keys(c.doc.Scales)) {
		place := "scales." + name
		c.Code(place, name)
		c.options(place+".options", c.doc.Scales[name].Options, 2, nothing)
	}
}

// collect notes every item before any is checked, so that a condition on a later one can be told from a
// condition on none. A document with far too many is told so and nothing else.
func (c *checker) collect() bool {
	total := 0
	for s := range c.doc.Sections {
		for i := range c.doc.Sections[s].Items {
			total += 1 + len(c.doc.Sections[s].Items[i].Rows)
		}
	}
	if total > MaxItems {
		c.Add("sections", "questionnaire.too_many_items").With("max", MaxItems).With("count", total)
		return false
	}
	for s := range c.doc.Sections {
		for i := range c.doc.Sections[s].Items {
			it := &c.doc.Sections[s].Items[i]
			if _, ok := c.order[it.Code]; !ok {
				c.order[it.Code] = len(c.order)
				c.pageAt = append(c.pageAt, c.page(s))
			}
			for _, e := range c.doc.entries(s, it) {
				if _, ok := c.order[e.Code]; !ok {
					c.order[e.Code] = len(c.order)
					c.pageAt = append(c.pageAt, c.page(s))
				}
				if _, ok := c.typed[e.Code]; !ok {
					c.typed[e.Code] = &e
				}
			}
		}
	}
	return true
}

func (c *checker) section(place string, s *Section) {
	if c.Code(place+".code", s.Code) {
		c.Unique(place+".code", s.Code, c.sections)
	}
	paged := c.doc.Paging == PagingSections && len(c.doc.Sections) > 1
	c.pipedText(place+".title", s.Title, paged, namesOnly) // the progress is told by section names
	if len(s.Items) == 0 {
		c.Add(place+".items", "questionnaire.no_items")
	}
	for i := range s.Items {
		c.item(definition.At(place+".items", i), &s.Items[i])
	}
}

// unique checks an item's or a row's code. Codes name columns in files whose programs ignore case (SPSS), so two
// that differ by case only are the same.
func (c *checker) unique(place, code string) {
	if c.Code(place, code) {
		c.Unique(place, strings.ToUpper(code), c.codes)
	}
}

// options checks a list of options, of which there must be a few. from is where their texts are said.
func (c *checker) options(place string, options []Option, least, from int) {
	if len(options) < least {
		c.Add(place, "questionnaire.few_options").With("min", least)
	}
	if len(options) > MaxOptions {
		c.Add(place, "questionnaire.many_options").With("max", MaxOptions).With("count", len(options))
		return
	}
	seen, others := map[string]string{}, 0
	for i, o := range options {
		at := definition.At(place, i)
		switch {
		case o.Code == NA:
			c.Add(at+".code", "questionnaire.option_reserved").With("code", NA)
		case !optionCode.MatchString(o.Code):
			c.Add(at+".code", "questionnaire.option_code").With("code", o.Code)
		default:
			c.Unique(at+".code", o.Code, seen)
		}
		c.pipedText(at+".text", o.Text, true, from)
		if o.Other {
			if others++; others > 1 {
				c.Add(at+".other", "questionnaire.other_twice")
			}
		}
	}
}
