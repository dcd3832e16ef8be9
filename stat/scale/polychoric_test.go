package scale_test

import (
	"errors"
	"math"
	"testing"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/internal/dist"
	"manyi.dev/manyi/stat/scale"
)

// R: polycor::polychor(ML = TRUE, std.err = TRUE); its standard error is of the observed
// information, which differs a little from the expected one.
func TestPolychoric(t *testing.T) {
	t.Parallel()
	l := must[scale.LatentCorrelation](t)(scale.Polychoric([][]float64{{30, 12, 5, 1}, {14, 25, 18, 6}, {3, 11, 22, 20}}, ""))
	near(t, "ρ", l.R.Value(), 0.669390138968, 1e-4)
	near(t, "se", l.R.SE(), 0.0564730875649, 0.05)
	near(t, "χ²", l.ChiSquare, 0.80969528206, 1e-4)
	near(t, "df", l.DF, 5, 0)
	for i, cut := range []float64{-0.557401483277, 0.427702610479} {
		near(t, "threshold", l.Rows[i], cut, 5e-4)
	}
	for i, cut := range []float64{-0.575675467653, 0.180466568689, 0.984863093273} {
		near(t, "threshold", l.Cols[i], cut, 5e-4)
	}
	two := must[scale.LatentCorrelation](t)(scale.Polychoric([][]float64{{30, 12, 5, 1}, {0, 0, 0, 0}, {14, 25, 18, 6}, {3, 11, 22, 20}}, scale.TwoStep))
	near(t, "two-step ρ, an empty category left out", two.R.Value(), 0.668736398979, 1e-4)
	near(t, "two-step se", two.R.SE(), nan, 0)
}

// deviance is −Σ n·ln p of a table at given parameters.
func deviance(table [][]float64, rho float64, a, b []float64) float64 {
	at := func(cuts []float64, i int) float64 {
		switch {
		case i == 0:
			return math.Inf(-1)
		case i > len(cuts):
			return math.Inf(1)
		}
		return cuts[i-1]
	}
	f := 0.0
	for i, row := range table {
		for j, count := range row {
			p := dist.BivariateNormal(at(a, i+1), at(b, j+1), rho) - dist.BivariateNormal(at(a, i), at(b, j+1), rho) -
				dist.BivariateNormal(at(a, i+1), at(b, j), rho) + dist.BivariateNormal(at(a, i), at(b, j), rho)
			f -= count * math.Log(p)
		}
	}
	return f
}

// The table of the reference cases. polycor 0.8-1 maximises with R's default simplex search, which
// stops at a third column threshold of 0.67515; with reltol = 1e-15 R finds what is wanted here.
func TestPolychoricIsAtTheMaximum(t *testing.T) {
	t.Parallel()
	table := [][]float64{{10, 20, 8, 2}, {12, 40, 30, 10}, {3, 25, 50, 22}, {1, 8, 30, 45}}
	two := must[scale.LatentCorrelation](t)(scale.Polychoric(table, scale.TwoStep))
	near(t, "two-step", two.R.Value(), 0.57807240947185012, 1e-4)
	l := must[scale.LatentCorrelation](t)(scale.Polychoric(table, scale.FullLikelihood))
	near(t, "ρ", l.R.Value(), 0.577987648700, 1e-7)
	for i, cut := range []float64{-1.142234453211, -0.214331438214, 0.625526128486} {
		near(t, "row threshold", l.Rows[i], cut, 2e-6)
	}
	for i, cut := range []float64{-1.387854680240, -0.318526420068, 0.674885748830} {
		near(t, "column threshold", l.Cols[i], cut, 2e-6)
	}
	here := deviance(table, l.R.Value(), l.Rows, l.Cols)
	reference := deviance(table, 0.57809552740255343,
		[]float64{-1.142137243651608, -0.21433553499531727, 0.62567407120789453},
		[]float64{-1.3877698224955133, -0.31852047391508859, 0.67515040322093212})
	near(t, "−lnL", here, 779.892710540638, 1e-12)
	near(t, "−lnL of the reference", reference, 779.892725881, 1e-11)
}

// With both thresholds at zero ρ = sin(2π(p11 − ¼)); a table turned around has the negative.
func TestTetrachoric(t *testing.T) {
	t.Parallel()
	l := must[scale.LatentCorrelation](t)(scale.Tetrachoric(40, 10, 10, 40))
	near(t, "ρ", l.R.Value(), math.Sin(2*math.Pi*0.15), 1e-9)
	near(t, "χ² of a saturated table", l.ChiSquare, 0, 1e-9)
	near(t, "p", l.P, nan, 0)
	r := must[scale.LatentCorrelation](t)(scale.Tetrachoric(40, 15, 12, 33))
	turned := must[scale.LatentCorrelation](t)(scale.Tetrachoric(15, 40, 33, 12))
	near(t, "turned", turned.R.Value(), -r.R.Value(), 1e-9)
	// R: polycor::polychor(std.err = TRUE)
	near(t, "ρ of R", r.R.Value(), 0.661056478, 1e-4)
	near(t, "se of R", r.R.SE(), 0.104995599, 1e-2)
	bound := must[scale.LatentCorrelation](t)(scale.Tetrachoric(40, 0, 12, 33))
	near(t, "an empty cell", bound.R.Value(), 0.9999, 1e-9)
	near(t, "se at the bound", bound.R.SE(), nan, 0)
}

// R: polycor::polychor of two items of mobi.
func TestPolychoricMatrix(t *testing.T) {
	t.Parallel()
	m := must[scale.Matrix](t)(scale.PolychoricMatrix(mobi(t, "CUSA1", "CUSA2", "CUSL1", "CUSL2")))
	near(t, "CUSA1, CUSA2", m.Values.At(0, 1), 0.580047585818, 1e-4)
	near(t, "CUSL1, CUSL2", m.Values.At(2, 3), 0.0627761234804, 2e-3)
	if m.N != 250 || m.Values.At(1, 1) != 1 {
		t.Errorf("base %d, diagonal %g", m.N, m.Values.At(1, 1))
	}
}

func TestPolychoricErrors(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		reason stat.Reason
		table  [][]float64
	}{
		{stat.Empty, nil},
		{stat.Lengths, [][]float64{{1, 2}, {1}}},
		{stat.NotFinite, [][]float64{{1, nan}, {1, 2}}},
		{stat.Negative, [][]float64{{1, -1}, {1, 2}}},
		{stat.Constant, [][]float64{{1, 2}, {0, 0}}},
	} {
		if _, err := scale.Polychoric(c.table, ""); !errors.Is(err, &stat.Error{Reason: c.reason}) {
			t.Errorf("%v: %v, want %s", c.table, err, c.reason)
		}
	}
	continuous := stat.Data{Columns: make([][]float64, 2)}
	for i := range 60 {
		continuous.Columns[0] = append(continuous.Columns[0], float64(i%5))
		continuous.Columns[1] = append(continuous.Columns[1], math.Sqrt(float64(i)))
	}
	if _, err := scale.PolychoricMatrix(continuous); !errors.Is(err, &stat.Error{Reason: stat.OutOfRange}) {
		t.Errorf("an item of 60 categories: %v", err)
	}
	if _, err := scale.Polychoric([][]float64{{1, 2}, {3, 4}}, "other"); !errors.Is(err, &stat.Error{Reason: stat.Unknown}) {
		t.Errorf("an unknown method: %v", err)
	}
}
