package weight_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/design"
	"manyi.dev/manyi/stat/weight"
)

// small is a sample of four clusters of two.
//
// R: d <- data.frame(g=c("a","a","b","b","b","c","c","c"), h=c("x","y","x","y","y","x","x","y"),
// w=c(1,2,3,1,2,1,2,2), z=c(3,5,4,8,6,7,2,9), y=c(2,4,3,9,5,8,1,7), s=rep(1:4,each=2))
type small struct {
	w, z, y []float64
	g, h    weight.Margin
	survey  *design.Survey
}

// newSmall has weights that sum to total.
func newSmall(t *testing.T, total float64) small {
	t.Helper()
	s := small{
		w: []float64{1, 2, 3, 1, 2, 1, 2, 2},
		z: []float64{3, 5, 4, 8, 6, 7, 2, 9},
		y: []float64{2, 4, 3, 9, 5, 8, 1, 7},
		g: weight.NewMargin("g", []string{"a", "a", "b", "b", "b", "c", "c", "c"}, map[string]float64{"a": 40, "b": 35, "c": 25}),
		h: weight.NewMargin("h", []string{"x", "y", "x", "y", "y", "x", "x", "y"}, map[string]float64{"x": 55, "y": 45}),
	}
	var err error
	if s.w, err = weight.Scale(s.w, total); err != nil {
		t.Fatal(err)
	}
	clusters := stat.NewFactor([]string{"1", "1", "2", "2", "3", "3", "4", "4"})
	if s.survey, err = design.New(design.Spec{Weights: s.w, Stages: []design.Stage{{Units: clusters}}}); err != nil {
		t.Fatal(err)
	}
	return s
}

// near compares to 1e-8 relative.
func near(got, want float64) bool { return math.Abs(got-want) <= 1e-8*math.Abs(want) }

// Weights, mean, total and their errors of survey 4.1.1: postStratify(~g), rake(list(~g, ~h)) with epsilon 1e-12 and 1
// with svydesign(ids=~s, weights=~w), calibrate(~g+z, c(100, 35, 25, 540), epsilon = 1e-12) and calibrate(~z−1, 540)
// with weights scaled to 100. The error of raking is that of complete residuals (lm(u~g+h)), which R's ten sweeps
// meet to ten digits.
func TestAdjustmentsAgreeWithSurvey(t *testing.T) {
	t.Parallel()
	calibrate := func(o weight.Options) func(small) (*weight.Adjusted, error) {
		return func(s small) (*weight.Adjusted, error) {
			return weight.Calibrate(s.w, weight.Auxiliary{Margins: []weight.Margin{s.g}, Numbers: []weight.Total{{"z", s.z, 540}}}, o)
		}
	}
	for name, c := range map[string]struct {
		adjust                   func(small) (*weight.Adjusted, error)
		total                    float64
		weights                  []float64
		mean, meanSE, sum, sumSE float64
	}{
		"poststratify": {
			func(s small) (*weight.Adjusted, error) { return weight.PostStratify(s.w, s.g) }, 14,
			[]float64{13.333333333333334, 26.666666666666668, 17.5, 5.833333333333333, 11.666666666666666, 5, 10, 10},
			4.166666666666667, 0.2981479181043511, 416.6666666666667, 29.814791810435114,
		},
		"rake": {
			func(s small) (*weight.Adjusted, error) {
				return weight.Rake(s.w, []weight.Margin{s.g, s.h}, weight.RakeOptions{})
			}, 14,
			[]float64{16.9556517125352180, 23.0443482874646648, 20.8389437077804232, 4.7203520974065398, 9.4407041948130797, 5.7351348598947878, 11.4702697197895755, 7.7945954203157202},
			3.90205734090152490, 0.41110909128283168, 390.205734090152532, 41.110909128283168,
		},
		"rake until nothing changes by 1": {
			func(s small) (*weight.Adjusted, error) {
				return weight.Rake(s.w, []weight.Margin{s.g, s.h}, weight.RakeOptions{Change: 1})
			}, 14,
			[]float64{16.9090741932518185, 23.0015540213486851, 20.8481198859979813, 4.7266450971900236, 9.4532901943800471, 5.7476019735834036, 11.4952039471668073, 7.8185106870812433},
			3.90380575521905460, 0.41322541302098864, 390.380575521905484, 41.322541302155798,
		},
		"linear": {
			calibrate(weight.Options{}), 100,
			[]float64{12.6347305389221596, 27.3652694610778440, 15.4041916167664823, 7.2305389221556862, 12.3652694610778475, 5.6287425149700585, 6.0179640718563023, 13.3532934131736436},
			4.5236526946107771, 0.1945844801835343, 452.365269461077844, 19.458448018353444,
		},
		"raking": {
			calibrate(weight.Options{Method: weight.Raking}), 100,
			[]float64{11.6286363915150091, 28.3713636084851082, 15.1560619969209185, 7.5180976864064677, 12.3258403166726200, 5.3687187730352406, 6.5327658642672368, 13.0985153626975261},
			4.52675117556185835, 0.19208426051221839, 452.675117556186365, 19.208426051221863,
		},
		"logit": {
			calibrate(weight.Options{Method: weight.Logit, Low: 0.3, High: 3}), 100,
			[]float64{11.9552624456084278, 28.0447375543915456, 14.8815060330882325, 7.7536739072100263, 12.3648200597023035, 5.2510167461000394, 6.6188253378349327, 13.1301579160677431},
			4.5287922339054418, 0.1937399895251945, 452.879223390558934, 19.373998952520086,
		},
		"linear with bounds": {
			calibrate(weight.Options{Low: 0.44, High: 1.95}), 100,
			[]float64{12.5136054421768765, 27.4863945578231359, 15.0408163265306172, 7.4727891156462549, 12.4863945578231288, 5.4183673469387781, 6.2857142857142856, 13.2959183673469390},
			4.52486394557823068, 0.19422213084601814, 452.486394557823189, 19.422213084601815,
		},
		"raking with bounds": {
			calibrate(weight.Options{Method: weight.Raking, Low: 0.47, High: 1.95}), 100,
			[]float64{12.1428571522762940, 27.8571428571428577, 14.6340809077104979, 7.9282216851176663, 12.4376974071718411, 5.1512836251308753, 6.7142857142857144, 13.1344306605834120},
			4.53024579954919204, 0.19478135612175071, 453.02457999759031, 19.47813561400973,
		},
		"no intercept": {
			func(s small) (*weight.Adjusted, error) {
				return weight.Calibrate(s.w, weight.Auxiliary{Numbers: []weight.Total{{"z", s.z, 540}}}, weight.Options{})
			}, 100,
			[]float64{7.2170686456400741, 14.5330859616573917, 21.7254174397031505, 7.3407544836116285, 14.5825602968460135, 7.3160173160173168, 14.3846629560915300, 14.7309833024118770},
			4.4461314223247905, 0.4673684414028843, 452.752009894867115, 30.022588439766452,
		},
	} {
		s := newSmall(t, c.total)
		a, err := c.adjust(s)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for i, w := range a.Weights {
			if !near(w, c.weights[i]) {
				t.Errorf("%s: weights %v, want %v", name, a.Weights, c.weights)
				break
			}
		}
		adjusted, err := a.Apply(s.survey)
		if err != nil {
			t.Fatal(err)
		}
		mean, err := adjusted.Mean(s.y)
		if err != nil || !near(mean.Value(), c.mean) || !near(mean.SE(), c.meanSE) {
			t.Errorf("%s: mean %.15g ± %.15g, %v, want %g ± %g", name, mean.Value(), mean.SE(), err, c.mean, c.meanSE)
		}
		total, err := adjusted.Total(s.y)
		if err != nil || !near(total.Value(), c.sum) || !near(total.SE(), c.sumSE) {
			t.Errorf("%s: total %.15g ± %.15g, %v, want %g ± %g", name, total.Value(), total.SE(), err, c.sum, c.sumSE)
		}
		allowed := 1e-9
		if strings.Contains(name, "until") {
			allowed = 0.01
		}
		if a.Distance > allowed || a.Distance < allowed/1e3 && allowed > 1e-9 {
			t.Errorf("%s: distance %g", name, a.Distance)
		}
		for _, b := range a.Balances {
			if b.Deviation() > allowed {
				t.Errorf("%s: %s has %v, the targets are %v", name, b.Name, b.After, b.Target)
			}
		}
	}
}

// Totals that are known have no error after calibrating to them.
func TestKnownTotalsHaveNoError(t *testing.T) {
	t.Parallel()
	s := newSmall(t, 100)
	greg, a, err := weight.GREG(s.survey, weight.Auxiliary{Population: 100, Margins: []weight.Margin{s.g}, Numbers: []weight.Total{{"z", s.z, 540}}})
	if err != nil {
		t.Fatal(err)
	}
	z, err := greg.Total(s.z)
	if err != nil || !near(z.Value(), 540) || z.SE() > 1e-10 {
		t.Errorf("total of z %g ± %g, %v", z.Value(), z.SE(), err)
	}
	if b := a.Balances[1]; b.Name != "z" || !near(b.After[0], 540) || !near(b.Before[0], 100./14*74) {
		t.Errorf("balance %+v", b)
	}
	raked, err := weight.Rake(s.w, []weight.Margin{s.g, s.h}, weight.RakeOptions{})
	if err != nil {
		t.Fatal(err)
	}
	survey, err := raked.Apply(s.survey)
	if err != nil {
		t.Fatal(err)
	}
	for code, want := range s.h.Totals {
		n, err := survey.Total(s.h.Factor.Indicator(code))
		if err != nil || !near(n.Value(), want) || n.SE() > 1e-9 {
			t.Errorf("%s: %g ± %g, %v, want %g ± 0", s.h.Factor.Levels[code], n.Value(), n.SE(), err, want)
		}
	}
}

// take is the margin of the given rows.
func take(m weight.Margin, rows []int) weight.Margin {
	codes := make([]int32, len(rows))
	for k, i := range rows {
		codes[k] = m.Factor.Codes[i]
	}
	m.Factor.Codes = codes
	return m
}

// Scaling the weights before raking changes nothing; rows in another order have the same weights;
// rows doubled with halved weights have half of them.
func TestInvariances(t *testing.T) {
	t.Parallel()
	s := newSmall(t, 14)
	rows := []int{7, 3, 5, 1, 0, 2, 6, 4}
	twice := slices.Concat(rows, rows)
	for name, adjust := range map[string]func(w []float64, g, h weight.Margin, z []float64) (*weight.Adjusted, error){
		"rake": func(w []float64, g, h weight.Margin, _ []float64) (*weight.Adjusted, error) {
			return weight.Rake(w, []weight.Margin{g, h}, weight.RakeOptions{})
		},
		"calibrate to margins": func(w []float64, g, h weight.Margin, _ []float64) (*weight.Adjusted, error) {
			return weight.Calibrate(w, weight.Auxiliary{Margins: []weight.Margin{g, h}}, weight.Options{Method: weight.Raking})
		},
		"calibrate to a number": func(w []float64, g, _ weight.Margin, z []float64) (*weight.Adjusted, error) {
			return weight.Calibrate(w, weight.Auxiliary{Margins: []weight.Margin{g}, Numbers: []weight.Total{{"z", z, 540}}}, weight.Options{Method: weight.Raking})
		},
	} {
		plain, err := adjust(s.w, s.g, s.h, s.z)
		if err != nil {
			t.Fatal(err)
		}
		ten, err := weight.Scale(s.w, 140)
		if err != nil {
			t.Fatal(err)
		}
		scaled, err := adjust(ten, s.g, s.h, s.z)
		if err != nil {
			t.Fatal(err)
		}
		w, z := make([]float64, len(twice)), make([]float64, len(twice))
		for k, i := range twice {
			w[k], z[k] = s.w[i]/2, s.z[i]
		}
		halved, err := adjust(w, take(s.g, twice), take(s.h, twice), z)
		if err != nil {
			t.Fatal(err)
		}
		for k, i := range twice {
			if !near(scaled.Weights[i], plain.Weights[i]) || !near(halved.Weights[k], plain.Weights[i]/2) {
				t.Errorf("%s: row %d has the weight %g, %g from scaled weights, %g from halved rows", name, i, plain.Weights[i], scaled.Weights[i], halved.Weights[k])
			}
		}
	}
}

// Raking to margins and calibrating with the distance Raking are the same weights by two algorithms.
func TestRakingIsACalibration(t *testing.T) {
	t.Parallel()
	weights, margins := million()
	n := 20_000
	for k := range margins {
		margins[k].Factor.Codes = margins[k].Factor.Codes[:n]
	}
	raked, err := weight.Rake(weights[:n], margins, weight.RakeOptions{})
	if err != nil {
		t.Fatal(err)
	}
	calibrated, err := weight.Calibrate(weights[:n], weight.Auxiliary{Margins: margins}, weight.Options{Method: weight.Raking})
	if err != nil {
		t.Fatal(err)
	}
	for i, w := range raked.Weights {
		if !near(calibrated.Weights[i], w) {
			t.Fatalf("row %d: %g by calibration, %g by raking", i, calibrated.Weights[i], w)
		}
	}
}

// Margins with so many levels that their combinations cannot be listed; the totals are those of other
// weights, so that they can be met.
func TestRakeManyLevels(t *testing.T) {
	t.Parallel()
	const n, levels = 4000, 300
	r := rand.New(rand.NewPCG(9, 0))
	weights, other := make([]float64, n), make([]float64, n)
	for i := range n {
		weights[i], other[i] = 1+r.Float64(), 1+r.Float64()
	}
	var margins []weight.Margin
	for m := range 3 {
		margin := weight.Margin{Name: fmt.Sprint(m), Factor: stat.Factor{Codes: make([]int32, n), Levels: make([]string, levels)}}
		for i := range n {
			margin.Factor.Codes[i] = int32(r.IntN(levels))
		}
		margin.Totals = margin.Sums(other)
		margins = append(margins, margin)
	}
	a, err := weight.Rake(weights, margins, weight.RakeOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for m, margin := range margins {
		for c, sum := range margin.Sums(a.Weights) {
			if math.Abs(sum-margin.Totals[c]) > 1e-9*margin.Totals[c] {
				t.Fatalf("margin %d level %d has %g, want %g", m, c, sum, margin.Totals[c])
			}
		}
	}
	if _, err := weight.Rake(weights, margins, weight.RakeOptions{MaxIterations: 2}); err == nil {
		t.Error("three margins of 300 levels were met in two iterations")
	}
}

func total(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum
}

func TestNonresponse(t *testing.T) {
	t.Parallel()
	w := []float64{1, 2, 3, 4, 5}
	a, err := weight.Nonresponse(w, []bool{true, false, true, true, false}, stat.NewFactor([]string{"a", "a", "a", "b", "b"}))
	if want := []float64{1.5, 0, 4.5, 9, 0}; err != nil || !slices.Equal(a.Weights, want) {
		t.Errorf("%v, %v, want %v", a, err, want)
	}
	s, err := design.New(design.Spec{Weights: w})
	if err != nil {
		t.Fatal(err)
	}
	y := []float64{1, 0, 3, 2, 0}
	adjusted, err := a.Apply(s)
	if err != nil {
		t.Fatal(err)
	}
	given, err := s.Adjusted(a.Weights)
	if err != nil {
		t.Fatal(err)
	}
	got, _ := adjusted.Mean(y)
	want, _ := given.Mean(y)
	if got.SE() != want.SE() || got.Value() != 2.2 {
		t.Errorf("mean %g ± %g, want 2.2 ± %g", got.Value(), got.SE(), want.SE())
	}
}
