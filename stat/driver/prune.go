package driver

import (
	"math"

	"manyi.dev/manyi/stat"
)

// Pruning says when a candidate indicator need not stay among the drivers.
type Pruning struct {
	// Redundant is the |r| with another driver from which one of the two may go; 0: 0.8.
	Redundant float64
	// Weak is the |r| with the outcome below which a driver may go; 0: 0.1, a small effect by the
	// usual reckoning (Cohen 1988, section 3.2).
	Weak float64
}

// Why is the reason for which a driver may go.
type Why string

// The reasons.
const (
	Weak      Why = "weak"      // it hardly goes together with the outcome
	Redundant Why = "redundant" // another driver that stays says the same
)

// Removal proposes to do without a driver.
type Removal struct {
	Name    string
	Why     Why
	Outcome float64 // its correlation with the outcome
	With    string  // of Redundant: the driver that stays in its place
	Between float64 // of Redundant: the correlation of the two
}

// Prune proposes which drivers to remove: first those with little effect on the outcome; then, as
// long as two of the rest are too highly correlated, of the pair with the highest correlation the
// one that goes less with the outcome (the later one when both go alike). It works on the
// correlations alone, so that collinear drivers do not stop it.
func (m *Moments) Prune(p Pruning) ([]Removal, error) {
	if p.Redundant == 0 {
		p.Redundant = 0.8
	}
	if p.Weak == 0 {
		p.Weak = 0.1
	}
	for _, bound := range []float64{p.Redundant, p.Weak} {
		if !(bound > 0 && bound <= 1) {
			err := fail(stat.OutOfRange, "bound of a correlation")
			err.Got = bound
			return nil, err
		}
	}
	var removals []Removal
	gone := make([]bool, len(m.Names)+1)
	for j, name := range m.Names {
		if r := m.r.At(0, j+1); math.Abs(r) < p.Weak {
			gone[j+1] = true
			removals = append(removals, Removal{Name: name, Why: Weak, Outcome: r})
		}
	}
	for {
		a, b := m.closest(gone)
		if a == 0 || math.Abs(m.r.At(a, b)) < p.Redundant {
			return removals, nil
		}
		if math.Abs(m.r.At(0, a)) < math.Abs(m.r.At(0, b)) {
			a, b = b, a
		}
		gone[b] = true
		removals = append(removals, Removal{Name: m.Names[b-1], Why: Redundant, Outcome: m.r.At(0, b), With: m.Names[a-1], Between: m.r.At(a, b)})
	}
}

// closest are the two remaining drivers with the highest |r|, 0 when there are no two.
func (m *Moments) closest(gone []bool) (a, b int) {
	highest := -1.0
	for j := 1; j < len(gone); j++ {
		for k := j + 1; k < len(gone); k++ {
			if r := math.Abs(m.r.At(j, k)); !gone[j] && !gone[k] && r > highest {
				a, b, highest = j, k, r
			}
		}
	}
	return a, b
}
