package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/questionnaire"
	"manyi.dev/manyi/internal/response/responsetest"
)

// questionnaireRoutes are the routes of the editor of questionnaires; each that takes a draft away has one of its own.
func questionnaireRoutes(t *testing.T, h *house) map[string]route {
	t.Helper()
	document := bankForm(t, h)
	document.Title = i18n.Text{"zh": waveName, "en": waveName} // a word that strangers must not read
	text, err := json.Marshal(document)
	if err != nil {
		t.Fatal(err)
	}
	document.Code = "bank-drafted"
	draft := func() string {
		d, err := h.Forms.CreateDraft(ctx, responsetest.By, document, "")
		if err != nil {
			t.Fatal(err)
		}
		return "/questionnaire-drafts/" + d.ID
	}
	others := []string{"admin", "branch-sm", "um", "foreign", "nobody"}
	return map[string]route{
		"list-questionnaire-drafts":   {owner: "sm", deny: others},
		"create-questionnaire-draft":  {body: `{"code": "fresh", "name": {"zh": "新"}}`, owner: "sm", deny: others},
		"get-questionnaire-draft":     {path: draft(), owner: "sm", deny: others},
		"save-questionnaire-draft":    {path: draft(), body: `{"revision": 1, "document": ` + string(text) + `}`, owner: "sm", deny: others},
		"publish-questionnaire-draft": {path: draft() + "/publish", body: `{"revision": 1, "version": "1.0"}`, owner: "sm", deny: others},
		"delete-questionnaire-draft":  {path: draft() + "?revision=1", owner: "sm", deny: others},
		"preview-questionnaire":       {body: `{"document": {"sections": []}, "language": "zh"}`, owner: "um", filter: []string{"foreign"}, deny: []string{"nobody"}},
		"diff-questionnaires": {
			body:  `{"from": {"code": "bank-outlet", "version": "1.0"}, "to": {"draft": "` + strings.TrimPrefix(draft(), "/questionnaire-drafts/") + `"}}`,
			owner: "sm", deny: others,
		},
	}
}

// bankForm is a copy of the published form of the house.
func bankForm(t *testing.T, h *house) questionnaire.Document {
	t.Helper()
	v, err := h.Forms.ByVersion(ctx, "bank-outlet", "1.0")
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(v.Document)
	if err != nil {
		t.Fatal(err)
	}
	d, err := questionnaire.Parse(strings.NewReader(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

type formState struct {
	Revision         int64
	Faults, Warnings []struct{ Key, Field, Detail string }
	Next             string
	After            *struct{ Code, Version string }
	Questions        []struct {
		Item    string
		Changed []string
		NewCode bool `json:"new_code"`
	}
}

type formView struct {
	ID       string
	State    formState
	Document json.RawMessage
	Base     *struct{ Code, Version string }
}

func TestAQuestionnaireIsMadeCheckedAndPublished(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		h.fill(t)
		sm := h.people["sm"]
		var view formView
		editor(t, sm, "POST", "/questionnaire-drafts", `{"base": {"code": "bank-outlet", "version": "1.0"}}`, &view)
		if view.Base == nil || view.Base.Version != "1.0" || len(view.State.Faults) != 0 || view.State.Next != "1.1" || view.State.After.Version != "1.0" {
			t.Fatalf("%+v", view.State)
		}
		document := bankForm(t, h)
		save := func(revision int64, into any) answer {
			text, err := json.Marshal(document)
			if err != nil {
				t.Fatal(err)
			}
			return editor(t, sm, "PUT", "/questionnaire-drafts/"+view.ID, fmt.Sprintf(`{"revision": %d, "document": %s}`, revision, text), into)
		}
		first := &document.Sections[0].Items[0]
		was := first.Text
		var state formState
		first.Text = i18n.Text{"zh": was["zh"]}
		save(1, &state)
		if len(state.Faults) != 1 || state.Faults[0].Field != "sections[0].items[0].text.en" {
			t.Fatalf("a missing translation: %+v", state)
		}
		first.Text = i18n.Text{"zh": was["zh"], "en": "Reworded?"}
		if p := save(1, nil).problem(t); p.Status != http.StatusConflict || p.Key != "questionnaire.draft_changed" || !strings.Contains(p.Detail, "Person sm") {
			t.Errorf("an old revision: %+v", p)
		}
		state = formState{}
		save(2, &state)
		if len(state.Faults) != 0 || state.Next != "1.1" || len(state.Questions) != 1 || state.Questions[0].Item != first.Code || !slices.Equal(state.Questions[0].Changed, []string{"text"}) {
			t.Fatalf("reworded: %+v", state)
		}
		var diff struct {
			Wording bool
			Items   []struct {
				Place    string
				Old, New any
			}
		}
		editor(t, sm, "POST", "/questionnaire-diff", `{"from": {"code": "bank-outlet", "version": "1.0"}, "to": {"draft": "`+view.ID+`"}}`, &diff)
		if !diff.Wording || len(diff.Items) != 1 || diff.Items[0].New != "Reworded?" || diff.Items[0].Old != was["en"] {
			t.Errorf("%+v", diff)
		}
		publish := func(body string, into any) answer {
			return editor(t, sm, "POST", "/questionnaire-drafts/"+view.ID+"/publish", body, into)
		}
		if p := publish(`{"revision": 3, "version": "1.1"}`, nil).problem(t); p.Key != "questionnaire.comparable_missing" || p.Field != "comparable."+first.Code {
			t.Errorf("an open question: %+v", p)
		}
		if p := publish(`{"revision": 3, "version": "1.1", "comparable": {"`+first.Code+`": "perhaps"}}`, nil).problem(t); p.Key != "questionnaire.comparable_answer" {
			t.Errorf("no answer: %+v", p)
		}
		publish(`{"revision": 3, "version": "1.1", "comparable": {"`+first.Code+`": "comparable"}}`, &struct{}{})
		if v, err := h.Forms.ByVersion(ctx, "bank-outlet", "1.1"); err != nil || v.Document.Sections[0].Items[0].Text["en"] != "Reworded?" {
			t.Errorf("%+v, %v", v, err)
		}
		var left struct{ Items []struct{ ID string } }
		editor(t, sm, "GET", "/questionnaire-drafts", "", &left)
		if len(left.Items) != 0 {
			t.Errorf("%d drafts are left", len(left.Items))
		}
	})
}

func TestQuestionnaireDraftsComeFromEverywhere(t *testing.T) {
	t.Parallel()
	h := newHouse(t, dbtest.OpenSQLite(t))
	h.fill(t)
	sm := h.people["sm"]
	var empty, nps, again, copied formView
	editor(t, sm, "POST", "/questionnaire-drafts", `{"code": "fresh", "name": {"en": "New", "zh": "新"}}`, &empty)
	if len(empty.State.Faults) != 1 || empty.State.Faults[0].Key != "questionnaire.no_items" || !strings.Contains(string(empty.Document), `"languages":["zh","en"]`) {
		t.Errorf("empty: %s %+v", empty.Document, empty.State)
	}
	editor(t, sm, "POST", "/questionnaire-drafts", `{"template": "nps", "code": "ours", "indicators": true}`, &nps)
	if len(nps.State.Faults) != 0 || nps.State.Next != "1.0" || nps.State.After != nil || !strings.Contains(string(nps.Document), `"code":"ours"`) {
		t.Errorf("from a template: %+v", nps.State)
	}
	editor(t, sm, "POST", "/questionnaire-drafts", `{"document": `+string(nps.Document)+`}`, &again)
	if string(again.Document) != string(nps.Document) {
		t.Errorf("came in as\n%s\nand again as\n%s", nps.Document, again.Document)
	}
	text, err := json.Marshal(map[string]string{"file": string(again.Document)})
	if err != nil {
		t.Fatal(err)
	}
	editor(t, sm, "POST", "/questionnaire-drafts", string(text), &again)
	if string(again.Document) != string(nps.Document) {
		t.Errorf("came in as\n%s\nand as a file as\n%s", nps.Document, again.Document)
	}
	editor(t, sm, "POST", "/questionnaire-drafts", `{"base": {"code": "bank-outlet", "version": "1.0"}, "code": "copied", "name": {"zh": "副本", "en": "Copy"}}`, &copied)
	if copied.State.Next != "1.0" || copied.State.After != nil || len(copied.State.Faults) != 0 {
		t.Errorf("a copy: %+v", copied.State)
	}
	if v, err := h.Forms.ByVersion(ctx, "bank-outlet", "1.0"); err != nil || v.Document.Title["en"] == "Copy" {
		t.Errorf("the published version changed: %v, %v", v.Document.Title, err)
	}
	for name, c := range map[string]struct{ body, key, field string }{
		"nothing":      {`{}`, "questionnaire.draft_source", ""},
		"a typo":       {`{"file": "{\"code\": \"x\", \"sectionz\": []}"}`, "definition.field_unknown", "sectionz"},
		"huge":         {`{"file": "` + strings.Repeat("x", 3<<20) + `"}`, "definition.too_large", ""},
		"no template":  {`{"template": "none"}`, "template.unknown", ""},
		"no such base": {`{"base": {"code": "bank-outlet", "version": "9.9"}}`, "definition.version_unknown", ""},
	} {
		if p := editor(t, sm, "POST", "/questionnaire-drafts", c.body, nil).problem(t); p.Key != c.key || p.Field != c.field {
			t.Errorf("%s: %+v", name, p)
		}
	}
}

func TestAnUnsavedQuestionnaireIsPreviewed(t *testing.T) {
	t.Parallel()
	h := newHouse(t, dbtest.OpenSQLite(t))
	h.fill(t)
	text, err := json.Marshal(bankForm(t, h))
	if err != nil {
		t.Fatal(err)
	}
	um := h.people["um"]
	page := um.do(t, "POST", "/api/v1/questionnaire-preview", `{"language": "en", "unit": {"en": "<Our outlet>"}, "document": `+string(text)+`}`)
	if page.status != http.StatusOK || !strings.Contains(page.body, `<html lang="en">`) || !strings.Contains(page.body, "&lt;Our outlet&gt;") {
		t.Errorf("%s", page)
	}
	if policy := page.header.Get("Content-Security-Policy"); !strings.HasPrefix(policy, "sandbox; default-src 'none'") {
		t.Errorf("policy %q", policy)
	}
	stay := um.do(t, "POST", "/api/v1/questionnaire-preview", `{"do": "send", "answers": {"_lang": ["zh"], "_page": ["0"], "Q11": ["none"]}, "document": `+string(text)+`}`)
	if stay.status != http.StatusOK || !strings.Contains(stay.body, `id="summary"`) || !strings.Contains(stay.body, `<html lang="zh-CN">`) {
		t.Errorf("%s", stay)
	}
	for name, c := range map[string]struct{ body, key, field string }{
		"no JSON":  {"code", "definition.syntax", ""},
		"a list":   {`{"document": []}`, "definition.type", ""},
		"a number": {`{"document": {"sections": [{"items": [{"text": 7}]}]}}`, "definition.type", "sections[0].items[0].text"},
		"deep": {
			`{"document": {"sections": [{"items": [{"code": "A", "show_if": ` + strings.Repeat(`{"not":`, 5000) + `{}` + strings.Repeat(`}`, 5000) + `}]}]}}`,
			"questionnaire.condition_long", "sections[0].items[0]",
		},
		"too deep": {`{"document": {"sections": ` + strings.Repeat(`[`, 20000) + strings.Repeat(`]`, 20000) + `}}`, "definition.syntax", ""},
		"huge":     {`{"document": {"code": "` + strings.Repeat("x", 5<<20) + `"}}`, "definition.too_large", ""},
	} {
		if p := um.do(t, "POST", "/api/v1/questionnaire-preview", c.body).problem(t); p.Status != http.StatusUnprocessableEntity || p.Key != c.key || p.Field != c.field {
			t.Errorf("%s: %+v", name, p)
		}
	}
}
