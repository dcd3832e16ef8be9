package column

import (
	"context"
	"math"

	"manyi.dev/manyi/internal/cube"
)

// composite is a node of a residual plan made ready: one dense table per item.
type composite struct{ terms []term }

// term is what one item adds to z: r[table·width + category], 0 outside the base, and which
// categories are in the base of any table.
type term struct {
	column, slot int
	width        int
	r            []float64
	base         [math.MaxUint8 + 1]uint8
}

// zsums are the sums of a residual plan by group and node, with a worker's scratch for a block.
type zsums struct {
	sums  []cube.ZSums
	total []cube.Sums
	z     []float64
	in    []uint8
	table []int32
}

// Residual implements cube.Engine.
func (e *Engine) Residual(ctx context.Context, plan cube.ResidualPlan) (*cube.Residual, error) {
	p := names{by: plan.By, where: plan.Where, weights: plan.Weights, partial: plan.Partial}
	for _, n := range plan.Nodes {
		p.items = append(p.items, n.Items...)
	}
	if plan.Select != "" {
		p.selects = []string{plan.Select}
	}
	s, sh, err := e.prepare(ctx, plan.Wave, p)
	if err != nil {
		return nil, err
	}
	selector, tables := -1, 1
	if plan.Select != "" {
		selector = sh.find(plan.Select)
		tables = s.tabled(sh, selector, plan.Table)
	}
	nodes, err := sh.composites(plan.Nodes, tables)
	if err != nil {
		return nil, err
	}
	if err := s.number(2 * (1 + len(nodes))); err != nil {
		return nil, err
	}
	fresh := func() *zsums {
		return &zsums{
			sums: make([]cube.ZSums, s.groups*len(nodes)), total: make([]cube.Sums, s.groups),
			z: make([]float64, blockRows), in: make([]uint8, blockRows), table: make([]int32, blockRows),
		}
	}
	add := func(t *zsums, b *block) { t.add(b, nodes, selector, plan.Table) }
	sum, without, err := run(ctx, s, fresh, add, (*zsums).merge, (*zsums).wipe)
	if err != nil {
		return nil, err
	}
	r := &cube.Residual{By: plan.By, WithoutWeight: without}
	for g := range s.groups {
		if sum.total[g].N > 0 {
			at := g * len(nodes)
			r.Groups = append(r.Groups, cube.ResidualGroup{
				Key: s.key(g), Total: sum.total[g], Nodes: sum.sums[at : at+len(nodes) : at+len(nodes)],
			})
		}
	}
	return r, nil
}

// tabled leaves out the rows without a table and returns how many tables there are.
func (s *scan) tabled(sh shape, dim int, table []int32) (tables int) {
	pass := make([]bool, s.size(sh, dim))
	for code, t := range table {
		if t >= 0 {
			tables = max(tables, int(t)+1)
			if code < len(pass) {
				pass[code] = true
			}
		}
	}
	s.conds = append(s.conds, cond{column: dim, pass: pass})
	return tables
}

// composites checks the nodes and spreads out their tables.
func (s shape) composites(nodes []cube.NodeTables, tables int) ([]composite, error) {
	slots := map[int]int{}
	out := make([]composite, len(nodes))
	for n, node := range nodes {
		for j, code := range node.Items {
			i := s.Item(code)
			if s.Items[i].Kind != cube.Category {
				return nil, cube.UnknownColumn(code)
			}
			column := len(s.Dims) + i
			if _, ok := slots[column]; !ok {
				slots[column] = len(slots)
			}
			t := term{column: column, slot: slots[column], width: s.Items[i].Size + 1}
			t.r = make([]float64, tables*t.width)
			used := false
			for k := range min(tables, len(node.R)) {
				if len(node.R[k]) <= j {
					continue
				}
				for v, r := range node.R[k][j] {
					if v < t.width && !math.IsNaN(r) {
						t.r[k*t.width+v] = r
						t.base[v] = 1
						used = true
					}
				}
			}
			if used { // items of other branches of the tree cost nothing
				out[n].terms = append(out[n].terms, t)
			}
		}
	}
	return out, nil
}

func (t *zsums) add(b *block, nodes []composite, selector int, table []int32) {
	tables := t.table[:b.n]
	if selector < 0 {
		clear(tables)
	} else {
		codes := b.seg.cols[selector]
		for i, at := range b.rows {
			tables[i] = table[codes.code(b.lo+int(at))]
		}
	}
	for i, g := range b.group {
		put(&t.total[g], b.weight(i))
	}
	z, in := t.z[:b.n], t.in[:b.n]
	for n := range nodes {
		clear(z)
		clear(in)
		for k := range nodes[n].terms {
			one := &nodes[n].terms[k]
			one.add(z, in, tables, b.categories(one.column, one.slot))
		}
		for i, g := range b.group {
			if in[i] == 0 {
				continue
			}
			w := b.weight(i)
			s := &t.sums[int(g)*len(nodes)+n]
			put(&s.Sums, w)
			zi := w * z[i]
			s.Z += zi
			s.Z2 += zi * zi
		}
	}
}

// add is the inner loop of the residual pass.
func (t *term) add(z []float64, in []uint8, tables []int32, codes []uint8) {
	in, tables, codes = in[:len(z)], tables[:len(z)], codes[:len(z)]
	r, width := t.r, t.width
	for i := range z {
		v := codes[i]
		z[i] += r[int(tables[i])*width+int(v)]
		in[i] |= t.base[v]
	}
}

// weight is the weight of a chosen row.
func (b *block) weight(i int) float64 {
	if b.w == nil {
		return 1
	}
	return b.w[i]
}

func (t *zsums) merge(o *zsums) {
	mergeSums(t.total, o.total)
	for i := range o.sums {
		addSums(&t.sums[i].Sums, o.sums[i].Sums)
		t.sums[i].Z += o.sums[i].Z
		t.sums[i].Z2 += o.sums[i].Z2
	}
}

func (t *zsums) wipe() {
	clear(t.total)
	clear(t.sums)
}
