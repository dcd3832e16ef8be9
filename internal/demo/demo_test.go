package demo_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"manyi.dev/manyi/internal/auth"
	"manyi.dev/manyi/internal/calendar"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/demo"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/programme"
)

// prepared is a place with the demonstration in it.
func prepared(t testing.TB, d *db.DB) *place {
	t.Helper()
	p := newPlace(t, d)
	if err := demo.Prepare(t.Context(), p.Services, func(string) {}); err != nil {
		t.Fatal(err)
	}
	return p
}

// TestDemonstration looks at one demonstration from all sides.
func TestDemonstration(t *testing.T) {
	t.Parallel()
	p := prepared(t, dbtest.OpenSQLite(t))
	for name, f := range map[string]func(*testing.T, *place){
		"holds what it says":            testContents,
		"tells how units went on":       testUnits,
		"has its archive":               testArchive,
		"asked customers by links":      testVisits,
		"recovers the ease of visits":   testEase,
		"says what it is":               testMarker,
		"lets every login in":           testLogins,
		"2017 as computed by R":         test2017,
		"earlier years as in the files": testRecount,
		"recovers the truth":            testTruth,
		"shows what changed":            testChanges,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f(t, p)
		})
	}
}

// contents is what a demonstration holds: per wave its state, what it is compared with, the links, the responses,
// and those in each quarter.
func contents(t *testing.T, p *place) map[string]string {
	t.Helper()
	all := map[string]string{}
	waves, err := p.Programmes.Waves(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range waves {
		links, err := p.Outreach.Links(t.Context(), w.ID)
		if err != nil {
			t.Fatal(err)
		}
		counts, err := p.Responses.Counts(t.Context(), w.ID)
		if err != nil {
			t.Fatal(err)
		}
		n, quarters := int64(0), map[calendar.Quarter]int64{}
		for _, c := range counts {
			n += c.N
			quarters[calendar.Quarter(c.Quarter)] += c.N
		}
		all[w.Code] = fmt.Sprintf("%s after %q, %s, %d links, %d responses %v", w.State, w.Previous, w.Anonymity, len(links), n, quarters)
	}
	return all
}

var wantContents = map[string]string{
	"sfo-2013":          `closed after "", named, 8 links, 3535 responses map[2013Q2:3535]`,
	"sfo-2015":          `closed after "sfo-2013", named, 8 links, 2958 responses map[2015Q2:2958]`,
	"sfo-2016":          `closed after "sfo-2015", named, 8 links, 3087 responses map[2016Q2:3087]`,
	"sfo-2017":          `closed after "sfo-2016", named, 8 links, 2831 responses map[2017Q2:2831]`,
	"bank-2025h1":       `closed after "", anonymous, 40 links, 2257 responses map[2025Q1:1123 2025Q2:1134]`,
	"bank-2025h2":       `closed after "bank-2025h1", anonymous, 39 links, 2259 responses map[2025Q3:1116 2025Q4:1143]`,
	"bank-2026h1":       `closed after "bank-2025h2", anonymous, 40 links, 2304 responses map[2026Q1:1172 2026Q2:1132]`,
	"bank-2026h2":       `open after "bank-2026h1", anonymous, 40 links, 1771 responses map[2026Q3:1087 2026Q4:684]`,
	"bank-visit-2026h2": `open after "", confidential, 7 links, 289 responses map[2026Q3:195 2026Q4:94]`,
}

func testContents(t *testing.T, p *place) {
	if diff := cmp.Diff(wantContents, contents(t, p)); diff != "" {
		t.Error(diff)
	}
	h2, err := p.Programmes.WaveByCode(t.Context(), "bank-2026h2")
	if err != nil {
		t.Fatal(err)
	}
	if h2.Target != 15 || h2.OpenedAt.Time().Format("2006-01") != "2026-07" || h2.TreeAsOf != "2026-07-01" {
		t.Errorf("target %d, opened %v, tree of %s", h2.Target, h2.OpenedAt.Time(), h2.TreeAsOf)
	}
	counts, err := p.Responses.Counts(t.Context(), h2.ID)
	if err != nil {
		t.Fatal(err)
	}
	key, err := db.Value[string](t.Context(), p.DB, `SELECT secret FROM wave_keys WHERE wave_id = (SELECT id FROM waves WHERE code = 'bank-2026h1')`)
	if err != nil || key != "" {
		t.Errorf("the key of the wave closed in June is still there: %q %v", key, err)
	}
	below := 0
	for _, c := range counts {
		if c.Quarter == 20264 && c.N < h2.Target {
			below++
		}
	}
	if below != 7 {
		t.Errorf("%d outlets are below the target of the quarter, want 7", below)
	}
	bases := map[string]int64{}
	rows, err := p.insight.Units(t.Context(), "bank-2026h1", "BANK", full)
	if err != nil {
		t.Fatal(err)
	}
	for _, sub := range rows {
		below, err := p.insight.Units(t.Context(), "bank-2026h1", sub.Unit.Code, full)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range below {
			bases[r.Unit.Code] = r.Base.N
		}
	}
	if len(bases) != 40 || bases["B0103"] != 90 || bases["B0204"] != 12 || bases["B0304"] != 3 {
		t.Errorf("bases of the outlets: %v", bases) // usual, to be marked, to be hidden
	}
}

// testUnits: units opened, moved, merged and changed their managers, and the waves keep the trees of their days.
func testUnits(t *testing.T, p *place) {
	of := func(day calendar.Date, code string) (parent, manager string) {
		tree, err := p.Directory.Tree(t.Context(), day)
		if err != nil {
			t.Fatal(err)
		}
		u, ok := tree.ByCode(code)
		if !ok {
			return "", ""
		}
		return tree.Units[u.Parent].Code, u.Manager
	}
	for _, tt := range []struct {
		code, day       string
		parent, manager string
	}{
		{"B0205", "2025-06-30", "B02", "石明远"},
		{"B0205", "2025-07-01", "", ""},
		{"B0207", "2025-06-30", "", ""},
		{"B0207", "2025-07-01", "B02", "田慧敏"},
		{"B0304", "2025-11-30", "", ""},
		{"B0304", "2025-12-01", "B03", "薛长风"},
		{"B0405", "2025-12-31", "B04", "谭欣怡"},
		{"B0405", "2026-01-01", "B06", "谭欣怡"},
		{"B0502", "2026-02-28", "B05", "雷国强"},
		{"B0502", "2026-03-01", "B05", "罗静"},
	} {
		if parent, manager := of(calendar.Date(tt.day), tt.code); parent != tt.parent || manager != tt.manager {
			t.Errorf("%s on %s: below %q, managed by %q; want %q, %q", tt.code, tt.day, parent, manager, tt.parent, tt.manager)
		}
	}
	past, err := p.Directory.Past(t.Context(), "B0207")
	if err != nil || len(past.Successions) != 2 {
		t.Fatalf("B0207 goes on from %v, %v", past.Successions, err)
	}
	for _, wave := range []struct{ code, below, gone string }{{"bank-2025h2", "B04", "B0205"}, {"bank-2026h1", "B06", "B0206"}} {
		w, err := p.Programmes.WaveByCode(t.Context(), wave.code)
		if err != nil {
			t.Fatal(err)
		}
		tree, err := p.Programmes.Tree(t.Context(), w.ID)
		if err != nil {
			t.Fatal(err)
		}
		if u, ok := tree.ByCode("B0405"); !ok || tree.Units[u.Parent].Code != wave.below {
			t.Errorf("%s has B0405 elsewhere than below %s", wave.code, wave.below)
		}
		if _, ok := tree.ByCode(wave.gone); ok {
			t.Errorf("%s surveys %s, which is gone", wave.code, wave.gone)
		}
	}
	tree, err := p.Directory.Tree(t.Context(), p.Directory.Today())
	if err != nil {
		t.Fatal(err)
	}
	types := map[string]int{}
	for _, u := range tree.Units {
		types[u.Type]++
	}
	if types["sub_branch"] != 6 || types["outlet"] != 40 || types["head_office"] != 1 {
		t.Errorf("units by type: %v", types)
	}
}

func testMarker(t *testing.T, p *place) {
	if is, err := demo.Is(t.Context(), p.DB); !is || err != nil {
		t.Errorf("a demonstration is none: %v %v", is, err)
	}
	err := demo.Prepare(t.Context(), p.Services, func(line string) { t.Errorf("the second run did %s", line) })
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(wantContents, contents(t, p)); diff != "" {
		t.Errorf("after the second run: %s", diff)
	}
}

// login tries to log in over the middleware of requests and says as whom.
func login(p *place, name, password string) (actor auth.Actor, err error) {
	h := p.Auth.Middleware(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		actor, err = p.Auth.Login(r.Context(), name, password, netip.MustParseAddr("192.0.2.1"))
	}))
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/", nil))
	return actor, err
}

func testLogins(t *testing.T, p *place) {
	tree, err := p.Directory.Tree(t.Context(), p.Directory.Today())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := login(p, "sm", "manyi-demo-2025"); !errs.Is(err, errs.Unauthenticated) {
		t.Errorf("a wrong password: %v", err)
	}
	for _, l := range demo.Logins() {
		actor, err := login(p, l.Login, l.Password)
		if err != nil {
			t.Errorf("%s: %v", l.Login, err)
			continue
		}
		want := auth.Grant{Role: l.Role}
		if u, ok := tree.ByCode(l.Unit); ok {
			want.Unit = u.ID
		} else if l.Unit != "" {
			t.Errorf("%s: no unit %s", l.Login, l.Unit)
		}
		if len(actor.Grants) != 1 || actor.Grants[0] != want || actor.MustChange || actor.Name != l.Name.In(i18n.ZH) {
			t.Errorf("%s: %+v, want %+v", l.Login, actor, want)
		}
	}
}

// TestPrepareOnPostgres also takes over a first start: a server that was started once has made an administrator, who
// then has the password that is printed.
func TestPrepareOnPostgres(t *testing.T) {
	t.Parallel()
	p := newPlace(t, dbtest.OpenPostgres(t))
	random, err := p.Auth.Bootstrap(t.Context())
	if err != nil || random == "" {
		t.Fatalf("no administrator was made: %v", err)
	}
	if err := demo.Prepare(t.Context(), p.Services, func(string) {}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(wantContents, contents(t, p)); diff != "" {
		t.Error(diff)
	}
	if actor, err := login(p, "admin", demo.Password); err != nil || actor.MustChange {
		t.Errorf("administrator: %+v %v", actor, err)
	}
	if _, err := login(p, "admin", random); err == nil {
		t.Error("the random password is still good")
	}
}

// TestPrepareContinues interrupts the loading at several moments; the last run finds everything else done.
func TestPrepareContinues(t *testing.T) {
	t.Parallel()
	p := newPlace(t, dbtest.OpenSQLite(t))
	for _, after := range []string{"sfo-2015", "bank-2026h2", "customers", "bank-visit-2026h2"} {
		ctx, cancel := context.WithCancel(t.Context())
		err := demo.Prepare(ctx, p.Services, func(line string) {
			if strings.HasPrefix(line, after) {
				cancel()
			}
		})
		cancel()
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("interrupted after %s: %v", after, err)
		}
		if is, err := demo.Is(t.Context(), p.DB); !is || err != nil {
			t.Errorf("half a demonstration is none: %v %v", is, err)
		}
	}
	if err := demo.Prepare(t.Context(), p.Services, func(string) {}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(wantContents, contents(t, p)); diff != "" {
		t.Error(diff)
	}
}

// TestPrepareLeavesOthersAlone: nothing but a fresh record store becomes a demonstration.
func TestPrepareLeavesOthersAlone(t *testing.T) {
	t.Parallel()
	for name, use := range map[string]func(*place) error{
		"an account": func(p *place) error {
			_, _, err := p.Auth.CreateUser(t.Context(), auth.System, auth.NewUser{
				Login: "chen", Name: "陈", Language: i18n.ZH, Grants: []auth.Grant{{Role: auth.SurveyManager}},
			})
			return err
		},
		"an administrator at work": func(p *place) error {
			_, _, err := p.Auth.CreateUser(t.Context(), auth.System, auth.NewUser{
				Login: "admin", Name: "管理员", Language: i18n.ZH, Grants: []auth.Grant{{Role: auth.Administrator}}, Password: "a password of its own",
			})
			return err
		},
		"a programme": func(p *place) error {
			return p.Programmes.Define(t.Context(), auth.System.Audit(), programme.Document{
				Format: programme.Format, Code: "own", Name: i18n.Text{"zh": "自己的调查"},
			})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlace(t, dbtest.OpenSQLite(t))
			if err := use(p); err != nil {
				t.Fatal(err)
			}
			err := demo.Prepare(t.Context(), p.Services, func(line string) { t.Errorf("did %s", line) })
			if !errs.Is(err, errs.Conflict) || !errs.HasKey(err, "demo.other_data") {
				t.Errorf("refused with %v", err)
			}
			if is, err := demo.Is(t.Context(), p.DB); is || err != nil {
				t.Errorf("other data are marked: %v %v", is, err)
			}
		})
	}
}
