package scoring

import (
	"context"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/programme"
)

// held is one row of held_responses.
type held struct {
	Response string
	Wave     programme.WaveID
	Unit     string
	Released bool
}

func heldCells(h *held) []any { return []any{&h.Response, &h.Wave, &h.Unit, &h.Released} }

func insertHeld(ctx context.Context, tx *db.Tx, h held) error {
	_, err := tx.Exec(ctx, `INSERT INTO held_responses (response_id, wave_id, unit_id, released) VALUES (?, ?, ?, ?)
		ON CONFLICT (response_id) DO NOTHING`, h.Response, string(h.Wave), h.Unit, h.Released)
	return err
}

func heldAll(ctx context.Context, q db.Q) ([]held, error) {
	return db.All(ctx, q, heldCells, `SELECT response_id, wave_id, unit_id, released FROM held_responses ORDER BY response_id`)
}

func markReleased(ctx context.Context, tx *db.Tx, id string) error {
	_, err := tx.Exec(ctx, `UPDATE held_responses SET released = TRUE WHERE response_id = ?`, id)
	return err
}

func dropHeld(ctx context.Context, tx *db.Tx, id string) error {
	_, err := tx.Exec(ctx, `DELETE FROM held_responses WHERE response_id = ?`, id)
	return err
}

func cursorOf(ctx context.Context, q db.Q) (int64, error) {
	seqs, err := db.Values[int64](ctx, q, `SELECT seq FROM scoring_cursor WHERE name = 'cube'`)
	if err != nil || len(seqs) == 0 {
		return 0, err
	}
	return seqs[0], nil
}

func setCursor(ctx context.Context, tx *db.Tx, seq int64) error {
	_, err := tx.Exec(ctx, `INSERT INTO scoring_cursor (name, seq) VALUES ('cube', ?)
		ON CONFLICT (name) DO UPDATE SET seq = excluded.seq`, seq)
	return err
}
