package driver_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/driver"
)

// figures are a bit of everything that rests on correlations and regressions.
func figures(t *testing.T, d stat.Data, m driver.Model) (all, slopes []float64) {
	t.Helper()
	moments := must[*driver.Moments](t)(driver.NewMoments(d, m))
	for _, method := range []driver.Method{driver.LMG, driver.Johnson, driver.CAR, driver.Pratt, driver.First, driver.Last, driver.BetaSquared} {
		all = append(all, must[*driver.Importance](t)(moments.Importance(method)).Raw...)
	}
	for _, c := range must[[]driver.Correlation](t)(driver.Correlate(d, m)) {
		all = append(all, c.Spearman, c.Partial, c.Part)
	}
	l := must[*driver.Linear](t)(driver.Regress(d, m))
	return append(append(all, l.Beta...), l.R2), valuesOf(l.Coefficients(driver.Classical))
}

func TestInvariance(t *testing.T) {
	t.Parallel()
	d, m := needHoles(t)
	m.Weights = d.Columns[3]
	want, slopes := figures(t, d, m)
	t.Run("weights scaled", func(t *testing.T) {
		t.Parallel()
		scaled := m
		scaled.Weights = slices.Clone(m.Weights)
		for i := range scaled.Weights {
			scaled.Weights[i] *= 250
		}
		got, b := figures(t, d, scaled)
		near(t, "figures", got, want, 1e-9)
		near(t, "slopes", b, slopes, 1e-9)
	})
	t.Run("rows permuted", func(t *testing.T) {
		t.Parallel()
		order := rand.New(rand.NewPCG(1, 9)).Perm(d.Rows())
		permuted, other := d.Take(order), m
		other.Weights = permuted.Columns[3]
		got, b := figures(t, permuted, other)
		near(t, "figures", got, want, 1e-9)
		near(t, "slopes", b, slopes, 1e-9)
	})
	t.Run("rows twice with half the weight", func(t *testing.T) {
		t.Parallel()
		var twice []int
		for i := range d.Rows() {
			twice = append(twice, i, i)
		}
		doubled, other := d.Take(twice), m
		other.Weights = slices.Clone(doubled.Columns[3])
		for i := range other.Weights {
			other.Weights[i] /= 2
		}
		got, b := figures(t, doubled, other)
		near(t, "figures", got, want, 1e-9)
		near(t, "slopes", b, slopes, 1e-9)
	})
	t.Run("drivers on another scale", func(t *testing.T) {
		t.Parallel()
		other := stat.Data{Names: d.Names, Columns: slices.Clone(d.Columns)}
		for j := 4; j < len(other.Columns); j++ {
			other.Columns[j] = slices.Clone(d.Columns[j])
			for i := range other.Columns[j] {
				other.Columns[j][i] = 1000 + 7*other.Columns[j][i]
			}
		}
		got, _ := figures(t, other, m)
		near(t, "figures", got, want, 1e-8)
	})
}

// A weight of 0 is a row that is not there.
func TestRowsWithoutWeight(t *testing.T) {
	t.Parallel()
	d, m := needSurvey(t)
	var kept []int
	m.Weights = make([]float64, d.Rows())
	for i := range m.Weights {
		if i%4 > 0 {
			m.Weights[i] = 1
			kept = append(kept, i)
		}
	}
	got, _ := figures(t, d, m)
	want, _ := figures(t, d.Take(kept), driver.Model{Outcome: m.Outcome, Drivers: m.Drivers})
	near(t, "figures", got, want, 1e-9)
	if l := must[*driver.Linear](t)(driver.Regress(d, m)); l.N != 300 || l.DF2 != 293 {
		t.Errorf("%d rows count", l.N)
	}
}

func TestFaults(t *testing.T) {
	t.Parallel()
	d, m := needSurvey(t)
	n := d.Rows()
	d.Names = append(d.Names, "same", "double", "hole", "infinite")
	double, hole := make([]float64, n), slices.Repeat([]float64{math.NaN()}, n)
	for i, x := range d.Columns[4] {
		double[i] = 2*x - 3
	}
	d.Columns = append(d.Columns, slices.Repeat([]float64{3}, n), double, hole, slices.Repeat([]float64{1}, n))
	with := func(change func(m *driver.Model)) driver.Model {
		other := m
		change(&other)
		return other
	}
	drivers := func(names ...string) driver.Model { return with(func(m *driver.Model) { m.Drivers = names }) }
	lmg := func(d stat.Data, m driver.Model) error {
		moments, err := driver.NewMoments(d, m)
		if err == nil {
			_, err = moments.Importance(driver.LMG)
		}
		return err
	}
	regress := func(d stat.Data, m driver.Model) error { _, err := driver.Regress(d, m); return err }
	ordinal := func(d stat.Data, m driver.Model) error { _, err := driver.Ordinal(d, m); return err }
	logistic := func(d stat.Data, m driver.Model) error { _, err := driver.Logistic(d, m); return err }
	for name, c := range map[string]struct {
		call func(stat.Data, driver.Model) error
		m    driver.Model
		want string
	}{
		"constant":        {lmg, drivers("price", "same"), `driver: "same" is constant`},
		"constant too":    {regress, drivers("price", "same"), `driver: "same" is constant`},
		"collinear":       {lmg, drivers("price", "staff", "double"), `driver: "double": collinear variables`},
		"collinear too":   {regress, drivers("price", "staff", "double"), `driver: "double": collinear variables`},
		"unknown":         {regress, drivers("price", "taste"), `driver: "taste" is unknown`},
		"twice":           {regress, drivers("price", "price"), `driver: "price" occurs twice`},
		"itself":          {lmg, drivers("overall"), `driver: "overall" occurs twice`},
		"none":            {lmg, drivers(), "driver: drivers: nothing to work on"},
		"no rows":         {regress, drivers("price", "hole"), "driver: data: 0 usable rows, at least 3 are needed"},
		"few weights":     {regress, with(func(m *driver.Model) { m.Weights = []float64{1} }), "driver: weights: 1 values where 400 are needed"},
		"negative weight": {lmg, with(func(m *driver.Model) { m.Weights = append([]float64{-1}, make([]float64, n-1)...) }), "driver: weights: a value is negative (row 1)"},
		"missing weight":  {lmg, with(func(m *driver.Model) { m.Weights = append([]float64{1, math.NaN()}, make([]float64, n-2)...) }), "driver: weights: a value is missing or infinite (row 2)"},
		"other missing":   {lmg, with(func(m *driver.Model) { m.Missing = "mean" }), `driver: treatment of missing values "mean" is unknown`},
		"not binary":      {logistic, m, `driver: "overall": 9 is out of range (row 1)`},
		"measurement":     {ordinal, with(func(m *driver.Model) { m.Outcome = "weight" }), `driver: number of categories of "weight": 201 is out of range`},
	} {
		var fault *stat.Error
		if err := c.call(d, c.m); !errors.As(err, &fault) || err.Error() != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
	d.Columns[len(d.Columns)-1][4] = math.Inf(1)
	if err := lmg(d, m); err == nil || err.Error() != `driver: "infinite": a value is missing or infinite (row 5)` {
		t.Errorf("infinite: %v", err)
	}
}

func TestFaultsOfOptions(t *testing.T) {
	t.Parallel()
	d, m := needSurvey(t)
	moments := must[*driver.Moments](t)(driver.NewMoments(d, m))
	many := mat.NewSymDense(27, nil)
	for j := range 27 {
		many.SetSym(j, j, 1)
	}
	wide := must[*driver.Moments](t)(driver.FromCovariance(strings.Split("abcdefghijklmnopqrstuvwxyzä", "")[:27], many, 100))
	pair := func(cov ...float64) error {
		_, err := driver.FromCovariance([]string{"y", "x"}, mat.NewSymDense(2, cov), 10)
		return err
	}
	contradictory := must[*driver.Moments](t)(driver.FromCovariance([]string{"y", "a", "b"}, mat.NewSymDense(3, []float64{1, 0.9, -0.9, 0, 1, 0.9, 0, 0, 1}), 50))
	for want, call := range map[string]func() error{
		"driver: number of drivers for all subsets: 26 is out of range": func() error { _, err := wide.Dominance(); return err },
		`driver: method "best" is unknown`:                              func() error { _, err := moments.Importance("best"); return err },
		"driver: lambda: -1 is out of range":                            func() error { _, err := moments.Ridge(-1, driver.SampleSD); return err },
		`driver: "x" is constant`:                                       func() error { return pair(1, 0, 0, 0) },
		`driver: correlation of "x" and "y": 2 is out of range`:         func() error { return pair(1, 2, 2, 1) },
		"driver: R² of the pairwise correlations: 16.2":                 func() error { _, err := contradictory.Regress(); return err },
		"driver: level: 1.5 is out of range": func() error {
			_, err := driver.Bootstrap(d, m, driver.Resampling{Level: 1.5}, rand.NewPCG(1, 1))
			return err
		},
		"driver: replicates: -1 is out of range": func() error {
			_, err := driver.Bootstrap(d, m, driver.Resampling{Replicates: -1}, rand.NewPCG(1, 1))
			return err
		},
		"driver: low and high rating: 5 is out of range": func() error {
			_, err := driver.PenaltyReward(d, m, driver.Cuts{Low: 5, High: 5}, driver.Classical)
			return err
		},
		"driver: bound of a correlation: 2 is out of range": func() error { _, err := moments.Prune(driver.Pruning{Weak: 2}); return err },
	} {
		var fault *stat.Error
		if err := call(); !errors.As(err, &fault) || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func FuzzDriver(f *testing.F) {
	f.Add(1.0, 2.0, 3.0, 4.0, 1.0, uint8(12))
	f.Add(math.NaN(), math.Inf(1), 1e308, -1e308, 0.0, uint8(5))
	f.Add(1e-300, 1e300, 0.0, 1.0, math.NaN(), uint8(0))
	f.Fuzz(func(t *testing.T, a, b, c, e, w float64, n uint8) {
		values := []float64{a, b, c, e, 0, 1, math.NaN(), 2}
		d := stat.Data{Names: []string{"y", "p", "q", "r"}, Columns: make([][]float64, 4)}
		m := driver.Model{Outcome: "y", Drivers: d.Names[1:]}
		for i := range int(n) % 50 {
			for j := range d.Columns {
				d.Columns[j] = append(d.Columns[j], values[(i*(j+2)+i*i/(j+1))%len(values)])
			}
			m.Weights = append(m.Weights, []float64{1, w, 2}[i%3])
		}
		for _, missing := range []driver.Missing{driver.Listwise, driver.Pairwise} {
			m.Missing = missing
			for _, err := range all(d, m) {
				var fault *stat.Error
				if err != nil && !errors.As(err, &fault) {
					t.Fatalf("%T: %v", err, err)
				}
			}
		}
	})
}

// all calls everything there is.
func all(d stat.Data, m driver.Model) (faults []error) {
	note := func(_ any, err error) { faults = append(faults, err) }
	note(driver.Regress(d, m))
	note(driver.Logistic(d, m))
	note(driver.Ordinal(d, m))
	note(driver.PenaltyReward(d, m, driver.Cuts{Low: 0, High: 2}, driver.HC3))
	note(driver.Correlate(d, m))
	note(driver.Bootstrap(d, m, driver.Resampling{Replicates: 3}, rand.NewPCG(1, 1)))
	moments, err := driver.NewMoments(d, m)
	if err != nil {
		return append(faults, err)
	}
	for _, method := range []driver.Method{driver.LMG, driver.Johnson, driver.CAR} {
		note(moments.Importance(method))
	}
	note(moments.Ridge(1, driver.SampleSD))
	note(moments.Penalties())
	note(moments.Prune(driver.Pruning{}))
	return faults
}
