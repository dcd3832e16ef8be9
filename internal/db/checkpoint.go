package db

import (
	"context"
	"database/sql"
	"errors"
	"math"
	"os"
	"time"
)

// busyTimeout is how long a connection waits for a lock that another process or a reader holds.
const busyTimeout = 5 * time.Second

// The write-ahead log is folded into the file from foldFrom on; from restartFrom on it is begun anew.
const (
	foldFrom    = 4 << 20
	restartFrom = 64 << 20
	pageSize    = 4096 // SQLite's default
)

// checkpoints folds the write-ahead log into the file from a connection of its own, passively,
// so that no commit waits for it.
func (d *DB) checkpoints() {
	defer d.done.Done()
	tick := time.NewTicker(2 * time.Second)
	defer tick.Stop()
	for {
		select {
		case <-d.stop:
			return
		case <-tick.C:
			info, err := os.Stat(d.path + "-wal")
			if err != nil || info.Size() < foldFrom {
				continue
			}
			ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
			if log, err := d.fold(ctx); err == nil && log.frames > restartFrom/pageSize {
				d.restart(ctx) // a busy reader only postpones it to the next tick
			}
			cancel()
		}
	}
}

// walState is what a checkpoint says of the write-ahead log: whether somebody was in its way, and the pages that were in
// the log when it began.
type walState struct{ busy, frames, folded int }

func (w *walState) read(row *sql.Row) error { return mapError(row.Scan(&w.busy, &w.frames, &w.folded)) }

// fold copies the write-ahead log into the file beside the writer, and what came meanwhile again, while that is much
// and becomes less. When nothing came the next commit begins the log anew.
func (d *DB) fold(ctx context.Context) (log walState, err error) {
	const little = 256 // pages
	for before, much := 0, math.MaxInt; ; {
		if err := log.read(d.writers.QueryRowContext(ctx, `PRAGMA wal_checkpoint(PASSIVE)`)); err != nil {
			return log, err
		}
		fresh := log.frames - before
		if fresh <= little || fresh > much/2 {
			return log, nil
		}
		before, much = log.frames, fresh
	}
}

// restart folds the little that is left while nobody writes. It waits for no reader.
func (d *DB) restart(ctx context.Context) {
	if err := d.lanes.take(ctx, laneOther); err != nil {
		return
	}
	defer d.lanes.give()
	var log walState
	_ = log.read(d.conn.conn.QueryRowContext(ctx, `PRAGMA wal_checkpoint(PASSIVE)`)) // else the log goes on growing: the next tick tries again
}

// Truncate empties the write-ahead log of SQLite, so that the file holds rows only and not the
// order in which they came. Readers of older rows are waited for, without the writer; when they do not
// end it is errs.Unavailable. It does nothing on PostgreSQL.
func (d *DB) Truncate(ctx context.Context) error {
	if d.dialect != SQLite {
		return nil
	}
	if _, err := d.fold(ctx); err != nil {
		return err
	}
	for start := time.Now(); ; {
		err := d.truncate(ctx)
		if !errors.Is(err, errBusy) || time.Since(start) > busyTimeout {
			return err
		}
		select {
		case <-time.After(20 * time.Millisecond):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (d *DB) truncate(ctx context.Context) error {
	if err := d.lanes.take(ctx, laneOther); err != nil {
		return err
	}
	defer d.lanes.give()
	quiet := context.WithoutCancel(ctx)
	if err := d.conn.wait(quiet, 0); err != nil {
		return err
	}
	var log walState
	err := log.read(d.conn.conn.QueryRowContext(quiet, `PRAGMA wal_checkpoint(TRUNCATE)`))
	if err == nil && log.busy != 0 {
		err = errBusy
	}
	return errors.Join(err, d.conn.wait(quiet, busyTimeout))
}
