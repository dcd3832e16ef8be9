package db

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Tx is a transaction.
type Tx struct {
	db    *DB
	conn  *writer // SQLite
	tx    *sql.Tx // PostgreSQL
	after []func()
}

// writer is SQLite's one writing connection with its prepared statements.
type writer struct {
	conn  *sql.Conn
	stmts map[string]*sql.Stmt
}

const maxStatements = 400

func (w *writer) prepared(ctx context.Context, text string) (*sql.Stmt, error) {
	if s, ok := w.stmts[text]; ok {
		return s, nil
	}
	if len(w.stmts) >= maxStatements {
		for text, s := range w.stmts {
			if err := s.Close(); err != nil {
				return nil, err
			}
			delete(w.stmts, text)
		}
	}
	s, err := w.conn.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	w.stmts[text] = s
	return s, nil
}

// wait sets how long the connection waits for a lock.
func (w *writer) wait(ctx context.Context, d time.Duration) error {
	_, err := w.conn.ExecContext(ctx, fmt.Sprintf(`PRAGMA busy_timeout = %d`, d.Milliseconds()))
	return mapError(err)
}

func (w *writer) close() error {
	var all error
	for _, s := range w.stmts {
		all = errors.Join(all, s.Close())
	}
	return errors.Join(all, w.conn.Close())
}

// Dialect is the engine behind the transaction.
func (t *Tx) Dialect() Dialect { return t.db.dialect }

// Exec runs a statement and returns the number of rows it changed.
func (t *Tx) Exec(ctx context.Context, text string, args ...any) (int64, error) {
	var res sql.Result
	var err error
	if t.tx != nil {
		res, err = t.tx.ExecContext(ctx, t.db.text(text), args...)
	} else {
		var s *sql.Stmt
		if s, err = t.conn.prepared(ctx, text); err == nil {
			res, err = s.ExecContext(ctx, args...)
		}
	}
	if err != nil {
		return 0, mapError(err)
	}
	return res.RowsAffected()
}

// Rows runs a query inside the transaction.
func (t *Tx) Rows(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	if t.tx != nil {
		rows, err := t.tx.QueryContext(ctx, t.db.text(text), args...)
		return rows, mapError(err)
	}
	s, err := t.conn.prepared(ctx, text)
	if err != nil {
		return nil, mapError(err)
	}
	rows, err := s.QueryContext(ctx, args...)
	return rows, mapError(err)
}

// Script runs several statements without arguments: migrations.
func (t *Tx) Script(ctx context.Context, text string) error {
	var err error
	if t.tx != nil {
		_, err = t.tx.ExecContext(ctx, text)
	} else {
		_, err = t.conn.conn.ExecContext(ctx, text)
	}
	return mapError(err)
}

// AfterCommit runs f once the transaction is durable: to wake a worker, to drop a cache.
func (t *Tx) AfterCommit(f func()) { t.after = append(t.after, f) }

// Tx runs f in a transaction: commit when it returns nil, roll back otherwise.
func (d *DB) Tx(ctx context.Context, f func(*Tx) error) error { return d.run(ctx, laneOther, f) }

// IntakeTx is Tx in the lane that goes first. Only the group commit of answers uses it.
func (d *DB) IntakeTx(ctx context.Context, f func(*Tx) error) error {
	return d.run(ctx, laneIntake, f)
}

func (d *DB) run(ctx context.Context, lane int, f func(*Tx) error) (err error) {
	if d.dialect == Postgres {
		return d.runPostgres(ctx, f)
	}
	if err := d.lanes.take(ctx, lane); err != nil {
		return err
	}
	defer d.lanes.give()
	t := &Tx{db: d, conn: d.conn}
	// A transaction is not torn by its caller leaving: it ends by commit or by rollback.
	quiet := context.WithoutCancel(ctx)
	if _, err := t.Exec(quiet, `BEGIN IMMEDIATE`); err != nil {
		return err
	}
	finished := false
	defer func() {
		if !finished { // a panic passes through; the writer must be usable afterwards
			_, e := t.Exec(quiet, `ROLLBACK`)
			err = errors.Join(err, e)
		}
	}()
	if err := f(t); err != nil {
		return err
	}
	if _, err := t.Exec(quiet, `COMMIT`); err != nil {
		return err
	}
	finished = true
	for _, f := range t.after {
		f()
	}
	return nil
}

func (d *DB) runPostgres(ctx context.Context, f func(*Tx) error) (err error) {
	tx, err := d.writers.BeginTx(ctx, nil)
	if err != nil {
		return mapError(err)
	}
	t := &Tx{db: d, tx: tx}
	finished := false
	defer func() {
		if !finished {
			if e := tx.Rollback(); e != nil && !errors.Is(e, sql.ErrTxDone) {
				err = errors.Join(err, e)
			}
		}
	}()
	if err := f(t); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return mapError(err)
	}
	finished = true
	for _, f := range t.after {
		f()
	}
	return nil
}

// holdWriter is how long a bulk job may keep the writer.
const holdWriter = 10 * time.Millisecond

// smallest is the size of a chunk whose time is spent on waiting for the disk.
const smallest = 32

// Pace sets the size of the chunks of bulk work so that each keeps the writer for about ten milliseconds (D3). The
// zero Pace begins small.
type Pace struct{ size int }

// Size is how many rows the next chunk may have.
func (p *Pace) Size() int { return cmp.Or(p.size, smallest) }

// Hold is called when a chunk has the writer, and what it returns when the chunk is committed.
func (p *Pace) Hold() (done func()) {
	start := time.Now()
	return func() {
		switch spent := time.Since(start); {
		case spent > holdWriter:
			p.size = max(smallest, p.Size()/2)
		case spent < holdWriter/2:
			p.size = min(4096, p.Size()*2)
		}
	}
}

// Chunks runs bulk work over total rows in transactions that hold the writer for about ten
// milliseconds each: step gets the half-open range to do. The size tunes itself; between two
// chunks intake passes. It stops at the first error; what was committed before stays.
func (d *DB) Chunks(ctx context.Context, total int, step func(tx *Tx, from, to int) error) error {
	var pace Pace
	for from := 0; from < total; {
		if err := ctx.Err(); err != nil {
			return err
		}
		to := min(from+pace.Size(), total)
		var done func()
		if err := d.Tx(ctx, func(tx *Tx) error {
			done = pace.Hold()
			return step(tx, from, to)
		}); err != nil {
			return err
		}
		done()
		from = to
	}
	return nil
}
