package response

import (
	"context"
	"errors"
	"strings"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/job"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/response/foreign"
)

// RunBatch has a batch that was checked imported. A planned wave is opened first; rows with faults are left out. The wave
// stays open, so that further files can follow and the batch can be undone.
func (s *Service) RunBatch(ctx context.Context, by audit.Actor, id string) (Batch, error) {
	b, err := batchIn(ctx, s.db, id, BatchChecked)
	if err != nil {
		return b, err
	}
	wave, err := s.programmes.Wave(ctx, b.Wave)
	if err == nil {
		err = takesForeign(wave)
	}
	if err == nil && b.Good == 0 {
		err = errs.New(errs.Conflict, "response.batch.no_row")
	}
	if err == nil {
		err = s.tellable(ctx, &b)
	}
	if err != nil {
		return b, err
	}
	if wave.State == programme.Planned {
		if _, err := s.programmes.Do(ctx, by, wave.Code, programme.ActOpen, ""); err != nil {
			return b, err
		}
	}
	return s.change(ctx, id, []BatchState{BatchChecked}, func(b *Batch) { b.State, b.By = BatchImporting, by })
}

// tellable refuses a file without ids where there are imported responses already: rows would be told apart by their numbers
// only, and those of another file would be taken for known ones.
func (s *Service) tellable(ctx context.Context, b *Batch) error {
	m, err := foreign.ParseMapping(strings.NewReader(b.mapping))
	if err != nil || m.ID != nil {
		return err
	}
	some, err := anyImported(ctx, s.db, b.Wave)
	if err == nil && some {
		err = errs.New(errs.Conflict, "response.batch.no_id")
	}
	return err
}

// StopBatch ends what a batch is doing: a check goes back to the mapping, an import keeps what it has written, and what was
// not yet imported is given up.
func (s *Service) StopBatch(ctx context.Context, id string) (b Batch, err error) {
	err = s.db.Tx(ctx, func(tx *db.Tx) error {
		if b, err = batchIn(ctx, tx, id, BatchReading, BatchMapping, BatchChecking, BatchChecked, BatchImporting); err != nil {
			return err
		}
		b.Revision++
		switch b.State {
		case BatchImporting:
			return s.end(ctx, tx, &b, BatchCancelled, nil)
		case BatchChecking:
			b.State = BatchMapping
			return putBatch(ctx, tx, &b)
		}
		return s.end(ctx, tx, &b, BatchDiscarded, nil)
	})
	if err == nil && b.State != BatchMapping {
		err = s.dropUpload(id)
	}
	return b, err
}

// incoming is an import going on.
type incoming struct {
	*Service
	batch Batch
	wave  programme.Wave
	chunk []arriving
	bad   int // rows since the last chunk that are left out
	last  int // row
	pace  db.Pace
}

// importBatch writes the rows that are not yet there. Each chunk is one transaction with the note of how far it came.
func (s *Service) importBatch(ctx context.Context, b Batch) error {
	wave, table, reader, err := s.reading(ctx, &b)
	if err != nil {
		return err
	}
	defer table.Close()
	tree, err := s.programmes.Tree(ctx, wave.ID)
	if err != nil {
		return err
	}
	in := incoming{Service: s, batch: b, wave: wave}
	for row, err := range reader.Rows() {
		if err != nil {
			return err
		}
		if row.Number <= b.lastRow { // written before the work was interrupted
			continue
		}
		if err := in.take(ctx, tree, &row); err != nil {
			return err
		}
	}
	if err := in.flush(ctx); err != nil {
		return err
	}
	r := reader.Report()
	if err := s.keepFaults(ctx, &in.batch, r); err != nil {
		return err
	}
	if err := s.db.Tx(ctx, func(tx *db.Tx) error { return putBatchText(ctx, tx, "result", b.ID, outcomeOf(r)) }); err != nil {
		return err
	}
	return s.endBatch(ctx, &in.batch, BatchDone, nil)
}

func (in *incoming) take(ctx context.Context, tree *programme.Tree, row *foreign.Row) error {
	in.last = row.Number
	if len(row.Faults) > 0 {
		in.bad++
	} else {
		one, err := in.arriving(ctx, in.wave, tree, row)
		if err != nil {
			return err
		}
		in.chunk = append(in.chunk, one)
	}
	if len(in.chunk)+in.bad < min(in.pace.Size(), importPage) {
		return nil
	}
	return in.flush(ctx)
}

func (in *incoming) flush(ctx context.Context) error {
	if err := ctx.Err(); err != nil || len(in.chunk)+in.bad == 0 {
		return err
	}
	var next Batch
	_, err := in.bring(ctx, in.wave, in.chunk, &in.pace, func(tx *db.Tx, fresh []string) (err error) {
		if next, err = still(ctx, tx, &in.batch); err != nil {
			return err
		}
		for _, id := range fresh {
			if err := insertBatchRow(ctx, tx, next.ID, id); err != nil {
				return err
			}
		}
		next.lastRow = in.last
		next.Seen += len(in.chunk) + in.bad
		next.Good += len(in.chunk)
		next.Bad += in.bad
		next.New += len(fresh)
		next.Known += len(in.chunk) - len(fresh)
		return putBatch(ctx, tx, &next)
	})
	if err != nil {
		return err
	}
	in.batch, in.chunk, in.bad = next, in.chunk[:0], 0
	return nil
}

// UndoBatch has the originals that a batch brought excluded: originals are never deleted, but these count no more, and the
// same rows can be imported anew. Only a wave that is open or paused can lose responses; figures of a closed one stand.
func (s *Service) UndoBatch(ctx context.Context, by audit.Actor, id string) (b Batch, err error) {
	err = s.db.Tx(ctx, func(tx *db.Tx) error {
		if b, err = batchIn(ctx, tx, id, BatchDone, BatchCancelled, BatchFailed); err != nil {
			return err
		}
		if b.New == 0 {
			return errs.New(errs.Conflict, "response.batch.nothing")
		}
		state, err := programme.StateIn(ctx, tx, b.Wave)
		if err != nil {
			return err
		}
		if !state.Running() {
			return errs.New(errs.Conflict, "response.batch.undo_closed")
		}
		b.State, b.By, b.Revision, b.Seen = BatchUndoing, by, b.Revision+1, 0
		if err := putBatch(ctx, tx, &b); err != nil {
			return err
		}
		return job.Add(ctx, tx, WorkBatch{id}, job.Unique(id))
	})
	return b, err
}

// undoBatch excludes a batch's originals, a little at a time.
func (s *Service) undoBatch(ctx context.Context, b Batch) error {
	var pace db.Pace
	for left := true; left; {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := s.excludeSome(ctx, &b, &pace)
		if errors.Is(err, errSuperseded) {
			return nil
		}
		if err != nil {
			return err
		}
		left = n > 0
	}
	s.watchers.wake(b.Wave)
	wave, err := s.programmes.Wave(ctx, b.Wave)
	if err != nil {
		return err
	}
	return s.db.Tx(ctx, func(tx *db.Tx) error {
		now, err := still(ctx, tx, &b)
		if err != nil {
			return err
		}
		now.State, now.FinishedAt = BatchUndone, db.At(s.now())
		if err := putBatch(ctx, tx, &now); err != nil {
			return err
		}
		return audit.Write(ctx, tx, now.By, audit.Entry{Action: "response.undo", Kind: "wave", Object: wave.Code, Details: map[string]any{
			"batch": b.ID, "file": b.File, "excluded": now.New,
		}})
	})
}

func (s *Service) excludeSome(ctx context.Context, b *Batch, pace *db.Pace) (n int, err error) {
	done := func() {}
	chunk := func(ctx context.Context, f func(*db.Tx) error) error { return s.db.Tx(ctx, f) }
	err = s.feed.write(ctx, chunk, func(tx *db.Tx, seq *int64) error {
		done = pace.Hold()
		now, err := still(ctx, tx, b)
		if err != nil {
			return err
		}
		some, err := broughtBy(ctx, tx, b.ID, b.Wave, min(pace.Size(), importPage))
		if err != nil {
			return err
		}
		n = len(some)
		counts := map[countKey]int64{}
		for _, r := range some {
			if err := exclude(ctx, tx, b.Wave, r.id); err != nil {
				return err
			}
			counts[countKey{b.Wave, r.unit, r.quarter, Valid}]--
			counts[countKey{b.Wave, r.unit, r.quarter, Excluded}]++
			*seq++
			if _, err := tx.Exec(ctx, insertFeed, *seq, r.id, string(b.Wave), r.unit, KindExcluded); err != nil {
				return err
			}
		}
		now.Seen += n
		if err := putBatch(ctx, tx, &now); err != nil {
			return err
		}
		return addCounts(ctx, tx, counts)
	})
	if err == nil {
		done()
	}
	return n, err
}
