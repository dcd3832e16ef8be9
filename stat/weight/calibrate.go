package weight

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/design"
	"manyi.dev/manyi/stat/internal/par"
)

// Options are those of a calibration. The zero Options are Linear without bounds.
type Options struct {
	Method Method // "" means Linear
	// Low and High bound g = w/d, Low < 1 < High; both 0 mean none. Logit needs them.
	Low, High     float64
	Tolerance     float64 // largest deviation from a total, relative; 0 means 1e-10
	MaxIterations int     // 0 means 200
}

// Calibrate makes the weights reproduce all totals with as little change as the method's distance
// allows.
func Calibrate(weights []float64, aux Auxiliary, options Options) (*Adjusted, error) {
	f, err := newFunction(options)
	if err != nil {
		return nil, err
	}
	m, err := newModel(weights, aux)
	if err != nil {
		return nil, err
	}
	if options.Tolerance == 0 {
		options.Tolerance = 1e-10
	}
	if options.MaxIterations == 0 {
		options.MaxIterations = 200
	}
	s := &solver{model: m, f: f}
	a := &Adjusted{}
	if err := s.solve(a, options); err != nil {
		return nil, err
	}
	if m.cells != nil {
		a.Weights = m.cells.spread(weights, s.now.g)
	} else {
		a.Weights = make([]float64, len(weights))
		for i, d := range weights {
			a.Weights[i] = d * s.now.g[i]
		}
	}
	a.balance(aux.Margins, weights)
	for _, t := range aux.Numbers {
		b := Balance{Name: t.Name, Target: []float64{t.Total}, Before: []float64{0}, After: []float64{0}}
		for i, x := range t.Values {
			b.Before[0] += weights[i] * x
			b.After[0] += a.Weights[i] * x
		}
		a.Balances = append(a.Balances, b)
	}
	r := &regression{model: m, normal: s.normal, before: weights, after: a.Weights}
	a.residual = r.residual
	return a, nil
}

// GREG calibrates a survey linearly: totals of the result are generalised regression estimates, with
// the errors of the regression's residuals.
func GREG(s *design.Survey, aux Auxiliary) (*design.Survey, *Adjusted, error) {
	a, err := Calibrate(s.Weights(), aux, Options{})
	if err != nil {
		return nil, nil, err
	}
	calibrated, err := a.Apply(s)
	return calibrated, a, err
}

// solver finds λ by Newton's method.
type solver struct {
	*model
	f      function
	now    state
	normal *mat.Cholesky // of Σ d·x·x', which is the slope at λ = 0
}

// state is what λ gives.
type state struct {
	lambda   []float64
	g        []float64     // by unit
	misfit   []float64     // T − Σ d·g·x
	slope    *mat.SymDense // Σ d·F′·x·x'
	distance float64       // the largest misfit over its scale; NaN when something overflowed
}

// maxHalvings of a step; after that there is no descent.
const maxHalvings = 40

func (s *solver) solve(a *Adjusted, o Options) error {
	s.now = s.evaluate(make([]float64, len(s.totals)))
	if s.normal = factorize(s.now.slope); s.normal == nil {
		return fault(stat.Singular, s.dependent())
	}
	for ; !(s.now.distance <= o.Tolerance); a.Iterations++ {
		if a.Iterations == o.MaxIterations || !s.step() {
			return &stat.Error{Package: "weight", Reason: stat.NoConvergence, Subject: "calibration", Iterations: a.Iterations, Distance: s.now.distance}
		}
	}
	a.Distance = s.now.distance
	return nil
}

// step is one of Newton's, halved until the misfit falls; it reports whether it did.
func (s *solver) step() bool {
	chol := factorize(s.now.slope)
	if chol == nil { // most weights at a bound: a ridge gives a direction of descent
		p := len(s.totals)
		largest := 0.0
		for k := range p {
			largest = max(largest, s.now.slope.At(k, k))
		}
		for k := range p {
			s.now.slope.SetSym(k, k, s.now.slope.At(k, k)+1e-8*largest)
		}
		if chol = factorize(s.now.slope); chol == nil {
			return false
		}
	}
	var delta mat.VecDense
	if err := chol.SolveVecTo(&delta, mat.NewVecDense(len(s.totals), s.now.misfit)); err != nil {
		return false
	}
	size := 1.0
	for range maxHalvings {
		lambda := make([]float64, len(s.totals))
		for k, l := range s.now.lambda {
			lambda[k] = l + size*delta.AtVec(k)
		}
		if next := s.evaluate(lambda); next.distance < s.now.distance {
			s.now = next
			return true
		}
		size /= 2
	}
	return false
}

// evaluate computes what λ gives, in blocks of units.
func (s *solver) evaluate(lambda []float64) state {
	p, n := len(lambda), len(s.weight)
	next := state{lambda: lambda, g: make([]float64, n), misfit: make([]float64, p), slope: mat.NewSymDense(p, nil)}
	blocks := (n + par.Block - 1) / par.Block
	sums, slopes := make([]float64, blocks*p), make([]float64, blocks*p*p)
	par.Blocks(n, func(block, from, to int) {
		s.block(next.g, lambda, sums[block*p:(block+1)*p], slopes[block*p*p:(block+1)*p*p], from, to)
	})
	for block := range blocks {
		for k := range p {
			next.misfit[k] += sums[block*p+k]
			for l := k; l < p; l++ {
				next.slope.SetSym(k, l, next.slope.At(k, l)+slopes[(block*p+k)*p+l])
			}
		}
	}
	for k, total := range s.totals {
		next.misfit[k] = total - next.misfit[k]
		next.distance = max(next.distance, math.Abs(next.misfit[k])/s.scale[k]) // NaN stays NaN
	}
	return next
}

// block adds up the units [from, to): sum is Σ d·g·x, slope the upper half of Σ d·F′·x·x'.
func (s *solver) block(g, lambda, sum, slope []float64, from, to int) {
	p := len(lambda)
	at, x := make([]int, 0, p), make([]float64, 0, p)
	for i := from; i < to; i++ {
		at, x = s.row(i, at, x)
		u := 0.0
		for a, k := range at {
			u += lambda[k] * x[a]
		}
		f, derivative := s.f.at(u)
		g[i] = f
		w, d := s.weight[i]*f, s.weight[i]*derivative
		for a, k := range at { // the parameters ascend
			sum[k] += w * x[a]
			row := slope[k*p : (k+1)*p]
			for b := a; b < len(at); b++ {
				row[at[b]] += d * x[a] * x[b]
			}
		}
	}
}

// maxCondition is the condition number beyond which auxiliaries count as collinear.
const maxCondition = 1e13

// factorize is nil for a matrix that is not positive definite, or hardly.
func factorize(m *mat.SymDense) *mat.Cholesky {
	var chol mat.Cholesky
	if !chol.Factorize(m) || !(chol.Cond() < maxCondition) {
		return nil
	}
	return &chol
}

// dependent names the first auxiliary that the ones before it explain.
func (s *solver) dependent() string {
	p := len(s.totals)
	for k := 1; k <= p; k++ {
		if factorize(s.now.slope.SliceSym(0, k).(*mat.SymDense)) == nil {
			return s.names[k-1]
		}
	}
	return "auxiliaries"
}

// regression takes the regression on the auxiliaries off linearised values.
type regression struct {
	*model
	normal        *mat.Cholesky
	before, after []float64
}

// residual puts w·(u − x'β) in the place of z = w·u; β by least squares with the weights before.
func (r *regression) residual(z []float64) {
	b := make([]float64, len(r.totals))
	if r.cells != nil {
		byCell := make([]float64, len(r.weight))
		for i, cell := range r.cells.of {
			byCell[cell] += r.weighted(i, z)
		}
		for cell, sum := range byCell {
			r.add(b, cell, sum)
		}
	} else {
		for i := range z {
			r.add(b, i, r.weighted(i, z))
		}
	}
	var beta mat.VecDense
	if err := r.normal.SolveVecTo(&beta, mat.NewVecDense(len(b), b)); err != nil {
		panic(err) // its condition was checked
	}
	coefficients := beta.RawVector().Data
	if r.cells == nil {
		for i := range z {
			z[i] -= r.after[i] * r.dot(i, coefficients)
		}
		return
	}
	fitted := make([]float64, len(r.weight))
	for cell := range fitted {
		fitted[cell] = r.dot(cell, coefficients)
	}
	for i, cell := range r.cells.of {
		z[i] -= r.after[i] * fitted[cell]
	}
}

// weighted is d·u of row i.
func (r *regression) weighted(i int, z []float64) float64 {
	if r.after[i] == 0 {
		return 0
	}
	return r.before[i] * z[i] / r.after[i]
}
