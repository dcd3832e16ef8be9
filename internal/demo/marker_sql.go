package demo

import (
	"context"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/errs"
)

// marker says in the table of settings that the record store holds a demonstration.
type marker string

const (
	loading  marker = "loading"
	complete marker = "complete"
)

// readMarker is the marker; empty when there is none.
func readMarker(ctx context.Context, q db.Q) (marker, error) {
	m, err := db.Value[marker](ctx, q, `SELECT value FROM settings WHERE name = 'demo'`)
	if errs.Is(err, errs.NotFound) {
		return "", nil
	}
	return m, err
}

func writeMarker(ctx context.Context, q db.Q, m marker) error {
	_, err := q.Exec(ctx, `INSERT INTO settings (name, value) VALUES ('demo', ?)
		ON CONFLICT (name) DO UPDATE SET value = excluded.value`, string(m))
	return err
}
