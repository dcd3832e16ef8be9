package auth

import (
	"context"

	"manyi.dev/manyi/internal/db"
)

const keyCols = `id, name, token, hint, scopes, user_id, created_at, expires_at, revoked_at, last_used_at`

func keyCells(k *Key) []any {
	return []any{
		&k.ID, &k.Name, &k.token, &k.Hint, db.JSON[[]Permission]{V: &k.Scopes}, &k.Owner, &k.CreatedAt, &k.ExpiresAt, &k.RevokedAt, &k.LastUsedAt,
	}
}

func keyByID(ctx context.Context, q db.Q, id KeyID) (Key, error) {
	return db.One(ctx, q, keyCells, `SELECT `+keyCols+` FROM api_keys WHERE id = ?`, id)
}

func keyByToken(ctx context.Context, q db.Q, hash string) (Key, error) {
	return db.One(ctx, q, keyCells, `SELECT `+keyCols+` FROM api_keys WHERE token = ?`, hash)
}

func allKeys(ctx context.Context, q db.Q) ([]Key, error) {
	return db.All(ctx, q, keyCells, `SELECT `+keyCols+` FROM api_keys ORDER BY created_at DESC, id DESC`)
}

func stampKey(ctx context.Context, q db.Q, id KeyID, now db.Millis) error {
	_, err := q.Exec(ctx, `UPDATE api_keys SET last_used_at = ? WHERE id = ?`, now, id)
	return err
}

// revokeKey reports whether the key was still good.
func revokeKey(ctx context.Context, tx *db.Tx, id KeyID, now db.Millis) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE api_keys SET revoked_at = ? WHERE id = ? AND revoked_at = 0`, now, id)
	return n == 1, err
}
