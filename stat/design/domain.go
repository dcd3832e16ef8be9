package design

import (
	"math"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/internal/par"
)

// DomainMeans are the means of many variables in many domains: result[j][d] is the mean of column
// j in level d of by. It gives the same estimates as MeansBy, without their covariances, in two
// passes over the rows, so that a table of 10 items by 200 outlets over a million answers takes
// a fraction of a second.
func (s *Survey) DomainMeans(d stat.Data, by stat.Factor) ([][]stat.Estimate, error) {
	if err := s.check(d.Columns...); err != nil {
		return nil, err
	}
	if by.Rows() != s.n {
		return nil, &stat.Error{Package: "design", Reason: stat.Lengths, Subject: "domains", Got: float64(by.Rows()), Want: float64(s.n)}
	}
	domain := s.domainCodes(by)
	order := s.stages[0].byUnit(s.n)
	df := s.domainDF(domain, order, len(by.Levels))
	result := make([][]stat.Estimate, len(d.Columns))
	fast := len(s.stages) == 1 && len(s.adjust) == 0
	var scale []float64
	if fast {
		var err error
		if scale, err = s.stages[0].scales(s.lonely); err != nil {
			return nil, err
		}
	}
	failed := make([]error, len(d.Columns))
	par.Do(len(d.Columns), func(j int) {
		if !fast {
			result[j], failed[j] = s.slowMeans(d.Columns[j], by)
			return
		}
		k := kernel{s: s, y: d.Columns[j], domain: domain, order: order, scale: scale, sums: make([]domainSum, len(by.Levels))}
		result[j] = k.estimates(df)
	})
	for _, err := range failed {
		if err != nil {
			return nil, err
		}
	}
	return result, nil
}

func (s *Survey) slowMeans(y []float64, by stat.Factor) ([]stat.Estimate, error) {
	e, err := s.MeansBy(y, by)
	if err != nil {
		return nil, err
	}
	means := make([]stat.Estimate, e.Len())
	for d := range means {
		means[d] = e.At(d)
	}
	return means, nil
}

// domainCodes are the domains of the rows, −1 for rows that are in none.
func (s *Survey) domainCodes(by stat.Factor) []int32 {
	if s.in == nil {
		return by.Codes
	}
	codes := make([]int32, s.n)
	for i, c := range by.Codes {
		codes[i] = c
		if !s.in[i] {
			codes[i] = -1
		}
	}
	return codes
}

// domainDF counts units and strata with members, by domain.
func (s *Survey) domainDF(domain, order []int32, levels int) []float64 {
	st := &s.stages[0]
	df := make([]float64, levels)
	last := make([]int32, levels) // the last unit seen in the domain, plus one
	strata := make([]bool, levels*len(st.strata))
	for k := range s.n {
		i := k
		if order != nil {
			i = int(order[k])
		}
		d := domain[i]
		if d < 0 || s.weights[i] == 0 {
			continue
		}
		u := st.unitOf(i)
		if last[d] == u+1 {
			continue
		}
		last[d] = u + 1
		df[d]++
		if at := int(d)*len(st.strata) + int(st.stratumOf(i)); !strata[at] {
			strata[at] = true
			df[d]--
		}
	}
	return df
}

// byUnit are the rows ordered by unit; nil when every row is a unit.
func (st *stage) byUnit(n int) []int32 {
	if st.unit == nil {
		return nil
	}
	start := make([]int32, st.units+1)
	for _, u := range st.unit {
		start[u+1]++
	}
	for u := range st.units {
		start[u+1] += start[u]
	}
	order := make([]int32, n)
	for i, u := range st.unit {
		order[start[u]] = int32(i)
		start[u]++
	}
	return order
}

// kernel computes the means of one variable.
type kernel struct {
	s      *Survey
	y      []float64
	domain []int32
	order  []int32   // rows by unit; nil when every row is a unit
	scale  []float64 // by stratum
	sums   []domainSum
}

// domainSum is what a mean needs; z and zz are by stratum.
type domainSum struct {
	n        int64
	w, w2    float64
	wy, mean float64
	spread   float64
	z, zz    []float64 // Σ z_hi and Σ z_hi² by stratum
}

func (k *kernel) estimates(df []float64) []stat.Estimate {
	strata := len(k.scale)
	all := make([]float64, 2*strata*len(k.sums))
	for d := range k.sums {
		k.sums[d].z, all = all[:strata:strata], all[strata:]
		k.sums[d].zz, all = all[:strata:strata], all[strata:]
	}
	k.means()
	if k.order == nil {
		k.spreadOfRows()
	} else {
		k.spreadOfUnits()
	}
	estimates := make([]stat.Estimate, len(k.sums))
	for d := range k.sums {
		estimates[d] = k.estimate(&k.sums[d], df[d])
	}
	return estimates
}

// means is the first pass: the weighted mean of every domain.
func (k *kernel) means() {
	for i, d := range k.domain {
		y := k.y[i]
		if d < 0 || y != y {
			continue
		}
		w, sum := k.s.weights[i], &k.sums[d]
		if w != 0 {
			sum.n++
		}
		sum.w += w
		sum.w2 += w * w
		sum.wy += w * y
	}
	for d := range k.sums {
		k.sums[d].mean = k.sums[d].wy / k.sums[d].w
	}
}

// spreadOfRows is the second pass when every row is a unit.
func (k *kernel) spreadOfRows() {
	stratum := k.s.stages[0].stratum
	for i, d := range k.domain {
		y := k.y[i]
		if d < 0 || y != y {
			continue
		}
		h := int32(0)
		if stratum != nil {
			h = stratum[i]
		}
		w, sum := k.s.weights[i], &k.sums[d]
		dev := y - sum.mean
		z := w * dev
		sum.spread += z * dev
		sum.z[h] += z
		sum.zz[h] += z * z
	}
}

// spreadOfUnits is the second pass over the rows unit by unit: the z of a unit is complete when
// the next unit begins.
func (k *kernel) spreadOfUnits() {
	st := &k.s.stages[0]
	open := make([]float64, len(k.sums)) // z of the current unit by domain
	var touched []int32
	flush := func(u int32) {
		h := int32(0)
		if st.stratum != nil {
			h = st.stratum[u]
		}
		for _, d := range touched {
			k.sums[d].z[h] += open[d]
			k.sums[d].zz[h] += open[d] * open[d]
			open[d] = 0
		}
		touched = touched[:0]
	}
	current := int32(-1)
	seen := make([]int32, len(k.sums)) // the unit that touched the domain last, plus one
	for _, row := range k.order {
		d, y := k.domain[row], k.y[row]
		if d < 0 || y != y {
			continue
		}
		if u := st.unit[row]; u != current {
			if current >= 0 {
				flush(current)
			}
			current = u
		}
		if seen[d] != current+1 {
			seen[d] = current + 1
			touched = append(touched, d)
		}
		dev := y - k.sums[d].mean
		z := k.s.weights[row] * dev
		k.sums[d].spread += z * dev
		open[d] += z
	}
	if current >= 0 {
		flush(current)
	}
}

// estimate is the estimate of one domain: Σ_h scale_h·(Σz² − (Σz)²/n_h), the units without members
// having z = 0.
func (k *kernel) estimate(sum *domainSum, df float64) stat.Estimate {
	p := stat.Parts{
		Value: sum.mean, Variance: math.NaN(), SRSVariance: math.NaN(),
		DF: df, N: sum.n, SumW: sum.w, SumW2: sum.w2,
	}
	if sum.n < 2 {
		return stat.New(p)
	}
	p.SRSVariance = sum.spread / sum.w / float64(sum.n-1)
	p.Variance = 0
	for h, scale := range k.scale {
		d := k.s.stages[0].strata[h]
		inner := sum.zz[h]
		if d.n > 1 || k.s.lonely != Adjust {
			inner -= sum.z[h] * sum.z[h] / float64(d.n)
		}
		if scale != 0 {
			p.Variance += scale * inner / (sum.w * sum.w)
		}
	}
	return stat.New(p)
}
