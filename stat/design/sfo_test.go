package design_test

import (
	"math"
	"testing"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/design"
	"manyi.dev/manyi/stat/internal/rtest"
)

// survey is the airport survey as the tests group it: plain loops over its rows.
type survey struct {
	table *rtest.Table
	run   []int32 // dense code of RUNID
	runs  int64
}

func openSurvey(t *testing.T) *survey {
	t.Helper()
	s := &survey{table: rtest.Open(t, "../testdata/sfo2017.csv.gz")}
	codes := map[string]int32{}
	for i := range s.table.Len() {
		id := s.table.Text(i, "RUNID")
		if _, seen := codes[id]; !seen {
			codes[id] = int32(len(codes))
		}
		s.run = append(s.run, codes[id])
	}
	s.runs = int64(len(codes))
	return s
}

// rating is an answer 1..5; 0, 6, "Blank" and the rest are missing.
func (s *survey) rating(column string) func(int) float64 {
	return func(row int) float64 {
		x := s.table.Number(row, column)
		if x != math.Trunc(x) || x < 1 || x > 5 {
			return math.NaN()
		}
		return x
	}
}

func (s *survey) top2(row int) float64 {
	x := s.rating("Q7ALL")(row)
	switch {
	case math.IsNaN(x):
		return x
	case x >= 4:
		return 1
	}
	return 0
}

func (s *survey) nps(row int) float64 {
	x := s.table.Number(row, "NETPRO")
	switch {
	case x != math.Trunc(x) || x < 0 || x > 10:
		return math.NaN()
	case x >= 9:
		return 100
	case x <= 6:
		return -100
	}
	return 0
}

// cells groups the rows of a domain into histograms per cluster, and counts its members.
func (s *survey) cells(y func(int) float64, in func(int) bool) ([]design.Cell, []design.Members) {
	cells := make([]design.Cell, s.runs)
	members := make([]design.Members, s.runs)
	for run := range cells {
		cells[run].PSU, members[run].PSU = int32(run), int32(run)
	}
	for i := range s.table.Len() {
		if !in(i) {
			continue
		}
		run := s.run[i]
		members[run].N++
		value := y(i)
		if math.IsNaN(value) {
			continue
		}
		w := s.table.Number(i, "WEIGHT")
		cells[run].Values = addTo(cells[run].Values, value, w)
	}
	return cells, members
}

func addTo(values []design.Value, y, w float64) []design.Value {
	for k := range values {
		if values[k].Y == y {
			values[k].N++
			values[k].W += w
			values[k].W2 += w * w
			return values
		}
	}
	return append(values, design.Value{Y: y, N: 1, W: w, W2: w * w})
}

func everybody(int) bool { return true }

// designs are the two ways the reference cases read the survey.
func (s *survey) designs() map[string]design.Design {
	return map[string]design.Design{
		"weights_only": design.WeightsOnly(int64(s.table.Len())),
		"cluster":      design.Clustered(map[int32]int64{0: s.runs}),
	}
}

func mean(t *testing.T, d design.Design, cells []design.Cell, df float64) stat.Estimate {
	t.Helper()
	e, err := d.Mean(cells, df)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

type wantMean struct {
	Estimate  float64    `json:"estimate"`
	SE        float64    `json:"se"`
	CI95T     [2]float64 `json:"ci95_t"`
	CI95      [2]float64 `json:"ci95"`
	CI95N     [2]float64 `json:"ci95_normal"`
	DF        float64    `json:"df"`
	Deff      float64    `json:"deff"`
	wantsDeff bool
}

func (w wantMean) check(t *testing.T, c rtest.Case, what string, e stat.Estimate) {
	t.Helper()
	c.Near(t, what, e.Value(), w.Estimate)
	c.Near(t, what+" SE", e.SE(), w.SE)
	c.Near(t, what+" low", e.Low(), w.CI95T[0])
	c.Near(t, what+" high", e.High(), w.CI95T[1])
	c.Near(t, what+" df", e.DF(), w.DF)
	z := stat.StudentQuantile(0.975, math.Inf(1))
	c.Near(t, what+" normal low", e.Value()-z*e.SE(), w.CI95N[0])
	c.Near(t, what+" normal high", e.Value()+z*e.SE(), w.CI95N[1])
	if w.wantsDeff {
		c.Near(t, what+" deff", e.Deff(), w.Deff)
	}
}

// TestAirportSurvey repeats R's survey package on a real weighted survey: means, top-2-box, NPS
// and proportion intervals, with weights only and with flights as clusters.
func TestAirportSurvey(t *testing.T) {
	t.Parallel()
	s := openSurvey(t)
	cases := rtest.Load(t, "../testdata/expected/design_sfo.json")
	for name, d := range s.designs() {
		var overall map[string]wantMean
		c := cases.Into(t, name+".mean", &overall)
		all, _ := s.cells(s.rating("Q7ALL"), everybody)
		top2, _ := s.cells(s.top2, everybody)
		for key, cells := range map[string][]design.Cell{"all": all, "top2": top2} {
			want := overall[key]
			want.wantsDeff = true
			want.check(t, c, key, mean(t, d, cells, d.DF()))
		}

		var nps wantMean
		c = cases.Into(t, name+".nps", &nps)
		cells, _ := s.cells(s.nps, everybody)
		nps.check(t, c, "nps", mean(t, d, cells, d.DF()))

		// svyciprop ran on the subset of those who answered: its df are the domain's.
		var prop map[string]wantMean
		c = cases.Into(t, name+".ciprop", &prop)
		_, members := s.cells(s.top2, func(row int) bool { return !math.IsNaN(s.top2(row)) })
		e := mean(t, d, top2, d.DomainDF(members))
		for method, interval := range map[string]func(stat.Estimate, float64) (float64, float64){
			"logit": design.LogitInterval, "xlogit": design.LogitInterval, "beta": design.BetaInterval,
		} {
			low, high := interval(e, 0.95)
			c.Near(t, method, e.Value(), prop[method].Estimate)
			c.Near(t, method+" df", e.DF(), prop[method].DF)
			c.Near(t, method+" low", low, prop[method].CI95[0])
			c.Near(t, method+" high", high, prop[method].CI95[1])
		}
	}
}

func TestAirportSurveyItems(t *testing.T) {
	t.Parallel()
	s := openSurvey(t)
	cases := rtest.Load(t, "../testdata/expected/design_sfo.json")
	columns := map[string]string{
		"food": "Q7FOOD", "wifi": "Q7WIFI", "sign": "Q7SIGN", "store": "Q7STORE",
		"screens": "Q7SCREENS", "restroom": "Q9RESTROOM", "board": "Q9BOARDING",
	}
	for name, d := range s.designs() {
		var items map[string]struct {
			Mean, SE float64
			N        int64
		}
		c := cases.Into(t, name+".items", &items)
		for item, column := range columns {
			cells, _ := s.cells(s.rating(column), everybody)
			e := mean(t, d, cells, d.DF())
			c.Near(t, item, e.Value(), items[item].Mean)
			c.Near(t, item+" SE", e.SE(), items[item].SE)
			if e.N() != items[item].N {
				t.Errorf("%s: %s has base %d, want %d", name, item, e.N(), items[item].N)
			}
		}
	}
}

func TestAirportSurveyByBoardingArea(t *testing.T) {
	t.Parallel()
	s := openSurvey(t)
	cases := rtest.Load(t, "../testdata/expected/design_sfo.json")
	for name, d := range s.designs() {
		var by struct {
			BArea    []string `json:"barea"`
			Mean, SE []float64
		}
		c := cases.Into(t, name+".by_barea", &by)
		for i, area := range by.BArea {
			cells, members := s.cells(s.rating("Q7ALL"), func(row int) bool { return s.table.Text(row, "BAREA") == area })
			e := mean(t, d, cells, d.DomainDF(members))
			c.Near(t, area, e.Value(), by.Mean[i])
			c.Near(t, area+" SE", e.SE(), by.SE[i])
			if e.DF() >= d.DF() {
				t.Errorf("%s: area %s has %v degrees of freedom of the wave's %v", name, area, e.DF(), d.DF())
			}
		}
	}
}

func TestAirportSurveyBases(t *testing.T) {
	t.Parallel()
	s := openSurvey(t)
	cases := rtest.Load(t, "../testdata/expected/design_sfo.json")
	var kish struct {
		N         int64
		Sum, NEff float64
	}
	c := cases.Into(t, "kish", &kish)
	cells, _ := s.cells(func(int) float64 { return 1 }, everybody)
	e := mean(t, s.designs()["weights_only"], cells, 1)
	c.Near(t, "Σw", e.SumW(), kish.Sum)
	c.Near(t, "n_eff", e.NEff(), kish.NEff)
	if e.N() != kish.N {
		t.Errorf("base %d, want %d", e.N(), kish.N)
	}
}

// TestCompositeOfOneItemIsItsMean: the residual pass with a = 1 over one item must give the item's
// own variance, in both designs.
func TestCompositeOfOneItemIsItsMean(t *testing.T) {
	t.Parallel()
	s := openSurvey(t)
	cells, _ := s.cells(s.rating("Q7ALL"), everybody)
	for name, d := range s.designs() {
		want := mean(t, d, cells, d.DF())
		sums := make([]design.Sums, s.runs)
		y := s.rating("Q7ALL")
		for i := range s.table.Len() {
			if v := y(i); !math.IsNaN(v) {
				z := s.table.Number(i, "WEIGHT") * (v - want.Value()) / want.SumW()
				sum := &sums[s.run[i]]
				sum.PSU = s.run[i]
				sum.N++
				sum.Z += z
				sum.Z2 += z * z
			}
		}
		got, err := d.Composite(want.Value(), design.Base{N: want.N(), W: want.SumW(), W2: want.SumW() * want.SumW() / want.NEff()}, sums, d.DF())
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(got.SE()-want.SE()) > 1e-12 || math.Abs(got.NEff()-want.NEff()) > 1e-6 {
			t.Errorf("%s: composite SE %v n_eff %v, item's SE %v n_eff %v", name, got.SE(), got.NEff(), want.SE(), want.NEff())
		}
	}
}
