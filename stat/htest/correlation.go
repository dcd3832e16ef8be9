package htest

import (
	"math"

	"manyi.dev/manyi/stat"
)

// Correlation is Pearson's or Spearman's correlation with its test.
type Correlation struct {
	R     float64 // from −1 to 1
	N     int     // pairs without a missing value
	T     float64 // R·√((n−2)/(1−R²)); ±Inf, or huge, when R is ±1
	DF, P float64 // n−2 degrees of freedom of T, two-sided p
}

// Interval is Fisher's (1921) interval tanh( artanh R ± z/√(n−3) ); NaN for fewer than four pairs. For
// Spearman's correlation it is a rough approximation.
func (c Correlation) Interval(level float64) Interval {
	z := normalHalf(level)
	if c.N < 4 {
		return Interval{math.NaN(), math.NaN()}
	}
	centre, half := math.Atanh(c.R), z/math.Sqrt(float64(c.N-3))
	return Interval{math.Tanh(centre - half), math.Tanh(centre + half)}
}

// Pearson tests the hypothesis that two variables are not correlated; rows where one is missing are left
// out.
//
//	r = Σ(x−x̄)(y−ȳ) / √(Σ(x−x̄)²·Σ(y−ȳ)²)
func Pearson(x, y []float64) (Correlation, error) {
	px, py, err := pairs(x, y)
	if err != nil {
		return Correlation{}, err
	}
	return correlate(px, py)
}

// Spearman is Pearson's correlation of the ranks, tied values having the mean of theirs (Spearman 1904);
// its p is that of Student's t with n−2 degrees of freedom.
func Spearman(x, y []float64) (Correlation, error) {
	px, py, err := pairs(x, y)
	if err != nil {
		return Correlation{}, err
	}
	rx, _ := midranks(px)
	ry, _ := midranks(py)
	return correlate(rx, ry)
}

func correlate(x, y []float64) (Correlation, error) {
	if len(x) < 3 {
		return Correlation{}, fail(stat.TooFewRows, "pairs", float64(len(x)), 3)
	}
	r, err := weightedPearson(x, y, nil)
	if err != nil {
		return Correlation{}, err
	}
	df := float64(len(x) - 2)
	c := Correlation{R: r, N: len(x), DF: df}
	c.T = r * math.Sqrt(df/((1-r)*(1+r)))
	c.P = stat.StudentP(c.T, df)
	return c, nil
}

// WeightedPearson is the correlation with weights; nil means 1 each. Rows where a value is missing are
// left out.
//
//	r = Σw(x−x̄)(y−ȳ) / √(Σw(x−x̄)²·Σw(y−ȳ)²),  x̄ = Σwx/Σw
func WeightedPearson(x, y, w []float64) (float64, error) {
	if len(x) != len(y) {
		return math.NaN(), fail(stat.Lengths, "y", float64(len(y)), float64(len(x)))
	}
	if w != nil && len(w) != len(x) {
		return math.NaN(), fail(stat.Lengths, "weights", float64(len(w)), float64(len(x)))
	}
	for i := range x {
		switch {
		case math.IsInf(x[i], 0):
			return math.NaN(), failRow(stat.NotFinite, "x", i)
		case math.IsInf(y[i], 0):
			return math.NaN(), failRow(stat.NotFinite, "y", i)
		case w == nil:
		case math.IsNaN(w[i]) || math.IsInf(w[i], 0):
			return math.NaN(), failRow(stat.NotFinite, "weights", i)
		case w[i] < 0:
			return math.NaN(), failRow(stat.Negative, "weights", i)
		}
	}
	return weightedPearson(x, y, w)
}

// weightedPearson takes checked values; rows with NaN are left out.
func weightedPearson(x, y, w []float64) (float64, error) {
	weight := func(i int) float64 {
		switch {
		case math.IsNaN(x[i]) || math.IsNaN(y[i]):
			return 0
		case w == nil:
			return 1
		}
		return w[i]
	}
	var sumW, mx, my float64
	for i := range x {
		if v := weight(i); v > 0 { // running means: no sum can overflow
			sumW += v
			mx += v / sumW * (x[i] - mx)
			my += v / sumW * (y[i] - my)
		}
	}
	if sumW == 0 {
		return math.NaN(), fail(stat.Empty, "pairs", 0, 0)
	}
	var sx, sy float64
	for i := range x {
		if v := weight(i); v > 0 {
			sx = max(sx, math.Abs(x[i]-mx))
			sy = max(sy, math.Abs(y[i]-my))
		}
	}
	if !(sx > 4e-16*math.Abs(mx)) {
		return math.NaN(), fail(stat.Constant, "x", 0, 0)
	}
	if !(sy > 4e-16*math.Abs(my)) {
		return math.NaN(), fail(stat.Constant, "y", 0, 0)
	}
	var xx, yy, xy float64
	for i := range x {
		if v := weight(i); v > 0 {
			dx, dy := (x[i]-mx)/sx, (y[i]-my)/sy
			xx += v * dx * dx
			yy += v * dy * dy
			xy += v * dx * dy
		}
	}
	return max(-1, min(1, xy/math.Sqrt(xx)/math.Sqrt(yy))), nil
}
