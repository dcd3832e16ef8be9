package rank_test

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"runtime"
	"testing"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/internal/dist"
	"manyi.dev/manyi/stat/rank"
)

func needNormal(t testing.TB, units []stat.Estimate) *rank.Normal {
	t.Helper()
	m, err := rank.NewNormal(units, rank.NormalOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// Of two units the probability of being first is known: μ moves both, the rest is independent.
func TestSimulateTwoUnits(t *testing.T) {
	t.Parallel()
	m := needNormal(t, figures([]float64{80, 74}, []float64{4, 9}, []int64{50, 50}))
	const draws = 200_000
	r, err := rank.Simulate(m, rand.NewPCG(1, 2), rank.SimulateOptions{Draws: draws})
	if err != nil {
		t.Fatal(err)
	}
	sd := math.Sqrt(m.NaiveSD[0]*m.NaiveSD[0] + m.NaiveSD[1]*m.NaiveSD[1] + math.Pow((m.Shrinkage[0]-m.Shrinkage[1])*m.SEMu, 2))
	want := dist.Normal((m.Shrunk[0] - m.Shrunk[1]) / sd)
	if tolerance := 4 * math.Sqrt(want*(1-want)/draws); math.Abs(r.Top[0]-want) > tolerance || math.Abs(r.Top[1]-(1-want)) > tolerance {
		t.Errorf("P(first) = %v and %v, want %v", r.Top[0], r.Top[1], want)
	}
	if !near(r.Expected[0], 2-r.Top[0], 1e-12) || !near(r.Expected[0]+r.Expected[1], 3, 1e-12) {
		t.Errorf("expected ranks %v", r.Expected)
	}
}

// The same for shares, against a numerical integral of P(π₁ > π₂).
func TestSimulateShares(t *testing.T) {
	t.Parallel()
	m, err := rank.NewBetaBinomial([]float64{29, 22, 10, 3, 33}, []float64{40, 33, 12, 11, 35}, nil)
	if err != nil {
		t.Fatal(err)
	}
	const draws = 100_000
	r, err := rank.Simulate(m, rand.NewPCG(3, 4), rank.SimulateOptions{Draws: draws, Top: 1})
	if err != nil {
		t.Fatal(err)
	}
	// P(unit 4 is first) = ∫ Π_{j≠4} F_j dF_4.
	const steps = 4000
	var want float64
	before := m.Below(0)
	for i := range steps {
		now, middle := m.Below(float64(i+1)/steps), m.Below((float64(i)+0.5)/steps)
		want += middle[0] * middle[1] * middle[2] * middle[3] * (now[4] - before[4])
		before = now
	}
	if math.Abs(r.Top[4]-want) > 4*math.Sqrt(want*(1-want)/draws) {
		t.Errorf("P(first) = %v, want %v", r.Top[4], want)
	}
	if r.Low[4] != 1 || r.High[3] != 5 || r.Median[3] != 5 || r.Median[4] != 1 {
		t.Errorf("ranks %+v", r)
	}
}

func TestSimulateDoesNotDependOnProcessors(t *testing.T) {
	m := needNormal(t, figures(y, v, n))
	var results []*rank.Ranks
	for _, processors := range []int{1, 2, 7} {
		before := runtime.GOMAXPROCS(processors)
		r, err := rank.Simulate(m, rand.NewPCG(5, 6), rank.SimulateOptions{Draws: 1000, Top: 2})
		runtime.GOMAXPROCS(before)
		if err != nil {
			t.Fatal(err)
		}
		results = append(results, r)
	}
	if !reflect.DeepEqual(results[0], results[1]) || !reflect.DeepEqual(results[0], results[2]) {
		t.Errorf("results differ: %+v", results)
	}
	other, err := rank.Simulate(m, rand.NewPCG(5, 7), rank.SimulateOptions{Draws: 1000, Top: 2})
	if err != nil || reflect.DeepEqual(results[0], other) {
		t.Errorf("another seed gave the same: %v", err)
	}
}

// Units that the model sees as equal change places at random: nobody is first by its place in the list.
func TestSimulateEqualUnits(t *testing.T) {
	t.Parallel()
	m, err := rank.NewBetaBinomial([]float64{10, 20, 30, 40}, []float64{20, 40, 60, 80}, nil)
	if err != nil {
		t.Fatal(err)
	}
	const draws = 40_000
	r, err := rank.Simulate(m, rand.NewPCG(7, 8), rank.SimulateOptions{Draws: draws})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 4 {
		if math.Abs(r.Top[i]-0.25) > 0.01 || math.Abs(r.Expected[i]-2.5) > 0.03 || r.Low[i] != 1 || r.High[i] != 4 {
			t.Errorf("unit %d: P(first) %v, expected rank %v, %d to %d", i, r.Top[i], r.Expected[i], r.Low[i], r.High[i])
		}
	}
}

// many are k units whose true figures are far apart compared with their errors.
func many(k int) []stat.Estimate {
	y, v, n := make([]float64, k), make([]float64, k), make([]int64, k)
	for i := range k {
		y[i], v[i], n[i] = 50+30*float64(i*7%k)/float64(k), 4+float64(i%5), 40
	}
	return figures(y, v, n)
}

// Above 2048 units ranks are counted in bins; the interval must still hold the expected rank and not
// be wider than the bins explain.
func TestSimulateManyUnits(t *testing.T) {
	t.Parallel()
	const k = 5000
	m := needNormal(t, many(k))
	r, err := rank.Simulate(m, rand.NewPCG(9, 10), rank.SimulateOptions{Draws: 200})
	if err != nil {
		t.Fatal(err)
	}
	var sum float64
	for i := range k {
		sum += r.Expected[i]
		if r.Low[i] < 1 || r.High[i] > k || float64(r.Low[i]) > r.Expected[i] || float64(r.High[i]) < r.Expected[i] || r.Median[i] < r.Low[i] || r.Median[i] > r.High[i] {
			t.Fatalf("unit %d: %d to %d, median %d, expected %v", i, r.Low[i], r.High[i], r.Median[i], r.Expected[i])
		}
	}
	if !near(sum, k*(k+1)/2, 1e-12) {
		t.Errorf("expected ranks sum to %v", sum)
	}
}

func TestSimulateErrors(t *testing.T) {
	t.Parallel()
	m := needNormal(t, figures(y, v, n))
	for want, o := range map[string]rank.SimulateOptions{
		"rank: top: 6 is out of range":    {Top: 6},
		"rank: top: -1 is out of range":   {Top: -1},
		"rank: draws: -1 is out of range": {Draws: -1},
	} {
		if _, err := rank.Simulate(m, rand.NewPCG(1, 1), o); text(err) != want {
			t.Errorf("%+v: %v, want %s", o, err, want)
		}
	}
}

func BenchmarkSimulate(b *testing.B) {
	m := needNormal(b, many(2000))
	for b.Loop() {
		if _, err := rank.Simulate(m, rand.NewPCG(1, 2), rank.SimulateOptions{Draws: 1000}); err != nil {
			b.Fatal(err)
		}
	}
}

// FuzzRank feeds arbitrary numbers to everything: an answer or an error, never a panic.
func FuzzRank(f *testing.F) {
	f.Add([]byte{}, byte(0))
	for _, x := range []float64{0, 1, -1, math.NaN(), math.Inf(1), math.MaxFloat64, math.SmallestNonzeroFloat64} {
		var b []byte
		for i := range 9 {
			b = binary.LittleEndian.AppendUint64(b, math.Float64bits(x*float64(i+1)))
		}
		f.Add(b, byte(3))
	}
	f.Fuzz(func(t *testing.T, raw []byte, base byte) {
		var x []float64
		for ; len(raw) >= 8 && len(x) < 32; raw = raw[8:] {
			x = append(x, math.Float64frombits(binary.LittleEndian.Uint64(raw)))
		}
		var units []stat.Estimate
		for i := range x {
			units = append(units, stat.New(stat.Parts{Value: x[i], Variance: x[len(x)-1-i], DF: x[0], N: int64(base)}))
		}
		for _, pooled := range []bool{false, true} {
			if m, err := rank.NewNormal(units, rank.NormalOptions{Pooled: pooled}); err == nil {
				m.Below(0)
				_, _ = rank.Simulate(m, rand.NewPCG(1, 2), rank.SimulateOptions{Draws: 10})
			}
		}
		big := make([]float64, len(x))
		for i, v := range x {
			big[i] = math.Abs(v) + math.Abs(x[0])
		}
		for _, n := range [][]float64{x, big} {
			if m, err := rank.NewBetaBinomial(x, n, nil); err == nil {
				m.Below(0.5)
				_, _ = rank.Simulate(m, rand.NewPCG(1, 2), rank.SimulateOptions{Draws: 10})
			}
			_, _ = rank.FunnelShares(x, n, rank.FunnelOptions{Overdispersed: true})
		}
		_, _ = rank.FunnelMeans(units, rank.FunnelOptions{Overdispersed: true})
		_, _ = rank.Flags(units, rank.FlagOptions{MinBase: -1})
		rank.ByFigure(units, -1)
		rank.Groups(units, 0.05)
	})
}

func ExampleNewNormal() {
	var units []stat.Estimate
	for _, u := range []struct {
		mean, sd float64
		n        int64
	}{{95, 15, 8}, {82, 14, 200}, {70, 16, 150}, {60, 15, 10}} {
		units = append(units, stat.New(stat.Parts{Value: u.mean, Variance: u.sd * u.sd / float64(u.n), DF: float64(u.n - 1), N: u.n}))
	}
	m, err := rank.NewNormal(units, rank.NormalOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("shrunk %.1f, P(below 75) %.2f\n", m.Shrunk, m.Below(75))
	// Output: shrunk [90.5 81.9 70.1 63.4], P(below 75) [0.00 0.00 1.00 1.00]
}

func ExampleSimulate() {
	m, err := rank.NewBetaBinomial([]float64{9, 160, 120, 5}, []float64{10, 200, 200, 9}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	r, err := rank.Simulate(m, rand.NewPCG(2024, 1), rank.SimulateOptions{Draws: 20_000, Top: 2})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("ranks %d to %d, in the top two %.1f\n", r.Low, r.High, r.Top)
	// Output: ranks [1 1 3 1] to [3 3 4 4], in the top two [0.9 1.0 0.0 0.1]
}

func ExampleFlags() {
	units := []stat.Estimate{
		stat.New(stat.Parts{Value: 88, Variance: 1, DF: 99, N: 100}),
		stat.New(stat.Parts{Value: 81, Variance: 1.5, DF: 79, N: 80}),
		stat.New(stat.Parts{Value: 80, Variance: 2, DF: 49, N: 50}),
		stat.New(stat.Parts{Value: 95, Variance: 4, DF: 11, N: 12}),
	}
	flags, err := rank.Flags(units, rank.FlagOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range flags {
		fmt.Println(f.Side)
	}
	// Output:
	// better
	// worse
	// worse
	// too_few
}
