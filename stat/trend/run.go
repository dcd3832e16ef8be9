package trend

import (
	"math"

	"manyi.dev/manyi/stat"
)

// Run is a stretch of consecutive periods, counted from 0.
type Run struct {
	From, To int // first and last period
	Due      int // the period that made it long enough
}

// Under finds the stretches of at least k consecutive periods whose value is below the target: "review
// when below target three months in a row" is k = 3. A value equal to the target is not below it.
// A period without a value (NaN) ends a stretch, since nothing is known about it. It panics when
// k < 1.
func Under(values []float64, target float64, k int) []Run {
	if k < 1 {
		panic("trend: a run needs at least one period")
	}
	var runs []Run
	from := -1
	for i := 0; i <= len(values); i++ {
		under := i < len(values) && values[i] < target
		switch {
		case under && from < 0:
			from = i
		case !under && from >= 0:
			if i-from >= k {
				runs = append(runs, Run{From: from, To: i - 1, Due: from + k - 1})
			}
			from = -1
		}
	}
	return runs
}

// Rest is the mean of the units that are not printed, when the mean of all is: with k of them known
// (all·mean − Σ known)/(all − k). It presumes that the mean of all is not weighted. The error says
// that nothing is left.
func Rest(mean float64, all int, known []float64) (float64, error) {
	if all <= len(known) {
		return 0, &stat.Error{Package: pkg, Reason: stat.TooFewGroups, Subject: "units", Got: float64(all), Want: float64(len(known) + 1)}
	}
	sum := float64(all) * mean
	for _, x := range known {
		sum -= x
	}
	rest := sum / float64(all-len(known))
	if math.IsNaN(rest) || math.IsInf(rest, 0) {
		return 0, &stat.Error{Package: pkg, Reason: stat.NotFinite, Subject: "values"}
	}
	return rest, nil
}
