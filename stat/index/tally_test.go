package index_test

import (
	"errors"
	"math"
	"testing"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/index"
)

var tens = index.NewScale(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)

func near(a, b, relative float64) bool {
	return math.IsNaN(a) && math.IsNaN(b) || a == b || math.Abs(a-b) <= relative*math.Max(math.Abs(a), math.Abs(b))
}

func needTally(t testing.TB, scale index.Scale, answers, weights []float64) index.Tally {
	t.Helper()
	tally, err := index.NewTally(scale, answers, weights)
	if err != nil {
		t.Fatal(err)
	}
	return tally
}

// R: svymean(~s, svydesign(ids = ~1, weights = ~w, data = d), deff = "replace").
func TestWeightedNPS(t *testing.T) {
	t.Parallel()
	w := []float64{1, 2, 0.5, 1.5, 1, 3, 0.7, 9}
	n := needTally(t, tens, []float64{10, 9, 3, 7, 8, 6, 10, nan}, w).NPS()
	if e := n.Score; !near(e.Value(), 2.06185567010309, 1e-12) || !near(e.SE(), 42.98670265784987, 1e-12) || !near(e.Deff(), 1.49454006878131, 1e-12) {
		t.Errorf("NPS %.15g ± %.15g, deff %.15g", e.Value(), e.SE(), e.Deff())
	}
	if sum := n.Promoters.Value() + n.Passives.Value() + n.Detractors.Value(); !near(sum, 1, 1e-15) {
		t.Errorf("shares sum to %v", sum)
	}
	if got, want := 100*(n.Promoters.Value()-n.Detractors.Value()), n.Score.Value(); !near(got, want, 1e-12) {
		t.Errorf("100(p − d) = %v, score %v", got, want)
	}
	if n.Score.N() != 7 || !near(n.Score.SumW(), 9.7, 1e-15) {
		t.Errorf("base %d, Σw %v", n.Score.N(), n.Score.SumW())
	}
}

// With equal weights the variance is the printed one, 100²·(p+d−(p−d)²)/(n−1), with Uncorrected /n.
func TestNPSVariance(t *testing.T) {
	t.Parallel()
	n := needTally(t, tens, []float64{10, 9, 9, 8, 7, 7, 6, 2}, nil).NPS()
	p, d := 3.0/8, 2.0/8
	want := 100 * math.Sqrt((p+d-(p-d)*(p-d))/7)
	if !near(n.Score.SE(), want, 1e-14) || !near(index.Uncorrected(n.Score).SE(), want*math.Sqrt(7.0/8), 1e-14) {
		t.Errorf("SE %v and %v, want %v", n.Score.SE(), index.Uncorrected(n.Score).SE(), want)
	}
	u := index.Uncorrected(n.Score)
	if u.N() != 8 || !near(u.NEff(), 8, 1e-14) || !near(u.Deff(), 1, 1e-14) || u.Value() != n.Score.Value() {
		t.Errorf("uncorrected: base %d, effective %v, deff %v", u.N(), u.NEff(), u.Deff())
	}
	if index.Uncorrected(stat.Estimate{}).Defined() {
		t.Error("an undefined figure became defined")
	}
}

func TestTallyProperties(t *testing.T) {
	t.Parallel()
	scale := index.NewScale(1, 2, 3, 4, 5)
	answers := []float64{1, 5, 4, 4, 3, nan, 2, 5, 5, 3}
	weights := []float64{1, 0.3, 2, 1, 1.7, 1, 0.4, 1, 2, 0.8}
	base := needTally(t, scale, answers, weights)
	scaled, turned := make([]float64, len(weights)), make([]float64, len(weights))
	backwards := make([]float64, len(answers))
	for i := range weights {
		scaled[i] = 7.5 * weights[i]
		turned[len(weights)-1-i], backwards[len(answers)-1-i] = weights[i], answers[i]
	}
	for name, other := range map[string]index.Tally{
		"weights scaled": needTally(t, scale, answers, scaled),
		"rows permuted":  needTally(t, scale, backwards, turned),
	} {
		for measure, y := range map[string]index.Scale{"mean": scale, "top 2": scale.TopBox(2), "net": scale.NetBox(2, 1), "CSAT": scale.CSAT(2)} {
			a, b := base.Mean(y), other.Mean(y)
			if !near(a.Value(), b.Value(), 1e-13) || !near(a.SE(), b.SE(), 1e-13) || !near(a.Deff(), b.Deff(), 1e-13) {
				t.Errorf("%s: %s %v ± %v, before %v ± %v", name, measure, b.Value(), b.SE(), a.Value(), a.SE())
			}
		}
		if !near(base.SD(), other.SD(), 1e-13) || base.Median() != other.Median() {
			t.Errorf("%s: SD %v, median %v", name, other.SD(), other.Median())
		}
	}
	// Every row twice with half the weight: the same figure, from 2n respondents.
	halves := make([]float64, 2*len(weights))
	for i := range halves {
		halves[i] = weights[i/2] / 2
	}
	twice := make([]float64, 2*len(answers))
	for i := range twice {
		twice[i] = answers[i/2]
	}
	a, b := base.Mean(scale), needTally(t, scale, twice, halves).Mean(scale)
	if want := a.Variance() * (9 - 1) / 9 / 2 * 18 / (18 - 1); !near(a.Value(), b.Value(), 1e-13) || !near(b.Variance(), want, 1e-13) || b.N() != 18 {
		t.Errorf("rows twice: %v, variance %v, want %v and %v", b.Value(), b.Variance(), a.Value(), want)
	}
	// A share's standard error is √(p(1−p)/(n−1)) with equal weights.
	top := needTally(t, scale, answers, nil).Mean(scale.TopBox(2))
	if want := math.Sqrt(5.0 / 9 * 4 / 9 / 8); !near(top.SE(), want, 1e-14) {
		t.Errorf("SE of a share %v, want %v", top.SE(), want)
	}
}

func TestMedian(t *testing.T) {
	t.Parallel()
	scale := index.NewScale(1, 2, 3, 4, 5)
	for _, test := range []struct {
		answers, weights []float64
		want             float64
	}{
		{[]float64{3, 1, 5}, nil, 3},
		{[]float64{3, 1, 5, 4}, nil, 3.5}, // R: median(c(3, 1, 5, 4))
		{[]float64{1, 1, 5, 5}, nil, 3},
		{[]float64{1, 5}, []float64{1, 1.01}, 5},
		{[]float64{1, 5, nan}, []float64{2, 0, 3}, 1},
		{[]float64{nan}, nil, nan},
		{nil, nil, nan},
	} {
		if got := needTally(t, scale, test.answers, test.weights).Median(); !near(got, test.want, 0) {
			t.Errorf("median of %v (weights %v) = %v, want %v", test.answers, test.weights, got, test.want)
		}
	}
}

func TestNoAnswers(t *testing.T) {
	t.Parallel()
	scale := index.NewScale(1, 2, 3)
	empty := needTally(t, scale, []float64{nan, nan}, nil)
	if e := empty.Mean(scale); e.Defined() || empty.Missing != 2 || empty.Valid() != 0 || !math.IsNaN(empty.SD()) {
		t.Errorf("mean of none %v, missing %d", e.Value(), empty.Missing)
	}
	one := needTally(t, scale, []float64{2}, nil).Mean(scale)
	if one.Value() != 2 || !math.IsNaN(one.SE()) {
		t.Errorf("a single answer: %v ± %v, want 2 without an error", one.Value(), one.SE())
	}
}

// The printed distributions of an online shop's ratings, 5★ to 1★, and their means.
func TestFromShares(t *testing.T) {
	t.Parallel()
	stars := index.NewScale(5, 4, 3, 2, 1)
	for _, test := range []struct {
		name        string
		shares      []float64
		n           int64
		total, mean float64
	}{
		{"as described", []float64{80.64, 16.20, 2.34, 0.23, 0.59}, 30566, 100, 4.7607},
		{"service", []float64{84.16, 14.11, 1.35, 0.17, 0.30}, 30129, 100.09, 4.8150},
		{"dispatch", []float64{84.35, 13.59, 1.59, 0.17, 0.30}, 30114, 100, 4.8152},
	} {
		tally, total, err := index.FromShares(stars, test.shares, test.n)
		if err != nil {
			t.Fatal(err)
		}
		mean := tally.Mean(stars)
		if !near(total, test.total, 1e-12) || math.Abs(mean.Value()-test.mean) > 5e-5 || mean.N() != test.n {
			t.Errorf("%s: shares sum to %v, mean %v of %d", test.name, total, mean.Value(), mean.N())
		}
		var squares float64
		for i, share := range test.shares {
			d := float64(5-i) - mean.Value()
			squares += share / test.total * d * d
		}
		if want := math.Sqrt(squares / float64(test.n-1)); !near(mean.SE(), want, 1e-10) {
			t.Errorf("%s: SE %v, want %v", test.name, mean.SE(), want)
		}
	}
	if _, _, err := index.FromShares(stars, []float64{1, 2}, 10); !errors.Is(err, &stat.Error{Reason: stat.Lengths}) {
		t.Errorf("two shares of five: %v", err)
	}
	if _, _, err := index.FromShares(stars, []float64{1, 2, -1, 0, 0}, 10); !errors.Is(err, &stat.Error{Reason: stat.Negative}) {
		t.Errorf("a negative share: %v", err)
	}
	if _, _, err := index.FromShares(stars, make([]float64, 5), 10); !errors.Is(err, &stat.Error{Reason: stat.Empty}) {
		t.Errorf("no shares: %v", err)
	}
}

func TestTallyErrors(t *testing.T) {
	t.Parallel()
	scale := index.NewScale(1, 2, 3)
	for _, test := range []struct {
		answers, weights []float64
		want             string
	}{
		{[]float64{1, 4}, nil, "index: answers: 4 is out of range (row 2)"},
		{[]float64{1, math.Inf(1)}, nil, "index: answers: +Inf is out of range (row 2)"},
		{[]float64{1, 2}, []float64{1}, "index: weights: 1 values where 2 are needed"},
		{[]float64{1, 2}, []float64{1, nan}, "index: weights: a value is missing or infinite (row 2)"},
		{[]float64{1, 2}, []float64{-1, 1}, "index: weights: a value is negative (row 1)"},
	} {
		if _, err := index.NewTally(scale, test.answers, test.weights); err == nil || err.Error() != test.want {
			t.Errorf("%v, weights %v: %v, want %s", test.answers, test.weights, err, test.want)
		}
	}
	if _, err := scale.Recode(scale.TopBox(1), []float64{1, nan, 7}); err == nil || err.Error() != "index: answers: 7 is out of range (row 3)" {
		t.Errorf("recoding: %v", err)
	}
	recoded, err := scale.Recode(scale.TopBox(1), []float64{3, nan, 1})
	if err != nil || !same(recoded, []float64{1, nan, 0}) {
		t.Errorf("recoded %v, %v", recoded, err)
	}
}

func BenchmarkNewTally(b *testing.B) {
	answers, weights := make([]float64, 1_000_000), make([]float64, 1_000_000)
	for i := range answers {
		answers[i], weights[i] = float64(i*7%11), 1+float64(i%3)
	}
	b.ReportAllocs()
	for b.Loop() {
		needTally(b, tens, answers, weights).NPS()
	}
}
