package index_test

import (
	"errors"
	"math"
	"testing"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/index"
)

func TestMoreScales(t *testing.T) {
	t.Parallel()
	rating := index.NewScale(1, 2, 3, 4, 5, nan)
	effort := index.NewScale(1, 2, 3)
	for _, test := range []struct {
		name      string
		got, want index.Scale
	}{
		{"bottom 2 box", rating.BottomBox(2), index.Scale{nan, 1, 1, 0, 0, 0, nan}},
		{"bottom 0", rating.BottomBox(0), index.Scale{nan, 0, 0, 0, 0, 0, nan}},
		{"bottom 9 of 5", rating.BottomBox(9), index.Scale{nan, 1, 1, 1, 1, 1, nan}},
		{"net", rating.NetBox(2, 1), index.Scale{nan, -1, 0, 0, 1, 1, nan}},
		{"net of overlapping boxes", index.NewScale(1, 2).NetBox(2, 2), index.Scale{nan, 0, 0}},
		{"CSAT", rating.CSAT(2), index.Scale{nan, 0, 0, 0, 100, 100, nan}},
		{"effort", effort.CES(false), index.Scale{nan, 100, 50, 0}},
		{"ease", effort.CES(true), index.Scale{nan, 0, 50, 100}},
		{"1000 points", index.NewScale(1, 5.5, 10).Points(1, 10, 1000), index.Scale{nan, 0, 500, 1000}},
		{"none", index.Scale{nan}.BottomBox(1), index.Scale{nan}},
	} {
		if !same(test.got, test.want) {
			t.Errorf("%s: %v, want %v", test.name, test.got, test.want)
		}
	}
}

// ACSI = ((x̄1−1)w1 + (x̄2−1)w2 + (x̄3−1)w3)/9 × 100 for weights that sum to 1.
func TestACSI(t *testing.T) {
	t.Parallel()
	x, w := []float64{8.1, 7.4, 7.0}, []float64{0.4, 0.35, 0.25}
	want := ((8.1-1)*0.4 + (7.4-1)*0.35 + (7.0-1)*0.25) / 9 * 100
	for _, scale := range []float64{1, 3} {
		scaled := []float64{scale * w[0], scale * w[1], scale * w[2]}
		if got, err := index.ACSI(x, scaled, 1, 10); err != nil || !near(got, want, 1e-14) {
			t.Errorf("index %v, %v, want %v", got, err, want)
		}
	}
	if _, err := index.ACSI(x, w[:2], 1, 10); !errors.Is(err, &stat.Error{Reason: stat.Lengths}) {
		t.Errorf("two weights: %v", err)
	}
	if _, err := index.ACSI(x, w, 10, 1); !errors.Is(err, &stat.Error{Reason: stat.Inconsistent}) {
		t.Errorf("end points turned round: %v", err)
	}
	if _, err := index.ACSI(x, []float64{1, -1, 1}, 1, 10); !errors.Is(err, &stat.Error{Reason: stat.Negative}) {
		t.Errorf("negative weight: %v", err)
	}
}

func part(value, variance, df float64, n int64) stat.Estimate {
	return stat.New(stat.Parts{Value: value, Variance: variance, DF: df, N: n})
}

func TestComposite(t *testing.T) {
	t.Parallel()
	parts := []stat.Estimate{part(80, 4, 30, 31), part(70, 9, 12, 13), part(90, 1, math.Inf(1), 500)}
	gone := part(nan, nan, 5, 0)
	// R: V = sum(g^2 V); df = V^2 / sum((g^2 V)^2 / df).
	e, err := index.Composite([]float64{5, 3, 2}, parts, "")
	if err != nil || !near(e.Value(), 79, 1e-14) || !near(e.Variance(), 1.85, 1e-14) || !near(e.DF(), 38.8883628444276, 1e-13) || e.N() != 13 {
		t.Errorf("composite %v, variance %v with %v df of %d, %v", e.Value(), e.Variance(), e.DF(), e.N(), err)
	}
	missing := []stat.Estimate{parts[0], gone, parts[2]}
	if e, _ = index.Composite([]float64{5, 3, 2}, missing, index.Renormalise); !near(e.Value(), (5*80+2*90)/7.0, 1e-14) || !near(e.Variance(), (25*4+4)/49.0, 1e-14) {
		t.Errorf("renormalised %v, variance %v", e.Value(), e.Variance())
	}
	if e, _ = index.Composite([]float64{5, 3, 2}, missing, index.Incomplete); e.Defined() {
		t.Errorf("incomplete, but %v", e.Value())
	}
	if e, _ = index.Composite([]float64{5, 0, 2}, missing, index.Incomplete); !near(e.Value(), (5*80+2*90)/7.0, 1e-14) {
		t.Errorf("a missing part without weight: %v", e.Value())
	}
	if e, _ = index.Composite([]float64{0, 1}, parts[:2], ""); e.Value() != 70 || e.N() != 13 || e.DF() != 12 {
		t.Errorf("one part: %v of %d with %v df", e.Value(), e.N(), e.DF())
	}
	for _, test := range []struct {
		weights []float64
		parts   []stat.Estimate
		missing index.Missing
		want    stat.Reason
	}{
		{nil, nil, "", stat.Empty},
		{[]float64{1}, parts, "", stat.Lengths},
		{[]float64{1, 1, -1}, parts, "", stat.Negative},
		{[]float64{1, 1, nan}, parts, "", stat.NotFinite},
		{[]float64{1, 1, 1}, parts, "zero", stat.Unknown},
	} {
		if _, err := index.Composite(test.weights, test.parts, test.missing); !errors.Is(err, &stat.Error{Reason: test.want}) {
			t.Errorf("%v %v: %v, want %s", test.weights, test.missing, err, test.want)
		}
	}
}

// The difference of two composites of independent parts is the composite of the differences.
func TestCompositeIsLinear(t *testing.T) {
	t.Parallel()
	w := []float64{2, 1}
	a, _ := index.Composite(w, []stat.Estimate{part(80, 4, 30, 31), part(70, 9, 12, 13)}, "")
	b, _ := index.Composite(w, []stat.Estimate{part(75, 2, 20, 21), part(72, 3, 10, 11)}, "")
	c, _ := index.Composite(w, []stat.Estimate{part(5, 6, 1, 1), part(-2, 12, 1, 1)}, "")
	if diff, _ := stat.Difference(a, b); !near(diff.Value(), c.Value(), 1e-13) || !near(diff.Variance(), c.Variance(), 1e-13) {
		t.Errorf("%v ± %v, want %v ± %v", diff.Value(), diff.SE(), c.Value(), c.SE())
	}
}
