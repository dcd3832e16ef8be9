package auth

import (
	"slices"
	"strings"
	"testing"
	"time"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
)

// shanghai is eight hours ahead: its days begin when UTC still has the day before.
var shanghai = time.FixedZone("CST", 8*3600)

func TestADeputyHasTheGrantsWhileItLasts(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		clock := time.Date(2026, time.November, 22, 12, 0, 0, 0, shanghai)
		s := newService(d, Options{Now: func() time.Time { return clock }, Zone: shanghai})
		admin := create(t, s, "admin", Grant{Administrator, ""})
		boss := create(t, s, "boss", Grant{Administrator, ""}, Grant{SurveyManager, "b1"})
		ana := create(t, s, "ana", Grant{UnitManager, "b2"})
		set := func(by User, id UserID, from, to, deputy string) error {
			return s.SetAbsence(t.Context(), by.actor(), id, AbsencePlan{from, to, deputy})
		}
		if err := set(boss, boss.ID, "2026-11-24", "2026-11-25", " ANA "); err != nil {
			t.Fatal(err)
		}
		own := []Grant{{UnitManager, "b2"}}
		both := []Grant{{UnitManager, "b2"}, {SurveyManager, "b1"}} // never the administrator's
		acts := func(at string, want []Grant, names ...string) {
			t.Helper()
			var err error
			if clock, err = time.Parse(time.RFC3339, at); err != nil {
				t.Fatal(err)
			}
			u, err := userByID(t.Context(), d, ana.ID)
			if err != nil {
				t.Fatal(err)
			}
			a, err := s.actor(t.Context(), &u)
			if err != nil || !slices.Equal(a.Grants, want) || !slices.Equal(a.StandsFor, names) {
				t.Errorf("at %s: %v for %v, %v; want %v", at, a.Grants, a.StandsFor, err, want)
			}
			if a.Can(UserChange) || a.ID != ana.ID {
				t.Errorf("at %s: %+v acts", at, a)
			}
		}
		acts("2026-11-23T23:59:59+08:00", own)
		acts("2026-11-24T00:00:00+08:00", both, "安娜")
		acts("2026-11-25T23:59:59+08:00", both, "安娜")
		acts("2026-11-26T00:00:00+08:00", own)

		clock = time.Date(2026, time.November, 24, 12, 0, 0, 0, shanghai)
		b := browse(t, s)
		b.login("ana", good)
		b.want("/who", "ana may")
		if _, err := s.Disable(t.Context(), admin.actor(), boss.ID, true); err != nil {
			t.Fatal(err)
		}
		acts("2026-11-24T12:00:00+08:00", own) // an account that is disabled has nothing to give
		if err := s.EndAbsence(t.Context(), admin.actor(), boss.ID); err != nil {
			t.Fatal(err)
		}
		if err := s.EndAbsence(t.Context(), admin.actor(), boss.ID); !errs.HasKey(err, "auth.absence.none") {
			t.Errorf("ended twice: %v", err)
		}
		log := strings.Join(actions(t, d), "\n")
		for _, want := range []string{"安娜 user.set_absence", "安娜 user.end_absence"} {
			if !strings.Contains(log, want) {
				t.Errorf("the log has no %q:\n%s", want, log)
			}
		}
	})
}

func TestFaultsOfAnAbsence(t *testing.T) {
	t.Parallel()
	d := dbtest.OpenSQLite(t)
	clock := time.Date(2026, time.November, 22, 12, 0, 0, 0, shanghai)
	s := newService(d, Options{Now: func() time.Time { return clock }, Zone: shanghai})
	admin := create(t, s, "admin", Grant{Administrator, ""})
	ana, bo, gone := create(t, s, "ana"), create(t, s, "bo"), create(t, s, "gone")
	if _, _, err := s.Invite(t.Context(), admin.actor(), NewUser{Login: "new", Name: "新", Language: i18n.ZH}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Disable(t.Context(), admin.actor(), gone.ID, true); err != nil {
		t.Fatal(err)
	}
	if err := s.SetAbsence(t.Context(), bo.actor(), bo.ID, AbsencePlan{"2026-12-01", "2026-12-05", "ana"}); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name  string
		by    Actor
		plan  AbsencePlan
		field string
		key   string
	}{
		{"somebody else's", bo.actor(), AbsencePlan{"2026-12-01", "2026-12-02", "bo"}, "", "auth.forbidden"},
		{"nobody", Actor{}, AbsencePlan{"2026-12-01", "2026-12-02", "bo"}, "", "auth.login_required"},
		{"a key", Actor{ID: ana.ID, key: true}, AbsencePlan{"2026-12-01", "2026-12-02", "bo"}, "", "auth.key.person"},
		{"no day", ana.actor(), AbsencePlan{"tomorrow", "2026-12-02", "bo"}, "from", "wave.date"},
		{"no such day", ana.actor(), AbsencePlan{"2026-12-01", "2026-02-30", "bo"}, "to", "wave.date"},
		{"backwards", ana.actor(), AbsencePlan{"2026-12-08", "2026-12-07", "bo"}, "to", "auth.absence.period"},
		{"over", ana.actor(), AbsencePlan{"2026-11-01", "2026-11-21", "bo"}, "to", "auth.absence.past"},
		{"a year and more", ana.actor(), AbsencePlan{"2026-12-06", "2027-12-07", "bo"}, "to", "auth.absence.long"},
		{"unknown", ana.actor(), AbsencePlan{"2026-12-10", "2026-12-12", "nobody"}, "deputy", "auth.absence.deputy"},
		{"invited only", ana.actor(), AbsencePlan{"2026-12-10", "2026-12-12", "new"}, "deputy", "auth.absence.deputy"},
		{"disabled", ana.actor(), AbsencePlan{"2026-12-10", "2026-12-12", "gone"}, "deputy", "auth.absence.deputy"},
		{"himself", ana.actor(), AbsencePlan{"2026-12-10", "2026-12-12", "ana"}, "deputy", "auth.absence.self"},
		{"away, too", ana.actor(), AbsencePlan{"2026-12-05", "2026-12-12", "bo"}, "deputy", "auth.absence.deputy_away"},
	}
	for _, tt := range tests {
		err := s.SetAbsence(t.Context(), tt.by, ana.ID, tt.plan)
		all := errs.All(err)
		if len(all) != 1 || all[0].Key != tt.key || all[0].Field != tt.field || !i18n.Has(tt.key) {
			t.Errorf("%s: %v, want %s at %q", tt.name, err, tt.key, tt.field)
		}
	}
	for _, good := range []AbsencePlan{{"2026-11-22", "2026-11-22", "bo"}, {"2026-12-06", "2027-12-06", "bo"}, {"2026-11-01", "2026-11-30", "bo"}} {
		if err := s.SetAbsence(t.Context(), ana.actor(), ana.ID, good); err != nil {
			t.Errorf("%+v: %v", good, err)
		}
	}
	a, err := s.OwnAbsence(t.Context(), ana.actor())
	if err != nil || a == nil || a.From != "2026-11-01" || a.To != "2026-11-30" || a.DeputyLogin != "bo" || a.DeputyName != "安娜" {
		t.Errorf("what is noted: %+v, %v", a, err)
	}
	if a, err := s.OwnAbsence(t.Context(), admin.actor()); a != nil || err != nil {
		t.Errorf("nothing is noted: %+v, %v", a, err)
	}
}
