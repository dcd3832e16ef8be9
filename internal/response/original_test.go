package response_test

import (
	"encoding/hex"
	"fmt"
	"regexp"
	"testing"
	"time"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/response/responsetest"
	"manyi.dev/manyi/internal/seal"
)

func TestClockGoingBackwards(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := responsetest.New(t, d)
		named, anonymous := w.Open(t, "named", programme.Named), w.Open(t, "anonymous", programme.Anonymous)
		started := []struct {
			before time.Duration // start of the interview before its end
			kept   bool
			band   string
		}{
			{30 * time.Second, true, "under_1"},
			{2 * time.Minute, true, "1_to_3"},
			{9 * time.Minute, true, "3_to_10"},
			{time.Hour, true, "over_10"},
			{-time.Hour, false, ""}, // begun after it ended: the clock went back in between
			{25 * time.Hour, false, ""},
		}
		want := map[string]int{}
		for i, s := range started {
			in := w.Submission(w.Link(t, named, "B0101"), i)
			in.StartedAt = w.Clock.Now().Add(-s.before)
			if _, err := w.Responses.Submit(ctx, in); err != nil {
				t.Fatalf("started %v before: %v", s.before, err)
			}
			in.Link = w.Link(t, anonymous, "B0101")
			if _, err := w.Responses.Submit(ctx, in); err != nil {
				t.Fatalf("started %v before: %v", s.before, err)
			}
			want[s.band]++
			w.Clock.Move(-10 * time.Minute)
		}
		for _, o := range w.Originals(t, anonymous) {
			want[o.Length]--
			if o.ReceivedAt != 0 || o.StartedAt != 0 {
				t.Errorf("anonymous original keeps instants %d, %d", o.ReceivedAt, o.StartedAt)
			}
		}
		for band, n := range want {
			if n != 0 {
				t.Errorf("length %q: %d too few", band, n)
			}
		}
		kept := 0
		for _, o := range w.Originals(t, named) {
			if o.StartedAt != 0 {
				kept++
				if o.StartedAt > o.ReceivedAt {
					t.Errorf("started at %d after it was received at %d", o.StartedAt, o.ReceivedAt)
				}
			}
		}
		if kept != 4 {
			t.Errorf("%d starts are kept, want 4", kept)
		}
	})
}

var v4 = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)

func TestOriginalsAreSealed(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := responsetest.New(t, d)
		receipts, salts := map[string]bool{}, map[string]bool{}
		for _, level := range levels {
			wave := w.Open(t, "w-"+string(level), level)
			link := w.Link(t, wave, "B0203")
			for n := range 20 {
				w.Submit(t, link, n)
			}
			for _, o := range w.Originals(t, wave) {
				salt, err := hex.DecodeString(o.Salt)
				if err != nil || len(salt) != 16 {
					t.Fatalf("salt %q", o.Salt)
				}
				leaf := seal.Leaf([16]byte(salt), o.Envelope())
				if hex.EncodeToString(leaf[:]) != o.Leaf {
					t.Errorf("the leaf of %s does not follow from its row", o.ID)
				}
				forged := o
				forged.Unit = "another"
				if leaf := seal.Leaf([16]byte(salt), forged.Envelope()); hex.EncodeToString(leaf[:]) == o.Leaf {
					t.Errorf("the leaf of %s does not cover its unit", o.ID)
				}
				if !v4.MatchString(o.ID) || !v4.MatchString(o.Receipt) || o.ID == o.Receipt {
					t.Errorf("id %s, receipt %s: want two random UUIDs", o.ID, o.Receipt)
				}
				receipts[o.Receipt], salts[o.Salt] = true, true
			}
		}
		if len(receipts) != 60 || len(salts) != 60 {
			t.Errorf("%d receipts and %d salts for 60 originals", len(receipts), len(salts))
		}
	})
}

func TestOriginalsAreNeverChanged(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := responsetest.New(t, d)
		named, anonymous := w.Open(t, "named", programme.Named), w.Open(t, "anonymous", programme.Anonymous)
		w.Submit(t, w.Link(t, named, "B0101"), 1)
		w.Submit(t, w.Link(t, anonymous, "B0101"), 1)
		shared := []string{"id", "wave_id", "unit_id", "form_id", "language", "answers", "salt", "leaf", "receipt", "submission", "quarter"}
		refuse := func(table, column string) {
			t.Helper()
			n, err := d.Exec(ctx, fmt.Sprintf(`UPDATE %s SET %s = %s`, table, column, column))
			if err == nil {
				t.Errorf("%s.%s was changed in %d rows", table, column, n)
			}
		}
		for _, column := range append([]string{"mode", "received_at", "started_at", "weight", "stratum", "psu"}, shared...) {
			refuse("responses", column)
		}
		tables := []string{"anonymous_responses"}
		if d.Dialect() == db.Postgres {
			for _, column := range append([]string{"length"}, shared...) {
				refuse("anonymous_staging", column)
			}
			if err := w.Responses.MoveStaged(ctx); err != nil {
				t.Fatal(err)
			}
		}
		for _, table := range tables {
			for _, column := range append([]string{"length"}, shared...) {
				refuse(table, column)
			}
		}
		for _, table := range append(tables, "responses") {
			if n, err := d.Exec(ctx, `UPDATE `+table+` SET state = 'invalid'`); err != nil || n != 1 {
				t.Errorf("a review changes the state of %s: %d rows, %v", table, n, err)
			}
		}
	})
}
