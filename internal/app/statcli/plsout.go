package statcli

import (
	"math"
	"strings"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/pls"
)

// plsOf puts an estimated model into the form of the output.
func plsOf(o plsOptions, fit *pls.Result, b *pls.Bootstrapped) *plsResult {
	names := make([]string, len(fit.Constructs))
	for j, k := range fit.Constructs {
		names[j] = k.Name
	}
	r := &plsResult{
		Model: o.model, Scheme: string(fit.Scheme), Rows: fit.N + fit.Dropped, N: fit.N, Missing: string(fit.Missing), Dropped: fit.Dropped,
		Replaced: fit.Replaced, Iterations: fit.Iterations, Distance: num(fit.Distance), Impacts: []plsEffect{},
		Correlations: matrixJSON{names, numRows(fit.Correlations)}, HTMT: matrixJSON{names, numRows(fit.HTMT)},
		HTMTAbs: matrixJSON{names, numRows(fit.HTMTAbs)}, FornellLarcker: matrixJSON{names, numRows(fit.FornellLarcker())},
		GoF: num(fit.GoF), SRMR: num(fit.SRMR.Saturated), SRMREstimated: num(fit.SRMR.Estimated),
	}
	if fit.Missing == "" {
		r.Missing = string(pls.Listwise)
	}
	if s := fit.Model.Scale; s != (pls.Scale{}) {
		r.Scale = &bounds{s.Low, s.High}
	}
	boot := figures(b)
	if b != nil {
		r.Bootstrap = &bootstrapJSON{Resamples: b.Resamples, Failed: b.Failed, Seed: o.seed, Level: num(b.Level)}
	}
	for _, p := range fit.Paths {
		r.Paths = append(r.Paths, plsPath{p.From, p.To, num(p.Beta), num(p.F2), num(p.VIF), boot(pls.PathFigure, p.From, p.To)})
	}
	for j, k := range fit.Constructs {
		r.Constructs = append(r.Constructs, constructOf(fit, j, k, boot))
	}
	for _, i := range fit.Items {
		of := names[i.Construct]
		r.Items = append(r.Items, plsItem{
			i.Name, of, num(i.Mean), num(i.SD), num(i.Weight), num(i.RawWeight), num(i.Loading), num(i.VIF), boot(pls.LoadingFigure, of, i.Name),
		})
	}
	r.Total = effects(names, fit.Total, fit.Total, pls.TotalFigure, boot)
	if fit.Impact != nil {
		r.Impacts = effects(names, fit.Impact, fit.Total, pls.ImpactFigure, boot)
	}
	return r
}

func constructOf(fit *pls.Result, j int, k pls.ConstructResult, boot finder) plsConstruct {
	model := fit.Model.Constructs[j]
	mode := model.Mode
	if mode == "" {
		mode = pls.ModeA
	}
	p := plsConstruct{
		Name: k.Name, Mode: string(mode), Items: len(model.Items), R2: num(k.R2), AdjustedR2: num(k.AdjustedR2), Communality: num(k.Communality),
		AVE: num(k.AVE), RhoA: num(k.RhoA), RhoC: num(k.RhoC), Alpha: num(k.Alpha), Index: num(k.Index.Value()), IndexSE: num(k.Index.SE()),
		IndexSD: num(k.IndexSD), R2Bootstrap: boot(pls.R2Figure, "", k.Name),
	}
	p.IndexCI95[0], p.IndexCI95[1] = k.Index.Interval(0.95)
	if again := boot(pls.IndexFigure, "", k.Name); again != nil {
		p.IndexSE, p.IndexCI95 = again.SE, again.Percentile
	}
	return p
}

// finder looks up the bootstrap of a figure, nil when there is none.
type finder func(kind pls.Kind, from, to string) *resampled

func figures(b *pls.Bootstrapped) finder {
	found := map[string]*resampled{}
	key := func(kind pls.Kind, from, to string) string {
		return strings.Join([]string{string(kind), from, to}, "\x00")
	}
	if b != nil {
		for _, f := range b.Figures {
			t := f.Estimate.Value() / f.Estimate.SE()
			p := math.NaN()
			if !math.IsNaN(t) {
				p = stat.StudentP(t, math.Inf(1))
			}
			found[key(f.Kind, f.From, f.To)] = &resampled{
				SE: num(f.Estimate.SE()), T: num(t), P: num(p), Percentile: bounds{f.Percentile.Low, f.Percentile.High},
				BCa: bounds{f.BCa.Low, f.BCa.High},
			}
		}
	}
	return func(kind pls.Kind, from, to string) *resampled { return found[key(kind, from, to)] }
}

// effects are the elements of a matrix of effects where there is an effect.
func effects(names []string, values, total [][]float64, kind pls.Kind, boot finder) []plsEffect {
	list := []plsEffect{}
	for from := range names {
		for to := range names {
			if total[to][from] != 0 {
				list = append(list, plsEffect{names[from], names[to], num(values[to][from]), boot(kind, names[from], names[to])})
			}
		}
	}
	return list
}

func numRows(m [][]float64) [][]num {
	rows := make([][]num, len(m))
	for i := range m {
		rows[i] = nums(m[i])
	}
	return rows
}

func (c *call) plsTable(r *plsResult) {
	c.line("stat.pls.head", "model", r.Model, "scheme", r.Scheme, "n", r.N, "rows", r.Rows, "iterations", r.Iterations)
	c.blank()
	c.line("stat.pls.paths")
	c.pathTable(r)
	c.blank()
	c.line("stat.pls.constructs")
	g := c.grid(1, "stat.col.construct", "stat.col.items", "stat.col.r2", "stat.col.rho_a", "stat.col.rho_c", "stat.col.alpha", "stat.col.ave")
	if r.Scale != nil {
		g.column(c.t("stat.col.index"), false)
		g.column(c.t("stat.col.se"), false)
		g.column(c.t("stat.col.sd"), false)
	}
	for _, k := range r.Constructs {
		cells := []string{
			k.Name, fixed(float64(k.Items), 0), fixed(float64(k.R2), 4), fixed(float64(k.RhoA), 4), fixed(float64(k.RhoC), 4),
			fixed(float64(k.Alpha), 4), fixed(float64(k.AVE), 4),
		}
		if r.Scale != nil {
			cells = append(cells, fixed(float64(k.Index), 2), fixed(float64(k.IndexSE), 2), fixed(float64(k.IndexSD), 2))
		}
		g.add(cells...)
	}
	g.print()
	if len(r.Impacts) > 0 {
		c.blank()
		c.line("stat.pls.impacts")
		c.effectTable(r.Impacts, r.Constructs)
	}
	c.blank()
	c.line("stat.pls.items")
	g = c.grid(2, "stat.col.construct", "stat.col.item", "stat.col.mean", "stat.col.sd", "stat.col.weight", "stat.col.loading")
	for _, i := range r.Items {
		g.add(i.Construct, i.Name, fixed(float64(i.Mean), 3), fixed(float64(i.SD), 3), fixed(float64(i.Weight), 4), fixed(float64(i.Loading), 4))
	}
	g.print()
	c.blank()
	c.line("stat.pls.htmt")
	c.lowerTable(r.HTMT)
	c.blank()
	c.line("stat.pls.fit", "gof", fixed(float64(r.GoF), 4), "srmr", fixed(float64(r.SRMR), 4), "estimated", fixed(float64(r.SRMREstimated), 4))
	if r.Bootstrap != nil {
		c.line("stat.drivers.bootstrap", "resamples", r.Bootstrap.Resamples, "failed", r.Bootstrap.Failed, "seed", r.Bootstrap.Seed)
	}
}

func (c *call) pathTable(r *plsResult) {
	g := c.grid(1, "stat.col.path", "stat.col.beta")
	if r.Bootstrap != nil {
		for _, key := range []string{"stat.col.se", "stat.col.t", "stat.col.p", "stat.col.ci95"} {
			g.column(c.t(key), false)
		}
	}
	g.column("f²", false)
	g.column(c.t("stat.col.vif"), false)
	for _, p := range r.Paths {
		cells := []string{p.From + " → " + p.To, fixed(float64(p.Beta), 4)}
		if b := p.Bootstrap; b != nil {
			cells = append(cells, fixed(float64(b.SE), 4), fixed(float64(b.T), 2), chance(float64(b.P)), between(b.Percentile[0], b.Percentile[1], 4))
		}
		g.add(append(cells, fixed(float64(p.F2), 4), fixed(float64(p.VIF), 2))...)
	}
	g.print()
}

// effectTable shows effects with a row for each cause and a column for each effect.
func (c *call) effectTable(all []plsEffect, constructs []plsConstruct) {
	g := c.grid(1, "stat.col.cause")
	at := map[[2]string]num{}
	for _, e := range all {
		at[[2]string{e.From, e.To}] = e.Value
	}
	for _, k := range constructs {
		g.column(k.Name, false)
	}
	for _, from := range constructs {
		cells, some := []string{from.Name}, false
		for _, to := range constructs {
			value, ok := at[[2]string{from.Name, to.Name}]
			if !ok {
				cells = append(cells, "")
				continue
			}
			some = true
			cells = append(cells, fixed(float64(value), 3))
		}
		if some {
			g.add(cells...)
		}
	}
	g.print()
}

// lowerTable shows what stands below the diagonal.
func (c *call) lowerTable(m matrixJSON) {
	g := c.grid(1, "stat.col.construct")
	for _, name := range m.Names[:len(m.Names)-1] {
		g.column(name, false)
	}
	for i := 1; i < len(m.Names); i++ {
		cells := []string{m.Names[i]}
		for j := range len(m.Names) - 1 {
			cell := ""
			if j < i {
				cell = fixed(float64(m.Values[i][j]), 3)
			}
			cells = append(cells, cell)
		}
		g.add(cells...)
	}
	g.print()
}
