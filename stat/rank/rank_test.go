package rank_test

import (
	"errors"
	"math"
	"slices"
	"testing"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/rank"
)

var (
	nan = math.NaN()
	inf = math.Inf(1)
	// Five units: figures, variances, bases.
	y = []float64{78.2, 81.5, 74.9, 90.1, 69.3}
	v = []float64{4, 2.5, 9, 1.2, 6}
	n = []int64{40, 60, 35, 120, 50}
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

func figures(y, v []float64, n []int64) []stat.Estimate {
	units := make([]stat.Estimate, len(y))
	for i := range y {
		units[i] = stat.New(stat.Parts{Value: y[i], Variance: v[i], DF: float64(n[i] - 1), N: n[i]})
	}
	return units
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// Values of plain R from the formulas of Normal.
func TestNormal(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name                string
		o                   rank.NormalOptions
		tau2, mu, se        float64
		shrunk, sd, below75 []float64
	}{
		{
			"estimated",
			rank.NormalOptions{},
			67.9540932642487, 79.0063131252114, 3.80504634398367,
			[]float64{78.2448237529587, 81.4115137687801, 75.3802449948958, 89.9074962215342, 70.0874868878884},
			[]float64{1.95509063441878, 1.55869169061378, 2.85402508595454, 1.08790465448827, 2.36822985390809},
			[]float64{4.84894775941307e-02, 1.94941663816617e-05, 4.47005295000546e-01, 4.87451374662682e-43, 9.80976111568253e-01},
		},
		{
			"known",
			rank.NormalOptions{Tau2: 25},
			25, 79.313418328133, 2.42049052217028,
			[]float64{78.3535749418114, 81.3012198480121, 76.0682577927411, 89.6059580913649, 71.2380809667354},
			[]float64{1.88672702589898, 1.52353106158116, 2.65106897610964, 1.07579207412569, 2.24904092803767},
			[]float64{3.77465928696444e-02, 1.76758953510581e-05, 3.43491178880456e-01, 2.74378961953863e-42, 9.52804550327926e-01},
		},
	} {
		m, err := rank.NewNormal(figures(y, v, n), test.o)
		if err != nil {
			t.Fatal(err)
		}
		needNear(t, test.name+": τ², μ, SE(μ), Q", []float64{m.Tau2, m.Mu, m.SEMu, m.Q}, []float64{test.tau2, test.mu, test.se, 86.7453627760252}, 1e-12)
		needNear(t, test.name+": shrunk", m.Shrunk, test.shrunk, 1e-12)
		needNear(t, test.name+": sd", m.SD, test.sd, 1e-12)
		needNear(t, test.name+": below 75", m.Below(75), test.below75, 1e-10)
		for i, e := range m.Estimates() {
			if e.Value() != m.Shrunk[i] || !near(e.SE(), m.SD[i], 1e-14) || e.N() != n[i] {
				t.Errorf("%s: estimate %v ± %v of %d", test.name, e.Value(), e.SE(), e.N())
			}
		}
	}
}

func TestNormalPooled(t *testing.T) {
	t.Parallel()
	units := figures(y, v, []int64{10, 20, 5, 30, 8})
	units = append(units, stat.New(stat.Parts{Value: 100, Variance: 0, N: 4}), stat.New(stat.Parts{Value: 60, Variance: nan, N: 1}))
	if _, err := rank.NewNormal(units, rank.NormalOptions{Names: []string{"a", "b", "c", "d", "e", "f", "g"}}); text(err) != `rank: unit "f" is constant` {
		t.Errorf("a unit without variance: %v", err)
	}
	if _, err := rank.NewNormal(append(units[:5:5], units[6]), rank.NormalOptions{}); text(err) != "rank: unit 6: 1 usable rows, at least 2 are needed" {
		t.Errorf("a unit with one answer: %v", err)
	}
	m, err := rank.NewNormal(units, rank.NormalOptions{Pooled: true})
	if err != nil {
		t.Fatal(err)
	}
	// R: sum((n-1)*n*v)/sum(n-1)/n, with the unit without spread among them.
	var squares, df float64
	for _, u := range units[:6] {
		squares += float64(u.N()-1) * float64(u.N()) * u.Variance()
		df += float64(u.N() - 1)
	}
	for i, u := range units {
		want := squares / df / float64(u.N())
		if got := m.Shrinkage[i] * m.Tau2 / (1 - m.Shrinkage[i]); !near(got, want, 1e-9) { // v of B = v/(v+τ²)
			t.Errorf("variance of unit %d = %v, want %v", i, got, want)
		}
	}
}

func TestNormalWithoutHeterogeneity(t *testing.T) {
	t.Parallel()
	m, err := rank.NewNormal(figures([]float64{80, 80.1, 79.9}, []float64{4, 4, 4}, []int64{50, 50, 50}), rank.NormalOptions{})
	if err != nil || m.Tau2 != 0 || m.I2 != 0 {
		t.Fatalf("τ² %v, I² %v, %v", m.Tau2, m.I2, err)
	}
	needNear(t, "shrunk", m.Shrunk, []float64{80, 80, 80}, 1e-14)
}

// Figures in another unit (a + b·y) move the shrunk ones by the same line; the order of units does
// not matter.
func TestNormalProperties(t *testing.T) {
	t.Parallel()
	base, err := rank.NewNormal(figures(y, v, n), rank.NormalOptions{})
	if err != nil {
		t.Fatal(err)
	}
	units := figures(y, v, n)
	for i := range units {
		units[i] = units[i].Linear(-100, 3)
	}
	slices.Reverse(units)
	other, err := rank.NewNormal(units, rank.NormalOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range y {
		j := len(y) - 1 - i
		if !near(other.Shrunk[j], 3*base.Shrunk[i]-100, 1e-12) || !near(other.SD[j], 3*base.SD[i], 1e-12) || !near(other.Shrinkage[j], base.Shrinkage[i], 1e-12) {
			t.Errorf("unit %d: %v ± %v, on the line %v ± %v", i, base.Shrunk[i], base.SD[i], other.Shrunk[j], other.SD[j])
		}
	}
}

func TestBetaBinomial(t *testing.T) {
	t.Parallel()
	x, m := []float64{29, 22, 10, 3, 33}, []float64{40, 33, 12, 11, 35}
	b, err := rank.NewBetaBinomial(x, m, nil)
	if err != nil || !(b.Rho > 0) {
		t.Fatalf("%+v, %v", b, err)
	}
	for i, e := range b.Estimates() {
		if e.N() != int64(m[i]) || e.Value() != b.Shrunk[i] || !near(e.SE(), b.SD[i], 1e-14) {
			t.Errorf("estimate %v ± %v of %d", e.Value(), e.SE(), e.N())
		}
		if lo, hi := min(x[i]/m[i], b.P), max(x[i]/m[i], b.P); b.Shrunk[i] < lo || b.Shrunk[i] > hi {
			t.Errorf("shrunk %v is not between %v and %v", b.Shrunk[i], lo, hi)
		}
	}
	// The distribution function and the posterior's two moments belong together: ∫ 1 − F = mean.
	var mean float64
	const steps = 2000
	for i := range steps {
		mean += (1 - b.Below((float64(i) + 0.5) / steps)[3]) / steps
	}
	if !near(mean, b.Shrunk[3], 1e-6) {
		t.Errorf("mean from the distribution %v, %v", mean, b.Shrunk[3])
	}
	// No difference at all: everybody gets the common share, certain to be on one side of a target.
	same, err := rank.NewBetaBinomial([]float64{10, 20, 30}, []float64{20, 40, 60}, nil)
	if err != nil || same.Rho != 0 || !math.IsInf(same.M, 1) {
		t.Fatalf("%+v, %v", same, err)
	}
	needNear(t, "shrunk to the same", same.Shrunk, []float64{0.5, 0.5, 0.5}, 0)
	needNear(t, "below 0.6", same.Below(0.6), []float64{1, 1, 1}, 0)
	needNear(t, "below 0.5", same.Below(0.5), []float64{0, 0, 0}, 0)
	all, err := rank.NewBetaBinomial([]float64{20, 40}, []float64{20, 40}, nil)
	if err != nil || all.Shrunk[0] != 1 || all.SD[1] != 0 {
		t.Errorf("all satisfied: %+v, %v", all, err)
	}
}

// R: pbeta(0.7, x + a, n - x + b) with the a and b that the method of moments gives.
func TestBetaBelow(t *testing.T) {
	t.Parallel()
	b, err := rank.NewBetaBinomial([]float64{29, 22, 10, 3, 33}, []float64{40, 33, 12, 11, 35}, nil)
	if err != nil {
		t.Fatal(err)
	}
	needNear(t, "moments", []float64{b.P, b.S, b.Rho, b.A, b.B}, []float64{0.7404580152671756, 4.133040051551502, 0.184082389296988, 3.2819692147084356, 1.150380961856565}, 1e-11)
	needNear(t, "below 0.7", b.Below(0.7), []float64{0.3306573697581754, 0.611278099117834, 0.1333519823912284, 0.9911705958799639, 0.0002209274237380911}, 1e-9)
}

func TestErrors(t *testing.T) {
	t.Parallel()
	one := func(value, variance float64) []stat.Estimate {
		return append(figures(y, v, n), stat.New(stat.Parts{Value: value, Variance: variance, N: 30}))
	}
	for _, test := range []struct {
		name string
		call func() error
		want string
	}{
		{"one unit", func() error { _, err := rank.NewNormal(one(1, 1)[:1], rank.NormalOptions{}); return err }, "rank: units: 1, at least 2 are needed"},
		{"undefined", func() error { _, err := rank.NewNormal(one(nan, 1), rank.NormalOptions{}); return err }, "rank: unit 6: a value is missing or infinite"},
		{"too large", func() error { _, err := rank.NewNormal(one(1e300, 1), rank.NormalOptions{}); return err }, "rank: unit 6: a value is missing or infinite"},
		{"names", func() error {
			_, err := rank.NewNormal(one(1, 1), rank.NormalOptions{Names: []string{"a"}})
			return err
		}, "rank: names: 1 values where 6 are needed"},
		{"tau²", func() error { _, err := rank.NewNormal(one(1, 1), rank.NormalOptions{Tau2: -1}); return err }, "rank: tau²: -1 is out of range"},
		{"pooling nothing", func() error {
			_, err := rank.NewNormal(figures([]float64{1, 2}, []float64{0, 0}, []int64{3, 3}), rank.NormalOptions{Pooled: true})
			return err
		}, "rank: every unit is constant"},
		{"pooling a unit of nobody", func() error {
			_, err := rank.NewNormal(figures([]float64{1, 2}, []float64{1, 1}, []int64{3, 0}), rank.NormalOptions{Pooled: true})
			return err
		}, "rank: unit 2: 0 usable rows, at least 1 are needed"},
	} {
		needError(t, test.name, test.call(), test.want)
	}
}

func needError(t *testing.T, name string, err error, want string) {
	t.Helper()
	var fault *stat.Error
	if got := text(err); got != want || !errors.As(err, &fault) {
		t.Errorf("%s: %q, want %q", name, got, want)
	}
}

func TestErrorsOfCountsAndFlags(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		call func() error
		want string
	}{
		{"more successes than answers", func() error {
			_, err := rank.NewBetaBinomial([]float64{1, 5}, []float64{3, 4}, []string{"a", "b"})
			return err
		}, `rank: unit "b": 5 is out of range`},
		{"no answers", func() error { _, err := rank.NewBetaBinomial([]float64{1, 0}, []float64{3, 0}, nil); return err }, "rank: unit 2: 0 usable rows, at least 1 are needed"},
		{"one answer each", func() error {
			_, err := rank.NewBetaBinomial([]float64{1, 0, 1}, []float64{1, 1, 1}, nil)
			return err
		}, "rank: answers per unit: 1 usable rows, at least 2 are needed"},
		{"missing count", func() error { _, err := rank.NewBetaBinomial([]float64{1, nan}, []float64{3, 4}, nil); return err }, "rank: unit 2: a value is missing or infinite"},
		{"counts of different lengths", func() error { _, err := rank.NewBetaBinomial([]float64{1}, []float64{3, 4}, nil); return err }, "rank: n: 2 values where 1 are needed"},
		{"one count", func() error { _, err := rank.NewBetaBinomial([]float64{1}, []float64{3}, nil); return err }, "rank: units: 1, at least 2 are needed"},
		{"names of counts", func() error {
			_, err := rank.NewBetaBinomial([]float64{1, 1}, []float64{3, 4}, []string{"a"})
			return err
		}, "rank: names: 1 values where 2 are needed"},
		{"funnel around 0", func() error {
			_, err := rank.FunnelShares([]float64{0, 0}, []float64{3, 4}, rank.FunnelOptions{})
			return err
		}, "rank: centre: 0 is out of range"},
		{"funnel around nothing", func() error {
			_, err := rank.FunnelMeans(figures(y, v, n), rank.FunnelOptions{Fixed: true, Centre: nan})
			return err
		}, "rank: centre: a value is missing or infinite"},
		{"correction", func() error {
			_, err := rank.Flags(figures(y, v, n), rank.FlagOptions{Correction: "sidak"})
			return err
		}, "htest: adjustment sidak is unknown"},
		{"shares", func() error {
			_, err := rank.Flags(figures(y, v, n), rank.FlagOptions{Shares: []float64{1}})
			return err
		}, "rank: shares: 1 values where 5 are needed"},
		{"negative share", func() error {
			_, err := rank.Flags(figures(y, v, n), rank.FlagOptions{Shares: []float64{1, 1, 1, 1, -1}})
			return err
		}, "rank: share of unit 5: -1 is out of range"},
	} {
		needError(t, test.name, test.call(), test.want)
	}
}
