package auth

import (
	"context"
	"strings"

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

// keysWhere are keys with the names of their owners. Ids ascend with time, so the newest come first.
func keysWhere(ctx context.Context, q db.Q, f KeyFilter, now db.Millis, limit int) ([]Key, error) {
	where, args := []string{"1 = 1"}, []any{}
	and := func(condition string, values ...any) {
		where, args = append(where, condition), append(args, values...)
	}
	if f.After != "" {
		and("k.id < ?", f.After)
	}
	if f.Text != "" {
		part := db.Contains(strings.ToLower(f.Text))
		and(`(lower(k.name) LIKE ? ESCAPE '\' OR lower(u.name) LIKE ? ESCAPE '\')`, part, part)
	}
	switch f.State {
	case KeyRevoked:
		and("k.revoked_at <> 0")
	case KeyExpired:
		and("k.revoked_at = 0 AND k.expires_at <= ?", now)
	case KeyGood:
		and("k.revoked_at = 0 AND k.expires_at > ?", now)
	}
	cells := func(k *Key) []any { return append(keyCells(k), &k.OwnerName) }
	return db.All(ctx, q, cells, `SELECT k.`+strings.ReplaceAll(keyCols, ", ", ", k.")+`, u.name
		FROM api_keys k JOIN users u ON u.id = k.user_id
		WHERE `+strings.Join(where, " AND ")+` ORDER BY k.id DESC LIMIT ?`, append(args, limit)...)
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
