package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/directory/customer"
)

// customerName begins the names of the customers of outlet B0101; customerPhone is the first one's.
const (
	customerName  = "Waterfall"
	customerPhone = "13800138001"
)

// archive brings customers in: five of B0101, one of B0201. It returns their ids by code.
func (h *house) archive(t *testing.T) map[string]string {
	t.Helper()
	var text strings.Builder
	text.WriteString("code,name,phone,unit\n")
	for i := 1; i <= 5; i++ {
		fmt.Fprintf(&text, "C%d,%s %d,1380013800%d,B0101\n", i, customerName, i, i)
	}
	text.WriteString("C6,Somebody else,13800138006,B0201\n")
	h.batch(t, text.String(), true)
	list, _, err := h.customers.List(ctx, customer.Query{})
	if err != nil || len(list) != 6 {
		t.Fatalf("%d customers, %v", len(list), err)
	}
	ids := map[string]string{}
	for _, c := range list {
		ids[c.Code] = c.ID
	}
	return ids
}

// batch uploads a file and, with load, has it checked and loaded; otherwise it is checked only.
func (h *house) batch(t *testing.T, text string, load bool) string {
	t.Helper()
	b, err := h.customers.Upload(ctx, audit.Actor{ID: "u", Name: "u"}, "customers.csv", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	m := customer.Mapping{"code": "code", "name": "name", "phone": "phone", "unit": "unit"}
	if _, err = h.customers.Check(ctx, b.ID, m); err == nil {
		err = h.customers.Work(ctx, b.ID)
	}
	if err == nil && load {
		if _, err = h.customers.Load(ctx, b.ID); err == nil {
			err = h.customers.Work(ctx, b.ID)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.ID
}

// correction is a customer as it is sent back.
func (h *house) correction(t *testing.T, id, name string) string {
	t.Helper()
	s, err := h.customers.Show(ctx, id, nil)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf(`{"version": %d, "name": %q, "kind": "person", "status": "active", "do_not_contact": false, "special_mark": false,
		"contacts": [{"kind": "phone", "value": "13700137000", "consent": "granted", "purposes": ["survey"]}], "units": [{"unit": %q}], "attributes": {}}`,
		s.ChangedAt, name, s.Relations[0].Unit)
}

// fresh is a customer to add.
func (h *house) fresh(t *testing.T, code, unit string) string {
	t.Helper()
	tree, err := h.Directory.Tree(ctx, h.Directory.Today())
	if err != nil {
		t.Fatal(err)
	}
	u, ok := tree.ByCode(unit)
	if !ok {
		t.Fatalf("no unit %s", unit)
	}
	return fmt.Sprintf(`{"code": %q, "name": "%s new", "kind": "person", "status": "active", "do_not_contact": false, "special_mark": false,
		"contacts": [{"kind": "phone", "value": "13600136000", "consent": "granted", "purposes": ["survey"], "valid_from": "2026-01-01"}],
		"units": [{"unit": %q, "from": "2026-02-03"}], "attributes": {}}`, code, customerName, u.ID)
}

// customerRoutes are the controls of the archive's routes.
func customerRoutes(t *testing.T, h *house) map[string]route {
	t.Helper()
	ids := h.archive(t)
	table := "code,name,phone,unit\nX1,Ex,13800138009,B0101\n"
	checked, waiting, loaded := h.batch(t, table, false), h.batch(t, table, false), h.batch(t, strings.ReplaceAll(table, "X1", "X2"), true)
	certificate, err := h.customers.Erase(ctx, audit.Actor{ID: "u", Name: "u"}, ids["C5"], customer.Erasing{Reason: "asked for"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"one", "two"} {
		if err := h.customers.SaveMapping(ctx, audit.Actor{ID: "u", Name: "u"}, customer.NamedMapping{Name: name, Mapping: customer.Mapping{"a": "code"}}); err != nil {
			t.Fatal(err)
		}
	}
	others := []string{"admin", "neighbour", "foreign", "nobody"}
	change := []string{"admin", "um", "neighbour", "foreign", "nobody"}
	whole := []string{"admin", "branch-sm", "um", "foreign", "nobody"}
	one := "/customers/" + ids["C1"]
	return map[string]route{
		"list-customers":             {owner: "um", filter: []string{"neighbour", "foreign"}, deny: []string{"admin", "nobody"}},
		"get-customer":               {path: one, owner: "um", deny: others},
		"reveal-customer":            {path: one + "/reveal", owner: "um", deny: others},
		"correct-customer":           {path: one, body: h.correction(t, ids["C1"], customerName), owner: "branch-sm", deny: change},
		"erase-customer":             {path: "/customers/" + ids["C2"] + "/erase", body: `{"reason": "asked for"}`, owner: "branch-sm", deny: change},
		"merge-customer":             {path: "/customers/" + ids["C3"] + "/merge", body: `{"other": "` + ids["C4"] + `"}`, owner: "branch-sm", deny: change},
		"create-customer":            {body: h.fresh(t, "N1", "B0101"), owner: "branch-sm", deny: []string{"admin", "um", "neighbour", "foreign", "nobody"}},
		"list-customer-duplicates":   {owner: "branch-sm", deny: change},
		"get-customer-certificate":   {path: "/customer-certificates/" + certificate.ID, owner: "sm", deny: whole},
		"list-customer-certificates": {owner: "sm", filter: []string{"branch-sm"}, deny: []string{"admin", "um", "foreign", "nobody"}},
		"list-wave-erasures":         {path: "/waves/spring/erasures", owner: "um", deny: []string{"foreign", "nobody"}},
		"get-customer-schema-use":    {path: "/customer-schema/use", owner: "sm", deny: whole},
		"rename-customer-mapping":    {path: "/customer-mappings/name", body: `{"from": "one", "to": "three"}`, owner: "sm", deny: whole},
		"delete-customer-mapping":    {path: "/customer-mappings?name=two", owner: "sm", deny: whole},
		"get-customer-schema":        {owner: "um", filter: []string{"foreign"}, deny: []string{"admin", "nobody"}},
		"set-customer-schema":        {body: `{"stages": [], "attributes": []}`, owner: "sm", deny: whole},
		"list-customer-batches":      {owner: "sm", deny: whole},
		"get-customer-batch":         {path: "/customer-batches/" + loaded, owner: "sm", deny: whole},
		"preview-customer-batch":     {path: "/customer-batches/" + waiting + "/preview", owner: "sm", deny: whole},
		"check-customer-batch":       {path: "/customer-batches/" + waiting + "/check", body: `{"mapping": {"code": "code", "name": "name"}}`, owner: "sm", deny: whole},
		"cancel-customer-batch":      {path: "/customer-batches/" + waiting + "/cancel", owner: "sm", deny: whole, last: true},
		"load-customer-batch":        {path: "/customer-batches/" + checked + "/load", owner: "sm", deny: whole},
		"undo-customer-batch":        {path: "/customer-batches/" + loaded + "/undo", owner: "sm", deny: whole},
		"list-customer-mappings":     {owner: "sm", deny: whole},
		"save-customer-mapping":      {body: `{"name": "core", "mapping": {"code": "code"}}`, owner: "sm", deny: whole},
		"upload-customer-batch":      {body: table, owner: "sm", deny: whole},
		"customer-batch-faults":      {path: "/customer-batches/" + loaded + "/faults/faults.csv", owner: "sm", deny: whole},
		"customer-table":             {path: "/customer-tables/customers.csv", owner: "um", filter: []string{"neighbour", "foreign"}, deny: []string{"admin", "nobody"}},
	}
}

func TestCustomersAreShownAsFarAsAllowed(t *testing.T) {
	t.Parallel()
	h := newHouse(t, dbtest.OpenSQLite(t))
	h.fill(t)
	ids := h.archive(t)
	read := func(who, path string) string { return h.people[who].do(t, "GET", "/api/v1"+path, "").body }
	for _, tt := range []struct{ who, path, sees, not string }{
		{"um", "/customers", "138****8001", customerPhone},
		{"um", "/customers", "Waterfall 5", "Somebody"},
		{"um", "/customers?q=" + customerPhone, "Waterfall 1", "Waterfall 2"},
		{"um", "/customers?q=13800138006", `"items":[]`, "Somebody"},
		{"neighbour", "/customers", "Somebody", customerName},
		{"branch-sm", "/customers?unit=B0101", customerName, "Somebody"},
		{"sm", "/customers?unit=B02", "Somebody", customerName},
		{"um", "/customers?unit=B0201", "directory.unit_unknown", "Somebody"},
		{"um", "/customer-tables/customers.csv", "138****8001", customerPhone},
		{"um", "/customer-tables/customers.csv?clear=yes", customerPhone, "Somebody"},
		{"admin", "/customer-tables/customers.csv?clear=yes", "auth.forbidden", customerName},
	} {
		if body := read(tt.who, tt.path); !strings.Contains(body, tt.sees) || strings.Contains(body, tt.not) {
			t.Errorf("%s sees at %s: want %q and not %q: %.500s", tt.who, tt.path, tt.sees, tt.not, body)
		}
	}
	a := h.people["um"].do(t, "POST", "/api/v1/customers/"+ids["C1"]+"/reveal", "")
	if a.status != http.StatusOK || !strings.Contains(a.body, "+86"+customerPhone) {
		t.Errorf("in clear: %s", a)
	}
	if log := read("admin", "/audit?action=customer.reveal"); !strings.Contains(log, ids["C1"]) || strings.Contains(log, customerPhone) {
		t.Errorf("audit: %s", log)
	}
	stale := h.correction(t, ids["C1"], "Waterfall One")
	for i, want := range []int{http.StatusNoContent, http.StatusConflict} {
		if a := h.people["branch-sm"].do(t, "PUT", "/api/v1/customers/"+ids["C1"], stale); a.status != want {
			t.Errorf("correction %d: %s", i+1, a)
		}
	}
	a = h.people["branch-sm"].do(t, "POST", "/api/v1/customers/"+ids["C1"]+"/erase", `{"reason": "asked for"}`)
	var c struct {
		ID       string
		Contents map[string]int
	}
	if err := json.Unmarshal([]byte(a.body), &c); err != nil || a.status != http.StatusOK || c.Contents["contacts"] != 1 || strings.Contains(a.body, customerName) {
		t.Errorf("erased: %s, %v", a, err)
	}
	if a := h.people["um"].do(t, "GET", "/api/v1/customers/"+ids["C1"], ""); a.status != http.StatusNotFound {
		t.Errorf("after the erasure: %s", a)
	}
}
