package auth

import (
	"context"

	"manyi.dev/manyi/internal/db"
)

func insertAbsence(ctx context.Context, tx *db.Tx, a *Absence) error {
	return db.Insert(ctx, tx, "user_absences", `user_id, from_day, to_day, deputy_id, set_at`, []any{a.User, a.From, a.To, a.Deputy, a.setAt})
}

func deleteAbsence(ctx context.Context, tx *db.Tx, user UserID) error {
	_, err := tx.Exec(ctx, `DELETE FROM user_absences WHERE user_id = ?`, user)
	return err
}

// absencesOf are the absences of users.
func absencesOf(ctx context.Context, q db.Q, users []UserID) ([]Absence, error) {
	in, args := db.In(users)
	return db.All(ctx, q, func(a *Absence) []any {
		return []any{&a.User, &a.From, &a.To, &a.Deputy, &a.setAt, &a.DeputyName, &a.DeputyLogin}
	}, `SELECT a.user_id, a.from_day, a.to_day, a.deputy_id, a.set_at, d.name, d.login
		FROM user_absences a JOIN users d ON d.id = a.deputy_id WHERE a.user_id IN `+in, args...)
}

// standsFor are the users whose deputy somebody is on a day; accounts that were disabled have nothing to give.
func standsFor(ctx context.Context, q db.Q, deputy UserID, day string) ([]User, error) {
	users, err := db.All(ctx, q, userCells, `SELECT `+userCols+` FROM users WHERE NOT disabled AND id IN
		(SELECT user_id FROM user_absences WHERE deputy_id = ? AND from_day <= ? AND to_day >= ?) ORDER BY login LIMIT 100`, deputy, day, day)
	if err != nil || len(users) == 0 {
		return nil, err
	}
	places := make([]*User, len(users))
	for i := range users {
		places[i] = &users[i]
	}
	return users, complete(ctx, q, places)
}
