package response

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/questionnaire"
	"manyi.dev/manyi/internal/seal"
)

// maxTestAnswers bounds what a link that went astray can fill the store with.
const maxTestAnswers = 2000

// TestLink is the way to try the form of a planned wave (D14). Whoever has its code can answer, as with an open link.
type TestLink struct {
	Wave      programme.WaveID
	Code      string
	By        string // id of who made it
	ByName    string // his name at the time
	CreatedAt db.Millis
}

// TestAnswer is what somebody answered when the form was tried. It is no original: nothing but the page of the planned
// wave shows it, and it goes when the wave is opened.
type TestAnswer struct {
	ID         string
	Wave       programme.WaveID
	Form       string // questionnaire version id
	Language   string
	Answers    questionnaire.Answers
	StartedAt  db.Millis // 0: not said
	ReceivedAt db.Millis

	submission, text string
}

// MakeTestLink is the test link of a planned wave, made when there is none; errs.Conflict "test.state" for another state.
func (s *Service) MakeTestLink(ctx context.Context, by audit.Actor, wave programme.Wave) (l TestLink, err error) {
	err = s.db.Tx(ctx, func(tx *db.Tx) error {
		if err := stillPlanned(ctx, tx, wave.ID); err != nil {
			return err
		}
		if l, err = testLinkOf(ctx, tx, wave.ID); !errs.Is(err, errs.NotFound) {
			return err
		}
		l = TestLink{Wave: wave.ID, Code: strings.ToLower(rand.Text()), By: by.ID, ByName: by.Name, CreatedAt: db.At(s.now())}
		if err := db.Insert(ctx, tx, "test_links", testLinkCols, testLinkCells(&l)); err != nil {
			return err
		}
		return audit.Write(ctx, tx, by, audit.Entry{Action: "wave.test_link", Kind: "wave", Object: wave.Code})
	})
	return l, err
}

func stillPlanned(ctx context.Context, tx *db.Tx, id programme.WaveID) error {
	state, err := programme.StateIn(ctx, tx, id)
	if err == nil && state != programme.Planned {
		err = errs.New(errs.Conflict, "test.state")
	}
	return err
}

// TestLinkOf is the test link of a wave; errs.NotFound "test.link_unknown" when it has none.
func (s *Service) TestLinkOf(ctx context.Context, wave programme.WaveID) (TestLink, error) {
	l, err := testLinkOf(ctx, s.db, wave)
	return l, unknownTest(err)
}

// TestLink finds a test link and its wave by the code; errs.NotFound "test.link_unknown", also once the wave is not planned
// any more.
func (s *Service) TestLink(ctx context.Context, code string) (TestLink, programme.Wave, error) {
	l, err := testLinkByCode(ctx, s.db, code)
	if err != nil {
		return l, programme.Wave{}, unknownTest(err)
	}
	wave, err := s.programmes.Wave(ctx, l.Wave)
	if err == nil && wave.State != programme.Planned {
		err = errs.New(errs.NotFound, "test.link_unknown")
	}
	return l, wave, err
}

func unknownTest(err error) error {
	if errs.Is(err, errs.NotFound) {
		return errs.New(errs.NotFound, "test.link_unknown").Because(err)
	}
	return err
}

// SubmitTest keeps what was answered under a test link, validated as a response would be. The same submission again gets
// the same receipt; with other answers it is errs.Conflict "response.already_received".
func (s *Service) SubmitTest(ctx context.Context, in Submission) (r Receipt, err error) {
	link, wave, err := s.TestLink(ctx, in.Link)
	if err != nil {
		return Receipt{}, err
	}
	if err := checkSubmissionID(in.SubmissionID); err != nil {
		return Receipt{}, err
	}
	if err := s.allow(in.Link, in.Address); err != nil {
		return Receipt{}, err
	}
	form, err := s.begunOn(ctx, wave, in.Form)
	if err != nil {
		return Receipt{}, err
	}
	answers, err := form.Form.Validate(in.Answers)
	if err != nil {
		return Receipt{}, err
	}
	text, err := seal.Canonical(map[string]any(answers))
	if err != nil {
		return Receipt{}, errs.New(errs.Invalid, "response.unreadable").Because(err)
	}
	now := s.now()
	t := TestAnswer{
		ID: uuid.Must(uuid.NewV7()).String(), Wave: link.Wave, Form: form.ID, Language: in.Language, submission: in.SubmissionID,
		text: string(text), StartedAt: startOf(in.StartedAt, now), ReceivedAt: db.At(now),
	}
	err = s.db.Tx(ctx, func(tx *db.Tx) error {
		r, err = keepTest(ctx, tx, &t)
		return err
	})
	return r, err
}

// keepTest writes a test answer, unless it is there already, the link is gone, or there are too many.
func keepTest(ctx context.Context, tx *db.Tx, t *TestAnswer) (Receipt, error) {
	have, err := testAnswerOf(ctx, tx, t.Wave, t.submission)
	switch {
	case err == nil && have.text == t.text:
		return Receipt{ID: have.ID, Repeat: true}, nil
	case err == nil:
		return Receipt{}, errs.New(errs.Conflict, "response.already_received").With("receipt", have.ID)
	case !errs.Is(err, errs.NotFound):
		return Receipt{}, err
	}
	if _, err := testLinkOf(ctx, tx, t.Wave); err != nil {
		return Receipt{}, unknownTest(err)
	}
	if n, err := countTestAnswers(ctx, tx, t.Wave); err != nil {
		return Receipt{}, err
	} else if n >= maxTestAnswers {
		return Receipt{}, errs.New(errs.Unavailable, "test.full").With("max", maxTestAnswers)
	}
	return Receipt{ID: t.ID}, db.Insert(ctx, tx, "test_answers", testAnswerCols, testAnswerCells(t))
}

// TestAnswers lists what was answered under a wave's test link before an id, the latest first; "" is from the beginning.
func (s *Service) TestAnswers(ctx context.Context, wave programme.WaveID, before string, limit int) ([]TestAnswer, error) {
	list, err := testAnswers(ctx, s.db, wave, before, limit)
	if err != nil {
		return nil, err
	}
	for i := range list {
		if err := json.Unmarshal([]byte(list[i].text), &list[i].Answers); err != nil {
			return nil, fmt.Errorf("read test answer %s: %w", list[i].ID, err)
		}
	}
	return list, nil
}

// CountTestAnswers is how many test answers a wave has.
func (s *Service) CountTestAnswers(ctx context.Context, wave programme.WaveID) (int, error) {
	return countTestAnswers(ctx, s.db, wave)
}

// WipeTestAnswers takes away what was answered so far; the link stays.
func (s *Service) WipeTestAnswers(ctx context.Context, by audit.Actor, wave programme.Wave) error {
	return s.db.Tx(ctx, func(tx *db.Tx) error {
		n, err := wipeTestAnswers(ctx, tx, wave.ID)
		if err != nil || n == 0 {
			return err
		}
		return audit.Write(ctx, tx, by, audit.Entry{
			Action: "wave.test_wipe", Kind: "wave", Object: wave.Code, Details: map[string]any{"answers": n},
		})
	})
}
