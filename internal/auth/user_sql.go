package auth

import (
	"context"

	"manyi.dev/manyi/internal/db"
)

const userCols = `id, login, name, language, password, must_change, disabled, generation, created_at`

func userCells(u *User) []any {
	return []any{&u.ID, &u.Login, &u.Name, &u.Language, &u.password, &u.MustChange, &u.Disabled, &u.generation, &u.CreatedAt}
}

func userByID(ctx context.Context, q db.Q, id UserID) (User, error) {
	u, err := db.One(ctx, q, userCells, `SELECT `+userCols+` FROM users WHERE id = ?`, id)
	if err != nil {
		return u, err
	}
	return u, grantsOf(ctx, q, []*User{&u})
}

func userByLogin(ctx context.Context, q db.Q, login string) (User, error) {
	u, err := db.One(ctx, q, userCells, `SELECT `+userCols+` FROM users WHERE login = ?`, login)
	if err != nil {
		return u, err
	}
	return u, grantsOf(ctx, q, []*User{&u})
}

func usersAfter(ctx context.Context, q db.Q, login string, limit int) ([]User, error) {
	users, err := db.All(ctx, q, userCells, `SELECT `+userCols+` FROM users WHERE login > ? ORDER BY login LIMIT ?`, login, limit)
	if err != nil {
		return nil, err
	}
	places := make([]*User, len(users))
	for i := range users {
		places[i] = &users[i]
	}
	return users, grantsOf(ctx, q, places)
}

func countUsers(ctx context.Context, q db.Q) (int, error) {
	return db.Value[int](ctx, q, `SELECT count(*) FROM users`)
}

// grantsOf fills in the grants of up to 500 users.
func grantsOf(ctx context.Context, q db.Q, users []*User) error {
	type row struct {
		user UserID
		Grant
	}
	ids, byID := make([]UserID, len(users)), map[UserID]*User{}
	for i, u := range users {
		ids[i], byID[u.ID] = u.ID, u
	}
	in, args := db.In(ids)
	rows, err := db.All(ctx, q, func(r *row) []any { return []any{&r.user, &r.Role, &r.Unit} },
		`SELECT user_id, role, unit_id FROM user_grants WHERE user_id IN `+in+` ORDER BY user_id, role, unit_id`, args...)
	for _, r := range rows {
		byID[r.user].Grants = append(byID[r.user].Grants, r.Grant)
	}
	return err
}

func replaceGrants(ctx context.Context, tx *db.Tx, id UserID, grants []Grant) error {
	if _, err := tx.Exec(ctx, `DELETE FROM user_grants WHERE user_id = ?`, id); err != nil {
		return err
	}
	for _, g := range grants {
		if err := db.Insert(ctx, tx, "user_grants", `user_id, role, unit_id`, []any{id, g.Role, g.Unit}); err != nil {
			return err
		}
	}
	return nil
}

// session is a stored session, under the hash of its token.
type session struct {
	token   string
	data    string
	expires db.Millis
}

const sessionCols = `token, data, expires_at`

func sessionCells(s *session) []any { return []any{&s.token, &s.data, &s.expires} }

func sessionByToken(ctx context.Context, q db.Q, token string) (session, error) {
	return db.One(ctx, q, sessionCells, `SELECT `+sessionCols+` FROM sessions WHERE token = ?`, token)
}

func putSession(ctx context.Context, q db.Q, s session) error {
	_, err := q.Exec(ctx, `INSERT INTO sessions (`+sessionCols+`) VALUES (?, ?, ?)
		ON CONFLICT (token) DO UPDATE SET data = excluded.data, expires_at = excluded.expires_at`, sessionCells(&s)...)
	return err
}

func deleteSession(ctx context.Context, q db.Q, token string) error {
	_, err := q.Exec(ctx, `DELETE FROM sessions WHERE token = ?`, token)
	return err
}

func deleteExpired(ctx context.Context, q db.Q, now db.Millis) error {
	_, err := q.Exec(ctx, `DELETE FROM sessions WHERE expires_at < ?`, now)
	return err
}
