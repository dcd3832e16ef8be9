package htest_test

import (
	"math"
	"testing"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/htest"
)

// Agresti (2007), page 39: party identification by gender (R: ?chisq.test).
var party = [][]float64{{762, 327, 468}, {484, 239, 477}}

func TestIndependence(t *testing.T) {
	t.Parallel()
	i := must(htest.Independence(party))
	nearAll(t, 1e-9,
		figure{"chisq.test X2", i.Pearson.X2, 30.070149095754672}, figure{"df", i.Pearson.DF, 2}, figure{"p", i.Pearson.P, 2.9535891832117569e-07},
		figure{"G2", i.Ratio.X2, 30.016692613239666}, figure{"p", i.Ratio.P, 3.033597910638816e-07},
		figure{"Cramér's V", i.CramerV, math.Sqrt(30.070149095754672 / 2757)},
		figure{"C", i.Contingency, math.Sqrt(30.070149095754672 / (30.070149095754672 + 2757))},
		figure{"Yates of 2×3", i.Corrected.X2, math.NaN()},
	)
	expected := []float64{703.67138193688788, 319.64526659412405, 533.68335146898801, 542.32861806311212, 246.35473340587595, 411.31664853101199}
	residuals := []float64{2.1988557660158978, 0.41137017005662863, -2.8432397155451494, -2.504669492560728, -0.46858294710127296, 3.2386734435365825}
	standard := []float64{4.5020535210867054, 0.69945173298442975, -5.3159455427049291, -4.5020535210867054, -0.69945173298442975, 5.3159455427049291}
	for k := range expected {
		r, c := k/3, k%3
		nearAll(t, 1e-9, figure{"expected", i.Expected[r][c], expected[k]}, figure{"residuals", i.Residuals[r][c], residuals[k]},
			figure{"stdres", i.Standardised[r][c], standard[k]})
	}
	small := must(htest.Independence([][]float64{{1, 9}, {2, 30}}))
	if small.SmallCells != 2 {
		t.Errorf("%d cells expect fewer than 5, want 2", small.SmallCells)
	}
}

// A 2×2 table is the comparison of two shares.
func TestFourfoldTableIsTwoShares(t *testing.T) {
	t.Parallel()
	i := must(htest.Independence([][]float64{{56, 14}, {48, 32}}))
	s := must(htest.TwoShares(htest.Count{X: 56, N: 70}, htest.Count{X: 48, N: 80}))
	nearAll(t, 1e-12, figure{"X2", i.Pearson.X2, s.Pooled.Z * s.Pooled.Z}, figure{"p", i.Pearson.P, s.Pooled.P},
		figure{"Yates", i.Corrected.X2, s.Corrected.X2}, figure{"p", i.Corrected.P, s.Corrected.P}, figure{"phi", i.Phi, i.CramerV})
	// Yates' correction never goes beyond the difference.
	if even := must(htest.Independence([][]float64{{5, 5}, {5, 5}})); even.Corrected.X2 != 0 || even.Corrected.P != 1 {
		t.Errorf("no difference: %+v", even.Corrected)
	}
}

func TestFisher(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		table htest.Fourfold
		want  float64
	}{
		{htest.Fourfold{{3, 1}, {1, 3}}, 0.48571428571428582}, // Fisher's tea tasting, two-sided
		{htest.Fourfold{{2, 10}, {15, 3}}, 0.00053672411914343636},
		{htest.Fourfold{{200, 150}, {170, 190}}, 0.0086166900623993025},
		{htest.Fourfold{{0, 5}, {7, 9}}, 0.12349501203990368},
		{htest.Fourfold{{12000, 11800}, {9000, 9200}}, 0.05004850336406582},
		{htest.Fourfold{{0, 0}, {7, 9}}, 1},
	} {
		turned := htest.Fourfold{{c.table[0][0], c.table[1][0]}, {c.table[0][1], c.table[1][1]}}
		nearAll(t, 1e-7, figure{"fisher.test", must(htest.Fisher(c.table)), c.want}, figure{"turned", must(htest.Fisher(turned)), c.want})
	}
}

func TestOddsRatio(t *testing.T) {
	t.Parallel()
	// Aspirin and heart attacks, Agresti (2007), section 2.3: 1.832, interval 1.44 to 2.33.
	o := must(htest.OddsRatio(htest.Fourfold{{189, 10845}, {104, 10933}}))
	i := o.Interval(0.95)
	nearAll(t, 1e-9, figure{"odds ratio", o.Ratio, 189 * 10933 / (104 * 10845.0)}, figure{"SE of the logarithm", math.Round(o.LogSE * 1000), 123})
	if math.Abs(i.Low-1.44) > 0.005 || math.Abs(i.High-2.33) > 0.005 {
		t.Errorf("interval %v, want 1.44 to 2.33", i)
	}
	empty := must(htest.OddsRatio(htest.Fourfold{{3, 0}, {1, 3}}))
	if !math.IsInf(empty.Ratio, 1) || !math.IsNaN(empty.Interval(0.95).High) {
		t.Errorf("with an empty cell: %+v", empty)
	}
}

func TestMcNemar(t *testing.T) {
	t.Parallel()
	// Agresti (1990), page 350: approval of a president (R: ?mcnemar.test).
	m := must(htest.McNemar(htest.Fourfold{{794, 150}, {86, 570}}))
	nearAll(t, 1e-9, figure{"mcnemar.test", m.Corrected.X2, 16.817796610169491}, figure{"p", m.Corrected.P, 4.1145622813459436e-05},
		figure{"correct=FALSE", m.Plain.X2, 17.35593220338983}, figure{"p", m.Plain.P, 3.0992934410452182e-05},
		figure{"binom.test(86,236)", m.Exact, 3.71593613957143e-05})
	if same := must(htest.McNemar(htest.Fourfold{{10, 5}, {5, 10}})); same.Plain.P != 1 || same.Corrected.P != 1 || same.Exact != 1 {
		t.Errorf("as many each way: %+v", same)
	}
	if none := must(htest.McNemar(htest.Fourfold{{10, 0}, {0, 10}})); !math.IsNaN(none.Plain.P) || none.Exact != 1 {
		t.Errorf("nobody changed: %+v", none)
	}
}

func TestGoodnessOfFit(t *testing.T) {
	t.Parallel()
	g := must(htest.GoodnessOfFit([]float64{89, 37, 30, 28, 2}, []float64{40, 20, 20, 15, 5})) // R: ?chisq.test
	nearAll(t, 1e-9, figure{"chisq.test(p=)", g.X2, 9.9901433691756267}, figure{"p", g.P, 0.040594043344781221}, figure{"df", g.DF, 4})
}

func TestCrosstab(t *testing.T) {
	t.Parallel()
	a, b := stat.NewFactor([]string{"x", "y", "x", "", "x"}), stat.NewFactor([]string{"2", "1", "2", "1", "1"})
	table := must(htest.Crosstab(a, b))
	if len(table) != 2 || table[0][0] != 1 || table[0][1] != 2 || table[1][0] != 1 || table[1][1] != 0 {
		t.Errorf("table %v", table)
	}
	_, err := htest.Crosstab(a, stat.NewFactor([]string{"1"}))
	needReason(t, "lengths", err, stat.Lengths)
}

func TestTablesRefuseWhatHasNoTest(t *testing.T) {
	t.Parallel()
	inf := math.Inf(1)
	for name, c := range map[string]struct {
		err    error
		reason stat.Reason
	}{
		"one row":       {second(htest.Independence([][]float64{{1, 2}})), stat.TooFewGroups},
		"one column":    {second(htest.Independence([][]float64{{1}, {2}})), stat.TooFewGroups},
		"ragged":        {second(htest.Independence([][]float64{{1, 2}, {3}})), stat.Lengths},
		"negative":      {second(htest.Independence([][]float64{{1, 2}, {3, -1}})), stat.Negative},
		"infinite":      {second(htest.Independence([][]float64{{1, 2}, {3, inf}})), stat.NotFinite},
		"empty row":     {second(htest.Independence([][]float64{{1, 2}, {0, 0}})), stat.EmptyCell},
		"empty column":  {second(htest.Independence([][]float64{{1, 0}, {2, 0}})), stat.EmptyCell},
		"nothing":       {second(htest.Fisher(htest.Fourfold{})), stat.Empty},
		"below zero":    {second(htest.McNemar(htest.Fourfold{{1, -1}, {1, 1}})), stat.Negative},
		"too many":      {second(htest.OddsRatio(htest.Fourfold{{1 << 62, 1}, {1, 1}})), stat.OutOfRange},
		"shares":        {second(htest.GoodnessOfFit([]float64{1, 2}, []float64{1})), stat.Lengths},
		"share of zero": {second(htest.GoodnessOfFit([]float64{1, 2}, []float64{1, 0})), stat.OutOfRange},
		"one share":     {second(htest.GoodnessOfFit([]float64{1}, []float64{1})), stat.TooFewGroups},
		"no counts":     {second(htest.GoodnessOfFit([]float64{0, 0}, []float64{1, 1})), stat.Empty},
	} {
		needReason(t, name, c.err, c.reason)
	}
}
