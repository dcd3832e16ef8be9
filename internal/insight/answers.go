package insight

import (
	"math"

	"manyi.dev/manyi/internal/cube"
	"manyi.dev/manyi/internal/questionnaire"
)

// everybody reports whether the questionnaire makes everybody answer the item.
func (it *item) everybody() bool {
	e := it.column.Entry
	return e.Required && !e.NA && len(e.ShowIf) == 0
}

// table lists the bars of a category: its answers but "does not apply", which is no answer.
func (it *item) table() table {
	var t table
	if it.kind != cube.Category {
		return t
	}
	at := func(scale []float64, code int) float64 {
		if code < len(scale) {
			return scale[code]
		}
		return math.NaN()
	}
	a, b := math.NaN(), math.NaN() // two points of the line from mean to score
	var low float64
	distinct := map[float64]bool{}
	for code := 1; code < len(it.column.Answers); code++ {
		if it.column.Answers[code] == questionnaire.NA {
			continue
		}
		v := at(it.mean, code)
		t.bars = append(t.bars, bar{code: code, value: v, top: at(it.top2, code) == 1, nps: at(it.nps, code)})
		if math.IsNaN(v) {
			continue
		}
		distinct[v] = true
		switch score := at(it.score, code); {
		case math.IsNaN(a):
			low, a = v, score
		case v != low && math.IsNaN(b):
			b = (score - a) / (v - low)
		case math.Abs(a+b*(v-low)-score) > 1e-9:
			t.byBars = true
		}
	}
	t.byBars = t.byBars || len(distinct) == 2
	t.merged = make([]bool, len(t.bars))
	return t
}

// width is the number of cells of an item.
func (it *item) width() int {
	switch it.kind {
	case cube.Options:
		return len(it.column.Answers)
	case cube.Number:
		return 1
	}
	return len(it.table().bars)
}

// cells are an item's counts in one group of the cube.
func (it *item) cells(t *table, sums *cube.ItemSums, total int64) []int64 {
	switch it.kind {
	case cube.Number:
		return []int64{sums.Moments.N}
	case cube.Options:
		cells := make([]int64, it.width())
		cells[0] = total - sums.Values[0].N // the base
		for o := 1; o < len(cells) && o < len(sums.Values); o++ {
			cells[o] = sums.Values[o].N
		}
		return cells
	}
	cells := make([]int64, len(t.bars))
	for i, b := range t.bars {
		if b.code < len(sums.Values) {
			cells[i] = sums.Values[b.code].N
		}
	}
	return cells
}

// base is how many of the cells are behind the item's mean; without a scale all.
func (it *item) base(t *table, cells []int64) int64 {
	if it.kind != cube.Category {
		return cells[0]
	}
	var n int64
	for i, b := range t.bars {
		if it.mean == nil || !math.IsNaN(b.value) {
			n += cells[i]
		}
	}
	return n
}
