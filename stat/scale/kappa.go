package scale

import (
	"math"
	"slices"

	"manyi.dev/manyi/stat"
)

// Agreement is chance-corrected agreement.
type Agreement struct {
	// Kappa is κ = (p_o − p_e)/(1 − p_e) in [−1, 1]; undefined when p_e = 1, that is when everybody chose
	// the same category. Its base is the number of subjects, its degrees of freedom are infinite.
	Kappa stat.Estimate
	// Observed is the agreement p_o found and Expected the agreement p_e of raters who rate
	// independently; both weighted where weights were asked for, in [0, 1].
	Observed, Expected float64
	// Categories are the categories that were told apart, in rising order.
	Categories []float64
}

// KappaWeights says how much two different categories agree.
type KappaWeights string

// The weights of categories at the places i and j of K.
const (
	Quadratic KappaWeights = "quadratic" // 1 − (i−j)²/(K−1)², the default
	Linear    KappaWeights = "linear"    // 1 − |i−j|/(K−1)
	Nominal   KappaWeights = "nominal"   // 1 for the same category, otherwise 0
)

// KappaOptions are the choices of WeightedKappa. The zero value has quadratic weights and the
// categories that occur.
type KappaOptions struct {
	Weights    KappaWeights
	Categories []float64 // all categories of the scale in rising order, when some may not occur
}

// CohenKappa is the agreement of two raters a and b on the same subjects (Cohen 1960):
//
//	p_o = Σ_i p_ii,   p_e = Σ_i p_i·p_·i
//
// Subjects that one of the two left out (NaN) do not count. R: psych::cohen.kappa, kappa.
func CohenKappa(a, b []float64) (Agreement, error) {
	return WeightedKappa(a, b, KappaOptions{Weights: Nominal})
}

// WeightedKappa is CohenKappa for ordered categories, where raters that are close agree in part
// (Cohen 1968):
//
//	p_o = Σ_ij w_ij·p_ij,   p_e = Σ_ij w_ij·p_i·p_·j
//
// With weights w̄_i· = Σ_j w_ij·p_·j and w̄_·j = Σ_i w_ij·p_i· the large-sample variance is (Fleiss,
// Cohen & Everitt 1969)
//
//	V = (Σ_ij p_ij·(w_ij·(1−p_e) − (w̄_i·+w̄_·j)·(1−p_o))² − (p_o·p_e − 2p_e + p_o)²) / (n·(1−p_e)⁴)
//
// The places of the categories count, not their values. R: psych::cohen.kappa, weighted.kappa.
func WeightedKappa(a, b []float64, options KappaOptions) (Agreement, error) {
	weights, err := kappaWeights(options.Weights)
	if err != nil {
		return Agreement{}, err
	}
	both := stat.Data{Columns: [][]float64{a, b}}
	if err := both.Check(pkg); err != nil {
		return Agreement{}, err
	}
	both, rows := both.Complete()
	k := Agreement{Categories: options.Categories}
	if k.Categories == nil {
		k.Categories = distinct(both.Columns...)
	}
	table, n, err := crosstab(both.Columns[0], both.Columns[1], rows, k.Categories)
	if err != nil {
		return Agreement{}, err
	}
	variance := 0.0
	k.Observed, k.Expected, variance = agreement(table, n, weights)
	k.Kappa = kappaEstimate(k.Observed, k.Expected, variance, n)
	return k, nil
}

// kappaWeights is the weight of the places i and j of size categories.
func kappaWeights(w KappaWeights) (func(i, j, size int) float64, error) {
	switch w {
	case Quadratic, "":
		return func(i, j, size int) float64 {
			d := float64(i-j) / float64(max(1, size-1))
			return 1 - d*d
		}, nil
	case Linear:
		return func(i, j, size int) float64 { return 1 - math.Abs(float64(i-j))/float64(max(1, size-1)) }, nil
	case Nominal:
		return func(i, j, _ int) float64 {
			if i == j {
				return 1
			}
			return 0
		}, nil
	}
	return nil, &stat.Error{Package: pkg, Reason: stat.Unknown, Subject: "weights " + string(w)}
}

// agreement is the weighted agreement found and expected in a table of counts, and the variance
// of kappa.
func agreement(table [][]float64, n float64, weight func(i, j, size int) float64) (po, pe, variance float64) {
	size := len(table)
	row, col := margins(table)
	barRow, barCol := make([]float64, size), make([]float64, size)
	for i := range size {
		for j := range size {
			w := weight(i, j, size)
			po += w * table[i][j] / n
			barRow[i] += w * col[j] / n
			barCol[j] += w * row[i] / n
		}
		pe += barRow[i] * row[i] / n
	}
	sum := 0.0
	for i := range size {
		for j := range size {
			d := weight(i, j, size)*(1-pe) - (barRow[i]+barCol[j])*(1-po)
			sum += table[i][j] / n * d * d
		}
	}
	d := po*pe - 2*pe + po
	return po, pe, (sum - d*d) / (n * math.Pow(1-pe, 4))
}

// kappaEstimate is kappa with its error; undefined when agreement by chance is certain.
func kappaEstimate(po, pe, variance, n float64) stat.Estimate {
	if pe >= 1 {
		return stat.New(stat.Parts{Value: math.NaN(), N: int64(n)})
	}
	return stat.New(stat.Parts{
		Value: (po - pe) / (1 - pe), Variance: variance, SRSVariance: variance, DF: math.Inf(1),
		N: int64(n), SumW: n, SumW2: n,
	})
}

// distinct are the values that occur, in rising order.
func distinct(columns ...[]float64) []float64 {
	all := slices.Concat(columns...)
	slices.Sort(all)
	return slices.Compact(all)
}

// crosstab counts pairs of categories; n is their number, rows are their places in the data.
func crosstab(a, b []float64, rows []int, categories []float64) (table [][]float64, n float64, err error) {
	if len(a) == 0 {
		return nil, 0, &stat.Error{Package: pkg, Reason: stat.TooFewRows, Subject: "ratings", Want: 1}
	}
	table = make([][]float64, len(categories))
	for i := range table {
		table[i] = make([]float64, len(categories))
	}
	for r := range a {
		i, ok := slices.BinarySearch(categories, a[r])
		j, ok2 := slices.BinarySearch(categories, b[r])
		if !ok || !ok2 {
			return nil, 0, &stat.Error{Package: pkg, Reason: stat.OutOfRange, Subject: "rating", Row: rows[r] + 1, Got: pick(ok, b[r], a[r])}
		}
		table[i][j]++
	}
	return table, float64(len(a)), nil
}

func pick(first bool, a, b float64) float64 {
	if first {
		return a
	}
	return b
}

// margins are the sums of the rows and of the columns of a table.
func margins(table [][]float64) (row, col []float64) {
	row, col = make([]float64, len(table)), make([]float64, len(table[0]))
	for i, cells := range table {
		for j, x := range cells {
			row[i] += x
			col[j] += x
		}
	}
	return row, col
}
