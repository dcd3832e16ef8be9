package job

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/db/dbtest"
)

// fast are options for runners that tests wait for.
func fast() Options {
	return Options{Log: quiet(), Poll: 5 * time.Millisecond, Lease: 400 * time.Millisecond, Grace: 50 * time.Millisecond}
}

func TestTwoRunnersShareTheWork(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		const n = 60
		b := &book{}
		var parallel, most atomic.Int64
		for range 2 {
			w := NewWorkers()
			On(w, Policy{Limit: 3}, func(_ context.Context, n note) error {
				now := parallel.Add(1)
				for seen := most.Load(); now > seen && !most.CompareAndSwap(seen, now); seen = most.Load() {
				}
				time.Sleep(time.Millisecond)
				b.write(n.Text)
				parallel.Add(-1)
				return nil
			})
			o := fast()
			o.Lease = 10 * time.Second
			run(t, NewRunner(d, w, o))
		}
		want := make([]string, n)
		for i := range want {
			want[i] = fmt.Sprintf("%02d", i)
			add(t, d, want[i])
		}
		until(t, "all the work", func() bool { return len(b.read()) >= n })
		time.Sleep(30 * time.Millisecond)
		got := b.read()
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("worked %q, want each once", got)
		}
		if most.Load() > 6 {
			t.Errorf("%d ran together, two runners may run 6", most.Load())
		}
	})
}

func TestKilledWorkersJobIsTakenUpAgain(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newClock()
		// A process that claims a job and dies: no heartbeat, no result.
		dead := NewRunner(d, NewWorkers(), Options{Now: c.now, Log: quiet()})
		add(t, d, "a")
		claimed, err := dead.claim(t.Context(), note{}.Kind(), 1)
		if err != nil || len(claimed) != 1 {
			t.Fatalf("claimed %v, %v", claimed, err)
		}
		b, w := &book{}, NewWorkers()
		On(w, Policy{Max: 3}, func(_ context.Context, n note) error { b.write(n.Text); return nil })
		alive := NewRunner(d, w, Options{Now: c.now, Log: quiet()})
		if err := alive.Drain(t.Context()); err != nil || len(b.read()) != 0 {
			t.Fatalf("worked %q during the lease, %v", b.read(), err)
		}
		c.turn(31 * time.Second)
		if err := alive.Drain(t.Context()); err != nil || len(b.read()) != 1 {
			t.Fatalf("worked %q after the lease, %v", b.read(), err)
		}
		j := one(t, d)
		if j.State != StateDone || j.Attempt != 2 {
			t.Errorf("job %+v, want done in the second attempt", j)
		}
		// The dead one was only slow: its late results must not count.
		if mine, err := finish(t.Context(), d, claimed[0], StateDead, "late", 1); mine || err != nil {
			t.Errorf("the late result counted: %v, %v", mine, err)
		}
		if mine, err := giveBack(t.Context(), d, claimed[0], "late", 1, false); mine || err != nil {
			t.Errorf("the late failure counted: %v, %v", mine, err)
		}
	})
}

func TestJobThatKillsItsProcessDies(t *testing.T) {
	t.Parallel()
	d, c, w := dbtest.OpenSQLite(t), newClock(), NewWorkers()
	On(w, Policy{Max: 2}, func(context.Context, note) error { return nil })
	r := NewRunner(d, w, Options{Now: c.now, Log: quiet()})
	add(t, d, "a")
	for range 2 {
		if jobs, err := r.claim(t.Context(), note{}.Kind(), 1); err != nil || len(jobs) != 1 {
			t.Fatalf("claimed %v, %v", jobs, err)
		}
		c.turn(time.Minute)
		if err := r.recover(t.Context(), db.At(c.now())); err != nil {
			t.Fatal(err)
		}
	}
	if j := one(t, d); j.State != StateDead || j.Attempt != 2 {
		t.Errorf("job %+v, want dead after two attempts", j)
	}
}

func TestAloneTakesUpAtOnce(t *testing.T) {
	t.Parallel()
	d := dbtest.OpenSQLite(t)
	add(t, d, "a")
	if _, err := NewRunner(d, NewWorkers(), Options{Log: quiet(), Lease: time.Hour}).claim(t.Context(), note{}.Kind(), 1); err != nil {
		t.Fatal(err)
	}
	b, w, o := &book{}, NewWorkers(), fast()
	On(w, Policy{}, func(_ context.Context, n note) error { b.write(n.Text); return nil })
	o.Alone = true
	run(t, NewRunner(d, w, o))
	until(t, "the job of the dead process", func() bool { return len(b.read()) == 1 })
}

func TestLongJobKeepsItsLease(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var runs atomic.Int64
		work := func() *Workers {
			w := NewWorkers()
			On(w, Policy{}, func(ctx context.Context, _ note) error {
				runs.Add(1)
				select {
				case <-time.After(3 * time.Second): // well beyond the lease
					return nil
				case <-ctx.Done():
					return context.Cause(ctx)
				}
			})
			return w
		}
		o := fast()
		o.Lease = 2 * time.Second // long enough for a heartbeat on a machine that is busy
		run(t, NewRunner(d, work(), o))
		run(t, NewRunner(d, work(), o))
		add(t, d, "a")
		until(t, "the end", func() bool { return one(t, d).State == StateDone })
		if runs.Load() != 1 {
			t.Errorf("the job ran %d times", runs.Load())
		}
	})
}

func TestCancel(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		begun, ended := make(chan struct{}), make(chan error, 1)
		w := NewWorkers()
		On(w, Policy{}, func(ctx context.Context, _ note) error {
			close(begun)
			<-ctx.Done()
			ended <- context.Cause(ctx)
			return ctx.Err()
		})
		o := fast()
		o.Lease = 10 * time.Second
		run(t, NewRunner(d, w, o))
		add(t, d, "a")
		<-begun
		id := one(t, d).ID
		cancel := func(id ID) {
			t.Helper()
			if err := d.Tx(t.Context(), func(tx *db.Tx) error { return Cancel(t.Context(), tx, id, time.Now()) }); err != nil {
				t.Fatal(err)
			}
		}
		cancel(id)
		if err := <-ended; err == nil {
			t.Error("the worker was not told")
		}
		add(t, d, "waits", At(time.Now().Add(time.Hour)))
		jobs := allJobs(t, d)
		cancel(jobs[1].ID)
		until(t, "both cancelled", func() bool {
			jobs := allJobs(t, d)
			return jobs[0].State == StateCancelled && jobs[1].State == StateCancelled
		})
	})
}

func TestTimeout(t *testing.T) {
	t.Parallel()
	d, w := dbtest.OpenSQLite(t), NewWorkers()
	On(w, Policy{Max: 1, Timeout: time.Millisecond}, func(ctx context.Context, _ note) error {
		<-ctx.Done()
		return ctx.Err()
	})
	add(t, d, "a")
	if err := NewRunner(d, w, Options{Log: quiet()}).Drain(t.Context()); err == nil {
		t.Error("the attempt never ended")
	}
	if j := one(t, d); j.State != StateDead {
		t.Errorf("job %+v", j)
	}
}

func TestStopWaitsThenGivesBack(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		begun := make(chan struct{}, 2)
		w := NewWorkers()
		On(w, Policy{Limit: 2}, func(ctx context.Context, n note) error {
			begun <- struct{}{}
			if n.Text == "short" {
				time.Sleep(20 * time.Millisecond)
				return nil
			}
			<-ctx.Done()
			return ctx.Err()
		})
		o := fast()
		o.Grace, o.Lease = 200*time.Millisecond, 10*time.Second
		stop := run(t, NewRunner(d, w, o))
		err := d.Tx(t.Context(), func(tx *db.Tx) error {
			if err := Add(t.Context(), tx, note{"short"}); err != nil {
				return err
			}
			return Add(t.Context(), tx, note{"long"})
		})
		if err != nil {
			t.Fatal(err)
		}
		<-begun
		<-begun
		stop()
		jobs := allJobs(t, d)
		if jobs[0].State != StateDone {
			t.Errorf("the short job is %+v", jobs[0])
		}
		if jobs[1].State != StateReady || jobs[1].Attempt != 0 {
			t.Errorf("the long job is %+v, want ready and uncounted", jobs[1])
		}
	})
}
