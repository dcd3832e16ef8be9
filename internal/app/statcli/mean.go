package statcli

import (
	"errors"
	"math"
	"slices"

	"github.com/spf13/cobra"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/design"
	"manyi.dev/manyi/stat/index"
)

// everyItem is the value of --top2 and --nps without a list.
const everyItem = "*"

// meanOptions are the flags of `manyi stat mean`.
type meanOptions struct {
	plan            plan
	items, missing  []string
	by              string
	top2, nps       []string
	scale, quantile []float64
}

func (s Shell) meanCommand() *cobra.Command {
	var o meanOptions
	cmd := s.verb("mean FILE --items COLUMNS", "means, top-2 shares, NPS and quantiles with their errors", cobra.ExactArgs(1),
		func(c *call, args []string) error { return c.mean(args[0], o) })
	flags := cmd.Flags()
	flags.StringSliceVar(&o.items, "items", nil, "columns of answers; q1-5 stands for q1 to q5")
	flags.StringVar(&o.by, "by", "", "column of domains")
	flags.StringSliceVar(&o.missing, "missing", nil, "codes that are no answer, beside blank and NA")
	flags.StringSliceVar(&o.top2, "top2", nil, "share of the two highest answers, of all items or of those listed (--top2=q1,q2)")
	flags.StringSliceVar(&o.nps, "nps", nil, "net promoter score of 0-10 answers, of all items or of those listed (--nps=q1)")
	flags.Lookup("top2").NoOptDefVal, flags.Lookup("nps").NoOptDefVal = everyItem, everyItem
	flags.Float64SliceVar(&o.scale, "scale", nil, "lowest and highest possible answer (for --top2; default: as answered)")
	flags.Float64SliceVar(&o.quantile, "quantiles", nil, "probabilities, such as .25,.5,.75")
	o.plan.bind(flags)
	return cmd
}

// meanRow is a figure of an item in a domain.
type meanRow struct {
	Item    string  `json:"item"`
	Group   *string `json:"group"`   // null: all rows
	Measure string  `json:"measure"` // mean; top2, a share of 0 to 1; nps, in points of −100 to 100
	N       int64   `json:"n"`
	Value   num     `json:"value"`
	SE      num     `json:"se"`
	CI95    bounds  `json:"ci95"`
	DF      num     `json:"df"`
	Deff    num     `json:"deff"`        // against simple random sampling with replacement
	DeffFin num     `json:"deff_finite"` // without replacement, from a population of Σw
	NEff    num     `json:"n_eff"`       // Kish
	SumW    num     `json:"sum_w"`
}

// quantileRow is a quantile of an item in a domain.
type quantileRow struct {
	Item  string  `json:"item"`
	Group *string `json:"group"`
	P     num     `json:"p"`
	Value num     `json:"value"`
	SE    num     `json:"se"`
	CI95  bounds  `json:"ci95"`
}

type meanResult struct {
	Rows      int           `json:"rows"`
	By        *string       `json:"by"`
	Design    designJSON    `json:"design"`
	Figures   []meanRow     `json:"figures"`
	Quantiles []quantileRow `json:"quantiles"`
}

func (c *call) mean(path string, o meanOptions) error {
	f, err := c.open(path)
	if err != nil {
		return err
	}
	items, err1 := f.columns("--items", o.items...)
	by, err2 := f.column("--by", o.by)
	top2, err3 := f.columns("--top2", pick(o.top2, items)...)
	nps, err4 := f.columns("--nps", pick(o.nps, items)...)
	if err := errors.Join(needed("--items", len(o.items) > 0), err1, err2, err3, err4, o.plan.check(f)); err != nil {
		return err
	}
	if err := f.read(slices.Concat(items, top2, nps, o.plan.columns(), []string{by})...); err != nil {
		return err
	}
	survey, err := o.plan.survey(f)
	if err != nil {
		return err
	}
	names, measures, d, err := f.measures(o, items, top2, nps)
	if err != nil {
		return err
	}
	result := meanResult{Rows: len(f.rows), Design: o.plan.json(survey), Quantiles: []quantileRow{}}
	groups := f.factor(by, nil)
	if by == "" {
		groups = stat.Factor{Codes: make([]int32, len(f.rows)), Levels: []string{""}}
	} else {
		result.By = &by
	}
	all, err := survey.DomainMeans(d, groups)
	if err != nil {
		return err
	}
	for g, level := range groups.Levels {
		for j := range d.Columns {
			result.Figures = append(result.Figures, meanOf(names[j], measures[j], by, level, all[j][g]))
		}
	}
	if len(o.quantile) > 0 {
		if result.Quantiles, err = quantiles(survey, d, items, by, groups, o.quantile); err != nil {
			return err
		}
	}
	return c.print(result, func() { c.meanTable(result) })
}

// pick resolves "all items".
func pick(list, items []string) []string {
	if len(list) == 1 && list[0] == everyItem {
		return items
	}
	return list
}

// measures are the variables whose means are asked for: the items, then shares and scores made of them.
func (f *file) measures(o meanOptions, items, top2, nps []string) (names, measures []string, d stat.Data, err error) {
	add := func(list []string, measure string, recode func(values []float64) ([]float64, error)) error {
		for _, name := range list {
			values, err := f.numbers(name, o.missing)
			if err == nil && recode != nil {
				values, err = recode(values)
			}
			if err != nil {
				return err
			}
			names, measures, d.Columns = append(names, name), append(measures, measure), append(d.Columns, values)
		}
		return nil
	}
	var all []error
	for _, name := range items { // faults of all columns at once
		_, err := f.numbers(name, o.missing)
		all = append(all, err)
	}
	if err = errors.Join(all...); err != nil {
		return nil, nil, d, err
	}
	if err = add(items, "mean", nil); err != nil {
		return nil, nil, d, err
	}
	if o.scale != nil {
		if err = pair("--scale", o.scale); err != nil {
			return nil, nil, d, err
		}
	}
	scale := index.Scale(answered(o.scale, d.Columns))
	err = add(top2, "top2", func(values []float64) ([]float64, error) { return scale.Recode(scale.TopBox(2), values) })
	if err != nil {
		return nil, nil, d, err
	}
	promoter := index.Scale(answered([]float64{0, 10}, nil))
	err = add(nps, "nps", func(values []float64) ([]float64, error) { return promoter.Recode(promoter.NPS(), values) })
	return names, measures, d, err
}

// answered are the values of a scale: whole numbers between its ends, or those that occur.
func answered(ends []float64, columns [][]float64) index.Scale {
	var values []float64
	if len(ends) == 2 {
		for x := ends[0]; x <= ends[1]; x++ {
			values = append(values, x)
		}
		return index.NewScale(values...)
	}
	seen := map[float64]bool{}
	for _, column := range columns {
		for _, x := range column {
			if !math.IsNaN(x) && !seen[x] {
				seen[x] = true
				values = append(values, x)
			}
		}
	}
	slices.Sort(values)
	return index.NewScale(values...)
}

func meanOf(item, measure, by, level string, e stat.Estimate) meanRow {
	low, high := e.Interval(0.95)
	row := meanRow{
		Item: item, Measure: measure, N: e.N(), Value: num(e.Value()), SE: num(e.SE()), CI95: bounds{low, high}, DF: num(e.DF()),
		Deff: num(e.Deff()), DeffFin: num(e.DeffFinite()), NEff: num(e.NEff()), SumW: num(e.SumW()),
	}
	if by != "" {
		row.Group = &level
	}
	return row
}

// quantiles are those of the named items, the first columns of d, in every domain.
func quantiles(s *design.Survey, d stat.Data, names []string, by string, groups stat.Factor, ps []float64) ([]quantileRow, error) {
	var rows []quantileRow
	for _, p := range ps {
		if !(p > 0 && p < 1) {
			return nil, &stat.Error{Package: "design", Reason: stat.OutOfRange, Subject: "--quantiles", Got: p}
		}
	}
	for g, level := range groups.Levels {
		domain := only(s, groups, g)
		for j := range names {
			found, err := domain.Quantiles(d.Columns[j], design.Inverse, 0.95, ps...)
			if err != nil {
				return nil, err
			}
			for _, q := range found {
				row := quantileRow{Item: names[j], P: num(q.P), Value: num(q.Value), SE: num(q.SE), CI95: bounds{q.Low, q.High}}
				if by != "" {
					row.Group = &level
				}
				rows = append(rows, row)
			}
		}
	}
	return rows, nil
}

func (c *call) meanTable(r meanResult) {
	heads := []string{"stat.col.item", "stat.col.measure", "stat.col.n", "stat.col.value", "stat.col.se", "stat.col.ci95", "stat.col.df", "stat.col.deff", "stat.col.n_eff"}
	g := c.grid(0)
	if r.By != nil {
		g.column(*r.By, true)
	}
	more := c.grid(2, heads...)
	g.heads, g.left = append(g.heads, more.heads...), append(g.left, more.left...)
	for _, row := range r.Figures {
		digits := 4
		if row.Measure == "nps" {
			digits = 2
		}
		cells := []string{
			row.Item, c.t("stat.measure." + row.Measure), fixed(float64(row.N), 0), fixed(float64(row.Value), digits), fixed(float64(row.SE), digits),
			between(row.CI95[0], row.CI95[1], digits), fixed(float64(row.DF), 0), fixed(float64(row.Deff), 3), fixed(float64(row.NEff), 1),
		}
		g.add(grouped(row.Group, cells)...)
	}
	g.print()
	if len(r.Quantiles) == 0 {
		return
	}
	c.blank()
	g = c.grid(0)
	if r.By != nil {
		g.column(*r.By, true)
	}
	more = c.grid(1, "stat.col.item", "stat.col.quantile", "stat.col.value", "stat.col.se", "stat.col.ci95")
	g.heads, g.left = append(g.heads, more.heads...), append(g.left, more.left...)
	for _, q := range r.Quantiles {
		g.add(grouped(q.Group, []string{
			q.Item, plain(float64(q.P)), fixed(float64(q.Value), 4), fixed(float64(q.SE), 4), between(q.CI95[0], q.CI95[1], 4),
		})...)
	}
	g.print()
}

// grouped puts the domain before the cells of a row.
func grouped(group *string, cells []string) []string {
	if group == nil {
		return cells
	}
	return append([]string{*group}, cells...)
}
