package audit

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
)

func write(t *testing.T, d *db.DB, by Actor, entries ...Entry) {
	t.Helper()
	for _, e := range entries {
		if err := d.Tx(context.Background(), func(tx *db.Tx) error { return Write(context.Background(), tx, by, e) }); err != nil {
			t.Fatal(err)
		}
	}
}

func TestFilters(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ana, bo := Actor{"u1", "安娜"}, Actor{"u2", "Bo"}
		write(t, d, ana,
			Entry{Action: "wave.open", Kind: "wave", Object: "w1", Unit: "HQ", Details: map[string]any{"from": "planned", "n": 12.0}},
			Entry{Action: "wave.close", Kind: "wave", Object: "w1", Unit: "HQ"},
			Entry{Action: "waves", Kind: "wave", Object: "w2", Unit: "B01"})
		write(t, d, bo, Entry{Action: "user.create", Kind: "user", Object: "u3"})
		tests := []struct {
			name   string
			filter Filter
			want   []string
		}{
			{"all, newest first", Filter{}, []string{"user.create", "waves", "wave.close", "wave.open"}},
			{"actor", Filter{Actors: []string{"u2"}}, []string{"user.create"}},
			{"part of a name", Filter{Name: "娜"}, []string{"waves", "wave.close", "wave.open"}},
			{"part of a name, whatever its case", Filter{Name: "BO"}, []string{"user.create"}},
			{"a name is no pattern", Filter{Name: "%"}, nil},
			{"name or actor", Filter{Name: "娜", Actors: []string{"u2", "u9"}}, []string{"user.create", "waves", "wave.close", "wave.open"}},
			{"object", Filter{Kind: "wave", Objects: []string{"w1"}}, []string{"wave.close", "wave.open"}},
			{"one of several objects", Filter{Objects: []string{"w2", "u3"}}, []string{"user.create", "waves"}},
			{"unit", Filter{Unit: "B01"}, []string{"waves"}},
			{"action", Filter{Action: "wave.open"}, []string{"wave.open"}},
			{"family of actions", Filter{Action: "wave."}, []string{"wave.close", "wave.open"}},
			{"from later", Filter{From: 1 << 50}, nil},
			{"until then", Filter{Until: 1}, nil},
		}
		for _, tt := range tests {
			page, next, err := List(context.Background(), d, tt.filter)
			var got []string
			for _, r := range page {
				got = append(got, r.Entry.Action)
			}
			if err != nil || next != "" || !slices.Equal(got, tt.want) {
				t.Errorf("%s: %v, next %q, %v; want %v", tt.name, got, next, err, tt.want)
			}
		}
		page, _, err := List(context.Background(), d, Filter{Action: "wave.open"})
		if err != nil || page[0].Actor != ana || page[0].Entry.Details["from"] != "planned" || page[0].Entry.Details["n"] != 12.0 || page[0].At == 0 {
			t.Errorf("read back %+v, %v", page, err)
		}
	})
}

func TestPages(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		const n = 25
		err := d.Tx(context.Background(), func(tx *db.Tx) error { // one transaction: many entries share an instant
			for i := range n {
				if err := Write(context.Background(), tx, Actor{ID: "u"}, Entry{Action: "a", Object: fmt.Sprint(i)}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		f := Filter{Limit: 10}
		for pages := 1; ; pages++ {
			page, next, err := List(context.Background(), d, f)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range page {
				got = append(got, r.Entry.Object)
			}
			if next == "" {
				if pages != 3 {
					t.Errorf("%d pages, want 3", pages)
				}
				break
			}
			f.After = next
		}
		var each []string
		err = Each(context.Background(), d, Filter{Action: "a"}, func(r Record) error {
			each = append(each, r.Entry.Object)
			return nil
		})
		if err != nil || !slices.Equal(each, got) {
			t.Errorf("one by one %v, %v; want %v", each, err, got)
		}
		slices.Sort(got)
		if got = slices.Compact(got); len(got) != n {
			t.Errorf("%d different entries on the pages, want %d", len(got), n)
		}
		for _, after := range []string{"x", "12", "x.y"} {
			if _, _, err := List(context.Background(), d, Filter{After: after}); !errs.HasKey(err, "audit.after") || !i18n.Has("audit.after") {
				t.Errorf("after %q: %v", after, err)
			}
		}
	})
}

func TestByID(t *testing.T) {
	t.Parallel()
	d := dbtest.OpenSQLite(t)
	write(t, d, Actor{ID: "u"}, Entry{Action: "wave.open", Object: "w1"}, Entry{Action: "wave.close", Object: "w1"})
	page, _, err := List(t.Context(), d, Filter{})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := ByID(t.Context(), d, page[1].ID); err != nil || got.Entry.Action != "wave.open" {
		t.Errorf("got %+v, %v", got, err)
	}
	if _, err := ByID(t.Context(), d, "no-such"); !errs.HasKey(err, "audit.unknown") || !i18n.Has("audit.unknown") {
		t.Errorf("unknown: %v", err)
	}
}

func TestAppendOnly(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		write(t, d, Actor{ID: "u"}, Entry{Action: "wave.open"})
		statements := []string{`UPDATE audit SET action = 'x'`, `DELETE FROM audit`}
		if d.Dialect() == db.SQLite {
			statements = append(statements, `INSERT OR REPLACE INTO audit SELECT id, at, 'x', 'x', 'x', 'x', 'x', 'x', '{}' FROM audit`)
		} else {
			statements = append(statements, `TRUNCATE audit`)
		}
		for _, s := range statements {
			if _, err := d.Exec(context.Background(), s); err == nil {
				t.Errorf("the log let itself be changed: %s", s)
			}
		}
		if page, _, err := List(context.Background(), d, Filter{}); err != nil || len(page) != 1 || page[0].Entry.Action != "wave.open" {
			t.Errorf("the log is %+v, %v", page, err)
		}
	})
}

func TestRolledBackWithTheChange(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		refused := errors.New("refused")
		err := d.Tx(context.Background(), func(tx *db.Tx) error {
			return errors.Join(Write(context.Background(), tx, Actor{ID: "u"}, Entry{Action: "wave.open"}), refused)
		})
		page, _, e := List(context.Background(), d, Filter{})
		if !errors.Is(err, refused) || e != nil || len(page) != 0 {
			t.Errorf("the log is %+v, %v; the change failed with %v", page, e, err)
		}
	})
}
