package app

import (
	"context"
	"time"

	"manyi.dev/manyi/internal/auth"
	"manyi.dev/manyi/internal/directory/customer"
	"manyi.dev/manyi/internal/job"
	"manyi.dev/manyi/internal/outreach"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/response"
)

// workers says which package does the work that an upstream one asks for.
func (a *App) workers() *job.Workers {
	w := job.NewWorkers()
	a.auth.Work(w)
	job.On(w, job.Policy{}, func(ctx context.Context, o programme.Opened) error { return a.outreach.MakeLinks(ctx, o.Wave) })
	job.On(w, job.Policy{Timeout: time.Hour}, func(ctx context.Context, e programme.Ended) error {
		if err := a.responses.PlanKeyDestruction(ctx, e.Wave); err != nil {
			return err
		}
		if err := a.responses.MoveStaged(ctx); err != nil {
			return err
		}
		if err := a.responses.SettleDrafts(ctx, e.Wave); err != nil {
			return err
		}
		if err := a.scoring.Release(ctx, e.Wave); err != nil {
			return err
		}
		return a.responses.Shuffle(ctx, e.Wave)
	})
	job.On(w, job.Policy{Timeout: time.Hour}, func(ctx context.Context, _ response.ShuffleOpen) error { return a.responses.ShuffleOpen(ctx) })
	job.On(w, job.Policy{Timeout: 10 * time.Minute}, func(ctx context.Context, b response.Brought) error { return a.scoring.Reweigh(ctx, b.Wave) })
	job.On(w, job.Policy{}, func(ctx context.Context, d response.DestroyKey) error { return a.responses.DestroyKey(ctx, d.Wave) })
	job.On(w, job.Policy{}, func(ctx context.Context, _ response.MoveStaged) error { return a.responses.MoveStaged(ctx) })
	job.On(w, job.Policy{Timeout: time.Hour}, func(ctx context.Context, b outreach.IssueLinks) error { return a.outreach.Issue(ctx, b.Batch) })
	job.On(w, job.Policy{}, func(ctx context.Context, d response.DropDrafts) error { return a.responses.DropDrafts(ctx, d.Wave) })
	job.On(w, job.Policy{Timeout: 4 * time.Hour}, func(ctx context.Context, b customer.Work) error { return a.customers.Work(ctx, b.Batch) })
	job.On(w, job.Policy{Max: 3, Timeout: 4 * time.Hour, Limit: 2}, func(ctx context.Context, m response.MakeExport) error { return a.responses.MakeExport(ctx, m.ID) })
	job.On(w, job.Policy{Timeout: 4 * time.Hour, Limit: 2}, func(ctx context.Context, b response.WorkBatch) error { return a.responses.WorkBatch(ctx, b.Batch) })
	job.On(w, job.Policy{}, func(ctx context.Context, _ response.SweepExports) error { return a.responses.SweepExports(ctx) })
	job.On(w, job.Policy{}, func(ctx context.Context, _ tidyLog) error { return a.db.Truncate(ctx) })
	return w
}

// tidyLog is the job that empties SQLite's write-ahead log, which holds rows in the order of their arrival.
type tidyLog struct{}

// Kind names the job.
func (tidyLog) Kind() string { return "app.tidy_log" }

// periodics are the things that are done by the clock.
func (a *App) periodics(r *job.Runner) {
	r.Periodic("response.move_staged", job.Every(time.Hour), response.MoveStaged{})
	r.Periodic("response.shuffle_open", job.Every(time.Hour), response.ShuffleOpen{})
	r.Periodic("response.sweep_exports", job.Every(time.Hour), response.SweepExports{})
	r.Periodic("app.tidy_log", job.Every(10*time.Minute), tidyLog{})
	r.Periodic("auth.sweep", job.Every(time.Hour), auth.Sweep{})
}
