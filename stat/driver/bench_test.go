package driver_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/driver"
)

// needRandom is a table of n rows of an outcome and p drivers with a common factor.
func needRandom(n, p int) (stat.Data, driver.Model) {
	random := rand.New(rand.NewPCG(1, uint64(p)))
	d := stat.Data{Columns: make([][]float64, p+1)}
	var m driver.Model
	for j := range d.Columns {
		d.Names = append(d.Names, fmt.Sprintf("q%d", j))
		d.Columns[j] = make([]float64, n)
	}
	for i := range n {
		common := random.NormFloat64()
		for j := p; j > 0; j-- {
			d.Columns[j][i] = common + random.NormFloat64()
			d.Columns[0][i] += d.Columns[j][i]
		}
		d.Columns[0][i] += 5 * random.NormFloat64()
	}
	m.Outcome, m.Drivers = d.Names[0], d.Names[1:]
	return d, m
}

// BenchmarkLMG is the whole way from the rows to the shares.
func BenchmarkLMG(b *testing.B) {
	for _, size := range []struct{ n, p int }{{10_000, 15}, {10_000, 20}, {1_000_000, 10}} {
		d, m := needRandom(size.n, size.p)
		b.Run(fmt.Sprintf("%d/%d", size.n, size.p), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				must[*driver.Importance](b)(must[*driver.Moments](b)(driver.NewMoments(d, m)).Importance(driver.LMG))
			}
		})
	}
}

func BenchmarkBootstrap(b *testing.B) {
	d, m := needRandom(10_000, 15)
	b.ReportAllocs()
	for b.Loop() {
		must[*driver.Resampled](b)(driver.Bootstrap(d, m, driver.Resampling{Replicates: 200}, rand.NewPCG(1, 2)))
	}
}
