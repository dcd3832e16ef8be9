package design

import (
	"math"

	"manyi.dev/manyi/stat"
)

// Lonely says what a stratum with a single PSU contributes to a variance.
type Lonely string

// The rules for a stratum with a single PSU; the zero value is Adjust. They have the names of R's
// options(survey.lonely.psu).
const (
	Adjust    Lonely = "adjust"    // its z², as if its mean were the wave's, which is zero
	Remove    Lonely = "remove"    // nothing
	Certainty Lonely = "certainty" // nothing: the stratum counts as taken completely
	Average   Lonely = "average"   // as much as the other strata on average
	Fail      Lonely = "fail"      // an error of reason stat.LonelyUnit
)

// Design is what a whole wave says about how its respondents were drawn.
type Design struct {
	psus      map[int32]int64 // number of PSUs of each stratum
	clustered bool
	lonely    Lonely
}

// WeightsOnly is the design of one stratum in which each of the wave's respondents is a PSU.
func WeightsOnly(respondents int64) Design {
	return Design{psus: map[int32]int64{0: respondents}, lonely: Adjust}
}

// Stratified is the design in which each respondent is a PSU of a stratum; respondents counts
// the whole wave by stratum.
func Stratified(respondents map[int32]int64) Design {
	return Design{psus: respondents, lonely: Adjust}
}

// Clustered is the design of PSUs with several respondents; psus counts the PSUs of the whole
// wave by stratum (one stratum 0 when the wave has none).
func Clustered(psus map[int32]int64) Design {
	return Design{psus: psus, clustered: true, lonely: Adjust}
}

// With is the design with another rule for strata of one PSU.
func (d Design) With(rule Lonely) Design { d.lonely = rule; return d }

// DF are the degrees of freedom of figures of the whole wave: PSUs − strata.
func (d Design) DF() float64 {
	var df int64
	for _, n := range d.psus {
		if n > 0 {
			df += n - 1
		}
	}
	return float64(df)
}

// Members counts the respondents of a domain in one stratum and PSU, whether they answered an
// item or not. A design without strata or PSUs leaves these codes zero.
type Members struct {
	Stratum, PSU int32
	N            int64
}

// DomainDF are the degrees of freedom of figures of a domain: the PSUs with members in it minus
// the strata with members in it. It may be 0, and then the figures have no interval.
func (d Design) DomainDF(members []Members) float64 {
	strata := map[int32]bool{}
	clusters := map[[2]int32]bool{}
	var respondents int64
	for _, m := range members {
		if m.N > 0 {
			strata[d.stratum(m.Stratum)] = true
			clusters[[2]int32{m.Stratum, m.PSU}] = true
			respondents += m.N
		}
	}
	if d.clustered {
		return float64(len(clusters) - len(strata))
	}
	return float64(respondents - int64(len(strata)))
}

// Cell is the histogram of an item in one stratum and PSU. Cells of the same stratum and PSU add.
type Cell struct {
	Stratum, PSU int32
	Values       []Value
}

// Mean estimates the mean of an item over the respondents in the cells (the whole wave, or a
// domain of it) with df degrees of freedom (DF or DomainDF). A top-box share, an NPS or a 0–100
// score is the mean of another y over the same histogram.
//
// The mean of no answers is undefined; the variance of a single answer is NaN. An error says that
// the cells do not fit the design: a stratum the wave does not have, more PSUs than it has, or
// a lonely PSU under Fail.
func (d Design) Mean(cells []Cell, df float64) (stat.Estimate, error) {
	b := summarise(cells)
	p := b.parts(df)
	if b.n < 2 || !(b.w > 0) {
		return stat.New(p), nil
	}
	sums := newStrata(d)
	for _, c := range cells {
		for _, v := range c.Values {
			if v.N == 0 || math.IsNaN(v.Y) {
				continue
			}
			dev := (v.Y - b.mean) / b.w
			sums.add(c.Stratum, c.PSU, v.N, v.W*dev, v.W2*dev*dev)
		}
	}
	var err error
	p.Variance, err = sums.variance()
	return stat.New(p), err
}

// Sums are the linearised values of a composite in one stratum and PSU: Z = Σz, Z2 = Σz². A
// clustered design uses only Z.
type Sums struct {
	Stratum, PSU int32
	N            int64
	Z, Z2        float64
}

// Base is what is behind a composite: the respondents with an answer to at least one of its items.
type Base struct {
	N     int64
	W, W2 float64 // Σw and Σw² over them
}

// Composite estimates a figure whose value and linearised values were computed elsewhere, such as
// the score of an indicator that combines items (package index). It has no design effect, since
// one simple random sample would not give the same composite. Errors as Mean.
func (d Design) Composite(value float64, b Base, sums []Sums, df float64) (stat.Estimate, error) {
	p := stat.Parts{
		Value: value, Variance: math.NaN(), SRSVariance: math.NaN(),
		DF: df, N: b.N, SumW: b.W, SumW2: b.W2,
	}
	if b.N < 2 || math.IsNaN(value) {
		return stat.New(p), nil
	}
	strata := newStrata(d)
	for _, s := range sums {
		if s.N > 0 {
			strata.add(s.Stratum, s.PSU, s.N, s.Z, s.Z2)
		}
	}
	var err error
	p.Variance, err = strata.variance()
	return stat.New(p), err
}

// stratum is the stratum as the design knows it: a design of one stratum takes any code, so that
// sums grouped more finely than needed can be used as they are.
func (d Design) stratum(code int32) int32 {
	if len(d.psus) == 1 {
		if _, ok := d.psus[0]; ok {
			return 0
		}
	}
	return code
}
