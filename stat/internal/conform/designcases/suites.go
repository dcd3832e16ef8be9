package designcases

import (
	"math"
	"regexp"
	"strconv"
	"strings"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/design"
	"manyi.dev/manyi/stat/htest"
	"manyi.dev/manyi/stat/internal/conform"
	"manyi.dev/manyi/stat/weight"
)

// Suites answer the six files of designs.
func Suites() []*conform.Suite {
	return []*conform.Suite{srs(), stratified(), cluster(), twoStage(), api(), airport()}
}

func srs() *conform.Suite {
	s := &conform.Suite{File: "design_srs.json"}
	of := func(c *conform.Case) (sample, error) {
		t := c.Table("syn_srs.csv")
		if c.Prefix() != "fpc" {
			return newSample(t, design.Spec{})
		}
		return newSample(t, design.Spec{Stages: []design.Stage{{Population: t.Float("popsize")}}})
	}
	s.On("wilson_srs", func(c *conform.Case) (any, error) {
		i, err := htest.Wilson(htest.Count{X: c.Num("x"), N: c.Num("n")}, 0.95)
		return conform.Obj{"x": c.Num("x"), "n": c.Num("n"), "ci95": []float64{i.Low, i.High}}, err
	})
	common(s, "*", of)
	return s
}

func stratified() *conform.Suite {
	s := &conform.Suite{File: "design_stratified.json"}
	of := func(c *conform.Case) (sample, error) {
		t := c.Table("syn_stratified.csv")
		stage := design.Stage{Strata: factor(t, "stratum")}
		if c.Prefix() != "nofpc" {
			stage.Population = t.Float("Nh")
		}
		return newSample(t, design.Spec{Weights: t.Float("weight"), Stages: []design.Stage{stage}})
	}
	s.On("*.nps", func(c *conform.Case) (any, error) {
		s, err := of(c)
		if err != nil {
			return nil, err
		}
		e, err := s.Mean(contrastNPS(s.table.Float("nps")))
		return figure(e), err
	})
	s.On("chisq", func(c *conform.Case) (any, error) {
		s, err := of(c)
		if err != nil {
			return nil, err
		}
		class := make([]string, len(s.table.Rows))
		for i, y := range contrastNPS(s.table.Float("nps")) {
			class[i] = strconv.FormatFloat(y, 'g', -1, 64)
		}
		a, err := s.Association(factor(s.table, terms(c.RCall, "svychisq(")[0]), stat.NewFactor(class))
		return association(a), err
	})
	common(s, "*", of)
	return s
}

func contrastNPS(x []float64) []float64 {
	y := make([]float64, len(x))
	for i, v := range x {
		switch {
		case math.IsNaN(v):
			y[i] = v
		case v >= 9:
			y[i] = 100
		case v <= 6:
			y[i] = -100
		}
	}
	return y
}

func cluster() *conform.Suite {
	s := &conform.Suite{File: "design_cluster.json"}
	of := func(c *conform.Case) (sample, error) {
		t := c.Table("syn_cluster.csv")
		stage := design.Stage{Units: factor(t, "cluster")}
		if c.Prefix() == "fpc" {
			stage.Population = t.Float("M")
		}
		return newSample(t, design.Spec{Weights: t.Float("weight"), Stages: []design.Stage{stage}})
	}
	s.On("jk1*", func(c *conform.Case) (any, error) {
		s, err := of(c)
		if err != nil {
			return nil, err
		}
		r, err := s.JK1()
		if err != nil {
			return nil, err
		}
		r.MSE = strings.Contains(c.RCall, "mse=TRUE")
		return replicated(c, s, r, []string{"sat", "spend"})
	})
	s.On("given_replicates", func(c *conform.Case) (any, error) {
		s, err := of(c)
		if err != nil {
			return nil, err
		}
		t := c.Table("syn_cluster_repweights.csv")
		var weights [][]float64
		var factors []float64
		for _, name := range t.Names {
			if name != "id" {
				weights = append(weights, t.Float(name))
				factors = append(factors, c.Nums("rscales")[0])
			}
		}
		r, err := s.GivenReplicates(weights, c.Num("scale"), factors, false)
		if err != nil {
			return nil, err
		}
		return replicated(c, s, r, c.Keys("mean"))
	})
	common(s, "*", of)
	return s
}

// replicated answers mean, total and ratio with errors from replicates.
func replicated(c *conform.Case, s sample, r *design.Replicates, names []string) (any, error) {
	mean, se := conform.Obj{}, []float64{}
	for _, name := range names {
		e, err := r.Mean(s.table.Float(name))
		if err != nil {
			return nil, err
		}
		mean[name] = e.Value()
		se = append(se, e.SE())
	}
	total, err := r.Total(s.table.Float("spend"))
	if err != nil {
		return nil, err
	}
	ratio, err := r.Ratio(s.table.Float("spend"), s.table.Float("orders"))
	return conform.Obj{
		"mean": mean, "mean_se": se, "se": se, "total": total.Value(), "total_se": total.SE(), "ratio": ratio.Value(), "ratio_se": ratio.SE(),
		"replicates": r.Count(), "scale": r.Scale, "rscales": r.Factors[:1],
	}, err
}

func twoStage() *conform.Suite {
	s := &conform.Suite{File: "design_twostage.json"}
	full := func(t *conform.Table) design.Spec {
		return design.Spec{Weights: t.Float("weight"), Stages: []design.Stage{
			{Units: factor(t, "psu"), Strata: factor(t, "stratum"), Population: t.Float("M_h")},
			{Population: t.Float("N_hi")},
		}}
	}
	ultimate := func(t *conform.Table) design.Spec {
		return design.Spec{Weights: t.Float("weight"), Stages: []design.Stage{{Units: factor(t, "psu"), Strata: factor(t, "stratum")}}}
	}
	s.On("jkn", func(c *conform.Case) (any, error) {
		t := c.Table("")
		s, err := newSample(t, ultimate(t))
		if err != nil {
			return nil, err
		}
		r, err := s.JKn()
		if err != nil {
			return nil, err
		}
		return replicated(c, s, r, c.Keys("mean"))
	})
	s.On("lonely_psu.*", func(c *conform.Case) (any, error) {
		stratum := regexp.MustCompile(`stratum (\w+)`).FindStringSubmatch(c.What)[1]
		t := *c.Table("")
		rows, first := [][]string{}, ""
		strata, psus := t.Text("stratum"), t.Text("psu")
		for i, row := range t.Rows {
			if strata[i] == stratum && first == "" {
				first = psus[i]
			}
			if strata[i] != stratum || psus[i] == first {
				rows = append(rows, row)
			}
		}
		t.Rows = rows
		spec := ultimate(&t)
		spec.Lonely = design.Lonely(c.Suffix())
		s, err := newSample(&t, spec)
		if err != nil {
			return nil, err
		}
		e, err := s.Means(t.Data(terms(c.RCall, "svymean(")...))
		mean, se := conform.Obj{}, conform.Obj{}
		for i, name := range e.Names {
			mean[name], se[name] = e.Values[i], e.At(i).SE()
		}
		return conform.Obj{"mean": mean, "se": se, "df": s.DF()}, err
	})
	common(s, "*", func(c *conform.Case) (sample, error) {
		t := c.Table("")
		if c.Prefix() == "twostage_fpc" {
			return newSample(t, full(t))
		}
		return newSample(t, ultimate(t))
	})
	return s
}

func api() *conform.Suite {
	s := &conform.Suite{File: "design_api.json"}
	of := func(c *conform.Case) (sample, error) {
		t := c.Table(c.Prefix() + ".csv")
		spec := design.Spec{}
		if t.Has("fpc1") {
			spec.Stages = []design.Stage{
				{Units: factor(t, "dnum"), Population: t.Float("fpc1")},
				{Units: factor(t, "snum"), Population: t.Float("fpc2")},
			}
			return newSample(t, spec)
		}
		spec.Weights = t.Float("pw")
		stage := design.Stage{Population: t.Float("fpc")}
		switch {
		case strings.Contains(c.Prefix(), "strat"):
			stage.Strata = factor(t, "stype")
		case strings.Contains(c.Prefix(), "clus"):
			stage.Units = factor(t, "dnum")
		}
		spec.Stages = []design.Stage{stage}
		return newSample(t, spec)
	}
	s.On("*.chisq", func(c *conform.Case) (any, error) {
		s, err := of(c)
		if err != nil {
			return nil, err
		}
		names := terms(c.RCall, "svychisq(")
		a, err := s.Association(factor(s.table, names[0]), factor(s.table, names[1]))
		return association(a), err
	})
	for _, name := range []string{"poststratify", "greg", "rake"} {
		s.On("*."+name, func(c *conform.Case) (any, error) {
			s, err := of(c)
			if err != nil {
				return nil, err
			}
			return calibrated(c, s, name)
		})
	}
	common(s, "*.", of)
	return s
}

// calibrated answers the three calibrations of the school sample. The population totals are those
// of the whole state, as the R code has them; the cases do not repeat them.
func calibrated(_ *conform.Case, s sample, how string) (any, error) {
	var fitted *weight.Adjusted
	var err error
	stype := weight.NewMargin("stype", s.table.Text("stype"), map[string]float64{"E": 4421, "H": 755, "M": 1018})
	switch how {
	case "poststratify":
		fitted, err = weight.PostStratify(s.Weights(), stype)
	case "greg":
		fitted, err = weight.Calibrate(s.Weights(), weight.Auxiliary{
			Margins: []weight.Margin{stype}, Numbers: []weight.Total{{Name: "api99", Values: s.table.Float("api99"), Total: 3914069}},
		}, weight.Options{})
	case "rake":
		wide := weight.NewMargin("sch.wide", s.table.Text("sch.wide"), map[string]float64{"No": 1072, "Yes": 5122})
		fitted, err = weight.Rake(s.Weights(), []weight.Margin{stype, wide}, weight.RakeOptions{Change: 1}) // R stops by default at a change of 1
	}
	if err != nil {
		return nil, err
	}
	adjusted, err := fitted.Apply(s.Survey)
	if err != nil {
		return nil, err
	}
	mean, err := adjusted.Mean(s.table.Float("api00"))
	if err != nil {
		return nil, err
	}
	total, err := adjusted.Total(s.table.Float("enroll"))
	return conform.Obj{"mean": mean.Value(), "mean_se": mean.SE(), "total": total.Value(), "total_se": total.SE()}, err
}
