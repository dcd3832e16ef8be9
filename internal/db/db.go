package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the "pgx" driver
	_ "modernc.org/sqlite"             // the "sqlite" driver
)

// Dialect is the engine behind a handle.
type Dialect string

// The dialects.
const (
	SQLite   Dialect = "sqlite"
	Postgres Dialect = "postgres"
)

// Q runs statements. *DB and *Tx both are one, so a table's SQL is written once.
type Q interface {
	Exec(ctx context.Context, text string, args ...any) (int64, error)
	Rows(ctx context.Context, text string, args ...any) (*sql.Rows, error)
	Dialect() Dialect
}

// DB is an open record store.
type DB struct {
	dialect Dialect
	path    string // SQLite file
	readers *sql.DB
	writers *sql.DB // SQLite: one connection
	conn    *writer // SQLite: the writer connection with its statements
	lanes   *lanes
	texts   sync.Map // ? text → $n text
	stop    chan struct{}
	done    sync.WaitGroup
}

// Options say where the record store is.
type Options struct {
	Path string // SQLite file, used when URL is empty
	URL  string // postgres://…
	// Relaxed leaves out the waiting for the disk: for test databases only.
	Relaxed bool
}

// Open opens the record store and, for SQLite, makes the file. It does not migrate.
func Open(ctx context.Context, o Options) (*DB, error) {
	if o.URL != "" {
		return openPostgres(ctx, o)
	}
	return openSQLite(ctx, o)
}

func openPostgres(ctx context.Context, o Options) (*DB, error) {
	pool, err := sql.Open("pgx", o.URL)
	if err != nil {
		return nil, fmt.Errorf("open postgres: %w", err)
	}
	pool.SetMaxOpenConns(24)
	pool.SetMaxIdleConns(8)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	if err := pool.PingContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open postgres: %w", err), pool.Close())
	}
	return &DB{dialect: Postgres, readers: pool, writers: pool, lanes: newLanes(), stop: make(chan struct{})}, nil
}

func openSQLite(ctx context.Context, o Options) (*DB, error) {
	if err := os.MkdirAll(filepath.Dir(o.Path), 0o700); err != nil {
		return nil, fmt.Errorf("open sqlite: %w", err)
	}
	sync := "FULL"
	if o.Relaxed {
		sync = "OFF"
	}
	// The pragmas in order: the busy timeout first, since setting the journal mode can be busy.
	// Checkpoints are made by checkpoints(), never by a commit.
	dsn := func(extra ...string) string {
		pragmas := append([]string{
			fmt.Sprintf("busy_timeout(%d)", busyTimeout.Milliseconds()), "journal_mode(WAL)", "synchronous(" + sync + ")", "foreign_keys(1)",
			"secure_delete(1)", "wal_autocheckpoint(0)", fmt.Sprintf("journal_size_limit(%d)", restartFrom), "temp_store(MEMORY)",
		}, extra...)
		query := url.Values{"_pragma": pragmas}
		return "file:" + (&url.URL{Path: o.Path}).EscapedPath() + "?" + query.Encode()
	}
	writers, err := sql.Open("sqlite", dsn("cache_size(-32000)"))
	if err != nil {
		return nil, fmt.Errorf("open sqlite: %w", err)
	}
	writers.SetMaxOpenConns(3) // the writer, one for checkpoints, one for backups
	conn, err := writers.Conn(ctx)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open sqlite %s: %w", o.Path, err), writers.Close())
	}
	if err := os.Chmod(o.Path, 0o600); err != nil {
		return nil, errors.Join(err, conn.Close(), writers.Close())
	}
	readers, err := sql.Open("sqlite", dsn("query_only(1)", "cache_size(-8000)"))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open sqlite: %w", err), conn.Close(), writers.Close())
	}
	readers.SetMaxOpenConns(8)
	readers.SetMaxIdleConns(4)
	readers.SetConnMaxIdleTime(time.Minute)
	d := &DB{
		dialect: SQLite, path: o.Path, readers: readers, writers: writers,
		conn: &writer{conn: conn, stmts: map[string]*sql.Stmt{}}, lanes: newLanes(), stop: make(chan struct{}),
	}
	d.done.Add(1)
	go d.checkpoints()
	return d, nil
}

// Dialect is the engine behind the handle.
func (d *DB) Dialect() Dialect { return d.dialect }

// Path is the SQLite file; empty for PostgreSQL.
func (d *DB) Path() string { return d.path }

// Close waits for the writer, folds the write-ahead log into the file, and closes every connection.
func (d *DB) Close() error {
	close(d.stop)
	d.done.Wait()
	if d.dialect == Postgres {
		return d.readers.Close()
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	err := d.readers.Close()
	if free := d.lanes.take(ctx, laneOther); free == nil {
		_, e := d.conn.conn.ExecContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`)
		err = errors.Join(err, e)
		d.lanes.give()
	}
	return errors.Join(err, d.conn.close(), d.writers.Close())
}

// Rows runs a query on the reader pool.
func (d *DB) Rows(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	rows, err := d.readers.QueryContext(ctx, d.text(text), args...)
	return rows, mapError(err)
}

// Exec runs one statement in a transaction of its own.
func (d *DB) Exec(ctx context.Context, text string, args ...any) (n int64, err error) {
	err = d.Tx(ctx, func(tx *Tx) error {
		n, err = tx.Exec(ctx, text, args...)
		return err
	})
	return n, err
}

// Ping reports whether the record store answers.
func (d *DB) Ping(ctx context.Context) error { return d.readers.PingContext(ctx) }

// text is the statement in the engine's placeholders.
func (d *DB) text(text string) string {
	if d.dialect == SQLite {
		return text
	}
	if t, ok := d.texts.Load(text); ok {
		return t.(string)
	}
	t := rebind(text)
	d.texts.Store(text, t)
	return t
}

// rebind numbers the placeholders for PostgreSQL. Statements hold no literal question mark.
func rebind(text string) string {
	if !strings.Contains(text, "?") {
		return text
	}
	var b strings.Builder
	n := 0
	for _, r := range text {
		if r == '?' {
			n++
			fmt.Fprintf(&b, "$%d", n)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// Pick is the way out of the shared subset; every use says why in a comment.
func Pick(q Q, sqlite, postgres string) string {
	if q.Dialect() == Postgres {
		return postgres
	}
	return sqlite
}
