package demo_test

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"manyi.dev/manyi/internal/demo"
	"manyi.dev/manyi/internal/insight"
	"manyi.dev/manyi/internal/outreach"
)

// testVisits: links were issued to customers who may be asked, and went as far as docs/demonstration.md says.
func testVisits(t *testing.T, p *place) {
	wave, err := p.Programmes.WaveByCode(t.Context(), "bank-visit-2026h2")
	if err != nil {
		t.Fatal(err)
	}
	batches, err := p.Outreach.InvitationBatches(t.Context(), wave.ID)
	if err != nil || len(batches) != 2 || batches[0].Issued != 200 || batches[1].Issued != 400 {
		t.Errorf("batches %+v, %v", batches, err)
	}
	states, customers := map[outreach.InvitationState]int{}, map[string]bool{}
	if err := p.Outreach.EachInvitation(t.Context(), outreach.InvitationQuery{Wave: wave.ID}, func(i outreach.Invited) error {
		states[i.State]++
		customers[i.Customer.Code] = i.Known && !i.Customer.DoNotContact
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	want := map[outreach.InvitationState]int{outreach.Issued: 251, outreach.Started: 48, outreach.Answered: 289, outreach.Revoked: 12}
	if diff := cmp.Diff(want, states); diff != "" || len(customers) != 600 {
		t.Errorf("%d customers, %s", len(customers), diff)
	}
	for code, may := range customers {
		if !may {
			t.Errorf("%s was asked and may not be", code)
		}
	}
	drafts, err := p.Responses.DraftCounts(t.Context(), wave.ID)
	if err != nil {
		t.Fatal(err)
	}
	n := int64(0)
	for _, d := range drafts {
		n += d.N
	}
	if n != 48 {
		t.Errorf("%d drafts", n)
	}
	days, err := p.Outreach.Days(t.Context(), wave.ID)
	if err != nil {
		t.Fatal(err)
	}
	opened := int64(0)
	for _, d := range days {
		opened += d.Opened
	}
	if opened != 376 {
		t.Errorf("opened %d times", opened)
	}
}

// testEase: the customers who answered found the visits as easy as they truly are, up to chance.
func testEase(t *testing.T, p *place) {
	units := figures(t, p, insight.FiguresOf{Wave: "bank-visit-2026h2", By: "unit"})
	truth, sum, variance, n := demo.TrueEffects(), 0.0, 0.0, 0.0
	for unit, rows := range units {
		e := rows["item EASE"].Mean
		if math.IsNaN(truth.Ease(unit)) {
			t.Errorf("%s has no true ease", unit)
			continue
		}
		k := float64(e.N())
		sum, n = sum+k*(e.Value()-truth.Ease(unit)), n+k
		variance += k * 1.4 * 1.4 // of one answer, bounded ones vary less
	}
	if z := sum / math.Sqrt(variance); n < 200 || math.Abs(z) > 2.5 {
		t.Errorf("the ease of %v answers is %.2f standard errors from the truth", n, z)
	}
	if !math.IsNaN(truth.Ease("B01")) || !(truth.Ease("B0102") > truth.Ease("B0503")+0.5) {
		t.Errorf("true ease: %v, %v, %v", truth.Ease("B01"), truth.Ease("B0102"), truth.Ease("B0503"))
	}
}
