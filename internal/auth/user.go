package auth

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
)

// UserID is a user's id.
type UserID string

// Grant gives a role for one unit and what lies below it, or for all units when Unit is empty.
type Grant struct {
	Role Role
	Unit string // id
}

// User is an account.
type User struct {
	ID         UserID
	Login      string // lower case
	Name       string
	Language   i18n.Lang
	MustChange bool // no permission before the password is changed
	Disabled   bool
	CreatedAt  db.Millis
	// LastLoginAt is when the user last opened a session; zero for never.
	LastLoginAt db.Millis
	Grants      []Grant
	Link        *Link    // the one way to a password that is out, if any
	Absence     *Absence // when he is away and who stands in for him, past ones included; nil: nothing is noted

	password   string // argon2id, encoded; empty until the invitation is accepted
	generation int    // sessions of an older generation are over
}

// UserState is whether a user can log in.
type UserState string

// The states.
const (
	StateActive   UserState = "active"
	StateInvited  UserState = "invited" // has not chosen a password yet
	StateDisabled UserState = "disabled"
)

// State tells whether the user can log in.
func (u *User) State() UserState {
	switch {
	case u.Disabled:
		return StateDisabled
	case u.password == "":
		return StateInvited
	}
	return StateActive
}

// Actor is who does something: a user with what is granted to him now, a key with what of it the key
// is for, or System. The zero Actor is nobody.
type Actor struct {
	ID         UserID
	Login      string
	Name       string
	Language   i18n.Lang
	Grants     []Grant
	MustChange bool
	StandsFor  []string // names of those who are away and whose grants he has beside his own

	system bool
	key    bool         // a key acts, within scopes
	scopes []Permission // of the key
}

// System is the program itself: its jobs, and the command line of whoever may read the data folder.
var System = Actor{ID: "system", Login: "system", Name: "system", system: true}

// errOfPerson refuses to a key what only a person does: sessions and passwords.
var errOfPerson = errs.New(errs.Forbidden, "auth.key.person")

// Nobody reports whether the actor is nobody.
func (a Actor) Nobody() bool { return a.ID == "" }

// Audit is the actor as the audit log names him.
func (a Actor) Audit() audit.Actor { return audit.Actor{ID: string(a.ID), Name: a.Name} }

func (u *User) actor() Actor {
	return Actor{ID: u.ID, Login: u.Login, Name: u.Name, Language: u.Language, Grants: u.Grants, MustChange: u.MustChange}
}

// loginForm is what logins look like: no spaces, no capitals, nothing that looks like another.
var loginForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._@-]{1,63}$`)

// normal is a login as it is stored and compared.
func normal(login string) string { return strings.ToLower(strings.TrimSpace(login)) }

// validate checks what a person typed about an account; every fault is reported, joined.
func (u *User) validate() error {
	var faults []error
	if !loginForm.MatchString(u.Login) {
		faults = append(faults, errs.New(errs.Invalid, "auth.login.form").At("login"))
	}
	if n := utf8.RuneCountInString(u.Name); n == 0 || n > 100 || !utf8.ValidString(u.Name) || strings.ContainsFunc(u.Name, unicode.IsControl) {
		faults = append(faults, errs.New(errs.Invalid, "auth.name.form").At("name"))
	}
	if _, err := i18n.Parse(string(u.Language)); err != nil {
		faults = append(faults, errs.New(errs.Invalid, "auth.language").At("language"))
	}
	return errors.Join(append(faults, validateGrants(u.Grants))...)
}

// undivided are the roles that nobody has for a unit: who runs or audits the installation, or reads single answers of
// its surveys, does so for all of it or not at all.
var undivided = []Role{Administrator, Auditor, Analyst}

// validateGrants checks each grant by itself. A unit manager manages a unit.
func validateGrants(grants []Grant) error {
	var faults []error
	for i, g := range grants {
		at := fmt.Sprintf("grants[%d]", i)
		switch {
		case !slices.Contains(Roles, g.Role):
			faults = append(faults, errs.New(errs.Invalid, "auth.grant.role").At(at).With("role", string(g.Role)))
		case slices.Contains(undivided, g.Role) && g.Unit != "":
			faults = append(faults, errs.New(errs.Invalid, "auth.grant.whole").At(at))
		case g.Role == UnitManager && g.Unit == "":
			faults = append(faults, errs.New(errs.Invalid, "auth.grant.unit").At(at))
		case slices.Contains(grants[:i], g):
			faults = append(faults, errs.New(errs.Invalid, "auth.grant.twice").At(at))
		}
	}
	return errors.Join(faults...)
}

// told is grants in the words of the audit log.
func told(grants []Grant) []string {
	list := make([]string, len(grants))
	for i, g := range grants {
		list[i] = string(g.Role)
		if g.Unit != "" {
			list[i] += "@" + g.Unit
		}
	}
	return list
}
