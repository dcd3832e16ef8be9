package htest_test

import (
	"math"
	"testing"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/htest"
)

func TestMeans(t *testing.T) {
	t.Parallel()
	a, b := must(htest.Describe(drug1)), must(htest.Describe(drug2))
	for _, c := range []struct {
		call               string
		test               htest.MeanTest
		level              float64
		t, df, p, low, top float64
	}{
		{"t.test(a,b)", must(htest.Welch(a, b)), 0.95, -1.8608134674868531, 17.776473516178498, 0.079394140187358173, -3.3654832307117104, 0.20548323071171018},
		{"t.test(a,b,var.equal=TRUE,conf.level=.9)", must(htest.Student(a, b)), 0.9, -1.8608134674868528, 18, 0.079186714215938175, -3.0523778316996024, -0.10762216830039782},
		{"t.test(a,b,paired=TRUE)", must(htest.Paired(drug1, drug2)), 0.95, -4.0621276833820366, 9, 0.0028328901973842702, -2.4598857632769824, -0.70011423672301754},
		{"t.test(a,mu=.5), less .5", must(htest.OneSample(a, 0.5)), 0.95, 0.44190338023794046, 9, 0.66898662361467487, -0.52978041352623229 - 0.5, 2.0297804135262325 - 0.5},
	} {
		low, high := c.test.Diff.Interval(c.level)
		nearAll(t, 1e-9, figure{c.call + " t", c.test.T, c.t}, figure{c.call + " df", c.test.DF, c.df}, figure{c.call + " p", c.test.P, c.p},
			figure{c.call + " low", low, c.low}, figure{c.call + " high", high, c.top})
	}
}

func TestMeansRefuseWhatHasNoTest(t *testing.T) {
	t.Parallel()
	ok, one := htest.Group{N: 5, Mean: 2, Variance: 1}, htest.Group{N: 1, Mean: 2, Variance: math.NaN()}
	flat := htest.Group{N: 5, Mean: 3}
	for name, c := range map[string]struct {
		err    error
		reason stat.Reason
	}{
		"one value":      {second(htest.Welch(ok, one)), stat.TooFewRows},
		"flat groups":    {second(htest.Welch(flat, flat)), stat.Constant},
		"NaN mean":       {second(htest.Student(ok, htest.Group{N: 3, Mean: math.NaN()})), stat.NotFinite},
		"negative":       {second(htest.Student(ok, htest.Group{N: 3, Variance: -1})), stat.Negative},
		"two values":     {second(htest.Student(one, one)), stat.TooFewRows},
		"no difference":  {second(htest.Paired([]float64{1, 2, 3}, []float64{2, 3, 4})), stat.Constant},
		"lengths":        {second(htest.Paired([]float64{1, 2, 3}, []float64{2, 3})), stat.Lengths},
		"missing":        {second(htest.Paired([]float64{1, math.NaN(), 3}, []float64{2, 3, math.NaN()})), stat.TooFewRows},
		"infinite":       {second(htest.Paired([]float64{1, 2, 3}, []float64{2, 3, math.Inf(-1)})), stat.NotFinite},
		"mu":             {second(htest.OneSample(ok, math.NaN())), stat.NotFinite},
		"overflow":       {second(htest.Paired([]float64{1e308, 1, 2}, []float64{-1e308, 2, 1})), stat.NotFinite},
		"effect of flat": {second(htest.Standardise(flat, flat)), stat.Constant},
		"effect of two":  {second(htest.Standardise(one, one)), stat.TooFewRows},
		"effect of NaN":  {second(htest.Standardise(ok, htest.Group{N: 3, Mean: math.NaN()})), stat.NotFinite},
		"huge effect":    {second(htest.Standardise(htest.Group{N: 5, Mean: 1e300, Variance: 1e-300}, flat)), stat.NotFinite},
	} {
		needReason(t, name, c.err, c.reason)
	}
	// A single value has no variance of its own but counts for Student's test.
	if s := must(htest.Student(ok, one)); s.DF != 4 || s.T != 0 {
		t.Errorf("five against one: %+v", s)
	}
}

func second[T any](_ T, err error) error { return err }

func TestEffects(t *testing.T) {
	t.Parallel()
	a, b := must(htest.Describe(drug1)), must(htest.Describe(drug2))
	e := must(htest.Standardise(a, b))
	nearAll(t, 1e-10,
		figure{"d of sleep", e.D, -0.83218108134953961},
		figure{"Glass of sleep", e.Glass, -0.78911274695908951},
		figure{"Hedges' approximation", e.HedgesApprox, -0.83218108134953961 * (1 - 3.0/71)},
	)
	// exp(lgamma(m/2)-lgamma((m-1)/2))/sqrt(m/2)
	for _, c := range []struct {
		na, nb int64
		j      float64
	}{{2, 2, 0.56418958354775628}, {10, 10, 0.95764642702371949}, {50, 51, 0.99240185111445456}, {51, 52, 0.99255274548749228}, {151, 151, 0.99749756684378621}} {
		e := must(htest.Standardise(htest.Group{N: c.na, Mean: 1, Variance: 2}, htest.Group{N: c.nb, Variance: 2}))
		nearAll(t, 1e-12, figure{"J", e.Hedges / e.D, c.j})
	}
	if e := must(htest.Standardise(htest.Group{N: 2, Mean: 1, Variance: 1}, htest.Group{N: 1})); !math.IsNaN(e.Glass) || e.Hedges != 0 {
		t.Errorf("two against one control: Glass %v, Hedges %v, want NaN and 0", e.Glass, e.Hedges)
	}
}

// uniroot of pt(t, m, ncp, lower=FALSE) - q.
func TestIntervalOfAnEffect(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		d              float64
		na, nb         int64
		level          float64
		low, high, tol float64
	}{
		{0.5, 30, 25, 0.95, -0.041471029101029205, 1.0369053118803848, 1e-9},
		{-1.2, 10, 14, 0.95, -2.0732962710638385, -0.3037910722874631, 1e-9},
		{0, 10, 10, 0.95, -0.87652254057658119, 0.87652254057658163, 1e-9},
		{0.8, 12, 9, 0.9, 0.034366061682663637, 1.5456963399095143, 1e-9},
		// Far from 0, where R cannot follow: nearly d·√(χ²/df) with qchisq(c(.025,.975), 98).
		{50, 50, 50, 0.95, 50 * math.Sqrt(72.5009394977/98), 50 * math.Sqrt(127.2820723643/98), 1e-3},
		{1e6, 50, 50, 0.95, 1e6 * math.Sqrt(72.5009394977/98), 1e6 * math.Sqrt(127.2820723643/98), 1e-6},
	} {
		e := must(htest.Standardise(htest.Group{N: c.na, Mean: c.d, Variance: 1}, htest.Group{N: c.nb, Variance: 1}))
		i := e.Interval(c.level)
		nearAll(t, c.tol, figure{"low", i.Low, c.low}, figure{"high", i.High, c.high})
	}
}
