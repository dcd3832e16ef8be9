package customer

import (
	"context"
	"slices"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/errs"
)

// Create adds one customer. Its code must be new: errs.Conflict "customer.code_taken" when a customer has or had it,
// "customer.erased" when it was that of somebody who was erased. Whoever does not reach all units must put the customer
// into one of theirs, and into no other: errs.Invalid "customer.unit_needed", "customer.unit".
func (s *Service) Create(ctx context.Context, by audit.Actor, next Sheet, units []string) (string, error) {
	schema, err := s.Schema(ctx)
	if err != nil {
		return "", err
	}
	faults := next.check(&schema)
	if next.Code == "" {
		faults = append(faults, errs.New(errs.Invalid, "customer.code_missing").At("code"))
	} else if !codeOK(next.Code) {
		faults = append(faults, errs.New(errs.Invalid, "customer.code").At("code"))
	}
	faults = append(faults, schema.retiredUse(&Sheet{}, &next)...)
	if units != nil && len(next.Relations) == 0 {
		faults = append(faults, errs.New(errs.Invalid, "customer.unit_needed").At("units"))
	}
	for _, r := range next.Relations {
		if units != nil && !slices.Contains(units, r.Unit) {
			faults = append(faults, errs.New(errs.Invalid, "customer.unit").At("unit").With("unit", r.Unit))
		}
	}
	if len(faults) > 0 {
		return "", join(faults)
	}
	if err := s.unitsExist(ctx, nil, next.Relations); err != nil {
		return "", err
	}
	now := db.At(s.now())
	next.ID, next.CreatedAt, next.ChangedAt, next.batch, next.digest = newID(), now, now, "", ""
	return next.ID, s.db.Tx(ctx, func(tx *db.Tx) error {
		if err := s.codeFree(ctx, tx, next.Code); err != nil {
			return err
		}
		rows := rowsOf{customers: [][]any{customerCells(&next.Customer)}}
		s.parts(&next, &rows)
		if err := rows.insert(ctx, tx); err != nil {
			return err
		}
		return audit.Write(ctx, tx, by, audit.Entry{Action: "customer.create", Kind: "customer", Object: next.ID, Details: map[string]any{
			"contacts": len(next.Contacts), "units": len(next.Relations),
		}})
	})
}

// codeFree refuses a code that is or was somebody's.
func (s *Service) codeFree(ctx context.Context, tx *db.Tx, code string) error {
	taken, err := knownCustomers(ctx, tx, []string{code})
	if err != nil {
		return err
	}
	if len(taken) > 0 {
		return errs.New(errs.Conflict, "customer.code_taken").At("code").With("code", code)
	}
	erased, err := erasedAmong(ctx, tx, []string{s.codeHash(code)})
	if err == nil && len(erased) > 0 {
		err = errs.New(errs.Conflict, "customer.erased").At("code")
	}
	return err
}
