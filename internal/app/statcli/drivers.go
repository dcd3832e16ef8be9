package statcli

import (
	"errors"
	"slices"

	"github.com/spf13/cobra"

	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/driver"
	"manyi.dev/manyi/stat/sample"
)

// driversOptions are the flags of `manyi stat drivers`.
type driversOptions struct {
	y, weights  string
	x, missing  []string
	methods     []string
	pairwise    bool
	errors      string
	cuts, ridge []float64
	bootstrap   int
	seed        uint64
}

// Methods that are more than a decomposition of R².
const (
	methodOLS       = "ols"
	methodDominance = "dominance"
	methodRidge     = "ridge"
	methodOrdinal   = "ordinal"
	methodLogit     = "logit"
	methodPenalty   = "penalty"
)

// decompositions are the methods that say how much of R² is whose.
var decompositions = []driver.Method{
	driver.LMG, driver.Johnson, driver.CAR, driver.Pratt, driver.First, driver.Last, driver.BetaSquared,
}

func driverMethods() []string {
	var all []string
	for _, m := range decompositions {
		all = append(all, string(m))
	}
	return append(all, methodOLS, methodDominance, methodRidge, methodOrdinal, methodLogit, methodPenalty)
}

func (s Shell) driversCommand() *cobra.Command {
	var o driversOptions
	cmd := s.verb("drivers FILE --y COLUMN --x COLUMNS", "which drivers account for overall satisfaction", cobra.ExactArgs(1),
		func(c *call, args []string) error { return c.drivers(args[0], o) })
	flags := cmd.Flags()
	flags.StringVar(&o.y, "y", "", "column of the outcome")
	flags.StringSliceVar(&o.x, "x", nil, "columns of the drivers; q1-5 stands for q1 to q5")
	flags.StringVar(&o.weights, "weights", "", "column of weights")
	flags.StringSliceVar(&o.missing, "missing", nil, "codes that are no answer, beside blank and NA")
	flags.BoolVar(&o.pairwise, "pairwise", false, "use every pair of answers (default: complete rows)")
	flags.StringSliceVar(&o.methods, "method", []string{"lmg", "johnson"},
		"lmg, johnson, car, pratt, first, last, betasq, ols, dominance, ridge, ordinal, logit, penalty")
	flags.StringVar(&o.errors, "errors", "", "errors of ols, ordinal and logit: classical, hc0, hc1, hc3 or design (default: design with weights)")
	flags.Float64SliceVar(&o.cuts, "cuts", nil, "of penalty: answers up to the first are low, from the second on high")
	flags.Float64SliceVar(&o.ridge, "lambda", nil, "of ridge: penalties (default: that of Hoerl, Kennard and Baldwin)")
	flags.IntVar(&o.bootstrap, "bootstrap", 0, "resamples for intervals of importance")
	flags.Uint64Var(&o.seed, "seed", 1, "seed of the bootstrap")
	return cmd
}

func (c *call) drivers(path string, o driversOptions) error {
	f, err := c.open(path)
	if err != nil {
		return err
	}
	y, err1 := f.column("--y", o.y)
	x, err2 := f.columns("--x", o.x...)
	weights, err3 := f.column("--weights", o.weights)
	err = errors.Join(needed("--y", o.y != ""), needed("--x", len(o.x) > 0), err1, err2, err3, o.check())
	if err == nil && slices.Contains(x, y) {
		err = errs.New(errs.Invalid, "stat.named_twice").At("--x").With("column", y)
	}
	if err != nil {
		return err
	}
	if err := f.read(append([]string{y, weights}, x...)...); err != nil {
		return err
	}
	d, err := f.data(append([]string{y}, x...), o.missing)
	if err != nil {
		return err
	}
	m := driver.Model{Outcome: y, Drivers: x}
	if o.pairwise {
		m.Missing = driver.Pairwise
	}
	if weights != "" {
		if m.Weights, err = f.numbers(weights, nil); err != nil {
			return err
		}
	}
	result, err := c.importance(d, m, o)
	if err != nil {
		return err
	}
	return c.print(result, func() { c.driversTable(result) })
}

// check looks at the methods and what they need.
func (o *driversOptions) check() error {
	var all []error
	for _, m := range o.methods {
		all = append(all, choice("--method", m, driverMethods()...))
	}
	if o.errors == "" {
		o.errors = "classical"
		if o.weights != "" {
			o.errors = string(driver.Design)
		}
	}
	all = append(all, choice("--errors", o.errors, "classical", string(driver.HC0), string(driver.HC1), string(driver.HC3), string(driver.Design)))
	if o.errors == string(driver.HC3) && (slices.Contains(o.methods, methodOrdinal) || slices.Contains(o.methods, methodLogit)) {
		all = append(all, choice("--errors", o.errors, "classical", string(driver.HC0), string(driver.HC1), string(driver.Design)))
	}
	if slices.Contains(o.methods, methodPenalty) {
		all = append(all, needed("--cuts", len(o.cuts) > 0))
		if len(o.cuts) > 0 {
			all = append(all, pair("--cuts", o.cuts))
		}
	}
	if o.bootstrap < 0 {
		all = append(all, &stat.Error{Package: "driver", Reason: stat.OutOfRange, Subject: "--bootstrap", Got: float64(o.bootstrap)})
	}
	return errors.Join(all...)
}

func (o *driversOptions) kind() driver.Errors {
	if o.errors == "classical" {
		return driver.Classical
	}
	return driver.Errors(o.errors)
}

// importance carries out the methods.
func (c *call) importance(d stat.Data, m driver.Model, o driversOptions) (*driversResult, error) {
	moments, err := driver.NewMoments(d, m)
	if err != nil {
		return nil, err
	}
	z, err := moments.Regress()
	if err != nil {
		return nil, err
	}
	together, err := driver.Correlate(d, m)
	if err != nil {
		return nil, err
	}
	r := newDriversResult(m, moments, z, together)
	for _, method := range o.methods {
		if slices.Contains(decompositions, driver.Method(method)) {
			err = r.decompose(c, d, m, moments, driver.Method(method), o)
		} else {
			err = r.regress(d, m, moments, method, o)
		}
		if err != nil {
			return nil, err
		}
	}
	return r, nil
}

// decompose adds a decomposition of R², with intervals when asked for.
func (r *driversResult) decompose(c *call, d stat.Data, m driver.Model, moments *driver.Moments, method driver.Method, o driversOptions) error {
	if o.bootstrap == 0 {
		i, err := moments.Importance(method)
		if err != nil {
			return err
		}
		r.addImportance(i, nil)
		return nil
	}
	b, err := await(c.ctx, func() (*driver.Resampled, error) {
		return driver.Bootstrap(d, m, driver.Resampling{Method: method, Replicates: o.bootstrap}, sample.Source(o.seed))
	})
	if err != nil {
		return err
	}
	r.Bootstrap = &bootstrapJSON{Resamples: o.bootstrap, Seed: o.seed, Level: 0.95, Failed: b.Failed}
	r.addImportance(&b.Importance, b)
	return nil
}

// regress adds what a regression or its relatives say.
func (r *driversResult) regress(d stat.Data, m driver.Model, moments *driver.Moments, method string, o driversOptions) error {
	switch method {
	case methodOLS:
		l, err := driver.Regress(d, listwise(m))
		if err != nil {
			return err
		}
		r.OLS = olsOf(l, o)
	case methodDominance:
		dominance, err := moments.Dominance()
		if err != nil {
			return err
		}
		r.Dominance = dominanceOf(dominance)
	case methodRidge:
		return r.ridge(moments, o.ridge)
	case methodOrdinal, methodLogit:
		fit := driver.Ordinal
		if method == methodLogit {
			fit = driver.Logistic
		}
		l, err := fit(d, listwise(m))
		if err != nil {
			return err
		}
		r.Logits = append(r.Logits, logitOf(method, l, o))
	case methodPenalty:
		p, err := driver.PenaltyReward(d, listwise(m), driver.Cuts{Low: o.cuts[0], High: o.cuts[1]}, o.kind())
		if err != nil {
			return err
		}
		r.Penalty = penaltyOf(p)
	}
	return nil
}

// listwise is the model for regressions, which need whole rows.
func listwise(m driver.Model) driver.Model {
	m.Missing = driver.Listwise
	return m
}

// ridge adds ridge regressions.
func (r *driversResult) ridge(moments *driver.Moments, lambdas []float64) error {
	if len(lambdas) == 0 {
		suggested, err := moments.Penalties()
		if err != nil {
			return err
		}
		lambdas = []float64{max(suggested.HKB, 0)}
	}
	for _, lambda := range lambdas {
		fit, err := moments.Ridge(lambda, driver.PopulationSD)
		if err != nil {
			return err
		}
		r.Ridge = append(r.Ridge, ridgeJSON{num(fit.Lambda), byName(fit.Names, fit.Beta), num(fit.R2), num(fit.DF), num(fit.GCV), fit.Names})
	}
	return nil
}
