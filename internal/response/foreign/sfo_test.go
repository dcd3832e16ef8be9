package foreign_test

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"manyi.dev/manyi/internal/indicator"
	"manyi.dev/manyi/internal/questionnaire"
	"manyi.dev/manyi/internal/response/foreign"
	"manyi.dev/manyi/internal/sheet"
)

const sfo = "../../demo/data/sfo"

func sfoBytes(t *testing.T, name string) []byte {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(sfo, name))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasSuffix(name, ".gz") {
		return content
	}
	z, err := gzip.NewReader(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	if content, err = io.ReadAll(z); err != nil {
		t.Fatal(err)
	}
	return content
}

func sfoDocument(t *testing.T) *questionnaire.Document {
	t.Helper()
	system, err := indicator.Parse(bytes.NewReader(sfoBytes(t, "indicators.json")))
	if err != nil {
		t.Fatal(err)
	}
	if err := indicator.Check(&system); err != nil {
		t.Fatal(err)
	}
	doc, err := questionnaire.Parse(bytes.NewReader(sfoBytes(t, "questionnaire.json")))
	if err != nil {
		t.Fatal(err)
	}
	if err := questionnaire.Check(&doc, &system); err != nil {
		t.Fatal(err)
	}
	return &doc
}

// cell is a weighted count of scored answers.
type cell struct {
	n       int
	w, wx   float64
	applies int // answers that are "does not apply"
}

func (c cell) mean() float64 { return c.wx / c.w }

// survey is what an import, or the recount, makes of one year.
type survey struct {
	rows    int
	weight  float64
	w2      float64
	runs    map[string]bool
	cells   map[string]cell // "Q7ALL", and "Q7ALL SFO-A" by unit
	promote [3]float64      // weights of promoters, passives, detractors
}

func (s *survey) add(item, unit, answer string, w float64) {
	for _, at := range []string{item, item + " " + unit} {
		c := s.cells[at]
		if x, err := strconv.ParseFloat(answer, 64); err == nil {
			c.n++
			c.w += w
			c.wx += w * x
		} else {
			c.applies++
		}
		s.cells[at] = c
	}
}

// imported reads a year through its mapping.
func imported(t *testing.T, doc *questionnaire.Document, year int) (survey, *foreign.Report) {
	t.Helper()
	m, err := foreign.ParseMapping(bytes.NewReader(sfoBytes(t, fmt.Sprintf("sfo-%d.yaml", year))))
	if err != nil {
		t.Fatal(err)
	}
	if err := foreign.Check(&m, doc); err != nil {
		t.Fatal(err)
	}
	table, err := sheet.OpenBytes(sfoBytes(t, fmt.Sprintf("sfo-%d.csv.gz", year)))
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close()
	form := questionnaire.Compile(doc)
	reader, err := foreign.NewReader(&m, form, table, nil)
	if err != nil {
		t.Fatal(err)
	}
	s := survey{runs: map[string]bool{}, cells: map[string]cell{}}
	for row, err := range reader.Rows() {
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range row.Faults {
			t.Errorf("%d row %d %s %q: %v", year, f.Row, f.Column, f.Value, f.Err)
		}
		if row.At.Year() != year || row.At.Month() != 5 || row.At.Location().String() != "America/Los_Angeles" {
			t.Fatalf("%d row %d: at %v", year, row.Number, row.At)
		}
		w, err := strconv.ParseFloat(row.Weight, 64)
		if err != nil {
			t.Fatal(err)
		}
		s.rows++
		s.weight += w
		s.w2 += w * w
		s.runs[row.Cluster] = true
		for item, answer := range row.Answers {
			if entry, _ := form.Entry(item); entry.Type == questionnaire.NPS {
				s.recommend(answer.(float64), w)
			} else if code, ok := answer.(string); ok && (item[1] == '7' || item[1] == '9' || strings.HasPrefix(item, "Q1")) {
				if _, rated := entry.Value(code); rated || code == questionnaire.NA {
					s.add(item, row.Unit, code, w)
				}
			}
		}
	}
	return s, reader.Report()
}

func (s *survey) recommend(x, w float64) {
	switch {
	case x >= 9:
		s.promote[0] += w
	case x >= 7:
		s.promote[1] += w
	default:
		s.promote[2] += w
	}
}

// renamed are the columns of 2013 for the items compared, written down from the two field guides.
var renamed = map[string]string{
	"Q7ART": "Q7A_ART", "Q7FOOD": "Q7B_FOOD", "Q7STORE": "Q7C_SHOPS", "Q7SIGN": "Q7D_SIGNS", "Q7WALKWAYS": "Q7E_WALK",
	"Q7SCREENS": "Q7F_SCREENS", "Q7INFODOWN": "Q7G_INFOARR", "Q7INFOUP": "Q7H_INFODEP", "Q7WIFI": "Q7I_WIFI",
	"Q7ROADS": "Q7J_ROAD", "Q7PARK": "Q7K_PARK", "Q7AIRTRAIN": "Q7L_AIRTRAIN", "Q7LTPARKING": "Q7M_LTPARK",
	"Q7RENTAL": "Q7N_RENTAL", "Q7ALL": "Q7O_WHOLE", "Q9BOARDING": "Q9A_CLNBOARD", "Q9AIRTRAIN": "Q9B_CLNAIRTRAIN",
	"Q9RENTAL": "Q9C_CLNRENT", "Q9FOOD": "Q9D_CLNFOOD", "Q9RESTROOM": "Q9E_CLNBATH", "Q9ALL": "Q9F_CLNWHOLE",
	"Q10SAFE": "Q10SAFE", "Q13GETRATE": "Q13_RATEGETTO", "Q14FIND": "Q14A_FIND", "Q14PASSTHRU": "Q14B_SECURITY",
}

// area is the boarding area of a gate in 2013.
func area(gate int) string {
	for _, a := range []struct {
		from, to int
		name     string
	}{{1, 12, "A"}, {20, 36, "B"}, {40, 48, "C"}, {50, 59, "D"}, {68, 90, "F"}, {91, 102, "G"}} {
		if gate >= a.from && gate <= a.to {
			return "SFO-" + a.name
		}
	}
	return "SFO"
}

// recount makes the same figures from the CSV alone: it shares nothing with the import.
func recount(t *testing.T, year int) survey {
	t.Helper()
	all, err := csv.NewReader(bytes.NewReader(sfoBytes(t, fmt.Sprintf("sfo-%d.csv.gz", year)))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]int{}
	for i, name := range all[0] {
		at[name] = i
	}
	items := map[string]int{}
	for item, old := range renamed {
		name := item
		if year == 2013 {
			name = old
		}
		i, ok := at[name]
		if !ok {
			t.Fatalf("%d has no column %s", year, name)
		}
		items[item] = i
	}
	if year != 2013 {
		for _, name := range []string{"Q12PRECHEKCRATE", "Q12PRECHECKRATE"} {
			if i, ok := at[name]; ok {
				items["Q12PRECHEKCRATE"] = i
			}
		}
	}
	s := survey{runs: map[string]bool{}, cells: map[string]cell{}}
	for _, row := range all[1:] {
		w, err := strconv.ParseFloat(row[at["WEIGHT"]], 64)
		if err != nil {
			t.Fatal(err)
		}
		run, unit := at["RUNID"], ""
		if year == 2013 {
			run = at["RUN"]
			gate, err := strconv.Atoi(row[at["GATE"]])
			if err != nil {
				t.Fatal(err)
			}
			unit = area(gate)
		} else {
			unit = "SFO-" + row[at["BAREA"]]
		}
		s.rows++
		s.weight += w
		s.w2 += w * w
		s.runs[row[run]] = true
		for item, i := range items {
			switch v := row[i]; v {
			case "1", "2", "3", "4", "5":
				s.add(item, unit, v, w)
			case "6":
				s.add(item, unit, "na", w)
			}
		}
		if i, ok := at["NETPRO"]; ok {
			if x, err := strconv.Atoi(row[i]); err == nil && x <= 10 {
				s.recommend(float64(x), w)
			}
		}
	}
	return s
}

func near(a, b float64) bool { return math.Abs(a-b) <= 1e-9*(1+math.Abs(b)) }

func TestSFOEqualsARecount(t *testing.T) {
	t.Parallel()
	doc := sfoDocument(t)
	for year, rows := range map[int]int{2013: 3535, 2015: 2958, 2016: 3087, 2017: 2831} {
		t.Run(strconv.Itoa(year), func(t *testing.T) {
			t.Parallel()
			got, report := imported(t, doc, year)
			want := recount(t, year)
			if got.rows != rows || want.rows != rows || report.Good != rows || report.Bad != 0 {
				t.Errorf("%d rows imported, %d recounted, %d good, want %d", got.rows, want.rows, report.Good, rows)
			}
			if len(got.runs) != len(want.runs) || !near(got.weight, want.weight) || !near(got.w2, want.w2) {
				t.Errorf("runs %d want %d, weights %v want %v", len(got.runs), len(want.runs), got.weight, want.weight)
			}
			if len(got.cells) != len(want.cells) {
				t.Errorf("%d cells, want %d", len(got.cells), len(want.cells))
			}
			for at, w := range want.cells {
				g := got.cells[at]
				if g.n != w.n || g.applies != w.applies || !near(g.w, w.w) || !near(g.wx, w.wx) {
					t.Errorf("%s: %+v, want %+v", at, g, w)
				}
			}
			for i := range got.promote {
				if !near(got.promote[i], want.promote[i]) {
					t.Errorf("recommendation %v, want %v", got.promote, want.promote)
				}
			}
		})
	}
}

// TestSFO2017EqualsTheReference compares with values computed by R 4.2.2, package survey 4.1.1, from the same
// file: svydesign(ids=~RUNID, weights=~WEIGHT), svymean, svyby, and sum(w)^2/sum(w^2).
func TestSFO2017EqualsTheReference(t *testing.T) {
	t.Parallel()
	got, _ := imported(t, sfoDocument(t), 2017)
	if got.rows != 2831 || len(got.runs) != 212 {
		t.Errorf("%d rows in %d runs", got.rows, len(got.runs))
	}
	if neff := got.weight * got.weight / got.w2; !near(neff, 2337.1081438496917) {
		t.Errorf("effective base %v", neff)
	}
	nps := 100 * (got.promote[0] - got.promote[2]) / (got.promote[0] + got.promote[1] + got.promote[2])
	if !near(nps, 40.398435511707419) {
		t.Errorf("NPS %v", nps)
	}
	for at, want := range map[string]struct {
		n    int
		mean float64
	}{
		"Q7ALL": {2688, 4.0712026379397406}, "Q7FOOD": {2421, 3.6547762405522728}, "Q7WIFI": {2142, 4.064522710443617},
		"Q7SIGN": {2703, 4.1039439305247072}, "Q7STORE": {2374, 3.6465692849842726}, "Q7SCREENS": {2659, 4.1263359016957795},
		"Q9RESTROOM": {2653, 4.1471923196145939}, "Q9BOARDING": {2762, 4.3760561875312431},
		"Q7ALL SFO-A": {0, 4.0360087630894643}, "Q7ALL SFO-B": {0, 3.9634146341463414}, "Q7ALL SFO-C": {0, 4.0530589590900998},
		"Q7ALL SFO-D": {0, 4.1308511694641261}, "Q7ALL SFO-E": {0, 4.1420118343195274}, "Q7ALL SFO-F": {0, 4.0604415617538923},
		"Q7ALL SFO-G": {0, 4.0731306360336292},
	} {
		c := got.cells[at]
		if !near(c.mean(), want.mean) || want.n > 0 && c.n != want.n {
			t.Errorf("%s: n %d mean %v, want %d %v", at, c.n, c.mean(), want.n, want.mean)
		}
	}
}

// TestSFOBackground checks the codes that changed between the years.
func TestSFOBackground(t *testing.T) {
	t.Parallel()
	doc := sfoDocument(t)
	want := map[int]map[string]int{
		2013: {"Q20GENDER male": 1634, "Q20GENDER female": 1725, "Q19AGE under_18": 27, "Q19AGE a65": 443, "Q3GETTO1 bart": 335, "Q5FIRSTTIME yes": 0, "Q4STORE yes": 1397},
		2015: {"Q20GENDER male": 1289, "Q20GENDER female": 1485, "Q19AGE under_18": 49, "Q19AGE a65": 306, "Q3GETTO1 bart": 214, "Q5FIRSTTIME yes": 523, "Q4STORE yes": 1094},
		2016: {"Q20GENDER male": 1468, "Q20GENDER female": 1465, "Q19AGE under_18": 15, "Q19AGE a65": 340, "Q3GETTO1 bart": 266, "Q5FIRSTTIME yes": 657, "Q4STORE yes": 1229},
		2017: {"Q20GENDER male": 1306, "Q20GENDER female": 1347, "Q19AGE under_18": 16, "Q19AGE a65": 299, "Q3GETTO1 bart": 201, "Q5FIRSTTIME yes": 599, "Q4STORE yes": 1106},
	}
	for year, counts := range want {
		m, err := foreign.ParseMapping(bytes.NewReader(sfoBytes(t, fmt.Sprintf("sfo-%d.yaml", year))))
		if err != nil {
			t.Fatal(err)
		}
		table, err := sheet.OpenBytes(sfoBytes(t, fmt.Sprintf("sfo-%d.csv.gz", year)))
		if err != nil {
			t.Fatal(err)
		}
		reader, err := foreign.NewReader(&m, questionnaire.Compile(doc), table, nil)
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]int{}
		for at := range counts {
			got[at] = 0
		}
		for row, err := range reader.Rows() {
			if err != nil {
				t.Fatal(err)
			}
			for item, answer := range row.Answers {
				if at := fmt.Sprint(item, " ", answer); counts[at] > 0 {
					got[at]++
				}
			}
		}
		if diff := cmp.Diff(counts, got); diff != "" {
			t.Errorf("%d: %s", year, diff)
		}
		if len(reader.Report().NotAsked) > 0 {
			t.Errorf("%d: answers dropped: %v", year, reader.Report().NotAsked)
		}
	}
}
