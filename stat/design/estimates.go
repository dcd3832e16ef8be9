package design

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"manyi.dev/manyi/stat"
)

// Estimates are several figures of one sample with their covariances.
type Estimates struct {
	Names  []string // nil when the caller gave none
	Values []float64
	Cov    *mat.SymDense

	parts []stat.Parts
}

// Len is the number of figures.
func (e Estimates) Len() int { return len(e.Values) }

// At is figure i with its error.
func (e Estimates) At(i int) stat.Estimate {
	p := e.parts[i]
	p.Value, p.Variance = e.Values[i], e.Cov.At(i, i)
	return stat.New(p)
}

// Contrast is the linear combination Σ a_i·θ̂_i with the variance aᵀVa (R: svycontrast): with
// a = (1, −1) the difference of two domains that share respondents' clusters or strata. Its base
// is the smallest base of the figures with a_i ≠ 0, its degrees of freedom the smallest, too.
// It panics unless there is one coefficient per figure.
func (e Estimates) Contrast(a ...float64) stat.Estimate {
	if len(a) != e.Len() {
		panic("design: contrast of another length than the estimates")
	}
	p := stat.Parts{SRSVariance: math.NaN(), SumW: math.NaN(), SumW2: math.NaN(), DF: math.Inf(1), N: math.MaxInt64}
	for i, x := range a {
		if x == 0 {
			continue
		}
		p.Value += x * e.Values[i]
		p.N, p.DF = min(p.N, e.parts[i].N), math.Min(p.DF, e.parts[i].DF)
		for j, y := range a {
			if y != 0 {
				p.Variance += x * y * e.Cov.At(i, j)
			}
		}
	}
	return stat.New(p)
}

// variable is one linearised figure before its variance is known.
type variable struct {
	part    stat.Parts
	z       []float64
	without bool // one respondent has a mean but no error of it
}

func (s *Survey) check(columns ...[]float64) error {
	for _, y := range columns {
		if len(y) != s.n {
			return &stat.Error{Package: "design", Reason: stat.Lengths, Subject: "values", Got: float64(len(y)), Want: float64(s.n)}
		}
		for i, x := range y {
			if math.IsInf(x, 0) {
				return &stat.Error{Package: "design", Reason: stat.NotFinite, Subject: "values", Row: i + 1}
			}
		}
	}
	return nil
}

// counts reports whether row i is in the domain and has all the values.
func (s *Survey) counts(i int, columns ...[]float64) bool {
	if !s.Has(i) {
		return false
	}
	for _, y := range columns {
		if math.IsNaN(y[i]) {
			return false
		}
	}
	return true
}

// moments adds what every figure about y needs, over the rows that count.
func (s *Survey) moments(y []float64) (p stat.Parts) {
	var wy, shift float64
	first := true
	for i, w := range s.weights {
		if !s.counts(i, y) {
			continue
		}
		if first {
			shift, first = y[i], false
		}
		if w != 0 {
			p.N++
		}
		p.SumW += w
		p.SumW2 += w * w
		wy += w * (y[i] - shift)
	}
	p.Value = shift + wy/p.SumW
	spread := 0.0
	for i, w := range s.weights {
		if s.counts(i, y) {
			spread += w * (y[i] - p.Value) * (y[i] - p.Value)
		}
	}
	p.SRSVariance = math.NaN()
	if p.N > 1 {
		p.SRSVariance = spread / p.SumW / float64(p.N-1)
	}
	return p
}

func (s *Survey) mean(y []float64, df float64) variable {
	v := variable{part: s.moments(y), z: make([]float64, s.n)}
	v.part.DF, v.without = df, v.part.N < 2
	for i, w := range s.weights {
		if s.counts(i, y) {
			v.z[i] = w * (y[i] - v.part.Value) / v.part.SumW
		}
	}
	return v
}

func (s *Survey) total(y []float64, df float64) variable {
	v := variable{part: s.moments(y), z: make([]float64, s.n)}
	v.part.DF = df
	v.part.SRSVariance *= v.part.SumW * v.part.SumW
	v.part.Value = 0
	for i, w := range s.weights {
		if s.counts(i, y) {
			v.z[i] = w * y[i]
			v.part.Value += v.z[i]
		}
	}
	return v
}

// estimate computes the covariance of the variables.
func (s *Survey) estimate(names []string, variables []variable) (Estimates, error) {
	e := Estimates{Names: names}
	z := make([][]float64, len(variables))
	for j, v := range variables {
		z[j] = v.z
		e.parts = append(e.parts, v.part)
		e.Values = append(e.Values, v.part.Value)
	}
	if len(z) == 0 {
		return e, fault(stat.Empty, "levels")
	}
	var err error
	if e.Cov, err = s.Covariance(z...); err != nil {
		return e, err
	}
	for j, v := range variables {
		if v.without {
			e.Cov.SetSym(j, j, math.NaN())
		}
	}
	return e, nil
}

func (s *Survey) one(v variable) (stat.Estimate, error) {
	e, err := s.estimate(nil, []variable{v})
	if err != nil {
		return stat.Estimate{}, err
	}
	return e.At(0), nil
}

// Mean is the weighted mean ȳ = Σwy/Σw of the rows of the domain that have a value, with
// linearised values z = w·(y − ȳ)/Σw (R: svymean(~y, na.rm = TRUE)). Undefined without any.
func (s *Survey) Mean(y []float64) (stat.Estimate, error) {
	if err := s.check(y); err != nil {
		return stat.Estimate{}, err
	}
	return s.one(s.mean(y, s.DF()))
}

// Means are the means of several variables, each over the rows that have it, with covariances.
func (s *Survey) Means(d stat.Data) (Estimates, error) { return s.several(d, s.mean) }

// Total is the weighted total Σwy with linearised values z = w·y (R: svytotal(~y, na.rm = TRUE)).
// Its design effect compares with the total of a simple random sample scaled to Σw.
func (s *Survey) Total(y []float64) (stat.Estimate, error) {
	if err := s.check(y); err != nil {
		return stat.Estimate{}, err
	}
	return s.one(s.total(y, s.DF()))
}

// Totals are the totals of several variables with covariances.
func (s *Survey) Totals(d stat.Data) (Estimates, error) { return s.several(d, s.total) }

func (s *Survey) several(d stat.Data, figure func([]float64, float64) variable) (Estimates, error) {
	if err := s.check(d.Columns...); err != nil {
		return Estimates{}, err
	}
	df := s.DF()
	variables := make([]variable, len(d.Columns))
	for j, y := range d.Columns {
		variables[j] = figure(y, df)
	}
	return s.estimate(d.Names, variables)
}

// Ratio is R̂ = Σw·y/Σw·x over the rows that have both, with z = w·(y − R̂·x)/Σw·x (R: svyratio).
// Undefined when the denominator is zero.
func (s *Survey) Ratio(y, x []float64) (stat.Estimate, error) {
	if err := s.check(y, x); err != nil {
		return stat.Estimate{}, err
	}
	v := variable{z: make([]float64, s.n)}
	var top, bottom float64
	for i, w := range s.weights {
		if !s.counts(i, y, x) {
			continue
		}
		if w != 0 {
			v.part.N++
		}
		v.part.SumW += w
		v.part.SumW2 += w * w
		top += w * y[i]
		bottom += w * x[i]
	}
	v.part.SRSVariance, v.part.DF = math.NaN(), s.DF()
	v.part.Value = math.NaN()
	if bottom != 0 {
		v.part.Value = top / bottom
	}
	for i, w := range s.weights {
		if s.counts(i, y, x) {
			v.z[i] = w * (y[i] - v.part.Value*x[i]) / bottom
		}
	}
	return s.one(v)
}

// Proportions are the weighted shares of the levels of f among the rows that have one.
func (s *Survey) Proportions(f stat.Factor) (Estimates, error) { return s.levels(f, s.mean) }

// Counts are the weighted counts of the levels of f: totals of indicators.
func (s *Survey) Counts(f stat.Factor) (Estimates, error) { return s.levels(f, s.total) }

func (s *Survey) levels(f stat.Factor, figure func([]float64, float64) variable) (Estimates, error) {
	d := stat.Data{Names: f.Levels}
	for code := range f.Levels {
		d.Columns = append(d.Columns, f.Indicator(code))
	}
	return s.several(d, figure)
}

// MeansBy are the means of y in the domains given by the levels of by, with their covariances
// (R: svyby(~y, ~by, design, svymean, covmat = TRUE)). Each domain keeps the whole design; its
// degrees of freedom are counted among its members. DomainMeans is faster without covariances.
func (s *Survey) MeansBy(y []float64, by stat.Factor) (Estimates, error) {
	return s.domains(y, by, (*Survey).mean)
}

// TotalsBy are the totals of y in the domains given by the levels of by.
func (s *Survey) TotalsBy(y []float64, by stat.Factor) (Estimates, error) {
	return s.domains(y, by, (*Survey).total)
}

func (s *Survey) domains(y []float64, by stat.Factor, figure func(*Survey, []float64, float64) variable) (Estimates, error) {
	if err := s.check(y); err != nil {
		return Estimates{}, err
	}
	if by.Rows() != s.n {
		return Estimates{}, &stat.Error{Package: "design", Reason: stat.Lengths, Subject: "domains", Got: float64(by.Rows()), Want: float64(s.n)}
	}
	variables := make([]variable, len(by.Levels))
	for code := range by.Levels {
		member := make([]bool, s.n)
		for i, c := range by.Codes {
			member[i] = int(c) == code
		}
		domain := s.Subset(member)
		variables[code] = figure(domain, y, domain.DF())
	}
	return s.estimate(by.Levels, variables)
}
