package sample

import (
	"math"

	"manyi.dev/manyi/stat"
)

// Deff is the design effect 1+(m−1)ρ of m interviews per cluster with intraclass correlation rho.
func Deff(m, rho float64) float64 { return 1 + (m-1)*rho }

// EffectiveN is n/deff: the simple random sample that would be as precise.
func EffectiveN(n, deff float64) float64 { return n / deff }

// Correlation is the intraclass correlation with what it was computed from.
type Correlation struct {
	Between, Within float64 // mean squares between and within clusters
	Size            float64 // n₀, the mean cluster size that counts
	Rho             float64 // in [−1/(n₀−1), 1]; NaN when the variable is constant
	Clusters, N     int
}

// ICC is the intraclass correlation by one-way analysis of variance with unequal cluster sizes
// (Donner 1986, doi:10.2307/1403259; R: aov). Rows with missing y are left out.
func ICC(cluster []string, y []float64) (Correlation, error) {
	if len(cluster) != len(y) {
		return Correlation{}, &stat.Error{Package: "sample", Reason: stat.Lengths, Subject: "clusters", Got: float64(len(cluster)), Want: float64(len(y))}
	}
	var names []string
	var values []float64
	for i, x := range y {
		if math.IsInf(x, 0) {
			return Correlation{}, &stat.Error{Package: "sample", Reason: stat.NotFinite, Subject: "y", Row: i + 1}
		}
		if !math.IsNaN(x) {
			names, values = append(names, cluster[i]), append(values, x)
		}
	}
	groups := groupsOf(names)
	n, k := float64(len(values)), float64(len(groups))
	if k < 2 {
		return Correlation{}, &stat.Error{Package: "sample", Reason: stat.TooFewGroups, Subject: "clusters", Got: k, Want: 2}
	}
	if n <= k {
		return Correlation{}, &stat.Error{Package: "sample", Reason: stat.TooFewRows, Subject: "clusters of one unit", Got: n, Want: k + 1}
	}
	all := mean(values, nil)
	between, within, squares := 0.0, 0.0, 0.0
	for _, g := range groups {
		m, size := mean(values, g.units), float64(len(g.units))
		between += size * (m - all) * (m - all)
		squares += size * size
		for _, i := range g.units {
			within += (values[i] - m) * (values[i] - m)
		}
	}
	c := Correlation{Between: between / (k - 1), Within: within / (n - k), Size: (n - squares/n) / (k - 1), Clusters: len(groups), N: len(values)}
	c.Rho = (c.Between - c.Within) / (c.Between + (c.Size-1)*c.Within)
	return c, nil
}

// mean is that of the given rows, of all when rows is nil.
func mean(values []float64, rows []int) float64 {
	sum := 0.0
	if rows == nil {
		for _, x := range values {
			sum += x
		}
		return sum / float64(len(values))
	}
	for _, i := range rows {
		sum += values[i]
	}
	return sum / float64(len(rows))
}
