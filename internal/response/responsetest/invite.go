package responsetest

import (
	"context"
	"fmt"
	"maps"
	"strings"
	"testing"

	"manyi.dev/manyi/internal/directory/customer"
	"manyi.dev/manyi/internal/outreach"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/questionnaire"
	"manyi.dev/manyi/internal/response"
)

// Rows imports customers from rows of code, name, phone and unit.
func (w *World) Rows(t testing.TB, rows ...string) {
	t.Helper()
	ctx := context.Background()
	b, err := w.Customers.Upload(ctx, By, "customers.csv", strings.NewReader("code,name,phone,unit\n"+strings.Join(rows, "\n")+"\n"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err = w.Customers.Check(ctx, b.ID, customer.Mapping{"code": "code", "name": "name", "phone": "phone", "unit": "unit"}); err == nil {
		err = w.Customers.Work(ctx, b.ID)
	}
	if err == nil {
		_, err = w.Customers.Load(ctx, b.ID)
	}
	if err == nil {
		err = w.Customers.Work(ctx, b.ID)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// AddCustomers imports n customers of a unit, "unit-1" to "unit-n".
func (w *World) AddCustomers(t testing.TB, unit string, n int) {
	t.Helper()
	rows := make([]string, n)
	for i := range rows {
		rows[i] = fmt.Sprintf("%s-%d,客户 %s %d,139%08d,%s", unit, i+1, unit, i+1, i+1, unit)
	}
	w.Rows(t, rows...)
}

// Select chooses the customers of units.
func (w *World) Select(t testing.TB, wave programme.Wave, units ...string) outreach.Selection {
	t.Helper()
	tree, err := w.Programmes.Tree(context.Background(), wave.ID)
	if err != nil {
		t.Fatal(err)
	}
	var s outreach.Selection
	for _, code := range units {
		u, ok := tree.ByCode(code)
		if !ok {
			t.Fatalf("no unit %s", code)
		}
		s.Units = append(s.Units, u.ID)
	}
	return s
}

// Issue issues personal links to a selection, as the job does it.
func (w *World) Issue(t testing.TB, wave programme.Wave, s outreach.Selection) outreach.InvitationBatch {
	t.Helper()
	ctx := context.Background()
	b, err := w.Outreach.IssueInvitations(ctx, By, wave, s)
	if err == nil {
		err = w.Outreach.Issue(ctx, b.ID)
	}
	if err != nil {
		t.Fatalf("issue links of %s: %v", wave.Code, err)
	}
	all, err := w.Outreach.InvitationBatches(ctx, wave.ID)
	if err != nil {
		t.Fatal(err)
	}
	return all[0]
}

// Invite imports n customers of a unit and issues a personal link to each. The links are in the order of the customers.
func (w *World) Invite(t testing.TB, wave programme.Wave, unit string, n int) []outreach.Invited {
	t.Helper()
	w.AddCustomers(t, unit, n)
	w.Issue(t, wave, w.Select(t, wave, unit))
	var list []outreach.Invited
	err := w.Outreach.EachInvitation(context.Background(), outreach.InvitationQuery{Wave: wave.ID}, func(i outreach.Invited) error {
		list = append([]outreach.Invited{i}, list...)
		return nil
	})
	if err != nil || len(list) != n {
		t.Fatalf("%d invitations, %v; want %d", len(list), err, n)
	}
	return list
}

// Typed are answers as a page types them.
func Typed(answers questionnaire.Answers) response.Typed {
	typed := response.Typed{}
	for code, v := range maps.All(answers) {
		typed[code] = []string{fmt.Sprint(v)}
	}
	return typed
}
