package pls_test

import (
	"fmt"
	"math/rand/v2"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/pls"
)

// answers of twelve customers, 1 to 10.
func answers() stat.Data {
	return stat.Data{
		Names: []string{"quality1", "quality2", "sat1", "sat2", "again"},
		Columns: [][]float64{
			{8, 6, 9, 5, 7, 9, 4, 8, 6, 7, 10, 3},
			{7, 6, 9, 6, 8, 8, 5, 9, 5, 7, 9, 4},
			{8, 5, 9, 6, 7, 9, 3, 8, 6, 6, 10, 4},
			{9, 6, 8, 5, 6, 9, 4, 7, 6, 8, 9, 3},
			{9, 4, 9, 6, 8, 7, 5, 8, 4, 7, 10, 2},
		},
	}
}

func model() pls.Model {
	return pls.Model{
		Constructs: []pls.Construct{
			{Name: "Quality", Items: []string{"quality1", "quality2"}},
			{Name: "Satisfaction", Items: []string{"sat1", "sat2"}},
			{Name: "Loyalty", Items: []string{"again"}},
		},
		Paths: []pls.Path{{From: "Quality", To: "Satisfaction"}, {From: "Satisfaction", To: "Loyalty"}},
		Scale: pls.Scale{Low: 1, High: 10},
	}
}

func ExampleFit() {
	r, err := pls.Fit(model(), answers(), pls.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range r.Paths {
		fmt.Printf("%s → %s %.2f\n", p.From, p.To, p.Beta)
	}
	for _, c := range r.Constructs {
		fmt.Printf("%s: index %.1f, AVE %.2f\n", c.Name, c.Index.Value(), c.AVE)
	}
	// Output:
	// Quality → Satisfaction 0.94
	// Satisfaction → Loyalty 0.85
	// Quality: index 65.3, AVE 0.96
	// Satisfaction: index 63.4, AVE 0.93
	// Loyalty: index 62.0, AVE 1.00
}

func ExampleResult_Bootstrap() {
	r, err := pls.Fit(model(), answers(), pls.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	b, err := r.Bootstrap(pls.Resampling{Resamples: 500}, rand.NewPCG(2024, 1))
	if err != nil {
		fmt.Println(err)
		return
	}
	path, _ := b.Find(pls.Figure{Kind: pls.PathFigure, From: "Quality", To: "Satisfaction"})
	fmt.Println(path.Estimate.Value() > path.Percentile.Low, path.Estimate.Value() < path.Percentile.High)
	// Output: true true
}

func ExampleResult_Blindfold() {
	r, err := pls.Fit(model(), answers(), pls.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	predictive, err := r.Blindfold(5)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, q := range predictive {
		fmt.Printf("%s Q² %.2f\n", q.Construct, q.Q2)
	}
	// Output:
	// Quality Q² NaN
	// Satisfaction Q² 0.54
	// Loyalty Q² 0.47
}

func ExampleCompare() {
	region := []string{"north", "north", "north", "south", "south", "south", "north", "north", "north", "south", "south", "south"}
	comparisons, err := pls.Compare(model(), answers(), region, pls.Options{}, 199, rand.NewPCG(2024, 1))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range comparisons {
		d := c.Differences[0]
		fmt.Printf("%s → %s: %s %.2f, %s %.2f, p < 0.05: %t\n", d.From, d.To, c.A, d.A, c.B, d.B, d.P < 0.05)
	}
	// Output:
	// Quality → Satisfaction: north 0.91, south 0.97, p < 0.05: false
}

func ExamplePreset_Assign() {
	m, err := pls.CCSI().Assign(map[string][]string{
		pls.Image:        {"q1", "q2"},
		pls.Expectation:  {"q3"},
		pls.Quality:      {"q4", "q5"},
		pls.Value:        {"q6"},
		pls.Satisfaction: {"q7", "q8"},
		pls.Loyalty:      {"q9"},
	})
	fmt.Println(len(m.Constructs), len(m.Paths), err)
	// Output: 6 11 <nil>
}
