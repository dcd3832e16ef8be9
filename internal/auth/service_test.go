package auth

import (
	"net/http"
	"net/netip"
	"slices"
	"testing"
	"time"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
)

const good = "correct horse 马"

var here = netip.MustParseAddr("203.0.113.7")

// newService is a service with cheap hashes.
func newService(d *db.DB, o Options) *Service {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Origin == "" {
		o.Origin = "https://survey.example"
	}
	if o.Refuse == nil {
		o.Refuse = func(w http.ResponseWriter, _ *http.Request, err error) {
			http.Error(w, err.Error(), http.StatusForbidden)
		}
	}
	s := New(d, o)
	s.hash = newHasher(64, 1)
	return s
}

func create(t *testing.T, s *Service, login string, grants ...Grant) User {
	t.Helper()
	u, _, err := s.CreateUser(t.Context(), System, NewUser{Login: login, Name: "安娜", Language: i18n.ZH, Grants: grants, Password: good})
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// actions lists what the audit log says was done, oldest first.
func actions(t *testing.T, d *db.DB) []string {
	t.Helper()
	page, _, err := audit.List(t.Context(), d, audit.Filter{Limit: 500})
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, r := range slices.Backward(page) {
		list = append(list, r.Actor.Name+" "+r.Entry.Action)
	}
	return list
}

func TestBootstrap(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newService(d, Options{})
		password, err := s.Bootstrap(t.Context())
		if err != nil || len(password) != 19 {
			t.Fatalf("password %q, %v", password, err)
		}
		if again, err := s.Bootstrap(t.Context()); again != "" || err != nil {
			t.Errorf("the second start made %q, %v", again, err)
		}
		b := browse(t, s)
		if got := b.login("admin", password); got.Login != "admin" || !got.MustChange {
			t.Fatalf("logged in as %+v", got)
		}
		b.want("/who", "admin forbidden auth.must_change")
		b.change(password, good, "")
		b.want("/who", "admin may")
		if again, err := s.Bootstrap(t.Context()); again != "" || err != nil {
			t.Errorf("a later start made %q, %v", again, err)
		}
		want := []string{"system user.create", "管理员 user.login", "管理员 user.change_password"}
		if got := actions(t, d); !slices.Equal(got, want) {
			t.Errorf("audited %q, want %q", got, want)
		}
	})
}

func TestCreateUserRefuses(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newService(d, Options{})
		create(t, s, "ana", Grant{Administrator, ""})
		ok := NewUser{Login: "bo", Name: "Bo", Language: i18n.EN, Password: good}
		tests := []struct {
			name   string
			change func(*NewUser)
			keys   []string
		}{
			{"login taken", func(n *NewUser) { n.Login = " ANA " }, []string{"db.uq_users__login"}},
			{"login with a space", func(n *NewUser) { n.Login = "bo bo" }, []string{"auth.login.form"}},
			{"login in other letters", func(n *NewUser) { n.Login = "аna" }, []string{"auth.login.form"}},
			{"several faults", func(n *NewUser) { n.Login, n.Name, n.Language = "x", "", "fr" }, []string{"auth.login.form", "auth.name.form", "auth.language"}},
			{"name with a line break", func(n *NewUser) { n.Name = "a\nb" }, []string{"auth.name.form"}},
			{"no such role", func(n *NewUser) { n.Grants = []Grant{{"owner", ""}} }, []string{"auth.grant.role"}},
			{"administrator of a unit", func(n *NewUser) { n.Grants = []Grant{{Administrator, "b1"}} }, []string{"auth.grant.whole"}},
			{"unit manager of all", func(n *NewUser) { n.Grants = []Grant{{UnitManager, ""}} }, []string{"auth.grant.unit"}},
			{"twice", func(n *NewUser) { n.Grants = []Grant{{UnitManager, "b"}, {UnitManager, "b"}} }, []string{"auth.grant.twice"}},
			{"short", func(n *NewUser) { n.Password = "九个字的密码不够长" }, []string{"auth.password.short"}},
			{"common", func(n *NewUser) { n.Password = "PassWord123" }, []string{"auth.password.common"}},
		}
		for _, tt := range tests {
			n := ok
			tt.change(&n)
			_, _, err := s.CreateUser(t.Context(), System, n)
			var got []string
			for _, e := range errs.All(err) {
				got = append(got, e.Key)
				if !i18n.Has(e.Key) {
					t.Errorf("no text for %s", e.Key)
				}
			}
			if !slices.Equal(got, tt.keys) {
				t.Errorf("%s: %v, want %v", tt.name, err, tt.keys)
			}
		}
		if n, err := countUsers(t.Context(), d); n != 1 || err != nil {
			t.Errorf("%d accounts, %v; want one", n, err)
		}
	})
}

func TestAccountsNeedThePermission(t *testing.T) {
	t.Parallel()
	d := dbtest.OpenSQLite(t)
	s := newService(d, Options{})
	u := create(t, s, "bo", Grant{SurveyManager, ""})
	by := u.actor()
	_, _, created := s.CreateUser(t.Context(), by, NewUser{Login: "x1", Name: "x", Language: i18n.EN})
	_, set := s.SetPassword(t.Context(), by, u.ID)
	_, disabled := s.Disable(t.Context(), by, u.ID, true)
	_, granted := s.Grant(t.Context(), by, u.ID, []Grant{{Administrator, ""}})
	_, _, listed := s.Users(t.Context(), by, "", 0)
	_, found := s.UserByLogin(t.Context(), by, "bo")
	for i, err := range []error{created, set, disabled, granted, listed, found} {
		if !errs.HasKey(err, "auth.forbidden") {
			t.Errorf("call %d: %v", i, err)
		}
	}
	ana := create(t, s, "ana", Grant{Administrator, ""})
	by = ana.actor()
	_, set = s.SetPassword(t.Context(), by, ana.ID)
	_, disabled = s.Disable(t.Context(), by, ana.ID, true)
	_, granted = s.Grant(t.Context(), by, ana.ID, []Grant{{SurveyManager, ""}})
	for i, err := range []error{set, disabled, granted} {
		if !errs.HasKey(err, "auth.user.self") {
			t.Errorf("to oneself, call %d: %v", i, err)
		}
	}
	if _, err := s.Disable(t.Context(), by, "no-such", true); !errs.HasKey(err, "auth.user.unknown") {
		t.Errorf("unknown user: %v", err)
	}
}

func TestUsersInPages(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newService(d, Options{})
		for _, login := range []string{"chen", "ana", "bo"} {
			create(t, s, login, Grant{UnitManager, login + "1"}, Grant{UnitManager, login + "2"})
		}
		first, next, err := s.Users(t.Context(), System, "", 2)
		if err != nil || len(first) != 2 || first[0].Login != "ana" || next != "bo" || len(first[1].Grants) != 2 || first[1].Grants[1].Unit != "bo2" {
			t.Fatalf("first page %+v, next %q, %v", first, next, err)
		}
		last, next, err := s.Users(t.Context(), System, next, 2)
		if err != nil || len(last) != 1 || last[0].Login != "chen" || next != "" {
			t.Errorf("last page %+v, next %q, %v", last, next, err)
		}
		if _, err := s.UserByLogin(t.Context(), System, "dora"); !errs.HasKey(err, "auth.user.unknown") {
			t.Errorf("unknown login: %v", err)
		}
	})
}
