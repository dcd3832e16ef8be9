package customer

import (
	"context"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/errs"
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
			ids, err := broughtBy(ctx, tx, b.ID, "", min(pace.Size(), 500))
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

// unusedOutside refuses when something outside the archive depends on a customer of the batch.
func (s *Service) unusedOutside(ctx context.Context, batch string) error {
	used := 0
	for after := ""; ; {
		ids, err := broughtBy(ctx, s.db, batch, after, 500)
		if err != nil {
			return err
		}
		if len(ids) == 0 {
			break
		}
		n, err := s.follower.Used(ctx, s.db, ids)
		if err != nil {
			return err
		}
		used, after = used+n, ids[len(ids)-1]
	}
	if used > 0 {
		return errs.New(errs.Conflict, "customer.batch.used").With("count", used)
	}
	return nil
}

// withoutUsed leaves out those on whom something has come to depend since the undoing was asked for: they stay.
func (s *Service) withoutUsed(ctx context.Context, tx *db.Tx, ids []string) ([]string, error) {
	n, err := s.follower.Used(ctx, tx, ids)
	if err != nil || n == 0 {
		return ids, err
	}
	var free []string
	for _, id := range ids {
		if n, err = s.follower.Used(ctx, tx, []string{id}); err != nil {
			return nil, err
		}
		if n == 0 {
			free = append(free, id)
		} else if err := keepFrom(ctx, tx, id); err != nil {
			return nil, err
		}
	}
	return free, nil
}

func (s *Service) takeBackSome(ctx context.Context, tx *db.Tx, batch string, ids []string) error {
	ids, err := s.withoutUsed(ctx, tx, ids)
	if err != nil {
		return err
	}
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
		if err := forgetDigests(ctx, tx, id); err != nil {
			return err
		}
	}
	return nil
}
