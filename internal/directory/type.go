package directory

import (
	"context"
	"slices"
	"strings"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
)

// Employee is the type of units that are persons. Of them no more is kept than name and staff number.
const Employee = "employee"

// Type is a kind of unit.
type Type struct {
	Code    string
	Name    i18n.Text
	Ordinal int64
}

// maxTypes bounds the list.
const maxTypes = 200

// Types are the kinds of units in their order.
func (s *Service) Types(ctx context.Context) ([]Type, error) { return allTypes(ctx, s.db) }

// TypesUsed are the codes of types that any unit has or had.
func (s *Service) TypesUsed(ctx context.Context) (map[string]int, error) {
	h, err := s.history(ctx)
	if err != nil {
		return nil, err
	}
	used := map[string]int{}
	for i := range h.units {
		seen := map[string]bool{}
		for j := range h.units[i].versions {
			if t := h.units[i].versions[j].Type; !seen[t] {
				seen[t] = true
				used[t]++
			}
		}
	}
	return used, nil
}

// SetType adds a type, or names it anew.
func (s *Service) SetType(ctx context.Context, by audit.Actor, code string, name i18n.Text) error {
	if !typeCode.MatchString(code) {
		return errs.New(errs.Invalid, "directory.row.type").At("code").With("type", code)
	}
	clean := i18n.Text{}
	for _, lang := range []string{"zh", "en"} {
		text := strings.Join(strings.Fields(name[lang]), " ")
		if len([]rune(text)) > 40 || unprintable(text) {
			return errs.New(errs.Invalid, "directory.type.name").At("name." + lang)
		}
		if text != "" {
			clean[lang] = text
		}
	}
	if clean["zh"] == "" {
		return errs.New(errs.Invalid, "directory.type.name").At("name.zh")
	}
	return s.db.Tx(ctx, func(tx *db.Tx) error {
		types, err := allTypes(ctx, tx)
		if err != nil {
			return err
		}
		if len(types) >= maxTypes && !slices.ContainsFunc(types, func(t Type) bool { return t.Code == code }) {
			return errs.New(errs.Invalid, "directory.type.many").With("limit", maxTypes)
		}
		if err := putType(ctx, tx, Type{code, clean, nextOrdinal(types)}); err != nil {
			return err
		}
		return audit.Write(ctx, tx, by, audit.Entry{Action: "directory.type", Kind: "unit_type", Object: code, Details: map[string]any{"name": clean}})
	})
}

func nextOrdinal(types []Type) int64 {
	if len(types) == 0 {
		return 1
	}
	return types[len(types)-1].Ordinal + 1
}

// RemoveType takes a type that no unit has or had off the list.
func (s *Service) RemoveType(ctx context.Context, by audit.Actor, code string) error {
	used, err := s.TypesUsed(ctx)
	if err != nil {
		return err
	}
	if n := used[code]; n > 0 || code == Employee {
		return errs.New(errs.Conflict, "directory.type.used").At("code").With("count", n)
	}
	return s.db.Tx(ctx, func(tx *db.Tx) error {
		types, err := allTypes(ctx, tx)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(types, func(t Type) bool { return t.Code == code }) {
			return errs.New(errs.NotFound, "directory.type.unknown").With("type", code)
		}
		if err := deleteType(ctx, tx, code); err != nil {
			return err
		}
		return audit.Write(ctx, tx, by, audit.Entry{Action: "directory.type_remove", Kind: "unit_type", Object: code})
	})
}

// learnTypes puts types on the list that an import brought, under their codes.
func (s *Service) learnTypes(ctx context.Context, by audit.Actor, p *plan) error {
	types, err := s.Types(ctx)
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for _, t := range types {
		known[t.Code] = true
	}
	var fresh []string
	for i := range p.units {
		for _, v := range p.units[i].versions {
			if v.row > 0 && v.Type != "" && !known[v.Type] {
				known[v.Type] = true
				fresh = append(fresh, v.Type)
			}
		}
	}
	for _, code := range fresh {
		if err := s.SetType(ctx, by, code, i18n.Text{"zh": code}); err != nil {
			return err
		}
	}
	return nil
}
