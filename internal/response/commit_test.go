package response

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/uuid"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/programme"
)

// bench is a committer on a fresh record store whose waves are rows only: what it is given is not validated before.
type bench struct {
	*committer
	db      *db.DB
	batched []int
	told    map[programme.WaveID]int
}

func newBench(t *testing.T, d *db.DB) *bench {
	t.Helper()
	b := &bench{db: d, told: map[programme.WaveID]int{}}
	b.committer = &committer{
		db: d, feed: &feed{postgres: d.Dialect() == db.Postgres},
		notify:  func(w programme.WaveID) { b.told[w]++ },
		batches: func(n int) { b.batched = append(b.batched, n) },
	}
	ctx := context.Background()
	for _, text := range []string{
		`INSERT INTO indicator_versions (id, code, version, document, hash, published_at, published_by) VALUES ('s', 's', '1.0', '{}', '', 0, '')`,
		`INSERT INTO questionnaire_versions (id, code, version, document, hash, system_id, published_at, published_by) VALUES ('q', 'q', '1.0', '{}', '', 's', 0, '')`,
		`INSERT INTO programmes (id, code, name, purpose, created_at) VALUES ('p', 'p', '{}', '{}', 0)`,
	} {
		if _, err := d.Exec(ctx, text); err != nil {
			t.Fatal(err)
		}
	}
	for _, state := range []programme.State{programme.Open, programme.Closed} {
		_, err := d.Exec(ctx, `INSERT INTO waves (id, programme_id, code, name, period_from, period_to, state, anonymity, questionnaire_id,
			system_id, root_unit, surveyed_types, target, tree_as_of, previous, opened_at, closed_at, created_at)
			VALUES (?, 'p', ?, '{}', '2026-01-01', '2026-12-31', ?, 'named', 'q', 's', 'R', '[]', 0, '', '', 0, 0, 0)`,
			string(state), string(state), string(state))
		if err != nil {
			t.Fatal(err)
		}
	}
	return b
}

func waiting(wave programme.WaveID, submission, answers string) *pending {
	return &pending{done: make(chan struct{}), original: Original{
		ID: uuid.NewString(), Wave: wave, Unit: "u", Form: "q", Mode: Web, State: Valid, Answers: answers, Receipt: uuid.NewString(),
		Submission: submission, Quarter: 20264,
	}}
}

func (b *bench) stored(t *testing.T) map[string]string {
	t.Helper()
	type row struct{ receipt, answers string }
	rows, err := db.All(context.Background(), b.db, func(r *row) []any { return []any{&r.receipt, &r.answers} }, `SELECT receipt, answers FROM responses`)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, r := range rows {
		all[r.receipt] = r.answers
	}
	return all
}

// One row that the record store refuses fails alone; what is wrong with the others of its batch is still said.
func TestPoisonRowFailsAlone(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newBench(t, d)
		earlier := waiting("open", "known", `{"A":1}`)
		b.commit([]*pending{earlier})
		if earlier.err != nil {
			t.Fatal(earlier.err)
		}
		poison := waiting("open", "poison", `{}`)
		poison.original.State = "bogus" // the record store's last word is its CHECK
		conflict, repeat := waiting("open", "known", `{"A":2}`), waiting("open", "known", `{"A":1}`)
		late, fine := waiting("closed", "late", `{}`), waiting("open", "fine", `{"A":3}`)
		twin := waiting("open", "fine", `{"A":3}`)
		b.commit([]*pending{fine, conflict, poison, repeat, late, twin})

		for _, p := range []*pending{fine, conflict, poison, repeat, late, twin} {
			select {
			case <-p.done:
			default:
				t.Errorf("submission %s was not answered", p.original.Submission)
			}
		}
		if fine.err != nil || fine.receipt.Repeat || fine.receipt.ID != fine.original.Receipt {
			t.Errorf("fine: %+v, %v", fine.receipt, fine.err)
		}
		if twin.err != nil || !twin.receipt.Repeat || twin.receipt.ID != fine.receipt.ID {
			t.Errorf("twin: %+v, %v", twin.receipt, twin.err)
		}
		if repeat.err != nil || repeat.receipt.ID != earlier.receipt.ID {
			t.Errorf("repeat: %+v, %v", repeat.receipt, repeat.err)
		}
		if !errs.HasKey(conflict.err, "response.already_received") {
			t.Errorf("conflict: %v", conflict.err)
		}
		if !errs.HasKey(late.err, "link.closed") {
			t.Errorf("late: %+v, %v", late.receipt, late.err)
		}
		if !errs.Is(poison.err, errs.Invalid) {
			t.Errorf("poison: %v", poison.err)
		}
		want := map[string]string{earlier.receipt.ID: `{"A":1}`, fine.receipt.ID: `{"A":3}`}
		if got := b.stored(t); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("stored %v, want %v", got, want)
		}
		counts, err := countsOf(context.Background(), d, "open")
		if err != nil || len(counts) != 1 || counts[0].N != 2 {
			t.Errorf("counts %+v, %v; want 2", counts, err)
		}
		feed, err := FeedAfter(context.Background(), d, 0, 10)
		if err != nil || len(feed) != 2 || feed[0].Seq != 1 || feed[1].Seq != 2 {
			t.Errorf("feed %+v, %v; want 1 and 2", feed, err)
		}
		if b.told["open"] != 2 || b.told["closed"] != 0 {
			t.Errorf("told %v, want twice of the open wave", b.told)
		}
	})
}

// The order in one batch decides between two submissions of one id.
func TestTwinsInOneBatch(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newBench(t, d)
		first, other := waiting("open", "same", `{"A":1}`), waiting("open", "same", `{"A":2}`)
		b.commit([]*pending{first, other})
		if first.err != nil || first.receipt.Repeat {
			t.Errorf("first: %+v, %v", first.receipt, first.err)
		}
		if !errs.HasKey(other.err, "response.already_received") || other.receipt.ID != first.receipt.ID {
			t.Errorf("other: %+v, %v", other.receipt, other.err)
		}
		if len(b.stored(t)) != 1 || len(b.batched) != 1 || b.batched[0] != 2 {
			t.Errorf("stored %v in batches %v", b.stored(t), b.batched)
		}
	})
}

// A queue that is full refuses at once instead of making everybody wait.
func TestQueueIsBounded(t *testing.T) {
	t.Parallel()
	s := &Service{commits: &committer{queue: make(chan *pending, maxQueue)}}
	for range maxQueue {
		s.commits.queue <- nil
	}
	_, err := s.await(context.Background(), waiting("open", "x", "{}"))
	if !errs.Is(err, errs.Unavailable) || !errs.HasKey(err, "response.busy") {
		t.Errorf("full queue: %v, want busy", err)
	}
}

// Who leaves is not waited for; what he sent is stored and a retry finds it.
func TestCallerThatLeft(t *testing.T) {
	t.Parallel()
	b := newBench(t, dbtest.OpenSQLite(t))
	b.queue, b.stopped = make(chan *pending, maxQueue), make(chan struct{})
	s := &Service{commits: b.committer}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	left := waiting("open", "left", `{"A":1}`)
	if _, err := s.await(ctx, left); err == nil {
		t.Error("the caller that left was answered")
	}
	go b.run()
	again, err := s.await(context.Background(), waiting("open", "left", `{"A":1}`))
	if err != nil || !again.Repeat || again.ID != left.original.Receipt {
		t.Errorf("retry: %+v, %v; want a repeat of %s", again, err, left.original.Receipt)
	}
	s.Close()
	if _, err := s.await(context.Background(), waiting("open", "after", `{}`)); !errs.HasKey(err, "response.busy") {
		t.Errorf("after the end: %v", err)
	}
}
