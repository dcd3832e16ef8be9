package customer

import (
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/width"

	"manyi.dev/manyi/internal/calendar"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/errs"
)

// Kind says whether a customer is a person or a company.
type Kind string

// The kinds.
const (
	Person  Kind = "person"
	Company Kind = "company"
)

// Statuses are the life-cycle statuses of a customer.
var Statuses = []string{"prospect", "active", "dormant", "lost"}

// Purposes are what somebody may be contacted for.
var Purposes = []string{"survey", "case", "visit"}

// Customer is a row of the archive.
type Customer struct {
	ID           string
	Code         string // the organisation's own number of the customer
	Name         string
	nameKey      string
	Initials     string
	Kind         Kind
	Industry     string
	Segment      string
	Tier         string // value tier
	Status       string // life cycle: one of Statuses
	Language     string // zh, en or ""
	Channel      string // preferred channel
	Manager      string // account manager
	DoNotContact bool
	SpecialMark  bool
	batch        string // that created or changed it last; "" once somebody did by hand
	digest       string // of the row it came from; "" once somebody changed it by hand
	CreatedAt    db.Millis
	ChangedAt    db.Millis
}

// Contact is a contact point. Value is in clear; it is sealed in the record store.
type Contact struct {
	ID         string
	Kind       ContactKind
	Value      string
	Consent    string        // unknown, granted or refused
	Purposes   []string      // what it may be used for
	ValidFrom  calendar.Date // "" is always
	ValidUntil calendar.Date
}

// Relation is what a customer is to a unit.
type Relation struct {
	Unit  string // id
	Stage string // code of the schema, or ""
	From  calendar.Date
	Until calendar.Date // "" is to this day
}

// Sheet is everything that is kept about a customer.
type Sheet struct {
	Customer
	Contacts   []Contact
	Relations  []Relation
	Attributes map[string]string
}

// Usable reports whether a contact point may be used for a purpose on a day: checked at every use, since flags, consent
// and validity change between the drawing of a list and the sending.
func (s *Sheet) Usable(c *Contact, purpose string, on calendar.Date) bool {
	return !s.DoNotContact && !s.SpecialMark && s.Status != "lost" && c.Consent != "refused" &&
		(c.Kind == Phone || c.Kind == Email || c.Kind == Address) && slices.Contains(c.Purposes, purpose) &&
		(c.ValidFrom == "" || c.ValidFrom <= on) && (c.ValidUntil == "" || on <= c.ValidUntil)
}

// within reports whether one of the relations lies in the units; nil units are all.
func (s *Sheet) within(units []string) bool {
	return units == nil || slices.ContainsFunc(s.Relations, func(r Relation) bool { return slices.Contains(units, r.Unit) })
}

// nameKeyOf is a name as it is searched: without blanks at its ends, in small letters and half-width signs.
func nameKeyOf(name string) string {
	return strings.ToLower(strings.TrimSpace(width.Narrow.String(name)))
}

// check brings a sheet into the form it is stored in and lists what is wrong with it.
func (s *Sheet) check(schema *Schema) []*errs.Error {
	var all []*errs.Error
	fail := func(field, key string) { all = append(all, errs.New(errs.Invalid, key).At(field)) }
	trim := func(field string, text *string, limit int) {
		if *text = strings.TrimSpace(*text); utf8.RuneCountInString(*text) > limit {
			all = append(all, errs.New(errs.Invalid, "customer.too_long").At(field).With("limit", limit))
		}
	}
	trim("name", &s.Name, 100)
	trim("industry", &s.Industry, 100)
	trim("segment", &s.Segment, 100)
	trim("tier", &s.Tier, 40)
	trim("channel", &s.Channel, 40)
	trim("manager", &s.Manager, 100)
	if s.Name == "" {
		fail("name", "customer.name_missing")
	}
	s.nameKey, s.Initials = nameKeyOf(s.Name), Initials(s.Name)
	if s.Kind != Person && s.Kind != Company {
		fail("kind", "customer.kind")
	}
	if !slices.Contains(Statuses, s.Status) {
		fail("status", "customer.status")
	}
	if s.Language != "" && s.Language != "zh" && s.Language != "en" {
		fail("language", "customer.language")
	}
	all = append(all, s.checkContacts()...)
	for i := range s.Relations {
		r := &s.Relations[i]
		if r.Stage != "" && !schema.hasStage(r.Stage) {
			all = append(all, errs.New(errs.Invalid, "customer.stage").At("stage").With("stage", r.Stage))
		}
		if r.Until != "" && r.From != "" && r.Until < r.From {
			fail("stage_until", "customer.dates")
		}
	}
	for name, value := range s.Attributes {
		if e := schema.checkValue(name, value); e != nil {
			all = append(all, e)
		}
	}
	return all
}

func (s *Sheet) checkContacts() []*errs.Error {
	var all []*errs.Error
	for i := range s.Contacts {
		c := &s.Contacts[i]
		value, err := Normal(c.Kind, c.Value)
		if err != nil {
			all = append(all, errs.All(err)...)
			continue
		}
		c.Value = value
		if c.Consent != "granted" && c.Consent != "refused" {
			c.Consent = "unknown"
		}
		for _, p := range c.Purposes {
			if !slices.Contains(Purposes, p) {
				all = append(all, errs.New(errs.Invalid, "customer.purpose").At(string(c.Kind)).With("purpose", p))
			}
		}
		if c.ValidFrom != "" && c.ValidUntil != "" && c.ValidUntil < c.ValidFrom {
			all = append(all, errs.New(errs.Invalid, "customer.dates").At(string(c.Kind)))
		}
	}
	return all
}
