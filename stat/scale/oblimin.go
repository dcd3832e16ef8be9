package scale

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"manyi.dev/manyi/stat"
)

// Oblimin turns factors obliquely so that few items load on two of them (direct oblimin; Jennrich
// & Sampson 1966). gamma is 0 for quartimin, the usual choice; negative values make the factors
// less correlated:
//
//	minimise ¼·Σ_{f≠g} [Σ_i λ_if²·λ_ig² − γ/p·Σ_i λ_if²·Σ_i λ_ig²]
//
// over all T with columns of length one, Λ = A·(T')⁻¹ and Φ = T'T (Jennrich 2002), from the loadings
// as they are and from their varimax rotation; the lower minimum counts. Rows are not normalised.
// Beyond γ = 0.8 factors would collapse into each other. R: GPArotation::oblimin(gam = gamma).
func Oblimin(loadings *mat.Dense, gamma float64) (Rotated, error) {
	if err := finite(loadings); err != nil {
		return Rotated{}, err
	}
	_, k := loadings.Dims()
	if k == 1 {
		out := Rotated{Loadings: loadings, Phi: unit(1)}
		out.orient()
		return out, nil
	}
	if gamma > 0.8 || math.IsNaN(gamma) || math.IsInf(gamma, 0) {
		return Rotated{}, &stat.Error{Package: pkg, Reason: stat.OutOfRange, Subject: "gamma", Got: gamma}
	}
	straight, err := Varimax(loadings)
	if err != nil {
		return Rotated{}, err
	}
	var best oblique
	var trouble error
	for _, start := range []*mat.Dense{loadings, straight.Loadings} {
		o := oblique{a: start, gamma: gamma, turn: unitDense(k)}
		if err := o.descend(); err != nil {
			trouble = err
			continue
		}
		if best.turn == nil || o.value < best.value-1e-12 {
			best = o
		}
	}
	if best.turn == nil {
		return Rotated{}, trouble
	}
	phi := mat.NewSymDense(k, nil)
	for f := range k {
		for g := range f + 1 {
			phi.SetSym(f, g, mat.Dot(best.turn.ColView(f), best.turn.ColView(g)))
		}
		phi.SetSym(f, f, 1)
	}
	out := Rotated{Loadings: best.loadings, Phi: phi}
	out.orient()
	return out, nil
}

// oblique is a rotation under way: the loadings are A·(T')⁻¹ and T'T are the correlations.
type oblique struct {
	a, turn, loadings *mat.Dense
	gamma, value      float64
	gradient          *mat.Dense // of the criterion with respect to T
}

// descend minimises the criterion. Around T the columns are t + Vy, back to length one, with V
// orthogonal to t; where the minimum is far, the next round starts there.
func (o *oblique) descend() error {
	const rounds = 10
	k, _ := o.turn.Dims()
	var end minimum
	for range rounds {
		around := chart{o: o, at: mat.DenseCopyOf(o.turn), basis: make([]*mat.Dense, k)}
		for f := range k {
			around.basis[f] = complement(mat.Col(nil, f, o.turn))
		}
		end = minimise(around.value, make([]float64, k*(k-1)), math.Inf(-1), math.Inf(1))
		if math.IsInf(end.value, 0) || math.IsNaN(end.value) {
			return &stat.Error{Package: pkg, Reason: stat.Singular, Subject: "loadings"}
		}
		around.value(end.x, nil, nil) // leaves o there
		if end.found() {
			return nil
		}
	}
	return &stat.Error{Package: pkg, Reason: stat.NoConvergence, Subject: "oblimin", Iterations: rounds * maxSteps, Distance: end.slope}
}

// chart are coordinates y of the rotations around one: k − 1 for each column.
type chart struct {
	o     *oblique
	at    *mat.Dense
	basis []*mat.Dense
}

// value is the criterion at y, with its gradient and the Hessian by differences of gradients.
func (c chart) value(y, grad []float64, hess *mat.SymDense) float64 {
	if grad != nil {
		const h = 1e-5
		up, down, moved := make([]float64, len(y)), make([]float64, len(y)), slices.Clone(y)
		for q := range y {
			moved[q] = y[q] + h
			c.move(moved, up)
			moved[q] = y[q] - h
			c.move(moved, down)
			moved[q] = y[q]
			for s := range y { // the mean of the differences (q, s) and (s, q)
				d := (up[s] - down[s]) / (2 * h)
				switch {
				case s == q:
					hess.SetSym(q, q, d)
				case s > q:
					hess.SetSym(q, s, d/2)
				default:
					hess.SetSym(q, s, hess.At(q, s)+d/2)
				}
			}
		}
	}
	if !c.move(y, grad) {
		return math.Inf(1)
	}
	return c.o.value
}

// move takes the rotation to y and fills the gradient there unless it is nil; false when the
// rotation cannot be inverted.
func (c chart) move(y, grad []float64) bool {
	k := len(c.basis)
	lengths := make([]float64, k)
	for f := range k {
		var t mat.VecDense
		t.MulVec(c.basis[f], mat.NewVecDense(k-1, y[f*(k-1):(f+1)*(k-1)]))
		t.AddVec(&t, c.at.ColView(f))
		lengths[f] = mat.Norm(&t, 2)
		t.ScaleVec(1/lengths[f], &t)
		c.o.turn.SetCol(f, t.RawVector().Data)
	}
	if !c.o.evaluate() {
		return false
	}
	for f := range k {
		if grad == nil {
			break
		}
		t, g := c.o.turn.ColView(f), mat.VecDenseCopyOf(c.o.gradient.ColView(f))
		g.AddScaledVec(g, -mat.Dot(t, g), t)
		g.ScaleVec(1/lengths[f], g)
		mat.NewVecDense(k-1, grad[f*(k-1):(f+1)*(k-1)]).MulVec(c.basis[f].T(), g)
	}
	return true
}

// complement is an orthonormal basis of what is orthogonal to the vector t of length one: the other
// columns of the reflection that takes a unit vector to t.
func complement(t []float64) *mat.Dense {
	k := len(t)
	v := slices.Clone(t) // the reflection is I − 2vv'/v'v
	v[0] += math.Copysign(1, t[0])
	length := 0.0
	for _, x := range v {
		length += x * x
	}
	basis := mat.NewDense(k, k-1, nil)
	for i := range k {
		for j := 1; j < k; j++ {
			x := -2 * v[i] * v[j] / length
			if i == j {
				x++
			}
			basis.Set(i, j-1, x)
		}
	}
	return basis
}

// evaluate fills loadings, value and gradient for the rotation; false when it cannot be inverted.
func (o *oblique) evaluate() bool {
	var inverse mat.Dense
	if inverse.Inverse(o.turn) != nil {
		return false
	}
	p, k := o.a.Dims()
	o.loadings = mat.NewDense(p, k, nil)
	o.loadings.Mul(o.a, inverse.T())
	gq := mat.NewDense(p, k, nil)
	o.value = obliminCriterion(o.loadings, gq, o.gamma)
	var product, gradient mat.Dense
	product.Mul(o.loadings.T(), gq)
	gradient.Mul(&product, &inverse)
	gradient.Scale(-1, &gradient)
	o.gradient = mat.DenseCopyOf(gradient.T()) // −(Λ'·∂f/∂Λ·T⁻¹)'
	return !math.IsNaN(o.value)
}

// obliminCriterion is the criterion of loadings and, in gq, its gradient.
func obliminCriterion(l, gq *mat.Dense, gamma float64) float64 {
	p, k := l.Dims()
	sums := make([]float64, k) // of squares per factor
	for i := range p {
		for f := range k {
			sums[f] += l.At(i, f) * l.At(i, f)
		}
	}
	value := 0.0
	for i := range p {
		row := 0.0
		for f := range k {
			row += l.At(i, f)*l.At(i, f) - gamma/float64(p)*sums[f]
		}
		for f := range k {
			x := l.At(i, f)
			others := row - (x*x - gamma/float64(p)*sums[f])
			value += x * x * others / 4
			gq.Set(i, f, x*others)
		}
	}
	return value
}
