package scale

import (
	"math"
	"slices"

	"manyi.dev/manyi/stat"
)

// Fleiss is the agreement of several raters.
type Fleiss struct {
	Agreement
	Raters int
	// NullSE is the standard error of κ when raters agree by chance only (Fleiss, Nee & Landis
	// 1979): κ/NullSE tests that hypothesis. It is no measure of the precision of κ; that is in
	// Kappa.
	NullSE float64
}

// FleissKappa is the agreement of m raters on the same subjects, whoever the raters are (Fleiss
// 1971). A column holds the categories one rater chose, a row is a subject; subjects with a
// missing rating do not count. With n_ij raters who put subject i into category j of n subjects
// and p_j the share of category j,
//
//	P_i = Σ_j n_ij(n_ij−1) / (m(m−1)),   p_o = mean of P_i,   p_e = Σ_j p_j²
//
// The variance is that of the linearised values of subjects (Gwet 2008, section 3, subjects drawn
// from a large population):
//
//	z_i = P_i/(1−p_e) − 2(1−κ)·Σ_j p_j·n_ij/m/(1−p_e),   V = Σ (z_i − z̄)² / (n(n−1))
//
// It is NaN for a single subject.
func FleissKappa(ratings stat.Data) (Fleiss, error) {
	if err := ratings.Check(pkg); err != nil {
		return Fleiss{}, err
	}
	m := float64(len(ratings.Columns))
	if m < 2 {
		return Fleiss{}, &stat.Error{Package: pkg, Reason: stat.TooFewGroups, Subject: "raters", Got: m, Want: 2}
	}
	complete, rows := ratings.Complete()
	if len(rows) == 0 {
		return Fleiss{}, &stat.Error{Package: pkg, Reason: stat.TooFewRows, Subject: "ratings", Want: 1}
	}
	n := float64(len(rows))
	k := Fleiss{Raters: len(ratings.Columns), Agreement: Agreement{Categories: distinct(complete.Columns...)}}
	share := make([]float64, len(k.Categories))
	for _, column := range complete.Columns {
		for _, x := range column {
			j, _ := slices.BinarySearch(k.Categories, x)
			share[j] += 1 / (n * m)
		}
	}
	same := make([]float64, len(rows))   // P_i
	chance := make([]float64, len(rows)) // Σ p_j n_ij/m
	count := make([]float64, len(k.Categories))
	for i := range rows {
		clear(count)
		for _, column := range complete.Columns {
			j, _ := slices.BinarySearch(k.Categories, column[i])
			count[j]++
		}
		for j, c := range count {
			same[i] += c * (c - 1) / (m * (m - 1))
			chance[i] += share[j] * c / m
		}
		k.Observed += same[i] / n
	}
	for _, p := range share {
		k.Expected += p * p
	}
	if len(k.Categories) == 1 { // the sum above may miss 1 by rounding
		k.Expected = 1
	}
	k.Kappa = kappaEstimate(k.Observed, k.Expected, fleissVariance(same, chance, k.Observed, k.Expected), n)
	k.NullSE = fleissNullSE(share, n, m)
	return k, nil
}

// fleissVariance is the variance of the linearised values over the subjects.
func fleissVariance(same, chance []float64, po, pe float64) float64 {
	n := float64(len(same))
	disagree := (1 - po) / (1 - pe) // 1 − κ
	sum := 0.0
	for i := range same {
		z := (same[i] - po - 2*disagree*(chance[i]-pe)) / (1 - pe)
		sum += z * z
	}
	return sum / (n * (n - 1))
}

// fleissNullSE is the standard error under independence.
func fleissNullSE(share []float64, n, m float64) float64 {
	pq, skew := 0.0, 0.0
	for _, p := range share {
		pq += p * (1 - p)
		skew += p * (1 - p) * (1 - 2*p)
	}
	return math.Sqrt(2*(pq*pq-skew)/(n*m*(m-1))) / pq
}
