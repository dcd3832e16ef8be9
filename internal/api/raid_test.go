package api_test

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
)

// loot is what an attacker has written down of a wave: equations about its respondents, by item.
type loot struct {
	w     *target
	facts map[string][]fact
	seen  map[string]bool
	alone []string            // answers of few that follow from the figures of one unit, since people come whole
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
	if b.Figures.Mean != nil && mean.Value != nil && mean.N < 100 && (item == "Q11" || item == "Q31" || item == "Q71") {
		l.count(b, unit, item)
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

// count goes through all whole numbers of people that fit what one unit shows of an item with marks 1 to 5. What the mean
// alone tells, at the ends of its scale, is known and documented.
func (l *loot) count(b itemBody, unit, item string) {
	truth, shown := [6]int64{}, [6]int64{-1, -1, -1, -1, -1, -1}
	for _, v := range l.w.all {
		if mark := value(v.text(item)); v.batch >= 0 && mark > 0 && strings.HasPrefix(v.unit, strings.TrimPrefix(unit, "BANK")) {
			truth[mark]++
		}
	}
	for _, bar := range b.Distribution {
		if mark := value(bar.Code); !bar.Merged && mark > 0 {
			shown[mark] = bar.N
		}
	}
	m := b.Figures.Mean
	n, sum := m.N, int64(math.Round(*m.Value*float64(m.N)))
	exact := !coarse(m, false, item)
	spread := *m.SE * *m.SE * float64(n*(n-1))
	steps := sum - n
	shownAs := func(q float64) float64 { return told(n, 4, steps, q) }
	low, high := truth, truth       // of what fits all that is shown
	widest, highest := truth, truth // of what fits base and mean
	for a := range n + 1 {
		for b := range n - a + 1 {
			for c := range n - a - b + 1 {
				five := sum - a - 2*b - 3*c - 4*(n-a-b-c)
				four := n - a - b - c - five
				world := [6]int64{0, a, b, c, four, five}
				if four < 0 || five < 0 {
					continue
				}
				q := float64(a+4*b+9*c+16*four+25*five) - float64(sum*sum)/float64(n)
				fits := math.Abs(q-spread) < 1e-6 || !exact && math.Abs(shownAs(q)-spread) < 1e-5
				for mark := 1; mark <= 5; mark++ {
					widest[mark], highest[mark] = min(widest[mark], world[mark]), max(highest[mark], world[mark])
					fits = fits && (shown[mark] < 0 || shown[mark] == world[mark])
				}
				for mark := 1; fits && mark <= 5; mark++ {
					low[mark], high[mark] = min(low[mark], world[mark]), max(high[mark], world[mark])
				}
			}
		}
	}
	for mark := 1; mark <= 5; mark++ {
		if t := truth[mark]; t >= 1 && t <= 4 && low[mark] == high[mark] && widest[mark] < highest[mark] {
			l.alone = append(l.alone, fmt.Sprintf("%s of %s alone: %d answered %d", item, unit, t, mark))
		}
	}
}

// told is the spread that is shown for one of n answers with top steps between the ends of the scale: both the mean and
// the spread are in steps. The rule is no secret.
func told(n, top int64, total int64, spread float64) float64 {
	square := float64(total*total) / float64(n)
	each, rest := total/n, total%n
	least := (n-rest)*each*each + rest*(each+1)*(each+1)
	most := total/top*top*top + (total%top)*(total%top)
	size := max(10, 0.4*float64(top*top))
	part := math.Floor((spread+square-float64(least))/size + 1e-9)
	if part >= math.Floor(float64(most-least)/size+1e-9)-1 {
		return float64(most) - square
	}
	return float64(least) + size*(part+1) - square
}

// coarse reports whether the error is one that is told for many spreads: then it is no equation.
func coarse(f *figureBody, score bool, item string) bool {
	top, low, step := int64(4), 1.0, 1.0
	if item == "Q72" {
		top, low = 10, 0
	}
	if score {
		low, step = 0, 100/float64(top)
	}
	n := float64(f.N)
	spread := *f.SE * *f.SE * n * (n - 1) / step / step
	total := int64(math.Round((*f.Value - low) / step * n))
	return math.Abs(told(f.N, top, total, spread-1e-6)-spread) < 1e-5
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
