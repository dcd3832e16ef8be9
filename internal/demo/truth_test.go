package demo_test

import (
	"math"
	"testing"

	"manyi.dev/manyi/internal/demo"
	"manyi.dev/manyi/internal/insight"
	"manyi.dev/manyi/stat"
)

// rated are the items with a rating.
var rated = []string{
	"Q11", "Q12", "Q13", "Q21", "Q22", "Q23", "Q24", "Q31", "Q32", "Q33", "Q41", "Q42", "Q43", "Q51", "Q52", "Q61", "Q62", "Q63", "Q71",
}

// halves are the anonymous waves in their order.
var halves = []string{"bank-2025h1", "bank-2025h2", "bank-2026h1", "bank-2026h2"}

// big reports whether a unit's base is shown without a mark.
func big(rows map[string]insight.Row) bool { return rows["responses responses"].Base.N >= 30 }

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
// the figures; the answers are seeded, so those of the closed waves stay. Of the open one a few answers of each outlet,
// drawn by chance, are not counted yet.
func testTruth(t *testing.T, p *place) {
	truth := demo.TrueEffects()
	var means, tops, nps, changes coverage
	var was map[string]map[string]insight.Row
	for i, wave := range halves[:3] {
		units := figures(t, p, insight.FiguresOf{Wave: wave, By: "unit"})
		for unit, rows := range units {
			if !big(rows) {
				continue
			}
			for _, item := range rated {
				row := rows["item "+item]
				means.add(row.Mean, truth.Mean(wave, unit, item))
				tops.add(row.Top2, truth.Top2(wave, unit, item))
				if got, want := row.Score.Value(), 25*(row.Mean.Value()-1); math.Abs(got-want) > 1e-9 {
					t.Errorf("%s %s %s: score %v of mean %v", wave, unit, item, got, row.Mean.Value())
				}
				if before := was[unit]; big(before) {
					d, _ := stat.Difference(row.Mean, before["item "+item].Mean)
					changes.add(d, truth.Mean(wave, unit, item)-truth.Mean(halves[i-1], unit, item))
				}
			}
			nps.add(rows["item Q72"].NPS, truth.NPS(wave, unit))
		}
		was = units
	}
	for name, c := range map[string]struct{ got, want coverage }{
		"means":  {means, coverage{2073, 2204}},
		"top-2":  {tops, coverage{2066, 2204}},
		"NPS":    {nps, coverage{110, 116}},
		"change": {changes, coverage{1340, 1425}},
	} {
		if c.got != c.want {
			t.Errorf("%s: %d of %d intervals hold the truth (%.3f), documented are %d of %d", name, c.got.hit, c.got.all, c.got.share(), c.want.hit, c.want.all)
		}
	}
}

// testChanges: what was built into each half-year is found, and what was not is not.
func testChanges(t *testing.T, p *place) {
	for i, want := range []map[string]int{
		{"LOBBY": +1, "OUTLET": 0, "COUNTER": 0, "EFFICIENCY": 0, "PRICE": 0, "FUNCTION": 0, "OVERALL": 0},
		{"FUNCTION": +1, "OUTLET": 0, "LOBBY": 0, "COUNTER": 0, "EFFICIENCY": 0, "PRICE": 0, "OVERALL": 0},
		{"PRICE": -1, "FEE_OPEN": -1, "FEE_TOLD": -1, "EFFICIENCY": +1, "EFF_QUEUE": +1, "OUTLET": 0, "LOBBY": 0, "COUNTER": 0, "FUNCTION": 0, "OVERALL": 0},
	} {
		wave, before := halves[i+1], halves[i]
		bank, err := p.insight.Dashboard(t.Context(), wave, "", full)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range bank.Nodes {
			code := n.Entry.Node.Code
			sign, listed := want[code]
			if !listed {
				continue
			}
			delete(want, code)
			if n.Change == nil || n.Change.Against.Code != before {
				t.Errorf("%s %s has no change: %+v", wave, code, n.Change)
				continue
			}
			found := signOf(n.Change.Difference, n.Change.Verdict)
			if i == 2 && sign == 0 && n.Change.P > 0.01 {
				found = 0 // what is not counted yet moves p a little
			}
			if found != sign {
				t.Errorf("%s %s changed by %.2f, p = %.4f, %s; want %+d", wave, code, n.Change.Difference.Value(), n.Change.P, n.Change.Verdict, sign)
			}
		}
		if len(want) > 0 {
			t.Errorf("%s: there are no indicators %v", wave, want)
		}
	}
	found := 0
	h1 := figures(t, p, insight.FiguresOf{Wave: "bank-2026h1", By: "unit"})
	h2 := figures(t, p, insight.FiguresOf{Wave: "bank-2026h2", By: "unit"})
	for _, unit := range []string{"B0103", "B0201", "B0203", "B0301", "B0403", "B0503"} { // those that give out numbers now
		now, was := h2[unit]["item Q41"].Mean, h1[unit]["item Q41"].Mean
		d, pv := stat.Difference(now, was)
		if d.Value() <= 0 {
			t.Errorf("%s: queueing changed by %.2f, p = %.4f", unit, d.Value(), pv)
		}
		found += max(0, signOf(d, stat.Judge(now, was, pv, 0.05)))
	}
	if found < 4 {
		t.Errorf("queueing improved significantly at %d of 6 outlets", found)
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
