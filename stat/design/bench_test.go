package design_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/design"
)

// BenchmarkDomainMeans makes the table of 10 items by 200 domains, for elements and for 5 000
// clusters in 50 strata.
func BenchmarkDomainMeans(b *testing.B) {
	for _, n := range []int{10_000, 1_000_000} {
		r := rand.New(rand.NewPCG(1, 2))
		items := stat.Data{}
		for range 10 {
			y := make([]float64, n)
			for i := range y {
				y[i] = float64(1 + r.IntN(5))
			}
			items.Columns = append(items.Columns, y)
		}
		code := func(levels int) stat.Factor {
			f := stat.Factor{Levels: make([]string, levels), Codes: make([]int32, n)}
			for i := range f.Codes {
				f.Codes[i] = int32(r.IntN(levels))
			}
			return f
		}
		w := make([]float64, n)
		for i := range w {
			w[i] = 0.5 + r.Float64()
		}
		domains, strata, psus := code(200), code(50), code(100)
		for name, stages := range map[string][]design.Stage{"elements": nil, "clusters": {{Units: psus, Strata: strata}}} {
			b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					s, err := design.New(design.Spec{Weights: w, Stages: stages})
					if err != nil {
						b.Fatal(err)
					}
					if _, err := s.DomainMeans(items, domains); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
