package htest_test

import (
	"fmt"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/htest"
)

// 81 of 263 respondents are satisfied.
func ExampleWilson() {
	ci, err := htest.Wilson(htest.Count{X: 81, N: 263}, 0.95)
	if err != nil {
		panic(err)
	}
	fmt.Printf("%.3f to %.3f\n", ci.Low, ci.High)
	// Output: 0.255 to 0.366
}

// Is the share of satisfied customers in the second wave different from that of the first?
func ExampleTwoShares() {
	t, err := htest.TwoShares(htest.Count{X: 56, N: 70}, htest.Count{X: 48, N: 80})
	if err != nil {
		panic(err)
	}
	ci := t.Newcombe(0.95)
	fmt.Printf("%+.3f (%.3f to %.3f), z = %.2f, p = %.4f\n", t.Diff.Value(), ci.Low, ci.High, t.Pooled.Z, t.Pooled.P)
	// Output: +0.200 (0.052 to 0.334), z = 2.65, p = 0.0080
}

// The extra sleep with two drugs, as if of different patients.
func ExampleWelch() {
	a, _ := htest.Describe([]float64{0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2})
	b, _ := htest.Describe([]float64{1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4})
	t, err := htest.Welch(a, b)
	if err != nil {
		panic(err)
	}
	low, high := t.Diff.Interval(0.95)
	fmt.Printf("%.2f hours (%.2f to %.2f), t = %.2f with %.1f degrees of freedom, p = %.3f\n", t.Diff.Value(), low, high, t.T, t.DF, t.P)
	// Output: -1.58 hours (-3.37 to 0.21), t = -1.86 with 17.8 degrees of freedom, p = 0.079
}

// Do the yields of three treatments differ, and which of them?
func ExampleANOVA() {
	yields := []float64{
		4.17, 5.58, 5.18, 6.11, 4.50, 4.61, 5.17, 4.53, 5.33, 5.14, 4.81, 4.17, 4.41, 3.59, 5.87,
		3.83, 6.03, 4.89, 4.32, 4.69, 6.31, 5.12, 5.54, 5.50, 5.37, 5.29, 4.92, 6.15, 5.80, 5.26,
	}
	labels := make([]string, 30)
	for i := range labels {
		labels[i] = []string{"control", "one", "two"}[i/10]
	}
	by := stat.NewFactor(labels)
	groups, _ := htest.Split(yields, by)
	described, _ := htest.DescribeAll(groups)
	a, err := htest.ANOVA(described)
	if err != nil {
		panic(err)
	}
	fmt.Printf("F = %.2f, p = %.4f, eta² = %.3f\n", a.F.F, a.P, a.Eta2)
	for _, pair := range a.Tukey(0.95) {
		fmt.Printf("%s − %s: %+.3f (%.3f to %.3f), p = %.3f\n", by.Levels[pair.B], by.Levels[pair.A], pair.Diff, pair.CI.Low, pair.CI.High, pair.P)
	}
	// Output:
	// F = 4.85, p = 0.0159, eta² = 0.264
	// one − control: -0.371 (-1.062 to 0.320), p = 0.391
	// two − control: +0.494 (-0.197 to 1.185), p = 0.198
	// two − one: +0.865 (0.174 to 1.556), p = 0.012
}

// Does party identification depend on gender?
func ExampleIndependence() {
	t, err := htest.Independence([][]float64{{762, 327, 468}, {484, 239, 477}})
	if err != nil {
		panic(err)
	}
	fmt.Printf("χ² = %.2f with %g degrees of freedom, p = %.2g, Cramér's V = %.3f\n", t.Pearson.X2, t.Pearson.DF, t.Pearson.P, t.CramerV)
	fmt.Printf("%.1f\n", t.Standardised)
	// Output:
	// χ² = 30.07 with 2 degrees of freedom, p = 3e-07, Cramér's V = 0.104
	// [[4.5 0.7 -5.3] [-4.5 -0.7 5.3]]
}

func ExampleMannWhitney() {
	t, err := htest.MannWhitney([]float64{5, 4, 5, 3, 4, 5}, []float64{2, 3, 4, 1, 3})
	if err != nil {
		panic(err)
	}
	fmt.Printf("U = %g, p = %.3f, the first group answers higher in %.0f %% of the pairs\n", t.U, t.Corrected.P, 100*t.AUC)
	// Output: U = 27, p = 0.031, the first group answers higher in 90 % of the pairs
}

func ExampleKendall() {
	k, err := htest.Kendall([]float64{44.4, 45.9, 41.9, 53.3, 44.7, 44.1, 50.7, 45.2, 60.1}, []float64{2.6, 3.1, 2.5, 5.0, 3.6, 4.0, 5.2, 2.8, 3.8})
	if err != nil {
		panic(err)
	}
	fmt.Printf("τ = %.3f, z = %.2f, p = %.3f\n", k.TauB, k.Z.Z, k.P)
	// Output: τ = 0.444, z = 1.67, p = 0.095
}

func ExampleAdjust() {
	p, err := htest.Adjust([]float64{0.01, 0.04, 0.03, 0.5}, htest.Holm)
	if err != nil {
		panic(err)
	}
	fmt.Printf("%.2f\n", p)
	// Output: [0.04 0.09 0.09 0.50]
}

// How many respondents in each of two waves show a rise from 70 % to 75 % with a probability of 80 %?
func ExampleSizeShares() {
	n, err := htest.SizeShares(0.70, 0.75, 0.8, htest.Plan{})
	if err != nil {
		panic(err)
	}
	fmt.Printf("%.1f\n", n)
	// Output: 1250.7
}
