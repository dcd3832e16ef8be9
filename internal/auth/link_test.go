package auth

import (
	"net/http"
	"net/url"
	"slices"
	"testing"
	"time"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
)

const another = "wrong mule capacitor 骡"

func TestInvitation(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
		s := newService(d, Options{Now: func() time.Time { return now }})
		admin := create(t, s, "ana", Grant{Administrator, ""})
		u, token, err := s.Invite(t.Context(), admin.actor(), NewUser{
			Login: "Bo", Name: "Bo", Language: i18n.EN, Grants: []Grant{{UnitManager, "b1"}}, Password: "is not looked at",
		})
		if err != nil || u.State() != StateInvited || u.Link.Kind != Invitation || u.Link.ExpiresAt.Time() != now.Add(7*24*time.Hour) || len(token) != 43 {
			t.Fatalf("invited %+v, link %+v, token %q, %v", u, u.Link, token, err)
		}
		if n, err := db.Value[int](t.Context(), d, `SELECT count(*) FROM user_links WHERE token = ?`, token); n != 0 || err != nil {
			t.Errorf("the token itself is kept: %d, %v", n, err)
		}
		b := browse(t, s)
		for _, password := range []string{"", "is not looked at"} {
			if status, body, _ := b.send(http.MethodPost, "/login", url.Values{"login": {"bo"}, "password": {password}}); status == http.StatusOK {
				t.Errorf("%q lets in who has no password yet: %s", password, body)
			}
		}
		if owner, err := s.LinkOwner(t.Context(), token); err != nil || owner.Login != "bo" {
			t.Errorf("the link is %q's, %v", owner.Login, err)
		}
		b.useLink(token, "short", "invalid auth.password.short")
		b.useLink(token, another, "")
		b.want("/who", "bo may")
		b.another().useLink(token, good, "gone auth.link.gone")
		b.another().login("bo", another)
		got, err := s.UserByID(t.Context(), System, u.ID)
		if err != nil || got.State() != StateActive || got.Link != nil || got.LastLoginAt.Time() != now || got.MustChange {
			t.Errorf("afterwards %+v, %v", got, err)
		}
		want := []string{"system user.create", "安娜 user.invite", "Bo user.use_link", "Bo user.login"}
		if got := actions(t, d); !slices.Equal(got, want) {
			t.Errorf("audited %q, want %q", got, want)
		}
	})
}

// useLink sends a password to a link; an empty refusal means that it is taken.
func (b *browser) useLink(token, password, refusal string) {
	b.t.Helper()
	status, body, _ := b.send(http.MethodPost, "/link", url.Values{"token": {token}, "password": {password}})
	if (status == http.StatusOK) != (refusal == "") || refusal != "" && body != refusal {
		b.t.Errorf("link with %q: %d %s, want %q", password, status, body, refusal)
	}
}

func TestLinkToAnotherPassword(t *testing.T) {
	t.Parallel()
	d := dbtest.OpenSQLite(t)
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	s := newService(d, Options{Now: func() time.Time { return now }})
	admin := create(t, s, "ana", Grant{Administrator, ""})
	bo := create(t, s, "bo", Grant{UnitManager, "b1"})
	b := browse(t, s)
	b.login("bo", good)
	first := makeLink(t, s, admin, bo.ID)
	b.want("/who", "bo may") // nothing changes before the link is used
	second := makeLink(t, s, admin, bo.ID)
	other := b.another()
	other.useLink(first, another, "gone auth.link.gone") // another took its place
	now = now.Add(24 * time.Hour)
	other.useLink(second, another, "gone auth.link.gone") // a day is over
	third := makeLink(t, s, admin, bo.ID)
	other.useLink(third, another, "")
	b.want("/who", "nobody") // the other sessions end
	other.want("/who", "bo may")

	for name, undo := range map[string]func() error{
		"another password was set": func() error { _, err := s.SetPassword(t.Context(), admin.actor(), bo.ID); return err },
		"disabled":                 func() error { _, err := s.Disable(t.Context(), admin.actor(), bo.ID, true); return err },
	} {
		if _, err := s.Disable(t.Context(), admin.actor(), bo.ID, false); err != nil {
			t.Fatal(err)
		}
		token := makeLink(t, s, admin, bo.ID)
		if err := undo(); err != nil {
			t.Fatal(err)
		}
		if _, err := s.LinkOwner(t.Context(), token); !errs.HasKey(err, "auth.link.gone") {
			t.Errorf("%s: the link still leads somewhere: %v", name, err)
		}
	}
	if _, err := s.Disable(t.Context(), admin.actor(), bo.ID, true); err != nil {
		t.Fatal(err)
	}
	_, _, disabled := s.MakeLink(t.Context(), admin.actor(), bo.ID)
	_, _, self := s.MakeLink(t.Context(), admin.actor(), admin.ID)
	_, _, forbidden := s.MakeLink(t.Context(), bo.actor(), admin.ID)
	_, _, unknown := s.MakeLink(t.Context(), admin.actor(), "no-such")
	for key, err := range map[string]error{
		"auth.link.disabled": disabled, "auth.user.self": self, "auth.forbidden": forbidden, "auth.user.unknown": unknown,
	} {
		if !errs.HasKey(err, key) {
			t.Errorf("want %s: %v", key, err)
		}
	}
}

func makeLink(t *testing.T, s *Service, by User, id UserID) string {
	t.Helper()
	_, token, err := s.MakeLink(t.Context(), by.actor(), id)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func TestOldLinksAreSweptOut(t *testing.T) {
	t.Parallel()
	d := dbtest.OpenSQLite(t)
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	s := newService(d, Options{Now: func() time.Time { return now }})
	admin, bo, chen := create(t, s, "ana", Grant{Administrator, ""}), create(t, s, "bo"), create(t, s, "chen")
	makeLink(t, s, admin, bo.ID)
	now = now.Add(25 * time.Hour)
	makeLink(t, s, admin, chen.ID)
	if err := deleteOldLinks(t.Context(), d, db.At(now)); err != nil {
		t.Fatal(err)
	}
	if left, err := db.Values[string](t.Context(), d, `SELECT user_id FROM user_links`); err != nil || !slices.Equal(left, []string{string(chen.ID)}) {
		t.Errorf("left are links of %v, %v", left, err)
	}
}

func TestFindUsers(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newService(d, Options{})
		admin := create(t, s, "ana", Grant{Administrator, ""})
		bo := create(t, s, "bo_1", Grant{UnitManager, "b1"}, Grant{UnitManager, "b2"})
		create(t, s, "bod1", Grant{Auditor, ""})
		if _, err := s.Disable(t.Context(), admin.actor(), bo.ID, true); err != nil {
			t.Fatal(err)
		}
		if _, _, err := s.Invite(t.Context(), System, NewUser{Login: "chen", Name: "Chen Li 100%", Language: i18n.ZH}); err != nil {
			t.Fatal(err)
		}
		tests := []struct {
			name   string
			filter UserFilter
			want   []string
		}{
			{"all", UserFilter{}, []string{"ana", "bo_1", "bod1", "chen"}},
			{"part of the login, whatever its case", UserFilter{Text: " BO"}, []string{"bo_1", "bod1"}},
			{"a sign that is none", UserFilter{Text: "o_"}, []string{"bo_1"}},
			{"part of the name", UserFilter{Text: "chen li"}, []string{"chen"}},
			{"per cent", UserFilter{Text: "0%"}, []string{"chen"}},
			{"name in Chinese", UserFilter{Text: "娜"}, []string{"ana", "bo_1", "bod1"}},
			{"role", UserFilter{Role: Auditor}, []string{"bod1"}},
			{"unit", UserFilter{Unit: "b2"}, []string{"bo_1"}},
			{"active", UserFilter{State: StateActive}, []string{"ana", "bod1"}},
			{"invited", UserFilter{State: StateInvited}, []string{"chen"}},
			{"disabled", UserFilter{State: StateDisabled}, []string{"bo_1"}},
			{"role and state", UserFilter{Role: UnitManager, State: StateActive}, nil},
		}
		for _, tt := range tests {
			page, next, err := s.FindUsers(t.Context(), System, tt.filter)
			var got []string
			for _, u := range page {
				got = append(got, u.Login)
			}
			if err != nil || next != "" || !slices.Equal(got, tt.want) {
				t.Errorf("%s: %v, next %q, %v; want %v", tt.name, got, next, err, tt.want)
			}
		}
	})
}

func TestEdit(t *testing.T) {
	t.Parallel()
	d := dbtest.OpenSQLite(t)
	s := newService(d, Options{})
	admin, bo := create(t, s, "ana", Grant{Administrator, ""}), create(t, s, "bo", Grant{UnitManager, "b1"})
	b := browse(t, s)
	b.login("bo", good)
	got, err := s.Edit(t.Context(), admin.actor(), bo.ID, Profile{Name: "Bo Wang", Language: i18n.EN, Grants: []Grant{{Analyst, ""}}})
	if err != nil || got.Name != "Bo Wang" || got.Language != i18n.EN || !slices.Equal(got.Grants, []Grant{{Analyst, ""}}) {
		t.Errorf("edited to %+v, %v", got, err)
	}
	b.want("/who", "nobody")
	for key, p := range map[string]Profile{
		"auth.name.form":  {Name: "", Language: i18n.EN},
		"auth.grant.role": {Name: "Bo", Language: i18n.EN, Grants: []Grant{{"interviewer", ""}}},
	} {
		if _, err := s.Edit(t.Context(), admin.actor(), bo.ID, p); !errs.HasKey(err, key) {
			t.Errorf("want %s: %v", key, err)
		}
	}
	if again, err := s.UserByID(t.Context(), System, bo.ID); err != nil || again.Name != "Bo Wang" || len(again.Grants) != 1 {
		t.Errorf("a refused edit changed the account: %+v, %v", again, err)
	}
}
