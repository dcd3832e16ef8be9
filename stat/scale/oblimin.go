package scale

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"manyi.dev/manyi/stat"
)

// Oblimin turns factors obliquely so that few items load on two of them (direct oblimin; Jennrich
// & Sampson 1966). gamma is 0 for quartimin, the usual choice; negative values make the factors
// less correlated:
//
//	minimise ¼·Σ_{f≠g} [Σ_i λ_if²·λ_ig² − γ/p·Σ_i λ_if²·Σ_i λ_ig²]
//
// by gradient projection (Jennrich 2002; Bernaards & Jennrich 2005) from the loadings as they are
// and from their varimax rotation; the lower minimum counts. Rows are not normalised. Factors have
// variance one and the correlations Phi. R: GPArotation::oblimin(loadings, gam = gamma).
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
	if gamma > 0.8 || math.IsNaN(gamma) { // beyond, factors collapse into each other
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

// descend follows the projected gradient until it vanishes.
func (o *oblique) descend() error {
	if !o.evaluate() {
		return &stat.Error{Package: pkg, Reason: stat.Singular, Subject: "loadings"}
	}
	step := 1.0
	slope := math.Inf(1)
	for range maxTurns {
		var projected *mat.Dense
		if projected, slope = o.projected(); slope <= 1e-11 {
			return nil
		}
		step *= 2
		next, fell := *o, false
		for range 60 {
			next.turn = o.moved(projected, step)
			if fell = next.evaluate() && next.value < o.value-slope*slope*step/2; fell {
				break
			}
			step /= 2
		}
		if !fell { // nothing left to gain within rounding
			break
		}
		*o = next
	}
	if slope <= 1e-7 {
		return nil
	}
	return &stat.Error{Package: pkg, Reason: stat.NoConvergence, Subject: "oblimin", Iterations: maxTurns, Distance: slope}
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

// projected is the gradient without what would change the lengths of the columns of T, and its norm.
func (o *oblique) projected() (*mat.Dense, float64) {
	k, _ := o.turn.Dims()
	g := mat.NewDense(k, k, nil)
	for f := range k {
		along := mat.Dot(o.turn.ColView(f), o.gradient.ColView(f))
		for i := range k {
			g.Set(i, f, o.gradient.At(i, f)-o.turn.At(i, f)*along)
		}
	}
	return g, mat.Norm(g, 2)
}

// moved is T after a step down the gradient, columns back to length one.
func (o *oblique) moved(gradient *mat.Dense, step float64) *mat.Dense {
	k, _ := o.turn.Dims()
	t := mat.NewDense(k, k, nil)
	for f := range k {
		length := 0.0
		for i := range k {
			x := o.turn.At(i, f) - step*gradient.At(i, f)
			t.Set(i, f, x)
			length += x * x
		}
		for i := range k {
			t.Set(i, f, t.At(i, f)/math.Sqrt(length))
		}
	}
	return t
}
