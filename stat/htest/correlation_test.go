package htest_test

import (
	"math"
	"testing"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/htest"
)

// Hollander & Wolfe (1973), page 187: tuna lightness and panel scores (R: ?cor.test).
var (
	tuna  = []float64{44.4, 45.9, 41.9, 53.3, 44.7, 44.1, 50.7, 45.2, 60.1}
	panel = []float64{2.6, 3.1, 2.5, 5.0, 3.6, 4.0, 5.2, 2.8, 3.8}
)

// Fuel consumption, cylinders and weight of 32 cars (R: mtcars).
var (
	mpg = []float64{
		21, 21, 22.8, 21.4, 18.7, 18.1, 14.3, 24.4, 22.8, 19.2, 17.8, 16.4, 17.3, 15.2, 10.4, 10.4,
		14.7, 32.4, 30.4, 33.9, 21.5, 15.5, 15.2, 13.3, 19.2, 27.3, 26, 30.4, 15.8, 19.7, 15, 21.4,
	}
	cyl = []float64{6, 6, 4, 6, 8, 6, 8, 4, 4, 6, 6, 8, 8, 8, 8, 8, 8, 4, 4, 4, 4, 8, 8, 8, 8, 4, 4, 4, 8, 6, 8, 4}
	wt  = []float64{
		2.62, 2.875, 2.32, 3.215, 3.44, 3.46, 3.57, 3.19, 3.15, 3.44, 3.44, 4.07, 3.73, 3.78, 5.25, 5.424,
		5.345, 2.2, 1.615, 1.835, 2.465, 3.52, 3.435, 3.84, 3.845, 1.935, 2.14, 1.513, 3.17, 2.77, 3.57, 2.78,
	}
)

func TestCorrelations(t *testing.T) {
	t.Parallel()
	nan := math.NaN()
	p := must(htest.Pearson(append([]float64{nan, 3}, tuna...), append([]float64{1, nan}, panel...)))
	i := p.Interval(0.95)
	s, k := must(htest.Spearman(tuna, panel)), must(htest.Kendall(tuna, panel))
	ties, ranks := must(htest.Kendall(mpg, cyl)), must(htest.Spearman(mpg, cyl))
	nearAll(t, 1e-9,
		figure{"cor.test r", p.R, 0.57118155756382871}, figure{"t", p.T, 1.8410826381153382}, figure{"p", p.P, 0.10817305434949379},
		figure{"low", i.Low, -0.14974263303675717}, figure{"high", i.High, 0.89557946183873927},
		figure{"spearman", s.R, 0.6}, figure{"p", s.P, 0.087622829041402339},
		figure{"kendall", k.TauB, 0.44444444444444453}, figure{"z", k.Z.Z, 1.6681153124565986}, figure{"p", k.P, 0.095292838023456547},
		figure{"kendall with ties", ties.TauB, -0.7953134086195347}, figure{"z", ties.Z.Z, -5.5913105903404379}, figure{"p", ties.P, 2.2536204320202776e-08},
		figure{"spearman with ties", ranks.R, -0.91080131086247873},
		figure{"cov.wt(mtcars[,1:2], wt)", must(htest.WeightedPearson(mpg, cyl, wt)), -0.8445699800933284},
	)
	if math.Abs(ranks.P-4.6902870373564067e-13) > 1e-21 {
		t.Errorf("p of Spearman's rho = %v", ranks.P)
	}
	exact := must(htest.Pearson([]float64{1, 2, 3}, []float64{-2, -4, -6}))
	if exact.R > -1+1e-15 || exact.R < -1 || exact.T > -1e7 || exact.P > 1e-7 || !math.IsNaN(exact.Interval(0.95).Low) {
		t.Errorf("a line: %+v", exact)
	}
}

// A row twice is a row with twice the weight, and weights have no unit.
func TestWeightsAreFrequencies(t *testing.T) {
	t.Parallel()
	w := make([]float64, len(mpg))
	var x, y []float64
	for i := range mpg {
		w[i] = float64(i%3) * 0.5
		for range i % 3 {
			x, y = append(x, mpg[i]), append(y, wt[i])
		}
	}
	nearAll(t, 1e-12, figure{"weighted", must(htest.WeightedPearson(mpg, wt, w)), must(htest.Pearson(x, y)).R})
	m := must(htest.LinearByLinear(x, y, nil))
	for i := range w {
		w[i] *= 2
	}
	f := must(htest.LinearByLinear(mpg, wt, w))
	nearAll(t, 1e-12, figure{"M2", f.X2, m.X2}, figure{"r", f.R, m.R}, figure{"p", f.P, m.P})
}

// Kendall's S by counting pairs.
func TestKendallCountsPairs(t *testing.T) {
	t.Parallel()
	var s float64
	for i := range mpg {
		for j := range i {
			s += sign(mpg[i]-mpg[j]) * sign(cyl[i]-cyl[j])
		}
	}
	if k := must(htest.Kendall(mpg, cyl)); k.S != s {
		t.Errorf("S = %v, want %v", k.S, s)
	}
}

func sign(x float64) float64 {
	switch {
	case x > 0:
		return 1
	case x < 0:
		return -1
	}
	return 0
}

func TestTrends(t *testing.T) {
	t.Parallel()
	// Fleiss (1981), page 139: smokers among patients of four studies (R: ?prop.trend.test).
	smokers := []htest.Count{{X: 83, N: 86}, {X: 90, N: 93}, {X: 129, N: 136}, {X: 70, N: 82}}
	a := must(htest.CochranArmitage(smokers, []float64{1, 2, 3, 4}))
	b := must(htest.CochranArmitage(smokers, []float64{0, 0, 0, 1}))
	nearAll(t, 1e-9, figure{"prop.trend.test", a.X2, 8.2249222851977102}, figure{"p", a.P, 0.004131897477641487},
		figure{"scores 0,0,0,1", b.X2, 12.173146220740252}, figure{"p", b.P, 0.00048482459344167451})
	if a.Z >= 0 {
		t.Errorf("z = %v of a falling share", a.Z)
	}
	// Infant malformation and alcohol, Agresti (2013), table 3.7: M² = 6.57, p = 0.010.
	score := []float64{0, 0.5, 1.5, 4, 7}
	absent, present := []float64{17066, 14464, 788, 126, 37}, []float64{48, 38, 5, 1, 1}
	m := must(htest.LinearByLinear(append(score, score...), []float64{0, 0, 0, 0, 0, 1, 1, 1, 1, 1}, append(absent, present...)))
	if math.Abs(m.X2-6.57) > 0.005 || math.Abs(m.P-0.0104) > 0.00005 {
		t.Errorf("M² = %v, p = %v, want 6.57 and 0.0104", m.X2, m.P)
	}
	if none := must(htest.CochranArmitage([]htest.Count{{X: 0, N: 3}, {X: 0, N: 4}}, []float64{1, 2})); !math.IsNaN(none.P) {
		t.Errorf("nobody succeeded: %+v", none)
	}
}

func TestAssociationsRefuseWhatHasNoTest(t *testing.T) {
	t.Parallel()
	two := []htest.Count{{X: 1, N: 3}, {X: 2, N: 4}}
	for name, c := range map[string]struct {
		err    error
		reason stat.Reason
	}{
		"lengths":          {second(htest.Pearson(tuna, panel[1:])), stat.Lengths},
		"two pairs":        {second(htest.Pearson(tuna[:2], panel[:2])), stat.TooFewRows},
		"constant":         {second(htest.Pearson([]float64{5, 5, 5}, panel[:3])), stat.Constant},
		"constant ranks":   {second(htest.Spearman(panel[:3], []float64{5, 5, 5})), stat.Constant},
		"constant order":   {second(htest.Kendall([]float64{5, 5, 5}, panel[:3])), stat.Constant},
		"constant in y":    {second(htest.Kendall(panel[:3], []float64{5, 5, 5})), stat.Constant},
		"infinite":         {second(htest.Kendall([]float64{1, 2, math.Inf(1)}, panel[:3])), stat.NotFinite},
		"negative weight":  {second(htest.WeightedPearson(tuna[:2], panel[:2], []float64{1, -1})), stat.Negative},
		"missing weight":   {second(htest.WeightedPearson(tuna[:2], panel[:2], []float64{1, math.NaN()})), stat.NotFinite},
		"weights":          {second(htest.WeightedPearson(tuna[:2], panel[:2], []float64{1})), stat.Lengths},
		"x and y":          {second(htest.WeightedPearson(tuna[:2], panel[:1], nil)), stat.Lengths},
		"infinite in y":    {second(htest.WeightedPearson(panel[:1], []float64{math.Inf(1)}, nil)), stat.NotFinite},
		"pairs, infinite":  {second(htest.LinearByLinear([]float64{math.Inf(1)}, panel[:1], nil)), stat.NotFinite},
		"half a pair":      {second(htest.LinearByLinear(tuna[:2], panel[:2], []float64{0.5, 0.5})), stat.TooFewRows},
		"infinite in x":    {second(htest.WeightedPearson([]float64{math.Inf(1)}, panel[:1], nil)), stat.NotFinite},
		"no weight":        {second(htest.WeightedPearson(tuna[:2], panel[:2], []float64{0, 0})), stat.Empty},
		"nothing":          {second(htest.LinearByLinear(nil, nil, nil)), stat.Empty},
		"scores":           {second(htest.CochranArmitage(two, []float64{1})), stat.Lengths},
		"constant scores":  {second(htest.CochranArmitage(two, []float64{1, 1})), stat.Constant},
		"missing score":    {second(htest.CochranArmitage(two, []float64{1, math.NaN()})), stat.NotFinite},
		"one group":        {second(htest.CochranArmitage(two[:1], []float64{1})), stat.TooFewGroups},
		"an empty group":   {second(htest.CochranArmitage([]htest.Count{{X: 1, N: 3}, {}}, []float64{1, 2})), stat.Empty},
		"frequency, short": {second(htest.LinearByLinear(tuna[:2], panel[:2], []float64{1})), stat.Lengths},
	} {
		needReason(t, name, c.err, c.reason)
	}
}
