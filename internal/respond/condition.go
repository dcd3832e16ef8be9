package respond

import (
	"encoding/json"
	"strconv"
	"strings"

	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/questionnaire"
)

// script is a condition as the page's script evaluates it: ["all", …], ["any", …], ["not", c] or [op, item, value].
// A comparison of an option's value becomes a list of options, since the script knows no values.
func script(form *questionnaire.Form, c *questionnaire.Condition) []any {
	list := func(op string, parts []questionnaire.Condition) []any {
		out := []any{op}
		for i := range parts {
			out = append(out, script(form, &parts[i]))
		}
		return out
	}
	switch {
	case len(c.All) > 0:
		return list("all", c.All)
	case len(c.Any) > 0:
		return list("any", c.Any)
	case c.Not != nil:
		return []any{"not", script(form, c.Not)}
	case c.Value == nil:
		return []any{c.Op, c.Item}
	}
	if codes, ok := fitting(form, c); ok {
		return []any{questionnaire.OpIn, c.Item, codes}
	}
	return []any{c.Op, c.Item, c.Value}
}

// fitting are the options of a single whose value satisfies an ordered comparison.
func fitting(form *questionnaire.Form, c *questionnaire.Condition) ([]string, bool) {
	e, ok := form.Entry(c.Item)
	if !ok || e.Type != questionnaire.Single {
		return nil, false
	}
	switch c.Op {
	case questionnaire.OpLt, questionnaire.OpLe, questionnaire.OpGt, questionnaire.OpGe:
	default:
		return nil, false
	}
	codes := []string{}
	for _, o := range e.Options {
		if form.Evaluate(c, questionnaire.Answers{c.Item: o.Code}).Holds {
			codes = append(codes, o.Code)
		}
	}
	return codes, true
}

// scriptOf is the condition of an item or a row as an attribute, empty without one.
func scriptOf(form *questionnaire.Form, c *questionnaire.Condition) (string, error) {
	if c == nil {
		return "", nil
	}
	text, err := json.Marshal(script(form, c))
	return string(text), err
}

// sentence says a condition to people without the script: “Channels” includes “App”.
func sentence(form *questionnaire.Form, c *questionnaire.Condition, lang i18n.Lang) string {
	list := func(joint string, parts []questionnaire.Condition) string {
		texts := make([]string, len(parts))
		for i := range parts {
			texts[i] = sentence(form, &parts[i], lang)
			if len(parts[i].All) > 0 || len(parts[i].Any) > 0 {
				texts[i] = i18n.T(lang, "respond.if.group", map[string]any{"condition": texts[i]})
			}
		}
		return strings.Join(texts, i18n.T(lang, joint, nil))
	}
	switch {
	case len(c.All) > 0:
		return list("respond.if.and", c.All)
	case len(c.Any) > 0:
		return list("respond.if.or", c.Any)
	case c.Not != nil:
		return i18n.T(lang, "respond.if.not", map[string]any{"condition": sentence(form, c.Not, lang)})
	}
	e, ok := form.Entry(c.Item)
	if !ok {
		return ""
	}
	op, value := c.Op, said(e, c.Value, lang)
	if codes, ok := fitting(form, c); ok {
		op, value = questionnaire.OpIn, said(e, codes, lang)
	}
	if e.Type == questionnaire.Date && value != "" {
		op += "_day"
	}
	return i18n.T(lang, "respond.if."+op, map[string]any{"item": e.Text.In(lang), "value": value})
}

// said is a condition's value in words: an option's text, several of them, or a number.
func said(e *questionnaire.Entry, value any, lang i18n.Lang) string {
	option := func(code string) string {
		if code == questionnaire.NA {
			return e.Item.NA.In(lang)
		}
		o, _ := e.Option(code)
		return o.Text.In(lang)
	}
	switch v := value.(type) {
	case string:
		if e.Type == questionnaire.Date {
			return v
		}
		return option(v)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case []string:
		texts := make([]string, len(v))
		for i, code := range v {
			texts[i] = "“" + option(code) + "”"
		}
		return strings.Join(texts, i18n.T(lang, "respond.if.or_option", nil))
	}
	return ""
}

// targets calls visit for every item a condition looks at.
func targets(c *questionnaire.Condition, visit func(item string)) {
	if c == nil {
		return
	}
	for i := range c.All {
		targets(&c.All[i], visit)
	}
	for i := range c.Any {
		targets(&c.Any[i], visit)
	}
	targets(c.Not, visit)
	if c.Item != "" {
		visit(c.Item)
	}
}
