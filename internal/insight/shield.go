package insight

import (
	"context"
	"math"
	"slices"

	"manyi.dev/manyi/internal/cube"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/response"
	"manyi.dev/manyi/internal/scoring"
	"manyi.dev/manyi/stat"
)

// shield is what a confidential or anonymous wave withholds of its figures, decided for all units at once and
// for everybody alike: what one manager sees and what another sees can be laid side by side.
//
// Its sets are the units of the wave's tree with those below them, and, behind them, the own respondents of
// surveyed units that have others below.
type shield struct {
	parent []int
	own    map[int]int // ordinal of a unit → its own respondents' set
	counts []int64     // respondents by set
	live   bool        // answers are still to be counted
	items  []coverage
}

// coverage is what is withheld of an item.
type coverage struct {
	mean    []Reason   // mean and score, by set
	bars    []Reason   // distribution and shares, by set
	table   table      // of a category
	options [][]Reason // of a multiple choice: by option (from 1) and set
	top2    bool       // the share can be counted from the bars that are shown
	nps     bool
}

// protected reports whether the wave promised its respondents that figures are under the rule.
func protected(wave programme.Wave, b Basis) bool {
	return wave.Anonymity != programme.Named && !b.Rows
}

// shieldOf decides for a wave as it is counted now.
func (s *Service) shieldOf(ctx context.Context, f *frame) (*shield, error) {
	p := cube.Plan{Wave: string(f.wave.ID), By: []string{scoring.DimUnit}}
	for i := range f.plan.items {
		p.Items = append(p.Items, f.plan.items[i].column.Entry.Code)
	}
	hist, err := s.engine.Histogram(ctx, p)
	if err != nil {
		return nil, err
	}
	sh := newShield(f.tree)
	for i := range hist.Groups {
		sh.each(f.tree, int(hist.Groups[i].Key[0]), func(set int) { sh.counts[set] += hist.Groups[i].Total.N })
	}
	if sh.live, err = s.live(ctx, f.wave, sh); err != nil {
		return nil, err
	}
	for i := range f.plan.items {
		sh.items = append(sh.items, sh.item(f, i, hist))
	}
	return sh, nil
}

func newShield(tree *programme.Tree) *shield {
	sh := &shield{own: map[int]int{}}
	for i := range tree.Units {
		sh.parent = append(sh.parent, tree.Units[i].Parent)
	}
	for i := range tree.Units {
		if u := &tree.Units[i]; u.Surveyed && len(u.Children) > 0 {
			sh.own[i] = len(sh.parent)
			sh.parent = append(sh.parent, i)
		}
	}
	sh.counts = make([]int64, len(sh.parent))
	return sh
}

// each goes through the sets that hold the respondents of a unit.
func (sh *shield) each(tree *programme.Tree, ordinal int, f func(set int)) {
	if set, ok := sh.own[ordinal]; ok {
		f(set)
	}
	for o := ordinal; o >= 0; o = tree.Units[o].Parent {
		f(o)
	}
}

// live reports whether a wave takes answers, or has some that are not counted yet.
func (s *Service) live(ctx context.Context, wave programme.Wave, sh *shield) (bool, error) {
	if wave.State != programme.Closed && wave.State != programme.Reported {
		return true, nil
	}
	counts, err := s.responses.Counts(ctx, wave.ID)
	var valid int64
	for _, c := range counts {
		if c.State == response.Valid {
			valid += c.N
		}
	}
	var counted int64
	for set, n := range sh.counts {
		if sh.parent[set] < 0 {
			counted += n
		}
	}
	return counted < valid, err
}

// item decides about one item.
func (sh *shield) item(f *frame, at int, hist *cube.Histogram) coverage {
	it := &f.plan.items[at]
	c := coverage{table: it.table()}
	answers := make([][]int64, len(sh.parent)) // by set: the bars, or the base and the options
	base := make([][]int64, len(sh.parent))
	for set := range answers {
		answers[set], base[set] = make([]int64, it.width()), make([]int64, 1)
	}
	for i := range hist.Groups {
		g := &hist.Groups[i]
		cells := it.cells(&c.table, &g.Items[at], g.Total.N)
		n := it.base(&c.table, cells)
		sh.each(f.tree, int(g.Key[0]), func(set int) {
			add(answers[set], cells, 1)
			base[set][0] += n
		})
	}
	if sh.live {
		c.mean, c.bars = sh.all(""), sh.all(Waiting)
		if !it.everybody() || c.table.byBars || base[0][0] != sh.counts[0] {
			c.mean = sh.all(Waiting)
			return c
		}
		c.mean = withhold(sh.parent, base, nil, noFew)
		return c
	}
	switch {
	case it.kind == cube.Options:
		c.mean = withhold(sh.parent, base, nil, noFew)
		c.options = make([][]Reason, it.width())
		for o := 1; o < it.width(); o++ {
			pairs := make([][]int64, len(answers))
			for set, a := range answers {
				pairs[set] = []int64{a[o], a[0] - a[o]}
			}
			c.options[o] = withhold(sh.parent, pairs, c.mean, noFew)
		}
		c.bars = sh.all("")
	case it.kind == cube.Number:
		c.mean = withhold(sh.parent, base, nil, noFew)
		c.bars = sh.all("")
	default:
		c.table.merge(answers[0])
		if c.table.byBars {
			c.mean = withhold(sh.parent, answers, nil, c.table.good)
			c.bars = c.mean
		} else {
			c.mean = withhold(sh.parent, base, nil, noFew)
			c.bars = withhold(sh.parent, answers, c.mean, c.table.good)
		}
		c.top2 = c.table.within(func(b bar) float64 { return map[bool]float64{true: 1}[b.top] })
		c.nps = c.table.within(func(b bar) float64 { return b.nps })
	}
	return c
}

func (sh *shield) all(r Reason) []Reason { return slices.Repeat([]Reason{r}, len(sh.parent)) }

// Why says why figures of a group are not shown, "" for those that are.
type Why struct {
	Score, Top2, NPS, Bars Reason
}

// why is what is withheld of an item in a set.
func (c *coverage) why(set int) Why {
	w := Why{Score: c.mean[set], Bars: c.bars[set]}
	w.Top2, w.NPS = w.Bars, w.Bars
	if w.Top2 == "" && !c.top2 {
		w.Top2 = Beside
	}
	if w.NPS == "" && !c.nps {
		w.NPS = Beside
	}
	return w
}

// merges reports whether an answer is not shown by itself in a set that shows its bars.
func (c *coverage) merges(code, set int) bool {
	if c.options != nil {
		return c.options[code][set] != ""
	}
	for i, b := range c.table.bars {
		if b.code == code {
			return c.table.merged[i]
		}
	}
	return false // "does not apply" is no answer
}

// applying leaves the reasons of the figures that the item has.
func (it *item) applying(w Why) Why {
	if it.mean == nil && it.kind != cube.Number {
		w.Score = ""
	}
	if it.top2 == nil {
		w.Top2 = ""
	}
	if it.nps == nil {
		w.NPS = ""
	}
	return w
}

// set is the set of a group, −1 for a level of a dimension.
func (sh *shield) set(sp *split, group int) int {
	switch {
	case sp.dim != "":
		return -1
	case sp.units == nil:
		return sp.unit.Index
	}
	o := sp.units[group].Index
	if own, ok := sh.own[o]; ok && sp.own {
		return own
	}
	return o
}

// protect withholds what may not be shown of groups that were measured.
func (s *Service) protect(ctx context.Context, f *frame, sp *split, groups []group) error {
	if f.shield == nil {
		return nil
	}
	if sp.dim != "" {
		return s.protectLevels(ctx, f, sp, groups)
	}
	for i := range groups {
		if n := f.shield.counts[f.shield.set(sp, i)]; n != groups[i].total.N { // something came in between
			var err error
			if f.shield, err = s.shieldOf(ctx, f); err != nil {
				return err
			}
			break
		}
	}
	for i := range groups {
		g, set := &groups[i], f.shield.set(sp, i)
		if g.total.N == 0 {
			continue // there is nothing to withhold
		}
		current := f.shield.counts[set] == g.total.N
		for at := range g.items {
			why := f.shield.items[at].why(set)
			if !current {
				why = Why{Waiting, Waiting, Waiting, Waiting}
			}
			g.items[at].withhold(&f.shield.items[at].table, why)
		}
	}
	return nil
}

// withhold takes out what is not shown and tells the error of the mean no finer than the rule allows. Who
// answered nothing has nothing to withhold.
func (m *measured) withhold(t *table, why Why) {
	m.why = why
	switch {
	case why.Score != "":
		m.mean, m.score = stat.Estimate{}, stat.Estimate{}
	case why.Bars != "" || slices.Contains(t.merged, true): // else every answer is shown, and so is the error
		l := t.ladder()
		if l.step == 0 { // of a number
			m.mean, m.score = coarse(m.mean), coarse(m.score)
			break
		}
		by := l.wider(m.mean)
		m.mean, m.score = widened(m.mean, by), widened(m.score, by)
	}
	if why.Top2 != "" {
		m.top2 = stat.Estimate{}
	}
	if why.NPS != "" {
		m.nps = stat.Estimate{}
	}
}

// wider is by how much the error of a mean grows when the spread behind it is told as the rule allows; 1 where there
// is no error, or no scale.
func (l ladder) wider(mean stat.Estimate) float64 {
	n := float64(mean.N())
	spread := mean.Variance() * n * (n - 1)
	if !(spread > 0) {
		return 1
	}
	return max(1, math.Sqrt(l.told(n, mean.Value(), spread)/spread))
}

// widened is an estimate with an error so many times as large. The value stays.
func widened(e stat.Estimate, by float64) stat.Estimate {
	if by == 1 || !e.Defined() {
		return e
	}
	return e.Linear(e.Value()*(1-by), by)
}

// coarse rounds a variance up to two digits, so that it is no equation about single answers: for estimates that stand
// on no scale of steps.
func coarse(e stat.Estimate) stat.Estimate {
	v := e.Variance()
	if !(v > 0) {
		return e
	}
	digit := math.Pow(10, math.Floor(math.Log10(v))-1)
	return widened(e, math.Sqrt(math.Ceil(v/digit-1e-9)*digit/v))
}
