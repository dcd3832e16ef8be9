package auth

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/errs"
)

// KeyID is a key's id.
type KeyID string

// Key lets another system ask in place of the person who made it, for the permissions in Scopes and no longer than that person
// has them. Only a hash of its token is kept.
type Key struct {
	ID         KeyID
	Name       string
	Hint       string // the token's last letters, to tell keys apart
	Scopes     []Permission
	Owner      UserID
	OwnerName  string // in lists only
	CreatedAt  db.Millis
	ExpiresAt  db.Millis
	RevokedAt  db.Millis // zero: it is not
	LastUsedAt db.Millis // zero: never; else to the minute

	token string // SHA-256, in hex
}

// KeyState is whether a key opens anything.
type KeyState string

// The states of a key.
const (
	KeyGood    KeyState = "good"
	KeyExpired KeyState = "expired"
	KeyRevoked KeyState = "revoked"
)

// State is whether the key itself is good at an instant; that its owner may still log in is another matter.
func (k *Key) State(now time.Time) KeyState {
	switch {
	case k.RevokedAt != 0:
		return KeyRevoked
	case !now.Before(k.ExpiresAt.Time()):
		return KeyExpired
	}
	return KeyGood
}

const (
	// keyPrefix makes a key known for what it is, to people and to programs that look for leaked keys.
	keyPrefix = "manyi_"
	// keyLasts is the longest that a key may last.
	keyLasts = 366 * 24 * time.Hour
	// keyRequests is how many requests a minute one key may make; a whole minute's may come at once.
	keyRequests = 600
	// keyStamp is how far LastUsedAt may lag behind.
	keyStamp = time.Minute
)

// ForKeys reports whether keys may have the permission. Accounts and keys are made by people.
func ForKeys(p Permission) bool {
	known := slices.ContainsFunc(table, func(r rule) bool { return r.permission == p })
	return known && p != UserChange && p != KeyChange
}

// NewKey is a key to be made.
type NewKey struct {
	Name      string
	Scopes    []Permission
	ExpiresAt time.Time
}

// MakeKey makes a key of the actor's; its token is returned this once. It needs key.change; what the actor cannot do
// himself his key cannot.
func (s *Service) MakeKey(ctx context.Context, by Actor, n NewKey) (k Key, token string, err error) {
	if err := Require(by, KeyChange); err != nil {
		return k, "", err
	}
	now := s.now()
	secret, _ := newToken()
	token = keyPrefix + secret
	k = Key{
		ID: KeyID(uuid.Must(uuid.NewV7()).String()), Name: strings.TrimSpace(n.Name), Hint: token[len(token)-4:], Scopes: n.Scopes, Owner: by.ID,
		CreatedAt: db.At(now), ExpiresAt: db.At(n.ExpiresAt), token: hashOf(token),
	}
	if err := k.validate(by, now); err != nil {
		return Key{}, "", err
	}
	err = s.db.Tx(ctx, func(tx *db.Tx) error {
		if err := db.Insert(ctx, tx, "api_keys", keyCols, keyCells(&k)); err != nil {
			return err
		}
		return writtenKey(ctx, tx, by, "key.create", k, map[string]any{"scopes": k.Scopes, "expires": k.ExpiresAt.Time().Format(time.RFC3339)})
	})
	if err != nil {
		return Key{}, "", err
	}
	return k, token, nil
}

// validate checks what a person typed about a key; every fault is reported, joined.
func (k *Key) validate(by Actor, now time.Time) error {
	var faults []error
	if n := utf8.RuneCountInString(k.Name); n == 0 || n > 100 || !utf8.ValidString(k.Name) || strings.ContainsFunc(k.Name, unicode.IsControl) {
		faults = append(faults, errs.New(errs.Invalid, "auth.key.name").At("name"))
	}
	if len(k.Scopes) == 0 {
		faults = append(faults, errs.New(errs.Invalid, "auth.key.no_scope").At("scopes"))
	}
	for i, p := range k.Scopes {
		at := fmt.Sprintf("scopes[%d]", i)
		switch {
		case !ForKeys(p):
			faults = append(faults, errs.New(errs.Invalid, "auth.key.not_for_keys").At(at).With("permission", string(p)))
		case !by.Can(p):
			faults = append(faults, errs.New(errs.Invalid, "auth.key.not_yours").At(at).With("permission", string(p)))
		case slices.Contains(k.Scopes[:i], p):
			faults = append(faults, errs.New(errs.Invalid, "auth.key.twice").At(at))
		}
	}
	if end := k.ExpiresAt.Time(); !end.After(now) || end.After(now.Add(keyLasts)) {
		faults = append(faults, errs.New(errs.Invalid, "auth.key.expires").At("expires"))
	}
	return errors.Join(faults...)
}

// RevokeKey makes a key useless for good; doing it again changes nothing. It needs key.change.
func (s *Service) RevokeKey(ctx context.Context, by Actor, id KeyID) error {
	if err := Require(by, KeyChange); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(tx *db.Tx) error {
		k, err := keyByID(ctx, tx, id)
		if errs.HasKey(err, "db.no_row") {
			return errs.New(errs.NotFound, "auth.key.unknown").Because(err)
		}
		if err != nil {
			return err
		}
		revoked, err := revokeKey(ctx, tx, id, db.At(s.now()))
		if err != nil || !revoked {
			return err
		}
		return writtenKey(ctx, tx, by, "key.revoke", k, nil)
	})
}

func writtenKey(ctx context.Context, tx *db.Tx, by Actor, action string, k Key, details map[string]any) error {
	if details == nil {
		details = map[string]any{}
	}
	details["name"] = k.Name
	return audit.Write(ctx, tx, by.Audit(), audit.Entry{Action: action, Kind: "key", Object: string(k.ID), Details: details})
}

// bearer is the key that a request brings.
func bearer(r *http.Request) (token string, ok bool) {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	return strings.TrimSpace(token), strings.EqualFold(scheme, "Bearer")
}

// errKey does not tell a key that never was from one that is revoked, expired, or whose owner is gone.
var errKey = errs.New(errs.Unauthenticated, "auth.key.refused")

// actorOfKey is the owner of a key as he is now, narrowed to the key's scopes. In the audit log the key acts under its own
// name. Too many requests are TooMany with the seconds to wait.
func (s *Service) actorOfKey(ctx context.Context, token string) (Actor, error) {
	k, err := keyByToken(ctx, s.db, hashOf(token))
	if errs.Is(err, errs.NotFound) {
		return Actor{}, errKey
	}
	if err != nil {
		return Actor{}, err
	}
	now := s.now()
	if k.State(now) != KeyGood {
		return Actor{}, errKey
	}
	if wait := s.keyUse.take(string(k.ID), now); wait > 0 {
		return Actor{}, errs.New(errs.TooMany, "auth.key.too_many").With("seconds", int(math.Ceil(wait.Seconds())))
	}
	u, err := userByID(ctx, s.db, k.Owner)
	if err != nil {
		return Actor{}, err
	}
	if u.State() != StateActive {
		return Actor{}, errKey
	}
	if now.Sub(k.LastUsedAt.Time()) >= keyStamp {
		if err := stampKey(ctx, s.db, k.ID, db.At(now)); err != nil {
			return Actor{}, err
		}
	}
	a := u.actor()
	a.ID, a.Name, a.key, a.scopes = UserID(k.ID), k.Name, true, k.Scopes
	return a, nil
}
