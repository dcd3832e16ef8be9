package demo_test

import (
	"context"
	"errors"
	"net/http"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"manyi.dev/manyi/internal/auth"
	"manyi.dev/manyi/internal/cube/column"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/demo"
	"manyi.dev/manyi/internal/directory"
	"manyi.dev/manyi/internal/directory/customer"
	"manyi.dev/manyi/internal/indicator"
	"manyi.dev/manyi/internal/insight"
	"manyi.dev/manyi/internal/job"
	"manyi.dev/manyi/internal/outreach"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/questionnaire"
	"manyi.dev/manyi/internal/response"
	"manyi.dev/manyi/internal/scoring"
)

// place is a data folder with every service on it, put together as the program does.
type place struct {
	demo.Services
	insight *insight.Service
	scoring *scoring.Service
}

func newPlace(t testing.TB, d *db.DB) *place {
	t.Helper()
	ctx := context.Background()
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	var set atomic.Pointer[time.Time]
	now := func() time.Time {
		if at := set.Load(); at != nil {
			return *at
		}
		return time.Now()
	}
	engine, err := column.Open(filepath.Join(t.TempDir(), "cube"), column.Options{Budget: 256 << 20, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	s := demo.Services{DB: d, SetClock: func(at *time.Time) { set.Store(at) }}
	s.Auth = auth.New(d, auth.Options{Now: time.Now, Origin: "http://manyi.test", Refuse: func(w http.ResponseWriter, _ *http.Request, err error) {
		http.Error(w, err.Error(), http.StatusForbidden)
	}})
	s.Directory = directory.New(d, now, zone)
	dir := t.TempDir()
	s.Customers, err = customer.New(ctx, customer.Options{
		DB: d, Directory: s.Directory, Keys: filepath.Join(dir, "keys"), Folder: filepath.Join(dir, "imports"), Now: now, Zone: zone,
	})
	if err != nil {
		t.Fatal(err)
	}
	s.Systems = indicator.New(d, now)
	s.Forms = questionnaire.New(d, s.Systems, now)
	s.Programmes = programme.New(d, s.Directory, s.Forms, now, zone)
	s.Outreach = outreach.New(d, s.Programmes, s.Customers, now, zone)
	s.Responses, err = response.New(ctx, response.Options{
		DB: d, Forms: s.Forms, Programmes: s.Programmes, Outreach: s.Outreach, Now: now, Zone: zone,
		Limits: response.Limits{PerAddress: 120, PerLink: 600},
	})
	if err != nil {
		t.Fatal(err)
	}
	s.Customers.Follow(s.Responses)
	counter := scoring.New(d, engine, s.Programmes, s.Forms, s.Responses)
	jobs := job.NewRunner(d, workers(&s, counter), job.Options{Alone: true})
	s.Settle = func(ctx context.Context) error { return errors.Join(jobs.Drain(ctx), counter.Catch(ctx)) }
	t.Cleanup(func() {
		s.Responses.Close()
		if err := errors.Join(counter.Flush(ctx), engine.Close()); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return &place{Services: s, scoring: counter, insight: insight.New(insight.Options{
		Engine: engine, Programmes: s.Programmes, Forms: s.Forms, Systems: s.Systems, Responses: s.Responses, Scoring: counter,
	})}
}

func workers(s *demo.Services, counter *scoring.Service) *job.Workers {
	w := job.NewWorkers()
	job.On(w, job.Policy{}, func(ctx context.Context, o programme.Opened) error { return s.Outreach.MakeLinks(ctx, o.Wave) })
	job.On(w, job.Policy{}, func(ctx context.Context, e programme.Ended) error {
		return errors.Join(s.Responses.PlanKeyDestruction(ctx, e.Wave), counter.Release(ctx, e.Wave))
	})
	job.On(w, job.Policy{}, func(ctx context.Context, b outreach.IssueLinks) error { return s.Outreach.Issue(ctx, b.Batch) })
	job.On(w, job.Policy{}, func(ctx context.Context, b customer.Work) error { return s.Customers.Work(ctx, b.Batch) })
	job.On(w, job.Policy{}, func(ctx context.Context, b response.Brought) error { return counter.Reweigh(ctx, b.Wave) })
	job.On(w, job.Policy{}, func(ctx context.Context, k response.DestroyKey) error { return s.Responses.DestroyKey(ctx, k.Wave) })
	return w
}
