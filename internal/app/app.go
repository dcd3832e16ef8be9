package app

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"path/filepath"
	"sync/atomic"
	"time"

	"manyi.dev/manyi/internal/api"
	"manyi.dev/manyi/internal/auth"
	"manyi.dev/manyi/internal/config"
	"manyi.dev/manyi/internal/cube/column"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/demo"
	"manyi.dev/manyi/internal/directory"
	"manyi.dev/manyi/internal/directory/customer"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/indicator"
	"manyi.dev/manyi/internal/insight"
	"manyi.dev/manyi/internal/job"
	"manyi.dev/manyi/internal/outreach"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/questionnaire"
	"manyi.dev/manyi/internal/response"
	"manyi.dev/manyi/internal/scoring"
)

// App is an open data folder with every service on it.
type App struct {
	config *config.Config
	folder *folder
	clock  clock

	db         *db.DB
	engine     *column.Engine
	auth       *auth.Service
	directory  *directory.Service
	customers  *customer.Service
	systems    *indicator.Service
	forms      *questionnaire.Service
	programmes *programme.Service
	outreach   *outreach.Service
	responses  *response.Service
	scoring    *scoring.Service
	insight    *insight.Service
	jobs       *job.Runner
	isDemo     bool
}

// clock is the time of the services; the demonstration sets it back to the days of its closed wave.
type clock struct{ set atomic.Pointer[time.Time] }

func (c *clock) now() time.Time {
	if t := c.set.Load(); t != nil {
		return *t
	}
	return time.Now()
}

// open takes the data folder and opens everything in it. The schema is brought up to date.
func open(ctx context.Context, c *config.Config) (a *App, err error) {
	f, err := holdFolder(c.Data)
	if err != nil {
		return nil, err
	}
	a = &App{config: c, folder: f}
	defer func() {
		if err != nil {
			err = errors.Join(err, a.close())
		}
	}()
	if a.db, err = db.Open(ctx, db.Options{Path: c.DatabasePath(), URL: c.DatabaseURL}); err != nil {
		return a, errs.New(errs.Unavailable, "app.database").Because(err)
	}
	if err = a.db.Migrate(ctx); err != nil {
		return a, err
	}
	now := a.clock.now
	if a.engine, err = column.Open(filepath.Join(c.Data, "cube"), column.Options{Budget: int64(c.CubeMemory), Now: time.Now}); err != nil {
		return a, err
	}
	a.auth = auth.New(a.db, auth.Options{
		Now: time.Now, Zone: c.Zone, Secure: c.SecureCookies(), Path: c.BasePath(), Origin: c.Origin(), Refuse: api.Refuse,
	})
	a.directory = directory.New(a.db, now, c.Zone)
	a.customers, err = customer.New(ctx, customer.Options{
		DB: a.db, Directory: a.directory, Keys: c.KeysPath(), Folder: filepath.Join(c.Data, "imports"), Now: now, Zone: c.Zone,
	})
	if err != nil {
		return a, err
	}
	a.systems = indicator.New(a.db, now)
	a.forms = questionnaire.New(a.db, a.systems, now)
	a.programmes = programme.New(a.db, a.directory, a.forms, now, c.Zone)
	a.outreach = outreach.New(a.db, a.programmes, a.customers, now, c.Zone)
	a.responses, err = response.New(ctx, response.Options{
		DB: a.db, Forms: a.forms, Programmes: a.programmes, Outreach: a.outreach, Now: now, Zone: c.Zone,
		Limits:  response.Limits{Off: !c.RateLimit, PerAddress: perMinute(c.RateAddress), PerLink: perMinute(c.RateLink)},
		Exports: filepath.Join(c.Data, "exports"), Imports: filepath.Join(c.Data, "imports"),
	})
	if err != nil {
		return a, err
	}
	a.customers.Follow(a.responses)
	a.scoring = scoring.New(a.db, a.engine, a.programmes, a.forms, a.responses)
	a.insight = insight.New(insight.Options{
		Engine: a.engine, Programmes: a.programmes, Forms: a.forms, Systems: a.systems, Responses: a.responses, Scoring: a.scoring,
	})
	a.jobs = job.NewRunner(a.db, a.workers(), job.Options{Alone: true})
	a.periodics(a.jobs)
	a.isDemo, err = demo.Is(ctx, a.db)
	return a, err
}

func perMinute(r config.Rate) int { return int(r.PerSecond()*60 + 0.5) }

// close ends the services in the order of the data: what is queued is stored, what is stored is counted.
func (a *App) close() error {
	var all error
	if a.responses != nil {
		a.responses.Close()
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	if a.outreach != nil {
		all = errors.Join(all, a.outreach.Flush(ctx))
	}
	if a.scoring != nil {
		all = errors.Join(all, a.scoring.Flush(ctx))
	}
	if a.engine != nil {
		all = errors.Join(all, a.engine.Close())
	}
	if a.db != nil {
		all = errors.Join(all, a.db.Close())
	}
	return errors.Join(all, a.folder.release())
}

// settle carries out the jobs that are waiting and counts every response: at the end of a command, so that
// the next one sees its effects.
func (a *App) settle(ctx context.Context) error {
	return errors.Join(a.jobs.Drain(ctx), a.scoring.Catch(ctx))
}

// demoServices are what the demonstration fills.
func (a *App) demoServices() demo.Services {
	return demo.Services{
		DB: a.db, Auth: a.auth, Directory: a.directory, Customers: a.customers, Systems: a.systems, Forms: a.forms, Programmes: a.programmes,
		Outreach: a.outreach, Responses: a.responses, Settle: a.settle, SetClock: func(t *time.Time) { a.clock.set.Store(t) },
	}
}

// api is the HTTP interface on the services.
func (a *App) api(stopping <-chan struct{}) *api.API {
	return api.New(api.Services{
		Config: a.config, DB: a.db, Auth: a.auth, Directory: a.directory, Customers: a.customers, Systems: a.systems, Forms: a.forms, Programmes: a.programmes,
		Outreach: a.outreach, Responses: a.responses, Insight: a.insight, Now: a.clock.now, Demo: a.isDemo, Stopping: stopping,
	})
}

func logFailure(what string, err error) {
	if err != nil && !errors.Is(err, context.Canceled) && !errors.Is(err, http.ErrServerClosed) {
		slog.Error(what, "error", err)
	}
}
