package api

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/auth"
	"manyi.dev/manyi/internal/errs"
)

// AuditIn chooses entries of the log.
type AuditIn struct {
	PageIn
	Actor  string `query:"actor" maxLength:"100" doc:"part of a name, as it was or is, or of a login"`
	Action string `query:"action" maxLength:"60" doc:"wave.open, or wave. for all that begin so"`
	Kind   string `query:"kind" maxLength:"60" doc:"kind of object: wave, user, …"`
	Object string `query:"object" maxLength:"200" doc:"code, id or login of the object"`
	From   string `query:"from" maxLength:"10" doc:"first day"`
	To     string `query:"to" maxLength:"10" doc:"last day"`
}

// auditFilter turns what a person typed into what the log knows: people are looked up by login and name of today.
func (a *API) auditFilter(ctx context.Context, in *AuditIn) (f audit.Filter, err error) {
	f = audit.Filter{Action: in.Action, Kind: in.Kind, After: in.Cursor, Limit: in.Limit, Name: strings.TrimSpace(in.Actor)}
	if f.Name != "" {
		people, _, err := a.Auth.FindUsers(ctx, auth.System, auth.UserFilter{Text: f.Name, Limit: 500})
		if err != nil {
			return f, err
		}
		for _, u := range people {
			f.Actors = append(f.Actors, string(u.ID))
		}
	}
	if object := strings.TrimSpace(in.Object); object != "" {
		f.Objects = []string{object}
		u, err := a.Auth.UserByLogin(ctx, auth.System, object)
		if err != nil && !errs.Is(err, errs.NotFound) {
			return f, err
		}
		if err == nil {
			f.Objects = append(f.Objects, string(u.ID))
		}
	}
	if f.From, err = a.dayStart(in.From, "from", 0); err != nil {
		return f, err
	}
	f.Until, err = a.dayStart(in.To, "to", 1)
	return f, err
}

func (a *API) listAudit(ctx context.Context, in *AuditIn) (List[AuditEntry], error) {
	out := List[AuditEntry]{Items: []AuditEntry{}}
	f, err := a.auditFilter(ctx, in)
	if err != nil {
		return out, err
	}
	page, next, err := audit.List(ctx, a.DB, f)
	if err != nil {
		return out, err
	}
	names, err := a.unitNames(ctx)
	if err != nil {
		return out, err
	}
	out.Next = next
	for _, r := range page {
		out.Items = append(out.Items, auditView(names, r))
	}
	return out, nil
}

// AuditEntryIn names an entry.
type AuditEntryIn struct {
	ID string `path:"id" maxLength:"80"`
}

func (a *API) getAudit(ctx context.Context, in *AuditEntryIn) (AuditEntry, error) {
	r, err := audit.ByID(ctx, a.DB, in.ID)
	if err != nil {
		return AuditEntry{}, err
	}
	names, err := a.unitNames(ctx)
	return auditView(names, r), err
}

func auditView(names map[string]UnitRef, r audit.Record) AuditEntry {
	v := AuditEntry{
		ID: r.ID, At: r.At.Time(), Actor: AuditActor{ID: r.Actor.ID, Name: r.Actor.Name}, Action: r.Entry.Action,
		Kind: r.Entry.Kind, Object: r.Entry.Object, Title: r.Entry.Object, Unit: r.Entry.Unit, Detail: map[string]any{},
	}
	title := map[string]string{"user": "login", "key": "name"}[r.Entry.Kind]
	for name, value := range r.Entry.Details {
		if text, ok := value.(string); ok && name == title {
			v.Title = text
		}
		v.Detail[name] = withCodes(names, value)
	}
	return v
}

// withCodes writes grants, role@id, with the code of the unit that people know.
func withCodes(names map[string]UnitRef, value any) any {
	list, ok := value.([]any)
	if !ok {
		return value
	}
	list = slices.Clone(list)
	for i, one := range list {
		text, _ := one.(string)
		role, id, ok := strings.Cut(text, "@")
		if u, known := names[id]; ok && known {
			list[i] = role + "@" + u.Code
		}
	}
	return list
}

// auditTable exports the log, filtered as on the page: audit.csv or audit.xlsx.
func (a *API) auditTable(w http.ResponseWriter, r *http.Request) error {
	ctx, q := r.Context(), r.URL.Query()
	kind, format, err := fileName(r.PathValue("file"))
	if err != nil || kind != "audit" {
		return errs.New(errs.NotFound, "request.format").With("name", r.PathValue("file"))
	}
	f, err := a.auditFilter(ctx, &AuditIn{
		Actor: q.Get("actor"), Action: q.Get("action"), Kind: q.Get("kind"), Object: q.Get("object"), From: q.Get("from"), To: q.Get("to"),
	})
	if err != nil {
		return err
	}
	names, err := a.unitNames(ctx)
	if err != nil {
		return err
	}
	out := sendTable(w, kind, format)
	if err := out.Header(words(language(ctx), "at", "actor", "action", "kind", "object", "unit", "detail", "entry")...); err != nil {
		return err
	}
	err = audit.Each(ctx, a.DB, f, func(r audit.Record) error {
		v := auditView(names, r)
		detail, err := json.Marshal(v.Detail)
		if err != nil {
			return err
		}
		return out.Row(v.At.In(a.Config.Zone), v.Actor.Name, v.Action, v.Kind, v.Title, v.Unit, string(detail), v.ID)
	})
	if err != nil {
		return err
	}
	return out.Close()
}
