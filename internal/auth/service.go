package auth

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/google/uuid"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/job"
)

// Options configure the service.
type Options struct {
	Now    func() time.Time // clock of accounts and of the throttle; sessions follow the real time
	Zone   *time.Location   // in which the days of absences begin; nil: UTC
	Secure bool             // cookies travel over TLS only
	Path   string           // sub-path of the public address, "" or "/manyi": the cookie's path
	Origin string           // public origin, "https://survey.example": requests from it are our own
	// Refuse answers a request that the middleware stops, in the words of the edge.
	Refuse func(http.ResponseWriter, *http.Request, error)
}

// Service keeps accounts and sessions.
type Service struct {
	db       *db.DB
	now      func() time.Time
	zone     *time.Location
	hash     *hasher
	throttle *throttle
	keyUse   *meter
	sessions *scs.SessionManager
	cross    *http.CrossOriginProtection
	refuse   func(http.ResponseWriter, *http.Request, error)
}

// The cost of a password check: 32 MiB in three passes, one to two tenths of a second (RFC 9106 §4 asks for 64 MiB,
// four lanes and three passes; a survey server shares its memory with the cube).
const (
	hashMemory = 32 * 1024
	hashPasses = 3
)

// New returns the service. An origin that is no origin is a programmer's error: config has checked it.
func New(d *db.DB, o Options) *Service {
	s := &Service{
		db: d, now: o.Now, zone: zoneOf(o.Zone), hash: newHasher(hashMemory, hashPasses), throttle: newThrottle(o.Now), keyUse: newMeter(keyRequests),
		sessions: newSessions(d, o), cross: http.NewCrossOriginProtection(), refuse: o.Refuse,
	}
	if err := s.cross.AddTrustedOrigin(o.Origin); err != nil {
		panic("auth: " + err.Error())
	}
	s.cross.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.refuse(w, r, errs.New(errs.Forbidden, "auth.cross_origin"))
	}))
	return s
}

// Sweep is the job that deletes sessions and links that are over.
type Sweep struct{}

// Kind names the job.
func (Sweep) Kind() string { return "auth.sweep" }

// Work registers the package's workers.
func (s *Service) Work(w *job.Workers) {
	job.On(w, job.Policy{}, func(ctx context.Context, _ Sweep) error {
		if err := deleteOldLinks(ctx, s.db, db.At(s.now())); err != nil {
			return err
		}
		return deleteExpired(ctx, s.db, db.At(time.Now()))
	})
}

// Bootstrap makes the administrator "admin" with a random password, to be changed at the first
// login, when there is no account yet. The password is returned this once; empty means that there
// are accounts.
func (s *Service) Bootstrap(ctx context.Context) (password string, err error) {
	if n, err := countUsers(ctx, s.db); err != nil || n > 0 {
		return "", err
	}
	_, password, err = s.CreateUser(ctx, System, NewUser{
		Login: "admin", Name: "管理员", Language: i18n.ZH, Grants: []Grant{{Role: Administrator}},
	})
	if errs.Is(err, errs.Conflict) { // another process was first
		return "", nil
	}
	return password, err
}

// NewUser is an account to be made.
type NewUser struct {
	Login    string
	Name     string
	Language i18n.Lang
	Grants   []Grant
	// Password is kept until its owner changes it. Empty: a random one is made, returned once, and
	// must be changed at the first login.
	Password string
}

// CreateUser makes an account. password is the random one, if one was made.
// It needs user.change; a login in use is a Conflict.
func (s *Service) CreateUser(ctx context.Context, by Actor, n NewUser) (u User, password string, err error) {
	secret, own := n.Password, n.Password != ""
	if !own {
		password = randomPassword()
		secret = password
	} else if err := checkPassword(secret, normal(n.Login)); err != nil {
		return User{}, "", err
	}
	hash, err := s.hash.make(ctx, secret)
	if err != nil {
		return User{}, "", err
	}
	u, err = s.add(ctx, by, n, User{password: hash, MustChange: !own}, "user.create", nil)
	if err != nil {
		return User{}, "", err
	}
	return u, password, nil
}

// add makes the account n, with the password of u; more joins its transaction.
func (s *Service) add(ctx context.Context, by Actor, n NewUser, u User, action string, more func(context.Context, *db.Tx, User) error,
) (User, error) {
	if err := Require(by, UserChange); err != nil {
		return User{}, err
	}
	u.ID, u.Login, u.Name, u.Language = UserID(uuid.Must(uuid.NewV7()).String()), normal(n.Login), n.Name, n.Language
	u.Grants, u.CreatedAt = n.Grants, db.At(s.now())
	if err := u.validate(); err != nil {
		return User{}, err
	}
	err := s.db.Tx(ctx, func(tx *db.Tx) error {
		if err := db.Insert(ctx, tx, "users", userCols, userCells(&u)); err != nil {
			return err
		}
		if err := replaceGrants(ctx, tx, u.ID, u.Grants); err != nil {
			return err
		}
		if more != nil {
			if err := more(ctx, tx, u); err != nil {
				return err
			}
		}
		return written(ctx, tx, by, action, u, map[string]any{"grants": told(u.Grants)})
	})
	return u, err
}

// SetPassword gives a user a random password, returned once, to be changed at the next login.
// The user's sessions end. It needs user.change; one's own is changed by ChangePassword.
func (s *Service) SetPassword(ctx context.Context, by Actor, id UserID) (password string, err error) {
	password = randomPassword()
	hash, err := s.hash.make(ctx, password)
	if err != nil {
		return "", err
	}
	_, err = s.change(ctx, by, id, "user.set_password", func(ctx context.Context, tx *db.Tx, u *User) (map[string]any, error) {
		u.password, u.MustChange = hash, true
		return nil, deleteLink(ctx, tx, u.ID)
	})
	if err != nil {
		return "", err
	}
	return password, nil
}

// Disable shuts a user out, or lets him in again. It needs user.change and cannot be done to oneself.
func (s *Service) Disable(ctx context.Context, by Actor, id UserID, disabled bool) (User, error) {
	action := "user.enable"
	if disabled {
		action = "user.disable"
	}
	return s.change(ctx, by, id, action, func(ctx context.Context, tx *db.Tx, u *User) (map[string]any, error) {
		u.Disabled, u.Link = disabled, nil
		return nil, deleteLink(ctx, tx, u.ID)
	})
}

// Profile is what an account says of a person and gives him.
type Profile struct {
	Name     string
	Language i18n.Lang
	Grants   []Grant
}

// Edit replaces a user's name, language and grants; he logs in anew to use them. It needs user.change and cannot be
// done to oneself. That the units exist is for the caller to know.
func (s *Service) Edit(ctx context.Context, by Actor, id UserID, p Profile) (User, error) {
	return s.change(ctx, by, id, "user.change", func(ctx context.Context, tx *db.Tx, u *User) (map[string]any, error) {
		details := map[string]any{}
		if u.Name != p.Name {
			details["name_before"], details["name_after"] = u.Name, p.Name
		}
		if before, after := told(u.Grants), told(p.Grants); !slices.Equal(before, after) {
			details["before"], details["after"] = before, after
		}
		u.Name, u.Language, u.Grants = p.Name, p.Language, p.Grants
		if err := u.validate(); err != nil {
			return nil, err
		}
		return details, replaceGrants(ctx, tx, u.ID, u.Grants)
	})
}

// Grant replaces a user's grants; he logs in anew to use them. It needs user.change and cannot be
// done to oneself. That the units exist is for the caller to know.
func (s *Service) Grant(ctx context.Context, by Actor, id UserID, grants []Grant) (User, error) {
	return s.change(ctx, by, id, "user.grant", func(ctx context.Context, tx *db.Tx, u *User) (map[string]any, error) {
		if err := validateGrants(grants); err != nil {
			return nil, err
		}
		details := map[string]any{"before": told(u.Grants), "after": told(grants)}
		u.Grants = grants
		return details, replaceGrants(ctx, tx, u.ID, grants)
	})
}

// change is one change of another's account: it ends the user's sessions and is audited.
func (s *Service) change(ctx context.Context, by Actor, id UserID, action string,
	f func(context.Context, *db.Tx, *User) (details map[string]any, err error),
) (u User, err error) {
	if err := Require(by, UserChange); err != nil {
		return u, err
	}
	if by.ID == id {
		return u, errs.New(errs.Forbidden, "auth.user.self")
	}
	err = s.db.Tx(ctx, func(tx *db.Tx) error {
		if u, err = userByID(ctx, tx, id); err != nil {
			return unknown(err)
		}
		details, err := f(ctx, tx, &u)
		if err != nil {
			return err
		}
		u.generation++
		if err := db.Update(ctx, tx, "users", userCols, userCells(&u)); err != nil {
			return err
		}
		return written(ctx, tx, by, action, u, details)
	})
	if err != nil {
		return User{}, err
	}
	return u, nil
}

// unknown says of a row that is not there that it is a user.
func unknown(err error) error {
	if errs.HasKey(err, "db.no_row") {
		return errs.New(errs.NotFound, "auth.user.unknown").Because(err)
	}
	return err
}

func written(ctx context.Context, tx *db.Tx, by Actor, action string, u User, details map[string]any) error {
	if details == nil {
		details = map[string]any{}
	}
	details["login"] = u.Login
	return audit.Write(ctx, tx, by.Audit(), audit.Entry{Action: action, Kind: "user", Object: string(u.ID), Details: details})
}

// ChangeLanguage sets the language that the request's user is addressed in.
func (s *Service) ChangeLanguage(ctx context.Context, language i18n.Lang) error {
	actor, ok := CurrentActor(ctx)
	if !ok {
		return errs.New(errs.Unauthenticated, "auth.login_required")
	}
	if actor.key {
		return errOfPerson
	}
	if _, err := i18n.Parse(string(language)); err != nil {
		return errs.New(errs.Invalid, "auth.language").At("language")
	}
	return s.db.Tx(ctx, func(tx *db.Tx) error {
		u, err := userByID(ctx, tx, actor.ID)
		if err != nil {
			return err
		}
		u.Language = language
		return db.Update(ctx, tx, "users", userCols, userCells(&u))
	})
}
