package scale

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"manyi.dev/manyi/stat"
)

// Reliability is the internal consistency of the sum of p items.
type Reliability struct {
	// Raw is Cronbach's α of the items as they are. Its standard error is the large-sample one of
	// Duhachek & Iacobucci (2004); Interval has the interval of Feldt, better in small samples.
	Raw stat.Estimate
	// Standardised is α of the standardised items, p·r̄/(1 + (p−1)·r̄).
	Standardised float64
	// Lambda6 is Guttman's λ6, 1 − Σ(1−SMC_j)/Σr_jk with the squared multiple correlations of each
	// item on the others; NaN when items are collinear.
	Lambda6 float64
	// AverageR is r̄, the mean correlation of two items.
	AverageR float64
	// Items are the item analyses, in the order of the matrix.
	Items []Item

	n, p int
}

// Item is what one item does to its scale.
type Item struct {
	Name           string
	AlphaIfDropped float64 // raw α of the others; NaN when only one is left
	StdIfDropped   float64 // standardised α of the others; NaN when only one is left
	RRest          float64 // correlation with the sum of the others (corrected item–total correlation)
	RTotal         float64 // correlation with the sum of all items
}

// Alpha is the reliability of the sum of the items of a covariance matrix (Cronbach 1951):
//
//	α = p/(p−1) · (1 − Σ_j s_jj / Σ_jk s_jk)
//
// Items that point the other way must have been reversed before. NaN where the variance of a sum
// is zero. It needs two items. R: psych::alpha(check.keys = FALSE).
func Alpha(m Matrix) (Reliability, error) {
	if err := m.check(2); err != nil {
		return Reliability{}, err
	}
	r := m.standard()
	p := m.Items()
	a := Reliability{n: m.N, p: p, Items: make([]Item, p)}
	sums, total, trace := rowSums(m.Values)
	rsums, rtotal, rtrace := rowSums(r.Values)
	n := float64(m.N)
	a.Raw = stat.New(stat.Parts{
		Value: alphaOf(p, total, trace), Variance: alphaVariance(m), SRSVariance: alphaVariance(m),
		DF: math.Inf(1), N: int64(m.N), SumW: n, SumW2: n,
	})
	a.Standardised = alphaOf(p, rtotal, rtrace)
	a.AverageR = (rtotal - rtrace) / float64(p*(p-1))
	a.Lambda6 = lambda6(m, rtotal)
	for j := range p {
		v := m.Values.At(j, j)
		rest := total - 2*sums[j] + v
		a.Items[j] = Item{
			AlphaIfDropped: alphaOf(p-1, rest, trace-v),
			StdIfDropped:   alphaOf(p-1, rtotal-2*rsums[j]+1, rtrace-1),
			RRest:          (sums[j] - v) / math.Sqrt(v*rest),
			RTotal:         sums[j] / math.Sqrt(v*total),
		}
		if m.Names != nil {
			a.Items[j].Name = m.Names[j]
		}
	}
	return a, nil
}

// Interval is the confidence interval of raw α (Feldt 1965; Feldt, Woodruff & Salih 1987), exact
// for normal, essentially τ-equivalent items:
//
//	1 − (1−α)·F((1±level)/2; n−1, (n−1)(p−1))
//
// It panics unless 0 < level < 1. R: psych::alpha.ci.
func (a Reliability) Interval(level float64) (low, high float64) {
	if !(level > 0 && level < 1) {
		panic("scale: confidence level outside (0, 1)")
	}
	if a.n < 2 {
		return math.NaN(), math.NaN()
	}
	d1 := float64(a.n - 1)
	d2 := d1 * float64(a.p-1)
	miss := 1 - a.Raw.Value()
	return 1 - miss*fQuantile((1+level)/2, d1, d2), 1 - miss*fQuantile((1-level)/2, d1, d2)
}

// alphaOf is α from the variance of the sum and the sum of the variances.
func alphaOf(p int, total, trace float64) float64 {
	if p < 2 || total <= 0 {
		return math.NaN()
	}
	return float64(p) / float64(p-1) * (1 - trace/total)
}

// rowSums are the sums of the rows of a matrix, of all its entries and of its diagonal.
func rowSums(s *mat.SymDense) (rows []float64, total, trace float64) {
	p := s.SymmetricDim()
	rows = make([]float64, p)
	for j := range p {
		for k := range p {
			rows[j] += s.At(j, k)
		}
		total += rows[j]
		trace += s.At(j, j)
	}
	return rows, total, trace
}

// alphaVariance is the large-sample variance of α, with V the covariances and 1 the unit vector:
//
//	2p²/((p−1)²·n) · (1'V1·(tr V² + tr² V) − 2·tr V·1'V²1) / (1'V1)³
func alphaVariance(m Matrix) float64 {
	if m.N == 0 {
		return math.NaN()
	}
	rows, total, trace := rowSums(m.Values)
	p := float64(m.Items())
	square, ones := 0.0, 0.0 // tr V², 1'V²1
	for j, sum := range rows {
		ones += sum * sum
		for k := range rows {
			square += m.Values.At(j, k) * m.Values.At(j, k)
		}
	}
	q := 2 * p * p / ((p - 1) * (p - 1) * total * total * total) * (total*(square+trace*trace) - 2*trace*ones)
	return q / float64(m.N)
}

// lambda6 is Guttman's λ6 of the correlations, whose sum is total.
func lambda6(m Matrix, total float64) float64 {
	_, inverse, err := m.inverse()
	if err != nil {
		return math.NaN()
	}
	unique := 0.0
	for j := range m.Items() {
		unique += min(1, 1/inverse.At(j, j))
	}
	return 1 - unique/total
}
