package scale

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/internal/dist"
	"manyi.dev/manyi/stat/internal/par"
)

// LatentCorrelation is the correlation of two normal variables of which only categories were
// observed.
type LatentCorrelation struct {
	// R is ρ, in [−0.9999, 0.9999]; it is at a bound when a table leaves no doubt about the order. Its
	// standard error is that of maximum likelihood, and NaN with the two-step estimate or at a bound.
	R          stat.Estimate
	Rows, Cols []float64 // thresholds between the categories, rising
	// ChiSquare tests, with DF = rc − r − c, whether the latent variables are bivariate normal:
	// 2·Σ n_ij·ln(n_ij/(n·p_ij)). P is NaN without degrees of freedom, as in a 2 × 2 table.
	ChiSquare, DF, P float64
}

// PolychoricMethod is an estimator of a polychoric correlation.
type PolychoricMethod string

// The estimators.
const (
	FullLikelihood PolychoricMethod = "ml"       // thresholds and correlation together, the default
	TwoStep        PolychoricMethod = "two_step" // thresholds from the margins, then the correlation
)

// highestLatent is the bound of |ρ|.
const highestLatent = 0.9999

// Polychoric is the polychoric correlation of a table of counts, a row for each category of the
// first item and a column for each of the second, both in their order (Olsson 1979). With thresholds
// a and b, the probability of a cell is the rectangle
//
//	p_ij = Φ₂(a_i, b_j) − Φ₂(a_{i−1}, b_j) − Φ₂(a_i, b_{j−1}) + Φ₂(a_{i−1}, b_{j−1})
//
// of the bivariate normal distribution with correlation ρ, and Σ n_ij·ln p_ij is maximised.
// Categories without any count are left out. R: polycor::polychor(ML = TRUE), with TwoStep
// polychor(ML = FALSE).
func Polychoric(table [][]float64, method PolychoricMethod) (LatentCorrelation, error) {
	if method != FullLikelihood && method != TwoStep && method != "" {
		return LatentCorrelation{}, &stat.Error{Package: pkg, Reason: stat.Unknown, Subject: "method " + string(method)}
	}
	table, err := usedCells(table)
	if err != nil {
		return LatentCorrelation{}, err
	}
	l := newLatent(table)
	rho := l.twoStep()
	variance := math.NaN()
	if method != TwoStep && math.Abs(rho) < highestLatent {
		if rho, variance, err = l.full(rho); err != nil {
			return LatentCorrelation{}, err
		}
	}
	out := LatentCorrelation{
		Rows: slices.Clone(l.a), Cols: slices.Clone(l.b),
		DF: float64(len(table)*len(table[0]) - len(table) - len(table[0])),
	}
	out.R = estimate(rho, variance, int(l.n))
	for i, row := range table {
		for j, count := range row {
			if count > 0 {
				out.ChiSquare += 2 * count * math.Log(count/(l.n*l.cells(rho)[i][j]))
			}
		}
	}
	out.P = dist.ChiSquareP(out.ChiSquare, out.DF)
	return out, nil
}

// Tetrachoric is the polychoric correlation of the 2 × 2 table a b / c d (Pearson 1900). With an
// empty cell it is at its bound. R: polycor::polychor.
func Tetrachoric(a, b, c, d float64) (LatentCorrelation, error) {
	return Polychoric([][]float64{{a, b}, {c, d}}, FullLikelihood)
}

// mostCategories is the largest number of categories of an item.
const mostCategories = 50

// PolychoricMatrix are the two-step polychoric correlations of every two items, whose values are
// categories (at most 50), over the complete rows. It may not be positive definite, and then does not serve a
// factor analysis. R: psych::polychoric(correct = 0, global = FALSE).
func PolychoricMatrix(d stat.Data) (Matrix, error) {
	m, err := Correlation(d)
	if err != nil {
		return Matrix{}, err
	}
	complete, _ := d.Complete()
	p := len(d.Columns)
	values := make([][]float64, p)
	for j, column := range complete.Columns {
		values[j] = distinct(column)
		if len(values[j]) > mostCategories {
			return Matrix{}, &stat.Error{Package: pkg, Reason: stat.OutOfRange, Subject: "number of categories of " + d.Name(j), Got: float64(len(values[j]))}
		}
	}
	par.Do(p, func(j int) {
		for k := range j {
			table := make([][]float64, len(values[j]))
			for i := range table {
				table[i] = make([]float64, len(values[k]))
			}
			for i, x := range complete.Columns[j] {
				a, _ := slices.BinarySearch(values[j], x)
				b, _ := slices.BinarySearch(values[k], complete.Columns[k][i])
				table[a][b]++
			}
			m.Values.SetSym(j, k, newLatent(table).twoStep())
		}
	})
	return m, nil
}

// usedCells leaves empty categories out and refuses what is no table of counts of two items.
func usedCells(table [][]float64) ([][]float64, error) {
	if len(table) == 0 || len(table[0]) == 0 {
		return nil, &stat.Error{Package: pkg, Reason: stat.Empty, Subject: "table"}
	}
	for i, row := range table {
		if len(row) != len(table[0]) {
			return nil, &stat.Error{Package: pkg, Reason: stat.Lengths, Subject: "table", Row: i + 1, Got: float64(len(row)), Want: float64(len(table[0]))}
		}
		for _, x := range row {
			if math.IsNaN(x) || math.IsInf(x, 0) {
				return nil, &stat.Error{Package: pkg, Reason: stat.NotFinite, Subject: "table", Row: i + 1}
			}
			if x < 0 {
				return nil, &stat.Error{Package: pkg, Reason: stat.Negative, Subject: "table", Row: i + 1}
			}
		}
	}
	row, col := margins(table)
	var used [][]float64
	for i, cells := range table {
		if row[i] == 0 {
			continue
		}
		var kept []float64
		for j, x := range cells {
			if col[j] > 0 {
				kept = append(kept, x)
			}
		}
		used = append(used, kept)
	}
	if len(used) < 2 || len(used[0]) < 2 {
		return nil, &stat.Error{Package: pkg, Reason: stat.Constant, Subject: "item of the table"}
	}
	return used, nil
}

// latent is a table under the model.
type latent struct {
	table [][]float64
	n     float64
	a, b  []float64 // thresholds
}

// newLatent takes the thresholds of the margins, Φ⁻¹ of the cumulated shares.
func newLatent(table [][]float64) *latent {
	l := &latent{table: table}
	row, col := margins(table)
	for _, x := range row {
		l.n += x
	}
	thresholds := func(counts []float64) []float64 {
		cuts, sum := make([]float64, len(counts)-1), 0.0
		for i := range cuts {
			sum += counts[i]
			cuts[i] = dist.NormalQuantile(sum / l.n)
		}
		return cuts
	}
	l.a, l.b = thresholds(row), thresholds(col)
	return l
}

// at is the i-th threshold of a list that −∞ and +∞ enclose.
func at(cuts []float64, i int) float64 {
	switch {
	case i < 0:
		return math.Inf(-1)
	case i >= len(cuts):
		return math.Inf(1)
	}
	return cuts[i]
}

// differences turns a function of the lower right corners of cells into one of the cells, the
// rectangle sums of the model.
func (l *latent) differences(corner func(a, b float64) float64) [][]float64 {
	rows, cols := len(l.a)+1, len(l.b)+1
	cells := make([][]float64, rows)
	above := make([]float64, cols)
	for i := range rows {
		cells[i] = make([]float64, cols)
		left := 0.0
		for j := range cols {
			g := corner(at(l.a, i), at(l.b, j))
			cells[i][j] = g - above[j] - left
			// left is the sum of this row so far, above[j] that of all rows up to here.
			left += cells[i][j]
			above[j] = g
		}
	}
	return cells
}

// cells are the probabilities of the cells.
func (l *latent) cells(rho float64) [][]float64 {
	return l.differences(func(a, b float64) float64 { return dist.BivariateNormal(a, b, rho) })
}

// slopes are their derivatives by ρ: the rectangle sums of the density.
func (l *latent) slopes(rho float64) [][]float64 {
	return l.differences(func(a, b float64) float64 { return density(a, b, rho) })
}

// density is that of the bivariate normal distribution, 0 at infinity.
func density(a, b, rho float64) float64 {
	if math.IsInf(a, 0) || math.IsInf(b, 0) {
		return 0
	}
	q := 1 - rho*rho
	return math.Exp(-(a*a+b*b-2*rho*a*b)/(2*q)) / (2 * math.Pi * math.Sqrt(q))
}

// impossible is the smallest probability of a cell.
const impossible = 1e-300

// loss is −Σ n_ij·ln p_ij / n.
func (l *latent) loss(cells [][]float64) float64 {
	f := 0.0
	for i, row := range l.table {
		for j, count := range row {
			if count > 0 {
				f -= count / l.n * math.Log(max(cells[i][j], impossible))
			}
		}
	}
	return f
}

// score is the derivative of loss by ρ.
func (l *latent) score(rho float64) float64 {
	cells, slopes := l.cells(rho), l.slopes(rho)
	s := 0.0
	for i, row := range l.table {
		for j, count := range row {
			if count > 0 {
				s -= count / l.n * slopes[i][j] / max(cells[i][j], impossible)
			}
		}
	}
	return s
}

// twoStep is the best ρ for the thresholds: the best of a grid, then the root of the score between
// its neighbours.
func (l *latent) twoStep() float64 {
	const points = 41
	grid, best, lowest := make([]float64, points), 0, math.Inf(1)
	for i := range grid {
		grid[i] = highestLatent * math.Sin(math.Pi*(float64(i)/(points-1)-0.5))
		if f := l.loss(l.cells(grid[i])); f < lowest {
			best, lowest = i, f
		}
	}
	low, high := grid[max(0, best-1)], grid[min(points-1, best+1)]
	if l.score(low) >= 0 {
		return low
	}
	if l.score(high) <= 0 {
		return high
	}
	for range 200 {
		middle := (low + high) / 2
		if middle <= low || middle >= high {
			break
		}
		if l.score(middle) < 0 {
			low = middle
		} else {
			high = middle
		}
	}
	return (low + high) / 2
}

// full maximises the likelihood over ρ and the thresholds, and gives the variance of ρ. The
// coordinates are y with ρ = tanh(y/2), the thresholds of the rows and those of the columns; the
// expected information takes the place of the Hessian.
func (l *latent) full(rho float64) (best, variance float64, err error) {
	start := append(append([]float64{2 * math.Atanh(rho)}, l.a...), l.b...)
	rows := len(l.a)
	limit := 2 * math.Atanh(highestLatent)
	f := func(x, grad []float64, hess *mat.SymDense) float64 {
		point := latent{table: l.table, n: l.n, a: x[1 : rows+1], b: x[rows+1:]}
		return point.likelihood(math.Tanh(x[0]/2), grad, hess)
	}
	end := minimise(f, start, -limit, limit)
	if !end.found() {
		return 0, 0, &stat.Error{
			Package: pkg, Reason: stat.NoConvergence, Subject: "polychoric correlation",
			Iterations: end.steps, Distance: end.slope,
		}
	}
	copy(l.a, end.x[1:rows+1])
	copy(l.b, end.x[rows+1:])
	best = math.Tanh(end.x[0] / 2)
	information := mat.NewSymDense(len(start), nil)
	f(end.x, make([]float64, len(start)), information)
	var factor mat.Cholesky
	var inverse mat.SymDense
	if math.Abs(best) >= highestLatent || !factor.Factorize(information) || factor.InverseTo(&inverse) != nil {
		return best, math.NaN(), nil
	}
	turn := (1 - best*best) / 2 // dρ/dy
	return best, inverse.At(0, 0) * turn * turn / l.n, nil
}

// likelihood is the loss at ρ and the thresholds with its gradient and the expected information
// Σ ∂p·∂p'/p.
func (l *latent) likelihood(rho float64, grad []float64, hess *mat.SymDense) float64 {
	if !rising(l.a) || !rising(l.b) {
		return math.Inf(1)
	}
	cells := l.cells(rho)
	for i, row := range l.table {
		for j, count := range row {
			if count > 0 && cells[i][j] <= impossible {
				return math.Inf(1)
			}
		}
	}
	if grad == nil {
		return l.loss(cells)
	}
	parts := l.derivatives(rho)
	clear(grad)
	hess.Zero()
	for i, row := range l.table {
		for j, count := range row {
			p := max(cells[i][j], 1e-12)
			for q, part := range parts {
				grad[q] -= count / l.n * part[i][j] / p
				for s := range q + 1 {
					hess.SetSym(q, s, hess.At(q, s)+part[i][j]*parts[s][i][j]/p)
				}
			}
		}
	}
	return l.loss(cells)
}

// derivatives are those of the cells by y, by the thresholds of the rows and by those of the columns.
func (l *latent) derivatives(rho float64) [][][]float64 {
	q := math.Sqrt(1 - rho*rho)
	turn := (1 - rho*rho) / 2
	parts := [][][]float64{l.differences(func(a, b float64) float64 { return turn * density(a, b, rho) })}
	for _, cut := range l.a {
		parts = append(parts, l.differences(func(a, b float64) float64 { return edge(a, b, cut, rho, q) }))
	}
	for _, cut := range l.b {
		parts = append(parts, l.differences(func(a, b float64) float64 { return edge(b, a, cut, rho, q) }))
	}
	return parts
}

// edge is the derivative of Φ₂ by its first argument where that is the given threshold:
// φ(a)·Φ((b − ρa)/√(1−ρ²)).
func edge(a, b, cut, rho, q float64) float64 {
	if a != cut {
		return 0
	}
	return dist.NormalDensity(a) * dist.Normal((b-rho*a)/q)
}

// rising reports whether thresholds are in their order.
func rising(cuts []float64) bool {
	for i := range cuts[1:] {
		if cuts[i+1] <= cuts[i] {
			return false
		}
	}
	return true
}
