package sample_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"manyi.dev/manyi/stat/sample"
)

var regions = []sample.Stratum{
	{Name: "north", Size: 4000, SD: 12, Cost: 4},
	{Name: "south", Size: 2500, SD: 25, Cost: 9},
	{Name: "east", Size: 6000, SD: 8, Cost: 4},
	{Name: "west", Size: 500, SD: 40, Cost: 16},
}

func TestLargestRemainderGivesTiesToTheFirst(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		n      int
		quotas []float64
		want   []int
	}{
		{4, []float64{1.5, 1.5, 1}, []int{2, 1, 1}},
		{10, []float64{3.3, 3.3, 3.4}, []int{3, 3, 4}},
		{5, []float64{2.9999999999999996, 2.0000000000000004}, []int{3, 2}},
		{0, []float64{0, 0}, []int{0, 0}},
	} {
		if got := sample.LargestRemainder(c.n, c.quotas); !slices.Equal(got, c.want) {
			t.Errorf("%d by %v: %v, want %v", c.n, c.quotas, got, c.want)
		}
	}
}

// No other allocation of the same number, one interview moved, may have a smaller variance.
func TestNeymanHasTheSmallestVariance(t *testing.T) {
	t.Parallel()
	a, err := sample.Neyman(500, regions)
	if err != nil {
		t.Fatal(err)
	}
	best := sample.MeanVariance(regions, a.N)
	for from := range regions {
		for to := range regions {
			moved := slices.Clone(a.N)
			moved[from] -= 5
			moved[to] += 5
			if v := sample.MeanVariance(regions, moved); from != to && v < best {
				t.Errorf("%v has the variance %g, Neyman's %v has %g", moved, v, a.N, best)
			}
		}
	}
}

func TestStrataAreNeverExceeded(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 500, 5000, 11000, 12999, 13000} {
		for name, rule := range map[string]func() (sample.Allocation, error){
			"proportional": func() (sample.Allocation, error) { return sample.Proportional(n, regions) },
			"neyman":       func() (sample.Allocation, error) { return sample.Neyman(n, regions) },
			"optimal":      func() (sample.Allocation, error) { return sample.Optimal(n, regions) },
			"power":        func() (sample.Allocation, error) { return sample.Power(n, 0.5, regions) },
			"equal":        func() (sample.Allocation, error) { return sample.Power(n, 0, regions) },
		} {
			a, err := rule()
			if err != nil {
				t.Fatalf("%s of %d: %v", name, n, err)
			}
			if a.Total() != n {
				t.Errorf("%s of %d: %v sums to %d", name, n, a.N, a.Total())
			}
			for h, s := range regions {
				if a.N[h] > s.Size {
					t.Errorf("%s of %d: %d of the %d of %s", name, n, a.N[h], s.Size, s.Name)
				}
			}
		}
	}
}

// Cochran 1977, section 5.5: n_h ∝ N S/√c, and Σ n_h c_h is the budget.
func TestOptimalBudgetSpendsIt(t *testing.T) {
	t.Parallel()
	for _, budget := range []float64{0, 3, 100, 3200, 3217, 90000} {
		a, err := sample.OptimalBudget(budget, regions)
		if err != nil {
			t.Fatal(err)
		}
		spent, exact := 0.0, 0.0
		for h, s := range regions {
			spent += float64(a.N[h]) * s.Cost
			exact += a.Exact[h] * s.Cost
			if a.N[h] > s.Size {
				t.Errorf("budget %g: %d of %d", budget, a.N[h], s.Size)
			}
			if math.Abs(a.Uncapped[h]/a.Uncapped[0]-float64(s.Size)*s.SD/math.Sqrt(s.Cost)/24000) > 1e-12 && budget > 0 {
				t.Errorf("budget %g: %v is not proportional to N·S/√c", budget, a.Uncapped)
			}
		}
		if spent > budget || budget < 50000 && (math.Abs(exact-budget) > 1e-9 || spent < budget-16) {
			t.Errorf("budget %g: %v costs %g, exactly %g", budget, a.N, spent, exact)
		}
	}
}

func TestAllocationErrors(t *testing.T) {
	t.Parallel()
	one := func(s sample.Stratum) []sample.Stratum {
		return []sample.Stratum{{Name: "x", Size: 5, SD: 1, Cost: 1}, s}
	}
	_, many := sample.Proportional(13001, regions)
	_, none := sample.Proportional(0, nil)
	_, size := sample.Proportional(1, one(sample.Stratum{Name: "y", Size: -1}))
	_, sized := sample.OptimalBudget(9, []sample.Stratum{{Name: "z", Size: -1, SD: 1, Cost: 1}})
	_, huge := sample.OptimalBudget(9, []sample.Stratum{{Name: "z", Size: 10, SD: 1e308, Cost: 1}, {Name: "y", Size: 10, SD: 1e308, Cost: 1}})
	_, sd := sample.Neyman(1, one(sample.Stratum{Name: "y", Size: 5, SD: math.NaN()}))
	_, cost := sample.Optimal(1, one(sample.Stratum{Name: "y", Size: 5, SD: 1}))
	_, constant := sample.Neyman(8, one(sample.Stratum{Name: "y", Size: 5}))
	_, q := sample.Power(1, 1.1, regions)
	_, budget := sample.OptimalBudget(math.Inf(1), regions)
	for _, c := range []struct {
		err  error
		want string
	}{
		{many, "sample: n: 13001 is out of range"},
		{none, "sample: sizes and standard deviations of the strata: nothing to work on"},
		{size, `sample: size of stratum "y": -1 is out of range`},
		{sized, `sample: size of stratum "z": -1 is out of range`},
		{huge, `sample: quota of stratum "z": a value is missing or infinite`},
		{sd, `sample: standard deviation of stratum "y": NaN is out of range`},
		{cost, `sample: cost of stratum "y": 0 is out of range`},
		{constant, "sample: n, units in the strata that vary: 8 contradicts 5"},
		{q, "sample: power: 1.1 is out of range"},
		{budget, "sample: budget: +Inf is out of range"},
	} {
		if c.err == nil || c.err.Error() != c.want {
			t.Errorf("error %v, want %s", c.err, c.want)
		}
	}
}

func TestSizes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		size  func() (sample.Size, error)
		exact float64
		want  sample.Size
	}{
		// R: power.prop.test(p1 = .7, p2 = .75, power = .8) without the other tail.
		{"proportions", func() (sample.Size, error) { return sample.ForProportions(.7, .75, sample.Test{}) }, 1250.7167334356116, sample.Size{Complete: 1251, Issue: 1251, Enough: true}},
		// R: (qnorm(.975)+qnorm(.8))^2 * (12^2+15^2) / 3^2; power.t.test gives 322.8.
		{"means", func() (sample.Size, error) {
			return sample.ForMeans(-3, 12, 15, sample.Test{Deff: 1.2, Response: .25})
		}, 321.804069108313, sample.Size{Complete: 387, Issue: 1548, Enough: true}},
		// R: qnorm(.95)^2 * 76.648548583779458^2 / 25
		{"nps", func() (sample.Size, error) { return sample.ForNPS(.45, .2, 5, sample.Terms{Confidence: .9}) }, 635.80271171242157, sample.Size{Complete: 636, Issue: 636, Enough: true}},
		{"a small population", func() (sample.Size, error) {
			return sample.ForProportion(.5, .05, sample.Terms{Population: 400, Deff: 1.5, Response: .5})
		}, 384.14588206941227, sample.Size{Complete: 295, Issue: 590}},
	} {
		s, err := c.size()
		if err != nil || math.Abs(s.Infinite-c.exact) > 1e-9*c.exact || s.Complete != c.want.Complete || s.Issue != c.want.Issue || s.Enough != c.want.Enough {
			t.Errorf("%s: %+v, %v, want %g and %+v", c.name, s, err, c.exact, c.want)
		}
	}
}

func TestSizeErrors(t *testing.T) {
	t.Parallel()
	nan := math.NaN()
	for i, f := range []func() (sample.Size, error){
		func() (sample.Size, error) { return sample.ForProportion(0, .1, sample.Terms{}) },
		func() (sample.Size, error) { return sample.ForProportion(.5, 0, sample.Terms{}) },
		func() (sample.Size, error) { return sample.ForProportion(.5, 1e-12, sample.Terms{}) },
		func() (sample.Size, error) { return sample.ForProportion(.5, .1, sample.Terms{Confidence: 1}) },
		func() (sample.Size, error) { return sample.ForProportion(.5, .1, sample.Terms{Population: -1}) },
		func() (sample.Size, error) { return sample.ForProportion(.5, .1, sample.Terms{Deff: nan}) },
		func() (sample.Size, error) { return sample.ForProportion(.5, .1, sample.Terms{Response: 2}) },
		func() (sample.Size, error) { return sample.ForMean(nan, 1, sample.Terms{}) },
		func() (sample.Size, error) { return sample.ForMean(1, nan, sample.Terms{}) },
		func() (sample.Size, error) { return sample.ForNPS(.8, .3, 5, sample.Terms{}) },
		func() (sample.Size, error) { return sample.ForNPS(.5, .3, -5, sample.Terms{}) },
		func() (sample.Size, error) { return sample.ForProportions(.5, .5, sample.Test{}) },
		func() (sample.Size, error) { return sample.ForProportions(.5, nan, sample.Test{}) },
		func() (sample.Size, error) { return sample.ForProportions(.5, .6, sample.Test{Alpha: 1}) },
		func() (sample.Size, error) { return sample.ForProportions(.5, .6, sample.Test{Power: .02}) },
		func() (sample.Size, error) { return sample.ForMeans(0, 1, 1, sample.Test{}) },
		func() (sample.Size, error) { return sample.ForMeans(1, 0, 1, sample.Test{}) },
		func() (sample.Size, error) { return sample.ForMeans(1, 1, 1, sample.Test{Alpha: -1}) },
	} {
		if s, err := f(); err == nil {
			t.Errorf("call %d gave %+v", i, s)
		}
	}
}

func FuzzAllocation(f *testing.F) {
	f.Add(10, 5, 7, 1.0, 2.0, 3.0)
	f.Add(12, 5, 7, 0.0, 2.0, math.Inf(1))
	f.Add(1, 0, 0, math.NaN(), 1e300, 1e-300)
	f.Fuzz(func(t *testing.T, n, size1, size2 int, sd1, sd2, cost float64) {
		strata := []sample.Stratum{{Name: "a", Size: size1 % 1000, SD: sd1, Cost: cost}, {Name: "b", Size: size2 % 1000, SD: sd2, Cost: 1}}
		for _, rule := range []func(int, []sample.Stratum) (sample.Allocation, error){sample.Proportional, sample.Neyman, sample.Optimal} {
			a, err := rule(n, strata)
			if err == nil && (a.Total() != n || a.N[0] > strata[0].Size || a.N[1] > strata[1].Size) {
				t.Errorf("%d of %+v: %+v", n, strata, a)
			}
		}
		if a, err := sample.OptimalBudget(sd1, strata); err == nil && float64(a.N[0])*cost+float64(a.N[1]) > sd1*(1+1e-9) {
			t.Errorf("budget %g of %+v: %+v", sd1, strata, a)
		}
	})
}

// A sample of 500 customers for the smallest variance, drawn so that anybody can repeat it.
func Example() {
	strata := []sample.Stratum{{Name: "city", Size: 6, SD: 12}, {Name: "country", Size: 4, SD: 24}}
	allocation, err := sample.Neyman(5, strata)
	if err != nil {
		panic(err)
	}
	fmt.Println(allocation.N)
	ids := []string{"a1", "a2", "a3", "a4", "a5", "a6", "b1", "b2", "b3", "b4"}
	stratum := []string{"city", "city", "city", "city", "city", "city", "country", "country", "country", "country"}
	drawn, err := sample.ByHash([]byte("recorded"), ids, stratum, allocation.ByName(strata))
	if err != nil {
		panic(err)
	}
	for k, i := range drawn.Units {
		fmt.Printf("%s %.2f\n", ids[i], drawn.Weights()[k])
	}
	// Output:
	// [2 3]
	// a1 3.00
	// a2 3.00
	// b1 1.33
	// b2 1.33
	// b4 1.33
}

// How many to ask for a Net Promoter Score within ±5 points when 30 % answer.
func ExampleForNPS() {
	size, err := sample.ForNPS(0.45, 0.20, 5, sample.Terms{Population: 20000, Response: 0.30})
	if err != nil {
		panic(err)
	}
	fmt.Printf("%.1f without a limit of the population, %d to complete, %d to issue\n", size.Infinite, size.Complete, size.Issue)
	// Output:
	// 902.7 without a limit of the population, 864 to complete, 2880 to issue
}

func ExampleSRS() {
	drawn, err := sample.SRS(3, 10, sample.Source(20240501))
	if err != nil {
		panic(err)
	}
	fmt.Println(drawn.Units, drawn.Probability[0])
	// Output:
	// [1 4 7] 0.3
}
