package column

import (
	"context"
	"math"
	"slices"

	"manyi.dev/manyi/internal/cube"
)

const (
	// blockRows is how many rows are taken at a time: their groups, weights and codes together
	// stay in a core's cache.
	blockRows = 1 << 15
	// unitRows is the least number of rows in a unit of work, maxUnits the most units of a scan.
	unitRows = 1 << 17
	maxUnits = 16
	// denseGroups and denseCells bound the groups that are numbered without looking at the rows.
	denseGroups = 1 << 12
	denseCells  = 1 << 22
	// unitCells bounds units × cells, maxCells the cells of an answer.
	unitCells = 1 << 23
	maxCells  = 1 << 25
)

// scan is a plan made ready for a snapshot: which rows, in which groups, with which weights.
type scan struct {
	parts  []part
	allow  [math.MaxUint8 + 1]bool // by state
	conds  []cond
	keys   []key
	groups int       // numbers given to groups; not all need to have rows
	sparse [][]int32 // by part and row: the group's number, −1 outside; nil when groups are dense
	codes  [][]int32 // by group number, when sparse
	cells  int       // of one group
}

// part is a segment with the weights of its rows, nil without weights.
type part struct {
	seg     *segment
	weights []float64
}

// cond lets the rows pass whose code in a column is set in pass.
type cond struct {
	column int
	pass   []bool
}

// key is a column to group by; codes are 0..size−1.
type key struct {
	column int
	size   int
}

// names of the columns a plan uses.
type names struct {
	by, items, dims []string
	selects         []string // dimensions or category items that choose a table
	where           []cube.Cond
	weights         string
	partial         bool
}

// prepare checks the names of a plan, brings the columns into memory and makes the scan.
func (e *Engine) prepare(ctx context.Context, wave string, p names) (*scan, shape, error) {
	if p.weights != "" {
		if err := checkScheme(p.weights); err != nil {
			return nil, shape{}, err
		}
	}
	w, err := e.wave(ctx, wave)
	if err != nil {
		return nil, shape{}, err
	}
	columns, err := w.shape.columnsOf(p)
	if err != nil {
		return nil, shape{}, err
	}
	snap, err := w.view(columns, p.weights)
	if err != nil {
		return nil, shape{}, err
	}
	e.shrink(w)
	s := &scan{parts: []part{{seg: &snap.base}, {seg: &snap.tail}}}
	if p.weights != "" {
		s.parts[0].weights = snap.weights[p.weights].base
		s.parts[1].weights = snap.weights[p.weights].tail
	}
	s.parts = slices.DeleteFunc(s.parts, func(p part) bool { return p.seg.rows == 0 })
	s.allow[cube.Valid], s.allow[cube.Partial] = true, p.partial
	for _, name := range p.by {
		c := w.shape.find(name)
		s.keys = append(s.keys, key{column: c, size: s.size(w.shape, c)})
	}
	for _, c := range p.where {
		column := w.shape.find(c.Name)
		pass := make([]bool, s.size(w.shape, column))
		for _, code := range c.In {
			if code >= 0 && int(code) < len(pass) {
				pass[code] = true
			}
		}
		s.conds = append(s.conds, cond{column: column, pass: pass})
	}
	return s, w.shape, nil
}

// columnsOf lists the columns a plan needs. Groups and filters take dimensions and category items.
func (s shape) columnsOf(p names) ([]int, error) {
	var columns []int
	coded := append(slices.Clone(p.by), p.selects...)
	for _, c := range p.where {
		coded = append(coded, c.Name)
	}
	for _, name := range coded {
		c := s.find(name)
		if item, isItem := s.item(max(c, 0)); c < 0 || (isItem && item.Kind != cube.Category) {
			return nil, cube.UnknownColumn(name)
		}
		columns = append(columns, c)
	}
	for _, name := range p.dims {
		if s.Dim(name) < 0 {
			return nil, cube.UnknownColumn(name)
		}
		columns = append(columns, s.Dim(name))
	}
	for _, code := range p.items {
		if s.Item(code) < 0 {
			return nil, cube.UnknownColumn(code)
		}
		columns = append(columns, len(s.Dims)+s.Item(code))
	}
	return columns, nil
}

// size is one more than the highest code of a column.
func (s *scan) size(sh shape, column int) int {
	if item, ok := sh.item(column); ok {
		return item.Size + 1
	}
	size := 1
	for _, p := range s.parts {
		size = max(size, int(p.seg.cols[column].top)+1)
	}
	return size
}

// number decides how groups are numbered, for answers of so many cells per group. A few possible
// groups are numbered by their codes; else the rows are looked through for those that exist.
func (s *scan) number(cells int) error {
	s.cells = cells
	product := 1.0
	for _, k := range s.keys {
		product *= float64(k.size)
	}
	if product <= denseGroups || product*float64(cells) <= denseCells {
		s.groups = int(product)
	} else if product >= math.MaxInt64 {
		return cube.TooLarge(math.MaxInt64)
	} else {
		s.findGroups()
	}
	if total := int64(s.groups) * int64(cells); total > maxCells {
		return cube.TooLarge(total)
	}
	return nil
}

// findGroups numbers the groups that have rows under the filter, in the order of their codes.
func (s *scan) findGroups() {
	provisional := map[uint64]int32{}
	var found []uint64
	s.sparse = make([][]int32, len(s.parts))
	b := newBlock()
	for p := range s.parts {
		rows := s.parts[p].seg.rows
		s.sparse[p] = make([]int32, rows)
		for lo := 0; lo < rows; lo += blockRows {
			hi := min(rows, lo+blockRows)
			for row := lo; row < hi; row++ {
				s.sparse[p][row] = -1
			}
			b.choose(s, p, lo, hi)
			for _, at := range b.rows {
				row := lo + int(at)
				k := s.keyOf(s.parts[p].seg, row)
				n, ok := provisional[k]
				if !ok {
					n = int32(len(found))
					provisional[k] = n
					found = append(found, k)
				}
				s.sparse[p][row] = n
			}
		}
	}
	order := slices.Clone(found)
	slices.Sort(order)
	final := make([]int32, len(found))
	s.codes = make([][]int32, len(found))
	for n, k := range order {
		final[provisional[k]] = int32(n)
		s.codes[n] = s.split(k)
	}
	for _, numbers := range s.sparse {
		for row, n := range numbers {
			if n >= 0 {
				numbers[row] = final[n]
			}
		}
	}
	s.groups = len(found)
}

// keyOf is the place of a row's codes in the order of all possible ones.
func (s *scan) keyOf(seg *segment, row int) uint64 {
	var k uint64
	for _, by := range s.keys {
		k = k*uint64(by.size) + uint64(seg.cols[by.column].code(row))
	}
	return k
}

// split gives the codes back.
func (s *scan) split(k uint64) []int32 {
	codes := make([]int32, len(s.keys))
	for i := len(codes) - 1; i >= 0; i-- {
		codes[i] = int32(k % uint64(s.keys[i].size))
		k /= uint64(s.keys[i].size)
	}
	return codes
}

// key is the key of a group.
func (s *scan) key(group int) []int32 {
	if s.sparse != nil {
		return s.codes[group]
	}
	return s.split(uint64(group))
}

// code is the code of a dimension or category column.
func (v vector) code(row int) int32 {
	if v.ints != nil {
		return v.ints[row]
	}
	return int32(v.codes[row])
}
