package auth

import (
	"context"
	"errors"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
)

func TestThrottle(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		now := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
		s := newService(d, Options{Now: func() time.Time { return now }})
		create(t, s, "ana")
		create(t, s, "bo")
		try := func(login, password string, from netip.Addr) error {
			_, err := s.prove(t.Context(), login, password, from)
			return err
		}
		for i := range failsLogin {
			if err := try("ana", "wrong password", here); !errs.HasKey(err, "auth.login.failed") {
				t.Fatalf("attempt %d: %v", i, err)
			}
			now = now.Add(time.Second)
		}
		err := try("ana", good, netip.MustParseAddr("198.51.100.1"))
		var e *errs.Error
		if !errors.As(err, &e) || e.Kind != errs.TooMany || e.Args["seconds"] != 890 {
			t.Errorf("the eleventh attempt: %v, want to wait 890 seconds", err)
		}
		if err := try("bo", good, here); err != nil {
			t.Errorf("another login: %v", err)
		}
		now = now.Add(window)
		if err := try("ana", good, here); err != nil {
			t.Errorf("after the window: %v", err)
		}
		if got := actions(t, d); !slices.Equal(got, []string{"system user.create", "system user.create", "system user.throttle"}) {
			t.Errorf("audited %q", got)
		}
		for i := range failsAddress {
			if err := try("nobody"+string(rune('a'+i%20)), "wrong password", here); !errs.HasKey(err, "auth.login.failed") {
				t.Fatalf("attempt %d from one address: %v", i, err)
			}
		}
		if err := try("bo", good, here); !errs.Is(err, errs.TooMany) {
			t.Errorf("one more from the address: %v", err)
		}
		if err := try("bo", good, netip.MustParseAddr("198.51.100.1")); err != nil {
			t.Errorf("from another address: %v", err)
		}
	})
}

func TestThrottleForgets(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
	th := newThrottle(func() time.Time { return now })
	v6 := func(host byte) netip.Addr { return netip.AddrFrom16([16]byte{0x20, 1, 0xd, 0xb8, 15: host}) }
	for i := range failsAddress {
		if _, wait := th.begin("login"+string(rune('a'+i%26))+string(rune('a'+i/26)), v6(byte(i))); wait > 0 {
			t.Fatalf("attempt %d waits %v", i, wait)
		}
	}
	if _, wait := th.begin("x", v6(200)); wait != window {
		t.Errorf("the same network waits %v, want %v", wait, window)
	}
	now = now.Add(window)
	a, wait := th.begin("x", v6(200))
	if wait != 0 {
		t.Errorf("after the window it waits %v", wait)
	}
	th.withdraw(a)
	for i := range 3 * maxRemembered {
		th.begin("", netip.AddrFrom4([4]byte{byte(i >> 16), byte(i >> 8), byte(i)}))
		if i%failsLogin == 0 {
			th.succeeded(attempt{login: "login "})
		}
	}
	if len(th.failed) > maxRemembered+1 {
		t.Errorf("%d names are remembered", len(th.failed))
	}
}

func TestPasswordRules(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		good: "", "tr0ub4dor&3x": "", "一二三四五六七八九十": "", "nine char": "auth.password.short", "": "auth.password.short",
		"anaanaanaana": "auth.password.login", "ANAANAANAANA": "auth.password.login", "qwertyuiop": "auth.password.common", "aaaaaaaaaaaa": "auth.password.common",
		"abababababab": "auth.password.common", "abcdefghijk": "auth.password.common", "98765432101": "auth.password.common",
		strings.Repeat("x1y2z", 60): "auth.password.form", "with\x00a zero!": "auth.password.form", "bad \xff utf-8 text": "auth.password.form",
	}
	for password, want := range tests {
		err := checkPassword(password, "ana")
		if (err == nil) != (want == "") || want != "" && (!errs.HasKey(err, want) || !i18n.Has(want)) {
			t.Errorf("%q: %v, want %q", password, err, want)
		}
	}
	for range 20 {
		if p := randomPassword(); checkPassword(p, "admin") != nil || len(p) != 19 {
			t.Errorf("the random password %q is refused", p)
		}
	}
	for p := range common() {
		if len(p) < minPassword {
			t.Errorf("%q in the list is short anyway", p)
		}
	}
}

func TestChecksTwoAtATime(t *testing.T) {
	t.Parallel()
	h := newHasher(64, 1)
	a, err := h.slot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.slot(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := h.check(ctx, "x", h.decoy()); !errs.Is(err, errs.Unavailable) || !i18n.Has("auth.busy") {
		t.Errorf("the third check: %v", err)
	}
	a()
	if ok, err := h.check(t.Context(), "x", h.decoy()); ok || err != nil {
		t.Errorf("a check after one was freed: %v, %v", ok, err)
	}
}
