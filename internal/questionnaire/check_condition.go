package questionnaire

import (
	"slices"

	"manyi.dev/manyi/internal/indicator/definition"
)

// How large conditions may be; larger ones nobody can check by reading.
const (
	maxConditionDepth = 6
	maxConditionParts = 100
)

// use is a condition in its place. owner is the item that it decides about.
type use struct {
	place, owner string
	cond         *Condition
	end          bool // ends the questionnaire after owner, so it may look at owner itself
}

// conditions checks every show-if and every end of the document, then looks for circles among the show-ifs.
func (c *checker) conditions() {
	var uses []use
	for s := range c.doc.Sections {
		for i := range c.doc.Sections[s].Items {
			place, it := definition.At(definition.At("sections", s)+".items", i), &c.doc.Sections[s].Items[i]
			if it.ShowIf != nil {
				uses = append(uses, use{place + ".show_if", it.Code, it.ShowIf, false})
			}
			for r := range it.Rows {
				if cond := it.Rows[r].ShowIf; cond != nil {
					uses = append(uses, use{definition.At(place+".rows", r) + ".show_if", it.Rows[r].Code, cond, false})
				}
				c.refs[it.Rows[r].Code] = append(c.refs[it.Rows[r].Code], it.Code) // a row hangs on its matrix
			}
			if it.EndIf != nil {
				uses = append(uses, use{place + ".end_if", it.Code, it.EndIf, true})
			}
		}
	}
	for _, u := range uses {
		if parts := u.cond.parts(); parts > maxConditionParts {
			c.Add(u.place, "questionnaire.condition_long").With("max", maxConditionParts).With("count", parts)
			return
		}
		if !u.end {
			u.cond.targets(func(item string) { c.refs[u.owner] = append(c.refs[u.owner], item) })
		}
	}
	for _, u := range uses {
		c.condition(u.place, &u, u.cond, 1)
	}
}

// parts is how many comparisons and groups a condition consists of.
func (c *Condition) parts() int {
	n := 1
	for i := range c.All {
		n += c.All[i].parts()
	}
	for i := range c.Any {
		n += c.Any[i].parts()
	}
	if c.Not != nil {
		n += c.Not.parts()
	}
	return n
}

// targets calls visit for every item a condition looks at.
func (c *Condition) targets(visit func(item string)) {
	for i := range c.All {
		c.All[i].targets(visit)
	}
	for i := range c.Any {
		c.Any[i].targets(visit)
	}
	if c.Not != nil {
		c.Not.targets(visit)
	}
	if c.Item != "" {
		visit(c.Item)
	}
}

func (c *checker) condition(place string, u *use, cond *Condition, depth int) {
	if depth > maxConditionDepth {
		c.Add(place, "questionnaire.condition_deep").With("max", maxConditionDepth)
		return
	}
	parts := 0
	for _, is := range []bool{len(cond.All) > 0, len(cond.Any) > 0, cond.Not != nil, cond.Item != ""} {
		if is {
			parts++
		}
	}
	if parts != 1 || cond.Item == "" && (cond.Op != "" || cond.Value != nil) {
		c.Add(place, "questionnaire.condition_shape")
		return
	}
	for i := range cond.All {
		c.condition(definition.At(place+".all", i), u, &cond.All[i], depth+1)
	}
	for i := range cond.Any {
		c.condition(definition.At(place+".any", i), u, &cond.Any[i], depth+1)
	}
	if cond.Not != nil {
		c.condition(place+".not", u, cond.Not, depth+1)
	}
	if cond.Item != "" {
		c.target(place, u, cond)
	}
}

// target checks one comparison: that its item exists and comes before, and that operator and value fit it.
func (c *checker) target(place string, u *use, cond *Condition) {
	position, exists := c.order[cond.Item]
	e := c.typed[cond.Item]
	switch {
	case !exists:
		c.Add(place+".item", "questionnaire.condition_unknown").With("item", cond.Item)
		return
	case e == nil:
		c.Add(place+".item", "questionnaire.condition_no_answer").With("item", cond.Item)
		return
	case !u.end && c.reaching(u.owner)[cond.Item]:
		c.Add(place+".item", "questionnaire.condition_cycle").With("item", cond.Item)
		return
	case !u.end && position >= c.order[u.owner], u.end && position > c.last(u.owner):
		c.Add(place+".item", "questionnaire.condition_later").With("item", cond.Item)
		return
	}
	if !slices.Contains(operators(e), cond.Op) {
		c.Add(place+".op", "questionnaire.condition_op").With("op", cond.Op).With("item", cond.Item)
		return
	}
	c.operand(place+".value", e, cond)
}

// last is the position of an item, or of the last row of a matrix.
func (c *checker) last(item string) int {
	at := c.order[item]
	for _, e := range c.typed {
		if e.Matrix == item {
			at = max(at, c.order[e.Code])
		}
	}
	return at
}

// reaching are the items whose deciding leads to deciding about owner, itself included.
func (c *checker) reaching(owner string) map[string]bool {
	if known, ok := c.reached[owner]; ok {
		return known
	}
	if c.lookers == nil {
		c.lookers = map[string][]string{}
		for looker, targets := range c.refs {
			slices.Sort(targets)
			for _, item := range slices.Compact(targets) {
				c.lookers[item] = append(c.lookers[item], looker)
			}
		}
	}
	found, next := map[string]bool{owner: true}, []string{owner}
	for len(next) > 0 {
		item := next[len(next)-1]
		next = next[:len(next)-1]
		for _, looker := range c.lookers[item] {
			if !found[looker] {
				found[looker] = true
				next = append(next, looker)
			}
		}
	}
	c.reached[owner] = found
	return found
}

// operators are those that mean something for the item.
func operators(e *Entry) []string {
	switch ordered := []string{OpLt, OpLe, OpGt, OpGe, OpAnswered, OpNotAnswered}; e.Type {
	case Single:
		ops := []string{OpEq, OpNe, OpIn, OpNotIn, OpAnswered, OpNotAnswered}
		if _, _, ok := e.Range(); ok {
			ops = append(ops, ordered[:4]...)
		}
		return ops
	case Multiple:
		return []string{OpContains, OpAnswered, OpNotAnswered}
	case NPS, Stars, CES, Number, Date:
		return append(ordered, OpEq, OpNe)
	}
	return []string{OpAnswered, OpNotAnswered}
}

// operand checks the value of a comparison whose operator fits.
func (c *checker) operand(place string, e *Entry, cond *Condition) {
	low, high, points := e.Points()
	switch cond.Op {
	case OpAnswered, OpNotAnswered:
		if cond.Value != nil {
			c.Add(place, "questionnaire.condition_no_value").With("op", cond.Op)
		}
		return
	case OpIn, OpNotIn:
		list, ok := stringList(cond.Value)
		if !ok || len(list) == 0 {
			c.Add(place, "questionnaire.condition_list").With("op", cond.Op)
			return
		}
		for i, code := range list {
			c.answerCode(definition.At(place, i), e, code)
		}
		return
	case OpLt, OpLe, OpGt, OpGe:
		if e.Type == Date {
			c.dayOperand(place, e, cond)
		} else if _, ok := cond.Value.(float64); !ok {
			c.Add(place, "questionnaire.condition_number").With("op", cond.Op)
		}
		return
	}
	switch v := cond.Value.(type) {
	case string:
		if e.Type == Date {
			c.dayOperand(place, e, cond)
			return
		}
		c.answerCode(place, e, v)
	case float64:
		if e.Type == Single || e.Type == Multiple || e.Type == Date || points && (v < float64(low) || v > float64(high)) {
			c.Add(place, "questionnaire.condition_option").With("option", plain(v)).With("item", e.Code)
		}
	default:
		c.Add(place, "questionnaire.condition_list").With("op", cond.Op)
	}
}

// dayOperand checks that a date is compared with a day of the calendar.
func (c *checker) dayOperand(place string, e *Entry, cond *Condition) {
	text, _ := cond.Value.(string)
	if day, ok := dayOf(text); !ok || day != text {
		c.Add(place, "questionnaire.condition_day").With("item", e.Code)
	}
}

// answerCode checks that the item can be answered with code.
func (c *checker) answerCode(place string, e *Entry, code string) {
	if _, ok := e.place[code]; ok || code == NA && e.NA {
		return
	}
	c.Add(place, "questionnaire.condition_option").With("option", code).With("item", e.Code)
}
