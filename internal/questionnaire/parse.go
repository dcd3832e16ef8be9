package questionnaire

import (
	"io"

	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/indicator/definition"
)

// Format is the format that documents of this package declare.
const Format = "manyi.questionnaire/1"

// The ways of paging.
const (
	PagingOne      = "one"      // everything on one page
	PagingSections = "sections" // a page per section
)

// The defaults that Parse writes out, so that a published version says everything itself.
const (
	DefaultMaxLength = 1000 // of a text, in characters
	DefaultStars     = 5    // how many stars there are
	OtherMaxLength   = 200  // of the text beside an option that asks for one
)

// Parse reads a questionnaire from a file and writes out its defaults. It refuses what is not the shape of a
// questionnaire (errs.Invalid with the place); whether it makes sense is Check's matter.
func Parse(r io.Reader) (Document, error) {
	var d Document
	if err := definition.Decode(r, &d); err != nil {
		return Document{}, err
	}
	d.normalise()
	return d, nil
}

// normalise brings equal documents to one form: defaults written out, texts trimmed, lists typed.
func (d *Document) normalise() {
	if d.Paging == "" {
		d.Paging = PagingOne
	}
	for _, text := range []i18n.Text{d.Title, d.Introduction, d.Thanks} {
		definition.Tidy(text)
	}
	for _, scale := range d.Scales {
		tidyOptions(scale.Options)
	}
	for i := range d.Sections {
		definition.Tidy(d.Sections[i].Title)
		for j := range d.Sections[i].Items {
			d.Sections[i].Items[j].normalise()
		}
	}
}

func (it *Item) normalise() {
	for _, text := range []i18n.Text{it.Text, it.Help, it.NA, it.Low, it.High} {
		definition.Tidy(text)
	}
	if it.Type == TextItem && it.MaxLength == 0 {
		it.MaxLength = DefaultMaxLength
	}
	if it.Type == Stars && it.Points == 0 {
		it.Points = DefaultStars
	}
	tidyOptions(it.Options)
	it.ShowIf.normalise()
	it.EndIf.normalise()
	for i := range it.Rows {
		definition.Tidy(it.Rows[i].Text)
		it.Rows[i].ShowIf.normalise()
	}
}

func tidyOptions(options []Option) {
	for i := range options {
		definition.Tidy(options[i].Text)
	}
}

// normalise turns the lists that JSON gives as []any into []string where they are.
func (c *Condition) normalise() {
	if c == nil {
		return
	}
	if list, ok := stringList(c.Value); ok {
		c.Value = list
	}
	c.Not.normalise()
	for i := range c.All {
		c.All[i].normalise()
	}
	for i := range c.Any {
		c.Any[i].normalise()
	}
}

// stringList is v as a list of strings, whether Go or JSON made it.
func stringList(v any) ([]string, bool) {
	switch list := v.(type) {
	case []string:
		return list, true
	case []any:
		out := make([]string, len(list))
		for i, one := range list {
			s, ok := one.(string)
			if !ok {
				return nil, false
			}
			out[i] = s
		}
		return out, true
	}
	return nil, false
}
