package trend_test

import (
	"math"
	"slices"
	"strconv"
	"testing"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/trend"
)

var (
	nan = math.NaN()
	inf = math.Inf(1)
)

func near(a, b, relative float64) bool {
	return math.IsNaN(a) && math.IsNaN(b) || a == b || math.Abs(a-b) <= relative*math.Max(math.Abs(a), math.Abs(b))
}

func needNear(t *testing.T, what string, got, want []float64, relative float64) {
	t.Helper()
	if !slices.EqualFunc(got, want, func(a, b float64) bool { return near(a, b, relative) }) {
		t.Errorf("%s\n got %.15g\nwant %.15g", what, got, want)
	}
}

func figure(value, variance, df float64, n int64) stat.Estimate {
	return stat.New(stat.Parts{Value: value, Variance: variance, DF: df, N: n})
}

func sameFigure(a, b stat.Estimate) bool {
	return near(a.Value(), b.Value(), 0) && near(a.SE(), b.SE(), 0) && near(a.DF(), b.DF(), 0) && a.N() == b.N()
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// Business halls before and after on-site duty, with the relative changes in percent recomputed.
func TestRelativeChangeOfHalls(t *testing.T) {
	t.Parallel()
	for _, hall := range []struct{ before, after, percent float64 }{
		{89.0, 96.9, 8.9},
		{93.6, 98.7, 5.4},
		{86.9, 90.9, 4.6},
		{90.6, 93.5, 3.2},
		{94.6, 95.7, 1.2},
		{95.7, 96.0, 0.3},
		{97.5, 97.4, -0.1},
		{93.8, 95.2, 1.5},
		{92.3, 96.6, 4.7},
	} {
		c := trend.Independent(figure(hall.before, 0, inf, 100), figure(hall.after, 0, inf, 100))
		if got := math.Round(1000*c.Relative.Value()) / 10; got != hall.percent {
			t.Errorf("%v → %v: %v %%, want %v %%", hall.before, hall.after, got, hall.percent)
		}
	}
}

func TestIndependent(t *testing.T) {
	t.Parallel()
	a, b := figure(80, 4, 50, 51), figure(84, 5, 40, 41)
	c := trend.Independent(a, b)
	diff, p := stat.Difference(b, a)
	if !sameFigure(c.Absolute, diff) || c.P != p {
		t.Errorf("change %v ± %v, p %v", c.Absolute.Value(), c.Absolute.SE(), c.P)
	}
	want := 84.0 / 80 * math.Sqrt(4.0/80/80+5.0/84/84)
	if r := c.Relative; !near(r.Value(), 0.05, 1e-12) || !near(r.SE(), want, 1e-12) || r.DF() != diff.DF() || r.N() != 41 {
		t.Errorf("relative %v ± %v, want 0.05 ± %v", r.Value(), r.SE(), want)
	}
	for name, before := range map[string]stat.Estimate{"from 0": figure(0, 1, 9, 10), "from below 0": figure(-5, 1, 9, 10), "from nothing": {}} {
		if c := trend.Independent(before, b); c.Relative.Defined() {
			t.Errorf("%s: relative change %v", name, c.Relative.Value())
		}
	}
	if c := trend.Independent(a, figure(0, 5, 40, 41)); c.Relative.Value() != -1 || !near(c.Relative.SE(), math.Sqrt(5)/80, 1e-14) {
		t.Errorf("to 0: relative %v ± %v", c.Relative.Value(), c.Relative.SE())
	}
}

func TestDependent(t *testing.T) {
	t.Parallel()
	a, b := figure(80, 4, 50, 51), figure(84, 9, 40, 41)
	none, err := trend.Dependent(a, b, 0)
	if err != nil || !near(none.Absolute.Variance(), 13, 1e-15) {
		t.Errorf("without covariance %v, %v", none.Absolute.Variance(), err)
	}
	full, err := trend.Dependent(a, b, 6) // correlation 1: V = (3 − 2)²
	if err != nil || !near(full.Absolute.SE(), 1, 1e-14) || full.Absolute.DF() != 40 || full.P > none.P {
		t.Errorf("with the largest covariance %v, %v", full.Absolute.SE(), err)
	}
	if _, err := trend.Dependent(a, b, 6.1); text(err) != "trend: covariance: 6.1 contradicts 6" {
		t.Errorf("too large: %v", err)
	}
	if _, err := trend.Dependent(a, b, nan); err == nil {
		t.Error("a missing covariance was accepted")
	}
	same, err := trend.Dependent(a, a, 4)
	if err != nil || same.P != 1 || same.Absolute.SE() != 0 {
		t.Errorf("the same figure: p %v, %v", same.P, err)
	}
	// Kish's covariance: half of both samples common, r = 0.6.
	c, err := trend.OverlapCovariance(figure(80, 4, 99, 100), figure(84, 4, 99, 100), 50, 0.6)
	if err != nil || !near(c, 0.6*0.5*4, 1e-14) {
		t.Errorf("covariance %v, %v", c, err)
	}
	if c, err = trend.OverlapCovariance(a, b, 0, 0.6); c != 0 || err != nil {
		t.Errorf("no overlap: %v, %v", c, err)
	}
	if _, err = trend.OverlapCovariance(a, b, 42, 0.6); text(err) != "trend: overlap: 42 is out of range" {
		t.Errorf("overlap larger than a sample: %v", err)
	}
	if _, err = trend.OverlapCovariance(a, b, 4, 1.2); text(err) != "trend: correlation: 1.2 is out of range" {
		t.Errorf("correlation above 1: %v", err)
	}
}

func ids(from, to int) []string {
	var all []string
	for i := from; i <= to; i++ {
		all = append(all, "r"+strconv.Itoa(i))
	}
	return all
}

// R: variances and covariance from the linearised values; t.test(paired = TRUE); cov.wt(cor = TRUE).
func TestOverlapping(t *testing.T) {
	t.Parallel()
	a := trend.Wave{IDs: ids(1, 8), Y: []float64{4, 5, 3, 2, 4, 5, 4, 3}}
	b := trend.Wave{IDs: ids(3, 12), Y: []float64{5, 4, 4, 3, 5, 5, 2, 4, 4, 3}}
	p, err := trend.Overlapping(a, b)
	if err != nil {
		t.Fatal(err)
	}
	c := p.Change
	needNear(t, "unweighted", []float64{
		p.Before.Value(), p.After.Value(), p.Before.Variance(), p.After.Variance(), c.Covariance, c.Absolute.SE(), p.Correlation,
		c.Relative.Value(), c.Relative.SE(), c.P, c.Absolute.DF(), float64(p.Common),
	}, []float64{
		3.75, 3.9, 0.1339285714285714, 0.0988888888888889, -0.0373276462505095, 0.5545022568200054, -0.4670993664969138,
		0.04, 0.15117613825753, 0.794568113772526, 7, 6,
	}, 1e-12)

	a.W = []float64{1, 2, 1, 1.5, 1, 0.5, 2, 1}
	b.W = []float64{1, 1, 2, 1, 0.5, 1, 1, 2, 1, 1}
	weighted, err := trend.Overlapping(a, b)
	if err != nil {
		t.Fatal(err)
	}
	needNear(t, "weighted", []float64{
		weighted.Before.Value(), weighted.After.Value(), weighted.Before.Variance(), weighted.After.Variance(), weighted.Change.Covariance, weighted.Correlation,
	}, []float64{3.75, 3.8695652173913042, 0.1717857142857143, 0.0676574673951756, -0.0218877377878652, -0.343688604899699}, 1e-12)
	for i := range a.W {
		a.W[i] *= 12
	}
	if scaled, err := trend.Overlapping(a, b); err != nil || !near(scaled.Change.Absolute.SE(), weighted.Change.Absolute.SE(), 1e-13) {
		t.Errorf("weights scaled: %v, before %v, %v", scaled.Change.Absolute.SE(), weighted.Change.Absolute.SE(), err)
	}
}

func TestPaired(t *testing.T) {
	t.Parallel()
	a := []float64{4, 5, 3, 2, 4, 5, 4, 3}
	b := []float64{5, 4, 4, 3, 5, 5, 2, 4}
	p, err := trend.Paired(a, b)
	if err != nil {
		t.Fatal(err)
	}
	e := p.Change.Absolute
	needNear(t, "R: t.test(b, a, paired = TRUE)", []float64{e.Value(), e.SE(), e.DF(), p.Change.P}, []float64{0.25, 0.411877235523957, 7, 0.563027803698540}, 1e-12)
	gaps, err := trend.Paired(append(a, nan, 3), append(b, 4, nan))
	if err != nil || gaps.Common != 8 || gaps.Before.N() != 9 || gaps.After.N() != 9 {
		t.Errorf("with gaps: %+v, %v", gaps, err)
	}
	if _, err := trend.Paired(a, b[:3]); text(err) != "trend: second answers: 3 values where 8 are needed" {
		t.Errorf("lengths: %v", err)
	}
}

func TestWavesWithoutOverlap(t *testing.T) {
	t.Parallel()
	a := trend.Wave{IDs: ids(1, 4), Y: []float64{4, 5, 3, 2}}
	b := trend.Wave{IDs: ids(5, 8), Y: []float64{4, 4, 3, 5}}
	p, err := trend.Overlapping(a, b)
	if err != nil || p.Common != 0 || p.Change.Covariance != 0 || !math.IsNaN(p.Correlation) {
		t.Fatalf("%+v, %v", p, err)
	}
	if want := trend.Independent(p.Before, p.After); p.Change.P != want.P || !sameFigure(p.Change.Absolute, want.Absolute) {
		t.Errorf("p %v, independent %v", p.Change.P, want.P)
	}
	one, err := trend.Overlapping(trend.Wave{IDs: ids(1, 1), Y: []float64{4}}, a)
	if err != nil || !math.IsNaN(one.Change.P) || one.Common != 1 {
		t.Errorf("a wave with one answer: %+v, %v", one, err)
	}
	for want, waves := range map[string][2]trend.Wave{
		`trend: "r1" in the second wave occurs twice (row 2)`:           {a, {IDs: []string{"r1", "r1"}, Y: []float64{1, 2}}},
		"trend: answers of the first wave: nothing to work on":          {{}, a},
		"trend: weights of the first wave: a value is negative (row 4)": {{IDs: a.IDs, Y: a.Y, W: []float64{1, 1, 1, -1}}, b},
		"trend: weights of the first wave: 1 values where 4 are needed": {{IDs: a.IDs, Y: a.Y, W: []float64{1}}, b},
		"trend: first wave: a value is missing or infinite (row 1)":     {{IDs: []string{"x"}, Y: []float64{inf}}, b},
	} {
		if _, err := trend.Overlapping(waves[0], waves[1]); text(err) != want {
			t.Errorf("%q, want %q", text(err), want)
		}
	}
}

func TestUnder(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		values []float64
		want   []trend.Run
	}{
		{"three in a row", []float64{96, 95.9, 95, 94, 96}, []trend.Run{{From: 1, To: 3, Due: 3}}},
		{"two are not enough", []float64{95, 95, 96, 95, 95}, nil},
		{"to the end", []float64{97, 90, 91, 92, 93}, []trend.Run{{From: 1, To: 4, Due: 3}}},
		{"a gap ends it", []float64{90, 90, nan, 90, 90}, nil},
		{"the target itself is reached", []float64{95, 96, 95, 95}, nil},
		{"twice", []float64{1, 1, 1, 99, 1, 1, 1, 1}, []trend.Run{{From: 0, To: 2, Due: 2}, {From: 4, To: 7, Due: 6}}},
		{"none", nil, nil},
	} {
		if got := trend.Under(test.values, 96, 3); !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}

// Seven of ten halls are printed, sorted by change; the means of all are 93.8 and 95.2, so that the other
// three fell from 96.7 to 94.3.
func TestRest(t *testing.T) {
	t.Parallel()
	before, err := trend.Rest(93.8, 10, []float64{89.0, 93.6, 86.9, 90.6, 94.6, 95.7, 97.5})
	if err != nil || math.Round(10*before) != 967 {
		t.Errorf("before %v, %v", before, err)
	}
	after, err := trend.Rest(95.2, 10, []float64{96.9, 98.7, 90.9, 93.5, 95.7, 96.0, 97.4})
	if err != nil || math.Round(10*after) != 943 {
		t.Errorf("after %v, %v", after, err)
	}
	if _, err := trend.Rest(90, 2, []float64{1, 2}); text(err) != "trend: units: 2, at least 3 are needed" {
		t.Errorf("nothing left: %v", err)
	}
	if _, err := trend.Rest(nan, 2, []float64{1}); text(err) != "trend: values: a value is missing or infinite" {
		t.Errorf("no mean: %v", err)
	}
}
