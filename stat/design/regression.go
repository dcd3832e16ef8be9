package design

import (
	"fmt"
	"math"
	"strconv"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/internal/glm"
)

// Intercept is the name of the constant in a Fit.
const Intercept = "(Intercept)"

// Fit is a regression with design-based errors: coefficients θ̂ with
//
//	V̂(θ̂) = A⁻¹ · V̂(Σ_k w_k·s_k) · A⁻¹
//
// where s_k are the scores, A the information and the middle is Covariance (Binder 1983,
// International Statistical Review 51). Estimates.At(i) gives coefficient i; its degrees of
// freedom are those of the design plus 1 minus the number of coefficients, as R's svyglm has them.
type Fit struct {
	Estimates
	N       int // rows used
	Missing int // rows of the domain left out since a value is missing
}

// P is the two-sided probability of coefficient i under θ_i = 0.
func (f Fit) P(i int) float64 {
	e := f.At(i)
	return stat.StudentP(e.Value()/e.SE(), e.DF())
}

// Regression is the weighted least squares regression of y on x with an intercept, which comes
// first (R: svyglm). Rows with a missing value are left out.
func (s *Survey) Regression(y []float64, x stat.Data) (Fit, error) {
	return s.fit(y, x, glm.Linear, true)
}

// Logit is the binary logit of y, 0 or 1, on x with an intercept (R: svyglm with family =
// quasibinomial).
func (s *Survey) Logit(y []float64, x stat.Data) (Fit, error) {
	return s.fit(y, x, glm.Logit, true)
}

// OrdinalLogit is the proportional-odds model logit P(Y ≤ k) = ζ_k − xᵀβ of an ordered outcome.
// The thresholds ζ follow the coefficients, named "1|2", "2|3" … by the values of y (R: svyolr).
func (s *Survey) OrdinalLogit(y []float64, x stat.Data) (Fit, error) {
	return s.fit(y, x, glm.Ordinal, false)
}

func (s *Survey) fit(y []float64, x stat.Data, model func(glm.Data) (*glm.Fit, error), intercept bool) (Fit, error) {
	if err := x.Check("design"); err != nil {
		return Fit{}, err
	}
	columns := append([][]float64{y}, x.Columns...)
	if err := s.check(columns...); err != nil {
		return Fit{}, err
	}
	rows, missing := s.usable(columns)
	if len(rows) == 0 {
		return Fit{}, fault(stat.Empty, "data")
	}
	taken := stat.Data{Columns: append(columns, s.weights)}.Take(rows).Columns
	d := glm.Data{Package: "design", Names: x.Names, X: taken[1 : len(taken)-1], Y: taken[0], W: taken[len(taken)-1]}
	if d.Names == nil {
		for j := range x.Columns {
			d.Names = append(d.Names, strconv.Itoa(j+1))
		}
	}
	if intercept {
		one := make([]float64, len(rows))
		for i := range one {
			one[i] = 1
		}
		d.Names = append([]string{Intercept}, d.Names...)
		d.X = append([][]float64{one}, d.X...)
	}
	fitted, err := model(d)
	if err != nil {
		return Fit{}, err
	}
	f := Fit{N: len(rows), Missing: missing}
	f.Estimates, err = s.coefficients(fitted, rows, d.Names)
	return f, err
}

// usable are the rows of the domain without a missing value.
func (s *Survey) usable(columns [][]float64) (rows []int, missing int) {
	for i := range s.n {
		switch {
		case s.weights[i] == 0 || !s.Has(i):
		case s.counts(i, columns...):
			rows = append(rows, i)
		default:
			missing++
		}
	}
	return rows, missing
}

// coefficients have the influence A⁻¹·s_i of each row as linearised values.
func (s *Survey) coefficients(fitted *glm.Fit, rows []int, names []string) (Estimates, error) {
	p := len(fitted.Coef)
	names = append([]string{}, names...)
	for k := 1; len(names) < p; k++ {
		names = append(names, fmt.Sprintf("%g|%g", fitted.Levels[k-1], fitted.Levels[k]))
	}
	scores := fitted.Scores()
	df := s.DF() + 1 - float64(p)
	var sumW, sumW2 float64
	for _, i := range rows {
		sumW += s.weights[i]
		sumW2 += s.weights[i] * s.weights[i]
	}
	variables := make([]variable, p)
	for j := range variables {
		z := make([]float64, s.n)
		for k := range p {
			bread := fitted.Bread.At(j, k)
			for r, i := range rows {
				z[i] += bread * scores[k][r]
			}
		}
		variables[j] = variable{z: z, part: stat.Parts{
			Value: fitted.Coef[j], SRSVariance: math.NaN(), DF: df, N: int64(len(rows)), SumW: sumW, SumW2: sumW2,
		}}
	}
	return s.estimate(names, variables)
}

// Test is a t test.
type Test struct {
	Difference stat.Estimate // mean of the second group minus mean of the first
	T, P       float64       // P is two-sided
}

// TTest compares the means of y in the two levels of group that occur: the coefficient of the
// second level's indicator in a regression (R: svyttest). Its degrees of freedom are those of the
// design minus 1.
func (s *Survey) TTest(y []float64, group stat.Factor) (Test, error) {
	if err := s.check(y); err != nil {
		return Test{}, err
	}
	if group.Rows() != s.n {
		return Test{}, &stat.Error{Package: "design", Reason: stat.Lengths, Subject: "group", Got: float64(group.Rows()), Want: float64(s.n)}
	}
	var present []int
	for code := range group.Levels {
		if s.any(func(i int) bool { return int(group.Codes[i]) == code && s.counts(i, y) }) {
			present = append(present, code)
		}
	}
	if len(present) != 2 {
		return Test{}, &stat.Error{Package: "design", Reason: stat.OutOfRange, Subject: "number of groups", Got: float64(len(present))}
	}
	f, err := s.Regression(y, stat.Data{Names: []string{group.Levels[present[1]]}, Columns: [][]float64{group.Indicator(present[1])}})
	if err != nil {
		return Test{}, err
	}
	e := f.At(1)
	return Test{Difference: e, T: e.Value() / e.SE(), P: f.P(1)}, nil
}

// any reports whether some row with a weight fulfils the condition.
func (s *Survey) any(condition func(i int) bool) bool {
	for i, w := range s.weights {
		if w != 0 && condition(i) {
			return true
		}
	}
	return false
}
