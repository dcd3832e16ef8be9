package rank_test

import (
	"slices"
	"testing"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/htest"
	"manyi.dev/manyi/stat/internal/dist"
	"manyi.dev/manyi/stat/rank"
)

func TestCompetition(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		values []float64
		want   []int
	}{
		{[]float64{3, 1, 2}, []int{1, 3, 2}},
		{[]float64{2, 5, 2, 1}, []int{2, 1, 2, 4}}, // R: rank(-x, ties.method = "min")
		{[]float64{nan, 1, nan, 1}, []int{0, 1, 0, 1}},
		{[]float64{inf, -inf, 0}, []int{1, 3, 2}},
		{nil, []int{}},
	} {
		if got := rank.Competition(test.values); !slices.Equal(got, test.want) {
			t.Errorf("ranks of %v: %v, want %v", test.values, got, test.want)
		}
	}
}

func TestUnitsBelowTheBaseAreNamedAndNotRanked(t *testing.T) {
	t.Parallel()
	units := figures([]float64{70, 99, 80, nan}, []float64{1, 1, 1, 1}, []int64{30, 29, 200, 50})
	list := rank.ByFigure(units, 0)
	want := []rank.Unranked{{Unit: 1, N: 29, Reason: rank.BelowBase}, {Unit: 3, N: 50, Reason: rank.NoFigure}}
	if !slices.Equal(list.Ranks, []int{2, 0, 1, 0}) || !slices.Equal(list.Unranked, want) {
		t.Errorf("%+v", list)
	}
	if list = rank.ByFigure(units, 15); !slices.Equal(list.Ranks, []int{3, 1, 2, 0}) {
		t.Errorf("base 15: %+v", list)
	}
	if list = rank.ByFigure(units, -1); len(list.Unranked) != 1 {
		t.Errorf("no rule: %+v", list)
	}
}

func TestGroups(t *testing.T) {
	t.Parallel()
	// From 86 down: 83 differs by z = 3/√2 = 2.12, p = 0.034, which as the largest of three p-values
	// Holm leaves as it is; 80 and 79.5 differ by z > 4.2.
	units := figures([]float64{80, 86, 83, 79.5, nan}, []float64{1, 1, 1, 1, 1}, []int64{4000, 4000, 4000, 4000, 4000})
	var got [][]int
	for _, group := range rank.Groups(units, 0.02) {
		got = append(got, group.Units)
	}
	if want := [][]int{{1, 2}, {0, 3}}; !slices.EqualFunc(got, want, slices.Equal) {
		t.Errorf("groups %v, want %v", got, want)
	}
	got = nil
	for _, group := range rank.Groups(units, 0.05) {
		got = append(got, group.Units)
	}
	if want := [][]int{{1}, {2}, {0, 3}}; !slices.EqualFunc(got, want, slices.Equal) {
		t.Errorf("groups at 0.05 %v, want %v", got, want)
	}
	if groups := rank.Groups(nil, 0.05); len(groups) != 0 {
		t.Errorf("groups of none: %v", groups)
	}
}

// R: differences from weighted.mean(y, n), their variances, Satterthwaite's df, p.adjust.
func TestFlags(t *testing.T) {
	t.Parallel()
	p := []float64{0.0703423997558648, 0.895241997876676, 0.0179869223883045, 6.39734815481806e-17, 3.27720554880131e-07}
	for _, test := range []struct {
		correction htest.Adjustment
		adjusted   []float64
		sides      []rank.Side
	}{
		{
			htest.Holm,
			[]float64{0.1406847995117296, 0.895241997876676, 0.0539607671649134, 3.19867407740903e-16, 1.31088221952052e-06},
			[]rank.Side{rank.Average, rank.Average, rank.Average, rank.Better, rank.Worse},
		},
		{
			htest.BenjaminiHochberg,
			[]float64{0.0879279996948310, 0.895241997876676, 0.0299782039805075, 3.19867407740903e-16, 8.19301387200327e-07},
			[]rank.Side{rank.Average, rank.Average, rank.Worse, rank.Better, rank.Worse},
		},
		{rank.Uncorrected, p, []rank.Side{rank.Average, rank.Average, rank.Worse, rank.Better, rank.Worse}},
	} {
		// A unit below the base stays out of average and correction.
		units := append(figures(y, v, n), stat.New(stat.Parts{Value: 5, Variance: 1, DF: 9, N: 10}))
		flags, err := rank.Flags(units, rank.FlagOptions{Correction: test.correction})
		if err != nil {
			t.Fatal(err)
		}
		for i, f := range flags[:5] {
			if f.Side != test.sides[i] || !near(f.P, p[i], 1e-9) || !near(f.Adjusted, test.adjusted[i], 1e-9) {
				t.Errorf("%s: unit %d %s, p %.15g, adjusted %.15g", test.correction, i, f.Side, f.P, f.Adjusted)
			}
		}
		if f := flags[5]; f.Side != rank.TooFew || f.Difference.Defined() {
			t.Errorf("the unit below the base: %+v", f)
		}
		first := flags[0].Difference
		if !near(first.Value(), -3.4934426229508091, 1e-12) || !near(first.SE(), 1.8925872739787839, 1e-12) || !near(first.DF(), 54.5513398373704916, 1e-12) {
			t.Errorf("difference %v ± %v with %v df", first.Value(), first.SE(), first.DF())
		}
	}
}

// With equal shares the differences sum to zero, and units without spread are told apart exactly.
func TestFlagsProperties(t *testing.T) {
	t.Parallel()
	flags, err := rank.Flags(figures(y, v, n), rank.FlagOptions{Shares: []float64{1, 1, 1, 1, 1}})
	if err != nil {
		t.Fatal(err)
	}
	var sum float64
	for _, f := range flags {
		sum += f.Difference.Value()
	}
	if sum > 1e-12 || sum < -1e-12 {
		t.Errorf("differences sum to %v", sum)
	}
	certain, err := rank.Flags(figures([]float64{1, 2, 1.5}, []float64{0, 0, 0}, n[:3]), rank.FlagOptions{Shares: []float64{1, 1, 1}})
	if err != nil || certain[0].Side != rank.Worse || certain[1].Side != rank.Better || certain[2].Side != rank.Average {
		t.Errorf("without error: %+v, %v", certain, err)
	}
	single, err := rank.Flags(figures(y[:1], v[:1], n[:1]), rank.FlagOptions{})
	if err != nil || single[0].Side != rank.TooFew {
		t.Errorf("one unit: %+v, %v", single, err)
	}
}

// R: z / sqrt(phi), phi from the winsorised z.
func TestFunnelOverdispersed(t *testing.T) {
	t.Parallel()
	x := []float64{30, 45, 12, 60, 38, 22, 50, 41, 19, 70, 33, 27}
	m := []float64{40, 50, 20, 80, 60, 30, 55, 60, 30, 80, 35, 45}
	f, err := rank.FunnelShares(x, m, rank.FunnelOptions{Overdispersed: true})
	if err != nil {
		t.Fatal(err)
	}
	needNear(t, "centre, φ", []float64{f.Centre, f.Phi}, []float64{0.764102564102564, 3.555878909778092}, 1e-12)
	needNear(t, "z", f.Z[:3], []float64{-0.111408200083195, 1.200287668886992, -0.916683563736613}, 1e-11)
	needNear(t, "limits", f.Limits[1].High[:3], []float64{1.15527843048405, 1.11398089545712, 1.31730877961231}, 1e-11)
	plain, err := rank.FunnelShares(x, m, rank.FunnelOptions{})
	if err != nil || plain.Phi != 1 || !slices.Equal(plain.Limits[0].Outside, []int{1, 4, 6, 9, 10, 11}) || plain.Limits[1].Outside != nil {
		t.Errorf("plain %+v, %v", plain, err)
	}
}

func TestFunnelMeans(t *testing.T) {
	t.Parallel()
	units := figures(y, v, n)
	f, err := rank.FunnelMeans(units, rank.FunnelOptions{Fixed: true, Centre: 80, Levels: []float64{0.9}})
	if err != nil {
		t.Fatal(err)
	}
	z := dist.NormalQuantile(0.95)
	for i, u := range units {
		low, high := f.Limits[0].Low[i], f.Limits[0].High[i]
		if !near(low, 80-z*u.SE(), 1e-14) || !near(high, 80+z*u.SE(), 1e-14) {
			t.Errorf("limits %v to %v", low, high)
		}
		if outside := u.Value() < low || u.Value() > high; outside != slices.Contains(f.Limits[0].Outside, i) {
			t.Errorf("unit %d at %v within %v to %v: outside %v", i, u.Value(), low, high, f.Limits[0].Outside)
		}
	}
	free, err := rank.FunnelMeans(units, rank.FunnelOptions{})
	var sw, swy float64
	for i := range y {
		sw, swy = sw+1/v[i], swy+y[i]/v[i]
	}
	if err != nil || !near(free.Centre, swy/sw, 1e-14) {
		t.Errorf("centre %v, %v", free.Centre, err)
	}
}
