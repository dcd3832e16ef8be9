package statcli

import (
	"errors"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/stat/weight"
)

// rakeOptions are the flags of `manyi stat rake`.
type rakeOptions struct {
	targets, weights, method, out, column string
	trim, bounds                          []float64
	meanOne                               bool
}

// The methods of adjusting weights.
const (
	methodRake         = "rake"
	methodLinear       = "linear"
	methodLogitWeights = "logit"
	methodPoststratify = "poststratify"
)

func (s Shell) rakeCommand() *cobra.Command {
	var o rakeOptions
	cmd := s.verb("rake FILE --targets TARGETS", "weight a sample to known totals", cobra.ExactArgs(1),
		func(c *call, args []string) error { return c.rake(args[0], o) })
	flags := cmd.Flags()
	flags.StringVar(&o.targets, "targets", "", "file with the columns variable, level, total; a variable may be a*b with levels x*y")
	flags.StringVar(&o.weights, "weights", "", "column of weights to begin with (default: 1)")
	flags.StringVar(&o.method, "method", methodRake, "rake, linear, logit or poststratify")
	flags.Float64SliceVar(&o.bounds, "bounds", nil, "of linear and logit: how far a weight may change, such as .3,3")
	flags.Float64SliceVar(&o.trim, "trim", nil, "cut weights beyond so many times their median, such as .3,3")
	flags.BoolVar(&o.meanOne, "mean-one", false, "scale the weights to a mean of 1")
	flags.StringVar(&o.out, "out", "", "file to write (CSV, or XLSX by its name): the rows with their weight")
	flags.StringVar(&o.column, "column", "weight", "name of the new column")
	return cmd
}

type rakeResult struct {
	Method     string       `json:"method"`
	N          int          `json:"n"`
	Iterations int          `json:"iterations"`
	Distance   num          `json:"distance"`
	Before     qualityJSON  `json:"before"`
	After      qualityJSON  `json:"after"`
	GMin       num          `json:"g_min"` // smallest and largest change; of linear and logit from weights scaled to the population
	GMax       num          `json:"g_max"`
	Trim       *trimJSON    `json:"trim"`
	Margins    []marginJSON `json:"margins"`
	Out        *string      `json:"out"`
	Column     string       `json:"column"`
}

type qualityJSON struct {
	Sum        num `json:"sum"`
	NEff       num `json:"n_eff"`
	DeffW      num `json:"deff_w"`
	CV         num `json:"cv"`
	Efficiency num `json:"efficiency"`
	Min        num `json:"min"`
	Max        num `json:"max"`
	Negative   int `json:"negative"`
}

type trimJSON struct {
	Low    num `json:"low"`
	High   num `json:"high"`
	Cut    int `json:"cut"`
	Rounds int `json:"rounds"`
}

type marginJSON struct {
	Variable string `json:"variable"`
	Level    string `json:"level"`
	N        int    `json:"n"` // respondents
	Target   num    `json:"target"`
	Before   num    `json:"before"`
	After    num    `json:"after"`
}

func (c *call) rake(path string, o rakeOptions) error {
	err := errors.Join(needed("--targets", o.targets != ""), needed("--column", o.column != ""),
		choice("--method", o.method, methodRake, methodLinear, methodLogitWeights, methodPoststratify))
	for _, ends := range []struct {
		flag   string
		values []float64
	}{{"--bounds", o.bounds}, {"--trim", o.trim}} {
		if ends.values != nil {
			err = errors.Join(err, pair(ends.flag, ends.values))
		}
	}
	if o.method == methodLogitWeights {
		err = errors.Join(err, needed("--bounds", o.bounds != nil))
	}
	if err != nil {
		return err
	}
	targets, err := c.targets(o.targets)
	if err != nil {
		return err
	}
	f, err := c.open(path)
	if err != nil {
		return err
	}
	if o.out != "" && slices.Contains(f.table.Header, o.column) {
		return errs.New(errs.Invalid, "stat.column_there").At("--column").With("column", o.column)
	}
	margins, d, err := f.margins(targets, o)
	if err != nil {
		return err
	}
	result, weights, err := adjust(d, margins, o)
	if err != nil {
		return err
	}
	if o.out != "" {
		if err := c.write(f, o.out, []string{o.column}, nil, func(i int) []any { return []any{weights[i]} }); err != nil {
			return err
		}
		result.Out = &o.out
	}
	return c.print(result, func() { c.rakeTable(result) })
}

// target is the population's total of a level.
type target struct {
	variable, level string
	total           float64
}

// targets reads the file of --targets.
func (c *call) targets(path string) ([]target, error) {
	f, err := c.open(path) // faults are about this file until the sample is opened
	if err != nil {
		return nil, err
	}
	defer f.table.Close()
	columns, err := f.columns("--targets", "variable", "level", "total")
	if err != nil {
		return nil, err
	}
	if err := f.read(columns...); err != nil {
		return nil, err
	}
	totals, err := f.numbers("total", nil)
	if err != nil {
		return nil, err
	}
	var all []target
	var faults []error
	for i, total := range totals {
		t := target{f.text["variable"][i], f.text["level"][i], total}
		switch {
		case t.variable == "" || t.level == "" || math.IsNaN(total):
			faults = append(faults, errs.New(errs.Invalid, "stat.rake.blank").At(f.at(f.rows[i])))
		case slices.ContainsFunc(all, func(u target) bool { return u.variable == t.variable && u.level == t.level }):
			faults = append(faults, errs.New(errs.Invalid, "stat.rake.twice").At(f.at(f.rows[i])).With("variable", t.variable).With("level", t.level))
		default:
			all = append(all, t)
		}
	}
	return all, errors.Join(faults...)
}

// margins reads what the targets are about and the weights to begin with.
func (f *file) margins(targets []target, o rakeOptions) ([]weight.Margin, []float64, error) {
	var names []string
	totals := map[string]map[string]float64{}
	for _, t := range targets {
		if totals[t.variable] == nil {
			names, totals[t.variable] = append(names, t.variable), map[string]float64{}
		}
		totals[t.variable][t.level] = t.total
	}
	parts := map[string][]string{}
	var all []string
	var faults []error
	for _, name := range names {
		parts[name] = []string{name}
		if !slices.Contains(f.table.Header, name) {
			parts[name] = strings.Split(name, "*")
		}
		for j, part := range parts[name] {
			column, err := f.column("--targets", strings.TrimSpace(part))
			parts[name][j] = column
			faults, all = append(faults, err), append(all, column)
		}
	}
	column, err := f.column("--weights", o.weights)
	if err := errors.Join(append(faults, err)...); err != nil {
		return nil, nil, err
	}
	if err := f.read(append(all, column)...); err != nil {
		return nil, nil, err
	}
	d := slices.Repeat([]float64{1}, len(f.rows))
	if column != "" {
		if d, err = f.numbers(column, nil); err != nil {
			return nil, nil, err
		}
	}
	var margins []weight.Margin
	for _, name := range names {
		m := weight.NewMargin(strconv.Quote(name), f.labels(parts[name]), totals[name])
		empty, untargeted := m.Coverage(d)
		for _, level := range empty {
			faults = append(faults, errs.New(errs.Invalid, "stat.rake.empty").At(f.name).With("variable", name).With("level", level))
		}
		for _, level := range untargeted {
			faults = append(faults, errs.New(errs.Invalid, "stat.rake.untargeted").At(f.name).With("variable", name).With("level", level))
		}
		margins = append(margins, m)
	}
	return margins, d, errors.Join(faults...)
}

// labels are the cells of one column, or of several joined by "*"; blank when one is missing.
func (f *file) labels(columns []string) []string {
	labels := make([]string, len(f.rows))
	var missing codes
	for i := range labels {
		cells := make([]string, len(columns))
		for j, name := range columns {
			if cells[j] = f.text[name][i]; missing.missing(cells[j]) {
				cells = nil
				break
			}
		}
		labels[i] = strings.Join(cells, "*")
	}
	return labels
}

// adjust makes the weights and says how good they are.
func adjust(d []float64, margins []weight.Margin, o rakeOptions) (*rakeResult, []float64, error) {
	r := &rakeResult{Method: o.method, N: len(d), Before: qualityOf(d), Column: o.column}
	start := d
	var done *weight.Adjusted
	var err error
	switch o.method {
	case methodRake:
		done, err = weight.Rake(d, margins, weight.RakeOptions{})
	case methodPoststratify:
		if len(margins) != 1 {
			return nil, nil, errs.New(errs.Invalid, "stat.rake.one_variable").At("--targets")
		}
		done, err = weight.PostStratify(d, margins[0])
	default:
		total := 0.0
		for _, t := range margins[0].Totals {
			if !math.IsNaN(t) {
				total += t
			}
		}
		if start, err = weight.Scale(d, total); err != nil {
			return nil, nil, err
		}
		options := weight.Options{Method: weight.Method(o.method)}
		if o.bounds != nil {
			options.Low, options.High = o.bounds[0], o.bounds[1]
		}
		done, err = weight.Calibrate(start, weight.Auxiliary{Margins: margins}, options)
	}
	if err != nil {
		return nil, nil, err
	}
	weights := done.Weights
	low, high := weight.Ratios(start, weights)
	r.Iterations, r.Distance, r.GMin, r.GMax = done.Iterations, num(done.Distance), num(low), num(high)
	if o.trim != nil {
		mid := median(weights)
		cut, err := weight.Trim(weights, o.trim[0]*mid, o.trim[1]*mid, true)
		if err != nil {
			return nil, nil, err
		}
		weights = cut.Weights
		r.Trim = &trimJSON{num(o.trim[0] * mid), num(o.trim[1] * mid), cut.Cut, cut.Rounds}
	}
	if err := r.achieved(margins, done, weights); err != nil {
		return nil, nil, err
	}
	if o.meanOne {
		if weights, err = weight.MeanOne(weights); err != nil {
			return nil, nil, err
		}
	}
	r.After = qualityOf(weights)
	return r, weights, nil
}

// achieved compares the margins with their targets.
func (r *rakeResult) achieved(margins []weight.Margin, done *weight.Adjusted, weights []float64) error {
	for j, m := range margins {
		before, after := done.Balances[j].Before, m.Sums(weights)
		n := make([]int, len(m.Factor.Levels))
		for _, code := range m.Factor.Codes {
			n[code]++ // every row has a level, else the adjustment had failed
		}
		name, err := strconv.Unquote(m.Name)
		if err != nil {
			return err
		}
		for k, level := range m.Factor.Levels {
			r.Margins = append(r.Margins, marginJSON{name, level, n[k], num(m.Totals[k]), num(before[k]), num(after[k])})
		}
	}
	return nil
}

// median of weights, the mean of the two middle ones for an even number.
func median(weights []float64) float64 {
	sorted := slices.Sorted(slices.Values(weights))
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

func qualityOf(weights []float64) qualityJSON {
	q := weight.Assess(weights)
	return qualityJSON{num(q.Sum), num(q.NEff), num(q.Deff), num(q.CV), num(q.Efficiency), num(q.Min), num(q.Max), q.Negative}
}

func (c *call) rakeTable(r *rakeResult) {
	c.line("stat.rake.head", "method", r.Method, "n", r.N, "iterations", r.Iterations)
	g := c.grid(1, "stat.col.weights", "stat.col.sum", "stat.col.n_eff", "stat.col.efficiency", "stat.col.deff_w", "stat.col.cv", "stat.col.min", "stat.col.max")
	for _, row := range []struct {
		key string
		q   qualityJSON
	}{{"stat.rake.before", r.Before}, {"stat.rake.after", r.After}} {
		q := row.q
		g.add(c.t(row.key), fixed(float64(q.Sum), 1), fixed(float64(q.NEff), 1), fixed(float64(q.Efficiency), 4), fixed(float64(q.DeffW), 4),
			fixed(float64(q.CV), 4), fixed(float64(q.Min), 4), fixed(float64(q.Max), 4))
	}
	g.print()
	c.line("stat.rake.change", "low", fixed(float64(r.GMin), 4), "high", fixed(float64(r.GMax), 4))
	if t := r.Trim; t != nil {
		c.line("stat.rake.trimmed", "low", fixed(float64(t.Low), 4), "high", fixed(float64(t.High), 4), "cut", t.Cut)
	}
	if r.After.Negative > 0 {
		c.line("stat.rake.negative", "count", r.After.Negative)
	}
	c.blank()
	g = c.grid(2, "stat.col.variable", "stat.col.level", "stat.col.n", "stat.col.target", "stat.col.before", "stat.col.after")
	for _, m := range r.Margins {
		g.add(m.Variable, m.Level, fixed(float64(m.N), 0), fixed(float64(m.Target), 1), fixed(float64(m.Before), 1), fixed(float64(m.After), 1))
	}
	g.print()
	if r.Out != nil {
		c.line("stat.written", "path", *r.Out, "column", r.Column)
	}
}
