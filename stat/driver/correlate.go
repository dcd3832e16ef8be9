package driver

import (
	"math"
	"slices"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/internal/par"
)

// Correlation is how a driver goes together with the outcome.
type Correlation struct {
	Name     string
	N        int     // rows behind it
	Pearson  float64 // −1…1, as the others
	Spearman float64 // Pearson's correlation of ranks; ties share the middle of theirs
	Partial  float64 // without what the other drivers explain of both
	Part     float64 // without what the other drivers explain of the driver (semi-partial)
}

// Correlate are the correlations of each driver with the outcome. With weights, the rank of a
// value is the weight of all lower ones plus half the weight of its ties.
func Correlate(d stat.Data, m Model) ([]Correlation, error) {
	moments, err := NewMoments(d, m)
	if err != nil {
		return nil, err
	}
	z, err := moments.Regress()
	if err != nil {
		return nil, err
	}
	r, err := need(d, m)
	if err != nil {
		return nil, err
	}
	if m.Missing == Listwise {
		r.listwise()
	}
	all := make([]Correlation, len(m.Drivers))
	par.Do(len(all), func(j int) {
		all[j] = Correlation{
			Name: z.Names[j], N: moments.pairs[0][j+1], Pearson: moments.r.At(0, j+1),
			Spearman: spearman(r.columns[0], r.columns[j+1], r.weights), Partial: z.Partial[j], Part: z.Part[j],
		}
	})
	return all, nil
}

// spearman is the rank correlation over the rows with both values.
func spearman(x, y, weights []float64) float64 {
	both := stat.Data{Columns: [][]float64{{}, {}, {}}}
	for i, w := range weights {
		if w > 0 && !math.IsNaN(x[i]) && !math.IsNaN(y[i]) {
			for k, v := range []float64{x[i], y[i], w} {
				both.Columns[k] = append(both.Columns[k], v)
			}
		}
	}
	w := both.Columns[2]
	_, cross, a, b := pair(ranks(both.Columns[0], w), ranks(both.Columns[1], w), w)
	return max(-1, min(1, cross/math.Sqrt(a*b)))
}

// ranks are weighted mid-ranks as a share of all weight, −½…½.
func ranks(x, w []float64) []float64 {
	order := make([]int, len(x))
	sum := 0.0
	for i := range x {
		order[i] = i
		sum += w[i]
	}
	slices.SortFunc(order, func(a, b int) int {
		switch {
		case x[a] < x[b]:
			return -1
		case x[a] > x[b]:
			return 1
		}
		return a - b
	})
	r := make([]float64, len(x))
	below := 0.0
	for from := 0; from < len(order); {
		to, tied := from, 0.0
		for ; to < len(order) && x[order[to]] == x[order[from]]; to++ {
			tied += w[order[to]]
		}
		for _, i := range order[from:to] {
			r[i] = (below+tied/2)/sum - 0.5
		}
		below += tied
		from = to
	}
	return r
}
