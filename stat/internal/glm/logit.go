package glm

import (
	"math"

	"manyi.dev/manyi/stat"
)

const (
	steps    = 60    // of an iteration, at most
	halvings = 30    // of a step
	tiny     = 1e-10 // the relative step at which an iteration has arrived
	slack    = 1e-12 // of a likelihood that must not fall: what rounding may do
)

// Logit is the binary logit of Y, whose values are 0 and 1, on X.
func Logit(d Data) (*Fit, error) {
	if err := d.check(); err != nil {
		return nil, err
	}
	if err := d.checkBinary(); err != nil {
		return nil, err
	}
	n, p := len(d.Y), len(d.X)
	f := &Fit{Coef: make([]float64, p), Eta: make([]float64, n), x: d.X, u: make([]float64, n), w: d.W}
	sum := total(n, d.weight)
	ones := total(n, func(i int) float64 { return d.weight(i) * d.Y[i] })
	f.NullDeviance = -2 * (ones*math.Log(ones/sum) + (sum-ones)*math.Log1p(-ones/sum))
	if err := d.reweight(f); err != nil {
		return nil, err
	}
	for i, y := range d.Y {
		f.u[i] = d.weight(i) * (y - logistic(f.Eta[i]))
	}
	return f, nil
}

// reweight is the iteration of Logit.
func (d *Data) reweight(f *Fit) error {
	n, p := len(d.Y), len(d.X)
	r := newReducer(n, p)
	next, eta := make([]float64, p), make([]float64, n)
	f.Deviance = d.logitDeviance(f.Eta)
	distance := math.Inf(1)
	for f.Iterations = 1; f.Iterations <= steps; f.Iterations++ {
		t := r.reduce(func(i int, row []float64) { d.working(i, f.Eta[i], row) })
		if f.Iterations == 1 {
			if _, err := d.solve(t); err != nil {
				return err
			}
		}
		s := substitute(t)
		if !s.finite() {
			break
		}
		f.Bread = s.bread
		if !d.descend(f, s.coef, next, eta) {
			break
		}
		distance = 0
		for i, e := range eta {
			if d.weight(i) > 0 {
				distance = max(distance, math.Abs(e-f.Eta[i])/(1+math.Abs(e)))
			}
		}
		copy(f.Coef, next)
		copy(f.Eta, eta)
		if distance < tiny {
			return nil
		}
	}
	return d.stuck(f.Iterations, distance)
}

// descend halves the step until the deviance does not grow.
func (d *Data) descend(f *Fit, step, next, eta []float64) bool {
	scale := 1.0
	for range halvings {
		for j, b := range f.Coef {
			next[j] = b + scale*step[j]
		}
		predict(d.X, next, eta)
		if deviance := d.logitDeviance(eta); deviance <= f.Deviance*(1+slack) {
			f.Deviance = deviance
			return true
		}
		scale /= 2
	}
	return false
}

// stuck is the error of an iteration that went on or could not go on.
func (d *Data) stuck(iterations int, distance float64) error {
	err := d.fault(stat.NoConvergence, d.outcome())
	err.Iterations, err.Distance = min(iterations, steps), distance
	return err
}

// working writes √v·x and √v·(y−μ)/(μ(1−μ)) with v = wμ(1−μ), in a form that does not cancel.
func (d *Data) working(i int, eta float64, row []float64) {
	w := math.Sqrt(d.weight(i))
	up := math.Exp(eta / 2)
	root := w / (up + 1/up)
	for j, column := range d.X {
		row[j] = root * column[i]
	}
	if d.Y[i] == 1 {
		row[len(d.X)] = w / up
	} else {
		row[len(d.X)] = -w * up
	}
}

func (d *Data) logitDeviance(eta []float64) float64 {
	return 2 * total(len(eta), func(i int) float64 {
		w := d.weight(i)
		if w == 0 {
			return 0
		}
		if d.Y[i] == 1 {
			return w * softplus(-eta[i])
		}
		return w * softplus(eta[i])
	})
}

// checkBinary wants zeros and ones, and both.
func (d *Data) checkBinary() error {
	for i, y := range d.Y {
		if y != 0 && y != 1 {
			err := d.fault(stat.OutOfRange, d.outcome())
			err.Got, err.Row = y, i+1
			return err
		}
	}
	if _, constant := d.constant(d.Y); constant {
		return d.fault(stat.Constant, d.outcome())
	}
	return nil
}

// logistic is F(t) = 1/(1+e^−t).
func logistic(t float64) float64 {
	if t < 0 {
		e := math.Exp(t)
		return e / (1 + e)
	}
	return 1 / (1 + math.Exp(-t))
}

// softplus is log(1+e^t) = −log F(−t).
func softplus(t float64) float64 {
	if t > 0 {
		return t + math.Log1p(math.Exp(-t))
	}
	return math.Log1p(math.Exp(t))
}
