package api

import (
	"context"
	"net/http"
	"net/netip"

	"github.com/danielgtaylor/huma/v2"

	"manyi.dev/manyi/internal/auth"
	"manyi.dev/manyi/internal/calendar"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
)

// actorOf is who makes the request; the zero Actor is nobody.
func actorOf(ctx context.Context) auth.Actor {
	actor, _ := auth.CurrentActor(ctx)
	return actor
}

func addressOf(ctx context.Context) netip.Addr {
	address, _ := ctx.Value(keyAddress).(netip.Addr)
	return address
}

// accountRoutes are accounts, keys and the log.
func (a *API) accountRoutes() {
	post(a, "/session/link", "link-owner", public, a.linkOwner)
	post(a, "/session/link/password", "use-link", public, a.useLink)

	get(a, "/users", "list-users", auth.UserRead, a.listUsers)
	post(a, "/users", "invite-user", auth.UserChange, a.inviteUser)
	get(a, "/users/{id}", "get-user", auth.UserRead, a.getUser)
	post(a, "/users/{id}", "edit-user", auth.UserChange, a.editUser)
	post(a, "/users/{id}/disable", "disable-user", auth.UserChange, a.switchUser(true))
	post(a, "/users/{id}/enable", "enable-user", auth.UserChange, a.switchUser(false))
	post(a, "/users/{id}/link", "make-user-link", auth.UserChange, a.makeUserLink)
	a.raw("GET", "/user-tables/{file}", auth.UserRead, a.userTable)

	put(a, "/users/{id}/absence", "set-user-absence", auth.UserChange, a.setUserAbsence)
	del(a, "/users/{id}/absence", "end-user-absence", auth.UserChange, a.endUserAbsence)
	put(a, "/me/absence", "set-absence", anybody, a.setAbsence)
	del(a, "/me/absence", "end-absence", anybody, a.endAbsence)

	get(a, "/keys", "list-keys", auth.KeyRead, a.listKeys)
	get(a, "/key-scopes", "key-scopes", auth.KeyChange, a.keyScopes)
	post(a, "/keys", "make-key", auth.KeyChange, a.makeKey)
	del(a, "/keys/{id}", "revoke-key", auth.KeyChange, a.revokeKey)
	a.raw("GET", "/key-tables/{file}", auth.KeyRead, a.keyTable)

	get(a, "/audit", "list-audit", auth.AuditRead, a.listAudit)
	get(a, "/audit/{id}", "get-audit-entry", auth.AuditRead, a.getAudit)
	a.raw("GET", "/audit-tables/{file}", auth.AuditRead, a.auditTable)
	a.describeAccounts()
}

func (a *API) describeAccounts() {
	describe := func(id, path, summary string, filters ...string) {
		op := &huma.Operation{
			OperationID: id, Method: http.MethodGet, Path: prefix + path, Summary: summary,
			Parameters: []*huma.Param{{Name: "file", In: "path", Required: true, Schema: &huma.Schema{Type: "string"}}},
			Responses: map[string]*huma.Response{
				"200":     {Description: "OK", Content: map[string]*huma.MediaType{"application/octet-stream": {}}},
				"default": a.problemResponse(),
			},
		}
		for _, name := range filters {
			op.Parameters = append(op.Parameters, &huma.Param{Name: name, In: "query", Schema: &huma.Schema{Type: "string"}})
		}
		a.huma.OpenAPI().AddOperation(op)
	}
	describe("user-table", "/user-tables/{file}", "users.csv or users.xlsx, with the filters of the list", "q", "role", "state", "unit")
	describe("key-table", "/key-tables/{file}", "keys.csv or keys.xlsx, with the filters of the list", "q", "state")
	describe("audit-table", "/audit-tables/{file}", "audit.csv or audit.xlsx, with the filters of the list",
		"actor", "action", "kind", "object", "from", "to")
}

type loginIn struct {
	Body struct {
		Login    string `json:"login" maxLength:"100"`
		Password string `json:"password" maxLength:"200"`
	}
}

func (a *API) login(ctx context.Context, in *loginIn) (Me, error) {
	actor, err := a.Auth.Login(ctx, in.Body.Login, in.Body.Password, addressOf(ctx))
	if err != nil {
		return Me{}, err
	}
	return a.meOf(ctx, actor)
}

func (a *API) logout(ctx context.Context, _ *struct{}) error { return a.Auth.Logout(ctx) }

func (a *API) me(ctx context.Context, _ *struct{}) (Me, error) { return a.meOf(ctx, actorOf(ctx)) }

func (a *API) meOf(ctx context.Context, actor auth.Actor) (Me, error) {
	me := Me{
		ID: string(actor.ID), Login: actor.Login, Name: actor.Name, Language: string(actor.Language), MustChange: actor.MustChange,
		Zone: a.Config.Zone.String(), Permissions: []string{}, Units: []ScopeUnit{}, StandsFor: append([]string{}, actor.StandsFor...),
	}
	for _, p := range actor.Permissions() {
		me.Permissions = append(me.Permissions, string(p))
	}
	var err error
	if me.ScopeAll, me.Units, err = a.scopeOf(ctx, actor.Grants); err != nil {
		return me, err
	}
	absence, err := a.Auth.OwnAbsence(ctx, actor)
	me.Absence = absenceView(absence, a.Directory.Today())
	return me, err
}

// scopeOf names the units of grants.
func (a *API) scopeOf(ctx context.Context, grants []auth.Grant) (all bool, units []ScopeUnit, err error) {
	units = []ScopeUnit{}
	tree, err := a.Directory.Tree(ctx, a.Directory.Today())
	if err != nil {
		return false, units, err
	}
	for _, g := range grants {
		if g.Unit == "" {
			all = true
			continue
		}
		if u, ok := tree.ByID(g.Unit); ok {
			units = append(units, ScopeUnit{ID: g.Unit, Code: u.Code, Name: u.Name})
		}
	}
	return all, units, nil
}

// LinkIn is the token of a link to a password; it travels in bodies, which nobody logs.
type LinkIn struct {
	Body struct {
		Token string `json:"token" maxLength:"100"`
	}
}

// linkOwner says whose password a link leads to.
func (a *API) linkOwner(ctx context.Context, in *LinkIn) (LinkOwner, error) {
	u, err := a.Auth.LinkOwner(ctx, in.Body.Token)
	if err != nil {
		return LinkOwner{}, err
	}
	return LinkOwner{Login: u.Login, Name: u.Name, Kind: string(u.Link.Kind), Language: string(u.Language)}, nil
}

// UseLinkIn is the password that a link's owner chose.
type UseLinkIn struct {
	Body struct {
		Token    string `json:"token" maxLength:"100"`
		Password string `json:"password" maxLength:"200"`
	}
}

func (a *API) useLink(ctx context.Context, in *UseLinkIn) (Me, error) {
	actor, err := a.Auth.UseLink(ctx, in.Body.Token, in.Body.Password, addressOf(ctx))
	if err != nil {
		return Me{}, err
	}
	return a.meOf(ctx, actor)
}

type passwordIn struct {
	Body struct {
		Old string `json:"old" maxLength:"200"`
		New string `json:"new" maxLength:"200"`
	}
}

func (a *API) changePassword(ctx context.Context, in *passwordIn) error {
	return a.Auth.ChangePassword(ctx, in.Body.Old, in.Body.New, addressOf(ctx))
}

type languageIn struct {
	Body struct {
		Language string `json:"language" enum:"zh,en"`
	}
}

func (a *API) changeLanguage(ctx context.Context, in *languageIn) error {
	return a.Auth.ChangeLanguage(ctx, i18n.Lang(in.Body.Language))
}

func (a *API) status(context.Context, *struct{}) (Status, error) {
	return Status{Organisation: i18n.Text{"zh": a.Config.Organisation, "en": a.Config.Organisation}, Version: Version, Demo: a.Demo}, nil
}

// dayStart is the first instant of a day, or of the day so many days later; 0 for "".
func (a *API) dayStart(day, field string, later int) (db.Millis, error) {
	if day == "" {
		return 0, nil
	}
	d, err := calendar.ParseDate(day)
	if err != nil {
		return 0, errs.New(errs.Invalid, "wave.date").At(field)
	}
	return db.At(d.AddDays(later).Time(a.Config.Zone)), nil
}
