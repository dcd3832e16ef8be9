package designcases

import (
	"math"
	"slices"
	"strconv"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/design"
	"manyi.dev/manyi/stat/internal/conform"
)

// handle adds a handler that is given the sample of the case.
type handle func(pattern string, f func(c *conform.Case, s sample) (any, error))

// items are the columns behind the short names of the cases.
var items = map[string]string{
	"all": "Q7ALL", "food": "Q7FOOD", "wifi": "Q7WIFI", "sign": "Q7SIGN", "store": "Q7STORE",
	"screens": "Q7SCREENS", "restroom": "Q9RESTROOM", "board": "Q9BOARDING",
}

func rating(t *conform.Table, item string) []float64 { return only(t.Float(items[item]), 1, 5) }

// airport answers the cases of the airport survey; the items' short names are those of the R code.
func airport() *conform.Suite {
	s := &conform.Suite{File: "design_sfo.json"}
	of := func(c *conform.Case) (sample, error) {
		t := c.Table("")
		spec := design.Spec{Weights: t.Float("WEIGHT")}
		if c.Prefix() == "cluster" {
			spec.Stages = []design.Stage{{Units: stat.NewFactor(t.Text("RUNID"))}}
		}
		return newSample(t, spec)
	}
	on := func(pattern string, f func(c *conform.Case, s sample) (any, error)) {
		s.On(pattern, func(c *conform.Case) (any, error) {
			s, err := of(c)
			if err != nil {
				return nil, err
			}
			return f(c, s)
		})
	}
	airportMeans(on)
	airportShares(on)
	return s
}

func airportMeans(on handle) {
	on("*.mean", func(c *conform.Case, s sample) (any, error) {
		e, err := s.Means(stat.Data{Names: []string{"all", "top2"}, Columns: [][]float64{rating(s.table, "all"), top2(rating(s.table, "all"))}})
		return figures(c, e, deffOf(c.RCall)), err
	})
	on("*.items", func(c *conform.Case, s sample) (any, error) {
		o := conform.Obj{}
		for _, item := range c.Keys() {
			e, err := s.Mean(rating(s.table, item))
			if err != nil {
				return nil, err
			}
			o[item] = conform.Obj{"mean": e.Value(), "se": e.SE(), "n": e.N()}
		}
		return o, nil
	})
	on("*.by_barea", func(c *conform.Case, s sample) (any, error) {
		by := s.table.Text("BAREA")
		e, err := s.DomainMeans(stat.Data{Columns: [][]float64{rating(s.table, "all")}}, stat.NewFactor(by))
		if err != nil {
			return nil, err
		}
		var mean, se []float64
		for _, one := range e[0] {
			mean, se = append(mean, one.Value()), append(se, one.SE())
		}
		return conform.Obj{"barea": stat.NewFactor(by).Levels, "mean": mean, "se": se}, nil
	})
}

func airportShares(on handle) {
	on("*.ciprop", func(c *conform.Case, s sample) (any, error) {
		e, err := answered(s, "all").Mean(top2(rating(s.table, "all")))
		if err != nil {
			return nil, err
		}
		o := conform.Obj{}
		for _, method := range c.Keys() {
			if o[method], err = interval(e, method); err != nil {
				return nil, err
			}
		}
		return o, nil
	})
	on("*.nps", func(c *conform.Case, s sample) (any, error) {
		e, err := s.Mean(contrastNPS(only(s.table.Float("NETPRO"), 0, 10)))
		return figure(e), err
	})
	on("*.chisq", func(c *conform.Case, s sample) (any, error) {
		y := top2(rating(s.table, "all"))
		text := make([]string, len(y))
		for i, v := range y {
			if !math.IsNaN(v) {
				text[i] = strconv.FormatFloat(v, 'g', -1, 64)
			}
		}
		a, err := answered(s, "all").Association(stat.NewFactor(text), stat.NewFactor(s.table.Text("PEAK")))
		return association(a), err
	})
	on("kish", func(c *conform.Case, s sample) (any, error) {
		e, err := s.Mean(s.Weights())
		return conform.Obj{"n": e.N(), "sum": e.SumW(), "neff": e.NEff()}, err
	})
	on("counts", func(c *conform.Case, s sample) (any, error) { return counts(c, s, rating(s.table, "all")) })
}

func counts(c *conform.Case, s sample, y []float64) (any, error) {
	n, w := conform.Obj{}, conform.Obj{}
	missing := 0
	for _, key := range c.Keys("n") {
		value, err := strconv.ParseFloat(key, 64)
		if err != nil {
			return nil, err
		}
		e, err := s.Subset(is(y, func(v float64) bool { return v == value })).Mean(y)
		if err != nil {
			return nil, err
		}
		n[key], w[key] = e.N(), e.SumW()
	}
	for _, v := range y {
		if math.IsNaN(v) {
			missing++
		}
	}
	return conform.Obj{"n": n, "w": w, "missing": missing}, nil
}

func answered(s sample, item string) *design.Survey {
	return s.Subset(is(rating(s.table, item), func(v float64) bool { return !math.IsNaN(v) }))
}

func is(y []float64, what func(float64) bool) []bool {
	keep := make([]bool, len(y))
	for i, v := range y {
		keep[i] = what(v)
	}
	return keep
}

// only keeps whole numbers from low to high; other values are missing.
func only(x []float64, low, high float64) []float64 {
	y := slices.Clone(x)
	for i, v := range y {
		if v < low || v > high || v != math.Trunc(v) {
			y[i] = math.NaN()
		}
	}
	return y
}

func top2(x []float64) []float64 {
	y := slices.Clone(x)
	for i, v := range y {
		if !math.IsNaN(v) {
			y[i] = 0
			if v >= 4 {
				y[i] = 1
			}
		}
	}
	return y
}
