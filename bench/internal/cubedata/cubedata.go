// Package cubedata generates the responses that the cube's benchmarks count, loads them into the
// embedded engine, and holds the yardstick: a plain scan over the same columns.
package cubedata

import (
	"context"
	"encoding/binary"
	"flag"
	"fmt"
	"math/rand/v2"
	"runtime"
	"sync"
	"time"

	"manyi.dev/manyi/bench/internal/meter"
	"manyi.dev/manyi/internal/cube"
	"manyi.dev/manyi/internal/cube/column"
)

// Size is how much is generated.
type Size struct{ Rows, Items, Units int }

// Categories is the number of categories of an item.
const Categories = 5

// Data are the columns, in no particular order.
type Data struct {
	Size
	Unit   []int32
	Items  [][]uint8 // 1..5, 0 for about a tenth
	Weight []float64 // mean 1
}

// Main is the main function of a benchmark on data of the size that the command line says.
func Main(measure func(ctx context.Context, dir string, data *Data) error) {
	var size Size
	flag.IntVar(&size.Rows, "rows", 10_000_000, "responses")
	flag.IntVar(&size.Items, "items", 20, "items, a multiple of four")
	flag.IntVar(&size.Units, "units", 2000, "organisation units")
	meter.Main(func(ctx context.Context, dir string) error {
		fmt.Printf("%d responses × %d items × %d units, %d processors, load %s\n",
			size.Rows, size.Items, size.Units, runtime.GOMAXPROCS(0), meter.Load())
		return measure(ctx, dir, Generate(size))
	})
}

// Codes are the item codes q01, q02, …
func (s Size) Codes() []string {
	codes := make([]string, s.Items)
	for i := range codes {
		codes[i] = fmt.Sprintf("q%02d", i+1)
	}
	return codes
}

// Layout is the cube's layout of the data.
func (s Size) Layout() cube.Layout {
	l := cube.Layout{Dims: []string{"unit"}}
	for _, code := range s.Codes() {
		l.Items = append(l.Items, cube.Item{Code: code, Kind: cube.Category, Size: Categories})
	}
	return l
}

// Generate makes data from a fixed seed.
func Generate(s Size) *Data {
	rng := rand.New(rand.NewPCG(2026, 11))
	d := &Data{Size: s, Unit: make([]int32, s.Rows), Weight: make([]float64, s.Rows), Items: make([][]uint8, s.Items)}
	for i := range d.Unit {
		d.Unit[i] = rng.Int32N(int32(s.Units))
		d.Weight[i] = 0.5 + rng.Float64()
	}
	for j := range d.Items {
		d.Items[j] = make([]uint8, s.Rows)
		for i := range d.Items[j] {
			if x := rng.Uint32(); x%10 != 0 {
				d.Items[j][i] = uint8(1 + x/16%Categories)
			}
		}
	}
	return d
}

// Wave and Scheme are the names under which Load stores the data.
const (
	Wave   = "bench"
	Scheme = "design"
)

// Load puts the data into an engine in the folder and flushes it.
func Load(ctx context.Context, dir string, d *Data) (*column.Engine, error) {
	e, err := column.Open(dir, column.Options{Now: time.Now})
	if err != nil {
		return nil, err
	}
	if err := e.Ensure(ctx, Wave, d.Layout()); err != nil {
		return nil, err
	}
	const batch = 100_000
	facts := make([]cube.Fact, 0, batch)
	weights := make(map[cube.ID]float64, d.Rows)
	rng := rand.New(rand.NewPCG(1, 2))
	for lo := 0; lo < d.Rows; lo += batch {
		facts = facts[:0]
		for i := lo; i < min(d.Rows, lo+batch); i++ {
			f := cube.Fact{Dims: []int32{d.Unit[i]}, Values: make([]cube.Value, d.Size.Items)}
			binary.BigEndian.PutUint64(f.ID[:], rng.Uint64())
			binary.BigEndian.PutUint64(f.ID[8:], rng.Uint64())
			for j := range f.Values {
				f.Values[j] = cube.Pick(d.Items[j][i])
			}
			weights[f.ID] = d.Weight[i]
			facts = append(facts, f)
		}
		if err := e.Load(ctx, Wave, facts); err != nil {
			return nil, err
		}
	}
	if err := e.SetWeights(ctx, Wave, Scheme, weights); err != nil {
		return nil, err
	}
	return e, e.Flush(ctx, Wave)
}

// PlainWeighted is the yardstick: every item's column once from top to bottom, n, Σw and Σw² by unit
// and value, the rows divided among the processors. The result is by item, unit and value.
func (d *Data) PlainWeighted() [][]cube.Sums {
	return plain(d, func(sums []cube.Sums, codes []uint8, unit []int32, w []float64) {
		for i, v := range codes {
			s := &sums[int(unit[i])*(Categories+1)+int(v)]
			s.N++
			s.W += w[i]
			s.W2 += w[i] * w[i]
		}
	}, func(into *cube.Sums, from cube.Sums) {
		into.N += from.N
		into.W += from.W
		into.W2 += from.W2
	})
}

// PlainCounts is the yardstick without weights.
func (d *Data) PlainCounts() [][]int64 {
	return plain(d, func(counts []int64, codes []uint8, unit []int32, _ []float64) {
		for i, v := range codes {
			counts[int(unit[i])*(Categories+1)+int(v)]++
		}
	}, func(into *int64, from int64) { *into += from })
}

func plain[T any](d *Data, scan func(sums []T, codes []uint8, unit []int32, w []float64), add func(into *T, from T)) [][]T {
	workers := runtime.GOMAXPROCS(0)
	parts := make([][][]T, workers)
	var all sync.WaitGroup
	for k := range workers {
		all.Go(func() {
			lo, hi := d.Rows*k/workers, d.Rows*(k+1)/workers
			parts[k] = make([][]T, d.Size.Items)
			for j := range parts[k] {
				parts[k][j] = make([]T, d.Units*(Categories+1))
				scan(parts[k][j], d.Items[j][lo:hi], d.Unit[lo:hi], d.Weight[lo:hi])
			}
		})
	}
	all.Wait()
	for _, part := range parts[1:] {
		for j := range part {
			for c := range part[j] {
				add(&parts[0][j][c], part[j][c])
			}
		}
	}
	return parts[0]
}
