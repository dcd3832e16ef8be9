package kano_test

import (
	"encoding/csv"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/kano"
)

func TestTables(t *testing.T) {
	t.Parallel()
	letters := func(table kano.Table) string {
		var b strings.Builder
		for _, row := range table.Cells {
			for _, c := range row {
				b.WriteString(c.String())
			}
			b.WriteByte(' ')
		}
		return b.String()
	}
	for name, c := range map[string]struct {
		table kano.Table
		want  string
	}{
		"Berger":      {kano.Berger(), "QAAAO RIIIM RIIIM RIIIM RRRRQ "},
		"four levels": {kano.FourLevels(), "QAAO RIIM RIIM RRRQ "},
		"Pouliot":     {kano.Pouliot(), "QAAAO RQIIM RIIIM RIIQM RRRRQ "},
	} {
		if got := letters(c.table); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	if got := kano.FourLevels().Category(kano.Like, kano.Tolerate); got != kano.None {
		t.Errorf("four levels know %q for tolerate", got)
	}
}

func TestTiesFollowTheRule(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		counts kano.Counts
		want   kano.Category
	}{
		{kano.Counts{A: 2, O: 2, M: 2, I: 2, R: 2, Q: 2}, kano.MustBe},
		{kano.Counts{A: 2, O: 2, I: 2, R: 2, Q: 2}, kano.OneDimensional},
		{kano.Counts{A: 2, I: 2, R: 2, Q: 2}, kano.Attractive},
		{kano.Counts{I: 2, R: 2, Q: 2}, kano.Indifferent},
		{kano.Counts{R: 2, Q: 2}, kano.Reverse},
		{kano.Counts{R: 2, Q: 3}, kano.Questionable},
		{kano.Counts{}, kano.None},
	} {
		if got := c.counts.Category(); got != c.want {
			t.Errorf("%+v is %q, want %q", c.counts, got, c.want)
		}
	}
}

func TestQuadrant(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		functional, dysfunctional float64
		want                      kano.Category
	}{
		{3, 3, kano.OneDimensional},
		{2, 1.9, kano.Attractive},
		{1.9, 2, kano.MustBe},
		{0, 0, kano.Indifferent},
		{-1, -1, kano.Reverse},
		{-1, 1, kano.Reverse},
		{-1, 3, kano.Questionable},
		{3, -1, kano.Questionable},
		{math.NaN(), 1, kano.None},
	} {
		if got := kano.Quadrant(c.functional, c.dysfunctional); got != c.want {
			t.Errorf("(%g, %g) is %q, want %q", c.functional, c.dysfunctional, got, c.want)
		}
	}
}

// answers are those of 200 respondents.
func answers() kano.Answers {
	r := rand.New(rand.NewPCG(3, 0))
	var a kano.Answers
	for range 200 {
		a.Functional = append(a.Functional, kano.Level(r.IntN(6)))
		a.Dysfunctional = append(a.Dysfunctional, kano.Level(r.IntN(6)))
		a.Importance = append(a.Importance, float64(1+r.IntN(9)))
	}
	return a
}

func needResult(t *testing.T, a kano.Answers) kano.Result {
	t.Helper()
	r, err := kano.Analyse(a, kano.Berger())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// figures are all numbers of a result.
func figures(r kano.Result) []float64 {
	return []float64{
		r.Counts.A, r.Counts.O, r.Counts.M, r.Counts.I, r.Counts.R, r.Counts.Q, r.Strength, r.Total, r.Significance.Difference, r.Significance.Critical,
		r.Better.Value(), r.Better.SE(), r.Worse.Value(), r.Worse.SE(), r.Functional.Value(), r.Functional.SE(), r.Dysfunctional.Value(), r.Importance.Value(), r.Importance.SE(),
	}
}

func near(a, b []float64) bool {
	return slices.EqualFunc(a, b, func(x, y float64) bool { return math.Abs(x-y) <= 1e-12*(1+math.Abs(x)) || x != x && y != y })
}

func TestEqualWeightsAndOrderChangeNothing(t *testing.T) {
	t.Parallel()
	a := answers()
	want := needResult(t, a)
	a.Weights = slices.Repeat([]float64{2.5}, len(a.Functional))
	if got := needResult(t, a); !near(figures(got), figures(want)) {
		t.Errorf("weights of 2.5: %v, want %v", figures(got), figures(want))
	}
	for _, column := range [][]kano.Level{a.Functional, a.Dysfunctional} {
		slices.Reverse(column)
	}
	slices.Reverse(a.Importance)
	if got := needResult(t, a); !near(figures(got), figures(want)) {
		t.Errorf("reversed rows: %v, want %v", figures(got), figures(want))
	}
}

// By hand: six respondents with weights; a respondent of weight 0 does not count.
func TestWeightedShares(t *testing.T) {
	t.Parallel()
	a := kano.Answers{
		Functional:    []kano.Level{kano.Like, kano.Like, kano.Expect, kano.Neutral, kano.Like, kano.Like},
		Dysfunctional: []kano.Level{kano.Neutral, kano.Dislike, kano.Dislike, kano.Neutral, kano.Like, kano.Unanswered},
		Weights:       []float64{1, 2, 3, 4, 0, 9},
	}
	r := needResult(t, a)
	// A 1, O 2, M 3, I 4 of 10; n_eff = 100/30.
	if r.Better.Value() != 0.3 || r.Worse.Value() != -0.5 || r.Category != kano.Indifferent || math.Abs(r.Counts.N()-100./30) > 1e-12 {
		t.Errorf("better %g, worse %g, %s of %g", r.Better.Value(), r.Worse.Value(), r.Category, r.Counts.N())
	}
	if want := (1*4 + 2*4 + 3*2 + 0.) / 10; math.Abs(r.Functional.Value()-want) > 1e-12 {
		t.Errorf("functional mean %g, want %g", r.Functional.Value(), want)
	}
	// 4/3·(1·.7² + 4·.7² + 9·.3² + 16·.3²)/100
	if want := 4. / 3 * (1*.49 + 4*.49 + 9*.09 + 16*.09) / 100; math.Abs(r.Better.Variance()-want) > 1e-12 {
		t.Errorf("variance %g, want %g", r.Better.Variance(), want)
	}
}

func TestBetterHasTheErrorOfAProportion(t *testing.T) {
	t.Parallel()
	r := needResult(t, answers())
	p, n := r.Better.Value(), float64(r.Better.N())
	if want := math.Sqrt(p * (1 - p) / (n - 1)); math.Abs(r.Better.SE()-want) > 1e-12 || math.Abs(r.Better.Deff()-1) > 1e-12 {
		t.Errorf("error %g with deff %g, want %g", r.Better.SE(), r.Better.Deff(), want)
	}
}

func TestSegmentsAddUp(t *testing.T) {
	t.Parallel()
	a := answers()
	labels := make([]string, len(a.Functional))
	for i := range labels {
		labels[i] = []string{"new", "old", "lost"}[i%3]
	}
	segments, err := kano.BySegment(a, kano.Berger(), stat.NewFactor(labels))
	if err != nil {
		t.Fatal(err)
	}
	var n int64
	var musts float64
	for _, r := range segments {
		n += r.N
		musts += r.Counts.M
	}
	if all := needResult(t, a); n != all.N || musts != all.Counts.M || len(segments) != 3 {
		t.Errorf("%d segments of %d with M %g, all %d with %g", len(segments), n, musts, all.N, all.Counts.M)
	}
}

func TestNobody(t *testing.T) {
	t.Parallel()
	r := needResult(t, kano.Answers{Functional: []kano.Level{0}, Dysfunctional: []kano.Level{1}})
	if r.N != 0 || r.Category != kano.None || r.Category.String() != "" || r.Better.Defined() || !math.IsNaN(r.Strength) || r.Significance.Significant || r.Continuous != kano.None {
		t.Errorf("%+v", r)
	}
}

func TestDetectFindsTheWording(t *testing.T) {
	t.Parallel()
	for name, texts := range map[string][]string{
		"like it that way":  {"I like it that way", "I must be that way", "I am neutral", "I can live with it that way", " i dislike it that way. "},
		"enjoy it that way": {"I enjoy it that way", "It is a basic necessity or I expect it that way", "I am neutral", "I dislike it, but I can live with it that way", "I dislike it, and I can’t accept it"},
		"like it":           {"I like it", "I expect it", "I’m neutral", "I can tolerate it", "I dislike it"},
		"中文":                {"喜欢", "理所当然", "无所谓", "能忍受", "不喜欢"},
		"words":             {"like", "must-be", "neutral", "tolerate", "Dislike"},
		"codes 1-5":         {"1 - I like it", "2.0", "3", "4", "5"},
		"codes 0-4":         {"0", "1", "2", "3", "4"},
		"Deutsch":           {"Das würde mich sehr freuen", "Das setze ich voraus", "Das ist mir egal", "Das könnte ich eventuell in Kauf nehmen", "Das würde mich sehr stören"},
		"satisfied":         {"Satisfied", "It should be that way", "Indifferent", "I can live with it", "Dissatisfied"},
	} {
		w, share := kano.Detect(append(texts, "", texts[0]))
		if w.Name != name || share != 1 {
			t.Errorf("%v is %q with %g, want %q", texts, w.Name, share, name)
		}
		levels, err := w.Levels(append(slices.Clone(texts), ""))
		if want := []kano.Level{1, 2, 3, 4, 5, 0}; err != nil || !slices.Equal(levels, want) {
			t.Errorf("%v are %v, %v", texts, levels, err)
		}
	}
	if _, share := kano.Detect([]string{"", " "}); !math.IsNaN(share) {
		t.Errorf("share of blanks %g", share)
	}
	reversed := kano.Wordings()[2]
	if reversed.Level("5") != kano.Like || reversed.Level("1") != kano.Dislike || reversed.Level("1.5") != kano.Unanswered {
		t.Errorf("%s: 5 is %s", reversed.Name, reversed.Level("5"))
	}
}

// The published questionnaires have the same meaning as text and as code.
func TestTextsOfThePublishedQuestionnaires(t *testing.T) {
	t.Parallel()
	reference := os.Getenv("MANYI_REFERENCE")
	if reference == "" {
		reference = "../../../shared/reference"
	}
	for _, cohort := range []string{"cohort1", "cohort2", "cohort4"} {
		raw, coded := columns(t, filepath.Join(reference, "data/kano-storage", cohort+"_raw.csv")), columns(t, filepath.Join(reference, "data/kano-storage", cohort+"_coded.csv"))
		if raw == nil {
			fmt.Println("kano: the texts of the published questionnaires were not read, since they are not shipped")
			return
		}
		texts := slices.Concat(raw["F1_functional"], raw["F2_dysfunctional"])
		w, share := kano.Detect(texts)
		if share != 1 {
			t.Errorf("%s: %q knows %g", cohort, w.Name, share)
		}
		for name := range raw {
			if !strings.Contains(name, "functional") {
				continue
			}
			levels, err := w.Levels(raw[name])
			if err != nil {
				t.Errorf("%s %s: %v", cohort, name, err)
			}
			for i, level := range levels {
				if fmt.Sprint(int(level)) != coded[name][i] {
					t.Fatalf("%s %s row %d: %q is %s, should be %s", cohort, name, i+1, raw[name][i], level, coded[name][i])
				}
			}
		}
		if got := kano.Importance(raw["F1_importance"]); fmt.Sprint(got[0]) != coded["F1_importance"][0] {
			t.Errorf("importance %g, want %s", got[0], coded["F1_importance"][0])
		}
	}
}

// columns reads a CSV file by column, nil when it is not there.
func columns(t *testing.T, path string) map[string][]string {
	t.Helper()
	file, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	by := map[string][]string{}
	for _, row := range rows[1:] {
		for j, name := range rows[0] {
			by[name] = append(by[name], row[j])
		}
	}
	return by
}

func TestImportance(t *testing.T) {
	t.Parallel()
	got := kano.Importance([]string{"9 - Extremely important", "6", " 10: most", "", "high"})
	if want := []float64{9, 6, 10, math.NaN(), math.NaN()}; !near(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestBadDataIsNamed(t *testing.T) {
	t.Parallel()
	one := []kano.Level{kano.Like}
	analyse := func(a kano.Answers, table kano.Table) error { _, err := kano.Analyse(a, table); return err }
	_, unknown := kano.Wordings()[3].Levels([]string{"like", "maybe"})
	_, segments := kano.BySegment(kano.Answers{Functional: one, Dysfunctional: one}, kano.Berger(), stat.NewFactor(nil))
	_, both := kano.BySegment(kano.Answers{Functional: one}, kano.Berger(), stat.NewFactor([]string{"x"}))
	for _, c := range []struct {
		err  error
		want string
	}{
		{unknown, `kano: "maybe" is unknown (row 2)`},
		{segments, "kano: segments: 0 values where 1 are needed"},
		{both, "kano: dysfunctional answers: 0 values where 1 are needed"},
		{analyse(kano.Answers{Functional: one, Dysfunctional: one, Weights: []float64{1, 1}}, kano.Berger()), "kano: weights: 2 values where 1 are needed"},
		{analyse(kano.Answers{Functional: one, Dysfunctional: one, Weights: []float64{-1}}, kano.Berger()), "kano: weights: a value is negative (row 1)"},
		{analyse(kano.Answers{Functional: one, Dysfunctional: one, Weights: []float64{math.NaN()}}, kano.Berger()), "kano: weights: a value is missing or infinite (row 1)"},
		{analyse(kano.Answers{Functional: one, Dysfunctional: one, Importance: []float64{math.Inf(1)}}, kano.Berger()), "kano: importance: a value is missing or infinite (row 1)"},
		{analyse(kano.Answers{Functional: one, Dysfunctional: []kano.Level{kano.Tolerate}}, kano.FourLevels()), "kano: level 4 is unknown (row 1)"},
		{analyse(kano.Answers{Functional: one, Dysfunctional: []kano.Level{-3}}, kano.Berger()), "kano: level -3 is unknown (row 1)"},
	} {
		if c.err == nil || c.err.Error() != c.want {
			t.Errorf("error %v, want %s", c.err, c.want)
		}
	}
}

func FuzzAnalyse(f *testing.F) {
	f.Add([]byte{1, 2, 3, 4}, 1.0, "I like it")
	f.Add([]byte{}, math.NaN(), "3 - neutral")
	f.Add([]byte{9, 255, 0}, math.Inf(1), "1.5")
	f.Fuzz(func(t *testing.T, levels []byte, x float64, text string) {
		kano.Detect([]string{text})
		kano.Importance([]string{text})
		var a kano.Answers
		for i := 0; i+1 < len(levels); i += 2 {
			a.Functional, a.Dysfunctional = append(a.Functional, kano.Level(levels[i])), append(a.Dysfunctional, kano.Level(levels[i+1]))
			a.Importance, a.Weights = append(a.Importance, x), append(a.Weights, x)
		}
		r, err := kano.Analyse(a, kano.Berger())
		var e *stat.Error
		if err != nil && !errors.As(err, &e) {
			t.Errorf("error %v", err)
		}
		if err == nil && r.N > 0 && r.Counts.N() > 0 && r.Category == kano.None {
			t.Errorf("no category for %+v", r.Counts)
		}
	})
}

// The answers of eight customers to a pair of questions.
func ExampleAnalyse() {
	functional := []string{"喜欢", "喜欢", "理所当然", "理所当然", "无所谓", "喜欢", "理所当然", "能忍受"}
	dysfunctional := []string{"不喜欢", "无所谓", "不喜欢", "不喜欢", "能忍受", "不喜欢", "不喜欢", "不喜欢"}
	wording, _ := kano.Detect(append(functional, dysfunctional...))
	f, err := wording.Levels(functional)
	if err != nil {
		panic(err)
	}
	d, err := wording.Levels(dysfunctional)
	if err != nil {
		panic(err)
	}
	r, err := kano.Analyse(kano.Answers{Functional: f, Dysfunctional: d}, kano.Berger())
	if err != nil {
		panic(err)
	}
	fmt.Printf("%s, better %.3f, worse %.3f\n", r.Category, r.Better.Value(), r.Worse.Value())
	fmt.Printf("category strength %.3f, significant: %v\n", r.Strength, r.Significance.Significant)
	// Output:
	// M, better 0.375, worse -0.750
	// category strength 0.250, significant: false
}
