package pls

import (
	"fmt"
	"math"
	"slices"

	"manyi.dev/manyi/stat"
)

// Missing says what is done about missing answers.
type Missing string

// The treatments. The zero value "" is Listwise.
const (
	// Listwise leaves out respondents who did not answer every item of the model.
	Listwise Missing = "listwise"
	// MeanReplacement puts the mean of the item in place of a missing answer. It weakens
	// correlations; respondents who answered no item of the model at all are left out.
	MeanReplacement Missing = "mean"
)

// sample is the data of a model ready for use.
type sample struct {
	n, items int
	z        []float64 // n × items: standardised answers, by rows
	mean, sd []float64 // of the items, in their own units
	rows     []int     // the row of the data each of the n was
	dropped  int
	replaced []int // per item
}

func (p *plan) sample(d stat.Data, missing Missing) (*sample, error) {
	chosen, err := d.Select("pls", p.items...)
	if err != nil {
		return nil, err
	}
	if err := chosen.Check("pls"); err != nil {
		return nil, err
	}
	s := &sample{items: len(p.items), replaced: make([]int, len(p.items))}
	s.mean, s.sd = make([]float64, s.items), make([]float64, s.items)
	used := stat.Data{}
	switch missing {
	case "", Listwise:
		used, s.rows = chosen.Complete()
	case MeanReplacement:
		used, s.rows = s.replace(chosen)
	default:
		return nil, fault(stat.Unknown, "missing %q", missing)
	}
	s.n, s.dropped = len(s.rows), d.Rows()-len(s.rows)
	if s.n < 3 {
		e := fault(stat.TooFewRows, "respondents")
		e.Got, e.Want = float64(s.n), 3
		return nil, e
	}
	s.z = make([]float64, s.n*s.items)
	for j, column := range used.Columns {
		if err := s.standardise(j, column); err != nil {
			err.Subject = fmt.Sprintf("%q", p.items[j])
			return nil, err
		}
	}
	return s, nil
}

// replace puts means in place of what is missing, and drops the rows that have nothing.
func (s *sample) replace(d stat.Data) (used stat.Data, rows []int) {
	for i := range d.Rows() {
		if slices.ContainsFunc(d.Columns, func(column []float64) bool { return !math.IsNaN(column[i]) }) {
			rows = append(rows, i)
		}
	}
	used = d.Take(rows)
	for j, column := range used.Columns {
		sum, n := 0.0, 0
		for _, x := range column {
			if !math.IsNaN(x) {
				sum += x
				n++
			}
		}
		for i, x := range column {
			if math.IsNaN(x) {
				column[i] = sum / float64(n)
			}
		}
		s.replaced[j] = len(column) - n
	}
	return used, rows
}

// standardise writes item j as (x − x̄)/s with s² = Σ(x − x̄)²/(n − 1).
func (s *sample) standardise(j int, column []float64) *stat.Error {
	if slices.Min(column) == slices.Max(column) {
		return fault(stat.Constant, "item")
	}
	for _, x := range column {
		s.mean[j] += x / float64(s.n)
	}
	squares := 0.0
	for _, x := range column {
		squares += (x - s.mean[j]) * (x - s.mean[j])
	}
	s.sd[j] = math.Sqrt(squares / float64(s.n-1))
	if !(s.sd[j] > 0) || math.IsInf(s.sd[j], 0) { // NaN too: an item without any answer, or numbers too large to square
		return fault(stat.NotFinite, "item")
	}
	for i, x := range column {
		s.z[i*s.items+j] = (x - s.mean[j]) / s.sd[j]
	}
	return nil
}

func (s *sample) row(i int) []float64 { return s.z[i*s.items : (i+1)*s.items] }

// moments are sums and cross products of rows. They add and subtract.
type moments struct {
	n     float64
	sum   []float64
	cross []float64 // items × items, the upper triangle only
}

func newMoments(items int) *moments {
	return &moments{sum: make([]float64, items), cross: make([]float64, items*items)}
}

func (m *moments) reset() {
	m.n = 0
	clear(m.sum)
	clear(m.cross)
}

// add adds a row times its weight.
func (m *moments) add(row []float64, weight float64) {
	k := len(row)
	m.n += weight
	for i, x := range row {
		wx := weight * x
		m.sum[i] += wx
		axpy(wx, row[i:], m.cross[i*k+i:(i+1)*k])
	}
}

// add4 adds four rows with their weights at once: the sums are read and written once.
func (m *moments) add4(r *[4][]float64, w *[4]float64) {
	k := len(m.sum)
	m.n += w[0] + w[1] + w[2] + w[3]
	r0, r1, r2, r3 := r[0][:k], r[1][:k], r[2][:k], r[3][:k]
	for i := range k {
		x0, x1, x2, x3 := w[0]*r0[i], w[1]*r1[i], w[2]*r2[i], w[3]*r3[i]
		m.sum[i] += x0 + x1 + x2 + x3
		to := m.cross[i*k+i : (i+1)*k]
		a, b, c, d := r0[i:], r1[i:], r2[i:], r3[i:]
		a, b, c, d = a[:len(to)], b[:len(to)], c[:len(to)], d[:len(to)]
		for j := range to {
			to[j] += x0*a[j] + x1*b[j] + x2*c[j] + x3*d[j]
		}
	}
}

// addRows adds the rows with their weights; those of weight 0 cost nothing.
func (m *moments) addRows(s *sample, weights []float64) {
	var rows [4][]float64
	var of [4]float64
	k := 0
	for i, w := range weights {
		if w == 0 {
			continue
		}
		rows[k], of[k] = s.row(i), w
		if k++; k == 4 {
			m.add4(&rows, &of)
			k = 0
		}
	}
	for i := range k {
		m.add(rows[i], of[i])
	}
}

// minus sets m to all − part.
func (m *moments) minus(all, part *moments) {
	m.n = all.n - part.n
	for i := range m.sum {
		m.sum[i] = all.sum[i] - part.sum[i]
	}
	for i := range m.cross {
		m.cross[i] = all.cross[i] - part.cross[i]
	}
}

// load takes the correlations from the moments of rows of a sample, and mean and standard deviation
// of the items in their own units. It returns the first item that does not vary, −1 without one.
func (s *space) load(m *moments, of *sample) (constant int) {
	k := s.items
	for i := range k {
		mean := m.sum[i] / m.n
		variance := (m.cross[i*k+i] - m.n*mean*mean) / (m.n - 1)
		if !(variance > collinear) {
			return i
		}
		s.sd[i] = math.Sqrt(variance)
		s.mean[i] = mean
	}
	for i := range k {
		s.r[i*k+i] = 1
		for j := i + 1; j < k; j++ {
			r := (m.cross[i*k+j] - m.n*s.mean[i]*s.mean[j]) / ((m.n - 1) * s.sd[i] * s.sd[j])
			s.r[i*k+j], s.r[j*k+i] = r, r
		}
	}
	for i := range k {
		s.mean[i] = of.mean[i] + of.sd[i]*s.mean[i]
		s.sd[i] *= of.sd[i]
	}
	return -1
}
