package driver

import (
	"fmt"
	"math"

	"manyi.dev/manyi/stat"
)

// Contrast is a penalty–reward contrast: what low and high ratings of the drivers cost and earn
// beside middling ones.
type Contrast struct {
	Base
	Cuts
	Intercept Coefficient
	Drivers   []Impact
	R2        float64
}

// Cuts say which ratings are low, ≤ Low, and which are high, ≥ High.
type Cuts struct{ Low, High float64 }

// Impact is what a driver costs and earns.
type Impact struct {
	Name string
	// Penalty and Reward are the differences of the outcome at low and at high ratings from middling
	// ones; their estimates are undefined when no row, or every row, has such a rating.
	Penalty, Reward Coefficient
	Range           float64 // |penalty| + |reward|: the range of impact on the outcome
	// Asymmetry is (|reward| − |penalty|)/Range, −1…1: a basic factor, which only its lack is noticed
	// of, is near −1, one that delights near 1 (Mikulić and Prebežac 2008).
	Asymmetry float64
}

// PenaltyReward regresses the outcome on two dummies for each driver (Brandt 1987),
//
//	y = a + Σ_j p_j·[x_j ≤ low] + r_j·[x_j ≥ high] + e
//
// over the rows with all values, with errors of the kind.
func PenaltyReward(d stat.Data, m Model, cuts Cuts, kind Errors) (*Contrast, error) {
	if !(cuts.Low < cuts.High) {
		err := fail(stat.OutOfRange, "low and high rating")
		err.Got = cuts.Low
		return nil, err
	}
	r, err := need(d, m)
	if err != nil {
		return nil, err
	}
	if m.Missing != Listwise {
		return nil, fail(stat.Unknown, fmt.Sprintf("treatment of missing values %q in a regression", m.Missing))
	}
	r.listwise()
	dummies := &rows{Base: r.Base, outcome: r.outcome, weights: r.weights, columns: r.columns[:1:1]}
	place := make([]int, 0, 2*len(r.names)) // of each dummy among the coefficients, 0 when it does not vary
	for j, name := range r.names {
		below, above := dummy(r.columns[j+1], cuts)
		for k, column := range [][]float64{below, above} {
			if column == nil {
				place = append(place, 0)
				continue
			}
			dummies.columns = append(dummies.columns, column)
			dummies.names = append(dummies.names, name+[]string{"_low", "_high"}[k])
			place = append(place, len(dummies.names))
		}
	}
	if err := dummies.checkVaries(len(dummies.names) + 1); err != nil {
		return nil, err
	}
	l, err := dummies.regress()
	if err != nil {
		return nil, err
	}
	return contrast(l, r.names, place, cuts, kind), nil
}

// contrast arranges the coefficients of the dummies by driver.
func contrast(l *Linear, names []string, place []int, cuts Cuts, kind Errors) *Contrast {
	all := l.Coefficients(kind)
	c := &Contrast{Base: l.Base, Cuts: cuts, Intercept: all[0], R2: l.R2}
	pick := func(at int, name string) Coefficient {
		if at > 0 {
			return all[at]
		}
		nan := math.NaN()
		none := stat.New(stat.Parts{Value: nan, Variance: nan, SRSVariance: nan, DF: nan, N: int64(l.N), SumW: l.SumW, SumW2: l.SumW2})
		return Coefficient{Name: name, Estimate: none, Statistic: nan, P: nan}
	}
	for j, name := range names {
		p := Impact{Name: name, Penalty: pick(place[2*j], name+"_low"), Reward: pick(place[2*j+1], name+"_high")}
		cost, gain := math.Abs(p.Penalty.Estimate.Value()), math.Abs(p.Reward.Estimate.Value())
		p.Range = cost + gain
		p.Asymmetry = (gain - cost) / p.Range
		c.Drivers = append(c.Drivers, p)
	}
	return c
}

// dummy marks low and high ratings; nil for what no row or every row has.
func dummy(x []float64, cuts Cuts) (below, above []float64) {
	below, above = make([]float64, len(x)), make([]float64, len(x))
	var lows, highs int
	for i, v := range x {
		if v <= cuts.Low {
			below[i] = 1
			lows++
		}
		if v >= cuts.High {
			above[i] = 1
			highs++
		}
	}
	if lows == 0 || lows == len(x) {
		below = nil
	}
	if highs == 0 || highs == len(x) {
		above = nil
	}
	return below, above
}
