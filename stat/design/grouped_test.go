package design_test

import (
	"math"
	"slices"
	"testing"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/design"
)

// grouping is a sample with and without its rows: the survey, and the design with its sums.
type grouping struct {
	name      string
	survey    *design.Survey
	design    design.Design
	y, w      []float64
	strat     []int32 // of every row
	psu       []int32 // of every row; nil when every row is a PSU
	domain    stat.Factor
	lonelyOne bool
}

// The same figures must come from rows, from histograms and from power sums.
func TestGroupedSumsGiveTheFiguresOfTheRows(t *testing.T) {
	t.Parallel()
	for _, g := range groupings(t) {
		t.Run(g.name, func(t *testing.T) {
			t.Parallel()
			every := make([]bool, len(g.y))
			for i := range every {
				every[i] = true
			}
			g.compare(t, "all", every)
			for code, level := range g.domain.Levels {
				keep := make([]bool, len(g.y))
				for i, c := range g.domain.Codes {
					keep[i] = int(c) == code
				}
				g.compare(t, level, keep)
			}
		})
	}
}

func groupings(t *testing.T) []grouping {
	t.Helper()
	strata := open(t, "syn_stratified.csv")
	clusters := open(t, "syn_cluster.csv")
	stages := open(t, "syn_twostage.csv")
	count := func(codes []int32) map[int32]int64 {
		n := map[int32]int64{}
		for _, c := range codes {
			n[c]++
		}
		return n
	}
	psus := func(strata, psu []int32) map[int32]int64 {
		seen := map[[2]int32]bool{}
		n := map[int32]int64{}
		for i := range psu {
			if key := [2]int32{strata[i], psu[i]}; !seen[key] {
				seen[key] = true
				n[strata[i]]++
			}
		}
		return n
	}
	var all []grouping
	h := strata.factor("stratum")
	all = append(all, grouping{
		name: "weights only", y: strata.number("sat"), w: strata.number("weight"), strat: make([]int32, strata.Len()),
		domain: strata.factor("channel"), design: design.WeightsOnly(int64(strata.Len())),
		survey: sampled(t, design.Spec{Weights: strata.number("weight")}),
	}, grouping{
		name: "stratified", y: strata.number("sat"), w: strata.number("weight"), strat: h.Codes,
		domain: strata.factor("channel"), design: design.Stratified(count(h.Codes)),
		survey: sampled(t, design.Spec{Weights: strata.number("weight"), Stages: []design.Stage{{Strata: h}}}),
	})
	u := clusters.factor("cluster")
	none := make([]int32, clusters.Len())
	all = append(all, grouping{
		name: "clustered", y: clusters.number("sat"), w: clusters.number("weight"), strat: none, psu: u.Codes,
		domain: clusters.factor("type"), design: design.Clustered(psus(none, u.Codes)),
		survey: sampled(t, design.Spec{Weights: clusters.number("weight"), Stages: []design.Stage{{Units: u}}}),
	})
	h, u = stages.factor("stratum"), stages.factor("psu")
	for _, rule := range []design.Lonely{design.Adjust, design.Remove, design.Certainty, design.Average} {
		y := stages.number("sat")
		strat := append([]int32{}, h.Codes...)
		first := int32(-1)
		weights := stages.number("weight")
		levels := append([]string{}, h.Levels...)
		for i, c := range strat { // the first PSU of the first stratum gets a stratum of its own
			if c == 0 && (first == -1 || u.Codes[i] == first) {
				first, strat[i] = u.Codes[i], int32(len(levels))
			}
		}
		levels = append(levels, "lonely")
		all = append(all, grouping{
			name: "strata of clusters, " + string(rule), y: y, w: weights, strat: strat, psu: u.Codes, lonelyOne: true,
			domain: stages.factor("agegrp"), design: design.Clustered(psus(strat, u.Codes)).With(rule),
			survey: sampled(t, design.Spec{Lonely: rule, Weights: weights, Stages: []design.Stage{{Units: u, Strata: stat.Factor{Codes: strat, Levels: levels}}}}),
		})
	}
	return all
}

func (g grouping) compare(t *testing.T, domain string, keep []bool) {
	t.Helper()
	want, err := g.survey.Subset(keep).Mean(g.y)
	if err != nil {
		t.Fatal(err)
	}
	type key struct{ stratum, psu int32 }
	sums := map[key]design.Moments{}
	cells := map[key]map[float64]design.Value{}
	for i, y := range g.y {
		if !keep[i] || math.IsNaN(y) {
			continue
		}
		at := key{stratum: g.strat[i]}
		if g.psu != nil {
			at.psu = g.psu[i]
		}
		w := g.w[i]
		sums[at] = design.Moments{Stratum: at.stratum, PSU: at.psu}.Add(sums[at]).Add(design.Moments{
			N: 1, W: w, W2: w * w, WY: w * y, WYY: w * y * y, WWY: w * w * y, WWYY: w * w * y * y,
		})
		if cells[at] == nil {
			cells[at] = map[float64]design.Value{}
		}
		v := cells[at][y]
		cells[at][y] = design.Value{Y: y, N: v.N + 1, W: v.W + w, W2: v.W2 + w*w}
	}
	var moments []design.Moments
	var histogram []design.Cell
	for at, m := range sums {
		moments = append(moments, m)
		cell := design.Cell{Stratum: at.stratum, PSU: at.psu}
		for _, v := range cells[at] {
			cell.Values = append(cell.Values, v)
		}
		histogram = append(histogram, cell)
	}
	df := want.DF()
	fromMoments, err := g.design.MeanOf(moments, df)
	if err != nil {
		t.Fatal(err)
	}
	fromCells, err := g.design.Mean(histogram, df)
	if err != nil {
		t.Fatal(err)
	}
	for name, got := range map[string]stat.Estimate{"power sums": fromMoments, "histogram": fromCells} {
		near(t, domain+" "+name+" mean", got.Value(), want.Value(), 1e-12)
		near(t, domain+" "+name+" SE", got.SE(), want.SE(), 1e-10)
		near(t, domain+" "+name+" deff", got.Deff(), want.Deff(), 1e-9)
		near(t, domain+" "+name+" n_eff", got.NEff(), want.NEff(), 1e-12)
		if got.N() != want.N() {
			t.Errorf("%s %s: n = %d, want %d", domain, name, got.N(), want.N())
		}
	}
}

// The kernel for tables gives what the estimator of a single domain gives.
func TestDomainMeansEqualMeansBy(t *testing.T) {
	t.Parallel()
	for _, g := range groupings(t) {
		means, err := g.survey.DomainMeans(stat.Data{Columns: [][]float64{g.w, g.y}}, g.domain)
		if err != nil {
			t.Fatal(err)
		}
		for j, y := range [][]float64{g.w, g.y} {
			want, err := g.survey.MeansBy(y, g.domain)
			if err != nil {
				t.Fatal(err)
			}
			for d := range g.domain.Levels {
				got := means[j][d]
				near(t, g.name+" mean", got.Value(), want.At(d).Value(), 1e-13)
				near(t, g.name+" SE", got.SE(), want.At(d).SE(), 1e-11)
				near(t, g.name+" df", got.DF(), want.At(d).DF(), 0)
				near(t, g.name+" deff", got.Deff(), want.At(d).Deff(), 1e-10)
			}
		}
	}
}

func TestGroupMakesAHistogram(t *testing.T) {
	t.Parallel()
	y := []float64{1, 2, math.NaN(), 4}
	values := design.Group(y, []int64{3, 0, 5, 2}, []float64{2.5, 0, 6, 1.5}, []float64{2.25, 0, 8, 1.25})
	want := []design.Value{{Y: 1, N: 3, W: 2.5, W2: 2.25}, {Y: 4, N: 2, W: 1.5, W2: 1.25}}
	if !slices.Equal(values, want) {
		t.Errorf("%+v, want %+v", values, want)
	}
	plain, err := design.WeightsOnly(5).Mean([]design.Cell{{Values: design.Group(y, []int64{3, 0, 5, 2}, nil, nil)}}, 4)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "mean", plain.Value(), 2.2, 1e-15) // of 1, 1, 1, 4, 4: SD² = 2.7
	near(t, "SE", plain.SE(), math.Sqrt(2.7/5), 1e-14)
}
