package sem

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"manyi.dev/manyi/stat"
)

// The defaults of Options.
const (
	DefaultTolerance  = 1e-16
	DefaultIterations = 1000
)

// Options are how a model is estimated.
type Options struct {
	// Tolerance is the expected decrease of the fit function at which the iteration stops; 0 is
	// DefaultTolerance.
	Tolerance float64
	// MaxIterations is after how many steps the estimation fails; 0 is DefaultIterations.
	MaxIterations int
}

// Result is an estimated model.
type Result struct {
	N          int // respondents used
	Dropped    int // respondents left out because an answer was missing
	Iterations int
	Loadings   []Effect // of items on factors, in the order of the model
	Paths      []Effect // regressions, in the order of the model
	Residuals  []Spread // variances and covariances that were estimated
	Measures   Measures
}

// Effect is a loading (To is the item) or a regression coefficient. Its standard errors come from
// the expected information; a loading fixed at 1 has the unstandardised error 0.
type Effect struct {
	From, To     string
	Estimate     stat.Estimate // in the units of the variables
	Standardised stat.Estimate // with all variables, latent and observed, scaled to variance 1
}

// Spread is a residual variance (A and B the same) or covariance; of a variable that nothing
// explains it is the variance itself.
type Spread struct {
	A, B     string
	Estimate stat.Estimate
}

// Fit estimates a model by maximum likelihood for normally distributed answers. Respondents with a
// missing answer are left out.
//
// Errors: variables that are unknown, constant or linear combinations of each other; a model that
// leads back to itself or is not identified; too few respondents; no convergence.
func Fit(m Model, d stat.Data, o Options) (*Result, error) {
	p, err := newPlan(m)
	if err != nil {
		return nil, err
	}
	chosen, err := d.Select("sem", p.names[:p.observed]...)
	if err != nil {
		return nil, err
	}
	if err := chosen.Check("sem"); err != nil {
		return nil, err
	}
	s, n, err := covariances(chosen)
	if err != nil {
		return nil, err
	}
	e := newEstimation(p, s)
	if e == nil {
		return nil, fault(stat.Singular, "items")
	}
	if o.Tolerance == 0 {
		o.Tolerance = DefaultTolerance
	}
	if o.MaxIterations == 0 {
		o.MaxIterations = DefaultIterations
	}
	iterations, err := e.minimise(o)
	if err != nil {
		return nil, err
	}
	r := &Result{N: n, Dropped: d.Rows() - n, Iterations: iterations, Measures: e.measures(n)}
	e.report(r)
	return r, nil
}

// covariances of the complete rows, with the divisor n.
func covariances(d stat.Data) (s *mat.SymDense, n int, err error) {
	complete, rows := d.Complete()
	n, k := len(rows), len(d.Columns)
	if n <= k {
		e := fault(stat.TooFewRows, "respondents")
		e.Got, e.Want = float64(n), float64(k+1)
		return nil, n, e
	}
	s = mat.NewSymDense(k, nil)
	for j, column := range complete.Columns {
		mean := 0.0
		for _, x := range column {
			mean += x / float64(n)
		}
		same := true
		for i := range column {
			same = same && complete.Columns[j][i] == column[0]
		}
		if same {
			return nil, n, fault(stat.Constant, "%s", d.Name(j))
		}
		for i := range column {
			column[i] -= mean
		}
		for i := 0; i <= j; i++ {
			sum := 0.0
			for row, x := range column {
				sum += x * complete.Columns[i][row]
			}
			s.SetSym(i, j, sum/float64(n))
		}
		if v := s.At(j, j); !(v > 0) || math.IsInf(v, 0) {
			return nil, n, fault(stat.NotFinite, "%s", d.Name(j))
		}
	}
	return s, n, nil
}
