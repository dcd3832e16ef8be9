package scale_test

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/scale"
)

// R: psych::alpha(mobi[, paste0("PERQ", 1:7)])$total$ase. α itself is in the reference cases.
func TestAlphaStandardError(t *testing.T) {
	t.Parallel()
	a := must[scale.Reliability](t)(scale.Alpha(must[scale.Matrix](t)(scale.Covariance(mobi(t, quality...)))))
	near(t, "se", a.Raw.SE(), 0.0123524061328, 1e-9)
	low, high := a.Interval(0.99)
	low95, high95 := a.Interval(0.95)
	if !(low < low95 && low95 < a.Raw.Value() && a.Raw.Value() < high95 && high95 < high) {
		t.Errorf("intervals [%g, %g] of 99 %% and [%g, %g] of 95 %%", low, high, low95, high95)
	}
}

// The units of all items, and the order of rows and items, do not matter; rows with a missing value
// do not count.
func TestAlphaInvariance(t *testing.T) {
	t.Parallel()
	d := mobi(t, quality...)
	want := must[scale.Reliability](t)(scale.Alpha(must[scale.Matrix](t)(scale.Covariance(d))))
	moved := stat.Data{Names: []string{"a", "b", "c", "d", "e", "f", "g"}}
	for j := range d.Columns {
		column := make([]float64, 0, d.Rows()+1)
		for i := range d.Rows() {
			column = append(column, 100-7*d.Columns[6-j][d.Rows()-1-i])
		}
		moved.Columns = append(moved.Columns, append(column, 1e6))
	}
	moved.Columns[3][d.Rows()] = nan
	got := must[scale.Reliability](t)(scale.Alpha(must[scale.Matrix](t)(scale.Covariance(moved))))
	near(t, "raw", got.Raw.Value(), want.Raw.Value(), 1e-12)
	near(t, "se", got.Raw.SE(), want.Raw.SE(), 1e-12)
	near(t, "lambda6", got.Lambda6, want.Lambda6, 1e-12)
	near(t, "item–rest", got.Items[0].RRest, want.Items[6].RRest, 1e-12)
	near(t, "if dropped", got.Items[2].AlphaIfDropped, want.Items[4].AlphaIfDropped, 1e-12)
}

// α if an item is dropped is α without it.
func TestAlphaIfDropped(t *testing.T) {
	t.Parallel()
	whole := must[scale.Reliability](t)(scale.Alpha(must[scale.Matrix](t)(scale.Covariance(mobi(t, quality...)))))
	rest := must[scale.Reliability](t)(scale.Alpha(must[scale.Matrix](t)(scale.Covariance(mobi(t, quality[1:]...)))))
	near(t, "raw", whole.Items[0].AlphaIfDropped, rest.Raw.Value(), 1e-12)
	near(t, "standardised", whole.Items[0].StdIfDropped, rest.Standardised, 1e-12)
	pair := must[scale.Reliability](t)(scale.Alpha(matrix(50, 0.5)))
	near(t, "one item left", pair.Items[0].AlphaIfDropped, nan, 0)
	near(t, "α of two items with r = ½", pair.Raw.Value(), 2.0/3, 1e-12)
}

// Parallel halves have the Spearman–Brown reliability and the same λ4; λ4 of every split is a lower
// bound of the reliability, here of items with loadings λ² = ½.
func TestSplitHalf(t *testing.T) {
	t.Parallel()
	m := matrix(0, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5)
	s := must[scale.Split](t)(scale.SplitHalf(m, nil))
	near(t, "r", s.R, 2.0/3, 1e-12)
	near(t, "Spearman–Brown", s.SpearmanBrown, 0.8, 1e-12)
	near(t, "Guttman", s.Guttman, 0.8, 1e-12)
	uneven := must[scale.Split](t)(scale.SplitHalf(m, []bool{true, false, false, false}))
	near(t, "one against three", uneven.Guttman, 4*1.5/10, 1e-12)
}

// The six judges' example of Shrout & Fleiss (1979), with psych::ICC(lmer = FALSE) of R.
func TestICC(t *testing.T) {
	t.Parallel()
	d := stat.Data{Columns: [][]float64{{9, 6, 8, 7, 10, 6, 1}, {2, 1, 4, 1, 5, 2, nan}, {5, 3, 6, 2, 6, 4, 9}, {8, 2, 8, 6, 9, 7, 9}}}
	icc := must[scale.ICCs](t)(scale.ICC(d, 0))
	for _, c := range []struct {
		name                 string
		got                  scale.Intraclass
		value, f, low, high  float64
		probability, df1Want float64
	}{
		{"ICC1", icc.Single[0], 0.165741768405, 1.79467849224, -0.1329323248748, 0.722560062328, 0.164768808344640, 5},
		{"ICC2", icc.Single[1], 0.289763779528, 11.02724795640, 0.0187865133747, 0.761084369649, 0.000134566516484, 5},
		{"ICC3", icc.Single[2], 0.714840714841, 11.02724795640, 0.3424647650339, 0.945858259955, 0.000134566516484, 5},
		{"ICC1k", icc.Mean[0], 0.442797133679, 1.79467849224, -0.8844421552381, 0.912415420341, 0.164768808344640, 5},
		{"ICC2k", icc.Mean[1], 0.620050547599, 11.02724795640, 0.0711368153025, 0.927232040168, 0.000134566516484, 5},
		{"ICC3k", icc.Mean[2], 0.909315542377, 11.02724795640, 0.6756747138163, 0.985891678169, 0.000134566516484, 5},
	} {
		near(t, c.name, c.got.Value, c.value, 1e-10)
		near(t, c.name+" F", c.got.F, c.f, 1e-10)
		near(t, c.name+" low", c.got.Low, c.low, 1e-8)
		near(t, c.name+" high", c.got.High, c.high, 1e-8)
		near(t, c.name+" p", c.got.P, c.probability, 1e-9)
		near(t, c.name+" df", c.got.DF1, c.df1Want, 0)
	}
	complete, _ := d.Complete()
	a := must[scale.Reliability](t)(scale.Alpha(must[scale.Matrix](t)(scale.Covariance(complete))))
	near(t, "ICC3k is α", icc.Mean[2].Value, a.Raw.Value(), 1e-12)
}

// VIF, KMO and Bartlett of two items with r = 0.6 by hand; with reference cases for more.
func TestAdequacyOfTwoItems(t *testing.T) {
	t.Parallel()
	m := matrix(101, 0.6)
	near(t, "VIF", must[[]float64](t)(scale.VIF(m))[0], 1/0.64, 1e-12)
	near(t, "KMO", must[scale.Adequacy](t)(scale.KMO(m)).KMO, 0.5, 1e-12)
	b := must[scale.Sphericity](t)(scale.Bartlett(m))
	near(t, "χ²", b.ChiSquare, -(100-9.0/6)*math.Log(0.64), 1e-12)
	m.N = 0
	near(t, "χ² without a base", must[scale.Sphericity](t)(scale.Bartlett(m)).ChiSquare, nan, 0)
}

// With three items of unit variance KMO, VIF and α of the covariance matrix agree with those of the
// correlation matrix whatever the units are.
func TestUnitsDoNotMatter(t *testing.T) {
	t.Parallel()
	m := matrix(80, 0.3, 0.5, 0.4)
	scaled := scale.Matrix{N: 80, Values: mat.NewSymDense(3, nil)}
	units := []float64{1, 10, 0.2}
	for i := range 3 {
		for j := range i + 1 {
			scaled.Values.SetSym(i, j, m.Values.At(i, j)*units[i]*units[j])
		}
	}
	near(t, "KMO", must[scale.Adequacy](t)(scale.KMO(scaled)).KMO, must[scale.Adequacy](t)(scale.KMO(m)).KMO, 1e-12)
	near(t, "VIF", must[[]float64](t)(scale.VIF(scaled))[1], must[[]float64](t)(scale.VIF(m))[1], 1e-12)
	near(t, "standardised α", must[scale.Reliability](t)(scale.Alpha(scaled)).Standardised, must[scale.Reliability](t)(scale.Alpha(m)).Raw.Value(), 1e-12)
}
