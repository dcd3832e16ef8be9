package customer

import (
	"context"
	"strings"

	"manyi.dev/manyi/internal/db"
)

// sealedContact is a row of cust_contacts.
type sealedContact struct {
	Contact
	customer, keyID, sealed, blind string
}

const contactCols = `id, customer_id, kind, key_id, sealed, blind, consent, purposes, valid_from, valid_until`

func contactCells(c *sealedContact) []any {
	return []any{
		&c.ID, &c.customer, &c.Kind, &c.keyID, &c.sealed, &c.blind, &c.Consent, db.JSON[[]string]{V: &c.Purposes}, &c.ValidFrom, &c.ValidUntil,
	}
}

func contactsOf(ctx context.Context, q db.Q, customers []string) ([]sealedContact, error) {
	in, args := db.In(customers)
	return db.All(ctx, q, contactCells, `SELECT `+contactCols+` FROM cust_contacts WHERE customer_id IN `+in+` ORDER BY id`, args...)
}

func insertContacts(ctx context.Context, q db.Q, rows [][]any) error {
	return db.InsertMany(ctx, q, "cust_contacts", contactCols, rows, "")
}

// contactsNotUnder reads contact points that another key than the current one seals.
func contactsNotUnder(ctx context.Context, q db.Q, key, customer, after string, limit int) ([]sealedContact, error) {
	return db.All(ctx, q, contactCells, `SELECT `+contactCols+` FROM cust_contacts WHERE key_id <> ? AND (customer_id, id) > (?, ?)
		ORDER BY customer_id, id LIMIT ?`, key, customer, after, limit)
}

func reseal(ctx context.Context, q db.Q, c *sealedContact) error {
	_, err := q.Exec(ctx, `UPDATE cust_contacts SET key_id = ?, sealed = ? WHERE customer_id = ? AND id = ?`, c.keyID, c.sealed, c.customer, c.ID)
	return err
}

// relation is a row of cust_relations.
type relation struct {
	Relation
	customer string
}

const relationCols = `customer_id, unit_id, stage, from_date, until_date`

func relationCells(r *relation) []any {
	return []any{&r.customer, &r.Unit, &r.Stage, &r.From, &r.Until}
}

func relationsOf(ctx context.Context, q db.Q, customers []string) ([]relation, error) {
	in, args := db.In(customers)
	return db.All(ctx, q, relationCells, `SELECT `+relationCols+` FROM cust_relations WHERE customer_id IN `+in+` ORDER BY unit_id`, args...)
}

func insertRelations(ctx context.Context, q db.Q, rows [][]any) error {
	return db.InsertMany(ctx, q, "cust_relations", relationCols, rows, "")
}

// value is a row of cust_values.
type value struct{ customer, attribute, text string }

const valueCols = `customer_id, attribute, value`

func valueCells(v *value) []any { return []any{&v.customer, &v.attribute, &v.text} }

func valuesOf(ctx context.Context, q db.Q, customers []string) ([]value, error) {
	in, args := db.In(customers)
	return db.All(ctx, q, valueCells, `SELECT `+valueCols+` FROM cust_values WHERE customer_id IN `+in+` ORDER BY attribute`, args...)
}

func insertValues(ctx context.Context, q db.Q, rows [][]any) error {
	return db.InsertMany(ctx, q, "cust_values", valueCols, rows, "")
}

// shared finds contact points that several customers have, in the order of their place in the index.
func shared(ctx context.Context, q db.Q, after string, limit int) ([]string, error) {
	return db.Values[string](ctx, q, `SELECT key FROM cust_keys WHERE kind = 'blind' AND key > ? GROUP BY key
		HAVING COUNT(*) > 1 ORDER BY key LIMIT ?`, after, limit)
}

func customersWith(ctx context.Context, q db.Q, blinds []string) ([]Customer, error) {
	in, args := db.In(blinds)
	return db.All(ctx, q, customerCells, `SELECT `+customerCols+` FROM cust_customers WHERE id IN
		(SELECT customer_id FROM cust_keys WHERE kind = 'blind' AND key IN `+in+`) ORDER BY id`, args...)
}

// erasure is a row of cust_erasures: that somebody was erased, and nothing of whom.
type erasure struct {
	Erasure
	codeHash string
}

const erasureCols = `id, code_hash, reason, contents, actor_name, erased_at, actor_id`

func erasureCells(e *erasure) []any {
	return []any{&e.ID, &e.codeHash, &e.Reason, db.JSON[map[string]int]{V: &e.Contents}, &e.By, &e.At, &e.ByID}
}

func erasedAmong(ctx context.Context, q db.Q, hashes []string) ([]string, error) {
	in, args := db.In(hashes)
	return db.Values[string](ctx, q, `SELECT code_hash FROM cust_erasures WHERE code_hash IN `+in+`
		UNION SELECT code_hash FROM cust_erased_codes WHERE code_hash IN `+in, append(args, args...)...)
}

// lastErasure is the id of the latest erasure, "" before the first: ids are in the order of time.
func lastErasure(ctx context.Context, q db.Q) (string, error) {
	return db.Value[string](ctx, q, `SELECT COALESCE(MAX(id), '') FROM cust_erasures`)
}

func erasedHashes(ctx context.Context, q db.Q) ([]string, error) {
	return db.Values[string](ctx, q, `SELECT code_hash FROM cust_erasures UNION SELECT code_hash FROM cust_erased_codes`)
}

func insertErasedCode(ctx context.Context, q db.Q, hash, erasure string) error {
	_, err := q.Exec(ctx, `INSERT INTO cust_erased_codes (code_hash, erasure_id) VALUES (?, ?) ON CONFLICT DO NOTHING`, hash, erasure)
	return err
}

// erasuresBefore reads certificates before a place, newest first: those of one actor, or with "" all.
func erasuresBefore(ctx context.Context, q db.Q, actor, before string, limit int) ([]erasure, error) {
	return db.All(ctx, q, erasureCells, `SELECT `+erasureCols+` FROM cust_erasures
		WHERE (? = '' OR actor_id = ?) AND (? = '' OR id < ?) ORDER BY id DESC LIMIT ?`, actor, actor, before, before, limit)
}

func erasureByID(ctx context.Context, q db.Q, id string) (erasure, error) {
	return db.One(ctx, q, erasureCells, `SELECT `+erasureCols+` FROM cust_erasures WHERE id = ?`, id)
}

func mappingNames(ctx context.Context, q db.Q) ([]NamedMapping, error) {
	return db.All(ctx, q, func(m *NamedMapping) []any { return []any{&m.Name, db.JSON[Mapping]{V: &m.Mapping}, &m.ChangedAt} },
		`SELECT name, document, changed_at FROM cust_mappings ORDER BY name`)
}

func renameMapping(ctx context.Context, q db.Q, from, to string, now db.Millis) (int64, error) {
	return q.Exec(ctx, `UPDATE cust_mappings SET name = ?, changed_at = ? WHERE name = ?`, to, now, from)
}

func deleteMapping(ctx context.Context, q db.Q, name string) (int64, error) {
	return q.Exec(ctx, `DELETE FROM cust_mappings WHERE name = ?`, name)
}

func mappingExists(ctx context.Context, q db.Q, name string) (bool, error) {
	return db.Value[bool](ctx, q, `SELECT EXISTS (SELECT 1 FROM cust_mappings WHERE name = ?)`, name)
}

func putMapping(ctx context.Context, q db.Q, m *NamedMapping, now db.Millis) error {
	_, err := q.Exec(ctx, `INSERT INTO cust_mappings (name, document, changed_at) VALUES (?, ?, ?)
		ON CONFLICT (name) DO UPDATE SET document = excluded.document, changed_at = excluded.changed_at`, m.Name, db.JSON[Mapping]{V: &m.Mapping}, now)
	return err
}

// placeholders of an EXISTS condition on the units of a customer.
func inUnits(units []string, stage string) (string, []any) {
	in, args := db.In(units)
	text := `EXISTS (SELECT 1 FROM cust_relations AS u WHERE u.customer_id = c.id AND u.unit_id IN ` + in
	if units == nil {
		text, args = `EXISTS (SELECT 1 FROM cust_relations AS u WHERE u.customer_id = c.id`, nil
	}
	if stage != "" {
		text, args = text+` AND u.stage = ?`, append(args, stage)
	}
	return strings.TrimSpace(text) + `)`, args
}
