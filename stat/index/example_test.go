package index_test

import (
	"fmt"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/index"
)

func ExampleTally_NPS() {
	scale := index.NewScale(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
	tally, err := index.NewTally(scale, []float64{10, 9, 9, 8, 7, 7, 6, 2}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	nps := tally.NPS()
	fmt.Printf("NPS %.1f ± %.1f: %.1f %% promoters, %.1f %% detractors, n = %d\n",
		nps.Score.Value(), nps.Score.SE(), 100*nps.Promoters.Value(), 100*nps.Detractors.Value(), nps.Score.N())
	// Output: NPS 12.5 ± 29.5: 37.5 % promoters, 25.0 % detractors, n = 8
}

func ExampleFromShares() {
	stars := index.NewScale(5, 4, 3, 2, 1)
	tally, total, err := index.FromShares(stars, []float64{84.16, 14.11, 1.35, 0.17, 0.30}, 30129)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("printed shares sum to %.2f, mean %.4f\n", total, tally.Mean(stars).Value())
	// Output: printed shares sum to 100.09, mean 4.8150
}

func ExampleNewAHP() {
	ahp, err := index.NewAHP([][]float64{{1, 3, 5}, {1.0 / 3, 1, 2}, {1.0 / 5, 1.0 / 2, 1}}, index.AHPOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("weights %.3f, CR %.3f\n", ahp.Weights, ahp.CR)
	// Output: weights [0.648 0.230 0.122], CR 0.003
}

func ExampleEntropyWeights() {
	branches := stat.Data{Names: []string{"service", "waiting"}, Columns: [][]float64{{80, 82, 81, 79}, {60, 90, 75, 40}}}
	entropy, err := index.EntropyWeights(branches)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.3f\n", entropy.Weights)
	// Output: [0.002 0.998]
}

func ExampleNewIPA() {
	ipa, err := index.NewIPA([]float64{4.5, 4.6, 3.1, 3.2}, []float64{4.4, 3.2, 3.3, 4.5}, 5, index.IPAOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(ipa.Quadrants)
	// Output: [keep_up concentrate_here low_priority possible_overkill]
}

func ExampleDispositions_Rates() {
	d := index.Dispositions{I: 400, P: 20, R: 150, NC: 200, O: 30, UH: 180, UO: 20, NE: 50}
	rates, err := d.Rates(d.Eligibility())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("RR3 %.1f %% with e = %.3f, COOP3 %.1f %%\n", 100*rates.RR3, rates.E, 100*rates.COOP3)
	// Output: RR3 40.5 % with e = 0.941, COOP3 70.2 %
}

func ExampleComposite() {
	north := stat.New(stat.Parts{Value: 82, Variance: 4, DF: 60, N: 61})
	south := stat.New(stat.Parts{Value: 76, Variance: 9, DF: 30, N: 31})
	all, err := index.Composite([]float64{0.7, 0.3}, []stat.Estimate{north, south}, index.Renormalise)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.1f ± %.2f\n", all.Value(), all.SE())
	// Output: 80.2 ± 1.66
}
