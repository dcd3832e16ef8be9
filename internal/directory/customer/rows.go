package customer

import (
	"context"
	"errors"
	"maps"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/errs"
)

// rowsOf gathers the rows of customers, to be inserted together.
type rowsOf struct {
	customers, contacts, relations, values [][]any
	keys                                   []searchKey
}

// insert writes the rows with the keys that they are searched by.
func (r *rowsOf) insert(ctx context.Context, q db.Q) error {
	if err := insertKeys(ctx, q, r.keys); err != nil {
		return err
	}
	return r.insertSilently(ctx, q)
}

// insertSilently writes the rows without their keys, which the caller writes later.
func (r *rowsOf) insertSilently(ctx context.Context, q db.Q) error {
	if err := insertCustomers(ctx, q, r.customers); err != nil {
		return err
	}
	if err := insertContacts(ctx, q, r.contacts); err != nil {
		return err
	}
	if err := insertRelations(ctx, q, r.relations); err != nil {
		return err
	}
	return insertValues(ctx, q, r.values)
}

// parts adds what hangs on a customer, contact points sealed anew for their rows.
func (s *Service) parts(sheet *Sheet, rows *rowsOf) {
	contacts := make([]sealedContact, len(sheet.Contacts))
	for i, c := range sheet.Contacts {
		c.ID = newID()
		if c.Purposes == nil {
			c.Purposes = []string{}
		}
		sealed := &contacts[i]
		sealed.Contact, sealed.customer = c, sheet.ID
		sealed.keyID, sealed.sealed = s.keys.Seal(c.ID, c.Value)
		if c.Kind != Address { // found by its exact value; addresses are written in too many ways
			sealed.blind = s.keys.Blind(string(c.Kind), c.Value)
		}
		rows.contacts = append(rows.contacts, contactCells(sealed))
	}
	rows.keys = append(rows.keys, sheet.keys(contacts)...)
	for _, r := range sheet.Relations {
		one := relation{Relation: r, customer: sheet.ID}
		rows.relations = append(rows.relations, relationCells(&one))
	}
	for name, text := range sheet.Attributes {
		one := value{sheet.ID, name, text}
		rows.values = append(rows.values, valueCells(&one))
	}
}

// add takes over another's rows of parts.
func (r *rowsOf) add(other *rowsOf) {
	r.contacts, r.relations = append(r.contacts, other.contacts...), append(r.relations, other.relations...)
	r.values, r.keys = append(r.values, other.values...), append(r.keys, other.keys...)
}

func equalMaps(a, b map[string]string) bool { return maps.Equal(a, b) }

// join makes one error of several.
func join(list []*errs.Error) error {
	all := make([]error, len(list))
	for i, e := range list {
		all[i] = e
	}
	return errors.Join(all...)
}
