package auth

import (
	"encoding/json"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/job"
)

// browser is a client with cookies against a small site of ours.
type browser struct {
	t      *testing.T
	client *http.Client
	site   *httptest.Server
	origin string
}

// browse serves the service's middleware over a few pages.
func browse(t *testing.T, s *Service) *browser {
	t.Helper()
	mux := http.NewServeMux()
	reply := func(w http.ResponseWriter, v any, err error) {
		if err != nil {
			all := errs.All(err)
			if len(all) == 0 {
				t.Error(err)
				http.Error(w, err.Error(), http.StatusInternalServerError)
				return
			}
			http.Error(w, string(all[0].Kind)+" "+all[0].Key, http.StatusForbidden)
			return
		}
		if err := json.NewEncoder(w).Encode(v); err != nil {
			t.Error(err)
		}
	}
	mux.HandleFunc("POST /login", func(w http.ResponseWriter, r *http.Request) {
		a, err := s.Login(r.Context(), r.FormValue("login"), r.FormValue("password"), here)
		reply(w, a, err)
	})
	mux.HandleFunc("POST /logout", func(w http.ResponseWriter, r *http.Request) { reply(w, "bye", s.Logout(r.Context())) })
	mux.HandleFunc("POST /password", func(w http.ResponseWriter, r *http.Request) {
		reply(w, "changed", s.ChangePassword(r.Context(), r.FormValue("old"), r.FormValue("new"), here))
	})
	mux.HandleFunc("POST /language", func(w http.ResponseWriter, r *http.Request) {
		reply(w, "changed", s.ChangeLanguage(r.Context(), "en"))
	})
	mux.HandleFunc("POST /link", func(w http.ResponseWriter, r *http.Request) {
		a, err := s.UseLink(r.Context(), r.FormValue("token"), r.FormValue("password"), here)
		reply(w, a, err)
	})
	mux.HandleFunc("GET /who", func(w http.ResponseWriter, r *http.Request) {
		a, ok := CurrentActor(r.Context())
		if !ok {
			reply(w, "nobody", nil)
			return
		}
		if err := Require(a, InsightRead); err != nil {
			reply(w, a.Login+" "+string(errs.All(err)[0].Kind)+" "+errs.All(err)[0].Key, nil)
			return
		}
		reply(w, a.Login+" may", nil)
	})
	site := httptest.NewServer(s.Middleware(mux))
	t.Cleanup(site.Close)
	return newBrowser(t, site)
}

func newBrowser(t *testing.T, site *httptest.Server) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{t: t, client: &http.Client{Jar: jar}, site: site}
}

// another is another browser on the same site.
func (b *browser) another() *browser { return newBrowser(b.t, b.site) }

func (b *browser) send(method, path string, form url.Values) (status int, body string, head http.Header) {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), method, b.site.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if b.origin != "" {
		r.Header.Set("Origin", b.origin)
	}
	res, err := b.client.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	var text strings.Builder
	buf := make([]byte, 4096)
	for {
		n, err := res.Body.Read(buf)
		text.Write(buf[:n])
		if err != nil {
			break
		}
	}
	return res.StatusCode, strings.TrimSpace(text.String()), res.Header
}

func (b *browser) login(login, password string) (a Actor) {
	b.t.Helper()
	status, body, _ := b.send(http.MethodPost, "/login", url.Values{"login": {login}, "password": {password}})
	if status != http.StatusOK {
		b.t.Fatalf("login of %s: %s", login, body)
	}
	if err := json.Unmarshal([]byte(body), &a); err != nil {
		b.t.Fatal(err)
	}
	return a
}

func (b *browser) change(old, password, failure string) {
	b.t.Helper()
	_, body, _ := b.send(http.MethodPost, "/password", url.Values{"old": {old}, "new": {password}})
	if failure == "" {
		failure = `"changed"`
	}
	if body != failure {
		b.t.Errorf("changing the password: %s, want %s", body, failure)
	}
}

func (b *browser) want(path, want string) {
	b.t.Helper()
	if _, body, _ := b.send(http.MethodGet, path, nil); strings.Trim(body, `"`) != want {
		b.t.Errorf("%s is %s, want %s", path, body, want)
	}
}

func TestSession(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newService(d, Options{Secure: false, Path: ""})
		create(t, s, "ana", Grant{SurveyManager, ""})
		b := browse(t, s)
		b.want("/who", "nobody")
		if _, _, head := b.send(http.MethodGet, "/who", nil); head.Get("Set-Cookie") != "" {
			t.Errorf("nobody got a cookie: %s", head.Get("Set-Cookie"))
		}
		if status, body, _ := b.send(http.MethodPost, "/login", url.Values{"login": {"ana"}, "password": {"wrong password"}}); status != 403 || body != "unauthenticated auth.login.failed" {
			t.Errorf("a wrong password: %d %s", status, body)
		}
		b.want("/who", "nobody")
		b.login(" Ana ", good)
		b.want("/who", "ana may")
		token := cookie(t, b)
		sessions, err := db.All(t.Context(), d, sessionCells, `SELECT `+sessionCols+` FROM sessions`)
		if err != nil || len(sessions) != 1 || sessions[0].token == token || strings.Contains(sessions[0].data, token) {
			t.Errorf("stored %+v, %v; the token is %s", sessions, err, token)
		}
		b.another().want("/who", "nobody")
		b.login("ana", good)
		if cookie(t, b) == token {
			t.Error("a login kept the token")
		}
		b.send(http.MethodPost, "/logout", nil)
		b.want("/who", "nobody")
		if sessions, err := db.All(t.Context(), d, sessionCells, `SELECT `+sessionCols+` FROM sessions`); err != nil || len(sessions) != 0 {
			t.Errorf("after the logout %+v, %v", sessions, err)
		}
		if got, want := actions(t, d), []string{"system user.create", "安娜 user.login", "安娜 user.login", "安娜 user.logout"}; !slices.Equal(got, want) {
			t.Errorf("audited %q, want %q", got, want)
		}
	})
}

func cookie(t *testing.T, b *browser) string {
	t.Helper()
	at, err := url.Parse(b.site.URL)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range b.client.Jar.Cookies(at) {
		if c.Name == CookieName {
			return c.Value
		}
	}
	t.Fatal("no session cookie")
	return ""
}

func TestCookieAttributes(t *testing.T) {
	t.Parallel()
	d := dbtest.OpenSQLite(t)
	s := newService(d, Options{Secure: true, Path: "/manyi"})
	create(t, s, "ana")
	h := s.Middleware(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := s.Login(r.Context(), "ana", good, here); err != nil {
			t.Error(err)
		}
	}))
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/manyi/login", nil))
	got := w.Result().Header.Get("Set-Cookie")
	for _, want := range []string{"Path=/manyi/", "HttpOnly", "Secure", "SameSite=Lax", "Max-Age=43"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in %s", want, got)
		}
	}
}

func TestSessionsEnd(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newService(d, Options{})
		u := create(t, s, "ana", Grant{SurveyManager, ""})
		b := browse(t, s)
		expire := func(d2 time.Duration) {
			t.Helper()
			if _, err := d.Exec(t.Context(), `UPDATE sessions SET expires_at = ?`, db.At(time.Now().Add(d2))); err != nil {
				t.Fatal(err)
			}
		}
		b.login("ana", good)
		expire(time.Hour)
		b.want("/who", "ana may") // and lives on for twelve hours
		if left, err := db.Value[db.Millis](t.Context(), d, `SELECT expires_at FROM sessions`); err != nil || time.Until(left.Time()) < 11*time.Hour {
			t.Errorf("the session ends at %v, %v", left.Time(), err)
		}
		expire(-time.Second)
		b.want("/who", "nobody")
		w := job.NewWorkers()
		s.Work(w)
		if err := d.Tx(t.Context(), func(tx *db.Tx) error { return job.Add(t.Context(), tx, Sweep{}) }); err != nil {
			t.Fatal(err)
		}
		if err := job.NewRunner(d, w, job.Options{}).Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n, err := db.Value[int](t.Context(), d, `SELECT count(*) FROM sessions`); n != 0 || err != nil {
			t.Errorf("%d sessions after the sweep, %v", n, err)
		}
		for name, end := range map[string]func() error{
			"disabled": func() error { _, err := s.Disable(t.Context(), System, u.ID, true); return err },
			"granted":  func() error { _, err := s.Grant(t.Context(), System, u.ID, []Grant{{UnitManager, "b1"}}); return err },
		} {
			b.login("ana", good)
			if err := end(); err != nil {
				t.Fatal(err)
			}
			b.want("/who", "nobody")
			if _, err := s.Disable(t.Context(), System, u.ID, false); err != nil {
				t.Fatal(name, err)
			}
			b.want("/who", "nobody")
		}
		if _, err := s.Disable(t.Context(), System, u.ID, true); err != nil {
			t.Fatal(err)
		}
		if _, body, _ := b.send(http.MethodPost, "/login", url.Values{"login": {"ana"}, "password": {good}}); body != "forbidden auth.disabled" {
			t.Errorf("login of a disabled account: %s", body)
		}
		if _, body, _ := b.send(http.MethodPost, "/login", url.Values{"login": {"ana"}, "password": {"not " + good}}); body != "unauthenticated auth.login.failed" {
			t.Errorf("wrong login of a disabled account: %s", body)
		}
	})
}

func TestPasswords(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newService(d, Options{})
		u := create(t, s, "ana", Grant{SurveyManager, ""})
		mine := browse(t, s)
		other := mine.another()
		mine.login("ana", good)
		other.login("ana", good)
		mine.change("wrong password", "another good one", "invalid auth.password.old")
		mine.change(good, good, "invalid auth.password.same")
		mine.change(good, "short", "invalid auth.password.short")
		before := cookie(t, mine)
		mine.change(good, "another good one", "")
		if cookie(t, mine) == before {
			t.Error("the token was not renewed")
		}
		mine.want("/who", "ana may")
		other.want("/who", "nobody")
		other.change("another good one", good, "unauthenticated auth.login_required")
		given, err := s.SetPassword(t.Context(), System, u.ID)
		if err != nil {
			t.Fatal(err)
		}
		mine.want("/who", "nobody")
		mine.login("ana", given)
		mine.want("/who", "ana forbidden auth.must_change")
		mine.change(given, good, "")
		mine.want("/who", "ana may")
	})
}

func TestForeignPagesAreRefused(t *testing.T) {
	t.Parallel()
	d := dbtest.OpenSQLite(t)
	s := newService(d, Options{Origin: "https://survey.example"})
	create(t, s, "ana", Grant{SurveyManager, ""})
	b := browse(t, s)
	b.login("ana", good)
	b.origin = "https://evil.example"
	if status, body, _ := b.send(http.MethodPost, "/logout", nil); status != 403 || !strings.Contains(body, "auth.cross_origin") {
		t.Errorf("a foreign page: %d %s", status, body)
	}
	b.want("/who", "ana may")
	b.origin = "https://survey.example" // our public address, before a proxy
	if status, body, _ := b.send(http.MethodPost, "/logout", nil); status != 200 {
		t.Errorf("our own page: %d %s", status, body)
	}
}
