package insight

import (
	"cmp"
	"math"
	"slices"
)

// Reason says why a figure is not shown; "" is a figure that is.
type Reason string

// The reasons (D18).
const (
	Few     Reason = "suppressed" // it is about fewer than SuppressBelow respondents, or lists so few of them
	Beside  Reason = "protected"  // with its neighbours it would give away a group that is about so few
	Waiting Reason = "waiting"    // it would move with the answers of so few: it comes when the wave is over
)

// few reports whether a set is too small to be told of, and not empty.
func few(n int64) bool { return n > 0 && n < SuppressBelow }

// noFew is the plain rule: every cell is empty or large enough.
func noFew(cells []int64) bool { return !slices.ContainsFunc(cells, few) }

// withhold is the rule that decides what is shown of nested sets (D18a, b): units within units, each with the
// same cells (its respondents, their answers to an item, or the levels of a dimension). parent gives each
// set's enclosing one, which stands before it, or −1; barred are those that are not shown for another reason.
//
// Whoever sees some of the sets can compute, by adding and subtracting, exactly what is composed of the
// rests: what remains of a shown set without the shown ones in it. So a set is shown when it is good itself,
// and of the sets in it as many are withheld, the smallest first, as make its rest good. A rest of one hidden
// set is that set, hence two at least are hidden, and together they are no fewer than SuppressBelow.
func withhold(parent []int, cells [][]int64, barred []Reason, good func([]int64) bool) []Reason {
	reasons := make([]Reason, len(cells))
	near := make([][]int, len(cells)) // the largest shown sets strictly inside
	for u := len(cells) - 1; u >= 0; u-- {
		switch {
		case barred != nil && barred[u] != "":
			reasons[u] = barred[u]
		case !good(cells[u]):
			reasons[u] = Few
		default:
			near[u] = cover(cells[u], cells, near[u], near, reasons, good)
		}
		if p := parent[u]; p >= 0 {
			if reasons[u] == "" {
				near[p] = append(near[p], u)
			} else {
				near[p] = append(near[p], near[u]...)
			}
		}
	}
	return reasons
}

// cover withholds sets inside a shown one until its rest is good.
func cover(whole []int64, cells [][]int64, inside []int, near [][]int, reasons []Reason, good func([]int64) bool) []int {
	rest := slices.Clone(whole)
	for _, w := range inside {
		add(rest, cells[w], -1)
	}
	for !good(rest) {
		smallest := -1
		for i, w := range inside {
			if n := sum(cells[w]); n > 0 && (smallest < 0 || n < sum(cells[inside[smallest]])) {
				smallest = i
			}
		}
		w := inside[smallest] // there is one: without any the rest is the whole, which is good
		reasons[w] = Beside
		inside = slices.Delete(inside, smallest, smallest+1)
		add(rest, cells[w], 1)
		for _, v := range near[w] {
			add(rest, cells[v], -1)
		}
		inside = append(inside, near[w]...)
	}
	return inside
}

func add(to, cells []int64, sign int64) {
	for i, n := range cells {
		to[i] += sign * n
	}
}

func sum(cells []int64) int64 {
	var n int64
	for _, c := range cells {
		n += c
	}
	return n
}

// bar is an answer of an item as the rule sees it.
type bar struct {
	code  int     // category
	value float64 // on the item's scale; NaN for an answer that has none
	top   bool    // in the top two
	nps   float64 // −100, 0, 100; NaN when the item has no NPS
}

// table are the bars of an item with those that are counted together and not shown one by one.
type table struct {
	bars   []bar
	merged []bool
	// byBars: the mean itself says how many gave which answer, as with two values on the scale, or with two
	// scales that do not follow from each other. It is shown where the bars are.
	byBars bool
}

// merge chooses the bars that are counted together from the answers of the whole wave: those of few, and the
// next smallest, until nothing can be computed of each. Every unit shows the same ones, so that what is
// merged in one cannot be taken from another.
func (t *table) merge(wave []int64) {
	t.merged = make([]bool, len(t.bars))
	if noFew(wave) || t.byBars {
		return
	}
	order := make([]int, len(wave))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(wave[a], wave[b]) })
	for _, i := range order {
		if wave[i] > 0 {
			t.merged[i] = true
			if t.good(wave) {
				return
			}
		}
	}
}

// good reports whether the bars of a set may be shown as the table shows them.
func (t *table) good(cells []int64) bool {
	var merged int64
	for i, n := range cells {
		switch {
		case t.merged[i]:
			merged += n
		case few(n):
			return false
		}
	}
	if merged == 0 {
		return true
	}
	for i, n := range cells {
		if t.merged[i] && few(n) && !t.open(cells, i) {
			return false
		}
	}
	return !few(merged)
}

// open reports whether the figures beside the merged bars leave open how many gave answer i: whether there are
// other counts with the same base, the same mean and the same error as it is shown.
func (t *table) open(cells []int64, i int) bool {
	if math.IsNaN(t.bars[i].value) { // outside the mean: any exchange with another such answer
		for j := range cells {
			if j != i && t.merged[j] && math.IsNaN(t.bars[j].value) {
				return true
			}
		}
		return false
	}
	for j := range cells {
		for k := range j {
			if j == i || k == i || !t.merged[j] || !t.merged[k] {
				continue
			}
			if t.exchange(cells, i, j, k, 1) || t.exchange(cells, i, j, k, -1) {
				return true
			}
		}
	}
	return false
}

// exchange tries the smallest change of three bars that keeps base and mean.
func (t *table) exchange(cells []int64, i, j, k int, sign int64) bool {
	x, y, z := t.bars[i].value, t.bars[j].value, t.bars[k].value
	di, dj, dk := y-z, z-x, x-y // Σd = 0 and Σd·value = 0
	unit := math.Inf(1)
	for _, d := range []float64{di, dj, dk} {
		if d == 0 || math.IsNaN(d) {
			return false
		}
		unit = min(unit, math.Abs(d))
	}
	moved := slices.Clone(cells)
	for at, d := range map[int]float64{i: di / unit, j: dj / unit, k: dk / unit} {
		if d != math.Trunc(d) {
			return false
		}
		moved[at] += sign * int64(d)
		if moved[at] < 0 {
			return false
		}
	}
	return t.told(moved) == t.told(cells)
}

// step is the smallest difference of two values on the scale, 0 when there is none.
func (t *table) step() float64 {
	var values []float64
	for _, b := range t.bars {
		if !math.IsNaN(b.value) {
			values = append(values, b.value)
		}
	}
	slices.Sort(values)
	step := 0.0
	for i := 1; i < len(values); i++ {
		if d := values[i] - values[i-1]; d > 0 && (step == 0 || d < step) {
			step = d
		}
	}
	return step
}

// told is the spread about the mean, Σ(y − ȳ)², as it is shown.
func (t *table) told(cells []int64) float64 {
	var n, s, s2 float64
	for i, c := range cells {
		if y := t.bars[i].value; !math.IsNaN(y) {
			n, s, s2 = n+float64(c), s+float64(c)*y, s2+float64(c)*y*y
		}
	}
	return t.ladder().told(n, s/n, s2-s*s/n)
}

// ladder are the steps of a scale.
type ladder struct{ low, high, step float64 }

func (t *table) ladder() ladder {
	l := ladder{low: math.Inf(1), high: math.Inf(-1), step: t.step()}
	for _, b := range t.bars {
		if !math.IsNaN(b.value) {
			l.low, l.high = min(l.low, b.value), max(l.high, b.value)
		}
	}
	return l
}

// grain is how finely the spread of answers is told, in squared steps of a scale with so many steps from end to end: two
// answers that move apart by a step change it by two, so that several such pairs are not told from none.
func grain(top float64) float64 { return max(10, 0.4*top*top) }

// told rounds the spread of n answers with a mean up. What the spread can be with that base and mean lies between
// all answers beside the mean and all at the ends of the scale; this range is cut into parts of a grain, the last one
// longer, and the upper end of the part is told. Cutting from the least possible spread on, and no shorter part at the
// end, is what leaves open in each part how many gave which answer: TestASpreadLeavesTheAnswersOpen goes through them.
func (l ladder) told(n, mean, spread float64) float64 {
	if !(l.step > 0) || !(n > 0) {
		return spread
	}
	top := (l.high - l.low) / l.step
	total := (mean - l.low) / l.step * n // steps above the lowest, of all answers together
	square := total * total / n
	least, most := square, total*top // of the sum of squared steps; on any scale
	if whole(total) && whole(top) {
		total, top = math.Round(total), math.Round(top)
		each, rest := math.Floor(total/n), math.Mod(total, n)
		least = (n-rest)*each*each + rest*(each+1)*(each+1)
		full, left := math.Floor(total/top), math.Mod(total, top)
		most = full*top*top + left*left
	}
	size := grain(top)
	parts := math.Floor((most-least)/size + 1e-9)
	part := math.Floor((spread/(l.step*l.step)+square-least)/size + 1e-9)
	up := least + size*(part+1)
	if part >= parts-1 {
		up = most
	}
	return max(up-square, 0) * l.step * l.step
}

// whole reports whether x is a whole number as far as sums of floating-point numbers let it be one.
func whole(x float64) bool { return math.Abs(x-math.Round(x)) < 1e-6 }

// within reports whether the merged bars are all in one class, so that the class can be counted from what is
// shown.
func (t *table) within(class func(bar) float64) bool {
	first := math.NaN()
	for i, b := range t.bars {
		if !t.merged[i] {
			continue
		}
		if c := class(b); math.IsNaN(first) {
			first = c
		} else if c != first {
			return false
		}
	}
	return true
}
