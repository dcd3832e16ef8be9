// Package plscases answers the reference cases of pls.json: path models on real satisfaction data.
package plscases

import (
	"fmt"
	"math"
	"math/rand/v2"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/internal/conform"
	"manyi.dev/manyi/stat/pls"
	"manyi.dev/manyi/stat/sem"
)

// Suite are the cases of pls.json.
func Suite() *conform.Suite {
	s := &conform.Suite{File: "pls.json"}
	s.On("published.*", published)
	s.On("*.bootstrap", bootstrap)
	s.On("*.path", model)
	s.On("*.centroid", model)
	s.On("*.factorial", model)
	s.On("*.cbsem", covariances)
	return s
}

// modelCase is the case that describes the model: the case itself, or the sibling of that name with the path scheme.
func modelCase(name string, c *conform.Case) *conform.Case {
	for _, scheme := range []string{"path", "centroid", "factorial"} {
		if m := c.Sibling(name + "." + scheme); m != nil {
			return m
		}
	}
	panic(fmt.Sprintf("no case describes the model %q", name))
}

// read is the model and the data of a case.
func read(c *conform.Case) (pls.Model, stat.Data) {
	m := pls.Model{}
	var items []string
	for _, name := range c.Keys("constructs") {
		block := c.Keys("constructs", name, "weights")
		m.Constructs = append(m.Constructs, pls.Construct{Name: name, Items: block})
		items = append(items, block...)
	}
	from, to := c.Strings("path_coefficients", "from"), c.Strings("path_coefficients", "to")
	for i := range from {
		m.Paths = append(m.Paths, pls.Path{From: from[i], To: to[i]})
	}
	d := unmask(c, c.Table("").Data(items...))
	m.Scale = scaleOf(path.Base(c.Input[0]), d)
	return m, d
}

var size = regexp.MustCompile(`\bn=(\d+)`)

// unmask turns the missing code into NaN. The files do not name it, but say how many complete rows there are.
func unmask(c *conform.Case, d stat.Data) stat.Data {
	found := size.FindStringSubmatch(c.What)
	if found == nil {
		return d
	}
	n, _ := strconv.Atoi(found[1])
	for _, code := range []float64{math.NaN(), -99, 99, 0, -1, -9, 9, 6, 11, 999, -999} {
		masked := stat.Data{Names: d.Names}
		for _, column := range d.Columns {
			masked.Columns = append(masked.Columns, replace(column, code))
		}
		if _, rows := masked.Complete(); len(rows) == n {
			return masked
		}
	}
	panic(fmt.Sprintf("no missing code leaves %d complete rows", n))
}

func replace(column []float64, code float64) []float64 {
	masked := slices.Clone(column)
	for i, x := range masked {
		if x == code {
			masked[i] = math.NaN()
		}
	}
	return masked
}

// scales are the answer scales that the descriptions of the data sets give. The cases do not repeat them.
var scales = map[string]pls.Scale{
	"mobi.csv":                       {Low: 1, High: 10},
	"bank_satisfaction.csv":          {Low: 0, High: 10},
	"corp_rep.csv":                   {Low: 1, High: 7},
	"employee_climate.csv":           {Low: 1, High: 5},
	"univer.csv":                     {Low: 1, High: 7},
	"sq.csv":                         {Low: 0, High: 100},
	"turkiye_student_evaluation.csv": {Low: 1, High: 5},
	"airline_test.csv":               {Low: 1, High: 5},
	"lounge.csv":                     {Low: 1, High: 5},
}

// usual are common rating scales, the shortest first.
var usual = []pls.Scale{{Low: 0, High: 1}, {Low: 1, High: 2}, {Low: 1, High: 3}, {Low: 1, High: 4}, {Low: 0, High: 4}, {Low: 1, High: 5}, {Low: 0, High: 5}, {Low: 1, High: 6}, {Low: 0, High: 6}, {Low: 1, High: 7}, {Low: 1, High: 9}, {Low: 1, High: 10}, {Low: 0, High: 10}, {Low: 1, High: 11}, {Low: 0, High: 100}, {Low: 0, High: 1000}}

// scaleOf is the scale of the items of a file: the documented one, or the shortest usual one that has all answers.
func scaleOf(file string, d stat.Data) pls.Scale {
	low, high := math.Inf(1), math.Inf(-1)
	for _, column := range d.Columns {
		for _, x := range column {
			if !math.IsNaN(x) {
				low, high = min(low, x), max(high, x)
			}
		}
	}
	if s, ok := scales[file]; ok && s.Low <= low && high <= s.High {
		return s
	}
	for _, s := range usual {
		if s.Low <= low && high <= s.High {
			return s
		}
	}
	return pls.Scale{Low: low, High: high}
}

func model(c *conform.Case) (any, error) {
	m, d := read(c)
	r, err := pls.Fit(m, d, pls.Options{Scheme: pls.Scheme(c.Suffix())})
	if err != nil {
		return nil, err
	}
	r2, ave := conform.Obj{}, conform.Obj{}
	table := r.FornellLarcker()
	for i, one := range r.Constructs {
		ave[one.Name] = table[i][i]
		if !math.IsNaN(one.R2) {
			r2[one.Name] = one.R2
		}
	}
	var from, to []string
	var beta, f2 []float64
	for _, p := range r.Paths {
		from, to, beta, f2 = append(from, p.From), append(to, p.To), append(beta, p.Beta), append(f2, p.F2)
	}
	return conform.Obj{
		"path_coefficients":                     conform.Obj{"from": from, "to": to, "beta": beta},
		"total_effects":                         conform.Matrix(r.Total),
		"r2":                                    r2,
		"f2":                                    f2,
		"latent_correlations":                   conform.Matrix(r.Correlations),
		"fornell_larcker_sqrt_ave":              ave,
		"htmt_lower":                            conform.Matrix(r.HTMT),
		"htmt_abs_lower":                        conform.Matrix(r.HTMTAbs),
		"constructs":                            constructs(c, r),
		"gof":                                   r.GoF,
		"unstandardised_total_effects_on_0_100": conform.Matrix(r.Impact),
	}, nil
}

func constructs(c *conform.Case, r *pls.Result) conform.Obj {
	all := conform.Obj{}
	for i, one := range r.Constructs {
		weights, loadings, raw := conform.Obj{}, conform.Obj{}, conform.Obj{}
		for _, item := range r.Items {
			if item.Construct == i {
				weights[item.Name], loadings[item.Name], raw[item.Name] = item.Weight, item.Loading, item.RawWeight
			}
		}
		report := conform.Obj{
			"weights": weights, "loadings": loadings, "raw_weights_sum1": raw,
			"communality": one.Communality, "ave": one.AVE, "rho_c": one.RhoC, "rho_a": one.RhoA, "alpha_std": one.Alpha,
			"index_mean": one.Index.Value(), "index_sd": one.IndexSD,
		}
		if c.Has("constructs", one.Name, "index_first10") {
			report["index_first10"] = r.IndexScores(i)[:len(c.Nums("constructs", one.Name, "index_first10"))]
		}
		all[one.Name] = report
	}
	return all
}

// resamples are more than the case drew, so that chance on this side adds little to its own.
const resamples = 4000

func bootstrap(c *conform.Case) (any, error) {
	m, d := read(modelCase(c.Prefix(), c))
	r, err := pls.Fit(m, d, pls.Options{Scheme: schemeIn(c.What)})
	if err != nil {
		return nil, err
	}
	b, err := r.Bootstrap(pls.Resampling{Resamples: resamples}, rand.NewPCG(1, 2))
	if err != nil {
		return nil, err
	}
	from, to := c.Strings("from"), c.Strings("to")
	var se, low, high []float64
	for i := range from {
		f, ok := b.Find(pls.Figure{Kind: pls.PathFigure, From: from[i], To: to[i]})
		if !ok {
			return nil, fmt.Errorf("no path %s to %s", from[i], to[i])
		}
		se, low, high = append(se, f.Estimate.SE()), append(low, f.Percentile.Low), append(high, f.Percentile.High)
	}
	return conform.Obj{"from": from, "to": to, "se": se, "lo": low, "hi": high}, nil
}

// schemeIn is the scheme a text names.
func schemeIn(text string) pls.Scheme {
	for _, s := range []pls.Scheme{pls.CentroidScheme, pls.FactorialScheme} {
		if strings.Contains(text, string(s)) {
			return s
		}
	}
	return pls.PathScheme
}

// published answers "published.<model>_<scheme>".
func published(c *conform.Case) (any, error) {
	name, scheme, _ := strings.Cut(c.Suffix(), "_")
	m, d := read(modelCase(name, c))
	r, err := pls.Fit(m, d, pls.Options{Scheme: pls.Scheme(scheme)})
	if err != nil {
		return nil, err
	}
	loadings, paths := conform.Obj{}, conform.Obj{}
	for _, item := range r.Items {
		loadings[item.Name] = item.Loading
	}
	for _, p := range r.Paths {
		paths[p.From+"->"+p.To] = p.Beta
	}
	return conform.Obj{"loadings": loadings, "paths": paths}, nil
}

// covariances answers a covariance-based model in the notation of lavaan, on the data and with the missing code of the
// path model of the same name.
func covariances(c *conform.Case) (any, error) {
	m, err := sem.Parse(c.Strings("model")[0])
	if err != nil {
		return nil, err
	}
	_, d := read(modelCase(c.Prefix(), c))
	r, err := sem.Fit(m, d, sem.Options{})
	if err != nil {
		return nil, err
	}
	f := r.Measures
	return conform.Obj{
		"model": c.At("model"),
		"fit": conform.Obj{
			"chisq": f.ChiSquare, "df": f.DF, "pvalue": f.P, "cfi": f.CFI, "tli": f.TLI, "rmsea": f.RMSEA,
			"rmsea.ci.lower": f.RMSEALow, "rmsea.ci.upper": f.RMSEAHigh, "srmr": f.SRMR, "aic": f.AIC, "bic": f.BIC, "logl": f.LogLike,
		},
		"std_paths":      effects(r.Paths, "lhs", "rhs", true),
		"std_loadings":   effects(r.Loadings, "item", "lv", true),
		"unstd_loadings": effects(r.Loadings, "item", "lv", false),
	}, nil
}

// effects is a table of effects with the given names for outcome and cause.
func effects(list []sem.Effect, outcome, cause string, standardised bool) conform.Obj {
	var to, from []string
	var value, se []float64
	for _, e := range list {
		of := e.Estimate
		if standardised {
			of = e.Standardised
		}
		to, from, value, se = append(to, e.To), append(from, e.From), append(value, of.Value()), append(se, of.SE())
	}
	return conform.Obj{outcome: to, cause: from, "est": value, "se": se}
}
