package api_test

import (
	"net/http"
	"testing"

	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/programme"
)

const settings = `"name": {"zh": "夏季", "en": "Summer"}, "from": "2026-07-01", "to": "2026-12-31", "anonymity": "named",
	"questionnaire": {"code": "bank-outlet", "version": "1.0"}, "root_unit": "BANK", "surveyed_types": ["outlet"], "target": 15`

// planRoutes are the controls of the routes by which waves are made.
func planRoutes(t *testing.T, h *house) map[string]route {
	t.Helper()
	for _, code := range []string{"to-change", "to-read", "to-discard"} {
		h.named(t, code, programme.Named)
	}
	h.named(t, "to-extend", programme.Named, programme.ActOpen)
	of := func(path, body string) route {
		return route{path: path, body: body, owner: "sm", deny: []string{"admin", "branch-sm", "um", "neighbour", "foreign", "nobody"}}
	}
	return map[string]route{
		"create-programme": of("/programmes", `{"code": "standing", "name": {"zh": "常设"}}`),
		"plan-wave":        of("/programmes/programme/waves", `{"code": "planned-anew", `+settings+`}`),
		"wave-settings":    of("/waves/to-read/settings", ""),
		"change-wave":      of("/waves/to-change/settings", `{`+settings+`}`),
		"discard-wave":     of("/waves/to-discard", ""),
		"extend-wave":      of("/waves/to-extend/extend", `{"to": "2029-12-31", "reason": "why"}`),
	}
}

func TestAWaveIsMadeThroughTheAPI(t *testing.T) {
	t.Parallel()
	h := newHouse(t, dbtest.OpenSQLite(t))
	h.fill(t)
	sm := h.people["sm"]
	must := func(method, path, body string, status int) {
		t.Helper()
		if a := sm.do(t, method, "/api/v1"+path, body); a.status != status {
			t.Fatalf("%s %s: %s", method, path, a)
		}
	}
	must("POST", "/programmes", `{"code": "halls", "name": {"zh": "营业厅", "en": "Halls"}}`, http.StatusOK)
	must("POST", "/programmes", `{"code": "halls", "name": {"zh": "营业厅"}}`, http.StatusConflict)
	must("POST", "/programmes/halls/waves", `{"code": "halls-1", `+settings+`}`, http.StatusOK)
	must("POST", "/programmes/halls/waves", `{"code": "Halls 2", `+settings+`}`, http.StatusUnprocessableEntity)
	must("PUT", "/waves/halls-1/settings", `{`+settings+`, "previous": "spring"}`, http.StatusNoContent)
	must("POST", "/waves/halls-1/open", `{}`, http.StatusOK)
	must("PUT", "/waves/halls-1/settings", `{`+settings+`}`, http.StatusConflict)
	must("POST", "/waves/halls-1/extend", `{"to": "2027-01-31"}`, http.StatusOK)
	must("POST", "/waves/halls-1/extend", `{"to": "2027-01-30"}`, http.StatusUnprocessableEntity)
	must("DELETE", "/waves/halls-1", "", http.StatusConflict)
}
