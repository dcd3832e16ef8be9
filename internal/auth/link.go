package auth

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/netip"
	"time"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/errs"
)

// LinkKind is what a link is for.
type LinkKind string

// The kinds of links.
const (
	Invitation LinkKind = "invitation" // to the first password
	Reset      LinkKind = "reset"      // to another password, in place of a forgotten one
)

// How long links last. An invitation may wait for somebody's first day; who asked for another password is waiting.
const (
	invitationLasts = 7 * 24 * time.Hour
	resetLasts      = 24 * time.Hour
)

// Link leads whoever holds it to the password of one account, once. Only a hash of its token is kept.
type Link struct {
	Kind      LinkKind
	CreatedAt db.Millis
	ExpiresAt db.Millis

	user  UserID
	token string // SHA-256, in hex
}

// newToken is 256 random bits, as they travel and as they are kept.
func newToken() (token, hash string) {
	var bits [32]byte
	_, _ = rand.Read(bits[:]) // never fails: it stops the program instead
	token = base64.RawURLEncoding.EncodeToString(bits[:])
	return token, hashOf(token)
}

func hashOf(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// linkFor makes the link that the account needs now.
func (s *Service) linkFor(u *User) (l Link, token string) {
	now := s.now()
	l = Link{Kind: Reset, CreatedAt: db.At(now), ExpiresAt: db.At(now.Add(resetLasts)), user: u.ID}
	if u.password == "" {
		l.Kind, l.ExpiresAt = Invitation, db.At(now.Add(invitationLasts))
	}
	token, l.token = newToken()
	return l, token
}

// Invite makes an account without a password, and the token of the link to its first one: it is returned this once.
// It needs user.change; a login in use is a Conflict. The password in n is not looked at.
func (s *Service) Invite(ctx context.Context, by Actor, n NewUser) (u User, token string, err error) {
	var l Link
	u, err = s.add(ctx, by, n, User{}, "user.invite", func(ctx context.Context, tx *db.Tx, u User) error {
		l, token = s.linkFor(&u)
		return putLink(ctx, tx, l)
	})
	if err != nil {
		return User{}, "", err
	}
	u.Link = &l
	return u, token, nil
}

// MakeLink makes a link to a password for a user, in place of an earlier one; the token is returned this once. Until the link
// is used the old password and the user's sessions go on. It needs user.change and cannot be done to oneself.
func (s *Service) MakeLink(ctx context.Context, by Actor, id UserID) (u User, token string, err error) {
	if err := Require(by, UserChange); err != nil {
		return u, "", err
	}
	if by.ID == id {
		return u, "", errs.New(errs.Forbidden, "auth.user.self")
	}
	err = s.db.Tx(ctx, func(tx *db.Tx) error {
		if u, err = userByID(ctx, tx, id); err != nil {
			return unknown(err)
		}
		if u.Disabled {
			return errs.New(errs.Conflict, "auth.link.disabled")
		}
		var l Link
		l, token = s.linkFor(&u)
		u.Link = &l
		if err := putLink(ctx, tx, l); err != nil {
			return err
		}
		return written(ctx, tx, by, "user.make_link", u, map[string]any{"kind": string(l.Kind)})
	})
	if err != nil {
		return User{}, "", err
	}
	return u, token, nil
}

// errLink does not tell a link that was never made from one that was used or is too old.
var errLink = errs.New(errs.Gone, "auth.link.gone")

// LinkOwner is whose password the link leads to. A link that leads nowhere any more is Gone.
func (s *Service) LinkOwner(ctx context.Context, token string) (User, error) {
	return s.linkOwner(ctx, s.db, token)
}

func (s *Service) linkOwner(ctx context.Context, q db.Q, token string) (User, error) {
	l, err := linkByToken(ctx, q, hashOf(token))
	if errs.Is(err, errs.NotFound) || err == nil && !s.now().Before(l.ExpiresAt.Time()) {
		return User{}, errLink
	}
	if err != nil {
		return User{}, err
	}
	u, err := userByID(ctx, q, l.user)
	if err == nil && u.Disabled {
		return User{}, errLink
	}
	return u, err
}

// UseLink sets the password that the link leads to and opens a session; ctx is that of a request under Middleware. The
// link is used up and the user's other sessions end. Failures are Gone and those of the password rules.
func (s *Service) UseLink(ctx context.Context, token, password string, address netip.Addr) (Actor, error) {
	if a, _ := CurrentActor(ctx); a.key {
		return Actor{}, errOfPerson
	}
	u, err := s.LinkOwner(ctx, token)
	if err != nil {
		return Actor{}, err
	}
	if err := checkPassword(password, u.Login); err != nil {
		return Actor{}, err
	}
	hash, err := s.hash.make(ctx, password)
	if err != nil {
		return Actor{}, err
	}
	err = s.db.Tx(ctx, func(tx *db.Tx) error {
		if u, err = s.linkOwner(ctx, tx, token); err != nil { // changed since it was looked up
			return err
		}
		used, err := useLink(ctx, tx, hashOf(token))
		if err != nil {
			return err
		}
		if !used {
			return errLink
		}
		u.password, u.MustChange, u.LastLoginAt = hash, false, db.At(s.now())
		u.generation++
		if err := db.Update(ctx, tx, "users", userCols, userCells(&u)); err != nil {
			return err
		}
		return written(ctx, tx, u.actor(), "user.use_link", u, map[string]any{"address": address.String()})
	})
	if err != nil {
		return Actor{}, err
	}
	if err := s.open(ctx, &u); err != nil {
		return Actor{}, err
	}
	return s.actor(ctx, &u)
}
