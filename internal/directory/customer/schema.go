package customer

import (
	"regexp"
	"slices"
	"strconv"
	"unicode/utf8"

	"manyi.dev/manyi/internal/calendar"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
)

// Schema is what the organisation keeps about its customers beside the fixed fields.
type Schema struct {
	Stages     []Term      `json:"stages"`
	Attributes []Attribute `json:"attributes"`
	Version    int64       `json:"version,omitempty" doc:"what was read, to be sent back with a change"`
}

// Term is a code with its name. A retired one is not offered any more; customers that have it keep it, and files may
// name it.
type Term struct {
	Code    string    `json:"code"`
	Name    i18n.Text `json:"name"`
	Retired bool      `json:"retired,omitempty"`
}

// Attribute is a field of the organisation's own.
type Attribute struct {
	Code    string    `json:"code"`
	Name    i18n.Text `json:"name"`
	Type    string    `json:"type" enum:"choice,text,number,date"`
	Options []Term    `json:"options" doc:"of a choice"`
	Retired bool      `json:"retired,omitempty"`
}

// standard is the schema until somebody sets one: stages of property management, attributes most surveys need.
var standard = Schema{
	Stages: []Term{
		{Code: "prospective_1", Name: i18n.Text{"zh": "准业主一", "en": "Prospective owner 1"}},
		{Code: "prospective_2", Name: i18n.Text{"zh": "准业主二", "en": "Prospective owner 2"}},
		{Code: "settling_1", Name: i18n.Text{"zh": "磨合期一", "en": "Settling in 1"}},
		{Code: "settling_2", Name: i18n.Text{"zh": "磨合期二", "en": "Settling in 2"}},
		{Code: "stable", Name: i18n.Text{"zh": "稳定期", "en": "Stable"}},
		{Code: "long_time", Name: i18n.Text{"zh": "老业主", "en": "Long-time owner"}},
	},
	Attributes: []Attribute{
		{Code: "gender", Name: i18n.Text{"zh": "性别", "en": "Gender"}, Type: "choice", Options: []Term{
			{Code: "female", Name: i18n.Text{"zh": "女", "en": "Female"}}, {Code: "male", Name: i18n.Text{"zh": "男", "en": "Male"}},
		}},
		{Code: "age_band", Name: i18n.Text{"zh": "年龄段", "en": "Age band"}, Type: "choice", Options: []Term{
			{Code: "18-29", Name: i18n.Text{"zh": "18–29 岁", "en": "18–29"}},
			{Code: "30-39", Name: i18n.Text{"zh": "30–39 岁", "en": "30–39"}},
			{Code: "40-49", Name: i18n.Text{"zh": "40–49 岁", "en": "40–49"}},
			{Code: "50-59", Name: i18n.Text{"zh": "50–59 岁", "en": "50–59"}},
			{Code: "60+", Name: i18n.Text{"zh": "60 岁及以上", "en": "60 and over"}},
		}},
	},
}

// clone is a schema that can be changed without changing this one.
func (s *Schema) clone() Schema {
	next := Schema{Stages: slices.Clone(s.Stages), Attributes: slices.Clone(s.Attributes), Version: s.Version}
	for i := range next.Attributes {
		next.Attributes[i].Options = slices.Clone(next.Attributes[i].Options)
	}
	return next
}

// schemaName is the one schema there is.
const schemaName = "customers"

var codePattern = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_+.-]{0,39}$`)

func (s *Schema) hasStage(code string) bool {
	return slices.ContainsFunc(s.Stages, func(t Term) bool { return t.Code == code })
}

// checkValue is what is wrong with a value of an attribute.
func (s *Schema) checkValue(code, value string) *errs.Error {
	at := slices.IndexFunc(s.Attributes, func(a Attribute) bool { return a.Code == code })
	if at < 0 {
		return errs.New(errs.Invalid, "customer.attribute").At(code).With("attribute", code)
	}
	ok := utf8.RuneCountInString(value) <= 200
	switch a := s.Attributes[at]; a.Type {
	case "choice":
		ok = slices.ContainsFunc(a.Options, func(t Term) bool { return t.Code == value })
	case "number":
		_, err := strconv.ParseFloat(value, 64)
		ok = ok && err == nil
	case "date":
		_, err := calendar.ParseDate(value)
		ok = err == nil
	}
	if !ok {
		return errs.New(errs.Invalid, "customer.value").At(code).With("attribute", code)
	}
	return nil
}

// codeOf finds the code of a stage or option that a table names by its code or by its name in any language.
func codeOf(terms []Term, text string) string {
	for _, t := range terms {
		if t.Code == text || t.Name["zh"] == text || t.Name["en"] == text {
			return t.Code
		}
	}
	return text
}

// check lists what is wrong with a schema.
func (s *Schema) check() error {
	terms := func(field string, list []Term) error {
		seen := map[string]bool{}
		for _, t := range list {
			if !codePattern.MatchString(t.Code) || seen[t.Code] || t.Name["zh"] == "" && t.Name["en"] == "" {
				return errs.New(errs.Invalid, "customer.schema").At(field).With("code", t.Code)
			}
			seen[t.Code] = true
		}
		return nil
	}
	if err := terms("stages", s.Stages); err != nil {
		return err
	}
	codes := make([]Term, 0, len(s.Attributes))
	for _, a := range s.Attributes {
		codes = append(codes, Term{Code: a.Code, Name: a.Name})
		if !slices.Contains([]string{"choice", "text", "number", "date"}, a.Type) || a.Type == "choice" && len(a.Options) == 0 {
			return errs.New(errs.Invalid, "customer.schema").At("attributes").With("code", a.Code)
		}
		if err := terms("attributes", a.Options); err != nil {
			return err
		}
	}
	return terms("attributes", codes)
}
