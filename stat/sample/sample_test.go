package sample_test

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/sample"
)

// frame is 60 units in 3 strata of 30, 20 and 10 and in 6 PSUs of 10.
func frame() (stratum, psu, ids []string) {
	for i := range 60 {
		stratum = append(stratum, []string{"a", "b", "a", "b", "a", "c"}[i%6])
		psu = append(psu, fmt.Sprintf("p%d", i/10))
		ids = append(ids, fmt.Sprintf("id-%d", i))
	}
	return stratum, psu, ids
}

// draws are all the ways of drawing from the frame, by name.
func draws() map[string]func(seed uint64) (sample.Sample, error) {
	stratum, psu, ids := frame()
	take := map[string]int{"a": 9, "c": 3}
	two := func(first sample.First) func(uint64) (sample.Sample, error) {
		return func(seed uint64) (sample.Sample, error) {
			return sample.TwoStage{First: first, PSUs: 3, Within: 4}.Draw(psu, nil, sample.Source(seed))
		}
	}
	size := make([]float64, 60)
	for i := range size {
		size[i] = float64(1 + i*i%17)
	}
	return map[string]func(seed uint64) (sample.Sample, error){
		"srs":        func(seed uint64) (sample.Sample, error) { return sample.SRS(12, 60, sample.Source(seed)) },
		"systematic": func(seed uint64) (sample.Sample, error) { return sample.SystematicRandom(7, 60, sample.Source(seed)) },
		"stratified": func(seed uint64) (sample.Sample, error) { return sample.Stratified(stratum, take, sample.Source(seed)) },
		"pps":        func(seed uint64) (sample.Sample, error) { return sample.PPSRandom(size, 12, sample.Source(seed)) },
		"hash": func(seed uint64) (sample.Sample, error) {
			return sample.ByHash([]byte(fmt.Sprint(seed)), ids, stratum, take)
		},
		"two stages srs":        two(sample.FirstSRS),
		"two stages systematic": two(sample.FirstSystematic),
		"two stages pps":        two(sample.FirstPPS),
	}
}

// Each unit must be drawn as often as its probability says: over 4000 draws within five standard errors.
func TestUnitsAreDrawnWithTheirProbability(t *testing.T) {
	t.Parallel()
	const rounds = 4000
	for name, draw := range draws() {
		drawn, pi := make([]float64, 60), make([]float64, 60)
		for seed := range uint64(rounds) {
			s, err := draw(seed)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			for k, i := range s.Units {
				drawn[i]++
				if pi[i] != 0 && math.Abs(pi[i]-s.Probability[k]) > 1e-12 {
					t.Fatalf("%s: unit %d has the probabilities %g and %g", name, i, pi[i], s.Probability[k])
				}
				pi[i] = s.Probability[k]
			}
		}
		for i, p := range pi {
			if math.Abs(drawn[i]/rounds-p) > 5*math.Sqrt(p*(1-p)/rounds)+1e-9 {
				t.Errorf("%s: unit %d was drawn in %g of %d samples, its probability is %g", name, i, drawn[i], rounds, p)
			}
		}
	}
}

func TestSamplesAreRepeatable(t *testing.T) {
	t.Parallel()
	for name, draw := range draws() {
		a, _ := draw(5)
		b, _ := draw(5)
		c, _ := draw(6)
		if !slices.Equal(a.Units, b.Units) {
			t.Errorf("%s: the same seed drew %v and %v", name, a.Units, b.Units)
		}
		if slices.Equal(a.Units, c.Units) {
			t.Errorf("%s: two seeds drew the same %v", name, a.Units)
		}
		if !slices.IsSorted(a.Units) || len(slices.Compact(slices.Clone(a.Units))) != len(a.Units) {
			t.Errorf("%s: %v is not ascending", name, a.Units)
		}
		for k, w := range a.Weights() {
			if w*a.Probability[k] != 1 && math.Abs(w*a.Probability[k]-1) > 1e-15 {
				t.Errorf("%s: weight %g for probability %g", name, w, a.Probability[k])
			}
		}
	}
}

// A recorded seed must draw the same units with every version: these are written down.
func TestRecordedSeedsKeepTheirSample(t *testing.T) {
	t.Parallel()
	for name, want := range map[string][]int{
		"srs":            {6, 14, 16, 20, 27, 31, 36, 37, 47, 53, 58, 59},
		"systematic":     {8, 16, 25, 34, 42, 51, 59},
		"stratified":     {4, 14, 16, 18, 26, 30, 35, 38, 42, 53, 54, 59},
		"pps":            {5, 9, 13, 21, 25, 29, 36, 41, 44, 48, 55, 59},
		"hash":           {0, 2, 11, 12, 14, 28, 30, 32, 40, 46, 53, 59},
		"two stages srs": {1, 2, 4, 5, 25, 26, 28, 29, 34, 35, 36, 37},
	} {
		s, err := draws()[name](20240501)
		if err != nil || !slices.Equal(s.Units, want) {
			t.Errorf("%s: %v, %v, want %v", name, s.Units, err, want)
		}
	}
}

// printf 'pepper%s' ID | sha256sum | sort
func TestOrderIsThatOfSha256sum(t *testing.T) {
	t.Parallel()
	order, err := sample.Order([]byte("pepper"), []string{"ann", "bob", "cleo", "dan", "张三"})
	if want := []int{2, 4, 3, 0, 1}; err != nil || !slices.Equal(order, want) {
		t.Errorf("order %v, %v, want %v", order, err, want)
	}
}

func TestByHashDoesNotLookAtTheOrderOfTheFrame(t *testing.T) {
	t.Parallel()
	stratum, _, ids := frame()
	take := map[string]int{"a": 5, "b": 4, "c": 3}
	named := func(ids, stratum []string) []string {
		s, err := sample.ByHash([]byte{7}, ids, stratum, take)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, i := range s.Units {
			names = append(names, ids[i])
		}
		slices.Sort(names)
		return names
	}
	want := named(ids, stratum)
	slices.Reverse(ids)
	slices.Reverse(stratum)
	if got := named(ids, stratum); !slices.Equal(got, want) {
		t.Errorf("the reversed frame gives %v, want %v", got, want)
	}
}

func TestInclusion(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		size []float64
		n    int
		want []float64
	}{
		// 50 and 30 reach 1, then 8 does (2·8/15 > 1); the rest shares 1 of 7.
		{[]float64{1, 2, 0, 50, 4, 30, 8}, 4, []float64{1. / 7, 2. / 7, 0, 1, 4. / 7, 1, 1}},
		{[]float64{1, 1, 1, 1}, 2, []float64{.5, .5, .5, .5}},
		{[]float64{5, 0, 5}, 2, []float64{1, 0, 1}},
		{[]float64{5, 3}, 0, []float64{0, 0}},
	} {
		pi, err := sample.Inclusion(c.size, c.n)
		if err != nil {
			t.Fatal(err)
		}
		for i, p := range pi {
			if math.Abs(p-c.want[i]) > 1e-15 {
				t.Errorf("%v of %d: %v, want %v", c.size, c.n, pi, c.want)
			}
		}
	}
}

func TestSystematicTakesEveryStep(t *testing.T) {
	t.Parallel()
	s, err := sample.Systematic(4, 10, 0.5)
	if want := []int{1, 3, 6, 8}; err != nil || !slices.Equal(s.Units, want) {
		t.Errorf("%v, %v, want %v", s.Units, err, want)
	}
}

func TestICC(t *testing.T) {
	t.Parallel()
	y := []float64{1, 2, 3, math.NaN(), 4, 6, 5, 9, 8}
	g := []string{"a", "a", "a", "a", "b", "b", "c", "c", "c"}
	c, err := sample.ICC(g, y)
	if err != nil {
		t.Fatal(err)
	}
	// R: anova(aov(y ~ g)); n₀ = (8 − 22/8)/2 by hand.
	if math.Abs(c.Between-21.4166666666666643) > 1e-12 || math.Abs(c.Within-2.5333333333333337) > 1e-12 || c.Size != 2.625 || c.N != 8 || c.Clusters != 3 {
		t.Errorf("%+v", c)
	}
}

func TestBadDataIsNamed(t *testing.T) {
	t.Parallel()
	stratum, psu, ids := frame()
	src := sample.Source(1)
	_, tooMany := sample.SRS(61, 60, src)
	_, negative := sample.Systematic(-1, 60, 0)
	_, start := sample.Systematic(3, 60, 1)
	_, unknown := sample.Stratified(stratum, map[string]int{"d": 1}, src)
	_, over := sample.Stratified(stratum, map[string]int{"c": 11}, src)
	_, twice := sample.Order(nil, []string{"x", "y", "x"})
	_, short := sample.ByHash(nil, ids, stratum[1:], nil)
	_, size := sample.Inclusion([]float64{1, -1}, 1)
	_, nan := sample.Inclusion([]float64{1, math.NaN()}, 1)
	_, many := sample.Inclusion([]float64{1, 0}, 2)
	_, sum := sample.PPS([]float64{.5, .7}, .1)
	_, pi := sample.PPS([]float64{.5, 1.5}, .1)
	_, u := sample.PPS([]float64{.5, .5}, 1)
	_, way := sample.TwoStage{First: 9, PSUs: 1, Within: 1}.Draw(psu, nil, src)
	_, within := sample.TwoStage{PSUs: 1, Within: -1}.Draw(psu, nil, src)
	_, measure := sample.TwoStage{First: sample.FirstPPS, PSUs: 1, Within: 1}.Draw(psu, []float64{1}, src)
	_, few := sample.ICC([]string{"a", "a"}, []float64{1, 2})
	_, alone := sample.ICC([]string{"a", "b"}, []float64{1, 2})
	_, infinite := sample.ICC([]string{"a", "a", "b"}, []float64{1, 2, math.Inf(1)})
	_, uneven := sample.ICC([]string{"a"}, []float64{1, 2})
	for _, c := range []struct {
		err  error
		want string
	}{
		{tooMany, "sample: n: 61 is out of range"},
		{negative, "sample: n: -1 is out of range"},
		{start, "sample: start: 1 is out of range"},
		{unknown, `sample: stratum "d" is unknown`},
		{over, `sample: n of stratum "c": 11 is out of range`},
		{twice, `sample: id "x" occurs twice`},
		{short, "sample: strata: 59 values where 60 are needed"},
		{size, "sample: size: a value is negative (row 2)"},
		{nan, "sample: size: a value is missing or infinite (row 2)"},
		{many, "sample: n: 2 is out of range"},
		{sum, "sample: sum of the probabilities of inclusion: 1.2 contradicts 1"},
		{pi, "sample: probability of inclusion: 1.5 is out of range (row 2)"},
		{u, "sample: start: 1 is out of range"},
		{way, "sample: way 9 of drawing PSUs is unknown"},
		{within, "sample: units within a PSU: -1 is out of range"},
		{measure, "sample: measure: 1 values where 60 are needed"},
		{few, "sample: clusters: 1, at least 2 are needed"},
		{alone, "sample: clusters of one unit: 2 usable rows, at least 3 are needed"},
		{infinite, "sample: y: a value is missing or infinite (row 3)"},
		{uneven, "sample: clusters: 1 values where 2 are needed"},
	} {
		var e *stat.Error
		if !errors.As(c.err, &e) || e.Error() != c.want {
			t.Errorf("error %v, want %s", c.err, c.want)
		}
	}
}

func FuzzInclusion(f *testing.F) {
	f.Add(1.0, 2.0, 3.0, 2, 0.5)
	f.Add(math.NaN(), 0.0, math.Inf(1), 1, 0.0)
	f.Add(1e300, 1e-300, 0.0, 2, 0.999999999999)
	f.Fuzz(func(t *testing.T, a, b, c float64, n int, u float64) {
		pi, err := sample.Inclusion([]float64{a, b, c, a}, n)
		if err != nil {
			return
		}
		s, err := sample.PPS(pi, u)
		if err == nil && len(s.Units) != n {
			t.Errorf("%d units drawn with %v from %g, want %d", len(s.Units), pi, u, n)
		}
	})
}

func BenchmarkByHash(b *testing.B) {
	ids, stratum := make([]string, 1_000_000), make([]string, 1_000_000)
	for i := range ids {
		ids[i], stratum[i] = fmt.Sprintf("customer-%07d", i), []string{"north", "south", "east"}[i%3]
	}
	for b.Loop() {
		if _, err := sample.ByHash([]byte("seed"), ids, stratum, map[string]int{"north": 500, "east": 500}); err != nil {
			b.Fatal(err)
		}
	}
}
