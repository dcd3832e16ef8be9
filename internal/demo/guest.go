package demo

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"manyi.dev/manyi/internal/outreach"
	"manyi.dev/manyi/internal/questionnaire"
	"manyi.dev/manyi/internal/response"
)

// The simulated customers who get a personal link after a visit; docs/demonstration.md tells it to readers.
const (
	opensLink   = 0.62 // open the page
	sendsAll    = 0.74 // of these: answer to the end
	leavesDraft = 0.14 // of these: begin and leave it
	notAgain    = 0.02 // ask not to be asked: the link is revoked
	losesLink   = 0.015
	daysToOpen  = 4.0 // on average
	leaveWords  = 0.25
)

// The ease from 1 to 7 is easeBase + easeSlope·(effect of the outlet + half of that on speed) + easeNoise·noise, rounded
// and kept in bounds.
const (
	easeBase  = 5.1
	easeSlope = 1.2
	easeNoise = 1.4
)

var (
	settled = []option{{"YES", 0.82}, {"PART", 0.12}, {"NO", 0.06}}
	hurdles = []option{{"QUEUE", 0.50}, {"PAPERS", 0.35}, {"REPEAT", 0.20}, {"SYSTEM", 0.20}, {"FIND", 0.12}}
)

// guest is a customer with a link.
type guest struct {
	code       string
	invitation outreach.Invitation
	deeds      []deed
	moments    []time.Time
	took       time.Duration
	typed      response.Typed
	answers    questionnaire.Answers
}

// newGuest decides what a customer does with the link. It follows from the customer's code alone.
func newGuest(i *outreach.Invited, unit string, texts []remark) *guest {
	r := generator("visit-" + i.Customer.Code)
	g := &guest{code: i.Customer.Code, invitation: i.Invitation, took: time.Duration(30*math.Exp(0.5*r.NormFloat64())) * time.Second}
	g.fill(r, outletOf(unit), texts)
	at := i.IssuedAt.Time().In(zone)
	fate := r.Float64()
	if fate < notAgain {
		g.does(revokes, hour(r, at.AddDate(0, 0, 1+r.IntN(3))))
		return g
	}
	if fate < notAgain+losesLink {
		at = at.AddDate(0, 0, 2+r.IntN(4))
		g.does(renews, hour(r, at))
	}
	if r.Float64() >= opensLink {
		return g
	}
	at = hour(r, at.AddDate(0, 0, 1+int(daysToOpen*r.ExpFloat64())))
	g.does(opens, at)
	switch x := r.Float64(); {
	case x < sendsAll:
		g.does(answers, at.Add(g.took))
	case x < sendsAll+leavesDraft:
		g.does(begins, at.Add(20*time.Second))
	}
	return g
}

// hour is a moment of the day at which people look at their messages.
func hour(r *rand.Rand, day time.Time) time.Time {
	y, m, d := day.Date()
	return time.Date(y, m, d, 8+r.IntN(13), r.IntN(60), r.IntN(60), 0, zone)
}

// does adds what happens until the last day there is.
func (g *guest) does(what deed, at time.Time) {
	if at.Before(visitsEnd) {
		g.deeds, g.moments = append(g.deeds, what), append(g.moments, at)
	}
}

func (g *guest) steps() []step {
	list := make([]step, len(g.deeds))
	for i, what := range g.deeds {
		list[i] = step{at: g.moments[i], does: what, guest: g}
	}
	return list
}

// fill makes the answers.
func (g *guest) fill(r *rand.Rand, o *outlet, texts []remark) {
	ease := min(max(int(math.Round(o.ease()+easeNoise*r.NormFloat64())), 1), 7)
	g.answers = questionnaire.Answers{"SOLVED": one(r, settled), "EASE": float64(ease)}
	g.typed = response.Typed{"SOLVED": {g.answers["SOLVED"].(string)}}
	if r.Float64() < 0.5 {
		g.typed["EASE"] = []string{fmt.Sprint(ease)}
	}
	if ease <= 4 {
		stuck := several(r, hurdles, "QUEUE")
		g.answers["HARD"] = stuck[:min(len(stuck), 3)]
	}
	if r.Float64() < leaveWords {
		if text := words(r, texts, ease); text != "" {
			g.answers["WORDS"] = text
		}
	}
}

// words are a remark about the counter or the speed that fits the ease.
func words(r *rand.Rand, texts []remark, ease int) string {
	mood := idea
	switch {
	case ease >= 6:
		mood = praise
	case ease <= 3:
		mood = complaint
	}
	var fit []string
	for i := range texts {
		if t := &texts[i]; t.Mood == mood && slices.Contains([]aspect{counter, speed}, t.About) {
			fit = append(fit, t.ZH)
		}
	}
	return fit[r.IntN(len(fit))]
}

// ease is what the customers of an outlet feel on average, before it is rounded and bounded.
func (o *outlet) ease() float64 { return easeBase + easeSlope*(o.effect+o.aspects[speed]/2) }
