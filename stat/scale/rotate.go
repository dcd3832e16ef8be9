package scale

import (
	"math"
	"sort"

	"gonum.org/v1/gonum/mat"

	"manyi.dev/manyi/stat"
)

// Rotated are loadings after a rotation: columns in falling order of their sum of squares and
// signed so that their sum is positive.
type Rotated struct {
	Loadings *mat.Dense    // items by factors
	Phi      *mat.SymDense // correlations of the factors
}

// Limits of the rotations.
const (
	maxTurns = 20000
	turned   = 1e-12 // largest slope of a rotation taken for stationary
)

// Varimax turns orthogonal factors so that the squared loadings of each vary as much as possible
// (Kaiser 1958), rows scaled to length one before and back afterwards (Kaiser normalisation):
//
//	maximise Σ_f [Σ_i λ_if⁴ − (Σ_i λ_if²)²/p]
//
// It starts from the loadings as they are; the step replaces the rotation by the orthogonal part of
// the gradient. R: varimax(loadings, normalize = TRUE, eps = 1e-14).
func Varimax(loadings *mat.Dense) (Rotated, error) {
	if err := finite(loadings); err != nil {
		return Rotated{}, err
	}
	p, k := loadings.Dims()
	out := Rotated{Loadings: mat.DenseCopyOf(loadings), Phi: unit(k)}
	if k > 1 {
		a, lengths := normalised(loadings)
		turn := unitDense(k)
		var z, b mat.Dense
		for steps := 0; ; steps++ {
			z.Mul(a, turn)
			varimaxGradient(&b, a, &z)
			next, slope, gain := orthogonalStep(turn, &b)
			if slope <= turned*float64(p) && gain <= turned*float64(p) {
				break
			}
			if steps == maxTurns {
				return Rotated{}, &stat.Error{Package: pkg, Reason: stat.NoConvergence, Subject: "varimax", Iterations: steps, Distance: slope}
			}
			turn = next
		}
		for i := range p {
			for f := range k {
				out.Loadings.Set(i, f, z.At(i, f)*lengths[i])
			}
		}
	}
	out.orient()
	return out, nil
}

// varimaxGradient is A'(Z∘Z∘Z − Z·diag(Z'Z)/p).
func varimaxGradient(b, a, z *mat.Dense) {
	p, k := z.Dims()
	g := mat.NewDense(p, k, nil)
	for f := range k {
		sum := 0.0
		for i := range p {
			sum += z.At(i, f) * z.At(i, f)
		}
		for i := range p {
			x := z.At(i, f)
			g.Set(i, f, x*(x*x-sum/float64(p)))
		}
	}
	b.Mul(a.T(), g)
}

// orthogonalStep replaces the rotation T by the orthogonal part UV' of the gradient B = UDV'. Where T
// is a maximum, T'B is symmetric, and its trace is that of D: slope and gain say how far it is from
// that.
func orthogonalStep(turn, b *mat.Dense) (next *mat.Dense, slope, gain float64) {
	var s mat.Dense
	s.Mul(turn.T(), b)
	k, _ := s.Dims()
	for i := range k {
		gain -= s.At(i, i)
		for j := range i {
			slope = max(slope, math.Abs(s.At(i, j)-s.At(j, i)))
		}
	}
	var svd mat.SVD
	if !svd.Factorize(b, mat.SVDThin) {
		return turn, slope, 0
	}
	for _, d := range svd.Values(nil) {
		gain += d
	}
	var u, v mat.Dense
	svd.UTo(&u)
	svd.VTo(&v)
	next = mat.NewDense(k, k, nil)
	next.Mul(&u, v.T())
	return next, slope, gain
}

// normalised are the rows scaled to length one, and their lengths; rows of zeros stay.
func normalised(loadings *mat.Dense) (*mat.Dense, []float64) {
	p, k := loadings.Dims()
	a, lengths := mat.NewDense(p, k, nil), make([]float64, p)
	for i := range p {
		lengths[i] = mat.Norm(loadings.RowView(i), 2)
		if lengths[i] == 0 {
			continue
		}
		for f := range k {
			a.Set(i, f, loadings.At(i, f)/lengths[i])
		}
	}
	return a, lengths
}

// orient sorts and signs the columns.
func (r *Rotated) orient() {
	p, k := r.Loadings.Dims()
	squares, signs, order := make([]float64, k), make([]float64, k), make([]int, k)
	for f := range k {
		sum := 0.0
		for i := range p {
			x := r.Loadings.At(i, f)
			sum += x
			squares[f] += x * x
		}
		order[f], signs[f] = f, 1
		if sum < 0 {
			signs[f] = -1
		}
	}
	sort.SliceStable(order, func(a, b int) bool { return squares[order[a]] > squares[order[b]] })
	loadings, phi := mat.NewDense(p, k, nil), mat.NewSymDense(k, nil)
	for f, from := range order {
		for i := range p {
			loadings.Set(i, f, signs[from]*r.Loadings.At(i, from))
		}
		for g, other := range order[:f+1] {
			phi.SetSym(f, g, signs[from]*signs[other]*r.Phi.At(from, other))
		}
	}
	r.Loadings, r.Phi = loadings, phi
}

// explained is diag(ΦΛ'Λ)/p.
func (r *Rotated) explained() []float64 {
	p, k := r.Loadings.Dims()
	var square, product mat.Dense
	square.Mul(r.Loadings.T(), r.Loadings)
	product.Mul(r.Phi, &square)
	shares := make([]float64, k)
	for f := range shares {
		shares[f] = product.At(f, f) / float64(p)
	}
	return shares
}

// unit is the unit matrix.
func unit(k int) *mat.SymDense {
	u := mat.NewSymDense(k, nil)
	for i := range k {
		u.SetSym(i, i, 1)
	}
	return u
}

func unitDense(k int) *mat.Dense { return mat.DenseCopyOf(unit(k)) }

// finite refuses loadings with a missing or infinite value.
func finite(loadings *mat.Dense) error {
	p, k := loadings.Dims()
	for i := range p {
		for f := range k {
			if x := loadings.At(i, f); math.IsNaN(x) || math.IsInf(x, 0) {
				return &stat.Error{Package: pkg, Reason: stat.NotFinite, Subject: "loadings", Row: i + 1}
			}
		}
	}
	return nil
}
