package api_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"manyi.dev/manyi/internal/api"
	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/programme"
)

// route says of an operation who may and who may not. The owner is asked first and must get a 2xx: a route without that
// control fails. Then everybody of deny asks the very same and must get one of 401, 403 and 404; whoever is in filter
// may ask, but finds nothing of the object. Nobody gets a word about it.
type route struct {
	path   string // with real ids; "" as described
	body   string
	owner  string
	deny   []string
	filter []string
	more   []string // the same for other units, "neighbour /path"
	public bool     // for everybody
	last   bool     // ends the owner's session
}

// words are what must not be told: the names of the outlets with answers, of the wave and of its programme.
var words = []string{"解放路", "Jiefang", waveName, programmeName, customerName}

// strangers have no business with an outlet of the bank.
var strangers = []string{"foreign", "nobody"}

func routes(link string) map[string]route {
	move := func(wave string) route {
		return route{
			path: "/waves/" + wave, body: `{"reason": "why"}`, owner: "sm",
			deny: []string{"admin", "branch-sm", "um", "neighbour", "foreign", "nobody"},
		}
	}
	of := func(path string) route {
		neighbour := "neighbour " + path + "?unit=B0101"
		return route{path: path, owner: "um", deny: strangers, more: []string{neighbour}}
	}
	return map[string]route{
		"login":               {body: `{"login": "um", "password": "` + password + `"}`, owner: "visitor", public: true},
		"status":              {owner: "visitor", public: true},
		"public-form":         {path: "/links/" + link, owner: "visitor", public: true},
		"submit-response":     {path: "/links/" + link + "/responses", body: submission("route-0001", 1), owner: "visitor", public: true},
		"logout":              {owner: "leaver", deny: []string{"nobody"}, last: true},
		"me":                  {owner: "um", deny: []string{"nobody"}},
		"change-language":     {body: `{"language": "en"}`, owner: "um", deny: []string{"nobody"}},
		"change-password":     {body: `{"old": "` + password + `", "new": "another good password"}`, owner: "leaver", deny: []string{"nobody"}},
		"overview":            {owner: "um", filter: []string{"foreign"}, deny: []string{"nobody"}},
		"list-programmes":     {owner: "um", filter: []string{"foreign"}, deny: []string{"nobody"}},
		"list-waves":          {owner: "um", filter: []string{"foreign"}, deny: []string{"nobody"}},
		"list-units":          {owner: "um", filter: []string{"foreign"}, deny: []string{"nobody"}},
		"list-indicators":     {owner: "um", filter: []string{"foreign"}, deny: []string{"nobody"}},
		"get-indicator":       {path: "/indicators/bank/1.0", owner: "um", filter: []string{"foreign"}, deny: []string{"nobody"}},
		"list-questionnaires": {owner: "um", filter: []string{"foreign"}, deny: []string{"nobody"}},
		"get-questionnaire":   {path: "/questionnaires/bank-outlet/1.0", owner: "um", filter: []string{"foreign"}, deny: []string{"nobody"}},
		"list-templates":      {owner: "um", filter: []string{"foreign"}, deny: []string{"nobody"}},
		"get-template":        {path: "/templates/nps", owner: "um", filter: []string{"foreign"}, deny: []string{"nobody"}},
		"questionnaire-changes": {
			path: "/questionnaires/bank-outlet/1.0/changes?from=1.0", owner: "um", filter: []string{"foreign"}, deny: []string{"nobody"},
		},
		"unit-history":  {path: "/units/B0101/history", owner: "um", deny: append([]string{"neighbour"}, strangers...)},
		"get-wave":      {path: "/waves/spring", owner: "um", deny: strangers},
		"wave-progress": {path: "/waves/spring/progress", owner: "um", deny: strangers},
		"wave-links":    {path: "/waves/spring/links", owner: "um", deny: strangers},
		"wave-items":    {path: "/waves/spring/items", owner: "um", deny: strangers},
		"wave-events":   {path: "/waves/spring/events", owner: "um", deny: strangers},
		"link-qr":       {path: "/waves/spring/links/" + link + "/qr.svg", owner: "um", deny: append([]string{"neighbour"}, strangers...)},
		"wave-posters":  of("/waves/spring/posters.pdf"),
		"dashboard":     of("/waves/spring/dashboard"),
		"wave-units":    of("/waves/spring/units"),
		"wave-item":     of("/waves/spring/items/Q71"),
		"wave-table":    of("/waves/spring/tables/tree.csv"),
		"open-wave":     move("to-open/open"),
		"pause-wave":    move("to-pause/pause"),
		"resume-wave":   move("to-resume/resume"),
		"close-wave":    move("to-close/close"),
		"reopen-wave":   move("to-reopen/reopen"),
		"report-wave":   move("to-report/report"),
	}
}

type operation struct{ id, method, path string }

// operations are all that the description lists.
func operations(t *testing.T) []operation {
	t.Helper()
	text, err := api.OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Paths map[string]map[string]struct{ OperationID string }
	}
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	var all []operation
	for path, methods := range doc.Paths {
		for method, o := range methods {
			all = append(all, operation{o.OperationID, strings.ToUpper(method), path})
		}
	}
	slices.SortFunc(all, func(a, b operation) int { return strings.Compare(a.id, b.id) })
	return all
}

func TestEveryRouteKeepsStrangersOut(t *testing.T) {
	t.Parallel()
	h := newHouse(t, dbtest.OpenSQLite(t))
	h.fill(t)
	h.hire(t, "leaver", "unit_manager", "B0101")
	h.people["visitor"] = h.visitor(t, "")
	h.hire(t, "auditor", "auditor", "")
	keys := map[string]string{}
	for name, k := range map[string][2]string{"admin": {"admin", "key.read"}, "sm": {"sm", "key.read"}, "other": {"sm", "insight.read"}} {
		_, keys[name] = h.key(t, k[0], k[1])
	}
	for code, acts := range map[string][]programme.Act{
		"to-open": nil, "to-pause": {programme.ActOpen}, "to-resume": {programme.ActOpen, programme.ActPause}, "to-close": {programme.ActOpen},
		"to-reopen": {programme.ActOpen, programme.ActClose}, "to-report": {programme.ActOpen, programme.ActClose},
	} {
		h.named(t, code, programme.Named, acts...)
	}
	table := routes(h.Link(t, h.wave, "B0101"))
	maps.Copy(table, indicatorRoutes(t, h))
	maps.Copy(table, questionnaireRoutes(t, h))
	maps.Copy(table, testModeRoutes(t, h))
	maps.Copy(table, customerRoutes(t, h))
	maps.Copy(table, unitRoutes(t, h))
	maps.Copy(table, invitationRoutes(t, h))
	maps.Copy(table, exportRoutes(t, h))
	maps.Copy(table, mappingRoutes(t, h))
	maps.Copy(table, accountRoutes(t, h))
	maps.Copy(table, planRoutes(t, h))
	all := operations(t)
	slices.SortStableFunc(all, func(a, b operation) int { // who logs out is asked last
		return boolOrder(table[a.id].last) - boolOrder(table[b.id].last)
	})
	for _, o := range all {
		r, ok := table[o.id]
		if !ok {
			t.Errorf("%s %s (%s) has no positive control", o.method, o.path, o.id)
			continue
		}
		delete(table, o.id)
		path := o.path
		if r.path != "" {
			path = "/api/v1" + r.path
		}
		if !matchesPath(o.path, path) {
			t.Errorf("%s: the control asks for %s, the route is %s", o.id, path, o.path)
		}
		h.keyCheck(t, keys, o, r, path)
		h.readersCheck(t, o, r, path)
		h.check(t, o, r, path)
	}
	for id := range table {
		t.Errorf("%s is no operation", id)
	}
}

func boolOrder(b bool) int {
	if b {
		return 1
	}
	return 0
}

func matchesPath(pattern, path string) bool {
	form := regexp.MustCompile(`\\\{[a-z]+\\\}`).ReplaceAllString(regexp.QuoteMeta(pattern), `[^/]+`)
	path, _, _ = strings.Cut(path, "?")
	return regexp.MustCompile("^" + form + "$").MatchString(path)
}

func (h *house) check(t *testing.T, o operation, r route, path string) {
	t.Helper()
	ask := func(who, path string) answer { return h.people[who].do(t, o.method, path, r.body) }
	if a := ask(r.owner, path); a.status < 200 || a.status > 299 {
		t.Errorf("%s: %s may do this and gets %d: %s", o.id, r.owner, a.status, a)
	}
	if r.public {
		return
	}
	if !slices.Contains(r.deny, "nobody") {
		t.Errorf("%s: nobody is not tried", o.id)
	}
	refused := func(who, path string) {
		t.Helper()
		a := ask(who, path)
		want := []int{http.StatusForbidden, http.StatusNotFound}
		if who == "nobody" {
			want = []int{http.StatusUnauthorized}
		}
		if !slices.Contains(want, a.status) {
			t.Errorf("%s: %s gets %d for %s: %.300s", o.id, who, a.status, path, a)
		}
		h.silent(t, o, who, a)
	}
	for _, who := range r.deny {
		refused(who, path)
	}
	for _, m := range r.more {
		who, path, _ := strings.Cut(m, " ")
		if a := ask(who, "/api/v1"+strings.TrimSuffix(path, "?unit=B0101")); a.status != http.StatusOK {
			t.Errorf("%s: %s gets %d for his own unit: %s", o.id, who, a.status, a)
		}
		refused(who, "/api/v1"+path)
	}
	for _, who := range r.filter {
		a := ask(who, path)
		if a.status != http.StatusOK {
			t.Errorf("%s: %s gets %d: %s", o.id, who, a.status, a)
		}
		h.silent(t, o, who, a)
	}
}

// silent fails when an answer holds a word about the object, or the code of a link.
func (h *house) silent(t *testing.T, o operation, who string, a answer) {
	t.Helper()
	for _, w := range append([]string{h.Link(t, h.wave, "B0101")}, words...) {
		if strings.Contains(a.body, w) {
			t.Errorf("%s tells %s the word %q: %.400s", o.id, who, w, a.body)
		}
	}
}

// What goes past the description would go past the test above.
func TestEveryRouteIsDescribed(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile("api.go")
	if err != nil {
		t.Fatal(err)
	}
	described := map[string]bool{}
	for _, o := range operations(t) {
		described[o.method+" "+o.path] = true
	}
	raw := regexp.MustCompile(`a\.raw\("([A-Z]+)", "([^"]+)"|a\.mux\.Handle(?:Func)?\("([A-Z]+) "\s*\+\s*prefix\s*\+\s*"([^"]+)"`)
	found := 0
	for _, m := range raw.FindAllStringSubmatch(string(source), -1) {
		found++
		key := m[1] + m[3] + " /api/v1" + m[2] + m[4]
		if key != "GET /api/v1/openapi.json" && !described[key] { // the description itself
			t.Errorf("%s is not described", key)
		}
	}
	if total := strings.Count(string(source), "a.raw(") + strings.Count(string(source), "mux.HandleFunc("); found != total-1 { // raw's own
		t.Errorf("%d raw routes were understood of %d", found, total-1)
	}
}

// A list shows a unit manager the own outlet and nothing of the others.
func TestListsAreCutToTheScope(t *testing.T) {
	t.Parallel()
	h := newHouse(t, dbtest.OpenSQLite(t))
	h.fill(t)
	tests := []struct{ who, path, sees, not string }{
		{"um", "/units", "解放路", "东湖"},
		{"um", "/units", "B0101", "城东"},
		{"um", "/units", "B0101", "滨海"},
		{"um", "/waves/spring/links", "解放路", "西门"},
		{"um", "/waves/spring/progress", "解放路", "西门"},
		{"um", "/waves/spring/units", "解放路", "西门"},
		{"um", "/waves/spring/dashboard", "解放路", "滨海"},
		{"um", "/waves/spring/events", "B0101", "B0201"},
		{"um", "/overview", "spring", "西门"},
		{"um", "/waves/spring/tables/units.csv", "解放路", "西门"},
		{"branch-sm", "/units", "东湖", "西门"},
		{"branch-sm", "/waves/spring/links", "东湖", "西门"},
		{"sm", "/units", "西门", "nothing at all"},
		{"neighbour", "/waves/spring/dashboard", "西门", "解放路"},
		{"admin", "/waves/spring/dashboard", "滨海", "nothing at all"},
	}
	for _, tt := range tests {
		a := h.people[tt.who].do(t, "GET", "/api/v1"+tt.path, "")
		if a.status != http.StatusOK || !strings.Contains(a.body, tt.sees) || strings.Contains(a.body, tt.not) {
			t.Errorf("%s sees at %s: want %q and not %q: %d %.600s", tt.who, tt.path, tt.sees, tt.not, a.status, a.body)
		}
	}
	for who, want := range map[string]float64{"um": 40, "neighbour": 40, "branch-sm": 40, "sm": 80, "admin": 80} {
		var wave struct{ Responses float64 }
		if err := json.Unmarshal([]byte(h.people[who].do(t, "GET", "/api/v1/waves/spring", "").body), &wave); err != nil || wave.Responses != want {
			t.Errorf("%s sees %v responses, %v; want %v", who, wave.Responses, err, want)
		}
	}
}

// A page of somebody else's cannot have a logged-in user's browser change anything.
func TestForeignPagesChangeNothing(t *testing.T) {
	t.Parallel()
	h := newHouse(t, dbtest.OpenSQLite(t))
	h.fill(t)
	sm := h.people["sm"]
	for name, header := range map[string][]string{
		"foreign origin":  {"Origin", "https://evil.example"},
		"cross-site":      {"Sec-Fetch-Site", "cross-site"},
		"sibling":         {"Sec-Fetch-Site", "same-site"},
		"origin is null":  {"Origin", "null"},
		"port of another": {"Origin", "http://manyi.test:8443"},
	} {
		a := sm.do(t, "POST", "/api/v1/waves/spring/close", `{}`, header...)
		if p := a.problem(t); a.status != http.StatusForbidden || p.Key != "auth.cross_origin" {
			t.Errorf("%s: %s", name, a)
		}
	}
	if w, err := h.Programmes.WaveByCode(ctx, "spring"); err != nil || w.State != programme.Open {
		t.Errorf("the wave is %s, %v", w.State, err)
	}
	if a := sm.do(t, "POST", "/api/v1/waves/spring/pause", `{"reason": "why"}`, "Origin", "http://manyi.test"); a.status != http.StatusOK {
		t.Errorf("our own page: %s", a)
	}
}
