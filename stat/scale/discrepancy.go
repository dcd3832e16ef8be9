package scale

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// Both estimators of the factor model R = ΛΛ' + Ψ are functions of the uniquenesses alone: for
// given Ψ the best Λ is known from an eigenproblem. With c_m = ω_im·ω_jm for eigenvector m, the
// derivatives below follow from those of eigenvalues and eigenvectors.

// spectrum is the eigenproblem of a symmetric matrix: values falling, vectors[m] belongs to values[m].
type spectrum struct {
	values  []float64
	vectors [][]float64
}

// spectrumOf solves the eigenproblem; ok is false when that fails.
func spectrumOf(a *mat.SymDense) (s spectrum, ok bool) {
	var eigen mat.EigenSym
	if !eigen.Factorize(a, true) {
		return s, false
	}
	s.values = eigen.Values(nil)
	slices.Reverse(s.values)
	var v mat.Dense
	eigen.VectorsTo(&v)
	p := len(s.values)
	s.vectors = make([][]float64, p)
	for m := range p {
		s.vectors[m] = mat.Col(nil, p-1-m, &v)
	}
	return s, true
}

// reduced is D·R·D − E with diagonal D and E.
func reduced(r *mat.SymDense, d, e func(i int) float64) *mat.SymDense {
	p := r.SymmetricDim()
	a := mat.NewSymDense(p, nil)
	for i := range p {
		for j := range i {
			a.SetSym(i, j, r.At(i, j)*d(i)*d(j))
		}
		a.SetSym(i, i, r.At(i, i)*d(i)*d(i)-e(i))
	}
	return a
}

func one(int) float64  { return 1 }
func zero(int) float64 { return 0 }

// gap keeps the difference of two eigenvalues away from zero, where their vectors are not determined.
func gap(d float64) float64 {
	const least = 1e-7
	if math.Abs(d) < least {
		return math.Copysign(least, d)
	}
	return d
}

// scaledSpectrum is that of Ψ^−½·R·Ψ^−½ with θ = ln ψ.
func scaledSpectrum(r *mat.SymDense, theta []float64) (spectrum, bool) {
	root := make([]float64, len(theta))
	for i, t := range theta {
		root[i] = math.Exp(-t / 2)
	}
	return spectrumOf(reduced(r, func(i int) float64 { return root[i] }, zero))
}

// likelihood is the discrepancy of maximum likelihood (Lawley & Maxwell 1971, chapter 4) in
// θ = ln ψ, with the eigenvalues γ of Ψ^−½·R·Ψ^−½ beyond the first k:
//
//	F = Σ (γ_m − ln γ_m − 1)
//	∂F/∂θ_i = Σ (1 − γ_m)·ω_im²
//	∂²F/∂θ_i∂θ_j = Σ_m c_m · Σ_m γ_m·c_m + Σ_m Σ_{n≤k} (1−γ_m)·(γ_n+γ_m)/(γ_n−γ_m)·c_m·c_n
func likelihood(r *mat.SymDense, k int) objective {
	return func(theta, grad []float64, hess *mat.SymDense) float64 {
		s, ok := scaledSpectrum(r, theta)
		if !ok {
			return math.NaN()
		}
		f := 0.0
		for _, g := range s.values[k:] {
			if g <= 0 {
				return math.Inf(1)
			}
			f += g - math.Log(g) - 1
		}
		if grad == nil {
			return f
		}
		slope(grad, s, k, func(m int) float64 { return 1 - s.values[m] })
		cross := crossWeights(s, k, func(m, n int) float64 {
			gm, gn := s.values[m], s.values[n]
			return (1 - gm) * (gn + gm) / gap(gn-gm)
		})
		bend(hess, s, k, cross, func(m int) (float64, float64) { return 1, s.values[m] })
		return f
	}
}

// leastSquares is the discrepancy of minres (Harman & Jones 1966) in ψ, with the eigenvalues λ of
// R − Ψ beyond the first k, and those of the first k that are negative and explain nothing:
//
//	F = ½·Σ λ_m²
//	∂F/∂ψ_i = −Σ λ_m·ω_im²
//	∂²F/∂ψ_i∂ψ_j = (Σ_m c_m)² + 2·Σ_m Σ_{n≤k} λ_m/(λ_m−λ_n)·c_m·c_n
func leastSquares(r *mat.SymDense, k int) objective {
	return func(psi, grad []float64, hess *mat.SymDense) float64 {
		s, ok := spectrumOf(reduced(r, one, func(i int) float64 { return psi[i] }))
		if !ok {
			return math.NaN()
		}
		k := k
		for k > 0 && s.values[k-1] < 0 {
			k--
		}
		f := 0.0
		for _, l := range s.values[k:] {
			f += l * l / 2
		}
		if grad == nil {
			return f
		}
		slope(grad, s, k, func(m int) float64 { return -s.values[m] })
		cross := crossWeights(s, k, func(m, n int) float64 {
			return 2 * s.values[m] / gap(s.values[m]-s.values[n])
		})
		bend(hess, s, k, cross, func(int) (float64, float64) { return 1, 1 })
		return f
	}
}

// slope is Σ_{m>k} weight(m)·ω_im².
func slope(grad []float64, s spectrum, k int, weight func(m int) float64) {
	for i := range grad {
		grad[i] = 0
		for m := k; m < len(s.values); m++ {
			grad[i] += weight(m) * s.vectors[m][i] * s.vectors[m][i]
		}
	}
}

// crossWeights tabulates the weights of pairs of an eigenvalue m > k and one n ≤ k.
func crossWeights(s spectrum, k int, weight func(m, n int) float64) [][]float64 {
	w := make([][]float64, len(s.values))
	for m := k; m < len(w); m++ {
		w[m] = make([]float64, k)
		for n := range k {
			w[m][n] = weight(m, n)
		}
	}
	return w
}

// bend is Σ_{m>k} u_m·c_m · Σ_{m>k} v_m·c_m + Σ_{m>k, n≤k} w_mn·c_m·c_n, with u and v from outer.
func bend(hess *mat.SymDense, s spectrum, k int, cross [][]float64, outer func(m int) (u, v float64)) {
	p := len(s.values)
	c := make([]float64, p)
	for i := range p {
		for j := range i + 1 {
			for m := range c {
				c[m] = s.vectors[m][i] * s.vectors[m][j]
			}
			var left, right, sum float64
			for m := k; m < p; m++ {
				u, v := outer(m)
				left += u * c[m]
				right += v * c[m]
				inner := 0.0
				for n, w := range cross[m] {
					inner += w * c[n]
				}
				sum += c[m] * inner
			}
			hess.SetSym(i, j, left*right+sum)
		}
	}
}
