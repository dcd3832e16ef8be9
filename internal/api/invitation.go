package api

import (
	"context"
	"slices"
	"time"

	"manyi.dev/manyi/internal/auth"
	"manyi.dev/manyi/internal/directory/customer"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/outreach"
	"manyi.dev/manyi/internal/programme"
)

// invitationRoutes are those of personal links.
func (a *API) invitationRoutes() {
	post(a, "/waves/{code}/invitations/check", "check-invitations", auth.InvitationIssue, a.checkInvitations)
	post(a, "/waves/{code}/invitations", "issue-invitations", auth.InvitationIssue, a.issueInvitations)
	get(a, "/waves/{code}/invitation-batches", "list-invitation-batches", auth.InvitationRead, a.listInvitationBatches)
	post(a, "/waves/{code}/invitation-batches/{id}/stop", "stop-invitation-batch", auth.InvitationIssue, a.stopInvitationBatch)
	get(a, "/waves/{code}/invitations", "list-invitations", auth.InvitationRead, a.listInvitations)
	post(a, "/waves/{code}/invitations/{id}/revoke", "revoke-invitation", auth.InvitationIssue, a.revokeInvitation)
	post(a, "/waves/{code}/invitations/{id}/renew", "renew-invitation", auth.InvitationIssue, a.renewInvitation)
	a.raw("GET", "/waves/{code}/invitation-tables/{file}", auth.InvitationRead, a.invitationTable)
}

// InvitationSelection chooses the customers to be invited.
type InvitationSelection struct {
	Units     []string `json:"units,omitempty" maxItems:"500" doc:"codes: these units and those below them; empty: every surveyed unit"`
	Stages    []string `json:"stages,omitempty" maxItems:"50" doc:"empty: any"`
	Kinds     []string `json:"kinds,omitempty" maxItems:"2" enum:"person,company" doc:"empty: any"`
	Status    string   `json:"status,omitempty" maxLength:"20"`
	Attribute string   `json:"attribute,omitempty" maxLength:"40"`
	Value     string   `json:"value,omitempty" maxLength:"200" doc:"of the attribute"`
	Limit     int      `json:"limit,omitempty" minimum:"0" doc:"at most so many links; 0: no limit"`
}

// InvitationCheck is what a selection comes to today.
type InvitationCheck struct {
	Matching      int              `json:"matching" doc:"customers whom the selection means"`
	InvitedBefore int              `json:"invited_before" doc:"of them: have a link of the wave already"`
	Usable        int              `json:"usable" doc:"of the others: may be asked"`
	Refused       []InvitationStop `json:"refused" doc:"of the others: may not be asked, by reason"`
}

// InvitationStop is why customers may not be asked.
type InvitationStop struct {
	Reason string `json:"reason" enum:"do_not_contact,special_mark,lost,no_contact,consent,purpose,out_of_date"`
	Count  int    `json:"count"`
}

func stops(refused map[string]int) []InvitationStop {
	list := make([]InvitationStop, 0, len(refused))
	for _, reason := range sortedKeys(refused) {
		list = append(list, InvitationStop{reason, refused[reason]})
	}
	return list
}

// SelectionIn chooses customers for a wave.
type SelectionIn struct {
	WaveIn
	Body InvitationSelection
}

// selection is what is asked for, cut to the surveyed units in which the actor may issue links.
func (v *view) selection(in *InvitationSelection) (outreach.Selection, error) {
	s := outreach.Selection{
		Codes: in.Units, Stages: in.Stages, Kinds: in.Kinds, Status: in.Status, Attribute: in.Attribute, Value: in.Value, Limit: in.Limit,
	}
	if s.Status != "" && !slices.Contains(customer.Statuses, s.Status) {
		return s, errs.New(errs.Invalid, "invitation.selection").At("status").With("value", s.Status)
	}
	chosen := map[string]bool{}
	for _, code := range in.Units {
		u, err := v.unitOf(code)
		if err != nil {
			return s, err
		}
		for _, below := range v.tree.Surveyed(u) {
			chosen[below.ID] = true
		}
	}
	for _, u := range v.surveyed() {
		if len(in.Units) == 0 || chosen[u.ID] {
			s.Units = append(s.Units, u.ID)
		}
	}
	if len(s.Units) == 0 {
		return s, errs.New(errs.Invalid, "invitation.no_units").At("units")
	}
	return s, nil
}

// inviting is a wave for which the actor may issue links.
func (a *API) inviting(ctx context.Context, code string) (*view, error) {
	v, err := a.view(ctx, auth.InvitationIssue, code)
	if err == nil && v.wave.Anonymity == programme.Anonymous {
		err = errs.New(errs.Conflict, "invitation.anonymous")
	}
	return v, err
}

func (a *API) checkInvitations(ctx context.Context, in *SelectionIn) (InvitationCheck, error) {
	v, err := a.inviting(ctx, in.Code)
	if err != nil {
		return InvitationCheck{}, err
	}
	s, err := v.selection(&in.Body)
	if err != nil {
		return InvitationCheck{}, err
	}
	c, err := a.Outreach.CheckInvitations(ctx, v.wave, s)
	return InvitationCheck{Matching: c.Matching, InvitedBefore: c.InvitedBefore, Usable: c.Usable, Refused: stops(c.Refused)}, err
}

// InvitationBatch is one issue of personal links.
type InvitationBatch struct {
	ID            string              `json:"id"`
	State         string              `json:"state" enum:"issuing,done,failed"`
	Selection     InvitationSelection `json:"selection"`
	Matching      int                 `json:"matching" doc:"customers whom the selection means: the end of the progress"`
	Seen          int                 `json:"seen" doc:"of them: gone through"`
	Issued        int                 `json:"issued"`
	InvitedBefore int                 `json:"invited_before"`
	Refused       []InvitationStop    `json:"refused"`
	Problem       string              `json:"problem,omitempty"`
	By            string              `json:"by"`
	CreatedAt     time.Time           `json:"created_at"`
	FinishedAt    *time.Time          `json:"finished_at,omitempty"`
}

func invitationBatchView(ctx context.Context, b *outreach.InvitationBatch) InvitationBatch {
	s := b.Selection
	v := InvitationBatch{
		ID: b.ID, State: string(b.State), Matching: b.Matching, Seen: b.Seen, Issued: b.Issued, InvitedBefore: b.InvitedBefore, Refused: stops(b.Refused),
		Selection: InvitationSelection{
			Units: s.Codes, Stages: s.Stages, Kinds: s.Kinds, Status: s.Status, Attribute: s.Attribute, Value: s.Value, Limit: s.Limit,
		},
		By: b.By.Name, CreatedAt: b.CreatedAt.Time(), FinishedAt: instant(b.FinishedAt),
	}
	if b.Problem != "" {
		v.Problem = i18n.T(language(ctx), b.Problem, nil)
	}
	return v
}

func (a *API) issueInvitations(ctx context.Context, in *SelectionIn) (InvitationBatch, error) {
	v, err := a.inviting(ctx, in.Code)
	if err != nil {
		return InvitationBatch{}, err
	}
	s, err := v.selection(&in.Body)
	if err != nil {
		return InvitationBatch{}, err
	}
	b, err := a.Outreach.IssueInvitations(ctx, auditor(ctx), v.wave, s)
	if err != nil {
		return InvitationBatch{}, err
	}
	return invitationBatchView(ctx, &b), nil
}

func (a *API) listInvitationBatches(ctx context.Context, in *struct {
	WaveIn
	PageIn
},
) (List[InvitationBatch], error) {
	v, err := a.view(ctx, auth.InvitationRead, in.Code)
	if err != nil {
		return List[InvitationBatch]{}, err
	}
	all, err := a.Outreach.InvitationBatches(ctx, v.wave.ID)
	if err != nil {
		return List[InvitationBatch]{}, err
	}
	list := make([]InvitationBatch, 0, len(all))
	for i := range all {
		if slices.ContainsFunc(all[i].Selection.Units, v.unit) {
			list = append(list, invitationBatchView(ctx, &all[i]))
		}
	}
	return pageOf(list, in.Cursor, in.Limit)
}

// stopInvitationBatch ends the issue of links; those that were issued stay.
func (a *API) stopInvitationBatch(ctx context.Context, in *InvitationIn) (InvitationBatch, error) {
	v, err := a.inviting(ctx, in.Code)
	if err != nil {
		return InvitationBatch{}, err
	}
	b, err := a.Outreach.StopIssuing(ctx, auditor(ctx), v.wave, in.ID, v.reached())
	if err != nil {
		return InvitationBatch{}, err
	}
	return invitationBatchView(ctx, &b), nil
}

// Invitation is a customer who was asked by a personal link.
type Invitation struct {
	ID         string           `json:"id"`
	Customer   *InvitedCustomer `json:"customer,omitempty" doc:"absent once the customer was erased"`
	Unit       UnitRef          `json:"unit"`
	State      string           `json:"state" enum:"issued,started,answered,revoked"`
	Batch      string           `json:"batch"`
	IssuedAt   time.Time        `json:"issued_at"`
	IssuedBy   string           `json:"issued_by"`
	StartedAt  *time.Time       `json:"started_at,omitempty"`
	AnsweredAt *time.Time       `json:"answered_at,omitempty"`
	RevokedAt  *time.Time       `json:"revoked_at,omitempty"`
}

// InvitedCustomer names a customer.
type InvitedCustomer struct {
	ID   string `json:"id"`
	Code string `json:"code"`
	Name string `json:"name"`
}

// InvitationsIn chooses invitations of a wave.
type InvitationsIn struct {
	WaveIn
	PageIn
	Unit  string `query:"unit" maxLength:"80" doc:"code: this unit and those below it"`
	State string `query:"state" enum:",issued,started,answered,revoked"`
	Batch string `query:"batch" maxLength:"40"`
	Q     string `query:"q" maxLength:"100" doc:"of the customer, as in the list of customers"`
}

// invitationQuery is what is asked for, cut to the units the actor may see.
func (v *view) invitationQuery(in *InvitationsIn) (outreach.InvitationQuery, error) {
	q := outreach.InvitationQuery{
		Wave: v.wave.ID, State: outreach.InvitationState(in.State), Batch: in.Batch, Text: in.Q, After: in.Cursor, Limit: in.Limit, Units: v.reached(),
	}
	if in.Unit == "" {
		return q, nil
	}
	u, err := v.unitOf(in.Unit)
	if err != nil {
		return q, err
	}
	q.Units = []string{}
	for _, below := range v.tree.Surveyed(u) {
		if v.unit(below.ID) {
			q.Units = append(q.Units, below.ID)
		}
	}
	return q, nil
}

// reached lists the surveyed units the actor may see; nil is all.
func (v *view) reached() []string {
	if v.all {
		return nil
	}
	ids := []string{}
	for _, u := range v.surveyed() {
		ids = append(ids, u.ID)
	}
	return ids
}

func (v *view) invitation(i *outreach.Invited) Invitation {
	one := Invitation{
		ID: i.ID, State: string(i.State), Batch: i.Batch, IssuedAt: i.IssuedAt.Time(), IssuedBy: i.IssuedBy,
		StartedAt: instant(i.StartedAt), AnsweredAt: instant(i.AnsweredAt), RevokedAt: instant(i.RevokedAt), Unit: UnitRef{ID: i.Unit},
	}
	if u, ok := v.tree.ByID(i.Unit); ok {
		one.Unit = unitRef(v.tree, u)
	}
	if i.Known {
		one.Customer = &InvitedCustomer{i.Customer.ID, i.Customer.Code, i.Customer.Name}
	}
	return one
}

func (a *API) listInvitations(ctx context.Context, in *InvitationsIn) (List[Invitation], error) {
	out := List[Invitation]{Items: []Invitation{}}
	v, err := a.view(ctx, auth.InvitationRead, in.Code)
	if err != nil {
		return out, err
	}
	q, err := v.invitationQuery(in)
	if err != nil {
		return out, err
	}
	list, next, err := a.Outreach.Invitations(ctx, q)
	for i := range list {
		out.Items = append(out.Items, v.invitation(&list[i]))
	}
	out.Next = next
	return out, err
}

// InvitationIn names an invitation of a wave.
type InvitationIn struct {
	WaveIn
	ID string `path:"id" maxLength:"40"`
}

func (a *API) revokeInvitation(ctx context.Context, in *InvitationIn) (Invitation, error) {
	v, err := a.view(ctx, auth.InvitationIssue, in.Code)
	if err != nil {
		return Invitation{}, err
	}
	i, err := a.Outreach.Revoke(ctx, auditor(ctx), v.wave, in.ID, v.reached())
	if err != nil {
		return Invitation{}, err
	}
	named, err := a.Outreach.Named(ctx, i)
	return v.invitation(&named), err
}

// RenewedInvitation is an invitation with its new link.
type RenewedInvitation struct {
	Invitation
	URL string `json:"url"`
}

func (a *API) renewInvitation(ctx context.Context, in *InvitationIn) (RenewedInvitation, error) {
	v, err := a.view(ctx, auth.InvitationIssue, in.Code)
	if err != nil {
		return RenewedInvitation{}, err
	}
	i, err := a.Responses.Renew(ctx, auditor(ctx), v.wave, in.ID, v.reached())
	if err != nil {
		return RenewedInvitation{}, err
	}
	named, err := a.Outreach.Named(ctx, i)
	return RenewedInvitation{v.invitation(&named), a.personalURL(a.Outreach.Token(i))}, err
}

// personalURL is the address of a personal link.
func (a *API) personalURL(token string) string { return a.Config.URL("/s/" + token) }

// CustomerInvitation is an invitation on the sheet of a customer.
type CustomerInvitation struct {
	Wave     WaveRef   `json:"wave"`
	Unit     UnitRef   `json:"unit"`
	State    string    `json:"state" enum:"issued,started,answered,revoked"`
	IssuedAt time.Time `json:"issued_at"`
}

// invitationsOf are those of a customer that the actor may see, nil when he may see none at all.
func (a *API) invitationsOf(ctx context.Context, customer string) ([]CustomerInvitation, error) {
	if !actorOf(ctx).Can(auth.InvitationRead) {
		return nil, nil
	}
	list := []CustomerInvitation{}
	seen, err := a.sight(ctx, auth.InvitationRead)
	if err != nil {
		return nil, err
	}
	all, err := a.Outreach.InvitationsOf(ctx, customer)
	if err != nil {
		return nil, err
	}
	for _, i := range all {
		if !seen.unit(i.Unit) {
			continue
		}
		wave, err := a.Programmes.Wave(ctx, i.Wave)
		if err != nil {
			return nil, err
		}
		tree, err := a.Programmes.Tree(ctx, i.Wave)
		if err != nil {
			return nil, err
		}
		one := CustomerInvitation{Wave: WaveRef{wave.Code, wave.Name}, State: string(i.State), IssuedAt: i.IssuedAt.Time(), Unit: UnitRef{ID: i.Unit}}
		if u, ok := tree.ByID(i.Unit); ok {
			one.Unit = unitRef(tree, u)
		}
		list = append(list, one)
	}
	return list, nil
}
