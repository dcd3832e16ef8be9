package outreach

import (
	"context"
	"slices"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/programme"
)

// stopped is the problem of a batch that somebody stopped. While its state is still issuing, the job has not noticed yet.
const stopped = "invitation.stopped"

// StopIssuing ends the issue of links after the customers that are being looked at. Links that were issued stay. One that
// has ended is errs.Conflict "invitation.issue_over"; a batch of another wave, or one that reaches beyond the units (nil is
// all), is not told from one that does not exist.
func (s *Service) StopIssuing(ctx context.Context, by audit.Actor, wave programme.Wave, id string, units []string) (b InvitationBatch, err error) {
	err = s.db.Tx(ctx, func(tx *db.Tx) error {
		b, err = invitationBatch(ctx, tx, id)
		beyond := func(unit string) bool { return units != nil && !slices.Contains(units, unit) }
		if errs.Is(err, errs.NotFound) || err == nil && (b.Wave != wave.ID || slices.ContainsFunc(b.Selection.Units, beyond)) {
			return errs.New(errs.NotFound, "invitation.no_batch")
		}
		if err != nil {
			return err
		}
		n, err := stopBatch(ctx, tx, id)
		if err != nil {
			return err
		}
		if n == 0 {
			return errs.New(errs.Conflict, "invitation.issue_over")
		}
		b.Problem = stopped
		return audit.Write(ctx, tx, by, audit.Entry{Action: "invitation.stop", Kind: "wave", Object: wave.Code, Details: map[string]any{"batch": id}})
	})
	return b, err
}

// going fails with errs.Conflict once somebody stopped the batch. It holds the row, so that nobody stops it until the
// transaction has written how far the batch is.
func going(ctx context.Context, tx *db.Tx, id string) error {
	n, err := holdBatch(ctx, tx, id)
	if err == nil && n == 0 {
		err = errs.New(errs.Conflict, stopped)
	}
	return err
}
