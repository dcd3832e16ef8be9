package scale

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/internal/dist"
)

// report turns the parameters of the correlations into the units of the matrix.
func (c *cfaModel) report(part Matrix, best minimum, names []string) Confirmatory {
	p := len(c.factor)
	x := best.x
	c.sign(x)
	covariance := c.covariance(x, part.N)
	out := Confirmatory{Loadings: make([]Loading, p), Factors: make([]Construct, c.k), Phi: unit(c.k), Fit: c.measures(best, part.N)}
	sd := make([]float64, p)
	standardised := make([][]float64, c.k)
	for i, f := range c.factor {
		sd[i] = math.Sqrt(part.Values.At(i, i))
		l := Loading{Factor: f, Residual: x[p+i] * sd[i] * sd[i], Standardised: x[i] / math.Sqrt(x[i]*x[i]+x[p+i])}
		if part.Names != nil {
			l.Item = part.Names[i]
		}
		l.Loading = estimate(x[i]*sd[i], covariance.At(i, i)*sd[i]*sd[i], part.N)
		out.Loadings[i] = l
		standardised[f] = append(standardised[f], l.Standardised)
	}
	for f := range c.k {
		out.Factors[f] = Construct{Name: names[f], CR: CompositeReliability(standardised[f]), AVE: AVE(standardised[f])}
		out.Factors[f].Omega = c.omega(f, x, sd, covariance, part.N)
		for g := range f {
			out.Phi.SetSym(f, g, x[c.corr(f, g)])
		}
	}
	return out
}

// estimate is a figure of n rows with a large-sample variance.
func estimate(value, variance float64, n int) stat.Estimate {
	return stat.New(stat.Parts{
		Value: value, Variance: variance, SRSVariance: variance, DF: math.Inf(1),
		N: int64(n), SumW: float64(n), SumW2: float64(n),
	})
}

// sign makes the sum of each factor's loadings positive.
func (c *cfaModel) sign(x []float64) {
	sums := make([]float64, c.k)
	for i, f := range c.factor {
		sums[f] += x[i]
	}
	for i, f := range c.factor {
		if sums[f] < 0 {
			x[i] = -x[i]
		}
	}
	for f := range c.k {
		for g := range f {
			if (sums[f] < 0) != (sums[g] < 0) {
				x[c.corr(f, g)] = -x[c.corr(f, g)]
			}
		}
	}
}

// covariance is that of the parameters, 2/n times the inverse information; NaN when n is unknown
// or the information is singular.
func (c *cfaModel) covariance(x []float64, n int) *mat.SymDense {
	q := len(x)
	covariance := mat.NewSymDense(q, nil)
	var factor mat.Cholesky
	info := c.information(x)
	if n == 0 || info == nil || !factor.Factorize(info) || factor.InverseTo(covariance) != nil {
		for i := range q {
			for j := range i + 1 {
				covariance.SetSym(i, j, math.NaN())
			}
		}
		return covariance
	}
	covariance.ScaleSym(2/float64(n), covariance)
	return covariance
}

// omega is ω of one factor, with derivatives 2s·t/(s²+t)² by λ and −s²/(s²+t)² by θ, where s = Σλ
// and t = Σθ in the units of the matrix.
func (c *cfaModel) omega(f int, x, sd []float64, covariance *mat.SymDense, n int) stat.Estimate {
	p := len(c.factor)
	s, t := 0.0, 0.0
	for i, g := range c.factor {
		if g == f {
			s += x[i] * sd[i]
			t += x[p+i] * sd[i] * sd[i]
		}
	}
	whole := s*s + t
	slope := mat.NewVecDense(len(x), nil)
	for i, g := range c.factor {
		if g == f {
			slope.SetVec(i, 2*s*t/(whole*whole)*sd[i])
			slope.SetVec(p+i, -s*s/(whole*whole)*sd[i]*sd[i])
		}
	}
	return estimate(s*s/whole, mat.Inner(slope, covariance, slope), n)
}

// measures are the fit measures.
func (c *cfaModel) measures(best minimum, rows int) Fit {
	p := float64(len(c.factor))
	fit := Fit{DF: p*(p+1)/2 - float64(c.parameters()), SRMR: c.residual(best.x)}
	n := float64(rows)
	if rows == 0 {
		n = math.NaN()
	}
	fit.ChiSquare = n * max(0, best.value)
	fit.P = dist.ChiSquareP(fit.ChiSquare, fit.DF)
	null, dfNull := -n*c.logDet, p*(p-1)/2
	excess, excessNull := fit.ChiSquare-fit.DF, null-dfNull
	fit.CFI, fit.TLI, fit.RMSEA = 1-max(excess, 0)/max(excess, excessNull, 0), 1-excess*dfNull/(excessNull*fit.DF), math.Sqrt(max(excess, 0)/(n*fit.DF))
	if max(excess, 0) == 0 {
		fit.CFI = 1
	}
	if fit.DF == 0 {
		fit.TLI, fit.RMSEA = 1, 0
	}
	return fit
}

// residual is SRMR.
func (c *cfaModel) residual(x []float64) float64 {
	sigma := c.implied(x)
	p := len(c.factor)
	sum := 0.0
	for i := range p {
		for j := range i + 1 {
			d := c.r.At(i, j) - sigma.At(i, j)
			sum += d * d
		}
	}
	return math.Sqrt(sum / float64(p*(p+1)/2))
}
