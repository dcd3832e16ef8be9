package scale_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/scale"
)

func BenchmarkCovariance(b *testing.B) {
	for _, n := range []int{1e2, 1e4, 1e6} {
		random := rand.New(rand.NewPCG(1, 2))
		d := stat.Data{Columns: make([][]float64, 12)}
		for j := range d.Columns {
			d.Columns[j] = make([]float64, n)
			for i := range d.Columns[j] {
				d.Columns[j][i] = float64(random.IntN(5))
			}
		}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				if _, err := scale.Covariance(d); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkFactors(b *testing.B) {
	m := must[scale.Matrix](b)(scale.Correlation(three(b)))
	for _, method := range []scale.Method{scale.MaximumLikelihood, scale.MinRes} {
		b.Run(string(method), func(b *testing.B) {
			for b.Loop() {
				if _, err := scale.Factors(m, 3, scale.FactorOptions{Method: method}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkCFA(b *testing.B) {
	m := must[scale.Matrix](b)(scale.Correlation(three(b)))
	for b.Loop() {
		if _, err := scale.CFA(m, blocks()...); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPolychoric(b *testing.B) {
	table := [][]float64{{10, 20, 8, 2}, {12, 40, 30, 10}, {3, 25, 50, 22}, {1, 8, 30, 45}}
	for b.Loop() {
		if _, err := scale.Polychoric(table, scale.FullLikelihood); err != nil {
			b.Fatal(err)
		}
	}
}
