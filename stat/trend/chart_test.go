package trend_test

import (
	"math"
	"slices"
	"testing"

	"manyi.dev/manyi/stat/trend"
)

func TestPChart(t *testing.T) {
	t.Parallel()
	x, n := []float64{18, 19, 17, 9, 20}, []float64{20, 20, 20, 20, 20}
	c, err := trend.PChart(x, n, trend.ChartOptions{})
	if err != nil {
		t.Fatal(err)
	}
	se := math.Sqrt(0.83 * 0.17 / 20)
	if !near(c.Centre, 0.83, 1e-15) || !near(c.Low[0], 0.83-3*se, 1e-14) || c.High[0] != 1 || !slices.Equal(c.Out, []int{3}) {
		t.Errorf("%+v", c)
	}
	// Limits are cut to [0, 1] after the comparison: 0.05 above 1 cannot be out, everything at 1 is not.
	fixed, err := trend.PChart(x, n, trend.ChartOptions{Fixed: true, Centre: 0.95, Sigmas: 2})
	if err != nil || !slices.Equal(fixed.Out, []int{2, 3}) || fixed.High[4] != 1 {
		t.Errorf("around 0.95: %+v, %v", fixed, err)
	}
	for want, call := range map[string]func() error{
		"trend: n: nothing to work on":              func() error { _, err := trend.PChart(nil, nil, trend.ChartOptions{}); return err },
		"trend: n: 1 values where 2 are needed":     func() error { _, err := trend.PChart([]float64{1, 2}, []float64{3}, trend.ChartOptions{}); return err },
		"trend: count: 4 is out of range (row 1)":   func() error { _, err := trend.PChart([]float64{4}, []float64{3}, trend.ChartOptions{}); return err },
		"trend: count: NaN is out of range (row 1)": func() error { _, err := trend.PChart([]float64{nan}, []float64{3}, trend.ChartOptions{}); return err },
		"trend: centre: 2 is out of range": func() error {
			_, err := trend.PChart([]float64{1}, []float64{3}, trend.ChartOptions{Fixed: true, Centre: 2})
			return err
		},
	} {
		if got := text(call()); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

var groups = []trend.Subgroup{
	{N: 5, Mean: 74.1, SD: 1.2, Range: 3.1},
	{N: 5, Mean: 73.2, SD: 0.9, Range: 2.2},
	{N: 4, Mean: 75.9, SD: 1.5, Range: 3.3},
	{N: 6, Mean: 74.4, SD: 1.1, Range: 2.9},
	{N: 5, Mean: 70.1, SD: 1.3, Range: 3.4},
}

// R: c4 by gamma(), d2 by integrate().
func TestChartsOfMeans(t *testing.T) {
	t.Parallel()
	s, err := trend.MeansS(groups, trend.ChartOptions{})
	if err != nil {
		t.Fatal(err)
	}
	needNear(t, "limits from s", append([]float64{s.Centre}, s.Low...), []float64{73.48, 71.7953590376434, 71.7953590376434, 71.5965141452450, 71.9421402393668, 71.7953590376434}, 1e-13)
	if !slices.Equal(s.Out, []int{2, 4}) {
		t.Errorf("out %v", s.Out)
	}
	r, err := trend.MeansR(groups, trend.ChartOptions{})
	if err != nil {
		t.Fatal(err)
	}
	needNear(t, "limits from R", r.High, []float64{75.22080685802769, 75.22080685802769, 75.42628123512387, 75.06913197400243, 75.22080685802769}, 1e-12)
	known, err := trend.MeansKnown(groups, 2, trend.ChartOptions{Fixed: true, Centre: 74, Sigmas: 2})
	if err != nil || !near(known.Low[2], 74-2*2/2.0, 1e-14) || !slices.Equal(known.Out, []int{4}) {
		t.Errorf("σ known: %+v, %v", known, err)
	}
}

// c4 and d2 as tabulated for control charts (Montgomery 2013, appendix VI): a subgroup of n with s = c4(n) or R = d2(n)
// has σ = 1 and limits ±3/√n.
func TestChartConstants(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		n      int
		c4, d2 float64
	}{{2, 0.7979, 1.128}, {3, 0.8862, 1.693}, {5, 0.9400, 2.326}, {10, 0.9727, 3.078}, {25, 0.9896, 3.931}} {
		one := []trend.Subgroup{{N: c.n, SD: c.c4, Range: c.d2}}
		s, err := trend.MeansS(one, trend.ChartOptions{})
		if err != nil || math.Abs(s.High[0]*math.Sqrt(float64(c.n))/3-1) > 1e-4 {
			t.Errorf("n = %d: σ from s %v, %v", c.n, s.High[0]*math.Sqrt(float64(c.n))/3, err)
		}
		r, err := trend.MeansR(one, trend.ChartOptions{})
		if err != nil || math.Abs(r.High[0]*math.Sqrt(float64(c.n))/3-1) > 4e-4 {
			t.Errorf("n = %d: σ from R %v, %v", c.n, r.High[0]*math.Sqrt(float64(c.n))/3, err)
		}
	}
}

func TestChartsOfMeansErrors(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		group trend.Subgroup
		want  [3]string // of MeansKnown, MeansS, MeansR
	}{
		{trend.Subgroup{N: 1, Mean: 1}, [3]string{
			"", "trend: subgroup: 1 usable rows, at least 2 are needed (row 1)", "trend: subgroup: 1 usable rows, at least 2 are needed (row 1)",
		}},
		{trend.Subgroup{N: 2, Mean: nan}, [3]string{
			"trend: mean: a value is missing or infinite (row 1)", "trend: mean: a value is missing or infinite (row 1)", "trend: mean: a value is missing or infinite (row 1)",
		}},
		{trend.Subgroup{N: 2, SD: -1, Range: nan}, [3]string{"", "trend: SD: -1 is out of range (row 1)", "trend: range: NaN is out of range (row 1)"}},
		{trend.Subgroup{N: 26}, [3]string{"", "", "trend: answers of a subgroup: 26 is out of range (row 1)"}},
	} {
		one := []trend.Subgroup{test.group}
		_, known := trend.MeansKnown(one, 1, trend.ChartOptions{})
		_, s := trend.MeansS(one, trend.ChartOptions{})
		_, r := trend.MeansR(one, trend.ChartOptions{})
		if got := [3]string{text(known), text(s), text(r)}; got != test.want {
			t.Errorf("%+v: %q, want %q", test.group, got, test.want)
		}
	}
	if _, err := trend.MeansKnown(groups, 0, trend.ChartOptions{}); text(err) != "trend: sigma: 0 is out of range" {
		t.Errorf("σ = 0: %v", err)
	}
	if _, err := trend.MeansS(nil, trend.ChartOptions{}); text(err) != "trend: subgroups: nothing to work on" {
		t.Errorf("no subgroups: %v", err)
	}
	if _, err := trend.MeansKnown(groups, 1, trend.ChartOptions{Fixed: true, Centre: inf}); text(err) != "trend: centre: a value is missing or infinite" {
		t.Errorf("centre: %v", err)
	}
}

// shifted is the process of Montgomery (2013), table 9.1: mean 10 for 20 points, then 11; σ = 1.
var shifted = []float64{
	9.45, 7.99, 9.29, 11.66, 12.16, 10.18, 8.04, 11.46, 9.20, 10.34, 9.03, 11.47, 10.51, 9.40, 10.08,
	9.37, 10.62, 10.31, 8.52, 10.84, 10.90, 9.33, 12.29, 11.50, 10.60, 11.08, 10.38, 11.62, 11.31, 10.52,
}

// Table 9.2: C⁺ passes 5 at point 29 with 5.28, after seven points above 0: the shift began with point 23.
func TestCUSUM(t *testing.T) {
	t.Parallel()
	c, err := trend.NewCUSUM(shifted, []float64{1}, 10, trend.CUSUMOptions{})
	if err != nil {
		t.Fatal(err)
	}
	needNear(t, "C⁺", c.Upper[25:], []float64{3.47, 3.35, 4.47, 5.28, 5.30}, 1e-12)
	needNear(t, "C⁻", c.Lower[:4], []float64{0.05, 1.56, 1.77, 0}, 1e-12)
	if !slices.Equal(c.Out, []int{28, 29}) || c.UpperRun[28] != 7 || c.LowerRun[3] != 0 || c.Limit != 5 {
		t.Errorf("out %v after %v points, limit %v", c.Out, c.UpperRun, c.Limit)
	}
	// Standard errors of the points: doubling figures, errors and centre changes nothing.
	doubled, errors := make([]float64, len(shifted)), make([]float64, len(shifted))
	for i, x := range shifted {
		doubled[i], errors[i] = 2*x, 2
	}
	other, err := trend.NewCUSUM(doubled, errors, 20, trend.CUSUMOptions{})
	if err != nil {
		t.Fatal(err)
	}
	needNear(t, "doubled", other.Upper, c.Upper, 1e-9)
	head, err := trend.NewCUSUM(shifted, []float64{1}, 10, trend.CUSUMOptions{K: 0.25, H: 4, HeadStart: 2})
	if err != nil || !near(head.Upper[0], 2-0.55-0.25, 1e-12) || !near(head.Lower[0], 2+0.55-0.25, 1e-12) {
		t.Errorf("head start: %v and %v, %v", head.Upper[0], head.Lower[0], err)
	}
}

// Montgomery (2013), table 9.10: λ = 0.1, L = 2.7; z = 9.945, 9.7495 …, limits to 10.62, out at the end.
func TestEWMA(t *testing.T) {
	t.Parallel()
	c, err := trend.EWMA(shifted, []float64{1}, 10, trend.EWMAOptions{Lambda: 0.1, Sigmas: 2.7})
	if err != nil {
		t.Fatal(err)
	}
	needNear(t, "z", slices.Concat(c.Points[:4], c.Points[26:]), []float64{
		9.945, 9.7495, 9.70355, 9.899195, 10.4568190797239, 10.5731371717515, 10.6468234545764, 10.6341411091187,
	}, 1e-12)
	needNear(t, "limits", []float64{c.High[0], c.High[29]}, []float64{10.27, 10.6188656769026}, 1e-12)
	if !slices.Equal(c.Out, []int{28, 29}) {
		t.Errorf("out %v", c.Out)
	}
	// λ = 1 is a Shewhart chart.
	plain, err := trend.EWMA(shifted, []float64{1}, 10, trend.EWMAOptions{Lambda: 1})
	if err != nil || !slices.Equal(plain.Points, shifted) || plain.High[7] != 13 {
		t.Errorf("λ = 1: %+v, %v", plain, err)
	}
	for want, call := range map[string]func() error{
		"trend: standard errors: nothing to work on":          func() error { _, err := trend.EWMA(nil, nil, 1, trend.EWMAOptions{}); return err },
		"trend: standard errors: 2 values where 3 are needed": func() error { _, err := trend.EWMA(shifted[:3], []float64{1, 1}, 1, trend.EWMAOptions{}); return err },
		"trend: standard error: 0 is out of range (row 2)":    func() error { _, err := trend.EWMA(shifted[:2], []float64{1, 0}, 1, trend.EWMAOptions{}); return err },
		"trend: series: a value is missing or infinite (row 1)": func() error {
			_, err := trend.NewCUSUM([]float64{nan}, []float64{1}, 1, trend.CUSUMOptions{})
			return err
		},
		"trend: centre: a value is missing or infinite": func() error {
			_, err := trend.NewCUSUM([]float64{1}, []float64{1}, nan, trend.CUSUMOptions{})
			return err
		},
	} {
		if got := text(call()); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestSignals(t *testing.T) {
	t.Parallel()
	flat := func(values ...float64) []float64 { return values }
	alternate, within, out := make([]float64, 14), make([]float64, 15), make([]float64, 8)
	for i := range 15 {
		sign := float64(1 - 2*(i%2))
		within[i] = 0.5 * sign
		if i < 14 {
			alternate[i] = 0.1 * sign * float64(i+1)
		}
		if i < 8 {
			out[i] = 1.5 * sign
		}
	}
	for _, test := range []struct {
		rule   trend.Rule
		points []float64
		want   []int
	}{
		{trend.Beyond3, flat(0, 3.1, -3.2, 3), []int{1, 2}},
		{trend.TwoOf3, flat(2.1, 0, 2.1, -2.1, 0, 0), []int{2}},
		{trend.TwoOf3, flat(2.1, -2.1, 0), nil},
		{trend.TwoOf3, flat(2.1, 2.2, 0), []int{1}},
		{trend.FourOf5, flat(1.1, 1.2, 0, 1.1, 1.1, 0.5), []int{4}},
		{trend.EightSide, flat(1, 1, 1, 1, 1, 1, 1, 1, 1, -1), []int{7, 8}},
		{trend.EightSide, flat(1, 1, 1, 1, 0, 1, 1, 1, 1), nil},
		{trend.SixTrend, flat(1, 2, 3, 4, 5, 6, 6), []int{5}},
		{trend.SixTrend, flat(6, 5, 4, 3, 2, 1), []int{5}},
		{trend.Fourteen, alternate, []int{13}},
		{trend.FifteenIn1, within, []int{14}},
		{trend.EightOut1, out, []int{7}},
	} {
		se := make([]float64, len(test.points))
		for i := range se {
			se[i] = 1
		}
		c := trend.Chart{Points: test.points, SE: se}
		var at []int
		for _, s := range c.Signals(test.rule) {
			at = append(at, s.At)
		}
		if !slices.Equal(at, test.want) {
			t.Errorf("%s on %v: %v, want %v", test.rule, test.points, at, test.want)
		}
	}
	c := trend.Chart{Points: flat(1, 1.5), Centre: 1, SE: flat(0, 0)}
	if got := c.Signals(trend.Beyond3, trend.EightSide); !slices.Equal(got, []trend.Signal{{Rule: trend.Beyond3, At: 1}}) {
		t.Errorf("without error: %v", got)
	}
}
