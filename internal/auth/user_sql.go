package auth

import (
	"context"
	"strings"

	"manyi.dev/manyi/internal/db"
)

const userCols = `id, login, name, language, password, must_change, disabled, generation, created_at, last_login_at`

func userCells(u *User) []any {
	return []any{
		&u.ID, &u.Login, &u.Name, &u.Language, &u.password, &u.MustChange, &u.Disabled, &u.generation, &u.CreatedAt, &u.LastLoginAt,
	}
}

func userByID(ctx context.Context, q db.Q, id UserID) (User, error) {
	return oneUser(ctx, q, `id = ?`, string(id))
}

func userByLogin(ctx context.Context, q db.Q, login string) (User, error) {
	return oneUser(ctx, q, `login = ?`, login)
}

func oneUser(ctx context.Context, q db.Q, where, value string) (User, error) {
	u, err := db.One(ctx, q, userCells, `SELECT `+userCols+` FROM users WHERE `+where, value)
	if err != nil {
		return u, err
	}
	return u, complete(ctx, q, []*User{&u})
}

func usersWhere(ctx context.Context, q db.Q, f UserFilter, limit int) ([]User, error) {
	where, args := []string{"login > ?"}, []any{f.After}
	and := func(condition string, values ...any) {
		where, args = append(where, condition), append(args, values...)
	}
	if f.Text != "" {
		part := db.Contains(strings.ToLower(f.Text))
		and(`(login LIKE ? ESCAPE '\' OR lower(name) LIKE ? ESCAPE '\')`, part, part)
	}
	if f.Role != "" {
		and("EXISTS (SELECT 1 FROM user_grants WHERE user_id = users.id AND role = ?)", f.Role)
	}
	if f.Unit != "" {
		and("EXISTS (SELECT 1 FROM user_grants WHERE user_id = users.id AND unit_id = ?)", f.Unit)
	}
	switch f.State {
	case StateDisabled:
		and("disabled")
	case StateInvited:
		and("NOT disabled AND password = ''")
	case StateActive:
		and("NOT disabled AND password <> ''")
	}
	users, err := db.All(ctx, q, userCells, `SELECT `+userCols+` FROM users
		WHERE `+strings.Join(where, " AND ")+` ORDER BY login LIMIT ?`, append(args, limit)...)
	if err != nil {
		return nil, err
	}
	places := make([]*User, len(users))
	for i := range users {
		places[i] = &users[i]
	}
	return users, complete(ctx, q, places)
}

func countUsers(ctx context.Context, q db.Q) (int, error) {
	return db.Value[int](ctx, q, `SELECT count(*) FROM users`)
}

// stampLogin touches nothing else of the row: a login and a change of the account may happen at once.
func stampLogin(ctx context.Context, q db.Q, id UserID, now db.Millis) error {
	_, err := q.Exec(ctx, `UPDATE users SET last_login_at = ? WHERE id = ?`, now, id)
	return err
}

// complete fills in the grants and links of up to 500 users.
func complete(ctx context.Context, q db.Q, users []*User) error {
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
	if err != nil {
		return err
	}
	for _, r := range rows {
		byID[r.user].Grants = append(byID[r.user].Grants, r.Grant)
	}
	links, err := db.All(ctx, q, linkCells, `SELECT `+linkCols+` FROM user_links WHERE user_id IN `+in, args...)
	if err != nil {
		return err
	}
	for _, l := range links {
		byID[l.user].Link = &l
	}
	absences, err := absencesOf(ctx, q, ids)
	for i := range absences {
		byID[absences[i].User].Absence = &absences[i]
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
