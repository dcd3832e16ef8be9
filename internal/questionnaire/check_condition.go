package questionnaire

import (
	"slices"

	"manyi.dev/manyi/internal/indicator/definition"
)

// maxConditionDepth is how deep conditions nest; deeper ones nobody can check by reading.
const maxConditionDepth = 6

// conditions checks every show-if of the document, then looks for circles among them.
func (c *checker) conditions() {
	type use struct {
		place, owner string
		cond         *Condition
	}
	var uses []use
	for s := range c.doc.Sections {
		for i := range c.doc.Sections[s].Items {
			place, it := definition.At(definition.At("sections", s)+".items", i), &c.doc.Sections[s].Items[i]
			if it.ShowIf != nil {
				uses = append(uses, use{place + ".show_if", it.Code, it.ShowIf})
			}
			for r := range it.Rows {
				if cond := it.Rows[r].ShowIf; cond != nil {
					uses = append(uses, use{definition.At(place+".rows", r) + ".show_if", it.Rows[r].Code, cond})
				}
				c.refs[it.Rows[r].Code] = append(c.refs[it.Rows[r].Code], it.Code) // a row hangs on its matrix
			}
		}
	}
	for _, u := range uses {
		u.cond.targets(func(item string) { c.refs[u.owner] = append(c.refs[u.owner], item) })
	}
	for _, u := range uses {
		c.condition(u.place, u.owner, u.cond, 1)
	}
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

func (c *checker) condition(place, owner string, cond *Condition, depth int) {
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
		c.condition(definition.At(place+".all", i), owner, &cond.All[i], depth+1)
	}
	for i := range cond.Any {
		c.condition(definition.At(place+".any", i), owner, &cond.Any[i], depth+1)
	}
	if cond.Not != nil {
		c.condition(place+".not", owner, cond.Not, depth+1)
	}
	if cond.Item != "" {
		c.target(place, owner, cond)
	}
}

// target checks one comparison: that its item exists and comes before, and that operator and value fit it.
func (c *checker) target(place, owner string, cond *Condition) {
	position, exists := c.order[cond.Item]
	e := c.typed[cond.Item]
	switch {
	case !exists:
		c.Add(place+".item", "questionnaire.condition_unknown").With("item", cond.Item)
		return
	case e == nil:
		c.Add(place+".item", "questionnaire.condition_no_answer").With("item", cond.Item)
		return
	case c.reaches(cond.Item, owner, map[string]bool{}):
		c.Add(place+".item", "questionnaire.condition_cycle").With("item", cond.Item)
		return
	case position >= c.order[owner]:
		c.Add(place+".item", "questionnaire.condition_later").With("item", cond.Item)
		return
	}
	if !slices.Contains(operators(e), cond.Op) {
		c.Add(place+".op", "questionnaire.condition_op").With("op", cond.Op).With("item", cond.Item)
		return
	}
	c.operand(place+".value", e, cond)
}

// reaches reports whether deciding about item leads to deciding about owner.
func (c *checker) reaches(item, owner string, seen map[string]bool) bool {
	if item == owner {
		return true
	}
	if seen[item] {
		return false
	}
	seen[item] = true
	return slices.ContainsFunc(c.refs[item], func(next string) bool { return c.reaches(next, owner, seen) })
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
	case NPS, Number:
		return append(ordered, OpEq, OpNe)
	}
	return []string{OpAnswered, OpNotAnswered}
}

// operand checks the value of a comparison whose operator fits.
func (c *checker) operand(place string, e *Entry, cond *Condition) {
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
		if _, ok := cond.Value.(float64); !ok {
			c.Add(place, "questionnaire.condition_number").With("op", cond.Op)
		}
		return
	}
	switch v := cond.Value.(type) {
	case string:
		c.answerCode(place, e, v)
	case float64:
		if e.Type == Single || e.Type == Multiple || e.Type == NPS && (v < 0 || v > 10) {
			c.Add(place, "questionnaire.condition_option").With("option", plain(v)).With("item", e.Code)
		}
	default:
		c.Add(place, "questionnaire.condition_list").With("op", cond.Op)
	}
}

// answerCode checks that the item can be answered with code.
func (c *checker) answerCode(place string, e *Entry, code string) {
	if _, ok := e.place[code]; ok || code == NA && e.NA {
		return
	}
	c.Add(place, "questionnaire.condition_option").With("option", code).With("item", e.Code)
}
