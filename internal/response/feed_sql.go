package response

import (
	"context"
	"sync"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/programme"
)

// Change is one row of the feed: something happened to a response.
type Change struct {
	Seq      int64 // 0 for anonymous waves: they have no order
	Response string
	Wave     programme.WaveID
	Unit     string
	Kind     string
}

// KindReceived is the change of a new original.
const KindReceived = "received"

// KindExcluded is the change of an original whose import was undone.
const KindExcluded = "excluded"

const insertFeed = `INSERT INTO response_feed (seq, response_id, wave_id, unit_id, kind) VALUES (?, ?, ?, ?, ?)`

const insertAnonymousFeed = `INSERT INTO anonymous_feed (response_id, wave_id, unit_id) VALUES (?, ?, ?)`

func changeCells(c *Change) []any { return []any{&c.Seq, &c.Response, &c.Wave, &c.Unit, &c.Kind} }

// FeedAfter reads the feed of named and confidential waves.
func FeedAfter(ctx context.Context, q db.Q, seq int64, limit int) ([]Change, error) {
	return db.All(ctx, q, changeCells, `SELECT seq, response_id, wave_id, unit_id, kind FROM response_feed
		WHERE seq > ? ORDER BY seq LIMIT ?`, seq, limit)
}

// LastSeq is the highest number of the feed, 0 when it is empty.
func LastSeq(ctx context.Context, q db.Q) (int64, error) {
	return db.Value[int64](ctx, q, `SELECT COALESCE(MAX(seq), 0) FROM response_feed`)
}

// AnonymousFeed reads fresh rows of anonymous waves, in the order of their random ids.
func AnonymousFeed(ctx context.Context, q db.Q, limit int) ([]Change, error) {
	cells := func(c *Change) []any { return []any{&c.Response, &c.Wave, &c.Unit} }
	return db.All(ctx, q, cells, `SELECT response_id, wave_id, unit_id FROM anonymous_feed ORDER BY response_id LIMIT ?`, limit)
}

// ForgetAnonymous deletes rows of the anonymous feed that were read. The caller holds the transaction
// in which it took them over.
func ForgetAnonymous(ctx context.Context, tx *db.Tx, ids []string) error {
	for _, id := range ids {
		if _, err := tx.Exec(ctx, `DELETE FROM anonymous_feed WHERE response_id = ?`, id); err != nil {
			return err
		}
	}
	return nil
}

// feed numbers the rows of response_feed in the order of their commits, so that a reader's cursor never
// passes a row that appears later. SQLite's one writer sees to that; PostgreSQL's writers take turns.
type feed struct {
	mu       sync.Mutex
	last     int64
	postgres bool
}

// write runs f in a transaction that adds to the feed; f counts seq up from the last number.
func (f *feed) write(ctx context.Context, begin func(context.Context, func(*db.Tx) error) error, do func(tx *db.Tx, seq *int64) error) error {
	if f.postgres {
		f.mu.Lock()
		defer f.mu.Unlock()
	}
	return begin(ctx, func(tx *db.Tx) error {
		seq := f.last
		tx.AfterCommit(func() { f.last = seq })
		return do(tx, &seq)
	})
}
