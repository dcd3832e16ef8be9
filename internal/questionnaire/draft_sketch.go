package questionnaire

import (
	"maps"
	"slices"

	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/indicator/definition"
)

// Sketch prepares a document that may still have faults, so that it can be looked at: what no page could show is left
// out. It takes the document over. Lists longer than any questionnaire's are errs.Invalid with their places, at once.
func Sketch(d *Document) (*Form, error) {
	c := newChecker(d, nil)
	d.normalise()
	for _, name := range slices.Sorted(maps.Keys(d.Scales)) {
		c.listed("scales."+name+".options", len(d.Scales[name].Options))
	}
	items := 0
	for s := range d.Sections {
		for i := range d.Sections[s].Items {
			it := &d.Sections[s].Items[i]
			place := definition.At(definition.At("sections", s)+".items", i)
			c.listed(place+".options", len(it.Options))
			items += 1 + len(it.Rows)
			if it.Points < MinStars || it.Points > MaxStars {
				it.Points = 0
			}
			for _, cond := range []*Condition{it.ShowIf, it.EndIf} {
				c.short(place, cond)
			}
			for r := range it.Rows {
				c.short(definition.At(place+".rows", r), it.Rows[r].ShowIf)
			}
		}
	}
	if items > MaxItems {
		c.Add("sections", "questionnaire.too_many_items").With("max", MaxItems).With("count", items)
	}
	if err := c.Err(); err != nil {
		return nil, err
	}
	d.Languages = slices.DeleteFunc(d.Languages, func(lang string) bool {
		_, err := i18n.Parse(lang)
		return err != nil
	})
	if len(d.Languages) == 0 {
		d.Languages = []string{string(i18n.ZH)}
	}
	return Compile(d), nil
}

func (c *checker) listed(place string, n int) {
	if n > MaxOptions {
		c.Add(place, "questionnaire.many_options").With("max", MaxOptions).With("count", n)
	}
}

func (c *checker) short(place string, cond *Condition) {
	if cond == nil {
		return
	}
	if parts := cond.parts(); parts > maxConditionParts {
		c.Add(place, "questionnaire.condition_long").With("max", maxConditionParts).With("count", parts)
	}
}
