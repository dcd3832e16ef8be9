package rank

import (
	"math"
	"slices"

	"manyi.dev/manyi/stat"
)

// BetaBinomial is the beta-binomial model of the shares of k units:
//
//	x_i ~ Binomial(n_i, π_i),  π_i ~ Beta(a, b)
//
// fitted by moments (Kleinman 1973, JASA 68, weights n_i), p_i = x_i/n_i:
//
//	P = Σ x / Σ n,   S = Σ n_i (p_i − P)²
//	ρ = (S − P(1−P)(k−1)) / (P(1−P)·(Σ n − Σ n²/Σ n − (k−1)))    cut to [0, 1)
//	M = (1−ρ)/ρ,   a = P·M,   b = (1−P)·M
//	π̂_i = (x_i + a) / (n_i + M)
//
// ρ is the intraclass correlation. With ρ = 0 the data show no difference between units: M, A and B
// are +Inf and every unit gets P without error.
type BetaBinomial struct {
	P, S      float64
	Rho       float64
	M, A, B   float64
	Shrunk    []float64 // π̂_i
	OwnWeight []float64 // n_i/(n_i + M): how much the unit's own share counts
	SD        []float64 // of the posterior beta, √(π̂(1−π̂)/(n_i + M + 1))
	x, n      []float64
}

// maxRho keeps M positive when all answers of each unit are the same.
const maxRho = 0.999999

// NewBetaBinomial fits the model to the numbers of successes x of n answers by unit, at least two
// units. Weighted data enter with the effective base: n = n_eff, x = p·n_eff. names are for
// errors; nil numbers the units.
func NewBetaBinomial(x, n []float64, names []string) (*BetaBinomial, error) {
	if err := checkCounts(x, n, names); err != nil {
		return nil, err
	}
	k := float64(len(x))
	var sx, sn, sn2 float64
	for i := range x {
		sx, sn, sn2 = sx+x[i], sn+n[i], sn2+n[i]*n[i]
	}
	m := &BetaBinomial{P: sx / sn, x: slices.Clone(x), n: slices.Clone(n)}
	for i := range x {
		d := x[i]/n[i] - m.P
		m.S += n[i] * d * d
	}
	within := m.P * (1 - m.P)
	information := sn - sn2/sn - (k - 1)
	switch {
	case within == 0: // all or none: nothing differs
	case information <= 0:
		return nil, &stat.Error{Package: pkg, Reason: stat.TooFewRows, Subject: "answers per unit", Got: sn / k, Want: 2}
	default:
		m.Rho = max(0, min((m.S-within*(k-1))/(within*information), maxRho))
	}
	m.shrink()
	return m, nil
}

func (m *BetaBinomial) shrink() {
	m.M, m.A, m.B = math.Inf(1), math.Inf(1), math.Inf(1)
	if m.Rho > 0 {
		m.M = (1 - m.Rho) / m.Rho
		m.A, m.B = m.P*m.M, (1-m.P)*m.M
	}
	for i, n := range m.n {
		p, own := m.P, 0.0
		if m.Rho > 0 {
			p, own = (m.x[i]+m.A)/(n+m.M), n/(n+m.M)
		}
		m.Shrunk = append(m.Shrunk, p)
		m.OwnWeight = append(m.OwnWeight, own)
		m.SD = append(m.SD, math.Sqrt(p*(1-p)/(n+m.M+1)))
	}
}

// Estimates are the shrunk shares with SD as their standard error and the bases of the units.
func (m *BetaBinomial) Estimates() []stat.Estimate {
	bases := make([]int64, len(m.n))
	for i, n := range m.n {
		bases[i] = int64(math.Round(n))
	}
	return estimates(m.Shrunk, m.SD, bases)
}

// checkCounts finds counts that are no x of n.
func checkCounts(x, n []float64, names []string) error {
	if len(n) != len(x) {
		return &stat.Error{Package: pkg, Reason: stat.Lengths, Subject: "n", Got: float64(len(n)), Want: float64(len(x))}
	}
	if len(x) < 2 {
		return &stat.Error{Package: pkg, Reason: stat.TooFewGroups, Subject: "units", Got: float64(len(x)), Want: 2}
	}
	if names != nil && len(names) != len(x) {
		return &stat.Error{Package: pkg, Reason: stat.Lengths, Subject: "names", Got: float64(len(names)), Want: float64(len(x))}
	}
	for i := range x {
		switch {
		case math.IsNaN(x[i]) || math.IsNaN(n[i]) || n[i] > 1e100: // so that Σ n² is finite
			return &stat.Error{Package: pkg, Reason: stat.NotFinite, Subject: unit(names, i)}
		case n[i] < 1e-100:
			return &stat.Error{Package: pkg, Reason: stat.TooFewRows, Subject: unit(names, i), Got: n[i], Want: 1}
		case x[i] < 0 || x[i] > n[i]:
			return &stat.Error{Package: pkg, Reason: stat.OutOfRange, Subject: unit(names, i), Got: x[i], Want: n[i]}
		}
	}
	return nil
}
