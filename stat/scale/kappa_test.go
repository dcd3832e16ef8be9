package scale_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/scale"
)

// R: psych::cohen.kappa(cbind(a, b)), the second time with w = 1 - abs(outer(1:4, 1:4, "-"))/3.
func TestCohenKappa(t *testing.T) {
	t.Parallel()
	a := []float64{1, 2, 3, 3, 2, 1, 4, 4, 2, 3, 1, 1, 2, 4, 3, nan, 2}
	b := []float64{1, 2, 3, 2, 2, 1, 4, 3, 1, 3, 2, 1, 2, 4, 4, 2, nan}
	for _, c := range []struct {
		weights   scale.KappaWeights
		kappa, se float64
	}{
		{scale.Nominal, 0.553571428571429, 0.161934826943989},
		{"", 0.857142857142857, nan}, // the error of R's weighted kappa multiplies a margin wrongly
		{scale.Linear, 0.723247232472325, nan},
	} {
		k, err := scale.WeightedKappa(a, b, scale.KappaOptions{Weights: c.weights})
		if err != nil {
			t.Fatal(err)
		}
		near(t, "kappa "+string(c.weights), k.Kappa.Value(), c.kappa, 1e-10)
		if !math.IsNaN(c.se) {
			near(t, "se "+string(c.weights), k.Kappa.SE(), c.se, 1e-10)
		}
		if k.Kappa.N() != 15 {
			t.Errorf("base %d, want 15", k.Kappa.N())
		}
	}
}

// A category nobody chose moves the places of the others, and so the weights.
func TestWeightedKappaOfAWholeScale(t *testing.T) {
	t.Parallel()
	a, b := []float64{1, 1, 2, 4, 4, 2}, []float64{1, 2, 2, 4, 2, 2}
	seen, _ := scale.WeightedKappa(a, b, scale.KappaOptions{})
	whole, err := scale.WeightedKappa(a, b, scale.KappaOptions{Categories: []float64{1, 2, 3, 4}})
	if err != nil || seen.Kappa.Value() == whole.Kappa.Value() {
		t.Errorf("%v %v %v", seen.Kappa.Value(), whole.Kappa.Value(), err)
	}
	_, err = scale.WeightedKappa(a, b, scale.KappaOptions{Categories: []float64{1, 2, 3}})
	if !errors.Is(err, &stat.Error{Reason: stat.OutOfRange}) {
		t.Errorf("a rating outside the scale: %v", err)
	}
}

// Ten subjects, 14 raters, five categories: the worked example of Fleiss (1971) as it is commonly
// taught, with 0.210 printed.
func TestFleissKappa(t *testing.T) {
	t.Parallel()
	counts := [][]int{
		{0, 0, 0, 0, 14},
		{0, 2, 6, 4, 2},
		{0, 0, 3, 5, 6},
		{0, 3, 9, 2, 0},
		{2, 2, 8, 1, 1},
		{7, 7, 0, 0, 0},
		{3, 2, 6, 3, 0},
		{2, 5, 3, 2, 2},
		{6, 5, 2, 1, 0},
		{0, 2, 2, 3, 7},
	}
	d := stat.Data{Columns: make([][]float64, 14)}
	for _, subject := range counts {
		rater := 0
		for category, c := range subject {
			for range c {
				d.Columns[rater] = append(d.Columns[rater], float64(category))
				rater++
			}
		}
	}
	k, err := scale.FleissKappa(d)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "observed", k.Observed, 0.378, 1e-3)
	near(t, "expected", k.Expected, 0.213, 2e-3)
	near(t, "kappa", k.Kappa.Value(), 0.210, 2e-3)
}

// jackknife is the standard error of leaving out one row at a time.
func jackknife(d stat.Data, figure func(stat.Data) float64) float64 {
	whole, n, sum := figure(d), float64(d.Rows()), 0.0
	for out := range d.Rows() {
		var rows []int
		for i := range d.Rows() {
			if i != out {
				rows = append(rows, i)
			}
		}
		delta := figure(d.Take(rows)) - whole
		sum += delta * delta
	}
	return math.Sqrt(sum * (n - 1) / n)
}

// The errors by formula agree with leaving out one subject at a time.
func TestKappaErrorsAgreeWithJackknife(t *testing.T) {
	t.Parallel()
	d := stat.Data{Columns: make([][]float64, 4)}
	for i := range 400 {
		for j := range d.Columns {
			d.Columns[j] = append(d.Columns[j], float64((i*i/7+j*(i%5)/3)%4))
		}
	}
	fleiss := func(d stat.Data) stat.Estimate { k, _ := scale.FleissKappa(d); return k.Kappa }
	weighted := func(w scale.KappaWeights) func(d stat.Data) stat.Estimate {
		return func(d stat.Data) stat.Estimate {
			k, _ := scale.WeightedKappa(d.Columns[0], d.Columns[2], scale.KappaOptions{Weights: w})
			return k.Kappa
		}
	}
	for name, kappa := range map[string]func(stat.Data) stat.Estimate{
		"fleiss": fleiss, "nominal": weighted(scale.Nominal), "linear": weighted(scale.Linear), "quadratic": weighted(scale.Quadratic),
	} {
		near(t, name, kappa(d).SE(), jackknife(d, func(d stat.Data) float64 { return kappa(d).Value() }), 0.01)
	}
}

// The standard error under independence is the spread of κ over samples of raters who choose at
// random.
func TestFleissNullErrorAgreesWithSimulation(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(5, 6))
	const samples = 2000
	var sum, square, null float64
	for range samples {
		d := stat.Data{Columns: make([][]float64, 3)}
		for range 60 {
			for j := range d.Columns {
				d.Columns[j] = append(d.Columns[j], float64(max(0, random.IntN(5)-1)))
			}
		}
		k := must[scale.Fleiss](t)(scale.FleissKappa(d))
		sum, square, null = sum+k.Kappa.Value(), square+k.Kappa.Value()*k.Kappa.Value(), null+k.NullSE/samples
	}
	spread := math.Sqrt(square/samples - sum*sum/samples/samples)
	near(t, "mean κ", sum/samples, 0, 10)
	near(t, "spread", null, spread, 0.05)
}
