package response

import (
	"context"
	"time"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/auth"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/job"
	"manyi.dev/manyi/internal/outreach"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/questionnaire"
)

// keepDrafts is how long drafts that became nothing are kept after the closing, so that a wave that is opened again loses
// none (D7).
const keepDrafts = 7 * 24 * time.Hour

// DropDrafts is the job that deletes the drafts of a wave that has been closed for a week.
type DropDrafts struct{ Wave programme.WaveID }

// Kind names the job.
func (DropDrafts) Kind() string { return "response.drop_drafts" }

// settlePage is how many drafts are looked at together.
const settlePage = 100

// SettleDrafts makes partial originals of the drafts of a closed wave in which at least half of the applicable items are
// answered, if the first page said so, and has the others deleted a week later.
func (s *Service) SettleDrafts(ctx context.Context, id programme.WaveID) error {
	wave, err := s.programmes.Wave(ctx, id)
	if err != nil || wave.ClosedAt == 0 || wave.Anonymity == programme.Anonymous {
		return err
	}
	first, err := draftsAfter(ctx, s.db, id, "", 1)
	if err != nil || len(first) == 0 {
		return err
	}
	if wave.KeepPartial {
		if err := s.keepPartial(ctx, wave); err != nil {
			return err
		}
	}
	return s.db.Tx(ctx, func(tx *db.Tx) error {
		return job.Add(ctx, tx, DropDrafts{id}, job.At(wave.ClosedAt.Time().Add(keepDrafts)))
	})
}

func (s *Service) keepPartial(ctx context.Context, wave programme.Wave) error {
	chunk := func(ctx context.Context, f func(*db.Tx) error) error { return s.db.Tx(ctx, f) }
	for after := ""; ; {
		page, err := draftsAfter(ctx, s.db, wave.ID, after, settlePage)
		if err != nil || len(page) == 0 {
			return err
		}
		after = page[len(page)-1].hash
		var ready []*pending
		for i := range page {
			p, err := s.partial(ctx, wave, &page[i])
			if err != nil {
				return err
			}
			if p != nil {
				ready = append(ready, p)
			}
		}
		if len(ready) == 0 {
			continue
		}
		err = s.feed.write(ctx, chunk, func(tx *db.Tx, seq *int64) error { return s.storePartial(ctx, tx, wave, ready, seq) })
		if err != nil {
			return err
		}
		s.watchers.wake(wave.ID)
	}
}

// partial is the original that a draft becomes, nil for one that is answered too little.
func (s *Service) partial(ctx context.Context, wave programme.Wave, d *Draft) (*pending, error) {
	version, err := s.forms.ByID(ctx, d.form)
	if err != nil {
		return nil, err
	}
	answers := version.Form.Known(version.Form.Answers(d.Typed))
	if answered, applicable := share(version.Form, answers); answered == 0 || 2*answered < applicable {
		return nil, nil
	}
	i := &outreach.Invitation{ID: d.invitation, Hash: d.hash}
	wave.Questionnaire = d.form
	p := &pending{invitation: i}
	p.original, err = s.original(ctx, wave, d.unit, Submission{
		SubmissionID: submissionOf(i), Language: d.Language, Mode: Web, StartedAt: d.StartedAt.Time(),
	}, answers)
	if err != nil {
		return nil, err
	}
	// The instant of a partial answer is that of the last page, not of the job.
	p.original.State, p.original.ReceivedAt, p.original.Quarter = Partial, d.SavedAt, quarterOf(d.SavedAt.Time(), s.zone)
	p.original.StartedAt = startOf(d.StartedAt.Time(), d.SavedAt.Time())
	return p, nil
}

// share counts the items that apply to somebody with these answers, and those of them that are answered.
func share(form *questionnaire.Form, answers questionnaire.Answers) (answered, applicable int) {
	shown := form.Visible(answers)
	for _, e := range form.Items() {
		if !shown[e.Code] {
			continue
		}
		applicable++
		if answers[e.Code] != nil {
			answered++
		}
	}
	return answered, applicable
}

// storePartial writes partial originals, unless the wave was opened again meanwhile or the link was revoked.
func (s *Service) storePartial(ctx context.Context, tx *db.Tx, wave programme.Wave, ready []*pending, seq *int64) error {
	state, err := programme.StateIn(ctx, tx, wave.ID)
	if err != nil || Taking(state) == nil || state == programme.Paused {
		return err
	}
	counts := map[countKey]int64{}
	for _, p := range ready {
		o := &p.original
		fresh, err := outreach.MarkAnswered(ctx, tx, p.invitation, o.ID, o.ReceivedAt)
		if err != nil {
			return err
		}
		if !fresh {
			continue
		}
		if _, err := insert(ctx, tx, o, false); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, deleteDraft, p.invitation.Hash); err != nil {
			return err
		}
		*seq++
		if _, err := tx.Exec(ctx, insertFeed, *seq, o.ID, string(o.Wave), o.Unit, KindReceived); err != nil {
			return err
		}
		counts[countKey{o.Wave, o.Unit, o.Quarter, o.State}]++
	}
	return addCounts(ctx, tx, counts)
}

// DropDrafts deletes the drafts of a wave that has been closed for a week; one that was opened again keeps them.
func (s *Service) DropDrafts(ctx context.Context, id programme.WaveID) error {
	wave, err := s.programmes.Wave(ctx, id)
	if err != nil {
		return err
	}
	if wave.ClosedAt == 0 || s.now().Sub(wave.ClosedAt.Time()) < keepDrafts {
		return nil
	}
	return s.db.Tx(ctx, func(tx *db.Tx) error {
		n, err := deleteDrafts(ctx, tx, id)
		if err != nil || n == 0 {
			return err
		}
		by := audit.Actor{ID: string(auth.System.ID), Name: "schedule"}
		return audit.Write(ctx, tx, by, audit.Entry{Action: "response.drop_drafts", Kind: "wave", Object: wave.Code, Details: map[string]any{"drafts": n}})
	})
}
