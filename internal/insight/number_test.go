package insight

import (
	"math"
	"testing"

	"manyi.dev/manyi/internal/cube"
	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/design"
)

// The mean of a number item from the cube's sums is that of the rows, with weights and strata.
func TestNumberIsTheMeanOfItsRows(t *testing.T) {
	t.Parallel()
	y := []float64{3, 8, 5, 12, 7, 7.5, 1, 9}
	w := []float64{0.4, 1.7, 2.2, 0.9, 1.1, 0.5, 3, 1}
	strata := []int32{0, 0, 0, 0, 1, 1, 1, 1}
	rows, err := design.New(design.Spec{
		Weights: w, Stages: []design.Stage{{Strata: stat.Factor{Codes: strata, Levels: []string{"a", "b"}}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	want, err := rows.Mean(y)
	if err != nil {
		t.Fatal(err)
	}
	groups := make([]cube.Group, 2)
	var cells []cell
	for h := range groups {
		var m cube.Moments
		for i, x := range y {
			if int(strata[i]) != h {
				continue
			}
			m.N++
			m.W += w[i]
			m.W2 += w[i] * w[i]
			m.WX += w[i] * x
			m.WX2 += w[i] * x * x
			m.W2X += w[i] * w[i] * x
			m.W2X2 += w[i] * w[i] * x * x
		}
		groups[h].Items = []cube.ItemSums{{Moments: m}}
		cells = append(cells, cell{stratum: int32(h), from: &groups[h]})
	}
	f := &frame{design: design.Stratified(map[int32]int64{0: 4, 1: 4})}
	got, err := f.number(&group{df: want.DF()}, cells, 0)
	if err != nil {
		t.Fatal(err)
	}
	for name, pair := range map[string][2]float64{
		"mean": {got.Value(), want.Value()}, "SE": {got.SE(), want.SE()}, "deff": {got.Deff(), want.Deff()}, "n_eff": {got.NEff(), want.NEff()},
	} {
		if !(math.Abs(pair[0]-pair[1]) <= 1e-12*math.Abs(pair[1])) {
			t.Errorf("%s = %v, want %v", name, pair[0], pair[1])
		}
	}
}
