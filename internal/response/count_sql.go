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

// drift is what the counts are off by, in one statement and so at one moment: what the originals say less what is
// written. It is empty when they agree.
const drift = `SELECT wave_id, unit_id, quarter, state, SUM(n) FROM (
		SELECT wave_id, unit_id, quarter, state, COUNT(*) AS n FROM responses GROUP BY wave_id, unit_id, quarter, state
		UNION ALL
		SELECT wave_id, unit_id, quarter, state, COUNT(*) AS n FROM anonymous_originals GROUP BY wave_id, unit_id, quarter, state
		UNION ALL
		SELECT wave_id, unit_id, quarter, state, -n FROM response_counts
	) AS counted GROUP BY wave_id, unit_id, quarter, state HAVING SUM(n) <> 0`

type countDrift struct {
	countKey
	n int64
}

func driftCells(d *countDrift) []any { return []any{&d.wave, &d.unit, &d.quarter, &d.state, &d.n} }

// recount brings the counts of every wave to what the originals say. The originals are read beside the intake; what is
// off is added afterwards, and what comes in meanwhile adds itself to both. One recount at a time.
func recount(ctx context.Context, d *db.DB) error {
	all, err := db.All(ctx, d, driftCells, drift)
	if err != nil {
		return err
	}
	return d.Chunks(ctx, len(all), func(tx *db.Tx, from, to int) error {
		for _, off := range all[from:to] {
			if err := addCounts(ctx, tx, map[countKey]int64{off.countKey: off.n}); err != nil {
				return err
			}
		}
		_, err := tx.Exec(ctx, `DELETE FROM response_counts WHERE n = 0`)
		return err
	})
}
