package glm

import "math"

// Linear is the weighted least squares regression of Y on X.
func Linear(d Data) (*Fit, error) {
	if err := d.check(); err != nil {
		return nil, err
	}
	n, p := len(d.Y), len(d.X)
	t := newReducer(n, p).reduce(func(i int, row []float64) {
		root := math.Sqrt(d.weight(i))
		for j, column := range d.X {
			row[j] = root * column[i]
		}
		row[p] = root * d.Y[i]
	})
	s, err := d.solve(t)
	if err != nil {
		return nil, err
	}
	f := &Fit{Coef: s.coef, Bread: s.bread, Eta: make([]float64, n), Iterations: 1, x: d.X, u: make([]float64, n), w: d.W}
	predict(d.X, f.Coef, f.Eta)
	for i, y := range d.Y {
		f.u[i] = d.weight(i) * (y - f.Eta[i])
	}
	f.Deviance = s.rest
	mean := total(n, func(i int) float64 { return d.weight(i) * d.Y[i] }) / total(n, d.weight)
	f.NullDeviance = total(n, func(i int) float64 { e := d.Y[i] - mean; return d.weight(i) * e * e })
	return f, nil
}
