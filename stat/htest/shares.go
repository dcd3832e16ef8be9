package htest

import (
	"math"

	"manyi.dev/manyi/stat"
)

// SharesTest compares two independent shares p_a and p_b. All p are NaN when nobody or everybody
// succeeded in both.
type SharesTest struct {
	A, B Count
	// Diff is p_a − p_b with the error √(p_a(1−p_a)/n_a + p_b(1−p_b)/n_b); its normal interval is
	// Wald's, Newcombe's is better.
	Diff stat.Estimate
	// Pooled has the error under the hypothesis, √(p(1−p)(1/n_a+1/n_b)) with p = (x_a+x_b)/(n_a+n_b).
	Pooled Z
	// Unpooled has the error of Diff.
	Unpooled Z
	// Corrected is Pooled squared with Yates' correction: |p_a − p_b| is lowered by c·(1/n_a+1/n_b)
	// with c = min(½, |p_a − p_b|/(1/n_a+1/n_b)).
	Corrected ChiSquare
}

// TwoShares tests the hypothesis that two independent shares are equal (Fleiss 1981, section 2.4).
func TwoShares(a, b Count) (SharesTest, error) {
	if err := a.check(groupName(0)); err != nil {
		return SharesTest{}, err
	}
	if err := b.check(groupName(1)); err != nil {
		return SharesTest{}, err
	}
	pa, pb := a.P(), b.P()
	diff, inverse := pa-pb, 1/a.N+1/b.N
	p := (a.X + b.X) / (a.N + b.N)
	variance := pa*(1-pa)/a.N + pb*(1-pb)/b.N
	pooled := math.Sqrt(p * (1 - p) * inverse)
	less := math.Abs(diff) - min(0.5*inverse, math.Abs(diff))
	t := SharesTest{A: a, B: b}
	t.Diff = stat.New(stat.Parts{
		Value: diff, Variance: variance, SRSVariance: math.NaN(), DF: math.Inf(1),
		N: int64(min(a.N, b.N)), SumW: math.NaN(), SumW2: math.NaN(),
	})
	t.Pooled = newZ(ratio(diff, pooled))
	t.Unpooled = newZ(ratio(diff, math.Sqrt(variance)))
	t.Corrected = newChiSquare(ratio(less*less, pooled*pooled), 1)
	return t, nil
}

// Newcombe is the interval of p_a − p_b from the Wilson intervals (l, u) of both (Newcombe 1998b,
// method 10):
//
//	low  = p_a − p_b − √((p_a−l_a)² + (u_b−p_b)²)
//	high = p_a − p_b + √((u_a−p_a)² + (p_b−l_b)²)
func (t SharesTest) Newcombe(level float64) Interval {
	wa, _ := Wilson(t.A, level)
	wb, _ := Wilson(t.B, level)
	pa, pb := t.A.P(), t.B.P()
	return Interval{
		Low:  pa - pb - math.Hypot(pa-wa.Low, wb.High-pb),
		High: pa - pb + math.Hypot(wa.High-pa, pb-wb.Low),
	}
}

// CorrectedInterval is the interval of Diff widened on both sides by the correction of Corrected and cut
// at −1 and 1 (R: prop.test with two samples).
func (t SharesTest) CorrectedInterval(level float64) Interval {
	diff := t.A.P() - t.B.P()
	half := normalHalf(level)*t.Diff.SE() + min(0.5*(1/t.A.N+1/t.B.N), math.Abs(diff))
	return Interval{max(-1, diff-half), min(1, diff+half)}
}

// CohenH is the effect size of two shares (Cohen 1988, section 6.2), between −π and π; 0.2, 0.5 and 0.8
// count as small, medium and large. NaN outside [0, 1].
//
//	h = 2·arcsin √p_a − 2·arcsin √p_b
func CohenH(pa, pb float64) float64 {
	return 2*math.Asin(math.Sqrt(pa)) - 2*math.Asin(math.Sqrt(pb))
}
