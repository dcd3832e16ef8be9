package weight

import (
	"fmt"
	"math"

	"manyi.dev/manyi/stat"
)

// Auxiliary is what is known of the population: its size, margins and totals of numbers.
type Auxiliary struct {
	// Population is the size of the population, the total of the intercept. 0 is the sum of the first
	// margin's totals; without margins there is no intercept then.
	Population float64
	Margins    []Margin
	Numbers    []Total
}

// Total is a number known of every respondent and its total in the population.
type Total struct {
	Name   string
	Values []float64 // by row
	Total  float64
}

// model is the auxiliary matrix X of the calibration, by unit: by cell when there are only margins,
// else by row. Parameter 0 is the intercept, if there is one; the first level of every margin has no
// parameter of its own; numbers are centred and scaled so that their units do not matter.
type model struct {
	cells   *cells      // nil: units are rows
	weight  []float64   // d by unit
	params  [][]int32   // by margin: unit → parameter, −1 for the first level
	numbers [][]float64 // by number: unit → value
	first   int         // parameter of the first number
	totals  []float64   // by parameter
	scale   []float64   // what a deviation from the total is relative to
	names   []string    // by parameter, for errors
}

// newModel checks the auxiliaries and makes their matrix.
func newModel(weights []float64, aux Auxiliary) (*model, error) {
	if err := checkAll(weights, aux.Margins); err != nil {
		return nil, err
	}
	size, err := aux.size()
	if err != nil {
		return nil, err
	}
	m := &model{weight: weights}
	var margins [][]int32
	if len(aux.Numbers) == 0 && len(aux.Margins) > 0 {
		m.cells = newCells(aux.Margins, weights)
		m.weight = m.cells.weight
		margins = m.cells.codes
	} else {
		for _, margin := range aux.Margins {
			margins = append(margins, margin.Factor.Codes)
		}
	}
	if size > 0 {
		m.parameter("intercept", size, size)
	}
	for k, margin := range aux.Margins {
		m.params = append(m.params, m.levels(margin, margins[k]))
	}
	m.first = len(m.totals)
	for _, total := range aux.Numbers {
		if err := m.number(total, size); err != nil {
			return nil, err
		}
	}
	if len(m.totals) == 0 {
		return nil, fault(stat.Empty, "auxiliaries")
	}
	return m, nil
}

// size is the size of the population, 0 without an intercept.
func (aux Auxiliary) size() (float64, error) {
	size := aux.Population
	if !(size >= 0) || math.IsInf(size, 0) {
		return 0, &stat.Error{Package: "weight", Reason: stat.OutOfRange, Subject: "population", Got: size}
	}
	if len(aux.Margins) == 0 {
		return size, nil
	}
	sum := aux.Margins[0].population()
	if size > 0 && math.Abs(size-sum) > sameTotal*size {
		return 0, &stat.Error{Package: "weight", Reason: stat.Inconsistent, Subject: "population by " + aux.Margins[0].Name, Got: sum, Want: size}
	}
	if size == 0 {
		size = sum
	}
	return size, nil
}

func (m *model) parameter(name string, total, scale float64) int32 {
	m.totals, m.scale, m.names = append(m.totals, total), append(m.scale, scale), append(m.names, name)
	return int32(len(m.totals) - 1)
}

// levels gives every targeted level but the first a parameter.
func (m *model) levels(margin Margin, codes []int32) []int32 {
	of := make([]int32, len(margin.Totals))
	first := true
	for c, total := range margin.Totals {
		of[c] = -1
		if total > 0 && !first {
			of[c] = m.parameter(fmt.Sprintf("%s %q", margin.Name, margin.Factor.Levels[c]), total, total)
		}
		first = first && !(total > 0)
	}
	params := make([]int32, len(codes))
	for i, code := range codes {
		params[i] = of[code]
	}
	return params
}

// number adds a number: (x − c)/s, where c is the weighted mean if there is an intercept, else 0, and
// s² the mean square about it.
func (m *model) number(t Total, size float64) error {
	subject := fmt.Sprintf("%q", t.Name)
	if len(t.Values) != len(m.weight) {
		return &stat.Error{Package: "weight", Reason: stat.Lengths, Subject: subject, Got: float64(len(t.Values)), Want: float64(len(m.weight))}
	}
	if math.IsNaN(t.Total) || math.IsInf(t.Total, 0) {
		return fault(stat.NotFinite, "total of "+subject)
	}
	w, wx := 0.0, 0.0
	for i, x := range t.Values {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return &stat.Error{Package: "weight", Reason: stat.NotFinite, Subject: subject, Row: i + 1}
		}
		w, wx = w+m.weight[i], wx+m.weight[i]*x
	}
	center, population := 0.0, w
	if size > 0 {
		center, population = wx/w, size
	}
	square := 0.0
	for i, x := range t.Values {
		square += m.weight[i] * (x - center) * (x - center)
	}
	spread := math.Sqrt(square / w)
	if !(spread > 1e-12*math.Abs(center)) {
		return fault(stat.Constant, subject)
	}
	values := make([]float64, len(t.Values))
	for i, x := range t.Values {
		values[i] = (x - center) / spread
	}
	m.numbers = append(m.numbers, values)
	m.parameter(subject, (t.Total-center*size)/spread, population)
	return nil
}

// intercept reports whether parameter 0 is one.
func (m *model) intercept() bool { return m.first > 0 }

// dot is x'λ of a unit.
func (m *model) dot(i int, lambda []float64) float64 {
	sum := 0.0
	if m.intercept() {
		sum = lambda[0]
	}
	for _, params := range m.params {
		if k := params[i]; k >= 0 {
			sum += lambda[k]
		}
	}
	for j, values := range m.numbers {
		sum += lambda[m.first+j] * values[i]
	}
	return sum
}

// add adds c·x of a unit to b.
func (m *model) add(b []float64, i int, c float64) {
	if m.intercept() {
		b[0] += c
	}
	for _, params := range m.params {
		if k := params[i]; k >= 0 {
			b[k] += c
		}
	}
	for j, values := range m.numbers {
		b[m.first+j] += c * values[i]
	}
}

// row is x of a unit as the parameters that are not zero, with their values.
func (m *model) row(i int, at []int, x []float64) ([]int, []float64) {
	at, x = at[:0], x[:0]
	if m.intercept() {
		at, x = append(at, 0), append(x, 1)
	}
	for _, params := range m.params {
		if k := params[i]; k >= 0 {
			at, x = append(at, int(k)), append(x, 1)
		}
	}
	for j, values := range m.numbers {
		at, x = append(at, m.first+j), append(x, values[i])
	}
	return at, x
}
