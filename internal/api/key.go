package api

import (
	"context"
	"net/http"
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
	f := auth.KeyFilter{Text: in.Q, State: auth.KeyState(in.State), After: in.Cursor, Limit: in.Limit}
	page, next, err := a.Auth.FindKeys(ctx, actorOf(ctx), f)
	if err != nil {
		return List[Key]{}, err
	}
	out := List[Key]{Items: []Key{}, Next: next}
	for i := range page {
		out.Items = append(out.Items, a.keyView(&page[i], page[i].OwnerName))
	}
	return out, nil
}

// keyTable exports the list of keys, filtered as on the page: keys.csv or keys.xlsx.
func (a *API) keyTable(w http.ResponseWriter, r *http.Request) error {
	ctx, q := r.Context(), r.URL.Query()
	kind, format, err := fileName(r.PathValue("file"))
	if err != nil || kind != "keys" {
		return errs.New(errs.NotFound, "request.format").With("name", r.PathValue("file"))
	}
	in := KeysIn{PageIn: PageIn{Limit: 500}, Q: q.Get("q"), State: q.Get("state")}
	page, err := a.listKeys(ctx, &in)
	if err != nil {
		return err
	}
	out := sendTable(w, kind, format)
	if err := out.Header(words(language(ctx), "key", "owner", "scopes", "state", "created", "expires", "last_used")...); err != nil {
		return err
	}
	for {
		for i := range page.Items {
			k := &page.Items[i]
			last := any(nil)
			if k.LastUsedAt != nil {
				last = k.LastUsedAt.In(a.Config.Zone)
			}
			err := out.Row(k.Name, k.Owner, strings.Join(k.Scopes, " "), k.State, k.CreatedAt.In(a.Config.Zone), k.ExpiresAt.In(a.Config.Zone), last)
			if err != nil {
				return err
			}
		}
		if page.Next == "" {
			return out.Close()
		}
		in.Cursor = page.Next
		if page, err = a.listKeys(ctx, &in); err != nil {
			return err
		}
	}
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
