package weight_test

import (
	"math/rand/v2"
	"testing"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/weight"
)

// million are a million rows with 4 margins of 2, 6, 31 and 5 levels.
func million() (weights []float64, margins []weight.Margin) {
	const n = 1_000_000
	r := rand.New(rand.NewPCG(1, 0))
	for range n {
		weights = append(weights, 0.2+r.ExpFloat64())
	}
	for _, levels := range []int{2, 6, 31, 5} {
		m := weight.Margin{Factor: stat.Factor{Codes: make([]int32, n), Levels: make([]string, levels)}}
		sum := 0.0
		for c := range levels {
			m.Totals = append(m.Totals, float64(20+c))
			sum += m.Totals[c]
		}
		for c := range levels {
			m.Totals[c] *= n / sum
		}
		for i := range n {
			m.Factor.Codes[i] = int32(r.IntN(levels))
		}
		margins = append(margins, m)
	}
	return weights, margins
}

func BenchmarkRakeMillion(b *testing.B) {
	weights, margins := million()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := weight.Rake(weights, margins, weight.RakeOptions{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkResidualMillion(b *testing.B) {
	weights, margins := million()
	a, err := weight.Rake(weights, margins, weight.RakeOptions{})
	if err != nil {
		b.Fatal(err)
	}
	z := make([]float64, len(weights))
	for b.Loop() {
		copy(z, weights)
		a.Residual(z)
	}
}

func BenchmarkCalibrateMillion(b *testing.B) {
	weights, margins := million()
	numbers := []weight.Total{{Name: "x", Values: weights, Total: 1_250_000}}
	for b.Loop() {
		if _, err := weight.Calibrate(weights, weight.Auxiliary{Margins: margins, Numbers: numbers}, weight.Options{Method: weight.Raking}); err != nil {
			b.Fatal(err)
		}
	}
}
