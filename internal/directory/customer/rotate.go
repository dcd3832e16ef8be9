package customer

import (
	"context"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/db"
)

// Rotate seals everything under a new key and forgets the old ones. Interrupted, it is simply run again: what was sealed
// anew stays so, and old keys are forgotten only when nothing needs them. The key of the blind index stays, since an index
// under another key would have to be made from every contact point at once.
func (s *Service) Rotate(ctx context.Context, by audit.Actor) (int, error) {
	if err := s.keys.begin(); err != nil {
		return 0, err
	}
	n := 0
	for { // until a round finds nothing: what was being written under the old key is there by then
		more, err := s.resealContacts(ctx)
		if n += more; err != nil {
			return n, err
		}
		if more == 0 {
			break
		}
	}
	if err := s.resealBefores(ctx); err != nil {
		return n, err
	}
	if err := s.keys.finish(); err != nil {
		return n, err
	}
	return n, s.db.Tx(ctx, func(tx *db.Tx) error {
		return audit.Write(ctx, tx, by, audit.Entry{Action: "customer.rotate_keys", Kind: "keys", Object: s.keys.Current(), Details: map[string]any{
			"contacts": n,
		}})
	})
}

func (s *Service) resealContacts(ctx context.Context) (int, error) {
	total, key, customer, after := 0, s.keys.Current(), "", ""
	var pace db.Pace
	for {
		var done func()
		n := 0
		err := s.db.Tx(ctx, func(tx *db.Tx) error {
			done = pace.Hold()
			list, err := contactsNotUnder(ctx, tx, key, customer, after, pace.Size())
			if err != nil {
				return err
			}
			n = len(list)
			for i := range list {
				c := &list[i]
				text, err := s.keys.Open(c.ID, c.keyID, c.sealed)
				if err != nil {
					return err
				}
				c.keyID, c.sealed = s.keys.Seal(c.ID, text)
				if err := reseal(ctx, tx, c); err != nil {
					return err
				}
				customer, after = c.customer, c.ID
			}
			return nil
		})
		if err != nil || n == 0 {
			return total, err
		}
		done()
		total += n
	}
}

func (s *Service) resealBefores(ctx context.Context) error {
	var pace db.Pace
	for {
		var done func()
		n := 0
		err := s.db.Tx(ctx, func(tx *db.Tx) error {
			done = pace.Hold()
			list, err := beforesNotUnder(ctx, tx, s.keys.Current(), pace.Size())
			if err != nil {
				return err
			}
			n = len(list)
			for i := range list {
				b := &list[i]
				text, err := s.keys.Open(b.batch+b.customer, b.keyID, b.sealed)
				if err != nil {
					return err
				}
				b.keyID, b.sealed = s.keys.Seal(b.batch+b.customer, text)
				if err := resealBefore(ctx, tx, b); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || n == 0 {
			return err
		}
		done()
	}
}
