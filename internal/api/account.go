package api

import (
	"context"
	"net/netip"

	"manyi.dev/manyi/internal/audit"
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
		Permissions: []string{}, Units: []ScopeUnit{},
	}
	for _, p := range actor.Permissions() {
		me.Permissions = append(me.Permissions, string(p))
	}
	var err error
	me.ScopeAll, me.Units, err = a.scopeOf(ctx, actor.Grants)
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

func (a *API) listUsers(ctx context.Context, in *PageIn) (List[User], error) {
	page, next, err := a.Auth.Users(ctx, actorOf(ctx), in.Cursor, in.Limit)
	out := List[User]{Items: []User{}, Next: next}
	if err != nil {
		return out, err
	}
	for _, u := range page {
		v := User{
			ID: string(u.ID), Login: u.Login, Name: u.Name, Roles: []string{}, Active: !u.Disabled, MustChange: u.MustChange,
		}
		for _, g := range u.Grants {
			v.Roles = append(v.Roles, string(g.Role))
		}
		if v.ScopeAll, v.Units, err = a.scopeOf(ctx, u.Grants); err != nil {
			return out, err
		}
		out.Items = append(out.Items, v)
	}
	return out, nil
}

func (a *API) listAudit(ctx context.Context, in *struct {
	PageIn
	Actor  string `query:"actor" maxLength:"100" doc:"login"`
	Action string `query:"action" maxLength:"60" doc:"wave.open, or wave. for all that begin so"`
	From   string `query:"from" maxLength:"10" doc:"first day"`
	To     string `query:"to" maxLength:"10" doc:"last day"`
},
) (List[AuditEntry], error) {
	out := List[AuditEntry]{Items: []AuditEntry{}}
	f := audit.Filter{Action: in.Action, After: in.Cursor, Limit: in.Limit}
	if in.Actor != "" {
		u, err := a.Auth.UserByLogin(ctx, auth.System, in.Actor)
		if errs.Is(err, errs.NotFound) {
			return out, nil
		}
		if err != nil {
			return out, err
		}
		f.Actor = string(u.ID)
	}
	var err error
	if f.From, err = a.dayStart(in.From, "from", 0); err != nil {
		return out, err
	}
	if f.Until, err = a.dayStart(in.To, "to", 1); err != nil {
		return out, err
	}
	page, next, err := audit.List(ctx, a.DB, f)
	if err != nil {
		return out, err
	}
	out.Next = next
	for _, r := range page {
		out.Items = append(out.Items, AuditEntry{
			ID: r.ID, At: r.At.Time(), Actor: AuditActor{ID: r.Actor.ID, Name: r.Actor.Name}, Action: r.Entry.Action,
			Kind: r.Entry.Kind, Object: r.Entry.Object, Unit: r.Entry.Unit, Detail: r.Entry.Details,
		})
	}
	return out, nil
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
