package scale_test

import (
	"encoding/binary"
	"errors"
	"math"
	"testing"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/scale"
)

// fuzzed turns bytes into a table: mostly small whole numbers, some missing, infinite, huge or tiny.
func fuzzed(text []byte, columns int) stat.Data {
	d := stat.Data{Columns: make([][]float64, columns)}
	for i := 0; i+columns <= len(text); i += columns {
		for j := range columns {
			x := float64(text[i+j] % 7)
			switch text[i+j] {
			case 255:
				x = math.NaN()
			case 254:
				x = math.Inf(1)
			case 253:
				x = 1e300
			case 252:
				x = 1e-300
			}
			d.Columns[j] = append(d.Columns[j], x)
		}
	}
	return d
}

// FuzzScale calls everything: no data may make a method panic, hang or return an error that is no
// *stat.Error.
func FuzzScale(f *testing.F) {
	for columns := range 5 {
		text := make([]byte, 12*(columns+1))
		for i := range text {
			binary.PutUvarint(text[i:], uint64((i*i*31+i*7)%120))
		}
		f.Add(uint8(columns), text)
		f.Add(uint8(columns), append(text, 255, 254, 253, 252, 1, 2, 3))
		f.Add(uint8(columns), make([]byte, 20))
	}
	f.Fuzz(func(t *testing.T, columns uint8, text []byte) {
		if len(text) > 200 {
			return
		}
		d := fuzzed(text, int(columns%6)+1)
		check := func(err error) {
			var e *stat.Error
			if err != nil && !errors.As(err, &e) {
				t.Errorf("%T: %v", err, err)
			}
		}
		_, err := scale.ICC(d, 0.9)
		check(err)
		_, err = scale.FleissKappa(d)
		check(err)
		_, err = scale.WeightedKappa(d.Columns[0], d.Columns[len(d.Columns)-1], scale.KappaOptions{})
		check(err)
		_, err = scale.Polychoric(d.Columns, "")
		check(err)
		_, err = scale.PolychoricMatrix(d)
		check(err)
		m, err := scale.Covariance(d)
		check(err)
		if err != nil {
			return
		}
		fuzzMatrix(m, check)
	})
}

func fuzzMatrix(m scale.Matrix, check func(error)) {
	a, err := scale.Alpha(m)
	check(err)
	if err == nil {
		a.Interval(0.95)
	}
	_, err = scale.SplitHalf(m, nil)
	check(err)
	_, err = scale.KMO(m)
	check(err)
	_, err = scale.Bartlett(m)
	check(err)
	_, err = scale.VIF(m)
	check(err)
	_, err = scale.PCA(m, 1)
	check(err)
	_, err = scale.OneFactor(m)
	check(err)
	for k := range 3 {
		_, err = scale.Factors(m, k, scale.FactorOptions{Rotation: scale.VarimaxRotation})
		check(err)
		_, err = scale.Factors(m, k, scale.FactorOptions{Method: scale.MinRes, Rotation: scale.QuartiminOblimin})
		check(err)
	}
}

func TestBadData(t *testing.T) {
	t.Parallel()
	_, constant := scale.Covariance(stat.Data{Names: []string{"q1", "q2"}, Columns: [][]float64{{1, 2, 3}, {4, 4, 4}}})
	_, few := scale.Covariance(stat.Data{Columns: [][]float64{{1, nan}, {nan, 2}}})
	_, infinite := scale.Correlation(stat.Data{Columns: [][]float64{{1, math.Inf(1)}, {1, 2}}})
	_, raters := scale.ICC(stat.Data{Columns: [][]float64{{1, 2}}}, 0)
	_, subjects := scale.ICC(stat.Data{Columns: [][]float64{{1, nan}, {1, 2}}}, 0)
	_, fleiss := scale.FleissKappa(stat.Data{Columns: [][]float64{{nan}, {1}}})
	_, lone := scale.FleissKappa(stat.Data{Columns: [][]float64{{1}}})
	_, weights := scale.WeightedKappa([]float64{1}, []float64{1}, scale.KappaOptions{Weights: "cubic"})
	_, lengths := scale.CohenKappa([]float64{1, 2}, []float64{1})
	_, nobody := scale.CohenKappa([]float64{nan}, []float64{1})
	_, halves := scale.SplitHalf(matrix(9, 0.5), []bool{true})
	_, oneHalf := scale.SplitHalf(matrix(9, 0.5), []bool{true, true})
	_, empty := scale.Alpha(scale.Matrix{})
	_, copied := scale.VIF(matrix(9, 0.5, 1, 0.5))
	for text, err := range map[string]error{
		`scale: "q2" is constant`:                               constant,
		`scale: data: 0 usable rows, at least 2 are needed`:     few,
		`scale: column 1: a value is missing or infinite`:       infinite,
		`scale: raters: 1, at least 2 are needed`:               raters,
		`scale: ratings: 1 usable rows, at least 2 are needed`:  subjects,
		`scale: ratings: 0 usable rows, at least 1 are needed`:  fleiss,
		`scale: raters: 1, at least 2 are needed `:              lone,
		`scale: weights cubic is unknown`:                       weights,
		`scale: column 2: 1 values where 2 are needed`:          lengths,
		`scale: ratings: 0 usable rows, at least 1 are needed `: nobody,
		`scale: halves: 1 values where 2 are needed`:            halves,
		`scale: halves: 1, at least 2 are needed`:               oneHalf,
		`scale: matrix: nothing to work on`:                     empty,
		`scale: column 3: collinear variables`:                  copied,
	} {
		if err == nil || len(err.Error()) < 10 || !startsLike(text, err.Error()) {
			t.Errorf("%v, want %s", err, text)
		}
	}
}

// startsLike compares a sentence with an error, whose row may follow.
func startsLike(want, got string) bool {
	for want[len(want)-1] == ' ' {
		want = want[:len(want)-1]
	}
	return len(got) >= len(want) && got[:len(want)] == want
}

// Agreement that cannot be told from chance is undefined, not 0 or 1.
func TestUndefined(t *testing.T) {
	t.Parallel()
	same := []float64{3, 3, 3}
	k := must[scale.Agreement](t)(scale.CohenKappa(same, same))
	f := must[scale.Fleiss](t)(scale.FleissKappa(stat.Data{Columns: [][]float64{same, same, same}}))
	if k.Kappa.Defined() || f.Kappa.Defined() || k.Kappa.N() != 3 {
		t.Errorf("κ of one category: %v, %v", k.Kappa.Value(), f.Kappa.Value())
	}
	icc := must[scale.ICCs](t)(scale.ICC(stat.Data{Columns: [][]float64{same, same}}, 0))
	near(t, "ICC of nothing that varies", icc.Single[0].Value, nan, 0)
	near(t, "AVE of nothing", scale.AVE(nil), nan, 0)
	near(t, "CR of nothing", scale.CompositeReliability(nil), nan, 0)
}
