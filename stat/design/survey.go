package design

import (
	"fmt"
	"math"

	"manyi.dev/manyi/stat"
)

// Spec says how the rows of a sample were drawn. The zero Spec with Rows set is a simple random
// sample with replacement in which every row has weight 1.
type Spec struct {
	Rows    int       // number of rows; needed only when neither Weights nor Stages tell
	Weights []float64 // by row, ≥ 0; nil: the inverse of the sampling fractions when every stage has Population, else 1
	Stages  []Stage   // from primary units to ultimate ones; nil: every row is a unit of a single stratum
	Lonely  Lonely    // what a stratum with one unit contributes
}

// Stage is one stage of drawing.
type Stage struct {
	Units stat.Factor // the drawn unit of every row; zero: every row is its own unit
	// Strata are what Units were drawn in, within the unit of the stage before; zero: no strata.
	Strata stat.Factor
	// Population is, by row, the number of units in the population of the row's stratum (for the
	// finite population correction). Nil: with replacement. Later stages count only when every
	// stage before them has it ("ultimate clusters" otherwise).
	Population []float64
}

// Survey is a sample with its design, ready for estimation. It is not changed by any method and
// may be used by several goroutines.
type Survey struct {
	weights []float64
	in      []bool // nil: all rows; else the domain
	stages  []stage
	lonely  Lonely
	adjust  []Adjuster
	n       int // rows
}

// stage is a stage of drawing with its units and strata numbered through the whole sample.
type stage struct {
	unit    []int32 // row → unit; nil: row i is unit i
	units   int
	stratum []int32 // unit → stratum; nil: all in stratum 0
	strata  []drawn
}

// drawn is what was drawn in one stratum (of one unit of the stage before).
type drawn struct {
	label      string
	parent     int32   // unit of the stage before
	n          int     // units drawn
	population float64 // +Inf with replacement
	factor     float64 // product of the sampling fractions of the stages before
}

// Adjuster takes from linearised values what an adjustment of the weights explains, so that
// standard errors after post-stratification, raking or calibration are those of the residuals.
// z[i] = w_i·u_i with the final weight w_i; Residual changes z in place. Package weight makes them.
type Adjuster interface{ Residual(z []float64) }

// New checks the specification and makes a survey of it. Errors are *stat.Error: lengths,
// negative weights, a population smaller than the sample, a stratum with one PSU under Fail.
func New(spec Spec) (*Survey, error) {
	n := spec.Rows
	switch {
	case spec.Weights != nil:
		n = len(spec.Weights)
	case len(spec.Stages) > 0:
		st := spec.Stages[0]
		n = max(n, st.Units.Rows(), st.Strata.Rows(), len(st.Population))
	}
	if n == 0 {
		return nil, fault(stat.Empty, "sample")
	}
	stages := spec.Stages
	if len(stages) == 0 {
		stages = []Stage{{}}
	}
	s := &Survey{n: n, lonely: spec.Lonely}
	if s.lonely == "" {
		s.lonely = Adjust
	}
	if !known(s.lonely) {
		return nil, fault(stat.Unknown, fmt.Sprintf("rule %q", string(s.lonely)))
	}
	for k, st := range stages {
		if k > 0 && !s.finite(k-1) {
			break
		}
		if err := s.addStage(k, st); err != nil {
			return nil, err
		}
	}
	if err := s.setWeights(spec.Weights, len(stages)); err != nil {
		return nil, err
	}
	return s, s.checkLonely()
}

func fault(reason stat.Reason, subject string) *stat.Error {
	return &stat.Error{Package: "design", Reason: reason, Subject: subject}
}

// finite reports whether every stratum of the stage has a population.
func (s *Survey) finite(k int) bool {
	for _, d := range s.stages[k].strata {
		if math.IsInf(d.population, 1) {
			return false
		}
	}
	return true
}

// setWeights takes the given weights, or makes them from the sampling fractions.
func (s *Survey) setWeights(given []float64, stages int) error {
	if given != nil {
		for i, w := range given {
			if math.IsNaN(w) || math.IsInf(w, 0) {
				return &stat.Error{Package: "design", Reason: stat.NotFinite, Subject: "weights", Row: i + 1}
			}
			if w < 0 {
				return &stat.Error{Package: "design", Reason: stat.Negative, Subject: "weights", Row: i + 1}
			}
		}
		s.weights = given
		return nil
	}
	s.weights = make([]float64, s.n)
	all := len(s.stages) == stages && s.finite(stages-1)
	for i := range s.weights {
		w := 1.0
		if all {
			for k := range s.stages {
				d := s.stages[k].strata[s.stages[k].stratumOf(i)]
				w *= d.population / float64(d.n)
			}
		}
		s.weights[i] = w
	}
	return nil
}

// checkLonely applies the rule Fail.
func (s *Survey) checkLonely() error {
	if s.lonely != Fail {
		return nil
	}
	for _, st := range s.stages {
		for _, d := range st.strata {
			if d.n == 1 && d.population > 1 {
				return fault(stat.LonelyUnit, d.label)
			}
		}
	}
	return nil
}

// Rows is the number of rows of the sample, in the domain or not.
func (s *Survey) Rows() int { return s.n }

// Weights are the weights by row; they must not be changed.
func (s *Survey) Weights() []float64 { return s.weights }

// Has reports whether row i is in the domain.
func (s *Survey) Has(i int) bool { return s.in == nil || s.in[i] }

// Subset is the domain of the rows for which keep is true. It keeps the whole design: units
// outside contribute zeros, as R's subset of a design does.
func (s *Survey) Subset(keep []bool) *Survey {
	if len(keep) != s.n {
		panic("design: keep has another length than the sample")
	}
	domain := *s
	domain.in = make([]bool, s.n)
	for i := range keep {
		domain.in[i] = keep[i] && s.Has(i)
	}
	return &domain
}

// Adjusted is the survey with other weights, and with standard errors of what is left after the
// given adjustments, in the order in which they were made.
func (s *Survey) Adjusted(weights []float64, by ...Adjuster) (*Survey, error) {
	if len(weights) != s.n {
		return nil, &stat.Error{Package: "design", Reason: stat.Lengths, Subject: "weights", Got: float64(len(weights)), Want: float64(s.n)}
	}
	adjusted := *s
	adjusted.adjust = append(append([]Adjuster{}, s.adjust...), by...)
	for i, w := range weights { // linear calibration may give negative weights
		if math.IsNaN(w) || math.IsInf(w, 0) {
			return nil, &stat.Error{Package: "design", Reason: stat.NotFinite, Subject: "weights", Row: i + 1}
		}
	}
	adjusted.weights = weights
	return &adjusted, nil
}

// DF are the degrees of freedom: primary units minus strata among the rows of the domain with a
// weight (R: degf).
func (s *Survey) DF() float64 {
	st := &s.stages[0]
	units := make([]bool, st.units)
	strata := make([]bool, len(st.strata))
	df := 0
	for i := range s.n {
		if !s.Has(i) || s.weights[i] == 0 {
			continue
		}
		if u := st.unitOf(i); !units[u] {
			units[u] = true
			df++
		}
		if h := st.stratumOf(i); !strata[h] {
			strata[h] = true
			df--
		}
	}
	return float64(df)
}
