package customer

import (
	"context"
	"slices"
	"strings"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/errs"
)

// Mapping says which column of a file is which field, by the column's name. A column that is not named is left out. Contact
// fields may have several columns. An attribute is "attribute." with its code.
type Mapping map[string]string

// NamedMapping is a mapping that was saved.
type NamedMapping struct {
	Name      string    `json:"name"`
	Mapping   Mapping   `json:"mapping"`
	ChangedAt db.Millis `json:"changed_at"`
}

// attributePrefix begins a field that is an attribute.
const attributePrefix = "attribute."

// Fields are the fields that columns can be mapped to, attributes left out.
var Fields = []string{
	"code", "name", "kind", "industry", "segment", "tier", "status", "language", "channel", "manager", "do_not_contact", "special_mark",
	"unit", "stage", "stage_from", "stage_until", "phone", "email", "address", "id_number", "consent",
}

// aliases are the names under which columns usually come.
var aliases = map[string]string{
	"code": "code", "customer_code": "code", "external_id": "code", "客户编号": "code", "客户号": "code", "编号": "code",
	"name": "name", "customer": "name", "姓名": "name", "客户姓名": "name", "客户名称": "name", "名称": "name",
	"kind": "kind", "type": "kind", "客户类型": "kind", "类型": "kind", "industry": "industry", "行业": "industry",
	"segment": "segment", "客群": "segment", "细分": "segment", "tier": "tier", "价值等级": "tier", "客户等级": "tier", "等级": "tier",
	"status": "status", "状态": "status", "客户状态": "status", "language": "language", "语言": "language",
	"channel": "channel", "偏好渠道": "channel", "manager": "manager", "客户经理": "manager",
	"do_not_contact": "do_not_contact", "勿扰": "do_not_contact", "special_mark": "special_mark", "特殊备注": "special_mark",
	"unit": "unit", "unit_code": "unit", "机构": "unit", "机构编码": "unit", "网点": "unit", "网点编码": "unit", "项目编码": "unit",
	"stage": "stage", "阶段": "stage", "stage_from": "stage_from", "阶段开始": "stage_from", "开户日期": "stage_from", "入住日期": "stage_from",
	"stage_until": "stage_until", "阶段结束": "stage_until", "phone": "phone", "mobile": "phone", "手机": "phone", "手机号": "phone", "电话": "phone",
	"联系电话": "phone", "email": "email", "e-mail": "email", "邮箱": "email", "电子邮箱": "email", "address": "address", "地址": "address", "通讯地址": "address",
	"id_number": "id_number", "身份证号": "id_number", "证件号码": "id_number", "consent": "consent", "同意联系": "consent",
}

// suggest maps the columns of a file: by a saved mapping that names most of them, else by their usual names and by the
// attributes' codes and names.
func suggest(header []string, saved []NamedMapping, schema *Schema) Mapping {
	var best Mapping
	for _, one := range saved {
		hits := 0
		for column := range one.Mapping {
			if slices.Contains(header, column) {
				hits++
			}
		}
		if hits == len(one.Mapping) && len(one.Mapping) > len(best) {
			best = one.Mapping
		}
	}
	if best != nil {
		return best
	}
	m, taken := Mapping{}, map[string]bool{}
	for _, column := range header {
		field := aliases[strings.ToLower(strings.TrimSpace(column))]
		for _, a := range schema.Attributes {
			if field == "" && (column == attributePrefix+a.Code || column == a.Code || column == a.Name["zh"] || column == a.Name["en"]) {
				field = attributePrefix + a.Code
			}
		}
		if field != "" && (!taken[field] || several(field)) {
			m[column], taken[field] = field, true
		}
	}
	return m
}

// several reports whether a field may come from several columns.
func several(field string) bool { return slices.Contains(ContactKinds, ContactKind(field)) }

// columns resolves a mapping against a file's header: fields by index, "" for a column left out.
func (m Mapping) columns(header []string, schema *Schema) ([]string, error) {
	fields, seen := make([]string, len(header)), map[string]bool{}
	for column, field := range m {
		at := slices.Index(header, column)
		attribute, isAttribute := strings.CutPrefix(field, attributePrefix)
		switch {
		case at < 0:
			return nil, errs.New(errs.Invalid, "customer.mapping.column").At(column).With("column", column)
		case isAttribute && !slices.ContainsFunc(schema.Attributes, func(a Attribute) bool { return a.Code == attribute }),
			!isAttribute && !slices.Contains(Fields, field):
			return nil, errs.New(errs.Invalid, "customer.mapping.field").At(column).With("field", field)
		case seen[field] && !several(field):
			return nil, errs.New(errs.Invalid, "customer.mapping.twice").At(column).With("field", field)
		}
		fields[at], seen[field] = field, true
	}
	if !seen["code"] || !seen["name"] {
		return nil, errs.New(errs.Invalid, "customer.mapping.needed").At("mapping")
	}
	return fields, nil
}

// Mappings are the saved mappings by name.
func (s *Service) Mappings(ctx context.Context) ([]NamedMapping, error) {
	return mappingNames(ctx, s.db)
}

// SaveMapping keeps a mapping under a name, in place of one of the same name.
func (s *Service) SaveMapping(ctx context.Context, by audit.Actor, m NamedMapping) error {
	if m.Name = strings.TrimSpace(m.Name); m.Name == "" {
		return errs.New(errs.Invalid, "customer.name_missing").At("name")
	}
	return s.db.Tx(ctx, func(tx *db.Tx) error {
		if err := putMapping(ctx, tx, &m, db.At(s.now())); err != nil {
			return err
		}
		return audit.Write(ctx, tx, by, audit.Entry{Action: "customer.mapping", Kind: "customer_mapping", Object: m.Name})
	})
}

// RenameMapping gives a saved mapping another name, which no other may have: errs.Conflict "customer.mapping.name_taken".
func (s *Service) RenameMapping(ctx context.Context, by audit.Actor, from, to string) error {
	if to = strings.TrimSpace(to); to == "" {
		return errs.New(errs.Invalid, "customer.name_missing").At("name")
	}
	return s.db.Tx(ctx, func(tx *db.Tx) error {
		taken, err := mappingExists(ctx, tx, to)
		if err != nil {
			return err
		}
		if taken && from != to {
			return errs.New(errs.Conflict, "customer.mapping.name_taken").At("name").With("name", to)
		}
		n, err := renameMapping(ctx, tx, from, to, db.At(s.now()))
		if err != nil {
			return err
		}
		if n == 0 {
			return errs.New(errs.NotFound, "customer.mapping.unknown").With("name", from)
		}
		return audit.Write(ctx, tx, by, audit.Entry{Action: "customer.mapping", Kind: "customer_mapping", Object: to, Details: map[string]any{"before": from}})
	})
}

// DeleteMapping forgets a saved mapping; imports that used it are not touched.
func (s *Service) DeleteMapping(ctx context.Context, by audit.Actor, name string) error {
	return s.db.Tx(ctx, func(tx *db.Tx) error {
		n, err := deleteMapping(ctx, tx, name)
		if err != nil {
			return err
		}
		if n == 0 {
			return errs.New(errs.NotFound, "customer.mapping.unknown").With("name", name)
		}
		return audit.Write(ctx, tx, by, audit.Entry{Action: "customer.mapping_delete", Kind: "customer_mapping", Object: name})
	})
}
