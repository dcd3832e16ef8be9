package api

import (
	"time"

	"manyi.dev/manyi/internal/i18n"
)

// Grant is a role of a user, for a unit and what lies below it, or for all units.
type Grant struct {
	Role string    `json:"role"`
	Unit string    `json:"unit,omitempty" doc:"code; absent: all units"`
	Name i18n.Text `json:"name,omitempty" doc:"of the unit"`
}

// LinkView is the link to a password that is out for a user; its token is never told again.
type LinkView struct {
	Kind      string    `json:"kind" enum:"invitation,reset"`
	ExpiresAt time.Time `json:"expires_at"`
}

// User is an account.
type User struct {
	ID          string     `json:"id"`
	Login       string     `json:"login"`
	Name        string     `json:"name"`
	Language    string     `json:"language"`
	Grants      []Grant    `json:"grants"`
	State       string     `json:"state" enum:"active,invited,disabled"`
	MustChange  bool       `json:"must_change" doc:"has still to change a password that was given"`
	CreatedAt   time.Time  `json:"created_at"`
	LastLoginAt *time.Time `json:"last_login_at,omitempty"`
	Link        *LinkView  `json:"link,omitempty"`
	Absence     *Absence   `json:"absence,omitempty"`
}

// Absence is when a user is away and who stands in for him.
type Absence struct {
	State  string `json:"state" enum:"planned,now,over"`
	From   string `json:"from" format:"date"`
	To     string `json:"to" format:"date" doc:"the last day"`
	Deputy string `json:"deputy" doc:"login"`
	Name   string `json:"name" doc:"of the deputy"`
}

// UserLink is an account with a link to its password, told this once.
type UserLink struct {
	User User   `json:"user"`
	URL  string `json:"url"`
}

// LinkOwner is whose password a link leads to.
type LinkOwner struct {
	Login    string `json:"login"`
	Name     string `json:"name"`
	Language string `json:"language"`
	Kind     string `json:"kind" enum:"invitation,reset"`
}

// Key is a key of another system, without its token.
type Key struct {
	ID         string     `json:"id"`
	Name       string     `json:"name"`
	Hint       string     `json:"hint" doc:"the last letters of the token"`
	Scopes     []string   `json:"scopes" doc:"permissions"`
	Owner      string     `json:"owner" doc:"name of the maker, whose permissions bound the key's"`
	State      string     `json:"state" enum:"good,expired,revoked"`
	CreatedAt  time.Time  `json:"created_at"`
	ExpiresAt  time.Time  `json:"expires_at"`
	LastUsedAt *time.Time `json:"last_used_at,omitempty" doc:"to the minute"`
}

// NewKey is a key with its token, told this once.
type NewKey struct {
	Key   Key    `json:"key"`
	Token string `json:"token" doc:"for the header Authorization: Bearer"`
}

// AuditActor is who did something.
type AuditActor struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// AuditEntry is one entry of the audit log.
type AuditEntry struct {
	ID     string         `json:"id"`
	At     time.Time      `json:"at"`
	Actor  AuditActor     `json:"actor"`
	Action string         `json:"action"`
	Kind   string         `json:"kind"`
	Object string         `json:"object"`
	Title  string         `json:"title" doc:"what people call the object: a login, a name, else the same as object"`
	Unit   string         `json:"unit,omitempty"`
	Detail map[string]any `json:"detail,omitempty"`
}

// ScopeUnit is a unit in a user's scope.
type ScopeUnit struct {
	ID   string    `json:"id"`
	Code string    `json:"code"`
	Name i18n.Text `json:"name"`
}

// Me is the user who is logged in.
type Me struct {
	ID          string      `json:"id"`
	Login       string      `json:"login"`
	Name        string      `json:"name"`
	Language    string      `json:"language"`
	MustChange  bool        `json:"must_change"`
	Permissions []string    `json:"permissions"`
	ScopeAll    bool        `json:"scope_all"`
	Units       []ScopeUnit `json:"units"`
	Absence     *Absence    `json:"absence,omitempty" doc:"own absence, past ones included"`
	Zone        string      `json:"zone" doc:"the installation's time zone (IANA): days are days there"`
	StandsFor   []string    `json:"stands_for" doc:"names of those who are away and whose roles this user has beside the own ones"`
}

// Status is what the login page may know.
type Status struct {
	Organisation i18n.Text `json:"organisation"`
	Version      string    `json:"version"`
	Demo         bool      `json:"demo"`
}
