package response

import (
	"context"
	"math/rand/v2"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/programme"
)

// ShuffleOpen is the periodic job that shuffles the anonymous waves with fresh answers.
type ShuffleOpen struct{}

// Kind names the job.
func (ShuffleOpen) Kind() string { return "response.shuffle_open" }

const (
	shuffleChunk = 100    // neighbours by id that change places among themselves
	shuffleHour  = 20_000 // larger waves are shuffled at their closing only: it would be work for minutes
)

// ShuffleOpen shuffles every open anonymous wave that is not too large for it. On PostgreSQL, where each row
// that is written anew leaves a dead one until the next vacuum, waves wait for their closing.
func (s *Service) ShuffleOpen(ctx context.Context) error {
	if s.db.Dialect() != db.SQLite {
		return nil
	}
	waves, err := s.programmes.Waves(ctx)
	if err != nil {
		return err
	}
	for _, w := range waves {
		if w.Anonymity != programme.Anonymous || !w.State.Running() {
			continue
		}
		counts, err := s.Counts(ctx, w.ID)
		if err != nil {
			return err
		}
		var n int64
		for _, c := range counts {
			n += c.N
		}
		if n <= shuffleHour {
			if err := s.Shuffle(ctx, w.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// Shuffle writes a wave's anonymous answers anew, neighbours by their random id in random order. SQLite puts
// rows, and what does not fit into a page, where there is room when they come, so the file would tell their
// order; afterwards it tells, of a hundred random answers, only which hundred places were theirs. PostgreSQL
// keeps the order of the hourly moves, which ends here, too. Each chunk is a transaction that lets intake pass.
// It does nothing for other waves.
func (s *Service) Shuffle(ctx context.Context, id programme.WaveID) error {
	wave, err := s.programmes.Wave(ctx, id)
	if err != nil || wave.Anonymity != programme.Anonymous {
		return err
	}
	for after := ""; ; {
		ids, err := db.Values[string](ctx, s.db, `SELECT id FROM anonymous_responses WHERE wave_id = ? AND id > ? ORDER BY id LIMIT ?`,
			id, after, shuffleChunk)
		if err != nil || len(ids) == 0 {
			return err
		}
		after = ids[len(ids)-1]
		if err := s.db.Tx(ctx, func(tx *db.Tx) error { return shuffle(ctx, tx, id, ids) }); err != nil {
			return err
		}
	}
}

func shuffle(ctx context.Context, tx *db.Tx, wave programme.WaveID, ids []string) error {
	rows, err := originalsByID(ctx, tx, wave, true, ids)
	if err != nil {
		return err
	}
	mix := func() { rand.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] }) }
	mix()
	for i := range rows {
		if _, err := tx.Exec(ctx, `DELETE FROM anonymous_responses WHERE wave_id = ? AND id = ?`, string(wave), rows[i].ID); err != nil {
			return err
		}
	}
	mix()
	for i := range rows {
		fresh, err := settle(ctx, tx, &rows[i])
		if err != nil {
			return err
		}
		if !fresh { // cannot be: it was deleted just now; going on would lose it
			return errs.New(errs.Conflict, "db.busy")
		}
	}
	return nil
}
