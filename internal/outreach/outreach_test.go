package outreach_test

import (
	"context"
	"regexp"
	"slices"
	"sync"
	"testing"
	"time"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/outreach"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/response/responsetest"
)

var ctx = context.Background()

func TestLinksAreMadeOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := responsetest.New(t, d)
		wave := w.Open(t, "w", programme.Anonymous)
		first, err := w.Outreach.Links(ctx, wave.ID)
		if err != nil || len(first) != 12 {
			t.Fatalf("%d links, %v; want one for each outlet", len(first), err)
		}
		var group sync.WaitGroup
		for range 4 {
			group.Go(func() {
				if err := w.Outreach.MakeLinks(ctx, wave.ID); err != nil {
					t.Errorf("again: %v", err)
				}
			})
		}
		group.Wait()
		again, err := w.Outreach.Links(ctx, wave.ID)
		if err != nil || !slices.Equal(first, again) {
			t.Errorf("made again, the links are %v, %v", again, err)
		}
		tree, err := w.Programmes.Tree(ctx, wave.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range first {
			if u, ok := tree.ByID(l.Unit); !ok || u.Type != "outlet" {
				t.Errorf("a link leads to %+v", u)
			}
			found, err := w.Outreach.LinkByCode(ctx, l.Code)
			if err != nil || found != l {
				t.Errorf("link %s is found as %+v, %v", l.Code, found, err)
			}
		}
	})
}

// Codes are ten characters that are not misread, spread evenly: nothing in them tells the unit or the wave.
func TestCodesAreRandom(t *testing.T) {
	t.Parallel()
	w := responsetest.New(t, dbtest.OpenSQLite(t))
	form := regexp.MustCompile(`^[2-9a-hjkmnp-z]{10}$`)
	seen, letters := map[string]bool{}, map[byte]int{}
	total := 0
	for _, code := range []string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t"} {
		wave := w.Open(t, code, programme.Named)
		links, err := w.Outreach.Links(ctx, wave.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range links {
			if !form.MatchString(l.Code) || seen[l.Code] {
				t.Errorf("code %q", l.Code)
			}
			seen[l.Code] = true
			for i := range l.Code {
				letters[l.Code[i]]++
				total++
			}
		}
	}
	if len(letters) != 31 {
		t.Errorf("%d different characters in %d codes, want 31", len(letters), len(seen))
	}
	chi2, mean := 0.0, float64(total)/31
	for _, n := range letters {
		chi2 += (float64(n) - mean) * (float64(n) - mean) / mean
	}
	if chi2 > 86 { // 30 degrees of freedom: once in 4 million
		t.Errorf("χ² of the characters is %.1f: they are not even", chi2)
	}
}

func TestUnknownLinks(t *testing.T) {
	t.Parallel()
	w := responsetest.New(t, dbtest.OpenSQLite(t))
	for _, code := range []string{"", "2345678abc", "2345678ABC", "short", "23456789abcdef", "2345678a\x00c", "' OR 1=1 --", "２３４５６７８９ab"} {
		if l, err := w.Outreach.LinkByCode(ctx, code); !errs.Is(err, errs.NotFound) || !errs.HasKey(err, "link.unknown") || l != (outreach.OpenLink{}) {
			t.Errorf("link %q: %+v, %v", code, l, err)
		}
		if err := w.Outreach.Opened(ctx, code); !errs.Is(err, errs.NotFound) {
			t.Errorf("opened %q: %v", code, err)
		}
	}
}

func TestOpenedAndStartedAreCountedByUnitAndDay(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := responsetest.New(t, d)
		wave := w.Open(t, "w", programme.Anonymous)
		one, two := w.Link(t, wave, "B0101"), w.Link(t, wave, "B0102")
		count := func(f func(context.Context, string) error, link string, n int) {
			t.Helper()
			var group sync.WaitGroup
			for range n {
				group.Go(func() {
					if err := f(ctx, link); err != nil {
						t.Errorf("count: %v", err)
					}
				})
			}
			group.Wait()
		}
		count(w.Outreach.Opened, one, 20)
		count(w.Outreach.Started, one, 7)
		count(w.Outreach.Opened, two, 3)
		if n, err := db.Value[int64](ctx, d, `SELECT COUNT(*) FROM link_days`); err != nil || n != 0 {
			t.Errorf("%d rows were written before a flush, %v", n, err)
		}
		days(t, w, wave, map[string]outreach.Day{"B0101 2026-11-23": {Opened: 20, Started: 7}, "B0102 2026-11-23": {Opened: 3}})
		w.Clock.Set(time.Date(2026, 11, 23, 16, 0, 0, 0, time.UTC)) // midnight in Shanghai
		count(w.Outreach.Opened, one, 1)
		if err := w.Outreach.Flush(ctx); err != nil {
			t.Fatal(err)
		}
		count(w.Outreach.Opened, one, 2)
		days(t, w, wave, map[string]outreach.Day{
			"B0101 2026-11-23": {Opened: 20, Started: 7}, "B0101 2026-11-24": {Opened: 3}, "B0102 2026-11-23": {Opened: 3},
		})
	})
}

func days(t *testing.T, w *responsetest.World, wave programme.Wave, want map[string]outreach.Day) {
	t.Helper()
	tree, err := w.Programmes.Tree(ctx, wave.ID)
	if err != nil {
		t.Fatal(err)
	}
	all, err := w.Outreach.Days(ctx, wave.ID)
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != len(want) {
		t.Errorf("%d days, want %d: %v", len(all), len(want), all)
	}
	for _, d := range all {
		u, _ := tree.ByID(d.Unit)
		if e := want[u.Code+" "+d.Day]; e.Opened != d.Opened || e.Started != d.Started {
			t.Errorf("%s on %s: opened %d, started %d; want %d, %d", u.Code, d.Day, d.Opened, d.Started, e.Opened, e.Started)
		}
	}
}

// Counts that could not be written are kept for the next time.
func TestCountsOutliveAFailure(t *testing.T) {
	t.Parallel()
	w := responsetest.New(t, dbtest.OpenSQLite(t))
	wave := w.Open(t, "w", programme.Named)
	link := w.Link(t, wave, "B0101")
	if err := w.Outreach.Opened(ctx, link); err != nil {
		t.Fatal(err)
	}
	exec := func(text string) {
		t.Helper()
		if _, err := w.DB.Exec(ctx, text); err != nil {
			t.Fatal(err)
		}
	}
	exec(`ALTER TABLE link_days RENAME TO elsewhere`)
	if err := w.Outreach.Flush(ctx); err == nil {
		t.Fatal("the counts were written into a table that is not there")
	}
	if err := w.Outreach.Opened(ctx, link); err != nil {
		t.Fatal(err)
	}
	exec(`ALTER TABLE elsewhere RENAME TO link_days`)
	days(t, w, wave, map[string]outreach.Day{"B0101 2026-11-23": {Opened: 2}})
}
