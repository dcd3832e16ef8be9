package statcli

import (
	"math"
	"slices"
	"strconv"

	"manyi.dev/manyi/stat/driver"
)

type driversResult struct {
	Outcome    string                      `json:"outcome"`
	Rows       int                         `json:"rows"`
	N          int                         `json:"n"`
	Missing    string                      `json:"missing"` // listwise, pairwise
	R2         num                         `json:"r2"`
	Condition  num                         `json:"condition_number"`
	Drivers    []driverJSON                `json:"drivers"`
	Importance map[string]map[string]share `json:"importance"` // by method, by driver
	Totals     map[string]num              `json:"importance_totals"`
	Bootstrap  *bootstrapJSON              `json:"bootstrap"`
	OLS        *olsJSON                    `json:"ols"`
	Dominance  *dominanceJSON              `json:"dominance"`
	Ridge      []ridgeJSON                 `json:"ridge"`
	Logits     []logitJSON                 `json:"logits"`
	Penalty    *penaltyJSON                `json:"penalty"`

	methods []string // in the order asked for
}

type driverJSON struct {
	Name     string `json:"name"`
	Beta     num    `json:"beta"`
	VIF      num    `json:"vif"`
	Pearson  num    `json:"pearson"`
	Spearman num    `json:"spearman"`
	Partial  num    `json:"partial"`
	Part     num    `json:"part"`
}

// share is the part of R² that a method gives a driver.
type share struct {
	Raw         num     `json:"raw"`
	Percent     num     `json:"percent"`
	RawCI95     *bounds `json:"raw_ci95"` // null without bootstrap
	PercentCI95 *bounds `json:"percent_ci95"`
	RankCI95    *bounds `json:"rank_ci95"`
}

type bootstrapJSON struct {
	Resamples int    `json:"resamples"`
	Failed    int    `json:"failed"`
	Seed      uint64 `json:"seed"`
	Level     num    `json:"level"`
}

type coefficientJSON struct {
	Name string `json:"name"`
	measure
	Statistic num `json:"statistic"`
	P         num `json:"p"`
	OddsRatio num `json:"odds_ratio"` // of logits, else null
}

type olsJSON struct {
	N            int               `json:"n"`
	Errors       string            `json:"errors"`
	R2           num               `json:"r2"`
	AdjustedR2   num               `json:"adjusted_r2"`
	Sigma        num               `json:"sigma"`
	F            num               `json:"f"`
	DF1          num               `json:"df1"`
	DF2          num               `json:"df2"`
	P            num               `json:"p"`
	Coefficients []coefficientJSON `json:"coefficients"`
}

type dominanceJSON struct {
	General     map[string]num   `json:"general"`
	Conditional []map[string]num `json:"conditional"` // by number of other drivers in the model, from 0
	names       []string
}

type ridgeJSON struct {
	Lambda num            `json:"lambda"`
	Beta   map[string]num `json:"beta"`
	R2     num            `json:"r2"`
	DF     num            `json:"df"`
	GCV    num            `json:"gcv"`

	names []string
}

type logitJSON struct {
	Kind         string            `json:"kind"` // ordinal, logit
	N            int               `json:"n"`
	Errors       string            `json:"errors"`
	Deviance     num               `json:"deviance"`
	NullDeviance num               `json:"null_deviance"`
	McFadden     num               `json:"mcfadden"`
	Nagelkerke   num               `json:"nagelkerke"`
	AUC          num               `json:"auc"`
	Coefficients []coefficientJSON `json:"coefficients"`
}

type penaltyJSON struct {
	Low       num             `json:"low"`
	High      num             `json:"high"`
	R2        num             `json:"r2"`
	Intercept coefficientJSON `json:"intercept"`
	Drivers   []penaltyDriver `json:"drivers"`
}

type penaltyDriver struct {
	Name      string          `json:"name"`
	Penalty   coefficientJSON `json:"penalty"`
	Reward    coefficientJSON `json:"reward"`
	Range     num             `json:"range"`
	Asymmetry num             `json:"asymmetry"`
}

func newDriversResult(m driver.Model, moments *driver.Moments, z *driver.Standardised, together []driver.Correlation) *driversResult {
	r := &driversResult{
		Outcome: m.Outcome, Rows: moments.Rows, N: moments.N, Missing: "listwise", R2: num(z.R2), Condition: num(z.ConditionNumber),
		Importance: map[string]map[string]share{}, Totals: map[string]num{}, Ridge: []ridgeJSON{}, Logits: []logitJSON{},
	}
	if m.Missing == driver.Pairwise {
		r.Missing = string(driver.Pairwise)
	}
	for j, name := range z.Names {
		k := together[j]
		r.Drivers = append(r.Drivers, driverJSON{name, num(z.Beta[j]), num(z.VIF[j]), num(k.Pearson), num(k.Spearman), num(k.Partial), num(k.Part)})
	}
	return r
}

func (r *driversResult) addImportance(i *driver.Importance, b *driver.Resampled) {
	of := map[string]share{}
	for j, name := range i.Names {
		s := share{Raw: num(i.Raw[j]), Percent: num(i.Percent[j])}
		if b != nil {
			at := func(all []driver.Range) *bounds { return &bounds{all[j].Low, all[j].High} }
			s.RawCI95, s.PercentCI95, s.RankCI95 = at(b.RawRange), at(b.PercentRange), at(b.RankRange)
		}
		of[name] = s
	}
	r.Importance[string(i.Method)], r.Totals[string(i.Method)] = of, num(i.Total)
	r.methods = append(r.methods, string(i.Method))
}

func coefficientOf(k driver.Coefficient, odds bool) coefficientJSON {
	j := coefficientJSON{Name: k.Name, measure: measureOf(k.Estimate), Statistic: num(k.Statistic), P: num(k.P), OddsRatio: num(math.NaN())}
	if odds {
		j.OddsRatio = num(k.OddsRatio())
	}
	return j
}

func coefficientsOf(all []driver.Coefficient, odds bool) []coefficientJSON {
	list := make([]coefficientJSON, len(all))
	for i, k := range all {
		list[i] = coefficientOf(k, odds)
	}
	return list
}

func olsOf(l *driver.Linear, o driversOptions) *olsJSON {
	return &olsJSON{
		N: l.N, Errors: o.errors, R2: num(l.R2), AdjustedR2: num(l.AdjustedR2), Sigma: num(l.Sigma), F: num(l.F),
		DF1: num(l.DF1), DF2: num(l.DF2), P: num(l.P), Coefficients: coefficientsOf(l.Coefficients(o.kind()), false),
	}
}

func logitOf(kind string, l *driver.Logit, o driversOptions) logitJSON {
	return logitJSON{
		Kind: kind, N: l.N, Errors: o.errors, Deviance: num(l.Deviance), NullDeviance: num(l.NullDeviance), McFadden: num(l.McFadden),
		Nagelkerke: num(l.Nagelkerke), AUC: num(l.AUC), Coefficients: coefficientsOf(l.Coefficients(o.kind()), true),
	}
}

func dominanceOf(d *driver.Dominance) *dominanceJSON {
	j := &dominanceJSON{General: byName(d.Names, d.General), names: d.Names}
	for _, row := range d.Conditional {
		j.Conditional = append(j.Conditional, byName(d.Names, row))
	}
	return j
}

func penaltyOf(p *driver.Contrast) *penaltyJSON {
	j := &penaltyJSON{Low: num(p.Low), High: num(p.High), R2: num(p.R2), Intercept: coefficientOf(p.Intercept, false)}
	for _, i := range p.Drivers {
		j.Drivers = append(j.Drivers, penaltyDriver{
			i.Name, coefficientOf(i.Penalty, false), coefficientOf(i.Reward, false), num(i.Range), num(i.Asymmetry),
		})
	}
	return j
}

// byName are values by name.
func byName(names []string, values []float64) map[string]num {
	m := make(map[string]num, len(names))
	for i, name := range names {
		m[name] = num(values[i])
	}
	return m
}

func (c *call) driversTable(r *driversResult) {
	c.line("stat.drivers.head", "outcome", r.Outcome, "n", r.N, "rows", r.Rows, "missing", c.t("stat.missing."+r.Missing), "r2", fixed(float64(r.R2), 4))
	g := c.grid(1, "stat.col.driver")
	for _, m := range r.methods {
		g.column(m+" %", false)
		if r.Bootstrap != nil {
			g.column(c.t("stat.col.ci95"), false)
			g.column(c.t("stat.col.rank"), false)
		}
	}
	for _, key := range []string{"stat.col.beta", "stat.col.r", "stat.col.spearman", "stat.col.partial", "stat.col.part", "stat.col.vif"} {
		g.column(c.t(key), false)
	}
	for _, d := range r.sorted() {
		cells := []string{d.Name}
		for _, m := range r.methods {
			s := r.Importance[m][d.Name]
			cells = append(cells, fixed(float64(s.Percent), 1))
			if r.Bootstrap != nil {
				cells = append(cells, between(s.PercentCI95[0], s.PercentCI95[1], 1), between(s.RankCI95[0], s.RankCI95[1], 0))
			}
		}
		g.add(append(cells, fixed(float64(d.Beta), 4), fixed(float64(d.Pearson), 4), fixed(float64(d.Spearman), 4), fixed(float64(d.Partial), 4),
			fixed(float64(d.Part), 4), fixed(float64(d.VIF), 2))...)
	}
	g.print()
	if r.Bootstrap != nil {
		c.line("stat.drivers.bootstrap", "resamples", r.Bootstrap.Resamples, "failed", r.Bootstrap.Failed, "seed", r.Bootstrap.Seed)
	}
	c.regressionTables(r)
}

// sorted are the drivers by the first method, the most important first.
func (r *driversResult) sorted() []driverJSON {
	all := slices.Clone(r.Drivers)
	if len(r.methods) > 0 {
		of := r.Importance[r.methods[0]]
		slices.SortStableFunc(all, func(a, b driverJSON) int {
			switch x, y := of[a.Name].Raw, of[b.Name].Raw; {
			case x > y:
				return -1
			case x < y:
				return 1
			}
			return 0
		})
	}
	return all
}

func (c *call) regressionTables(r *driversResult) {
	if o := r.OLS; o != nil {
		c.blank()
		c.line("stat.drivers.ols", "n", o.N, "r2", fixed(float64(o.R2), 4), "adjusted", fixed(float64(o.AdjustedR2), 4), "f", fixed(float64(o.F), 2),
			"p", pText(float64(o.P)), "errors", o.Errors)
		c.coefficientTable(o.Coefficients, false)
	}
	if r.Dominance != nil {
		c.blank()
		c.line("stat.drivers.dominance")
		g := c.grid(1, "stat.col.others")
		for _, name := range r.Dominance.names {
			g.column(name, false)
		}
		row := func(head string, of map[string]num) {
			cells := []string{head}
			for _, name := range r.Dominance.names {
				cells = append(cells, fixed(float64(of[name]), 4))
			}
			g.add(cells...)
		}
		for k, of := range r.Dominance.Conditional {
			row(strconv.Itoa(k), of)
		}
		row(c.t("stat.drivers.general"), r.Dominance.General)
		g.print()
	}
	for _, l := range r.Logits {
		c.blank()
		c.line("stat.drivers."+l.Kind, "n", l.N, "mcfadden", fixed(float64(l.McFadden), 4), "nagelkerke", fixed(float64(l.Nagelkerke), 4), "errors", l.Errors)
		c.coefficientTable(l.Coefficients, true)
	}
	c.ridgeTable(r.Ridge)
	c.penaltyTable(r.Penalty)
}

func (c *call) coefficientTable(all []coefficientJSON, odds bool) {
	g := c.grid(1, "stat.col.coefficient", "stat.col.value", "stat.col.se", "stat.col.ci95", "stat.col.statistic", "stat.col.p")
	if odds {
		g.column(c.t("stat.col.odds"), false)
	}
	for _, k := range all {
		cells := []string{
			k.Name, fixed(float64(k.Value), 4), fixed(float64(k.SE), 4), between(k.CI95[0], k.CI95[1], 4), fixed(float64(k.Statistic), 2), chance(float64(k.P)),
		}
		if odds {
			cells = append(cells, fixed(float64(k.OddsRatio), 3))
		}
		g.add(cells...)
	}
	g.print()
}

func (c *call) ridgeTable(all []ridgeJSON) {
	if len(all) == 0 {
		return
	}
	c.blank()
	c.line("stat.drivers.ridge")
	names := all[0].names
	g := c.grid(0, "stat.col.lambda", "stat.col.r2", "stat.col.df")
	for _, name := range names {
		g.column(name, false)
	}
	for _, fit := range all {
		cells := []string{fixed(float64(fit.Lambda), 4), fixed(float64(fit.R2), 4), fixed(float64(fit.DF), 2)}
		for _, name := range names {
			cells = append(cells, fixed(float64(fit.Beta[name]), 4))
		}
		g.add(cells...)
	}
	g.print()
}

func (c *call) penaltyTable(p *penaltyJSON) {
	if p == nil {
		return
	}
	c.blank()
	c.line("stat.drivers.penalty", "low", plain(float64(p.Low)), "high", plain(float64(p.High)), "r2", fixed(float64(p.R2), 4))
	g := c.grid(1, "stat.col.driver", "stat.col.penalty", "stat.col.p", "stat.col.reward", "stat.col.p", "stat.col.asymmetry")
	for _, d := range p.Drivers {
		g.add(d.Name, fixed(float64(d.Penalty.Value), 4), chance(float64(d.Penalty.P)), fixed(float64(d.Reward.Value), 4), chance(float64(d.Reward.P)),
			fixed(float64(d.Asymmetry), 2))
	}
	g.print()
}
