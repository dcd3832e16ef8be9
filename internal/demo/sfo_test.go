package demo_test

import (
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"manyi.dev/manyi/internal/insight"
	"manyi.dev/manyi/stat"
)

var (
	full    = insight.Basis{Rows: true}
	weights = insight.Basis{Design: insight.DesignWeights, Rows: true}
)

// figures are the rows of a wave by group and code; the group of all is "".
func figures(t *testing.T, p *place, q insight.FiguresOf) map[string]map[string]insight.Row {
	t.Helper()
	q.Rows = true
	sets, err := p.insight.Figures(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]map[string]insight.Row{}
	for _, set := range sets {
		rows := map[string]insight.Row{}
		for _, r := range set.Rows {
			rows[string(r.Kind)+" "+r.Code] = r
		}
		all[set.Group] = rows
	}
	return all
}

// reference is a file of values computed by R.
type reference struct {
	Cases []struct {
		ID        string
		Result    json.RawMessage
		Tolerance struct{ Rel, Abs float64 }
	}
}

// want reads the result of a case and gives its comparison.
func (r *reference) want(t *testing.T, id string, result any) func(what string, got, want float64) {
	t.Helper()
	for _, c := range r.Cases {
		if c.ID != id {
			continue
		}
		if err := json.Unmarshal(c.Result, result); err != nil {
			t.Fatalf("%s: %v", id, err)
		}
		return func(what string, got, want float64) {
			t.Helper()
			if !(math.Abs(got-want) <= c.Tolerance.Abs+c.Tolerance.Rel*math.Abs(want)) {
				t.Errorf("%s %s: got %.15g, want %.15g", id, what, got, want)
			}
		}
	}
	t.Fatalf("there is no case %s", id)
	return nil
}

// estimated is a figure in the reference.
type estimated struct {
	Estimate, SE, DF float64
	Deff             *float64
	CI95             []float64 `json:"ci95_t"`
}

func (e estimated) compare(same func(string, float64, float64), what string, got stat.Estimate) {
	same(what, got.Value(), e.Estimate)
	same(what+" se", got.SE(), e.SE)
	same(what+" df", got.DF(), e.DF)
	same(what+" low", got.Low(), e.CI95[0])
	same(what+" high", got.High(), e.CI95[1])
	if e.Deff != nil {
		same(what+" deff", got.Deff(), *e.Deff)
	}
}

// test2017 holds the figures of the last wave against R (package survey), with both designs.
func test2017(t *testing.T, p *place) {
	text, err := os.ReadFile("../../stat/testdata/expected/design_sfo.json")
	if err != nil {
		t.Fatal(err)
	}
	var ref reference
	if err := json.Unmarshal(text, &ref); err != nil {
		t.Fatal(err)
	}
	items := map[string]string{
		"food": "Q7FOOD", "wifi": "Q7WIFI", "sign": "Q7SIGN", "store": "Q7STORE", "screens": "Q7SCREENS",
		"restroom": "Q9RESTROOM", "board": "Q9BOARDING",
	}
	for prefix, basis := range map[string]insight.Basis{"weights_only": weights, "cluster": full} {
		all := figures(t, p, insight.FiguresOf{Wave: "sfo-2017", Basis: basis})[""]
		var overall struct{ All, Top2 estimated }
		same := ref.want(t, prefix+".mean", &overall)
		overall.All.compare(same, "mean", all["item Q7ALL"].Mean)
		overall.Top2.compare(same, "top2", all["item Q7ALL"].Top2)
		var each map[string]struct {
			Mean, SE float64
			N        int64
		}
		same = ref.want(t, prefix+".items", &each)
		if len(each) != len(items) {
			t.Errorf("the reference has %d items", len(each))
		}
		for name, want := range each {
			got := all["item "+items[name]].Mean
			same(name, got.Value(), want.Mean)
			same(name+" se", got.SE(), want.SE)
			same(name+" n", float64(got.N()), float64(want.N))
		}
		var recommend estimated
		same = ref.want(t, prefix+".nps", &recommend)
		recommend.compare(same, "nps", all["item NETPRO"].NPS)

		var area struct {
			BArea    []string
			Mean, SE []float64
		}
		same = ref.want(t, prefix+".by_barea", &area)
		units := figures(t, p, insight.FiguresOf{Wave: "sfo-2017", By: "unit", Basis: basis})
		for i, letter := range area.BArea {
			got := units["SFO-"+letter]["item Q7ALL"].Mean
			same(letter, got.Value(), area.Mean[i])
			same(letter+" se", got.SE(), area.SE[i])
		}
		if len(units) != len(area.BArea) {
			t.Errorf("%d units have figures, want %d", len(units), len(area.BArea))
		}
		testBases(t, p, &ref, all, basis)
	}
}

// testBases compares what the figures of 2017 rest on.
func testBases(t *testing.T, p *place, ref *reference, all map[string]insight.Row, basis insight.Basis) {
	t.Helper()
	var kish struct{ N, Sum, Neff float64 }
	same := ref.want(t, "kish", &kish)
	base := all["responses responses"].Base
	same("n", float64(base.N), kish.N)
	same("sum", base.W, kish.Sum)
	same("neff", stat.KishN(base.W, base.W2), kish.Neff)
	var counts struct {
		N, W    map[string]float64
		Missing float64
	}
	same = ref.want(t, "counts", &counts)
	item, err := p.insight.Item(t.Context(), "sfo-2017", "Q7ALL", "", basis)
	if err != nil {
		t.Fatal(err)
	}
	missing := item.Unanswered
	for _, b := range item.Bars {
		code, _ := b.Answer.(string)
		if n, ok := counts.N[code]; ok {
			same(code, float64(b.N), n)
			same(code+" weighted", b.Weight.Value()*b.Weight.SumW(), counts.W[code])
		} else {
			missing += b.N // does not apply: no rating
		}
	}
	same("missing", float64(missing), counts.Missing)
}

// year says where the columns of an earlier year are.
type year struct {
	wave, cluster string
	items         map[string]string                           // item → column
	area          func(row func(column string) string) string // letter, empty for none
}

func byArea(row func(string) string) string { return row("BAREA") }

var years = []year{
	{"sfo-2013", "RUN", map[string]string{
		"Q7ALL": "Q7O_WHOLE", "Q7FOOD": "Q7B_FOOD", "Q7SIGN": "Q7D_SIGNS", "Q7WIFI": "Q7I_WIFI", "Q9BOARDING": "Q9A_CLNBOARD", "Q9RESTROOM": "Q9E_CLNBATH",
	}, func(row func(string) string) string {
		gate, err := strconv.Atoi(row("GATE"))
		switch {
		case err != nil:
			return ""
		case gate >= 1 && gate <= 12:
			return "A"
		case gate >= 20 && gate <= 36:
			return "B"
		case gate >= 40 && gate <= 48:
			return "C"
		case gate >= 50 && gate <= 59:
			return "D"
		case gate >= 68 && gate <= 90:
			return "F"
		case gate >= 91 && gate <= 102:
			return "G"
		}
		return ""
	}},
	{"sfo-2015", "RUNID", sameNames, byArea},
	{"sfo-2016", "RUNID", sameNames, byArea},
}

var sameNames = map[string]string{
	"Q7ALL": "Q7ALL", "Q7FOOD": "Q7FOOD", "Q7SIGN": "Q7SIGN", "Q7WIFI": "Q7WIFI", "Q9BOARDING": "Q9BOARDING", "Q9RESTROOM": "Q9RESTROOM",
}

// answer is a row of the file: one rating with its weight, area and cluster.
type answer struct {
	y, w          float64
	area, cluster string
}

// testRecount counts the files by hand and compares: nothing here knows the import.
func testRecount(t *testing.T, p *place) {
	for _, y := range years {
		header, rows := readFile(t, "data/sfo/"+y.wave+".csv.gz")
		total := figures(t, p, insight.FiguresOf{Wave: y.wave})[""]
		units := figures(t, p, insight.FiguresOf{Wave: y.wave, By: "unit"})
		clusters, areas := map[string]bool{}, map[string]int64{}
		for item, column := range y.items {
			byArea := map[string][]answer{}
			clear(areas)
			for _, cells := range rows {
				row := func(column string) string { return strings.TrimSpace(cells[header[column]]) }
				w, err := strconv.ParseFloat(row("WEIGHT"), 64)
				if err != nil {
					t.Fatal(err)
				}
				a := answer{w: w, area: y.area(row), cluster: row(y.cluster)}
				clusters[a.cluster] = true
				areas[a.area]++
				if r := row(column); len(r) == 1 && r >= "1" && r <= "5" {
					a.y = float64(r[0] - '0')
					byArea[a.area] = append(byArea[a.area], a)
				}
			}
			var all []answer
			for area, list := range byArea {
				all = append(all, list...)
				code := strings.TrimSuffix("SFO-"+area, "-")
				compare(t, fmt.Sprintf("%s %s %s", y.wave, code, item), units[code]["item "+item].Mean, list, len(clusters))
			}
			compare(t, fmt.Sprintf("%s %s", y.wave, item), total["item "+item].Mean, all, len(clusters))
		}
		for area, n := range areas {
			code := strings.TrimSuffix("SFO-"+area, "-")
			if got := units[code]["responses responses"].Base.N; got != n {
				t.Errorf("%s %s: %d responses, want %d", y.wave, code, got, n)
			}
		}
		if len(units) != len(areas) {
			t.Errorf("%s: %d units have figures, want %d", y.wave, len(units), len(areas))
		}
	}
}

// compare holds a figure against the rows it comes from: base, weighted mean, and the standard error over clusters.
func compare(t *testing.T, what string, got stat.Estimate, rows []answer, clusters int) {
	t.Helper()
	sum, all := 0.0, 0.0
	for _, r := range rows {
		sum += r.w * r.y
		all += r.w
	}
	mean := sum / all
	z := map[string]float64{}
	for _, r := range rows {
		z[r.cluster] += r.w * (r.y - mean) / all
	}
	squares := 0.0
	for _, one := range z {
		squares += one * one
	}
	se := math.Sqrt(squares * float64(clusters) / float64(clusters-1))
	if got.N() != int64(len(rows)) || !(math.Abs(got.Value()-mean) <= 1e-10) || !(math.Abs(got.SE()-se) <= 1e-10) {
		t.Errorf("%s: %d %.12f ± %.12f, want %d %.12f ± %.12f", what, got.N(), got.Value(), got.SE(), len(rows), mean, se)
	}
}

// readFile reads a packed table: the columns by name, and the rows.
func readFile(t *testing.T, path string) (map[string]int, [][]string) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	unpacked, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(unpacked).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	header := map[string]int{}
	for i, name := range rows[0] {
		header[strings.TrimPrefix(name, "\uFEFF")] = i
	}
	return header, rows[1:]
}
