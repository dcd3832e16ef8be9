package questionnaire

import (
	"strings"

	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/indicator/definition"
)

// Where a text is said, for what may be put into it; other values are the position of an item in the order asked.
const (
	nothing   = -2      // the same for everybody
	namesOnly = -1      // before any answer, or beside all of them
	afterAll  = 1 << 30 // when every answer is known
)

// pipedText checks a text and its placeholders. An answer can be put into texts of later pages only, so that it
// works without a script.
func (c *checker) pipedText(place string, text i18n.Text, required bool, from int) {
	c.Text(place, text, c.doc.Languages, required)
	for _, lang := range c.doc.Languages {
		names, broken := pipes(text[lang])
		if broken {
			c.Add(place+"."+lang, "questionnaire.placeholder_broken")
		}
		for _, name := range names {
			c.pipe(place+"."+lang, name, from)
		}
	}
}

func (c *checker) pipe(place, name string, from int) {
	code, item := strings.CutPrefix(name, pipeItem)
	switch {
	case !item && name != PipeUnit && name != PipeWave && name != PipeProgramme:
		c.Add(place, "questionnaire.placeholder_unknown").With("name", printable(name))
		return
	case from == nothing, item && from == namesOnly:
		c.Add(place, "questionnaire.placeholder_not_here").With("name", printable(name))
		return
	case !item:
		return
	}
	e := c.typed[code]
	position, exists := c.order[code]
	switch {
	case !exists:
		c.Add(place, "questionnaire.placeholder_item").With("item", printable(code))
	case e == nil:
		c.Add(place, "questionnaire.condition_no_answer").With("item", code)
	case position >= from:
		c.Add(place, "questionnaire.placeholder_later").With("item", code)
	case from != afterAll && c.page(e.Section) >= c.pageAt[from]:
		c.Add(place, "questionnaire.placeholder_same_page").With("item", code)
	}
}

func (c *checker) page(section int) int {
	if c.doc.Paging == PagingSections {
		return section
	}
	return 0
}

// warnings of a sound document: what is allowed and often a mistake.
func (c *checker) warnings() {
	c.withoutIndicator()
	for s := range c.doc.Sections {
		for i := range c.doc.Sections[s].Items {
			place, it := definition.At(definition.At("sections", s)+".items", i), &c.doc.Sections[s].Items[i]
			for o := range it.Options {
				if option := &it.Options[o]; it.Randomise && !option.Fixed && (option.Other || option.Exclusive) {
					c.Add(definition.At(place+".options", o), "questionnaire.warn_anchor").With("option", option.Code)
				}
			}
		}
	}
}

// withoutIndicator finds rated items that are evidence of nothing: they have figures of their own and count for no
// indicator.
func (c *checker) withoutIndicator() {
	for s := range c.doc.Sections {
		for i := range c.doc.Sections[s].Items {
			place, it := definition.At(definition.At("sections", s)+".items", i), &c.doc.Sections[s].Items[i]
			for r := range it.Rows {
				if e := c.typed[it.Rows[r].Code]; e != nil && e.rated() && e.Binding == nil {
					c.Add(definition.At(place+".rows", r), "questionnaire.warn_no_indicator").With("item", e.Code)
				}
			}
			if e := c.typed[it.Code]; e != nil && e.rated() && e.Binding == nil && !e.Dimension {
				c.Add(place, "questionnaire.warn_no_indicator").With("item", e.Code)
			}
		}
	}
}

// rated reports whether the item asks for a judgement: a point, or an option that has a value.
func (e *Entry) rated() bool {
	if _, _, ok := e.Points(); ok {
		return true
	}
	return e.Type == Single && len(e.values()) > 1
}

// Warnings lists what is allowed in a sound questionnaire and often a mistake, each an errs.Invalid with its place. A
// document that Check refuses has none: its faults come first.
func Warnings(doc *Document) error {
	c := newChecker(doc, nil)
	if !c.collect() {
		return nil
	}
	c.warnings()
	return c.Err()
}
