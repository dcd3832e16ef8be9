package design

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/internal/dist"
)

// Chance is a statistic with its distribution: F with NumDF and DenDF degrees of freedom, or χ²
// with NumDF when DenDF is 0. P is the probability of a larger value.
type Chance struct {
	Statistic    float64
	NumDF, DenDF float64
	P            float64
}

// Association is the design-based test that two factors are independent.
type Association struct {
	Rows, Columns []string    // the levels that occur
	Shares        [][]float64 // weighted share of every cell; they sum to 1
	N             int64       // respondents with both
	// F is Rao and Scott's second-order corrected test, the one to report: X²/tr Δ with d0 and
	// d0·ν degrees of freedom, d0 = (tr Δ)²/tr Δ².
	F Chance
	// First is the first-order corrected test; its Statistic is the uncorrected X² = N·Σ(p−e)²/e, its P that of
	// X² over the mean eigenvalue of Δ.
	First Chance
	// Wald tests the deviations of the cells' totals from independence, AdjustedWald with degrees of freedom for
	// many cells and few PSUs. Both are NaN when the deviations' covariance is singular.
	Wald, AdjustedWald Chance
}

// Association tests whether two factors are independent (Rao & Scott 1984, Annals of Statistics
// 12; R: svychisq with statistics F, Chisq, Wald and adjWald). With p̂ the cells' shares, V̂ their
// covariance under the design, D = diag(p̂) and C a basis of the interactions,
//
//	Δ = ( Cᵀ·D⁻¹·C/N )⁻¹ · Cᵀ·D⁻¹·V̂·D⁻¹·C
//
// has the design effects of the log-linear interactions as eigenvalues.
func (s *Survey) Association(rows, columns stat.Factor) (Association, error) {
	for _, f := range []stat.Factor{rows, columns} {
		if f.Rows() != s.n {
			return Association{}, &stat.Error{Package: "design", Reason: stat.Lengths, Subject: "factor", Got: float64(f.Rows()), Want: float64(s.n)}
		}
	}
	t := s.cross(rows, columns)
	if len(t.rows) < 2 || len(t.columns) < 2 {
		return Association{}, &stat.Error{Package: "design", Reason: stat.TooFewGroups, Subject: "levels with respondents", Got: float64(min(len(t.rows), len(t.columns))), Want: 2}
	}
	a := Association{Rows: t.levels(rows, t.rows), Columns: t.levels(columns, t.columns)}
	if err := t.raoScott(&a); err != nil {
		return a, err
	}
	return a, t.wald(&a)
}

// table is a cross table of the rows of the domain.
type table struct {
	s             *Survey
	rows, columns []int // codes of the levels that occur
	cell          []int // of every row of the sample, row-major; −1 outside
	n             int64
	nu            float64 // degrees of freedom of the whole design
}

func (t table) levels(f stat.Factor, codes []int) []string {
	names := make([]string, len(codes))
	for i, code := range codes {
		names[i] = f.Levels[code]
	}
	return names
}

func (s *Survey) cross(rows, columns stat.Factor) table {
	t := table{s: s, cell: make([]int, s.n), nu: s.DF()}
	counts := func(i int) bool {
		return s.Has(i) && s.weights[i] != 0 && rows.Codes[i] >= 0 && columns.Codes[i] >= 0
	}
	place := func(f stat.Factor) (codes, at []int) {
		at = make([]int, len(f.Levels))
		for code := range f.Levels {
			if s.any(func(i int) bool { return counts(i) && int(f.Codes[i]) == code }) {
				at[code] = len(codes)
				codes = append(codes, code)
			}
		}
		return codes, at
	}
	var atRow, atColumn []int
	t.rows, atRow = place(rows)
	t.columns, atColumn = place(columns)
	for i := range t.cell {
		t.cell[i] = -1
		if counts(i) {
			t.cell[i] = atRow[rows.Codes[i]]*len(t.columns) + atColumn[columns.Codes[i]]
			t.n++
		}
	}
	return t
}

// indicators are 1 in the rows of the sample that are in the cell, 0 in others of the table, NaN outside it.
func (t table) indicators() stat.Data {
	d := stat.Data{Columns: make([][]float64, len(t.rows)*len(t.columns))}
	for c := range d.Columns {
		y := make([]float64, t.s.n)
		for i, cell := range t.cell {
			switch cell {
			case -1:
				y[i] = math.NaN()
			case c:
				y[i] = 1
			}
		}
		d.Columns[c] = y
	}
	return d
}

func (t table) raoScott(a *Association) error {
	shares, err := t.s.Means(t.indicators())
	if err != nil {
		return err
	}
	r, c := len(t.rows), len(t.columns)
	p := shares.Values
	row, column := make([]float64, r), make([]float64, c)
	a.N = t.n
	for i := range r {
		a.Shares = append(a.Shares, p[i*c:(i+1)*c])
		for j := range c {
			row[i] += p[i*c+j]
			column[j] += p[i*c+j]
		}
	}
	x2 := 0.0
	basis := mat.NewDense(r*c, (r-1)*(c-1), nil) // D⁻¹·C
	middle := mat.NewDense(r*c, (r-1)*(c-1), nil)
	for i := range r {
		for j := range c {
			k := i*c + j
			e := row[i] * column[j]
			x2 += float64(t.n) * (p[k] - e) * (p[k] - e) / e
			for q := range (r - 1) * (c - 1) {
				x := interaction(i, q/(c-1)+1, r) * interaction(j, q%(c-1)+1, c)
				middle.Set(k, q, x)
				if p[k] > 0 {
					basis.Set(k, q, x/p[k])
				}
			}
		}
	}
	var bread, meat, half, delta, square mat.Dense
	bread.Mul(middle.T(), basis)
	bread.Scale(1/float64(t.n), &bread)
	half.Mul(shares.Cov, basis)
	meat.Mul(basis.T(), &half)
	if err := delta.Solve(&bread, &meat); err != nil {
		return fault(stat.Singular, "table with too many empty cells")
	}
	square.Mul(&delta, &delta)
	trace, df := mat.Trace(&delta), float64((r-1)*(c-1))
	d0 := trace * trace / mat.Trace(&square)
	a.F = Chance{Statistic: x2 / trace, NumDF: d0, DenDF: d0 * t.nu}
	a.F.P = dist.FP(a.F.Statistic, a.F.NumDF, a.F.DenDF)
	a.First = Chance{Statistic: x2, NumDF: df, P: dist.ChiSquareP(x2/(trace/df), df)}
	return nil
}

// interaction is column level ≥ 1 of the centred indicators of a factor with n levels.
func interaction(i, level, n int) float64 {
	x := -1 / float64(n)
	if i == level {
		x++
	}
	return x
}

// wald tests Y_ij = N_ij − N_i·N_j/N of all rows and columns but the first.
func (t table) wald(a *Association) error {
	r, c := len(t.rows), len(t.columns)
	row, column, all := make([]float64, r), make([]float64, c), 0.0
	cells := make([]float64, r*c)
	for i, cell := range t.cell {
		if cell >= 0 {
			w := t.s.weights[i]
			cells[cell] += w
			row[cell/c] += w
			column[cell%c] += w
			all += w
		}
	}
	q := (r - 1) * (c - 1)
	y := mat.NewVecDense(q, nil)
	z := make([][]float64, q)
	for k := range z {
		i, j := k/(c-1)+1, k%(c-1)+1
		y.SetVec(k, cells[i*c+j]-row[i]*column[j]/all)
		z[k] = make([]float64, t.s.n)
		for n, cell := range t.cell {
			if cell < 0 {
				continue
			}
			u := row[i] * column[j] / (all * all)
			if cell/c == i {
				u -= column[j] / all
			}
			if cell%c == j {
				u -= row[i] / all
			}
			if cell == i*c+j {
				u++
			}
			z[k][n] = t.s.weights[n] * u
		}
	}
	v, err := t.s.Covariance(z...)
	if err != nil {
		return err
	}
	a.Wald = Chance{Statistic: math.NaN(), NumDF: float64(q), DenDF: t.nu, P: math.NaN()}
	a.AdjustedWald = Chance{Statistic: math.NaN(), NumDF: float64(q), DenDF: t.nu - float64(q) + 1, P: math.NaN()}
	var chol mat.Cholesky
	if !chol.Factorize(v) {
		return nil
	}
	var solved mat.VecDense
	if chol.SolveVecTo(&solved, y) != nil {
		return nil
	}
	w := mat.Dot(y, &solved)
	a.Wald.Statistic = w / float64(q)
	a.AdjustedWald.Statistic = w * a.AdjustedWald.DenDF / (float64(q) * t.nu)
	for _, test := range []*Chance{&a.Wald, &a.AdjustedWald} {
		test.P = dist.FP(test.Statistic, test.NumDF, test.DenDF)
	}
	return nil
}
