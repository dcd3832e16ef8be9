package scoring_test

import (
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/response"
	"manyi.dev/manyi/internal/scoring"
)

var levels = []programme.Anonymity{programme.Named, programme.Confidential, programme.Anonymous}

// A program that ends without a flush, at whatever moment, loses and doubles nothing.
func TestCrashLosesAndDoublesNothing(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCounter(t, d)
		waves := map[programme.Anonymity]programme.Wave{}
		sent := map[programme.Anonymity]map[string]int64{}
		for _, level := range levels {
			waves[level], sent[level] = c.Open(t, "w-"+string(level), level), map[string]int64{}
		}
		send := func(level programme.Anonymity, unit string, n int) {
			t.Helper()
			link := c.Link(t, waves[level], unit)
			for range n {
				c.Submit(t, link, c.sent)
				c.sent++
			}
			sent[level][unit] += int64(n)
		}
		check := func(what string) {
			t.Helper()
			for _, level := range levels {
				got := c.counted(t, "w-"+string(level))
				var total int64
				for unit, n := range sent[level] {
					waiting := n - got[unit]
					if level == programme.Named && waiting != 0 || level != programme.Named && (waiting < min(n, scoring.Step) || waiting >= 2*scoring.Step) {
						t.Errorf("%s, %s: unit %s counts %d of %d", what, level, unit, got[unit], n)
					}
					total += got[unit]
				}
				if got[""] != total {
					t.Errorf("%s, %s: the bank counts %d, its units %d", what, level, got[""], total)
				}
			}
		}
		crash := func(what string) {
			t.Helper()
			before := fmt.Sprint(c.held(t))
			c.start(t)
			c.catch(t)
			if after := fmt.Sprint(c.held(t)); after != before && what != "before the feed was read" {
				t.Errorf("%s: %s held before the crash, %s after", what, before, after)
			}
			check(what)
		}
		for _, level := range levels {
			send(level, "B0101", 12)
			send(level, "B0202", 3)
		}
		crash("before the feed was read")
		crash("after the feed was read")
		for _, level := range levels {
			send(level, "B0202", 9)
			send(level, "B0303", 6)
		}
		c.catch(t)
		crash("after a step")
		c.flush(t)
		crash("after a flush")
		for _, level := range levels {
			send(level, "B0101", 3)
		}
		c.catch(t)
		crash("between a flush and the next")
		if err := os.RemoveAll(c.dir); err != nil { // the disk of the cube was lost
			t.Fatal(err)
		}
		c.start(t)
		if err := c.scoring.Rebuild(ctx, nil); err != nil {
			t.Fatal(err)
		}
		check("rebuilt from nothing")
		for _, level := range levels {
			c.Do(t, "w-"+string(level), programme.ActClose)
			c.start(t)
			if err := c.scoring.Release(ctx, waves[level].ID); err != nil {
				t.Fatal(err)
			}
			want := map[string]int64{"": 33, "B0101": 15, "B0202": 12, "B0303": 6}
			c.wantCounted(t, "closed", "w-"+string(level), want)
			c.start(t)
			c.catch(t)
			c.wantCounted(t, "closed, then a crash", "w-"+string(level), want)
		}
	})
}

var dims = []string{"", "unit", "quarter", "mode", "language", "stratum", "psu", "B3", "B7"}

func (c *counter) everything(t *testing.T, waves ...string) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, wave := range waves {
		for _, by := range dims {
			_, all[wave+" by "+by] = c.figures(t, wave, by)
		}
	}
	return all
}

func wantSame(t *testing.T, what string, got, want map[string]string) {
	t.Helper()
	for key := range want {
		if got[key] != want[key] {
			t.Errorf("%s: figures of %s differ:\n%.600s\nwant\n%.600s", what, key, got[key], want[key])
		}
	}
}

func TestRebuildGivesTheSameFigures(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCounter(t, d)
		c.bring(t, 700)
		named, anonymous := c.Open(t, "named", programme.Named), c.Open(t, "anonymous", programme.Anonymous)
		for i, unit := range []string{"B0101", "B0102", "B0203", "B0304"} {
			c.Clock.Move(24 * time.Hour)
			c.send(t, named, unit, 9+i)
			in := c.Submission(c.Link(t, named, unit), 5000+i)
			in.Language, in.Mode = "en", response.API
			in.Answers["B3"], in.Answers["B7"] = "A40", "GOLD"
			if _, err := c.Responses.Submit(ctx, in); err != nil {
				t.Fatal(err)
			}
			c.send(t, anonymous, unit, 11+i)
			c.flush(t)
			c.send(t, anonymous, unit, 3)
		}
		c.flush(t)
		waves := []string{"outside", "named", "anonymous"}
		want, held := c.everything(t, waves...), c.held(t)
		if held == 0 {
			t.Fatal("nothing is held back: the test shows nothing")
		}
		rebuild := func(what string) {
			t.Helper()
			seen := map[string]int{}
			if err := c.scoring.Rebuild(ctx, func(wave string, n int) { seen[wave] = n }); err != nil {
				t.Fatalf("%s: %v", what, err)
			}
			wantSame(t, what, c.everything(t, waves...), want)
			if got := c.held(t); got != held {
				t.Errorf("%s: %d are held back, %d were", what, got, held)
			}
			if seen["outside"] != 700 {
				t.Errorf("%s: told of %v", what, seen)
			}
		}
		rebuild("in place")
		exec := func(text string) {
			t.Helper()
			if _, err := d.Exec(ctx, text); err != nil {
				t.Fatal(err)
			}
		}
		exec(`DELETE FROM response_counts`)
		exec(`DELETE FROM cube_codes`)
		if err := os.RemoveAll(c.dir); err != nil {
			t.Fatal(err)
		}
		c.start(t)
		rebuild("after everything derived was destroyed")
		exec(`UPDATE response_counts SET n = n + 1`)
		exec(`UPDATE cube_codes SET name = 'false ' || name`)
		rebuild("after rows were falsified")
		c.start(t)
		c.catch(t)
		wantSame(t, "after a restart", c.everything(t, waves...), want)

		for _, unit := range []string{"B0101", "B0102", "B0203", "B0304"} { // what is held back still comes in steps
			c.send(t, anonymous, unit, 5)
		}
		var total int64
		for unit, n := range c.counted(t, "anonymous") {
			if unit != "" {
				total += n
			}
		}
		if want := int64(4*19 + 0 + 1 + 2 + 3); total+c.held(t) != want {
			t.Errorf("%d are counted and %d held, want %d together", total, c.held(t), want)
		}
	})
}

// While a rebuild runs, an anonymous answer that comes in is not counted before its step.
func TestRebuildKeepsTheStepWhileAnswersComeIn(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCounter(t, d)
		wave := c.Open(t, "w", programme.Anonymous)
		units := []string{"B0101", "B0102", "B0103", "B0104", "B0201", "B0202", "B0203", "B0204", "B0301", "B0302", "B0303", "B0304"}
		var group sync.WaitGroup
		for i, unit := range units {
			link := c.Link(t, wave, unit)
			group.Go(func() {
				for n := range 2*scoring.Step - 1 {
					if _, err := c.Responses.Submit(ctx, c.Submission(link, i*10+n)); err != nil {
						t.Errorf("submit: %v", err)
					}
					time.Sleep(2 * time.Millisecond)
				}
			})
		}
		finished := make(chan struct{})
		go func() { group.Wait(); close(finished) }()
		for running := true; running; {
			select {
			case <-finished:
				running = false
			default:
			}
			if err := c.scoring.Rebuild(ctx, nil); err != nil {
				t.Fatal(err)
			}
			c.wantCounted(t, "less than a step of each unit", "w", map[string]int64{})
			if t.Failed() {
				break
			}
		}
		<-finished
	})
}

func TestImportedWeights(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCounter(t, d)
		wave := c.bring(t, 280)
		schemes, err := c.scoring.Schemes(ctx, wave)
		if err != nil || len(schemes) != 1 || schemes[0] != scoring.Imported {
			t.Fatalf("schemes %v, %v", schemes, err)
		}
		var w, w2 float64
		for n := range 280 {
			x := 0.5 + float64(n%7)/4
			w, w2 = w+x, w2+x*x
		}
		sets, _ := c.figures(t, wave.Code, "")
		if base := sets[0].Rows[0].Base; base.N != 280 || base.W != w || base.W2 != w2 {
			t.Errorf("base %+v, want 280 responses with Σw %v, Σw² %v", base, w, w2)
		}
		for dim, want := range map[string]int{scoring.DimStratum: 3, scoring.DimPSU: 21} { // with the empty name
			if names, err := c.scoring.Names(ctx, wave.ID, dim); err != nil || len(names) != want {
				t.Errorf("%s: %d names, %v; want %d", dim, len(names), err, want)
			}
		}
		own := c.Open(t, "own", programme.Named)
		c.send(t, own, "B0101", 3)
		if err := c.scoring.Reweigh(ctx, own.ID); err != nil {
			t.Fatal(err)
		}
		if scheme, err := c.scoring.DefaultScheme(ctx, own); err != nil || scheme != "" {
			t.Errorf("a wave without weights has the scheme %q, %v", scheme, err)
		}
	})
}
