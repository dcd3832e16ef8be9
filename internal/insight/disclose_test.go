package insight

import (
	"fmt"
	"math"
	"math/bits"
	"reflect"
	"testing"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/design"
)

func TestWithhold(t *testing.T) {
	t.Parallel()
	// A bank (0) with two branches (1, 4), each with two outlets.
	bank := []int{-1, 0, 1, 1, 0, 4, 4}
	for _, c := range []struct {
		name   string
		parent []int
		cells  []int64
		barred map[int]Reason
		want   []Reason
	}{
		{"nothing to hide", bank, []int64{40, 20, 10, 10, 20, 5, 15}, nil, []Reason{"", "", "", "", "", "", ""}},
		{"nobody is not few", bank, []int64{20, 20, 20, 0, 0, 0, 0}, nil, []Reason{"", "", "", "", "", "", ""}},
		{"one small outlet takes its neighbour along", bank, []int64{34, 14, 4, 10, 20, 5, 15}, nil, []Reason{"", "", Few, Beside, "", "", ""}},
		{"two small ones are 5 together", bank, []int64{27, 7, 3, 4, 20, 5, 15}, nil, []Reason{"", "", Few, Few, "", "", ""}},
		{
			"two small ones are 4 together: the next smallest",
			[]int{-1, 0, 0, 0, 0},
			[]int64{30, 2, 2, 9, 17},
			nil,
			[]Reason{"", Few, Few, Beside, ""},
		},
		{
			"own respondents of a branch are a rest nobody shows",
			[]int{-1, 0, 0},
			[]int64{25, 10, 12},
			nil,
			[]Reason{"", Beside, ""},
		},
		{"a small branch takes the other along, and one of its outlets", bank, []int64{24, 20, 10, 10, 4, 4, 0}, nil, []Reason{"", Beside, "", Beside, Few, Few, ""}},
		{"a small outlet and a small branch", bank, []int64{23, 20, 17, 3, 3, 3, 0}, nil, []Reason{"", Beside, Beside, Few, Few, Few, ""}},
		{"all of a small wave", bank, []int64{4, 4, 4, 0, 0, 0, 0}, nil, []Reason{Few, Few, Few, "", "", "", ""}},
		{
			"what is barred is not shown and not computed",
			[]int{-1, 0, 0, 0},
			[]int64{30, 3, 12, 15},
			map[int]Reason{2: Waiting},
			[]Reason{"", Few, Waiting, ""},
		},
	} {
		cells, barred := make([][]int64, len(c.cells)), make([]Reason, len(c.cells))
		for i, n := range c.cells {
			cells[i], barred[i] = []int64{n}, c.barred[i]
		}
		if got := withhold(c.parent, cells, barred, noFew); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// five is a table of marks 1 to 5.
func five() *table {
	t := &table{merged: make([]bool, 5)}
	for v := 1; v <= 5; v++ {
		t.bars = append(t.bars, bar{code: v, value: float64(v), top: v >= 4})
	}
	return t
}

func TestMergedBars(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		wave   []int64
		merged []bool
		good   bool
	}{
		{"all large", []int64{5, 9, 20, 40, 80}, []bool{false, false, false, false, false}, true},
		{"nobody gave the worst answer", []int64{0, 9, 20, 40, 80}, []bool{false, false, false, false, false}, true},
		// Of two merged bars base and mean would tell each, so three are merged at least.
		{"two small ones", []int64{2, 3, 8, 20, 27}, []bool{true, true, true, false, false}, true},
		{"one small one", []int64{0, 3, 11, 20, 27}, []bool{false, true, true, true, false}, true},
		{"all but one gave the best", []int64{0, 0, 0, 1, 19}, []bool{false, false, false, true, true}, false},
	} {
		tab := five()
		tab.merge(c.wave)
		if !reflect.DeepEqual(tab.merged, c.merged) || tab.good(c.wave) != c.good {
			t.Errorf("%s: merged %v, good %v; want %v, %v", c.name, tab.merged, tab.good(c.wave), c.merged, c.good)
		}
	}
	tab := five()
	tab.merge([]int64{2, 3, 8, 20, 27})
	if !tab.within(func(b bar) float64 { return map[bool]float64{true: 1}[b.top] }) {
		t.Error("the merged bars are all below the top two: their share can be shown")
	}
	if !tab.good([]int64{0, 2, 5, 20, 27}) || tab.good([]int64{4, 1, 0, 20, 27}) {
		t.Error("0, 2, 5 might be 1, 0, 6; but base and mean tell that it was 4, 1, 0")
	}
}

// What the merged bars leave open is tried out: for every way to give few answers there is another one with the
// same base, mean and error as shown.
func TestMergedBarsStayOpen(t *testing.T) {
	t.Parallel()
	type seen struct {
		n, sum int64
		told   float64
	}
	tab := five()
	tab.merged = []bool{true, true, true, true, false}
	worlds := map[seen][][]int64{}
	const most = 7
	each := func(f func([]int64)) {
		for a := range int64(most) {
			for b := range int64(most) {
				for c := range int64(most) {
					for d := range int64(most) {
						f([]int64{a, b, c, d, 6})
					}
				}
			}
		}
	}
	key := func(c []int64) seen {
		n, s := sum(c), int64(0)
		for i, k := range c {
			s += int64(i+1) * k
		}
		return seen{n, s, math.Round(1e6 * tab.told(c))}
	}
	each(func(c []int64) { worlds[key(c)] = append(worlds[key(c)], c) })
	shown := 0
	each(func(c []int64) {
		if !tab.good(c) {
			return
		}
		shown++
		for i := range 4 {
			if !few(c[i]) {
				continue
			}
			open := false
			for _, w := range worlds[key(c)] {
				open = open || w[i] != c[i]
			}
			// The world that differs may lie outside those tried.
			if !open && c[0] < most-2 && c[1] < most-2 && c[2] < most-2 && c[3] < most-2 {
				t.Fatalf("%v is shown, and only %d can have given %d", c, c[i], i+1)
			}
		}
	})
	if shown < 500 {
		t.Errorf("only %d tables are shown", shown)
	}
}

func TestErrorsAreCoarse(t *testing.T) {
	t.Parallel()
	estimate := func(counts ...int64) stat.Estimate {
		var values []design.Value
		var n int64
		for i, c := range counts {
			values = append(values, design.Value{Y: float64(i + 1), N: c, W: float64(c), W2: float64(c)})
			n += c
		}
		d := design.WeightsOnly(n)
		e, err := d.Mean([]design.Cell{{Values: values}}, d.DF())
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	spread := func(e stat.Estimate) string {
		return fmt.Sprintf("%.6f", e.Variance()*float64(e.N()*(e.N()-1)))
	}
	for _, c := range []struct {
		counts []int64
		want   string
	}{
		{[]int64{1, 0, 0, 2, 3}, "14.000000"},       // 12.8 of 0 to 14
		{[]int64{0, 1, 1, 1, 3}, "14.000000"},       // 8 of the same
		{[]int64{0, 0, 0, 1, 9}, "0.900000"},        // the mean says it all
		{[]int64{2, 0, 0, 0, 20}, "29.090909"},      // 29.1 of 5.1 to 29.1: the last part is 14 long
		{[]int64{0, 0, 4, 0, 18}, "15.090909"},      // 13.1 of the same: 5.1 to 15.1
		{[]int64{20, 40, 60, 80, 90}, "458.275862"}, // 448.3, from 68.3 on
	} {
		e := estimate(c.counts...)
		got := widened(e, five().ladder().wider(e))
		if spread(got) != c.want || math.Abs(got.Value()-e.Value()) > 1e-12 || got.N() != e.N() || got.SE() < e.SE() {
			t.Errorf("%v: spread %s of mean %v, want %s of %v", c.counts, spread(got), got.Value(), c.want, e.Value())
		}
	}
	if got := coarse(estimate(20, 40, 60, 80, 90)); fmt.Sprintf("%.6f", got.Variance()) != "0.005400" {
		t.Errorf("without steps the variance is %v, want two digits, rounded up", got.Variance())
	}
	if e := estimate(0, 0, 0, 0, 6); widened(e, five().ladder().wider(e)) != e || coarse(e) != e {
		t.Error("where all agree there is nothing to round")
	}
}

// A mean with its error, and nothing beside it, never says that one to four people gave an answer, but where the mean
// alone says so: all ways in which up to forty people can answer on five steps.
func TestASpreadLeavesTheAnswersOpen(t *testing.T) {
	t.Parallel()
	l := five().ladder()
	for n := range 41 {
		for total := 0; n >= SuppressBelow && total <= 4*n; total++ {
			told, all := map[float64]*[5]uint64{}, [5]uint64{} // of each answer: which counts are possible, as bits
			worlds(n, total, func(c [5]int, squares int) {
				mean, spread := 1+float64(total)/float64(n), float64(squares)-float64(total*total)/float64(n)
				up := l.told(float64(n), mean, spread)
				if up < spread-1e-9 {
					t.Fatalf("%v: the spread %v is told as %v", c, spread, up)
				}
				key := math.Round(1e6 * up)
				if told[key] == nil {
					told[key] = &[5]uint64{}
				}
				for i, k := range c {
					told[key][i] |= 1 << k
					all[i] |= 1 << k
				}
			})
			for key, counts := range told {
				for i, possible := range counts {
					if k := bits.TrailingZeros64(possible); possible == 1<<k && few(int64(k)) && all[i] != possible {
						t.Fatalf("%d answers with %d steps in all and the spread %v: %d gave %d", n, total, key/1e6, k, i+1)
					}
				}
			}
		}
	}
}

// worlds goes through all ways in which n people can answer with so many steps above the lowest answer in all.
func worlds(n, total int, f func(c [5]int, squares int)) {
	for e := 0; e <= n && 4*e <= total; e++ {
		for d := 0; d <= n-e && 4*e+3*d <= total; d++ {
			for c := 0; c <= n-e-d && 4*e+3*d+2*c <= total; c++ {
				b := total - 4*e - 3*d - 2*c
				if a := n - e - d - c - b; a >= 0 {
					f([5]int{a, b, c, d, e}, b+4*c+9*d+16*e)
				}
			}
		}
	}
}
