package design

import (
	"math"

	"manyi.dev/manyi/stat"
)

// Moments are the grouped sums of a variable in one stratum and PSU of a domain, as a query over
// the answers returns them. They add. A clustered design needs N, W, WY (and W2, WYY for the
// effective base and the design effect); one in which every respondent is a PSU needs all.
type Moments struct {
	Stratum, PSU int32
	N            int64   // respondents with a value
	W, W2        float64 // Σw, Σw²
	WY, WYY      float64 // Σw·y, Σw·y²
	WWY, WWYY    float64 // Σw²·y, Σw²·y²
}

// Add adds the sums of other to m; strata and PSUs are m's.
func (m Moments) Add(other Moments) Moments {
	m.N += other.N
	m.W += other.W
	m.W2 += other.W2
	m.WY += other.WY
	m.WYY += other.WYY
	m.WWY += other.WWY
	m.WWYY += other.WWYY
	return m
}

// MeanOf estimates the mean of a variable from its grouped sums, with the same figures as from
// the rows or from a histogram (Mean):
//
//	clustered       z_hi = (Σwy − ȳ·Σw)/W           over the PSU
//	not clustered   Σz² = (Σw²y² − 2ȳ·Σw²y + ȳ²·Σw²)/W²  over the stratum
//
// Sums of squares lose digits when |ȳ| is large against the spread: a factor of 10³ costs about
// six of sixteen. Centre such a variable first. Errors as Mean.
func (d Design) MeanOf(moments []Moments, df float64) (stat.Estimate, error) {
	var all Moments
	for _, m := range moments {
		all = all.Add(m)
	}
	mean := all.WY / all.W
	p := stat.Parts{Value: mean, Variance: math.NaN(), SRSVariance: math.NaN(), DF: df, N: all.N, SumW: all.W, SumW2: all.W2}
	if all.N < 2 || !(all.W > 0) {
		return stat.New(p), nil
	}
	p.SRSVariance = max(0, all.WYY-mean*all.WY) / all.W / float64(all.N-1)
	sums := newStrata(d)
	for _, m := range moments {
		if m.N > 0 {
			z2 := (m.WWYY - 2*mean*m.WWY + mean*mean*m.W2) / (all.W * all.W)
			sums.add(m.Stratum, m.PSU, m.N, (m.WY-mean*m.W)/all.W, z2)
		}
	}
	var err error
	p.Variance, err = sums.variance()
	return stat.New(p), err
}
