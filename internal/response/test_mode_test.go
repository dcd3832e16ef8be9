package response_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/response"
	"manyi.dev/manyi/internal/response/responsetest"
)

// left counts the rows of the tables that a response would be in, and of those of tests.
func left(t *testing.T, d *db.DB) map[string]int {
	t.Helper()
	counts := map[string]int{}
	for _, table := range []string{"responses", "anonymous_responses", "response_feed", "anonymous_feed", "response_counts", "test_links", "test_answers"} {
		n, err := db.Value[int](ctx, d, `SELECT COUNT(*) FROM `+table)
		if err != nil {
			t.Fatal(err)
		}
		if n > 0 {
			counts[table] = n
		}
	}
	return counts
}

func TestAFormIsTriedBeforeItsWaveOpens(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := responsetest.New(t, d)
		wave := w.Plan(t, "tried", programme.Confidential)
		link, err := w.Responses.MakeTestLink(ctx, maker, wave)
		if err != nil || len(link.Code) < 20 || link.ByName != "Maker" {
			t.Fatalf("%+v, %v", link, err)
		}
		if again, err := w.Responses.MakeTestLink(ctx, maker, wave); err != nil || again.Code != link.Code {
			t.Errorf("asked for again: %+v, %v", again, err)
		}
		send := func(n int) (response.Receipt, error) { return w.Responses.SubmitTest(ctx, w.Submission(link.Code, n)) }
		first, err := send(1)
		if err != nil || first.Repeat {
			t.Fatalf("%+v, %v", first, err)
		}
		if again, err := send(1); err != nil || !again.Repeat || again.ID != first.ID {
			t.Errorf("the same again: %+v, %v", again, err)
		}
		other := w.Submission(link.Code, 1)
		other.Answers = responsetest.Answers(1, 3)
		if _, err := w.Responses.SubmitTest(ctx, other); !errs.HasKey(err, "response.already_received") {
			t.Errorf("other answers under the same id: %v", err)
		}
		other = w.Submission(link.Code, 2)
		other.Answers["Q11"] = "none"
		if _, err := w.Responses.SubmitTest(ctx, other); !errs.HasKey(err, "answer.option_unknown") {
			t.Errorf("a wrong answer: %v", err)
		}
		if _, err := w.Responses.Submit(ctx, w.Submission(link.Code, 2)); !errs.HasKey(err, "link.unknown") {
			t.Errorf("a test link takes responses: %v", err)
		}
		if _, err := send(2); err != nil {
			t.Fatal(err)
		}
		page, err := w.Responses.TestAnswers(ctx, wave.ID, "", 1)
		if err != nil || len(page) != 1 || page[0].Form != wave.Questionnaire || page[0].Answers["Q11"] == nil {
			t.Fatalf("%+v, %v", page, err)
		}
		if rest, err := w.Responses.TestAnswers(ctx, wave.ID, page[0].ID, 9); err != nil || len(rest) != 1 || rest[0].ID != first.ID {
			t.Errorf("the page after: %+v, %v", rest, err)
		}
		if got := left(t, d); len(got) != 2 || got["test_answers"] != 2 || got["test_links"] != 1 {
			t.Errorf("tests are found in %v", got)
		}
		if err := w.Responses.WipeTestAnswers(ctx, maker, wave); err != nil {
			t.Fatal(err)
		}
		if _, err := send(3); err != nil {
			t.Errorf("the link after wiping: %v", err)
		}

		w.Do(t, "tried", programme.ActOpen)
		if got := left(t, d); len(got) != 0 {
			t.Errorf("after opening there are %v", got)
		}
		if _, err := send(4); !errs.HasKey(err, "test.link_unknown") {
			t.Errorf("a test after opening: %v", err)
		}
		opened, err := w.Programmes.WaveByCode(ctx, "tried")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Responses.MakeTestLink(ctx, maker, opened); !errs.HasKey(err, "test.state") {
			t.Errorf("a test link of an open wave: %v", err)
		}
		for _, action := range []string{"wave.test_link", "wave.test_wipe"} {
			if log, _, err := audit.List(ctx, d, audit.Filter{Action: action}); err != nil || len(log) != 1 {
				t.Errorf("%d entries of %s, %v", len(log), action, err)
			}
		}
	})
}

func TestATriedWaveCanBeDiscarded(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := responsetest.New(t, d)
		wave := w.Plan(t, "dropped", programme.Anonymous)
		link, err := w.Responses.MakeTestLink(ctx, maker, wave)
		if err == nil {
			_, err = w.Responses.SubmitTest(ctx, w.Submission(link.Code, 1))
		}
		if err == nil {
			err = w.Programmes.Discard(ctx, maker, "dropped")
		}
		if got := left(t, d); err != nil || len(got) != 0 {
			t.Errorf("left %v, %v", got, err)
		}
	})
}

// Whoever sends while the wave is being opened is either wiped or refused.
func TestTestsDoNotOutliveTheOpening(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := responsetest.New(t, d)
		wave := w.Plan(t, "raced", programme.Named)
		link, err := w.Responses.MakeTestLink(ctx, maker, wave)
		if err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		var kept atomic.Int64
		for n := range 40 {
			wg.Go(func() {
				if n == 20 {
					if _, err := w.Programmes.Do(ctx, maker, "raced", programme.ActOpen, ""); err != nil {
						t.Error(err)
					}
				}
				_, err := w.Responses.SubmitTest(ctx, w.Submission(link.Code, n))
				var known *errs.Error
				if err == nil {
					kept.Add(1)
				} else if !errs.HasKey(err, "test.link_unknown") && !errors.As(err, &known) {
					t.Errorf("sending while the wave is opened: %v", err)
				}
			})
		}
		wg.Wait()
		if got := left(t, d); len(got) != 0 {
			t.Errorf("%d were taken, and there are %v", kept.Load(), got)
		}
	})
}
