package response_test

import (
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/response"
	"manyi.dev/manyi/internal/response/foreign"
	"manyi.dev/manyi/internal/response/responsetest"
	"manyi.dev/manyi/internal/sheet"
)

func outsideMapping(t testing.TB) *foreign.Mapping {
	t.Helper()
	m, err := foreign.ParseMapping(strings.NewReader(responsetest.OutsideMapping()))
	if err != nil {
		t.Fatal(err)
	}
	return &m
}

// outsideTable has rows from to before until.
func outsideTable(t testing.TB, from, until int) *sheet.Table {
	t.Helper()
	table, err := sheet.OpenBytes([]byte(responsetest.OutsideRows(from, until)))
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// A reader whose cursor follows the feed misses nothing and sees every number once, whoever writes.
func TestFeedHasNoGaps(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := responsetest.New(t, d)
		named, confidential := w.Open(t, "named", programme.Named), w.Open(t, "confidential", programme.Confidential)
		links := []string{w.Link(t, named, "B0101"), w.Link(t, confidential, "B0201")}
		const imported, callers, each = 3000, 12, 40
		var done atomic.Bool
		finished := make(chan struct{})
		go func() {
			defer close(finished)
			defer done.Store(true)
			parallel(callers+1, func(c int) {
				if c == callers {
					if out, err := w.Responses.ImportForeign(ctx, responsetest.By, outsideMapping(t), outsideTable(t, 0, imported)); err != nil || out.New != imported {
						t.Errorf("import: %d new, %v", out.New, err)
					}
					return
				}
				for i := range each {
					n := c*each + i
					if _, err := w.Responses.Submit(ctx, w.Submission(links[n%2], n)); err != nil {
						t.Errorf("submission %d: %v", n, err)
					}
				}
			})
		}()
		seen := map[string]bool{}
		for cursor, last := int64(0), false; ; {
			changes, err := response.FeedAfter(ctx, d, cursor, 500)
			if err != nil {
				t.Errorf("read the feed: %v", err)
				break
			}
			for _, c := range changes {
				if c.Seq != cursor+1 {
					t.Errorf("number %d after %d", c.Seq, cursor)
				}
				if seen[c.Response] {
					t.Errorf("response %s twice", c.Response)
				}
				cursor, seen[c.Response] = c.Seq, true
			}
			if len(changes) == 0 {
				if last {
					break
				}
				last = done.Load() // once more after the end
			}
		}
		<-finished
		brought, err := w.Programmes.WaveByCode(ctx, "outside")
		if err != nil {
			t.Fatal(err)
		}
		total := 0
		for _, wave := range []programme.Wave{named, confidential, brought} {
			for _, o := range w.Originals(t, wave) {
				total++
				if !seen[o.ID] {
					t.Errorf("original %s of %s is not in the feed", o.ID, wave.Code)
				}
			}
			wantCountsAsOriginals(t, w, wave)
		}
		if want := imported + callers*each; total != want || len(seen) != want {
			t.Errorf("%d originals, %d in the feed; want %d", total, len(seen), want)
		}

		w.Restart(t) // the numbers go on
		w.Submit(t, links[0], 9999)
		next, err := response.FeedAfter(ctx, d, int64(total), 10)
		if err != nil || len(next) != 1 || next[0].Seq != int64(total)+1 {
			t.Errorf("after a restart: %+v, %v", next, err)
		}
	})
}

func TestAnonymousFeedHasNoOrder(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := responsetest.New(t, d)
		wave := w.Open(t, "w", programme.Anonymous)
		link := w.Link(t, wave, "B0101")
		for n := range 30 {
			w.Submit(t, link, n)
		}
		if changes, err := response.FeedAfter(ctx, d, 0, 100); err != nil || len(changes) != 0 {
			t.Errorf("the numbered feed has %d rows of an anonymous wave, %v", len(changes), err)
		}
		changes, err := response.AnonymousFeed(ctx, d, 100)
		if err != nil || len(changes) != 30 {
			t.Fatalf("%d rows, %v", len(changes), err)
		}
		ids := []string{}
		for _, c := range changes {
			if c.Seq != 0 {
				t.Errorf("a row has the number %d", c.Seq)
			}
			ids = append(ids, c.Response)
		}
		if !slices.IsSorted(ids) {
			t.Error("the feed is not read in the order of the random ids")
		}
		err = d.Tx(ctx, func(tx *db.Tx) error { return response.ForgetAnonymous(ctx, tx, ids[:20]) })
		if err != nil {
			t.Fatal(err)
		}
		if rest, err := response.AnonymousFeed(ctx, d, 100); err != nil || len(rest) != 10 || rest[0].Response != ids[20] {
			t.Errorf("%d rows are left, %v; want the last 10", len(rest), err)
		}
	})
}

func TestImportAgainChangesNothing(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := responsetest.New(t, d)
		bring := func(until int) (response.Imported, error) {
			return w.Responses.ImportForeign(ctx, responsetest.By, outsideMapping(t), outsideTable(t, 0, until))
		}
		first, err := bring(500)
		if err != nil || first.New != 500 || first.Known != 0 || first.Report.Bad != 0 || first.Wave.State != programme.Closed {
			t.Fatalf("first: %d new, %d known, %v; faults %v", first.New, first.Known, err, first.Report.Faults[:min(3, len(first.Report.Faults))])
		}
		before := w.Originals(t, first.Wave)
		again, err := bring(500)
		if err != nil || again.New != 0 || again.Known != 500 {
			t.Errorf("again: %d new, %d known, %v; want 0 and 500", again.New, again.Known, err)
		}
		_, err = bring(501) // a closed wave takes no new row
		wantKey(t, err, errs.Conflict, "response.import.closed")
		after := w.Originals(t, first.Wave)
		if !slices.Equal(before, after) {
			t.Errorf("%d originals became %d others", len(before), len(after))
		}
		quarters := map[int]int{}
		for _, o := range before {
			quarters[int(o.Quarter)]++
			if day := o.ReceivedAt.Time().In(responsetest.Zone()); int(o.Quarter) != day.Year()*10+(int(day.Month())+2)/3 {
				t.Errorf("an original of %s is in quarter %d", day.Format(time.DateOnly), o.Quarter)
			}
			if o.Weight == "" || o.Stratum == "" || o.PSU == "" || o.Mode != response.Import || !strings.Contains(o.Answers, `"Q72":`) {
				t.Errorf("an original lacks what its row said: %+v", o)
			}
		}
		if len(quarters) != 2 {
			t.Errorf("originals by quarter: %v", quarters)
		}
		wantCountsAsOriginals(t, w, first.Wave)
	})
}

// An outside survey that promises anonymity is refused: its rows carry dates and weights.
func TestImportOfAnonymousWaveIsRefused(t *testing.T) {
	t.Parallel()
	w := responsetest.New(t, dbtest.OpenSQLite(t))
	m := outsideMapping(t)
	m.Wave.Anonymity = "anonymous"
	_, err := w.Responses.ImportForeign(ctx, responsetest.By, m, outsideTable(t, 0, 5))
	wantKey(t, err, errs.Invalid, "response.import.wave_not_named")
	if waves, err := w.Programmes.Waves(ctx); err != nil || len(waves) != 0 {
		t.Errorf("%d waves were made, %v", len(waves), err)
	}
}

// On PostgreSQL fresh anonymous answers wait in a staging table; a repeat is found on either side of the move.
func TestStagedAnswersAreMovedInTheOrderOfTheirIDs(t *testing.T) {
	t.Parallel()
	d := dbtest.OpenPostgres(t)
	w := responsetest.New(t, d)
	wave := w.Open(t, "w", programme.Anonymous)
	link := w.Link(t, wave, "B0101")
	count := func(table string) int64 {
		t.Helper()
		n, err := db.Value[int64](ctx, d, `SELECT COUNT(*) FROM `+table)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	receipts := map[int]string{}
	for round := range 2 {
		for n := round * 50; n < round*50+50; n++ {
			receipts[n] = w.Submit(t, link, n)
		}
		if got := count("anonymous_staging"); got != 50 {
			t.Errorf("%d answers are staged, want 50", got)
		}
		if err := w.Responses.MoveStaged(ctx); err != nil {
			t.Fatal(err)
		}
		if staged, moved := count("anonymous_staging"), count("anonymous_responses"); staged != 0 || moved != int64(round+1)*50 {
			t.Errorf("after the move %d are staged and %d moved", staged, moved)
		}
		// The place of a row in its table tells the round at most.
		ids, err := db.Values[string](ctx, d, `SELECT id FROM anonymous_responses ORDER BY ctid`)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.IsSorted(ids[round*50:]) {
			t.Error("the rows of a move do not lie in the order of their random ids")
		}
	}
	w.Submit(t, link, 100) // one in staging
	receipts[100] = w.Originals(t, wave)[slices.IndexFunc(w.Originals(t, wave), func(o response.Original) bool {
		return strings.Contains(o.Answers, "remark 100")
	})].Receipt
	for n, want := range receipts {
		again, err := w.Responses.Submit(ctx, w.Submission(link, n))
		if err != nil || !again.Repeat || again.ID != want {
			t.Errorf("repeat of %d: %+v, %v; want receipt %s", n, again, err, want)
		}
	}
	if got := len(w.Originals(t, wave)); got != 101 {
		t.Errorf("%d originals, want 101", got)
	}
	wantCountsAsOriginals(t, w, wave)
}

func TestMoveWhileAnswersComeIn(t *testing.T) {
	t.Parallel()
	d := dbtest.OpenPostgres(t)
	w := responsetest.New(t, d)
	wave := w.Open(t, "w", programme.Anonymous)
	link := w.Link(t, wave, "B0101")
	var done atomic.Bool
	moved := make(chan struct{})
	go func() {
		defer close(moved)
		for !done.Load() {
			if err := w.Responses.MoveStaged(ctx); err != nil {
				t.Errorf("move: %v", err)
			}
		}
	}()
	parallel(8, func(c int) {
		for i := range 50 {
			in := w.Submission(link, c/2*1000+i) // everything comes twice
			if _, err := w.Responses.Submit(ctx, in); err != nil {
				t.Errorf("submit: %v", err)
			}
		}
	})
	done.Store(true)
	<-moved
	if got := len(w.Originals(t, wave)); got != 200 {
		t.Errorf("%d originals, want 200", got)
	}
	wantCountsAsOriginals(t, w, wave)
}
