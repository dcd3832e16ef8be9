package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/spf13/cobra"

	"manyi.dev/manyi/internal/api"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/questionnaire"
	"manyi.dev/manyi/internal/respond"
	"manyi.dev/manyi/internal/response"
	"manyi.dev/manyi/web"
)

const shutdownGrace = 15 * time.Second

func (c *command) serveCommand() *cobra.Command {
	return &cobra.Command{
		Use: "serve", Short: "run the server", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := c.config(cmd)
			if err != nil {
				return err
			}
			a, err := open(c.ctx, cfg)
			if err != nil {
				return err
			}
			password, err := a.auth.Bootstrap(c.ctx)
			if err != nil {
				return errors.Join(err, a.close())
			}
			if password != "" {
				c.say("app.admin", map[string]any{"password": password})
			}
			return c.serve(a)
		},
	}
}

// serve runs the open data folder as a server until the context ends, then closes it.
func (c *command) serve(a *App) error {
	l, err := net.Listen("tcp", a.config.Listen)
	if err != nil {
		return errors.Join(err, a.close())
	}
	ctx, cancel := context.WithCancel(c.ctx)
	defer cancel()
	h, err := a.handler(ctx.Done())
	if err != nil {
		return errors.Join(err, l.Close(), a.close())
	}
	server := &http.Server{
		Handler: h, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, WriteTimeout: 2 * time.Minute, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 32 << 10, ErrorLog: slog.NewLogLogger(slog.Default().Handler(), slog.LevelDebug),
	}
	err = listenForCommands(ctx, a.config.Data, func(ctx context.Context, r request, stdout, stderr io.Writer) int {
		return a.carryOut(ctx, r, stdout, stderr)
	})
	if err != nil {
		return errors.Join(err, l.Close(), a.close())
	}
	work, stop := a.background()
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(l) }()
	c.say("app.serving", map[string]any{"url": a.config.URL("/")})
	select {
	case err = <-failed:
	case <-ctx.Done():
		end, done := context.WithTimeout(context.Background(), shutdownGrace)
		err = server.Shutdown(end)
		done()
	}
	cancel()
	stop()
	work()
	return errors.Join(err, a.close())
}

// background runs what goes on beside the requests. stop ends it; wait waits until it has ended.
func (a *App) background() (wait func(), stop context.CancelFunc) {
	ctx, cancel := context.WithCancel(context.Background())
	var done []chan struct{}
	run := func(f func(context.Context)) {
		ended := make(chan struct{})
		done = append(done, ended)
		go func() {
			defer close(ended)
			f(ctx)
		}()
	}
	run(a.jobs.Run)
	run(a.scoring.Run)
	run(func(ctx context.Context) {
		every(ctx, 2*time.Second, func() { logFailure("counts of opened links were not written", a.outreach.Flush(ctx)) })
	})
	run(func(ctx context.Context) {
		every(ctx, 15*time.Second, func() { logFailure("the cube was not tidied", a.engine.Sweep(ctx)) })
	})
	return func() {
		for _, ended := range done {
			<-ended
		}
	}, cancel
}

func every(ctx context.Context, period time.Duration, f func()) {
	tick := time.NewTicker(period)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			f()
		case <-ctx.Done():
			return
		}
	}
}

// handler is everything the server answers, under the sub-path of the public address.
func (a *App) handler(stopping <-chan struct{}) (http.Handler, error) {
	base := a.config.BasePath()
	mux := http.NewServeMux()
	pages, err := respond.New(respond.Options{
		Desk: desk{a}, Minor: a.forms.Minor, Visits: visits{desk{a}}, Base: base, Now: a.clock.now, Address: a.config.ClientAddress, Log: slog.Default(),
	})
	if err != nil {
		return nil, err
	}
	pages.Register(mux)
	pages.RegisterTest(mux, testDesk{a})
	rest := a.api(stopping)
	rest.Preview = pages.Preview
	under := http.StripPrefix(base, rest)
	mux.Handle(base+"/api/v1/links/", under) // respondents' systems: no session
	mux.Handle(base+"/api/v1/", a.auth.Middleware(under))
	mux.HandleFunc("GET "+base+"/healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	mux.HandleFunc("GET "+base+"/readyz", a.ready)
	mux.Handle("GET "+base+"/metrics", a.metrics())
	mux.Handle(base+"/", http.StripPrefix(base, consoleHeaders(web.Handler(base+"/"))))
	return api.Outer(mux, a.config.ClientAddress), nil
}

// ready says whether the record store answers.
func (a *App) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	if err := a.db.Ping(ctx); err != nil {
		http.Error(w, "record store: no answer", http.StatusServiceUnavailable)
		return
	}
	fmt.Fprintln(w, "ready")
}

// consoleHeaders are the console's content security policy. Ant Design writes its styles at run time.
func consoleHeaders(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "+
			"img-src 'self' data: blob:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'")
		next.ServeHTTP(w, r)
	})
}

// desk is the respondent pages' way to the services.
type desk struct{ a *App }

func (d desk) Link(ctx context.Context, code string) (respond.Form, error) {
	a := d.a
	l, err := a.outreach.LinkByCode(ctx, code)
	if err != nil {
		return respond.Form{}, err
	}
	wave, err := a.programmes.Wave(ctx, l.Wave)
	if err != nil {
		return respond.Form{}, err
	}
	form, err := a.forms.ByID(ctx, wave.Questionnaire)
	if err != nil {
		return respond.Form{}, err
	}
	f, err := d.form(ctx, &wave, form, l.Unit)
	if err != nil {
		return f, err
	}
	// The form goes with the refusal: what was typed is kept, and a reply that was lost is still found.
	return f, response.Taking(wave.State)
}

// form is a questionnaire as the customers of a unit are asked it in a wave.
func (d desk) form(ctx context.Context, wave *programme.Wave, form questionnaire.Version, unit string) (respond.Form, error) {
	a := d.a
	tree, err := a.programmes.Tree(ctx, wave.ID)
	if err != nil {
		return respond.Form{}, err
	}
	f := respond.Form{Questionnaire: form, Anonymity: string(wave.Anonymity), Closes: wave.To, Wave: wave.Name}
	if name := a.config.Organisation; name != "" {
		f.Organisation = i18n.Text{"zh": name, "en": name}
	} else if len(tree.Units) > 0 {
		f.Organisation = tree.Units[0].Name
	}
	if u, ok := tree.ByID(unit); ok {
		f.Unit = u.Name
	}
	if form.Form.Mentions(questionnaire.PipeProgramme) { // few texts do
		all, err := a.programmes.Programmes(ctx)
		if err != nil {
			return respond.Form{}, err
		}
		for _, p := range all {
			if p.ID == wave.Programme {
				f.Programme = p.Name
			}
		}
	}
	return f, nil
}

func (d desk) Submit(ctx context.Context, s respond.Submission) (respond.Receipt, error) {
	receipt, err := d.a.responses.Submit(ctx, response.Submission{
		Link: s.Code, SubmissionID: s.SubmissionID, Answers: s.Answers, Language: s.Language, Mode: response.Mode(s.Mode),
		Form: s.Form, StartedAt: s.StartedAt, Address: s.Address,
	})
	return respond.Receipt{ID: receipt.ID, Repeat: receipt.Repeat}, err
}

func (d desk) Opened(ctx context.Context, code string) {
	logFailure("count of opened", d.a.outreach.Opened(ctx, code))
}

func (d desk) Started(ctx context.Context, code string) {
	logFailure("count of started", d.a.outreach.Started(ctx, code))
}
