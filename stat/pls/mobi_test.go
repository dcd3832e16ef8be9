package pls_test

import (
	"encoding/csv"
	"os"
	"strconv"
	"testing"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/pls"
)

// read is a file of testdata as numbers.
func read(t testing.TB, name string) stat.Data {
	t.Helper()
	f, err := os.Open("../testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	d := stat.Data{Names: rows[0], Columns: make([][]float64, len(rows[0]))}
	for _, row := range rows[1:] {
		for j, text := range row {
			x, err := strconv.ParseFloat(text, 64)
			if err != nil {
				t.Fatal(err)
			}
			d.Columns[j] = append(d.Columns[j], x)
		}
	}
	return d
}

// mobi is the survey of mobile phone customers of Tenenhaus et al. (2005) and its ECSI model.
func mobi(t testing.TB) (pls.Model, stat.Data) {
	t.Helper()
	m, err := pls.ECSI().Assign(map[string][]string{
		pls.Image:        {"IMAG1", "IMAG2", "IMAG3", "IMAG4", "IMAG5"},
		pls.Expectation:  {"CUEX1", "CUEX2", "CUEX3"},
		pls.Quality:      {"PERQ1", "PERQ2", "PERQ3", "PERQ4", "PERQ5", "PERQ6", "PERQ7"},
		pls.Value:        {"PERV1", "PERV2"},
		pls.Satisfaction: {"CUSA1", "CUSA2", "CUSA3"},
		pls.Complaints:   {"CUSCO"},
		pls.Loyalty:      {"CUSL1", "CUSL2", "CUSL3"},
	})
	if err != nil {
		t.Fatal(err)
	}
	m.Scale = pls.Scale{Low: 1, High: 10}
	return m, read(t, "mobi.csv")
}
