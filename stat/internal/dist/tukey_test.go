package dist_test

import (
	"math"
	"testing"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/internal/dist"
)

// The upper 5 % and 1 % points as textbooks print them (Kutner et al. 2005, table B.9).
func TestPublishedStudentisedRange(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		k        int
		df       float64
		q05, q01 float64
	}{
		{3, 5, 4.60, 6.97},
		{4, 10, 4.33, 5.77},
		{3, 20, 3.58, 4.64},
		{10, 30, 4.82, 5.76},
		{5, 120, 3.92, 4.71},
		{20, math.Inf(1), 5.01, 5.65},
	} {
		for level, want := range map[float64]float64{0.95: c.q05, 0.99: c.q01} {
			got := dist.TukeyQuantile(level, c.k, c.df)
			if math.Abs(got-want) > 0.0101 {
				t.Errorf("quantile(%v) of %d means with %v df = %.5f, want %v", level, c.k, c.df, got, want)
			}
			if p := dist.TukeyP(got, c.k, c.df); math.Abs(p-(1-level)) > 1e-12 {
				t.Errorf("P at the quantile(%v) = %v", level, p)
			}
		}
	}
}

// R 4.2.2: the double integral by integrate(), relative tolerance 1e-11; ptukey is less exact.
func TestTukeyP(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		q    float64
		k    int
		df   float64
		want float64
	}{
		{30, 3, 2, 0.0040434569772943019},
		{4, 50, 60, 0.749171082610253},
		{2, 3, 1, 0.55928849603201192},
	} {
		if got := dist.TukeyP(c.q, c.k, c.df); math.Abs(got-c.want) > 1e-11*c.want {
			t.Errorf("TukeyP(%v, %d, %v) = %.17g, want %.17g", c.q, c.k, c.df, got, c.want)
		}
	}
}

// The range of two is √2·|t|.
func TestTukeyOfTwoIsStudent(t *testing.T) {
	t.Parallel()
	for _, df := range []float64{1, 1.5, 2, 3, 10, 100, 12345} {
		for _, q := range []float64{1e-3, 0.5, 1, 3, 5, 10, 20, 40} {
			want := stat.StudentP(q/math.Sqrt2, df)
			if got := dist.TukeyP(q, 2, df); math.Abs(got-want) > 1e-9*want {
				t.Errorf("TukeyP(%v, 2, %v) = %.17g, want %.17g", q, df, got, want)
			}
		}
	}
	for _, c := range []struct{ q, want float64 }{{0, 1}, {-1, 1}, {math.Inf(1), 0}, {math.NaN(), math.NaN()}} {
		if got := dist.TukeyP(c.q, 3, 5); got != c.want && !math.IsNaN(c.want) {
			t.Errorf("TukeyP(%v) = %v, want %v", c.q, got, c.want)
		}
	}
	if !math.IsNaN(dist.TukeyP(1, 1, 5)) || !math.IsNaN(dist.TukeyP(1, 3, 0.5)) || !math.IsNaN(dist.TukeyQuantile(1.5, 3, 5)) {
		t.Error("one mean, half a degree of freedom and p = 1.5 must give NaN")
	}
	if dist.TukeyQuantile(0, 3, 5) != 0 || !math.IsInf(dist.TukeyQuantile(1, 3, 5), 1) {
		t.Error("the quantiles of 0 and 1 must be 0 and +Inf")
	}
}

// R 4.2.2: pt(t, df, ncp, lower.tail = FALSE), which is exact to about 1e-11.
func TestNoncentralT(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ t, df, delta, upper, lower float64 }{
		{2, 10, 0, 0.036694017385370196, 0.96330598261462974},
		{2, 10, 1, 0.19238843746968892, 0.80761156253031108},
		{2, 10, 3.5, 0.92143376226846285, 0.07856623773153712},
		{-1, 5, 0.5, 0.91755590894302919, 0.082444091056970814},
		{1.96, 1000, 3, 0.85071208446545499, 0.14928791553454498},
		{2.1, 3.7, -1, 0.0070227691836319828, 0.99297723081636802},
		{40, 20, 35, 0.24441721325395094, 0.75558278674604906},
		{12.7, 1, 2, 0.12528380564445285, 0.87471619435554715},
	} {
		upper, lower := dist.NoncentralTP(c.t, c.df, c.delta), dist.NoncentralTP(-c.t, c.df, -c.delta)
		if math.Abs(upper-c.upper) > 2e-11 || math.Abs(lower-c.lower) > 2e-11 {
			t.Errorf("pt(%v, %v, %v) = %.17g and %.17g, want %.17g and %.17g", c.t, c.df, c.delta, upper, lower, c.upper, c.lower)
		}
		if sum := upper + lower; math.Abs(sum-1) > 1e-13 {
			t.Errorf("the tails of (%v, %v, %v) add up to %v", c.t, c.df, c.delta, sum)
		}
	}
}

// Where R's series fails: many degrees of freedom, large noncentrality, small tails.
func TestNoncentralTAtItsLimits(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		what      string
		got, want float64
		rel       float64
	}{
		{"δ = 0 is Student's", 2 * dist.NoncentralTP(30, 7, 0), stat.StudentP(30, 7), 1e-12},
		{"many df, t = δ", dist.NoncentralTP(300, 1e6, 300), 0.5, 1e-3},
		{"df 1000, t = δ = 300", dist.NoncentralTP(300, 1000, 300), dist.ChiSquareP(0, 1) - dist.ChiSquareP(1000, 1000), 2e-3},
		{"df +Inf", dist.NoncentralTP(2, math.Inf(1), 1), dist.Normal(-1), 1e-15},
		{"df 1e11", dist.NoncentralTP(2, 1e11, 1), dist.Normal(-1), 1e-9},
		{"just below the limit of δ", dist.NoncentralTP(9000, 12, 9999), dist.NoncentralTP(9000*10001/9999.0, 12, 10001), 1e-6},
		{"δ far below", dist.NoncentralTP(-9000, 12, -9999), dist.NoncentralTP(-9000*10001/9999.0, 12, -10001), 1e-6},
		{"t = +Inf", dist.NoncentralTP(math.Inf(1), 5, 1), 0, 0},
		{"t = -Inf", dist.NoncentralTP(math.Inf(-1), 5, 1), 1, 0},
		{"other sides", dist.NoncentralTP(-5, 5, 1e6), 1, 0},
		{"other sides", dist.NoncentralTP(5, 5, -1e6), 0, 0},
	} {
		if !(math.Abs(c.got-c.want) <= c.rel*c.want) {
			t.Errorf("%s: %.17g, want %.17g", c.what, c.got, c.want)
		}
	}
	for _, x := range []float64{dist.NoncentralTP(math.NaN(), 5, 1), dist.NoncentralTP(1, 0.5, 1), dist.NoncentralTP(1, 5, math.Inf(1))} {
		if !math.IsNaN(x) {
			t.Errorf("%v, want NaN", x)
		}
	}
}

func TestRoot(t *testing.T) {
	t.Parallel()
	calls := 0
	got := dist.Root(func(x float64) float64 { calls++; return math.Exp(x) - 5 }, -20, 20)
	if math.Abs(got-math.Log(5)) > 1e-15 || calls > 40 {
		t.Errorf("root %.17g after %d calls, want log 5", got, calls)
	}
	if got := dist.Root(func(x float64) float64 { return 1 / (x - 2) }, 0, 5); math.Abs(got-2) > 1e-12 {
		t.Errorf("a pole at 2: %v", got)
	}
	if got := dist.Root(func(x float64) float64 { return x }, 1, 5); got != 1 {
		t.Errorf("without a change of sign: %v, want the end nearer to 0", got)
	}
	if got := dist.Root(func(x float64) float64 { return x }, -5, -1); got != -1 {
		t.Errorf("without a change of sign: %v, want the end nearer to 0", got)
	}
	if got := dist.Root(func(float64) float64 { return math.NaN() }, 1, 5); !math.IsNaN(got) {
		t.Errorf("NaN: %v", got)
	}
}

func BenchmarkTukeyQuantile(b *testing.B) {
	for b.Loop() {
		dist.TukeyQuantile(0.95, 5, 296)
	}
}
