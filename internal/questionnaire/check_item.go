package questionnaire

import (
	"maps"
	"slices"
	"strconv"

	"manyi.dev/manyi/internal/indicator/definition"
)

// allowed lists the fields that only some item types have.
var allowed = map[string][]Type{
	"required":       {Single, Multiple, Matrix, NPS, Number, TextItem},
	"scale":          {Single, Multiple, Matrix},
	"options":        {Single, Multiple, Matrix},
	"rows":           {Matrix},
	"not_applicable": {Single, Matrix, NPS, Number},
	"low":            {NPS},
	"high":           {NPS},
	"min":            {Number},
	"max":            {Number},
	"decimals":       {Number},
	"max_length":     {TextItem},
	"max_choices":    {Multiple},
	"binding":        {Single, NPS, Number},
	"dimension":      {Single, Multiple},
}

// set lists the fields of allowed that an item uses.
func (it *Item) set() []string {
	used := map[string]bool{
		"required": it.Required, "scale": it.Scale != "", "options": len(it.Options) > 0, "rows": len(it.Rows) > 0,
		"not_applicable": len(it.NA) > 0, "low": len(it.Low) > 0, "high": len(it.High) > 0, "min": it.Min != nil,
		"max": it.Max != nil, "decimals": it.Decimals != 0, "max_length": it.MaxLength != 0,
		"max_choices": it.MaxChoice != 0, "binding": it.Binding != nil, "dimension": it.Dimension,
	}
	maps.DeleteFunc(used, func(_ string, is bool) bool { return !is })
	return slices.Sorted(maps.Keys(used))
}

func (c *checker) item(place string, it *Item) {
	c.unique(place+".code", it.Code)
	switch it.Type {
	case Single, Multiple, Matrix, NPS, Number, TextItem, Information:
	default:
		c.Add(place+".type", "questionnaire.type").With("type", it.Type)
		return
	}
	for _, field := range it.set() {
		if !slices.Contains(allowed[field], it.Type) {
			c.Add(place+"."+field, "questionnaire.field_not_for_type").With("field", field).With("type", it.Type)
		}
	}
	c.text(place+".text", it.Text, true)
	c.text(place+".help", it.Help, false)
	c.text(place+".not_applicable", it.NA, false)
	c.text(place+".low", it.Low, false)
	c.text(place+".high", it.High, false)
	if slices.Contains(allowed["options"], it.Type) {
		c.itemOptions(place, it)
	}
	c.bounds(place, it)
	if it.Type == Matrix {
		c.rows(place, it)
	} else if it.Binding != nil {
		c.binding(place+".binding", it.Binding, c.typed[it.Code])
	}
}

func (c *checker) itemOptions(place string, it *Item) {
	options := c.doc.options(it)
	switch _, known := c.doc.Scales[it.Scale]; {
	case it.Scale != "" && len(it.Options) > 0:
		c.Add(place+".options", "questionnaire.scale_and_options")
	case it.Scale != "" && !known:
		c.Add(place+".scale", "questionnaire.scale_unknown").With("scale", it.Scale)
	case it.Scale == "":
		least := 2
		if it.Type == Multiple {
			least = 1
		}
		c.options(place+".options", it.Options, least)
	}
	for i, o := range options {
		at := place + ".scale"
		if it.Scale == "" {
			at = definition.At(place+".options", i)
		}
		if o.Exclusive && it.Type != Multiple {
			c.Add(at+".exclusive", "questionnaire.exclusive_not_multiple")
		}
		if o.Other && it.Type == Matrix {
			c.Add(at+".other", "questionnaire.other_in_matrix")
		}
	}
	if it.MaxChoice < 0 || it.MaxChoice > len(options) && len(options) > 0 {
		c.Add(place+".max_choices", "questionnaire.max_choices").With("max", len(options))
	}
}

func (c *checker) bounds(place string, it *Item) {
	if it.Min != nil && it.Max != nil && *it.Min > *it.Max {
		c.Add(place+".max", "questionnaire.min_over_max").With("min", plain(*it.Min)).With("max", plain(*it.Max))
	}
	if it.Decimals < 0 || it.Decimals > 6 {
		c.Add(place+".decimals", "questionnaire.decimals")
	}
	if it.MaxLength < 0 || it.MaxLength > MaxLength {
		c.Add(place+".max_length", "questionnaire.max_length").With("max", MaxLength)
	}
}

func (c *checker) rows(place string, it *Item) {
	if len(it.Rows) == 0 {
		c.Add(place+".rows", "questionnaire.no_rows")
	}
	for i := range it.Rows {
		at, row := definition.At(place+".rows", i), &it.Rows[i]
		c.unique(at+".code", row.Code)
		c.text(at+".text", row.Text, true)
		if row.Binding != nil {
			c.binding(at+".binding", row.Binding, c.typed[row.Code])
		}
	}
}

// binding checks that an item is evidence of a leaf and that its answers have scores.
func (c *checker) binding(place string, b *Binding, e *Entry) {
	leaf, known := c.leaves[b.Indicator]
	switch {
	case c.doc.System == nil:
		c.Add(place, "questionnaire.binding_without_system")
	case c.system == nil: // said once, at indicator_system
	case !known:
		c.Add(place+".indicator", "questionnaire.indicator_unknown").With("indicator", b.Indicator)
	case !leaf:
		c.Add(place+".indicator", "questionnaire.indicator_not_leaf").With("indicator", b.Indicator)
	default:
		c.bound[b.Indicator] = true
	}
	if e == nil {
		return
	}
	for _, code := range slices.Sorted(maps.Keys(b.Scores)) {
		at := place + ".scores." + code
		if !e.scorable(code) {
			c.Add(at, "questionnaire.score_option").With("option", code)
		}
		if score := b.Scores[code]; score < 0 || score > 100 {
			c.Add(at, "questionnaire.score_range").With("score", plain(score))
		}
	}
	c.complete(place, b, e)
}

// scorable reports whether scores may name the answer: an option, or 0 to 10 of an nps.
func (e *Entry) scorable(code string) bool {
	if e.Type == NPS {
		n, err := strconv.Atoi(code)
		return err == nil && n >= 0 && n <= 10 && strconv.Itoa(n) == code
	}
	_, ok := e.place[code]
	return ok
}

// complete checks that no answer is left without a score by mistake. An option may have none only if it has no
// value either: such an option stands beside the scale.
func (c *checker) complete(place string, b *Binding, e *Entry) {
	if _, _, ok := e.Range(); len(b.Scores) == 0 {
		if !ok {
			c.Add(place, "questionnaire.no_linear_score")
		}
		return
	}
	var need []string
	if e.Type == NPS {
		for n := range 11 {
			need = append(need, strconv.Itoa(n))
		}
	}
	for _, o := range e.Options {
		if o.Value != nil {
			need = append(need, o.Code)
		}
	}
	for _, code := range need {
		if _, ok := b.Scores[code]; !ok {
			c.Add(place+".scores", "questionnaire.score_missing").With("option", code)
		}
	}
}

// sources checks that every leaf of the system is measured by something.
func (c *checker) sources() {
	if c.system == nil {
		return
	}
	for _, leaf := range c.system.Leaves() {
		if code := leaf.Node.Code; !c.bound[code] {
			c.Add("indicator_system", "questionnaire.leaf_unbound").With("indicator", code)
		}
	}
}
