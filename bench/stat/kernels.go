package main

import (
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/design"
	"manyi.dev/manyi/stat/driver"
	"manyi.dev/manyi/stat/pls"
	"manyi.dev/manyi/stat/weight"
)

const (
	items     = 10
	domains   = 200
	strata    = 50
	psus      = 100 // per stratum
	drivers   = 15
	resamples = 500
)

// margins are the numbers of levels of the four margins.
var margins = []int{2, 6, 31, 5}

func runs(rows int, reference string) ([]run, error) {
	reference, err := filepath.Abs(reference) // R runs in a folder of its own
	if err != nil {
		return nil, err
	}
	mobi, err := filepath.Abs("stat/testdata/mobi.csv")
	if err != nil {
		return nil, err
	}
	bootstrap := run{name: "pls: bootstrap of 500, ECSI on mobi", target: 10, tolerance: 0.3, prepare: plsBootstrap(mobi)}
	if _, err := os.Stat(reference); err == nil {
		bootstrap.script, bootstrap.args = "pls.R", []string{mobi, reference}
	}
	return []run{
		{name: "domains: 10 items × 200, 5 000 clusters in 50 strata", script: "domains.R", args: []string{"clusters"}, target: 20, tolerance: 1e-8, prepare: domainMeans(rows, true)},
		{name: "domains: 10 items × 200, elements", script: "domains.R", args: []string{"elements"}, target: 20, tolerance: 1e-8, prepare: domainMeans(rows, false)},
		{name: "rake: margins of 2, 6, 31 and 5", script: "rake.R", target: 20, tolerance: 1e-4, prepare: raking(rows)},
		{name: "lmg: 15 drivers, 10 000 rows", script: "lmg.R", args: []string{strconv.Itoa(drivers)}, target: 20, tolerance: 1e-9, prepare: lmg},
		bootstrap,
	}, nil
}

func domainMeans(rows int, clusters bool) func(dir string) (func() ([]float64, error), error) {
	return func(dir string) (func() ([]float64, error), error) {
		r := rand.New(rand.NewPCG(1, 1))
		columns := map[string][]float64{"w": make([]float64, rows)}
		data := stat.Data{}
		for j := range items {
			y := make([]float64, rows)
			for i := range y {
				y[i] = float64(1 + r.IntN(5))
			}
			data.Columns = append(data.Columns, y)
			columns[fmt.Sprintf("q%d", j+1)] = y
		}
		for i := range rows {
			columns["w"][i] = 0.2 + 2*r.Float64()
		}
		factor := func(name string, levels int) stat.Factor {
			f := stat.Factor{Codes: make([]int32, rows), Levels: make([]string, levels)}
			columns[name] = make([]float64, rows)
			for i := range f.Codes {
				f.Codes[i] = int32(r.IntN(levels))
				columns[name][i] = float64(f.Codes[i])
			}
			return f
		}
		by, st, psu := factor("g", domains), factor("st", strata), factor("psu", psus)
		for name, column := range columns {
			if err := write(dir, name, column); err != nil {
				return nil, err
			}
		}
		spec := design.Spec{Weights: columns["w"]}
		if clusters {
			spec.Stages = []design.Stage{{Units: psu, Strata: st}}
		}
		return func() ([]float64, error) {
			s, err := design.New(spec)
			if err != nil {
				return nil, err
			}
			table, err := s.DomainMeans(data, by)
			if err != nil {
				return nil, err
			}
			means, errors := make([]float64, 0, 2*items*domains), make([]float64, 0, items*domains)
			for _, item := range table {
				for _, e := range item {
					means, errors = append(means, e.Value()), append(errors, e.SE())
				}
			}
			return append(means, errors...), nil
		}, nil
	}
}

func raking(rows int) func(dir string) (func() ([]float64, error), error) {
	return func(dir string) (func() ([]float64, error), error) {
		r := rand.New(rand.NewPCG(2, 2))
		w := make([]float64, rows)
		for i := range w {
			w[i] = 0.2 + 2*r.Float64()
		}
		if err := write(dir, "w", w); err != nil {
			return nil, err
		}
		targets := make([]weight.Margin, len(margins))
		for m, levels := range margins {
			targets[m] = margin(r, fmt.Sprintf("m%d", m+1), levels, rows)
			codes := make([]float64, rows)
			totals := make([]float64, levels)
			for i, c := range targets[m].Factor.Codes {
				codes[i] = float64(c)
			}
			for c := range targets[m].Factor.Levels {
				totals[c] = targets[m].Totals[c]
			}
			if err := write(dir, targets[m].Name, codes); err != nil {
				return nil, err
			}
			if err := write(dir, "t"+targets[m].Name, totals); err != nil {
				return nil, err
			}
		}
		return func() ([]float64, error) {
			result, err := weight.Rake(w, targets, weight.RakeOptions{Tolerance: 1e-6})
			if err != nil {
				return nil, err
			}
			return result.Weights, nil
		}, nil
	}
}

// margin has levels of unequal size and targets that differ from them.
func margin(r *rand.Rand, name string, levels, rows int) weight.Margin {
	m := weight.Margin{Name: name}
	m.Factor.Codes = make([]int32, rows)
	sum := 0.0
	for c := range levels {
		m.Factor.Levels = append(m.Factor.Levels, fmt.Sprintf("%02d", c))
		sum += float64(c%5 + 3)
	}
	for c := range m.Factor.Levels {
		m.Totals = append(m.Totals, float64(rows)*float64(c%5+3)/sum)
	}
	for i := range m.Factor.Codes {
		m.Factor.Codes[i] = int32(r.IntN(levels))
	}
	return m
}

func lmg(dir string) (func() ([]float64, error), error) {
	const rows = 10_000
	r := rand.New(rand.NewPCG(3, 3))
	data := stat.Data{}
	common := make([]float64, rows)
	for i := range common {
		common[i] = r.NormFloat64()
	}
	outcome := make([]float64, rows)
	var all []float64
	for j := range drivers {
		x := make([]float64, rows)
		for i := range x {
			x[i] = common[i] + r.NormFloat64()
			outcome[i] += x[i] * float64(j) / 50
		}
		data.Names = append(data.Names, fmt.Sprintf("x%d", j+1))
		data.Columns = append(data.Columns, x)
		all = append(all, x...)
	}
	for i := range outcome {
		outcome[i] += 2 * r.NormFloat64()
	}
	model := driver.Model{Outcome: "y", Drivers: data.Names}
	data.Names = append(append([]string{}, data.Names...), "y")
	data.Columns = append(data.Columns, outcome)
	if err := write(dir, "x", append(all, outcome...)); err != nil {
		return nil, err
	}
	return func() ([]float64, error) {
		m, err := driver.NewMoments(data, model)
		if err != nil {
			return nil, err
		}
		importance, err := m.Importance(driver.LMG)
		if err != nil {
			return nil, err
		}
		return importance.Raw, nil
	}, nil
}

func plsBootstrap(path string) func(dir string) (func() ([]float64, error), error) {
	return func(string) (func() ([]float64, error), error) {
		data, err := table(path)
		if err != nil {
			return nil, err
		}
		model, err := pls.ECSI().Assign(map[string][]string{
			"Image": {"IMAG1", "IMAG2", "IMAG3", "IMAG4", "IMAG5"}, "Expectation": {"CUEX1", "CUEX2", "CUEX3"},
			"Quality": {"PERQ1", "PERQ2", "PERQ3", "PERQ4", "PERQ5", "PERQ6", "PERQ7"}, "Value": {"PERV1", "PERV2"},
			"Satisfaction": {"CUSA1", "CUSA2", "CUSA3"}, "Complaints": {"CUSCO"}, "Loyalty": {"CUSL1", "CUSL2", "CUSL3"},
		})
		if err != nil {
			return nil, err
		}
		result, err := pls.Fit(model, data, pls.Options{})
		if err != nil {
			return nil, err
		}
		return func() ([]float64, error) {
			b, err := result.Bootstrap(pls.Resampling{Resamples: resamples}, rand.NewPCG(1, 1))
			if err != nil {
				return nil, err
			}
			var se []float64
			for _, from := range model.Constructs { // the order of R: by where a path comes from
				for _, to := range model.Constructs {
					if f, ok := b.Find(pls.Figure{Kind: pls.PathFigure, From: from.Name, To: to.Name}); ok {
						se = append(se, f.Estimate.SE())
					}
				}
			}
			return se, nil
		}, nil
	}
}

func table(path string) (stat.Data, error) {
	file, err := os.Open(path)
	if err != nil {
		return stat.Data{}, err
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		return stat.Data{}, err
	}
	d := stat.Data{Names: rows[0], Columns: make([][]float64, len(rows[0]))}
	for _, row := range rows[1:] {
		for j, text := range row {
			x, err := strconv.ParseFloat(text, 64)
			if err != nil {
				return stat.Data{}, err
			}
			d.Columns[j] = append(d.Columns[j], x)
		}
	}
	return d, nil
}
