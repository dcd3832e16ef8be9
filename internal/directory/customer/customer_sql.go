package customer

import (
	"context"
	"slices"
	"strings"

	"manyi.dev/manyi/internal/db"
)

const customerCols = `id, code, name, name_key, initials, kind, industry, segment, tier, status, language, channel, manager, ` +
	`do_not_contact, special_mark, batch_id, digest, created_at, changed_at`

func customerCells(c *Customer) []any {
	return []any{
		&c.ID, &c.Code, &c.Name, &c.nameKey, &c.Initials, &c.Kind, &c.Industry, &c.Segment, &c.Tier, &c.Status, &c.Language, &c.Channel,
		&c.Manager, &c.DoNotContact, &c.SpecialMark, &c.batch, &c.digest, &c.CreatedAt, &c.ChangedAt,
	}
}

func customerByID(ctx context.Context, q db.Q, id string) (Customer, error) {
	return db.One(ctx, q, customerCells, `SELECT `+customerCols+` FROM cust_customers WHERE id = ?`, id)
}

func customersByID(ctx context.Context, q db.Q, ids []string) ([]Customer, error) {
	in, args := db.In(ids)
	return db.All(ctx, q, customerCells, `SELECT `+customerCols+` FROM cust_customers WHERE id IN `+in, args...)
}

func putCustomer(ctx context.Context, q db.Q, c *Customer) error {
	return db.Update(ctx, q, "cust_customers", customerCols, customerCells(c))
}

// known is what an import must know of a customer that is there already. old says that the code is one it had before it
// was merged; digest is then that of the row that last came under this code.
type known struct {
	id, code, digest string
	old              bool
}

func knownCells(k *known) []any { return []any{&k.id, &k.code, &k.digest, &k.old} }

func knownCustomers(ctx context.Context, q db.Q, codes []string) ([]known, error) {
	var all []known
	for some := range slices.Chunk(codes, db.AtOnce/2) {
		in, args := db.In(some)
		list, err := db.All(ctx, q, knownCells, `SELECT id, code, digest, FALSE FROM cust_customers WHERE code IN `+in+`
			UNION ALL SELECT customer_id, code, digest, TRUE FROM cust_old_codes WHERE code IN `+in, append(args, args...)...)
		if err != nil {
			return nil, err
		}
		all = append(all, list...)
	}
	return all, nil
}

// oldCodesOf are the codes that were merged into a customer.
func oldCodesOf(ctx context.Context, q db.Q, id string) ([]string, error) {
	return db.Values[string](ctx, q, `SELECT code FROM cust_old_codes WHERE customer_id = ? ORDER BY code`, id)
}

// rememberCode has a code lead to a customer; the codes that led to the one who had it lead there, too.
func rememberCode(ctx context.Context, q db.Q, code, gone, kept string, now db.Millis) error {
	if _, err := q.Exec(ctx, `UPDATE cust_old_codes SET customer_id = ? WHERE customer_id = ?`, kept, gone); err != nil {
		return err
	}
	_, err := q.Exec(ctx, `INSERT INTO cust_old_codes (code, customer_id, digest, merged_at) VALUES (?, ?, ?, ?)`, code, kept, "", now)
	return err
}

func setOldDigest(ctx context.Context, q db.Q, code, digest string) error {
	_, err := q.Exec(ctx, `UPDATE cust_old_codes SET digest = ? WHERE code = ?`, digest, code)
	return err
}

// forgetDigests has the next row under an old code of the customer count as changed.
func forgetDigests(ctx context.Context, q db.Q, id string) error {
	_, err := q.Exec(ctx, `UPDATE cust_old_codes SET digest = ? WHERE customer_id = ?`, "", id)
	return err
}

// keyOf are the columns that are searched through cust_keys.
var keyOf = map[string]string{"name_key": keyName, "initials": keyInitials}

// page reads customers of a phase after a place.
func page(ctx context.Context, q db.Q, p phase, where []string, args []any, key, id string, limit int) ([]Customer, error) {
	if kind := keyOf[p.column]; kind != "" {
		conditions := append([]string{`k.kind = ?`, `k.key >= ?`, `k.key < ?`, `(k.key, k.customer_id) > (?, ?)`}, where...)
		all := append([]any{kind, p.low, p.high, key, id}, args...)
		return db.All(ctx, q, customerCells, `SELECT `+prefixed+` FROM cust_keys AS k JOIN cust_customers AS c ON c.id = k.customer_id WHERE `+
			strings.Join(conditions, " AND ")+` ORDER BY k.key, k.customer_id LIMIT ?`, append(all, limit)...)
	}
	conditions := append([]string{`c.` + p.column + ` >= ?`, `c.` + p.column + ` < ?`, `(c.` + p.column + `, c.id) > (?, ?)`}, where...)
	all := append([]any{p.low, p.high, key, id}, args...)
	return db.All(ctx, q, customerCells, `SELECT `+prefixed+` FROM cust_customers AS c WHERE `+strings.Join(conditions, " AND ")+
		` ORDER BY c.`+p.column+`, c.id LIMIT ?`, append(all, limit)...)
}

// pageOfUnit reads the customers of one unit in the order of their ids.
func pageOfUnit(ctx context.Context, q db.Q, unit string, where []string, args []any, after string, limit int) ([]Customer, error) {
	conditions := append([]string{`r.unit_id = ?`, `r.customer_id > ?`}, where...)
	all := append([]any{unit, after}, args...)
	return db.All(ctx, q, customerCells, `SELECT `+prefixed+` FROM cust_relations AS r JOIN cust_customers AS c ON c.id = r.customer_id WHERE `+
		strings.Join(conditions, " AND ")+` ORDER BY r.customer_id LIMIT ?`, append(all, limit)...)
}

var prefixed = `c.` + strings.ReplaceAll(customerCols, `, `, `, c.`)

func customersExist(ctx context.Context, q db.Q) (bool, error) {
	return db.Value[bool](ctx, q, `SELECT EXISTS (SELECT 1 FROM cust_contacts)`)
}

func deleteCustomer(ctx context.Context, q db.Q, id string) error {
	if err := deleteKeys(ctx, q, id); err != nil {
		return err
	}
	if err := deleteParts(ctx, q, id); err != nil {
		return err
	}
	if _, err := q.Exec(ctx, `DELETE FROM cust_old_codes WHERE customer_id = ?`, id); err != nil {
		return err
	}
	_, err := q.Exec(ctx, `DELETE FROM cust_customers WHERE id = ?`, id)
	return err
}

// deleteParts deletes what hangs on a customer.
func deleteParts(ctx context.Context, q db.Q, id string) error {
	for _, text := range []string{
		`DELETE FROM cust_contacts WHERE customer_id = ?`, `DELETE FROM cust_relations WHERE customer_id = ?`, `DELETE FROM cust_values WHERE customer_id = ?`,
	} {
		if _, err := q.Exec(ctx, text, id); err != nil {
			return err
		}
	}
	return nil
}

func insertCustomers(ctx context.Context, q db.Q, rows [][]any) error {
	return db.InsertMany(ctx, q, "cust_customers", customerCols, rows, "")
}
