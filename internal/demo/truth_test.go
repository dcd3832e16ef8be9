package demo_test

import (
	"math"
	"testing"

	"manyi.dev/manyi/internal/demo"
	"manyi.dev/manyi/internal/insight"
	"manyi.dev/manyi/stat"
)

// The outlets with a base that is shown without a mark in both waves, and the items with a rating.
var (
	bigOutlets = []string{"B0101", "B0102", "B0103", "B0104", "B0201", "B0202", "B0203", "B0301", "B0303"}
	rated      = []string{
		"Q11", "Q12", "Q13", "Q21", "Q22", "Q23", "Q24", "Q31", "Q32", "Q33", "Q41", "Q42", "Q43", "Q51", "Q52", "Q61", "Q62", "Q63", "Q71",
	}
)

// coverage counts intervals and those that hold the true value.
type coverage struct{ hit, all int }

func (c *coverage) add(e stat.Estimate, truth float64) {
	c.all++
	if e.Low() <= truth && truth <= e.High() {
		c.hit++
	}
}

func (c *coverage) share() float64 { return float64(c.hit) / float64(c.all) }

// testTruth: of the 95 % intervals of the simulated bank about 95 % hold the true value. docs/demonstration.md has
// the figures; the answers are seeded, so they stay.
func testTruth(t *testing.T, p *place) {
	truth := demo.TrueEffects()
	var means, tops, nps, changes coverage
	was := figures(t, p, insight.FiguresOf{Wave: "bank-2026h1", By: "unit"})
	for _, wave := range []string{"bank-2026h1", "bank-2026h2"} {
		units := figures(t, p, insight.FiguresOf{Wave: wave, By: "unit"})
		for _, unit := range bigOutlets {
			for _, item := range rated {
				row := units[unit]["item "+item]
				means.add(row.Mean, truth.Mean(wave, unit, item))
				tops.add(row.Top2, truth.Top2(wave, unit, item))
				if got, want := row.Score.Value(), 25*(row.Mean.Value()-1); math.Abs(got-want) > 1e-9 {
					t.Errorf("%s %s %s: score %v of mean %v", wave, unit, item, got, row.Mean.Value())
				}
			}
			if wave == "bank-2026h2" {
				for _, item := range rated {
					d, _ := stat.Difference(units[unit]["item "+item].Mean, was[unit]["item "+item].Mean)
					changes.add(d, truth.Mean(wave, unit, item)-truth.Mean("bank-2026h1", unit, item))
				}
			}
			nps.add(units[unit]["item Q72"].NPS, truth.NPS(wave, unit))
		}
	}
	for name, c := range map[string]struct{ got, want coverage }{
		"means":  {means, coverage{326, 342}},
		"top-2":  {tops, coverage{317, 342}},
		"NPS":    {nps, coverage{17, 18}},
		"change": {changes, coverage{164, 171}},
	} {
		if c.got != c.want {
			t.Errorf("%s: %d of %d intervals hold the truth (%.3f), documented are %d of %d", name, c.got.hit, c.got.all, c.got.share(), c.want.hit, c.want.all)
		}
	}
}

// testChanges: what was built into the second half of the year is found, and what was not is not.
func testChanges(t *testing.T, p *place) {
	bank, err := p.insight.Dashboard(t.Context(), "bank-2026h2", "", full)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]int{"PRICE": -1, "FEE_OPEN": -1, "FEE_TOLD": -1, "EFFICIENCY": +1, "EFF_QUEUE": +1, "OUTLET": 0, "LOBBY": 0, "COUNTER": 0, "FUNCTION": 0, "OVERALL": 0}
	for _, n := range bank.Nodes {
		code := n.Entry.Node.Code
		sign, listed := want[code]
		if !listed {
			continue
		}
		delete(want, code)
		if n.Change == nil || n.Change.Against.Code != "bank-2026h1" {
			t.Errorf("%s has no change: %+v", code, n.Change)
			continue
		}
		if found := signOf(n.Change.Difference, n.Change.Verdict); found != sign {
			t.Errorf("%s changed by %.2f, p = %.4f, %s; want %+d", code, n.Change.Difference.Value(), n.Change.P, n.Change.Verdict, sign)
		}
	}
	if len(want) > 0 {
		t.Errorf("there are no indicators %v", want)
	}
	h1 := figures(t, p, insight.FiguresOf{Wave: "bank-2026h1", By: "unit"})
	h2 := figures(t, p, insight.FiguresOf{Wave: "bank-2026h2", By: "unit"})
	for _, unit := range []string{"B0103", "B0201", "B0203", "B0301"} { // those that give out numbers now
		now, was := h2[unit]["item Q41"].Mean, h1[unit]["item Q41"].Mean
		d, pv := stat.Difference(now, was)
		if signOf(d, stat.Judge(now, was, pv, 0.05)) != +1 {
			t.Errorf("%s: queueing changed by %.2f, p = %.4f", unit, d.Value(), pv)
		}
	}
	for _, unit := range bigOutlets {
		if d, _ := stat.Difference(h2[unit]["indicator PRICE"].Score, h1[unit]["indicator PRICE"].Score); d.Value() >= 0 {
			t.Errorf("%s: fees changed by %.2f", unit, d.Value())
		}
	}
}

// signOf is the sign of a significant difference, 0 of another.
func signOf(d stat.Estimate, v stat.Verdict) int {
	switch {
	case v != stat.Significant:
		return 0
	case d.Value() > 0:
		return +1
	}
	return -1
}
