package weight

import (
	"manyi.dev/manyi/stat/design"
)

// Adjusted are the weights after an adjustment.
type Adjusted struct {
	Weights    []float64
	Balances   []Balance // by margin, in the order given
	Iterations int       // 1 where nothing is iterated
	Distance   float64   // the largest deviation from a target that is left, relative

	residual func(z []float64)
}

// Residual takes from linearised values what the adjustment explains; see design.Adjuster.
func (a *Adjusted) Residual(z []float64) {
	if a.residual != nil {
		a.residual(z)
	}
}

// Apply is the survey with the adjusted weights, whose standard errors account for the adjustment.
func (a *Adjusted) Apply(s *design.Survey) (*design.Survey, error) {
	if a.residual == nil {
		return s.Adjusted(a.Weights)
	}
	return s.Adjusted(a.Weights, a)
}
