package driver_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/driver"
	"manyi.dev/manyi/stat/internal/rtest"
)

var ratings = []string{"price", "value", "staff", "speed", "clean", "wifi"}

// needSurvey is the generated survey of 400 respondents.
func needSurvey(t testing.TB) (stat.Data, driver.Model) {
	t.Helper()
	table := rtest.Open(t, "../testdata/expected/input/syn_drivers.csv")
	d := stat.Data{}
	for _, name := range append([]string{"overall", "likert", "recommend", "weight"}, ratings...) {
		column := make([]float64, table.Len())
		for i := range column {
			column[i] = table.Number(i, name)
		}
		d.Names, d.Columns = append(d.Names, name), append(d.Columns, column)
	}
	return d, driver.Model{Outcome: "overall", Drivers: ratings}
}

// needHoles is the survey with values missing at set places: q[(1:400*7 + 3*j) %% (11+j) == 0, j] <- NA.
func needHoles(t testing.TB) (stat.Data, driver.Model) {
	t.Helper()
	d, m := needSurvey(t)
	for j, name := range append([]string{"overall"}, ratings...) {
		column := d.Columns[slices.Index(d.Names, name)]
		for i := range column {
			if ((i+1)*7+(j+1)*3)%(11+j+1) == 0 {
				column[i] = math.NaN()
			}
		}
	}
	return d, m
}

func near(t *testing.T, what string, got, want []float64, rel float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d values, want %d", what, len(got), len(want))
	}
	for i := range want {
		if !(math.Abs(got[i]-want[i]) <= rel*math.Abs(want[i])+1e-13) && !(math.IsNaN(got[i]) && math.IsNaN(want[i])) {
			t.Errorf("%s[%d] = %.15g, want %.15g", what, i, got[i], want[i])
		}
	}
}

func must[T any](t testing.TB) func(T, error) T {
	return func(x T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
}

func errorsOf(all []driver.Coefficient) []float64 {
	se := make([]float64, len(all))
	for i, c := range all {
		se[i] = c.Estimate.SE()
	}
	return se
}

func valuesOf(all []driver.Coefficient) []float64 {
	values := make([]float64, len(all))
	for i, c := range all {
		values[i] = c.Estimate.Value()
	}
	return values
}

// R 4.2.2: lm(overall ~ …, weights = weight), with the sandwich written out as
// B (X'diag(w e o)² X) B, o = 1, √(n/(n−p)), 1/(1−h); pf of the F statistic.
func TestRobustErrorsOfWeightedRegression(t *testing.T) {
	t.Parallel()
	d, m := needSurvey(t)
	m.Weights = d.Columns[3]
	l := must[*driver.Linear](t)(driver.Regress(d, m))
	for kind, want := range map[driver.Errors][]float64{
		driver.HC0: {0.285106040451554, 0.0650631816664591, 0.066525881331697, 0.0443571739659902, 0.0434208369312768, 0.0401553877206215, 0.0464339864720767},
		driver.HC1: {0.28763394587798, 0.0656400672692147, 0.0671157360262864, 0.0447504688277614, 0.0438058297189591, 0.0405114272572038, 0.046845695484581},
		driver.HC3: {0.294289530599951, 0.067354891465073, 0.0691743365715751, 0.0458669219685409, 0.0450687519715136, 0.0415907220791041, 0.0486082890714269},
	} {
		near(t, string(kind), errorsOf(l.Coefficients(kind)), want, 1e-9)
	}
	near(t, "F", []float64{l.F, l.DF1, l.DF2, l.P}, []float64{138.906017961359, 6, 393, 6.89023305997899e-94}, 1e-9)
	slope := l.Coefficients(driver.Design)[1]
	if e := slope.Estimate; e.N() != 400 || e.DF() != 393 || slope.Name != "price" {
		t.Errorf("price rests on %d rows and %g degrees of freedom", e.N(), e.DF())
	}
	if low, high := slope.Estimate.Interval(0.95); !(low < 0.5487 && 0.5488 < high) {
		t.Errorf("interval %g … %g", low, high)
	}
	sum := 0.0
	for i, e := range l.Residuals {
		sum += e * m.Weights[i]
	}
	if math.Abs(sum) > 1e-9 {
		t.Errorf("residuals sum to %g", sum)
	}
}

// R 4.2.2: cor(q, use = "pairwise"), crossprod(!is.na(q)), cor(…, method = "spearman"), and
// solve(R[-1,-1], R[-1,1]).
func TestPairwise(t *testing.T) {
	t.Parallel()
	d, m := needHoles(t)
	m.Missing = driver.Pairwise
	moments := must[*driver.Moments](t)(driver.NewMoments(d, m))
	r := moments.Correlation()
	near(t, "r", []float64{r.At(0, 1), r.At(0, 6), r.At(1, 2), r.At(6, 5)}, []float64{0.788083570896125, 0.443541155627557, 0.785904719491319, 0.437018550853821}, 1e-12)
	if n := moments.Pairs(); n[0][0] != 366 || n[0][1] != 338 || n[2][2] != 400 || n[5][6] != 356 || moments.N != 338 {
		t.Errorf("pairs %v, base %d", n, moments.N)
	}
	z := must[*driver.Standardised](t)(moments.Regress())
	near(t, "β", z.Beta, []float64{0.555202342370282, 0.124334403060306, 0.166125108086393, 0.0727031778075602, 0.0876505660879258, -0.0262356932088975}, 1e-11)
	var pearson, spearman []float64
	for _, c := range must[[]driver.Correlation](t)(driver.Correlate(d, m)) {
		pearson, spearman = append(pearson, c.Pearson), append(spearman, c.Spearman)
	}
	near(t, "pearson", pearson[:1], []float64{0.788083570896125}, 1e-12)
	near(t, "spearman", spearman, []float64{0.787193043317088, 0.678631644698641, 0.499793031309943, 0.495994704205267, 0.445012802601887, 0.425323474581375}, 1e-12)
	i := must[*driver.Importance](t)(moments.Importance(driver.LMG))
	if i.Missing != driver.Pairwise || i.Rows != 400 || i.N != 338 {
		t.Errorf("the result rests on %+v", i.Base)
	}
	if _, err := driver.Regress(d, m); err == nil {
		t.Error("a regression took rows with missing values")
	}
}

// R 4.2.2: cor(q, use = "complete")[1,].
func TestListwise(t *testing.T) {
	t.Parallel()
	d, m := needHoles(t)
	moments := must[*driver.Moments](t)(driver.NewMoments(d, m))
	row := mat.Row(nil, 0, moments.Correlation())
	near(t, "r", row, []float64{1, 0.798695439878711, 0.706288059703575, 0.520858481515718, 0.520791357693481, 0.452637547735119, 0.480620681296594}, 1e-12)
	if moments.N != 279 || moments.Rows != 400 {
		t.Errorf("%d of %d rows, want 279 of 400", moments.N, moments.Rows)
	}
	if l := must[*driver.Linear](t)(driver.Regress(d, m)); l.N != 279 || len(l.Residuals) != 279 {
		t.Errorf("regression of %d rows", l.N)
	}
}

// R 4.2.2: MASS::lm.ridge(…, lambda = c(0, 5, 50))$GCV on z scores, Σ d²/(d²+λ).
func TestRidgeFit(t *testing.T) {
	t.Parallel()
	moments := must[*driver.Moments](t)(driver.NewMoments(needSurvey(t)))
	var gcv, df []float64
	for _, lambda := range []float64{0, 5, 50} {
		r := must[*driver.Ridge](t)(moments.Ridge(lambda, driver.PopulationSD))
		gcv, df = append(gcv, r.GCV), append(df, r.DF)
		if lambda == 0 {
			z := must[*driver.Standardised](t)(moments.Regress())
			near(t, "β without penalty", r.Beta, z.Beta, 1e-10)
			near(t, "R²", []float64{r.R2}, []float64{z.R2}, 1e-12)
		}
	}
	near(t, "GCV", gcv, []float64{0.000782240688502099, 0.000781821435166829, 0.000786802296972828}, 1e-10)
	near(t, "df", df, []float64{6, 5.85799534508428, 4.89678755430388}, 1e-12)
}

// R 4.2.2: glm(binomial), vcov %*% crossprod(X*u) %*% vcov; rank sum of predict.
func TestLogisticRobustErrorsAndArea(t *testing.T) {
	t.Parallel()
	d, m := needSurvey(t)
	m.Outcome = "recommend"
	l := must[*driver.Logit](t)(driver.Logistic(d, m))
	near(t, "HC0", errorsOf(l.Coefficients(driver.HC0)), []float64{0.856776896554695, 0.121248120052123, 0.127643852076651, 0.090689733070143, 0.0869653421562531, 0.0856871018643589, 0.0853847751651912}, 1e-6)
	near(t, "AUC", []float64{l.AUC}, []float64{0.838169642857143}, 1e-12)
	defer func() {
		if recover() == nil {
			t.Error("HC3 of a logit did not panic")
		}
	}()
	l.Coefficients(driver.HC3)
}

// Two categories make the ordinal logit the binary one; its thresholds are named by them.
func TestOrdinal(t *testing.T) {
	t.Parallel()
	d, m := needSurvey(t)
	m.Outcome = "recommend"
	binary := must[*driver.Logit](t)(driver.Logistic(d, m))
	ordinal := must[*driver.Logit](t)(driver.Ordinal(d, m))
	near(t, "slopes", valuesOf(ordinal.Coefficients(driver.Classical))[:6], valuesOf(binary.Coefficients(driver.Classical))[1:], 1e-9)
	near(t, "design errors", errorsOf(ordinal.Coefficients(driver.Design))[:6], errorsOf(binary.Coefficients(driver.Design))[1:], 1e-9)
	near(t, "fit", []float64{ordinal.McFadden, ordinal.Nagelkerke, ordinal.LogLik}, []float64{binary.McFadden, binary.Nagelkerke, binary.LogLik}, 1e-10)
	m.Outcome = "likert"
	five := must[*driver.Logit](t)(driver.Ordinal(d, m))
	if name := five.Coefficients(driver.Classical)[9].Name; name != "4|5" || !slices.Equal(five.Levels, []float64{1, 2, 3, 4, 5}) || !math.IsNaN(five.AUC) {
		t.Errorf("last threshold %q of %v", name, five.Levels)
	}
}

// The decompositions, checked subset by subset with a solver of its own.
func TestSharesOfAllSubsets(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(5, 6))
	for _, p := range []int{1, 2, 3, 5, 8} {
		names, cov := randomCovariance(random, p)
		m := must[*driver.Moments](t)(driver.FromCovariance(names, cov, 100))
		general, conditional := bruteForce(cov, p)
		d := must[*driver.Dominance](t)(m.Dominance())
		near(t, "general", d.General, general, 1e-9)
		for k := range conditional {
			near(t, "conditional", d.Conditional[k], conditional[k], 1e-9)
		}
		z := must[*driver.Standardised](t)(m.Regress())
		for _, method := range []driver.Method{driver.LMG, driver.Johnson, driver.CAR, driver.Pratt} {
			i := must[*driver.Importance](t)(m.Importance(method))
			near(t, string(method)+" sums to R²", []float64{i.Total}, []float64{z.R2}, 1e-9)
		}
		last := must[*driver.Importance](t)(m.Importance(driver.Last))
		near(t, "last", last.Raw, conditional[p-1], 1e-8)
		first := must[*driver.Importance](t)(m.Importance(driver.First))
		near(t, "first", first.Raw, conditional[0], 1e-9)
	}
}

func randomCovariance(random *rand.Rand, p int) ([]string, *mat.SymDense) {
	factor := mat.NewDense(p+1, p+3, nil)
	var names []string
	for j := range p + 1 {
		names = append(names, string(rune('a'+j)))
		for k := range p + 3 {
			factor.Set(j, k, random.NormFloat64()+0.4)
		}
	}
	var cov mat.SymDense
	cov.SymOuterK(1, factor)
	return names, &cov
}

// bruteForce regresses the first variable on every subset of the others.
func bruteForce(cov *mat.SymDense, p int) (general []float64, conditional [][]float64) {
	r2 := make([]float64, 1<<p)
	sizes := make([]int, 1<<p)
	for mask := 1; mask < 1<<p; mask++ {
		var in []int
		for j := range p {
			if mask>>j&1 == 1 {
				in = append(in, j+1)
			}
		}
		a, b := mat.NewDense(len(in), len(in), nil), mat.NewVecDense(len(in), nil)
		for i, j := range in {
			b.SetVec(i, cov.At(0, j))
			for k, l := range in {
				a.Set(i, k, cov.At(j, l))
			}
		}
		var x mat.VecDense
		if err := x.SolveVec(a, b); err != nil {
			panic(err)
		}
		r2[mask], sizes[mask] = mat.Dot(&x, b)/cov.At(0, 0), len(in)
	}
	general = make([]float64, p)
	for k := range p {
		row, count := make([]float64, p), 0.0
		for j := range p {
			count = 0
			for mask := range r2 {
				if sizes[mask] == k && mask>>j&1 == 0 {
					row[j] += r2[mask|1<<j] - r2[mask]
					count++
				}
			}
			row[j] /= count
			general[j] += row[j] / float64(p)
		}
		conditional = append(conditional, row)
	}
	return general, conditional
}

// 200 rows of low, middling and high ratings whose effects are known.
func TestPenaltyReward(t *testing.T) {
	t.Parallel()
	d := stat.Data{Names: []string{"y", "basic", "delight", "loved"}, Columns: make([][]float64, 4)}
	for i := range 200 {
		a, b := float64(i%5+1), float64(i/5%5+1)
		y := 5.0
		if a <= 2 {
			y -= 3
		}
		if b <= 2 {
			y -= 0.5
		}
		if b >= 5 {
			y += 1.5
		}
		for j, x := range []float64{y, a, b, 3 + float64(i/25%2)*2} {
			d.Columns[j] = append(d.Columns[j], x)
		}
	}
	c := must[*driver.Contrast](t)(driver.PenaltyReward(d, driver.Model{Outcome: "y", Drivers: d.Names[1:]}, driver.Cuts{Low: 2, High: 5}, driver.Classical))
	near(t, "basic", []float64{c.Intercept.Estimate.Value(), c.Drivers[0].Penalty.Estimate.Value(), c.R2}, []float64{5, -3, 1}, 1e-10)
	near(t, "delight", []float64{c.Drivers[1].Penalty.Estimate.Value(), c.Drivers[1].Reward.Estimate.Value(), c.Drivers[1].Range, c.Drivers[1].Asymmetry}, []float64{-0.5, 1.5, 2, 0.5}, 1e-9)
	near(t, "asymmetry of basic", []float64{c.Drivers[0].Asymmetry}, []float64{-1}, 1e-9)
	if p := c.Drivers[2].Penalty; p.Estimate.Defined() || p.Estimate.N() != 200 || p.Name != "loved_low" {
		t.Errorf("nobody rates loved low, but its penalty is %v", p.Estimate.Value())
	}
}

func TestPrune(t *testing.T) {
	t.Parallel()
	names := []string{"overall", "quick", "fast", "kind", "parking", "swift"}
	cov := mat.NewSymDense(6, []float64{
		1, 0.6, 0.62, 0.5, 0.05, 0.61,
		0, 1, 0.9, 0.4, 0.1, 1,
		0, 0, 1, 0.4, 0.1, 0.85,
		0, 0, 0, 1, 0.95, 0.3,
		0, 0, 0, 0, 1, 0.1,
		0, 0, 0, 0, 0, 1,
	})
	m := must[*driver.Moments](t)(driver.FromCovariance(names, cov, 500))
	got := must[[]driver.Removal](t)(m.Prune(driver.Pruning{}))
	want := []driver.Removal{
		{Name: "parking", Why: driver.Weak, Outcome: 0.05},
		{Name: "quick", Why: driver.Redundant, Outcome: 0.6, With: "swift", Between: 1},
		{Name: "swift", Why: driver.Redundant, Outcome: 0.61, With: "fast", Between: 0.85},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if none := must[[]driver.Removal](t)(m.Prune(driver.Pruning{Redundant: 1, Weak: 0.01})); len(none) != 1 {
		t.Errorf("only quick and swift are the same, but %+v", none)
	}
}
