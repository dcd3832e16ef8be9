package rank

import (
	"fmt"
	"math"

	"manyi.dev/manyi/stat"
)

// NormalOptions are the options of NewNormal; the zero value estimates everything from the data.
type NormalOptions struct {
	// Tau2 is the variance of the true figures between units when it is known, for example from
	// earlier waves; 0 estimates it.
	Tau2 float64
	// Pooled replaces the variance of each unit by σ²/n_i with the σ² of all units together,
	//
	//	σ² = Σ (n_i − 1)·n_i·v_i / Σ (n_i − 1)
	//
	// the way to rank units so small that some of them have the same answer from everybody.
	Pooled bool
	Names  []string // of the units, for errors; nil numbers them
}

// Normal is the normal–normal model of the figures of k units:
//
//	y_i ~ N(θ_i, v_i),  θ_i ~ N(μ, τ²)
//
// with the error variances v_i taken as known. By the method of moments (DerSimonian and Laird
// 1986, Controlled Clinical Trials 7), w_i = 1/v_i:
//
//	ȳ_w = Σ w y / Σ w,   Q = Σ w (y − ȳ_w)²
//	τ²  = max(0, (Q − (k−1)) / (Σ w − Σ w²/Σ w))
//	μ   = Σ y/(v+τ²) / Σ 1/(v+τ²),   SE(μ)² = 1 / Σ 1/(v+τ²)
//	B_i = v_i/(v_i + τ²)
//	θ̂_i = B_i μ + (1 − B_i) y_i      (Efron and Morris 1975, JASA 70)
type Normal struct {
	Q         float64 // heterogeneity, χ² with k−1 degrees of freedom when all units are the same
	Tau2      float64
	Mu, SEMu  float64
	I2        float64   // max(0, (Q − (k−1))/Q): the part of the spread that is no sampling error
	Shrinkage []float64 // B_i between 0 (the unit's own figure) and 1 (the mean of all)
	Shrunk    []float64 // θ̂_i
	// NaiveSD is the posterior standard deviation √(v_i(1 − B_i)) with μ and τ² taken as known.
	NaiveSD []float64
	// SD includes the error of μ: √(v_i(1 − B_i) + B_i²·SE(μ)²).
	SD []float64
	n  []int64
}

// NewNormal fits the model to independent estimates, at least two. The error names the first unit
// without a figure, or without a positive variance (one answer, or the same answer from everybody;
// see NormalOptions.Pooled).
func NewNormal(units []stat.Estimate, o NormalOptions) (*Normal, error) {
	v, err := variances(units, o)
	if err != nil {
		return nil, err
	}
	if o.Tau2 < 0 || math.IsNaN(o.Tau2) || math.IsInf(o.Tau2, 0) {
		return nil, &stat.Error{Package: pkg, Reason: stat.OutOfRange, Subject: "tau²", Got: o.Tau2}
	}
	k := float64(len(units))
	var sw, sw2, swy float64
	for i, u := range units {
		sw, sw2, swy = sw+1/v[i], sw2+1/(v[i]*v[i]), swy+u.Value()/v[i]
	}
	m := &Normal{Tau2: o.Tau2}
	for i, u := range units {
		m.Q += (u.Value() - swy/sw) * (u.Value() - swy/sw) / v[i]
	}
	if m.Q > 0 {
		m.I2 = max(0, (m.Q-(k-1))/m.Q)
	}
	if o.Tau2 == 0 {
		m.Tau2 = max(0, (m.Q-(k-1))/(sw-sw2/sw))
	}
	m.shrink(units, v)
	return m, nil
}

// shrink computes the posterior for the model's τ².
func (m *Normal) shrink(units []stat.Estimate, v []float64) {
	var sw, swy float64
	for i, u := range units {
		w := 1 / (v[i] + m.Tau2)
		sw, swy = sw+w, swy+w*u.Value()
	}
	m.Mu, m.SEMu = swy/sw, math.Sqrt(1/sw)
	for i, u := range units {
		b := v[i] / (v[i] + m.Tau2)
		m.Shrinkage = append(m.Shrinkage, b)
		m.Shrunk = append(m.Shrunk, b*m.Mu+(1-b)*u.Value())
		m.NaiveSD = append(m.NaiveSD, math.Sqrt(v[i]*(1-b)))
		m.SD = append(m.SD, math.Sqrt(v[i]*(1-b)+b*b/sw))
		m.n = append(m.n, u.N())
	}
}

// Estimates are the shrunk figures with SD as their standard error and the bases of the units.
func (m *Normal) Estimates() []stat.Estimate { return estimates(m.Shrunk, m.SD, m.n) }

// variances are the v_i to work with.
func variances(units []stat.Estimate, o NormalOptions) ([]float64, error) {
	if len(units) < 2 {
		return nil, &stat.Error{Package: pkg, Reason: stat.TooFewGroups, Subject: "units", Got: float64(len(units)), Want: 2}
	}
	if o.Names != nil && len(o.Names) != len(units) {
		return nil, &stat.Error{Package: pkg, Reason: stat.Lengths, Subject: "names", Got: float64(len(o.Names)), Want: float64(len(units))}
	}
	var squares, df float64
	for i, u := range units {
		if !u.Defined() {
			return nil, &stat.Error{Package: pkg, Reason: stat.NotFinite, Subject: unit(o.Names, i)}
		}
		if o.Pooled && u.N() < 1 {
			return nil, &stat.Error{Package: pkg, Reason: stat.TooFewRows, Subject: unit(o.Names, i), Want: 1}
		}
		if n := float64(u.N()); n > 1 && !math.IsNaN(u.Variance()) {
			squares += (n - 1) * n * u.Variance()
			df += n - 1
		}
	}
	if o.Pooled && !(squares > 0) {
		return nil, &stat.Error{Package: pkg, Reason: stat.Constant, Subject: "every unit"}
	}
	v := make([]float64, len(units))
	for i, u := range units {
		v[i] = u.Variance()
		if o.Pooled {
			v[i] = squares / df / float64(u.N())
		}
		// The inverse square must be finite too.
		switch {
		case math.IsNaN(v[i]):
			return nil, &stat.Error{Package: pkg, Reason: stat.TooFewRows, Subject: unit(o.Names, i), Got: float64(u.N()), Want: 2}
		case v[i] > 1e150 || math.Abs(u.Value()) > 1e150:
			return nil, &stat.Error{Package: pkg, Reason: stat.NotFinite, Subject: unit(o.Names, i)}
		case v[i] < 1e-150:
			return nil, &stat.Error{Package: pkg, Reason: stat.Constant, Subject: unit(o.Names, i)}
		}
	}
	return v, nil
}

const pkg = "rank"

// unit names a unit in an error.
func unit(names []string, i int) string {
	if i < len(names) {
		return fmt.Sprintf("unit %q", names[i])
	}
	return fmt.Sprintf("unit %d", i+1)
}

func estimates(values, sd []float64, n []int64) []stat.Estimate {
	all := make([]stat.Estimate, len(values))
	for i, value := range values {
		all[i] = stat.New(stat.Parts{
			Value: value, Variance: sd[i] * sd[i], SRSVariance: math.NaN(), DF: math.Inf(1), N: n[i], SumW: math.NaN(), SumW2: math.NaN(),
		})
	}
	return all
}
