package response_test

import (
	"testing"
	"time"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/response"
	"manyi.dev/manyi/internal/response/responsetest"
)

func TestWaveKeyIsDestroyed(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := responsetest.New(t, d)
		wave := w.Open(t, "w", programme.Anonymous)
		link := w.Link(t, wave, "B0101")
		receipt := w.Submit(t, link, 1)
		secret := func() string {
			t.Helper()
			s, err := db.Value[string](ctx, d, `SELECT secret FROM wave_keys WHERE wave_id = ?`, string(wave.ID))
			if err != nil {
				t.Fatal(err)
			}
			return s
		}
		destroy := func() {
			t.Helper()
			if err := w.Responses.DestroyKey(ctx, wave.ID); err != nil {
				t.Fatal(err)
			}
		}
		if len(secret()) != 64 {
			t.Fatalf("the key is %q, want 256 bits", secret())
		}
		destroy()
		if secret() == "" {
			t.Fatal("the key of an open wave was destroyed")
		}
		w.Do(t, "w", programme.ActClose)
		if err := w.Responses.PlanKeyDestruction(ctx, wave.ID); err != nil {
			t.Fatal(err)
		}
		due, err := db.Value[db.Millis](ctx, d, `SELECT run_at FROM jobs WHERE kind = ?`, response.DestroyKey{}.Kind())
		if want := db.At(w.Clock.Now().AddDate(0, 0, 30)); err != nil || due != want {
			t.Errorf("due at %d, %v; want %d", due, err, want)
		}
		w.Clock.Move(30*24*time.Hour - time.Second)
		destroy()
		again, err := w.Responses.Submit(ctx, w.Submission(link, 1))
		if err != nil || again.ID != receipt {
			t.Errorf("repeat on the 30th day: %+v, %v", again, err)
		}
		w.Clock.Move(time.Second)
		destroy()
		if got := secret(); got != "" {
			t.Errorf("the key is still %q", got)
		}
		_, err = w.Responses.Submit(ctx, w.Submission(link, 1))
		wantKey(t, err, errs.Gone, "link.closed")
		w.Restart(t) // a key that was destroyed is not made again
		_, err = w.Responses.Submit(ctx, w.Submission(link, 1))
		wantKey(t, err, errs.Gone, "link.closed")
	})
}

func TestReopenedWaveKeepsItsKey(t *testing.T) {
	t.Parallel()
	w := responsetest.New(t, dbtest.OpenSQLite(t))
	wave := w.Open(t, "w", programme.Anonymous)
	link := w.Link(t, wave, "B0101")
	w.Submit(t, link, 1)
	w.Do(t, "w", programme.ActClose)
	w.Do(t, "w", programme.ActReopen)
	w.Clock.Move(40 * 24 * time.Hour)
	if err := w.Responses.DestroyKey(ctx, wave.ID); err != nil {
		t.Fatal(err)
	}
	if again, err := w.Responses.Submit(ctx, w.Submission(link, 1)); err != nil || !again.Repeat {
		t.Errorf("repeat in a wave that was opened again: %+v, %v", again, err)
	}
}
