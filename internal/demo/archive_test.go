package demo_test

import (
	"slices"
	"testing"

	"manyi.dev/manyi/internal/directory/customer"
)

// testArchive: the archive holds what docs/demonstration.md says, and the same every time.
func testArchive(t *testing.T, p *place) {
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
	if n != 5000 || companies != 406 {
		t.Errorf("%d customers, %d of them companies", n, companies)
	}
	if want := []string{"中诚会展机械制造有限公司", "张家豪", "魏国华"}; !slices.Equal(first, want) {
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
