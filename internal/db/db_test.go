package db_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/errs"
)

type setting struct{ Name, Value string }

func cells(s *setting) []any { return []any{&s.Name, &s.Value} }

func TestRowsGoRound(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		nasty := setting{"a'b", "引号\" ' \\ 换行\n😀 ?"}
		if err := db.Insert(ctx, d, "settings", "name, value", cells(&nasty)); err != nil {
			t.Fatal(err)
		}
		got, err := db.One(ctx, d, cells, `SELECT name, value FROM settings WHERE name = ?`, nasty.Name)
		if err != nil || got != nasty {
			t.Errorf("got %q, %v; want %q", got, err, nasty)
		}
		changed := setting{nasty.Name, "新"}
		if err := db.Update(ctx, d, "settings", "name, value", cells(&changed)); err != nil {
			t.Fatal(err)
		}
		if v, err := db.Value[string](ctx, d, `SELECT value FROM settings`); err != nil || v != "新" {
			t.Errorf("after update: %q, %v", v, err)
		}
		missing := setting{"nobody", ""}
		if err := db.Update(ctx, d, "settings", "name, value", cells(&missing)); !errs.Is(err, errs.NotFound) {
			t.Errorf("update of a missing row: %v, want not found", err)
		}
	})
}

func TestManyRowsGoIn(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		list := make([]setting, 64+16+4+2)
		rows := make([][]any, len(list))
		for i := range list {
			list[i] = setting{fmt.Sprintf("n%02d", i), fmt.Sprint(i)}
			rows[i] = cells(&list[i])
		}
		if err := db.InsertMany(ctx, d, "settings", "name, value", rows, ""); err != nil {
			t.Fatal(err)
		}
		got, err := db.All(ctx, d, cells, `SELECT name, value FROM settings ORDER BY name`)
		if err != nil || !slices.Equal(got, list) {
			t.Errorf("got %v, %v; want %v", got, err, list)
		}
		list = append(list, setting{"n99", "new"})
		list[0].Value = "other"
		if err := db.InsertMany(ctx, d, "settings", "name, value", [][]any{cells(&list[0]), cells(&list[86])}, "ON CONFLICT DO NOTHING"); err != nil {
			t.Fatal(err)
		}
		list[0].Value = "0"
		if got, err = db.All(ctx, d, cells, `SELECT name, value FROM settings ORDER BY name`); err != nil || !slices.Equal(got, list) {
			t.Errorf("after rows that were there: %v, %v; want %v", got, err, list)
		}
	})
}

func TestConstraintsAreNamedAlike(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		err := d.Tx(ctx, func(tx *db.Tx) error {
			return tx.Script(ctx, `CREATE TABLE things (a TEXT NOT NULL, b TEXT NOT NULL, n BIGINT,
				CONSTRAINT uq_things__a_b UNIQUE (a, b), CONSTRAINT ck_things__n CHECK (n > 0))`)
		})
		if err != nil {
			t.Fatal(err)
		}
		insert := func(n int) error {
			_, err := d.Exec(ctx, `INSERT INTO things (a, b, n) VALUES (?, ?, ?)`, "x", "y", n)
			return err
		}
		if err := insert(1); err != nil {
			t.Fatal(err)
		}
		if err := insert(2); !errs.Is(err, errs.Conflict) || !errs.HasKey(err, "db.uq_things__a_b") {
			t.Errorf("unique: %v", err)
		}
		if err := insert(-1); !errs.Is(err, errs.Invalid) || !errs.HasKey(err, "db.ck_things__n") {
			t.Errorf("check: %v", err)
		}
	})
}

func TestRollbackLeavesNothingAndTheWriterUsable(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		stop := errors.New("stop")
		committed := false
		err := d.Tx(ctx, func(tx *db.Tx) error {
			tx.AfterCommit(func() { committed = true })
			s := setting{"x", "1"}
			return errors.Join(db.Insert(ctx, tx, "settings", "name, value", cells(&s)), stop)
		})
		if !errors.Is(err, stop) || committed {
			t.Fatalf("err %v, after-commit ran: %v", err, committed)
		}
		func() {
			defer func() {
				if recover() == nil {
					t.Error("the panic was swallowed")
				}
			}()
			_ = d.Tx(ctx, func(*db.Tx) error { panic("boom") })
		}()
		s := setting{"x", "2"}
		if err := db.Insert(ctx, d, "settings", "name, value", cells(&s)); err != nil {
			t.Errorf("the writer is not usable: %v", err)
		}
	})
}

func TestIntakeGoesFirst(t *testing.T) {
	t.Parallel()
	d := dbtest.OpenSQLite(t)
	ctx := context.Background()
	var mu sync.Mutex
	var order []string
	note := func(name string) func(*db.Tx) error {
		return func(*db.Tx) error {
			mu.Lock()
			order = append(order, name)
			mu.Unlock()
			return nil
		}
	}
	var wg sync.WaitGroup
	err := d.Tx(ctx, func(*db.Tx) error { // while this one holds the writer, the others queue
		for range 5 {
			wg.Go(func() {
				if err := d.Tx(ctx, note("other")); err != nil {
					t.Error(err)
				}
			})
		}
		time.Sleep(50 * time.Millisecond)
		for range 3 {
			wg.Go(func() {
				if err := d.IntakeTx(ctx, note("intake")); err != nil {
					t.Error(err)
				}
			})
		}
		time.Sleep(50 * time.Millisecond)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	wg.Wait()
	for i, want := range []string{"intake", "intake", "intake", "other", "other", "other", "other", "other"} {
		if order[i] != want {
			t.Fatalf("order %v, want intake before the others", order)
		}
	}
}

func TestWaitingEndsWithTheContext(t *testing.T) {
	t.Parallel()
	d := dbtest.OpenSQLite(t)
	err := d.Tx(context.Background(), func(*db.Tx) error {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
		defer cancel()
		if err := d.Tx(ctx, func(*db.Tx) error { return nil }); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("waiting for the writer: %v, want deadline exceeded", err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Tx(context.Background(), func(*db.Tx) error { return nil }); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

func TestBackupIsACopy(t *testing.T) {
	t.Parallel()
	d := dbtest.OpenSQLite(t)
	ctx := context.Background()
	s := setting{"k", "v"}
	if err := db.Insert(ctx, d, "settings", "name, value", cells(&s)); err != nil {
		t.Fatal(err)
	}
	path := t.TempDir() + "/copy.db"
	if err := d.Backup(ctx, path); err != nil {
		t.Fatal(err)
	}
	copied, err := db.Open(ctx, db.Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	defer copied.Close()
	if v, err := db.Value[string](ctx, copied, `SELECT value FROM settings WHERE name = ?`, "k"); err != nil || v != "v" {
		t.Errorf("copy holds %q, %v", v, err)
	}
	if pending, err := copied.Pending(ctx); err != nil || len(pending) != 0 {
		t.Errorf("pending %v, %v", pending, err)
	}
}
