package design

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"manyi.dev/manyi/stat"
)

// Covariance is the design's covariance matrix of the totals Σ_k z_k of p linearised variables,
// z[j][k] being w_k·u_jk of row k, zero for rows outside the domain:
//
//	V̂ = Σ_stages Σ_h f_h·(1 − n_h/N_h)·n_h/(n_h−1)·Σ_i (z_hi − z̄_h)(z_hi − z̄_h)ᵀ
//
// where z_hi are the sums over the units i of a stage in its stratum h, and f_h is the product of
// the sampling fractions of the stages before (Särndal, Swensson & Wretman 1992, section 4.3 and
// 5.5; R: svyrecvar). Adjustments of the weights are taken out first; z is not changed. A method
// of one's own needs only its linearised values (influence function) to have a standard error.
func (s *Survey) Covariance(z ...[]float64) (*mat.SymDense, error) {
	p := len(z)
	rows := make([][]float64, p)
	for j := range z {
		if len(z[j]) != s.n {
			return nil, &stat.Error{Package: "design", Reason: stat.Lengths, Subject: "linearised values", Got: float64(len(z[j])), Want: float64(s.n)}
		}
		rows[j] = z[j]
		if len(s.adjust) > 0 {
			rows[j] = append([]float64{}, z[j]...)
			for _, a := range s.adjust {
				a.Residual(rows[j])
			}
		}
	}
	v := mat.NewSymDense(p, nil)
	for k := range s.stages {
		if err := s.stages[k].add(v, rows, s.lonely); err != nil {
			return nil, err
		}
	}
	return v, nil
}

// sums adds z by unit; the result is z itself when every row is a unit.
func (st *stage) sums(z []float64) []float64 {
	if st.unit == nil {
		return z
	}
	sums := make([]float64, st.units)
	for i, x := range z {
		sums[st.unit[i]] += x
	}
	return sums
}

// add adds the stage's part of the covariance to v.
func (st *stage) add(v *mat.SymDense, rows [][]float64, rule Lonely) error {
	p, strata := len(rows), len(st.strata)
	sums := make([][]float64, p)
	centre := make([][]float64, p)
	for j := range rows {
		sums[j] = st.sums(rows[j])
		centre[j] = st.means(sums[j], rule)
	}
	scale, err := st.scales(rule)
	if err != nil {
		return err
	}
	cross := make([]float64, strata) // Σ_i (z_hi − z̄_h)(z'_hi − z̄'_h) of a pair of variables
	for a := range p {
		for b := a; b < p; b++ {
			clear(cross)
			st.products(cross, sums[a], sums[b], centre[a], centre[b])
			total := v.At(a, b)
			for h, x := range cross {
				if scale[h] != 0 {
					total += scale[h] * x
				}
			}
			v.SetSym(a, b, total)
		}
	}
	return nil
}

func (st *stage) products(cross, za, zb, ca, cb []float64) {
	if st.stratum == nil {
		sum := 0.0
		for u := range za {
			sum += (za[u] - ca[0]) * (zb[u] - cb[0])
		}
		cross[0] = sum
		return
	}
	for u, h := range st.stratum {
		cross[h] += (za[u] - ca[h]) * (zb[u] - cb[h])
	}
}

// means are the means of the units' sums by stratum. Under Adjust a lonely unit is not centred.
func (st *stage) means(sums []float64, rule Lonely) []float64 {
	means := make([]float64, len(st.strata))
	if st.stratum == nil {
		for _, z := range sums {
			means[0] += z
		}
	} else {
		for u, h := range st.stratum {
			means[h] += sums[u]
		}
	}
	for h := range means {
		d := st.strata[h]
		if d.n == 1 && rule == Adjust {
			means[h] = 0
			continue
		}
		means[h] /= float64(d.n)
	}
	return means
}

// scales are f·(1 − n/N)·n/(n−1) by stratum, with the rule for lonely units applied.
func (st *stage) scales(rule Lonely) ([]float64, error) {
	scale := make([]float64, len(st.strata))
	type family struct{ all, lonely int }
	families := map[int32]family{} // strata of the same parent, for the rule Average
	for h, d := range st.strata {
		rest := 1.0
		if !math.IsInf(d.population, 1) {
			rest = (d.population - float64(d.n)) / d.population
		}
		f := families[d.parent]
		f.all++
		switch {
		case rest < 1e-7: // taken completely
		case d.n > 1:
			scale[h] = d.factor * rest * float64(d.n) / float64(d.n-1)
		case rule == Fail:
			return nil, fault(stat.LonelyUnit, d.label)
		case rule == Average:
			f.lonely++
		default: // Adjust counts z²; Remove and Certainty have centred it to zero
			scale[h] = d.factor * rest
		}
		families[d.parent] = f
	}
	if rule == Average {
		for h, d := range st.strata {
			f := families[d.parent]
			scale[h] *= float64(f.all) / float64(f.all-f.lonely)
		}
	}
	return scale, nil
}
