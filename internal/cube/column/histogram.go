package column

import (
	"context"
	"math/bits"

	"manyi.dev/manyi/internal/cube"
)

// tally is the sums of a histogram while they are added up. An item's cells lie together, group
// by group, so that counting one item over a block touches one stretch of memory.
type tally struct {
	total  []cube.Sums // by group; weighted plans
	cells  []cube.Sums
	totalN []int64 // the same without weights
	cellsN []int64

	moments []cube.Moments // by number item and group
}

// field is an item of the plan: where its cells begin and how many each group has.
type field struct {
	column int
	kind   cube.Kind
	size   int
	stride int // bytes of a multiple choice
	from   int // into cells, or into moments for a number, in groups
	width  int
}

// Histogram implements cube.Engine.
func (e *Engine) Histogram(ctx context.Context, plan cube.Plan) (*cube.Histogram, error) {
	s, sh, err := e.prepare(ctx, plan.Wave, names{
		by: plan.By, items: plan.Items, where: plan.Where, weights: plan.Weights, partial: plan.Partial,
	})
	if err != nil {
		return nil, err
	}
	fields, cells, numbers := sh.fields(plan.Items)
	if err := s.number(1 + cells + 3*numbers); err != nil {
		return nil, err
	}
	for i := range fields {
		fields[i].from *= s.groups
	}
	weighted := plan.Weights != ""
	fresh := func() *tally {
		t := &tally{moments: make([]cube.Moments, numbers*s.groups)}
		if weighted {
			t.total, t.cells = make([]cube.Sums, s.groups), make([]cube.Sums, cells*s.groups)
		} else {
			t.totalN, t.cellsN = make([]int64, s.groups), make([]int64, cells*s.groups)
		}
		return t
	}
	add := func(t *tally, b *block) {
		t.addTotals(b)
		for i := range fields {
			t.addItem(&fields[i], b)
		}
	}
	sum, without, err := run(ctx, s, fresh, add, (*tally).merge, (*tally).wipe)
	if err != nil {
		return nil, err
	}
	sum.weigh()
	h := &cube.Histogram{By: plan.By, Items: plan.Items, WithoutWeight: without}
	for g := range s.groups {
		if sum.total[g].N > 0 {
			h.Groups = append(h.Groups, sum.group(s.key(g), g, fields))
		}
	}
	return h, nil
}

// fields lays out the cells of the items; from is still to be multiplied by the number of groups.
func (s shape) fields(items []string) (fields []field, cells, numbers int) {
	for _, code := range items {
		i := s.Item(code)
		item := s.Items[i]
		f := field{column: len(s.Dims) + i, kind: item.Kind, size: item.Size, from: cells, width: item.Size + 1}
		switch item.Kind {
		case cube.Number:
			f.from, f.width = numbers, 1
			numbers++
		case cube.Options:
			f.stride = stride(item.Size)
			cells += f.width
		default:
			cells += f.width
		}
		fields = append(fields, f)
	}
	return fields, cells, numbers
}

func (t *tally) addTotals(b *block) {
	if b.w == nil {
		for _, g := range b.group {
			t.totalN[g]++
		}
		return
	}
	w := b.w[:len(b.group)]
	for i, g := range b.group {
		put(&t.total[g], w[i])
	}
}

func put(s *cube.Sums, w float64) {
	s.N++
	s.W += w
	s.W2 += w * w
}

func (t *tally) addItem(f *field, b *block) {
	switch {
	case f.kind == cube.Number:
		t.addNumber(f, b)
	case f.kind == cube.Options:
		t.addOptions(f, b)
	case b.w == nil:
		count(t.cellsN[f.from:], f.width, b.group, b.categories(f.column, 0))
	default:
		weigh(t.cells[f.from:], f.width, b.group, b.categories(f.column, 0), b.w)
	}
}

// count and weigh are the inner loops of the cube.
func count(cells []int64, width int, group []int32, codes []uint8) {
	codes = codes[:len(group)]
	for i, g := range group {
		cells[int(g)*width+int(codes[i])]++
	}
}

func weigh(cells []cube.Sums, width int, group []int32, codes []uint8, w []float64) {
	codes, w = codes[:len(group)], w[:len(group)]
	for i, g := range group {
		put(&cells[int(g)*width+int(codes[i])], w[i])
	}
}

// addOptions counts a response in every chosen option, or in cell 0 when it did not answer.
func (t *tally) addOptions(f *field, b *block) {
	masks := b.seg.cols[f.column].masks
	for i, g := range b.group {
		chosen := mask(masks, f.stride, b.lo+int(b.rows[i]))
		cell := f.from + int(g)*f.width
		if chosen == 0 {
			t.putCell(cell, b, i)
			continue
		}
		for chosen &^= 1; chosen != 0; chosen &= chosen - 1 {
			t.putCell(cell+bits.TrailingZeros64(chosen), b, i)
		}
	}
}

func (t *tally) putCell(cell int, b *block, i int) {
	if b.w == nil {
		t.cellsN[cell]++
	} else {
		put(&t.cells[cell], b.w[i])
	}
}

func (t *tally) addNumber(f *field, b *block) {
	nums := b.seg.cols[f.column].nums[b.lo:]
	for i, g := range b.group {
		x := float64(nums[b.rows[i]])
		if x != x {
			continue
		}
		w := 1.0
		if b.w != nil {
			w = b.w[i]
		}
		m := &t.moments[f.from+int(g)]
		put(&m.Sums, w)
		m.WX += w * x
		m.WX2 += w * x * x
		m.W2X += w * w * x
		m.W2X2 += w * w * x * x
	}
}

func (t *tally) merge(o *tally) {
	mergeSums(t.total, o.total)
	mergeSums(t.cells, o.cells)
	for i, n := range o.totalN {
		t.totalN[i] += n
	}
	for i, n := range o.cellsN {
		t.cellsN[i] += n
	}
	for i := range o.moments {
		into, from := &t.moments[i], &o.moments[i]
		addSums(&into.Sums, from.Sums)
		into.WX += from.WX
		into.WX2 += from.WX2
		into.W2X += from.W2X
		into.W2X2 += from.W2X2
	}
}

func mergeSums(into, from []cube.Sums) {
	for i := range from {
		addSums(&into[i], from[i])
	}
}

func addSums(into *cube.Sums, from cube.Sums) {
	into.N += from.N
	into.W += from.W
	into.W2 += from.W2
}

func (t *tally) wipe() {
	clear(t.total)
	clear(t.cells)
	clear(t.totalN)
	clear(t.cellsN)
	clear(t.moments)
}

// weigh turns counts into sums of weights of one.
func (t *tally) weigh() {
	if t.total == nil {
		t.total, t.cells = ones(t.totalN), ones(t.cellsN)
	}
}

func ones(counts []int64) []cube.Sums {
	sums := make([]cube.Sums, len(counts))
	for i, n := range counts {
		sums[i] = cube.Sums{N: n, W: float64(n), W2: float64(n)}
	}
	return sums
}

func (t *tally) group(key []int32, g int, fields []field) cube.Group {
	group := cube.Group{Key: key, Total: t.total[g], Items: make([]cube.ItemSums, len(fields))}
	for i, f := range fields {
		if f.kind == cube.Number {
			group.Items[i].Moments = t.moments[f.from+g]
			continue
		}
		at := f.from + g*f.width
		group.Items[i].Values = t.cells[at : at+f.width : at+f.width]
	}
	return group
}
