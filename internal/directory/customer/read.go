package customer

import (
	"slices"
	"strings"
	"time"

	"manyi.dev/manyi/internal/calendar"
	"manyi.dev/manyi/internal/directory"
	"manyi.dev/manyi/internal/errs"
)

// reader turns rows of a file into sheets.
type reader struct {
	fields []string // by column
	header []string
	schema *Schema
	tree   *directory.Tree
}

// words are what tables say for the values of fixed lists.
var words = map[string]map[string]string{
	"kind":     {"个人": "person", "自然人": "person", "企业": "company", "单位": "company", "公司": "company", "机构": "company"},
	"status":   {"潜在": "prospect", "正常": "active", "活跃": "active", "休眠": "dormant", "睡眠": "dormant", "流失": "lost", "注销": "lost"},
	"language": {"中文": "zh", "汉语": "zh", "英文": "en", "英语": "en"},
	"consent": {
		"是": "granted", "同意": "granted", "yes": "granted", "y": "granted", "1": "granted", "true": "granted",
		"否": "refused", "不同意": "refused", "拒绝": "refused", "no": "refused", "n": "refused", "0": "refused", "false": "refused",
	},
	"flag": {"是": "yes", "yes": "yes", "y": "yes", "1": "yes", "true": "yes", "否": "no", "no": "no", "n": "no", "0": "no", "false": "no", "": "no"},
}

// wordOf is the value that a cell means.
func wordOf(list, cell string) string {
	if v, ok := words[list][strings.ToLower(cell)]; ok {
		return v
	}
	return strings.ToLower(cell)
}

// row reads the cells of one row and lists what is wrong with them.
func (r *reader) row(cells []string) (Sheet, []*errs.Error) {
	s := Sheet{Customer: Customer{Kind: Person, Status: "active"}, Attributes: map[string]string{}}
	var all []*errs.Error
	rel, consent := Relation{}, "unknown"
	for i, field := range r.fields {
		cell := strings.TrimSpace(cells[i])
		if field == "" || cell == "" {
			continue
		}
		if name, ok := strings.CutPrefix(field, attributePrefix); ok {
			s.Attributes[name] = r.option(name, cell)
			continue
		}
		if slices.Contains(ContactKinds, ContactKind(field)) {
			for _, value := range points(ContactKind(field), cell) {
				s.Contacts = append(s.Contacts, Contact{Kind: ContactKind(field), Value: value, Purposes: []string{"survey", "case"}})
			}
			continue
		}
		if field == "consent" {
			consent = wordOf("consent", cell)
			continue
		}
		if e := r.cell(&s, &rel, field, cell); e != nil {
			all = append(all, e)
		}
	}
	for i := range s.Contacts {
		s.Contacts[i].Consent = consent
	}
	if rel.Unit != "" {
		s.Relations = []Relation{rel}
	} else if rel.Stage != "" {
		all = append(all, errs.New(errs.Invalid, "customer.unit_missing").At("unit"))
	}
	if s.Code == "" {
		all = append(all, errs.New(errs.Invalid, "customer.code_missing").At("code"))
	} else if !codeOK(s.Code) {
		all = append(all, errs.New(errs.Invalid, "customer.code").At("code"))
	}
	return s, append(all, s.check(r.schema)...)
}

// points are the contact points of a cell: several are parted by semicolons. The apostrophe that keeps spreadsheet
// programmes from taking a number with a plus sign for a formula is not part of it.
func points(kind ContactKind, cell string) []string {
	if kind == Address {
		return []string{cell}
	}
	return strings.FieldsFunc(strings.TrimPrefix(cell, "'"), func(r rune) bool { return r == ';' || r == '；' })
}

// cell takes the value of a fixed field.
func (r *reader) cell(s *Sheet, rel *Relation, field, cell string) *errs.Error {
	switch field {
	case "code":
		s.Code = cell
	case "name":
		s.Name = cell
	case "kind":
		s.Kind = Kind(wordOf("kind", cell))
	case "industry":
		s.Industry = cell
	case "segment":
		s.Segment = cell
	case "tier":
		s.Tier = cell
	case "status":
		s.Status = wordOf("status", cell)
	case "language":
		s.Language = wordOf("language", cell)
	case "channel":
		s.Channel = cell
	case "manager":
		s.Manager = cell
	case "unit":
		u, ok := r.tree.ByCode(cell)
		if !ok {
			return errs.New(errs.Invalid, "customer.unit").At("unit").With("unit", cell)
		}
		rel.Unit = u.ID
	case "stage":
		rel.Stage = codeOf(r.schema.Stages, cell)
	case "stage_from", "stage_until":
		day, ok := dayOf(cell)
		if !ok {
			return errs.New(errs.Invalid, "customer.date").At(field)
		}
		if field == "stage_from" {
			rel.From = day
		} else {
			rel.Until = day
		}
	case "do_not_contact", "special_mark":
		flag := wordOf("flag", cell)
		if flag != "yes" && flag != "no" {
			return errs.New(errs.Invalid, "customer.flag").At(field)
		}
		if field == "special_mark" {
			s.SpecialMark = flag == "yes"
		} else {
			s.DoNotContact = flag == "yes"
		}
	}
	return nil
}

// dayOf reads a day as tables write it: 2026-11-22, 2026/9/1, 2026.9.1 or 20260901, with or without a time of day.
func dayOf(cell string) (calendar.Date, bool) {
	text, _, _ := strings.Cut(strings.NewReplacer("/", "-", ".", "-").Replace(cell), " ")
	for _, layout := range []string{"2006-1-2", "20060102"} {
		if t, err := time.Parse(layout, text); err == nil {
			return calendar.Date(t.Format(time.DateOnly)), true
		}
	}
	return "", false
}

// option is the code of an option that a cell names by its code or by its name.
func (r *reader) option(attribute, cell string) string {
	for _, a := range r.schema.Attributes {
		if a.Code == attribute && a.Type == "choice" {
			return codeOf(a.Options, cell)
		}
	}
	return cell
}

// codeOK reports whether a text may be a customer's code: up to 60 visible characters.
func codeOK(code string) bool {
	return len(code) <= 60 && !strings.ContainsFunc(code, func(r rune) bool { return r <= ' ' || r == 0x7f })
}

// column is the name of the column that a fault of a row is about.
func (r *reader) column(field string) string {
	for i, f := range r.fields {
		if f == field || f == attributePrefix+field {
			return r.header[i]
		}
	}
	return field
}
