package scale_test

import (
	"errors"
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/scale"
)

func blocks() []scale.Block {
	return []scale.Block{{Name: "image", Items: image}, {Name: "quality", Items: quality}, {Name: "satisfaction", Items: satisfaction}}
}

// R: lavaan 0.6-14, cfa(model, std.lv = TRUE) of three correlated factors. lavaan's loadings are of
// the covariances with divisor n.
func TestCFAOfThreeFactors(t *testing.T) {
	t.Parallel()
	c := must[scale.Confirmatory](t)(scale.CFA(must[scale.Matrix](t)(scale.Covariance(three(t))), blocks()...))
	for _, v := range []struct {
		name      string
		got, want float64
	}{
		{"χ²", c.Fit.ChiSquare, 298.1675141},
		{"df", c.Fit.DF, 87},
		{"CFI", c.Fit.CFI, 0.8838166272},
		{"TLI", c.Fit.TLI, 0.859778688},
		{"RMSEA", c.Fit.RMSEA, 0.09853350304},
		{"SRMR", c.Fit.SRMR, 0.06089788332},
		{"image–quality", c.Phi.At(1, 0), 0.9262907965},
		{"image–satisfaction", c.Phi.At(2, 0), 0.9081480076},
		{"quality–satisfaction", c.Phi.At(2, 1), 0.9599469581},
	} {
		near(t, v.name, v.got, v.want, 1e-6)
	}
	n := math.Sqrt(249.0 / 250)
	for _, l := range []struct {
		item     int
		name     string
		value    float64
		se, beta float64
	}{
		{0, "IMAG1", 1.132043801, 0.1013192761, 0.6672484511},
		{5, "PERQ1", 1.097228273, 0.07741749247, 0.7733741302},
		{12, "CUSA1", 0.8702228576, 0.07094719466, 0.7068079541},
	} {
		got := c.Loadings[l.item]
		if got.Item != l.name {
			t.Errorf("item %d is %s, want %s", l.item, got.Item, l.name)
		}
		near(t, l.name, got.Loading.Value()*n, l.value, 1e-5)
		near(t, l.name+" se", got.Loading.SE()*n, l.se, 1e-5)
		near(t, l.name+" standardised", got.Standardised, l.beta, 1e-5)
	}
}

// R: lavaan, om := (l1+…+l7)^2/((l1+…+l7)^2 + t1+…+t7).
func TestOmegaStandardError(t *testing.T) {
	t.Parallel()
	c := must[scale.Confirmatory](t)(scale.OneFactor(must[scale.Matrix](t)(scale.Covariance(mobi(t, quality...)))))
	near(t, "ω", c.Factors[0].Omega.Value(), 0.8740480903, 1e-7)
	near(t, "se", c.Factors[0].Omega.SE(), 0.01222692437, 1e-5)
}

// Three items have a solution in closed form, λ1² = r12·r13/r23, here beyond one: the residual
// variance is negative, not cut off.
func TestCFAOfAHeywoodCase(t *testing.T) {
	t.Parallel()
	c := must[scale.Confirmatory](t)(scale.OneFactor(matrix(100, 0.9, 0.8, 0.6)))
	near(t, "θ1", c.Loadings[0].Residual, 1-1.2, 1e-8)
	near(t, "λ2", c.Loadings[1].Loading.Value(), math.Sqrt(0.9*0.6/0.8), 1e-8)
	near(t, "χ²", c.Fit.ChiSquare, 0, 1e-9)
	if c.Fit.CFI != 1 || c.Fit.TLI != 1 || c.Fit.RMSEA != 0 {
		t.Errorf("fit of a saturated model: %+v", c.Fit)
	}
}

// Where all residual variances are positive, one confirmatory factor is one exploratory factor; an
// item that points the other way has a negative loading.
func TestOneFactorIsTheExploratoryFactor(t *testing.T) {
	t.Parallel()
	d := mobi(t, quality...)
	for i := range d.Columns[2] {
		d.Columns[2][i] *= -3
	}
	m := must[scale.Matrix](t)(scale.Covariance(d))
	c := must[scale.Confirmatory](t)(scale.OneFactor(m))
	f := must[scale.FactorModel](t)(scale.Factors(m, 1, scale.FactorOptions{}))
	for i, l := range c.Loadings {
		near(t, "loading", l.Standardised, f.Loadings.At(i, 0), 1e-7)
	}
	if c.Loadings[2].Standardised >= 0 {
		t.Error("the reversed item loads positively")
	}
	near(t, "CR", c.Factors[0].CR, scale.CompositeReliability(mat.Col(nil, 0, f.Loadings)), 1e-7)
	near(t, "AVE", c.Factors[0].AVE, scale.AVE(mat.Col(nil, 0, f.Loadings)), 1e-7)
}

// Without a number of rows there are loadings, but neither errors nor tests.
func TestCFAWithoutABase(t *testing.T) {
	t.Parallel()
	m := must[scale.Matrix](t)(scale.Correlation(three(t)))
	with := must[scale.Confirmatory](t)(scale.CFA(m, blocks()...))
	m.N = 0
	c := must[scale.Confirmatory](t)(scale.CFA(m, blocks()...))
	near(t, "loading", c.Loadings[3].Loading.Value(), with.Loadings[3].Loading.Value(), 1e-12)
	for name, x := range map[string]float64{"se": c.Loadings[0].Loading.SE(), "χ²": c.Fit.ChiSquare, "CFI": c.Fit.CFI, "RMSEA": c.Fit.RMSEA} {
		near(t, name, x, nan, 0)
	}
	near(t, "SRMR", c.Fit.SRMR, with.Fit.SRMR, 1e-12)
}

func TestCFAErrors(t *testing.T) {
	t.Parallel()
	m := must[scale.Matrix](t)(scale.Correlation(three(t)))
	for _, c := range []struct {
		reason stat.Reason
		blocks []scale.Block
	}{
		{stat.Empty, nil},
		{stat.Empty, []scale.Block{{Name: "none"}}},
		{stat.Unknown, []scale.Block{{Items: []string{"IMAG1", "IMAG2", "IMAG9"}}}},
		{stat.Duplicate, []scale.Block{{Items: image}, {Items: image}}},
		{stat.TooFewGroups, []scale.Block{{Items: image[:2]}}},
		{stat.TooFewGroups, []scale.Block{{Items: image}, {Items: quality[:1]}}},
	} {
		if _, err := scale.CFA(m, c.blocks...); !errors.Is(err, &stat.Error{Reason: c.reason}) {
			t.Errorf("%v: %v, want %s", c.blocks, err, c.reason)
		}
	}
}

// R: seminr and the reference values of the ECSI model on the same data.
func TestHTMT(t *testing.T) {
	t.Parallel()
	loyalty := []string{"CUSL1", "CUSL2", "CUSL3"}
	names := append(append(append([]string{}, quality...), loyalty...), "CUSCO")
	m := must[scale.Matrix](t)(scale.Covariance(mobi(t, names...)))
	all := []scale.Block{{Name: "quality", Items: quality}, {Name: "loyalty", Items: loyalty}, {Name: "complaints", Items: []string{"CUSCO"}}}
	for _, c := range []struct {
		variant                         scale.HTMTVariant
		loyalty, complaints, cuscoToCus float64
	}{
		{"", 0.72346813716308, 0.5638964407936112, 0.5612585398239481},
		{scale.HTMTAbsolute, 0.7593201876890219, 0.5638964407936112, 0.5612585398239481},
	} {
		h := must[[][]float64](t)(scale.HTMT(m, all, c.variant))
		near(t, "quality–loyalty", h[1][0], c.loyalty, 1e-10)
		near(t, "quality–complaints", h[0][2], c.complaints, 1e-10)
		near(t, "loyalty–complaints", h[2][1], c.cuscoToCus, 1e-10)
		near(t, "itself", h[1][1], 1, 0)
	}
	// With equal correlations within and between, geometric and arithmetic means agree.
	even := matrix(0, 0.5, 0.3, 0.3, 0.3, 0.3, 0.5)
	even.Names = []string{"a", "b", "c", "d"}
	pair := []scale.Block{{Items: []string{"a", "b"}}, {Items: []string{"c", "d"}}}
	near(t, "HTMT2", must[[][]float64](t)(scale.HTMT(even, pair, scale.HTMTGeometric))[0][1], 0.6, 1e-12)
	if _, err := scale.HTMT(even, pair, "other"); !errors.Is(err, &stat.Error{Reason: stat.Unknown}) {
		t.Errorf("an unknown variant: %v", err)
	}
}
