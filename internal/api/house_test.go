package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"manyi.dev/manyi/internal/api"
	"manyi.dev/manyi/internal/auth"
	"manyi.dev/manyi/internal/config"
	"manyi.dev/manyi/internal/cube/column"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/directory/customer"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/insight"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/respond"
	"manyi.dev/manyi/internal/response"
	"manyi.dev/manyi/internal/response/responsetest"
	"manyi.dev/manyi/internal/scoring"
)

var ctx = context.Background()

// house is the interface on a bank with one wave that has answers, and the people who use it.
type house struct {
	*responsetest.World
	scoring   *scoring.Service
	customers *customer.Service
	auth      *auth.Service
	server    *httptest.Server
	wave      programme.Wave
	people    map[string]*person
}

// person has a browser of his own; nobody is one without a session.
type person struct {
	*http.Client
	login string
	base  string
}

const password = "correct horse battery"

// The names of the wave and its programme: who may not see them must not find them in an answer.
const (
	waveName      = "Beachcomber"
	programmeName = "Lighthouse"
)

func newHouse(t *testing.T, d *db.DB, limits ...response.Limits) *house {
	t.Helper()
	h := &house{World: responsetest.New(t, d, limits...), people: map[string]*person{}}
	engine, err := column.Open(filepath.Join(t.TempDir(), "cube"), column.Options{Now: h.Clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	h.scoring = scoring.New(d, engine, h.Programmes, h.Forms, h.Responses)
	settings, err := config.Load(func(name string) (string, bool) {
		return map[string]string{"MANYI_PUBLIC_URL": "http://manyi.test"}[name], name == "MANYI_PUBLIC_URL"
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	h.auth = auth.New(d, auth.Options{Now: h.Clock.Now, Path: "", Origin: settings.Origin(), Refuse: api.Refuse})
	customers := h.Customers
	h.customers = customers
	pages, err := respond.New(respond.Options{Now: h.Clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	stopping := make(chan struct{})
	rest := api.New(api.Services{
		Config: settings, DB: d, Auth: h.auth, Directory: h.Directory, Customers: customers, Systems: h.Systems, Forms: h.Forms, Programmes: h.Programmes,
		Outreach: h.Outreach, Responses: h.Responses, Now: h.Clock.Now, Stopping: stopping, Preview: pages.Preview,
		Insight: insight.New(insight.Options{
			Engine: engine, Programmes: h.Programmes, Forms: h.Forms, Systems: h.Systems, Responses: h.Responses, Scoring: h.scoring,
		}),
	})
	mux := http.NewServeMux()
	mux.Handle("/api/v1/links/", rest)
	mux.Handle("/api/v1/", h.auth.Middleware(rest))
	h.server = httptest.NewServer(api.Outer(mux, settings.ClientAddress))
	t.Cleanup(func() {
		close(stopping)
		h.server.Close()
	})
	return h
}

// fill imports a unit outside the bank, makes the wave with answers of two outlets, and one account for each way to
// look at it.
func (h *house) fill(t *testing.T) {
	t.Helper()
	h.ImportRows(t, "code,name,name_en,type,parent\nOTHER,别家,Elsewhere,head_office,\nO1,别家一店,Elsewhere One,outlet,OTHER\n")
	h.wave = h.named(t, "spring", programme.Named, programme.ActOpen)
	if err := h.Outreach.MakeLinks(ctx, h.wave.ID); err != nil {
		t.Fatal(err)
	}
	for i, unit := range []string{"B0101", "B0201"} {
		link := h.Link(t, h.wave, unit)
		for n := range 40 {
			h.Submit(t, link, i*100+n)
		}
	}
	if err := h.scoring.Flush(ctx); err != nil {
		t.Fatal(err)
	}
	for login, g := range map[string]struct {
		role auth.Role
		unit string
	}{
		"admin": {auth.Administrator, ""}, "sm": {auth.SurveyManager, ""}, "branch-sm": {auth.SurveyManager, "B01"},
		"um": {auth.UnitManager, "B0101"}, "neighbour": {auth.UnitManager, "B0201"}, "foreign": {auth.UnitManager, "O1"},
	} {
		h.hire(t, login, g.role, g.unit)
	}
	h.people["nobody"] = h.visitor(t, "")
}

// named defines a wave whose names are known, and moves it.
func (h *house) named(t *testing.T, code string, level programme.Anonymity, acts ...programme.Act) programme.Wave {
	t.Helper()
	doc := responsetest.Document(code, level)
	doc.Code = "programme"
	doc.Name = i18n.Text{"zh": programmeName, "en": programmeName}
	doc.Waves[0].Name = i18n.Text{"zh": waveName, "en": waveName}
	if err := h.Programmes.Define(ctx, responsetest.By, doc); err != nil {
		t.Fatal(err)
	}
	for _, act := range acts {
		h.Do(t, code, act)
	}
	wave, err := h.Programmes.WaveByCode(ctx, code)
	if err != nil {
		t.Fatal(err)
	}
	return wave
}

func (h *house) hire(t *testing.T, login string, role auth.Role, unit string) *person {
	t.Helper()
	grant := auth.Grant{Role: role}
	if unit != "" {
		tree, err := h.Directory.Tree(ctx, h.Directory.Today())
		if err != nil {
			t.Fatal(err)
		}
		u, ok := tree.ByCode(unit)
		if !ok {
			t.Fatalf("no unit %s", unit)
		}
		grant.Unit = u.ID
	}
	_, _, err := h.auth.CreateUser(ctx, auth.System, auth.NewUser{
		Login: login, Name: "Person " + login, Language: i18n.ZH, Grants: []auth.Grant{grant}, Password: password,
	})
	if err != nil {
		t.Fatal(err)
	}
	p := h.visitor(t, login)
	a := p.do(t, "POST", "/api/v1/session", `{"login": "`+login+`", "password": "`+password+`"}`)
	if a.status != http.StatusOK {
		t.Fatalf("%s logs in: %s", login, a)
	}
	h.people[login] = p
	return p
}

func (h *house) visitor(t *testing.T, login string) *person {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &person{Client: &http.Client{Jar: jar}, login: login, base: h.server.URL}
}

// answer is what the server said.
type answer struct {
	status int
	header http.Header
	body   string
}

func (a answer) String() string { return http.StatusText(a.status) + " " + a.body }

// problem is the body of a refusal.
type problem struct {
	Status  int
	Key     string
	Field   string
	Detail  string
	Receipt string
	Errors  []struct{ Key, Field, Detail string }
}

func (a answer) problem(t *testing.T) problem {
	t.Helper()
	var p problem
	if kind := a.header.Get("Content-Type"); kind != "application/problem+json" {
		t.Errorf("a refusal of the type %q: %s", kind, a)
	}
	if err := json.Unmarshal([]byte(a.body), &p); err != nil {
		t.Errorf("%v: %s", err, a)
	}
	return p
}

// do sends a request; header are names and values by turns. Of a stream only the beginning is read.
func (p *person) do(t *testing.T, method, path, body string, header ...string) answer {
	t.Helper()
	return p.send(t, method, path, strings.NewReader(body), header...)
}

func (p *person) send(t *testing.T, method, path string, body io.Reader, header ...string) answer {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, p.base+path, body)
	if err != nil {
		t.Fatal(err)
	}
	if method != http.MethodGet {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	res, err := p.Do(r)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	defer res.Body.Close()
	a := answer{status: res.StatusCode, header: res.Header}
	if strings.HasPrefix(res.Header.Get("Content-Type"), "text/event-stream") {
		buf := make([]byte, 4096)
		n, _ := res.Body.Read(buf)
		a.body = string(buf[:n])
		return a
	}
	var text bytes.Buffer
	if _, err := text.ReadFrom(res.Body); err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	a.body = text.String()
	return a
}
