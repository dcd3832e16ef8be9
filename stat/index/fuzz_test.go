package index_test

import (
	"encoding/binary"
	"math"
	"testing"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/index"
)

// FuzzIndex feeds arbitrary numbers, NaN and infinities among them, to everything that takes slices:
// an answer or an error, never a panic.
func FuzzIndex(f *testing.F) {
	f.Add([]byte{}, byte(0))
	for _, x := range []float64{0, 1, -1, math.NaN(), math.Inf(1), math.MaxFloat64, math.SmallestNonzeroFloat64} {
		var b []byte
		for range 9 {
			b = binary.LittleEndian.AppendUint64(b, math.Float64bits(x))
		}
		f.Add(b, byte(3))
	}
	f.Fuzz(func(t *testing.T, raw []byte, k byte) {
		var x []float64
		for ; len(raw) >= 8 && len(x) < 64; raw = raw[8:] {
			x = append(x, math.Float64frombits(binary.LittleEndian.Uint64(raw)))
		}
		scale := index.NewScale(x...)
		n := int(k) % (len(x) + 1)
		if tally, err := index.NewTally(scale, x[:n], nil); err == nil {
			tally.NPS()
			tally.Distribution()
			tally.SD()
			tally.Median()
			tally.Mean(scale.NetBox(n, n))
		}
		if tally, err := index.NewTally(scale, x, x); err == nil {
			tally.Mean(scale)
		}
		_, _, _ = index.FromShares(scale, x, int64(k))
		_, _ = index.ACSI(x, x, 1, 10)
		var rows [][]float64
		var parts []stat.Estimate
		for i := range x {
			rows = append(rows, x[:n])
			parts = append(parts, part(x[i], x[n%len(x)], x[0], int64(k)))
		}
		_, _ = index.NewAHP(rows[:min(n, len(rows))], index.AHPOptions{})
		_, _ = index.Composite(x, parts, "")
		d := stat.Data{Columns: [][]float64{x[:n], x[len(x)-n:]}}
		_, _ = index.EntropyWeights(d)
		_, _ = index.CVWeights(d)
		_, _ = index.CRITIC(d, []bool{true, false})
		_, _ = index.NewIPA(x[:n], x[len(x)-n:], 5, index.IPAOptions{})
		if len(x) >= 8 {
			_, _ = index.Dispositions{I: x[0], P: x[1], R: x[2], NC: x[3], O: x[4], UH: x[5], UO: x[6], NE: x[7]}.Rates(x[0])
		}
	})
}
