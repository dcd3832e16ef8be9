package scale_test

import (
	"encoding/csv"
	"math"
	"os"
	"strconv"
	"testing"

	"gonum.org/v1/gonum/mat"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/scale"
)

var nan = math.NaN()

// near fails unless got is want within a relative tolerance.
func near(t testing.TB, what string, got, want, tolerance float64) {
	t.Helper()
	if math.IsNaN(want) != math.IsNaN(got) || math.Abs(got-want) > tolerance*max(1e-3, math.Abs(want)) {
		t.Errorf("%s = %.12g, want %.12g", what, got, want)
	}
}

// must gives the value and fails with the error.
func must[T any](t testing.TB) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// mobi are columns of the mobile phone survey in testdata.
func mobi(t testing.TB, names ...string) stat.Data {
	t.Helper()
	file, err := os.Open("../testdata/mobi.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	d := stat.Data{}
	for j, name := range rows[0] {
		column := make([]float64, len(rows)-1)
		for i, row := range rows[1:] {
			column[i], _ = strconv.ParseFloat(row[j], 64)
		}
		d.Names, d.Columns = append(d.Names, name), append(d.Columns, column)
	}
	d, err = d.Select("test", names...)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

var (
	image        = []string{"IMAG1", "IMAG2", "IMAG3", "IMAG4", "IMAG5"}
	quality      = []string{"PERQ1", "PERQ2", "PERQ3", "PERQ4", "PERQ5", "PERQ6", "PERQ7"}
	satisfaction = []string{"CUSA1", "CUSA2", "CUSA3"}
)

// three are the items of the three scales.
func three(t testing.TB) stat.Data {
	return mobi(t, append(append(append([]string{}, image...), quality...), satisfaction...)...)
}

// matrix makes a correlation matrix of what is below its diagonal, row by row.
func matrix(n int, below ...float64) scale.Matrix {
	p := 1
	for p*(p-1)/2 < len(below) {
		p++
	}
	m := scale.Matrix{N: n, Values: mat.NewSymDense(p, nil)}
	for i := range p {
		m.Values.SetSym(i, i, 1)
		for j := range i {
			m.Values.SetSym(i, j, below[i*(i-1)/2+j])
		}
	}
	return m
}
