package insight

import (
	"cmp"
	"context"
	"maps"
	"math"
	"slices"

	"manyi.dev/manyi/internal/cube"
	"manyi.dev/manyi/internal/scoring"
	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/design"
	"manyi.dev/manyi/stat/index"
)

// nodes estimates the indicators of every group: the scores by the roll-up, their errors by a second pass
// over the respondents' linearised values (D16). An indicator that one item measures has the item's own
// estimate.
func (s *Service) nodes(ctx context.Context, f *frame, sp *split, by []string, groups []group) error {
	tree := f.plan.tree
	rolled := make([]index.Rolled, len(groups))
	composite := map[int]bool{}
	for i := range groups {
		g := &groups[i]
		scores := make([]float64, len(f.plan.treeOf))
		for j, at := range f.plan.treeOf {
			scores[j] = g.items[at].score.Value() // NaN when nobody answered
		}
		rolled[i] = tree.Roll(scores)
		g.nodes = make([]stat.Estimate, tree.Len())
		for node := range tree.Len() {
			if math.IsNaN(rolled[i].Scores[node]) {
				continue
			}
			if j, ok := rolled[i].Only(node); ok {
				g.nodes[node] = g.items[f.plan.treeOf[j]].score
			} else {
				composite[node] = true
			}
		}
		g.whys = f.nodeWhys(g, rolled[i].Scores)
	}
	if len(composite) == 0 {
		return nil
	}
	return s.composites(ctx, f, sp, by, groups, rolled, keys(composite))
}

// nodeWhy says what is withheld of an indicator: its score, or some of the items it is otherwise made of.
type nodeWhy struct {
	why     Reason
	without []string
}

// nodeWhys gives the reasons of a group's indicators. A score is made of what is shown of its items, so that it
// tells nothing of the others; it is withheld when none is left, or when it needs all (index.Incomplete).
func (f *frame) nodeWhys(g *group, scores []float64) []nodeWhy {
	tree := f.plan.tree
	whys := make([]nodeWhy, tree.Len())
	for leaf := range whys {
		for _, j := range tree.LeafItems(leaf) {
			m := &g.items[f.plan.treeOf[j]]
			if m.why.Score == "" {
				continue
			}
			for node := leaf; node >= 0; node = tree.Parent(node) {
				w := &whys[node]
				w.without = append(w.without, tree.Items()[j])
				if math.IsNaN(scores[node]) && (w.why == "" || m.why.Score == Few) {
					w.why = m.why.Score
				}
			}
		}
	}
	return whys
}

func keys(set map[int]bool) []int {
	return slices.Sorted(maps.Keys(set))
}

func (s *Service) composites(ctx context.Context, f *frame, sp *split, by []string, groups []group, rolled []index.Rolled, nodes []int) error {
	p := cube.ResidualPlan{Wave: string(f.wave.ID), By: by, Where: []cube.Cond{within(sp.unit)}, Weights: f.weights}
	p.Select, p.Table = sp.tables()
	codes := make([]string, len(f.plan.treeOf))
	for j, at := range f.plan.treeOf {
		codes[j] = f.plan.items[at].column.Entry.Code
	}
	for _, node := range nodes {
		tables := cube.NodeTables{Items: codes, R: make([][][]float64, len(groups))}
		for i := range groups {
			if a := rolled[i].Coefficients[node]; a != nil {
				tables.R[i] = f.residuals(&groups[i], a)
			}
		}
		p.Nodes = append(p.Nodes, tables)
	}
	res, err := s.engine.Residual(ctx, p)
	if err != nil {
		return err
	}
	cells := f.sortResidual(res, sp)
	for k, node := range nodes {
		for i := range groups {
			g := &groups[i]
			if _, single := rolled[i].Only(node); single || rolled[i].Coefficients[node] == nil {
				continue
			}
			var base design.Base
			var sums []design.Sums
			for _, c := range cells[i] {
				z := c.from.Nodes[k]
				base.N, base.W, base.W2 = base.N+z.N, base.W+z.W, base.W2+z.W2
				sums = append(sums, design.Sums{Stratum: c.stratum, PSU: c.psu, N: z.N, Z: z.Z, Z2: z.Z2})
			}
			if g.nodes[node], err = f.design.Composite(rolled[i].Scores[node], base, sums, g.df); err != nil {
				return err
			}
			if f.shield != nil {
				g.nodes[node] = coarse(g.nodes[node])
			}
		}
	}
	return nil
}

// residuals are a_j·(y − ȳ_j)/W_j for every category of the items behind a node.
func (f *frame) residuals(g *group, a []float64) [][]float64 {
	r := make([][]float64, len(a))
	for j, at := range f.plan.treeOf {
		if a[j] == 0 {
			continue
		}
		it, m := &f.plan.items[at], &g.items[at]
		mean, w := m.score.Value(), m.score.SumW()
		r[j] = make([]float64, len(it.score))
		for v, y := range it.score {
			r[j][v] = a[j] * (y - mean) / w // NaN for what does not count
		}
	}
	return r
}

// tables says by which dimension a respondent's table is chosen.
func (sp *split) tables() (dim string, table []int32) {
	switch {
	case sp.dim != "":
		dim = sp.dim
		if n := len(sp.groups); n > 0 {
			table = make([]int32, sp.groups[n-1]+1)
			for i := range table {
				table[i] = -1
			}
			for i, code := range sp.groups {
				table[code] = int32(i)
			}
		}
	case sp.units != nil:
		dim = scoring.DimUnit
		table = make([]int32, sp.unit.Last+1)
		for i := range table {
			table[i] = -1
		}
		for i, u := range sp.units {
			for o := u.Index; o <= sp.last(i); o++ {
				table[o] = int32(i)
			}
		}
	}
	return dim, table
}

// zcell is a group of the residual answer, sorted into a group of ours.
type zcell struct {
	stratum, psu int32
	from         *cube.ResidualGroup
}

func (f *frame) sortResidual(res *cube.Residual, sp *split) map[int][]zcell {
	places, grouped := newPlaces(sp), len(sp.by()) > 0
	cells := map[int][]zcell{}
	for i := range res.Groups {
		g := &res.Groups[i]
		key, into := g.Key, 0
		if grouped {
			if into = places.of(key[0]); into < 0 {
				continue
			}
			key = key[1:]
		}
		c := zcell{from: g}
		if f.full {
			c.stratum, c.psu = f.strata[key[0]], f.psus[key[1]]
		}
		cells[into] = append(cells[into], c)
	}
	for _, list := range cells {
		slices.SortStableFunc(list, func(a, b zcell) int {
			return cmp.Or(cmp.Compare(a.stratum, b.stratum), cmp.Compare(a.psu, b.psu))
		})
	}
	return cells
}
