package driver_test

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/driver"
)

// visits are twelve guests of a café; one left the speed out.
var visits = stat.Data{
	Names: []string{"overall", "taste", "speed", "again"},
	Columns: [][]float64{
		{9, 8, 6, 7, 4, 8, 5, 9, 3, 7, 6, 8},
		{9, 7, 6, 8, 4, 9, 4, 8, 3, 6, 7, 8},
		{8, 8, 5, 6, 5, 7, 6, 9, 4, 7, 5, math.NaN()},
		{1, 1, 0, 1, 0, 1, 0, 1, 0, 0, 1, 1},
	},
}

func ExampleMoments_Importance() {
	m, err := driver.NewMoments(visits, driver.Model{Outcome: "overall", Drivers: []string{"taste", "speed"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	shares, err := m.Importance(driver.LMG)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("R² %.3f from %d of %d guests\n", shares.R2, shares.N, shares.Rows)
	for j, name := range shares.Names {
		fmt.Printf("%s %.1f %%\n", name, shares.Percent[j])
	}
	// Output:
	// R² 0.982 from 11 of 12 guests
	// taste 51.3 %
	// speed 48.7 %
}

func ExampleRegress() {
	l, err := driver.Regress(visits, driver.Model{Outcome: "overall", Drivers: []string{"taste", "speed"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range l.Coefficients(driver.HC3) {
		fmt.Printf("%-11s %6.3f ± %.3f\n", c.Name, c.Estimate.Value(), c.Estimate.SE())
	}
	// Output:
	// (Intercept) -1.043 ± 0.439
	// taste        0.535 ± 0.059
	// speed        0.650 ± 0.078
}

func ExampleOrdinal() {
	_, err := driver.Logistic(visits, driver.Model{Outcome: "again", Drivers: []string{"taste"}})
	fmt.Println(err != nil) // everybody above 6 comes again, nobody else
	l, err := driver.Ordinal(visits, driver.Model{Outcome: "overall", Drivers: []string{"taste"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	slope := l.Coefficients(driver.Classical)[0]
	fmt.Printf("odds ratio %.2f, McFadden %.2f\n", slope.OddsRatio(), l.McFadden)
	// Output:
	// true
	// odds ratio 8.27, McFadden 0.43
}

func ExampleMoments_Prune() {
	names := []string{"overall", "kind", "polite", "parking"}
	m, err := driver.FromCovariance(names, mat.NewSymDense(4, []float64{
		1, 0.6, 0.5, 0.05,
		0.6, 1, 0.9, 0.1,
		0.5, 0.9, 1, 0.1,
		0.05, 0.1, 0.1, 1,
	}), 400)
	if err != nil {
		fmt.Println(err)
		return
	}
	removals, err := m.Prune(driver.Pruning{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, r := range removals {
		fmt.Printf("%s: %s, r = %.2f with the outcome\n", r.Name, r.Why, r.Outcome)
	}
	// Output:
	// parking: weak, r = 0.05 with the outcome
	// polite: redundant, r = 0.50 with the outcome
}
