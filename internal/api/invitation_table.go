package api

import (
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"manyi.dev/manyi/internal/auth"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/directory/customer"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/outreach"
	"manyi.dev/manyi/internal/sheet"
)

// The columns of the tables of invitations.
var (
	linkColumns = []string{"customer_code", "customer", "code", "unit", "language", "channel", "phone", "email", "link", "open_until"}
	listColumns = []string{"customer_code", "customer", "code", "unit", "state", "issued_at", "issued_by", "started_at", "answered_at", "revoked_at"}
)

// stateWords are the states of an invitation in words.
var stateWords = map[outreach.InvitationState]string{
	outreach.Issued: "invitation.state.issued", outreach.Started: "invitation.state.started", outreach.Answered: "invitation.state.answered",
	outreach.Revoked: "invitation.state.revoked",
}

// invitationTable exports links.csv, links.xlsx: the links that can still be answered, with phone and e-mail for whoever may
// see them in clear, which is audited; list.csv, list.xlsx:
// who was invited and how far it went.
func (a *API) invitationTable(w http.ResponseWriter, r *http.Request) error {
	ctx, values := r.Context(), r.URL.Query()
	kind, format, err := fileName(r.PathValue("file"))
	if err != nil {
		return err
	}
	p, columns := auth.InvitationRead, listColumns
	switch kind {
	case "list":
	case "links":
		p, columns = auth.InvitationIssue, linkColumns
		if err := allowed(ctx, p); err != nil {
			return err
		}
	default:
		return errs.New(errs.NotFound, "request.format").With("name", r.PathValue("file"))
	}
	v, err := a.view(ctx, p, r.PathValue("code"))
	if err != nil {
		return err
	}
	q, err := v.invitationQuery(&InvitationsIn{
		Unit: values.Get("unit"), State: values.Get("state"), Batch: values.Get("batch"), Q: values.Get("q"),
	})
	if err != nil {
		return err
	}
	slow(w)
	t := &invitationSheet{api: a, view: v, lang: language(ctx)}
	begin := func() error {
		t.out = sendTable(w, v.wave.Code+"-"+kind, format)
		return t.out.Header(words(t.lang, columns...)...)
	}
	if kind == "list" {
		if err := begin(); err != nil {
			return err
		}
		err = a.Outreach.EachInvitation(ctx, q, t.row)
	} else {
		err = a.Outreach.EachLink(ctx, auditor(ctx), v.wave, q, actorOf(ctx).Can(auth.CustomerReveal), begin, t.link)
	}
	if err != nil {
		return err
	}
	if book, ok := t.out.(*sheet.BookWriter); ok {
		if err := codebook(book, t.lang, columns); err != nil {
			return err
		}
	}
	return t.out.Close()
}

// invitationSheet writes invitations into a table.
type invitationSheet struct {
	api  *API
	view *view
	lang i18n.Lang
	out  sheet.Writer
}

// who names the customer and the unit.
func (t *invitationSheet) who(i *outreach.Invited) []any {
	cells := []any{i.Customer.Code, i.Customer.Name, "", ""}
	if u, ok := t.view.tree.ByID(i.Unit); ok {
		cells[2], cells[3] = u.Code, u.Name.In(t.lang)
	}
	return cells
}

func (t *invitationSheet) link(i outreach.Invited, token string) error {
	var phone, email string // the first of each
	for _, c := range slices.Backward(i.Contacts) {
		switch c.Kind {
		case customer.Phone:
			phone = c.Value
		case customer.Email:
			email = c.Value
		}
	}
	return t.out.Row(append(t.who(&i), i.Customer.Language, i.Customer.Channel, phone, email, t.api.personalURL(token), t.view.wave.To)...)
}

func (t *invitationSheet) row(i outreach.Invited) error {
	at := func(m db.Millis) any {
		if m == 0 {
			return nil
		}
		return m.Time().In(t.api.Config.Zone).Format("2006-01-02 15:04")
	}
	return t.out.Row(append(t.who(&i), i18n.T(t.lang, stateWords[i.State], nil), at(i.IssuedAt), i.IssuedBy, at(i.StartedAt),
		at(i.AnsweredAt), at(i.RevokedAt))...)
}

// describeInvitations adds the route that does not go through huma.
func (a *API) describeInvitations() {
	param := func(name, in string) *huma.Param {
		return &huma.Param{Name: name, In: in, Required: in == "path", Schema: &huma.Schema{Type: "string"}}
	}
	a.huma.OpenAPI().AddOperation(&huma.Operation{
		OperationID: "invitation-table", Method: http.MethodGet, Path: prefix + "/waves/{code}/invitation-tables/{file}",
		Summary: "links.csv, links.xlsx: personal links that can still be answered (audited); list.csv, list.xlsx: who was invited and how far it went",
		Parameters: []*huma.Param{
			param("code", "path"), param("file", "path"), param("unit", "query"), param("state", "query"), param("batch", "query"), param("q", "query"),
		},
		Responses: map[string]*huma.Response{
			"200": {Description: "OK", Content: map[string]*huma.MediaType{"application/octet-stream": {}}}, "default": a.problemResponse(),
		},
	})
}
