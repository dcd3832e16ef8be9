package pls

// Acceleration is the acceleration of BCa of a figure.
func (r *Result) Acceleration(f Figure) float64 {
	figures := r.plan.figures()
	for i, a := range r.acceleration(len(figures)) {
		if figures[i] == f {
			return a
		}
	}
	panic("no such figure")
}

// Summary is what Bootstrap says about sorted resamples.
func Summary(sorted []float64, whole, acceleration, level float64) Resampled {
	return summary(sorted, whole, acceleration, level)
}

// Again estimates once more from equal weights, in the working space of r.
func (r *Result) Again() {
	r.space.fromOnes()
	if _, _, err := r.space.estimate(r.plan); err != nil {
		panic(err)
	}
}
