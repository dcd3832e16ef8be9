package customer

import (
	"cmp"
	"context"
	"slices"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/errs"
)

// keysAtOnce is how many keys an import gathers before it writes them, sorted: the more, the fewer pages of the index each
// portion touches; a key takes about a hundred bytes.
const keysAtOnce = 600_000

// keys are what a customer is searched by.
func (s *Sheet) keys(contacts []sealedContact) []searchKey {
	list := []searchKey{{keyName, s.nameKey, s.ID}}
	if s.Initials != "" {
		list = append(list, searchKey{keyInitials, s.Initials, s.ID})
	}
	for i := range contacts {
		if contacts[i].blind != "" {
			list = append(list, searchKey{keyBlind, contacts[i].blind, s.ID})
		}
	}
	return list
}

// writeKeys writes keys in their order, a little at a time.
func (s *Service) writeKeys(ctx context.Context, keys []searchKey) error {
	slices.SortFunc(keys, func(a, b searchKey) int {
		return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.key, b.key), cmp.Compare(a.customer, b.customer))
	})
	return s.db.Chunks(ctx, len(keys), func(tx *db.Tx, from, to int) error { return insertKeys(ctx, tx, keys[from:to]) })
}

// completeKeys writes the keys of everybody whom a batch has brought: after its work was interrupted, some may be missing.
func (s *Service) completeKeys(ctx context.Context, batch string) error {
	var keys []searchKey
	for after := ""; ; {
		ids, err := broughtBy(ctx, s.db, batch, after, 500)
		if err != nil {
			return err
		}
		if len(ids) == 0 {
			return s.writeKeys(ctx, keys)
		}
		after = ids[len(ids)-1]
		some, err := keysStored(ctx, s.db, ids)
		if err != nil {
			return err
		}
		if keys = append(keys, some...); len(keys) >= keysAtOnce {
			if err := s.writeKeys(ctx, keys); err != nil {
				return err
			}
			keys = keys[:0]
		}
	}
}

// settled refuses to change by hand a customer whose import is not finished: it writes his keys at its end.
func settled(ctx context.Context, tx *db.Tx, c *Customer) error {
	if c.batch == "" {
		return nil
	}
	state, err := batchState(ctx, tx, c.batch)
	if err == nil && (state == Importing || state == Stopping || state == Undoing) {
		err = errs.New(errs.Conflict, "customer.importing")
	}
	return err
}
