package auth

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"github.com/alexedwards/scs/v2"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/errs"
)

// How long a session lives.
const (
	idle     = 12 * time.Hour
	lifetime = 7 * 24 * time.Hour
	// stale is how far a stored end may lag behind: a busy session is written every few minutes,
	// not at each request.
	stale = 5 * time.Minute
)

// CookieName is the session cookie's.
const CookieName = "manyi_session"

// The values of a session.
const (
	valueUser       = "user"
	valueGeneration = "generation"
)

func newSessions(d *db.DB, o Options) *scs.SessionManager {
	m := scs.New()
	m.IdleTimeout, m.Lifetime = idle, lifetime
	m.HashTokenInStore = true
	m.Codec = codec{}
	m.Store = store{d}
	m.ErrorFunc = o.Refuse
	m.Cookie.Name = CookieName
	m.Cookie.Path = o.Path + "/"
	m.Cookie.HttpOnly = true
	m.Cookie.SameSite = http.SameSiteLaxMode
	m.Cookie.Secure = o.Secure
	return m
}

// codec writes sessions as JSON: their values are strings.
type codec struct{}

type record struct {
	Deadline time.Time      `json:"deadline"`
	Values   map[string]any `json:"values"`
}

func (codec) Encode(deadline time.Time, values map[string]any) ([]byte, error) {
	return json.Marshal(record{deadline, values})
}

func (codec) Decode(text []byte) (time.Time, map[string]any, error) {
	var r record
	err := json.Unmarshal(text, &r)
	if r.Values == nil {
		r.Values = map[string]any{}
	}
	return r.Deadline, r.Values, err
}

// store keeps sessions in the record store. The tokens it sees are hashes.
type store struct{ db *db.DB }

func (s store) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	found, err := sessionByToken(ctx, s.db, token)
	if errs.Is(err, errs.NotFound) || err == nil && found.expires.Time().Before(time.Now()) {
		return nil, false, nil
	}
	return []byte(found.data), err == nil, err
}

func (s store) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	have, err := sessionByToken(ctx, s.db, token)
	if err == nil && have.data == string(data) && expiry.Sub(have.expires.Time()).Abs() < stale {
		return nil
	}
	if err != nil && !errs.Is(err, errs.NotFound) {
		return err
	}
	return putSession(ctx, s.db, session{token: token, data: string(data), expires: db.At(expiry)})
}

func (s store) DeleteCtx(ctx context.Context, token string) error {
	return deleteSession(ctx, s.db, token)
}

// The forms without a context belong to the interface; scs calls those above.

func (s store) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

func (s store) Commit(token string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expiry)
}

func (s store) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }

// open makes the request's session one of the user's, under a new token.
func (s *Service) open(ctx context.Context, u *User) error {
	if err := s.sessions.RenewToken(ctx); err != nil {
		return err
	}
	s.sessions.Put(ctx, valueUser, string(u.ID))
	s.sessions.Put(ctx, valueGeneration, strconv.Itoa(u.generation))
	return nil
}

type actorKey struct{}

// CurrentActor is who makes the request; false when nobody is logged in.
func CurrentActor(ctx context.Context) (Actor, bool) {
	a, ok := ctx.Value(actorKey{}).(Actor)
	return a, ok && !a.Nobody()
}

// WithActor is ctx with somebody acting in it: for callers that have no request.
func WithActor(ctx context.Context, a Actor) context.Context {
	return context.WithValue(ctx, actorKey{}, a)
}

// Middleware loads the session and its actor, refuses what a foreign page has the browser send,
// and saves the session. Everything that changes something for a logged-in user lies under it.
//
// A request that brings a key has no session, whatever cookies come with it: no page of another site can have a
// browser send a key, so the origin need not be asked for.
func (s *Service) Middleware(next http.Handler) http.Handler {
	actor := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a, err := s.actorOf(r.Context())
		if err != nil {
			s.refuse(w, r, err)
			return
		}
		next.ServeHTTP(w, r.WithContext(WithActor(r.Context(), a)))
	})
	people := s.cross.Handler(s.sessions.LoadAndSave(actor))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		token, ok := bearer(r)
		if !ok {
			people.ServeHTTP(w, r)
			return
		}
		a, err := s.actorOfKey(r.Context(), token)
		if err != nil {
			s.refuse(w, r, err)
			return
		}
		next.ServeHTTP(w, r.WithContext(WithActor(r.Context(), a)))
	})
}

// actorOf is the user of the session as he is now; a session that is over is ended.
func (s *Service) actorOf(ctx context.Context) (Actor, error) {
	id := s.sessions.GetString(ctx, valueUser)
	if id == "" {
		return Actor{}, nil
	}
	u, err := userByID(ctx, s.db, UserID(id))
	if err != nil && !errs.Is(err, errs.NotFound) {
		return Actor{}, err
	}
	if err != nil || u.Disabled || strconv.Itoa(u.generation) != s.sessions.GetString(ctx, valueGeneration) {
		return Actor{}, s.sessions.Destroy(ctx)
	}
	return s.actor(ctx, &u)
}
