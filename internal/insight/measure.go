package insight

import (
	"context"
	"math"
	"sort"

	"manyi.dev/manyi/internal/cube"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/scoring"
	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/design"
)

// frame is a wave as it is to be counted: what every question about it shares.
type frame struct {
	wave    programme.Wave
	tree    *programme.Tree
	plan    *plan
	weights string  // scheme, "" for none
	full    bool    // the wave's own design: strata and PSUs
	shield  *shield // what is withheld; nil where everything is shown
	design  design.Design
	strata  []int32 // code → rank of the name, so that sums are taken in an order that codes do not change
	psus    []int32
}

// split says into which groups a question divides the respondents: by unit, with a group for each given unit
// (disjoint), or by the codes of another dimension.
type split struct {
	unit   *programme.Unit   // everything below it
	units  []*programme.Unit // one group each, in the order of the tree; nil: one group of all
	own    bool              // a unit's group is the unit itself, without those below it
	dim    string            // another dimension, one group per code found
	groups []int32           // codes of dim, filled by measure
}

// group is what was measured of one group of respondents.
type group struct {
	code  int32 // of split.dim
	total cube.Sums
	items []measured
	nodes []stat.Estimate // by node of the plan's tree
	whys  []nodeWhy       // likewise
	df    float64
	why   Reason // why even the count is not shown
}

// measured are the figures of an item; the zero Estimate is undefined.
type measured struct {
	bars                   []cube.Sums // by category
	mean, score, top2, nps stat.Estimate
	why                    Why
}

// cell is a group of the cube's answer, sorted into a group of ours.
type cell struct {
	into         int
	stratum, psu int32
	from         *cube.Group
}

// measure answers one question about a wave.
func (s *Service) measure(ctx context.Context, f *frame, sp *split) ([]group, error) {
	by := sp.by()
	if f.full {
		by = append(by, scoring.DimStratum, scoring.DimPSU)
	}
	p := cube.Plan{Wave: string(f.wave.ID), By: by, Weights: f.weights, Where: []cube.Cond{within(sp.unit)}}
	for i := range f.plan.items {
		p.Items = append(p.Items, f.plan.items[i].column.Entry.Code)
	}
	hist, err := s.engine.Histogram(ctx, p)
	if err != nil {
		return nil, err
	}
	cells, n := f.sort(hist, sp)
	groups := make([]group, n)
	whole := sp.unit.Parent < 0 && sp.units == nil && sp.dim == ""
	members := make([][]design.Members, n)
	byGroup := make([][]cell, n)
	for _, c := range cells {
		g := &groups[c.into]
		g.total.N += c.from.Total.N
		g.total.W += c.from.Total.W
		g.total.W2 += c.from.Total.W2
		members[c.into] = append(members[c.into], design.Members{Stratum: c.stratum, PSU: c.psu, N: c.from.Total.N})
		byGroup[c.into] = append(byGroup[c.into], c)
	}
	for i := range groups {
		g := &groups[i]
		if sp.dim != "" {
			g.code = sp.groups[i]
		}
		g.df = f.design.DF()
		if !whole {
			g.df = f.design.DomainDF(members[i])
		}
		if err := f.items(g, byGroup[i]); err != nil {
			return nil, err
		}
	}
	if err := s.protect(ctx, f, sp, groups); err != nil {
		return nil, err
	}
	return groups, s.nodes(ctx, f, sp, by, groups)
}

// by are the dimensions that tell the groups apart.
func (sp *split) by() []string {
	switch {
	case sp.dim != "":
		return []string{sp.dim}
	case sp.units != nil:
		return []string{scoring.DimUnit}
	}
	return nil
}

// within selects everything below a unit.
func within(u *programme.Unit) cube.Cond {
	in := make([]int32, 0, u.Last-u.Index+1)
	for o := u.Index; o <= u.Last; o++ {
		in = append(in, int32(o))
	}
	return cube.Cond{Name: scoring.DimUnit, In: in}
}

// place is the group of a code of the first dimension, −1 for none.
func (sp *split) place(code int32) int {
	if sp.dim != "" {
		i := sort.Search(len(sp.groups), func(i int) bool { return sp.groups[i] >= code })
		if i < len(sp.groups) && sp.groups[i] == code {
			return i
		}
		return -1
	}
	if sp.units == nil {
		return 0
	}
	i := sort.Search(len(sp.units), func(i int) bool { return sp.units[i].Index > int(code) }) - 1
	if i >= 0 && int(code) <= sp.last(i) {
		return i
	}
	return -1
}

// last is the highest ordinal of a unit's group.
func (sp *split) last(i int) int {
	if sp.own {
		return sp.units[i].Index
	}
	return sp.units[i].Last
}

// sort assigns the cube's groups to ours, in an order that does not depend on codes.
func (f *frame) sort(hist *cube.Histogram, sp *split) ([]cell, int) {
	grouped := len(sp.by()) > 0
	if sp.dim != "" {
		seen := map[int32]bool{}
		for i := range hist.Groups {
			if code := hist.Groups[i].Key[0]; !seen[code] {
				seen[code] = true
				sp.groups = append(sp.groups, code)
			}
		}
		sort.Slice(sp.groups, func(i, j int) bool { return sp.groups[i] < sp.groups[j] })
	}
	n := 1
	switch {
	case sp.dim != "":
		n = len(sp.groups)
	case sp.units != nil:
		n = len(sp.units)
	}
	places := newPlaces(sp)
	cells := make([]cell, 0, len(hist.Groups))
	for i := range hist.Groups {
		g := &hist.Groups[i]
		c := cell{from: g}
		key := g.Key
		if grouped {
			if c.into = places.of(key[0]); c.into < 0 {
				continue
			}
			key = key[1:]
		}
		if f.full {
			c.stratum, c.psu = f.strata[key[0]], f.psus[key[1]]
		}
		cells = append(cells, c)
	}
	sort.SliceStable(cells, func(i, j int) bool {
		a, b := cells[i], cells[j]
		switch {
		case a.into != b.into:
			return a.into < b.into
		case a.stratum != b.stratum:
			return a.stratum < b.stratum
		}
		return a.psu < b.psu
	})
	return cells, n
}

// places remembers place by code: a wave has many cells and few codes.
type places struct {
	sp   *split
	seen map[int32]int
}

func newPlaces(sp *split) *places { return &places{sp: sp, seen: map[int32]int{}} }

func (p *places) of(code int32) int {
	at, ok := p.seen[code]
	if !ok {
		at = p.sp.place(code)
		p.seen[code] = at
	}
	return at
}

// items estimates every item of a group.
func (f *frame) items(g *group, cells []cell) (err error) {
	g.items = make([]measured, len(f.plan.items))
	for i := range f.plan.items {
		it, m := &f.plan.items[i], &g.items[i]
		if it.kind == cube.Number {
			if m.mean, err = f.number(g, cells, i); err != nil {
				return err
			}
			continue
		}
		m.bars = sumBars(cells, i)
		if it.mean == nil {
			continue
		}
		merged := f.merge(cells, i, m.bars)
		if m.mean, err = f.estimate(g, merged, it.mean); err != nil {
			return err
		}
		low, high := it.mean.Bounds()
		if b := it.column.Entry.Binding; b == nil || len(b.Scores) == 0 {
			m.score = m.mean.Linear(-100*low/(high-low), 100/(high-low)) // the mean on the other scale
		} else if m.score, err = f.estimate(g, merged, it.score); err != nil {
			return err
		}
		if it.top2 != nil {
			if m.top2, err = f.estimate(g, merged, it.top2); err != nil {
				return err
			}
		}
		if it.nps != nil {
			if m.nps, err = f.estimate(g, merged, it.nps); err != nil {
				return err
			}
		}
	}
	return nil
}

func sumBars(cells []cell, item int) []cube.Sums {
	var bars []cube.Sums
	for _, c := range cells {
		values := c.from.Items[item].Values
		if bars == nil {
			bars = make([]cube.Sums, len(values))
		}
		for v := range values {
			bars[v].N += values[v].N
			bars[v].W += values[v].W
			bars[v].W2 += values[v].W2
		}
	}
	return bars
}

// bars are the histogram of an item in one stratum and PSU.
type bars struct {
	stratum, psu int32
	values       []cube.Sums
}

// merge gives an item's histograms by stratum and PSU; without a design of the wave's own there is one.
func (f *frame) merge(cells []cell, item int, all []cube.Sums) []bars {
	if !f.full {
		return []bars{{values: all}}
	}
	out := make([]bars, len(cells))
	for i, c := range cells {
		out[i] = bars{c.stratum, c.psu, c.from.Items[item].Values}
	}
	return out
}

// estimate is the mean of a scale.
func (f *frame) estimate(g *group, merged []bars, scale []float64) (stat.Estimate, error) {
	cells := make([]design.Cell, 0, len(merged))
	for _, b := range merged {
		c := design.Cell{Stratum: b.stratum, PSU: b.psu}
		for v, s := range b.values {
			if s.N > 0 && v < len(scale) && !math.IsNaN(scale[v]) {
				c.Values = append(c.Values, design.Value{Y: scale[v], N: s.N, W: s.W, W2: s.W2})
			}
		}
		if len(c.Values) > 0 {
			cells = append(cells, c)
		}
	}
	return f.design.Mean(cells, g.df)
}

// number is the mean of a number item, from its moments.
func (f *frame) number(g *group, cells []cell, item int) (stat.Estimate, error) {
	sums := make([]design.Moments, 0, len(cells))
	for _, c := range cells {
		m := c.from.Items[item].Moments
		sums = append(sums, design.Moments{
			Stratum: c.stratum, PSU: c.psu, N: m.N, W: m.W, W2: m.W2, WY: m.WX, WYY: m.WX2, WWY: m.W2X, WWYY: m.W2X2,
		})
	}
	return f.design.MeanOf(sums, g.df)
}
