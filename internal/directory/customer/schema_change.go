package customer

import (
	"context"
	"slices"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/errs"
)

// Schema is the schema in force.
func (s *Service) Schema(ctx context.Context) (Schema, error) { return schemaNow(ctx, s.db) }

func schemaNow(ctx context.Context, q db.Q) (Schema, error) {
	stored, err := readSchema(ctx, q)
	if errs.Is(err, errs.NotFound) {
		return standard.clone(), nil
	}
	return stored, err
}

// SchemaUse says how many customers have what, by code.
type SchemaUse struct {
	Stages     map[string]int            `json:"stages"`
	Attributes map[string]int            `json:"attributes"`
	Options    map[string]map[string]int `json:"options" doc:"by attribute and option"`
}

// SchemaUse counts how often the stages, attributes and options are used.
func (s *Service) SchemaUse(ctx context.Context) (SchemaUse, error) {
	u := SchemaUse{Stages: map[string]int{}, Attributes: map[string]int{}, Options: map[string]map[string]int{}}
	stages, err := stageCounts(ctx, s.db)
	if err != nil {
		return u, err
	}
	for _, one := range stages {
		u.Stages[one.code] = one.n
	}
	schema, err := s.Schema(ctx)
	if err != nil {
		return u, err
	}
	for _, a := range schema.Attributes {
		if u.Attributes[a.Code], err = attributeCount(ctx, s.db, a.Code); err != nil {
			return u, err
		}
		if a.Type != "choice" || u.Attributes[a.Code] == 0 {
			continue
		}
		options, err := optionCounts(ctx, s.db, a.Code)
		if err != nil {
			return u, err
		}
		u.Options[a.Code] = map[string]int{}
		for _, one := range options {
			u.Options[a.Code][one.code] = one.n
		}
	}
	return u, nil
}

// SetSchema replaces the schema that has the version it carries; one that somebody changed since is errs.Conflict
// "customer.schema_meanwhile". What customers have cannot be left out, only retired: errs.Conflict
// "customer.schema_used" names it.
func (s *Service) SetSchema(ctx context.Context, by audit.Actor, next Schema) error {
	if err := next.check(); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(tx *db.Tx) error {
		old, err := schemaNow(ctx, tx)
		if err != nil {
			return err
		}
		if old.Version != next.Version {
			return errs.New(errs.Conflict, "customer.schema_meanwhile")
		}
		if err := keepsUsed(ctx, tx, &old, &next); err != nil {
			return err
		}
		next.Version = max(int64(db.At(s.now())), old.Version+1)
		if err := writeSchema(ctx, tx, &next); err != nil {
			return err
		}
		return audit.Write(ctx, tx, by, audit.Entry{Action: "customer.schema", Kind: "customer_schema", Details: schemaChanges(&old, &next)})
	})
}

// keepsUsed refuses a schema that lacks a stage, attribute or option that customers have.
func keepsUsed(ctx context.Context, q db.Q, old, next *Schema) error {
	for _, t := range old.Stages {
		if !hasTerm(next.Stages, t.Code) {
			if err := unused(t.Code)(stageUsed(ctx, q, t.Code)); err != nil {
				return err
			}
		}
	}
	for _, a := range old.Attributes {
		at := slices.IndexFunc(next.Attributes, func(n Attribute) bool { return n.Code == a.Code && n.Type == a.Type })
		if at < 0 {
			if err := unused(a.Code)(attributeUsed(ctx, q, a.Code)); err != nil {
				return err
			}
			continue
		}
		for _, o := range a.Options {
			if hasTerm(next.Attributes[at].Options, o.Code) {
				continue
			}
			if err := unused(o.Code)(optionUsed(ctx, q, a.Code, o.Code)); err != nil {
				return err
			}
		}
	}
	return nil
}

// unused turns "it is used" into a refusal.
func unused(code string) func(bool, error) error {
	return func(used bool, err error) error {
		if err == nil && used {
			err = errs.New(errs.Conflict, "customer.schema_used").With("code", code)
		}
		return err
	}
}

// schemaChanges are what the audit log says of a change: the codes that came, went and were retired.
func schemaChanges(old, next *Schema) map[string]any {
	was, is := old.codes(), next.codes()
	added, removed, retired := []string{}, []string{}, []string{}
	for code, off := range is {
		before, known := was[code]
		if !known {
			added = append(added, code)
		}
		if off && !before {
			retired = append(retired, code)
		}
	}
	for code := range was {
		if _, kept := is[code]; !kept {
			removed = append(removed, code)
		}
	}
	slices.Sort(added)
	slices.Sort(removed)
	slices.Sort(retired)
	return map[string]any{"added": added, "removed": removed, "retired": retired}
}

// codes are all codes of a schema, options as attribute.option, and whether each is retired.
func (s *Schema) codes() map[string]bool {
	all := map[string]bool{}
	for _, t := range s.Stages {
		all[t.Code] = t.Retired
	}
	for _, a := range s.Attributes {
		all[a.Code] = a.Retired
		for _, o := range a.Options {
			all[a.Code+"."+o.Code] = o.Retired
		}
	}
	return all
}

// retiredUse lists what a sheet newly takes of what is retired; before is the sheet as it was.
func (s *Schema) retiredUse(before, next *Sheet) []*errs.Error {
	var all []*errs.Error
	refuse := func(field, code string) {
		all = append(all, errs.New(errs.Invalid, "customer.retired").At(field).With("code", code))
	}
	for _, r := range next.Relations {
		had := slices.ContainsFunc(before.Relations, func(o Relation) bool { return o.Stage == r.Stage })
		if isRetired(s.Stages, r.Stage) && !had {
			refuse("stage", r.Stage)
		}
	}
	for _, a := range s.Attributes {
		value, given := next.Attributes[a.Code]
		if given && before.Attributes[a.Code] != value && (a.Retired || isRetired(a.Options, value)) {
			refuse(a.Code, value)
		}
	}
	return all
}

func hasTerm(list []Term, code string) bool {
	return slices.ContainsFunc(list, func(t Term) bool { return t.Code == code })
}

func isRetired(list []Term, code string) bool {
	return slices.ContainsFunc(list, func(t Term) bool { return t.Code == code && t.Retired })
}
