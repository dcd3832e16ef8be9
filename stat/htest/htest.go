package htest

import (
	"fmt"
	"math"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/internal/dist"
)

// Interval is a confidence interval; both bounds are NaN when there is none.
type Interval struct{ Low, High float64 }

// Z is a statistic that is standard normal under the hypothesis, with its two-sided p. The p of the
// one-sided alternative on the side of the sign is half of it.
type Z struct{ Z, P float64 }

// ChiSquare is a statistic that is χ² with DF degrees of freedom under the hypothesis, with
// P = P(χ² ≥ X2).
type ChiSquare struct{ X2, DF, P float64 }

// F is a statistic that has the F distribution with DF1 and DF2 degrees of freedom under the
// hypothesis, with its upper p.
type F struct{ F, DF1, DF2, P float64 }

// IndependentZ tests that two independent estimates are equal, such as an indicator of two waves of
// different respondents, each with the variance of its own design:
//
//	z = (a − b) / √(V(a) + V(b))
//
// NaN when one is undefined or both have no variance. stat.Difference does the same with Student's t.
func IndependentZ(a, b stat.Estimate) Z {
	return newZ(ratio(a.Value()-b.Value(), math.Sqrt(a.Variance()+b.Variance())))
}

func newZ(z float64) Z { return Z{z, dist.NormalP(z)} }

func newChiSquare(x2, df float64) ChiSquare { return ChiSquare{x2, df, dist.ChiSquareP(x2, df)} }

func newF(f, df1, df2 float64) F { return F{f, df1, df2, dist.FP(f, df1, df2)} }

// normalHalf is the half width of an interval in standard errors. It panics unless 0 < level < 1.
func normalHalf(level float64) float64 {
	mustLevel(level)
	return dist.NormalQuantile((1 + level) / 2)
}

func mustLevel(level float64) {
	if !(level > 0 && level < 1) {
		panic("htest: confidence level outside (0, 1)")
	}
}

// fail is an error of this package.
func fail(reason stat.Reason, subject string, got, want float64) error {
	return &stat.Error{Package: "htest", Reason: reason, Subject: subject, Got: got, Want: want}
}

// failRow is an error about one row, which is counted from 0.
func failRow(reason stat.Reason, subject string, row int) error {
	return &stat.Error{Package: "htest", Reason: reason, Subject: subject, Row: row + 1}
}

func groupName(i int) string { return fmt.Sprintf("group %d", i+1) }

// ratio is a/b, NaN for 0/0 and without the infinities of a division by zero.
func ratio(a, b float64) float64 {
	if b == 0 {
		return math.NaN()
	}
	return a / b
}
