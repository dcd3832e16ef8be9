package outreach

import (
	"context"
	"slices"
	"strings"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/calendar"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/directory/customer"
	"manyi.dev/manyi/internal/programme"
)

// InvitationQuery chooses invitations of a wave; a zero field does not filter.
type InvitationQuery struct {
	Wave  programme.WaveID
	Units []string // ids; nil is all
	State InvitationState
	Batch string
	Text  string // of a customer, as in the archive's list
	After string // next of the previous page
	Limit int    // 1 to 500; 0 is 50
}

// Invited is an invitation with the customer's name; Known is false once he was erased.
type Invited struct {
	Invitation
	Known    bool
	Customer customer.Customer
	Contacts []customer.Contact // in clear and usable for surveys today, where they were asked for
}

// fewFound is how many customers of a text are looked up in the wave; of a text of more, the invited are looked through.
const fewFound = 2000

// Invitations is a page of a wave's invitations, newest first. next is empty on the last page.
func (s *Service) Invitations(ctx context.Context, o InvitationQuery) (list []Invited, next string, err error) {
	limit := o.Limit
	if limit <= 0 || limit > 500 {
		limit = 50
	}
	found, err := s.find(ctx, &o, limit+1)
	if err != nil {
		return nil, "", err
	}
	if len(found) > limit {
		found, next = found[:limit], found[limit-1].ID
	}
	list, err = s.named(ctx, found)
	return list, next, err
}

func (s *Service) find(ctx context.Context, o *InvitationQuery, limit int) ([]Invitation, error) {
	if o.Text == "" {
		return invitationPage(ctx, s.db, o, nil, limit)
	}
	var found []Invitation
	q := customer.Query{Text: o.Text, Limit: 500}
	for seen := 0; ; seen += q.Limit {
		if seen == fewFound {
			return s.findAmong(ctx, *o, limit)
		}
		page, next, err := s.customers.Candidates(ctx, q)
		if err != nil {
			return nil, err
		}
		ids := make([]string, len(page))
		for i := range page {
			ids[i] = page[i].ID
		}
		more, err := invitationPage(ctx, s.db, o, ids, limit)
		if err != nil {
			return nil, err
		}
		found = append(found, more...)
		if q.After = next; next == "" {
			break
		}
	}
	slices.SortFunc(found, func(a, b Invitation) int { return strings.Compare(b.ID, a.ID) })
	return found[:min(len(found), limit)], nil
}

// findAmong looks through the wave's invitations, newest first, for customers whom the text finds. So many are there that
// a page is soon full.
func (s *Service) findAmong(ctx context.Context, o InvitationQuery, limit int) (found []Invitation, err error) {
	const size = 500
	for {
		page, err := invitationPage(ctx, s.db, &o, nil, size)
		if err != nil {
			return nil, err
		}
		ids := make([]string, 0, len(page))
		for i := range page {
			ids = append(ids, page[i].Customer)
		}
		matching, err := s.customers.Matching(ctx, o.Text, ids)
		if err != nil {
			return nil, err
		}
		for _, i := range page {
			if matching[i.Customer] {
				found = append(found, i)
			}
		}
		if len(page) < size || len(found) >= limit {
			return found[:min(len(found), limit)], nil
		}
		o.After = page[size-1].ID
	}
}

// named adds the customers, at most 500.
func (s *Service) named(ctx context.Context, found []Invitation) ([]Invited, error) {
	ids := make([]string, 0, len(found))
	for _, i := range found {
		if i.Customer != "" {
			ids = append(ids, i.Customer)
		}
	}
	names, err := s.customers.Named(ctx, ids)
	list := make([]Invited, len(found))
	for n, i := range found {
		list[n].Invitation = i
		list[n].Customer, list[n].Known = names[i.Customer]
	}
	return list, err
}

// Named adds the customer to one invitation.
func (s *Service) Named(ctx context.Context, i Invitation) (Invited, error) {
	list, err := s.named(ctx, []Invitation{i})
	return list[0], err
}

// EachInvitation hands over everything that the query chooses, newest first, a page at a time.
func (s *Service) EachInvitation(ctx context.Context, o InvitationQuery, one func(Invited) error) error {
	return s.eachPage(ctx, o, func(page []Invited) error {
		for _, i := range page {
			if err := one(i); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Service) eachPage(ctx context.Context, o InvitationQuery, do func([]Invited) error) error {
	for o.Limit = 500; ; {
		page, next, err := s.Invitations(ctx, o)
		if err == nil {
			err = do(page)
		}
		if o.After = next; err != nil || next == "" {
			return err
		}
	}
}

// reach adds the contact points.
func (s *Service) reach(ctx context.Context, page []Invited) error {
	ids := make([]string, 0, len(page))
	for i := range page {
		if page[i].Known {
			ids = append(ids, page[i].Invitation.Customer)
		}
	}
	points, err := s.customers.Reachable(ctx, ids, purpose, calendar.DateAt(s.now(), s.zone))
	for i := range page {
		page[i].Contacts = points[page[i].Invitation.Customer]
	}
	return err
}

// EachLink hands over the usable links that the query chooses with their tokens. That they were written down is audited before
// begin is called, with their number and without any of them. With contacts each comes with the contact points of its
// customer, which is audited, too.
func (s *Service) EachLink(
	ctx context.Context, by audit.Actor, wave programme.Wave, o InvitationQuery, contacts bool, begin func() error,
	one func(i Invited, token string) error,
) error {
	n := 0
	usable := func(i *Invited) bool { return i.State == Issued || i.State == Started }
	err := s.EachInvitation(ctx, o, func(i Invited) error {
		if usable(&i) {
			n++
		}
		return nil
	})
	if err != nil {
		return err
	}
	err = s.db.Tx(ctx, func(tx *db.Tx) error {
		return audit.Write(ctx, tx, by, audit.Entry{Action: "invitation.links", Kind: "wave", Object: wave.Code, Details: map[string]any{
			"links": n, "batch": o.Batch, "units": len(o.Units), "contacts": contacts,
		}})
	})
	if err == nil {
		err = begin()
	}
	if err != nil {
		return err
	}
	return s.eachPage(ctx, o, func(page []Invited) error {
		page = slices.DeleteFunc(page, func(i Invited) bool { return !usable(&i) })
		if contacts {
			if err := s.reach(ctx, page); err != nil {
				return err
			}
		}
		for _, i := range page {
			if err := one(i, s.token(&i.Invitation)); err != nil {
				return err
			}
		}
		return nil
	})
}

// Token is the secret of an invitation's link, for the person who issued it.
func (s *Service) Token(i Invitation) string { return s.token(&i) }

// InvitationsOf are the invitations of a customer, newest first.
func (s *Service) InvitationsOf(ctx context.Context, customer string) ([]Invitation, error) {
	return invitationsOf(ctx, s.db, customer)
}

// InvitationCounts are how far the personal links of a wave went, by unit.
func (s *Service) InvitationCounts(ctx context.Context, wave programme.WaveID) ([]InvitationCount, error) {
	return invitationCounts(ctx, s.db, wave)
}
