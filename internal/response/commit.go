package response

import (
	"context"
	"errors"
	"runtime"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/outreach"
	"manyi.dev/manyi/internal/programme"
)

const (
	maxBatch = 256
	maxQueue = 4096
)

// pending is a submission on its way to the disk.
type pending struct {
	original   Original
	anonymous  bool
	invitation *outreach.Invitation // of a personal link; nil for an open one
	receipt    Receipt
	err        error
	done       chan struct{}
}

// committer is the one goroutine that writes originals (D6): it blocks for the first submission, writes it and whatever
// is queued meanwhile, commits once and answers everybody.
type committer struct {
	db      *db.DB
	queue   chan *pending
	stopped chan struct{}
	feed    *feed
	notify  func(programme.WaveID)
	batches func(n int)
}

func (c *committer) run() {
	defer close(c.stopped)
	batch := make([]*pending, 0, maxBatch)
	for first := range c.queue {
		c.commit(append(batch, first))
	}
}

// commit writes a batch and what is queued behind it. When it fails for another reason than the storage, its members
// are tried one by one, so that one bad row cannot fail the others.
func (c *committer) commit(batch []*pending) {
	ctx := context.Background()
	batch, err := c.write(ctx, batch, c.next)
	if err == nil || len(batch) == 1 || errs.Is(err, errs.Unavailable) {
		c.answer(batch, err)
		return
	}
	for i := range batch {
		one, err := c.write(ctx, batch[i:i+1], func(int) *pending { return nil })
		c.answer(one, err)
	}
}

// patience is how often the processor is yielded in vain before a batch is committed.
const patience = 3

// next is a submission to go with the n that are written already, nil when the batch is complete. Where there are two,
// more are likely on their way and only waiting for the processor, which is yielded to them: that costs less than
// another commit. One that comes alone waits for nobody.
func (c *committer) next(n int) *pending {
	for range patience {
		select {
		case p := <-c.queue: // nil once the queue is closed
			return p
		default:
		}
		if n == 1 {
			return nil
		}
		runtime.Gosched()
	}
	return nil
}

// answer tells everybody what became of a batch.
func (c *committer) answer(batch []*pending, err error) {
	if err == nil {
		c.batches(len(batch))
	}
	waves := map[programme.WaveID]bool{}
	for _, p := range batch {
		if err != nil {
			p.err = err
		}
		if p.err == nil && !p.receipt.Repeat {
			waves[p.original.Wave] = true
		}
		close(p.done)
	}
	for id := range waves {
		c.notify(id)
	}
}

type countKey struct {
	wave    programme.WaveID
	unit    string
	quarter int64
	state   State
}

// write commits a batch together with what next adds to it, and returns all of it.
func (c *committer) write(ctx context.Context, batch []*pending, next func(n int) *pending) ([]*pending, error) {
	err := c.feed.write(ctx, c.db.IntakeTx, func(tx *db.Tx, seq *int64) error {
		open := map[programme.WaveID]programme.State{}
		counts := map[countKey]int64{}
		for n := 0; n < len(batch); {
			p := batch[n]
			p.err, p.receipt = nil, Receipt{ID: p.original.Receipt}
			err := c.one(ctx, tx, p, open, seq)
			var known *errs.Error
			switch {
			case err == nil && !p.receipt.Repeat:
				o := &p.original
				counts[countKey{o.Wave, o.Unit, o.Quarter, o.State}]++
			case errors.As(err, &known) && known.Kind != errs.Unavailable && known.Kind != errs.Invalid:
				p.err = err // this submission's own fault: the others go on
			case err != nil:
				return err
			}
			if n++; n == len(batch) && n < maxBatch {
				if p := next(n); p != nil {
					batch = append(batch, p)
				}
			}
		}
		return addCounts(ctx, tx, counts)
	})
	return batch, err
}

// one writes an original and its feed row, or finds the one that was sent before.
func (c *committer) one(ctx context.Context, tx *db.Tx, p *pending, open map[programme.WaveID]programme.State, seq *int64) error {
	o := &p.original
	state, ok := open[o.Wave]
	if !ok {
		var err error
		if state, err = programme.StateIn(ctx, tx, o.Wave); err != nil {
			return err
		}
		open[o.Wave] = state
	}
	if state != programme.Open { // closed while the page was open: only a repeat is answered
		if before, err := earlier(ctx, tx, o.Submission, p.anonymous); err == nil {
			return p.repeat(before)
		}
		return stateError(state)
	}
	if p.invitation != nil {
		if fresh, err := p.answered(ctx, tx); err != nil || !fresh {
			return err
		}
	}
	fresh, err := insert(ctx, tx, o, p.anonymous)
	if err != nil {
		return err
	}
	if !fresh {
		before, err := earlier(ctx, tx, o.Submission, p.anonymous)
		if err != nil {
			return err
		}
		return p.repeat(before)
	}
	if p.anonymous {
		_, err = tx.Exec(ctx, insertAnonymousFeed, o.ID, string(o.Wave), o.Unit)
		return err
	}
	*seq++
	_, err = tx.Exec(ctx, insertFeed, *seq, o.ID, string(o.Wave), o.Unit, KindReceived)
	return err
}

// repeat answers a submission that came before: the same receipt for the same answers, a conflict that
// carries the receipt for others. The first answers stay.
func (p *pending) repeat(before sent) error {
	p.receipt = Receipt{ID: before.Receipt, Repeat: true}
	if before.Answers != p.original.Answers {
		return errs.New(errs.Conflict, "response.already_received").With("receipt", before.Receipt)
	}
	return nil
}

// Taking is nil when a wave in the state takes answers, and says why not otherwise: errs.Gone
// "link.not_open" or "link.closed", errs.Unavailable "link.paused".
func Taking(state programme.State) error {
	if state == programme.Open {
		return nil
	}
	return stateError(state)
}

func stateError(state programme.State) error {
	switch state {
	case programme.Planned:
		return errs.New(errs.Gone, "link.not_open")
	case programme.Paused:
		return errs.New(errs.Unavailable, "link.paused")
	}
	return errs.New(errs.Gone, "link.closed")
}
