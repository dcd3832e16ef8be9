package design_test

import (
	"fmt"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/design"
)

// Two strata of branches, six of the customers' scores in each, and how many customers they have.
func branches() (scores []float64, region stat.Factor, customers []float64) {
	scores = []float64{8, 9, 7, 10, 9, 8, 6, 7, 5, 8, 6, 4}
	labels := make([]string, len(scores))
	customers = make([]float64, len(scores))
	for i := range labels {
		labels[i], customers[i] = "city", 900
		if i >= 6 {
			labels[i], customers[i] = "county", 300
		}
	}
	return scores, stat.NewFactor(labels), customers
}

func ExampleSurvey_Mean() {
	scores, region, customers := branches()
	survey, err := design.New(design.Spec{ // weights follow from the populations
		Stages: []design.Stage{{Strata: region, Population: customers}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	mean, err := survey.Mean(scores)
	if err != nil {
		fmt.Println(err)
		return
	}
	low, high := mean.Interval(0.95)
	fmt.Printf("mean %.3f, SE %.3f, 95 %% interval %.2f to %.2f, n = %d, df = %g\n", mean.Value(), mean.SE(), low, high, mean.N(), mean.DF())
	// Output: mean 7.875, SE 0.351, 95 % interval 7.09 to 8.66, n = 12, df = 10
}

func ExampleEstimates_Contrast() {
	scores, region, customers := branches()
	survey, err := design.New(design.Spec{Stages: []design.Stage{{Strata: region, Population: customers}}})
	if err != nil {
		fmt.Println(err)
		return
	}
	means, err := survey.MeansBy(scores, region)
	if err != nil {
		fmt.Println(err)
		return
	}
	difference := means.Contrast(1, -1) // levels are in order: city, county
	fmt.Printf("%s − %s = %.2f ± %.2f\n", means.Names[0], means.Names[1], difference.Value(), difference.SE())
	// Output: city − county = 2.50 ± 0.71
}

func ExampleDesign_MeanOf() {
	// The sums a query returns for one outlet of a wave with 400 respondents, each with a weight.
	sums := []design.Moments{{N: 50, W: 48.2, W2: 55.1, WY: 197.6, WYY: 842.1, WWY: 224.9, WWYY: 957.3}}
	mean, err := design.WeightsOnly(400).MeanOf(sums, 49)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("mean %.2f, SE %.3f, effective base %.1f\n", mean.Value(), mean.SE(), mean.NEff())
	// Output: mean 4.10, SE 0.130, effective base 42.2
}
