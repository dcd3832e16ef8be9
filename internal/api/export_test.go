package api_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"manyi.dev/manyi/internal/api"
	"manyi.dev/manyi/internal/auth"
	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/job"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/response"
)

// makeExports has the jobs of exports carried out.
func (h *house) makeExports(t *testing.T) {
	t.Helper()
	w := job.NewWorkers()
	job.On(w, job.Policy{}, func(ctx context.Context, m response.MakeExport) error { return h.Responses.MakeExport(ctx, m.ID) })
	if err := job.NewRunner(h.DB, w, job.Options{}).Drain(ctx); err != nil {
		t.Fatal(err)
	}
}

// ask has a person ask for an export of the wave "spring".
func (p *person) ask(t *testing.T, body string) api.Export {
	t.Helper()
	a := p.do(t, "POST", "/api/v1/waves/spring/exports", body)
	var e api.Export
	if err := json.Unmarshal([]byte(a.body), &e); err != nil || a.status != http.StatusOK {
		t.Fatalf("asking for an export: %s, %v", a, err)
	}
	return e
}

// exportRoutes are the controls of the routes of exports. Another who may read rows does not find them either.
func exportRoutes(t *testing.T, h *house) map[string]route {
	t.Helper()
	h.hire(t, "analyst", auth.Analyst, "")
	made := h.people["sm"].ask(t, `{"format": "csv"}`)
	h.makeExports(t)
	dropped, waiting := h.people["sm"].ask(t, `{"format": "csv"}`), h.people["sm"].ask(t, `{"format": "csv"}`)
	rows := []string{"admin", "branch-sm", "um", "neighbour", "foreign", "nobody"}
	own := append([]string{"analyst"}, rows...)
	return map[string]route{
		"list-exports":   {path: "/waves/spring/exports", owner: "sm", deny: rows, filter: []string{"analyst"}},
		"request-export": {path: "/waves/spring/exports", body: `{"format": "sav"}`, owner: "sm", deny: rows},
		"export-file":    {path: "/waves/spring/exports/" + made.ID + "/file", owner: "sm", deny: own},
		"cancel-export":  {path: "/waves/spring/exports/" + waiting.ID + "/cancel", owner: "sm", deny: own},
		"drop-export":    {path: "/waves/spring/exports/" + dropped.ID, owner: "sm", deny: own},
	}
}

func TestExportIsAskedForWatchedAndDownloaded(t *testing.T) {
	t.Parallel()
	h := newHouse(t, dbtest.OpenSQLite(t))
	h.fill(t)
	sm := h.people["sm"]
	asked := sm.ask(t, `{"format": "csv", "unit": "B0101", "receipts": true}`)
	if asked.State != "waiting" || asked.Total != 40 || asked.Options.States != "complete" || asked.Options.Unit != "B0101" {
		t.Errorf("asked for %+v", asked)
	}
	h.makeExports(t)
	var list api.List[api.Export]
	if err := json.Unmarshal([]byte(sm.do(t, "GET", "/api/v1/waves/spring/exports", "").body), &list); err != nil || len(list.Items) != 1 {
		t.Fatalf("%+v, %v", list, err)
	}
	e := list.Items[0]
	if e.State != "done" || e.Rows != 40 || e.FinishedAt == nil || e.ExpiresAt.Sub(*e.FinishedAt).Hours() != 72 {
		t.Errorf("made %+v", e)
	}
	a := sm.do(t, "GET", "/api/v1/waves/spring/exports/"+e.ID+"/file", "")
	sum := sha256.Sum256([]byte(a.body))
	if a.status != http.StatusOK || e.SHA256 != hex.EncodeToString(sum[:]) || int64(len(a.body)) != e.Size || strings.Count(a.body, "\r\n") != 41 {
		t.Errorf("the file: %d, %d bytes of %d", a.status, len(a.body), e.Size)
	}
	name := regexp.MustCompile(`^attachment; filename="spring-[0-9]{8}-[0-9]{4}\.csv"$`)
	if got := a.header.Get("Content-Disposition"); !name.MatchString(got) || a.header.Get("X-Checksum-Sha256") != e.SHA256 {
		t.Errorf("headers %v", a.header)
	}
	if a := sm.do(t, "DELETE", "/api/v1/waves/spring/exports/"+e.ID, ""); a.status != http.StatusNoContent {
		t.Errorf("dropped: %s", a)
	}
	if a := sm.do(t, "GET", "/api/v1/waves/spring/exports/"+e.ID+"/file", ""); a.status != http.StatusNotFound {
		t.Errorf("the dropped file: %s", a)
	}
	log := h.people["admin"].do(t, "GET", "/api/v1/audit?action=response.", "").body
	if strings.Count(log, `"response.export"`) != 1 || strings.Count(log, `"response.export_download"`) != 1 {
		t.Errorf("logged: %s", log)
	}
}

func TestExportsThatAreRefused(t *testing.T) {
	t.Parallel()
	h := newHouse(t, dbtest.OpenSQLite(t))
	h.fill(t)
	h.named(t, "nameless", programme.Anonymous, programme.ActOpen)
	h.named(t, "later", programme.Named)
	for _, tt := range []struct {
		wave, body, key string
		status          int
	}{
		{"nameless", `{"format": "csv"}`, "export.anonymous_open", http.StatusConflict},
		{"later", `{"format": "csv"}`, "export.planned", http.StatusConflict},
		{"spring", `{"format": "exe"}`, "request.shape", http.StatusUnprocessableEntity},
		{"spring", `{}`, "request.shape", http.StatusUnprocessableEntity},
		{"spring", `{"format": "csv", "unit": "O1"}`, "insight.unit_unknown", http.StatusNotFound},
		{"winter", `{"format": "csv"}`, "wave.unknown", http.StatusNotFound},
	} {
		a := h.people["sm"].do(t, "POST", "/api/v1/waves/"+tt.wave+"/exports", tt.body)
		if p := a.problem(t); a.status != tt.status || p.Key != tt.key {
			t.Errorf("%s of %s: %s", tt.body, tt.wave, a)
		}
	}
}

// A table that is downloaded as XLSX says what its columns mean, each in words of its own.
func TestTablesHaveACodebook(t *testing.T) {
	t.Parallel()
	h := newHouse(t, dbtest.OpenSQLite(t))
	h.fill(t)
	for _, path := range []string{"tree.xlsx", "units.xlsx", "item.xlsx?item=Q71"} {
		a := h.people["sm"].do(t, "GET", "/api/v1/waves/spring/tables/"+path, "", "Accept-Language", "en")
		book, err := excelize.OpenReader(strings.NewReader(a.body))
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		names, err := book.GetRows(book.GetSheetName(0))
		if err != nil {
			t.Fatal(err)
		}
		codes, err := book.GetRows("Codebook")
		if err != nil || len(codes) != len(names[0])+1 {
			t.Fatalf("%s: %d columns, codebook of %d rows, %v", path, len(names[0]), len(codes), err)
		}
		for i, name := range names[0] {
			row := codes[i+1]
			if len(row) != 2 || row[0] != name || strings.HasPrefix(row[1], "table.") || row[1] == "" {
				t.Errorf("%s: column %s is explained by %q", path, name, row)
			}
		}
	}
}
