// Package weightcases answers the reference cases of weighting.json.
package weightcases

import (
	"fmt"
	"regexp"
	"strings"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/design"
	"manyi.dev/manyi/stat/internal/conform"
	"manyi.dev/manyi/stat/internal/dist"
	"manyi.dev/manyi/stat/weight"
)

// Suite answers weighting.json.
func Suite() *conform.Suite {
	s := &conform.Suite{File: "weighting.json"}
	s.On("kish*", func(c *conform.Case) (any, error) { return kish(base(c)), nil })
	s.On("scaled", scaled)
	s.On("poststratify*", poststratified)
	s.On("rake*.by_*", domains)
	s.On("rake*", raked)
	s.On("calibrate_*_negative", negative)
	s.On("calibrate_*", calibrated)
	s.On("trim_*", trimmed)
	s.On("margins_after_*", margins)
	s.On("unequal_weighting_mean", unadjusted)
	return s
}

// respondents are the rows, targets the known totals.
func respondents(c *conform.Case) *conform.Table { return c.Table("syn_weighting.csv") }
func targets(c *conform.Case) *conform.Table     { return c.Table("syn_targets.csv") }

func base(c *conform.Case) []float64 { return respondents(c).Float("base_weight") }

// variables are the variables of the targets, in their order.
func variables(c *conform.Case) []string {
	var names []string
	for _, name := range targets(c).Text("variable") {
		if len(names) == 0 || names[len(names)-1] != name {
			names = append(names, name)
		}
	}
	return names
}

// margin is a variable with its targets.
func margin(c *conform.Case, name string) weight.Margin {
	t := targets(c)
	totals := map[string]float64{}
	for i, variable := range t.Text("variable") {
		if variable == name {
			totals[t.Text("level")[i]] = t.Float("total")[i]
		}
	}
	return weight.NewMargin(name, respondents(c).Text(name), totals)
}

func marginsOf(c *conform.Case, names ...string) []weight.Margin {
	var all []weight.Margin
	for _, name := range names {
		all = append(all, margin(c, name))
	}
	return all
}

func kish(w []float64) conform.Obj {
	q := weight.Assess(w)
	return conform.Obj{"n": q.N, "sum": q.Sum, "neff": q.NEff, "deff_w": q.Deff, "cv": q.CV, "min": q.Min, "max": q.Max}
}

// firsts are as many weights as the case lists.
func firsts(w []float64, c *conform.Case, path ...string) []float64 {
	return w[:min(len(w), len(c.Nums(path...)))]
}

func scaled(c *conform.Case) (any, error) {
	w, err := weight.MeanOne(base(c))
	if err != nil {
		return nil, err
	}
	return firsts(w, c), nil
}

// survey is the sample of the file, every row a unit of its own, with these weights.
func survey(w []float64) (*design.Survey, error) { return design.New(design.Spec{Weights: w}) }

// answer is what the cases say of adjusted weights.
func answer(c *conform.Case, before []float64, a *weight.Adjusted) (conform.Obj, error) {
	s, err := survey(before)
	if err != nil {
		return nil, err
	}
	if s, err = a.Apply(s); err != nil {
		return nil, err
	}
	got := conform.Obj{"kish": kish(a.Weights), "first12_weights": firsts(a.Weights, c, "first12_weights")}
	squares := 0.0
	for _, w := range a.Weights {
		squares += w * w
	}
	got["sum_sq"] = squares
	means, errors := conform.Obj{}, conform.Obj{}
	for _, item := range c.Keys("mean") {
		m, err := s.Mean(respondents(c).Float(item))
		if err != nil {
			return nil, err
		}
		means[item], errors[item] = m.Value(), m.SE()
	}
	got["mean"], got["mean_se"] = means, errors
	for _, key := range c.Keys() {
		item, ok := strings.CutPrefix(key, "total_")
		if !ok || strings.HasSuffix(item, "_se") {
			continue
		}
		total, err := s.Total(respondents(c).Float(item))
		if err != nil {
			return nil, err
		}
		got[key], got[key+"_se"] = total.Value(), total.SE()
	}
	low, high := weight.Ratios(before, a.Weights)
	got["g_range"] = []float64{low, high}
	return got, nil
}

var formula = regexp.MustCompile(`~\s*(\w+)`)

// poststratified reads the variable from the call.
func poststratified(c *conform.Case) (any, error) {
	found := formula.FindStringSubmatch(c.RCall)
	if found == nil {
		return nil, fmt.Errorf("no variable in %q", c.RCall)
	}
	a, err := weight.PostStratify(base(c), margin(c, found[1]))
	if err != nil {
		return nil, err
	}
	return answer(c, base(c), a)
}

var digits = regexp.MustCompile(`\d+`)

// rakeBy rakes to as many of the targets' variables as the id ends in: "rake2", "rake4".
func rakeBy(c *conform.Case, id string) (*weight.Adjusted, error) {
	names := variables(c)
	if k := digits.FindString(id); k != "" {
		var n int
		if _, err := fmt.Sscan(k, &n); err != nil {
			return nil, err
		}
		names = names[:min(n, len(names))]
	}
	return weight.Rake(base(c), marginsOf(c, names...), weight.RakeOptions{})
}

func raked(c *conform.Case) (any, error) {
	a, err := rakeBy(c, c.ID)
	if err != nil {
		return nil, err
	}
	return answer(c, base(c), a)
}

var by = regexp.MustCompile(`svyby\(~(\w+)`)

// domains are the means of a variable after raking, by the variable the id ends in.
func domains(c *conform.Case) (any, error) {
	a, err := rakeBy(c, c.Prefix())
	if err != nil {
		return nil, err
	}
	s, err := survey(base(c))
	if err != nil {
		return nil, err
	}
	if s, err = a.Apply(s); err != nil {
		return nil, err
	}
	_, name, _ := strings.Cut(c.Suffix(), "by_")
	found := by.FindStringSubmatch(c.RCall)
	if found == nil {
		return nil, fmt.Errorf("no variable in %q", c.RCall)
	}
	groups := stat.NewFactor(respondents(c).Text(name))
	means, err := s.MeansBy(respondents(c).Float(found[1]), groups)
	if err != nil {
		return nil, err
	}
	got := conform.Obj{"level": groups.Levels}
	values, errors := []float64{}, []float64{}
	for k := range groups.Levels {
		values, errors = append(values, means.At(k).Value()), append(errors, means.At(k).SE())
	}
	got["mean"], got["se"] = values, errors
	return got, nil
}

// calibrateBy calibrates to all margins from the weights scaled to the population.
func calibrateBy(c *conform.Case, options weight.Options) (before []float64, a *weight.Adjusted, err error) {
	all := marginsOf(c, variables(c)...)
	population := 0.0
	for _, total := range all[0].Totals {
		population += total
	}
	if before, err = weight.Scale(base(c), population); err != nil {
		return nil, nil, err
	}
	a, err = weight.Calibrate(before, weight.Auxiliary{Margins: all}, options)
	return before, a, err
}

func calibrated(c *conform.Case) (any, error) {
	options := weight.Options{Method: weight.Method(strings.TrimPrefix(c.ID, "calibrate_"))}
	if c.Has("bounds_on_g") {
		bounds := c.Nums("bounds_on_g")
		options.Low, options.High = bounds[0], bounds[1]
	}
	before, a, err := calibrateBy(c, options)
	if err != nil {
		return nil, err
	}
	got, err := answer(c, before, a)
	if err != nil {
		return nil, err
	}
	got["bounds_on_g"] = []float64{options.Low, options.High}
	return got, nil
}

// negative tells whether a method gives negative weights.
func negative(c *conform.Case) (any, error) {
	method := strings.TrimSuffix(strings.TrimPrefix(c.ID, "calibrate_"), "_negative")
	_, a, err := calibrateBy(c, weight.Options{Method: weight.Method(method)})
	if err != nil {
		return nil, err
	}
	q := weight.Assess(a.Weights)
	return conform.Obj{"min": q.Min, "any_negative": q.Negative > 0}, nil
}

var rakeName = regexp.MustCompile(`rake\d+`)

// trimmed trims the weights raked to all margins.
func trimmed(c *conform.Case) (any, error) {
	a, err := rakeBy(c, rakeName.FindString(c.What))
	if err != nil {
		return nil, err
	}
	low, high := c.Num("lower"), c.Num("upper")
	t, err := weight.Trim(a.Weights, low, high, c.ID == "trim_strict")
	if err != nil {
		return nil, err
	}
	got := conform.Obj{"lower": low, "upper": high, "kish": kish(t.Weights), "first12_weights": firsts(t.Weights, c, "first12_weights")}
	if c.Has("mean") {
		s, err := survey(t.Weights)
		if err != nil {
			return nil, err
		}
		means := conform.Obj{}
		for _, item := range c.Keys("mean") {
			m, err := s.Mean(respondents(c).Float(item))
			if err != nil {
				return nil, err
			}
			means[item] = m.Value()
		}
		got["mean"] = means
	}
	return got, nil
}

// margins are the totals after raking.
func margins(c *conform.Case) (any, error) {
	a, err := rakeBy(c, strings.TrimPrefix(c.ID, "margins_after_"))
	if err != nil {
		return nil, err
	}
	got := conform.Obj{}
	for _, b := range a.Balances {
		levels := conform.Obj{}
		for k, level := range b.Levels {
			levels[level] = b.After[k]
		}
		got[b.Name] = levels
	}
	return got, nil
}

// unadjusted are means with the weights as they are.
func unadjusted(c *conform.Case) (any, error) {
	s, err := survey(base(c))
	if err != nil {
		return nil, err
	}
	got := conform.Obj{}
	for _, item := range c.Keys() {
		m, err := s.Mean(respondents(c).Float(item))
		if err != nil {
			return nil, err
		}
		low, high := m.Interval(0.95)
		z := dist.NormalQuantile(0.975) * m.SE()
		got[item] = conform.Obj{
			"estimate": m.Value(), "se": m.SE(), "df": m.DF(),
			"ci95_t": []float64{low, high}, "ci95_normal": []float64{m.Value() - z, m.Value() + z},
		}
	}
	return got, nil
}
