// Package designcases answers the reference cases of survey designs: simple random, stratified,
// clustered and two-stage samples, the airport survey and the published school samples.
package designcases

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/design"
	"manyi.dev/manyi/stat/internal/conform"
)

// sample is the design of a case with its data.
type sample struct {
	*design.Survey
	table *conform.Table
}

func newSample(t *conform.Table, spec design.Spec) (sample, error) {
	spec.Rows = len(t.Rows)
	s, err := design.New(spec)
	return sample{s, t}, err
}

func factor(t *conform.Table, name string) stat.Factor {
	labels := t.Text(name)
	for i, label := range labels {
		if label == "NA" {
			labels[i] = ""
		}
	}
	return stat.NewFactor(labels)
}

// terms are the variables of the first formula "~a+b+c" after the given word in an R call.
func terms(call, after string) []string {
	_, rest, found := strings.Cut(call, after)
	if !found {
		panic(fmt.Sprintf("no %q in %q", after, call))
	}
	m := regexp.MustCompile(`~\s*([\w.]+(?:\([\w.]+\))?(?:\s*\+\s*[\w.]+)*)`).FindStringSubmatch(rest)
	if m == nil {
		panic(fmt.Sprintf("no formula in %q", rest))
	}
	names := strings.Split(m[1], "+")
	for i := range names {
		names[i] = strings.TrimSpace(names[i])
	}
	return names
}

// formulas are all one-variable formulas of a call in their order.
func formulas(call string) []string {
	var names []string
	for _, m := range regexp.MustCompile(`~([\w.]+)`).FindAllStringSubmatch(call, -1) {
		names = append(names, m[1])
	}
	return names
}

// numbers are the numbers of the first c(…) after the word.
func numbers(call, after string) []float64 {
	_, rest, _ := strings.Cut(call, after)
	m := regexp.MustCompile(`c\(([^)]*)\)`).FindStringSubmatch(rest)
	var all []float64
	for _, text := range strings.Split(m[1], ",") {
		x, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
		if err != nil {
			panic(err)
		}
		all = append(all, x)
	}
	return all
}

// condition is the column of 0 and 1 that I(a>=b) or I(a=='text') of a call makes.
func condition(t *conform.Table, call string) []float64 {
	m := regexp.MustCompile(`I\(([\w.]+)\s*(>=|<=|==|>|<)\s*'?([^')]+)'?\)`).FindStringSubmatch(call)
	if m == nil {
		panic("no condition in " + call)
	}
	limit, err := strconv.ParseFloat(m[3], 64)
	numeric := err == nil
	text, number := t.Text(m[1]), t.Float(m[1])
	y := make([]float64, len(text))
	for i := range y {
		var is bool
		switch {
		case text[i] == "" || text[i] == "NA":
			y[i] = math.NaN()
			continue
		case !numeric:
			is = text[i] == m[3]
		case m[2] == ">=":
			is = number[i] >= limit
		case m[2] == "<=":
			is = number[i] <= limit
		case m[2] == ">":
			is = number[i] > limit
		case m[2] == "<":
			is = number[i] < limit
		default:
			is = number[i] == limit
		}
		if is {
			y[i] = 1
		}
	}
	return y
}

func figure(e stat.Estimate) conform.Obj {
	low, high := e.Interval(0.95)
	z := stat.StudentQuantile(0.975, math.Inf(1)) * e.SE()
	return conform.Obj{
		"estimate": e.Value(), "se": e.SE(), "df": e.DF(),
		"ci95_t": []float64{low, high}, "ci95_normal": []float64{e.Value() - z, e.Value() + z},
	}
}

// figures answers estimates by name; the keys of the case may carry the factor's name before the
// level, and a single figure has no name.
func figures(c *conform.Case, e design.Estimates, deff func(stat.Estimate) float64) conform.Obj {
	one := func(i int) conform.Obj {
		o := figure(e.At(i))
		if deff != nil {
			o["deff"] = deff(e.At(i))
		}
		return o
	}
	if c.Has("estimate") {
		return one(0)
	}
	all := conform.Obj{}
	for _, key := range c.Keys() {
		for i, name := range e.Names {
			if key == name || strings.HasSuffix(key, name) && all[key] == nil {
				all[key] = one(i)
			}
		}
	}
	return all
}

// deffOf is the design effect the call asks for.
func deffOf(call string) func(stat.Estimate) float64 {
	switch {
	case strings.Contains(call, "deff='replace'"):
		return stat.Estimate.Deff
	case strings.Contains(call, "deff=TRUE"):
		return stat.Estimate.DeffFinite
	}
	return nil
}

// maker makes the design of a case.
type maker func(c *conform.Case) (sample, error)

// common answers the cases that all files have alike, given the design.
func common(s *conform.Suite, prefix string, of maker) {
	on := func(pattern string, f func(c *conform.Case, s sample) (any, error)) {
		s.On(prefix+pattern, func(c *conform.Case) (any, error) {
			sample, err := of(c)
			if err != nil {
				return nil, err
			}
			return f(c, sample)
		})
	}
	on("ciprop.*", func(c *conform.Case, s sample) (any, error) {
		e, err := s.Mean(condition(s.table, c.RCall))
		if err != nil {
			return nil, err
		}
		return interval(e, c.ID[strings.LastIndex(c.ID, ".")+1:])
	})
	on("cov_means", func(c *conform.Case, s sample) (any, error) {
		e, err := s.Means(s.table.Data(terms(c.RCall, "svymean(")...))
		return matrix(e), err
	})
	on("by*", domains)
	on("contrast", contrast)
	on("mean", means)
	on("mean_*", means)
	on("total", func(c *conform.Case, s sample) (any, error) {
		e, err := s.Totals(s.table.Data(terms(c.RCall, "svytotal(")...))
		return figures(c, e, deffOf(c.RCall)), err
	})
	on("ratio", func(c *conform.Case, s sample) (any, error) {
		names := formulas(c.RCall)
		e, err := s.Ratio(s.table.Float(names[0]), s.table.Float(names[1]))
		return figure(e), err
	})
	on("prop", func(c *conform.Case, s sample) (any, error) {
		name := strings.TrimSuffix(strings.TrimPrefix(terms(c.RCall, "svymean(")[0], "factor("), ")")
		e, err := s.Proportions(factor(s.table, name))
		return figures(c, e, nil), err
	})
	on("stype", func(c *conform.Case, s sample) (any, error) {
		e, err := s.Counts(factor(s.table, terms(c.RCall, "svytotal(")[0]))
		return figures(c, e, nil), err
	})
	on("quantile", quantiles)
	on("glm", regression)
	on("ttest", func(c *conform.Case, s sample) (any, error) {
		m := regexp.MustCompile(`svyttest\((\w+)~(\w+)`).FindStringSubmatch(c.RCall)
		test, err := s.TTest(s.table.Float(m[1]), factor(s.table, m[2]))
		o := conform.Obj{"t": test.T, "df": test.Difference.DF(), "diff": test.Difference.Value(), "p": test.P}
		if p, ok := named(c, "p"); ok {
			o["p"] = conform.Obj{p: test.P}
		}
		return o, err
	})
}

// named is the only key of an object under the path.
func named(c *conform.Case, path string) (key string, ok bool) {
	defer func() { recover() }()
	keys := c.Keys(path)
	return keys[0], len(keys) == 1
}

func matrix(e design.Estimates) any {
	rows := make([][]float64, e.Len())
	for i := range rows {
		for j := range rows {
			rows[i] = append(rows[i], e.Cov.At(i, j))
		}
	}
	return conform.Matrix(rows)
}

func means(c *conform.Case, s sample) (any, error) {
	var names []string
	for _, call := range strings.Split(c.RCall, "svymean(")[1:] {
		names = append(names, terms(call, "")...)
	}
	d := stat.Data{Names: names}
	for _, name := range names {
		d.Columns = append(d.Columns, column(s.table, name))
	}
	e, err := s.Means(d)
	return figures(c, e, deffOf(c.RCall)), err
}

// column is a column of the table, or one that the cases make of one: top2 of sat ≥ 4.
func column(t *conform.Table, name string) []float64 {
	if name == "top2" && !t.Has(name) {
		return condition(t, "I(sat>=4)")
	}
	return t.Float(name)
}

func domains(c *conform.Case, s sample) (any, error) {
	names := formulas(c.RCall)
	by := factor(s.table, names[1])
	estimate, value := s.MeansBy, "mean"
	if strings.Contains(c.RCall, "svytotal") {
		estimate, value = s.TotalsBy, "total"
	}
	e, err := estimate(s.table.Float(names[0]), by)
	if err != nil {
		return nil, err
	}
	se := make([]float64, e.Len())
	for i := range se {
		se[i] = e.At(i).SE()
	}
	return conform.Obj{names[1]: e.Names, value: e.Values, "se": se, "cov": matrix(e)}, nil
}

func contrast(c *conform.Case, s sample) (any, error) {
	names := formulas(c.RCall)
	e, err := s.MeansBy(s.table.Float(names[0]), factor(s.table, names[1]))
	if err != nil {
		return nil, err
	}
	a := make([]float64, e.Len())
	_, rest, _ := strings.Cut(c.RCall, "c(")
	for _, m := range regexp.MustCompile(`([\w.]+)=(-?[\d.]+)`).FindAllStringSubmatch(rest, -1) {
		for i, level := range e.Names {
			if level == m[1] {
				a[i], _ = strconv.ParseFloat(m[2], 64)
			}
		}
	}
	return figure(e.Contrast(a...)), nil
}

func interval(e stat.Estimate, method string) (conform.Obj, error) {
	of, ok := map[string]func(stat.Estimate, float64) (float64, float64){
		"logit": design.LogitInterval, "xlogit": design.LogitInterval, "beta": design.BetaInterval,
		"asin": design.AsinInterval, "likelihood": design.LikelihoodInterval, "mean": stat.Estimate.Interval,
	}[method]
	if !ok {
		return nil, fmt.Errorf("no interval %q", method)
	}
	low, high := of(e, 0.95)
	return conform.Obj{"estimate": e.Value(), "df": e.DF(), "ci95": []float64{low, high}}, nil
}

func quantiles(c *conform.Case, s sample) (any, error) {
	y := s.table.Float(formulas(c.RCall)[0])
	o := conform.Obj{}
	for _, rule := range []design.Rule{design.Inverse, design.Linear} {
		q, err := s.Quantiles(y, rule, 0.95, numbers(c.RCall, formulas(c.RCall)[0])...)
		if err != nil {
			return nil, err
		}
		var p, value, low, high, se []float64
		for _, one := range q {
			p, value, low, high, se = append(p, one.P), append(value, one.Value), append(low, one.Low), append(high, one.High), append(se, one.SE)
		}
		if rule == design.Linear {
			o["hf7"] = value
			break
		}
		for prefix, name := range map[string]string{"math": "math", "math_": "", "": "q"} {
			if name != "" {
				o[name] = value
			}
			o[prefix+"ci_l"], o[prefix+"ci_u"], o[prefix+"se"] = low, high, se
		}
		o["p"] = p
	}
	return o, nil
}

func regression(c *conform.Case, s sample) (any, error) {
	m := regexp.MustCompile(`([\w.]+)~([\w.+]+)`).FindStringSubmatch(c.RCall)
	if m == nil {
		m = regexp.MustCompile(`([\w.]+)~([\w.+]+)`).FindStringSubmatch(c.What)
	}
	f, err := s.Regression(s.table.Float(m[1]), s.table.Data(strings.Split(m[2], "+")...))
	if err != nil {
		return nil, err
	}
	coef, se := conform.Obj{}, conform.Obj{}
	for i, name := range f.Names {
		coef[name], se[name] = f.Values[i], f.At(i).SE()
	}
	return conform.Obj{"coef": coef, "se": se, "df_resid": f.At(0).DF()}, nil
}

func association(a design.Association) conform.Obj {
	return conform.Obj{
		"F": a.F.Statistic, "ndf": a.F.NumDF, "ddf": a.F.DenDF, "p": a.F.P, "p_F": a.F.P,
		"pearson_X2": a.First.Statistic, "df": a.First.NumDF, "p_chisq_raoscott2": a.First.P,
	}
}
