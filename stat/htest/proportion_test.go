package htest_test

import (
	"math"
	"testing"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/htest"
)

// Newcombe (1998a), Statistics in Medicine 17, table I: intervals of a single proportion, printed with four
// digits.
func TestPublishedIntervalsOfAShare(t *testing.T) {
	t.Parallel()
	type bounds [2]float64
	for _, c := range []struct {
		x, n                     float64
		wilson, corrected, exact bounds
	}{
		{81, 263, bounds{0.2553, 0.3662}, bounds{0.2535, 0.3682}, bounds{0.2527, 0.3676}},
		{15, 148, bounds{0.0624, 0.1605}, bounds{0.0598, 0.1644}, bounds{0.0578, 0.1617}},
		{0, 20, bounds{0, 0.1611}, bounds{0, 0.2005}, bounds{0, 0.1684}},
		{1, 29, bounds{0.0061, 0.1718}, bounds{0.0018, 0.1963}, bounds{0.0009, 0.1776}},
	} {
		count := htest.Count{X: c.x, N: c.n}
		for name, pair := range map[string]struct {
			got  htest.Interval
			want bounds
		}{
			"Wilson":         {must(htest.Wilson(count, 0.95)), c.wilson},
			"corrected":      {must(htest.WilsonCorrected(count, 0.95)), c.corrected},
			"ClopperPearson": {must(htest.ClopperPearson(count, 0.95)), c.exact},
		} {
			if math.Abs(pair.got.Low-pair.want[0]) > 0.00005001 || math.Abs(pair.got.High-pair.want[1]) > 0.00005001 {
				t.Errorf("%s of %v/%v = %v, want %v", name, c.x, c.n, pair.got, pair.want)
			}
		}
	}
}

func TestIntervalsOfAShare(t *testing.T) {
	t.Parallel()
	wilson := must(htest.Wilson(htest.Count{X: 1, N: 29}, 0.9))
	exact := must(htest.ClopperPearson(htest.Count{X: 15, N: 148}, 0.99))
	none := must(htest.ClopperPearson(htest.Count{X: 0, N: 20}, 0.95))
	all := must(htest.ClopperPearson(htest.Count{X: 20, N: 20}, 0.95))
	half := must(htest.OneShare(htest.Count{X: 5, N: 10}, 0.5)).Interval(0.95)
	// Agresti and Coull: 81+z²/2 of 263+z², by hand.
	added := must(htest.AgrestiCoull(htest.Count{X: 81, N: 263}, 0.95))
	edge := must(htest.AgrestiCoull(htest.Count{X: 0, N: 5}, 0.95))
	nearAll(t, 1e-9,
		figure{"prop.test(1,29,correct=FALSE,conf.level=.9) low", wilson.Low, 0.0077308079727380153},
		figure{"high", wilson.High, 0.14068309513251201},
		figure{"binom.test(15,148,conf.level=.99) low", exact.Low, 0.047744559728836782},
		figure{"high", exact.High, 0.18187753153827613},
		figure{"binom.test(0,20) high", none.High, 0.16843347098308536},
		figure{"binom.test(20,20) low", all.Low, 1 - 0.16843347098308536},
		figure{"prop.test(5,10) low", half.Low, 0.23659309051256402},
		figure{"high", half.High, 0.76340690948743595},
		figure{"AgrestiCoull(0,5) low", edge.Low, 0},
	)
	wald := must(htest.Wald(htest.Count{X: 1, N: 29}, 0.95))
	nearAll(t, 1e-12, figure{"Wald low", wald.Low, 1.0/29 - 1.959963984540054*math.Sqrt(28.0/29/29/29)},
		figure{"Wald high", wald.High, 1.0/29 + 1.959963984540054*math.Sqrt(28.0/29/29/29)})
	n := 263 + 3.8414588206941254
	p := (81 + 3.8414588206941254/2) / n
	nearAll(t, 1e-12, figure{"AgrestiCoull low", added.Low, p - 1.959963984540054*math.Sqrt(p*(1-p)/n)},
		figure{"AgrestiCoull high", added.High, p + 1.959963984540054*math.Sqrt(p*(1-p)/n)})
	if none.Low != 0 || all.High != 1 {
		t.Errorf("the outer bounds are %v and %v", none.Low, all.High)
	}
}

func TestOneShare(t *testing.T) {
	t.Parallel()
	mendel := must(htest.OneShare(htest.Count{X: 682, N: 925}, 0.75))
	near := must(htest.OneShare(htest.Count{X: 12, N: 40}, 0.3125))
	nearAll(t, 1e-9,
		figure{"prop.test(682,925,.75,correct=FALSE) X2", mendel.Score.Z * mendel.Score.Z, 0.79603603603603601},
		figure{"p", mendel.Score.P, 0.372281178458713},
		figure{"prop.test(682,925,.75) X2", mendel.Corrected.Z * mendel.Corrected.Z, 0.72972972972972971},
		figure{"p", mendel.Corrected.P, 0.39297080762895609},
		figure{"binom.test(682,925,.75)", mendel.Exact, 0.38249155957485192},
		figure{"prop.test(12,40,.3125) p", near.Corrected.P, 1},
		figure{"low", near.Interval(0.95).Low, 0.17085900282593669},
		figure{"high", near.Interval(0.95).High, 0.46711322831123314},
		figure{"binom.test(3,20,.3)", must(htest.OneShare(htest.Count{X: 3, N: 20}, 0.3)).Exact, 0.22041826738070938},
		figure{"binom.test(0,50,.02)", must(htest.OneShare(htest.Count{X: 0, N: 50}, 0.02)).Exact, 0.62839828562539113},
		figure{"binom.test(50,50,.98)", must(htest.OneShare(htest.Count{X: 50, N: 50}, 0.98)).Exact, 0.62839828562539113},
		figure{"of an effective base", must(htest.OneShare(htest.Count{X: 3.5, N: 20}, 0.3)).Exact, math.NaN()},
	)
	if mendel.Score.Z > 0 {
		t.Errorf("z = %v, want the sign of the difference", mendel.Score.Z)
	}
}

func TestTwoShares(t *testing.T) {
	t.Parallel()
	s := must(htest.TwoShares(htest.Count{X: 56, N: 70}, htest.Count{X: 48, N: 80}))
	corrected, wald := s.CorrectedInterval(0.95), htest.Interval{}
	wald.Low, wald.High = s.Diff.Interval(0.95)
	nearAll(t, 1e-9,
		figure{"prop.test(correct=FALSE) X2", s.Pooled.Z * s.Pooled.Z, 7.0234113712374597},
		figure{"prop.test X2", s.Corrected.X2, 6.1142704102962266},
		figure{"p", s.Corrected.P, 0.013409475178668924},
		figure{"low", corrected.Low, 0.044112042006180019},
		figure{"high", corrected.High, 0.35588795799382011},
		figure{"Wald low", wald.Low, 0.05750489914903717},
		figure{"Wald high", wald.High, 0.34249510085096296},
		figure{"CohenH(.8, .6)", htest.CohenH(0.8, 0.6), 0.44214318800295338},
	)
	if s.Diff.N() != 70 || !math.IsInf(s.Diff.DF(), 1) {
		t.Errorf("base %d with %v degrees of freedom", s.Diff.N(), s.Diff.DF())
	}
	none := must(htest.TwoShares(htest.Count{X: 0, N: 70}, htest.Count{X: 0, N: 80}))
	if !math.IsNaN(none.Pooled.P) || !math.IsNaN(none.Corrected.P) {
		t.Errorf("nobody succeeded: %+v, want NaN", none)
	}
}

// Newcombe (1998b), Statistics in Medicine 17, table II, method 10.
func TestPublishedIntervalsOfADifference(t *testing.T) {
	t.Parallel()
	for _, c := range [][6]float64{
		{56, 70, 48, 80, 0.0524, 0.3339},
		{9, 10, 3, 10, 0.1705, 0.8090},
		{6, 7, 2, 7, 0.0582, 0.8062},
		{5, 56, 0, 29, -0.0381, 0.1926},
		{0, 10, 0, 20, -0.1611, 0.2775},
		{10, 10, 0, 10, 0.6075, 1},
	} {
		s := must(htest.TwoShares(htest.Count{X: c[0], N: c[1]}, htest.Count{X: c[2], N: c[3]}))
		if i := s.Newcombe(0.95); math.Abs(i.Low-c[4]) > 0.000051 || math.Abs(i.High-c[5]) > 0.000051 {
			t.Errorf("%v/%v against %v/%v: %v, want %v to %v", c[0], c[1], c[2], c[3], i, c[4], c[5])
		}
	}
}

func TestBadCounts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		count  htest.Count
		reason stat.Reason
	}{
		{htest.Count{X: -1, N: 10}, stat.OutOfRange},
		{htest.Count{X: 11, N: 10}, stat.OutOfRange},
		{htest.Count{}, stat.Empty},
		{htest.Count{X: math.NaN(), N: 10}, stat.NotFinite},
		{htest.Count{X: 1, N: math.Inf(1)}, stat.NotFinite},
	} {
		for name, f := range map[string]func(htest.Count, float64) (htest.Interval, error){
			"Wald": htest.Wald, "Wilson": htest.Wilson, "corrected": htest.WilsonCorrected,
			"AgrestiCoull": htest.AgrestiCoull, "ClopperPearson": htest.ClopperPearson,
		} {
			i, err := f(c.count, 0.95)
			needReason(t, name, err, c.reason)
			if !math.IsNaN(i.Low) || !math.IsNaN(i.High) {
				t.Errorf("%s of %v = %v, want NaN", name, c.count, i)
			}
		}
		_, err := htest.TwoShares(htest.Count{X: 1, N: 2}, c.count)
		needReason(t, "TwoShares", err, c.reason)
	}
	_, err := htest.OneShare(htest.Count{X: 1, N: 2}, 1)
	needReason(t, "p0", err, stat.OutOfRange)
}

// A Wilson interval holds p0 exactly when the z test does not reject it.
func TestWilsonInvertsTheTest(t *testing.T) {
	t.Parallel()
	for x := range 31 {
		i := must(htest.Wilson(htest.Count{X: float64(x), N: 30}, 0.9))
		for p0 := 0.01; p0 < 1; p0 += 0.01 {
			p := must(htest.OneShare(htest.Count{X: float64(x), N: 30}, p0)).Score.P
			if math.Abs(p-0.1) > 1e-9 && (p > 0.1) != (i.Low < p0 && p0 < i.High) {
				t.Errorf("%d of 30, p0 = %v: p = %v, but the interval is %v", x, p0, p, i)
			}
		}
	}
}
