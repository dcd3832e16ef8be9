package api

import (
	"context"

	"manyi.dev/manyi/internal/auth"
	"manyi.dev/manyi/internal/calendar"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/directory/customer"
	"manyi.dev/manyi/internal/errs"
)

// CustomerFields are what can be entered about a customer.
type CustomerFields struct {
	Name         string            `json:"name" maxLength:"400"`
	Kind         string            `json:"kind" enum:"person,company"`
	Industry     string            `json:"industry,omitempty" maxLength:"400"`
	Segment      string            `json:"segment,omitempty" maxLength:"400"`
	Tier         string            `json:"tier,omitempty" maxLength:"200"`
	Status       string            `json:"status" enum:"prospect,active,dormant,lost"`
	Language     string            `json:"language,omitempty" enum:",zh,en"`
	Channel      string            `json:"channel,omitempty" maxLength:"200"`
	Manager      string            `json:"manager,omitempty" maxLength:"400"`
	DoNotContact bool              `json:"do_not_contact"`
	SpecialMark  bool              `json:"special_mark"`
	Contacts     []ContactIn       `json:"contacts" maxItems:"30"`
	Units        []RelationIn      `json:"units" maxItems:"100"`
	Attributes   map[string]string `json:"attributes"`
}

// ContactIn is a contact point in clear.
type ContactIn struct {
	Kind       string   `json:"kind" enum:"phone,email,address,id_number"`
	Value      string   `json:"value" maxLength:"1000"`
	Consent    string   `json:"consent" enum:"unknown,granted,refused"`
	Purposes   []string `json:"purposes" maxItems:"3"`
	ValidFrom  string   `json:"valid_from,omitempty" maxLength:"10"`
	ValidUntil string   `json:"valid_until,omitempty" maxLength:"10"`
}

// RelationIn is what a customer is to a unit, named by its id.
type RelationIn struct {
	Unit  string `json:"unit" maxLength:"40"`
	Stage string `json:"stage,omitempty" maxLength:"40"`
	From  string `json:"from,omitempty" maxLength:"10"`
	Until string `json:"until,omitempty" maxLength:"10"`
}

// sheet is what was entered.
func (f *CustomerFields) sheet() (customer.Sheet, error) {
	next := customer.Sheet{Customer: customer.Customer{
		Name: f.Name, Kind: customer.Kind(f.Kind), Industry: f.Industry, Segment: f.Segment, Tier: f.Tier, Status: f.Status,
		Language: f.Language, Channel: f.Channel, Manager: f.Manager, DoNotContact: f.DoNotContact, SpecialMark: f.SpecialMark,
	}, Attributes: f.Attributes}
	for _, c := range f.Contacts {
		from, until, err := span(c.ValidFrom, c.ValidUntil, c.Kind)
		if err != nil {
			return next, err
		}
		next.Contacts = append(next.Contacts, customer.Contact{
			Kind: customer.ContactKind(c.Kind), Value: c.Value, Consent: c.Consent, Purposes: c.Purposes, ValidFrom: from, ValidUntil: until,
		})
	}
	for _, r := range f.Units {
		from, until, err := span(r.From, r.Until, "unit")
		if err != nil {
			return next, err
		}
		next.Relations = append(next.Relations, customer.Relation{Unit: r.Unit, Stage: r.Stage, From: from, Until: until})
	}
	return next, nil
}

// span reads two days, each of which may be left out.
func span(first, last, field string) (from, until calendar.Date, err error) {
	if from, err = dayOr(first, field); err == nil {
		until, err = dayOr(last, field)
	}
	return from, until, err
}

func dayOr(text, field string) (calendar.Date, error) {
	if text == "" {
		return "", nil
	}
	day, err := calendar.ParseDate(text)
	if err != nil {
		return "", errs.New(errs.Invalid, "customer.date").At(field)
	}
	return day, nil
}

// NewCustomer is a customer to add.
type NewCustomer struct {
	Code string `json:"code" maxLength:"240" doc:"the organisation's own number"`
	CustomerFields
}

// NewCustomerIn is a customer to add.
type NewCustomerIn struct {
	Body NewCustomer
}

func (a *API) createCustomer(ctx context.Context, in *NewCustomerIn) (Customer, error) {
	units, err := a.reach(ctx, auth.CustomerChange)
	if err != nil {
		return Customer{}, err
	}
	next, err := in.Body.sheet()
	if err != nil {
		return Customer{}, err
	}
	next.Code = in.Body.Code
	id, err := a.Customers.Create(ctx, auditor(ctx), next, units)
	if err != nil {
		return Customer{}, err
	}
	return a.getCustomer(ctx, &CustomerIn{ID: id})
}

// Correction is a customer as it should be, and the version that was read.
type Correction struct {
	Version int64 `json:"version"`
	CustomerFields
}

// CorrectIn is a correction of a customer as a whole.
type CorrectIn struct {
	CustomerIn
	Body Correction
}

func (a *API) correctCustomer(ctx context.Context, in *CorrectIn) error {
	if err := allowed(ctx, auth.CustomerReveal); err != nil { // a correction carries the contact points in clear
		return err
	}
	units, err := a.reach(ctx, auth.CustomerChange)
	if err != nil {
		return err
	}
	next, err := in.Body.sheet()
	if err != nil {
		return err
	}
	next.ID = in.ID
	return a.Customers.Correct(ctx, auditor(ctx), next, db.Millis(in.Body.Version), units)
}
