package scale

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// discrepancy is F with its derivatives. The derivative of Σ by any parameter is xy' + yx' with two
// vectors x and y, columns of X and Y: for a loading the unit vector of its item and the column of
// its factor in ΛΦ, for a residual variance the unit vector and its half, for a correlation the
// columns of its factors in Λ. With W = Σ⁻¹, B = WSW and A = W − B,
//
//	∂F/∂a     = 2·x'Ay
//	∂²F/∂a∂b = −tr(WΣ_aWΣ_b) + 2·tr(WΣ_aBΣ_b) + tr(AΣ_ab)
func (c *cfaModel) discrepancy(x, grad []float64, hess *mat.SymDense) float64 {
	p := len(c.factor)
	sigma := c.implied(x)
	var factor mat.Cholesky
	if !factor.Factorize(sigma) {
		return math.Inf(1) // outside the domain
	}
	var w mat.SymDense
	if factor.InverseTo(&w) != nil {
		return math.Inf(1)
	}
	f := factor.LogDet() - c.logDet - float64(p)
	for i := range p {
		for j := range p {
			f += c.r.At(i, j) * w.At(i, j)
		}
	}
	if grad == nil {
		return f
	}
	var half, b, a mat.Dense
	half.Mul(&w, c.r)
	b.Mul(&half, &w)
	a.Sub(&w, &b)
	left, right := c.directions(x)
	var ay mat.Dense
	ay.Mul(&a, right)
	for q := range grad {
		grad[q] = 2 * mat.Dot(left.ColView(q), ay.ColView(q))
	}
	xwx, xwy, ywy := forms(left, right, &w)
	xbx, xby, yby := forms(left, right, &b)
	for q := range grad {
		for s := range q + 1 {
			own := 2 * (xwy.At(s, q)*xwy.At(q, s) + ywy.At(q, s)*xwx.At(q, s))
			mixed := xwy.At(s, q)*xby.At(q, s) + ywy.At(q, s)*xbx.At(q, s) + xwx.At(q, s)*yby.At(q, s) + xwy.At(q, s)*xby.At(s, q)
			hess.SetSym(q, s, 2*mixed-own)
		}
	}
	c.addSecond(x, hess, &a)
	return f
}

// directions are X and Y.
func (c *cfaModel) directions(x []float64) (left, right *mat.Dense) {
	p, q := len(c.factor), c.parameters()
	left, right = mat.NewDense(p, q, nil), mat.NewDense(p, q, nil)
	lambda, phi := c.expand(x)
	var u mat.Dense
	u.Mul(lambda, phi)
	for i, f := range c.factor {
		left.Set(i, i, 1)
		left.Set(i, p+i, 1)
		right.Set(i, p+i, 0.5)
		for j := range p {
			right.Set(j, i, u.At(j, f))
		}
	}
	for f := range c.k {
		for g := range f {
			for j := range p {
				left.Set(j, c.corr(f, g), lambda.At(j, f))
				right.Set(j, c.corr(f, g), lambda.At(j, g))
			}
		}
	}
	return left, right
}

// forms are X'MX, X'MY and Y'MY.
func forms(x, y *mat.Dense, m mat.Matrix) (xmx, xmy, ymy *mat.Dense) {
	var mx, my mat.Dense
	mx.Mul(m, x)
	my.Mul(m, y)
	xmx, xmy, ymy = &mat.Dense{}, &mat.Dense{}, &mat.Dense{}
	xmx.Mul(x.T(), &mx)
	xmy.Mul(x.T(), &my)
	ymy.Mul(y.T(), &my)
	return xmx, xmy, ymy
}

// addSecond adds tr(AΣ_ab), which is not zero for two loadings, and for a loading and a correlation
// of its factor.
func (c *cfaModel) addSecond(x []float64, hess *mat.SymDense, a *mat.Dense) {
	lambda, phi := c.expand(x)
	var al mat.Dense
	al.Mul(a, lambda)
	add := func(i, j int, v float64) { hess.SetSym(i, j, hess.At(i, j)+v) }
	for i, f := range c.factor {
		for j, g := range c.factor[:i+1] {
			add(i, j, 2*phi.At(f, g)*a.At(i, j))
		}
		for g := range c.k {
			if g != f {
				add(i, c.corr(max(f, g), min(f, g)), 2*al.At(i, g))
			}
		}
	}
}

// information is tr(WΣ_aWΣ_b), the expected Hessian of F.
func (c *cfaModel) information(x []float64) *mat.SymDense {
	var factor mat.Cholesky
	var w mat.SymDense
	if !factor.Factorize(c.implied(x)) || factor.InverseTo(&w) != nil {
		return nil
	}
	left, right := c.directions(x)
	xwx, xwy, ywy := forms(left, right, &w)
	info := mat.NewSymDense(len(x), nil)
	for q := range x {
		for s := range q + 1 {
			info.SetSym(q, s, 2*(xwy.At(s, q)*xwy.At(q, s)+ywy.At(q, s)*xwx.At(q, s)))
		}
	}
	return info
}
