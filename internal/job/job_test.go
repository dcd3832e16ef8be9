package job

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
)

// note is the work of the tests.
type note struct{ Text string }

func (note) Kind() string { return "test.note" }

// clock is a clock that tests turn.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func newClock() *clock { return &clock{t: time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) turn(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// book collects what workers did.
type book struct {
	mu    sync.Mutex
	lines []string
}

func (b *book) write(text string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.lines = append(b.lines, text)
}

func (b *book) read() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.lines)
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func add(t *testing.T, d *db.DB, text string, options ...Option) {
	t.Helper()
	if err := d.Tx(t.Context(), func(tx *db.Tx) error { return Add(t.Context(), tx, note{text}, options...) }); err != nil {
		t.Fatal(err)
	}
}

func allJobs(t *testing.T, d *db.DB) []Job {
	t.Helper()
	jobs, err := db.All(t.Context(), d, jobCells, `SELECT `+jobCols+` FROM jobs ORDER BY created_at, id`)
	if err != nil {
		t.Fatal(err)
	}
	return jobs
}

// one is the only job there is.
func one(t *testing.T, d *db.DB) Job {
	t.Helper()
	jobs := allJobs(t, d)
	if len(jobs) != 1 {
		t.Fatalf("%d jobs, want one: %+v", len(jobs), jobs)
	}
	return jobs[0]
}

// until waits for a condition of a running runner.
func until(t *testing.T, what string, done func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !done(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s did not happen in time", what)
		}
	}
}

// run starts a runner and returns what stops it.
func run(t *testing.T, r *Runner) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		r.Run(ctx)
	}()
	var once sync.Once
	stop = func() {
		once.Do(func() {
			cancel()
			<-ended
		})
	}
	t.Cleanup(stop)
	return stop
}

func TestDrainWorksWhatIsAddedMeanwhile(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c, w, b := newClock(), NewWorkers(), &book{}
		On(w, Policy{}, func(ctx context.Context, n note) error {
			b.write(n.Text)
			if n.Text != "b" {
				return nil
			}
			return d.Tx(ctx, func(tx *db.Tx) error { return Add(ctx, tx, note{"from b"}) })
		})
		r := NewRunner(d, w, Options{Now: c.now, Log: quiet()})
		for _, text := range []string{"a", "b", "c"} {
			add(t, d, text)
		}
		add(t, d, "later", At(c.now().Add(time.Hour)))
		if err := r.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := b.read(); !slices.Equal(got, []string{"a", "b", "c", "from b"}) {
			t.Errorf("worked %q", got)
		}
		c.turn(time.Hour)
		if err := r.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := b.read(); len(got) != 5 || got[4] != "later" {
			t.Errorf("worked %q", got)
		}
	})
}

func TestRolledBackWithTheChange(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		refused := errors.New("refused")
		err := d.Tx(t.Context(), func(tx *db.Tx) error { return errors.Join(Add(t.Context(), tx, note{"a"}), refused) })
		if jobs := allJobs(t, d); !errors.Is(err, refused) || len(jobs) != 0 {
			t.Errorf("%v left %+v", err, jobs)
		}
	})
}

func TestResults(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		give    error
		attempt int
		state   State
		after   time.Duration // least wait for the next attempt
	}{
		{"done", nil, 1, StateDone, 0},
		{"invalid gives up", errs.New(errs.Invalid, "x"), 1, StateDead, 0},
		{"not found gives up", errs.New(errs.NotFound, "x"), 1, StateDead, 0},
		{"unavailable backs off", errs.New(errs.Unavailable, "x"), 1, StateReady, 1800 * time.Millisecond},
		{"internal backs off", errors.New("broken\x00 \xff"), 1, StateReady, 1800 * time.Millisecond},
		{"second wait is longer", errors.New("broken"), 2, StateReady, 3600 * time.Millisecond},
		{"third attempt was the last", errors.New("broken"), 3, StateDead, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				c, w := newClock(), NewWorkers()
				On(w, Policy{Max: 3}, func(context.Context, note) error { return tt.give })
				r := NewRunner(d, w, Options{Now: c.now, Log: quiet()})
				add(t, d, "a")
				for range tt.attempt {
					c.turn(time.Hour)
					if err := r.Drain(t.Context()); (err == nil) != (tt.give == nil) {
						t.Errorf("Drain = %v", err)
					}
				}
				j := one(t, d)
				wait := j.RunAt.Time().Sub(c.now())
				if j.State != tt.state || j.Attempt != tt.attempt || tt.after > 0 && (wait < tt.after || wait > tt.after*12/9) ||
					(j.FinishedAt != 0) == (tt.state == StateReady) || (j.Error == "") != (tt.give == nil) {
					t.Errorf("job %+v, next in %v; want %s and at least %v", j, wait, tt.state, tt.after)
				}
			})
		})
	}
}

func TestPanicIsAFailure(t *testing.T) {
	t.Parallel()
	d, w := dbtest.OpenSQLite(t), NewWorkers()
	On(w, Policy{Max: 1}, func(context.Context, note) error { panic("out of range") })
	add(t, d, "a")
	if err := NewRunner(d, w, Options{Log: quiet()}).Drain(t.Context()); err == nil {
		t.Error("the panic was swallowed")
	}
	if j := one(t, d); j.State != StateDead || !strings.Contains(j.Error, "panic: out of range") {
		t.Errorf("job %+v", j)
	}
}

func TestBackoffIsBounded(t *testing.T) {
	t.Parallel()
	for attempt, want := range map[int]time.Duration{1: 2 * time.Second, 5: 32 * time.Second, 11: 2048 * time.Second, 12: time.Hour, 99: time.Hour} {
		for range 50 {
			if got := backoff(attempt); got < want*9/10 || got > want*11/10 {
				t.Errorf("backoff(%d) = %v, want about %v", attempt, got, want)
			}
		}
	}
}

func TestUnreadableArgsGiveUp(t *testing.T) {
	t.Parallel()
	d, w := dbtest.OpenSQLite(t), NewWorkers()
	On(w, Policy{}, func(context.Context, note) error { return nil })
	add(t, d, "a")
	if _, err := d.Exec(t.Context(), `UPDATE jobs SET args = '['`); err != nil {
		t.Fatal(err)
	}
	if err := NewRunner(d, w, Options{Log: quiet()}).Drain(t.Context()); !errs.HasKey(err, "job.args") || !i18n.Has("job.args") {
		t.Errorf("Drain = %v", err)
	}
	if j := one(t, d); j.State != StateDead {
		t.Errorf("job %+v", j)
	}
}

func TestUniqueKey(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c, w, b := newClock(), NewWorkers(), &book{}
		On(w, Policy{}, func(ctx context.Context, n note) error {
			b.write(n.Text)
			if len(b.read()) == 1 {
				// Added while its like runs: it must wait, since the running one may have read too early.
				add(t, d, "again", Unique("k"))
				add(t, d, "too many", Unique("k"))
			}
			return nil
		})
		r := NewRunner(d, w, Options{Now: c.now, Log: quiet()})
		add(t, d, "first", Unique("k"), At(c.now().Add(time.Hour)))
		add(t, d, "same key", Unique("k"), At(c.now()))
		if j := one(t, d); j.RunAt != db.At(c.now()) {
			t.Errorf("the waiting job runs at %v, want the earlier time", j.RunAt.Time())
		}
		if err := r.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := b.read(); !slices.Equal(got, []string{"first", "again"}) {
			t.Errorf("worked %q", got)
		}
	})
}

func TestFailedJobYieldsToTheOneThatWaits(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c, w := newClock(), NewWorkers()
		tries := 0
		On(w, Policy{}, func(context.Context, note) error {
			if tries++; tries == 1 {
				add(t, d, "second", Unique("k"))
				return errors.New("broken")
			}
			return nil
		})
		add(t, d, "first", Unique("k"))
		if err := NewRunner(d, w, Options{Now: c.now, Log: quiet()}).Drain(t.Context()); err == nil || tries != 2 {
			t.Errorf("%d tries, %v", tries, err)
		}
		if jobs := allJobs(t, d); jobs[0].State != StateCancelled || jobs[1].State != StateDone {
			t.Errorf("jobs %+v", jobs)
		}
	})
}

func TestOld(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c, w := newClock(), NewWorkers()
		On(w, Policy{Max: 1}, func(_ context.Context, n note) error {
			if n.Text == "bad" {
				return errors.New("broken")
			}
			return nil
		})
		r := NewRunner(d, w, Options{Now: c.now, Log: quiet()})
		add(t, d, "good")
		add(t, d, "bad")
		if err := r.Drain(t.Context()); err == nil {
			t.Fatal("nothing failed")
		}
		for _, step := range []struct {
			turn time.Duration
			left int
		}{{keepEnded, 2}, {time.Hour, 1}, {keepDead, 0}} {
			c.turn(step.turn)
			if err := r.clean(t.Context()); err != nil {
				t.Fatal(err)
			}
			if jobs := allJobs(t, d); len(jobs) != step.left {
				t.Errorf("at %v %d jobs are left, want %d", c.now(), len(jobs), step.left)
			}
		}
	})
}

func TestPeriodic(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c, w, b := newClock(), NewWorkers(), &book{}
		On(w, Policy{}, func(_ context.Context, n note) error { b.write(n.Text); return nil })
		var runners []*Runner
		for range 2 { // two processes
			r := NewRunner(d, w, Options{Now: c.now, Log: quiet()})
			r.Periodic("test.hourly", Every(time.Hour), note{"hourly"})
			r.Periodic("test.daily", Daily(9, 30, time.UTC), note{"daily"})
			runners = append(runners, r)
		}
		for _, step := range []struct {
			turn  time.Duration
			total int
		}{
			{0, 2},                    // at the first start what was due last
			{59 * time.Minute, 2},     // 8:59
			{time.Minute, 3},          // 9:00 hourly
			{31 * time.Minute, 4},     // 9:31 daily
			{48 * time.Hour, 6},       // two days down: each once
			{-2 * time.Hour, 6},       // the clock went backwards
			{3 * time.Hour, 7},        // hourly goes on
			{24 * 100 * time.Hour, 9}, // and after the old runs were deleted
		} {
			c.turn(step.turn)
			for _, r := range runners {
				if err := errors.Join(r.schedule(t.Context()), r.Drain(t.Context()), r.clean(t.Context())); err != nil {
					t.Fatal(err)
				}
			}
			if got := b.read(); len(got) != step.total {
				t.Errorf("at %v: worked %q, want %d", c.now(), got, step.total)
			}
		}
	})
}

func TestSchedules(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	at := func(text string) time.Time {
		v, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	tests := []struct {
		name      string
		s         Schedule
		now, want string
	}{
		{"quarter of an hour", Every(15 * time.Minute), "2026-11-22T08:14:59Z", "2026-11-22T08:00:00Z"},
		{"exactly", Every(15 * time.Minute), "2026-11-22T08:15:00Z", "2026-11-22T08:15:00Z"},
		{"today", Daily(2, 30, zone), "2026-11-22T02:30:00+08:00", "2026-11-22T02:30:00+08:00"},
		{"yesterday", Daily(2, 30, zone), "2026-11-22T02:29:59+08:00", "2026-11-21T02:30:00+08:00"},
		{"in the zone's day", Daily(2, 30, zone), "2026-11-21T19:00:00Z", "2026-11-22T02:30:00+08:00"},
	}
	for _, tt := range tests {
		if got := tt.s(at(tt.now)); !got.Equal(at(tt.want)) {
			t.Errorf("%s: due %v, want %s", tt.name, got, tt.want)
		}
	}
}
