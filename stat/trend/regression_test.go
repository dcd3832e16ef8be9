package trend_test

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"testing"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/trend"
)

// outlets are eight outlets, the first four with a measure, three answers before and three after.
func outlets() trend.DiD {
	d := trend.DiD{Y: []float64{
		61, 64, 66, 72, 70, 77, 55, 58, 54, 66, 61, 63, 70, 73, 69, 75, 80, 79, 62, 60, 65, 64, 69, 70,
		63, 66, 61, 64, 68, 65, 58, 55, 59, 60, 57, 61, 71, 74, 70, 73, 72, 76, 66, 61, 64, 63, 67, 66,
	}}
	var labels []string
	for i := range d.Y {
		outlet := i / 6
		labels = append(labels, "outlet "+strconv.Itoa(outlet))
		d.Treated = append(d.Treated, float64((7-outlet)/4))
		d.After = append(d.After, float64(i%6/3))
	}
	d.Clusters = stat.NewFactor(labels)
	return d
}

func needDiD(t testing.TB, d trend.DiD) *trend.DiDResult {
	t.Helper()
	r, err := d.Estimate()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// R: lm(y ~ treated * after) and G/(G-1)*(n-1)/(n-p) times the clustered sandwich, p by pt with G-1.
func TestDiD(t *testing.T) {
	t.Parallel()
	r := needDiD(t, outlets())
	var coefficients, errors []float64
	for _, c := range r.Coefficients {
		coefficients, errors = append(coefficients, c.Estimate.Value()), append(errors, c.Estimate.SE())
	}
	needNear(t, "coefficients", coefficients, []float64{64, -0.916666666666652, 2, 5.416666666666655}, 1e-12)
	needNear(t, "errors", errors, []float64{2.813913585757329, 4.070829650133256, 0.130212391711675, 0.796054710715970}, 1e-11)
	if !near(r.P, 2.52198686279274e-04, 1e-9) || r.Clusters != 8 || r.Effect.DF() != 7 || r.Rows != 48 {
		t.Errorf("p %v of %d clusters, %v df, %d rows", r.P, r.Clusters, r.Effect.DF(), r.Rows)
	}
	if want := (r.After[1] - r.Before[1]) - (r.After[0] - r.Before[0]); !near(r.Effect.Value(), want, 1e-12) {
		t.Errorf("effect %v, from the means %v", r.Effect.Value(), want)
	}
	// Without clusters the errors are those of HC1.
	single := outlets()
	single.Clusters = stat.Factor{}
	var hc1 []float64
	for _, c := range needDiD(t, single).Coefficients {
		hc1 = append(hc1, c.Estimate.SE())
	}
	needNear(t, "HC1", hc1, []float64{1.63762577587744, 2.36277422116503, 2.30283093235919, 3.39553702927412}, 1e-12)
}

// R: lm(y ~ treated * after + x, weights = w).
func TestDiDWithWeightsAndCovariate(t *testing.T) {
	t.Parallel()
	d := outlets()
	var x []float64
	for i := range d.Y {
		d.W = append(d.W, []float64{1, 2, 1.5, 1, 0.5, 2}[i%6])
		x = append(x, []float64{1, 0, 1, 1, 0, 0, 1, 1}[i%8])
	}
	d.Covariates = stat.Data{Names: []string{"new customer"}, Columns: [][]float64{x}}
	base := needDiD(t, d)
	last := base.Coefficients[4]
	needNear(t, "effect and covariate", []float64{base.Effect.Value(), base.Effect.SE(), base.P, last.Estimate.Value(), last.Estimate.SE()}, []float64{
		5.452380952380949, 0.942541213365624, 6.73955028425412e-04, -5.549116424116426, 1.642906161448693,
	}, 1e-9)
	if last.Name != "new customer" {
		t.Errorf("covariate %q", last.Name)
	}
	// Rows with a missing value are left out and counted; weights on another scale change nothing.
	for i := range d.W {
		d.W[i] *= 100
	}
	for _, column := range []*[]float64{&d.Y, &d.Treated, &d.After, &d.W, &d.Covariates.Columns[0]} {
		*column = append(*column, nan)
	}
	d.Clusters.Codes = append(d.Clusters.Codes, 0)
	gap := needDiD(t, d)
	if gap.Dropped != 1 || gap.Rows != 48 || !near(gap.Effect.SE(), base.Effect.SE(), 1e-10) {
		t.Errorf("%d of %d rows left out, effect ± %v", gap.Dropped, gap.Rows, gap.Effect.SE())
	}
}

func TestDiDErrors(t *testing.T) {
	t.Parallel()
	for want, change := range map[string]func(*trend.DiD){
		"trend: data: nothing to work on":               func(d *trend.DiD) { *d = trend.DiD{} },
		"trend: columns: 2 values where 48 are needed":  func(d *trend.DiD) { d.After = d.After[:2] },
		"trend: clusters: 3 values where 48 are needed": func(d *trend.DiD) { d.Clusters = stat.NewFactor([]string{"a", "b", "c"}) },
		"trend: treated: 2 is out of range (row 3)":     func(d *trend.DiD) { d.Treated[2] = 2 },
		"trend: after: 0.5 is out of range (row 1)":     func(d *trend.DiD) { d.After[0] = 0.5 },
		`trend: "treated" is constant`:                  func(d *trend.DiD) { clear(d.Treated) },
		"trend: clusters: 1, at least 2 are needed":     func(d *trend.DiD) { clear(d.Clusters.Codes) },
		"trend: regression: 0 usable rows, at least 5 are needed": func(d *trend.DiD) {
			for i := range d.Y {
				d.Y[i] = nan
			}
		},
		`trend: "x": a value is missing or infinite (row 1)`: func(d *trend.DiD) {
			d.Covariates = stat.Data{Names: []string{"x"}, Columns: [][]float64{append([]float64{inf}, d.Y[1:]...)}}
		},
	} {
		d := outlets()
		change(&d)
		if _, err := d.Estimate(); text(err) != want {
			t.Errorf("%q, want %q", text(err), want)
		}
	}
}

var series = []float64{89.2, 90.1, 89.8, 90.6, 91.0, 90.4, 91.3, 91.9, 94.8, 95.1, 95.9, 95.6, 96.4, 97.2, 96.9, 97.5}

// R: summary(lm(y ~ t + D + I(D * (t - 8)))), and Newey and West's covariance with the factor n/(n-4).
func TestInterrupted(t *testing.T) {
	t.Parallel()
	figures := func(s *trend.Segments) []float64 {
		var all []float64
		for _, e := range []stat.Estimate{s.Level, s.Trend, s.LevelChange, s.TrendChange} {
			all = append(all, e.Value(), e.SE())
		}
		return all
	}
	s, err := trend.Interrupted(series, 8, trend.InterruptedOptions{})
	if err != nil {
		t.Fatal(err)
	}
	needNear(t, "classical", append(figures(s), s.LevelP, s.TrendP, s.DurbinWatson), []float64{
		89.4083333333333314, 0.2154057479348820, 0.3226190476190466, 0.0514918225093688, 2.8273809523809517, 0.3376544606094560, 0.0654761904761924, 0.0728204337440576,
		2.34923840271886e-06, 3.86262165943697e-01, 2.83433556050483,
	}, 1e-9)
	if s.Level.DF() != 12 || s.Lag != 0 {
		t.Errorf("%v df, lag %d", s.Level.DF(), s.Lag)
	}
	jump := s.Fitted[8] - s.Counterfactual[8]
	if !near(jump, s.LevelChange.Value(), 1e-9) || !near(s.Fitted[15]-s.Counterfactual[15], jump+7*s.TrendChange.Value(), 1e-9) {
		t.Errorf("fitted %v, without the measure %v", s.Fitted, s.Counterfactual)
	}
	for lag, want := range map[int][]float64{
		0: {0.1109458411199915, 0.0318171820599995, 0.2015381410052911, 0.0351913574494864}, // ⌊4(16/100)^(2/9)⌋ = 2
		3: {0.1049433128522418, 0.0251839226729244, 0.1494662980195554, 0.0277480722973699},
	} {
		s, err = trend.Interrupted(series, 8, trend.InterruptedOptions{NeweyWest: true, Lag: lag})
		if err != nil {
			t.Fatal(err)
		}
		all := figures(s)
		needNear(t, fmt.Sprint("Newey–West, lag ", s.Lag), []float64{all[1], all[3], all[5], all[7]}, want, 1e-10)
	}
	s, err = trend.Interrupted(series, 8, trend.InterruptedOptions{W: []float64{3, 1, 2, 2, 4, 1, 2, 3, 2, 2, 1, 3, 2, 4, 1, 2}})
	if err != nil {
		t.Fatal(err)
	}
	needNear(t, "weighted", figures(s), []float64{
		89.3274238227146924, 0.1984738938355961, 0.3585595567867023, 0.0460062928082716, 2.5324403984689261, 0.3148905549042212, 0.0614110746376749, 0.0690344557759931,
	}, 1e-10)
}

// A series on two exact lines gives them back without error.
func TestInterruptedExactly(t *testing.T) {
	t.Parallel()
	s, err := trend.Interrupted([]float64{1, 3, 5, 20, 21, 22, 23}, 3, trend.InterruptedOptions{})
	if err != nil {
		t.Fatal(err)
	}
	needNear(t, "lines", []float64{s.Level.Value(), s.Trend.Value(), s.LevelChange.Value(), s.TrendChange.Value()}, []float64{1, 2, 13, -1}, 1e-12)
}

func TestInterruptedErrors(t *testing.T) {
	t.Parallel()
	with := func(y []float64, start int, o trend.InterruptedOptions) string {
		_, err := trend.Interrupted(y, start, o)
		return text(err)
	}
	gap := slices.Clone(series)
	gap[3] = nan
	for want, got := range map[string]string{
		"trend: periods before and after: 1 usable rows, at least 2 are needed": with(series, 15, trend.InterruptedOptions{}),
		"trend: periods before and after: 0 usable rows, at least 2 are needed": with(nil, 0, trend.InterruptedOptions{}),
		"trend: weights: 1 values where 16 are needed":                          with(series, 8, trend.InterruptedOptions{W: []float64{1}}),
		"trend: lag: 16 is out of range":                                        with(series, 8, trend.InterruptedOptions{NeweyWest: true, Lag: 16}),
		`trend: "series": a value is missing or infinite (row 4)`:               with(gap, 8, trend.InterruptedOptions{}),
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// The ten business halls; the three that are not printed have the mean that follows from the totals.
// R: summary(lm(after ~ before + chosen)), cor, cor.test(after - before, (after + before)/2).
func TestRegressionToMean(t *testing.T) {
	t.Parallel()
	before := []float64{89.0, 93.6, 86.9, 90.6, 94.6, 95.7, 97.5, 96.2, 97.1, 96.8}
	after := []float64{96.9, 98.7, 90.9, 93.5, 95.7, 96.0, 97.4, 94.0, 94.9, 94.0}
	chosen := make([]bool, len(before))
	for i, x := range before {
		chosen[i] = x < 92
	}
	r, err := trend.RegressionToMean(before, after, chosen)
	if err != nil {
		t.Fatal(err)
	}
	needNear(t, "regression", []float64{
		r.Correlation, r.Chosen, r.Others, r.Expected, r.Beyond.Value(), r.Beyond.SE(), r.P, r.Oldham, r.OldhamP,
	}, []float64{
		0.384335429334057, 4.93333333333334, -0.11428571428571, 7.61100923627636, -2.6776759029430743, 4.042282737272656, 0.5289026981948388, -0.496745052903382, 0.144136682828386,
	}, 1e-10)
	if !near(r.Expected+r.Beyond.Value(), r.Chosen, 1e-12) || r.Beyond.DF() != 7 {
		t.Errorf("%v expected and %v beyond make %v", r.Expected, r.Beyond.Value(), r.Chosen)
	}
	// Reliability 0.6: units 5 below the mean come back 2 by chance alone.
	if got := trend.Regress(93.8, 88.8, 0.6); !near(got, 2, 1e-12) {
		t.Errorf("regression %v", got)
	}
	for want, call := range map[string]func() error{
		"trend: second measurement: 1 values where 10 are needed": func() error { _, err := trend.RegressionToMean(before, after[:1], chosen); return err },
		"trend: choice: 1 values where 10 are needed":             func() error { _, err := trend.RegressionToMean(before, after, chosen[:1]); return err },
		"trend: chosen units: 0, at least 1 are needed":           func() error { _, err := trend.RegressionToMean(before, after, make([]bool, 10)); return err },
		"trend: units: 3, at least 4 are needed":                  func() error { _, err := trend.RegressionToMean(before[:3], after[:3], chosen[:3]); return err },
		`trend: "before" is constant`:                             func() error { _, err := trend.RegressionToMean(make([]float64, 10), after, chosen); return err },
		"trend: first measurement: a value is missing or infinite (row 1)": func() error {
			_, err := trend.RegressionToMean([]float64{nan, 1, 2, 3}, after[:4], chosen[:4])
			return err
		},
	} {
		if got := text(call()); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// FuzzTrend feeds arbitrary numbers to everything: an answer or a *stat.Error, never a panic.
func FuzzTrend(f *testing.F) {
	f.Add([]byte{}, byte(0))
	for _, x := range []float64{0, 1, -1, math.NaN(), math.Inf(1), math.MaxFloat64, math.SmallestNonzeroFloat64} {
		var b []byte
		for i := range 12 {
			b = binary.LittleEndian.AppendUint64(b, math.Float64bits(x*float64(i%5)))
		}
		f.Add(b, byte(3))
	}
	f.Fuzz(func(t *testing.T, raw []byte, k byte) {
		var x []float64
		for ; len(raw) >= 8 && len(x) < 40; raw = raw[8:] {
			x = append(x, math.Float64frombits(binary.LittleEndian.Uint64(raw)))
		}
		need := func(err error) {
			var fault *stat.Error
			if err != nil && !errors.As(err, &fault) {
				t.Errorf("%T: %v", err, err)
			}
		}
		n := int(k) % (len(x) + 1)
		head, tail := x[:n], x[len(x)-n:]
		var binary, other []float64
		var chosen []bool
		var subgroups []trend.Subgroup
		for i, v := range x {
			binary, other = append(binary, float64(i%2)), append(other, float64(i/2%2))
			chosen = append(chosen, v > 0)
			subgroups = append(subgroups, trend.Subgroup{N: int(k) % 30, Mean: v, SD: x[len(x)-1-i], Range: math.Abs(v)})
		}
		_, err := trend.PChart(head, tail, trend.ChartOptions{})
		need(err)
		_, err = trend.MeansS(subgroups, trend.ChartOptions{})
		need(err)
		_, err = trend.MeansR(subgroups, trend.ChartOptions{})
		need(err)
		if c, err := trend.EWMA(head, tail, 1, trend.EWMAOptions{}); err == nil {
			c.Signals(trend.Beyond3, trend.TwoOf3, trend.FourOf5, trend.EightSide, trend.SixTrend, trend.Fourteen, trend.FifteenIn1, trend.EightOut1)
		}
		_, err = trend.NewCUSUM(head, tail, 1, trend.CUSUMOptions{})
		need(err)
		_, err = trend.Paired(head, tail)
		need(err)
		_, err = trend.DiD{Y: x, Treated: binary, After: other}.Estimate()
		need(err)
		_, err = trend.Interrupted(x, n, trend.InterruptedOptions{NeweyWest: true})
		need(err)
		_, err = trend.RegressionToMean(x, x, chosen)
		need(err)
		_, err = trend.Rest(float64(k), n, head)
		need(err)
		trend.Under(x, 1, 1)
		if len(x) > 3 {
			a, b := figure(x[0], x[1], x[2], int64(k)), figure(x[3], x[2], x[1], int64(k))
			trend.Independent(a, b)
			_, err = trend.Dependent(a, b, x[3])
			need(err)
		}
	})
}

func ExampleIndependent() {
	march := stat.New(stat.Parts{Value: 92.3, Variance: 0.36, DF: 399, N: 400})
	october := stat.New(stat.Parts{Value: 96.6, Variance: 0.25, DF: 419, N: 420})
	c := trend.Independent(march, october)
	fmt.Printf("%+.1f points ± %.2f, %+.2f %% ± %.2f, p = %.1e\n", c.Absolute.Value(), c.Absolute.SE(), 100*c.Relative.Value(), 100*c.Relative.SE(), c.P)
	// Output: +4.3 points ± 0.78, +4.66 % ± 0.87, p = 5.0e-08
}

func ExampleUnder() {
	months := []float64{96.4, 95.8, 95.1, 94.9, 95.2, 96.3}
	for _, run := range trend.Under(months, 96, 3) {
		fmt.Printf("below target from month %d to %d, review due after month %d\n", run.From+1, run.To+1, run.Due+1)
	}
	// Output: below target from month 2 to 5, review due after month 4
}

func ExampleDiD() {
	r, err := outlets().Estimate()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("effect %.2f ± %.2f, p = %.4f, %d outlets\n", r.Effect.Value(), r.Effect.SE(), r.P, r.Clusters)
	// Output: effect 5.42 ± 0.80, p = 0.0003, 8 outlets
}

func ExampleInterrupted() {
	monthly := []float64{89.2, 90.1, 89.8, 90.6, 91.0, 90.4, 91.3, 91.9, 94.8, 95.1, 95.9, 95.6, 96.4, 97.2, 96.9, 97.5}
	s, err := trend.Interrupted(monthly, 8, trend.InterruptedOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("jump %+.1f ± %.1f, trend %+.2f a month, then %+.2f more\n", s.LevelChange.Value(), s.LevelChange.SE(), s.Trend.Value(), s.TrendChange.Value())
	// Output: jump +2.8 ± 0.3, trend +0.32 a month, then +0.07 more
}
