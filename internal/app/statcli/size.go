package statcli

import (
	"errors"

	"github.com/spf13/cobra"

	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/stat/sample"
)

// sizeOptions are the flags of `manyi stat size`.
type sizeOptions struct {
	proportion, margin, against float64
	mean, nps                   bool
	sd, difference              float64
	promoters, detractors       float64
	power, alpha                float64
	terms                       sample.Terms
	given                       func(flag string) bool
}

func (s Shell) sizeCommand() *cobra.Command {
	var o sizeOptions
	cmd := s.verb("size --proportion P --margin E | --mean --sd S --margin E | --nps --margin E", "how many to ask", cobra.NoArgs,
		func(c *call, _ []string) error { return c.size(o) })
	flags := cmd.Flags()
	o.given = flags.Changed
	flags.Float64Var(&o.proportion, "proportion", 0.5, "expected share, 0 to 1")
	flags.BoolVar(&o.mean, "mean", false, "the size for a mean")
	flags.BoolVar(&o.nps, "nps", false, "the size for a net promoter score")
	flags.Float64Var(&o.margin, "margin", 0, "margin of error: half the width of the interval (points for the NPS)")
	flags.Float64Var(&o.sd, "sd", 0, "standard deviation of the answers (for --mean)")
	flags.Float64Var(&o.promoters, "promoters", 0.5, "expected share of promoters (for --nps)")
	flags.Float64Var(&o.detractors, "detractors", 0.2, "expected share of detractors (for --nps)")
	flags.Float64Var(&o.against, "against", 0, "instead of a margin: the share to tell --proportion from, per group")
	flags.Float64Var(&o.difference, "difference", 0, "instead of a margin: the difference of means to find, per group")
	flags.Float64Var(&o.power, "power", 0.8, "probability of finding the difference")
	flags.Float64Var(&o.alpha, "alpha", 0.05, "two-sided level of the test of a difference")
	flags.Float64Var(&o.terms.Confidence, "confidence", 0.95, "confidence of the interval")
	flags.Float64Var(&o.terms.Population, "population", 0, "size of the population (default: without end)")
	flags.Float64Var(&o.terms.Deff, "deff", 1, "design effect")
	flags.Float64Var(&o.terms.Response, "response", 1, "expected response rate, 0 to 1")
	return cmd
}

type sizeResult struct {
	Kind       string `json:"kind"` // proportion, mean, nps, proportions, means
	PerGroup   bool   `json:"per_group"`
	Infinite   num    `json:"infinite"` // for a population without end, not rounded
	Finite     num    `json:"finite"`   // for the population, not rounded
	Complete   int    `json:"complete"` // completed interviews
	Issue      int    `json:"issue"`    // to be issued
	Enough     bool   `json:"enough"`   // the population is large enough
	Margin     num    `json:"margin"`
	Confidence num    `json:"confidence"`
	Power      num    `json:"power"`
	Alpha      num    `json:"alpha"`
	Deff       num    `json:"deff"`
	Response   num    `json:"response"`
	Population num    `json:"population"`
	SD         num    `json:"sd"` // of one answer; of the NPS in points

	Comparison *sizeResult `json:"comparison,omitempty"` // with both a margin and a comparison
}

func (c *call) size(o sizeOptions) error {
	kinds := 0
	for _, is := range []bool{o.given("proportion"), o.mean, o.nps} {
		if is {
			kinds++
		}
	}
	compare := o.given("against") || o.given("difference")
	switch {
	case kinds != 1:
		return errs.New(errs.Invalid, "stat.size.kind")
	case compare && (o.nps || o.mean != o.given("difference") || o.given("population") && !o.given("margin")):
		return errs.New(errs.Invalid, "stat.size.compare")
	}
	// A flag that was set to 0 is a mistake, which the library would take for its default.
	var zero []error
	for flag, value := range map[string]float64{
		"confidence": o.terms.Confidence, "deff": o.terms.Deff, "response": o.terms.Response, "power": o.power, "alpha": o.alpha,
	} {
		if value == 0 {
			zero = append(zero, errs.New(errs.Invalid, "stat.above_zero").At("--"+flag))
		}
	}
	if o.given("population") && o.terms.Population <= 0 {
		zero = append(zero, errs.New(errs.Invalid, "stat.above_zero").At("--population"))
	}
	err := errors.Join(errors.Join(zero...), needed("--margin", compare || o.given("margin")), needed("--sd", !o.mean || o.given("sd")))
	if err != nil {
		return err
	}
	r, err := sizeOf(o, !o.given("margin"))
	if err != nil {
		return err
	}
	if compare && o.given("margin") {
		o.terms.Population = 0
		if r.Comparison, err = sizeOf(o, true); err != nil {
			return err
		}
	}
	return c.print(r, func() { c.sizeTable(r) })
}

func sizeOf(o sizeOptions, compare bool) (*sizeResult, error) {
	r := &sizeResult{
		Margin: num(o.margin), Confidence: num(o.terms.Confidence), Power: undefined, Alpha: undefined, Deff: num(o.terms.Deff),
		Response: num(o.terms.Response), Population: undefined, SD: undefined, PerGroup: compare,
	}
	if o.terms.Population > 0 {
		r.Population = num(o.terms.Population)
	}
	test := sample.Test{Alpha: o.alpha, Power: o.power, Deff: o.terms.Deff, Response: o.terms.Response}
	if compare {
		r.Margin, r.Confidence, r.Power, r.Alpha = undefined, undefined, num(o.power), num(o.alpha)
	}
	var s sample.Size
	var err error
	switch {
	case o.mean && compare:
		r.Kind, r.SD = "means", num(o.sd)
		s, err = sample.ForMeans(o.difference, o.sd, o.sd, test)
	case o.mean:
		r.Kind, r.SD = "mean", num(o.sd)
		s, err = sample.ForMean(o.sd, o.margin, o.terms)
	case o.nps:
		r.Kind = "nps"
		var sd float64
		if sd, err = sample.NPSDeviation(o.promoters, o.detractors); err != nil {
			return nil, err
		}
		r.SD = num(sd)
		s, err = sample.ForNPS(o.promoters, o.detractors, o.margin, o.terms)
	case compare:
		r.Kind = "proportions"
		s, err = sample.ForProportions(o.proportion, o.against, test)
	default:
		r.Kind = "proportion"
		s, err = sample.ForProportion(o.proportion, o.margin, o.terms)
	}
	if err != nil {
		return nil, err
	}
	r.Infinite, r.Finite, r.Complete, r.Issue, r.Enough = num(s.Infinite), num(s.Finite), s.Complete, s.Issue, s.Enough
	return r, nil
}

func (c *call) sizeTable(r *sizeResult) {
	g := c.grid(1, "stat.col.measure", "stat.col.value")
	g.add(c.t("stat.size.infinite"), fixed(float64(r.Infinite), 2))
	if !r.PerGroup {
		g.add(c.t("stat.size.finite"), fixed(float64(r.Finite), 2))
	}
	g.add(c.t("stat.size.complete"), fixed(float64(r.Complete), 0))
	g.add(c.t("stat.size.issue"), fixed(float64(r.Issue), 0))
	g.print()
	if r.PerGroup {
		c.line("stat.size.per_group")
	}
	if !r.Enough {
		c.line("stat.size.not_enough")
	}
	if r.Comparison != nil {
		c.blank()
		c.sizeTable(r.Comparison)
	}
}
