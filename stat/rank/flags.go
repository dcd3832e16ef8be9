package rank

import (
	"math"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/htest"
)

// Uncorrected takes every comparison for itself: with 100 units that are all the same, about five get
// a flag at 5 %.
const Uncorrected htest.Adjustment = "none"

// Side is where a unit stands against the average.
type Side string

// The sides.
const (
	Better  Side = "better"
	Worse   Side = "worse"
	Average Side = "average" // not told apart from it
	TooFew  Side = "too_few" // below the minimum base, or without figure or error: no statement
)

// FlagOptions are the options of Flags; the zero value compares with the mean over respondents at 5 %
// with Holm's correction.
type FlagOptions struct {
	Alpha float64 // 0 stands for 0.05
	// Correction is for the number of comparisons; the zero value is htest.Holm (no wrong flag at all with
	// probability 1 − alpha). htest.BenjaminiHochberg flags more, of which at most a part alpha is
	// wrong on average.
	Correction htest.Adjustment
	MinBase    int64 // 0 stands for stat.MinBase, a negative number for no rule
	// Shares are the units' parts in the average, ≥ 0; nil: their numbers of respondents.
	Shares []float64
	Names  []string // of the units, for errors; nil numbers them
}

// Flag is a unit against the average of all units.
type Flag struct {
	Side       Side
	Difference stat.Estimate // the unit's figure minus the average
	P          float64       // two-sided, of this unit alone; NaN for TooFew
	Adjusted   float64       // corrected for the number of units compared; NaN for TooFew
}

// Flags says which units are better or worse than the average A = Σ g_j y_j of all units that are
// compared (g_j: shares, sum 1). The unit is part of the average, so that for independent units
//
//	V(y_i − A) = (1 − g_i)² V_i + Σ_{j≠i} g_j² V_j
//
// (analysis of means; Nelson, Wludyka and Copeland 2005), with Satterthwaite's degrees of freedom.
// p-values are corrected over the units compared; those below the minimum base are left out of the
// average as well.
func Flags(units []stat.Estimate, o FlagOptions) ([]Flag, error) {
	if err := checkFlags(units, &o); err != nil {
		return nil, err
	}
	flags := make([]Flag, len(units))
	var in []int
	var total, average float64
	for i, u := range units {
		flags[i] = Flag{Side: TooFew, P: math.NaN(), Adjusted: math.NaN()}
		if u.N() >= o.MinBase && !math.IsNaN(u.SE()) {
			in = append(in, i)
			total += o.Shares[i]
		}
	}
	for _, i := range in {
		average += o.Shares[i] / total * units[i].Value()
	}
	if !(total > 0) || len(in) < 2 {
		return flags, nil
	}
	p := make([]float64, len(in))
	variances := parts(units, in, o.Shares, total)
	for j, i := range in {
		flags[i].Difference, flags[i].P = against(units[i], o.Shares[i]/total, average, variances)
		p[j] = flags[i].P
	}
	corrected, err := o.correct(p)
	if err != nil {
		return nil, err
	}
	for j, adjusted := range corrected {
		f := &flags[in[j]]
		f.Adjusted, f.Side = adjusted, Average
		switch {
		case math.IsNaN(adjusted): // less than one degree of freedom
			f.Side = TooFew
		case adjusted < o.Alpha && f.Difference.Value() > 0:
			f.Side = Better
		case adjusted < o.Alpha:
			f.Side = Worse
		}
	}
	return flags, nil
}

// spread is the variance of the average: Σ g²V and Σ (g²V)²/ν over the units.
type spread struct{ variance, squares float64 }

func parts(units []stat.Estimate, in []int, share []float64, total float64) (s spread) {
	for _, i := range in {
		g := share[i] / total
		v := g * g * units[i].Variance()
		s.variance += v
		s.squares += v * v / units[i].DF()
	}
	return s
}

// against is the unit's difference from the average that it has the part g in.
func against(u stat.Estimate, g, average float64, all spread) (stat.Estimate, float64) {
	within, own := g*g*u.Variance(), (1-g)*(1-g)*u.Variance()
	variance := max(0, all.variance-within) + own
	squares := max(0, all.squares-within*within/u.DF()) + own*own/u.DF()
	df := math.Inf(1)
	if squares > 0 {
		df = variance * variance / squares
	}
	d := stat.New(stat.Parts{
		Value: u.Value() - average, Variance: variance, SRSVariance: math.NaN(), DF: df, N: u.N(), SumW: math.NaN(), SumW2: math.NaN(),
	})
	if d.SE() == 0 {
		if d.Value() == 0 {
			return d, 1
		}
		return d, 0
	}
	return d, stat.StudentP(d.Value()/d.SE(), d.DF())
}

// checkFlags finds bad options and fills in the others.
func checkFlags(units []stat.Estimate, o *FlagOptions) error {
	if o.Alpha == 0 {
		o.Alpha = 0.05
	}
	if !(o.Alpha > 0 && o.Alpha < 1) {
		panic("rank: alpha outside (0, 1)")
	}
	if o.MinBase == 0 {
		o.MinBase = stat.MinBase
	}
	if o.Correction == "" {
		o.Correction = htest.Holm
	}
	if _, err := o.correct(nil); err != nil {
		return err
	}
	if o.Shares == nil {
		o.Shares = make([]float64, len(units))
		for i, u := range units {
			o.Shares[i] = float64(u.N())
		}
	}
	if len(o.Shares) != len(units) {
		return &stat.Error{Package: pkg, Reason: stat.Lengths, Subject: "shares", Got: float64(len(o.Shares)), Want: float64(len(units))}
	}
	for i, g := range o.Shares {
		if !(g >= 0) || math.IsInf(g, 0) {
			return &stat.Error{Package: pkg, Reason: stat.OutOfRange, Subject: "share of " + unit(o.Names, i), Got: g}
		}
	}
	return nil
}

func (o FlagOptions) correct(p []float64) ([]float64, error) {
	if o.Correction == Uncorrected {
		return p, nil
	}
	return htest.Adjust(p, o.Correction)
}
