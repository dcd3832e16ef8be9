package column

import "slices"

// block is a run of rows made ready for counting. It belongs to one worker and is filled again
// and again.
type block struct {
	seg   *segment
	lo, n int // first row; number of chosen rows

	rows  []int32   // offsets from lo of the chosen rows
	whole bool      // all rows are chosen: columns can be used as they are
	group []int32   // by chosen row
	w     []float64 // by chosen row, nil without weights

	without int64 // rows left out for want of a weight, added up over all fills

	rowBuf, groupBuf []int32
	wBuf             []float64
	codeBufs         []codeBuf
	fills            int
}

// codeBuf holds the chosen rows' codes of the column it was last gathered from.
type codeBuf struct {
	codes        []uint8
	column, fill int
}

func newBlock() *block {
	return &block{rowBuf: make([]int32, blockRows), groupBuf: make([]int32, blockRows)}
}

// choose finds the rows of [lo, hi) of a part that are in the plan.
func (b *block) choose(s *scan, p, lo, hi int) {
	part := s.parts[p]
	b.seg, b.lo = part.seg, lo
	rows := b.rowBuf[:hi-lo]
	n := 0
	for i, state := range part.seg.state[lo:hi] {
		rows[n] = int32(i)
		if s.allow[state] {
			n++
		}
	}
	rows = rows[:n]
	for _, c := range s.conds {
		rows = c.choose(rows, part.seg.cols[c.column], lo)
	}
	if part.weights != nil {
		n = 0
		for _, at := range rows {
			rows[n] = at
			if w := part.weights[lo+int(at)]; w == w {
				n++
			}
		}
		b.without += int64(len(rows) - n)
		rows = rows[:n]
	}
	b.rows, b.n, b.whole = rows, len(rows), len(rows) == hi-lo
}

func (c cond) choose(rows []int32, v vector, lo int) []int32 {
	n := 0
	if v.ints != nil {
		codes := v.ints[lo:]
		for _, at := range rows {
			rows[n] = at
			if c.pass[codes[at]] {
				n++
			}
		}
		return rows[:n]
	}
	codes := v.codes[lo:]
	for _, at := range rows {
		rows[n] = at
		if c.pass[codes[at]] {
			n++
		}
	}
	return rows[:n]
}

// fill chooses rows and finds their groups and weights.
func (b *block) fill(s *scan, p, lo, hi int) {
	b.choose(s, p, lo, hi)
	b.fills++
	b.group = b.groups(s, p)
	b.w = nil
	if weights := s.parts[p].weights; weights != nil {
		if b.whole {
			b.w = weights[lo:hi]
			return
		}
		if b.wBuf == nil {
			b.wBuf = make([]float64, blockRows)
		}
		b.w = gatherRows(b.wBuf, weights[lo:], b.rows)
	}
}

// groups are the numbers of the chosen rows' groups.
func (b *block) groups(s *scan, p int) []int32 {
	out := b.groupBuf[:b.n]
	switch {
	case s.sparse != nil:
		return gatherRows(out, s.sparse[p][b.lo:], b.rows)
	case len(s.keys) == 0:
		clear(out)
		return out
	case len(s.keys) == 1 && b.whole && b.seg.cols[s.keys[0].column].ints != nil:
		return b.seg.cols[s.keys[0].column].ints[b.lo : b.lo+b.n]
	}
	clear(out)
	for _, k := range s.keys {
		v, size := b.seg.cols[k.column], int32(k.size)
		if v.ints != nil {
			codes := v.ints[b.lo:]
			for i, at := range b.rows {
				out[i] = out[i]*size + codes[at]
			}
			continue
		}
		codes := v.codes[b.lo:]
		for i, at := range b.rows {
			out[i] = out[i]*size + int32(codes[at])
		}
	}
	return out
}

// categories are the chosen rows' codes of a category column. The result is good until the next
// fill, or until another column is asked for in the same slot.
func (b *block) categories(column, slot int) []uint8 {
	codes := b.seg.cols[column].codes[b.lo:]
	if b.whole {
		return codes[:b.n]
	}
	for len(b.codeBufs) <= slot {
		b.codeBufs = append(b.codeBufs, codeBuf{codes: make([]uint8, blockRows)})
	}
	buf := &b.codeBufs[slot]
	if buf.fill != b.fills || buf.column != column {
		buf.codes, buf.column, buf.fill = gatherRows(buf.codes, codes, b.rows), column, b.fills
	}
	return buf.codes
}

func gatherRows[T any](out, from []T, rows []int32) []T {
	out = slices.Grow(out[:0], len(rows))[:len(rows)]
	for i, at := range rows {
		out[i] = from[at]
	}
	return out
}
