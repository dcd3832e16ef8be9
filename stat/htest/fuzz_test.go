package htest_test

import (
	"encoding/binary"
	"errors"
	"math"
	"testing"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/htest"
)

// FuzzTests feeds arbitrary numbers, among them NaN, infinities and none at all, to every test: each returns
// a figure or a *stat.Error, and p and shares stay within [0, 1].
func FuzzTests(f *testing.F) {
	bytes := func(xs ...float64) []byte {
		var b []byte
		for _, x := range xs {
			b = binary.LittleEndian.AppendUint64(b, math.Float64bits(x))
		}
		return b
	}
	f.Add([]byte{}, uint8(0))
	f.Add(bytes(1, 2, 3, 4, 5, 6, 7, 8), uint8(4))
	f.Add(bytes(1, math.NaN(), 3, 4, math.Inf(1), 6, 7, 8), uint8(3))
	f.Add(bytes(0, 0, 0, 0, 0, 0), uint8(3))
	f.Add(bytes(1e308, -1e308, 1e308, 5e-324, -5e-324, 0), uint8(2))
	f.Add(bytes(3, 10, 0.5, 0.3, 0.2, 0.8, 12, 9), uint8(5))
	f.Fuzz(func(t *testing.T, data []byte, cut uint8) {
		var v []float64
		for ; len(data) >= 8 && len(v) < 60; data = data[8:] {
			v = append(v, math.Float64frombits(binary.LittleEndian.Uint64(data)))
		}
		at := min(int(cut), len(v))
		fuzzGroups(t, v, at)
		fuzzPairs(t, v[:len(v)/2], v[len(v)/2:len(v)/2*2], v)
		if len(v) >= 8 {
			fuzzNumbers(t, v)
		}
	})
}

// sane fails for an error that is none of ours, and for a p that is none.
func sane(t *testing.T, what string, err error, p ...float64) {
	t.Helper()
	var e *stat.Error
	if err != nil {
		if !errors.As(err, &e) || e.Package != "htest" {
			t.Errorf("%s: error %v", what, err)
		}
		return
	}
	for _, x := range p {
		if x < 0 || x > 1+1e-12 {
			t.Errorf("%s: p = %v", what, x)
		}
	}
}

func fuzzGroups(t *testing.T, v []float64, at int) {
	x, y := v[:at], v[at:]
	groups := [][]float64{x, y, v}
	m, err := htest.MannWhitney(x, y)
	sane(t, "MannWhitney", err, m.Normal.P, m.Corrected.P, m.Exact, m.AUC)
	k, err := htest.KruskalWallis(groups)
	sane(t, "KruskalWallis", err, k.P)
	for _, pair := range k.Dunn() {
		sane(t, "Dunn", nil, pair.P)
	}
	l, err := htest.Levene(groups)
	sane(t, "Levene", err, l.P)
	l, err = htest.BrownForsythe(groups)
	sane(t, "BrownForsythe", err, l.P)
	described, err := htest.DescribeAll(groups)
	sane(t, "DescribeAll", err)
	if err != nil {
		return
	}
	a, err := htest.ANOVA(described)
	sane(t, "ANOVA", err, a.P, a.Eta2)
	if err == nil {
		for _, pair := range a.Tukey(0.9) {
			sane(t, "Tukey", nil, pair.P)
		}
	}
	w, err := htest.WelchANOVA(described)
	sane(t, "WelchANOVA", err, w.P)
	b, err := htest.Bartlett(described)
	sane(t, "Bartlett", err, b.P)
	s, err := htest.Student(described[0], described[1])
	sane(t, "Student", err, s.P)
	all, err := htest.PairwiseWelch(described)
	sane(t, "PairwiseWelch", err)
	for _, pair := range all {
		sane(t, "pair", nil, pair.P)
	}
	r, err := htest.CompareVariances(described[0], described[1])
	sane(t, "CompareVariances", err, r.P)
	e, err := htest.Standardise(described[0], described[1])
	sane(t, "Standardise", err)
	if i := e.Interval(0.95); err == nil && !(i.Low <= i.High) {
		t.Errorf("interval of %v: %v", e, i)
	}
}

func fuzzPairs(t *testing.T, x, y, v []float64) {
	p, err := htest.Paired(x, y)
	sane(t, "Paired", err, p.P)
	s, err := htest.SignedRank(x, y)
	sane(t, "SignedRank", err, s.Normal.P, s.Corrected.P, s.Exact)
	for name, f := range map[string]func(x, y []float64) (htest.Correlation, error){"Pearson": htest.Pearson, "Spearman": htest.Spearman} {
		c, err := f(x, y)
		sane(t, name, err, c.P, math.Abs(c.R))
	}
	k, err := htest.Kendall(x, y)
	sane(t, "Kendall", err, k.P, math.Abs(k.TauB))
	r, err := htest.WeightedPearson(x, y, y)
	sane(t, "WeightedPearson", err, math.Abs(r))
	l, err := htest.LinearByLinear(x, y, x)
	sane(t, "LinearByLinear", err, l.P)
	g, err := htest.GoodnessOfFit(x, y)
	sane(t, "GoodnessOfFit", err, g.P)
	i, err := htest.Independence([][]float64{x, y})
	sane(t, "Independence", err, i.Pearson.P, i.Ratio.P, i.Contingency)
	var counts []htest.Count
	for j := range x {
		counts = append(counts, htest.Count{X: x[j], N: y[j]})
	}
	c, err := htest.CochranArmitage(counts, y)
	sane(t, "CochranArmitage", err, c.P)
	for _, method := range adjustments {
		q, err := htest.Adjust(v, method)
		sane(t, string(method), err, q...)
	}
}

func fuzzNumbers(t *testing.T, v []float64) {
	a, b := htest.Count{X: v[0], N: v[1]}, htest.Count{X: v[2], N: v[3]}
	for name, f := range map[string]func(htest.Count, float64) (htest.Interval, error){
		"Wilson": htest.Wilson, "corrected": htest.WilsonCorrected, "AgrestiCoull": htest.AgrestiCoull,
		"ClopperPearson": htest.ClopperPearson,
	} {
		i, err := f(a, 0.95)
		sane(t, name, err, i.Low, i.High)
	}
	_, err := htest.Wald(a, 0.95)
	sane(t, "Wald", err)
	o, err := htest.OneShare(a, v[4])
	sane(t, "OneShare", err, o.Score.P, o.Corrected.P, o.Exact)
	s, err := htest.TwoShares(a, b)
	sane(t, "TwoShares", err, s.Pooled.P, s.Unpooled.P, s.Corrected.P)
	table := htest.Fourfold{{int64(v[0]), int64(v[1])}, {int64(v[2]), int64(v[3])}}
	p, err := htest.Fisher(table)
	sane(t, "Fisher", err, p)
	m, err := htest.McNemar(table)
	sane(t, "McNemar", err, m.Plain.P, m.Corrected.P, m.Exact)
	_, err = htest.OddsRatio(table)
	sane(t, "OddsRatio", err)
	plan := htest.Plan{Alpha: v[5], Strict: v[6] > 0, Single: v[7] > 0}
	p, err = htest.PowerShares(v[0], v[1], v[2], plan)
	sane(t, "PowerShares", err, p)
	p, err = htest.PowerMeans(v[0], v[1], v[2], plan)
	sane(t, "PowerMeans", err, p)
	_, err = htest.SizeShares(v[0], v[1], v[2], plan)
	sane(t, "SizeShares", err)
	_, err = htest.SizeMeans(v[0], v[1], v[2], plan)
	sane(t, "SizeMeans", err)
	g := htest.Group{N: int64(v[0]), Mean: v[1], Variance: v[2]}
	w, err := htest.Welch(g, htest.FromSums(int64(v[3]), v[4], v[5]))
	sane(t, "Welch", err, w.P)
	w, err = htest.OneSample(g, v[6])
	sane(t, "OneSample", err, w.P)
}
