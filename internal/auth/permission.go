package auth

import (
	"slices"

	"manyi.dev/manyi/internal/errs"
)

// Role is a set of permissions that is granted together.
type Role string

// The roles.
const (
	Administrator Role = "administrator"  // runs the installation; sees no single answer
	SurveyManager Role = "survey_manager" // runs surveys; over all units, may also read single answers
	UnitManager   Role = "unit_manager"   // answers for a unit and what lies below it
	Auditor       Role = "auditor"        // reads everything, single answers and the log included; changes nothing
	Analyst       Role = "analyst"        // works with figures and single answers of all units
)

// Roles lists the roles in the order of the table.
var Roles = []Role{Administrator, SurveyManager, UnitManager, Auditor, Analyst}

// Permission names what may be done.
type Permission string

// The permissions. The table below says who has them and what they allow.
const (
	DirectoryRead       Permission = "directory.read"
	DirectoryChange     Permission = "directory.change"
	DirectoryImport     Permission = "directory.import"
	CustomerRead        Permission = "customer.read"
	CustomerReveal      Permission = "customer.reveal"
	CustomerChange      Permission = "customer.change"
	CustomerImport      Permission = "customer.import"
	IndicatorRead       Permission = "indicator.read"
	IndicatorChange     Permission = "indicator.change"
	QuestionnaireRead   Permission = "questionnaire.read"
	QuestionnaireChange Permission = "questionnaire.change"
	ProgrammeRead       Permission = "programme.read"
	ProgrammeChange     Permission = "programme.change"
	WaveChange          Permission = "wave.change"
	LinkRead            Permission = "link.read"
	InvitationRead      Permission = "invitation.read"
	InvitationIssue     Permission = "invitation.issue"
	InsightRead         Permission = "insight.read"
	ResponseReadRows    Permission = "response.read_rows"
	ImportRun           Permission = "import.run"
	AuditRead           Permission = "audit.read"
	UserRead            Permission = "user.read"
	UserChange          Permission = "user.change"
	KeyRead             Permission = "key.read"
	KeyChange           Permission = "key.change"
)

// Reach is how far a role's permission goes.
type Reach string

// The reaches. Whole belongs to a permission that cannot be divided by units: only a grant over
// all units gives it. That is what keeps single answers from roles of a unit.
const (
	None  Reach = "—"
	Units Reach = "units" // the units of the grant and what lies below them
	Whole Reach = "all"   // all units, and only when granted for all
)

// reaches are the cells of a row, in the order of Roles.
type reaches [5]Reach

// rule is a row of the permission table.
type rule struct {
	permission Permission
	reach      reaches
	allows     string // for the document
}

// table decides every permission. docs/permissions.md shows it; a test keeps them equal.
var table = []rule{
	{DirectoryRead, reaches{Whole, Units, Units, Whole, Whole}, "see units, their types and managers"},
	{DirectoryChange, reaches{Whole, Units, None, None, None}, "add, change, move, close, merge and divide units below one's own, take such changes back"},
	{DirectoryImport, reaches{Whole, Whole, None, None, None}, "import units, set the types of units"},
	{CustomerRead, reaches{None, Units, Units, Whole, None}, "see customers of the units, contact points masked"},
	{CustomerReveal, reaches{None, Units, Units, None, None}, "see and export contact points of customers in clear; each use is audited"},
	{CustomerChange, reaches{None, Units, None, None, None}, "correct, merge and erase customers"},
	{CustomerImport, reaches{None, Whole, None, None, None}, "import customers, undo imports, set stages and attributes"},
	{IndicatorRead, reaches{Whole, Units, Units, Whole, Whole}, "see indicator systems and their versions"},
	{IndicatorChange, reaches{None, Whole, None, None, None}, "make, import and publish indicator systems"},
	{QuestionnaireRead, reaches{Whole, Units, Units, Whole, Whole}, "see questionnaires and their versions"},
	{QuestionnaireChange, reaches{None, Whole, None, None, None}, "import and publish questionnaires"},
	{ProgrammeRead, reaches{Whole, Units, Units, Whole, Whole}, "see programmes and waves"},
	{ProgrammeChange, reaches{None, Whole, None, None, None}, "make programmes and waves, change and drop planned ones"},
	{WaveChange, reaches{None, Whole, None, None, None}, "open, pause, extend, close and reopen a wave"},
	{LinkRead, reaches{Whole, Units, Units, Whole, None}, "see the open links and QR codes of units"},
	{InvitationRead, reaches{None, Units, None, Whole, None}, "see who was invited by a personal link and how far it went"},
	{InvitationIssue, reaches{None, Units, None, None, None}, "issue, list and revoke personal links; each list is audited"},
	{InsightRead, reaches{Whole, Units, Units, Whole, Whole}, "see figures of units, under the disclosure rule, and export them"},
	{ResponseReadRows, reaches{None, Whole, None, Whole, Whole}, "read and export single answers; each use is audited"},
	{ImportRun, reaches{None, Whole, None, None, None}, "import responses of outside surveys"},
	{AuditRead, reaches{Whole, None, None, Whole, None}, "read the audit log"},
	{UserRead, reaches{Whole, None, None, Whole, None}, "see accounts and their grants"},
	{UserChange, reaches{Whole, None, None, None, None}, "make and disable accounts, make links for passwords, change grants"},
	{KeyRead, reaches{Whole, Whole, None, Whole, None}, "see the keys of other systems, never the keys' own text"},
	{KeyChange, reaches{Whole, Whole, None, None, None}, "make and revoke keys; a key can do no more than its maker can"},
}

// reachOf is what a role has of a permission.
func reachOf(role Role, p Permission) Reach {
	column := slices.Index(Roles, role)
	for _, r := range table {
		if r.permission == p && column >= 0 {
			return r.reach[column]
		}
	}
	return None
}

// Scope is where a permission holds: everywhere, or in some units and what lies below them.
type Scope struct {
	All   bool
	Units []string // ids, sorted
}

// Empty reports whether the permission holds nowhere.
func (s Scope) Empty() bool { return !s.All && len(s.Units) == 0 }

// Scope is where the actor has the permission. It is empty for nobody, for a user who must change the
// password first, and for a key that is not for it.
func (a Actor) Scope(p Permission) Scope {
	if a.system {
		return Scope{All: true}
	}
	if a.MustChange || a.key && !slices.Contains(a.scopes, p) {
		return Scope{}
	}
	var s Scope
	for _, g := range a.Grants {
		switch reach := reachOf(g.Role, p); {
		case reach == None, reach == Whole && g.Unit != "":
		case g.Unit == "":
			return Scope{All: true}
		default:
			s.Units = append(s.Units, g.Unit)
		}
	}
	slices.Sort(s.Units)
	s.Units = slices.Compact(s.Units)
	return s
}

// Can reports whether the actor has the permission anywhere.
func (a Actor) Can(p Permission) bool { return !a.Scope(p).Empty() }

// Permissions lists what the actor can do anywhere, for interfaces that offer only that.
func (a Actor) Permissions() []Permission {
	var list []Permission
	for _, r := range table {
		if a.Can(r.permission) {
			list = append(list, r.permission)
		}
	}
	return list
}

// Require is nil when the actor has the permission: anywhere, or, given the path of a unit (its id
// and those above it, in any order), for that unit. Otherwise it is Unauthenticated for nobody,
// and Forbidden with "auth.must_change", "auth.key.scope" or "auth.forbidden".
func Require(a Actor, p Permission, path ...string) error {
	switch {
	case a.Nobody():
		return errs.New(errs.Unauthenticated, "auth.login_required")
	case a.MustChange && !a.system:
		return errs.New(errs.Forbidden, "auth.must_change")
	}
	if a.key && !slices.Contains(a.scopes, p) {
		return errs.New(errs.Forbidden, "auth.key.scope").With("permission", string(p))
	}
	scope := a.Scope(p)
	if scope.All {
		return nil
	}
	if len(path) == 0 && !scope.Empty() {
		return nil
	}
	for _, unit := range path {
		if slices.Contains(scope.Units, unit) {
			return nil
		}
	}
	return errs.New(errs.Forbidden, "auth.forbidden").With("permission", string(p))
}
