package customer

import (
	"context"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/db"
)

// remember keeps a customer as it was before a batch changed it.
func (s *Service) remember(ctx context.Context, tx *db.Tx, batch string, old *Sheet) error {
	text, err := old.image()
	if err != nil {
		return err
	}
	b := before{batch: batch, customer: old.ID}
	b.keyID, b.sealed = s.keys.Seal(batch+old.ID, string(text))
	return insertBefore(ctx, tx, &b)
}

// takeBack undoes a batch, a little at a time: customers that it changed become what they were, customers that it made go.
func (s *Service) takeBack(ctx context.Context, b *Batch) error {
	var pace db.Pace
	for left := true; left; {
		if err := ctx.Err(); err != nil {
			return err
		}
		var done func()
		err := s.db.Tx(ctx, func(tx *db.Tx) error {
			done = pace.Hold()
			ids, err := broughtBy(ctx, tx, b.ID, min(pace.Size(), 500))
			if left = len(ids) > 0; err != nil || !left {
				return err
			}
			return s.takeBackSome(ctx, tx, b.ID, ids)
		})
		if err != nil {
			return err
		}
		done()
	}
	return s.db.Tx(ctx, func(tx *db.Tx) error {
		if err := deleteBefores(ctx, tx, b.ID); err != nil {
			return err
		}
		b.State, b.FinishedAt = Undone, db.At(s.now())
		if err := putBatch(ctx, tx, b); err != nil {
			return err
		}
		return audit.Write(ctx, tx, b.By, audit.Entry{Action: "customer.undo", Kind: "customer_batch", Object: b.ID, Details: map[string]any{
			"created": b.Created, "changed": b.Changed,
		}})
	})
}

func (s *Service) takeBackSome(ctx context.Context, tx *db.Tx, batch string, ids []string) error {
	images, err := beforesOf(ctx, tx, batch, ids)
	if err != nil {
		return err
	}
	changed := map[string]before{}
	for _, one := range images {
		changed[one.customer] = one
	}
	for _, id := range ids {
		was, ok := changed[id]
		if !ok {
			if err := deleteCustomer(ctx, tx, id); err != nil {
				return err
			}
			continue
		}
		text, err := s.keys.Open(batch+id, was.keyID, was.sealed)
		if err != nil {
			return err
		}
		sheet, err := restored(text)
		if err != nil {
			return err
		}
		if err := s.rewrite(ctx, tx, &sheet); err != nil {
			return err
		}
	}
	return nil
}
