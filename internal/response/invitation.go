package response

import (
	"context"
	"net/netip"
	"time"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/outreach"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/questionnaire"
)

// Personal is a filled questionnaire on its way in through a personal link.
type Personal struct {
	Token     string
	Answers   questionnaire.Answers
	Language  string
	StartedAt time.Time
	Address   netip.Addr // for the limits only
}

// SubmitPersonal is Submit for a personal link: the invitation is marked answered in the transaction of the original, and the
// draft goes. An invitation has one original, so it is itself the submission id (D6): the same answers again get the same
// receipt, others errs.Conflict "response.already_received" with it. Anonymous waves have no personal links (D5):
// errs.Conflict "invitation.anonymous".
func (s *Service) SubmitPersonal(ctx context.Context, in Personal) (Receipt, error) {
	receipt, err := s.submitPersonal(ctx, in)
	s.tally(receipt, err)
	return receipt, err
}

func (s *Service) submitPersonal(ctx context.Context, in Personal) (Receipt, error) {
	if err := s.allow(in.Token, in.Address); err != nil {
		return Receipt{}, err
	}
	v, err := s.Visit(ctx, in.Token)
	repeat := errs.HasKey(err, "invitation.answered") // which may be the reply that was lost
	if err != nil && !repeat && v.Wave.ID == "" {
		return Receipt{}, err
	}
	if v.Wave.Anonymity == programme.Anonymous {
		return Receipt{}, errs.New(errs.Conflict, "invitation.anonymous")
	}
	if v.Invitation.State == outreach.Revoked {
		return Receipt{}, err
	}
	answers, err := v.Form.Form.Validate(in.Answers)
	if err != nil {
		return Receipt{}, err
	}
	wave := v.Wave
	wave.Questionnaire = v.Form.ID
	p := &pending{invitation: &v.Invitation, done: make(chan struct{})}
	p.original, err = s.original(ctx, wave, v.Invitation.Unit, Submission{
		SubmissionID: submissionOf(&v.Invitation), Language: in.Language, Mode: Web, StartedAt: in.StartedAt,
	}, answers)
	if err != nil {
		return Receipt{}, err
	}
	return s.await(ctx, p)
}

// submissionOf is the submission id of an invitation. No page can send it: it has a sign that no other id has.
func submissionOf(i *outreach.Invitation) string { return "invitation:" + i.ID }

// answered marks the invitation of an original answered, before the original is written. Otherwise it says why not: a repeat
// of what was received, or a link that was revoked or replaced meanwhile.
func (p *pending) answered(ctx context.Context, tx *db.Tx) (fresh bool, err error) {
	i := p.invitation
	fresh, err = outreach.MarkAnswered(ctx, tx, i, p.original.ID, p.original.ReceivedAt)
	if err != nil {
		return false, err
	}
	if fresh {
		_, err = tx.Exec(ctx, deleteDraft, i.Hash)
		return true, err
	}
	before, err := earlier(ctx, tx, p.original.Submission, false)
	if err == nil {
		return false, p.repeat(before)
	}
	if !errs.Is(err, errs.NotFound) {
		return false, err
	}
	now, err := outreach.InvitationIn(ctx, tx, i.ID)
	if err == nil && now.Hash == i.Hash {
		err = now.Usable()
	}
	if err == nil {
		err = errs.New(errs.NotFound, "invitation.unknown")
	}
	return false, err
}

// Renew gives an invitation another link; what was typed through the old one goes on under it.
func (s *Service) Renew(ctx context.Context, by audit.Actor, wave programme.Wave, id string, units []string) (i outreach.Invitation, err error) {
	err = s.db.Tx(ctx, func(tx *db.Tx) error {
		var before string
		if i, before, err = s.outreach.Renew(ctx, tx, by, wave, id, units); err != nil {
			return err
		}
		return moveDraft(ctx, tx, before, i.Hash)
	})
	return i, err
}

// Used implements customer.Follower: who was invited cannot be taken back with the import that brought him.
func (s *Service) Used(ctx context.Context, q db.Q, ids []string) (int, error) {
	return s.outreach.InvitedAmong(ctx, q, ids)
}

// Erased implements customer.Follower: unanswered links are revoked and their drafts deleted, and nothing leads from an
// answer to the customer any more. The answers stay.
func (s *Service) Erased(ctx context.Context, tx *db.Tx, id string) (map[string]int, error) {
	hashes, n, err := s.outreach.Erase(ctx, tx, id)
	if err != nil || n == 0 {
		return nil, err
	}
	drafts, err := s.dropDrafts(ctx, tx, hashes)
	return map[string]int{"invitations": n, "drafts": drafts}, err
}

// Merged implements customer.Follower: the invitations are those of the other customer.
func (s *Service) Merged(ctx context.Context, tx *db.Tx, from, to string) error {
	hashes, err := s.outreach.Merge(ctx, tx, from, to)
	if err == nil {
		_, err = s.dropDrafts(ctx, tx, hashes)
	}
	return err
}

func (s *Service) dropDrafts(ctx context.Context, tx *db.Tx, hashes []string) (n int, err error) {
	for _, hash := range hashes {
		gone, err := tx.Exec(ctx, deleteDraft, hash)
		if err != nil {
			return n, err
		}
		n += int(gone)
	}
	return n, nil
}
