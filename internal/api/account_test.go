package api_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"manyi.dev/manyi/internal/api"
	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/auth"
	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/i18n"
)

// invited is an account that waits for its first password, and the token of its link.
func (h *house) invited(t *testing.T, login string) (id, token string) {
	t.Helper()
	u, token, err := h.auth.Invite(t.Context(), auth.System, auth.NewUser{Login: login, Name: "Wait " + login, Language: i18n.ZH})
	if err != nil {
		t.Fatal(err)
	}
	return string(u.ID), token
}

// key is a key that a person makes for himself.
func (h *house) key(t *testing.T, who string, scopes ...string) (id, token string) {
	t.Helper()
	body, err := json.Marshal(map[string]any{
		"name": "Warehouse", "scopes": scopes, "expires": h.Clock.Now().AddDate(0, 0, 30).Format(time.DateOnly),
	})
	if err != nil {
		t.Fatal(err)
	}
	a := h.people[who].do(t, "POST", "/api/v1/keys", string(body))
	var made api.NewKey
	if err := json.Unmarshal([]byte(a.body), &made); err != nil || a.status != http.StatusOK || made.Token == "" {
		t.Fatalf("%s makes a key: %v, %s", who, err, a)
	}
	return made.Key.ID, made.Token
}

// asKey asks with a key, in a browser in which nobody is logged in.
func (h *house) asKey(t *testing.T, token, method, path, body string) answer {
	t.Helper()
	return h.visitor(t, "").do(t, method, path, body, "Authorization", "Bearer "+token)
}

// accountRoutes are accounts, keys and the log. Nobody but administrators changes accounts; auditors read them.
func accountRoutes(t *testing.T, h *house) map[string]route {
	t.Helper()
	target, _ := h.invited(t, "target")
	_, peeked := h.invited(t, "peeked")
	_, used := h.invited(t, "used")
	key, _ := h.key(t, "sm", "insight.read")
	log, _, err := audit.List(t.Context(), h.World.DB, audit.Filter{Action: "user.invite"})
	if err != nil || len(log) == 0 {
		t.Fatal(len(log), err)
	}
	h.hire(t, "away", "unit_manager", "B0101")
	away := `{"from": "` + h.Clock.Now().Format(time.DateOnly) + `", "to": "` + h.Clock.Now().AddDate(0, 0, 6).Format(time.DateOnly) + `", "deputy": "auditor"}`
	for who, path := range map[string]string{"away": "/me/absence", "admin": "/users/" + target + "/absence"} {
		if a := h.people[who].do(t, "PUT", "/api/v1"+path, away); a.status >= 300 {
			t.Fatal(path, a)
		}
	}
	others := []string{"branch-sm", "um", "foreign", "analyst", "nobody"}
	readers := append([]string{"sm"}, others...)
	changers := append([]string{"auditor"}, readers...)
	profile := `{"name": "New Name", "language": "en", "grants": [{"role": "unit_manager", "unit": "B0101"}]}`
	change := func(path, body string) route {
		return route{path: path, body: body, owner: "admin", deny: changers}
	}
	return map[string]route{
		"link-owner":       {body: `{"token": "` + peeked + `"}`, owner: "visitor", public: true},
		"use-link":         {body: `{"token": "` + used + `", "password": "` + password + `"}`, owner: "visitor", public: true},
		"list-users":       {owner: "admin", deny: readers},
		"get-user":         {path: "/users/" + target, owner: "auditor", deny: readers},
		"user-table":       {path: "/user-tables/users.csv", owner: "auditor", deny: readers},
		"invite-user":      change("/users", `{"login": "fresh", `+profile[1:]),
		"edit-user":        change("/users/"+target, profile),
		"disable-user":     change("/users/"+target+"/disable", ""),
		"enable-user":      change("/users/"+target+"/enable", ""),
		"set-user-absence": change("/users/"+target+"/absence", away),
		"end-user-absence": change("/users/"+target+"/absence", ""),
		"set-absence":      {body: away, owner: "away", deny: []string{"nobody"}},
		"end-absence":      {owner: "away", deny: []string{"nobody"}},
		"make-user-link":   change("/users/"+target+"/link", ""),
		"list-keys":        {owner: "auditor", deny: others},
		"key-table":        {path: "/key-tables/keys.csv", owner: "auditor", deny: others},
		"key-scopes":       {owner: "sm", deny: append([]string{"auditor"}, others...)},
		"make-key":         {body: `{"name": "x", "scopes": ["insight.read"], "expires": "` + h.Clock.Now().AddDate(0, 0, 9).Format(time.DateOnly) + `"}`, owner: "sm", deny: append([]string{"auditor"}, others...)},
		"revoke-key":       {path: "/keys/" + key, owner: "admin", deny: append([]string{"auditor"}, others...)},
		"list-audit":       {owner: "auditor", deny: readers},
		"get-audit-entry":  {path: "/audit/" + log[0].ID, owner: "admin", deny: readers},
		"audit-table":      {path: "/audit-tables/audit.xlsx", owner: "admin", deny: readers},
	}
}

// keyCheck asks for a route with a key of somebody who may, but that is for something else.
func (h *house) keyCheck(t *testing.T, keys map[string]string, o operation, r route, path string) {
	t.Helper()
	if r.public || o.id == "me" {
		return
	}
	token := keys["sm"]
	if r.owner == "admin" {
		token = keys["admin"]
	}
	if o.id == "list-keys" || o.id == "key-table" {
		token = keys["other"]
	}
	a := h.asKey(t, token, o.method, path, r.body)
	if p := a.problem(t); a.status != http.StatusForbidden || p.Key != "auth.key.scope" && p.Key != "auth.key.person" {
		t.Errorf("%s: a key for something else gets %d: %.300s", o.id, a.status, a)
	}
	h.silent(t, o, "a key", a)
}

// readerChanges are requests that are no GET and yet change nothing of the surveys: own exports of what one may read, comparing
// what one sends, and the own account.
var readerChanges = map[string]bool{
	"diff-indicators": true, "preview-questionnaire": true, "request-export": true, "cancel-export": true, "drop-export": true,
	"change-language": true, "change-password": true, "logout": true, "set-absence": true, "end-absence": true,
}

// readersCheck has those who may read everything try to change something.
func (h *house) readersCheck(t *testing.T, o operation, r route, path string) {
	t.Helper()
	if r.public || o.method == http.MethodGet || readerChanges[o.id] {
		return
	}
	for _, who := range []string{"auditor", "analyst"} {
		if a := h.people[who].do(t, o.method, path, r.body); a.status != http.StatusForbidden {
			t.Errorf("%s: %s gets %d: %.300s", o.id, who, a.status, a)
		}
	}
}

func TestKeysReachWhatTheyAreFor(t *testing.T) {
	t.Parallel()
	h := newHouse(t, dbtest.OpenSQLite(t))
	h.fill(t)
	id, token := h.key(t, "sm", "insight.read", "programme.read")
	for path, want := range map[string]int{
		"/waves/spring/dashboard": 200, "/waves": 200, "/me": 200, "/waves/spring/links": 403, "/units": 403, "/keys": 403, "/users": 403,
	} {
		if a := h.asKey(t, token, "GET", "/api/v1"+path, ""); a.status != want {
			t.Errorf("%s: %d, want %d: %.200s", path, a.status, want, a)
		}
	}
	var me api.Me
	if err := json.Unmarshal([]byte(h.asKey(t, token, "GET", "/api/v1/me", "").body), &me); err != nil || me.Name != "Warehouse" ||
		strings.Join(me.Permissions, " ") != "programme.read insight.read" {
		t.Errorf("a key is %+v, %v", me, err)
	}
	// A key is not sent by browsers on their own, so that where a request comes from does not matter; a cookie beside it does not count.
	if a := h.people["sm"].do(t, "POST", "/api/v1/waves/spring/close", `{}`, "Authorization", "Bearer "+token); a.problem(t).Key != "auth.key.scope" {
		t.Errorf("a key beside a session: %s", a)
	}
	if a := h.people["sm"].do(t, "POST", "/api/v1/waves/spring/close", `{}`, "Authorization", "Basic eDp5", "Origin", "https://evil.example"); a.problem(t).Key != "auth.cross_origin" {
		t.Errorf("another header opens the way round the origin: %s", a)
	}
	if a := h.people["sm"].do(t, "POST", "/api/v1/waves/spring/close", `{}`, "Authorization", "Bearer x", "Origin", "https://evil.example"); a.problem(t).Key != "auth.key.refused" {
		t.Errorf("a made-up key opens the way round the origin: %s", a)
	}
	if a := h.people["sm"].do(t, "GET", "/api/v1/keys", ""); strings.Contains(a.body, token) || !strings.Contains(a.body, token[len(token)-4:]) {
		t.Errorf("the list of keys: %s", a)
	}
	if a := h.people["admin"].do(t, "DELETE", "/api/v1/keys/"+id, ""); a.status != http.StatusNoContent {
		t.Fatalf("revoked: %s", a)
	}
	if a := h.asKey(t, token, "GET", "/api/v1/waves", ""); a.status != http.StatusUnauthorized || a.problem(t).Key != "auth.key.refused" {
		t.Errorf("a revoked key: %s", a)
	}
	for path, want := range map[string]string{
		"/keys?state=revoked&q=ware":                id,
		"/keys?state=good&q=ware":                   `"items":[]`,
		"/key-tables/keys.csv?state=revoked&q=WARE": "Warehouse,",
	} {
		if a := h.people["admin"].do(t, "GET", "/api/v1"+path, ""); !strings.Contains(a.body, want) {
			t.Errorf("%s: want %s in %.600s", path, want, a)
		}
	}
}

func TestKeysAreLimited(t *testing.T) {
	t.Parallel()
	h := newHouse(t, dbtest.OpenSQLite(t))
	h.fill(t)
	_, token := h.key(t, "sm", "programme.read")
	p := h.visitor(t, "")
	for range 600 {
		if a := p.do(t, "GET", "/api/v1/me", "", "Authorization", "Bearer "+token); a.status != http.StatusOK {
			t.Fatalf("within the limit: %s", a)
		}
	}
	a := p.do(t, "GET", "/api/v1/me", "", "Authorization", "Bearer "+token)
	if a.status != http.StatusTooManyRequests || a.header.Get("Retry-After") != "1" {
		t.Errorf("request 601: %s, retry after %q", a, a.header.Get("Retry-After"))
	}
}

func TestAccountsFromInvitationToDisabling(t *testing.T) {
	t.Parallel()
	h := newHouse(t, dbtest.OpenSQLite(t))
	h.fill(t)
	admin := h.people["admin"]
	a := admin.do(t, "POST", "/api/v1/users", `{"login": "Chen", "name": " Chen Li ", "language": "zh", "grants": [{"role": "unit_manager", "unit": "B0101"}]}`)
	var made api.UserLink
	if err := json.Unmarshal([]byte(a.body), &made); err != nil || a.status != http.StatusOK {
		t.Fatalf("%v: %s", err, a)
	}
	address, token, _ := strings.Cut(made.URL, "#")
	if made.User.State != "invited" || made.User.Login != "chen" || made.User.Name != "Chen Li" || made.User.Grants[0].Unit != "B0101" || address != "http://manyi.test/welcome" {
		t.Errorf("made %+v", made)
	}
	chen := h.visitor(t, "chen")
	if a := chen.do(t, "POST", "/api/v1/session/link", `{"token": "`+token+`"}`); !strings.Contains(a.body, `"login":"chen"`) || !strings.Contains(a.body, `"kind":"invitation"`) {
		t.Errorf("whose link: %s", a)
	}
	use := func(want int, key string) {
		t.Helper()
		a := chen.do(t, "POST", "/api/v1/session/link/password", `{"token": "`+token+`", "password": "`+password+`"}`)
		if a.status != want || want != http.StatusOK && a.problem(t).Key != key {
			t.Errorf("use: %s", a)
		}
	}
	use(http.StatusOK, "")
	use(http.StatusGone, "auth.link.gone")
	if a := chen.do(t, "GET", "/api/v1/waves/spring", ""); a.status != http.StatusOK {
		t.Errorf("logged in by the link: %s", a)
	}
	for path, want := range map[string]string{
		"/users?state=active&q=CHEN":                  `"last_login_at"`,
		"/users?unit=B0101&role=unit_manager":         `"chen"`,
		"/user-tables/users.csv?q=chen":               "chen,Chen Li,\"unit_manager@B0101",
		"/audit?actor=chen&action=user.use_link":      `"title":"chen"`,
		"/audit?object=chen&kind=user":                `"unit_manager@B0101"`,
		"/audit-tables/audit.csv?object=chen":         "user.invite",
		"/audit?actor=system&object=chen":             `"items":[]`,
		"/users?q=nobody-like-this&state=active":      `"items":[]`,
		"/users?unit=B9999":                           `"items":[]`,
		"/audit?object=chen&from=2000-01-01&to=":      `"user.invite"`,
		"/audit?object=chen&from=&to=2000-01-01":      `"items":[]`,
		"/audit-tables/audit.csv?from=yesterday":      "wave.date",
		"/audit-tables/users.csv":                     "request.format",
		"/user-tables/users.pdf":                      "request.format",
		"/key-tables/users.csv":                       "request.format",
		"/keys?state=expired":                         `"items":[]`,
		"/audit/no-such":                              "audit.unknown",
		"/users/no-such":                              "auth.user.unknown",
		"/audit?actor=Chen%20Li&action=user.":         `"user.use_link"`,
		"/audit?kind=wave&object=spring&action=wave.": `"wave.open"`,
	} {
		if a := admin.do(t, "GET", "/api/v1"+path, ""); !strings.Contains(a.body, want) {
			t.Errorf("%s: want %s in %.600s", path, want, a)
		}
	}
	id := made.User.ID
	a = admin.do(t, "POST", "/api/v1/users/"+id, `{"name": "Chen", "language": "zh", "grants": [{"role": "unit_manager", "unit": "B9999"}]}`)
	if p := a.problem(t); p.Key != "directory.unit_unknown" || p.Field != "grants[0].unit" {
		t.Errorf("unknown unit: %s", a)
	}
	if a := admin.do(t, "POST", "/api/v1/users/"+id+"/disable", ""); !strings.Contains(a.body, `"state":"disabled"`) {
		t.Errorf("disabled: %s", a)
	}
	if a := chen.do(t, "GET", "/api/v1/me", ""); a.status != http.StatusUnauthorized {
		t.Errorf("a disabled user goes on: %s", a)
	}
	if a := admin.do(t, "POST", "/api/v1/users/"+id+"/link", ""); a.problem(t).Key != "auth.link.disabled" {
		t.Errorf("link for a disabled user: %s", a)
	}
}
