package htest_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/htest"
)

// Ozone in New York, 1973 (R: airquality), in May and in August, without the missing days.
var (
	may    = []float64{41, 36, 12, 18, 28, 23, 19, 8, 7, 16, 11, 14, 18, 14, 34, 6, 30, 11, 1, 11, 4, 32, 23, 45, 115, 37}
	august = []float64{39, 9, 16, 78, 35, 66, 122, 89, 110, 44, 28, 65, 22, 59, 23, 31, 44, 21, 9, 45, 168, 73, 76, 118, 84, 85}
)

func TestMannWhitney(t *testing.T) {
	t.Parallel()
	ties := must(htest.MannWhitney(append([]float64{math.NaN()}, may...), august))
	// Hollander & Wolfe (1973), page 69: permeability constants (R: ?wilcox.test).
	exact := must(htest.MannWhitney([]float64{0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46}, []float64{1.15, 0.88, 0.90, 0.74, 1.21}))
	nearAll(t, 1e-9,
		figure{"wilcox.test(may,august) W", ties.U, 127.5},
		figure{"p", ties.Corrected.P, 0.00012080783076877442},
		figure{"p, correct=FALSE", ties.Normal.P, 0.00011637726004353341},
		figure{"exact p with ties", ties.Exact, math.NaN()},
		figure{"AUC", ties.AUC, 127.5 / 676},
		figure{"Cliff's delta", ties.CliffDelta, 255.0/676 - 1},
		figure{"wilcox.test W", exact.U, 35},
		figure{"exact p", exact.Exact, 0.2544122544122544},
	)
	// 2*pwilcox(900,49,49)
	x, y := ranked(49, 900)
	big := must(htest.MannWhitney(x, y))
	nearAll(t, 1e-9, figure{"U", big.U, 900}, figure{"exact p", big.Exact, 0.032617727051748369})
	if equal := must(htest.MannWhitney([]float64{3, 3}, []float64{3})); !math.IsNaN(equal.Normal.P) || equal.AUC != 0.5 {
		t.Errorf("all equal: %+v", equal)
	}
}

// ranked makes two groups of n values without ties that have the given U.
func ranked(n, u int) (x, y []float64) {
	for i := range n {
		y = append(y, float64(i)+0.5)
		over := min(u, n)
		u -= over
		x = append(x, float64(over)+float64(i)/1000)
	}
	return x, y
}

func TestSignedRank(t *testing.T) {
	t.Parallel()
	// Hollander & Wolfe (1973), page 29: depression before and after (R: ?wilcox.test).
	x := []float64{1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30}
	y := []float64{0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29}
	s := must(htest.SignedRank(x, y))
	nearAll(t, 1e-9, figure{"wilcox.test V", s.V, 40}, figure{"exact p", s.Exact, 0.0390625},
		figure{"p", s.Corrected.P, 0.044010984012951455}, figure{"p, correct=FALSE", s.Normal.P, 0.038151710173415156},
		figure{"rank-biserial", s.RankBiserial, (40.0 - 5) / 45})
	// 2*psignrank(400,49)
	zero, up := make([]float64, 49), make([]float64, 49)
	left := 400
	for i := 49; i >= 1; i-- {
		up[i-1] = -float64(i)
		if left >= i {
			up[i-1], left = float64(i), left-i
		}
	}
	big := must(htest.SignedRank(up, zero))
	nearAll(t, 1e-9, figure{"V", big.V, 400}, figure{"exact p", big.Exact, 0.034126150715554367})
	if none := must(htest.SignedRank(x, x)); none.N != 0 || !math.IsNaN(none.Normal.P) || !math.IsNaN(none.RankBiserial) {
		t.Errorf("no differences: %+v", none)
	}
}

func TestKruskalWallisAndDunn(t *testing.T) {
	t.Parallel()
	june := []float64{29, 71, 39, 23, 21, 37, 20, 12, 13}
	july := []float64{135, 49, 32, 64, 40, 77, 97, 97, 85, 10, 27, 7, 48, 35, 61, 79, 63, 16, 80, 108, 20, 52, 82, 50, 64, 59}
	september := []float64{96, 78, 73, 91, 47, 32, 20, 23, 21, 24, 44, 21, 28, 9, 13, 46, 18, 13, 24, 16, 13, 23, 36, 7, 14, 30, 14, 18, 20}
	k := must(htest.KruskalWallis([][]float64{may, june, july, august, september}))
	nearAll(t, 1e-9, figure{"kruskal.test(Ozone ~ Month)", k.X2, 29.266576306116939}, figure{"df", k.DF, 4}, figure{"p", k.P, 6.9007141185467839e-06},
		figure{"epsilon2", k.Epsilon2, 0.25449196787927775})
	ranks := []float64{36.692307692307693, 48.722222222222221, 77.90384615384616, 75.230769230769226, 48.689655172413794}
	for i, want := range ranks {
		nearAll(t, 1e-12, figure{"mean rank", k.MeanRanks[i], want})
	}
	// Dunn's z from rank() and table() by the formula.
	z := []float64{-0.92515861626872664, -4.4194706406115563, -4.1328134222051123, -1.3212022825201664, -2.2442080323946723, -2.0386354872877126, 0.0025385552695226092, 0.28665721840644365, 3.2171991242773572, 2.9228277777795233}
	p := []float64{0.35488340642579086, 9.8942961500004651e-06, 3.5834961433141897e-05, 0.1864339254627953, 0.024819019470422133, 0.041486420725049787, 0.99797452811914888, 0.77437479811301979, 0.0012944872164508631, 0.003468683161149384}
	for i, pair := range k.Dunn() {
		nearAll(t, 1e-9, figure{"Dunn z", pair.Z.Z, z[i]}, figure{"p", pair.P, p[i]})
	}
}

// Tests of ranks must not change when the values are put through a rising function, nor when rows move.
func TestRanksIgnoreTheScale(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	x, y := make([]float64, 40), make([]float64, 40)
	for i := range x {
		x[i], y[i] = math.Round(5*r.Float64()), math.Round(6*r.Float64())
	}
	up := func(v []float64) []float64 {
		out := make([]float64, len(v))
		for i := range v {
			out[i] = math.Exp(v[i])
		}
		return out
	}
	if a, b := must(htest.MannWhitney(x, y)), must(htest.MannWhitney(up(x), up(y))); a.U != b.U || a.Corrected != b.Corrected {
		t.Errorf("MannWhitney: %+v, transformed %+v", a, b)
	}
	if a, b := must(htest.Kendall(x, y)), must(htest.Kendall(up(x), y)); a != b {
		t.Errorf("Kendall: %+v, transformed %+v", a, b)
	}
	if a, b := must(htest.Spearman(x, y)), must(htest.Spearman(up(x), up(y))); a != b {
		t.Errorf("Spearman: %+v, transformed %+v", a, b)
	}
	before := must(htest.Kendall(x, y))
	r.Shuffle(len(x), func(i, j int) { x[i], x[j], y[i], y[j] = x[j], x[i], y[j], y[i] })
	if after := must(htest.Kendall(x, y)); after != before {
		t.Errorf("Kendall: %+v, rows moved %+v", before, after)
	}
	// Two groups: Kruskal and Wallis' H is Mann and Whitney's z squared.
	h, z := must(htest.KruskalWallis([][]float64{x, y})), must(htest.MannWhitney(x, y)).Normal
	nearAll(t, 1e-10, figure{"H", h.X2, z.Z * z.Z}, figure{"p", h.P, z.P})
}

func TestRanksRefuseWhatHasNoTest(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err    error
		reason stat.Reason
	}{
		"empty":          {second(htest.MannWhitney([]float64{1}, nil)), stat.Empty},
		"infinite":       {second(htest.MannWhitney([]float64{1}, []float64{math.Inf(1)})), stat.NotFinite},
		"no pairs":       {second(htest.SignedRank([]float64{math.NaN()}, []float64{1})), stat.Empty},
		"one group":      {second(htest.KruskalWallis([][]float64{{1, 2}})), stat.TooFewGroups},
		"empty group":    {second(htest.KruskalWallis([][]float64{{1, 2}, {}})), stat.Empty},
		"all equal":      {second(htest.KruskalWallis([][]float64{{1, 1}, {1}})), stat.Constant},
		"infinite group": {second(htest.KruskalWallis([][]float64{{1, 2}, {math.Inf(1)}})), stat.NotFinite},
	} {
		needReason(t, name, c.err, c.reason)
	}
}
