package weight_test

import (
	"errors"
	"fmt"
	"math"
	"runtime"
	"slices"
	"testing"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/design"
	"manyi.dev/manyi/stat/weight"
)

func TestBadDataIsNamed(t *testing.T) {
	t.Parallel()
	w := []float64{1, 1, 1, 1}
	region := func(totals map[string]float64) weight.Margin {
		return weight.NewMargin("region", []string{"n", "n", "s", "s"}, totals)
	}
	fine := region(map[string]float64{"n": 1, "s": 3})
	sex := weight.NewMargin("sex", []string{"F", "M", "F", "M"}, map[string]float64{"F": 2, "M": 2})
	rake := func(w []float64, margins ...weight.Margin) error {
		_, err := weight.Rake(w, margins, weight.RakeOptions{})
		return err
	}
	calibrate := func(o weight.Options, aux weight.Auxiliary) error {
		_, err := weight.Calibrate(w, aux, o)
		return err
	}
	number := func(values []float64, total float64) weight.Auxiliary {
		return weight.Auxiliary{Margins: []weight.Margin{fine}, Numbers: []weight.Total{{"x", values, total}}}
	}
	trim := func(low, high float64) error { _, err := weight.Trim([]float64{1, 2, 9}, low, high, true); return err }
	_, scale := weight.Scale(w, 0)
	_, scaled := weight.Scale([]float64{math.NaN()}, 1)
	_, cross := weight.Cross()
	_, uneven := weight.Cross(fine.Factor, stat.NewFactor(nil))
	_, class := weight.Nonresponse(w, []bool{true, true, false, false}, fine.Factor)
	_, responses := weight.Nonresponse(w, nil, fine.Factor)
	_, rows := weight.Nonresponse(w, make([]bool, 4), stat.NewFactor(nil))
	_, post := weight.PostStratify(w, region(map[string]float64{"n": 1, "s": 1, "e": 1}))
	_, _, greg := weight.GREG(newSmall(t, 100).survey, weight.Auxiliary{})
	short, long := fine, fine
	short.Totals = short.Totals[:1]
	long.Factor.Codes = slices.Repeat(long.Factor.Codes, 2)
	for _, c := range []struct {
		err  error
		want string
	}{
		{rake(w), "weight: margins: nothing to work on"},
		{rake(nil, fine), "weight: weights: nothing to work on"},
		{rake([]float64{1, -1, 1, 1}, fine), "weight: weights: a value is negative (row 2)"},
		{rake([]float64{1, 1, math.NaN(), 1}, fine), "weight: weights: a value is missing or infinite (row 3)"},
		{rake([]float64{0, 0, 0, 0}, fine), "weight: sum of the weights: 0 is out of range"},
		{rake(w, region(map[string]float64{"n": 1})), `weight: total of region "s" is unknown`},
		{rake(w, region(map[string]float64{"n": 1, "s": 0})), `weight: total of region "s" is unknown`},
		{rake(w, region(map[string]float64{"n": 1, "s": -1})), `weight: total of region "s": a value is negative`},
		{rake(w, region(map[string]float64{"n": 1, "s": math.Inf(1)})), `weight: total of region "s": a value is missing or infinite`},
		{rake([]float64{1, 1, 0, 0}, fine), `weight: region "s" has no respondents`},
		{rake(w, weight.NewMargin("region", []string{"n", "", "s", "s"}, map[string]float64{"n": 1, "s": 1})), "weight: region: a value is missing or infinite (row 2)"},
		{rake(w, short), "weight: region, totals: 1 values where 2 are needed"},
		{rake(w, long), "weight: region: 8 values where 4 are needed"},
		{rake(w, fine, weight.NewMargin("sex", []string{"F", "M", "F", "M"}, map[string]float64{"F": 2, "M": 3})), "weight: population by sex and by region: 5 contradicts 4"},
		{rake(w, fine, weight.NewMargin("zone", []string{"A", "A", "B", "B"}, map[string]float64{"A": 3, "B": 1})), "weight: raking: no convergence after 1000 iterations, distance 2"},
		{post, `weight: region "e" has no respondents`},
		{class, `weight: class "s" has no respondents`},
		{responses, "weight: responses: 0 values where 4 are needed"},
		{rows, "weight: class: 0 values where 4 are needed"},
		{calibrate(weight.Options{}, weight.Auxiliary{}), "weight: auxiliaries: nothing to work on"},
		{greg, "weight: auxiliaries: nothing to work on"},
		{calibrate(weight.Options{Method: "cubic"}, weight.Auxiliary{Margins: []weight.Margin{fine}}), `weight: method "cubic" is unknown`},
		{calibrate(weight.Options{Method: weight.Logit}, weight.Auxiliary{Margins: []weight.Margin{fine}}), "weight: upper bound of g: 0 is out of range"},
		{calibrate(weight.Options{Low: 1, High: 2}, weight.Auxiliary{Margins: []weight.Margin{fine}}), "weight: lower bound of g: 1 is out of range"},
		{calibrate(weight.Options{}, weight.Auxiliary{Population: math.NaN()}), "weight: population: NaN is out of range"},
		{calibrate(weight.Options{}, weight.Auxiliary{Population: 5, Margins: []weight.Margin{fine}}), "weight: population by region: 4 contradicts 5"},
		{calibrate(weight.Options{}, number([]float64{1, 2, 3}, 9)), `weight: "x": 3 values where 4 are needed`},
		{calibrate(weight.Options{}, number([]float64{1, 2, 3, math.NaN()}, 9)), `weight: "x": a value is missing or infinite (row 4)`},
		{calibrate(weight.Options{}, number([]float64{1, 2, 3, 4}, math.Inf(1))), `weight: total of "x": a value is missing or infinite`},
		{calibrate(weight.Options{}, number([]float64{2, 2, 2, 2}, 9)), `weight: "x" is constant`},
		{calibrate(weight.Options{}, number([]float64{1, 1, 2, 2}, 9)), `weight: "x": collinear variables`},
		{calibrate(weight.Options{}, weight.Auxiliary{Margins: []weight.Margin{fine, sex, fine}}), `weight: region "s": collinear variables`},
		{scale, "weight: total: 0 is out of range"},
		{scaled, "weight: weights: a value is missing or infinite (row 1)"},
		{cross, "weight: groupings: nothing to work on"},
		{uneven, "weight: groupings: 0 values where 4 are needed"},
		{trim(5, 4), "weight: lower bound: 5 is out of range"},
		{trim(5, 6), "weight: bounds that the mean weight is not within cannot be satisfied"},
		{trim(3.9, 4.1), "weight: bounds that leave no weight to spread over cannot be satisfied"},
	} {
		var e *stat.Error
		if !errors.As(c.err, &e) || e.Error() != c.want {
			t.Errorf("error %v, want %s", c.err, c.want)
		}
	}
}

// Bounds that no weights satisfy end with the distance that is left, not with a result.
func TestInfeasibleBoundsDoNotConverge(t *testing.T) {
	t.Parallel()
	s := newSmall(t, 100)
	for _, o := range []weight.Options{{Low: 0.9, High: 1.1}, {Method: weight.Raking, Low: 0.9, High: 1.1}, {Method: weight.Logit, Low: 0.9, High: 1.1}} {
		_, err := weight.Calibrate(s.w, weight.Auxiliary{Margins: []weight.Margin{s.g}, Numbers: []weight.Total{{"z", s.z, 540}}}, o)
		var e *stat.Error
		if !errors.As(err, &e) || e.Reason != stat.NoConvergence || !(e.Distance > 0.01) {
			t.Errorf("%s: %v", o.Method, err)
		}
	}
}

// The result must not depend on the number of cores.
func TestCoresDoNotMatter(t *testing.T) {
	weights, margins := million()
	for k := range margins {
		margins[k].Factor.Codes = margins[k].Factor.Codes[:100_000]
	}
	weights = weights[:100_000]
	aux := weight.Auxiliary{Margins: margins, Numbers: []weight.Total{{"x", weights, 125_000 * 10}}}
	var first *weight.Adjusted
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, cores := range []int{1, 2, 5} {
		runtime.GOMAXPROCS(cores)
		a, err := weight.Calibrate(weights, aux, weight.Options{Method: weight.Raking})
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = a
		}
		if !slices.Equal(a.Weights, first.Weights) {
			t.Errorf("%d cores give other weights than one", cores)
		}
	}
}

func FuzzAdjust(f *testing.F) {
	f.Add(1.0, 2.0, 3.0, 4.0, 5.0, 0.5, 2.0)
	f.Add(math.NaN(), 0.0, math.Inf(1), -1.0, 1e308, 0.0, 0.0)
	f.Add(1e-308, 1e308, 1.0, 1e-300, 1e300, -math.MaxFloat64, math.MaxFloat64)
	f.Fuzz(func(t *testing.T, a, b, c, n1, n2, low, high float64) {
		w := []float64{a, b, c, 1}
		g := weight.NewMargin("g", []string{"x", "x", "y", "y"}, map[string]float64{"x": n1, "y": n2})
		h := weight.NewMargin("h", []string{"u", "v", "u", "v"}, map[string]float64{"u": n1 / 2, "v": n1/2 + n2})
		check := func(what string, weights []float64, err error) {
			if err == nil && slices.ContainsFunc(weights, func(w float64) bool { return math.IsNaN(w) || math.IsInf(w, 0) }) {
				t.Errorf("%s of %v to %v and %v: %v", what, w, g.Totals, h.Totals, weights)
			}
		}
		if p, err := weight.PostStratify(w, g); err == nil {
			check("post-stratification", p.Weights, err)
		}
		if r, err := weight.Rake(w, []weight.Margin{g, h}, weight.RakeOptions{MaxIterations: 50}); err == nil {
			check("raking", r.Weights, err)
			z := slices.Clone(w)
			r.Residual(z)
		}
		for _, m := range []weight.Method{weight.Linear, weight.Raking, weight.Logit} {
			aux := weight.Auxiliary{Margins: []weight.Margin{g}, Numbers: []weight.Total{{"x", []float64{a, 1, c, 4}, b}}}
			if k, err := weight.Calibrate(w, aux, weight.Options{Method: m, Low: low, High: high, MaxIterations: 20}); err == nil {
				check(string(m), k.Weights, err)
				z := slices.Clone(w)
				k.Residual(z)
			}
		}
		if trimmed, err := weight.Trim(w, low, high, true); err == nil {
			check("trimming", trimmed.Weights, err)
		}
		weight.Assess(w)
	})
}

// Raking to sex and age, with what it costs.
func ExampleRake() {
	sex := weight.NewMargin("sex", []string{"F", "F", "F", "M", "M", "F"}, map[string]float64{"F": 510, "M": 490})
	age := weight.NewMargin("age", []string{"young", "old", "old", "old", "young", "young"}, map[string]float64{"young": 400, "old": 600})
	raked, err := weight.Rake([]float64{1, 1, 1, 1, 1, 1}, []weight.Margin{sex, age}, weight.RakeOptions{})
	if err != nil {
		panic(err)
	}
	fmt.Printf("%.1f\n", raked.Weights)
	q := weight.Assess(raked.Weights)
	fmt.Printf("effective base %.2f of %d, design effect %.3f\n", q.NEff, q.N, q.Deff)
	// Output:
	// [102.0 153.0 153.0 294.0 196.0 102.0]
	// effective base 5.20 of 6, design effect 1.155
}

// A mean after post-stratification, with the error that accounts for it.
func ExamplePostStratify() {
	cells := weight.NewMargin("region", []string{"n", "n", "n", "s", "s", "s"}, map[string]float64{"n": 700, "s": 300})
	adjusted, err := weight.PostStratify([]float64{1, 1, 1, 1, 1, 1}, cells)
	if err != nil {
		panic(err)
	}
	survey, err := design.New(design.Spec{Rows: 6})
	if err != nil {
		panic(err)
	}
	if survey, err = adjusted.Apply(survey); err != nil {
		panic(err)
	}
	mean, err := survey.Mean([]float64{8, 9, 10, 4, 5, 3})
	if err != nil {
		panic(err)
	}
	fmt.Printf("%.2f ± %.3f\n", mean.Value(), mean.SE())
	// Output:
	// 7.50 ± 0.393
}

// One weight of 6 is cut to 3; the others share what it loses.
func ExampleTrim() {
	trimmed, err := weight.Trim([]float64{0.5, 1, 1, 1.5, 6}, 0.3, 3, true)
	if err != nil {
		panic(err)
	}
	fmt.Println(trimmed.Weights)
	// Output:
	// [1.25 1.75 1.75 2.25 3]
}
