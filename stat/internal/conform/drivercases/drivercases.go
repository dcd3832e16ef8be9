// Package drivercases answers the reference cases of key driver analysis.
package drivercases

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/driver"
	"manyi.dev/manyi/stat/internal/conform"
)

// Suite answers driver.json.
func Suite() *conform.Suite {
	s := &conform.Suite{File: "driver.json"}
	s.On("*.ols", linear)
	s.On("*.correlations", correlations)
	s.On("*.relaimpo", decompositions)
	s.On("*.lmg", lmg)
	s.On("*.johnson", johnson)
	s.On("*.ridge", ridge)
	s.On("*.dominance", dominance)
	s.On("*.polr", ordinal)
	s.OnUnless("*.svyolr", weightedOrdinal, belowMaximum)
	s.On("binary.logit", binary)
	s.On("*.logit", logit)
	s.On("*.weighted", weighted)
	s.On("*.hc", robust)
	s.On("*.penalty_reward", contrast)
	return s
}

var formula = regexp.MustCompile(`(\S+)\s*~\s*([^;]+);.*\bn\s*=\s*(\d+)`)

// model reads the outcome and the drivers of a set of cases from the formula of its regression,
// and the data with missing codes taken out: −99, and 0 among the drivers when only then as many
// complete rows are left as the case says.
func model(c *conform.Case) (stat.Data, driver.Model) {
	parts := formula.FindStringSubmatch(c.Sibling(c.Prefix() + ".ols").What)
	m := driver.Model{Outcome: parts[1]}
	for name := range strings.SplitSeq(parts[2], "+") {
		m.Drivers = append(m.Drivers, strings.TrimSpace(name))
	}
	n, err := strconv.Atoi(parts[3])
	if err != nil {
		panic(err)
	}
	d := c.Table("").Data(append([]string{m.Outcome}, m.Drivers...)...)
	for _, column := range d.Columns {
		blank(column, -99)
	}
	if _, rows := d.Complete(); len(rows) != n {
		for _, column := range d.Columns[1:] {
			blank(column, 0)
		}
	}
	return d, m
}

// blank makes a code missing.
func blank(column []float64, code float64) {
	for i, x := range column {
		if x == code {
			column[i] = math.NaN()
		}
	}
}

func moments(c *conform.Case) *driver.Moments {
	m, err := driver.NewMoments(model(c))
	if err != nil {
		panic(err)
	}
	return m
}

// named are values by name.
func named(names []string, values []float64) conform.Obj {
	o := conform.Obj{}
	for i, name := range names {
		o[name] = values[i]
	}
	return o
}

// pick are figures of coefficients by their names.
func pick(all []driver.Coefficient, figure func(driver.Coefficient) float64) conform.Obj {
	o := conform.Obj{}
	for _, one := range all {
		o[one.Name] = figure(one)
	}
	return o
}

func value(c driver.Coefficient) float64     { return c.Estimate.Value() }
func se(c driver.Coefficient) float64        { return c.Estimate.SE() }
func statistic(c driver.Coefficient) float64 { return c.Statistic }
func p(c driver.Coefficient) float64         { return c.P }

func linear(c *conform.Case) (any, error) {
	d, m := model(c)
	l, err := driver.Regress(d, m)
	if err != nil {
		return nil, err
	}
	z, err := moments(c).Regress()
	if err != nil {
		return nil, err
	}
	all := l.Coefficients(driver.Classical)
	answer := conform.Obj{
		"n": l.N, "coef": pick(all, value), "se": pick(all, se), "t": pick(all, statistic), "p": pick(all, p),
		"r2": l.R2, "adj_r2": l.AdjustedR2, "sigma": l.Sigma, "F": l.F,
		"std_beta": named(m.Drivers, l.Beta), "vif": named(z.Names, z.VIF), "condition_number": z.ConditionNumber,
	}
	if len(z.VIF) == 1 { // written without its name
		answer["vif"] = z.VIF[0]
	}
	return answer, nil
}

func correlations(c *conform.Case) (any, error) {
	all, err := driver.Correlate(model(c))
	if err != nil {
		return nil, err
	}
	pearson, spearman, partial, part := conform.Obj{}, conform.Obj{}, conform.Obj{}, conform.Obj{}
	for _, r := range all {
		pearson[r.Name], spearman[r.Name], partial[r.Name], part[r.Name] = r.Pearson, r.Spearman, r.Partial, r.Part
	}
	return conform.Obj{"pearson": pearson, "spearman": spearman, "partial": partial, "semipartial": part}, nil
}

func decompositions(c *conform.Case) (any, error) {
	m := moments(c)
	answer := conform.Obj{}
	for _, key := range c.Keys() {
		i, err := m.Importance(driver.Method(key)) // the methods have relaimpo's names
		if err != nil {
			return nil, err
		}
		answer[key] = named(i.Names, i.Raw)
	}
	return answer, nil
}

func lmg(c *conform.Case) (any, error) {
	i, err := moments(c).Importance(driver.LMG)
	if err != nil {
		return nil, err
	}
	return conform.Obj{"lmg": named(i.Names, i.Raw), "pct": named(i.Names, i.Percent), "r2": i.Total}, nil
}

func johnson(c *conform.Case) (any, error) {
	i, err := moments(c).Importance(driver.Johnson)
	if err != nil {
		return nil, err
	}
	return conform.Obj{"rw": named(i.Names, i.Raw), "pct": named(i.Names, i.Percent)}, nil
}

func ridge(c *conform.Case) (any, error) {
	m := moments(c)
	suggested, err := m.Penalties()
	if err != nil {
		return nil, err
	}
	lambdas := c.Nums("lambda")
	fits := map[driver.RidgeScale][][]float64{}
	for _, scale := range []driver.RidgeScale{driver.SampleSD, driver.PopulationSD} {
		for _, lambda := range lambdas {
			r, err := m.Ridge(lambda, scale)
			if err != nil {
				return nil, err
			}
			fits[scale] = append(fits[scale], r.Beta)
		}
	}
	return conform.Obj{
		"lambda": lambdas, "kHKB": suggested.HKB, "kLW": suggested.LW,
		"beta": conform.Matrix(fits[driver.SampleSD]), "lmridge_coef": conform.Matrix(fits[driver.PopulationSD]),
	}, nil
}

func dominance(c *conform.Case) (any, error) {
	d, err := moments(c).Dominance()
	if err != nil {
		return nil, err
	}
	return conform.Matrix(d.Conditional), nil
}

var logitOf = regexp.MustCompile(`logit of (\S+)`)

// outcome is the column that a logit is of.
func outcome(c *conform.Case, set string) string {
	if of := logitOf.FindStringSubmatch(c.What); of != nil && of[1] != "the" {
		return of[1]
	}
	return set
}

func ordinal(c *conform.Case) (any, error) {
	d, m := model(c)
	m.Outcome = outcome(c, m.Outcome)
	if !slices.Contains(d.Names, m.Outcome) { // another column of the same file
		d.Names, d.Columns = append(d.Names, m.Outcome), append(d.Columns, c.Table("").Float(m.Outcome))
	}
	l, err := driver.Ordinal(d, m)
	if err != nil {
		return nil, err
	}
	all := l.Coefficients(driver.Classical)
	k := len(m.Drivers)
	return conform.Obj{
		"beta": pick(all[:k], value), "thresholds": pick(all[k:], value), "se": pick(all, se),
		"deviance": l.Deviance, "loglik": l.LogLik, "logit_null_deviance": l.NullDeviance,
	}, nil
}

func weightedOrdinal(c *conform.Case) (any, error) {
	d, m := weightedModel(c)
	l, err := driver.Ordinal(d, m)
	if err != nil {
		return nil, err
	}
	all := l.Coefficients(driver.Design)
	k := len(m.Drivers)
	return conform.Obj{"coef": pick(all[:k], value), "zeta": pick(all[k:], value), "se": pick(all, se)}, nil
}

func weightedModel(c *conform.Case) (stat.Data, driver.Model) {
	d, m := model(c)
	m.Outcome = outcome(c.Sibling(c.Prefix()+".polr"), m.Outcome)
	m.Weights = c.Table("").Float("weight")
	d.Names, d.Columns = append(d.Names, m.Outcome), append(d.Columns, c.Table("").Float(m.Outcome))
	return d, m
}

func logit(c *conform.Case) (any, error) {
	d, m := model(c)
	m.Outcome = outcome(c, m.Outcome)
	d.Names, d.Columns = append(d.Names, m.Outcome), append(d.Columns, c.Table("").Float(m.Outcome))
	return logistic(d, m)
}

var equals = regexp.MustCompile(`logit of (.+?) == '(.*?)'`)

func binary(c *conform.Case) (any, error) {
	parts := equals.FindStringSubmatch(c.What)
	if parts == nil {
		return nil, fmt.Errorf("no outcome in %q", c.What)
	}
	m := driver.Model{Outcome: parts[1], Drivers: slices.DeleteFunc(slices.Clone(c.Keys("coef")), func(name string) bool { return name == "(Intercept)" })}
	table := c.Table("")
	d := table.Data(m.Drivers...)
	for _, column := range d.Columns {
		blank(column, 0)
	}
	y := make([]float64, d.Rows())
	for i, text := range table.Text(m.Outcome) {
		switch text {
		case parts[2]:
			y[i] = 1
		case "NA":
			y[i] = math.NaN()
		}
	}
	d.Names, d.Columns = append(slices.Clone(m.Drivers), m.Outcome), append(d.Columns, y)
	return logistic(d, m)
}

// logistic answers a binary logit.
func logistic(d stat.Data, m driver.Model) (any, error) {
	l, err := driver.Logistic(d, m)
	if err != nil {
		return nil, err
	}
	all := l.Coefficients(driver.Classical)
	return conform.Obj{
		"n": l.N, "coef": pick(all, value), "se": pick(all, se), "z": pick(all, statistic), "p": pick(all, p),
		"deviance": l.Deviance, "null_deviance": l.NullDeviance, "odds_ratio": pick(all, driver.Coefficient.OddsRatio),
		"mcfadden": l.McFadden, "nagelkerke": l.Nagelkerke, "auc": l.AUC,
	}, nil
}

func weighted(c *conform.Case) (any, error) {
	d, m := model(c)
	m.Weights = c.Table("").Float("weight")
	l, err := driver.Regress(d, m)
	if err != nil {
		return nil, err
	}
	moments, err := driver.NewMoments(d, m)
	if err != nil {
		return nil, err
	}
	answer := conform.Obj{
		"coef": pick(l.Coefficients(driver.Classical), value), "r2": l.R2,
		"se_wls": pick(l.Coefficients(driver.Classical), se), "se_design": pick(l.Coefficients(driver.Design), se),
	}
	for _, method := range []driver.Method{driver.LMG, driver.Johnson} {
		i, err := moments.Importance(method)
		if err != nil {
			return nil, err
		}
		answer[string(method)] = named(i.Names, i.Raw)
	}
	return answer, nil
}

func robust(c *conform.Case) (any, error) {
	l, err := driver.Regress(model(c))
	if err != nil {
		return nil, err
	}
	answer := conform.Obj{}
	for _, key := range c.Keys() {
		answer[key] = pick(l.Coefficients(driver.Errors(strings.ToLower(key))), se)
	}
	return answer, nil
}

var cuts = regexp.MustCompile(`low \(<=\s*([-\d.]+)\) and high \(>=\s*([-\d.]+)\)`)

func contrast(c *conform.Case) (any, error) {
	parts := cuts.FindStringSubmatch(c.What)
	if parts == nil {
		return nil, fmt.Errorf("no cut points in %q", c.What)
	}
	var bounds [2]float64
	for i := range bounds {
		var err error
		if bounds[i], err = strconv.ParseFloat(parts[i+1], 64); err != nil {
			return nil, err
		}
	}
	d, m := model(c)
	r, err := driver.PenaltyReward(d, m, driver.Cuts{Low: bounds[0], High: bounds[1]}, driver.Classical)
	if err != nil {
		return nil, err
	}
	all := []driver.Coefficient{r.Intercept}
	for _, impact := range r.Drivers {
		all = append(all, impact.Penalty, impact.Reward)
	}
	return conform.Obj{"coef": pick(all, value), "r2": r.R2}, nil
}
