package demo_test

import (
	"slices"
	"testing"

	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/demo"
	"manyi.dev/manyi/internal/directory/customer"
)

// The archive holds what docs/demonstration.md says, and the same every time.
func TestArchive(t *testing.T) {
	t.Parallel()
	p := prepared(t, dbtest.OpenSQLite(t))
	if err := demo.Prepare(t.Context(), p.Services, func(string) {}); err != nil {
		t.Fatal(err)
	}
	n, companies, q := 0, 0, customer.Query{Limit: 500}
	var first []string
	for {
		list, next, err := p.Customers.List(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		n += len(list)
		for _, c := range list {
			if c.Kind == customer.Company {
				companies++
			}
			if len(first) < 3 {
				first = append(first, c.Name)
			}
		}
		if q.After = next; next == "" {
			break
		}
	}
	if n != 5000 || companies != 449 {
		t.Errorf("%d customers, %d of them companies", n, companies)
	}
	if want := []string{"薛洁", "陈卫东", "李平"}; !slices.Equal(first, want) {
		t.Errorf("the first are %q", first)
	}
	duplicates, _, err := p.Customers.Duplicates(t.Context(), nil, "", 100)
	if err != nil || len(duplicates) != 12 {
		t.Errorf("%d duplicates, %v", len(duplicates), err)
	}
	list, _, err := p.Customers.List(t.Context(), customer.Query{Text: "19900000042"})
	if err != nil || len(list) != 1 || list[0].Code != "K100043" {
		t.Errorf("by phone: %+v, %v", list, err)
	}
}
