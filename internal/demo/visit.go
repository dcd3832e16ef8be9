package demo

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/outreach"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/questionnaire/template"
	"manyi.dev/manyi/internal/response"
)

// visits is the confidential wave: customers of one sub-branch are asked by personal links about a visit. With so many links
// its outlets have answers enough for figures while the wave is open.
const visits = "bank-visit-2026h2"

// issues are the batches of links, with the days on which they were issued.
var issues = []struct {
	at    time.Time
	kinds []string // of the customers; empty: any
	limit int
}{
	{day(2026, time.September, 7).Add(9 * time.Hour), nil, 400},
	{day(2026, time.November, 9).Add(9 * time.Hour), []string{"person"}, 200},
}

// visitsEnd is when the last of the demonstration's customers answered.
var visitsEnd = day(2026, time.November, 20).Add(21 * time.Hour)

// loadVisits opens the wave of visits, has links issued and the customers do what they do with them. An interrupted
// loading goes on where the links are still untouched.
func (s *Services) loadVisits(ctx context.Context, out func(string)) error {
	wave, err := s.openVisits(ctx)
	if err != nil {
		return err
	}
	for i := range issues {
		if err := s.issue(ctx, wave, i); err != nil {
			return err
		}
	}
	texts, err := remarks()
	if err != nil {
		return err
	}
	tree, err := s.Programmes.Tree(ctx, wave.ID)
	if err != nil {
		return err
	}
	var all []step
	n := 0
	err = s.Outreach.EachInvitation(ctx, outreach.InvitationQuery{Wave: wave.ID}, func(i outreach.Invited) error {
		u, ok := tree.ByID(i.Unit)
		if !ok {
			return fmt.Errorf("invitation %s: its unit is not in the wave", i.ID)
		}
		n++
		if i.State == outreach.Issued {
			g := newGuest(&i, u.Code, texts)
			all = append(all, g.steps()...)
		}
		return nil
	})
	if err != nil {
		return err
	}
	slices.SortStableFunc(all, func(a, b step) int { return a.at.Compare(b.at) })
	for i := range all {
		if err := s.take(ctx, wave, &all[i]); err != nil {
			return fmt.Errorf("customer %s: %w", all[i].code, err)
		}
	}
	out(fmt.Sprintf("%s: %d", visits, n))
	s.SetClock(nil)
	if err := s.Outreach.Flush(ctx); err != nil {
		return err
	}
	return s.Settle(ctx)
}

// openVisits makes the wave from a template, as any bank would: under codes of its own.
func (s *Services) openVisits(ctx context.Context) (programme.Wave, error) {
	s.at(day(2026, time.August, 24).Add(9 * time.Hour))
	of, err := template.ByCode("ces")
	if err != nil {
		return programme.Wave{}, err
	}
	of.Indicators.Code, of.Questionnaire.Code, of.Questionnaire.System.Code = "bank-visit", "bank-visit", "bank-visit"
	if _, err := s.Systems.Publish(ctx, by, of.Indicators); err != nil {
		return programme.Wave{}, err
	}
	if _, err := s.Forms.Publish(ctx, by, of.Questionnaire); err != nil {
		return programme.Wave{}, err
	}
	err = reading("data/bank/visit.json", func(r io.Reader) error {
		doc, err := programme.ParseDocument(r)
		if err == nil {
			err = s.Programmes.Define(ctx, by, doc)
		}
		return err
	})
	if err != nil {
		return programme.Wave{}, err
	}
	wave, err := s.Programmes.WaveByCode(ctx, visits)
	if err == nil && wave.State == programme.Planned {
		s.at(day(2026, time.September, 1).Add(8 * time.Hour))
		wave, err = s.Programmes.Do(ctx, by, visits, programme.ActOpen, "")
	}
	if err == nil {
		err = s.Settle(ctx)
	}
	return wave, err
}

// issue has a batch of links issued, unless an earlier run did.
func (s *Services) issue(ctx context.Context, wave programme.Wave, i int) error {
	batches, err := s.Outreach.InvitationBatches(ctx, wave.ID)
	if err != nil {
		return err
	}
	s.at(issues[i].at)
	if len(batches) <= i {
		tree, err := s.Programmes.Tree(ctx, wave.ID)
		if err != nil {
			return err
		}
		sel := outreach.Selection{Kinds: issues[i].kinds, Limit: issues[i].limit}
		for n := range tree.Units {
			if u := &tree.Units[n]; u.Surveyed {
				sel.Units = append(sel.Units, u.ID)
			}
		}
		if _, err := s.Outreach.IssueInvitations(ctx, by, wave, sel); err != nil {
			return err
		}
	}
	return s.Settle(ctx)
}

// step is what somebody does with a link.
type step struct {
	at   time.Time
	does deed
	*guest
}

// deed is a kind of step.
type deed string

const (
	opens   deed = "opens"
	begins  deed = "begins"  // types something, which is kept
	answers deed = "answers" // sends everything
	revokes deed = "revokes" // asked not to be asked
	renews  deed = "renewed" // lost the link and gets another
)

// take does a step at its time.
func (s *Services) take(ctx context.Context, wave programme.Wave, one *step) error {
	s.at(one.at)
	token := s.Outreach.Token(one.invitation)
	var err error
	switch one.does {
	case opens:
		err = s.Outreach.OpenedPersonal(ctx, token)
	case begins:
		_, err = s.Responses.Save(ctx, response.Page{
			Token: token, Editor: strings.ToLower(one.code), Stroke: 1, Language: "zh", Typed: one.typed, Began: one.at.Add(-20 * time.Second),
		})
	case answers:
		_, err = s.Responses.SubmitPersonal(ctx, response.Personal{Token: token, Answers: one.answers, Language: "zh", StartedAt: one.at.Add(-one.took)})
	case revokes:
		_, err = s.Outreach.Revoke(ctx, by, wave, one.invitation.ID, nil)
	case renews:
		one.invitation, err = s.Responses.Renew(ctx, by, wave, one.invitation.ID, nil)
	}
	if errs.HasKey(err, "invitation.answered") {
		err = nil // by an earlier run
	}
	return err
}
