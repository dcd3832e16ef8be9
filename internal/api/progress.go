package api

import (
	"context"
	"fmt"
	"math"
	"time"

	"manyi.dev/manyi/internal/auth"
	"manyi.dev/manyi/internal/calendar"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/response"
)

// Funnel is how far people came, from the invitation to the valid response.
type Funnel struct {
	Issued          int64 `json:"issued" doc:"personal links that were issued and not revoked"`
	OpenedAtLeast   int64 `json:"opened_at_least" doc:"pages shown in a browser with JavaScript, personal and open links"`
	Started         int64 `json:"started" doc:"first pages sent, personal and open links"`
	StartedPersonal int64 `json:"started_personal" doc:"of them: through personal links"`
	Drafts          int64 `json:"drafts" doc:"begun through personal links and not sent yet"`
	Partial         int64 `json:"partial" doc:"responses made of unfinished drafts at closing"`
	Complete        int64 `json:"complete" doc:"responses sent, valid or not"`
	Valid           int64 `json:"valid"`
}

func (f *Funnel) add(o Funnel) {
	f.Issued += o.Issued
	f.OpenedAtLeast += o.OpenedAtLeast
	f.Started += o.Started
	f.StartedPersonal += o.StartedPersonal
	f.Drafts += o.Drafts
	f.Partial += o.Partial
	f.Complete += o.Complete
	f.Valid += o.Valid
}

// UnitProgress is how far a unit has come in a wave.
type UnitProgress struct {
	Unit      UnitRef        `json:"unit"`
	Responses int64          `json:"responses" doc:"valid responses"`
	Target    int64          `json:"target,omitempty" doc:"valid responses per calendar quarter"`
	Quarters  []QuarterCount `json:"quarters"`
	Funnel
	Projected   *int64 `json:"projected,omitempty" doc:"valid responses of the current quarter, if they go on coming as fast until its end or the end of the wave"`
	BelowTarget bool   `json:"below_target" doc:"open: at the present pace the target will be missed; closed: it was missed"`
}

// WaveProgress is how far a wave has come.
type WaveProgress struct {
	Items    []UnitProgress `json:"items"`
	Next     string         `json:"next,omitempty"`
	Totals   Funnel         `json:"totals" doc:"sums over all units you may see, those of other pages too"`
	Below    int            `json:"below" doc:"units below their target, those of other pages too"`
	DaysLeft *int           `json:"days_left,omitempty" doc:"days after today until the wave ends, while it is open or paused; below 0: overdue"`
}

func quarterName(q int64) string { return fmt.Sprintf("%dQ%d", q/10, q%10) }

func (a *API) waveProgress(ctx context.Context, in *struct {
	WaveIn
	PageIn
},
) (WaveProgress, error) {
	out := WaveProgress{Items: []UnitProgress{}}
	v, err := a.view(ctx, auth.ProgrammeRead, in.Code)
	if err != nil {
		return out, err
	}
	counts, err := a.counts(ctx, v)
	if err != nil {
		return out, err
	}
	funnels, err := a.funnels(ctx, v)
	if err != nil {
		return out, err
	}
	out.DaysLeft = a.left(&v.wave)
	list := []UnitProgress{}
	for _, u := range v.surveyed() {
		p := UnitProgress{
			Unit: unitRef(v.tree, u), Responses: counts.byUnit[u.ID], Target: v.wave.Target, Quarters: []QuarterCount{}, Funnel: funnels[u.ID],
		}
		for _, q := range sortedKeys(counts.quarters[u.ID]) {
			p.Quarters = append(p.Quarters, QuarterCount{quarterName(q), counts.quarters[u.ID][q]})
		}
		if p.Projected, p.BelowTarget = a.standing(v, counts.quarters[u.ID]); p.BelowTarget {
			out.Below++
		}
		out.Totals.add(p.Funnel)
		list = append(list, p)
	}
	page, err := pageOf(list, in.Cursor, in.Limit)
	out.Items, out.Next = page.Items, page.Next
	return out, err
}

// standing is the one rule by which a surveyed unit is marked, in the monitor, the results and the overview alike: while the
// wave runs, when its answers of the quarter, going on as fast, will not come to its target; afterwards, when it missed its
// target in a quarter of the wave's period.
func (a *API) standing(v *view, quarters map[int64]int64) (projected *int64, below bool) {
	used := a.used(&v.wave)
	switch {
	case v.wave.Target == 0 || v.wave.State == programme.Planned:
		return nil, false
	case !v.wave.State.Running():
		last := calendar.Date(v.wave.To).Quarter()
		for q := calendar.Date(v.wave.From).Quarter(); q <= last; q = q.Add(1) {
			below = below || quarters[int64(q)] < v.wave.Target
		}
		return nil, below
	case float64(v.wave.Target)*used < 1: // before one answer could be expected, none tells nothing of the pace
		return nil, false
	}
	n := int64(math.Floor(float64(quarters[int64(a.quarter())])/used + 1e-9))
	return &n, n < v.wave.Target
}

// funnels are the funnels of a wave's units.
func (a *API) funnels(ctx context.Context, v *view) (map[string]Funnel, error) {
	all := map[string]Funnel{}
	days, err := a.Outreach.Days(ctx, v.wave.ID)
	if err != nil {
		return nil, err
	}
	for _, d := range days {
		f := all[d.Unit]
		f.OpenedAtLeast += d.Opened
		f.Started += d.Started
		all[d.Unit] = f
	}
	invited, err := a.Outreach.InvitationCounts(ctx, v.wave.ID)
	if err != nil {
		return nil, err
	}
	for _, c := range invited {
		f := all[c.Unit]
		f.Issued, f.StartedPersonal = c.Issued, c.Started
		f.Started += c.Started
		all[c.Unit] = f
	}
	drafts, err := a.Responses.DraftCounts(ctx, v.wave.ID)
	if err != nil {
		return nil, err
	}
	for _, d := range drafts {
		f := all[d.Unit]
		f.Drafts = d.N
		all[d.Unit] = f
	}
	counts, err := a.Responses.Counts(ctx, v.wave.ID)
	for _, c := range counts {
		f := all[c.Unit]
		switch c.State {
		case response.Partial:
			f.Partial += c.N
		case response.Valid:
			f.Valid += c.N
			f.Complete += c.N
		default:
			f.Complete += c.N
		}
		all[c.Unit] = f
	}
	return all, err
}

// left is how many days after today a running wave has left; nil when it is not running.
func (a *API) left(w *programme.Wave) *int {
	if !w.State.Running() {
		return nil
	}
	n := days(calendar.DateAt(a.Now(), a.Config.Zone), calendar.Date(w.To))
	return &n
}

// used is which part of a wave's days in the present calendar quarter, today included, is over.
func (a *API) used(w *programme.Wave) float64 {
	today := calendar.DateAt(a.Now(), a.Config.Zone)
	first, last := a.quarter().First(), a.quarter().Last()
	if calendar.Date(w.From) > first {
		first = calendar.Date(w.From)
	}
	if calendar.Date(w.To) < last {
		last = calendar.Date(w.To)
	}
	switch {
	case today < first:
		return 0
	case today >= last:
		return 1
	}
	return float64(days(first, today)+1) / float64(days(first, last)+1)
}

// days is how many days a day is before another.
func days(from, to calendar.Date) int {
	return int(to.Time(time.UTC).Sub(from.Time(time.UTC)).Hours() / 24)
}
