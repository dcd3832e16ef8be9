package outreach

import (
	"context"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/programme"
)

// InvitedAmong counts those of the customers, at most 500, who have an invitation.
func (s *Service) InvitedAmong(ctx context.Context, q db.Q, customers []string) (int, error) {
	return countInvited(ctx, q, customers)
}

// Erase takes a customer off his invitations. Those that were not answered are revoked; their hashes are returned, for what
// is kept under them. Answers stay, without a way to whoever gave them.
func (s *Service) Erase(ctx context.Context, tx *db.Tx, customer string) (hashes []string, n int, err error) {
	list, err := invitationsOf(ctx, tx, customer)
	if err != nil {
		return nil, 0, err
	}
	for _, i := range list {
		if err := detach(ctx, tx, i.ID, db.At(s.now())); err != nil {
			return nil, 0, err
		}
		if i.State != Answered {
			hashes = append(hashes, i.Hash)
		}
	}
	return hashes, len(list), nil
}

// Merge moves the invitations of a customer to the one he was merged into. Of two in one wave the one that went further is
// kept, and the other one revoked unless both were answered. The hashes of the revoked ones are returned.
func (s *Service) Merge(ctx context.Context, tx *db.Tx, from, to string) (hashes []string, err error) {
	kept, err := invitationsOf(ctx, tx, to)
	if err != nil {
		return nil, err
	}
	have := map[programme.WaveID]Invitation{}
	for _, i := range kept {
		have[i.Wave] = i
	}
	moved, err := invitationsOf(ctx, tx, from)
	if err != nil {
		return nil, err
	}
	for _, i := range moved {
		other, both := have[i.Wave]
		if loser := behind(i, other); both && loser.State != Answered {
			if err := detach(ctx, tx, loser.ID, db.At(s.now())); err != nil {
				return nil, err
			}
			hashes = append(hashes, loser.Hash)
			if loser.ID == i.ID {
				continue
			}
		}
		if err := moveInvitation(ctx, tx, i.ID, to); err != nil {
			return nil, err
		}
	}
	return hashes, nil
}

// behind is the one of two invitations that went less far: the first one when both are equal.
func behind(a, b Invitation) Invitation {
	rank := map[InvitationState]int{Revoked: 0, Issued: 1, Started: 2, Answered: 3}
	if rank[a.State] > rank[b.State] {
		return b
	}
	return a
}
