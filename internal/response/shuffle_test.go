package response_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/response/responsetest"
)

// TestTheFileDoesNotTellTheOrderOfAnonymousAnswers reads the raw file: after Shuffle, of two answers that came one
// after the other, either may lie before the other. Long answers are on pages of their own, which SQLite
// takes in the order of arrival; short ones lie inside the pages of the table.
func TestTheFileDoesNotTellTheOrderOfAnonymousAnswers(t *testing.T) {
	t.Parallel()
	for name, remark := range map[string]string{"long": strings.Repeat("等了很久。", 190), "short": "好"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx := context.Background()
			d := dbtest.OpenSQLite(t)
			w := responsetest.New(t, d)
			wave := w.Open(t, "w", programme.Anonymous)
			link := w.Link(t, wave, "B0101")
			const n = 400
			for i := range n {
				s := w.Submission(link, i)
				s.Answers["Q81"] = remark + mark(i)
				if _, err := w.Responses.Submit(ctx, s); err != nil {
					t.Fatal(err)
				}
			}
			before := w.Originals(t, wave)
			if name == "long" { // the test sees what it is to prevent
				if up := ascents(t, d, n); up < n*9/10 {
					t.Fatalf("before: %d of %d answers lie behind the one before; the file was to tell the order", up, n-1)
				}
			}
			if err := w.Responses.Shuffle(ctx, wave.ID); err != nil {
				t.Fatal(err)
			}
			// With no order there are (n−1)/2 ascents, with a standard deviation of √((n+1)/12) = 5.8.
			if up := ascents(t, d, n); up < n/2-30 || up > n/2+30 {
				t.Errorf("%d of %d answers lie behind the one before; chance gives about %d", up, n-1, n/2)
			}
			if after := w.Originals(t, wave); !slices.Equal(before, after) {
				t.Error("the originals are not what they were")
			}
		})
	}
}

func mark(i int) string { return fmt.Sprintf("serial-%04d-", i) }

// ascents counts the answers that lie in the file behind the answer that came before them.
func ascents(t *testing.T, d *db.DB, n int) int {
	t.Helper()
	if err := d.Truncate(context.Background()); err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(d.Path())
	if err != nil {
		t.Fatal(err)
	}
	up, last, copies := 0, -1, 0
	for i := range n {
		at := bytes.Index(file, []byte(mark(i)))
		if at < 0 {
			t.Fatalf("answer %d is not in the file", i)
		}
		if bytes.Contains(file[at+1:], []byte(mark(i))) {
			copies++ // SQLite leaves one now and then when it rearranges a page
		}
		if at > last {
			up++
		}
		last = at
	}
	if copies > n/40 {
		t.Errorf("%d of %d answers are in the file twice", copies, n)
	}
	return up
}

// TestShuffleEndsTheOrderOfTheMoves: on PostgreSQL the rows of each hourly move lie behind those of the one before.
func TestShuffleEndsTheOrderOfTheMoves(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d := dbtest.OpenPostgres(t)
	w := responsetest.New(t, d)
	wave := w.Open(t, "w", programme.Anonymous)
	link := w.Link(t, wave, "B0101")
	const each = 150
	early := map[string]bool{}
	for move := range 2 {
		for i := range each {
			w.Submit(t, link, move*each+i)
		}
		if err := w.Responses.MoveStaged(ctx); err != nil {
			t.Fatal(err)
		}
		if move == 0 {
			for _, o := range w.Originals(t, wave) {
				early[o.ID] = true
			}
		}
	}
	before := w.Originals(t, wave)
	earlyAhead := func() (n int) {
		t.Helper()
		ids, err := db.Values[string](ctx, d, `SELECT id FROM anonymous_responses ORDER BY ctid`)
		if err != nil || len(ids) != 2*each {
			t.Fatalf("%d rows, %v", len(ids), err)
		}
		for _, id := range ids[:each] {
			if early[id] {
				n++
			}
		}
		return n
	}
	if n := earlyAhead(); n != each { // the test sees what it is to prevent
		t.Fatalf("before: %d of the first %d rows came with the first move", n, each)
	}
	if err := w.Responses.Shuffle(ctx, wave.ID); err != nil {
		t.Fatal(err)
	}
	// Chance gives 75 with a standard deviation of 4.3.
	if n := earlyAhead(); n < each/2-22 || n > each/2+22 {
		t.Errorf("%d of the first %d rows came with the first move", n, each)
	}
	if after := w.Originals(t, wave); !slices.Equal(before, after) {
		t.Error("the originals are not what they were")
	}
	if again, err := w.Responses.Submit(ctx, w.Submission(link, 3)); err != nil || !again.Repeat {
		t.Errorf("a repeat: %+v, %v", again, err)
	}
}
