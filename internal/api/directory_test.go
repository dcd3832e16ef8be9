package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"manyi.dev/manyi/internal/api"
	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/response/responsetest"
)

// reply reads an answer.
func reply[T any](t *testing.T, a answer) T {
	t.Helper()
	var v T
	if a.status != http.StatusOK {
		t.Fatalf("%s", a)
	}
	if err := json.Unmarshal([]byte(a.body), &v); err != nil {
		t.Fatalf("%v: %s", err, a)
	}
	return v
}

// seen is a unit as somebody sees it, as an edit names it.
func (h *house) seen(t *testing.T, who, code string) string {
	t.Helper()
	for _, u := range reply[api.List[api.Unit]](t, h.people[who].do(t, "GET", "/api/v1/units?limit=500", "")).Items {
		if u.Code == code {
			return fmt.Sprintf(`{"code": "%s", "revision": %d}`, code, u.Revision)
		}
	}
	t.Fatalf("%s does not see %s", who, code)
	return ""
}

func adding(code, parent, kind string) string {
	return `{"act": "add", "on": "2026-11-23", "new": [{"code": "` + code + `", "name": "新` + code + `", "type": "` + kind + `", "parent": "` + parent + `"}]}`
}

func (h *house) edit(t *testing.T, who, body string) api.UnitChange {
	t.Helper()
	return reply[api.UnitChange](t, h.people[who].do(t, "POST", "/api/v1/unit-changes", body))
}

// unitRoutes are the controls of the routes of the organisation.
func unitRoutes(t *testing.T, h *house) map[string]route {
	t.Helper()
	undo := h.edit(t, "branch-sm", adding("U1", "B01", "outlet"))
	change := []string{"um", "neighbour", "foreign", "nobody"}
	whole := []string{"branch-sm", "um", "foreign", "nobody"}
	table := "code,name,type,parent\nU3,丁,outlet,B01\n"
	return map[string]route{
		"preview-unit-change": {body: adding("U4", "B01", "outlet"), owner: "branch-sm", deny: change},
		"change-units":        {body: adding("U2", "B01", "outlet"), owner: "branch-sm", deny: change},
		"list-unit-changes":   {owner: "branch-sm", deny: change},
		"undo-unit-change":    {path: fmt.Sprintf("/unit-changes/%d/undo", undo.Revision), owner: "branch-sm", deny: change},
		"list-unit-types":     {owner: "um", filter: []string{"foreign"}, deny: []string{"nobody"}},
		"set-unit-type":       {path: "/unit-types/kiosk", body: `{"name": {"zh": "服务点"}}`, owner: "sm", deny: whole},
		"remove-unit-type":    {path: "/unit-types/brand", owner: "sm", deny: whole},
		"import-units":        {path: "/unit-imports?dry=yes", body: table, owner: "admin", deny: whole},
		"unit-table":          {path: "/unit-tables/units.csv", owner: "um", filter: []string{"foreign"}, deny: []string{"nobody"}},
	}
}

// Figures of a wave stay as then, whatever becomes of its units; who comes to be in charge of a unit sees its past.
func TestAWaveKeepsItsTree(t *testing.T) {
	t.Parallel()
	h := newHouse(t, dbtest.OpenSQLite(t))
	h.fill(t)
	sm := h.people["sm"]
	paths := []string{"/waves/spring/dashboard", "/waves/spring/units", "/waves/spring/units?unit=B01", "/waves/spring/progress", "/waves/spring/links"}
	figures := func() string {
		var all strings.Builder
		for _, path := range paths {
			a := sm.do(t, "GET", "/api/v1"+path, "")
			if a.status != http.StatusOK {
				t.Fatalf("%s: %s", path, a)
			}
			all.WriteString(a.body)
		}
		return all.String()
	}
	before := figures()
	west := h.hire(t, "west", "unit_manager", "B02")
	sees := func() bool {
		return west.do(t, "GET", "/api/v1/waves/spring/dashboard?unit=B0101", "").status == http.StatusOK
	}
	if sees() {
		t.Fatal("west sees an outlet of the other branch")
	}
	merge := `{"act": "merge", "on": "2026-11-23", "into": "B0201", "units": [` + h.seen(t, "sm", "B0101") + `, ` + h.seen(t, "sm", "B0201") + `]}`
	f := reply[api.UnitFollow](t, sm.do(t, "POST", "/api/v1/unit-changes/preview", merge))
	if len(f.Effects) != 2 || f.Effects[0].Unit.Code != "B0101" || f.Effects[0].What != "closed" || f.Effects[1].What != "kept" {
		t.Errorf("effects %+v", f.Effects)
	}
	if len(f.Waves) != 1 || f.Waves[0].Wave.Code != "spring" || !slices.Equal(f.Waves[0].Units, []string{"B0101", "B0201"}) {
		t.Errorf("waves %+v", f.Waves)
	}
	// The wave froze its tree on the very day, so it is not compared across the merger; a later one would freeze it merged.
	if len(f.Comparisons) != 0 {
		t.Errorf("comparisons %+v", f.Comparisons)
	}
	var access []string
	for _, a := range f.Access {
		access = append(access, fmt.Sprintf("%s %d +%v -%v", a.Unit.Code, a.Accounts, a.Gains, a.Loses))
	}
	if want := []string{"B02 1 +[B0101] -[]", "B0201 1 +[B0101] -[]"}; !slices.Equal(access, want) {
		t.Errorf("access %q, want %q", access, want)
	}
	done := h.edit(t, "sm", merge)
	if figures() != before {
		t.Error("the merger changed figures of the wave")
	}
	if !sees() {
		t.Error("west does not see the predecessor of its outlet")
	}
	h.Clock.Move(48 * time.Hour) // the predecessor is no more
	for _, e := range reply[api.List[api.UnitEvent]](t, sm.do(t, "GET", "/api/v1/units/B0201/history", "")).Items {
		if e.Kind == "merge_from" && (e.Other == nil || e.Other.Code != "B0101" || e.Text["zh"] == "") {
			t.Errorf("history does not name whom it took over: %+v", e)
		}
	}
	h.Clock.Move(-48 * time.Hour)
	if a := sm.do(t, "POST", "/api/v1/unit-changes", merge); a.status != http.StatusConflict || a.problem(t).Key != "directory.edit.conflict_with" {
		t.Errorf("the same again: %s", a)
	}
	h.edit(t, "sm", `{"act": "move", "on": "2026-11-23", "parent": "B02", "units": [`+h.seen(t, "sm", "B0102")+`]}`)
	if figures() != before {
		t.Error("the move changed figures of the wave")
	}
	later := `{"act": "merge", "on": "2027-03-01", "into": "B0201", "units": [` + h.seen(t, "sm", "B0103") + `, ` + h.seen(t, "sm", "B0201") + `]}`
	f = reply[api.UnitFollow](t, sm.do(t, "POST", "/api/v1/unit-changes/preview", later))
	if len(f.Comparisons) != 1 || f.Comparisons[0].Previous.Code != "spring" || f.Comparisons[0].Wave != nil || !slices.Equal(f.Comparisons[0].Units, []string{"B0103", "B0201"}) {
		t.Errorf("comparisons %+v", f.Comparisons)
	}
	if a := sm.do(t, "POST", fmt.Sprintf("/api/v1/unit-changes/%d/undo", done.Revision), ""); a.status != http.StatusOK {
		t.Fatalf("undo: %s", a)
	}
	if sees() {
		t.Error("west still sees the outlet after the merger was taken back")
	}
	h.edit(t, "sm", adding("B0109", "B01", "outlet"))
	h.Clock.Move(time.Minute)
	h.named(t, "autumn", programme.Named, programme.ActOpen)
	list := reply[api.List[api.UnitChange]](t, sm.do(t, "GET", "/api/v1/unit-changes", "")).Items
	if list[0].Act != "add" || list[0].Undo || !strings.Contains(list[0].Why, waveName) {
		t.Errorf("a wave was opened on it: %+v", list[0])
	}
	if a := sm.do(t, "POST", fmt.Sprintf("/api/v1/unit-changes/%d/undo", list[0].Revision), ""); a.status != http.StatusConflict || a.problem(t).Key != "directory.undo.wave" {
		t.Errorf("undo of what a wave froze: %s", a)
	}
}

// A survey manager of a branch changes what lies below it and nothing else.
func TestUnitsAreChangedWithinTheScope(t *testing.T) {
	t.Parallel()
	h := newHouse(t, dbtest.OpenSQLite(t))
	h.fill(t)
	boss := h.people["branch-sm"]
	one := func(act, code, rest string) string {
		return `{"act": "` + act + `", "on": "2026-12-01"` + rest + `, "units": [` + h.seen(t, "sm", code) + `]}`
	}
	merge := func(into string) string {
		return `{"act": "merge", "on": "2026-12-01", "into": "` + into + `", "units": [` + h.seen(t, "sm", "B0102") + `, ` + h.seen(t, "sm", into) + `]}`
	}
	for name, tt := range map[string]struct {
		body   string
		status int
		key    string
	}{
		"another branch's unit":      {one("move", "B0201", `, "parent": "B01"`), 404, "directory.unit_unknown"},
		"to another branch":          {one("move", "B0102", `, "parent": "B02"`), 404, "directory.unit_unknown"},
		"to the top":                 {one("move", "B0102", ""), 403, "directory.edit.top"},
		"his own branch":             {one("change", "B01", `, "set": {"name": "我的", "type": "sub_branch"}`), 403, "directory.edit.scope"},
		"merged with a stranger":     {merge("B0201"), 404, "directory.unit_unknown"},
		"added to another branch":    {adding("N", "B02", "outlet"), 404, "directory.unit_unknown"},
		"added at the top":           {adding("N", "", "outlet"), 403, "directory.edit.top"},
		"surveyed by a running wave": {one("close", "B0102", ""), 409, "directory.edit.wave"},
		"with a stale revision":      {`{"act": "move", "on": "2026-12-01", "parent": "B01", "units": [{"code": "B0201", "revision": 99}]}`, 404, "directory.unit_unknown"},
	} {
		for _, path := range []string{"/api/v1/unit-changes/preview", "/api/v1/unit-changes"} {
			if a := boss.do(t, "POST", path, tt.body); a.status != tt.status || a.problem(t).Key != tt.key {
				t.Errorf("%s: %s gives %s", name, path, a)
			}
		}
	}
	h.edit(t, "branch-sm", one("change", "B0102", `, "set": {"name": "改了名", "type": "outlet", "manager": "=1+1"}`))
	other := h.edit(t, "sm", one("change", "B0202", `, "set": {"name": "别处", "type": "outlet"}`))
	if list := reply[api.List[api.UnitChange]](t, boss.do(t, "GET", "/api/v1/unit-changes", "")).Items; len(list) != 1 || list[0].Units[0].Code != "B0102" || !list[0].Undo {
		t.Errorf("the log of a branch: %+v", list)
	}
	if a := boss.do(t, "POST", fmt.Sprintf("/api/v1/unit-changes/%d/undo", other.Revision), ""); a.status != http.StatusNotFound {
		t.Errorf("undoing another's change: %s", a)
	}
	units := reply[api.List[api.Unit]](t, boss.do(t, "GET", "/api/v1/units", "")).Items
	may := map[string]string{}
	for _, u := range units {
		may[u.Code] = fmt.Sprint(u.Change, u.Below)
	}
	if may["B01"] != "false true" || may["B0101"] != "true true" {
		t.Errorf("what may be changed: %v", may)
	}
	past := reply[api.List[api.UnitEvent]](t, boss.do(t, "GET", "/api/v1/units/B0102/history", "")).Items
	var kinds []string
	for _, e := range past {
		kinds = append(kinds, e.At+" "+e.Kind)
	}
	if want := []string{"2026-12-01 changed", "2026-12-01 manager", "2020-01-01 opened"}; !slices.Equal(kinds, want) {
		t.Errorf("history %q, want %q", kinds, want)
	}
	// The table that goes out can come in again; a formula in a name is none in the file.
	a := boss.do(t, "GET", "/api/v1/unit-tables/units.csv?as_of=2026-12-01", "")
	if a.status != http.StatusOK || !strings.Contains(a.body, "'=1+1") || strings.Contains(a.body, "B0201") {
		t.Errorf("export: %s", a)
	}
}

// An import of the console tells its dry run, its faults and its end, and takes back the table that was exported.
func TestUnitsAreImported(t *testing.T) {
	t.Parallel()
	h := newHouse(t, dbtest.OpenSQLite(t))
	h.fill(t)
	sm := h.people["sm"]
	load := func(query, table string) api.UnitImport {
		t.Helper()
		a := sm.do(t, "POST", "/api/v1/unit-imports"+query, table)
		if a.status != http.StatusOK {
			t.Fatalf("%s", a)
		}
		lines := strings.Split(strings.TrimSpace(a.body), "\n")
		var last api.UnitImport
		if err := json.Unmarshal([]byte(lines[len(lines)-1]), &last); err != nil {
			t.Fatal(err)
		}
		return last
	}
	for _, lang := range []string{"zh", "en"} {
		table := sm.do(t, "GET", "/api/v1/unit-tables/units.csv", "", "Accept-Language", lang)
		if r := load("?dry=yes", table.body).Report; r == nil || r.Faulty > 0 || r.Created+r.Changed > 0 || r.Unchanged < 18 || len(r.Ignored) > 0 {
			t.Errorf("the exported table in %s: %+v", lang, r)
		}
	}
	table := "编码,名称,类型,上级,备注\nN1,新一,网点,B01,x\nN2,新二,网点,NONE,x\nb0101,重码,网点,B01,x\n"
	r := load("?dry=yes", table).Report
	if r == nil || !r.DryRun || r.Rows != 3 || r.Faulty != 2 || r.Created != 1 || len(r.Faults) != 2 || r.Faults[0].Row != 3 || !strings.Contains(r.Faults[1].Detail, "B0101") || r.Ignored[0] != "备注" {
		t.Errorf("dry run %+v", r)
	}
	if a := sm.do(t, "POST", "/api/v1/unit-imports", table); a.status != http.StatusUnprocessableEntity || a.problem(t).Key != "directory.import.refused" {
		t.Errorf("with faults: %s", a)
	}
	if r := load("?partial=yes&from=2026-11-01", table).Report; r == nil || r.Created != 1 || r.Changes[0].Code != "N1" {
		t.Errorf("in part: %+v", r)
	}
	if a := sm.do(t, "GET", "/api/v1/units?q=N1&as_of=2026-11-01", ""); !strings.Contains(a.body, "新一") {
		t.Errorf("not there: %s", a)
	}
	for body, status := range map[string]int{"": 422, "PK\x03\x04broken": 422, strings.Repeat("x", 21<<20): 422} {
		if a := sm.do(t, "POST", "/api/v1/unit-imports", body); a.status != status {
			t.Errorf("%.10q: %s", body, a)
		}
	}
}

// An employee below an outlet is surveyed like any unit: own link, own figures, and no more is kept than name and number.
func TestEmployeesAreUnits(t *testing.T) {
	t.Parallel()
	h := newHouse(t, dbtest.OpenSQLite(t))
	h.fill(t)
	for _, code := range []string{"E1", "E2"} {
		h.edit(t, "branch-sm", adding(code, "B0101", "employee"))
	}
	if a := h.people["branch-sm"].do(t, "POST", "/api/v1/unit-changes", adding("13912345678", "B0101", "employee")); a.status != http.StatusUnprocessableEntity || a.problem(t).Key != "directory.row.employee_code" {
		t.Errorf("a phone as staff number: %s", a)
	}
	doc := responsetest.Document("staff", programme.Named)
	doc.Waves[0].SurveyedTypes = []string{"employee"}
	if err := h.Programmes.Define(ctx, responsetest.By, doc); err != nil {
		t.Fatal(err)
	}
	wave := h.Do(t, "staff", programme.ActOpen)
	if err := h.Outreach.MakeLinks(ctx, wave.ID); err != nil {
		t.Fatal(err)
	}
	link := h.Link(t, wave, "E1")
	for n := range 12 {
		h.Submit(t, link, 900+n)
	}
	if err := h.scoring.Flush(ctx); err != nil {
		t.Fatal(err)
	}
	rows := reply[api.List[api.UnitRow]](t, h.people["um"].do(t, "GET", "/api/v1/waves/staff/units?unit=B0101", ""))
	if len(rows.Items) != 2 || rows.Items[0].Unit.Code != "E1" || rows.Items[0].Responses != 12 {
		t.Errorf("figures of the employees: %+v", rows.Items)
	}
	if a := h.people["neighbour"].do(t, "GET", "/api/v1/waves/staff/units?unit=E1", ""); a.status != http.StatusNotFound {
		t.Errorf("another outlet sees the employee: %s", a)
	}
}
