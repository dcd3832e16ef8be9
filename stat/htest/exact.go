package htest

import "math"

// notLess is the relative slack within which two probabilities count as equal.
const notLess = 1 + 1e-7

// mostExact is the largest sum of a table for which exact p are summed up: some million terms.
const mostExact = 1e10

// notMoreProbable is the sum of the probabilities of all outcomes of low … high that are not more
// probable than the observed one. up(k) is f(k+1)/f(k) of a unimodal f; mode is its largest outcome.
func notMoreProbable(up func(k int64) float64, low, mode, high, observed int64) float64 {
	// Everything relative to f(mode); the walk ends where nothing counts any more.
	walk := func(to int64, see func(k int64, f float64)) {
		f := 1.0
		for k := mode; k < to && f > 1e-300; k++ {
			f *= up(k)
			see(k+1, f)
		}
		for k := mode; k > to && f > 1e-300; k-- {
			f /= up(k - 1)
			see(k-1, f)
		}
	}
	var of float64
	if observed == mode {
		of = 1
	}
	walk(observed, func(k int64, f float64) {
		if k == observed {
			of = f
		}
	})
	total, sum := 1.0, 0.0
	if of*notLess >= 1 {
		sum = 1
	}
	add := func(_ int64, f float64) {
		total += f
		if f <= of*notLess {
			sum += f
		}
	}
	walk(low, add)
	walk(high, add)
	return min(1, sum/total)
}

// binomialP is the two-sided p of x successes among n with probability 0 < p < 1.
func binomialP(x, n int64, p float64) float64 {
	odds := p / (1 - p)
	up := func(k int64) float64 { return float64(n-k) / float64(k+1) * odds }
	mode := min(n, int64(math.Floor(float64(n+1)*p)))
	return notMoreProbable(up, 0, mode, n, x)
}

// hypergeometricP is the two-sided p of x in the upper left cell of a 2×2 table whose first row has the
// sum row, whose first column has the sum column, and whose sum is n.
func hypergeometricP(x, row, column, n int64) float64 {
	low, high := max(0, row+column-n), min(row, column)
	up := func(k int64) float64 {
		return float64(row-k) / float64(k+1) * (float64(column-k) / float64(n-row-column+k+1))
	}
	mode := int64(math.Floor(float64(row+1) / float64(n+2) * float64(column+1)))
	return notMoreProbable(up, low, min(high, max(low, mode)), high, x)
}

// rankSumP is the two-sided exact p of Mann and Whitney's U of groups of m and n values without ties:
// twice the smaller tail, at most 1.
func rankSumP(u float64, m, n int) float64 {
	// p[j][u]: the probability of U = u with i values of the first group and j of the second; the largest
	// value belongs to the first with probability i/(i+j) and then beats all j of the second.
	row := make([][]float64, n+1)
	for j := range row {
		row[j] = []float64{1}
	}
	for i := 1; i <= m; i++ {
		last := []float64{1}
		for j := 1; j <= n; j++ {
			next := make([]float64, i*j+1)
			first := float64(i) / float64(i+j)
			for k, p := range row[j] { // i−1 and j
				next[k+j] += first * p
			}
			for k, p := range last { // i and j−1
				next[k] += (1 - first) * p
			}
			row[j], last = next, next
		}
	}
	return twoTails(row[n], u)
}

// signedRankP is the two-sided exact p of Wilcoxon's V of n differences without ties.
func signedRankP(v float64, n int) float64 {
	p := []float64{1}
	for i := 1; i <= n; i++ {
		next := make([]float64, len(p)+i)
		for k, q := range p {
			next[k] += q / 2
			next[k+i] += q / 2
		}
		p = next
	}
	return twoTails(p, v)
}

// twoTails is twice the smaller of P(X ≤ x) and P(X ≥ x), at most 1.
func twoTails(p []float64, x float64) float64 {
	var below, above float64
	for k, q := range p {
		if float64(k) <= x {
			below += q
		}
		if float64(k) >= x {
			above += q
		}
	}
	return min(1, 2*min(below, above))
}
