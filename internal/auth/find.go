package auth

import (
	"context"
	"strings"

	"manyi.dev/manyi/internal/db"
)

// UserFilter chooses accounts; a zero field does not filter.
type UserFilter struct {
	Text  string // part of a login or name
	Role  Role
	Unit  string // id: with a grant for this very unit
	State UserState
	After string // next of the previous page
	Limit int    // 1 to 500; otherwise 50
}

// FindUsers is a page of the accounts by login; next is empty on the last page. It needs user.read.
func (s *Service) FindUsers(ctx context.Context, by Actor, f UserFilter) (page []User, next string, err error) {
	if err := Require(by, UserRead); err != nil {
		return nil, "", err
	}
	if f.Limit <= 0 || f.Limit > 500 {
		f.Limit = 50
	}
	f.Text = strings.TrimSpace(f.Text)
	page, err = usersWhere(ctx, s.db, f, f.Limit+1)
	if err != nil || len(page) <= f.Limit {
		return page, "", err
	}
	return page[:f.Limit], page[f.Limit-1].Login, nil
}

// Users is a page of all accounts by login; next is empty on the last page. It needs user.read.
func (s *Service) Users(ctx context.Context, by Actor, after string, limit int) (page []User, next string, err error) {
	return s.FindUsers(ctx, by, UserFilter{After: after, Limit: limit})
}

// UserByLogin is one account. It needs user.read.
func (s *Service) UserByLogin(ctx context.Context, by Actor, login string) (User, error) {
	if err := Require(by, UserRead); err != nil {
		return User{}, err
	}
	u, err := userByLogin(ctx, s.db, normal(login))
	return u, unknown(err)
}

// UserByID is one account. It needs user.read.
func (s *Service) UserByID(ctx context.Context, by Actor, id UserID) (User, error) {
	if err := Require(by, UserRead); err != nil {
		return User{}, err
	}
	u, err := userByID(ctx, s.db, id)
	return u, unknown(err)
}

// KeyFilter chooses keys; a zero field does not filter.
type KeyFilter struct {
	Text  string // part of a name, or of the owner's
	State KeyState
	After string // next of the previous page
	Limit int    // 1 to 500; otherwise 50
}

// FindKeys is a page of the keys, the newest first; next is empty on the last page. It needs key.read.
func (s *Service) FindKeys(ctx context.Context, by Actor, f KeyFilter) (page []Key, next string, err error) {
	if err := Require(by, KeyRead); err != nil {
		return nil, "", err
	}
	if f.Limit <= 0 || f.Limit > 500 {
		f.Limit = 50
	}
	f.Text = strings.TrimSpace(f.Text)
	page, err = keysWhere(ctx, s.db, f, db.At(s.now()), f.Limit+1)
	if err != nil || len(page) <= f.Limit {
		return page, "", err
	}
	return page[:f.Limit], string(page[f.Limit-1].ID), nil
}
