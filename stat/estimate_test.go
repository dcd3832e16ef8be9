package stat_test

import (
	"math"
	"testing"

	"manyi.dev/manyi/stat"
)

func TestStudent(t *testing.T) {
	t.Parallel()
	// R: qt(p, df), qnorm(p); 2*pt(-abs(t), df).
	quantiles := []struct{ p, df, want float64 }{
		{0.975, 1, 12.706204736174698},
		{0.975, 2, 4.3026527297494637},
		{0.975, 10, 2.2281388519862735},
		{0.975, 30, 2.0422724563012373},
		{0.995, 30, 2.7499956535672252},
		{0.025, 10, -2.2281388519862735},
		{0.5, 7, 0},
		{0.975, math.Inf(1), 1.9599639845400536},
	}
	for _, q := range quantiles {
		if got := stat.StudentQuantile(q.p, q.df); math.Abs(got-q.want) > 1e-9*math.Max(1, math.Abs(q.want)) {
			t.Errorf("quantile(%v, %v) = %.16g, want %.16g", q.p, q.df, got, q.want)
		}
		if q.p > 0.5 {
			if got := stat.StudentP(q.want, q.df); math.Abs(got-2*(1-q.p)) > 1e-10 {
				t.Errorf("p(%v, %v) = %v, want %v", q.want, q.df, got, 2*(1-q.p))
			}
		}
	}
	if got := stat.StudentP(9, math.Inf(1)); math.Abs(got-2.2571768119076863e-19) > 1e-30 { // 2*pnorm(-9)
		t.Errorf("p far out in the tail = %v", got)
	}
	// qt(.975, 1e6), 2*pt(-3, 1e6); the expansion joins the function below.
	if got := stat.StudentP(3, 1e6); math.Abs(got-0.00269986254142179) > 1e-14 {
		t.Errorf("p(3, 1e6) = %.15g", got)
	}
	for _, t0 := range []float64{0.5, 2, 5} {
		if below, above := stat.StudentP(t0, 1e6-1), stat.StudentP(t0, 1e6); math.Abs(below-above) > 2e-9*above {
			t.Errorf("p(%v) jumps from %v to %v at many degrees of freedom", t0, below, above)
		}
	}
	if got := stat.StudentQuantile(0.975, 1e6); math.Abs(got-1.9599663568141) > 1e-12 {
		t.Errorf("quantile with 1e6 degrees of freedom = %.12g", got)
	}
	if got := stat.StudentP(stat.StudentQuantile(0.975, 1e9), 1e9); math.Abs(got-0.05) > 1e-14 {
		t.Errorf("p of the quantile with 1e9 degrees of freedom = %v", got)
	}
	for _, df := range []float64{0, 0.5, -1, math.NaN()} {
		if got := stat.StudentQuantile(0.975, df); !math.IsNaN(got) {
			t.Errorf("quantile with %v degrees of freedom = %v, want NaN", df, got)
		}
	}
}

func estimate(value, se, df float64, n int64) stat.Estimate {
	return stat.New(stat.Parts{Value: value, Variance: se * se, DF: df, N: n, SumW: float64(n), SumW2: float64(n), SRSVariance: se * se / 2})
}

func TestEstimate(t *testing.T) {
	t.Parallel()
	e := estimate(4, 0.1, 10, 100)
	low, high := e.Interval(0.95)
	if math.Abs(low-(4-0.22281388519862735)) > 1e-12 || math.Abs(high-(4+0.22281388519862735)) > 1e-12 || low != e.Low() || high != e.High() {
		t.Errorf("interval %v to %v", low, high)
	}
	if e.NEff() != 100 || math.Abs(e.Deff()-2) > 1e-12 {
		t.Errorf("n_eff %v deff %v, want 100 and 2", e.NEff(), e.Deff())
	}
	score := e.Linear(-25, 25) // 1..5 on 0..100
	if score.Value() != 75 || math.Abs(score.SE()-2.5) > 1e-12 || score.N() != 100 || math.Abs(score.Deff()-2) > 1e-12 {
		t.Errorf("score %v ± %v, base %d, deff %v", score.Value(), score.SE(), score.N(), score.Deff())
	}
	reversed := e.Linear(6, -1)
	if reversed.Value() != 2 || math.Abs(reversed.Low()-(2-0.22281388519862735)) > 1e-12 {
		t.Errorf("reversed %v from %v", reversed.Value(), reversed.Low())
	}
}

func TestUndefinedEstimateIsNaNThroughout(t *testing.T) {
	t.Parallel()
	for name, e := range map[string]stat.Estimate{
		"zero": {},
		"NaN":  stat.New(stat.Parts{Value: math.NaN(), Variance: 1, DF: 5, N: 3, SumW: 3, SumW2: 3}),
		"Inf":  stat.New(stat.Parts{Value: math.Inf(1), Variance: 1, DF: 5, N: 3, SumW: 3, SumW2: 3}),
	} {
		if e.Defined() {
			t.Errorf("%s is defined", name)
		}
		for what, x := range map[string]float64{
			"value": e.Value(), "SE": e.SE(), "low": e.Low(), "n_eff": e.NEff(), "deff": e.Deff(), "df": e.DF(), "Σw": e.SumW(),
			"line": e.Linear(1, 2).Value(),
		} {
			if !math.IsNaN(x) {
				t.Errorf("%s: %s = %v, want NaN", name, what, x)
			}
		}
	}
	if n := stat.New(stat.Parts{Value: math.NaN(), N: 3}).N(); n != 3 {
		t.Errorf("base of an undefined figure = %d, want 3", n)
	}
}

func TestDifference(t *testing.T) {
	t.Parallel()
	// R: t = (80-75)/sqrt(2.5^2+1.5^2), df by Satterthwaite with 40 and 90, p = 2*pt(-t, df).
	a, b := estimate(80, 2.5, 40, 60), estimate(75, 1.5, 90, 120)
	diff, p := stat.Difference(a, b)
	v := 2.5*2.5 + 1.5*1.5
	df := v * v / (math.Pow(2.5, 4)/40 + math.Pow(1.5, 4)/90)
	if diff.Value() != 5 || math.Abs(diff.SE()-math.Sqrt(v)) > 1e-12 || math.Abs(diff.DF()-df) > 1e-9 || diff.N() != 60 {
		t.Errorf("difference %v ± %v with %v df, base %d", diff.Value(), diff.SE(), diff.DF(), diff.N())
	}
	if low, high := diff.Interval(1 - p); math.Abs(low) > 1e-8 || high < 5 {
		t.Errorf("the interval at level 1−p must touch 0, got %v to %v", low, high)
	}
	// Nothing of the effective base or the design effect carries over to a difference.
	if !math.IsNaN(diff.NEff()) || !math.IsNaN(diff.Deff()) {
		t.Errorf("n_eff %v deff %v", diff.NEff(), diff.Deff())
	}
}

func TestVerdict(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		a, b stat.Estimate
		p    float64
		want stat.Verdict
	}{
		{"far apart", estimate(80, 1, 99, 100), estimate(70, 1, 99, 100), 0, stat.Significant},
		{"close", estimate(80, 1, 99, 100), estimate(79, 1, 99, 100), 1, stat.NotSignificant},
		{"a base of 29", estimate(80, 1, 28, 29), estimate(20, 1, 99, 100), 0, stat.TooFew},
		{"a base of 30", estimate(80, 1, 29, 30), estimate(20, 1, 99, 100), 0, stat.Significant},
		{"undefined", stat.Estimate{}, estimate(20, 1, 99, 100), 0, stat.TooFew},
		{"no variance, equal", estimate(80, 0, 99, 100), estimate(80, 0, 99, 100), 1, stat.NotSignificant},
		{"no variance, different", estimate(80, 0, 99, 100), estimate(81, 0, 99, 100), 0, stat.Significant},
		{"normal", estimate(80, 1, math.Inf(1), 100), estimate(70, 1, math.Inf(1), 100), 0, stat.Significant},
	}
	for _, test := range tests {
		_, p := stat.Difference(test.a, test.b)
		if got := stat.Judge(test.a, test.b, p, 0.05); got != test.want {
			t.Errorf("%s: %s (p %v), want %s", test.name, got, p, test.want)
		}
	}
}
