package auth

import (
	"context"

	"manyi.dev/manyi/internal/db"
)

const linkCols = `user_id, token, kind, created_at, expires_at`

func linkCells(l *Link) []any { return []any{&l.user, &l.token, &l.Kind, &l.CreatedAt, &l.ExpiresAt} }

func linkByToken(ctx context.Context, q db.Q, hash string) (Link, error) {
	return db.One(ctx, q, linkCells, `SELECT `+linkCols+` FROM user_links WHERE token = ?`, hash)
}

// putLink replaces the user's link: there is one at a time.
func putLink(ctx context.Context, tx *db.Tx, l Link) error {
	if err := deleteLink(ctx, tx, l.user); err != nil {
		return err
	}
	return db.Insert(ctx, tx, "user_links", linkCols, linkCells(&l))
}

func deleteLink(ctx context.Context, q db.Q, user UserID) error {
	_, err := q.Exec(ctx, `DELETE FROM user_links WHERE user_id = ?`, user)
	return err
}

// useLink deletes a link and reports whether it was there: of two who use it at once one finds it.
func useLink(ctx context.Context, tx *db.Tx, hash string) (bool, error) {
	n, err := tx.Exec(ctx, `DELETE FROM user_links WHERE token = ?`, hash)
	return n == 1, err
}

func deleteOldLinks(ctx context.Context, q db.Q, now db.Millis) error {
	_, err := q.Exec(ctx, `DELETE FROM user_links WHERE expires_at < ?`, now)
	return err
}
