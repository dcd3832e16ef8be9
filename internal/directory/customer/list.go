package customer

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"manyi.dev/manyi/internal/errs"
)

// Query chooses customers; a zero field does not filter.
type Query struct {
	Units     []string // ids; nil is all
	Text      string   // beginning of a name, of its pinyin initials or of a code; or a whole phone, e-mail or id number
	Stage     string
	Status    string
	Attribute string
	Value     string
	After     string // next of the previous page
	Limit     int    // 1 to 500; 0 is 50
}

// phase is one way in which customers match a text. The phases of a search follow each other, each in the order of its
// column, so that a page never needs more than an index and a place in it.
type phase struct {
	column    string // id, name_key, initials or code
	low, high string // not included
}

// last is after every text that begins so.
const last = "\U0010FFFF"

// manyUnits is from how many units on a list is read by customers rather than by units.
const manyUnits = 64

// List is a page of customers with their parts, contact points masked. next is empty on the last page.
func (s *Service) List(ctx context.Context, q Query) (list []Sheet, next string, err error) {
	limit := q.Limit
	if limit <= 0 || limit > 500 {
		limit = 50
	}
	found, next, err := s.find(ctx, q, limit)
	if err != nil {
		return nil, "", err
	}
	if list, err = s.sheets(ctx, s.db, found); err != nil {
		return nil, "", err
	}
	for i := range list {
		mask(&list[i])
	}
	return list, next, nil
}

func (s *Service) find(ctx context.Context, q Query, limit int) ([]Customer, string, error) {
	exact, phases := s.phases(q.Text)
	at, key, id, err := s.place(ctx, q.After, phases)
	if err != nil {
		return nil, "", err
	}
	where, args := q.conditions()
	if q.Text == "" && q.Units != nil && len(q.Units) <= manyUnits {
		return s.byUnits(ctx, q, id, limit)
	}
	if q.Units != nil || q.Stage != "" {
		text, more := inUnits(q.Units, q.Stage)
		where, args = append(where, text), append(args, more...)
	}
	var found []Customer
	if at == 0 && len(exact) > 0 && id == "" {
		if found, err = s.exactly(ctx, exact, q); err != nil {
			return nil, "", err
		}
	}
	for ; at < len(phases) && len(found) <= limit; at++ {
		p := phases[at]
		conditions, values := slices.Clip(where), slices.Clip(args)
		for _, earlier := range phases[:at] {
			conditions = append(conditions, `NOT (c.`+earlier.column+` >= ? AND c.`+earlier.column+` < ?)`)
			values = append(values, earlier.low, earlier.high)
		}
		rows, err := page(ctx, s.db, p, conditions, values, key, id, limit+1-len(found))
		if err != nil {
			return nil, "", err
		}
		for _, c := range rows {
			if !slices.ContainsFunc(found, func(f Customer) bool { return f.ID == c.ID }) {
				found = append(found, c)
			}
		}
		if len(found) > limit {
			end := &found[limit-1]
			return found[:limit], strconv.Itoa(end.phase(phases[:at+1])) + "|" + end.ID, nil
		}
		key, id = "", ""
	}
	return found[:min(len(found), limit)], "", nil
}

// phase is the first phase in which the customer is found; the last one shown may be of an earlier phase than the page
// ended in.
func (c *Customer) phase(phases []phase) int {
	return max(slices.IndexFunc(phases, c.in), 0)
}

func (c *Customer) in(p phase) bool {
	v := c.at(p.column)
	return v >= p.low && v < p.high
}

func (c *Customer) at(column string) string {
	switch column {
	case "name_key":
		return c.nameKey
	case "initials":
		return c.Initials
	case "code":
		return c.Code
	}
	return c.ID
}

// phases are the ways in which a text may be meant, and its places in the blind index.
func (s *Service) phases(text string) (exact []string, list []phase) {
	text = strings.TrimSpace(text)
	if text == "" {
		return nil, []phase{{"id", "", last}}
	}
	for _, kind := range []ContactKind{Phone, Email, IDNumber} {
		if kind == IDNumber && len(text) < 8 {
			continue
		}
		if value, err := Normal(kind, text); err == nil {
			exact = append(exact, s.keys.Blind(string(kind), value))
		}
	}
	begins := func(column, low string) { list = append(list, phase{column, low, low + last}) }
	key := nameKeyOf(text)
	begins("name_key", key)
	if !strings.ContainsFunc(key, func(r rune) bool { return r < '0' || r > 'z' }) {
		begins("initials", key)
	}
	begins("code", text)
	return exact, list
}

// conditions are the filters that hold in every phase.
func (q *Query) conditions() (where []string, args []any) {
	if q.Status != "" {
		where, args = append(where, `c.status = ?`), append(args, q.Status)
	}
	if q.Attribute != "" && q.Value != "" {
		where = append(where, `EXISTS (SELECT 1 FROM cust_values AS v WHERE v.customer_id = c.id AND v.attribute = ? AND v.value = ?)`)
		args = append(args, q.Attribute, q.Value)
	}
	return where, args
}

// exactly are the customers with a contact point that is meant, as far as the query lets them through.
func (s *Service) exactly(ctx context.Context, blinds []string, q Query) ([]Customer, error) {
	all, err := customersWith(ctx, s.db, blinds)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	sheets, err := s.sheets(ctx, s.db, all[:min(len(all), 500)])
	var found []Customer
	for i := range sheets {
		one := &sheets[i]
		if one.within(q.Units) && (q.Status == "" || one.Status == q.Status) && (q.Attribute == "" || one.Attributes[q.Attribute] == q.Value) &&
			(q.Stage == "" || slices.ContainsFunc(one.Relations, func(r Relation) bool { return r.Stage == q.Stage })) {
			found = append(found, one.Customer)
		}
	}
	return found, err
}

// byUnits merges the customers of a few units in the order of their ids.
func (s *Service) byUnits(ctx context.Context, q Query, after string, limit int) ([]Customer, string, error) {
	where, args := q.conditions()
	if q.Stage != "" {
		where, args = append(where, `r.stage = ?`), append(args, q.Stage)
	}
	var found []Customer
	for _, unit := range q.Units {
		rows, err := pageOfUnit(ctx, s.db, unit, where, args, after, limit+1)
		if err != nil {
			return nil, "", err
		}
		found = append(found, rows...)
		slices.SortFunc(found, func(a, b Customer) int { return cmp.Compare(a.ID, b.ID) })
		found = slices.CompactFunc(found, func(a, b Customer) bool { return a.ID == b.ID })
		found = found[:min(len(found), limit+1)]
	}
	if len(found) <= limit {
		return found, "", nil
	}
	found = found[:limit]
	return found, "0|" + found[limit-1].ID, nil
}

// place reads a cursor: the phase and the last customer shown, whose key is looked up, so that no name is in an address.
func (s *Service) place(ctx context.Context, after string, phases []phase) (at int, key, id string, err error) {
	if after == "" {
		return 0, "", "", nil
	}
	bad := errs.New(errs.Invalid, "request.cursor").At("cursor")
	first, id, ok := strings.Cut(after, "|")
	at, e := strconv.Atoi(first)
	if !ok || e != nil || at < 0 || at >= len(phases) {
		return 0, "", "", bad
	}
	c, err := customerByID(ctx, s.db, id)
	if errs.Is(err, errs.NotFound) {
		err = bad
	}
	return at, c.at(phases[at].column), id, err
}
