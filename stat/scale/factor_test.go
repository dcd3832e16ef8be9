package scale_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/scale"
)

// implied is ΛΦΛ' + Ψ.
func implied(f scale.FactorModel) *mat.Dense {
	var half, r mat.Dense
	half.Mul(f.Loadings, f.Phi)
	r.Mul(&half, f.Loadings.T())
	for i, u := range f.Uniqueness {
		r.Set(i, i, r.At(i, i)+u)
	}
	return &r
}

// R: psych::fa(x, 3, fm = "minres", rotate = "none") of the 15 items of three scales.
func TestMinResOfThreeFactors(t *testing.T) {
	t.Parallel()
	m := must[scale.Matrix](t)(scale.Correlation(three(t)))
	f := must[scale.FactorModel](t)(scale.Factors(m, 3, scale.FactorOptions{Method: scale.MinRes}))
	for i, u := range []float64{
		0.588613351314, 0.422040470920, 0.720840445760, 0.465511846073, 0.530913180002, 0.390581985783, 0.422445459299, 0.388536270672,
		0.482964786476, 0.493224437214, 0.469507981359, 0.321132458046, 0.507630878968, 0.400185269206, 0.436452489902,
	} {
		near(t, "uniqueness", f.Uniqueness[i], u, 2e-4) // R stops at 1e-4
	}
	for k, want := range []float64{6.721165885037, 0.865796622600, 0.372456181369} {
		near(t, "explained", f.Explained[k], want/15, 1e-5)
	}
	near(t, "χ² of minres", f.ChiSquare, nan, 0)
}

// R: GPArotation::oblimin(factanal(x, 3, rotation = "none")$loadings, gam = 0 and -1).
func TestOblimin(t *testing.T) {
	t.Parallel()
	m := must[scale.Matrix](t)(scale.Correlation(three(t)))
	straight := must[scale.FactorModel](t)(scale.Factors(m, 3, scale.FactorOptions{}))
	for _, c := range []struct {
		gamma             float64
		phi, squares, one [3]float64 // correlations (2,1), (3,1), (3,2); sums of squares; loadings of the first item
	}{
		{0, [3]float64{0.499401150306, 0.690404610046, 0.477756097921}, [3]float64{2.42653644994, 1.87853217999, 1.63445680675}, [3]float64{0.228307349589, 0.218558278052, 0.305019017110}},
		{-1, [3]float64{0.442205728383, 0.601620610409, 0.383215986178}, [3]float64{2.57180252250, 1.81324208599, 1.42172253876}, [3]float64{0.266297811138, 0.226241490542, 0.289936541914}},
	} {
		o := must[scale.Rotated](t)(scale.Oblimin(straight.Loadings, c.gamma))
		for i, at := range [][2]int{{1, 0}, {2, 0}, {2, 1}} {
			near(t, "phi", o.Phi.At(at[0], at[1]), c.phi[i], 1e-6)
		}
		for k := range 3 {
			near(t, "sum of squares", mat.Dot(o.Loadings.ColView(k), o.Loadings.ColView(k)), c.squares[k], 1e-6)
			near(t, "loading", o.Loadings.At(0, k), c.one[k], 1e-6)
		}
	}
}

// Rotations leave the implied correlations as they are, and varimax and oblimin find their own
// result again from any orthogonal turn of the loadings.
func TestRotationsKeepTheModel(t *testing.T) {
	t.Parallel()
	m := must[scale.Matrix](t)(scale.Correlation(three(t)))
	none := must[scale.FactorModel](t)(scale.Factors(m, 3, scale.FactorOptions{}))
	want := implied(none)
	for _, rotation := range []scale.Rotation{scale.VarimaxRotation, scale.QuartiminOblimin} {
		f := must[scale.FactorModel](t)(scale.Factors(m, 3, scale.FactorOptions{Rotation: rotation}))
		if !mat.EqualApprox(implied(f), want, 1e-10) {
			t.Errorf("%s changed what the model implies", rotation)
		}
		sum, sumNone := 0.0, 0.0
		for k := range 3 {
			sum, sumNone = sum+f.Explained[k], sumNone+none.Explained[k]
		}
		near(t, "explained altogether", sum, sumNone, 1e-10)
		c, s := math.Cos(0.3), math.Sin(0.3)
		var turned mat.Dense
		turned.Mul(none.Loadings, mat.NewDense(3, 3, []float64{c, 0, -s, 0, 1, 0, s, 0, c}))
		again := must[scale.Rotated](t)(scale.Varimax(&turned))
		if rotation == scale.QuartiminOblimin {
			again = must[scale.Rotated](t)(scale.Oblimin(&turned, 0))
		}
		if !mat.EqualApprox(again.Loadings, f.Loadings, 1e-7) {
			t.Errorf("%s depends on how the factors lay", rotation)
		}
	}
}

// Correlations that a model implies exactly give the model back, by both methods.
func TestFactorsRecoverTheModel(t *testing.T) {
	t.Parallel()
	loadings := [][2]float64{{.8, .1}, {.7, .2}, {.75, 0}, {.6, .1}, {.1, .7}, {0, .8}, {.2, .65}, {.1, .5}}
	m := scale.Matrix{N: 200, Values: mat.NewSymDense(8, nil)}
	for i, a := range loadings {
		m.Values.SetSym(i, i, 1)
		for j, b := range loadings[:i] {
			m.Values.SetSym(i, j, a[0]*b[0]+a[1]*b[1])
		}
	}
	for _, method := range []scale.Method{scale.MaximumLikelihood, scale.MinRes} {
		f := must[scale.FactorModel](t)(scale.Factors(m, 2, scale.FactorOptions{Method: method}))
		for i, a := range loadings {
			near(t, "uniqueness "+string(method), f.Uniqueness[i], 1-a[0]*a[0]-a[1]*a[1], 1e-8)
		}
		near(t, "discrepancy", f.Discrepancy, 0, 1e-9)
	}
}

// The order of the items does not matter.
func TestFactorsOfItemsInAnotherOrder(t *testing.T) {
	t.Parallel()
	d := three(t)
	back := stat.Data{}
	for j := range d.Columns {
		back.Columns = append(back.Columns, d.Columns[len(d.Columns)-1-j])
	}
	a := must[scale.FactorModel](t)(scale.Factors(must[scale.Matrix](t)(scale.Correlation(d)), 3, scale.FactorOptions{Rotation: scale.VarimaxRotation}))
	b := must[scale.FactorModel](t)(scale.Factors(must[scale.Matrix](t)(scale.Correlation(back)), 3, scale.FactorOptions{Rotation: scale.VarimaxRotation}))
	for i := range a.Uniqueness {
		near(t, "uniqueness", b.Uniqueness[14-i], a.Uniqueness[i], 1e-8)
		for k := range 3 {
			near(t, "loading", b.Loadings.At(14-i, k), a.Loadings.At(i, k), 1e-6)
		}
	}
}

// A Heywood case stops at the bound: r12·r13/r23 = 1.2 would be the communality of the first item.
func TestHeywoodStopsAtTheBound(t *testing.T) {
	t.Parallel()
	for _, method := range []scale.Method{scale.MaximumLikelihood, scale.MinRes} {
		f := must[scale.FactorModel](t)(scale.Factors(matrix(100, 0.9, 0.8, 0.6), 1, scale.FactorOptions{Method: method}))
		near(t, "uniqueness", f.Uniqueness[0], 0.005, 1e-9)
		if len(f.Heywood) != 1 || f.Heywood[0] != 0 {
			t.Errorf("%s: Heywood cases %v, want the first item", method, f.Heywood)
		}
		near(t, "p without degrees of freedom", f.P, nan, 0)
	}
}

// Noise has many local minima; none found from a random start is lower than the one reported. The
// reported minimum is the same every time.
func TestFactorsFindTheLowestMinimum(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(3, 4))
	d := stat.Data{Columns: make([][]float64, 8)}
	for range 40 {
		common := random.NormFloat64()
		for j := range d.Columns {
			d.Columns[j] = append(d.Columns[j], common+1.5*random.NormFloat64())
		}
	}
	m := must[scale.Matrix](t)(scale.Correlation(d))
	f := must[scale.FactorModel](t)(scale.Factors(m, 3, scale.FactorOptions{}))
	again := must[scale.FactorModel](t)(scale.Factors(m, 3, scale.FactorOptions{}))
	if again.Discrepancy != f.Discrepancy {
		t.Errorf("%v, the second time %v", f.Discrepancy, again.Discrepancy)
	}
	for range 3000 {
		psi := make([]float64, 8)
		for i := range psi {
			psi[i] = max(0.005, min(1, f.Uniqueness[i]*math.Exp(0.3*random.NormFloat64())))
			if random.IntN(3) == 0 {
				psi[i] = 0.005 + 0.995*random.Float64()
			}
		}
		if value := discrepancyAt(m, psi, 3); value < f.Discrepancy-1e-12 {
			t.Fatalf("%g at %v, below the reported minimum %g", value, psi, f.Discrepancy)
		}
	}
}

// discrepancyAt is Σ(γ − ln γ − 1) over the lowest eigenvalues of Ψ^−½RΨ^−½.
func discrepancyAt(m scale.Matrix, psi []float64, k int) float64 {
	p := m.Items()
	a := mat.NewSymDense(p, nil)
	for i := range p {
		for j := range i + 1 {
			a.SetSym(i, j, m.Values.At(i, j)/math.Sqrt(psi[i]*psi[j]))
		}
	}
	var eigen mat.EigenSym
	eigen.Factorize(a, false)
	f := 0.0
	for _, g := range eigen.Values(nil)[:p-k] {
		f += g - math.Log(g) - 1
	}
	return f
}

// A component analysis of everything reproduces the correlations.
func TestPCAOfAllComponents(t *testing.T) {
	t.Parallel()
	m := must[scale.Matrix](t)(scale.Correlation(mobi(t, quality...)))
	c := must[scale.Components](t)(scale.PCA(m, 7))
	var r mat.Dense
	r.Mul(c.Loadings, c.Loadings.T())
	if !mat.EqualApprox(&r, m.Values, 1e-12) {
		t.Error("the loadings do not reproduce the correlations")
	}
}

func TestFactorErrors(t *testing.T) {
	t.Parallel()
	good := matrix(50, 0.5, 0.4, 0.6, 0.3, 0.2, 0.5)
	same := matrix(50, 1, 0.4, 0.4)
	_, tooMany := scale.Factors(good, 2, scale.FactorOptions{})
	_, singular := scale.Factors(same, 1, scale.FactorOptions{})
	_, method := scale.Factors(good, 1, scale.FactorOptions{Method: "pa"})
	_, rotation := scale.Factors(good, 1, scale.FactorOptions{Rotation: "promax"})
	_, few := scale.Factors(matrix(50, 0.5), 1, scale.FactorOptions{})
	_, components := scale.PCA(good, 5)
	_, gamma := scale.Oblimin(mat.NewDense(3, 2, []float64{1, 0, 0, 1, 1, 1}), 1)
	_, missing := scale.Varimax(mat.NewDense(2, 2, []float64{1, nan, 0, 1}))
	for reason, err := range map[stat.Reason][]error{
		stat.OutOfRange: {tooMany, components, gamma}, stat.Singular: {singular},
		stat.Unknown: {method, rotation}, stat.TooFewGroups: {few}, stat.NotFinite: {missing},
	} {
		for _, e := range err {
			if !errors.Is(e, &stat.Error{Reason: reason}) {
				t.Errorf("%v, want %s", e, reason)
			}
		}
	}
}
