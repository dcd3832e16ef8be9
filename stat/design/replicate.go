package design

import (
	"math"
	"math/rand/v2"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/internal/par"
)

// Replicates are replicate weights: the survey's weights as they would be in other samples of
// the same design. The variance of any statistic θ̂ is
//
//	V̂ = Scale · Σ_r Factors_r·(θ̂_r − c)²
//
// with c the mean of the θ̂_r, or θ̂ itself with MSE (R: svrepdesign).
type Replicates struct {
	Scale   float64
	Factors []float64 // one per replicate
	MSE     bool      // centre at the full-sample estimate
	DF      float64   // degrees of freedom of the variance

	weights func(r int, into []float64)
	survey  *Survey
}

// Count is the number of replicates.
func (r *Replicates) Count() int { return len(r.Factors) }

// Weights writes the weights of a replicate into a slice of one element per row.
func (r *Replicates) Weights(replicate int, into []float64) { r.weights(replicate, into) }

// JK1 are the delete-one-PSU jackknife weights of a design of one stratum (R: as.svrepdesign with
// type = "JK1"): replicate r leaves out PSU r and multiplies the others by n/(n−1); Scale is
// (n−1)/n, times 1 − n/N with a population.
func (s *Survey) JK1() (*Replicates, error) {
	if len(s.stages[0].strata) > 1 {
		return nil, &stat.Error{Package: "design", Reason: stat.OutOfRange, Subject: "number of strata", Got: float64(len(s.stages[0].strata))}
	}
	r, err := s.JKn()
	if err != nil {
		return nil, err
	}
	r.Scale = r.Factors[0]
	for i := range r.Factors {
		r.Factors[i] = 1
	}
	return r, nil
}

// JKn are the stratified jackknife weights (R: as.svrepdesign with type = "JKn"): replicate r
// leaves out one PSU and multiplies the others of its stratum by n_h/(n_h−1); its factor is
// (n_h−1)/n_h, times 1 − n_h/N_h with a population.
func (s *Survey) JKn() (*Replicates, error) {
	st := &s.stages[0]
	r := &Replicates{Scale: 1, Factors: make([]float64, st.units), DF: s.DF(), survey: s}
	for u := range r.Factors {
		d := st.strata[st.stratumOfUnit(u)]
		if d.n == 1 && d.population > 1 {
			return nil, fault(stat.LonelyUnit, d.label)
		}
		r.Factors[u] = float64(d.n-1) / float64(d.n) * (1 - float64(d.n)/d.population)
	}
	r.weights = func(out int, into []float64) {
		h := st.stratumOfUnit(out)
		n := float64(st.strata[h].n)
		for i, w := range s.weights {
			switch {
			case int(st.unitOf(i)) == out:
				w = 0
			case int(st.stratumOf(i)) == h:
				w *= n / (n - 1)
			}
			into[i] = w
		}
	}
	return r, nil
}

func (st *stage) stratumOfUnit(u int) int {
	if st.stratum == nil {
		return 0
	}
	return int(st.stratum[u])
}

// Bootstrap are count rescaled bootstrap weights (Rao & Wu 1988, JASA 83; R: type =
// "subbootstrap"): in every stratum n_h − 1 of the n_h PSUs are drawn with replacement, and a PSU
// drawn m times has its weights multiplied by m·n_h/(n_h−1). Replicate r depends on src and r only.
func (s *Survey) Bootstrap(src rand.Source, count int) (*Replicates, error) {
	st := &s.stages[0]
	if count < 2 {
		return nil, &stat.Error{Package: "design", Reason: stat.OutOfRange, Subject: "number of replicates", Got: float64(count)}
	}
	members := make([][]int32, len(st.strata))
	for u := range st.units {
		h := st.stratumOfUnit(u)
		members[h] = append(members[h], int32(u))
	}
	for h, units := range members {
		if len(units) == 1 {
			return nil, fault(stat.LonelyUnit, st.strata[h].label)
		}
	}
	r := &Replicates{Scale: 1 / float64(count-1), Factors: make([]float64, count), DF: s.DF(), survey: s}
	for i := range r.Factors {
		r.Factors[i] = 1
	}
	streams := par.NewStreams(src)
	r.weights = func(replicate int, into []float64) {
		random := streams.At(replicate)
		times := make([]float64, st.units)
		for _, units := range members {
			n := len(units)
			for range n - 1 {
				times[units[random.IntN(n)]] += float64(n) / float64(n-1)
			}
		}
		for i, w := range s.weights {
			into[i] = w * times[st.unitOf(i)]
		}
	}
	return r, nil
}

// GivenReplicates are weights that came with the data: weights[r][i] is the analysis weight of
// row i in replicate r. The degrees of freedom are count − 1 unless DF is changed.
func (s *Survey) GivenReplicates(weights [][]float64, scale float64, factors []float64, mse bool) (*Replicates, error) {
	if len(weights) < 2 || len(factors) != len(weights) {
		return nil, &stat.Error{Package: "design", Reason: stat.Lengths, Subject: "factors", Got: float64(len(factors)), Want: float64(len(weights))}
	}
	for _, w := range weights {
		if len(w) != s.n {
			return nil, &stat.Error{Package: "design", Reason: stat.Lengths, Subject: "replicate weights", Got: float64(len(w)), Want: float64(s.n)}
		}
	}
	return &Replicates{
		Scale: scale, Factors: factors, MSE: mse, DF: float64(len(weights) - 1), survey: s,
		weights: func(r int, into []float64) { copy(into, weights[r]) },
	}, nil
}

// Estimate is θ̂ = theta(weights) with the replicates' variance. Theta is called for several
// replicates at the same time, with weights that it must not keep.
func (r *Replicates) Estimate(theta func(weights []float64) float64) stat.Estimate {
	s := r.survey
	thetas := make([]float64, r.Count())
	par.Do(len(thetas), func(k int) {
		weights := make([]float64, s.n)
		r.weights(k, weights)
		thetas[k] = theta(weights)
	})
	p := stat.Parts{Value: theta(s.weights), SRSVariance: math.NaN(), DF: r.DF}
	for i, w := range s.weights {
		if w != 0 && s.Has(i) {
			p.N++
			p.SumW += w
			p.SumW2 += w * w
		}
	}
	centre := p.Value
	if !r.MSE {
		centre = mean(thetas, r.Factors)
	}
	for k, t := range thetas {
		if r.Factors[k] != 0 {
			p.Variance += r.Scale * r.Factors[k] * (t - centre) * (t - centre)
		}
	}
	return stat.New(p)
}

// mean is the mean of the replicates that count.
func mean(thetas, factors []float64) float64 {
	sum, n := 0.0, 0
	for k, t := range thetas {
		if factors[k] > 0 {
			sum += t
			n++
		}
	}
	return sum / float64(n)
}

// Mean is the weighted mean of y over the rows of the domain that have a value.
func (r *Replicates) Mean(y []float64) (stat.Estimate, error) {
	if err := r.survey.check(y); err != nil {
		return stat.Estimate{}, err
	}
	return r.Estimate(func(w []float64) float64 {
		var top, bottom float64
		for i := range y {
			if r.survey.counts(i, y) {
				top += w[i] * y[i]
				bottom += w[i]
			}
		}
		return top / bottom
	}), nil
}

// Total is the weighted total of y.
func (r *Replicates) Total(y []float64) (stat.Estimate, error) {
	if err := r.survey.check(y); err != nil {
		return stat.Estimate{}, err
	}
	return r.Estimate(func(w []float64) float64 {
		sum := 0.0
		for i := range y {
			if r.survey.counts(i, y) {
				sum += w[i] * y[i]
			}
		}
		return sum
	}), nil
}

// Ratio is the weighted ratio Σwy/Σwx over the rows that have both.
func (r *Replicates) Ratio(y, x []float64) (stat.Estimate, error) {
	if err := r.survey.check(y, x); err != nil {
		return stat.Estimate{}, err
	}
	return r.Estimate(func(w []float64) float64 {
		var top, bottom float64
		for i := range y {
			if r.survey.counts(i, y, x) {
				top += w[i] * y[i]
				bottom += w[i] * x[i]
			}
		}
		return top / bottom
	}), nil
}
