package index

import (
	"math"
	"slices"

	"manyi.dev/manyi/stat"
)

// Quadrant is where an attribute lies in the importance–performance matrix.
type Quadrant string

// The quadrants (Martilla and James 1977, Journal of Marketing 41).
const (
	KeepUp           Quadrant = "keep_up"           // important, performs well
	ConcentrateHere  Quadrant = "concentrate_here"  // important, performs badly
	LowPriority      Quadrant = "low_priority"      // unimportant, performs badly
	PossibleOverkill Quadrant = "possible_overkill" // unimportant, performs well
)

// Crosshair says where the quadrants meet.
type Crosshair string

// The crosshairs; the zero value is AtMeans.
const (
	AtMeans   Crosshair = "means"
	AtMedians Crosshair = "medians"
	AtTargets Crosshair = "targets" // IPAOptions.Importance and Performance
)

// IPAOptions are the options of IPA; the zero value crosses at the means.
type IPAOptions struct {
	Crosshair               Crosshair
	Importance, Performance float64 // the targets of AtTargets
}

// IPA is an importance–performance analysis of attributes rated on one scale.
type IPA struct {
	MeanImportance, MeanPerformance     float64
	MedianImportance, MedianPerformance float64
	Quadrants                           []Quadrant // by attribute; a value equal to the crosshair counts as high
	Gap                                 []float64  // performance − importance
	// Priority is importance·(top − performance): the importance of what is missing to full
	// satisfaction, the larger the more urgent.
	Priority []float64
	// Index is the importance-weighted mean performance Σ I·P / Σ I; NaN when the importances sum to 0.
	Index float64
}

// NewIPA analyses attributes by their importance (stated or derived) and performance; top is the
// best value of the performance scale. The importances are ≥ 0.
func NewIPA(importance, performance []float64, top float64, o IPAOptions) (*IPA, error) {
	if err := checkIPA(importance, performance); err != nil {
		return nil, err
	}
	a := &IPA{
		MeanImportance: mean(importance), MeanPerformance: mean(performance),
		MedianImportance: median(importance), MedianPerformance: median(performance),
	}
	x, y := a.MeanImportance, a.MeanPerformance
	switch o.Crosshair {
	case "", AtMeans:
	case AtMedians:
		x, y = a.MedianImportance, a.MedianPerformance
	case AtTargets:
		x, y = o.Importance, o.Performance
	default:
		return nil, fault(stat.Unknown, string(o.Crosshair), 0, 0)
	}
	var weighted, total float64
	for i := range importance {
		a.Quadrants = append(a.Quadrants, quadrant(importance[i] >= x, performance[i] >= y))
		a.Gap = append(a.Gap, performance[i]-importance[i])
		a.Priority = append(a.Priority, importance[i]*(top-performance[i]))
		weighted += importance[i] * performance[i]
		total += importance[i]
	}
	a.Index = weighted / total
	return a, nil
}

func checkIPA(importance, performance []float64) error {
	if len(importance) == 0 {
		return fault(stat.Empty, "importance", 0, 0)
	}
	if len(performance) != len(importance) {
		return fault(stat.Lengths, "performance", float64(len(performance)), float64(len(importance)))
	}
	for i, w := range importance {
		if reason := badWeight(w); reason != "" {
			return &stat.Error{Package: pkg, Reason: reason, Subject: "importance", Row: i + 1, Got: w}
		}
		if p := performance[i]; math.IsNaN(p) || math.IsInf(p, 0) {
			return &stat.Error{Package: pkg, Reason: stat.NotFinite, Subject: "performance", Row: i + 1, Got: p}
		}
	}
	return nil
}

func quadrant(important, good bool) Quadrant {
	switch {
	case important && good:
		return KeepUp
	case important:
		return ConcentrateHere
	case good:
		return PossibleOverkill
	}
	return LowPriority
}

// mean is the mean rounded once: summed with the rounding errors carried along (Neumaier 1974) and
// corrected by the mean residual, so that a value that equals the mean is not taken as below it.
func mean(x []float64) float64 {
	n := float64(len(x))
	m := exactSum(x, 0) / n
	return m + exactSum(x, m)/n
}

// exactSum is Σ(x − m).
func exactSum(x []float64, m float64) float64 {
	var sum, lost float64
	for _, v := range x {
		v -= m
		next := sum + v
		if math.Abs(sum) >= math.Abs(v) {
			lost += sum - next + v
		} else {
			lost += v - next + sum
		}
		sum = next
	}
	return sum + lost
}

func median(x []float64) float64 {
	sorted := slices.Clone(x)
	slices.Sort(sorted)
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}
