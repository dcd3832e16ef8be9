package design_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/design"
	"manyi.dev/manyi/stat/internal/rtest"
)

// shop is the stratified sample of stat/testdata/expected/input with columns of its own.
type shop struct {
	*rtest.Table
}

func open(t testing.TB, file string) shop {
	t.Helper()
	return shop{rtest.Open(t, "../testdata/expected/input/"+file)}
}

func (s shop) number(column string) []float64 {
	y := make([]float64, s.Len())
	for i := range y {
		y[i] = s.Number(i, column)
	}
	return y
}

func (s shop) factor(column string) stat.Factor {
	labels := make([]string, s.Len())
	for i := range labels {
		labels[i] = s.Text(i, column)
	}
	return stat.NewFactor(labels)
}

func sampled(t testing.TB, spec design.Spec) *design.Survey {
	t.Helper()
	s, err := design.New(spec)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// stratifiedShop is svydesign(ids=~1, strata=~stratum, weights=~weight, fpc=~Nh).
func stratifiedShop(t testing.TB) (shop, *design.Survey) {
	t.Helper()
	table := open(t, "syn_stratified.csv")
	return table, sampled(t, design.Spec{
		Weights: table.number("weight"),
		Stages:  []design.Stage{{Strata: table.factor("stratum"), Population: table.number("Nh")}},
	})
}

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance*max(1, math.Abs(want))) {
		t.Errorf("%s = %.15g, want %.15g", what, got, want)
	}
}

// The values are of R 4.2.2, survey 4.1.1, on the stratified sample with fpc.
func TestRegressionsWithDesignBasedErrors(t *testing.T) {
	t.Parallel()
	table, s := stratifiedShop(t)
	promoter, class := make([]float64, table.Len()), make([]float64, table.Len())
	for i, x := range table.number("nps") {
		class[i] = 1
		if x >= 9 {
			promoter[i], class[i] = 1, 3
		} else if x >= 7 {
			class[i] = 2
		}
	}
	x := stat.Data{Names: []string{"effort", "spend"}, Columns: [][]float64{table.number("effort"), table.number("spend")}}
	// svyglm(I(nps >= 9) ~ effort + spend, ds, family = quasibinomial, control = list(epsilon = 1e-15))
	logit, err := s.Logit(promoter, x)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range [][2]float64{{-5.3662056576922437, 1.40328094033349604}, {0.5214064463314005, 0.26069822846817392}, {0.0199929781015362, 0.00871915895426013}} {
		near(t, logit.Names[i], logit.At(i).Value(), want[0], 1e-9)
		near(t, logit.Names[i]+" SE", logit.At(i).SE(), want[1], 1e-9)
	}
	near(t, "df", logit.At(0).DF(), 140, 0)
	near(t, "p of spend", logit.P(2), 0.0233372, 1e-5) // 2*pt(-0.0199929780990598/0.00871914032269963, 140)
	// svyolr(cut(nps, c(-1, 6, 8, 10)) ~ effort + spend, ds)
	ordinal, err := s.OrdinalLogit(class, x)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []struct {
		name      string
		value, se float64
	}{
		{"effort", 0.5896739748117, 0.14653207321200},
		{"spend", 0.0146917435043, 0.00658954841514},
		{"1|2", 2.81018473811, 0.63957234962134},
		{"2|3", 5.43758767026, 0.79001479922592},
	} {
		if ordinal.Names[i] != want.name {
			t.Errorf("coefficient %d is %s, want %s", i, ordinal.Names[i], want.name)
		}
		near(t, want.name, ordinal.At(i).Value(), want.value, 5e-4) // svyolr stops early
		near(t, want.name+" SE", ordinal.At(i).SE(), want.se, 5e-4)
	}
}

func TestDomainsKeepTheDesign(t *testing.T) {
	t.Parallel()
	table, s := stratifiedShop(t)
	keep := make([]bool, table.Len())
	for i := range keep {
		keep[i] = table.Text(i, "channel") == "app"
	}
	app := s.Subset(keep)
	mean, err := app.Mean(table.number("nps"))
	if err != nil {
		t.Fatal(err)
	}
	near(t, "mean", mean.Value(), 6.90519877675841, 1e-12) // subset(ds, channel == "app")
	near(t, "SE", mean.SE(), 0.243248017129686, 1e-12)
	near(t, "df", mean.DF(), 50, 0)
	q, err := app.Quantiles(table.number("spend"), design.Inverse, 0.95, 0.1, 0.5, 0.99)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []design.Quantile{
		{P: 0.1, Value: 16.53, Low: 10.12, High: 20.95, SE: 2.69596247747},
		{P: 0.5, Value: 34.53, Low: 27.05, High: 40.12, SE: 3.25357613855},
		{P: 0.99, Value: 104.07, Low: 104.07, High: 104.07, SE: 0},
	} {
		got := q[i]
		for _, pair := range [][2]float64{{got.Value, want.Value}, {got.Low, want.Low}, {got.High, want.High}, {got.SE, want.SE}} {
			if math.IsNaN(pair[0]) != math.IsNaN(pair[1]) || math.Abs(pair[0]-pair[1]) > 1e-9 {
				t.Errorf("quantile %g: %+v, want %+v", want.P, got, want)
				break
			}
		}
	}
}

func TestReplicatesOfStrata(t *testing.T) {
	t.Parallel()
	table := open(t, "syn_stratified.csv")
	for _, c := range []struct {
		name string
		fpc  bool
		want float64 // SE(svymean(~nps, as.svrepdesign(ds, type = "JKn")))
	}{{"with replacement", false, 0.140683529204515}, {"finite population", true, 0.138927327904442}} {
		stage := design.Stage{Strata: table.factor("stratum")}
		if c.fpc {
			stage.Population = table.number("Nh")
		}
		s := sampled(t, design.Spec{Weights: table.number("weight"), Stages: []design.Stage{stage}})
		r, err := s.JKn()
		if err != nil {
			t.Fatal(err)
		}
		e, err := r.Mean(table.number("nps"))
		if err != nil {
			t.Fatal(err)
		}
		near(t, c.name, e.SE(), c.want, 1e-12)
		if _, err := s.JK1(); err == nil {
			t.Errorf("%s: JK1 took three strata", c.name)
		}
		if c.fpc {
			continue
		}
		b, err := s.Bootstrap(rand.NewPCG(1, 2), 4000)
		if err != nil {
			t.Fatal(err)
		}
		e, err = b.Mean(table.number("nps"))
		if err != nil {
			t.Fatal(err)
		}
		near(t, "bootstrap against the linearised SE", e.SE()/0.140683529204514, 1, 0.04)
	}
}

// A result must not depend on how the same sample is written down.
func TestInvariances(t *testing.T) {
	t.Parallel()
	table := open(t, "syn_twostage.csv")
	y, w := table.number("sat"), table.number("weight")
	base := design.Spec{Weights: w, Stages: []design.Stage{{Units: table.factor("psu"), Strata: table.factor("stratum")}}}
	want, err := sampled(t, base).Mean(y)
	if err != nil {
		t.Fatal(err)
	}
	same := func(name string, spec design.Spec, y []float64) {
		t.Helper()
		got, err := sampled(t, spec).Mean(y)
		if err != nil {
			t.Fatal(name, err)
		}
		near(t, name+": mean", got.Value(), want.Value(), 1e-13)
		near(t, name+": SE", got.SE(), want.SE(), 1e-12)
		near(t, name+": df", got.DF(), want.DF(), 0)
	}
	scaled := slices.Clone(w)
	for i := range scaled {
		scaled[i] *= 1000
	}
	same("weights scaled", design.Spec{Weights: scaled, Stages: base.Stages}, y)

	rows := rand.New(rand.NewPCG(5, 6)).Perm(table.Len())
	take := func(f stat.Factor) stat.Factor {
		g := stat.Factor{Levels: f.Levels, Codes: make([]int32, len(rows))}
		for k, i := range rows {
			g.Codes[k] = f.Codes[i]
		}
		return g
	}
	mixed := stat.Data{Columns: [][]float64{y, w}}.Take(rows)
	same("rows permuted", design.Spec{
		Weights: mixed.Columns[1],
		Stages:  []design.Stage{{Units: take(base.Stages[0].Units), Strata: take(base.Stages[0].Strata)}},
	}, mixed.Columns[0])

	rows = nil
	for i := range y {
		rows = append(rows, i, i)
	}
	double := stat.Data{Columns: [][]float64{y, w}}.Take(rows)
	for i := range double.Columns[1] {
		double.Columns[1][i] /= 2
	}
	same("rows doubled, weights halved, in their clusters", design.Spec{
		Weights: double.Columns[1],
		Stages:  []design.Stage{{Units: take(base.Stages[0].Units), Strata: take(base.Stages[0].Strata)}},
	}, double.Columns[0])
}

func TestOneStratumIsASimpleRandomSample(t *testing.T) {
	t.Parallel()
	table := open(t, "syn_srs.csv")
	y, n := table.number("spend"), table.Len()
	one := stat.Factor{Codes: make([]int32, n), Levels: []string{"all"}}
	simple, err := sampled(t, design.Spec{Rows: n}).Mean(y)
	if err != nil {
		t.Fatal(err)
	}
	stratified, err := sampled(t, design.Spec{Stages: []design.Stage{{Strata: one}}}).Mean(y)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "SE", stratified.SE(), simple.SE(), 1e-15)
	near(t, "design effect of a simple random sample", simple.Deff(), 1, 1e-12)
	// A census has no error.
	full := make([]float64, n)
	for i := range full {
		full[i] = float64(n)
	}
	census, err := sampled(t, design.Spec{Stages: []design.Stage{{Population: full}}}).Mean(y)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "SE of a census", census.SE(), 0, 0)
}

func TestWhatCannotBeUsed(t *testing.T) {
	t.Parallel()
	strata := stat.NewFactor([]string{"A", "A", "B"})
	for name, c := range map[string]struct {
		spec design.Spec
		want string
	}{
		"nothing":          {design.Spec{}, "design: sample: nothing to work on"},
		"lonely":           {design.Spec{Lonely: design.Fail, Stages: []design.Stage{{Strata: strata}}}, `design: stratum "B" has one PSU`},
		"negative weight":  {design.Spec{Weights: []float64{1, -1}}, "design: weights: a value is negative (row 2)"},
		"missing weight":   {design.Spec{Weights: []float64{1, math.NaN()}}, "design: weights: a value is missing or infinite (row 2)"},
		"small population": {design.Spec{Stages: []design.Stage{{Strata: strata, Population: []float64{1, 1, 5}}}}, `design: population of stratum "A": 1 contradicts 2`},
		"two populations":  {design.Spec{Stages: []design.Stage{{Strata: strata, Population: []float64{5, 6, 5}}}}, `design: population of stratum "A": 6 contradicts 5 (row 2)`},
		"no population":    {design.Spec{Stages: []design.Stage{{Strata: strata, Population: []float64{5, 5, 0}}}}, `design: population of stratum "B": 0 is out of range (row 3)`},
		"missing stratum":  {design.Spec{Stages: []design.Stage{{Strata: stat.NewFactor([]string{"A", ""})}}}, "design: unit or stratum of stage 1: a value is missing or infinite (row 2)"},
		"short":            {design.Spec{Weights: []float64{1, 1}, Stages: []design.Stage{{Strata: strata}}}, "design: stage 1: 3 values where 2 are needed"},
		"rule":             {design.Spec{Rows: 2, Lonely: "guess"}, `design: rule "guess" is unknown`},
	} {
		_, err := design.New(c.spec)
		var fault *stat.Error
		if !errors.As(err, &fault) || err.Error() != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
	s := sampled(t, design.Spec{Rows: 3})
	if _, err := s.Mean([]float64{1, math.Inf(1), 2}); err == nil || err.Error() != "design: values: a value is missing or infinite (row 2)" {
		t.Errorf("infinite value: %v", err)
	}
	if _, err := s.Mean([]float64{1}); !errors.Is(err, &stat.Error{Reason: stat.Lengths}) {
		t.Errorf("short values: %v", err)
	}
	if _, err := s.TTest([]float64{1, 2, 3}, stat.NewFactor([]string{"a", "b", "c"})); !errors.Is(err, &stat.Error{Reason: stat.OutOfRange}) {
		t.Errorf("three groups: %v", err)
	}
}

// What is undefined is NaN, and one respondent has no error.
func TestUndefined(t *testing.T) {
	t.Parallel()
	s := sampled(t, design.Spec{Rows: 3})
	none := []float64{math.NaN(), math.NaN(), math.NaN()}
	e, err := s.Mean(none)
	if err != nil || e.Defined() || e.N() != 0 {
		t.Errorf("mean of none: %+v, %v", e, err)
	}
	e, err = s.Mean([]float64{4, math.NaN(), math.NaN()})
	if err != nil || e.Value() != 4 || !math.IsNaN(e.SE()) {
		t.Errorf("mean of one: %g ± %g, %v", e.Value(), e.SE(), err)
	}
	e, err = s.Ratio([]float64{1, 2, 3}, []float64{0, 0, 0})
	if err != nil || e.Defined() {
		t.Errorf("ratio to nothing: %g, %v", e.Value(), err)
	}
}

func TestIntervalsOfShares(t *testing.T) {
	t.Parallel()
	s := sampled(t, design.Spec{Rows: 10})
	seven := []float64{1, 1, 1, 1, 1, 1, 1, 0, 0, 0}
	e, err := s.Mean(seven)
	if err != nil {
		t.Fatal(err)
	}
	// With n* = n−1 = 9, p = .7 and t = qt(.975, 9) = 2.2621571628: by hand from the formulas.
	const tt, n, p = 2.2621571627982 * 2.2621571627982, 9.0, 0.7
	low, high := design.ScoreInterval(e, 0.95)
	half := math.Sqrt(tt) * math.Sqrt(p*(1-p)/n+tt/(4*n*n))
	near(t, "score low", low, (p+tt/(2*n)-half)/(1+tt/n), 1e-9)
	near(t, "score high", high, (p+tt/(2*n)+half)/(1+tt/n), 1e-9)
	low, high = design.AgrestiCoullInterval(e, 0.95)
	centre := (n*p + tt/2) / (n + tt)
	half = math.Sqrt(tt) * math.Sqrt(centre*(1-centre)/(n+tt))
	near(t, "Agresti–Coull low", low, centre-half, 1e-9)
	near(t, "Agresti–Coull high", high, min(1, centre+half), 1e-9)
	all, err := s.Mean([]float64{1, 1, 1, 1, 1, 1, 1, 1, 1, 1})
	if err != nil {
		t.Fatal(err)
	}
	if low, high = design.ScoreInterval(all, 0.95); high != 1 || !(low > 0.6 && low < 0.7) {
		t.Errorf("score interval of 10 of 10 is %g to %g", low, high) // 1/(1+t²/10) = 0.6615
	}
}

func FuzzMean(f *testing.F) {
	f.Add(1.0, 2.0, 3.0, 1.0, 1.0, uint8(3))
	f.Add(math.NaN(), math.Inf(1), 0.0, 0.0, math.Inf(-1), uint8(0))
	f.Fuzz(func(t *testing.T, a, b, c, w1, w2 float64, codes uint8) {
		strata := stat.Factor{Levels: []string{"x", "y"}, Codes: []int32{int32(codes & 1), int32(codes >> 1 & 1), int32(codes >> 2 & 1)}}
		s, err := design.New(design.Spec{Weights: []float64{w1, w2, 1}, Stages: []design.Stage{{Strata: strata}}})
		if err != nil {
			return
		}
		y := []float64{a, b, c}
		e, err := s.Mean(y)
		if err == nil && e.Defined() && e.Variance() < 0 {
			t.Errorf("variance %g", e.Variance())
		}
		_, _ = s.Quantiles(y, design.Linear, 0.95, 0, 0.5, 1)
		_, _ = s.Association(strata, stat.NewFactor([]string{"1", "2", "1"}))
		_, _ = s.Regression(y, stat.Data{Columns: [][]float64{{1, 2, 3}}})
		_, _ = s.DomainMeans(stat.Data{Columns: [][]float64{y}}, strata)
	})
}
