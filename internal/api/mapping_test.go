package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/response"
	"manyi.dev/manyi/internal/response/foreign"
	"manyi.dev/manyi/internal/response/responsetest"
)

// outside is a table of an outside survey of the bank's form, with n rows of marks.
func outside(n int) string {
	var b strings.Builder
	b.WriteString("id,unit," + strings.Join(responsetest.Ratings, ",") + "\n")
	for i := range n {
		fmt.Fprintf(&b, "R%03d,B0101%s\n", i, strings.Repeat(fmt.Sprintf(",%d", 1+i%5), len(responsetest.Ratings)))
	}
	return b.String()
}

// foreignBatch uploads a table into a wave and does what it waits for.
func (h *house) foreignBatch(t *testing.T, code, table string) string {
	t.Helper()
	wave, err := h.Programmes.WaveByCode(ctx, code)
	if err != nil {
		t.Fatal(err)
	}
	b, err := h.Responses.Upload(ctx, responsetest.By, wave, "outside.csv", strings.NewReader(table))
	if err != nil {
		t.Fatal(err)
	}
	return h.workBatch(t, b.ID)
}

func (h *house) workBatch(t *testing.T, id string) string {
	t.Helper()
	for range 2 { // reading, then checking
		if err := h.Responses.WorkBatch(ctx, id); err != nil {
			t.Fatal(err)
		}
	}
	return id
}

// mappingRoutes are the controls of the routes of files of outside surveys.
func mappingRoutes(t *testing.T, h *house) map[string]route {
	t.Helper()
	h.named(t, "outside", programme.Named, programme.ActOpen)
	checked, ready, done := h.foreignBatch(t, "outside", outside(4)), h.foreignBatch(t, "outside", outside(6)), h.foreignBatch(t, "outside", outside(9))
	mapping, faults, err := h.Responses.Mapping(ctx, checked)
	if err != nil || len(faults) > 0 {
		t.Fatalf("%v, %v", faults, err)
	}
	body, err := json.Marshal(mapping)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.Responses.RunBatch(ctx, responsetest.By, done); err != nil {
		t.Fatal(err)
	}
	h.workBatch(t, done)
	for _, name := range []string{"kept", "gone"} {
		if err := h.Responses.SaveMapping(ctx, responsetest.By, checked, name); err != nil {
			t.Fatal(err)
		}
	}
	deny := []string{"admin", "branch-sm", "um", "foreign", "nobody"}
	one := func(id, path string) string { return "/response-batches/" + id + path }
	return map[string]route{
		"list-response-batches":      {path: "/waves/outside/response-batches", owner: "sm", deny: deny},
		"get-response-batch":         {path: one(done, ""), owner: "sm", deny: deny},
		"response-batch-profile":     {path: one(done, "/profile"), owner: "sm", deny: deny},
		"response-batch-outcome":     {path: one(done, "/outcome"), owner: "sm", deny: deny},
		"response-batch-faults":      {path: one(done, "/faults/faults.xlsx"), owner: "sm", deny: deny},
		"get-response-batch-mapping": {path: one(done, "/mapping"), owner: "sm", deny: deny},
		"response-mapping-file":      {path: one(done, "/mapping.yaml"), owner: "sm", deny: deny},
		"put-response-batch-mapping": {path: one(checked, "/mapping"), body: string(body), owner: "sm", deny: deny},
		"save-response-mapping":      {path: one(checked, "/save"), body: `{"name": "kept"}`, owner: "sm", deny: deny},
		"use-response-mapping":       {path: one(h.foreignBatch(t, "outside", outside(4)), "/use"), body: `{"name": "kept"}`, owner: "sm", deny: deny},
		"use-response-batch-header":  {path: one(h.foreignBatch(t, "outside", outside(4)), "/header"), body: `{"row": 1, "rows": 1}`, owner: "sm", deny: deny},
		"load-response-mapping":      {path: one(h.foreignBatch(t, "outside", outside(4)), "/mapping.yaml"), body: string(foreign.Write(&mapping)), owner: "sm", deny: deny},
		"import-response-batch":      {path: one(ready, "/import"), owner: "sm", deny: deny},
		"stop-response-batch":        {path: one(h.foreignBatch(t, "outside", outside(4)), "/stop"), owner: "sm", deny: deny},
		"undo-response-batch":        {path: one(done, "/undo"), owner: "sm", deny: deny},
		"list-response-mappings":     {owner: "sm", deny: deny},
		"delete-response-mapping":    {path: "/response-mappings/gone", owner: "sm", deny: deny},
		"upload-responses":           {path: "/waves/outside/response-batches", body: outside(3), owner: "sm", deny: deny},
	}
}

// A file goes its way over the interface, with a table of what is wrong and the mapping as a file.
func TestAnOutsideSurveyOverTheInterface(t *testing.T) {
	t.Parallel()
	h := newHouse(t, dbtest.OpenSQLite(t))
	h.fill(t)
	h.named(t, "outside", programme.Named)
	sm := h.people["sm"]
	ask := func(method, path, body string, want int) (a struct {
		ID, State, Problem string
		Good, Bad, New     int
		WaveState          string `json:"wave_state"`
		Mapping            foreign.Mapping
		Faults             []struct{ Key, Field, Detail string }
		Reasons            []struct {
			Column, Value, Detail string
			Count                 int
		}
		Columns []foreign.Column
	},
	) {
		t.Helper()
		got := sm.do(t, method, "/api/v1"+path, body)
		if got.status != want {
			t.Fatalf("%s %s: %s", method, path, got)
		}
		if strings.HasPrefix(got.body, "{") {
			if err := json.Unmarshal([]byte(got.body), &a); err != nil {
				t.Fatal(err)
			}
		}
		return a
	}
	table := outside(10) + "R999,B9999" + strings.Repeat(",7", len(responsetest.Ratings)) + "\n"
	b := ask("POST", "/waves/outside/response-batches?file="+url.QueryEscape("外部.csv"), table, http.StatusCreated)
	one := "/response-batches/" + b.ID
	if a := ask("GET", one+"/mapping", "", http.StatusConflict); a.State != "" {
		t.Errorf("%+v", a)
	}
	h.workBatch(t, b.ID)
	if b = ask("GET", one, "", http.StatusOK); b.State != "checked" || b.Good != 10 || b.Bad != 1 || b.WaveState != "planned" {
		t.Errorf("%+v", b)
	}
	if p := ask("GET", one+"/profile", "", http.StatusOK); len(p.Columns) != 2+len(responsetest.Ratings) || p.Columns[1].Top[0].Count != 10 {
		t.Errorf("%+v", p.Columns)
	}
	if o := ask("GET", one+"/outcome", "", http.StatusOK); len(o.Reasons) != 1+len(responsetest.Ratings) || !strings.Contains(o.Reasons[0].Detail, "Q11") {
		t.Errorf("%+v", o.Reasons)
	}
	faults := sm.do(t, "GET", "/api/v1"+one+"/faults/faults.csv", "")
	if !strings.Contains(faults.body, "12,unit,B9999,") || strings.Count(faults.body, "\n") != 2+len(responsetest.Ratings) {
		t.Errorf("%s", faults)
	}

	m := ask("GET", one+"/mapping", "", http.StatusOK).Mapping
	m.Items[0].Column.Names = []string{"gone"}
	body, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	wrong := ask("PUT", one+"/mapping", string(body), http.StatusOK)
	if len(wrong.Faults) != 1 || wrong.Faults[0].Field != "items[0].column" || !strings.Contains(wrong.Faults[0].Detail, "gone") {
		t.Errorf("%+v", wrong.Faults)
	}
	ask("POST", one+"/import", "", http.StatusConflict)
	m.Items[0].Column.Names = []string{"Q11"}
	m.Items[0].Values = foreign.Pairs{{From: "7", To: "5"}, {From: "1", To: "1"}, {From: "2", To: "2"}, {From: "3", To: "3"}, {From: "4", To: "4"}, {From: "5", To: "5"}}
	if body, err = json.Marshal(m); err != nil {
		t.Fatal(err)
	}
	if right := ask("PUT", one+"/mapping", string(body), http.StatusOK); len(right.Faults) > 0 {
		t.Errorf("%+v", right.Faults)
	}
	h.workBatch(t, b.ID)
	file := sm.do(t, "GET", "/api/v1"+one+"/mapping.yaml", "")
	if file.status != http.StatusOK || !strings.Contains(file.body, "      7: 5\n") {
		t.Errorf("%s", file)
	}
	ask("PUT", one+"/mapping.yaml", "no: mapping", http.StatusUnprocessableEntity)
	ask("PUT", one+"/mapping.yaml", file.body, http.StatusOK)
	h.workBatch(t, b.ID)
	if again := sm.do(t, "GET", "/api/v1"+one+"/mapping.yaml", ""); again.body != file.body {
		t.Errorf("the file that was loaded comes back as another:\n%s", again.body)
	}
	ask("POST", one+"/import", "", http.StatusOK)
	h.workBatch(t, b.ID)
	if b = ask("GET", one, "", http.StatusOK); b.State != string(response.BatchDone) || b.New != 10 || b.WaveState != "open" {
		t.Errorf("%+v", b)
	}
	if err := h.scoring.Flush(ctx); err != nil {
		t.Fatal(err)
	}
	figure := func() string { return sm.do(t, "GET", "/api/v1/waves/outside", "").body }
	if !strings.Contains(figure(), `"responses":10`) {
		t.Errorf("%s", figure())
	}
	ask("POST", one+"/undo", "", http.StatusOK)
	h.workBatch(t, b.ID)
	if err := h.scoring.Flush(ctx); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(figure(), `"responses":0`) || strings.Contains(sm.do(t, "GET", "/api/v1/waves/outside/dashboard", "").body, `"n":10`) {
		t.Errorf("after the undo: %s", figure())
	}
	if audit := h.people["admin"].do(t, "GET", "/api/v1/audit?action=response.undo", ""); !strings.Contains(audit.body, `"outside"`) {
		t.Errorf("%s", audit)
	}
}
