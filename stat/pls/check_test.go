package pls_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"manyi.dev/manyi/stat/pls"
)

// The wanted values are those of testdata/check.R (R 4.2.2), which works on the raw data.

func near(t *testing.T, what string, got, want []float64, tolerance float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s has %d values, want %d", what, len(got), len(want))
	}
	for i := range want {
		if math.IsNaN(want[i]) != math.IsNaN(got[i]) || math.Abs(got[i]-want[i]) > tolerance {
			t.Errorf("%s[%d] = %.12g, want %.12g", what, i, got[i], want[i])
		}
	}
}

func fit(t testing.TB, m pls.Model, o pls.Options) *pls.Result {
	t.Helper()
	_, d := mobi(t)
	r, err := pls.Fit(m, d, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// itemsOf picks a figure of the items of a construct.
func itemsOf(r *pls.Result, construct string, f func(pls.ItemResult) float64) (list []float64) {
	for _, item := range r.Items {
		if r.Constructs[item.Construct].Name == construct {
			list = append(list, f(item))
		}
	}
	return list
}

func weight(i pls.ItemResult) float64  { return i.Weight }
func loading(i pls.ItemResult) float64 { return i.Loading }

// pathsTo picks a figure of the paths to a construct.
func pathsTo(r *pls.Result, construct string, f func(pls.PathResult) float64) (list []float64) {
	for _, p := range r.Paths {
		if p.To == construct {
			list = append(list, f(p))
		}
	}
	return list
}

func constructs(r *pls.Result, f func(pls.ConstructResult) float64) (list []float64) {
	for _, c := range r.Constructs {
		list = append(list, f(c))
	}
	return list
}

func TestModeB(t *testing.T) {
	t.Parallel()
	m, _ := mobi(t)
	for i := range m.Constructs {
		if name := m.Constructs[i].Name; name == pls.Image || name == pls.Value {
			m.Constructs[i].Mode = pls.ModeB
		}
	}
	r := fit(t, m, pls.Options{Scheme: pls.FactorialScheme})
	near(t, "weights of Image", itemsOf(r, pls.Image, weight), []float64{0.24096934233342, 0.282440705460256, 0.135495245285422, 0.370745771741793, 0.380845273149957}, 1e-9)
	near(t, "weights of Value", itemsOf(r, pls.Value, weight), []float64{0.202847393943985, 0.847432939603531}, 1e-9)
	near(t, "weights of Loyalty", itemsOf(r, pls.Loyalty, weight), []float64{0.456737506321382, 0.125641183548903, 0.655244352348246}, 1e-9)
	near(t, "loadings of Image", itemsOf(r, pls.Image, loading), []float64{0.714981647660088, 0.61685046635413, 0.517471615233868, 0.780793128402542, 0.771696507815046}, 1e-9)
	near(t, "paths to Satisfaction", pathsTo(r, pls.Satisfaction, func(p pls.PathResult) float64 { return p.Beta }), []float64{0.176056532494603, 0.0675797388444951, 0.501888894022175, 0.205562488970157}, 1e-9)
	near(t, "R²", constructs(r, func(c pls.ConstructResult) float64 { return c.R2 }), []float64{math.NaN(), 0.255097649110191, 0.309940614171201, 0.360775962436047, 0.683608058142503, 0.276428924026437, 0.459009239646151}, 1e-9)
	if c := r.Constructs[0]; !math.IsNaN(c.AVE) || !math.IsNaN(c.RhoA) || !math.IsNaN(c.RhoC) || !math.IsNaN(c.Alpha) || math.IsNaN(c.Communality) {
		t.Errorf("a formative block has reliabilities: %+v", c)
	}
}

func TestQuality(t *testing.T) {
	t.Parallel()
	m, _ := mobi(t)
	r := fit(t, m, pls.Options{})
	near(t, "adjusted R²", constructs(r, func(c pls.ConstructResult) float64 { return c.AdjustedR2 }), []float64{math.NaN(), 0.251933798434792, 0.30718702566266, 0.339977556813224, 0.675871406350611, 0.275946113498661, 0.450321826085798}, 1e-9)
	near(t, "VIF of the paths", pathsTo(r, pls.Satisfaction, func(p pls.PathResult) float64 { return p.VIF }), []float64{2.37235008755834, 1.48867295410077, 2.84175311157713, 1.55137426953174}, 1e-8)
	near(t, "VIF of the items", itemsOf(r, pls.Quality, func(i pls.ItemResult) float64 { return i.VIF }), []float64{2.02709938021986, 1.49093884277268, 2.10475323066629, 2.01259204974574, 1.82278797118506, 2.00289651569578, 2.0061803928463}, 1e-8)
	near(t, "cross-loadings of PERQ1", r.CrossLoadings[8], []float64{0.634449143920514, 0.512480962825634, 0.803178125261069, 0.469638039343899, 0.67905120244785, 0.3800532462198, 0.476914578735026}, 1e-9)
	near(t, "scores", r.Scores(6)[:4], []float64{-0.743076887106402, 1.00904620682606, -0.568883156710503, 1.08954517290537}, 1e-9)
	near(t, "SRMR", []float64{r.SRMR.Saturated, r.SRMR.Estimated, r.SRMR.FactorSaturated, r.SRMR.FactorEstimated}, []float64{0.057363077426619, 0.12309850334085, 0.0751322135298641, 0.132316168259219}, 1e-9)
	near(t, "VIF of a single item", itemsOf(r, pls.Complaints, func(i pls.ItemResult) float64 { return i.VIF }), []float64{1}, 0)
	if got := r.Total[6][0] - r.Indirect[6][0]; math.Abs(got-r.Paths[2].Beta) > 1e-12 {
		t.Errorf("total less indirect effect of Image on Loyalty is %g, the path %g", got, r.Paths[2].Beta)
	}
	table := r.FornellLarcker() // √AVE as in the reference case mobi.path; the correlation of the scores below it
	near(t, "Fornell–Larcker", []float64{table[0][0], table[4][2], table[2][4]}, []float64{0.6916313644233102, 0.794822115790932, math.NaN()}, 1e-9)
	if c := r.Constructs[4]; math.Abs(c.Redundancy-c.R2*c.Communality) > 1e-15 {
		t.Errorf("redundancy is %g", c.Redundancy)
	}
}

func TestBlindfold(t *testing.T) {
	t.Parallel()
	m, _ := mobi(t)
	list, err := fit(t, m, pls.Options{}).Blindfold(0)
	if err != nil {
		t.Fatal(err)
	}
	var q2, communality []float64
	for _, q := range list {
		q2, communality = append(q2, q.Q2), append(communality, q.Communality)
	}
	near(t, "Q²", q2, wantQ2, 1e-8)
	near(t, "communality", communality, wantCommunality, 1e-8)
}

func TestAcceleration(t *testing.T) {
	t.Parallel()
	m, _ := mobi(t)
	r := fit(t, m, pls.Options{})
	var got []float64
	for _, f := range []pls.Figure{
		{Kind: pls.PathFigure, From: pls.Image, To: pls.Expectation},
		{Kind: pls.PathFigure, From: pls.Value, To: pls.Satisfaction},
		{Kind: pls.R2Figure, To: pls.Loyalty},
	} {
		got = append(got, r.Acceleration(f))
	}
	near(t, "acceleration", got, wantAcceleration, 1e-7)
}

func TestCompare(t *testing.T) {
	t.Parallel()
	m, d := mobi(t)
	group := make([]string, d.Rows())
	for i := range group {
		group[i] = "late"
		if i < 100 {
			group[i] = "early"
		}
	}
	compare := func() pls.Comparison {
		list, err := pls.Compare(m, d, group, pls.Options{}, 999, rand.NewPCG(5, 6))
		if err != nil || len(list) != 1 {
			t.Fatal(list, err)
		}
		return list[0]
	}
	c := compare()
	if c.A != "early" || c.NA != 100 || c.B != "late" || c.NB != 150 || c.Failed != 0 {
		t.Fatalf("%s %d, %s %d, %d failed", c.A, c.NA, c.B, c.NB, c.Failed)
	}
	find := func(c pls.Comparison, from, to string) pls.GroupDifference {
		for _, d := range c.Differences {
			if d.Figure == (pls.Figure{Kind: pls.PathFigure, From: from, To: to}) {
				return d
			}
		}
		t.Fatalf("no path %s → %s", from, to)
		return pls.GroupDifference{}
	}
	for i, want := range wantGroups {
		got := find(c, want.from, want.to)
		near(t, want.from, []float64{got.A, got.B, got.Difference}, []float64{want.a, want.b, want.a - want.b}, 1e-9)
		near(t, "p of "+want.from, []float64{got.P}, []float64{wantGroups[i].p}, 0.08) // both are random: 300 and 999 permutations
	}
	again := compare()
	for i := range c.Differences {
		if c.Differences[i] != again.Differences[i] && c.Differences[i].P == c.Differences[i].P {
			t.Errorf("differs with the same source: %+v, %+v", c.Differences[i], again.Differences[i])
		}
	}
}

func TestMeanReplacement(t *testing.T) {
	t.Parallel()
	m, d := mobi(t)
	erase := func(name string, rows ...int) {
		for j := range d.Names {
			if d.Names[j] == name {
				for _, i := range rows {
					d.Columns[j][i-1] = math.NaN()
				}
			}
		}
	}
	for i := range 20 {
		erase("IMAG1", i+1)
	}
	erase("CUSL3", 5, 50, 150)
	r, err := pls.Fit(m, d, pls.Options{Missing: pls.MeanReplacement})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "path and R²", []float64{r.Paths[0].Beta, r.Constructs[6].R2}, wantReplaced, 1e-9)
	if r.Replaced != 23 || r.Dropped != 0 || r.N != 250 || r.Missing != pls.MeanReplacement {
		t.Errorf("%d replaced, %d dropped, %d used, %s", r.Replaced, r.Dropped, r.N, r.Missing)
	}
	listwise, err := pls.Fit(m, d, pls.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if listwise.Replaced != 0 || listwise.Dropped != 22 || listwise.N != 228 || listwise.Missing != pls.Listwise || listwise.Rows()[0] != 20 {
		t.Errorf("%d replaced, %d dropped, %d used, first row %d", listwise.Replaced, listwise.Dropped, listwise.N, listwise.Rows()[0])
	}
}
