package outreach

import (
	"context"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/programme"
)

// Reply is a response that came through an invitation.
type Reply struct {
	Wave     programme.WaveID
	Response string
}

// RepliesOf are the responses that a customer gave through personal links: the one way that leads from a person to answers.
func RepliesOf(ctx context.Context, q db.Q, customer string) ([]Reply, error) {
	return db.All(ctx, q, func(r *Reply) []any { return []any{&r.Wave, &r.Response} },
		`SELECT wave_id, response_id FROM invitations WHERE customer_id = ? AND response_id <> '' ORDER BY wave_id, response_id`, customer)
}
