package customer

import (
	"context"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/errs"
)

const batchCols = `id, file, state, mapping, total, last_row, seen, created, changed, unchanged, faulty, problem, actor_id, actor_name, ` +
	`created_at, finished_at`

func batchCells(b *Batch) []any {
	return []any{
		&b.ID, &b.File, &b.State,
		db.JSON[Mapping]{V: &b.Mapping},
		&b.Total, &b.lastRow, &b.Seen, &b.Created, &b.Changed, &b.Unchanged, &b.Faulty,
		&b.Problem, &b.By.ID, &b.By.Name, &b.CreatedAt, &b.FinishedAt,
	}
}

func insertBatch(ctx context.Context, q db.Q, b *Batch) error {
	return db.Insert(ctx, q, "cust_batches", batchCols, batchCells(b))
}

func putBatch(ctx context.Context, q db.Q, b *Batch) error {
	return db.Update(ctx, q, "cust_batches", batchCols, batchCells(b))
}

func batchByID(ctx context.Context, q db.Q, id string) (Batch, error) {
	return db.One(ctx, q, batchCells, `SELECT `+batchCols+` FROM cust_batches WHERE id = ?`, id)
}

func latestBatches(ctx context.Context, q db.Q, limit int) ([]Batch, error) {
	return db.All(ctx, q, batchCells, `SELECT `+batchCols+` FROM cust_batches ORDER BY created_at DESC, id DESC LIMIT ?`, limit)
}

// untouched counts the customers that the batch was the last to write.
func untouched(ctx context.Context, q db.Q, batch string) (int, error) {
	return db.Value[int](ctx, q, `SELECT COUNT(*) FROM cust_customers WHERE batch_id = ?`, batch)
}

// broughtBy reads some of them after a place.
func broughtBy(ctx context.Context, q db.Q, batch, after string, limit int) ([]string, error) {
	return db.Values[string](ctx, q, `SELECT id FROM cust_customers WHERE batch_id = ? AND id > ? ORDER BY id LIMIT ?`, batch, after, limit)
}

// keepFrom takes a customer out of its batch: undoing the batch leaves it as it is.
func keepFrom(ctx context.Context, q db.Q, id string) error {
	_, err := q.Exec(ctx, `UPDATE cust_customers SET batch_id = ? WHERE id = ?`, "", id)
	return err
}

const faultCols = `row_number, column_name, key, args`

func faultCells(f *Fault) []any {
	return []any{&f.Row, &f.Column, &f.Key, db.JSON[errs.Args]{V: &f.Args}}
}

func faultsOf(ctx context.Context, q db.Q, batch string) ([]Fault, error) {
	return db.All(ctx, q, faultCells, `SELECT `+faultCols+` FROM cust_faults WHERE batch_id = ? ORDER BY row_number, column_name`, batch)
}

func insertFault(ctx context.Context, q db.Q, batch string, f *Fault) error {
	_, err := q.Exec(ctx, `INSERT INTO cust_faults (batch_id, `+faultCols+`) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		append([]any{batch}, faultCells(f)...)...)
	return err
}

func deleteFaults(ctx context.Context, q db.Q, batch string) error {
	_, err := q.Exec(ctx, `DELETE FROM cust_faults WHERE batch_id = ?`, batch)
	return err
}

// before is a customer as it was before a batch changed it, sealed as a whole.
type before struct{ batch, customer, keyID, sealed string }

const beforeCols = `batch_id, customer_id, key_id, sealed`

func beforeCells(b *before) []any { return []any{&b.batch, &b.customer, &b.keyID, &b.sealed} }

// insertBefore keeps the first image: a later one of the same batch is the batch's own work.
func insertBefore(ctx context.Context, q db.Q, b *before) error {
	_, err := q.Exec(ctx, `INSERT INTO cust_befores (`+beforeCols+`) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`, beforeCells(b)...)
	return err
}

func beforesOf(ctx context.Context, q db.Q, batch string, customers []string) ([]before, error) {
	in, args := db.In(customers)
	return db.All(ctx, q, beforeCells, `SELECT `+beforeCols+` FROM cust_befores WHERE batch_id = ? AND customer_id IN `+in, append([]any{batch}, args...)...)
}

func beforesNotUnder(ctx context.Context, q db.Q, key string, limit int) ([]before, error) {
	return db.All(ctx, q, beforeCells, `SELECT `+beforeCols+` FROM cust_befores WHERE key_id <> ? ORDER BY batch_id, customer_id LIMIT ?`, key, limit)
}

func resealBefore(ctx context.Context, q db.Q, b *before) error {
	_, err := q.Exec(ctx, `UPDATE cust_befores SET key_id = ?, sealed = ? WHERE batch_id = ? AND customer_id = ?`, b.keyID, b.sealed, b.batch, b.customer)
	return err
}

func deleteBefores(ctx context.Context, q db.Q, batch string) error {
	_, err := q.Exec(ctx, `DELETE FROM cust_befores WHERE batch_id = ?`, batch)
	return err
}

func deleteBeforesOf(ctx context.Context, q db.Q, customer string) error {
	_, err := q.Exec(ctx, `DELETE FROM cust_befores WHERE customer_id = ?`, customer)
	return err
}
