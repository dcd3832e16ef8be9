package response

import (
	"context"

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
