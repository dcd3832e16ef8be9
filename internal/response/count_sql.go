package response

import (
	"context"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/programme"
)

// Count is how many responses a unit has in a quarter and state.
type Count struct {
	Unit    string
	Quarter int64
	State   State
	N       int64
}

func countCells(c *Count) []any { return []any{&c.Unit, &c.Quarter, &c.State, &c.N} }

const addCount = `INSERT INTO response_counts (wave_id, unit_id, quarter, state, n) VALUES (?, ?, ?, ?, ?)
	ON CONFLICT (wave_id, unit_id, quarter, state) DO UPDATE SET n = response_counts.n + excluded.n`

func countsOf(ctx context.Context, q db.Q, wave programme.WaveID) ([]Count, error) {
	return db.All(ctx, q, countCells, `SELECT unit_id, quarter, state, n FROM response_counts
		WHERE wave_id = ? ORDER BY unit_id, quarter, state`, wave)
}

// recount rebuilds the counts of every wave from the originals.
func recount(ctx context.Context, tx *db.Tx) error {
	if _, err := tx.Exec(ctx, `DELETE FROM response_counts`); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `INSERT INTO response_counts (wave_id, unit_id, quarter, state, n)
		SELECT wave_id, unit_id, quarter, state, COUNT(*) FROM responses GROUP BY wave_id, unit_id, quarter, state
		UNION ALL
		SELECT wave_id, unit_id, quarter, state, COUNT(*) FROM anonymous_originals GROUP BY wave_id, unit_id, quarter, state`)
	return err
}
