package glm

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/internal/rtest"
)

// needDrivers reads the generated survey of 400 respondents and six drivers.
func needDrivers(t testing.TB, outcome string, intercept, weighted bool) Data {
	t.Helper()
	table := rtest.Open(t, "../../testdata/expected/input/syn_drivers.csv")
	column := func(name string) []float64 {
		values := make([]float64, table.Len())
		for i := range values {
			values[i] = table.Number(i, name)
		}
		return values
	}
	d := Data{Package: "test", Outcome: outcome, Y: column(outcome)}
	if intercept {
		d.Names, d.X = []string{"(Intercept)"}, [][]float64{slices.Repeat([]float64{1}, table.Len())}
	}
	for _, name := range []string{"price", "value", "staff", "speed", "clean", "wifi"} {
		d.Names, d.X = append(d.Names, name), append(d.X, column(name))
	}
	if weighted {
		d.W = column("weight")
	}
	return d
}

func near(t *testing.T, what string, got, want []float64, rel float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d values, want %d", what, len(got), len(want))
	}
	for i := range want {
		if !(math.Abs(got[i]-want[i]) <= rel*math.Abs(want[i])+1e-12) {
			t.Errorf("%s[%d] = %.15g, want %.15g", what, i, got[i], want[i])
		}
	}
}

// naive are the roots of the diagonal of A⁻¹.
func naive(f *Fit) []float64 {
	se := make([]float64, len(f.Coef))
	for j := range se {
		se[j] = math.Sqrt(f.Bread.At(j, j))
	}
	return se
}

// robust are the errors under sampling with replacement with unequal probabilities.
func robust(f *Fit) []float64 {
	scores := f.Scores()
	n := float64(len(scores[0]))
	se := make([]float64, len(f.Coef))
	for j := range se {
		for i := range scores[0] {
			influence := 0.0
			for k := range scores {
				influence += f.Bread.At(j, k) * scores[k][i]
			}
			se[j] += influence * influence * n / (n - 1)
		}
		se[j] = math.Sqrt(se[j])
	}
	return se
}

// Expected values: R 4.2.2, survey 4.1-1 and MASS 7.3-58 on the same data with weights=~weight.
func TestWeightedModels(t *testing.T) {
	t.Parallel()
	t.Run("linear", func(t *testing.T) {
		t.Parallel()
		f, err := Linear(needDrivers(t, "overall", true, true))
		if err != nil {
			t.Fatal(err)
		}
		// lm(overall ~ …, weights = weight); SE(svyglm(…))
		near(t, "coef", f.Coef, []float64{-0.7933975478297005, 0.5487416207910095, 0.17395445971269186, 0.20437967450016675, 0.12125140401192297, 0.10020684985520674, -0.044239511852690094}, 1e-10)
		near(t, "se", robust(f), []float64{0.2854630926145746, 0.06514466345375959, 0.06660919492893867, 0.04441272461263648, 0.04347521495750763, 0.040205676265963185, 0.046492138012047726}, 1e-9)
		near(t, "R²", []float64{1 - f.Deviance/f.NullDeviance}, []float64{0.6795593365926131}, 1e-10)
	})
	t.Run("logit", func(t *testing.T) {
		t.Parallel()
		f, err := Logit(needDrivers(t, "recommend", true, true))
		if err != nil {
			t.Fatal(err)
		}
		// svyglm(recommend ~ …, family = quasibinomial()); glm(…, weights = weight)
		near(t, "coef", f.Coef, []float64{-8.040607899376130518, 0.491693702966288615, 0.348942462485069216, 0.231999881510629363, 0.207787537755660917, -0.125290668684438278, -0.021252869065744674}, 1e-9)
		near(t, "design se", robust(f), []float64{0.926378215205307054, 0.135257766720626144, 0.137442166760586848, 0.095159366683523997, 0.096602296200250348, 0.091625107901875114, 0.091940129320103314}, 1e-9)
		near(t, "naive se", naive(f), []float64{0.920654576257607604, 0.123325994119087401, 0.120001672202197068, 0.090005560374536331, 0.089997101475461416, 0.084868176200116482, 0.090086952561745509}, 1e-9)
		near(t, "deviance", []float64{f.Deviance, f.NullDeviance}, []float64{376.2310074920706, 526.32590758018137}, 1e-10)
	})
	t.Run("ordinal", func(t *testing.T) {
		t.Parallel()
		f, err := Ordinal(needDrivers(t, "likert", false, true))
		if err != nil {
			t.Fatal(err)
		}
		// MASS::polr(factor(likert) ~ …, weights = weight, reltol = 1e-15), whose Hessian is numerical; SE(svyolr(…))
		near(t, "coef", f.Coef, []float64{0.578409515492382509, 0.539224663771569634, 0.355499569328085130, 0.287933332620309124, 0.110699982039486028, -0.077989556873438934, 6.876245450445252594, 9.424938961254872183, 12.326245677005978507, 15.170784481690873235}, 1e-6)
		near(t, "naive se", naive(f), []float64{0.096274212958925756, 0.094935428182081782, 0.072916167485850850, 0.072913129423309769, 0.067712437923019148, 0.071608316026352786, 0.657780472765069457, 0.721047051371595416, 0.829034663712033826, 0.943530192154051206}, 1e-5)
		near(t, "design se", robust(f), []float64{0.09841820468688123, 0.10480790829384073, 0.08676805857024261, 0.0760608358681953, 0.070911904745803, 0.07823045723375675, 0.7249713894131269, 0.7592055119183148, 0.8832085710790063, 0.9910442562470402}, 1e-3)
		near(t, "deviance", []float64{f.Deviance}, []float64{764.77676598789037}, 1e-9)
	})
}

var models = map[string]struct {
	fit     func(Data) (*Fit, error)
	outcome string
	slopes  bool // no intercept
}{
	"linear": {Linear, "overall", false}, "logit": {Logit, "recommend", false}, "ordinal": {Ordinal, "likert", true},
}

func TestScoresSumToZero(t *testing.T) {
	t.Parallel()
	for name, m := range models {
		f, err := m.fit(needDrivers(t, m.outcome, !m.slopes, true))
		if err != nil {
			t.Fatal(err)
		}
		for j, column := range f.Scores() {
			sum, size := 0.0, 0.0
			for _, s := range column {
				sum, size = sum+s, size+math.Abs(s)
			}
			if math.Abs(sum) > 1e-10*size {
				t.Errorf("%s: the scores of coefficient %d sum to %g of %g", name, j, sum, size)
			}
		}
	}
}

// A weight of 2 is the row twice, a weight of 0 no row at all, and ten times all weights change
// nothing but the information.
func TestWeightsCountRows(t *testing.T) {
	t.Parallel()
	for name, m := range models {
		d := needDrivers(t, m.outcome, !m.slopes, false)
		d.W = make([]float64, len(d.Y))
		twice, times := d, make([]float64, len(d.Y))
		twice.X, twice.Y, twice.W = make([][]float64, len(d.X)), nil, nil
		for i := range d.W {
			d.W[i] = float64(i % 3)
			times[i] = 10 * d.W[i]
			for range i % 3 {
				twice.Y = append(twice.Y, d.Y[i])
				for j := range d.X {
					twice.X[j] = append(twice.X[j], d.X[j][i])
				}
			}
		}
		weighted, err := m.fit(d)
		if err != nil {
			t.Fatal(err)
		}
		repeated, err := m.fit(twice)
		if err != nil {
			t.Fatal(err)
		}
		near(t, name+" coef", weighted.Coef, repeated.Coef, 1e-9)
		near(t, name+" se", naive(weighted), naive(repeated), 1e-9)
		near(t, name+" deviance", []float64{weighted.Deviance, weighted.NullDeviance}, []float64{repeated.Deviance, repeated.NullDeviance}, 1e-9)
		d.W = times
		scaled, err := m.fit(d)
		if err != nil {
			t.Fatal(err)
		}
		near(t, name+" coef of scaled weights", scaled.Coef, weighted.Coef, 1e-9)
		near(t, name+" robust errors of scaled weights", robust(scaled), robust(weighted), 1e-9)
	}
}

// Two categories make the ordinal logit the binary one, with the threshold for the intercept.
func TestOrdinalOfTwoCategories(t *testing.T) {
	t.Parallel()
	ordinal, err := Ordinal(needDrivers(t, "recommend", false, true))
	if err != nil {
		t.Fatal(err)
	}
	binary, err := Logit(needDrivers(t, "recommend", true, true))
	if err != nil {
		t.Fatal(err)
	}
	near(t, "slopes", ordinal.Coef[:6], binary.Coef[1:], 1e-9)
	near(t, "threshold", ordinal.Coef[6:], []float64{-binary.Coef[0]}, 1e-9)
	near(t, "se", naive(ordinal), append(naive(binary)[1:], naive(binary)[0]), 1e-9)
	near(t, "robust se", robust(ordinal), append(robust(binary)[1:], robust(binary)[0]), 1e-9)
}

// Many rows are reduced in blocks; the fit of ten copies is that of one.
func TestBlocks(t *testing.T) {
	t.Parallel()
	const copies = 100
	for name, m := range models {
		d := needDrivers(t, m.outcome, !m.slopes, true)
		one, err := m.fit(d)
		if err != nil {
			t.Fatal(err)
		}
		many := d
		many.X, many.Y, many.W = make([][]float64, len(d.X)), slices.Repeat(d.Y, copies), slices.Repeat(d.W, copies)
		for j, column := range d.X {
			many.X[j] = slices.Repeat(column, copies)
		}
		all, err := m.fit(many)
		if err != nil {
			t.Fatal(err)
		}
		near(t, name+" coef", all.Coef, one.Coef, 1e-9)
		near(t, name+" deviance", []float64{all.Deviance}, []float64{copies * one.Deviance}, 1e-9)
	}
}

// A column of years beside one of small numbers must cost no digits.
func TestLinearOfFarColumns(t *testing.T) {
	t.Parallel()
	src := rand.New(rand.NewPCG(1, 2))
	n := 1000
	d := Data{X: [][]float64{slices.Repeat([]float64{1}, n), make([]float64, n), make([]float64, n)}, Y: make([]float64, n)}
	for i := range n {
		d.X[1][i], d.X[2][i] = 1e5+src.Float64(), 1e-4*src.NormFloat64()
		d.Y[i] = 3 + 2*(d.X[1][i]-1e5) - 5e3*d.X[2][i]
	}
	f, err := Linear(d)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "coef", f.Coef[1:], []float64{2, -5e3}, 1e-7)
}

func TestFaults(t *testing.T) {
	t.Parallel()
	ones := []float64{1, 1, 1, 1, 1, 1, 1, 1}
	ramp := []float64{1, 2, 3, 4, 5, 6, 7, 8}
	zigzag := []float64{3, 1, 2, 5, 1, 4, 2, 6}
	split := []float64{0, 0, 0, 0, 1, 1, 1, 1}
	mixed := []float64{0, 1, 0, 1, 1, 0, 1, 0}
	names := []string{"one", "q1", "q2"}
	for name, c := range map[string]struct {
		fit  func(Data) (*Fit, error)
		d    Data
		want string
	}{
		"nothing":        {Linear, Data{}, "test: data: nothing to work on"},
		"constant":       {Linear, Data{Names: names, X: [][]float64{ones, ramp, ones}, Y: zigzag}, `test: "q2" is constant`},
		"collinear":      {Linear, Data{Names: names, X: [][]float64{ones, ramp, double(ramp)}, Y: zigzag}, `test: "q2": collinear variables`},
		"ordinal":        {Ordinal, Data{Names: names[1:], X: [][]float64{zigzag, double(zigzag)}, Y: mixed}, `test: "q2": collinear variables`},
		"constant slope": {Ordinal, Data{Names: names[1:], X: [][]float64{ones}, Y: mixed}, `test: "q1" is constant`},
		"unnamed":        {Ordinal, Data{X: [][]float64{ramp, ones}, Y: mixed}, "test: column 2 is constant"},
		"missing":        {Linear, Data{Names: names, X: [][]float64{ones, {1, 2, 3, math.NaN(), 5, 6, 7, 8}}, Y: zigzag}, `test: "q1": a value is missing or infinite (row 4)`},
		"outcome":        {Logit, Data{X: [][]float64{ones}, Y: ramp, Outcome: "sat"}, `test: "sat": 2 is out of range (row 2)`},
		"one outcome":    {Logit, Data{X: [][]float64{ones}, Y: ones}, "test: outcome is constant"},
		"one level":      {Ordinal, Data{X: [][]float64{ramp}, Y: ones}, "test: outcome is constant"},
		"weights":        {Logit, Data{X: [][]float64{ones}, Y: mixed, W: []float64{1, 1, -1, 1, 1, 1, 1, 1}}, "test: weights: a value is negative (row 3)"},
		"no weight":      {Linear, Data{X: [][]float64{ones, ramp}, Y: mixed, W: []float64{1, 0, 0, 0, 0, 0, 0, 0}}, "test: regression: 1 usable rows, at least 2 are needed"},
		"lengths":        {Linear, Data{X: [][]float64{ones, ramp[:5]}, Y: mixed}, "test: column 2: 5 values where 8 are needed"},
		"levels":         {Ordinal, Data{X: [][]float64{count(300), wave(300)}, Y: count(300), Outcome: "spend"}, `test: number of categories of "spend": 201 is out of range`},
		"separated":      {Logit, Data{X: [][]float64{ones, ramp}, Y: split}, "test: outcome: no convergence after"},
		"separated too":  {Ordinal, Data{X: [][]float64{ramp}, Y: []float64{1, 1, 2, 2, 2, 3, 3, 3}}, "test: outcome: no convergence after"},
	} {
		c.d.Package = "test"
		_, err := c.fit(c.d)
		var fault *stat.Error
		if !errors.As(err, &fault) || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
		if fault != nil && fault.Reason == stat.NoConvergence && (fault.Iterations == 0 || fault.Distance == 0) {
			t.Errorf("%s: iterations and distance are not said", name)
		}
	}
}

func double(x []float64) []float64 {
	y := make([]float64, len(x))
	for i, v := range x {
		y[i] = 2*v + 1
	}
	return y
}

func count(n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = float64(i)
	}
	return x
}

func wave(n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = math.Sin(float64(i))
	}
	return x
}

func FuzzModels(f *testing.F) {
	f.Add(1.0, 2.0, 3.0, 0.0, 1.0, uint8(9))
	f.Add(math.NaN(), math.Inf(1), 1e308, -1e308, 0.0, uint8(3))
	f.Add(1e300, 1e-300, 0.0, 1.0, 2.0, uint8(0))
	f.Fuzz(func(t *testing.T, a, b, c, e, w float64, n uint8) {
		d := Data{Package: "fuzz", X: [][]float64{{}, {}, {}}}
		values := []float64{a, b, c, e, 0, 1, 2}
		for i := range int(n) % 40 {
			d.X[0] = append(d.X[0], 1)
			d.X[1] = append(d.X[1], values[(i*i+1)%7])
			d.X[2] = append(d.X[2], values[(3*i+2)%7]*float64(i))
			d.Y = append(d.Y, values[i%7])
			d.W = append(d.W, []float64{w, 1}[i%2])
		}
		for name, m := range models {
			fit, err := m.fit(d)
			var fault *stat.Error
			if err != nil && !errors.As(err, &fault) {
				t.Fatalf("%s: %T", name, err)
			}
			if err == nil && slices.ContainsFunc(fit.Coef, math.IsNaN) {
				t.Fatalf("%s: coefficients %v", name, fit.Coef)
			}
			for i := range d.Y { // so that the logit has something to do
				d.Y[i] = float64(i * i % 3 % 2)
			}
		}
	})
}

func BenchmarkModels(b *testing.B) {
	for name, m := range models {
		d := needDrivers(b, m.outcome, !m.slopes, true)
		d.Y, d.W = slices.Repeat(d.Y, 250), slices.Repeat(d.W, 250)
		for j, column := range d.X {
			d.X[j] = slices.Repeat(column, 250)
		}
		b.Run(name+"/100000", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := m.fit(d); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
