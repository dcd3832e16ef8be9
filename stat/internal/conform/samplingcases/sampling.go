// Package samplingcases answers the reference cases of sampling.json.
package samplingcases

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"manyi.dev/manyi/stat/internal/conform"
	"manyi.dev/manyi/stat/sample"
)

// Suite answers sampling.json.
func Suite() *conform.Suite {
	s := &conform.Suite{File: "sampling.json"}
	s.On("pps.inclusion", inclusion)
	s.On("pps.systematic.*", systematic)
	s.On("alloc.proportional", func(c *conform.Case) (any, error) {
		return allocation(c, sample.Proportional)
	})
	s.On("alloc.neyman*", neyman)
	s.On("alloc.optimal*", func(c *conform.Case) (any, error) {
		return allocation(c, sample.Optimal)
	})
	s.On("alloc.power*", power)
	s.On("size.proportion", func(c *conform.Case) (any, error) {
		return sizes(c, func(r row, t sample.Terms) (sample.Size, error) { return sample.ForProportion(r["p"], r["e"], t) })
	})
	s.On("size.mean", func(c *conform.Case) (any, error) {
		return sizes(c, func(r row, t sample.Terms) (sample.Size, error) { return sample.ForMean(r["s"], r["e"], t) })
	})
	s.On("size.nps", func(c *conform.Case) (any, error) {
		return sizes(c, func(r row, t sample.Terms) (sample.Size, error) {
			return sample.ForNPS(r["p"], r["d"], r["e"], t)
		})
	})
	s.On("size.compare*", compare)
	s.On("deff.*", deff)
	s.On("icc*", icc)
	return s
}

// frame is the column of names and the column of sizes of the sampling frame.
func frame(c *conform.Case) (units []string, size []float64) {
	t := c.Table("")
	return t.Text("unit"), t.Float("size")
}

// drawn is how many units the case draws.
func drawn(c *conform.Case) int {
	if c.Has("n") {
		return int(c.Num("n"))
	}
	return len(c.Strings("selected"))
}

func inclusion(c *conform.Case) (any, error) {
	units, size := frame(c)
	pi, err := sample.Inclusion(size, drawn(c))
	if err != nil {
		return nil, err
	}
	certain := []string{}
	for i, p := range pi {
		if p >= 1 {
			certain = append(certain, units[i])
		}
	}
	return conform.Obj{"n": drawn(c), "pik": pi, "certainty": certain}, nil
}

func systematic(c *conform.Case) (any, error) {
	units, size := frame(c)
	pi, err := sample.Inclusion(size, drawn(c))
	if err != nil {
		return nil, err
	}
	s, err := sample.PPS(pi, c.Num("u"))
	if err != nil {
		return nil, err
	}
	selected := []string{}
	for _, i := range s.Units {
		selected = append(selected, units[i])
	}
	return conform.Obj{"u": c.Num("u"), "n": len(selected), "selected": selected}, nil
}

// strata reads the input of the allocations.
func strata(c *conform.Case) []sample.Stratum {
	t := c.Table("")
	names, sizes, sds, costs := t.Text("stratum"), t.Float("N"), t.Float("S"), t.Float("cost")
	list := make([]sample.Stratum, len(names))
	for h := range list {
		list[h] = sample.Stratum{Name: names[h], Size: int(sizes[h]), SD: sds[h], Cost: costs[h]}
	}
	return list
}

// allocation answers a rule without regard to the sizes of the strata, as the reference has it.
func allocation(c *conform.Case, rule func(int, []sample.Stratum) (sample.Allocation, error)) (any, error) {
	n := int(c.Num("n"))
	a, err := rule(n, strata(c))
	if err != nil {
		return nil, err
	}
	return conform.Obj{"n": n, "exact": a.Uncapped, "alloc": sample.LargestRemainder(n, a.Uncapped)}, nil
}

func neyman(c *conform.Case) (any, error) {
	n, list := int(c.Num("n")), strata(c)
	a, err := sample.Neyman(n, list)
	if err != nil {
		return nil, err
	}
	p, err := sample.Proportional(n, list)
	if err != nil {
		return nil, err
	}
	return conform.Obj{
		"n": a.Total(), "exact_uncapped": a.Uncapped, "exact_capped": a.Exact, "alloc": a.N,
		"variance_of_mean_fpc": sample.MeanVariance(list, a.N), "variance_prop_fpc": sample.MeanVariance(list, p.N),
	}, nil
}

var exponent = regexp.MustCompile(`N_h\^([0-9.]*[0-9])`)

func power(c *conform.Case) (any, error) {
	found := exponent.FindStringSubmatch(c.What)
	if found == nil {
		return nil, fmt.Errorf("no exponent in %q", c.What)
	}
	q, err := strconv.ParseFloat(found[1], 64)
	if err != nil {
		return nil, err
	}
	return allocation(c, func(n int, list []sample.Stratum) (sample.Allocation, error) {
		return sample.Power(n, q, list)
	})
}

// row is a line of a table of inputs and results, by the name of the column.
type row map[string]float64

// rows are the lines of the case's table.
func rows(c *conform.Case) []row {
	var list []row
	for _, key := range c.Keys() {
		for i, x := range c.Nums(key) {
			if i == len(list) {
				list = append(list, row{})
			}
			list[i][key] = x
		}
	}
	return list
}

var quantile = regexp.MustCompile(`qnorm\(([0-9.]+)\)`)

// confidence is that of the z a case uses, read from its call or that of its neighbours.
func confidence(c *conform.Case) float64 {
	for _, other := range append([]*conform.Case{c}, c.Siblings()...) {
		if found := quantile.FindStringSubmatch(other.RCall); found != nil {
			if p, err := strconv.ParseFloat(found[1], 64); err == nil {
				return 2*p - 1
			}
		}
	}
	return 0
}

// sizes answers a table of sample sizes. A column "n_deff1.5" is the size with that design effect, and
// "issue_rr30" what to issue for the column before at 30 % response.
func sizes(c *conform.Case, size func(row, sample.Terms) (sample.Size, error)) (any, error) {
	got := conform.Obj{}
	for _, r := range rows(c) {
		terms := sample.Terms{Confidence: confidence(c)}
		if n := r["N"]; n > 0 {
			terms.Population = n
		}
		for _, key := range c.Keys() {
			if text, ok := strings.CutPrefix(key, "n_deff"); ok {
				terms.Deff = parse(text)
			}
			if text, ok := strings.CutPrefix(key, "issue_rr"); ok {
				terms.Response = parse(text) / 100
			}
			s, err := size(r, terms)
			if err != nil {
				return nil, err
			}
			add(got, key, answer(key, r, s))
		}
	}
	return got, nil
}

// answer is the value of a column of the table of sizes.
func answer(key string, r row, s sample.Size) float64 {
	switch {
	case key == "n0" || key == "n":
		return s.Infinite
	case key == "n_fpc":
		return s.Finite
	case key == "n_ceiling" || strings.HasPrefix(key, "n_deff"):
		return float64(s.Complete)
	case strings.HasPrefix(key, "issue_rr"):
		return float64(s.Issue)
	case key == "sd":
		sd, err := sample.NPSDeviation(r["p"], r["d"])
		if err != nil {
			panic(err)
		}
		return sd
	}
	return r[key] // an input
}

func add(o conform.Obj, key string, x float64) {
	list, _ := o[key].([]float64)
	o[key] = append(list, x)
}

func parse(text string) float64 {
	x, err := strconv.ParseFloat(text, 64)
	if err != nil {
		panic(err)
	}
	return x
}

func compare(c *conform.Case) (any, error) {
	got := conform.Obj{}
	for _, r := range rows(c) {
		test := sample.Test{Alpha: r["alpha"], Power: r["power"]}
		s, err := sample.ForProportions(r["p1"], r["p2"], test)
		if err != nil {
			return nil, err
		}
		for _, key := range c.Keys() {
			add(got, key, answer(key, r, s))
		}
	}
	return got, nil
}

func deff(c *conform.Case) (any, error) {
	got := conform.Obj{}
	for _, r := range rows(c) {
		d := sample.Deff(r["m"], r["rho"])
		for _, key := range c.Keys() {
			switch key {
			case "deff":
				add(got, key, d)
			case "neff":
				add(got, key, sample.EffectiveN(r["n"], d))
			default:
				add(got, key, r[key])
			}
		}
	}
	return got, nil
}

var variable = regexp.MustCompile(`\((\w+) in `)

// icc reads the variable from what the case says; the clusters are the column "cluster".
func icc(c *conform.Case) (any, error) {
	found := variable.FindStringSubmatch(c.What)
	if found == nil {
		return nil, fmt.Errorf("no variable in %q", c.What)
	}
	t := c.Table("")
	r, err := sample.ICC(t.Text("cluster"), t.Float(found[1]))
	if err != nil {
		return nil, err
	}
	return conform.Obj{"msb": r.Between, "msw": r.Within, "n0": r.Size, "rho": r.Rho}, nil
}
