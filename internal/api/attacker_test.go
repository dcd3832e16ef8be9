package api_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"manyi.dev/manyi/internal/auth"
	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/questionnaire"
	"manyi.dev/manyi/internal/response"
	"manyi.dev/manyi/internal/response/responsetest"
)

// The attacker is a manager with a browser who wants to know what a few people answered. He fetches whatever he can
// reach, after every answer that comes in, and adds and subtracts it: units from units, answers from answers, yesterday
// from today, one wave from another. The test knows who answered what, and so which of his results are about 1 to 4
// people. The same program with an account that is not under the rule shows that it would find them.

// victim is one response as it was given.
type victim struct {
	unit    string
	batch   int // the step of its unit that counted it, −1 before
	answers questionnaire.Answers
}

// target is a wave under attack.
type target struct {
	*house
	wave    programme.Wave
	all     []*victim
	pending map[string][]*victim
	batches map[string]int
	rand    *rand.Rand
	sent    int
}

// crowd is how many answer in each unit: small and large ones side by side, sub-branches with answers of their own.
var crowd = map[string]int{
	"B01": 7, "B0101": 60, "B0102": 3, "B0103": 9, "B0104": 22, "B0201": 4, "B0202": 31, "B0203": 12, "B0204": 2,
	"B03": 3, "B0301": 11, "B0302": 6, "B0303": 5, "B0304": 26,
}

// later are the units of the twenty further answers.
var later = []string{
	"B0103", "B0202", "B0103", "B0201", "B0103", "B0302", "B0103", "B0202", "B0103", "B0302",
	"B0202", "B0302", "B0202", "B0103", "B0302", "B0202", "B0302", "B0202", "B0103", "B0301",
}

func (h *house) attacked(t *testing.T, code, previous string, seed uint64) *target {
	t.Helper()
	doc := responsetest.Document(code, programme.Anonymous)
	doc.Code = "p-" + code
	doc.Waves[0].SurveyedTypes = []string{"sub_branch", "outlet"}
	doc.Waves[0].Previous = previous
	if err := h.Programmes.Define(ctx, responsetest.By, doc); err != nil {
		t.Fatal(err)
	}
	w := &target{house: h, pending: map[string][]*victim{}, batches: map[string]int{}, rand: rand.New(rand.NewPCG(seed, 18)), sent: int(seed) * 1000}
	w.wave = h.Do(t, code, programme.ActOpen)
	if err := h.Outreach.MakeLinks(ctx, w.wave.ID); err != nil {
		t.Fatal(err)
	}
	for _, unit := range sorted(crowd) {
		for range crowd[unit] {
			w.answer(t, unit)
		}
	}
	w.catch(t)
	return w
}

func sorted[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// answer is one response: most are satisfied, some do not know a counter, some say who they are.
func (w *target) answer(t *testing.T, unit string) {
	t.Helper()
	mark := func() string {
		return fmt.Sprint([]int{1, 2, 3, 3, 4, 4, 4, 4, 4, 5, 5, 5, 5, 5, 5, 5}[w.rand.IntN(16)])
	}
	a := questionnaire.Answers{}
	for _, code := range responsetest.Ratings {
		a[code] = mark()
	}
	if w.rand.IntN(3) == 0 {
		for _, code := range []string{"Q31", "Q32", "Q33"} {
			a[code] = questionnaire.NA
		}
	}
	if w.rand.IntN(4) > 0 {
		a["Q72"] = float64(4 + w.rand.IntN(7))
	}
	if w.rand.IntN(3) > 0 {
		a["B5"] = []string{"F", "M"}[w.rand.IntN(2)]
		a["B1"] = [][]any{{"COUNTER"}, {"MOBILE", "COUNTER"}, {"PHONE", "MOBILE"}}[w.rand.IntN(3)]
	}
	w.sent++
	_, err := w.Responses.Submit(ctx, response.Submission{
		Link: w.Link(t, w.wave, unit), SubmissionID: fmt.Sprintf("submission-%06d", w.sent), Answers: a, Language: "zh", Mode: response.Web,
		StartedAt: w.Clock.Now().Add(-2 * time.Minute),
	})
	if err != nil {
		t.Fatal(err)
	}
	v := &victim{unit: unit, batch: -1, answers: a}
	w.all = append(w.all, v)
	w.pending[unit] = append(w.pending[unit], v)
}

// catch has the feed read; five of a unit are a step.
func (w *target) catch(t *testing.T) {
	t.Helper()
	if err := w.scoring.Catch(ctx); err != nil {
		t.Fatal(err)
	}
	for unit, list := range w.pending {
		if len(list) >= 5 {
			w.release(unit)
		}
	}
}

func (w *target) release(unit string) {
	for _, v := range w.pending[unit] {
		v.batch = w.batches[unit]
	}
	w.batches[unit]++
	delete(w.pending, unit)
}

func (w *target) close(t *testing.T) {
	t.Helper()
	w.Do(t, w.wave.Code, programme.ActClose)
	if err := w.scoring.Release(ctx, w.wave.ID); err != nil {
		t.Fatal(err)
	}
	for unit := range w.pending {
		w.release(unit)
	}
}

// loot is what an attacker has written down of a wave: equations about its respondents, by item.
type loot struct {
	w     *target
	facts map[string][]fact
	seen  map[string]bool
	units map[string][]string // whom who sees
}

// fact is an equation: the respondents of a unit as far as they were counted then, each with a coefficient by
// answer, add up to a figure. Facts are kept without the figure, since who knows the equations can solve them.
type fact struct {
	unit    string
	counted map[string]int // batches counted by unit
	of      func(answer string) int64
}

// asked are the items whose answers he is after.
var asked = []string{"Q11", "Q31", "Q71", "Q72", "B1", "B5"}

type figureBody struct {
	Value, SE  *float64
	N          int64
	Reportable string
}

// String is the figure as far as rounding of sums lets it be the same.
func (f *figureBody) String() string {
	if f == nil || f.Value == nil {
		return fmt.Sprintf("none %+v", f != nil)
	}
	return fmt.Sprintf("%.8f ±%.8f of %d, %s", *f.Value, *f.SE, f.N, f.Reportable)
}

type changeBody struct{ Value *float64 }

type itemBody struct {
	Answered     int64
	Distribution []struct {
		Code   string
		Value  *float64
		N      int64
		Merged bool
	}
	Others  *struct{ N int64 }
	Figures struct{ Mean, Score, Top2, NPS *figureBody }
}

type dashboardBody struct {
	Headline struct {
		Score, Top2, NPS, Mean *figureBody
		Item                   string
		Released               int64
		Change                 *changeBody
	}
	Tree []struct {
		Code, Parent, Importance string
		Score                    figureBody
		Change                   *changeBody
		Items, Without           []string
	}
}

func get[T any](t *testing.T, p *person, path string) T {
	t.Helper()
	var out T
	a := p.do(t, "GET", "/api/v1"+path, "")
	if a.status != 200 {
		t.Fatalf("%s %s: %s", p.login, path, a)
	}
	if err := json.Unmarshal([]byte(a.body), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// units lists the units somebody sees of the wave, by its tables.
func (w *target) units(t *testing.T, p *person) []string {
	t.Helper()
	type list struct {
		Items []struct {
			Unit struct {
				Code        string
				HasChildren bool `json:"has_children"`
			}
		}
	}
	top := get[struct{ Unit struct{ Code string } }](t, p, "/waves/"+w.wave.Code+"/dashboard").Unit.Code
	found := []string{top}
	for i := 0; i < len(found); i++ {
		for _, row := range get[list](t, p, "/waves/"+w.wave.Code+"/units?unit="+found[i]).Items {
			if !slices.Contains(found, row.Unit.Code) {
				found = append(found, row.Unit.Code)
			}
		}
	}
	return found
}

// raid fetches every figure somebody can reach and writes down what it says.
func (l *loot) raid(t *testing.T, p *person, units []string) {
	t.Helper()
	for _, unit := range units {
		d := get[dashboardBody](t, p, "/waves/"+l.w.wave.Code+"/dashboard?unit="+unit)
		l.headline(t, &d, unit)
		if p.login != "sm" {
			l.rollUp(t, &d, unit)
		}
		for _, item := range asked {
			l.item(get[itemBody](t, p, "/waves/"+l.w.wave.Code+"/items/"+item+"?unit="+unit), unit, item)
		}
	}
}

func (l *loot) headline(t *testing.T, d *dashboardBody, unit string) {
	t.Helper()
	var n int64
	for _, v := range l.w.all {
		if v.batch >= 0 && strings.HasPrefix(v.unit, strings.TrimPrefix(unit, "BANK")) {
			n++
		}
	}
	if d.Headline.Released != n {
		t.Fatalf("%s counts %d, the test %d: it does not know who is counted", unit, d.Headline.Released, n)
	}
	h := itemBody{}
	h.Figures.Mean, h.Figures.Top2 = d.Headline.Mean, d.Headline.Top2
	l.item(h, unit, d.Headline.Item)
	h.Figures.Mean, h.Figures.Top2, h.Figures.NPS = nil, nil, d.Headline.NPS
	l.item(h, unit, "Q72")
	for _, node := range d.Tree {
		if len(node.Items) == 1 && slices.Contains(asked, node.Items[0]) {
			h = itemBody{}
			h.Figures.Score = &node.Score
			l.item(h, unit, node.Items[0])
		}
	}
}

// rollUp repeats the scores of indicators from what is shown below them: then they say nothing else.
func (l *loot) rollUp(t *testing.T, d *dashboardBody, unit string) {
	t.Helper()
	for _, node := range d.Tree {
		var total, weights float64
		leaf := true
		for _, child := range d.Tree {
			if child.Parent != node.Code {
				continue
			}
			leaf = false
			if child.Score.Value != nil {
				var weight float64
				if _, err := fmt.Sscan(child.Importance, &weight); err != nil {
					t.Fatal(err)
				}
				total, weights = total+weight**child.Score.Value, weights+weight
			}
		}
		if !leaf && node.Score.Value != nil && !(math.Abs(total/weights-*node.Score.Value) < 1e-9) {
			t.Errorf("%s: %s is %v, what is shown below it makes %v", unit, node.Code, *node.Score.Value, total/weights)
		}
	}
}

func (l *loot) item(b itemBody, unit, item string) {
	mean := b.Figures.Mean
	if mean == nil {
		mean = b.Figures.Score
	}
	if mean != nil && mean.Value != nil {
		l.note(item, unit, "n", func(a string) int64 { return one(value(a) >= 0) })
		l.note(item, unit, "sum", func(a string) int64 { return max(0, value(a)) })
		if mean.SE != nil && !coarse(mean, b.Figures.Mean == nil, item) {
			l.note(item, unit, "squares", func(a string) int64 { return max(0, value(a)) * max(0, value(a)) })
		}
	}
	if f := b.Figures.Top2; f != nil && f.Value != nil {
		l.note(item, unit, "top2", func(a string) int64 { return one(value(a) >= 4) })
	}
	if f := b.Figures.NPS; f != nil && f.Value != nil {
		l.note(item, unit, "nps", func(a string) int64 { return one(value(a) >= 9) - one(value(a) >= 0 && value(a) <= 6) })
	}
	merged := map[string]bool{}
	for _, bar := range b.Distribution {
		if bar.Merged {
			merged[bar.Code] = true
		} else {
			l.note(item, unit, bar.Code, func(a string) int64 { return one(has(a, bar.Code)) })
		}
	}
	if b.Others != nil {
		l.note(item, unit, fmt.Sprint(merged), func(a string) int64 { return one(merged[a]) })
	}
}

// coarse reports whether the error is told in grains of ten: then it is no equation.
func coarse(f *figureBody, score bool, item string) bool {
	n, step := float64(f.N), 1.0
	if score {
		step = 25
		if item == "Q72" {
			step = 10
		}
	}
	grains := *f.SE * *f.SE * n * (n - 1) / step / step / 10
	return math.Abs(grains-math.Round(grains)) < 1e-6
}

func one(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// value is an answer as a number, −1 when it is none.
func value(a string) int64 {
	var n int64
	if _, err := fmt.Sscan(a, &n); err != nil {
		return -1
	}
	return n
}

func has(a, code string) bool { return slices.Contains(strings.Split(a, "+"), code) }

// note writes an equation down, once.
func (l *loot) note(item, unit, what string, of func(string) int64) {
	key := fmt.Sprint(item, unit, what, l.w.batches)
	if l.seen[key] {
		return
	}
	l.seen[key] = true
	counted := map[string]int{}
	for u, n := range l.w.batches {
		if strings.HasPrefix(u, strings.TrimPrefix(unit, "BANK")) {
			counted[u] = n
		}
	}
	l.facts[item] = append(l.facts[item], fact{unit, counted, of})
}

// text is a respondent's answer to an item; "" for none.
func (v *victim) text(item string) string {
	switch a := v.answers[item].(type) {
	case nil:
		return ""
	case []any:
		var list []string
		for _, o := range a {
			list = append(list, o.(string))
		}
		return strings.Join(list, "+")
	default:
		return fmt.Sprint(a)
	}
}

func TestTheAttackerFindsNobody(t *testing.T) {
	t.Parallel()
	begun := time.Now()
	h := newHouse(t, dbtest.OpenSQLite(t))
	h.hire(t, "um", auth.UnitManager, "B01")
	h.hire(t, "branch", auth.SurveyManager, "BANK")
	h.hire(t, "sm", auth.SurveyManager, "")
	before := h.attacked(t, "before", "", 1)
	before.close(t)
	now := h.attacked(t, "now", "before", 2)

	// The manager and the survey manager lay their figures side by side.
	under, free := []string{"um", "branch"}, []string{"sm"}
	closed, closedFree := before.loot(), before.loot()
	closed.all(t, under)
	closedFree.all(t, free)
	live, liveFree := now.loot(), now.loot()
	live.all(t, under)
	liveFree.all(t, free)
	h.changes(t, "branch", "now", "before")
	h.pages(t, now)
	for i, unit := range later {
		now.answer(t, unit)
		now.catch(t)
		live.all(t, under)
		if i%10 == 9 { // now and then is enough for him
			liveFree.all(t, free)
		}
	}
	h.changes(t, "branch", "now", "before")
	now.close(t)
	over := now.loot()
	over.all(t, under)
	h.pages(t, now)

	for name, l := range map[string]*loot{"a wave that is over": closed, "an open wave": live, "the wave after its end": over} {
		for _, found := range l.solve() {
			t.Errorf("%s: %s", name, found)
		}
	}
	for name, l := range map[string]*loot{"a wave that is over": closedFree, "an open wave": liveFree} {
		found := l.solve()
		t.Logf("without the rule, %s: %d sets of 1 to 4, such as %v", name, len(found), found[:min(3, len(found))])
		if len(found) < 20 {
			t.Errorf("without the rule, %s gives away %d sets: the attacker does not try hard", name, len(found))
		}
	}
	if len(closed.facts["Q71"]) < 30 || len(live.facts["Q71"]) < 60 {
		t.Errorf("%d and %d figures are shown of Q71: the rule hides too much", len(closed.facts["Q71"]), len(live.facts["Q71"]))
	}
	t.Logf("%d responses, %v", len(before.all)+len(now.all), time.Since(begun))
}

func (w *target) loot() *loot {
	return &loot{w: w, facts: map[string][]fact{}, seen: map[string]bool{}, units: map[string][]string{}}
}

func (l *loot) all(t *testing.T, people []string) {
	t.Helper()
	for _, who := range people {
		p := l.w.people[who]
		if l.units[who] == nil {
			l.units[who] = l.w.units(t, p)
		}
		l.raid(t, p, l.units[who])
	}
}

// changes: a difference to the wave before is shown only where both figures are.
func (h *house) changes(t *testing.T, who, now, before string) {
	t.Helper()
	p, n := h.people[who], 0
	for _, unit := range sorted(crowd) {
		a := get[dashboardBody](t, p, "/waves/"+now+"/dashboard?unit="+unit)
		b := get[dashboardBody](t, p, "/waves/"+before+"/dashboard?unit="+unit)
		for i, node := range a.Tree {
			if node.Change == nil {
				continue
			}
			was := b.Tree[i].Score
			switch {
			case node.Change.Value == nil:
			case node.Score.Value == nil || was.Value == nil:
				t.Errorf("%s %s: a change to a figure that is not shown", unit, node.Code)
			case math.Abs(*node.Score.Value-*was.Value-*node.Change.Value) > 1e-9:
				t.Errorf("%s %s: the change is not that of the figures", unit, node.Code)
			default:
				n++
			}
		}
	}
	if n == 0 {
		t.Error("no change is shown")
	}
}

// pages: lists, exports and the stream say of figures what the dashboards say, and of responses only their number.
func (h *house) pages(t *testing.T, w *target) {
	t.Helper()
	p, code := h.people["branch"], w.wave.Code
	type card struct {
		Code     string
		Headline *figureBody
	}
	want := get[dashboardBody](t, p, "/waves/"+code+"/dashboard").Headline.Score
	for _, list := range [][]card{
		get[struct{ Items []card }](t, p, "/waves").Items, get[struct{ Waves []card }](t, p, "/overview").Waves,
	} {
		for _, c := range list {
			if c.Code == code && (c.Headline == nil || fmt.Sprint(*c.Headline.Value, c.Headline.N) != fmt.Sprint(*want.Value, want.N)) {
				t.Errorf("a list says %+v of the wave, its page %+v", c.Headline, want)
			}
		}
	}
	for _, unit := range []string{"BANK", "B01", "B02", "B03"} {
		type rows struct {
			Items []struct {
				Unit             struct{ Code string }
				Score, Top2, NPS *figureBody
				Change           *changeBody
			}
		}
		for _, row := range get[rows](t, p, "/waves/"+code+"/units?sort=-score&unit="+unit).Items {
			d := get[dashboardBody](t, p, "/waves/"+code+"/dashboard?unit="+row.Unit.Code).Headline
			same := func(what string, a, b *figureBody) {
				if a.String() != b.String() {
					t.Errorf("the table of %s says of %s's %s %s, its page %s", unit, row.Unit.Code, what, a, b)
				}
			}
			same("score", row.Score, d.Score)
			same("share", row.Top2, d.Top2)
			same("NPS", row.NPS, d.NPS)
			if (row.Change == nil) != (d.Change == nil) || row.Change != nil && (row.Change.Value == nil) != (d.Change.Value == nil) {
				t.Errorf("the table of %s says of %s's change %v, its page %v", unit, row.Unit.Code, row.Change, d.Change)
			}
		}
	}
	for _, path := range []string{"/progress", "/links", "/events"} {
		body := p.do(t, "GET", "/api/v1/waves/"+code+path, "").body
		for _, word := range []string{"score", "mean", "top2", "nps", "share", "distribution"} {
			if strings.Contains(body, `"`+word+`"`) {
				t.Errorf("%s speaks of %s: %.200s", path, word, body)
			}
		}
	}
	for unit := range crowd {
		d := get[dashboardBody](t, p, "/waves/"+code+"/dashboard?unit="+unit)
		for i, row := range h.csv(t, p, "/waves/"+code+"/tables/tree.csv?unit="+unit) {
			if shown, exported := d.Tree[i].Score.Value != nil, row["分值"] != "" || row["得分"] != "" || row["满意度"] != ""; shown != exported {
				t.Fatalf("tree.csv of %s: %s is shown %v, exported %v: %v", unit, d.Tree[i].Code, shown, exported, row)
			}
		}
		for _, item := range asked {
			b := get[itemBody](t, p, "/waves/"+code+"/items/"+item+"?unit="+unit)
			rows := h.csv(t, p, "/waves/"+code+"/tables/item.csv?unit="+unit+"&item="+item)
			if b.Others != nil {
				rows = rows[:len(rows)-1]
			}
			if len(rows) != len(b.Distribution) {
				t.Errorf("item.csv of %s %s has %d answers, the page %d", unit, item, len(rows), len(b.Distribution))
			}
			for i := range min(len(rows), len(b.Distribution)) {
				if got := rows[i]["#2"]; b.Distribution[i].Merged && got != "" || !b.Distribution[i].Merged && got != fmt.Sprint(b.Distribution[i].N) {
					t.Errorf("item.csv of %s %s says %q, the page %+v", unit, item, got, b.Distribution[i])
				}
			}
		}
	}
}

// csv reads a table by its headings, and by "#0" and so on.
func (h *house) csv(t *testing.T, p *person, path string) []map[string]string {
	t.Helper()
	a := p.do(t, "GET", "/api/v1"+path, "")
	records, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(a.body, "\ufeff"))).ReadAll()
	if err != nil || a.status != 200 {
		t.Fatalf("%s: %v %s", path, err, a)
	}
	var rows []map[string]string
	for _, r := range records[1:] {
		row := map[string]string{}
		for i, cell := range r {
			row[records[0][i]], row[fmt.Sprintf("#%d", i)] = cell, cell
		}
		rows = append(rows, row)
	}
	return rows
}
