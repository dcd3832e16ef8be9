package pls_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/pls"
)

// small is a model of three constructs on made-up answers of n respondents.
func small(n int) (pls.Model, stat.Data) {
	random := rand.New(rand.NewPCG(uint64(n), 7))
	d := stat.Data{Names: []string{"a1", "a2", "b1", "b2", "c1"}, Columns: make([][]float64, 5)}
	for range n {
		a := random.NormFloat64()
		b := 0.6*a + 0.8*random.NormFloat64()
		c := 0.3*a + 0.5*b + 0.7*random.NormFloat64()
		for j, x := range []float64{a, a, b, b, c} {
			d.Columns[j] = append(d.Columns[j], min(5, max(1, math.Round(3+x+0.5*random.NormFloat64()))))
		}
	}
	return pls.Model{
		Constructs: []pls.Construct{{Name: "A", Items: []string{"a1", "a2"}}, {Name: "B", Items: []string{"b1", "b2"}}, {Name: "C", Items: []string{"c1"}}},
		Paths:      []pls.Path{{From: "A", To: "B"}, {From: "A", To: "C"}, {From: "B", To: "C"}},
		Scale:      pls.Scale{Low: 1, High: 5},
	}, d
}

func TestErrors(t *testing.T) {
	t.Parallel()
	column := func(d *stat.Data, j int, f func(i int) float64) {
		for i := range d.Columns[j] {
			d.Columns[j][i] = f(i)
		}
	}
	for want, spoil := range map[string]func(*pls.Model, *stat.Data, *pls.Options){
		`pls: "b2" is constant`:                             func(_ *pls.Model, d *stat.Data, _ *pls.Options) { column(d, 3, func(int) float64 { return 4 }) },
		`pls: construct "A" leads back to itself`:           func(m *pls.Model, _ *stat.Data, _ *pls.Options) { m.Paths[1] = pls.Path{From: "C", To: "A"} },
		`pls: construct "B" leads back to itself`:           func(m *pls.Model, _ *stat.Data, _ *pls.Options) { m.Paths[1] = pls.Path{From: "B", To: "B"} },
		`pls: construct "D" is unknown`:                     func(m *pls.Model, _ *stat.Data, _ *pls.Options) { m.Paths[1].To = "D" },
		`pls: construct "E" is unknown`:                     func(m *pls.Model, _ *stat.Data, _ *pls.Options) { m.Paths[1].From = "E" },
		`pls: path "A" → "B" occurs twice`:                  func(m *pls.Model, _ *stat.Data, _ *pls.Options) { m.Paths[1] = m.Paths[0] },
		`pls: construct "A" occurs twice`:                   func(m *pls.Model, _ *stat.Data, _ *pls.Options) { m.Constructs[2].Name = "A" },
		`pls: items of "C": 0, at least 1 are needed`:       func(m *pls.Model, _ *stat.Data, _ *pls.Options) { m.Constructs[2].Items = nil },
		`pls: paths of "C": 0, at least 1 are needed`:       func(m *pls.Model, _ *stat.Data, _ *pls.Options) { m.Paths = m.Paths[:1] },
		`pls: constructs: 1, at least 2 are needed`:         func(m *pls.Model, _ *stat.Data, _ *pls.Options) { m.Constructs = m.Constructs[:1] },
		`pls: "a1" occurs twice`:                            func(m *pls.Model, _ *stat.Data, _ *pls.Options) { m.Constructs[1].Items[1] = "a1" },
		`pls: "zz" is unknown`:                              func(m *pls.Model, _ *stat.Data, _ *pls.Options) { m.Constructs[1].Items[1] = "zz" },
		`pls: mode "C" is unknown`:                          func(m *pls.Model, _ *stat.Data, _ *pls.Options) { m.Constructs[1].Mode = "C" },
		`pls: scheme "x" is unknown`:                        func(_ *pls.Model, _ *stat.Data, o *pls.Options) { o.Scheme = "x" },
		`pls: missing "x" is unknown`:                       func(_ *pls.Model, _ *stat.Data, o *pls.Options) { o.Missing = "x" },
		`pls: tolerance: -1 is out of range`:                func(_ *pls.Model, _ *stat.Data, o *pls.Options) { o.Tolerance = -1 },
		`pls: iterations: -1 is out of range`:               func(_ *pls.Model, _ *stat.Data, o *pls.Options) { o.MaxIterations = -1 },
		`pls: scale of "a1": -4 is out of range`:            func(m *pls.Model, _ *stat.Data, _ *pls.Options) { m.Scale = pls.Scale{Low: 5, High: 1} },
		`pls: "a2": a value is missing or infinite (row 3)`: func(_ *pls.Model, d *stat.Data, _ *pls.Options) { d.Columns[1][2] = math.Inf(1) },
		`pls: respondents: 2 usable rows, at least 3 are needed`: func(_ *pls.Model, d *stat.Data, _ *pls.Options) {
			column(d, 0, func(i int) float64 { return []float64{1, 2, math.NaN()}[min(i, 2)] })
		},
		`pls: "a1": a value is missing or infinite`: func(_ *pls.Model, d *stat.Data, o *pls.Options) {
			column(d, 0, func(int) float64 { return math.NaN() })
			o.Missing = pls.MeanReplacement
		},
		`pls: items of "A": collinear variables`: func(m *pls.Model, d *stat.Data, _ *pls.Options) {
			column(d, 1, func(i int) float64 { return 2 * d.Columns[0][i] })
			m.Constructs[0].Mode = pls.ModeB
		},
		`pls: predecessors of "C": collinear variables`: func(_ *pls.Model, d *stat.Data, _ *pls.Options) {
			column(d, 2, func(i int) float64 { return d.Columns[0][i] })
			column(d, 3, func(i int) float64 { return d.Columns[1][i] })
		},
	} {
		m, d := small(60)
		o := pls.Options{}
		spoil(&m, &d, &o)
		_, err := pls.Fit(m, d, o)
		var fault *stat.Error
		if !errors.As(err, &fault) || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestNoConvergence(t *testing.T) {
	t.Parallel()
	m, d := small(60)
	_, err := pls.Fit(m, d, pls.Options{MaxIterations: 2})
	var fault *stat.Error
	if !errors.As(err, &fault) || fault.Reason != stat.NoConvergence || fault.Iterations != 2 || !(fault.Distance > 0 && fault.Distance < 1) {
		t.Errorf("got %v", err)
	}
}

// TestInvariance: what must not change an estimate.
func TestInvariance(t *testing.T) {
	t.Parallel()
	m, d := small(80)
	same := func(what string, m pls.Model, d stat.Data, pick func(*pls.Result) []float64) {
		t.Helper()
		one, two := small(80)
		want, err := pls.Fit(one, two, pls.Options{})
		if err != nil {
			t.Fatal(err)
		}
		got, err := pls.Fit(m, d, pls.Options{})
		if err != nil {
			t.Fatal(err)
		}
		near(t, what, pick(got), pick(want), 1e-9)
	}
	all := func(r *pls.Result) (list []float64) {
		for _, p := range r.Paths {
			list = append(list, p.Beta, p.F2, p.VIF)
		}
		for _, c := range r.Constructs {
			list = append(list, c.R2, c.RhoA, c.RhoC, c.Alpha, c.Index.Value())
		}
		for _, i := range r.Items {
			list = append(list, i.Weight, i.Loading, i.RawWeight)
		}
		return append(list, r.GoF, r.SRMR.Estimated, r.HTMT[2][0], r.Impact[2][0])
	}
	order := rand.New(rand.NewPCG(3, 4)).Perm(80)
	same("with rows in another order", m, d.Take(order), all)
	same("with every row twice", m, d.Take(append(order, order...)), all)

	// Answers on another scale move the scale with them: 1 to 5 becomes 0 to 100.
	stretched := d.Take(order)
	for j := range stretched.Columns {
		for i := range order {
			stretched.Columns[j][i] = 25 * (stretched.Columns[j][i] - 1)
		}
	}
	wide := m
	wide.Scale = pls.Scale{Low: 0, High: 100}
	same("on another scale", wide, stretched, all)

	// One item on a scale of its own.
	own := d.Take(order)
	for i := range order {
		own.Columns[4][i] = 10*own.Columns[4][i] + 3
	}
	mixed := m
	mixed.ItemScales = map[string]pls.Scale{"c1": {Low: 13, High: 53}}
	same("with one item on another scale", mixed, own, all)

	// The order of constructs does not matter to the paths.
	turned := m
	turned.Constructs = []pls.Construct{m.Constructs[2], m.Constructs[1], m.Constructs[0]}
	same("with constructs in another order", turned, d, func(r *pls.Result) []float64 {
		return pathsTo(r, "C", func(p pls.PathResult) float64 { return p.Beta })
	})
}

func TestIndex(t *testing.T) {
	t.Parallel()
	m, d := small(50)
	r, err := pls.Fit(m, d, pls.Options{})
	if err != nil {
		t.Fatal(err)
	}
	index, mean := r.IndexScores(2), 0.0
	for i, x := range index {
		if want := 25 * (d.Columns[4][i] - 1); math.Abs(x-want) > 1e-9 { // a single item is its own index
			t.Fatalf("respondent %d has %g, want %g", i+1, x, want)
		}
		mean += x / float64(len(index))
	}
	c := r.Constructs[2]
	if math.Abs(c.Index.Value()-mean) > 1e-9 || math.Abs(c.Index.SE()-c.IndexSD/math.Sqrt(50)) > 1e-12 || c.Index.N() != 50 {
		t.Errorf("index is %g ± %g, want %g ± %g", c.Index.Value(), c.Index.SE(), mean, c.IndexSD/math.Sqrt(50))
	}
	m.Scale = pls.Scale{}
	if r, err = pls.Fit(m, d, pls.Options{}); err != nil {
		t.Fatal(err)
	}
	if r.Impact != nil || r.Constructs[0].Index.Defined() || !math.IsNaN(r.IndexScores(0)[0]) {
		t.Error("an index without a scale")
	}
}

// TestFigures: the figures of the bootstrap are those of the result.
func TestFigures(t *testing.T) {
	t.Parallel()
	m, d := small(60)
	r, err := pls.Fit(m, d, pls.Options{})
	if err != nil {
		t.Fatal(err)
	}
	b, err := r.Bootstrap(pls.Resampling{Resamples: 200}, rand.NewPCG(1, 1))
	if err != nil {
		t.Fatal(err)
	}
	for f, want := range map[pls.Figure]float64{
		{Kind: pls.PathFigure, From: "A", To: "C"}:     r.Paths[1].Beta,
		{Kind: pls.TotalFigure, From: "A", To: "C"}:    r.Total[2][0],
		{Kind: pls.IndirectFigure, From: "A", To: "C"}: r.Paths[0].Beta * r.Paths[2].Beta,
		{Kind: pls.ImpactFigure, From: "A", To: "C"}:   r.Impact[2][0],
		{Kind: pls.WeightFigure, From: "B", To: "b2"}:  r.Items[3].Weight,
		{Kind: pls.LoadingFigure, From: "B", To: "b2"}: r.Items[3].Loading,
		{Kind: pls.R2Figure, To: "C"}:                  r.Constructs[2].R2,
		{Kind: pls.IndexFigure, To: "B"}:               r.Constructs[1].Index.Value(),
	} {
		got, ok := b.Find(f)
		if !ok || math.Abs(got.Estimate.Value()-want) > 1e-12 {
			t.Errorf("%v is %g, want %g", f, got.Estimate.Value(), want)
		}
		if !(got.Percentile.Low < want && want < got.Percentile.High && got.BCa.Low < got.BCa.High && got.Estimate.SE() > 0) {
			t.Errorf("%v: %+v", f, got)
		}
	}
	index, _ := b.Find(pls.Figure{Kind: pls.IndexFigure, To: "C"})
	if se := r.Constructs[2].Index.SE(); math.Abs(index.Estimate.SE()/se-1) > 0.15 { // the mean of one item
		t.Errorf("the index of C varies by %g, its standard error is %g", index.Estimate.SE(), se)
	}
	if _, ok := b.Find(pls.Figure{Kind: pls.IndirectFigure, From: "A", To: "B"}); ok {
		t.Error("an indirect effect where only a path leads")
	}
}

func TestBootstrapDependsOnTheSourceOnly(t *testing.T) {
	m, d := small(60)
	r, err := pls.Fit(m, d, pls.Options{})
	if err != nil {
		t.Fatal(err)
	}
	draw := func(cores int) string {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
		b, err := r.Bootstrap(pls.Resampling{Resamples: 100}, rand.NewPCG(8, 9))
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(b)
	}
	if one, three := draw(1), draw(3); one != three {
		t.Error("the number of cores changes the bootstrap")
	}
}

// TestIntervals against the formulas of Efron (1987) in R:
//
//	x <- (1:200)^1.5; z0 <- qnorm(mean(x < 900)); z <- z0 + qnorm(c(.05, .95)); quantile(x, pnorm(z0 + z/(1 - .03*z)))
//	quantile(x, c(.05, .95))
func TestIntervals(t *testing.T) {
	t.Parallel()
	x := make([]float64, 200)
	for i := range x {
		x[i] = math.Pow(float64(i+1), 1.5)
	}
	s := pls.Summary(x, 900, 0.03, 0.9)
	near(t, "BCa", []float64{s.BCa.Low, s.BCa.High}, wantBCa, 1e-7)
	near(t, "percentile", []float64{s.Percentile.Low, s.Percentile.High}, wantPercentile, 1e-7)
	x[0] = math.NaN()
	if s := pls.Summary(x, 900, 0, 0.9); !math.IsNaN(s.Percentile.Low) || !math.IsNaN(s.BCa.High) {
		t.Errorf("an undefined resample, and the intervals are %+v and %+v", s.Percentile, s.BCa)
	}
	x[0] = 1
	if s := pls.Summary(x, 5000, 0, 0.9); !math.IsNaN(s.BCa.Low) || !math.IsNaN(s.BCa.High) {
		t.Errorf("all resamples below the figure, and BCa is %+v", s.BCa)
	}
}

func TestResamplingErrors(t *testing.T) {
	t.Parallel()
	m, d := small(8)
	for i := range d.Columns[0] { // a1 varies by one respondent: a third of the resamples miss it
		d.Columns[0][i] = 3
	}
	d.Columns[0][0] = 4
	r, err := pls.Fit(m, d, pls.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if b, err := r.Bootstrap(pls.Resampling{Resamples: 300}, rand.NewPCG(1, 1)); err != nil || b.Failed < 60 || b.Failed > 150 {
		t.Errorf("%v, %v", b, err)
	}
	if _, err := r.Bootstrap(pls.Resampling{Resamples: 1}, rand.NewPCG(1, 1)); err == nil {
		t.Error("one resample was enough")
	}
	for _, distance := range []int{-1, 1, 2, 4, 8, 9} {
		if _, err := r.Blindfold(distance); !errors.Is(err, &stat.Error{Reason: stat.OutOfRange}) {
			t.Errorf("omission distance %d: %v", distance, err)
		}
	}
	if _, err := r.Blindfold(3); err == nil || err.Error() != `pls: "a1" is constant` {
		t.Errorf("blindfolding hides the only other answer: %v", err)
	}
}

func TestCompareErrors(t *testing.T) {
	t.Parallel()
	for want, group := range map[string][]string{
		`pls: "a1" in group "y" is constant`:                   {"x", "x", "x", "x", "y", "y", "y", ""},
		`pls: groups: 1, at least 2 are needed`:                {"x", "x", "x", "x", "x", "x", "x", ""},
		`pls: group: 3 values where 8 are needed`:              {"x", "y", "y"},
		`pls: group "y": 2 usable rows, at least 3 are needed`: {"x", "x", "x", "x", "x", "x", "y", "y"},
	} {
		m, d := small(8)
		d.Columns[0] = []float64{4, 3, 2, 3, 3, 3, 3, 3}
		if _, err := pls.Compare(m, d, group, pls.Options{}, 9, rand.NewPCG(1, 1)); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
	m, d := small(8)
	if _, err := pls.Compare(m, d, make([]string, 8), pls.Options{}, 0, rand.NewPCG(1, 1)); err == nil || err.Error() != "pls: permutations: 0, at least 1 are needed" {
		t.Error(err)
	}
}

func TestPresets(t *testing.T) {
	t.Parallel()
	for _, preset := range []pls.Preset{pls.ACSI(), pls.ECSI(), pls.CCSI()} {
		items := map[string][]string{}
		for _, name := range preset.Constructs {
			items[name] = []string{name}
		}
		m, err := preset.Assign(items)
		if err != nil {
			t.Fatal(err)
		}
		random := rand.New(rand.NewPCG(1, 2))
		d := stat.Data{Names: preset.Constructs, Columns: make([][]float64, len(preset.Constructs))}
		for j := range d.Columns {
			for range 40 {
				d.Columns[j] = append(d.Columns[j], random.NormFloat64())
			}
		}
		if _, err := pls.Fit(m, d, pls.Options{}); err != nil {
			t.Errorf("%s: %v", preset.Name, err)
		}
		if want := map[string]int{"ACSI": 9, "ECSI": 12, "CCSI": 11}[preset.Name]; len(m.Paths) != want || preset.Source == "" {
			t.Errorf("%s has %d paths, want %d", preset.Name, len(m.Paths), want)
		}
		if slices.Contains(preset.Constructs, pls.Image) == (preset.Name == "ACSI") {
			t.Errorf("%s: %v", preset.Name, preset.Constructs)
		}
		items["Price"] = []string{"p"}
		if _, err := preset.Assign(items); err == nil || err.Error() != `pls: construct "Price" is unknown` {
			t.Error(err)
		}
		delete(items, "Price")
		delete(items, pls.Quality)
		if _, err := preset.Assign(items); err == nil || err.Error() != `pls: items of "Quality": 0, at least 1 are needed` {
			t.Error(err)
		}
	}
}

func TestIterationAllocatesNothing(t *testing.T) {
	m, d := small(60)
	r, err := pls.Fit(m, d, pls.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if n := testing.AllocsPerRun(20, r.Again); n != 0 {
		t.Errorf("an estimation allocates %g times", n)
	}
}
