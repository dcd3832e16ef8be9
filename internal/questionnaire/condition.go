package questionnaire

import (
	"cmp"
	"slices"
)

// The operators of a condition's leaf.
const (
	OpEq          = "eq"
	OpNe          = "ne"
	OpIn          = "in"
	OpNotIn       = "not_in"
	OpContains    = "contains"
	OpLt          = "lt"
	OpLe          = "le"
	OpGt          = "gt"
	OpGe          = "ge"
	OpAnswered    = "answered"
	OpNotAnswered = "not_answered"
)

// Verdict is what a condition came to, shaped as the condition: a node has the verdicts of its parts, a leaf
// what was asked for and what the answer actually was (decision D22).
type Verdict struct {
	Holds  bool      `json:"holds"`
	All    []Verdict `json:"all,omitempty"`
	Any    []Verdict `json:"any,omitempty"`
	Not    *Verdict  `json:"not,omitempty"`
	Item   string    `json:"item,omitempty"`
	Op     string    `json:"op,omitempty"`
	Value  any       `json:"value,omitempty"`
	Actual any       `json:"actual,omitempty"` // nil when the item was not answered or not asked
}

// Evaluate decides a condition over normalised answers and says how. Every part is decided, also where the
// outcome is already clear, so that the explanation is complete.
//
// A comparison with an item that has no answer does not hold, whatever the operator, "ne" and "not_in" included;
// only "not_answered" holds then. "Does not apply" is an answer that equals "na" and has no size.
func (f *Form) Evaluate(c *Condition, answers Answers) Verdict {
	v := Verdict{Holds: true, Item: c.Item, Op: c.Op, Value: c.Value}
	switch {
	case len(c.All) > 0:
		for i := range c.All {
			part := f.Evaluate(&c.All[i], answers)
			v.All = append(v.All, part)
			v.Holds = v.Holds && part.Holds
		}
	case len(c.Any) > 0:
		v.Holds = false
		for i := range c.Any {
			part := f.Evaluate(&c.Any[i], answers)
			v.Any = append(v.Any, part)
			v.Holds = v.Holds || part.Holds
		}
	case c.Not != nil:
		part := f.Evaluate(c.Not, answers)
		v.Not, v.Holds = &part, !part.Holds
	default:
		v.Actual = answers[c.Item]
		v.Holds = f.leaf(c, v.Actual)
	}
	return v
}

// holds is Evaluate's outcome without the explanation: what every answer's check needs.
func (f *Form) holds(c *Condition, answers Answers) bool {
	switch {
	case len(c.All) > 0:
		for i := range c.All {
			if !f.holds(&c.All[i], answers) {
				return false
			}
		}
		return true
	case len(c.Any) > 0:
		for i := range c.Any {
			if f.holds(&c.Any[i], answers) {
				return true
			}
		}
		return false
	case c.Not != nil:
		return !f.holds(c.Not, answers)
	}
	return f.leaf(c, answers[c.Item])
}

// leaf decides one comparison. actual is a normalised answer or nil.
func (f *Form) leaf(c *Condition, actual any) bool {
	if c.Op == OpNotAnswered {
		return actual == nil
	}
	if actual == nil {
		return false
	}
	switch c.Op {
	case OpAnswered:
		return true
	case OpEq:
		return equal(actual, c.Value)
	case OpNe:
		return !equal(actual, c.Value)
	case OpIn, OpNotIn:
		code, _ := actual.(string)
		list, _ := stringList(c.Value)
		return slices.Contains(list, code) == (c.Op == OpIn)
	case OpContains:
		codes, _ := actual.([]string)
		code, _ := c.Value.(string)
		return slices.Contains(codes, code)
	}
	e, ok := f.Entry(c.Item)
	if !ok {
		return false
	}
	if e.Type == Date { // ISO days are in the order of their letters
		day, ok := actual.(string)
		bound, isDay := c.Value.(string)
		return ok && isDay && compare(c.Op, day, bound)
	}
	size, ok := e.Value(actual)
	bound, isNumber := c.Value.(float64)
	return ok && isNumber && compare(c.Op, size, bound)
}

// equal compares an option code, a day or a number; anything else is never equal.
func equal(actual, want any) bool {
	switch want := want.(type) {
	case string:
		code, ok := actual.(string)
		return ok && code == want
	case float64:
		n, ok := actual.(float64)
		return ok && n == want
	}
	return false
}

func compare[T cmp.Ordered](op string, size, bound T) bool {
	switch op {
	case OpLt:
		return size < bound
	case OpLe:
		return size <= bound
	case OpGt:
		return size > bound
	case OpGe:
		return size >= bound
	}
	return false
}
