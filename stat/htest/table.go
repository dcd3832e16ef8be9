package htest

import (
	"fmt"
	"math"
	"slices"

	"manyi.dev/manyi/stat"
)

// Crosstab counts how often the levels of two factors occur together: a row for each level of rows, a
// column for each level of columns. Rows of the data where one is missing are left out.
func Crosstab(rows, columns stat.Factor) ([][]float64, error) {
	if rows.Rows() != columns.Rows() {
		return nil, fail(stat.Lengths, "columns", float64(columns.Rows()), float64(rows.Rows()))
	}
	table := make([][]float64, len(rows.Levels))
	for i := range table {
		table[i] = make([]float64, len(columns.Levels))
	}
	for k, i := range rows.Codes {
		if j := columns.Codes[k]; i >= 0 && j >= 0 {
			table[i][j]++
		}
	}
	return table, nil
}

// TableTest is the test of independence of the rows and columns of a table.
type TableTest struct {
	Pearson   ChiSquare   // Σ (o−e)²/e with (r−1)(c−1) degrees of freedom
	Corrected ChiSquare   // Yates: Σ (|o−e|−c)²/e with c = min(½, |o−e|); of a 2×2 table, otherwise NaN
	Ratio     ChiSquare   // the likelihood ratio G² = 2·Σ o·log(o/e)
	Expected  [][]float64 // e = row sum · column sum / sum
	Residuals [][]float64 // (o−e)/√e
	// Standardised are the residuals over their error, (o−e)/√(e(1−row sum/n)(1−column sum/n)): beyond
	// ±1.96 a cell differs at 5 %, if it is the only one looked at.
	Standardised [][]float64
	CramerV      float64 // √(χ²/(n·min(r−1, c−1))), from 0 to 1 (Cramér 1946)
	Contingency  float64 // √(χ²/(χ²+n)) (Pearson 1904)
	Phi          float64 // √(χ²/n); of a 2×2 table |φ|
	SmallCells   int     // cells with an expected count below 5, where the approximation is poor
}

// Independence tests the hypothesis that the rows and columns of a table of counts are independent (Pearson
// 1900; Agresti 2013, sections 3.2 and 3.3).
func Independence(counts [][]float64) (TableTest, error) {
	rows, columns, n, err := margins(counts)
	if err != nil {
		return TableTest{}, err
	}
	t := TableTest{Corrected: ChiSquare{math.NaN(), math.NaN(), math.NaN()}}
	var x2, g2, least float64
	least = 0.5
	for i, row := range counts {
		expected, residuals, standard := make([]float64, len(row)), make([]float64, len(row)), make([]float64, len(row))
		for j, o := range row {
			e := rows[i] * (columns[j] / n)
			expected[j], residuals[j] = e, (o-e)/math.Sqrt(e)
			standard[j] = residuals[j] / math.Sqrt((1-rows[i]/n)*(1-columns[j]/n))
			x2 += residuals[j] * residuals[j]
			if o > 0 {
				g2 += 2 * o * math.Log(o/e)
			}
			if e < 5 {
				t.SmallCells++
			}
			least = min(least, math.Abs(o-e))
		}
		t.Expected, t.Residuals = append(t.Expected, expected), append(t.Residuals, residuals)
		t.Standardised = append(t.Standardised, standard)
	}
	df := float64((len(rows) - 1) * (len(columns) - 1))
	t.Pearson, t.Ratio = newChiSquare(x2, df), newChiSquare(max(0, g2), df)
	if len(rows) == 2 && len(columns) == 2 {
		t.Corrected = yates(counts, t.Expected, least)
	}
	t.CramerV = math.Sqrt(x2 / (n * float64(min(len(rows), len(columns))-1)))
	t.Contingency, t.Phi = math.Sqrt(x2/(x2+n)), math.Sqrt(x2/n)
	return t, nil
}

func yates(counts, expected [][]float64, correction float64) ChiSquare {
	var x2 float64
	for i, row := range counts {
		for j, o := range row {
			d := math.Abs(o-expected[i][j]) - correction
			x2 += d * d / expected[i][j]
		}
	}
	return newChiSquare(x2, 1)
}

// margins are the sums of a table that has at least two rows and two columns, none of them empty.
func margins(counts [][]float64) (rows, columns []float64, n float64, err error) {
	if len(counts) < 2 {
		return nil, nil, 0, fail(stat.TooFewGroups, "rows", float64(len(counts)), 2)
	}
	if len(counts[0]) < 2 {
		return nil, nil, 0, fail(stat.TooFewGroups, "columns", float64(len(counts[0])), 2)
	}
	rows, columns = make([]float64, len(counts)), make([]float64, len(counts[0]))
	for i, row := range counts {
		if len(row) != len(columns) {
			return nil, nil, 0, fail(stat.Lengths, fmt.Sprintf("row %d", i+1), float64(len(row)), float64(len(columns)))
		}
		for j, o := range row {
			if err := checkCount(o, fmt.Sprintf("row %d, column %d", i+1, j+1)); err != nil {
				return nil, nil, 0, err
			}
			rows[i] += o
			columns[j] += o
			n += o
		}
	}
	if i := slices.Index(rows, 0); i >= 0 {
		return nil, nil, 0, fail(stat.EmptyCell, fmt.Sprintf("row %d", i+1), 0, 0)
	}
	if j := slices.Index(columns, 0); j >= 0 {
		return nil, nil, 0, fail(stat.EmptyCell, fmt.Sprintf("column %d", j+1), 0, 0)
	}
	return rows, columns, n, nil
}

func checkCount(o float64, subject string) error {
	switch {
	case math.IsNaN(o) || math.IsInf(o, 0):
		return fail(stat.NotFinite, subject, 0, 0)
	case o < 0:
		return fail(stat.Negative, subject, 0, 0)
	}
	return nil
}

// GoodnessOfFit tests the hypothesis that counts come from a population with the given shares, which are
// positive and are divided by their sum:
//
//	χ² = Σ (o−e)²/e,  e = share·n,  one degree of freedom less than counts
func GoodnessOfFit(counts, shares []float64) (ChiSquare, error) {
	if len(counts) != len(shares) {
		return ChiSquare{}, fail(stat.Lengths, "shares", float64(len(shares)), float64(len(counts)))
	}
	if len(counts) < 2 {
		return ChiSquare{}, fail(stat.TooFewGroups, "counts", float64(len(counts)), 2)
	}
	var n, sum float64
	for i, o := range counts {
		if err := checkCount(o, fmt.Sprintf("count %d", i+1)); err != nil {
			return ChiSquare{}, err
		}
		if s := shares[i]; !(s > 0) || math.IsInf(s, 0) {
			return ChiSquare{}, fail(stat.OutOfRange, fmt.Sprintf("share %d", i+1), s, 0)
		}
		n += o
		sum += shares[i]
	}
	if n == 0 {
		return ChiSquare{}, fail(stat.Empty, "counts", 0, 0)
	}
	var x2 float64
	for i, o := range counts {
		e := n * (shares[i] / sum)
		x2 += (o - e) * (o - e) / e
	}
	return newChiSquare(x2, float64(len(counts)-1)), nil
}
