package api

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"manyi.dev/manyi/internal/auth"
	"manyi.dev/manyi/internal/calendar"
	"manyi.dev/manyi/internal/directory"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
)

// UsersIn chooses accounts.
type UsersIn struct {
	PageIn
	Q     string `query:"q" maxLength:"100" doc:"part of a login or name"`
	Role  string `query:"role" maxLength:"40"`
	State string `query:"state" enum:"active,invited,disabled"`
	Unit  string `query:"unit" maxLength:"80" doc:"code: with a grant for this very unit"`
}

func (a *API) listUsers(ctx context.Context, in *UsersIn) (List[User], error) {
	out := List[User]{Items: []User{}}
	tree, err := a.Directory.Tree(ctx, a.Directory.Today())
	if err != nil {
		return out, err
	}
	f := auth.UserFilter{Text: in.Q, Role: auth.Role(in.Role), State: auth.UserState(in.State), After: in.Cursor, Limit: in.Limit}
	if in.Unit != "" {
		u, ok := tree.ByCode(in.Unit)
		if !ok {
			return out, nil
		}
		f.Unit = u.ID
	}
	page, next, err := a.Auth.FindUsers(ctx, actorOf(ctx), f)
	if err != nil {
		return out, err
	}
	out.Next = next
	for i := range page {
		out.Items = append(out.Items, userView(tree, &page[i], a.Directory.Today()))
	}
	return out, nil
}

func userView(tree *directory.Tree, u *auth.User, today calendar.Date) User {
	v := User{
		ID: string(u.ID), Login: u.Login, Name: u.Name, Language: string(u.Language), State: string(u.State()), MustChange: u.MustChange,
		CreatedAt: u.CreatedAt.Time(), Grants: []Grant{},
	}
	if u.LastLoginAt != 0 {
		at := u.LastLoginAt.Time()
		v.LastLoginAt = &at
	}
	if u.Link != nil {
		v.Link = &LinkView{Kind: string(u.Link.Kind), ExpiresAt: u.Link.ExpiresAt.Time()}
	}
	v.Absence = absenceView(u.Absence, today)
	for _, g := range u.Grants {
		one := Grant{Role: string(g.Role)}
		if unit, ok := tree.ByID(g.Unit); ok {
			one.Unit, one.Name = unit.Code, unit.Name
		} else if g.Unit != "" {
			one.Unit = g.Unit
		}
		v.Grants = append(v.Grants, one)
	}
	return v
}

// UserIn names an account.
type UserIn struct {
	ID string `path:"id" maxLength:"80"`
}

func (a *API) getUser(ctx context.Context, in *UserIn) (User, error) {
	u, err := a.Auth.UserByID(ctx, actorOf(ctx), auth.UserID(in.ID))
	return a.oneUser(ctx, u, err)
}

func (a *API) oneUser(ctx context.Context, u auth.User, err error) (User, error) {
	if err != nil {
		return User{}, err
	}
	tree, err := a.Directory.Tree(ctx, a.Directory.Today())
	if err != nil {
		return User{}, err
	}
	return userView(tree, &u, a.Directory.Today()), nil
}

// ProfileBody is what an account says of a person and gives him.
type ProfileBody struct {
	Name     string      `json:"name" maxLength:"400"`
	Language string      `json:"language" enum:"zh,en"`
	Grants   []GrantBody `json:"grants" maxItems:"50"`
}

// GrantBody gives a role, for a unit and what lies below it or, without one, for all units.
type GrantBody struct {
	Role string `json:"role" maxLength:"40"`
	Unit string `json:"unit,omitempty" maxLength:"80" doc:"code"`
}

// grantsIn finds the units of grants.
func (a *API) grantsIn(ctx context.Context, list []GrantBody) ([]auth.Grant, error) {
	tree, err := a.Directory.Tree(ctx, a.Directory.Today())
	if err != nil {
		return nil, err
	}
	grants := []auth.Grant{}
	for i, g := range list {
		one := auth.Grant{Role: auth.Role(g.Role)}
		if g.Unit != "" {
			u, ok := tree.ByCode(g.Unit)
			if !ok {
				return nil, errs.New(errs.Invalid, "directory.unit_unknown").At(fmt.Sprintf("grants[%d].unit", i)).With("unit", g.Unit)
			}
			one.Unit = u.ID
		}
		grants = append(grants, one)
	}
	return grants, nil
}

// InviteIn is an account to be made.
type InviteIn struct {
	Body struct {
		ProfileBody
		Login string `json:"login" maxLength:"100"`
	}
}

func (a *API) inviteUser(ctx context.Context, in *InviteIn) (UserLink, error) {
	grants, err := a.grantsIn(ctx, in.Body.Grants)
	if err != nil {
		return UserLink{}, err
	}
	u, token, err := a.Auth.Invite(ctx, actorOf(ctx), auth.NewUser{
		Login: in.Body.Login, Name: strings.TrimSpace(in.Body.Name), Language: i18n.Lang(in.Body.Language), Grants: grants,
	})
	return a.userLink(ctx, u, token, err)
}

func (a *API) makeUserLink(ctx context.Context, in *UserIn) (UserLink, error) {
	u, token, err := a.Auth.MakeLink(ctx, actorOf(ctx), auth.UserID(in.ID))
	return a.userLink(ctx, u, token, err)
}

// userLink is an account with the address of its link. The token stands behind the #: browsers send it to nobody.
func (a *API) userLink(ctx context.Context, u auth.User, token string, err error) (UserLink, error) {
	v, err := a.oneUser(ctx, u, err)
	if err != nil {
		return UserLink{}, err
	}
	return UserLink{User: v, URL: a.Config.URL("/welcome#" + token)}, nil
}

// EditUserIn is an account as it shall be.
type EditUserIn struct {
	UserIn
	Body ProfileBody
}

func (a *API) editUser(ctx context.Context, in *EditUserIn) (User, error) {
	grants, err := a.grantsIn(ctx, in.Body.Grants)
	if err != nil {
		return User{}, err
	}
	u, err := a.Auth.Edit(ctx, actorOf(ctx), auth.UserID(in.ID), auth.Profile{
		Name: strings.TrimSpace(in.Body.Name), Language: i18n.Lang(in.Body.Language), Grants: grants,
	})
	return a.oneUser(ctx, u, err)
}

func (a *API) switchUser(disabled bool) func(context.Context, *UserIn) (User, error) {
	return func(ctx context.Context, in *UserIn) (User, error) {
		u, err := a.Auth.Disable(ctx, actorOf(ctx), auth.UserID(in.ID), disabled)
		return a.oneUser(ctx, u, err)
	}
}

// userTable exports the list of accounts, filtered as on the page: users.csv or users.xlsx.
func (a *API) userTable(w http.ResponseWriter, r *http.Request) error {
	ctx, q := r.Context(), r.URL.Query()
	kind, format, err := fileName(r.PathValue("file"))
	if err != nil || kind != "users" {
		return errs.New(errs.NotFound, "request.format").With("name", r.PathValue("file"))
	}
	in := UsersIn{PageIn: PageIn{Limit: 500}, Q: q.Get("q"), Role: q.Get("role"), State: q.Get("state"), Unit: q.Get("unit")}
	page, err := a.listUsers(ctx, &in)
	if err != nil {
		return err
	}
	lang := language(ctx)
	out := sendTable(w, kind, format)
	if err := out.Header(words(lang, "login", "person", "roles", "state", "created", "last_login")...); err != nil {
		return err
	}
	for {
		for i := range page.Items {
			u := &page.Items[i]
			last := any(nil)
			if u.LastLoginAt != nil {
				last = u.LastLoginAt.In(a.Config.Zone)
			}
			if err := out.Row(u.Login, u.Name, grantText(lang, u.Grants), u.State, u.CreatedAt.In(a.Config.Zone), last); err != nil {
				return err
			}
		}
		if page.Next == "" {
			return out.Close()
		}
		in.Cursor = page.Next
		if page, err = a.listUsers(ctx, &in); err != nil {
			return err
		}
	}
}

// grantText is grants in a cell: role, and the unit it is for.
func grantText(lang i18n.Lang, grants []Grant) string {
	var list []string
	for _, g := range grants {
		text := g.Role
		if g.Unit != "" {
			text += "@" + g.Unit
			if name := g.Name.In(lang); name != "" {
				text += " " + strconv.Quote(name)
			}
		}
		list = append(list, text)
	}
	return strings.Join(list, "; ")
}
