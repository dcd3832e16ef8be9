package sem_test

import (
	"encoding/csv"
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/sem"
)

// made are answers of n respondents to items of two factors, and two other variables.
func made(n int) stat.Data {
	random := rand.New(rand.NewPCG(uint64(n), 3))
	d := stat.Data{Names: []string{"a1", "a2", "a3", "b1", "b2", "b3", "x", "y"}, Columns: make([][]float64, 8)}
	for range n {
		x := random.NormFloat64()
		a := 0.4*x + random.NormFloat64()
		b := 0.7*a + 0.6*random.NormFloat64()
		y := 0.5*b + 0.3*x + random.NormFloat64()
		for j, v := range []float64{a, 0.8 * a, 1.2 * a, b, 0.9 * b, -0.7 * b} {
			d.Columns[j] = append(d.Columns[j], v+0.5*random.NormFloat64())
		}
		d.Columns[6], d.Columns[7] = append(d.Columns[6], x), append(d.Columns[7], y)
	}
	return d
}

func fit(t *testing.T, text string, d stat.Data) *sem.Result {
	t.Helper()
	m, err := sem.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	r, err := sem.Fit(m, d, sem.Options{})
	if err != nil {
		t.Fatal(text, err)
	}
	return r
}

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance*max(1, math.Abs(want))) {
		t.Errorf("%s = %.12g, want %.12g", what, got, want)
	}
}

func cov(d stat.Data, i, j int) (sum float64) {
	mean := func(x []float64) (m float64) {
		for _, v := range x {
			m += v / float64(len(x))
		}
		return m
	}
	a, b := mean(d.Columns[i]), mean(d.Columns[j])
	for k := range d.Columns[i] {
		sum += (d.Columns[i][k] - a) * (d.Columns[j][k] - b) / float64(d.Rows())
	}
	return sum
}

// TestThreeItems: a factor of three items fits exactly, with λ₂ = s₂₃/s₁₃ and variance s₁₂s₁₃/s₂₃.
func TestThreeItems(t *testing.T) {
	t.Parallel()
	d := made(120)
	r := fit(t, "A =~ a1 + a2 + a3", d)
	near(t, "χ²", r.Measures.ChiSquare, 0, 1e-9)
	near(t, "λ₂", r.Loadings[1].Estimate.Value(), cov(d, 1, 2)/cov(d, 0, 2), 1e-7)
	near(t, "λ₃", r.Loadings[2].Estimate.Value(), cov(d, 1, 2)/cov(d, 0, 1), 1e-7)
	variance := cov(d, 0, 1) * cov(d, 0, 2) / cov(d, 1, 2)
	near(t, "standardised λ₁", r.Loadings[0].Standardised.Value(), math.Sqrt(variance/cov(d, 0, 0)), 1e-7)
	near(t, "variance", r.Residuals[3].Estimate.Value(), variance, 1e-7)
	if r.Measures.DF != 0 || !math.IsNaN(r.Measures.TLI) || !math.IsNaN(r.Measures.RMSEA) || r.Measures.CFI != 1 {
		t.Errorf("%+v", r.Measures)
	}
	if r.Loadings[0].Estimate.SE() != 0 || !(r.Loadings[0].Standardised.SE() > 0) {
		t.Errorf("the fixed loading: %g, %g", r.Loadings[0].Estimate.SE(), r.Loadings[0].Standardised.SE())
	}
}

// TestRegression: without factors it is least squares, with s² = RSS/n.
func TestRegression(t *testing.T) {
	t.Parallel()
	d := made(90)
	r := fit(t, "y ~ x + a1 # both observed", d)
	sxx, saa, sxa, sxy, say := cov(d, 6, 6), cov(d, 0, 0), cov(d, 6, 0), cov(d, 6, 7), cov(d, 0, 7)
	det := sxx*saa - sxa*sxa
	b1, b2 := (saa*sxy-sxa*say)/det, (sxx*say-sxa*sxy)/det
	rest := cov(d, 7, 7) - b1*sxy - b2*say
	near(t, "b₁", r.Paths[0].Estimate.Value(), b1, 1e-8)
	near(t, "b₂", r.Paths[1].Estimate.Value(), b2, 1e-8)
	near(t, "SE of b₁", r.Paths[0].Estimate.SE(), math.Sqrt(rest*saa/det/90), 1e-8)
	near(t, "standardised b₂", r.Paths[1].Standardised.Value(), b2*math.Sqrt(saa/cov(d, 7, 7)), 1e-8)
}

const whole = "A =~ a1+a2+a3\nB =~ b1+b2+b3\nA ~ x; B ~ A\ny ~ B + x"

// TestScaling: what must not change a model, and what doubles.
func TestScaling(t *testing.T) {
	t.Parallel()
	d := made(150)
	want := fit(t, whole, d)
	order := rand.New(rand.NewPCG(1, 1)).Perm(150)
	same := func(what string, got *sem.Result, n float64) {
		t.Helper()
		near(t, what+": χ²", got.Measures.ChiSquare, n*want.Measures.ChiSquare, 1e-6)
		near(t, what+": SRMR", got.Measures.SRMR, want.Measures.SRMR, 1e-6)
		for i := range want.Paths {
			near(t, what+": path", got.Paths[i].Standardised.Value(), want.Paths[i].Standardised.Value(), 1e-6)
			near(t, what+": SE", got.Paths[i].Standardised.SE(), want.Paths[i].Standardised.SE()/math.Sqrt(n), 1e-5)
		}
	}
	same("rows in another order", fit(t, whole, d.Take(order)), 1)
	same("rows twice", fit(t, whole, d.Take(append(order, order...))), 2)
	for i := range d.Columns[1] {
		d.Columns[1][i] = 100*d.Columns[1][i] + 7
		d.Columns[6][i] *= -0.01
	}
	got := fit(t, whole, d)
	got.Paths[0].Standardised, got.Paths[3].Standardised = got.Paths[0].Standardised.Linear(0, -1), got.Paths[3].Standardised.Linear(0, -1)
	same("other units", got, 1)
	if d := want.Measures.DF; d != 8*9/2-want.Measures.Parameters || want.Measures.CFI < 0.95 || want.Measures.RMSEAHigh < want.Measures.RMSEA {
		t.Errorf("%+v", want.Measures)
	}
}

func TestStructures(t *testing.T) {
	t.Parallel()
	d := made(200)
	plain := fit(t, "A =~ a1+a2+a3\nB =~ b1+b2+b3", d)
	if n := len(plain.Residuals); n != 9 { // 6 items, 2 factors, their covariance
		t.Errorf("%d variances and covariances, want 9", n)
	}
	freed := fit(t, "A =~ a1+a2+a3\nB =~ b1+b2+b3\na1 ~~ b1", d)
	if !(freed.Measures.ChiSquare < plain.Measures.ChiSquare) || freed.Measures.DF != plain.Measures.DF-1 {
		t.Errorf("a freed covariance takes χ² from %g to %g", plain.Measures.ChiSquare, freed.Measures.ChiSquare)
	}
	single := fit(t, "A =~ a1+a2+a3\nY =~ y\nY ~ A", d)
	direct := fit(t, "A =~ a1+a2+a3\ny ~ A", d)
	near(t, "a factor of one item", single.Paths[0].Estimate.Value(), direct.Paths[0].Estimate.Value(), 1e-7)
	near(t, "its loading", single.Loadings[3].Standardised.Value(), 1, 1e-12)
	second := fit(t, "A =~ a1+a2+a3\nB =~ b1+b2+b3\nG =~ A + B + x + y", d)
	if second.Measures.DF != 18 || second.Loadings[6].To != "A" {
		t.Errorf("second order: %d degrees of freedom, %+v", second.Measures.DF, second.Loadings[6])
	}
	// Two outcomes that predict nothing covary.
	if two := fit(t, "A =~ a1+a2+a3\nx ~ A\ny ~ A", d); two.Measures.DF != 15-11 {
		t.Errorf("two outcomes: %d degrees of freedom, want 4", two.Measures.DF)
	}
}

func TestErrors(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                            "sem: model: nothing to work on",
		"A = a1":                      `sem: formula "A = a1" is unknown (row 1)`,
		"A =~ a1 + 2*a2":              `sem: formula "A =~ a1 + 2*a2" is unknown (row 1)`,
		"A =~ a1+a2+a3\nB =~ ":        `sem: formula "B =~" is unknown (row 2)`,
		"A =~ a1+a2+zz":               `sem: "zz" is unknown`,
		"A =~ a1+a2+a3\nA =~ b1":      `sem: factor "A" occurs twice`,
		"A =~ a1+a2+a1":               `sem: effect of "A" on "a1" occurs twice`,
		"A =~ a1+a2":                  "sem: parameters: 4 contradicts 3",
		"A =~ a1+a2+a3\nq ~~ a1":      `sem: "q" ~~ "a1" is unknown`,
		"x ~ y\ny ~ a1\na1 ~ x":       `sem: "x" leads back to itself`,
		"A =~ a1+a2+a3+same":          `sem: items: collinear variables`,
		"A =~ a1+a2+a3+constant":      `sem: "constant" is constant`,
		"A =~ a1+a2\nB =~ x+y\nb1~b2": "sem: parameters: collinear variables",
	} {
		d := made(80)
		d.Names = append(d.Names, "same", "constant")
		d.Columns = append(d.Columns, d.Columns[0], make([]float64, 80))
		if text == "A =~ a1+a2\nB =~ x+y\nb1~b2" { // factors that do not covary cannot be identified by two items each
			d = orthogonal()
		}
		m, err := sem.Parse(text)
		if err == nil {
			_, err = sem.Fit(m, d, sem.Options{})
		}
		var fault *stat.Error
		if !errors.As(err, &fault) || err.Error() != want {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
	m, _ := sem.Parse(whole)
	_, err := sem.Fit(m, made(80), sem.Options{MaxIterations: 1})
	var fault *stat.Error
	if !errors.As(err, &fault) || fault.Reason != stat.NoConvergence || fault.Iterations != 1 || !(fault.Distance > 0) {
		t.Errorf("%v", err)
	}
	if _, err := sem.Fit(m, made(8), sem.Options{}); !errors.Is(err, &stat.Error{Reason: stat.TooFewRows}) {
		t.Errorf("%v", err)
	}
}

// orthogonal are answers in which a1 and a2 correlate, x and y do, b1 and b2 do, and nothing else.
func orthogonal() stat.Data {
	d := stat.Data{Names: []string{"a1", "a2", "x", "y", "b1", "b2"}, Columns: make([][]float64, 6)}
	for i := range 64 {
		for j := range d.Columns {
			k := i >> (2 * (j / 2)) & 3 // four patterns for each pair, fully crossed
			d.Columns[j] = append(d.Columns[j], [][]float64{{1, 2}, {2, 1}, {3, 5}, {5, 3}}[k][j%2])
		}
	}
	return d
}

func TestMissing(t *testing.T) {
	t.Parallel()
	d := made(100)
	d.Columns[0][3], d.Columns[7][4], d.Columns[4][4] = math.NaN(), math.NaN(), math.NaN()
	r := fit(t, whole, d)
	if r.N != 98 || r.Dropped != 2 {
		t.Errorf("%d used, %d dropped", r.N, r.Dropped)
	}
}

// TestOneFactor against R 4.2.2, which has the same likelihood in another parametrisation:
//
//	d <- read.csv("mobi.csv")[, paste0("PERQ", 1:7)]
//	f <- factanal(d, 1, control = list(opt = list(factr = 10), lower = 1e-6)); x <- 250 * f$criteria[["objective"]]
//	g <- function(p) uniroot(function(l) pchisq(x, 14, l) - p, c(0, 300), tol = 1e-10)$root
//	sqrt(c(x - 14, g(.95), g(.05)) / (250 * 14))
func TestOneFactor(t *testing.T) {
	t.Parallel()
	f, err := os.Open("../testdata/mobi.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	d := stat.Data{Names: rows[0], Columns: make([][]float64, len(rows[0]))}
	for _, row := range rows[1:] {
		for j := range row {
			x, err := strconv.ParseFloat(row[j], 64)
			if err != nil {
				t.Fatal(err)
			}
			d.Columns[j] = append(d.Columns[j], x)
		}
	}
	r := fit(t, "Q =~ PERQ1+PERQ2+PERQ3+PERQ4+PERQ5+PERQ6+PERQ7", d)
	near(t, "χ²", r.Measures.ChiSquare, 51.2913152589, 1e-9)
	near(t, "RMSEA", r.Measures.RMSEA, 0.1032214197855, 1e-9)
	near(t, "lower bound", r.Measures.RMSEALow, 0.0738210004938, 1e-9)
	near(t, "upper bound", r.Measures.RMSEAHigh, 0.1342563931626, 1e-9)
	for i, want := range []float64{0.755074615030, 0.581434234455, 0.734461484312, 0.735071104685, 0.710824628965, 0.740598619372, 0.718993774596} {
		near(t, r.Loadings[i].To, r.Loadings[i].Standardised.Value(), want, 1e-6)
	}
}

// FuzzFit: whatever the answers and the model are, there is a result or an error that says where.
func FuzzFit(f *testing.F) {
	f.Add(whole, []byte{})
	f.Add("A =~ a1+a2+a3", []byte("12345678213456783124567843125678543216786543217865432187"))
	f.Add("x ~ y; A =~ a1", []byte("123\xff456789abcdefghi\xfejklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz01234567890123456789"))
	f.Fuzz(func(t *testing.T, text string, answers []byte) {
		d := stat.Data{Names: made(1).Names, Columns: make([][]float64, 8)}
		special := map[byte]float64{255: math.NaN(), 254: math.Inf(1), 253: math.MaxFloat64, 252: -math.MaxFloat64, 251: math.SmallestNonzeroFloat64}
		for i := 0; i+8 <= len(answers); i += 8 {
			for j := range d.Columns {
				x, ok := special[answers[i+j]]
				if !ok {
					x = float64(answers[i+j] % 11)
				}
				d.Columns[j] = append(d.Columns[j], x)
			}
		}
		var fault *stat.Error
		m, err := sem.Parse(text)
		if err == nil {
			_, err = sem.Fit(m, d, sem.Options{MaxIterations: 100})
		}
		if err != nil && !errors.As(err, &fault) {
			t.Errorf("%T %v", err, err)
		}
	})
}
