package htest_test

import (
	"math/rand/v2"
	"testing"

	"manyi.dev/manyi/stat/htest"
)

// columns are n pairs of correlated answers on a ten-point scale.
func columns(n int) (x, y []float64) {
	r := rand.New(rand.NewPCG(7, 8))
	for range n {
		v := r.IntN(10)
		x, y = append(x, float64(v)), append(y, float64((v+r.IntN(10))/2))
	}
	return x, y
}

func BenchmarkMannWhitneyMillion(b *testing.B) {
	x, y := columns(500_000)
	for b.Loop() {
		must(htest.MannWhitney(x, y))
	}
}

func BenchmarkKendallMillion(b *testing.B) {
	x, y := columns(1_000_000)
	for b.Loop() {
		must(htest.Kendall(x, y))
	}
}

func BenchmarkWelchMillion(b *testing.B) {
	x, y := columns(500_000)
	for b.Loop() {
		must(htest.Welch(must(htest.Describe(x)), must(htest.Describe(y))))
	}
}

func BenchmarkPearsonMillion(b *testing.B) {
	x, y := columns(1_000_000)
	for b.Loop() {
		must(htest.Pearson(x, y))
	}
}

func BenchmarkTukeyTwentyGroups(b *testing.B) {
	groups := make([]htest.Group, 20)
	for i := range groups {
		groups[i] = htest.Group{N: 50, Mean: float64(i) / 10, Variance: 1}
	}
	a := must(htest.ANOVA(groups))
	for b.Loop() {
		a.Tukey(0.95)
	}
}

func BenchmarkFisherLarge(b *testing.B) {
	for b.Loop() {
		must(htest.Fisher(htest.Fourfold{{500_100, 499_900}, {500_000, 500_000}}))
	}
}
