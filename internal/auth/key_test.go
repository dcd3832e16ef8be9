package auth

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
)

// asKey is who a request with this key and these cookies is.
func (b *browser) asKey(token, method, path string) (status int, body string) {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), method, b.site.URL+path, strings.NewReader(url.Values{"login": {"ana"}, "password": {good}}.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Authorization", "bearer "+token)
	res, err := b.client.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	text := make([]byte, 400)
	n, _ := res.Body.Read(text)
	if len(res.Header["Set-Cookie"]) > 0 {
		b.t.Errorf("a key gets a cookie: %v", res.Header["Set-Cookie"])
	}
	return res.StatusCode, strings.TrimSpace(string(text[:n]))
}

// keyHouse is a service with somebody who may revoke keys and somebody who makes them.
type keyHouse struct {
	*Service
	t         *testing.T
	clock     time.Time
	admin, sm User
}

func newKeyHouse(t *testing.T, d *db.DB) *keyHouse {
	t.Helper()
	h := &keyHouse{t: t, clock: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)}
	h.Service = newService(d, Options{Now: func() time.Time { return h.clock }})
	h.admin, h.sm = create(t, h.Service, "ana", Grant{Administrator, ""}), create(t, h.Service, "sm", Grant{SurveyManager, ""})
	return h
}

// made is a key of the survey manager's for two days.
func (h *keyHouse) made(scopes ...Permission) (k Key, token string) {
	h.t.Helper()
	k, token, err := h.MakeKey(h.t.Context(), h.sm.actor(), NewKey{Name: " 数据仓库 ", Scopes: scopes, ExpiresAt: h.clock.Add(48 * time.Hour)})
	if err != nil {
		h.t.Fatal(err)
	}
	return k, token
}

func TestKeys(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newKeyHouse(t, d)
		s, now, admin, sm := h.Service, h.clock, h.admin, h.sm
		k, token := h.made(InsightRead, ResponseReadRows)
		_, narrow := h.made(ProgrammeRead)
		if k.Name != "数据仓库" || !strings.HasPrefix(token, "manyi_") || len(token) != 49 || !strings.HasSuffix(token, k.Hint) || k.State(now) != KeyGood {
			t.Fatalf("made %+v, token %q", k, token)
		}
		if n, err := db.Value[int](t.Context(), d, `SELECT count(*) FROM api_keys WHERE token = ?`, token); n != 0 || err != nil {
			t.Errorf("the token itself is kept: %d, %v", n, err)
		}
		b := browse(t, s)
		want := func(token, path, body string) {
			t.Helper()
			if _, got := b.asKey(token, http.MethodGet, path); !strings.Contains(got, body) {
				t.Errorf("%s says %q, want %q", path, got, body)
			}
		}
		want(token, "/who", "sm may")
		want(narrow, "/who", "forbidden auth.key.scope")
		want(token+"x", "/who", "auth.key.refused")
		b.login("ana", good)
		want(narrow, "/who", "sm forbidden") // the key counts, not the session beside it
		want("manyi_", "/who", "auth.key.refused")
		for _, path := range []string{"/login", "/logout", "/password", "/language", "/link"} {
			if _, got := b.asKey(token, http.MethodPost, path); got != "forbidden auth.key.person" {
				t.Errorf("a key at %s: %q", path, got)
			}
		}
		list, _, err := s.FindKeys(t.Context(), admin.actor(), KeyFilter{})
		if err != nil || len(list) != 2 || list[1].ID != k.ID || list[1].LastUsedAt.Time() != now || !slices.Equal(list[1].Scopes, k.Scopes) || list[1].Owner != sm.ID || list[1].OwnerName != sm.Name {
			t.Errorf("listed %+v, %v", list, err)
		}
	})
}

// A key can no more than its maker now, and only as long as it is good itself.
func TestKeysEnd(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newKeyHouse(t, d)
		s, admin, sm := h.Service, h.admin, h.sm
		k, token := h.made(InsightRead, ResponseReadRows)
		if _, err := s.Grant(t.Context(), admin.actor(), sm.ID, []Grant{{UnitManager, "b1"}}); err != nil {
			t.Fatal(err)
		}
		a, err := s.actorOfKey(t.Context(), token)
		if err != nil || a.Can(ResponseReadRows) || !slices.Equal(a.Scope(InsightRead).Units, []string{"b1"}) || a.Can(ProgrammeRead) {
			t.Errorf("of a unit manager: %v, %v", a.Permissions(), err)
		}
		if got := a.Permissions(); !slices.Equal(got, []Permission{InsightRead}) {
			t.Errorf("the key can do %v", got)
		}
		refused := func(why string) {
			t.Helper()
			if _, err := s.actorOfKey(t.Context(), token); !errs.HasKey(err, "auth.key.refused") {
				t.Errorf("%s: %v", why, err)
			}
		}
		if _, err := s.Disable(t.Context(), admin.actor(), sm.ID, true); err != nil {
			t.Fatal(err)
		}
		refused("the maker is disabled")
		if _, err := s.Disable(t.Context(), admin.actor(), sm.ID, false); err != nil {
			t.Fatal(err)
		}
		h.clock = h.clock.Add(48 * time.Hour)
		refused("expired")
		h.clock = h.clock.Add(-time.Hour)
		if _, err := s.actorOfKey(t.Context(), token); err != nil {
			t.Errorf("an hour before: %v", err)
		}
		for range 2 { // again changes nothing
			if err := s.RevokeKey(t.Context(), admin.actor(), k.ID); err != nil {
				t.Fatal(err)
			}
		}
		refused("revoked")
		got := slices.DeleteFunc(actions(t, d), func(a string) bool { return !strings.Contains(a, " key.") })
		if want := []string{"安娜 key.create", "安娜 key.revoke"}; !slices.Equal(got, want) {
			t.Errorf("audited %q, want %q", got, want)
		}
	})
}

func TestMakeKeyRefuses(t *testing.T) {
	t.Parallel()
	d := dbtest.OpenSQLite(t)
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	s := newService(d, Options{Now: func() time.Time { return now }})
	admin := create(t, s, "ana", Grant{Administrator, ""})
	branch := create(t, s, "branch", Grant{SurveyManager, "b1"})
	ok := NewKey{Name: "x", Scopes: []Permission{InsightRead}, ExpiresAt: now.Add(time.Hour)}
	tests := []struct {
		name   string
		by     User
		change func(*NewKey)
		key    string
	}{
		{"manager of a branch", branch, func(*NewKey) {}, "auth.forbidden"},
		{"no name", admin, func(n *NewKey) { n.Name = " " }, "auth.key.name"},
		{"nothing to do", admin, func(n *NewKey) { n.Scopes = nil }, "auth.key.no_scope"},
		{"accounts", admin, func(n *NewKey) { n.Scopes = []Permission{UserChange} }, "auth.key.not_for_keys"},
		{"keys", admin, func(n *NewKey) { n.Scopes = []Permission{KeyChange} }, "auth.key.not_for_keys"},
		{"no such permission", admin, func(n *NewKey) { n.Scopes = []Permission{"all"} }, "auth.key.not_for_keys"},
		{"single answers by an administrator", admin, func(n *NewKey) { n.Scopes = []Permission{ResponseReadRows} }, "auth.key.not_yours"},
		{"twice", admin, func(n *NewKey) { n.Scopes = []Permission{InsightRead, InsightRead} }, "auth.key.twice"},
		{"over already", admin, func(n *NewKey) { n.ExpiresAt = now }, "auth.key.expires"},
		{"for ever", admin, func(n *NewKey) { n.ExpiresAt = now.Add(367 * 24 * time.Hour) }, "auth.key.expires"},
	}
	for _, tt := range tests {
		n := ok
		tt.change(&n)
		if _, _, err := s.MakeKey(t.Context(), tt.by.actor(), n); !errs.HasKey(err, tt.key) || !i18n.Has(tt.key) {
			t.Errorf("%s: %v, want %s", tt.name, err, tt.key)
		}
	}
	_, _, read := s.FindKeys(t.Context(), branch.actor(), KeyFilter{})
	revoke := s.RevokeKey(t.Context(), branch.actor(), "k")
	unknown := s.RevokeKey(t.Context(), admin.actor(), "no-such")
	if !errs.HasKey(read, "auth.forbidden") || !errs.HasKey(revoke, "auth.forbidden") || !errs.HasKey(unknown, "auth.key.unknown") {
		t.Errorf("read %v, revoke %v, unknown %v", read, revoke, unknown)
	}
	if all, _, err := s.FindKeys(t.Context(), admin.actor(), KeyFilter{}); err != nil || len(all) != 0 {
		t.Errorf("refused keys are kept: %+v, %v", all, err)
	}
}

func TestKeysAreHeldBack(t *testing.T) {
	t.Parallel()
	m, now := newMeter(60), time.Unix(1000, 0)
	for i := range 60 {
		if wait := m.take("a", now); wait != 0 {
			t.Fatalf("request %d waits %v", i, wait)
		}
	}
	if wait := m.take("a", now); wait != time.Second {
		t.Errorf("the 61st waits %v, want 1 s", wait)
	}
	if wait := m.take("b", now); wait != 0 {
		t.Errorf("another key waits %v", wait)
	}
	if wait := m.take("a", now.Add(time.Second)); wait != 0 {
		t.Errorf("a second later it waits %v", wait)
	}
	if wait := m.take("a", now.Add(-time.Hour)); wait != 0 {
		t.Errorf("after the clock has gone back it waits %v", wait)
	}
}

// TestFindKeys: pages follow each other without a gap, and every filter holds on every page.
func TestFindKeys(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newKeyHouse(t, d)
		var made []string
		for range 7 {
			k, _ := h.made(InsightRead)
			made = append(made, string(k.ID))
			if len(made)%3 == 0 {
				if err := h.RevokeKey(t.Context(), h.admin.actor(), k.ID); err != nil {
					t.Fatal(err)
				}
			}
		}
		slices.Reverse(made)
		pages := func(f KeyFilter) (ids []string, n int) {
			for {
				page, next, err := h.FindKeys(t.Context(), h.admin.actor(), f)
				if err != nil {
					t.Fatal(err)
				}
				for _, k := range page {
					ids = append(ids, string(k.ID))
				}
				n++
				if f.After = next; next == "" {
					return ids, n
				}
			}
		}
		if ids, n := pages(KeyFilter{Limit: 3}); !slices.Equal(ids, made) || n != 3 {
			t.Errorf("%d pages: %v, want %v", n, ids, made)
		}
		if ids, n := pages(KeyFilter{Limit: 2, State: KeyRevoked}); !slices.Equal(ids, []string{made[1], made[4]}) || n != 1 {
			t.Errorf("revoked, %d pages: %v", n, ids)
		}
		if ids, _ := pages(KeyFilter{State: KeyGood}); len(ids) != 5 {
			t.Errorf("good: %v", ids)
		}
		if ids, _ := pages(KeyFilter{State: KeyExpired}); len(ids) != 0 {
			t.Errorf("expired: %v", ids)
		}
		for text, want := range map[string]int{" " + h.sm.Name: 7, "数据": 7, "no such": 0, "%": 0} {
			if ids, _ := pages(KeyFilter{Text: text}); len(ids) != want {
				t.Errorf("%q finds %d keys, want %d", text, len(ids), want)
			}
		}
	})
}
