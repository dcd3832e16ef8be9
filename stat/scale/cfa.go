package scale

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/internal/par"
)

// Confirmatory is a confirmatory factor analysis: every item belongs to one factor, the factors
// have variance one and may correlate.
type Confirmatory struct {
	Loadings []Loading // block by block, in the order of the blocks' items
	Factors  []Construct
	Phi      *mat.SymDense // correlations of the factors; beyond ±1 when the model is wrong
	Fit      Fit
}

// Loading is an item's part in a confirmatory model, in the units of the matrix.
type Loading struct {
	Item     string
	Factor   int           // place of its factor
	Loading  stat.Estimate // λ, with the error of the expected information
	Residual float64       // θ, the item's own variance; negative when the model is wrong (a Heywood case)
	// Standardised is λ/√(λ² + θ), the correlation of item and factor.
	Standardised float64
}

// Construct is how well the sum of a factor's items measures it.
type Construct struct {
	Name string
	// Omega is McDonald's ω of the items as they are, (Σλ)²/((Σλ)² + Σθ), with the error of the
	// delta method.
	Omega stat.Estimate
	CR    float64 // CompositeReliability of the standardised loadings
	AVE   float64 // AVE of the standardised loadings
}

// Fit is how well a model reproduces the covariances. All are NaN when the number of rows is
// unknown, except SRMR and DF.
type Fit struct {
	ChiSquare, DF, P float64 // n·F, p of exact fit
	CFI, TLI         float64 // against independent items: above 0.95 good
	RMSEA            float64 // below 0.06 good
	SRMR             float64 // root mean square residual correlation: below 0.08 good
}

// OneFactor is the confirmatory analysis of all items as one scale. It needs three items, four for
// a fit that can fail.
func OneFactor(m Matrix) (Confirmatory, error) {
	if err := m.check(3); err != nil {
		return Confirmatory{}, err
	}
	all := make([]int, m.Items())
	for j := range all {
		all[j] = j
	}
	return confirm(m, [][]int{all}, []string{""})
}

// CFA fits a confirmatory factor model by maximum likelihood (Jöreskog 1969), Σ = ΛΦΛ' + Θ:
//
//	minimise F = ln|Σ| + tr(SΣ⁻¹) − ln|S| − p,   χ² = n·F
//
// over loadings, residual variances and factor correlations, none of them bounded, by Newton steps
// with exact second derivatives. A block needs two items, three when it is the only one. Loadings of
// a factor are signed so that their sum is positive. With χ²_0 = −n·ln|R| of independent items and
// df_0 = p(p−1)/2:
//
//	CFI   = 1 − max(χ²−df, 0)/max(χ²−df, χ²_0−df_0, 0)
//	TLI   = 1 − (χ²−df)·df_0/((χ²_0−df_0)·df)
//	RMSEA = √(max(χ²−df, 0)/(n·df))
//	SRMR  = √(Σ_{j≤k} (s_jk − σ_jk)²/(s_jj·s_kk)/(p(p+1)/2))
//
// Standard errors are in the units of a covariance matrix with divisor n − 1, as Covariance makes
// it. R: lavaan::cfa(std.lv = TRUE), whose loadings have the divisor n.
func CFA(m Matrix, blocks ...Block) (Confirmatory, error) {
	places, err := m.places(blocks)
	if err != nil {
		return Confirmatory{}, err
	}
	names := make([]string, len(blocks))
	for f, block := range blocks {
		names[f] = block.Name
		if least := leastItems(len(blocks)); len(block.Items) < least {
			return Confirmatory{}, &stat.Error{
				Package: pkg, Reason: stat.TooFewGroups, Subject: "items of block " + block.Name,
				Got: float64(len(block.Items)), Want: float64(least),
			}
		}
	}
	return confirm(m, places, names)
}

func leastItems(blocks int) int {
	if blocks == 1 {
		return 3
	}
	return 2
}

// confirm fits the model whose factors have the items at the given places.
func confirm(m Matrix, places [][]int, names []string) (Confirmatory, error) {
	model, part := newModel(m, places)
	r, factor, err := part.factorise()
	if err != nil {
		return Confirmatory{}, err
	}
	model.r, model.logDet = r, factor.LogDet()
	best, err := model.fit(part)
	if err != nil {
		return Confirmatory{}, err
	}
	return model.report(part, best, names), nil
}

// cfaModel is a confirmatory model of the correlations r. Its parameters are the loadings, the
// residual variances (both in the order of the items) and the factor correlations below the
// diagonal, row by row.
type cfaModel struct {
	r      *mat.SymDense
	logDet float64 // of r
	factor []int   // of each item
	k      int
}

// newModel makes the model and the matrix of its items, block by block.
func newModel(m Matrix, places [][]int) (*cfaModel, Matrix) {
	model := &cfaModel{k: len(places)}
	var items []int
	for f, block := range places {
		for _, j := range block {
			items = append(items, j)
			model.factor = append(model.factor, f)
		}
	}
	part := Matrix{N: m.N, Values: mat.NewSymDense(len(items), nil)}
	for a, i := range items {
		if m.Names != nil {
			part.Names = append(part.Names, m.Names[i])
		}
		for b, j := range items[:a+1] {
			part.Values.SetSym(a, b, m.Values.At(i, j))
		}
	}
	return model, part
}

// parameters is their number.
func (c *cfaModel) parameters() int { return 2*len(c.factor) + c.k*(c.k-1)/2 }

// corr is the place of the correlation of two factors, f > g.
func (c *cfaModel) corr(f, g int) int { return 2*len(c.factor) + f*(f-1)/2 + g }

// expand are the loadings as a matrix, and the factor correlations.
func (c *cfaModel) expand(x []float64) (lambda, phi *mat.Dense) {
	lambda, phi = mat.NewDense(len(c.factor), c.k, nil), unitDense(c.k)
	for i, f := range c.factor {
		lambda.Set(i, f, x[i])
	}
	for f := range c.k {
		for g := range f {
			phi.Set(f, g, x[c.corr(f, g)])
			phi.Set(g, f, x[c.corr(f, g)])
		}
	}
	return lambda, phi
}

// implied is Σ.
func (c *cfaModel) implied(x []float64) *mat.SymDense {
	p := len(c.factor)
	sigma := mat.NewSymDense(p, nil)
	for i, f := range c.factor {
		for j, g := range c.factor[:i+1] {
			s := x[i] * x[j]
			switch {
			case i == j:
				s += x[p+i]
			case f > g:
				s *= x[c.corr(f, g)]
			case g > f:
				s *= x[c.corr(g, f)]
			}
			sigma.SetSym(i, j, s)
		}
	}
	return sigma
}

// fit finds the lowest minimum from two starts: factor analyses of the single blocks with the
// correlations of their sums, and equal loadings with weak correlations.
func (c *cfaModel) fit(part Matrix) (minimum, error) {
	starts := [][]float64{c.start(part), make([]float64, c.parameters())}
	for i := range c.factor {
		starts[1][i], starts[1][len(c.factor)+i] = 0.7, 0.5
	}
	ends := make([]minimum, len(starts))
	par.Do(len(starts), func(s int) { ends[s] = minimise(c.discrepancy, starts[s], math.Inf(-1), math.Inf(1)) })
	best := ends[0]
	if ends[1].found() && (!best.found() || ends[1].value < best.value-1e-10) {
		best = ends[1]
	}
	if !best.found() {
		return best, &stat.Error{
			Package: pkg, Reason: stat.NoConvergence, Subject: "confirmatory factor analysis",
			Iterations: best.steps, Distance: best.slope,
		}
	}
	return best, nil
}

// start are starting values from the blocks.
func (c *cfaModel) start(part Matrix) []float64 {
	p := len(c.factor)
	x := make([]float64, c.parameters())
	groups := make([][]int, c.k)
	for i, f := range c.factor {
		groups[f] = append(groups[f], i)
	}
	sign := make([]float64, p)
	for _, items := range groups {
		_, block := newModel(part, [][]int{items})
		first, err := PCA(block, 1)
		if len(items) > 2 {
			if efa, fault := Factors(block, 1, FactorOptions{}); fault == nil {
				first.Loadings, err = efa.Loadings, nil
			}
		}
		for a, i := range items {
			x[i] = 0.7
			if err == nil {
				x[i] = max(-0.95, min(0.95, first.Loadings.At(a, 0)))
			}
			x[p+i] = 1 - x[i]*x[i]
			sign[i] = math.Copysign(1, x[i])
		}
	}
	for f := range c.k {
		for g := range f {
			cross := sumOf(c.r, groups[f], groups[g], sign)
			own := sumOf(c.r, groups[f], groups[f], sign) * sumOf(c.r, groups[g], groups[g], sign)
			x[c.corr(f, g)] = max(-0.9, min(0.9, cross/math.Sqrt(own)))
		}
	}
	return x
}

// sumOf sums the signed correlations of two groups of items.
func sumOf(r *mat.SymDense, a, b []int, sign []float64) float64 {
	sum := 0.0
	for _, i := range a {
		for _, j := range b {
			sum += sign[i] * sign[j] * r.At(i, j)
		}
	}
	return sum
}
