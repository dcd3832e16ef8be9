package customer

import (
	"context"
	"slices"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/errs"
)

// Duplicate are customers that have a phone, e-mail or id number in common.
type Duplicate struct {
	Shared    ContactKind
	Customers []Sheet // masked; at least two
}

// Duplicates are groups of customers who may be one. next is empty on the last page.
func (s *Service) Duplicates(ctx context.Context, units []string, after string, limit int) (list []Duplicate, next string, err error) {
	if limit <= 0 || limit > 100 {
		limit = 20
	}
	blinds, err := shared(ctx, s.db, after, limit+1)
	if err != nil || len(blinds) == 0 {
		return nil, "", err
	}
	if len(blinds) > limit {
		blinds = blinds[:limit]
		next = blinds[limit-1]
	}
	for _, blind := range blinds {
		found, err := customersWith(ctx, s.db, []string{blind})
		if err != nil {
			return nil, "", err
		}
		sheets, err := s.sheets(ctx, s.db, found[:min(len(found), 50)])
		if err != nil {
			return nil, "", err
		}
		sheets = slices.DeleteFunc(sheets, func(one Sheet) bool { return !one.within(units) })
		if len(sheets) < 2 {
			continue
		}
		list = append(list, Duplicate{Shared: s.kindOf(&sheets[0], blind), Customers: sheets})
		for i := range sheets {
			mask(&sheets[i])
		}
	}
	return list, next, nil
}

func (s *Service) kindOf(sheet *Sheet, blind string) ContactKind {
	for _, c := range sheet.Contacts {
		if s.keys.Blind(string(c.Kind), c.Value) == blind {
			return c.Kind
		}
	}
	return Phone
}

// Merge makes one customer of two: the one that is kept gets the contact points, units and attributes that only the other
// one has, and every flag against contact; the other one is deleted, and its code leads to the one that is kept from now on,
// so that no later file brings it back. Both must lie in the units.
func (s *Service) Merge(ctx context.Context, by audit.Actor, keep, other string, units []string) error {
	if keep == other {
		return errs.New(errs.Invalid, "customer.merge_self").At("other")
	}
	return s.db.Tx(ctx, func(tx *db.Tx) error {
		kept, err := s.sheetOf(ctx, tx, keep, units)
		if err != nil {
			return err
		}
		gone, err := s.sheetOf(ctx, tx, other, units)
		if err != nil {
			return err
		}
		for _, one := range []*Customer{&kept.Customer, &gone.Customer} {
			if err := settled(ctx, tx, one); err != nil {
				return err
			}
		}
		next := gone
		next.join(&kept) // what both have is taken from the one that is kept
		for i := range next.Contacts {
			if refused(&kept, &next.Contacts[i]) || refused(&gone, &next.Contacts[i]) {
				next.Contacts[i].Consent = "refused"
			}
		}
		next.Customer = kept.Customer
		next.DoNotContact = kept.DoNotContact || gone.DoNotContact
		next.SpecialMark = kept.SpecialMark || gone.SpecialMark
		next.batch, next.digest, next.ChangedAt = "", "", max(db.At(s.now()), kept.ChangedAt+1)
		if err := rememberCode(ctx, tx, gone.Code, other, keep, next.ChangedAt); err != nil {
			return err
		}
		if err := s.follower.Merged(ctx, tx, other, keep); err != nil {
			return err
		}
		if err := deleteCustomer(ctx, tx, other); err != nil {
			return err
		}
		if err := deleteBeforesOf(ctx, tx, other); err != nil {
			return err
		}
		if err := s.rewrite(ctx, tx, &next); err != nil {
			return err
		}
		return audit.Write(ctx, tx, by, audit.Entry{Action: "customer.merge", Kind: "customer", Object: keep, Details: map[string]any{
			"other": other, "code": gone.Code,
		}})
	})
}

// refused reports whether a sheet refuses the use of a contact point.
func refused(s *Sheet, c *Contact) bool {
	return slices.ContainsFunc(s.Contacts, func(have Contact) bool {
		return have.Kind == c.Kind && have.Value == c.Value && have.Consent == "refused"
	})
}
