package htest_test

import (
	"math"
	"testing"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/htest"
)

func TestPlantGrowth(t *testing.T) {
	t.Parallel()
	groups := must(htest.DescribeAll(plants))
	a := must(htest.ANOVA(groups))
	w := must(htest.WelchANOVA(groups))
	b := must(htest.Bartlett(groups))
	median, mean := must(htest.BrownForsythe(plants)), must(htest.Levene(plants))
	nearAll(t, 1e-9,
		figure{"aov SS between", a.SSBetween, 3.7663399999999987}, figure{"within", a.SSWithin, 10.492089999999997},
		figure{"MS between", a.MSBetween, 1.8831699999999993}, figure{"within", a.MSWithin, 0.38859592592592584},
		figure{"F", a.F.F, 4.8460878623801351}, figure{"p", a.P, 0.015909958325622937},
		figure{"df", a.DF1, 2}, figure{"df", a.DF2, 27},
		figure{"eta2", a.Eta2, 3.76634 / 14.25843},
		figure{"oneway.test F", w.F, 5.1809724081131892}, figure{"df", w.DF2, 17.128418616644129}, figure{"p", w.P, 0.017392821490170001},
		figure{"bartlett.test", b.X2, 2.8785737872360935}, figure{"p", b.P, 0.23709677363455817},
		figure{"leveneTest median", median.F, 1.11918569487039}, figure{"p", median.P, 0.34122662412547378},
		figure{"leveneTest mean", mean.F, 1.2369629544697833}, figure{"p", mean.P, 0.30619492299144752},
	)
	if !(a.Omega2 < a.Epsilon2 && a.Epsilon2 < a.Eta2) {
		t.Errorf("omega2 %v, epsilon2 %v, eta2 %v are not in this order", a.Omega2, a.Epsilon2, a.Eta2)
	}
}

func TestTukey(t *testing.T) {
	t.Parallel()
	a := must(htest.ANOVA(must(htest.DescribeAll(plants))))
	for _, c := range []struct {
		level          float64
		diff, low, top [3]float64
	}{
		{0.95, [3]float64{-0.371, 0.494, 0.865}, [3]float64{-1.0622160514104588, -0.19721605141045861, 0.17378394858954183}, [3]float64{0.32021605141045795, 1.1852160514104582, 1.5562160514104586}},
		{0.99, [3]float64{-0.371, 0.494, 0.865}, [3]float64{-1.2570608842015623, -0.39206088420156204, -0.021060884201561603}, [3]float64{0.51506088420156138, 1.3800608842015616, 1.751060884201562}},
	} {
		for i, pair := range a.Tukey(c.level) {
			p := [3]float64{0.39087114420212465, 0.19799599129970824, 0.012006423979452729}[i]
			// R solves for its quantile to about 1e-7 only.
			nearAll(t, 1e-5, figure{"TukeyHSD diff", pair.Diff, c.diff[i]}, figure{"lwr", pair.CI.Low, c.low[i]},
				figure{"upr", pair.CI.High, c.top[i]}, figure{"p adj", pair.P, p})
		}
	}
	// Two groups: the studentised range is √2·|t|, so that Tukey's p is Student's.
	two := must(htest.DescribeAll(plants[1:]))
	student := must(htest.Student(two[1], two[0]))
	pair := must(htest.ANOVA(two)).Tukey(0.95)[0]
	low, high := student.Diff.Interval(0.95)
	nearAll(t, 1e-10, figure{"p of two", pair.P, student.P}, figure{"low", pair.CI.Low, low}, figure{"high", pair.CI.High, high})
}

func TestPairwiseWelchIsWelchOfEachPair(t *testing.T) {
	t.Parallel()
	groups := must(htest.DescribeAll(plants))
	all := must(htest.PairwiseWelch(groups))
	if len(all) != 3 {
		t.Fatalf("%d pairs, want 3", len(all))
	}
	for _, pair := range all {
		alone := must(htest.Welch(groups[pair.A], groups[pair.B]))
		if alone.T != pair.T || alone.P != pair.P || alone.Diff.Value() != pair.Diff.Value() {
			t.Errorf("pair %d, %d: %+v, want %+v", pair.A, pair.B, pair.MeanTest, alone)
		}
	}
}

func TestVarianceRatio(t *testing.T) {
	t.Parallel()
	a, b := must(htest.Describe(drug1)), must(htest.Describe(drug2))
	v := must(htest.CompareVariances(a, b))
	i := v.Interval(0.95)
	nearAll(t, 1e-8, figure{"var.test F", v.F.F, 0.79834261799839246}, figure{"p", v.P, 0.74271993172604511},
		figure{"low", i.Low, 0.19829701351053944}, figure{"high", i.High, 3.2141227163698649})
	turned := must(htest.CompareVariances(b, a))
	nearAll(t, 1e-9, figure{"p turned round", turned.P, v.P}, figure{"low", turned.Interval(0.95).Low, 1 / i.High})
}

func TestGroupsRefuseWhatHasNoTest(t *testing.T) {
	t.Parallel()
	ok, flat := htest.Group{N: 5, Mean: 2, Variance: 1}, htest.Group{N: 5, Mean: 2}
	single := htest.Group{N: 1, Mean: 2, Variance: math.NaN()}
	for name, c := range map[string]struct {
		err    error
		reason stat.Reason
	}{
		"one group":       {second(htest.ANOVA([]htest.Group{ok})), stat.TooFewGroups},
		"empty group":     {second(htest.ANOVA([]htest.Group{ok, {}})), stat.TooFewRows},
		"no spread":       {second(htest.ANOVA([]htest.Group{flat, flat})), stat.Constant},
		"single values":   {second(htest.ANOVA([]htest.Group{single, single})), stat.TooFewRows},
		"overflow":        {second(htest.ANOVA([]htest.Group{ok, {N: 2, Mean: 1e200, Variance: 1}})), stat.NotFinite},
		"Welch flat":      {second(htest.WelchANOVA([]htest.Group{ok, flat})), stat.Constant},
		"Welch single":    {second(htest.WelchANOVA([]htest.Group{ok, single})), stat.TooFewRows},
		"Welch huge":      {second(htest.WelchANOVA([]htest.Group{ok, {N: 5, Mean: 1e300, Variance: 1}})), stat.NotFinite},
		"pairs flat":      {second(htest.PairwiseWelch([]htest.Group{ok, flat, flat})), stat.Constant},
		"Bartlett flat":   {second(htest.Bartlett([]htest.Group{ok, flat})), stat.Constant},
		"variances flat":  {second(htest.CompareVariances(ok, flat)), stat.Constant},
		"Levene empty":    {second(htest.Levene([][]float64{{1, 2}, {math.NaN()}})), stat.Empty},
		"Levene infinite": {second(htest.BrownForsythe([][]float64{{1, 2}, {math.Inf(1)}})), stat.NotFinite},
		"Levene flat":     {second(htest.Levene([][]float64{{1, 1}, {2, 2}})), stat.Constant},
	} {
		needReason(t, name, c.err, c.reason)
	}
	// A group of one value adds to the means, not to the variance.
	if a := must(htest.ANOVA([]htest.Group{ok, single})); a.DF2 != 4 || a.SSWithin != 4 {
		t.Errorf("a group of one: %+v", a)
	}
}
