package job

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"manyi.dev/manyi/internal/db"
)

// Options of a Runner; a zero field has the value in brackets.
type Options struct {
	Now   func() time.Time // the clock of run and lease times (time.Now)
	Log   *slog.Logger     // (slog.Default)
	Poll  time.Duration    // how often other processes' jobs are looked for (1 s)
	Lease time.Duration    // how long a silent worker is believed alive (30 s)
	Grace time.Duration    // how long running jobs may go on after the stop (10 s)
	// Alone says that no other process works on this record store: jobs found running at the start
	// were left by a process that died, and are taken up at once rather than after their lease.
	Alone bool
}

// How long ended jobs are kept for the operator to see.
const (
	keepEnded = 7 * 24 * time.Hour
	keepDead  = 90 * 24 * time.Hour
	keepRuns  = 90 * 24 * time.Hour
)

// The reasons for which a worker's context is cancelled.
var (
	errStopping = errors.New("the server is stopping")
	errLost     = errors.New("the job was cancelled or taken over")
)

// Runner claims jobs and has workers carry them out.
type Runner struct {
	db        *db.DB
	workers   *Workers
	now       func() time.Time
	log       *slog.Logger
	o         Options
	periodics []periodic
	freed     chan struct{} // a worker has become free

	mu      sync.Mutex
	running map[ID]attempt
	busy    map[string]int // running jobs by kind
	group   sync.WaitGroup
}

// attempt is a job that this process runs.
type attempt struct {
	number int
	cancel context.CancelCauseFunc
}

// NewRunner makes a runner over the workers registered so far and later, until Run.
func NewRunner(d *db.DB, w *Workers, o Options) *Runner {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Poll == 0 {
		o.Poll = time.Second
	}
	if o.Lease == 0 {
		o.Lease = 30 * time.Second
	}
	if o.Grace == 0 {
		o.Grace = 10 * time.Second
	}
	return &Runner{
		db: d, workers: w, now: o.Now, log: o.Log, o: o, freed: make(chan struct{}, 1),
		running: map[ID]attempt{}, busy: map[string]int{},
	}
}

// Run works until ctx ends. Then it claims nothing more, lets running jobs go on for the grace
// time, cancels what is still running and gives it back uncounted, to be done after the restart.
func (r *Runner) Run(ctx context.Context) {
	ear, leave := bell.listen()
	defer leave()
	if r.o.Alone {
		r.complain("recover jobs", r.recover(ctx, db.Millis(1)<<62))
	}
	poll := time.NewTicker(r.o.Poll)
	defer poll.Stop()
	var cleaned time.Time
	for ctx.Err() == nil {
		r.complain("schedule jobs", r.schedule(ctx))
		r.complain("recover jobs", r.recover(ctx, db.At(r.now())))
		r.complain("check jobs", r.check(ctx))
		r.complain("claim jobs", r.start(ctx))
		if now := r.now(); now.Sub(cleaned) >= time.Hour {
			cleaned = now
			r.complain("delete old jobs", r.clean(ctx))
		}
		select {
		case <-ctx.Done():
		case <-poll.C:
		case <-ear:
		case <-r.freed:
		}
	}
	r.stop()
}

// complain logs a failure of the runner itself; the next round tries again.
func (r *Runner) complain(what string, err error) {
	if err != nil && !errors.Is(err, context.Canceled) {
		r.log.Error("job runner", "doing", what, "error", err)
	}
}

// start claims as many due jobs as there are free workers, and starts them.
func (r *Runner) start(ctx context.Context) error {
	kinds, err := kindsDue(ctx, r.db, db.At(r.now()))
	if err != nil {
		return err
	}
	for _, kind := range kinds {
		w, known := r.workers.byKind[kind]
		r.mu.Lock()
		free := w.policy.Limit - r.busy[kind]
		r.mu.Unlock()
		if !known || free <= 0 {
			continue
		}
		jobs, err := r.claim(ctx, kind, free)
		if err != nil {
			return err
		}
		for _, j := range jobs {
			r.group.Go(func() {
				r.do(context.Background(), j, w)
				select {
				case r.freed <- struct{}{}:
				default:
				}
			})
		}
	}
	return nil
}

// claim takes jobs and books their workers.
func (r *Runner) claim(ctx context.Context, kind string, limit int) (jobs []Job, err error) {
	now := r.now()
	err = r.db.Tx(ctx, func(tx *db.Tx) error {
		jobs, err = claim(ctx, tx, kind, limit, db.At(now), db.At(now.Add(r.o.Lease)))
		return err
	})
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.busy[kind] += len(jobs)
	return jobs, nil
}

// recover takes back jobs whose lease ended before the given time.
func (r *Runner) recover(ctx context.Context, before db.Millis) error {
	jobs, err := abandoned(ctx, r.db, before)
	if err != nil {
		return err
	}
	for _, j := range jobs {
		w, known := r.workers.byKind[j.Kind]
		if !known {
			continue
		}
		gone := fmt.Errorf("attempt %d ended without a result", j.Attempt)
		if j.Attempt >= w.policy.Max {
			_, err = finish(ctx, r.db, j, StateDead, tell(gone), db.At(r.now()))
		} else {
			_, err = r.again(ctx, j, gone, r.now(), false)
		}
		if err != nil {
			return err
		}
		r.log.Warn("job abandoned by its worker", "kind", j.Kind, "id", j.ID, "attempt", j.Attempt)
	}
	return nil
}

// check cancels the workers of jobs that were cancelled or taken over.
func (r *Runner) check(ctx context.Context) error {
	r.mu.Lock()
	ids := make([]ID, 0, len(r.running))
	for id := range r.running {
		ids = append(ids, id)
	}
	r.mu.Unlock()
	if len(ids) == 0 {
		return nil
	}
	jobs, err := stillRunning(ctx, r.db, ids)
	if err != nil {
		return err
	}
	owned := map[ID]int{}
	for _, j := range jobs {
		owned[j.ID] = j.Attempt
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, id := range ids {
		if mine, ok := r.running[id]; ok && owned[id] != mine.number {
			mine.cancel(errLost)
		}
	}
	return nil
}

// stop lets running jobs end, then makes them.
func (r *Runner) stop() {
	ended := make(chan struct{})
	go func() {
		r.group.Wait()
		close(ended)
	}()
	wait := func(d time.Duration) bool {
		select {
		case <-ended:
			return true
		case <-time.After(d):
			return false
		}
	}
	if wait(r.o.Grace) {
		return
	}
	r.mu.Lock()
	for _, a := range r.running {
		a.cancel(errStopping)
	}
	r.mu.Unlock()
	if !wait(r.o.Grace) {
		r.log.Error("jobs did not stop; they will be taken up again after their lease")
	}
}

// clean deletes what has been kept long enough, a little at a time.
func (r *Runner) clean(ctx context.Context) error {
	now := r.now()
	for {
		var n int64
		err := r.db.Tx(ctx, func(tx *db.Tx) (err error) {
			n, err = deleteOld(ctx, tx, db.At(now.Add(-keepEnded)), db.At(now.Add(-keepDead)), db.At(now.Add(-keepRuns)))
			return err
		})
		if err != nil || n == 0 {
			return err
		}
	}
}

// Drain carries out every due job, one by one, and the jobs they add, until none is due. What fails
// backs off as ever and is reported, joined. It is how tests and one-off commands work jobs.
func (r *Runner) Drain(ctx context.Context) error {
	if err := r.recover(ctx, db.At(r.now())); err != nil {
		return err
	}
	var failed []error
	for {
		if err := ctx.Err(); err != nil {
			return errors.Join(append(failed, err)...)
		}
		kinds, err := kindsDue(ctx, r.db, db.At(r.now()))
		if err != nil {
			return err
		}
		worked := 0
		for _, kind := range kinds {
			w, known := r.workers.byKind[kind]
			if !known {
				continue
			}
			jobs, err := r.claim(ctx, kind, 1)
			if err != nil {
				return errors.Join(append(failed, err)...)
			}
			for _, j := range jobs {
				worked++
				if err := r.do(ctx, j, w); err != nil {
					failed = append(failed, fmt.Errorf("job %s: %w", j.Kind, err))
				}
			}
		}
		if worked == 0 {
			return errors.Join(failed...)
		}
	}
}
