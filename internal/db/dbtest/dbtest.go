// Package dbtest gives tests a fresh, migrated record store on both engines.
//
// SQLite files are copies of one migrated template. PostgreSQL is one server per user and machine,
// started from the installed packages on first use, on a Unix socket in the temporary folder, and
// shared by all test processes; `make test` stops it at the end (scripts/postgres.sh stop). With
// MANYI_DATABASE_URL the databases are made on that server instead (its user must be allowed to).
// When PostgreSQL is not installed the test fails and says how to install it: it never skips.
package dbtest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/db/migrations"
)

// Each runs f on a fresh record store of either engine.
func Each(t *testing.T, f func(t *testing.T, d *db.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		f(t, OpenSQLite(t))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		f(t, OpenPostgres(t))
	})
}

var template = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "manyi-template-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "manyi.db")
	ctx := context.Background()
	d, err := db.Open(ctx, db.Options{Path: path, Relaxed: true})
	if err != nil {
		return nil, err
	}
	if err := d.Migrate(ctx); err != nil {
		return nil, err
	}
	if err := d.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// OpenSQLite is a fresh SQLite record store that is removed at the end of the test.
func OpenSQLite(t testing.TB) *db.DB {
	t.Helper()
	file, err := template()
	if err != nil {
		t.Fatalf("template: %v", err)
	}
	path := filepath.Join(t.TempDir(), "manyi.db")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	return open(t, db.Options{Path: path, Relaxed: true})
}

var serial atomic.Int64

// OpenPostgres is a fresh PostgreSQL record store that is dropped at the end of the test.
func OpenPostgres(t testing.TB) *db.DB {
	t.Helper()
	return open(t, db.Options{URL: PostgresURL(t)})
}

// PostgresURL is the address of a fresh, migrated database that is dropped at the end of the test.
func PostgresURL(t testing.TB) string {
	t.Helper()
	s := server(t)
	base := s.template(t)
	name := fmt.Sprintf("t_%d_%d", os.Getpid(), serial.Add(1))
	s.exec(t, fmt.Sprintf(`CREATE DATABASE %s TEMPLATE %s`, name, base))
	t.Cleanup(func() { s.exec(t, fmt.Sprintf(`DROP DATABASE IF EXISTS %s WITH (FORCE)`, name)) })
	return s.url(name)
}

func open(t testing.TB, o db.Options) *db.DB {
	t.Helper()
	d, err := db.Open(context.Background(), o)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return d
}

// schemaHash names the template database after the migrations in it.
func schemaHash() string {
	h := sha256.New()
	entries, err := fs.ReadDir(migrations.Files, ".")
	if err != nil {
		panic(err)
	}
	for _, e := range entries {
		text, err := fs.ReadFile(migrations.Files, e.Name())
		if err != nil {
			panic(err)
		}
		fmt.Fprintf(h, "%s %d\n%s", e.Name(), len(text), text)
	}
	return hex.EncodeToString(h.Sum(nil))[:12]
}

func socketURL(dir, name string) string {
	u := url.URL{Scheme: "postgres", User: url.User("manyi"), Path: "/" + name}
	u.RawQuery = url.Values{"host": {dir}}.Encode()
	return u.String()
}
