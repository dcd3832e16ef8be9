package htest

import (
	"cmp"
	"math"
	"slices"

	"manyi.dev/manyi/stat"
)

// Concordance is Kendall's rank correlation with its test.
type Concordance struct {
	TauB float64 // S/√((n₀−n₁)(n₀−n₂)), from −1 to 1
	S    float64 // concordant minus discordant pairs
	Z            // S over its error under the hypothesis, with ties
}

// Kendall tests the hypothesis that two variables are not associated in order (Kendall 1970, chapters 3
// and 4); rows where one is missing are left out. n₀ is the number of pairs of rows, n₁ and n₂ those tied in
// x and in y. With ties of t values in x and u values in y the variance of S is
//
//	( n(n−1)(2n+5) − Σt(t−1)(2t+5) − Σu(u−1)(2u+5) ) / 18
//	+ Σt(t−1)·Σu(u−1) / (2n(n−1)) + Σt(t−1)(t−2)·Σu(u−1)(u−2) / (9n(n−1)(n−2))
//
// S is counted in n·log n steps by sorting (Knight 1966).
func Kendall(x, y []float64) (Concordance, error) {
	px, py, err := pairs(x, y)
	if err != nil {
		return Concordance{}, err
	}
	if len(px) < 3 {
		return Concordance{}, fail(stat.TooFewRows, "pairs", float64(len(px)), 3)
	}
	rows := make([]point, len(px))
	for i := range px {
		rows[i] = point{px[i], py[i]}
	}
	slices.SortFunc(rows, func(a, b point) int { return cmp.Or(cmp.Compare(a.x, b.x), cmp.Compare(a.y, b.y)) })
	tx := tiesOf(len(rows), func(i int) bool { return rows[i].x == rows[i-1].x })
	both := tiesOf(len(rows), func(i int) bool { return rows[i] == rows[i-1] })
	swaps := mergeSort(rows, make([]point, len(rows)))
	ty := tiesOf(len(rows), func(i int) bool { return rows[i].y == rows[i-1].y })

	n := float64(len(rows))
	all := n * (n - 1) / 2
	c := Concordance{S: all - tx.two - ty.two + both.two - 2*swaps}
	if tx.two == all {
		return Concordance{}, fail(stat.Constant, "x", 0, 0)
	}
	if ty.two == all {
		return Concordance{}, fail(stat.Constant, "y", 0, 0)
	}
	c.TauB = c.S / math.Sqrt(all-tx.two) / math.Sqrt(all-ty.two)
	variance := (n*(n-1)*(2*n+5) - tx.five - ty.five) / 18
	variance += 2*tx.two*ty.two/(n*(n-1)) + tx.three*ty.three/(9*n*(n-1)*(n-2))
	c.Z = newZ(ratio(c.S, math.Sqrt(variance)))
	return c, nil
}

type point struct{ x, y float64 }

// tieSums are Σt(t−1)/2, Σt(t−1)(t−2) and Σt(t−1)(2t+5) over runs of t equal values.
type tieSums struct{ two, three, five float64 }

func tiesOf(n int, same func(i int) bool) (s tieSums) {
	run := 1.0
	for i := 1; i <= n; i++ {
		if i < n && same(i) {
			run++
			continue
		}
		s.two += run * (run - 1) / 2
		s.three += run * (run - 1) * (run - 2)
		s.five += run * (run - 1) * (2*run + 5)
		run = 1
	}
	return s
}

// mergeSort sorts rows by y and counts the exchanges of neighbours that this needs.
func mergeSort(rows, spare []point) (swaps float64) {
	if len(rows) < 2 {
		return 0
	}
	half := len(rows) / 2
	swaps = mergeSort(rows[:half], spare[:half]) + mergeSort(rows[half:], spare[half:])
	copy(spare, rows)
	left, right := spare[:half], spare[half:len(rows)]
	for k := range rows {
		if len(right) == 0 || len(left) > 0 && left[0].y <= right[0].y {
			rows[k], left = left[0], left[1:]
			continue
		}
		rows[k], right = right[0], right[1:]
		swaps += float64(len(left))
	}
	return swaps
}
