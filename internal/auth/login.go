package auth

import (
	"context"
	"math"
	"net/netip"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/errs"
)

// errLogin does not tell a wrong login from a wrong password.
var errLogin = errs.New(errs.Unauthenticated, "auth.login.failed")

// Login opens a session for whoever knows the password; ctx is that of a request under Middleware.
// Failures are Unauthenticated "auth.login.failed", TooMany "auth.too_many" with the seconds to
// wait, and, for those who know the password of a disabled account, Forbidden "auth.disabled".
func (s *Service) Login(ctx context.Context, login, password string, address netip.Addr) (Actor, error) {
	if a, _ := CurrentActor(ctx); a.key {
		return Actor{}, errOfPerson
	}
	login = normal(login)
	if !loginForm.MatchString(login) {
		login = "" // counted together, and not kept: people type their password here
	}
	u, err := s.prove(ctx, login, password, address)
	if err != nil {
		return Actor{}, err
	}
	if u.Disabled {
		return Actor{}, errs.New(errs.Forbidden, "auth.disabled")
	}
	if err := s.open(ctx, &u); err != nil {
		return Actor{}, err
	}
	err = s.db.Tx(ctx, func(tx *db.Tx) error {
		if err := stampLogin(ctx, tx, u.ID, db.At(s.now())); err != nil {
			return err
		}
		return written(ctx, tx, u.actor(), "user.login", u, map[string]any{"address": address.String()})
	})
	if err != nil {
		return Actor{}, err
	}
	return s.actor(ctx, &u)
}

// prove finds the user whose password this is. It takes as long for a login that does not exist.
func (s *Service) prove(ctx context.Context, login, password string, address netip.Addr) (User, error) {
	a, wait := s.throttle.begin(login, address)
	if wait > 0 {
		return User{}, errs.New(errs.TooMany, "auth.too_many").With("seconds", int(math.Ceil(wait.Seconds())))
	}
	u, err := userByLogin(ctx, s.db, login)
	exists := err == nil
	if err != nil && !errs.Is(err, errs.NotFound) {
		s.throttle.withdraw(a)
		return User{}, err
	}
	exists = exists && u.password != "" // an invitation that is not accepted yet has no password
	hash := u.password
	if !exists {
		hash = s.hash.decoy()
	}
	ok := false
	if len(password) <= maxPassword {
		if ok, err = s.hash.check(ctx, password, hash); err != nil {
			s.throttle.withdraw(a)
			return User{}, err
		}
	}
	if ok && exists {
		s.throttle.succeeded(a)
		return u, nil
	}
	if exists && a.last {
		err := s.db.Tx(ctx, func(tx *db.Tx) error {
			return written(ctx, tx, System, "user.throttle", u, map[string]any{"address": address.String()})
		})
		if err != nil {
			return User{}, err
		}
	}
	return User{}, errLogin
}

// Logout ends the session of the request.
func (s *Service) Logout(ctx context.Context) error {
	by, _ := CurrentActor(ctx)
	if by.key {
		return errOfPerson
	}
	if err := s.sessions.Destroy(ctx); err != nil {
		return err
	}
	if by.Nobody() {
		return nil
	}
	return s.db.Tx(ctx, func(tx *db.Tx) error {
		return written(ctx, tx, by, "user.logout", User{ID: by.ID, Login: by.Login}, nil)
	})
}

// ChangePassword changes the password of the request's user, who proves that he knows the old one.
// His other sessions end, this one goes on under a new token. It is the one thing that a user can
// do whose password was given by another. Failures are those of Login and of the password rules;
// a wrong old password is Invalid, in the field "old".
func (s *Service) ChangePassword(ctx context.Context, old, password string, address netip.Addr) error {
	by, ok := CurrentActor(ctx)
	if !ok {
		return errs.New(errs.Unauthenticated, "auth.login_required")
	}
	if by.key {
		return errOfPerson
	}
	u, err := s.prove(ctx, by.Login, old, address)
	if errs.Is(err, errs.Unauthenticated) {
		return errs.New(errs.Invalid, "auth.password.old").At("old")
	}
	if err != nil {
		return err
	}
	if password == old {
		return errs.New(errs.Invalid, "auth.password.same").At("password")
	}
	if err := checkPassword(password, u.Login); err != nil {
		return err
	}
	hash, err := s.hash.make(ctx, password)
	if err != nil {
		return err
	}
	err = s.db.Tx(ctx, func(tx *db.Tx) error {
		now, err := userByID(ctx, tx, u.ID)
		if err != nil {
			return unknown(err)
		}
		if now.generation != u.generation || now.Disabled { // changed since it was proven
			return errs.New(errs.Unauthenticated, "auth.login_required")
		}
		u = now
		u.password, u.MustChange = hash, false
		u.generation++
		if err := db.Update(ctx, tx, "users", userCols, userCells(&u)); err != nil {
			return err
		}
		if err := deleteLink(ctx, tx, u.ID); err != nil {
			return err
		}
		return written(ctx, tx, by, "user.change_password", u, nil)
	})
	if err != nil {
		return err
	}
	return s.open(ctx, &u)
}
