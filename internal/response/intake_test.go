package response_test

import (
	"context"
	"net/netip"
	"sync"
	"testing"
	"time"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/response"
	"manyi.dev/manyi/internal/response/responsetest"
	"manyi.dev/manyi/internal/seal"
)

var ctx = context.Background()

var levels = []programme.Anonymity{programme.Named, programme.Confidential, programme.Anonymous}

// wantKey fails unless err is of a kind and has a key.
func wantKey(t *testing.T, err error, kind errs.Kind, key string) {
	t.Helper()
	if !errs.Is(err, kind) || !errs.HasKey(err, key) {
		t.Errorf("got %v, want %s %s", err, kind, key)
	}
}

func TestSubmissionIsStoredOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := responsetest.New(t, d)
		for _, level := range levels {
			t.Run(string(level), func(t *testing.T) {
				wave := w.Open(t, "w-"+string(level), level)
				in := w.Submission(w.Link(t, wave, "B0101"), 1)
				first, err := w.Responses.Submit(ctx, in)
				if err != nil || first.Repeat || first.ID == "" {
					t.Fatalf("first: %+v, %v", first, err)
				}
				again, err := w.Responses.Submit(ctx, in)
				if err != nil || !again.Repeat || again.ID != first.ID {
					t.Errorf("again: %+v, %v; want a repeat with receipt %s", again, err, first.ID)
				}
				other := in
				other.Answers = responsetest.Answers(1, 99)
				_, err = w.Responses.Submit(ctx, other)
				wantKey(t, err, errs.Conflict, "response.already_received")
				if all := errs.All(err); len(all) != 1 || all[0].Args["receipt"] != first.ID {
					t.Errorf("the conflict carries %v, want receipt %s", all, first.ID)
				}
				all := w.Originals(t, wave)
				want, err := seal.Canonical(map[string]any(in.Answers))
				if err != nil {
					t.Fatal(err)
				}
				if len(all) != 1 || all[0].Receipt != first.ID || all[0].Answers != string(want) {
					t.Errorf("stored %+v, want the first answers once", all)
				}
			})
		}
	})
}

// The same id in another wave is another submission.
func TestSubmissionIDBelongsToItsWave(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := responsetest.New(t, d)
		one, two := w.Open(t, "one", programme.Named), w.Open(t, "two", programme.Named)
		if w.Submit(t, w.Link(t, one, "B0101"), 1) == w.Submit(t, w.Link(t, two, "B0101"), 1) {
			t.Error("two waves gave one receipt")
		}
		if a, b := w.Originals(t, one)[0].Submission, w.Originals(t, two)[0].Submission; a == b {
			t.Error("one submission id leaves the same mark in two waves")
		}
	})
}

func TestConcurrentTwinsBecomeOneOriginal(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := responsetest.New(t, d)
		for _, level := range []programme.Anonymity{programme.Named, programme.Anonymous} {
			wave := w.Open(t, "w-"+string(level), level)
			in := w.Submission(w.Link(t, wave, "B0102"), 7)
			receipts := make([]response.Receipt, 24)
			parallel(len(receipts), func(i int) {
				var err error
				if receipts[i], err = w.Responses.Submit(ctx, in); err != nil {
					t.Errorf("%s: %v", level, err)
				}
			})
			fresh := 0
			for _, r := range receipts {
				if !r.Repeat {
					fresh++
				}
				if r.ID != receipts[0].ID {
					t.Errorf("%s: receipts %s and %s for one submission", level, r.ID, receipts[0].ID)
				}
			}
			if all := w.Originals(t, wave); fresh != 1 || len(all) != 1 {
				t.Errorf("%s: %d fresh receipts, %d originals; want 1 and 1", level, fresh, len(all))
			}
		}
	})
}

// parallel runs f for 0 to n−1 at once.
func parallel(n int, f func(i int)) {
	var group sync.WaitGroup
	for i := range n {
		group.Go(func() { f(i) })
	}
	group.Wait()
}

func TestManyCallersShareCommits(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := responsetest.New(t, d)
		wave := w.Open(t, "w", programme.Anonymous)
		units := []string{"B0101", "B0102", "B0201", "B0301"}
		links := make([]string, len(units))
		for i, u := range units {
			links[i] = w.Link(t, wave, u)
		}
		const callers, each = 64, 10
		receipts := make([]string, callers*each)
		parallel(callers, func(c int) {
			for i := range each {
				n := c*each + i
				r, err := w.Responses.Submit(ctx, w.Submission(links[n%len(links)], n))
				if err != nil {
					t.Errorf("submission %d: %v", n, err)
				}
				receipts[n] = r.ID
			}
		})
		stats := w.Responses.Stats()
		if got := stats.Accepted.Load(); got != callers*each {
			t.Errorf("accepted %d, want %d", got, callers*each)
		}
		if commits, largest := stats.Batches.Load(), stats.Largest.Load(); commits >= callers*each || largest < 2 {
			t.Errorf("%d commits for %d responses, the largest of %d: they are not grouped", commits, callers*each, largest)
		}
		seen := map[string]bool{}
		for _, o := range w.Originals(t, wave) {
			seen[o.Receipt] = true
		}
		for n, r := range receipts {
			if !seen[r] {
				t.Errorf("receipt %q of submission %d is not stored", r, n)
			}
			delete(seen, r)
		}
		if len(seen) > 0 {
			t.Errorf("%d originals have a receipt that nobody got", len(seen))
		}
		wantCountsAsOriginals(t, w, wave)
	})
}

// wantCountsAsOriginals compares the running counts with a count of the originals, and both with what Recount makes.
func wantCountsAsOriginals(t *testing.T, w *responsetest.World, wave programme.Wave) {
	t.Helper()
	type key struct {
		unit    string
		quarter int64
		state   response.State
	}
	want := map[key]int64{}
	for _, o := range w.Originals(t, wave) {
		want[key{o.Unit, o.Quarter, o.State}]++
	}
	check := func(what string) {
		t.Helper()
		counts, err := w.Responses.Counts(ctx, wave.ID)
		if err != nil {
			t.Fatal(err)
		}
		if len(counts) != len(want) {
			t.Errorf("%s: %d counts, want %d", what, len(counts), len(want))
		}
		for _, c := range counts {
			if n := want[key{c.Unit, c.Quarter, c.State}]; n != c.N {
				t.Errorf("%s: unit %s quarter %d %s: %d, the originals say %d", what, c.Unit, c.Quarter, c.State, c.N, n)
			}
		}
	}
	check("running")
	if _, err := w.DB.Exec(ctx, `UPDATE response_counts SET n = n + 3`); err != nil {
		t.Fatal(err)
	}
	if _, err := w.DB.Exec(ctx, `INSERT INTO response_counts (wave_id, unit_id, quarter, state, n) VALUES (?, 'nobody', 20264, 'valid', 9)`,
		string(wave.ID)); err != nil {
		t.Fatal(err)
	}
	if err := w.Responses.Recount(ctx); err != nil {
		t.Fatal(err)
	}
	check("recounted")
}

func TestRecountLetsIntakePass(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := responsetest.New(t, d)
		wave := w.Open(t, "w", programme.Anonymous)
		link := w.Link(t, wave, "B0101")
		done := make(chan struct{})
		go func() {
			defer close(done)
			parallel(8, func(c int) {
				for i := range 30 {
					if _, err := w.Responses.Submit(ctx, w.Submission(link, c*100+i)); err != nil {
						t.Errorf("submit: %v", err)
					}
				}
			})
		}()
		for running := true; running; {
			select {
			case <-done:
				running = false
			default:
			}
			if err := w.Responses.Recount(ctx); err != nil {
				t.Errorf("recount: %v", err)
			}
		}
		wantCountsAsOriginals(t, w, wave)
	})
}

func TestWaveThatTakesNoAnswers(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := responsetest.New(t, d)
		for _, level := range []programme.Anonymity{programme.Named, programme.Anonymous} {
			code := "w-" + string(level)
			planned := w.Plan(t, code, level)
			tree, err := w.Directory.Tree(ctx, w.Directory.Today())
			if err != nil {
				t.Fatal(err)
			}
			unit, _ := tree.ByCode("B0101")
			link := "2345" + map[programme.Anonymity]string{programme.Named: "named2", programme.Anonymous: "secret"}[level]
			if _, err := d.Exec(ctx, `INSERT INTO open_links (code, wave_id, unit_id, created_at) VALUES (?, ?, ?, 0)`,
				link, string(planned.ID), unit.ID); err != nil {
				t.Fatal(err)
			}
			submit := func(n int) (response.Receipt, error) { return w.Responses.Submit(ctx, w.Submission(link, n)) }

			_, err = submit(1)
			wantKey(t, err, errs.Gone, "link.not_open")
			wave := w.Do(t, code, programme.ActOpen)
			first, err := submit(1)
			if err != nil {
				t.Fatal(err)
			}
			w.Do(t, code, programme.ActPause)
			_, err = submit(2)
			wantKey(t, err, errs.Unavailable, "link.paused")
			if again, err := submit(1); err != nil || again.ID != first.ID || !again.Repeat {
				t.Errorf("repeat while paused: %+v, %v", again, err)
			}
			w.Do(t, code, programme.ActClose)
			_, err = submit(2)
			wantKey(t, err, errs.Gone, "link.closed")
			if again, err := submit(1); err != nil || again.ID != first.ID || !again.Repeat {
				t.Errorf("repeat after the closing: %+v, %v", again, err)
			}
			other := w.Submission(link, 1)
			other.Answers = responsetest.Answers(5, 50)
			_, err = w.Responses.Submit(ctx, other)
			wantKey(t, err, errs.Conflict, "response.already_received")
			if n := len(w.Originals(t, wave)); n != 1 {
				t.Errorf("%d originals, want 1", n)
			}
		}
	})
}

// A wave is closed under a crowd: whoever has a receipt is stored, whoever was refused is not.
func TestClosingUnderLoad(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := responsetest.New(t, d)
		wave := w.Open(t, "w", programme.Anonymous)
		link := w.Link(t, wave, "B0101")
		var mu sync.Mutex
		receipts, refused := map[string]bool{}, 0
		begun := make(chan struct{}, 1)
		go func() {
			<-begun
			w.Do(t, "w", programme.ActClose)
		}()
		parallel(16, func(c int) {
			for n := c; ; n += 16 {
				r, err := w.Responses.Submit(ctx, w.Submission(link, n))
				mu.Lock()
				if err == nil {
					receipts[r.ID] = true
					if len(receipts) == 50 {
						begun <- struct{}{}
					}
				} else {
					wantKey(t, err, errs.Gone, "link.closed")
					refused++
				}
				mu.Unlock()
				if err != nil {
					return
				}
			}
		})
		if refused != 16 {
			t.Errorf("%d refused, want each of the 16 callers once", refused)
		}
		all := w.Originals(t, wave)
		if len(all) != len(receipts) {
			t.Errorf("%d originals, %d receipts", len(all), len(receipts))
		}
		for _, o := range all {
			if !receipts[o.Receipt] {
				t.Errorf("original with receipt %s was refused to its sender", o.Receipt)
			}
		}
	})
}

func TestIntakeLimits(t *testing.T) {
	t.Parallel()
	w := responsetest.New(t, dbtest.OpenSQLite(t), response.Limits{PerAddress: 3, PerLink: 5})
	wave := w.Open(t, "w", programme.Named)
	one, two := w.Link(t, wave, "B0101"), w.Link(t, wave, "B0102")
	n := 0
	send := func(link, address string) error {
		n++
		in := w.Submission(link, n)
		if address != "" {
			in.Address = netip.MustParseAddr(address)
		}
		_, err := w.Responses.Submit(ctx, in)
		return err
	}
	pass := func(link, address string) {
		t.Helper()
		if err := send(link, address); err != nil {
			t.Errorf("submission %d from %q: %v", n, address, err)
		}
	}
	stop := func(link, address string, seconds int) {
		t.Helper()
		err := send(link, address)
		wantKey(t, err, errs.TooMany, "response.too_many")
		if all := errs.All(err); len(all) == 1 && all[0].Args["seconds"] != seconds {
			t.Errorf("submission %d: told to wait %v s, want %d", n, all[0].Args["seconds"], seconds)
		}
	}
	for range 3 { // a minute's worth may come at once
		pass(one, "203.0.113.1")
	}
	stop(one, "203.0.113.1", 20)
	stop(two, "203.0.113.1", 20) // the address is limited over all links
	pass(one, "203.0.113.2")
	pass(one, "203.0.113.3")
	stop(one, "203.0.113.4", 12) // five through this link, whoever sends
	pass(two, "203.0.113.4")
	pass(two, "") // no address: the link's limit alone
	w.Clock.Move(20 * time.Second)
	pass(two, "203.0.113.1")
	stop(two, "203.0.113.1", 20)
	w.Clock.Move(-time.Hour) // a clock that was set back does not shut anybody out for an hour
	pass(one, "203.0.113.1")
	pass(two, "203.0.113.1")
	pass(one, "203.0.113.1")
	stop(one, "203.0.113.1", 20)
}
