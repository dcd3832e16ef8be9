package htest

import (
	"math"
	"slices"

	"manyi.dev/manyi/stat"
)

// Adjustment is a way to adjust the p of m tests that are looked at together.
type Adjustment string

// The adjustments. The first four keep the probability of a single false positive below the level (the
// family-wise error), the last two the expected share of false among all positives (the false discovery
// rate).
const (
	Bonferroni        Adjustment = "bonferroni"          // m·p
	Holm              Adjustment = "holm"                // step down from the smallest (Holm 1979): never worse than Bonferroni
	Hochberg          Adjustment = "hochberg"            // step up from the largest (Hochberg 1988): independent tests
	Hommel            Adjustment = "hommel"              // closed Simes tests (Hommel 1988): independent tests
	BenjaminiHochberg Adjustment = "benjamini_hochberg"  // m/i·p (Benjamini & Hochberg 1995): independent tests
	BenjaminiYekuteli Adjustment = "benjamini_yekutieli" // Σ1/i · m/i·p (Benjamini & Yekutieli 2001): any dependence
)

// Adjust gives the adjusted p, in the order of p and at most 1, to be compared with the level itself. NaN
// is no test: it stays NaN and does not count.
func Adjust(p []float64, method Adjustment) ([]float64, error) {
	adjusted := make([]float64, len(p))
	var order []int
	for i, v := range p {
		switch {
		case math.IsNaN(v):
			adjusted[i] = math.NaN()
		case v < 0 || v > 1:
			return nil, &stat.Error{Package: "htest", Reason: stat.OutOfRange, Subject: "p", Got: v, Row: i + 1}
		default:
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case p[a] < p[b]:
			return -1
		case p[a] > p[b]:
			return 1
		}
		return 0
	})
	sorted := make([]float64, len(order))
	for k, i := range order {
		sorted[k] = p[i]
	}
	if err := adjustSorted(sorted, method); err != nil {
		return nil, err
	}
	for k, i := range order {
		adjusted[i] = min(1, sorted[k])
	}
	return adjusted, nil
}

// adjustSorted adjusts p, smallest first, in place.
func adjustSorted(p []float64, method Adjustment) error {
	m := float64(len(p))
	switch method {
	case Bonferroni:
		for k := range p {
			p[k] *= m
		}
	case Holm:
		var most float64
		for k := range p {
			most = max(most, (m-float64(k))*p[k])
			p[k] = most
		}
	case Hochberg:
		stepUp(p, func(k int) float64 { return m - float64(k) })
	case BenjaminiHochberg:
		stepUp(p, func(k int) float64 { return m / float64(k+1) })
	case BenjaminiYekuteli:
		var harmonic float64
		for k := range p {
			harmonic += 1 / float64(k+1)
		}
		stepUp(p, func(k int) float64 { return harmonic * m / float64(k+1) })
	case Hommel:
		hommel(p)
	default:
		return fail(stat.Unknown, "adjustment "+string(method), 0, 0)
	}
	return nil
}

// stepUp replaces p_k by the least factor(j)·p_j over j ≥ k.
func stepUp(p []float64, factor func(k int) float64) {
	least := math.Inf(1)
	for k := len(p) - 1; k >= 0; k-- {
		least = min(least, factor(k)*p[k])
		p[k] = least
	}
}

// hommel finds, for every p_k, the largest Simes probability of a set of hypotheses that contains it
// (Wright 1992): of the sets of size s the worst are k with the s−1 largest others.
func hommel(p []float64) {
	n := len(p)
	best := slices.Clone(p)
	for s := n; s >= 2; s-- {
		// least = min over the s−1 largest, which take the places 2 … s
		least := math.Inf(1)
		for i := 2; i <= s; i++ {
			least = min(least, float64(s)*p[n-s+i-1]/float64(i))
		}
		for k := range n {
			q := min(float64(s)*p[k], least)
			if k <= n-s {
				best[k] = max(best[k], q)
			} else { // the set is that of the s largest, the same for all of them
				best[k] = max(best[k], min(float64(s)*p[n-s], least))
			}
		}
	}
	copy(p, best)
}
