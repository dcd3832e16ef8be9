package auth

import (
	"context"

	"manyi.dev/manyi/internal/db"
)

// GivePassword gives a user a password that he may keep: for accounts whose password is meant to be known, as those
// of a demonstration. The user's sessions end. It needs user.change and cannot be done to oneself.
func (s *Service) GivePassword(ctx context.Context, by Actor, id UserID, password string) error {
	if err := checkPassword(password, ""); err != nil {
		return err
	}
	hash, err := s.hash.make(ctx, password)
	if err != nil {
		return err
	}
	_, err = s.change(ctx, by, id, "user.set_password", func(ctx context.Context, tx *db.Tx, u *User) (map[string]any, error) {
		u.password, u.MustChange = hash, false
		return nil, deleteLink(ctx, tx, u.ID)
	})
	return err
}
