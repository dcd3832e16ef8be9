package questionnaire

import (
	"maps"
	"slices"
	"strconv"

	"manyi.dev/manyi/internal/indicator/definition"
)

// allowed lists the fields that only some item types have.
var allowed = map[string][]Type{
	"required":       {Single, Multiple, Matrix, NPS, Stars, CES, Number, Date, TextItem},
	"scale":          {Single, Multiple, Matrix},
	"options":        {Single, Multiple, Matrix},
	"rows":           {Matrix},
	"not_applicable": {Single, Matrix, NPS, Stars, CES, Number},
	"low":            {NPS, Stars, CES},
	"high":           {NPS, Stars, CES},
	"points":         {Stars},
	"min":            {Number},
	"max":            {Number},
	"decimals":       {Number},
	"earliest":       {Date},
	"latest":         {Date},
	"max_length":     {TextItem},
	"min_choices":    {Multiple},
	"max_choices":    {Multiple},
	"randomise":      {Single, Multiple, Matrix},
	"binding":        {Single, NPS, Stars, CES, Number},
	"dimension":      {Single, Multiple},
}

// set lists the fields of allowed that an item uses.
func (it *Item) set() []string {
	used := map[string]bool{
		"required": it.Required, "scale": it.Scale != "", "options": len(it.Options) > 0, "rows": len(it.Rows) > 0,
		"not_applicable": len(it.NA) > 0, "low": len(it.Low) > 0, "high": len(it.High) > 0, "points": it.Points != 0,
		"min": it.Min != nil, "max": it.Max != nil, "decimals": it.Decimals != 0, "earliest": it.Earliest != "",
		"latest": it.Latest != "", "max_length": it.MaxLength != 0, "min_choices": it.MinChoice != 0,
		"max_choices": it.MaxChoice != 0, "randomise": it.Randomise, "binding": it.Binding != nil, "dimension": it.Dimension,
	}
	maps.DeleteFunc(used, func(_ string, is bool) bool { return !is })
	return slices.Sorted(maps.Keys(used))
}

func (c *checker) item(place string, it *Item) {
	c.unique(place+".code", it.Code)
	switch it.Type {
	case Single, Multiple, Matrix, NPS, Stars, CES, Number, Date, TextItem, Information:
	default:
		c.Add(place+".type", "questionnaire.type").With("type", it.Type)
		return
	}
	for _, field := range it.set() {
		if !slices.Contains(allowed[field], it.Type) {
			c.Add(place+"."+field, "questionnaire.field_not_for_type").With("field", field).With("type", it.Type)
		}
	}
	from := c.order[it.Code]
	c.pipedText(place+".text", it.Text, true, from)
	c.pipedText(place+".help", it.Help, false, from)
	c.pipedText(place+".not_applicable", it.NA, false, from)
	c.pipedText(place+".low", it.Low, false, from)
	c.pipedText(place+".high", it.High, false, from)
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
		c.options(place+".options", it.Options, least, c.order[it.Code])
	}
	if len(options) > MaxOptions {
		return // said once
	}
	if it.Randomise && it.Scale != "" && it.Type != Matrix {
		c.Add(place+".randomise", "questionnaire.randomise_scale")
	}
	for i, o := range options {
		at := place + ".scale"
		if it.Scale == "" {
			at = definition.At(place+".options", i)
		}
		c.optionUse(at, it, &o)
	}
	if it.MaxChoice < 0 || it.MaxChoice > len(options) && len(options) > 0 {
		c.Add(place+".max_choices", "questionnaire.max_choices").With("max", len(options))
	}
	if most := choosable(options, it.MaxChoice); it.MinChoice < 0 || it.MinChoice > most && len(options) > 0 {
		c.Add(place+".min_choices", "questionnaire.min_choices").With("max", most)
	}
}

// optionUse checks that what an option says of itself fits the item that offers it.
func (c *checker) optionUse(at string, it *Item, o *Option) {
	if o.Exclusive && it.Type != Multiple {
		c.Add(at+".exclusive", "questionnaire.exclusive_not_multiple")
	}
	if o.Other && it.Type == Matrix {
		c.Add(at+".other", "questionnaire.other_in_matrix")
	}
	if o.Ends && it.Type == Matrix {
		c.Add(at+".ends", "questionnaire.ends_in_matrix")
	}
	if o.Fixed && (!it.Randomise || it.Type == Matrix) {
		c.Add(at+".fixed", "questionnaire.fixed_not_randomised")
	}
}

// choosable is how many options of a multiple can be chosen together.
func choosable(options []Option, limit int) int {
	n := 0
	for _, o := range options {
		if !o.Exclusive {
			n++
		}
	}
	if limit > 0 {
		n = min(n, limit)
	}
	return n
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
	if it.Points != 0 && (it.Points < MinStars || it.Points > MaxStars) {
		c.Add(place+".points", "questionnaire.points").With("min", MinStars).With("max", MaxStars)
	}
	days := true
	for _, bound := range []struct{ field, day string }{{".earliest", it.Earliest}, {".latest", it.Latest}} {
		if day, ok := dayOf(bound.day); bound.day != "" && (!ok || day != bound.day) {
			c.Add(place+bound.field, "questionnaire.day").With("day", bound.day)
			days = false
		}
	}
	if days && it.Latest != "" && it.Earliest > it.Latest {
		c.Add(place+".latest", "questionnaire.min_over_max").With("min", it.Earliest).With("max", it.Latest)
	}
}

func (c *checker) rows(place string, it *Item) {
	if len(it.Rows) == 0 {
		c.Add(place+".rows", "questionnaire.no_rows")
	}
	if len(it.Rows) > MaxItems {
		return // too many items, said once
	}
	for i := range it.Rows {
		at, row := definition.At(place+".rows", i), &it.Rows[i]
		c.unique(at+".code", row.Code)
		c.pipedText(at+".text", row.Text, true, c.order[it.Code])
		if row.Binding != nil {
			c.binding(at+".binding", row.Binding, c.typed[row.Code])
		}
		if it.Randomise && row.ShowIf != nil {
			row.ShowIf.targets(func(item string) {
				if slices.ContainsFunc(it.Rows, func(r Row) bool { return r.Code == item }) {
					c.Add(at+".show_if", "questionnaire.randomise_row").With("item", item)
				}
			})
		}
		if row.Fixed && !it.Randomise {
			c.Add(at+".fixed", "questionnaire.fixed_not_randomised")
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

// scorable reports whether scores may name the answer: an option, or a point of an nps, of stars or of a ces.
func (e *Entry) scorable(code string) bool {
	if low, high, ok := e.Points(); ok {
		n, err := strconv.Atoi(code)
		return err == nil && n >= low && n <= high && strconv.Itoa(n) == code
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
	if low, high, ok := e.Points(); ok && high <= MaxStars {
		for n := low; n <= high; n++ {
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
