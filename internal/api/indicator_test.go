package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/indicator"
	"manyi.dev/manyi/internal/response/responsetest"
)

// indicatorRoutes are the routes of the editor of indicator systems; each that takes a draft away has one of its own.
func indicatorRoutes(t *testing.T, h *house) map[string]route {
	t.Helper()
	draft := func() (id, document string) {
		v, err := h.Systems.ByVersion(ctx, "bank", "1.0")
		if err != nil {
			t.Fatal(err)
		}
		document2 := *v.Document
		document2.Name = i18n.Text{"zh": waveName, "en": waveName} // a word that strangers must not read
		d, err := h.Systems.CreateDraft(ctx, responsetest.By, document2, v.ID)
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(d.Document)
		if err != nil {
			t.Fatal(err)
		}
		return d.ID, string(text)
	}
	others := []string{"admin", "branch-sm", "um", "foreign", "nobody"}
	seen, _ := draft()
	saved, document := draft()
	published, _ := draft()
	deleted, _ := draft()
	return map[string]route{
		"list-indicator-drafts":   {owner: "sm", deny: others},
		"create-indicator-draft":  {body: `{"code": "fresh", "name": {"zh": "新"}}`, owner: "sm", deny: others},
		"get-indicator-draft":     {path: "/indicator-drafts/" + seen, owner: "sm", deny: others},
		"save-indicator-draft":    {path: "/indicator-drafts/" + saved, body: `{"revision": 1, "document": ` + document + `}`, owner: "sm", deny: others},
		"publish-indicator-draft": {path: "/indicator-drafts/" + published + "/publish", body: `{"revision": 1, "version": "1.1"}`, owner: "sm", deny: others},
		"delete-indicator-draft":  {path: "/indicator-drafts/" + deleted + "?revision=1", owner: "sm", deny: others},
		"diff-indicators": {
			body:  `{"from": {"code": "bank", "version": "1.0"}, "to": {"draft": "` + seen + `"}}`,
			owner: "sm", deny: others,
		},
	}
}

// editor asks as a survey manager and decodes what comes.
func editor(t *testing.T, p *person, method, path, body string, into any) answer {
	t.Helper()
	a := p.do(t, method, "/api/v1"+path, body)
	if into != nil {
		if a.status != http.StatusOK {
			t.Fatalf("%s %s: %s", method, path, a)
		}
		if err := json.Unmarshal([]byte(a.body), into); err != nil {
			t.Fatal(err)
		}
	}
	return a
}

type draftState struct {
	Revision int64
	Faults   []struct{ Key, Field, Detail string }
	Next     string
}

type draftView struct {
	ID       string
	State    draftState
	Document json.RawMessage
	Base     *struct{ Code, Version string }
	Bindings []struct{ Indicator, Questionnaire, Version, Item, System string }
}

func TestADraftIsMadeCheckedAndPublished(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		h.fill(t)
		sm := h.people["sm"]
		var view draftView
		editor(t, sm, "POST", "/indicator-drafts", `{"from": {"code": "bank", "version": "1.0"}}`, &view)
		if view.Base == nil || view.Base.Version != "1.0" || len(view.State.Faults) != 0 || view.State.Next != "1.1" {
			t.Fatalf("%+v", view)
		}
		bound := map[string]string{}
		for _, b := range view.Bindings {
			bound[b.Indicator] = b.Questionnaire + " " + b.Version + " " + b.Item + " " + b.System
		}
		if len(bound) != 19 || !strings.HasPrefix(bound["EFF_QUEUE"], "bank-outlet 1.0 ") || !strings.HasSuffix(bound["EFF_QUEUE"], " 1.0") {
			t.Errorf("%d leaves have items; EFF_QUEUE %q", len(bound), bound["EFF_QUEUE"])
		}

		var document indicator.Document
		if err := json.Unmarshal(view.Document, &document); err != nil {
			t.Fatal(err)
		}
		save := func(revision int64, into any) answer {
			text, err := json.Marshal(document)
			if err != nil {
				t.Fatal(err)
			}
			return editor(t, sm, "PUT", "/indicator-drafts/"+view.ID, fmt.Sprintf(`{"revision": %d, "document": %s}`, revision, text), into)
		}
		document.Nodes[0].Children[0].Importance = "fifteen"
		var state draftState
		save(1, &state)
		if state.Revision != 2 || len(state.Faults) != 1 || state.Faults[0].Field != "nodes[0].children[0].importance" || !strings.Contains(state.Faults[0].Detail, "fifteen") {
			t.Fatalf("%+v", state)
		}
		document.Nodes[0].Children[0].Importance = "20"
		if p := save(1, nil).problem(t); p.Status != http.StatusConflict || p.Key != "indicator.draft_changed" || !strings.Contains(p.Detail, "Person sm") {
			t.Errorf("an old revision: %+v", p)
		}
		save(2, &state)
		if state.Next != "2.0" || len(state.Faults) != 0 {
			t.Fatalf("%+v", state)
		}

		var diff struct {
			Items []struct {
				Kind, Code string
				Fields     []struct{ Field, Old, New string }
			}
		}
		editor(t, sm, "POST", "/indicator-diff", `{"from": {"code": "bank", "version": "1.0"}, "to": {"draft": "`+view.ID+`"}}`, &diff)
		if len(diff.Items) == 0 || diff.Items[0].Code != "OUTLET" || fmt.Sprint(diff.Items[0].Fields) != "[{importance 15 20} {share 3/20 4/21}]" {
			t.Errorf("%+v", diff)
		}

		if p := editor(t, sm, "POST", "/indicator-drafts/"+view.ID+"/publish", `{"revision": 3, "version": "1.1"}`, nil).problem(t); p.Key != "indicator.version_minor" || p.Field != "version" {
			t.Errorf("a minor version: %+v", p)
		}
		editor(t, sm, "POST", "/indicator-drafts/"+view.ID+"/publish", `{"revision": 3, "version": "2.0"}`, &struct{}{})
		if v, err := h.Systems.ByVersion(ctx, "bank", "2.0"); err != nil || v.Document.Nodes[0].Children[0].Importance != "20" {
			t.Errorf("%+v, %v", v, err)
		}
		var left struct{ Items []struct{ ID string } }
		editor(t, sm, "GET", "/indicator-drafts", "", &left)
		if len(left.Items) != 0 {
			t.Errorf("%d drafts are left", len(left.Items))
		}
	})
}

func TestAFileBecomesADraftAndComesBackTheSame(t *testing.T) {
	t.Parallel()
	h := newHouse(t, dbtest.OpenSQLite(t))
	h.fill(t)
	sm := h.people["sm"]
	file, err := os.ReadFile(responsetest.Bank(t, "indicators.json"))
	if err != nil {
		t.Fatal(err)
	}
	upload := func(text string) string {
		body, err := json.Marshal(map[string]string{"file": text})
		if err != nil {
			t.Fatal(err)
		}
		return string(body)
	}
	var first, second draftView
	editor(t, sm, "POST", "/indicator-drafts", upload(string(file)), &first)
	editor(t, sm, "POST", "/indicator-drafts", upload(string(first.Document)), &second)
	if string(first.Document) != string(second.Document) || len(first.Document) < 3000 {
		t.Errorf("came in as\n%s\nand again as\n%s", first.Document, second.Document)
	}
	for name, c := range map[string]struct{ body, key, field string }{
		"no JSON":      {upload("code,name\n"), "definition.syntax", ""},
		"a typo":       {upload(`{"code": "x", "nodez": []}`), "definition.field_unknown", "nodez"},
		"nothing":      {`{}`, "indicator.draft_source", ""},
		"no such base": {`{"from": {"code": "bank", "version": "9.9"}}`, "definition.version_unknown", ""},
	} {
		if p := editor(t, sm, "POST", "/indicator-drafts", c.body, nil).problem(t); p.Key != c.key || p.Field != c.field {
			t.Errorf("%s: %+v", name, p)
		}
	}
}
