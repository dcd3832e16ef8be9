package insight

import (
	"context"

	"manyi.dev/manyi/internal/cube"
	"manyi.dev/manyi/internal/scoring"
)

// protectLevels withholds figures of the levels of a dimension. The levels of a unit are shown all or none:
// then what is known of units without their subunits has them all, too, and the same rule decides. Shares are
// left out, since a share of a level is a bar within a bar.
func (s *Service) protectLevels(ctx context.Context, f *frame, sp *split, groups []group) error {
	sh := f.shield
	p := cube.Plan{Wave: string(f.wave.ID), By: []string{scoring.DimUnit, sp.dim}}
	for i := range f.plan.items {
		p.Items = append(p.Items, f.plan.items[i].column.Entry.Code)
	}
	hist, err := s.engine.Histogram(ctx, p)
	if err != nil {
		return err
	}
	unit := sp.unit.Index
	// The count of responses of a quarter is no secret: it is what the field work is steered by.
	if sp.dim != scoring.DimQuarter {
		total := sh.levels(f, hist, 1, func(g *cube.Group) []int64 { return []int64{g.Total.N} })
		r := Waiting
		if !sh.live {
			r = withhold(sh.parent, total, nil, noFew)[unit]
		}
		for i := range groups {
			groups[i].why = r
		}
	}
	for at := range f.plan.items {
		r := sh.levelsOf(f, hist, at)[unit]
		for i := range groups {
			groups[i].items[at].withhold(&sh.items[at].table, Why{Score: r, Top2: Few, NPS: Few, Bars: Few})
		}
	}
	return nil
}

// levelsOf decides in which sets the levels' figures of an item are shown.
func (sh *shield) levelsOf(f *frame, hist *cube.Histogram, at int) []Reason {
	if sh.live {
		return sh.all(Waiting)
	}
	it, c := &f.plan.items[at], &sh.items[at]
	width := 1
	if c.table.byBars {
		width = it.width()
	}
	cells := sh.levels(f, hist, width, func(g *cube.Group) []int64 {
		counts := it.cells(&c.table, &g.Items[at], g.Total.N)
		if c.table.byBars {
			return counts
		}
		return []int64{it.base(&c.table, counts)}
	})
	return withhold(sh.parent, cells, c.mean, noFew)
}

// levels adds up what counts of each level by set.
func (sh *shield) levels(f *frame, hist *cube.Histogram, width int, count func(*cube.Group) []int64) [][]int64 {
	place := map[int32]int{} // more than the unit's own levels: others have them
	for i := range hist.Groups {
		if _, ok := place[hist.Groups[i].Key[1]]; !ok {
			place[hist.Groups[i].Key[1]] = len(place)
		}
	}
	cells := make([][]int64, len(sh.parent))
	for set := range cells {
		cells[set] = make([]int64, len(place)*width)
	}
	for i := range hist.Groups {
		g := &hist.Groups[i]
		level, n := place[g.Key[1]], count(g)
		sh.each(f.tree, int(g.Key[0]), func(set int) { add(cells[set][level*width:], n, 1) })
	}
	return cells
}
