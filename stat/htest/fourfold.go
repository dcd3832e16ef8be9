package htest

import (
	"math"

	"manyi.dev/manyi/stat"
)

// Fourfold is a 2×2 table: two groups (rows) by yes and no (columns).
type Fourfold [2][2]int64

func (t Fourfold) check() error {
	var n float64
	for _, row := range t {
		for _, o := range row {
			if o < 0 {
				return fail(stat.Negative, "table", 0, 0)
			}
			n += float64(o)
		}
	}
	switch {
	case n == 0:
		return fail(stat.Empty, "table", 0, 0)
	case n > mostExact:
		return fail(stat.OutOfRange, "table", n, 0)
	}
	return nil
}

// Fisher is the two-sided p of Fisher's exact test of independence (Fisher 1935): with all margins given,
// the sum of the probabilities of the tables that are not more probable than the observed one. It is 1
// when a margin is 0.
func Fisher(t Fourfold) (float64, error) {
	if err := t.check(); err != nil {
		return math.NaN(), err
	}
	row, column := t[0][0]+t[0][1], t[0][0]+t[1][0]
	return hypergeometricP(t[0][0], row, column, row+t[1][0]+t[1][1]), nil
}

// Odds is the odds ratio of a 2×2 table.
type Odds struct {
	Ratio float64 // ad/(bc); +Inf when only bc is 0, NaN when both are
	LogSE float64 // the standard error of its logarithm, √(1/a+1/b+1/c+1/d); +Inf with an empty cell
}

// Interval is Ratio·exp(±z·LogSE) (Woolf 1955); NaN with an empty cell.
func (o Odds) Interval(level float64) Interval {
	z := normalHalf(level)
	if math.IsInf(o.LogSE, 0) {
		return Interval{math.NaN(), math.NaN()}
	}
	return Interval{o.Ratio * math.Exp(-z*o.LogSE), o.Ratio * math.Exp(z*o.LogSE)}
}

// OddsRatio is the sample's odds ratio, ad/(bc), not the conditional estimate that R's fisher.test prints.
func OddsRatio(t Fourfold) (Odds, error) {
	if err := t.check(); err != nil {
		return Odds{math.NaN(), math.NaN()}, err
	}
	a, b, c, d := float64(t[0][0]), float64(t[0][1]), float64(t[1][0]), float64(t[1][1])
	return Odds{Ratio: a * d / (b * c), LogSE: math.Sqrt(1/a + 1/b + 1/c + 1/d)}, nil
}

// ChangeTest is McNemar's test of the change of a yes–no answer of the same respondents. X2 and P are NaN
// when nobody changed.
type ChangeTest struct {
	Plain     ChiSquare // (b−c)²/(b+c)
	Corrected ChiSquare // (|b−c|−1)²/(b+c), not below 0
	Exact     float64   // two-sided binomial p of b among b+c with ½
}

// McNemar tests the hypothesis that as many respondents changed from no to yes as from yes to no (McNemar
// 1947): the rows are before, the columns after, and only the changes b = t[0][1] and c = t[1][0] count.
func McNemar(t Fourfold) (ChangeTest, error) {
	if err := t.check(); err != nil {
		return ChangeTest{}, err
	}
	b, c := t[0][1], t[1][0]
	diff, sum := math.Abs(float64(b-c)), float64(b+c)
	less := max(0, diff-1)
	return ChangeTest{
		Plain:     newChiSquare(ratio(diff*diff, sum), 1),
		Corrected: newChiSquare(ratio(less*less, sum), 1),
		Exact:     binomialP(b, b+c, 0.5),
	}, nil
}
