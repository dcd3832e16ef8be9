package customer

import (
	"context"

	"manyi.dev/manyi/internal/db"
)

// The kinds of keys that customers are searched by.
const (
	keyName     = "name"
	keyInitials = "initials"
	keyBlind    = "blind"
)

// searchKey is a row of cust_keys.
type searchKey struct{ kind, key, customer string }

// insertKeys adds keys; those that are there stay.
func insertKeys(ctx context.Context, q db.Q, keys []searchKey) error {
	rows := make([][]any, len(keys))
	for i := range keys {
		rows[i] = []any{keys[i].kind, keys[i].key, keys[i].customer}
	}
	return db.InsertMany(ctx, q, "cust_keys", "kind, key, customer_id", rows, "ON CONFLICT DO NOTHING")
}

// deleteKeys deletes what a customer is searched by, as his row and his contact points say it: they are still there.
func deleteKeys(ctx context.Context, q db.Q, id string) error {
	for _, text := range []string{
		`DELETE FROM cust_keys WHERE kind = 'name' AND customer_id = ? AND key = (SELECT name_key FROM cust_customers WHERE id = ?)`,
		`DELETE FROM cust_keys WHERE kind = 'initials' AND customer_id = ? AND key = (SELECT initials FROM cust_customers WHERE id = ?)`,
		`DELETE FROM cust_keys WHERE kind = 'blind' AND customer_id = ? AND key IN (SELECT blind FROM cust_contacts WHERE customer_id = ?)`,
	} {
		if _, err := q.Exec(ctx, text, id, id); err != nil {
			return err
		}
	}
	return nil
}

// keysStored are the keys of some customers of a batch, as their rows and contact points say them.
func keysStored(ctx context.Context, q db.Q, customers []string) ([]searchKey, error) {
	in, args := db.In(customers)
	return db.All(ctx, q, func(k *searchKey) []any { return []any{&k.kind, &k.key, &k.customer} },
		`SELECT 'name', name_key, id FROM cust_customers WHERE id IN `+in+`
		UNION ALL SELECT 'initials', initials, id FROM cust_customers WHERE initials <> '' AND id IN `+in+`
		UNION ALL SELECT 'blind', blind, customer_id FROM cust_contacts WHERE blind <> '' AND customer_id IN `+in,
		append(append(args[:len(args):len(args)], args...), args...)...)
}

// batchState is the state of a batch, "" of one that is not there.
func batchState(ctx context.Context, q db.Q, id string) (BatchState, error) {
	all, err := db.Values[BatchState](ctx, q, `SELECT state FROM cust_batches WHERE id = ?`, id)
	if err != nil || len(all) == 0 {
		return "", err
	}
	return all[0], nil
}
