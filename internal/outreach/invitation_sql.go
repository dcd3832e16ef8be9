package outreach

import (
	"context"
	"strings"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/programme"
)

const invitationCols = `id, wave_id, unit_id, customer_id, batch_id, token, round, state, issued_at, issued_by, started_at, answered_at, ` +
	`revoked_at, response_id`

func invitationCells(i *Invitation) []any {
	return []any{
		&i.ID, &i.Wave, &i.Unit, &i.Customer, &i.Batch, &i.Hash, &i.round, &i.State, &i.IssuedAt, &i.IssuedBy, &i.StartedAt, &i.AnsweredAt,
		&i.RevokedAt, &i.Response,
	}
}

func invitationByHash(ctx context.Context, q db.Q, hash string) (Invitation, error) {
	return db.One(ctx, q, invitationCells, `SELECT `+invitationCols+` FROM invitations WHERE token = ?`, hash)
}

func invitationByID(ctx context.Context, q db.Q, id string) (Invitation, error) {
	return db.One(ctx, q, invitationCells, `SELECT `+invitationCols+` FROM invitations WHERE id = ?`, id)
}

func putInvitation(ctx context.Context, q db.Q, i *Invitation) error {
	return db.Update(ctx, q, "invitations", invitationCols, invitationCells(i))
}

func insertInvitations(ctx context.Context, q db.Q, list []Invitation) error {
	rows := make([][]any, len(list))
	for i := range list {
		rows[i] = invitationCells(&list[i])
	}
	return db.InsertMany(ctx, q, "invitations", invitationCols, rows, "")
}

// invitedAmong finds those of the customers, at most 500, who have an invitation in the wave that another batch made.
func invitedAmong(ctx context.Context, q db.Q, wave programme.WaveID, batch string, customers []string) ([]string, error) {
	in, args := db.In(customers)
	return db.Values[string](ctx, q, `SELECT DISTINCT customer_id FROM invitations WHERE wave_id = ? AND batch_id <> ? AND customer_id IN `+in,
		append([]any{wave, batch}, args...)...)
}

// madeAmong finds those of the customers who have an invitation of the batch: its job was interrupted.
func madeAmong(ctx context.Context, q db.Q, batch string, customers []string) ([]string, error) {
	in, args := db.In(customers)
	return db.Values[string](ctx, q, `SELECT customer_id FROM invitations WHERE batch_id = ? AND customer_id IN `+in, append([]any{batch}, args...)...)
}

func countInvited(ctx context.Context, q db.Q, customers []string) (int, error) {
	in, args := db.In(customers)
	return db.Value[int](ctx, q, `SELECT COUNT(DISTINCT customer_id) FROM invitations WHERE customer_id IN `+in, args...)
}

func invitationsOf(ctx context.Context, q db.Q, customer string) ([]Invitation, error) {
	return db.All(ctx, q, invitationCells, `SELECT `+invitationCols+` FROM invitations WHERE customer_id = ? ORDER BY id DESC`, customer)
}

// invitationPage reads invitations, newest first.
func invitationPage(ctx context.Context, q db.Q, o *InvitationQuery, customers []string, limit int) ([]Invitation, error) {
	where, args := []string{`wave_id = ?`}, []any{o.Wave}
	among := func(column string, list []string) {
		in, more := db.In(list)
		where, args = append(where, column+` IN `+in), append(args, more...)
	}
	if o.Units != nil {
		among(`unit_id`, o.Units)
	}
	if customers != nil {
		among(`customer_id`, customers)
	}
	if o.State != "" {
		where, args = append(where, `state = ?`), append(args, o.State)
	}
	if o.Batch != "" {
		where, args = append(where, `batch_id = ?`), append(args, o.Batch)
	}
	if o.After != "" {
		where, args = append(where, `id < ?`), append(args, o.After)
	}
	return db.All(ctx, q, invitationCells, `SELECT `+invitationCols+` FROM invitations WHERE `+strings.Join(where, ` AND `)+
		` ORDER BY id DESC LIMIT ?`, append(args, limit)...)
}

// InvitationCount is how far the personal links of a unit went; revoked ones that were not answered count as Revoked only.
type InvitationCount struct {
	Unit                               string
	Issued, Started, Answered, Revoked int64
}

func invitationCounts(ctx context.Context, q db.Q, wave programme.WaveID) ([]InvitationCount, error) {
	cells := func(c *InvitationCount) []any { return []any{&c.Unit, &c.Issued, &c.Started, &c.Answered, &c.Revoked} }
	return db.All(ctx, q, cells, `SELECT unit_id, SUM(CASE WHEN state <> 'revoked' THEN 1 ELSE 0 END),
		SUM(CASE WHEN state <> 'revoked' AND started_at > 0 THEN 1 ELSE 0 END), SUM(CASE WHEN state = 'answered' THEN 1 ELSE 0 END),
		SUM(CASE WHEN state = 'revoked' THEN 1 ELSE 0 END) FROM invitations WHERE wave_id = ? GROUP BY unit_id ORDER BY unit_id`, wave)
}

const batchCols = `id, wave_id, state, selection, place, matching, seen, issued, invited_before, refused, problem, actor_id, actor_name, ` +
	`created_at, finished_at`

func batchCells(b *InvitationBatch) []any {
	return []any{
		&b.ID, &b.Wave, &b.State,
		db.JSON[Selection]{V: &b.Selection},
		&b.place, &b.Matching, &b.Seen, &b.Issued, &b.InvitedBefore,
		db.JSON[map[string]int]{V: &b.Refused},
		&b.Problem, &b.By.ID, &b.By.Name, &b.CreatedAt, &b.FinishedAt,
	}
}

func insertInvitationBatch(ctx context.Context, q db.Q, b *InvitationBatch) error {
	return db.Insert(ctx, q, "invitation_batches", batchCols, batchCells(b))
}

func putInvitationBatch(ctx context.Context, q db.Q, b *InvitationBatch) error {
	return db.Update(ctx, q, "invitation_batches", batchCols, batchCells(b))
}

func stopBatch(ctx context.Context, tx *db.Tx, id string) (int64, error) {
	return tx.Exec(ctx, `UPDATE invitation_batches SET problem = ? WHERE id = ? AND state = 'issuing' AND problem = ''`, stopped, id)
}

func holdBatch(ctx context.Context, tx *db.Tx, id string) (int64, error) {
	return tx.Exec(ctx, `UPDATE invitation_batches SET seen = seen WHERE id = ? AND problem = ''`, id)
}

func invitationBatch(ctx context.Context, q db.Q, id string) (InvitationBatch, error) {
	return db.One(ctx, q, batchCells, `SELECT `+batchCols+` FROM invitation_batches WHERE id = ?`, id)
}

func invitationBatches(ctx context.Context, q db.Q, wave programme.WaveID) ([]InvitationBatch, error) {
	return db.All(ctx, q, batchCells, `SELECT `+batchCols+` FROM invitation_batches WHERE wave_id = ? ORDER BY id DESC LIMIT 500`, wave)
}

// detach takes the customer off an invitation, and its use when it was not answered.
func detach(ctx context.Context, tx *db.Tx, id string, now db.Millis) error {
	_, err := tx.Exec(ctx, `UPDATE invitations SET customer_id = '', revoked_at = CASE WHEN state = 'answered' THEN revoked_at ELSE ? END,
		state = CASE WHEN state = 'answered' THEN state ELSE 'revoked' END WHERE id = ?`, now, id)
	return err
}

func moveInvitation(ctx context.Context, tx *db.Tx, id, customer string) error {
	_, err := tx.Exec(ctx, `UPDATE invitations SET customer_id = ? WHERE id = ?`, customer, id)
	return err
}
