package job

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"time"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/errs"
)

// do carries out one claimed job and stores what became of it.
func (r *Runner) do(ctx context.Context, j Job, w worker) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	r.mu.Lock()
	r.running[j.ID] = attempt{number: j.Attempt, cancel: cancel}
	r.mu.Unlock()
	defer func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.running, j.ID)
		r.busy[j.Kind]--
	}()
	beating := r.beat(ctx, j)
	limited, end := context.WithTimeout(ctx, w.policy.Timeout)
	begun := time.Now()
	err := w.try(limited, j.Args)
	end()
	cause := context.Cause(ctx)
	cancel(nil)
	<-beating // the last beat must not follow the result
	outcome, e := r.settle(j, w.policy, err, cause)
	level := slog.LevelInfo
	if err != nil || e != nil {
		level = slog.LevelWarn
	}
	if outcome == StateDead {
		level = slog.LevelError
	}
	r.log.Log(context.Background(), level, "job", "kind", j.Kind, "id", j.ID, "attempt", j.Attempt,
		"outcome", outcome, "took", time.Since(begun).Round(time.Millisecond), "error", errors.Join(err, e))
	if errors.Is(cause, errStopping) || errors.Is(cause, errLost) {
		err = nil
	}
	return errors.Join(err, e)
}

// beat extends the lease until ctx ends; the channel closes when the last extension is through.
func (r *Runner) beat(ctx context.Context, j Job) <-chan struct{} {
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(r.o.Lease / 3)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				if err := extend(ctx, r.db, j.ID, j.Attempt, db.At(r.now().Add(r.o.Lease))); ctx.Err() == nil {
					r.complain("extend a lease", err)
				}
			}
		}
	}()
	return ended
}

// settle stores the result of an attempt. The result of an attempt that lost its job is dropped.
func (r *Runner) settle(j Job, p Policy, err, cause error) (State, error) {
	// The result is stored although the server may be stopping.
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	now := r.now()
	switch {
	case err == nil:
		mine, e := finish(ctx, r.db, j, StateDone, "", db.At(now))
		if !mine && e == nil {
			return StateCancelled, nil
		}
		return StateDone, e
	case errors.Is(cause, errLost):
		return StateCancelled, nil
	case errors.Is(cause, errStopping):
		return r.again(ctx, j, err, now, true)
	case hopeless(err) || j.Attempt >= p.Max:
		_, e := finish(ctx, r.db, j, StateDead, tell(err), db.At(now))
		return StateDead, e
	}
	return r.again(ctx, j, err, now.Add(backoff(j.Attempt)), false)
}

// again makes the job wait for another attempt, or ends it when another waits under its key.
func (r *Runner) again(ctx context.Context, j Job, reason error, at time.Time, uncounted bool) (State, error) {
	mine, err := giveBack(ctx, r.db, j, tell(reason), db.At(at), uncounted)
	if mine || err != nil && !errs.Is(err, errs.Conflict) {
		return StateReady, err
	}
	_, err = finish(ctx, r.db, j, StateCancelled, tell(reason), db.At(r.now()))
	return StateCancelled, err
}

// tell is a failure as it is stored: short, and in characters every engine takes.
func tell(err error) string {
	const most = 2000
	text := err.Error()
	if len(text) > most {
		text = text[:most] + "…"
	}
	return strings.ReplaceAll(strings.ToValidUTF8(text, "\ufffd"), "\x00", "")
}
