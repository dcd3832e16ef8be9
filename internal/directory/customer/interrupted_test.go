package customer_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/directory"
	"manyi.dev/manyi/internal/directory/customer"
)

// many is a file of customers, each with a phone, a unit and an attribute.
func many(n int) []byte {
	var b strings.Builder
	b.WriteString("code,name,phone,unit,gender\n")
	for i := range n {
		fmt.Fprintf(&b, "M%05d,客户%c,138%08d,B1,female\n", i, '一'+rune(i%500), i)
	}
	return []byte(b.String())
}

// The environment of the process that is killed in the middle of an import.
const (
	killFile  = "MANYI_TEST_KILL_DATABASE"
	killDir   = "MANYI_TEST_KILL_FOLDER"
	killBatch = "MANYI_TEST_KILL_BATCH"
)

// TestMain runs the work on a batch in place of the tests when the environment says so.
func TestMain(m *testing.M) {
	if path := os.Getenv(killFile); path != "" {
		if err := workUntilKilled(path); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func workUntilKilled(path string) error {
	d, err := db.Open(ctx, db.Options{Path: path})
	if err != nil {
		return err
	}
	dir := os.Getenv(killDir)
	s, err := customer.New(ctx, customer.Options{
		DB: d, Directory: directory.New(d, time.Now, time.UTC), Keys: filepath.Join(dir, "keys"), Folder: filepath.Join(dir, "imports"), Now: time.Now, Zone: time.UTC,
	})
	if err != nil {
		return err
	}
	return s.Work(ctx, os.Getenv(killBatch))
}

func TestKilledImportGoesOn(t *testing.T) {
	t.Parallel()
	const rows = 6000
	d := dbtest.OpenSQLite(t)
	a := open(t, d)
	b, err := a.Upload(ctx, li, "many.csv", strings.NewReader(string(many(rows))))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Check(ctx, b.ID, customer.Mapping{"code": "code", "name": "name", "phone": "phone", "unit": "unit", "gender": "attribute.gender"}); err != nil {
		t.Fatal(err)
	}
	a.work(t, b.ID)
	if _, err := a.Load(ctx, b.ID); err != nil {
		t.Fatal(err)
	}
	kills := 0
	for _, stop := range []int{1, rows / 3, 2 * rows / 3} {
		child := exec.Command(os.Args[0], "-test.run=^$")
		child.Env = append(os.Environ(), killFile+"="+d.Path(), killDir+"="+a.dir, killBatch+"="+b.ID)
		child.Stderr = os.Stderr
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- child.Wait() }()
		if a.seen(t, b.ID, stop, ended) {
			kills++
			if err := child.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) { // SIGKILL: nothing is tidied up
				t.Fatal(err)
			}
			<-ended
		}
	}
	if kills == 0 {
		t.Error("the import was over before it could be killed")
	}
	if b = a.work(t, b.ID); b.State != customer.Done || b.Created != rows || b.Changed+b.Unchanged+b.Faulty != 0 {
		t.Errorf("after %d kills: %+v", kills, b)
	}
	for table, want := range map[string]int{"customers": rows, "contacts": rows, "relations": rows, "values": rows, "keys": 3 * rows} {
		n, err := db.Value[int](ctx, d, `SELECT COUNT(*) FROM cust_`+table)
		if err != nil || n != want {
			t.Errorf("%s: %d rows, %v; want %d", table, n, err, want)
		}
	}
	if found := a.names(t, customer.Query{Text: "13800005999"}); len(found) != 1 {
		t.Errorf("the last one is found as %q", found)
	}
}

// seen waits until a batch has done some rows; false when the process ended before.
func (a *archive) seen(t *testing.T, id string, rows int, ended chan error) bool {
	t.Helper()
	for {
		select {
		case err := <-ended:
			if err != nil {
				t.Errorf("the import failed: %v", err)
			}
			return false
		case <-time.After(2 * time.Millisecond):
		}
		b, err := a.Batch(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		if b.State == customer.Done {
			return false
		}
		if b.Seen >= rows {
			return true
		}
	}
}

func TestInterruptedAndCancelledImportsLeaveNobodyUnfound(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := open(t, d)
		for _, cancel := range []bool{false, true} {
			b, err := a.Upload(ctx, li, "many.csv", strings.NewReader(strings.ReplaceAll(string(many(3000)), "\nM", fmt.Sprintf("\nM%t", cancel))))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := a.Check(ctx, b.ID, customer.Mapping{"code": "code", "name": "name", "phone": "phone", "unit": "unit"}); err != nil {
				t.Fatal(err)
			}
			a.work(t, b.ID)
			if _, err := a.Load(ctx, b.ID); err != nil {
				t.Fatal(err)
			}
			stopped, stop := context.WithCancel(ctx)
			ended := make(chan error, 1)
			go func() { ended <- a.Work(stopped, b.ID) }()
			for b.Seen == 0 {
				if b, err = a.Batch(ctx, b.ID); err != nil {
					t.Fatal(err)
				}
			}
			if cancel {
				if _, err := a.Cancel(ctx, b.ID); err != nil {
					t.Fatal(err)
				}
			} else {
				stop()
			}
			<-ended
			stop()
			if b = a.work(t, b.ID); b.State != customer.Done && b.State != customer.Cancelled {
				t.Errorf("ended as %s", b.State)
			}
			n, err := db.Value[int](ctx, d, `SELECT COUNT(*) FROM cust_customers AS c WHERE batch_id = ? AND NOT EXISTS
				(SELECT 1 FROM cust_keys AS k WHERE k.kind = 'name' AND k.key = c.name_key AND k.customer_id = c.id)`, b.ID)
			if err != nil || n != 0 {
				t.Errorf("%d of %d customers of a batch that is %s cannot be found, %v", n, b.Created, b.State, err)
			}
		}
	})
}

func TestImportLetsOthersWrite(t *testing.T) {
	t.Parallel()
	a := open(t, dbtest.OpenSQLite(t))
	b, err := a.Upload(ctx, li, "many.csv", strings.NewReader(string(many(8000))))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Check(ctx, b.ID, customer.Mapping{"code": "code", "name": "name", "phone": "phone", "unit": "unit"}); err != nil {
		t.Fatal(err)
	}
	a.work(t, b.ID)
	if _, err := a.Load(ctx, b.ID); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- a.Work(ctx, b.ID) }()
	passed := 0
	for {
		select {
		case err := <-ended:
			if err != nil {
				t.Fatal(err)
			}
			if passed < 10 {
				t.Errorf("%d other writings passed between the portions of an import of 8000 rows", passed)
			}
			return
		default:
		}
		if err := a.db.Tx(ctx, func(*db.Tx) error { return nil }); err != nil {
			t.Fatal(err)
		}
		passed++
	}
}
