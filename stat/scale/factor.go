package scale

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/internal/dist"
	"manyi.dev/manyi/stat/internal/par"
)

// Method is an estimator of the factor model.
type Method string

// The estimators.
const (
	MaximumLikelihood Method = "ml"     // the default
	MinRes            Method = "minres" // least squares of the correlations off the diagonal
)

// Rotation is how factors are turned to be read.
type Rotation string

// The rotations.
const (
	Unrotated        Rotation = "none"    // the default
	VarimaxRotation  Rotation = "varimax" // orthogonal, with Kaiser normalisation
	QuartiminOblimin Rotation = "oblimin" // oblique, direct oblimin with γ = 0
)

// FactorOptions are the choices of Factors. The zero value is maximum likelihood, unrotated.
type FactorOptions struct {
	Method   Method
	Rotation Rotation
}

// FactorModel is an exploratory factor analysis R ≈ ΛΦΛ' + Ψ of p items with k factors.
type FactorModel struct {
	// Loadings are Λ, items by factors: regression weights of standardised items on factors, which
	// are their correlations when factors are not oblique. Factors come in falling order of their
	// sum of squared loadings, signed so that the sum of their loadings is positive.
	Loadings *mat.Dense
	// Phi are the correlations of the factors: the unit matrix unless rotated obliquely.
	Phi *mat.SymDense
	// Uniqueness is ψ, the share of an item's variance that the factors leave, in [0.005, 1].
	Uniqueness []float64
	// Explained is the share of the variance of all items behind each factor, with oblique factors
	// diag(ΦΛ'Λ)/p.
	Explained []float64
	// Heywood are the places of items whose uniqueness is at its lower bound: the model has too
	// many factors or an item is nearly a copy of another.
	Heywood []int
	// Discrepancy is the minimum: of maximum likelihood Σ(γ − ln γ − 1), of minres half the sum of
	// squared residual eigenvalues.
	Discrepancy float64
	// ChiSquare tests, with DF, whether k factors are enough: (n − 1 − (2p+5)/6 − 2k/3)·F of
	// maximum likelihood (Bartlett 1951). NaN with minres, without degrees of freedom or with an
	// unknown number of rows.
	ChiSquare, DF, P float64
}

// lowestUniqueness is the lower bound of a uniqueness.
const lowestUniqueness = 0.005

// Factors fits the common factor model with k factors to the correlations of the items.
//
// Maximum likelihood (Jöreskog 1967) minimises ln|Σ| + tr(RΣ⁻¹) − ln|R| − p, minres (Harman &
// Jones 1966) the squared residuals; both over the uniquenesses in [0.005, 1], by Newton steps with
// exact second derivatives from several fixed starting points, of which the lowest minimum counts.
// The model needs ((p−k)² − p − k)/2 ≥ 0 degrees of freedom and three items.
// R: factanal(rotation = "none") and psych::fa(fm = "minres"), then varimax or GPArotation::oblimin.
func Factors(m Matrix, k int, options FactorOptions) (FactorModel, error) {
	if err := m.check(3); err != nil {
		return FactorModel{}, err
	}
	p := m.Items()
	df := float64((p-k)*(p-k)-p-k) / 2
	if k < 1 || k >= p || df < 0 {
		return FactorModel{}, &stat.Error{Package: pkg, Reason: stat.OutOfRange, Subject: "number of factors", Got: float64(k)}
	}
	r, inverse, err := m.inverse()
	if err != nil {
		return FactorModel{}, err
	}
	a := FactorModel{DF: df, ChiSquare: math.NaN()}
	var loadings *mat.Dense
	switch options.Method {
	case MaximumLikelihood, "":
		loadings, err = a.likelihood(r, inverse, k)
		if m.N > 0 && df > 0 {
			a.ChiSquare = (float64(m.N) - 1 - float64(2*p+5)/6 - float64(2*k)/3) * a.Discrepancy
		}
	case MinRes:
		loadings, err = a.minres(r, inverse, k)
	default:
		err = &stat.Error{Package: pkg, Reason: stat.Unknown, Subject: "method " + string(options.Method)}
	}
	if err != nil {
		return FactorModel{}, err
	}
	a.P = dist.ChiSquareP(a.ChiSquare, df)
	for i, u := range a.Uniqueness {
		if u <= lowestUniqueness*(1+1e-6) {
			a.Heywood = append(a.Heywood, i)
		}
	}
	return a.rotate(loadings, options.Rotation)
}

// rotate turns the loadings and fills what follows from them.
func (a FactorModel) rotate(loadings *mat.Dense, rotation Rotation) (FactorModel, error) {
	_, k := loadings.Dims()
	turned := Rotated{Loadings: loadings, Phi: unit(k)}
	var err error
	switch rotation {
	case Unrotated, "":
		turned.orient()
	case VarimaxRotation:
		turned, err = Varimax(loadings)
	case QuartiminOblimin:
		turned, err = Oblimin(loadings, 0)
	default:
		err = &stat.Error{Package: pkg, Reason: stat.Unknown, Subject: "rotation " + string(rotation)}
	}
	if err != nil {
		return FactorModel{}, err
	}
	a.Loadings, a.Phi, a.Explained = turned.Loadings, turned.Phi, turned.explained()
	return a, nil
}

// likelihood fits by maximum likelihood and gives the loadings √ψ·ω·√(γ − 1).
func (a *FactorModel) likelihood(r, inverse *mat.SymDense, k int) (*mat.Dense, error) {
	best, err := lowest(likelihood(r, k), starts(inverse, k), math.Log, math.Log(lowestUniqueness), 0)
	if err != nil {
		return nil, err
	}
	s, _ := scaledSpectrum(r, best.x)
	a.Discrepancy = best.value
	a.Uniqueness = make([]float64, len(best.x))
	loadings := mat.NewDense(len(best.x), k, nil)
	for i, theta := range best.x {
		a.Uniqueness[i] = math.Exp(theta)
		for m := range k {
			loadings.Set(i, m, math.Exp(theta/2)*s.vectors[m][i]*math.Sqrt(max(0, s.values[m]-1)))
		}
	}
	return loadings, nil
}

// minres fits by least squares and gives the loadings ω·√λ.
func (a *FactorModel) minres(r, inverse *mat.SymDense, k int) (*mat.Dense, error) {
	same := func(x float64) float64 { return x }
	best, err := lowest(leastSquares(r, k), starts(inverse, k), same, lowestUniqueness, 1)
	if err != nil {
		return nil, err
	}
	s, _ := spectrumOf(reduced(r, one, func(i int) float64 { return best.x[i] }))
	a.Discrepancy, a.Uniqueness = best.value, best.x
	loadings := mat.NewDense(len(best.x), k, nil)
	for i := range best.x {
		for m := range k {
			loadings.Set(i, m, s.vectors[m][i]*math.Sqrt(max(0, s.values[m])))
		}
	}
	return loadings, nil
}

// Numbers of starting points.
const (
	fewStarts  = 9  // when all of them that end in a minimum end in the same one
	manyStarts = 73 // otherwise
)

// starts are fixed starting values of the uniquenesses: Jöreskog's (1 − k/2p)/r^jj, the same for
// all items at several heights, and some that differ between items: the multiples of the square
// roots of primes modulo one, which fill the box evenly.
func starts(inverse *mat.SymDense, k int) func(s int) []float64 {
	p := inverse.SymmetricDim()
	roots := primeRoots(p)
	heights := []float64{0.15, 0.35, 0.6, 0.85}
	return func(s int) []float64 {
		x := make([]float64, p)
		for i := range x {
			switch {
			case s == 0:
				x[i] = (1 - float64(k)/float64(2*p)) / inverse.At(i, i)
			case s <= len(heights):
				x[i] = heights[s-1]
			default:
				_, x[i] = math.Modf(float64(s) * roots[i])
			}
			x[i] = max(2*lowestUniqueness, min(1-2*lowestUniqueness, x[i]))
		}
		return x
	}
}

// primeRoots are the square roots of the first n primes.
func primeRoots(n int) []float64 {
	var primes []int
	roots := make([]float64, 0, n)
	for x := 2; len(roots) < n; x++ {
		if !slices.ContainsFunc(primes, func(q int) bool { return x%q == 0 }) {
			primes = append(primes, x)
			roots = append(roots, math.Sqrt(float64(x)))
		}
	}
	return roots
}

// lowest minimises f from the starts, mapped by scale into its coordinates, and keeps the lowest
// minimum; at equal depth the first.
func lowest(f objective, starts func(s int) []float64, scale func(float64) float64, low, high float64) (minimum, error) {
	ends := make([]minimum, manyStarts)
	run := func(from, to int) {
		par.Do(to-from, func(s int) {
			x := starts(from + s)
			for i := range x {
				x[i] = scale(x[i])
			}
			ends[from+s] = minimise(f, x, low, high)
		})
		ends = ends[:to]
	}
	run(0, fewStarts)
	if spread(ends) > sameDepth {
		ends = ends[:manyStarts]
		run(fewStarts, manyStarts)
	}
	best, nearest := -1, 0
	for s, end := range ends {
		if end.found() && (best < 0 || end.value < ends[best].value-sameDepth) {
			best = s
		}
		if end.slope < ends[nearest].slope {
			nearest = s
		}
	}
	if best < 0 {
		return minimum{}, &stat.Error{
			Package: pkg, Reason: stat.NoConvergence, Subject: "factor analysis",
			Iterations: ends[nearest].steps, Distance: ends[nearest].slope,
		}
	}
	return ends[best], nil
}

// sameDepth is the difference up to which two minima count as equally deep.
const sameDepth = 1e-10

// spread is the difference of the highest and the lowest minimum, infinite without any.
func spread(ends []minimum) float64 {
	low, high := math.Inf(1), math.Inf(-1)
	for _, end := range ends {
		if end.found() {
			low, high = min(low, end.value), max(high, end.value)
		}
	}
	if math.IsInf(low, 1) {
		return low
	}
	return high - low
}
