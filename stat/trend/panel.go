package trend

import (
	"fmt"
	"math"
	"strconv"

	"manyi.dev/manyi/stat"
)

// Wave are the answers of one wave. IDs tell respondents apart; W are their weights ≥ 0, nil for
// equal ones. Rows with a missing answer (NaN) do not count.
type Wave struct {
	IDs []string
	Y   []float64
	W   []float64
}

// Panel is a comparison of two waves with common respondents.
type Panel struct {
	Before, After stat.Estimate
	Change        Change
	Common        int64 // respondents with an answer in both waves
	// Correlation of their answers, weighted by √(w_a·w_b); NaN with fewer than two common respondents
	// or without variation.
	Correlation float64
}

// Paired compares the answers of the same respondents in two waves, or to two items: before[i] and
// after[i] are of one respondent. Those with one answer only count in the mean of that wave;
// the others as in Overlapping.
func Paired(before, after []float64) (Panel, error) {
	if err := lengths("second answers", len(after), len(before)); err != nil {
		return Panel{}, err
	}
	ids := make([]string, len(before))
	for i := range ids {
		ids[i] = strconv.Itoa(i)
	}
	return Overlapping(Wave{IDs: ids, Y: before}, Wave{IDs: ids, Y: after})
}

// Overlapping compares the means of two waves of which any part of the respondents, from none to
// all, is the same. With the linearised values z = w(y − ȳ)/W of each wave
//
//	V(ȳ) = n/(n−1) · Σ z²
//	c    = √(n_a/(n_a−1) · n_b/(n_b−1)) · Σ z_a z_b     over the common respondents
//
// (respondents drawn independently). When all are the same and weigh the same, the standard error is
// that of the paired t test, s_d/√n with n−1 degrees of freedom; when none is, the comparison is
// Independent. An error names an ID that occurs twice among the answers of a wave.
func Overlapping(before, after Wave) (Panel, error) {
	a, err := before.mean("first wave")
	if err != nil {
		return Panel{}, err
	}
	b, err := after.mean("second wave")
	if err != nil {
		return Panel{}, err
	}
	p := Panel{Before: a.estimate, After: b.estimate}
	var covariance float64
	var m comoments
	for _, i := range a.order {
		j, ok := b.rows[before.IDs[i]]
		if !ok {
			continue
		}
		p.Common++
		covariance += a.z(before, i) * b.z(after, j)
		m.add(math.Sqrt(before.weight(i)*after.weight(j)), before.Y[i], after.Y[j])
	}
	p.Correlation = m.correlation()
	if p.Common == 0 {
		p.Change = Independent(p.Before, p.After)
		return p, nil
	}
	covariance *= math.Sqrt(a.correction() * b.correction())
	if math.IsNaN(covariance) || math.IsInf(covariance, 0) { // a wave with a single answer has no variance
		p.Change = Independent(p.Before, p.After)
		return p, nil
	}
	p.Change, err = Dependent(p.Before, p.After, covariance)
	return p, err
}

// waveMean is the mean of a wave with what is needed for covariances.
type waveMean struct {
	estimate stat.Estimate
	rows     map[string]int // by ID
	order    []int          // the rows with an answer
}

func (m waveMean) z(w Wave, i int) float64 {
	return w.weight(i) * (w.Y[i] - m.estimate.Value()) / m.estimate.SumW()
}

func (m waveMean) correction() float64 {
	n := float64(m.estimate.N())
	return n / (n - 1)
}

func (w Wave) weight(i int) float64 {
	if w.W == nil {
		return 1
	}
	return w.W[i]
}

func (w Wave) mean(name string) (waveMean, error) {
	if err := lengths("answers of the "+name, len(w.Y), len(w.IDs)); err != nil {
		return waveMean{}, err
	}
	if w.W != nil && len(w.W) != len(w.Y) {
		return waveMean{}, &stat.Error{Package: pkg, Reason: stat.Lengths, Subject: "weights of the " + name, Got: float64(len(w.W)), Want: float64(len(w.Y))}
	}
	m := waveMean{rows: make(map[string]int, len(w.Y))}
	var sw, sw2, swy float64
	for i, y := range w.Y {
		if math.IsNaN(y) {
			continue
		}
		weight := w.weight(i)
		switch _, twice := m.rows[w.IDs[i]]; {
		case twice:
			return waveMean{}, &stat.Error{Package: pkg, Reason: stat.Duplicate, Subject: fmt.Sprintf("%q in the %s", w.IDs[i], name), Row: i + 1}
		case math.IsInf(y, 0) || math.IsNaN(weight) || math.IsInf(weight, 0):
			return waveMean{}, &stat.Error{Package: pkg, Reason: stat.NotFinite, Subject: name, Row: i + 1}
		case weight < 0:
			return waveMean{}, &stat.Error{Package: pkg, Reason: stat.Negative, Subject: "weights of the " + name, Row: i + 1}
		}
		m.rows[w.IDs[i]] = i
		m.order = append(m.order, i)
		sw, sw2, swy = sw+weight, sw2+weight*weight, swy+weight*y
	}
	n := int64(len(m.order))
	mean := swy / sw
	var squares float64
	for _, i := range m.order {
		z := w.weight(i) * (w.Y[i] - mean) / sw
		squares += z * z
	}
	m.estimate = stat.New(stat.Parts{
		Value: mean, Variance: float64(n) / float64(n-1) * squares, SRSVariance: math.NaN(),
		DF: float64(n - 1), N: n, SumW: sw, SumW2: sw2,
	})
	return m, nil
}

// comoments are running weighted moments of pairs (Welford 1962).
type comoments struct {
	n             int
	sum           float64 // Σw so far
	ma, mb        float64
	sa2, sb2, sab float64
}

func (m *comoments) add(w, a, b float64) {
	if w == 0 {
		return
	}
	m.n++
	m.sum += w
	da, db := a-m.ma, b-m.mb
	m.ma += da * w / m.sum
	m.mb += db * w / m.sum
	m.sa2 += w * da * (a - m.ma)
	m.sb2 += w * db * (b - m.mb)
	m.sab += w * da * (b - m.mb)
}

func (m *comoments) correlation() float64 {
	if m.n < 2 || !(m.sa2 > 0 && m.sb2 > 0) {
		return math.NaN()
	}
	return m.sab / math.Sqrt(m.sa2*m.sb2)
}
