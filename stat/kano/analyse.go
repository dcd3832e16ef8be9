package kano

import (
	"fmt"
	"math"
	"slices"

	"manyi.dev/manyi/stat"
)

// nan is not a number.
var nan = math.NaN()

// Answers are those of one feature; all slices that are given are equally long.
type Answers struct {
	Functional, Dysfunctional []Level
	Importance                []float64 // stated importance, NaN where missing; may be nil
	Weights                   []float64 // nil for equal weights
}

// Result is what the answers say of a feature.
type Result struct {
	Counts Counts // of the pairs, scaled to the effective base with weights
	N      int64  // respondents with both answers

	Category     Category
	Better       stat.Estimate // share in [0, 1]
	Worse        stat.Estimate // share in [−1, 0]
	Strength     float64       // category strength, in [0, 1]
	Total        float64       // total strength, in [0, 1]
	Significance Fong

	Functional    stat.Estimate // DuMouchel's mean, in [−2, 4]
	Dysfunctional stat.Estimate // DuMouchel's mean, in [−2, 4]
	Continuous    Category      // the quadrant of the two means
	Importance    stat.Estimate // mean stated importance of all who gave one
}

// Counts are respondents by category.
type Counts struct{ A, O, M, I, R, Q float64 }

// Of is the count of a category.
func (c Counts) Of(category Category) float64 {
	if category < Attractive || category > Questionable {
		return 0
	}
	return [...]float64{c.A, c.O, c.M, c.I, c.R, c.Q}[category-1]
}

// N is the sum of all counts.
func (c Counts) N() float64 { return c.A + c.O + c.M + c.I + c.R + c.Q }

// Better is (A+O)/(A+O+M+I); NaN when nobody is in these.
func (c Counts) Better() float64 { return (c.A + c.O) / (c.A + c.O + c.M + c.I) }

// Worse is −(O+M)/(A+O+M+I); NaN when nobody is in these.
func (c Counts) Worse() float64 { return -(c.O + c.M) / (c.A + c.O + c.M + c.I) }

// Category is the most frequent category; ties go to M > O > A > I > R > Q.
func (c Counts) Category() Category {
	best := None
	for _, category := range []Category{MustBe, OneDimensional, Attractive, Indifferent, Reverse, Questionable} {
		if c.Of(category) > c.Of(best) {
			best = category
		}
	}
	return best
}

// largest are the two largest counts.
func (c Counts) largest() (first, second float64) {
	all := []float64{c.A, c.O, c.M, c.I, c.R, c.Q}
	slices.Sort(all)
	return all[5], all[4]
}

// Strength is the difference of the two largest shares.
func (c Counts) Strength() float64 {
	first, second := c.largest()
	return (first - second) / c.N()
}

// Total is (A+O+M)/n.
func (c Counts) Total() float64 { return (c.A + c.O + c.M) / c.N() }

// Fong is the test whether the most frequent category is more than the second by chance.
type Fong struct {
	Difference  float64 // of the two largest counts
	Critical    float64 // 1.65·√((a+b)(2n−a−b)/(2n))
	Significant bool    // Difference ≥ Critical, with anybody at all
}

// Fong tests the two largest counts.
func (c Counts) Fong() Fong {
	a, b := c.largest()
	n := c.N()
	f := Fong{Difference: a - b, Critical: 1.65 * math.Sqrt((a+b)*(2*n-a-b)/(2*n))}
	f.Significant = f.Difference >= f.Critical
	return f
}

// Quadrant is the category of DuMouchel's two means, 2 being the border: wanted or not by the
// functional mean, missed or not by the dysfunctional one. Both negative, the feature is disliked
// and its absence liked (R); one negative and the other at least 2, the answers contradict each
// other (Q). None when one is NaN.
func Quadrant(functional, dysfunctional float64) Category {
	switch {
	case math.IsNaN(functional) || math.IsNaN(dysfunctional):
		return None
	case min(functional, dysfunctional) < 0 && max(functional, dysfunctional) >= 2:
		return Questionable
	case functional < 0 || dysfunctional < 0:
		return Reverse
	case functional >= 2 && dysfunctional >= 2:
		return OneDimensional
	case functional >= 2:
		return Attractive
	case dysfunctional >= 2:
		return MustBe
	}
	return Indifferent
}

// Analyse evaluates a feature by the table. Respondents who left one of the two questions out do not
// count, except in the mean importance.
func Analyse(a Answers, table Table) (Result, error) {
	if err := a.check(table); err != nil {
		return Result{}, err
	}
	return a.analyse(table, func(int) bool { return true }), nil
}

// BySegment evaluates a feature in every level of the factor, in the order of its levels. Rows
// without a level do not count.
func BySegment(a Answers, table Table, by stat.Factor) ([]Result, error) {
	if err := a.check(table); err != nil {
		return nil, err
	}
	if by.Rows() != len(a.Functional) {
		return nil, &stat.Error{Package: "kano", Reason: stat.Lengths, Subject: "segments", Got: float64(by.Rows()), Want: float64(len(a.Functional))}
	}
	results := make([]Result, len(by.Levels))
	for code := range results {
		results[code] = a.analyse(table, func(i int) bool { return int(by.Codes[i]) == code })
	}
	return results, nil
}

// check finds what cannot be used.
func (a Answers) check(table Table) error {
	n := len(a.Functional)
	for _, column := range []struct {
		name string
		rows int
	}{{"dysfunctional answers", len(a.Dysfunctional)}, {"importances", len(a.Importance)}, {"weights", len(a.Weights)}} {
		if column.rows != n && (column.rows != 0 || column.name == "dysfunctional answers") {
			return &stat.Error{Package: "kano", Reason: stat.Lengths, Subject: column.name, Got: float64(column.rows), Want: float64(n)}
		}
	}
	for i := range n {
		for _, level := range []Level{a.Functional[i], a.Dysfunctional[i]} {
			if level != Unanswered && !slices.Contains(table.Levels, level) {
				return &stat.Error{Package: "kano", Reason: stat.Unknown, Subject: fmt.Sprintf("level %d", level), Row: i + 1}
			}
		}
		if a.Weights != nil && (math.IsNaN(a.Weights[i]) || math.IsInf(a.Weights[i], 0)) {
			return &stat.Error{Package: "kano", Reason: stat.NotFinite, Subject: "weights", Row: i + 1}
		}
		if a.Weights != nil && a.Weights[i] < 0 {
			return &stat.Error{Package: "kano", Reason: stat.Negative, Subject: "weights", Row: i + 1}
		}
		if a.Importance != nil && math.IsInf(a.Importance[i], 0) {
			return &stat.Error{Package: "kano", Reason: stat.NotFinite, Subject: "importance", Row: i + 1}
		}
	}
	return nil
}

// functionalScore and dysfunctionalScore are DuMouchel's scores.
func functionalScore(l Level) float64    { return [...]float64{0, 4, 2, 0, -1, -2}[l] }
func dysfunctionalScore(l Level) float64 { return [...]float64{0, -2, -1, 0, 2, 4}[l] }

// analyse evaluates the rows that are taken.
func (a Answers) analyse(table Table, take func(int) bool) Result {
	var r Result
	var by [Questionable + 1]float64
	var better, worse, functional, dysfunctional, importance moments
	for i, f := range a.Functional {
		if !take(i) {
			continue
		}
		w := 1.0
		if a.Weights != nil {
			w = a.Weights[i]
		}
		if a.Importance != nil && !math.IsNaN(a.Importance[i]) {
			importance.add(w, a.Importance[i])
		}
		category := table.Category(f, a.Dysfunctional[i])
		if category == None {
			continue
		}
		by[category] += w
		functional.add(w, functionalScore(f))
		dysfunctional.add(w, dysfunctionalScore(a.Dysfunctional[i]))
		if category <= Indifferent {
			better.add(w, indicator(category == Attractive || category == OneDimensional))
			worse.add(w, -indicator(category == OneDimensional || category == MustBe))
		}
	}
	scale := 1.0 // to the effective base
	if a.Weights != nil && functional.w2 > 0 {
		scale = functional.w / functional.w2
	}
	for c := range by {
		by[c] *= scale
	}
	r.Counts = Counts{A: by[Attractive], O: by[OneDimensional], M: by[MustBe], I: by[Indifferent], R: by[Reverse], Q: by[Questionable]}
	r.N, r.Category = functional.n, r.Counts.Category()
	r.Strength, r.Total, r.Significance = r.Counts.Strength(), r.Counts.Total(), r.Counts.Fong()
	r.Better, r.Worse, r.Importance = better.mean(), worse.mean(), importance.mean()
	r.Functional, r.Dysfunctional = functional.mean(), dysfunctional.mean()
	r.Continuous = Quadrant(r.Functional.Value(), r.Dysfunctional.Value())
	return r
}

func indicator(is bool) float64 {
	if is {
		return 1
	}
	return 0
}

// moments are the sums a weighted mean and its error need; the values are small whole numbers, so
// that nothing is lost by squaring.
type moments struct {
	n                    int64
	w, w2, wy, w2y, w2yy float64
	wyy                  float64
}

func (m *moments) add(w, y float64) {
	m.n++
	m.w += w
	m.w2 += w * w
	m.wy += w * y
	m.wyy += w * y * y
	m.w2y += w * w * y
	m.w2yy += w * w * y * y
}

// mean is Σwy/Σw with the variance n/(n−1)·Σw²(y−ȳ)²/(Σw)².
func (m *moments) mean() stat.Estimate {
	n, y := float64(m.n), m.wy/m.w
	p := stat.Parts{Value: y, Variance: nan, SRSVariance: nan, DF: n - 1, N: m.n, SumW: m.w, SumW2: m.w2}
	if m.n > 1 {
		p.Variance = n / (n - 1) * (m.w2yy - 2*y*m.w2y + y*y*m.w2) / (m.w * m.w)
		p.SRSVariance = (m.wyy/m.w - y*y) / (n - 1)
	}
	return stat.New(p)
}
