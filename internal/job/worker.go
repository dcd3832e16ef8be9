package job

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"runtime/debug"
	"time"

	"manyi.dev/manyi/internal/errs"
)

// Policy says how a kind of job is worked.
type Policy struct {
	Max     int           // attempts before the job is dead; 0 is 10
	Timeout time.Duration // of one attempt; 0 is a minute
	Limit   int           // how many run at a time in one process; 0 is one
}

// Workers are the functions that carry out jobs, by kind.
type Workers struct {
	byKind map[string]worker
}

type worker struct {
	policy Policy
	run    func(ctx context.Context, args string) error
}

// NewWorkers is an empty set of workers.
func NewWorkers() *Workers { return &Workers{byKind: map[string]worker{}} }

// On has f carry out the jobs of A's kind. f returns an error of kind Invalid or NotFound when
// trying again is of no use; any other error is tried again, later and later. f's context ends with
// the attempt's time, when the job is cancelled or lost, and shortly after the server is told to stop.
func On[A Args](w *Workers, p Policy, f func(context.Context, A) error) {
	var none A
	if _, twice := w.byKind[none.Kind()]; twice {
		panic("job: two workers for " + none.Kind())
	}
	if p.Max == 0 {
		p.Max = 10
	}
	if p.Timeout == 0 {
		p.Timeout = time.Minute
	}
	if p.Limit == 0 {
		p.Limit = 1
	}
	w.byKind[none.Kind()] = worker{policy: p, run: func(ctx context.Context, text string) error {
		var args A
		if err := json.Unmarshal([]byte(text), &args); err != nil {
			return errs.New(errs.Invalid, "job.args").Because(err)
		}
		return f(ctx, args)
	}}
}

// try runs one attempt; a panic is an error like any other.
func (w worker) try(ctx context.Context, args string) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return w.run(ctx, args)
}

// hopeless reports whether another attempt is of no use.
func hopeless(err error) bool { return errs.Is(err, errs.Invalid) || errs.Is(err, errs.NotFound) }

// backoff is how long the next attempt waits: 2 s, 4 s, … to an hour, give or take a tenth, so
// that what failed together does not come back together.
func backoff(attempt int) time.Duration {
	wait := time.Hour
	if attempt < 12 {
		wait = min(wait, time.Second<<attempt)
	}
	return time.Duration(float64(wait) * (0.9 + 0.2*rand.Float64()))
}
