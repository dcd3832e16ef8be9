package api

import (
	"context"
	"maps"
	"slices"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/auth"
	"manyi.dev/manyi/internal/calendar"
	"manyi.dev/manyi/internal/directory/customer"
	"manyi.dev/manyi/internal/errs"
)

// customerRoutes are those of the customer archive.
func (a *API) customerRoutes() {
	get(a, "/customers", "list-customers", auth.CustomerRead, a.listCustomers)
	post(a, "/customers", "create-customer", auth.CustomerChange, a.createCustomer)
	get(a, "/customers/{id}", "get-customer", auth.CustomerRead, a.getCustomer)
	post(a, "/customers/{id}/reveal", "reveal-customer", auth.CustomerReveal, a.revealCustomer)
	put(a, "/customers/{id}", "correct-customer", auth.CustomerChange, a.correctCustomer)
	post(a, "/customers/{id}/erase", "erase-customer", auth.CustomerChange, a.eraseCustomer)
	post(a, "/customers/{id}/merge", "merge-customer", auth.CustomerChange, a.mergeCustomer)
	get(a, "/customer-duplicates", "list-customer-duplicates", auth.CustomerChange, a.listDuplicates)
	get(a, "/customer-certificates", "list-customer-certificates", auth.CustomerChange, a.listCertificates)
	get(a, "/customer-certificates/{id}", "get-customer-certificate", auth.CustomerChange, a.getCertificate)
	get(a, "/customer-schema", "get-customer-schema", auth.CustomerRead, a.getCustomerSchema)
	put(a, "/customer-schema", "set-customer-schema", auth.CustomerImport, a.setCustomerSchema)
	get(a, "/customer-schema/use", "get-customer-schema-use", auth.CustomerImport, a.customerSchemaUse)
	a.batchRoutes()
}

// Customer is a customer in a list or on a sheet.
type Customer struct {
	ID           string               `json:"id"`
	Code         string               `json:"code"`
	Name         string               `json:"name"`
	Initials     string               `json:"initials"`
	Kind         string               `json:"kind" enum:"person,company"`
	Industry     string               `json:"industry"`
	Segment      string               `json:"segment"`
	Tier         string               `json:"tier"`
	Status       string               `json:"status" enum:"prospect,active,dormant,lost"`
	Language     string               `json:"language" enum:",zh,en"`
	Channel      string               `json:"channel"`
	Manager      string               `json:"manager"`
	DoNotContact bool                 `json:"do_not_contact"`
	SpecialMark  bool                 `json:"special_mark"`
	Contacts     []CustomerContact    `json:"contacts"`
	Units        []CustomerUnit       `json:"units"`
	Attributes   map[string]string    `json:"attributes"`
	Invitations  []CustomerInvitation `json:"invitations,omitempty" doc:"on a sheet, for those who may see them"`
	ChangedAt    int64                `json:"changed_at" doc:"the version, to be sent back with a correction"`
}

// CustomerContact is a contact point; value is masked unless it was asked for in clear.
type CustomerContact struct {
	Kind       string   `json:"kind" enum:"phone,email,address,id_number"`
	Value      string   `json:"value" maxLength:"400"`
	Consent    string   `json:"consent" enum:"unknown,granted,refused"`
	Purposes   []string `json:"purposes"`
	ValidFrom  string   `json:"valid_from,omitempty" maxLength:"10"`
	ValidUntil string   `json:"valid_until,omitempty" maxLength:"10"`
	Usable     bool     `json:"usable" doc:"may be used today for at least one purpose"`
}

// CustomerUnit is what a customer is to a unit.
type CustomerUnit struct {
	Unit  UnitRef `json:"unit"`
	Stage string  `json:"stage"`
	From  string  `json:"from,omitempty"`
	Until string  `json:"until,omitempty"`
}

// CustomersIn chooses customers.
type CustomersIn struct {
	Cursor    string `query:"cursor" maxLength:"100"`
	Limit     int    `query:"limit" minimum:"0" maximum:"500"`
	Q         string `query:"q" maxLength:"100" doc:"beginning of a name, of pinyin initials or of a code; or a whole phone, e-mail or id number"`
	Unit      string `query:"unit" maxLength:"80" doc:"code: this unit and those below it"`
	Stage     string `query:"stage" maxLength:"40"`
	Status    string `query:"status" maxLength:"20"`
	Attribute string `query:"attribute" maxLength:"40"`
	Value     string `query:"value" maxLength:"200" doc:"of the attribute"`
}

// reach lists the units in which the actor has the permission; nil is all.
func (a *API) reach(ctx context.Context, p auth.Permission) ([]string, error) {
	s, err := a.sight(ctx, p)
	if err != nil || s.all {
		return nil, err
	}
	ids := slices.Sorted(maps.Keys(s.ids))
	if ids == nil {
		ids = []string{}
	}
	return ids, nil
}

// customerQuery is what is asked for, cut to what the actor may see.
func (a *API) customerQuery(ctx context.Context, in *CustomersIn, p auth.Permission) (customer.Query, error) {
	q := customer.Query{
		Text: in.Q, Stage: in.Stage, Status: in.Status, Attribute: in.Attribute, Value: in.Value, After: in.Cursor, Limit: in.Limit,
	}
	var err error
	if q.Units, err = a.reach(ctx, p); err != nil || in.Unit == "" {
		return q, err
	}
	tree, err := a.Directory.Tree(ctx, a.Directory.Today())
	if err != nil {
		return q, err
	}
	u, ok := tree.ByCode(in.Unit)
	if !ok || q.Units != nil && !slices.Contains(q.Units, u.ID) {
		return q, errs.New(errs.NotFound, "directory.unit_unknown").At("unit").With("unit", in.Unit)
	}
	q.Units = nil
	for _, below := range tree.Below(u) {
		q.Units = append(q.Units, below.ID)
	}
	return q, nil
}

func (a *API) listCustomers(ctx context.Context, in *CustomersIn) (List[Customer], error) {
	out := List[Customer]{Items: []Customer{}}
	q, err := a.customerQuery(ctx, in, auth.CustomerRead)
	if err != nil {
		return out, err
	}
	list, next, err := a.Customers.List(ctx, q)
	if err != nil {
		return out, err
	}
	out.Next = next
	out.Items, err = a.customerViews(ctx, auth.CustomerRead, list)
	return out, err
}

// customerViews are customers as the actor may see them: units out of reach are left out.
func (a *API) customerViews(ctx context.Context, p auth.Permission, list []customer.Sheet) ([]Customer, error) {
	names, err := a.unitNames(ctx)
	if err != nil {
		return nil, err
	}
	seen, err := a.sight(ctx, p)
	if err != nil {
		return nil, err
	}
	today := a.Directory.Today()
	views := make([]Customer, 0, len(list))
	for i := range list {
		views = append(views, customerView(&list[i], names, seen, today))
	}
	return views, nil
}

func customerView(s *customer.Sheet, names map[string]UnitRef, seen sight, today calendar.Date) Customer {
	v := Customer{
		ID: s.ID, Code: s.Code, Name: s.Name, Initials: s.Initials, Kind: string(s.Kind), Industry: s.Industry, Segment: s.Segment, Tier: s.Tier,
		Status: s.Status, Language: s.Language, Channel: s.Channel, Manager: s.Manager, DoNotContact: s.DoNotContact, SpecialMark: s.SpecialMark,
		Contacts: []CustomerContact{}, Units: []CustomerUnit{}, Attributes: s.Attributes, ChangedAt: int64(s.ChangedAt),
	}
	for i := range s.Contacts {
		c := &s.Contacts[i]
		one := CustomerContact{
			Kind: string(c.Kind), Value: c.Value, Consent: c.Consent, Purposes: c.Purposes, ValidFrom: string(c.ValidFrom), ValidUntil: string(c.ValidUntil),
		}
		one.Usable = slices.ContainsFunc(customer.Purposes, func(p string) bool { return s.Usable(c, p, today) })
		v.Contacts = append(v.Contacts, one)
	}
	for _, r := range s.Relations {
		if !seen.unit(r.Unit) {
			continue
		}
		ref, ok := names[r.Unit]
		if !ok { // closed since
			ref = UnitRef{ID: r.Unit}
		}
		v.Units = append(v.Units, CustomerUnit{Unit: ref, Stage: r.Stage, From: string(r.From), Until: string(r.Until)})
	}
	return v
}

// CustomerIn names a customer.
type CustomerIn struct {
	ID string `path:"id" maxLength:"40"`
}

func (a *API) getCustomer(ctx context.Context, in *CustomerIn) (Customer, error) {
	units, err := a.reach(ctx, auth.CustomerRead)
	if err != nil {
		return Customer{}, err
	}
	s, err := a.Customers.Show(ctx, in.ID, units)
	if err != nil {
		return Customer{}, err
	}
	one, err := a.oneCustomer(ctx, auth.CustomerRead, s)
	if err == nil {
		one.Invitations, err = a.invitationsOf(ctx, s.ID)
	}
	return one, err
}

func (a *API) oneCustomer(ctx context.Context, p auth.Permission, s customer.Sheet) (Customer, error) {
	views, err := a.customerViews(ctx, p, []customer.Sheet{s})
	if err != nil {
		return Customer{}, err
	}
	return views[0], nil
}

// auditor is the actor as the audit log names him.
func auditor(ctx context.Context) audit.Actor {
	actor := actorOf(ctx)
	return audit.Actor{ID: string(actor.ID), Name: actor.Name}
}

// revealCustomer is a POST because it leaves a trace.
func (a *API) revealCustomer(ctx context.Context, in *CustomerIn) (Customer, error) {
	units, err := a.reach(ctx, auth.CustomerReveal)
	if err != nil {
		return Customer{}, err
	}
	s, err := a.Customers.Reveal(ctx, auditor(ctx), in.ID, units)
	if err != nil {
		return Customer{}, err
	}
	return a.oneCustomer(ctx, auth.CustomerReveal, s)
}

// MergeIn names the customer that goes.
type MergeIn struct {
	CustomerIn
	Body struct {
		Other string `json:"other" maxLength:"40" doc:"id of the customer whose data go to this one"`
	}
}

func (a *API) mergeCustomer(ctx context.Context, in *MergeIn) (Customer, error) {
	units, err := a.reach(ctx, auth.CustomerChange)
	if err != nil {
		return Customer{}, err
	}
	if err := a.Customers.Merge(ctx, auditor(ctx), in.ID, in.Body.Other, units); err != nil {
		return Customer{}, err
	}
	return a.getCustomer(ctx, &in.CustomerIn)
}

// CustomerDuplicate are customers that may be one.
type CustomerDuplicate struct {
	Shared    string     `json:"shared" enum:"phone,email,id_number" doc:"what they have in common"`
	Customers []Customer `json:"customers"`
}

func (a *API) listDuplicates(ctx context.Context, in *PageIn) (List[CustomerDuplicate], error) {
	out := List[CustomerDuplicate]{Items: []CustomerDuplicate{}}
	units, err := a.reach(ctx, auth.CustomerChange)
	if err != nil {
		return out, err
	}
	list, next, err := a.Customers.Duplicates(ctx, units, in.Cursor, in.Limit)
	if err != nil {
		return out, err
	}
	out.Next = next
	for _, d := range list {
		views, err := a.customerViews(ctx, auth.CustomerChange, d.Customers)
		if err != nil {
			return out, err
		}
		out.Items = append(out.Items, CustomerDuplicate{Shared: string(d.Shared), Customers: views})
	}
	return out, nil
}
