package statcli

import (
	"errors"
	"math"

	"github.com/spf13/cobra"

	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/stat"
)

// testOptions are the flags of `manyi stat test`.
type testOptions struct {
	plan            plan
	value, by, with string
	kind, adjust    string
	missing         []string
}

// The tests.
const (
	testWelch       = "welch"
	testStudent     = "student"
	testPaired      = "paired"
	testMannWhitney = "mannwhitney"
	testSignedRank  = "signedrank"
	testANOVA       = "anova"
	testWelchANOVA  = "welchanova"
	testKruskal     = "kruskal"
	testProp        = "prop"
	testChiSquare   = "chisq"
	testSurvey      = "svy"
)

func (s Shell) testCommand() *cobra.Command {
	var o testOptions
	cmd := s.verb("test FILE --value COLUMN --by COLUMN", "is the difference between groups more than chance?", cobra.ExactArgs(1),
		func(c *call, args []string) error { return c.test(args[0], o) })
	flags := cmd.Flags()
	flags.StringVar(&o.value, "value", "", "column of the values")
	flags.StringVar(&o.by, "by", "", "column of the groups")
	flags.StringVar(&o.with, "with", "", "of paired and signedrank: column of the other value of the same respondents")
	flags.StringVar(&o.kind, "kind", "", "welch, student, paired, mannwhitney, signedrank, anova, welchanova, kruskal, prop, chisq or svy (default: by the data)")
	flags.StringVar(&o.adjust, "adjust", "holm", "p of several comparisons: holm, bonferroni, hochberg, hommel, benjamini_hochberg, benjamini_yekutieli or none")
	flags.StringSliceVar(&o.missing, "missing", nil, "codes that are no answer, beside blank and NA")
	o.plan.bind(flags)
	return cmd
}

type testResult struct {
	Kind      string      `json:"kind"`
	Value     string      `json:"value"`
	By        *string     `json:"by"`
	With      *string     `json:"with"`
	Rows      int         `json:"rows"`
	N         int         `json:"n"`
	Design    *designJSON `json:"design"`
	Groups    []groupJSON `json:"groups"`
	Statistic *statistic  `json:"statistic"` // null: several groups under a design, of which only pairs are compared
	Effects   []effect    `json:"effects"`
	Pairs     []pairJSON  `json:"pairs"`    // first minus second
	Adjusted  *string     `json:"adjusted"` // how p_adjusted was made; null with a single comparison
}

type groupJSON struct {
	Name  string `json:"name"`
	N     int    `json:"n"`
	Mean  num    `json:"mean"` // of a 0/1 value: the share
	SD    num    `json:"sd"`
	SE    num    `json:"se"`
	CI95  bounds `json:"ci95"`
	Rank  num    `json:"mean_rank"`
	Share bool   `json:"share"`
}

// statistic is the test of all groups together.
type statistic struct {
	Name  string `json:"name"` // t, z, f, x2, u, v
	Value num    `json:"value"`
	DF1   num    `json:"df1"`
	DF2   num    `json:"df2"`
	P     num    `json:"p"`
	Exact num    `json:"p_exact"`
}

type effect struct {
	Name  string  `json:"name"`
	Value num     `json:"value"`
	CI95  *bounds `json:"ci95"`
}

type pairJSON struct {
	A         string `json:"a"`
	B         string `json:"b"`
	Diff      num    `json:"difference"`
	SE        num    `json:"se"`
	CI95      bounds `json:"ci95"`
	Statistic num    `json:"statistic"`
	DF        num    `json:"df"`
	P         num    `json:"p"`
	PAdjusted num    `json:"p_adjusted"`
}

func (c *call) test(path string, o testOptions) error {
	f, err := c.open(path)
	if err != nil {
		return err
	}
	var all [3]error
	o.value, all[0] = f.column("--value", o.value)
	o.by, all[1] = f.column("--by", o.by)
	o.with, all[2] = f.column("--with", o.with)
	if o.kind == "" && o.with != "" {
		o.kind = testPaired
	}
	pairs := o.kind == testPaired || o.kind == testSignedRank
	err = errors.Join(errors.Join(all[:]...), needed("--value", o.value != ""), needed("--with", !pairs || o.with != ""),
		needed("--by", pairs || o.by != ""), o.plan.check(f),
		choice("--adjust", o.adjust, "holm", "bonferroni", "hochberg", "hommel", "benjamini_hochberg", "benjamini_yekutieli", "none"))
	if o.kind != "" {
		err = errors.Join(err, choice("--kind", o.kind, testWelch, testStudent, testPaired, testMannWhitney, testSignedRank, testANOVA, testWelchANOVA,
			testKruskal, testProp, testChiSquare, testSurvey))
	}
	if err == nil && o.plan.given() && o.kind != "" && o.kind != testSurvey {
		err = errs.New(errs.Invalid, "stat.test.design").At("--kind").With("kind", o.kind)
	}
	if err != nil {
		return err
	}
	if pairs {
		o.by = ""
	} else {
		o.with = ""
	}
	if err := f.read(append(o.plan.columns(), o.value, o.by, o.with)...); err != nil {
		return err
	}
	result, err := f.compare(o)
	if err != nil {
		return err
	}
	return c.print(result, func() { c.testTable(result) })
}

// compare carries out the test, choosing it by the data when no kind is given.
func (f *file) compare(o testOptions) (*testResult, error) {
	r := &testResult{Value: o.value, Rows: len(f.rows), Kind: o.kind, Effects: []effect{}, Pairs: []pairJSON{}, Groups: []groupJSON{}}
	if o.by != "" {
		r.By = &o.by
	}
	if o.with != "" {
		r.With = &o.with
		return r, r.paired(f, o)
	}
	if o.kind == testChiSquare || o.kind == "" && !f.numeric(o.value, o.missing) && !o.plan.given() {
		r.Kind = testChiSquare
		return r, r.chiSquare(f, o)
	}
	values, err := f.numbers(o.value, o.missing)
	if err != nil {
		return nil, err
	}
	by := used(values, f.factor(o.by, nil))
	if len(by.Levels) < 2 {
		return nil, &stat.Error{Package: "htest", Reason: stat.TooFewGroups, Subject: "groups", Got: float64(len(by.Levels)), Want: 2}
	}
	for _, code := range by.Codes {
		if code >= 0 {
			r.N++
		}
	}
	if r.Kind == "" {
		r.Kind = usual(values, by, o.plan.given())
	}
	switch r.Kind {
	case testSurvey:
		err = r.survey(f, o, values, by)
	case testProp:
		err = r.proportions(o, values, by)
	case testMannWhitney, testKruskal:
		err = r.ranks(o, values, by)
	default:
		err = r.means(o, values, by)
	}
	return r, err
}

// used is the factor of the rows with a value; levels without any go.
func used(values []float64, by stat.Factor) stat.Factor {
	labels, kept := make([]string, len(values)), make([]bool, len(by.Levels))
	for i, code := range by.Codes {
		if code >= 0 && !math.IsNaN(values[i]) {
			labels[i], kept[code] = by.Levels[code], true
		}
	}
	return recode(labels, by.Levels, kept)
}

// usual is the test for such data.
func usual(values []float64, by stat.Factor, design bool) string {
	switch {
	case design:
		return testSurvey
	case zeroOne(values) && len(by.Levels) == 2:
		return testProp
	case zeroOne(values):
		return testChiSquare
	case len(by.Levels) == 2:
		return testWelch
	}
	return testWelchANOVA
}

// zeroOne reports whether all values are 0 or 1, and both occur.
func zeroOne(values []float64) bool {
	var seen [2]bool
	for _, x := range values {
		switch {
		case math.IsNaN(x):
		case x == 0 || x == 1:
			seen[int(x)] = true
		default:
			return false
		}
	}
	return seen[0] && seen[1]
}
