package glm

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/internal/par"
)

// mostLevels is how many categories an outcome may have: more make it a measurement.
const mostLevels = 200

// Ordinal is the proportional-odds logit of Y on X, which has no intercept: the thresholds take
// its place. The distinct values of Y are the categories, in their order.
func Ordinal(d Data) (*Fit, error) {
	full := d
	full.first = 1
	full.X = append([][]float64{slices.Repeat([]float64{1}, len(d.Y))}, d.X...)
	if err := full.check(); err != nil {
		return nil, err
	}
	levels, level, sums := d.levels()
	switch {
	case len(levels) < 2:
		return nil, d.fault(stat.Constant, d.outcome())
	case len(levels) > mostLevels:
		err := d.fault(stat.OutOfRange, "number of categories of "+d.outcome())
		err.Got = float64(len(levels))
		return nil, err
	}
	o := &ordinal{d: d, k: len(levels), level: level}
	if err := o.standardise(&full); err != nil {
		return nil, err
	}
	f := &Fit{Levels: levels, x: d.X, level: level, w: d.W}
	o.start(sums)
	o.set(o.theta, o.eta)
	f.NullDeviance = -2 * o.loglik(o.theta, o.eta)
	if err := o.newton(f); err != nil {
		return nil, err
	}
	o.finish(f)
	return f, nil
}

// levels are the categories that have weight (one more than allowed when there are too many), the category of each row (−1 for a row without
// weight) and the sums of weights of the categories.
func (d *Data) levels() (levels []float64, level []int, sums []float64) {
	for i, y := range d.Y {
		if d.weight(i) > 0 {
			if at, found := slices.BinarySearch(levels, y); !found {
				levels = slices.Insert(levels, at, y)
			}
			if len(levels) > mostLevels {
				return levels, nil, nil
			}
		}
	}
	level, sums = make([]int, len(d.Y)), make([]float64, len(levels))
	for i, y := range d.Y {
		level[i] = -1
		if d.weight(i) > 0 {
			level[i], _ = slices.BinarySearch(levels, y)
			sums[level[i]] += d.weight(i)
		}
	}
	return levels, level, sums
}

// ordinal is the state of Newton's method on standardised columns.
type ordinal struct {
	d        Data
	k        int // categories
	level    []int
	z        [][]float64 // standardised columns
	mean, sd []float64
	theta    []float64 // slopes of z, then thresholds
	eta      []float64
	bread    *mat.SymDense
}

// standardise checks the rank and makes columns of mean 0 and variance 1.
func (o *ordinal) standardise(full *Data) error {
	n, p := len(o.d.Y), len(o.d.X)
	t := newReducer(n, p+1).reduce(func(i int, row []float64) {
		root := math.Sqrt(o.d.weight(i))
		for j, column := range full.X {
			row[j] = root * column[i]
		}
	})
	if _, err := full.solve(t); err != nil {
		return err
	}
	sum := total(n, o.d.weight)
	o.eta = make([]float64, n)
	for _, column := range o.d.X {
		mean := total(n, func(i int) float64 { return o.d.weight(i) * column[i] }) / sum
		sd := math.Sqrt(total(n, func(i int) float64 { e := column[i] - mean; return o.d.weight(i) * e * e }) / sum)
		z := make([]float64, n)
		for i, x := range column {
			z[i] = (x - mean) / sd
		}
		o.mean, o.sd, o.z = append(o.mean, mean), append(o.sd, sd), append(o.z, z)
	}
	return nil
}

// start has no slopes and the thresholds of the proportions.
func (o *ordinal) start(sums []float64) {
	p := len(o.z)
	o.theta = make([]float64, p+o.k-1)
	all, below := 0.0, 0.0
	for _, s := range sums {
		all += s
	}
	for k, s := range sums[:o.k-1] {
		below += s
		o.theta[p+k] = math.Log(below / (all - below))
	}
}

func (o *ordinal) set(theta, eta []float64) { predict(o.z, theta[:len(o.z)], eta) }

// ordered reports whether the thresholds ascend.
func (o *ordinal) ordered(theta []float64) bool {
	cuts := theta[len(o.z):]
	for k := 1; k < len(cuts); k++ {
		if !(cuts[k] > cuts[k-1]) {
			return false
		}
	}
	return true
}

// between are a and b of row i in category k.
func (o *ordinal) between(theta []float64, eta float64, k int) (a, b float64) {
	p := len(o.z)
	a, b = math.Inf(1), math.Inf(-1)
	if k < o.k-1 {
		a = theta[p+k] - eta
	}
	if k > 0 {
		b = theta[p+k-1] - eta
	}
	return a, b
}

func (o *ordinal) loglik(theta, eta []float64) float64 {
	return total(len(eta), func(i int) float64 {
		k := o.level[i]
		if k < 0 {
			return 0
		}
		a, b := o.between(theta, eta[i], k)
		return o.d.weight(i) * (math.Log(-math.Expm1(b-a)) - softplus(-a) - softplus(b))
	})
}

// slopes are ∂ℓ/∂a and ∂ℓ/∂b and, for the information, f(a), f(b) and g(1+g).
func slopes(a, b float64) (la, lb, fa, fb, gg float64) {
	g := 0.0
	if !math.IsInf(a, 1) && !math.IsInf(b, -1) {
		g = 1 / math.Expm1(a-b)
	}
	up, down := logistic(-a), logistic(b)
	return up + g, -down - g, up * (1 - up), down * (1 - down), g * (1 + g)
}

func (o *ordinal) newton(f *Fit) error {
	q := len(o.theta)
	next, trial := make([]float64, q), make([]float64, len(o.eta))
	loglik, distance := o.loglik(o.theta, o.eta), math.Inf(1)
	var chol mat.Cholesky
	for f.Iterations = 1; f.Iterations <= steps; f.Iterations++ {
		gradient, information := o.derivatives()
		if !chol.Factorize(information) {
			break
		}
		var step mat.VecDense
		if chol.SolveVecTo(&step, gradient) != nil {
			break
		}
		higher, ok := o.climb(&step, loglik, next, trial)
		if !ok {
			break
		}
		loglik, distance = higher, 0
		for j, t := range next {
			distance = max(distance, math.Abs(t-o.theta[j])/(1+math.Abs(t)))
		}
		copy(o.theta, next)
		o.set(o.theta, o.eta)
		if distance < tiny {
			return o.arrive(f, loglik)
		}
	}
	return o.d.stuck(f.Iterations, distance)
}

// climb halves the step until the likelihood does not fall and the thresholds ascend.
func (o *ordinal) climb(step *mat.VecDense, loglik float64, next, eta []float64) (higher float64, ok bool) {
	scale := 1.0
	for range halvings {
		for j, t := range o.theta {
			next[j] = t + scale*step.AtVec(j)
		}
		if o.ordered(next) {
			o.set(next, eta)
			if l := o.loglik(next, eta); l >= loglik-slack*math.Abs(loglik) {
				return l, true
			}
		}
		scale /= 2
	}
	return loglik, false
}

// arrive keeps the inverse of the information at the maximum.
func (o *ordinal) arrive(f *Fit, loglik float64) error {
	f.Deviance = -2 * loglik
	_, information := o.derivatives()
	var chol mat.Cholesky
	o.bread = mat.NewSymDense(len(o.theta), nil)
	if !chol.Factorize(information) || chol.InverseTo(o.bread) != nil {
		return o.d.stuck(f.Iterations, math.Inf(1))
	}
	return nil
}

// derivatives are the gradient and the information at the present θ.
func (o *ordinal) derivatives() (*mat.VecDense, *mat.SymDense) {
	n, q := len(o.eta), len(o.theta)
	size := q + q*q
	parts := make([]float64, (n+par.Block-1)/par.Block*size)
	par.Blocks(n, func(block, from, to int) {
		part := parts[block*size : (block+1)*size]
		for i := from; i < to; i++ {
			o.add(i, part[:q], part[q:])
		}
	})
	gradient, information := mat.NewVecDense(q, nil), mat.NewSymDense(q, nil)
	for at := 0; at < len(parts); at += size {
		for j := range q {
			gradient.SetVec(j, gradient.AtVec(j)+parts[at+j])
			for k := range j + 1 {
				information.SetSym(j, k, information.At(j, k)+parts[at+q+j*q+k])
			}
		}
	}
	return gradient, information
}

// add adds row i to the gradient and to the lower triangle of the information.
func (o *ordinal) add(i int, gradient, information []float64) {
	k := o.level[i]
	if k < 0 {
		return
	}
	p, q, w := len(o.z), len(o.theta), o.d.weight(i)
	a, b := o.between(o.theta, o.eta[i], k)
	la, lb, fa, fb, gg := slopes(a, b)
	u, v := -w*(la+lb), w*(fa+fb)
	for j, column := range o.z {
		x := column[i]
		gradient[j] += u * x
		row := information[j*q:]
		for l, other := range o.z[:j+1] {
			row[l] += v * x * other[i]
		}
		if k < o.k-1 {
			information[(p+k)*q+j] -= w * fa * x
		}
		if k > 0 {
			information[(p+k-1)*q+j] -= w * fb * x
		}
	}
	if k < o.k-1 {
		gradient[p+k] += w * la
		information[(p+k)*q+p+k] += w * (fa + gg)
	}
	if k > 0 {
		gradient[p+k-1] += w * lb
		information[(p+k-1)*q+p+k-1] += w * (fb + gg)
	}
	if k > 0 && k < o.k-1 {
		information[(p+k)*q+p+k-1] -= w * gg
	}
}

// finish goes back from standardised columns: β = β_z/s and ζ = ζ_z + Σ β_z·m/s.
func (o *ordinal) finish(f *Fit) {
	n, p, q := len(o.eta), len(o.z), len(o.theta)
	back := mat.NewDense(q, q, nil)
	for j := range q {
		back.Set(j, j, 1)
		for k := p; k < q && j < p; k++ {
			back.Set(j, j, 1/o.sd[j])
			back.Set(k, j, o.mean[j]/o.sd[j])
		}
	}
	var theta mat.VecDense
	theta.MulVec(back, mat.NewVecDense(q, o.theta))
	f.Coef, f.Bread, f.Eta = theta.RawVector().Data, sandwich(back, o.bread), make([]float64, n)
	predict(o.d.X, f.Coef[:p], f.Eta)
	f.u, f.cuts = make([]float64, n), make([]cut, n)
	for i, k := range o.level {
		if k < 0 {
			continue
		}
		a, b := o.between(o.theta, o.eta[i], k)
		la, lb, _, _, _ := slopes(a, b)
		w := o.d.weight(i)
		f.u[i], f.cuts[i] = -w*(la+lb), cut{w * la, w * lb}
	}
}
