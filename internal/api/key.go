package api

import (
	"context"
	"strings"

	"manyi.dev/manyi/internal/auth"
	"manyi.dev/manyi/internal/errs"
)

// KeysIn chooses keys.
type KeysIn struct {
	PageIn
	Q     string `query:"q" maxLength:"100" doc:"part of a name, or of the maker's"`
	State string `query:"state" enum:"good,expired,revoked"`
}

func (a *API) listKeys(ctx context.Context, in *KeysIn) (List[Key], error) {
	all, err := a.Auth.Keys(ctx, actorOf(ctx))
	if err != nil {
		return List[Key]{}, err
	}
	names := map[auth.UserID]string{}
	list := []Key{}
	for i := range all {
		k := &all[i]
		if _, known := names[k.Owner]; !known {
			u, err := a.Auth.UserByID(ctx, auth.System, k.Owner)
			if err != nil {
				return List[Key]{}, err
			}
			names[k.Owner] = u.Name
		}
		v := a.keyView(k, names[k.Owner])
		q := strings.ToLower(strings.TrimSpace(in.Q))
		if (in.State == "" || v.State == in.State) && (strings.Contains(strings.ToLower(v.Name), q) || strings.Contains(strings.ToLower(v.Owner), q)) {
			list = append(list, v)
		}
	}
	return pageOf(list, in.Cursor, in.Limit)
}

func (a *API) keyView(k *auth.Key, owner string) Key {
	v := Key{
		ID: string(k.ID), Name: k.Name, Hint: k.Hint, Owner: owner, State: string(k.State(a.Now())), Scopes: []string{},
		CreatedAt: k.CreatedAt.Time(), ExpiresAt: k.ExpiresAt.Time(),
	}
	for _, p := range k.Scopes {
		v.Scopes = append(v.Scopes, string(p))
	}
	if k.LastUsedAt != 0 {
		at := k.LastUsedAt.Time()
		v.LastUsedAt = &at
	}
	return v
}

// keyScopes lists the permissions that the actor can give to a key.
func (a *API) keyScopes(ctx context.Context, _ *struct{}) (List[string], error) {
	out := List[string]{Items: []string{}}
	for _, p := range actorOf(ctx).Permissions() {
		if auth.ForKeys(p) {
			out.Items = append(out.Items, string(p))
		}
	}
	return out, nil
}

// MakeKeyIn is a key to be made.
type MakeKeyIn struct {
	Body struct {
		Name    string   `json:"name" maxLength:"400"`
		Scopes  []string `json:"scopes" maxItems:"100" doc:"permissions; see docs/permissions.md"`
		Expires string   `json:"expires" maxLength:"10" doc:"last day"`
	}
}

func (a *API) makeKey(ctx context.Context, in *MakeKeyIn) (NewKey, error) {
	end, err := a.dayStart(in.Body.Expires, "expires", 1)
	if err != nil {
		return NewKey{}, err
	}
	if end == 0 {
		return NewKey{}, errs.New(errs.Invalid, "auth.key.expires").At("expires")
	}
	n := auth.NewKey{Name: in.Body.Name, ExpiresAt: end.Time()}
	for _, p := range in.Body.Scopes {
		n.Scopes = append(n.Scopes, auth.Permission(p))
	}
	actor := actorOf(ctx)
	k, token, err := a.Auth.MakeKey(ctx, actor, n)
	if err != nil {
		return NewKey{}, err
	}
	return NewKey{Key: a.keyView(&k, actor.Name), Token: token}, nil
}

// KeyIn names a key.
type KeyIn struct {
	ID string `path:"id" maxLength:"80"`
}

func (a *API) revokeKey(ctx context.Context, in *KeyIn) error {
	return a.Auth.RevokeKey(ctx, actorOf(ctx), auth.KeyID(in.ID))
}
