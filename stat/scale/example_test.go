package scale_test

import (
	"fmt"

	"gonum.org/v1/gonum/mat"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/scale"
)

// answers are ten respondents on three items.
var answers = stat.Data{
	Names: []string{"staff", "speed", "rooms"},
	Columns: [][]float64{
		{4, 5, 3, 2, 5, 4, 1, 3, 4, 5},
		{4, 4, 3, 1, 5, 4, 2, 3, 3, 5},
		{5, 4, 2, 2, 4, 3, 2, 4, 4, 5},
	},
}

func ExampleAlpha() {
	m, err := scale.Covariance(answers)
	if err != nil {
		fmt.Println(err)
		return
	}
	a, err := scale.Alpha(m)
	if err != nil {
		fmt.Println(err)
		return
	}
	low, high := a.Interval(0.95)
	fmt.Printf("α %.3f [%.3f, %.3f], standardised %.3f\n", a.Raw.Value(), low, high, a.Standardised)
	for _, item := range a.Items {
		fmt.Printf("%s: item–rest %.2f, α without it %.3f\n", item.Name, item.RRest, item.AlphaIfDropped)
	}
	// Output:
	// α 0.923 [0.773, 0.979], standardised 0.923
	// staff: item–rest 0.89, α without it 0.853
	// speed: item–rest 0.87, α without it 0.864
	// rooms: item–rest 0.78, α without it 0.938
}

func ExampleFactors() {
	// Correlations of four items of two kinds, from 300 respondents.
	m := scale.Matrix{N: 300, Names: []string{"staff", "speed", "price", "fees", "rooms", "value"}, Values: mat.NewSymDense(6, []float64{
		1, .60, .20, .15, .55, .20,
		.60, 1, .18, .20, .50, .22,
		.20, .18, 1, .65, .20, .60,
		.15, .20, .65, 1, .15, .58,
		.55, .50, .20, .15, 1, .25,
		.20, .22, .60, .58, .25, 1,
	})}
	f, err := scale.Factors(m, 2, scale.FactorOptions{Rotation: scale.VarimaxRotation})
	if err != nil {
		fmt.Println(err)
		return
	}
	for i, name := range m.Names {
		fmt.Printf("%-5s %5.2f %5.2f\n", name, f.Loadings.At(i, 0), f.Loadings.At(i, 1))
	}
	fmt.Printf("χ² %.2f, df %.0f, p %.3f\n", f.ChiSquare, f.DF, f.P)
	// Output:
	// staff  0.10  0.81
	// speed  0.13  0.72
	// price  0.81  0.13
	// fees   0.79  0.09
	// rooms  0.14  0.67
	// value  0.72  0.18
	// χ² 5.24, df 4, p 0.264
}

func ExampleCFA() {
	m := scale.Matrix{N: 300, Names: []string{"staff", "speed", "rooms", "price", "fees"}, Values: mat.NewSymDense(5, []float64{
		1, .60, .55, .20, .15,
		.60, 1, .50, .18, .20,
		.55, .50, 1, .20, .15,
		.20, .18, .20, 1, .65,
		.15, .20, .15, .65, 1,
	})}
	c, err := scale.CFA(m,
		scale.Block{Name: "service", Items: []string{"staff", "speed", "rooms"}},
		scale.Block{Name: "money", Items: []string{"price", "fees"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range c.Factors {
		fmt.Printf("%s: ω %.2f ± %.2f, AVE %.2f\n", f.Name, f.Omega.Value(), 1.96*f.Omega.SE(), f.AVE)
	}
	fmt.Printf("correlation %.2f, CFI %.3f, RMSEA %.3f\n", c.Phi.At(1, 0), c.Fit.CFI, c.Fit.RMSEA)
	// Output:
	// service: ω 0.79 ± 0.04, AVE 0.55
	// money: ω 0.79 ± 0.05, AVE 0.66
	// correlation 0.29, CFI 1.000, RMSEA 0.000
}

func ExamplePolychoric() {
	// Two items of three categories: rows the first, columns the second.
	l, err := scale.Polychoric([][]float64{{30, 12, 5}, {14, 25, 18}, {3, 11, 22}}, scale.FullLikelihood)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("ρ %.3f ± %.3f, thresholds %.2f and %.2f\n", l.R.Value(), 1.96*l.R.SE(), l.Rows, l.Cols)
	// Output:
	// ρ 0.610 ± 0.142, thresholds [-0.42 0.65] and [-0.42 0.47]
}

func ExampleWeightedKappa() {
	k, err := scale.WeightedKappa([]float64{1, 2, 3, 3, 2, 1, 4, 4}, []float64{1, 2, 3, 2, 2, 1, 4, 3}, scale.KappaOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("κ %.3f, agreement %.3f of %.3f by chance\n", k.Kappa.Value(), k.Observed, k.Expected)
	// Output:
	// κ 0.889, agreement 0.972 of 0.750 by chance
}

func ExampleICC() {
	// Four raters of six subjects (Shrout & Fleiss 1979).
	icc, err := scale.ICC(stat.Data{Columns: [][]float64{{9, 6, 8, 7, 10, 6}, {2, 1, 4, 1, 5, 2}, {5, 3, 6, 2, 6, 4}, {8, 2, 8, 6, 9, 7}}}, 0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("one rater %.2f, the mean of four %.2f\n", icc.Single[1].Value, icc.Mean[1].Value)
	// Output:
	// one rater 0.29, the mean of four 0.62
}
