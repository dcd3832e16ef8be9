package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"strings"
	"time"

	_ "modernc.org/sqlite" // the driver of the product

	"manyi.dev/manyi/bench/internal/meter"
	"manyi.dev/manyi/bench/internal/stage"
)

// batch is the most responses that the service commits together.
const batch = 256

// table is what the service writes for the responses of a wave.
type table struct {
	original, feed       string
	originalCols, feedID string
	feedCols             string
}

var tables = map[string]table{
	stage.Anonymous: {
		original: "anonymous_responses", feed: "anonymous_feed", feedID: "response_id", feedCols: "response_id, wave_id, unit_id",
		originalCols: "id, wave_id, unit_id, form_id, language, state, answers, salt, leaf, receipt, submission, quarter, length",
	},
	stage.Confidential: {
		original: "responses", feed: "response_feed", feedID: "response_id", feedCols: "seq, response_id, wave_id, unit_id, kind",
		originalCols: "id, wave_id, unit_id, form_id, mode, language, state, answers, salt, leaf, receipt, submission, " +
			"received_at, started_at, quarter, weight, stratum, psu",
	},
}

const upsertCount = `INSERT INTO response_counts (wave_id, unit_id, quarter, state, n) VALUES (?, ?, ?, ?, ?)
	ON CONFLICT (wave_id, unit_id, quarter, state) DO UPDATE SET n = response_counts.n + excluded.n`

// dsn opens a file with the pragmas of the product's writer.
func dsn(path string) string {
	query := url.Values{"_pragma": {
		"busy_timeout(5000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "secure_delete(1)",
		"wal_autocheckpoint(0)", "journal_size_limit(67108864)", "temp_store(MEMORY)", "cache_size(-32000)",
	}}
	return "file:" + path + "?" + query.Encode()
}

// row is one response: its original, its feed row, and what it adds to the counts.
type row struct {
	original, feed []any
	count          [4]any // wave, unit, quarter, state
}

// bare writes the rows that the service has written in the folder into a fresh copy: one connection,
// prepared statements, 256 responses a transaction.
func (b *bench) bare(ctx context.Context, written, wave string) (o outcome, err error) {
	t := tables[wave]
	rows, err := b.written(ctx, stage.Database(written), wave, t)
	if err != nil {
		return o, err
	}
	folder, err := b.copy("bare")
	if err != nil {
		return o, err
	}
	pool, err := sql.Open("sqlite", dsn(stage.Database(folder)))
	if err != nil {
		return o, err
	}
	defer func() { err = errors.Join(err, pool.Close()) }()
	conn, err := pool.Conn(ctx)
	if err != nil {
		return o, err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	w, err := newWriter(ctx, conn, t)
	if err != nil {
		return o, err
	}
	start, cpu := time.Now(), meter.OwnCPU()
	for from := 0; from < len(rows); from += batch {
		if err := w.write(ctx, rows[from:min(from+batch, len(rows))]); err != nil {
			return o, err
		}
	}
	o.took, o.cpu = time.Since(start), meter.OwnCPU()-cpu
	return o, nil
}

// writer is a connection with the statements of a table.
type writer struct{ begin, original, feed, count, commit *sql.Stmt }

func newWriter(ctx context.Context, conn *sql.Conn, t table) (*writer, error) {
	insert := func(table, cols string) string {
		return "INSERT INTO " + table + " (" + cols + ") VALUES (" + strings.TrimSuffix(strings.Repeat("?, ", 1+strings.Count(cols, ",")), ", ") + ")"
	}
	w := &writer{}
	for _, s := range []struct {
		stmt **sql.Stmt
		text string
	}{
		{&w.begin, "BEGIN IMMEDIATE"},
		{&w.original, insert(t.original, t.originalCols) + " ON CONFLICT (submission) DO NOTHING"},
		{&w.feed, insert(t.feed, t.feedCols)},
		{&w.count, upsertCount},
		{&w.commit, "COMMIT"},
	} {
		var err error
		if *s.stmt, err = conn.PrepareContext(ctx, s.text); err != nil {
			return nil, err
		}
	}
	return w, nil
}

func (w *writer) write(ctx context.Context, rows []row) error {
	if _, err := w.begin.ExecContext(ctx); err != nil {
		return err
	}
	counts := map[[4]any]int64{}
	for i := range rows {
		if _, err := w.original.ExecContext(ctx, rows[i].original...); err != nil {
			return err
		}
		if _, err := w.feed.ExecContext(ctx, rows[i].feed...); err != nil {
			return err
		}
		counts[rows[i].count]++
	}
	for k, n := range counts {
		if _, err := w.count.ExecContext(ctx, k[0], k[1], k[2], k[3], n); err != nil {
			return err
		}
	}
	_, err := w.commit.ExecContext(ctx)
	return err
}

// written reads the n responses that the service has just stored, in an order as random as that in which
// their ids were written.
func (b *bench) written(ctx context.Context, path, wave string, t table) (rows []row, err error) {
	pool, err := sql.Open("sqlite", dsn(path))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, pool.Close()) }()
	const of = ` WHERE wave_id = (SELECT id FROM waves WHERE code = ?)`
	feeds, err := read(ctx, pool, `SELECT `+t.feedCols+` FROM `+t.feed+of, wave)
	if err != nil {
		return nil, err
	}
	byID, at := map[any][]any{}, strings.Index(t.feedCols, t.feedID)
	for _, f := range feeds {
		byID[f[strings.Count(t.feedCols[:at], ",")]] = f
	}
	originals, err := read(ctx, pool, `SELECT `+t.originalCols+`, wave_id, unit_id, quarter, state FROM `+t.original+of+
		` AND id IN (SELECT response_id FROM `+t.feed+`)`, wave)
	if err != nil {
		return nil, err
	}
	for _, o := range originals {
		n := len(o) - 4
		rows = append(rows, row{original: o[:n], feed: byID[o[0]], count: [4]any(o[n:])})
	}
	if len(rows) < b.n {
		return nil, fmt.Errorf("%d responses were stored, want %d", len(rows), b.n)
	}
	rng := rand.New(rand.NewPCG(2026, 11))
	rng.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	return rows[:b.n], nil
}

func read(ctx context.Context, pool *sql.DB, text string, args ...any) (all [][]any, err error) {
	rows, err := pool.QueryContext(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	cols, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		cells, places := make([]any, len(cols)), make([]any, len(cols))
		for i := range cells {
			places[i] = &cells[i]
		}
		if err := rows.Scan(places...); err != nil {
			return nil, err
		}
		all = append(all, cells)
	}
	return all, rows.Err()
}
