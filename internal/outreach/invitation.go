package outreach

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/programme"
)

// InvitationState says how far an invitation went.
type InvitationState string

// The states: issued → started → answered; issued and started → revoked; revoked → issued or started when renewed.
const (
	Issued   InvitationState = "issued"
	Started  InvitationState = "started"
	Answered InvitationState = "answered"
	Revoked  InvitationState = "revoked"
)

// InvitationStates lists the states.
var InvitationStates = []InvitationState{Issued, Started, Answered, Revoked}

// Invitation is one customer asked in one wave, by a link of his own that works once.
type Invitation struct {
	ID         string
	Wave       programme.WaveID
	Unit       string // id; the answers are about it
	Customer   string // id; empty once the customer was erased
	Batch      string
	Hash       string // SHA-256 of the token, hex
	round      int64  // how often the token was renewed
	State      InvitationState
	IssuedAt   db.Millis
	IssuedBy   string
	StartedAt  db.Millis // 0: nothing was answered yet
	AnsweredAt db.Millis
	RevokedAt  db.Millis
	Response   string // id of the original
}

// tokenLength is that of customer.Service.Token.
const tokenLength = 24

// token is the secret of the invitation's link: 144 bits that only the keys of the archive can make.
func (s *Service) token(i *Invitation) string {
	return s.customers.Token("invitation/" + i.ID + "/" + strconv.FormatInt(i.round, 10))
}

// hashOf is how a token is stored and looked up. The look-up compares hashes, so that its time tells nothing of tokens.
func hashOf(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// InvitationByToken finds the invitation of a link, in whatever state it is; errs.NotFound "invitation.unknown" for one that
// was never made or was replaced.
func (s *Service) InvitationByToken(ctx context.Context, token string) (Invitation, error) {
	unknown := errs.New(errs.NotFound, "invitation.unknown")
	if len(token) != tokenLength {
		return Invitation{}, unknown
	}
	i, err := invitationByHash(ctx, s.db, hashOf(token))
	if errs.Is(err, errs.NotFound) {
		err = unknown
	}
	return i, err
}

// Usable is nil while an invitation can be answered: errs.Conflict "invitation.answered", errs.Gone "invitation.revoked".
func (i *Invitation) Usable() error {
	switch i.State {
	case Answered:
		return errs.New(errs.Conflict, "invitation.answered")
	case Revoked:
		return errs.New(errs.Gone, "invitation.revoked")
	}
	return nil
}

// MarkStarted notes that the first answers of an invitation came.
func MarkStarted(ctx context.Context, tx *db.Tx, id string, now db.Millis) error {
	_, err := tx.Exec(ctx, `UPDATE invitations SET state = 'started', started_at = ? WHERE id = ? AND state = 'issued'`, now, id)
	return err
}

// MarkAnswered notes, in the transaction of the original, that an invitation was answered through its link. It reports false,
// and changes nothing, when the invitation is answered or revoked already or has another link now.
func MarkAnswered(ctx context.Context, tx *db.Tx, i *Invitation, response string, now db.Millis) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE invitations SET state = 'answered', answered_at = ?, response_id = ?,
		started_at = CASE WHEN started_at = 0 THEN ? ELSE started_at END
		WHERE id = ? AND token = ? AND state IN ('issued', 'started')`, now, response, now, i.ID, i.Hash)
	return n == 1, err
}

// InvitationIn is an invitation as it stands in a transaction.
func InvitationIn(ctx context.Context, tx *db.Tx, id string) (Invitation, error) {
	return invitationByID(ctx, tx, id)
}

// invitationOf reads an invitation of a wave; one of another wave, or of a unit outside those (nil is all), is not told from
// one that does not exist.
func invitationOf(ctx context.Context, q db.Q, wave programme.WaveID, id string, units []string) (Invitation, error) {
	i, err := invitationByID(ctx, q, id)
	if errs.Is(err, errs.NotFound) || err == nil && (i.Wave != wave || units != nil && !slices.Contains(units, i.Unit)) {
		return Invitation{}, errs.New(errs.NotFound, "invitation.not_found")
	}
	return i, err
}

// Revoke makes a link useless. What was answered stays: errs.Conflict "invitation.answered".
func (s *Service) Revoke(ctx context.Context, by audit.Actor, wave programme.Wave, id string, units []string) (i Invitation, err error) {
	err = s.db.Tx(ctx, func(tx *db.Tx) error {
		if i, err = invitationOf(ctx, tx, wave.ID, id, units); err != nil || i.State == Revoked {
			return err
		}
		if i.State == Answered {
			return i.Usable()
		}
		i.State, i.RevokedAt = Revoked, db.At(s.now())
		if err := putInvitation(ctx, tx, &i); err != nil {
			return err
		}
		return audit.Write(ctx, tx, by, audit.Entry{Action: "invitation.revoke", Kind: "invitation", Object: i.ID, Details: map[string]any{
			"wave": wave.Code,
		}})
	})
	return i, err
}

// Renew gives an invitation another link in the caller's transaction: the old one is dead at once. One that was revoked can
// be used again. before is the hash of the old token. A wave that takes no answers any more, and an invitation that was
// answered, are errs.Conflict.
func (s *Service) Renew(ctx context.Context, tx *db.Tx, by audit.Actor, wave programme.Wave, id string, units []string) (i Invitation, before string, err error) {
	if i, err = invitationOf(ctx, tx, wave.ID, id, units); err != nil {
		return i, "", err
	}
	if err := invitable(ctx, tx, wave); err != nil {
		return i, "", err
	}
	if i.State == Answered {
		return i, "", i.Usable()
	}
	if i.Customer == "" {
		return i, "", errs.New(errs.Conflict, "invitation.erased")
	}
	before = i.Hash
	i.round++
	i.Hash, i.State, i.RevokedAt = hashOf(s.token(&i)), Issued, 0
	if i.StartedAt > 0 {
		i.State = Started
	}
	if err := putInvitation(ctx, tx, &i); err != nil {
		return i, "", err
	}
	return i, before, audit.Write(ctx, tx, by, audit.Entry{Action: "invitation.renew", Kind: "invitation", Object: i.ID, Details: map[string]any{
		"wave": wave.Code,
	}})
}

// invitable refuses waves for which no personal links exist: anonymous ones (D5), and those that take no answers now or
// later.
func invitable(ctx context.Context, tx *db.Tx, wave programme.Wave) error {
	if wave.Anonymity == programme.Anonymous {
		return errs.New(errs.Conflict, "invitation.anonymous")
	}
	state, err := programme.StateIn(ctx, tx, wave.ID)
	if err == nil && !state.Running() {
		err = errs.New(errs.Conflict, "invitation.wave_state").With("state", state)
	}
	return err
}
