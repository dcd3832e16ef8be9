package sem

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"manyi.dev/manyi/stat"
)

// estimation is the search for the parameters of a plan that imply the covariances s best.
type estimation struct {
	*plan
	s      *mat.SymDense
	logDet float64       // log |S|
	theta  []float64     // the parameters, as in plan.free
	effect *mat.Dense    // (I − A)⁻¹
	half   *mat.Dense    // (I − A)⁻¹ S
	total  *mat.Dense    // covariances implied for all variables: (I − A)⁻¹ S (I − A)⁻ᵀ
	sigma  *mat.SymDense // those of the observed ones
	chol   mat.Cholesky  // of sigma
	info   *mat.SymDense // expected second derivatives of the fit function
}

// newEstimation prepares the search; nil when S is singular.
func newEstimation(p *plan, s *mat.SymDense) *estimation {
	t, k := len(p.names), p.observed
	e := &estimation{
		plan: p, s: s, theta: make([]float64, len(p.free)), half: mat.NewDense(t, t, nil), effect: mat.NewDense(t, t, nil),
		total: mat.NewDense(t, t, nil), sigma: mat.NewSymDense(k, nil), info: mat.NewSymDense(max(1, len(p.free)), nil),
	}
	correlations := mat.NewSymDense(k, nil)
	for i := range k {
		for j := range i + 1 {
			correlations.SetSym(i, j, s.At(i, j)/math.Sqrt(s.At(i, i)*s.At(j, j)))
		}
	}
	var chol mat.Cholesky
	if !chol.Factorize(correlations) || chol.Cond() > 1e14 {
		return nil
	}
	e.logDet = chol.LogDet()
	for i := range k {
		e.logDet += math.Log(s.At(i, i))
	}
	e.start()
	return e
}

// start sets the parameters to begin with: loadings by instrumental variables (Hägglund 1982),
// half of the items' variances, effects as the first items' simple regressions have them, shared
// among the predictors.
func (e *estimation) start() {
	size := make([]float64, len(e.names)) // variance of each variable
	for v := range size {
		size[v] = 1
		if v < e.observed {
			size[v] = e.s.At(v, v)
		}
	}
	loading := map[parameter]float64{}
	for f, factor := range e.model.Factors {
		v := e.observed + f
		marker := e.index(factor.Items[0])
		size[v] = size[marker] / 2
		for _, name := range factor.Items {
			item := e.index(name)
			l := math.Sqrt(size[item] / size[marker])
			if item < e.observed && marker < e.observed {
				l = e.instrumental(factor, marker, item, l)
			}
			loading[parameter{to: item, from: v}] = l
		}
	}
	for k, q := range e.free {
		switch {
		case !q.symmetric:
			e.theta[k] = loading[q]
			if _, ok := loading[q]; !ok {
				e.theta[k] = e.simple(q)
			}
		case q.to == q.from && e.into(q.to, true):
			e.theta[k] = size[q.to] / 2
		case q.to == q.from:
			e.theta[k] = size[q.to]
		}
	}
}

// simple is the regression of one variable on another, or their first items, shared among all
// predictors.
func (e *estimation) simple(q parameter) float64 {
	to, from, predictors := e.marker(q.to), e.marker(q.from), 0
	for _, a := range e.arrows {
		if a.to == q.to && !a.loading {
			predictors++
		}
	}
	return e.s.At(to, from) / e.s.At(from, from) / float64(predictors)
}

// marker is the observed variable whose scale a variable has.
func (e *estimation) marker(v int) int {
	for v >= e.observed {
		v = e.index(e.model.Factors[v-e.observed].Items[0])
	}
	return v
}

func (e *estimation) index(name string) int {
	for v, n := range e.names {
		if n == name {
			return v
		}
	}
	panic("sem: no variable " + name)
}

// instrumental is Σ s_im / Σ s_1m over the other items m of the factor, kept within reason.
func (e *estimation) instrumental(f Factor, marker, item int, ratio float64) float64 {
	above, below := 0.0, 0.0
	for _, name := range f.Items {
		if m := e.index(name); m < e.observed && m != marker && m != item {
			above += e.s.At(item, m)
			below += e.s.At(marker, m)
		}
	}
	l := above / below
	if below == 0 || math.Abs(l) < ratio/5 || math.Abs(l) > ratio*5 {
		return math.Copysign(ratio, e.s.At(marker, item))
	}
	return l
}

// imply computes what the parameters imply and the fit function log|Σ| + tr(SΣ⁻¹) − log|S| − p;
// false when Σ is not positive definite.
func (e *estimation) imply(theta []float64) (fit float64, ok bool) {
	t := len(e.names)
	minus, spread := mat.NewDense(t, t, nil), mat.NewDense(t, t, nil)
	for v := range t {
		minus.Set(v, v, 1)
	}
	for _, q := range e.fixed {
		minus.Set(q.to, q.from, -1)
	}
	for k, q := range e.free {
		if q.symmetric {
			spread.Set(q.to, q.from, theta[k])
			spread.Set(q.from, q.to, theta[k])
		} else {
			minus.Set(q.to, q.from, -theta[k])
		}
	}
	if err := e.effect.Inverse(minus); err != nil {
		return 0, false
	}
	e.half.Mul(e.effect, spread)
	e.total.Mul(e.half, e.effect.T())
	for i := range e.observed {
		for j := range i + 1 {
			e.sigma.SetSym(i, j, e.total.At(i, j))
		}
	}
	if !e.chol.Factorize(e.sigma) {
		return 0, false
	}
	var ratio mat.Dense
	if err := e.chol.SolveTo(&ratio, e.s); err != nil {
		return 0, false
	}
	fit = e.chol.LogDet() + mat.Trace(&ratio) - e.logDet - float64(e.observed)
	return fit, !math.IsNaN(fit) && !math.IsInf(fit, 0)
}

// derive computes the gradient of the fit function at the parameters last implied, and its expected
// second derivatives. Every parameter changes Σ by u·vᵀ + v·uᵀ: an effect by the column of its
// outcome in (I − A)⁻¹ and that of its cause in the covariances, a covariance by two columns of
// (I − A)⁻¹. So
//
//	gradient_a  = 2·uₐᵀ G vₐ                with G = Σ⁻¹(Σ − S)Σ⁻¹
//	E(second)ab = 2·[(uₐᵀΣ⁻¹u_b)(vₐᵀΣ⁻¹v_b) + (uₐᵀΣ⁻¹v_b)(vₐᵀΣ⁻¹u_b)]
func (e *estimation) derive() (gradient []float64) {
	k, q := e.observed, len(e.free)
	both := mat.NewDense(k, 2*q, nil) // all u, then all v
	for a, f := range e.free {
		for i := range k {
			u, v := e.effect.At(i, f.to), e.total.At(i, f.from)
			if f.symmetric {
				if v = e.effect.At(i, f.from); f.to == f.from {
					v /= 2
				}
			}
			both.Set(i, a, u)
			both.Set(i, q+a, v)
		}
	}
	var weighted, cross, off, pull mat.Dense
	if err := e.chol.SolveTo(&weighted, both); err != nil { // badly conditioned; the search notices
		return nil
	}
	cross.Mul(both.T(), &weighted)
	off.Sub(e.sigma, e.s)
	pull.Mul(&off, &weighted)
	gradient = make([]float64, q)
	for a := range q {
		gradient[a] = 2 * mat.Dot(weighted.ColView(a), pull.ColView(q+a))
		for b := range a + 1 {
			e.info.SetSym(a, b, 2*(cross.At(a, b)*cross.At(q+a, q+b)+cross.At(a, q+b)*cross.At(q+a, b)))
		}
	}
	return gradient
}

// minimise searches by Fisher scoring: steps of the inverse expected second derivatives times the
// gradient, halved until the fit function decreases.
func (e *estimation) minimise(o Options) (iterations int, err error) {
	fit, ok := e.imply(e.theta)
	if !ok {
		return 0, fault(stat.Singular, "starting values")
	}
	next, decrease := make([]float64, len(e.theta)), math.Inf(1)
	for iterations = range o.MaxIterations {
		gradient := e.derive()
		step, regular := e.scaled(gradient)
		if step == nil {
			return iterations, fault(stat.Singular, "parameters")
		}
		decrease = 0
		for a, g := range gradient {
			decrease += g * step[a] / 2
		}
		if math.Abs(decrease) < o.Tolerance {
			return iterations, e.identified(regular)
		}
		size, better := 1.0, false
		for range 40 {
			for a := range next {
				next[a] = e.theta[a] - size*step[a]
			}
			f, ok := e.imply(next)
			if better = ok && f < fit; better {
				fit = f
				break
			}
			size /= 2
		}
		if !better { // as low as rounding lets it be
			if _, ok := e.imply(e.theta); ok && decrease < 1e-9 {
				e.derive()
				return iterations, e.identified(regular)
			}
			break
		}
		copy(e.theta, next)
	}
	failed := fault(stat.NoConvergence, "maximum likelihood")
	failed.Iterations, failed.Distance = iterations+1, decrease
	return iterations, failed
}

// identified is an error when the information at the solution is singular.
func (e *estimation) identified(regular bool) error {
	if !regular {
		return fault(stat.Singular, "parameters")
	}
	return nil
}

// scaled solves info·x = gradient. Where the information is singular, as it can be away from the
// solution, its diagonal is raised until it is not (Levenberg 1944); regular says whether that was
// needless. nil when there is nothing to solve.
func (e *estimation) scaled(gradient []float64) (step []float64, regular bool) {
	if gradient == nil {
		return nil, false
	}
	for _, raise := range []float64{0, 1e-6, 1e-4, 1e-2} {
		chol, scale := e.factor(raise)
		if chol == nil {
			continue
		}
		x := mat.NewVecDense(len(gradient), nil)
		for a, g := range gradient {
			x.SetVec(a, g/scale[a])
		}
		if err := chol.SolveVecTo(x, x); err != nil {
			continue
		}
		step = x.RawVector().Data
		for a := range step {
			step[a] /= scale[a]
		}
		return step, raise == 0
	}
	return nil, false
}

// factor is the Cholesky decomposition of the information with its diagonal scaled to 1 and raised.
func (e *estimation) factor(raise float64) (*mat.Cholesky, []float64) {
	q := len(e.theta)
	scale, scaled := make([]float64, q), mat.NewSymDense(q, nil)
	for a := range q {
		scale[a] = math.Sqrt(e.info.At(a, a))
		if !(scale[a] > 0) || math.IsInf(scale[a], 0) {
			return nil, nil
		}
	}
	for a := range q {
		for b := range a + 1 {
			scaled.SetSym(a, b, e.info.At(a, b)/(scale[a]*scale[b]))
		}
		scaled.SetSym(a, a, 1+raise)
	}
	var chol mat.Cholesky
	if !chol.Factorize(scaled) || chol.Cond() > 1e13 {
		return nil, nil
	}
	return &chol, scale
}
