package column

import (
	"math"

	"manyi.dev/manyi/internal/cube"
)

// dead is the state of a row whose response was loaded again.
const dead = 255

// segment holds rows as columns: dimensions first, then items, as in the layout.
type segment struct {
	rows  int
	ids   []cube.ID // of the tail; of a base only while it is written
	state []uint8   // nil when not in memory
	cols  []vector
}

// vector is one column; which slice is used follows from the column's kind. A zero vector of a
// segment with rows is not in memory.
type vector struct {
	ints  []int32   // dimension
	top   int32     // highest code in ints
	codes []uint8   // category
	masks []byte    // options: stride bytes per row, little end first; bit 0 = answered
	nums  []float32 // number, NaN = missing
}

func (v vector) loaded() bool {
	return v.ints != nil || v.codes != nil || v.masks != nil || v.nums != nil
}

func (v vector) bytes() int64 {
	return int64(4*cap(v.ints) + cap(v.codes) + cap(v.masks) + 4*cap(v.nums))
}

// stride is the number of bytes of a multiple choice with so many options.
func stride(options int) int { return options/8 + 1 }

// shape tells what the columns of a layout are.
type shape struct {
	cube.Layout
}

func (s shape) columns() int { return len(s.Dims) + len(s.Items) }

// item is the item of column c, false for a dimension.
func (s shape) item(c int) (cube.Item, bool) {
	if c < len(s.Dims) {
		return cube.Item{}, false
	}
	return s.Items[c-len(s.Dims)], true
}

// find is the number of the column with a name, −1 for none.
func (s shape) find(name string) int {
	if d := s.Dim(name); d >= 0 {
		return d
	}
	if i := s.Item(name); i >= 0 {
		return len(s.Dims) + i
	}
	return -1
}

// empty makes vectors of n rows for column c.
func (s shape) empty(c, n int) vector {
	item, isItem := s.item(c)
	switch {
	case !isItem:
		return vector{ints: make([]int32, n)}
	case item.Kind == cube.Category:
		return vector{codes: make([]uint8, n)}
	case item.Kind == cube.Options:
		return vector{masks: make([]byte, n*stride(item.Size))}
	}
	return vector{nums: make([]float32, n)}
}

// append adds a response's value of column c.
func (s shape) append(v vector, c int, f cube.Fact) vector {
	item, isItem := s.item(c)
	if !isItem {
		v.ints = append(v.ints, f.Dims[c])
		v.top = max(v.top, f.Dims[c])
		return v
	}
	value := f.Values[c-len(s.Dims)]
	switch item.Kind {
	case cube.Category:
		v.codes = append(v.codes, uint8(value))
	case cube.Options:
		for range stride(item.Size) {
			v.masks = append(v.masks, byte(value))
			value >>= 8
		}
	case cube.Number:
		v.nums = append(v.nums, value.Float())
	}
	return v
}

// mask reads the options of a row.
func mask(masks []byte, stride, row int) uint64 {
	var m uint64
	for b, x := range masks[row*stride : (row+1)*stride] {
		m |= uint64(x) << (8 * b)
	}
	return m
}

// gather copies the rows picked from base (row) or tail (^row) into a new vector.
func (s shape) gather(c int, base, tail vector, picks []int32) vector {
	out := s.empty(c, len(picks))
	item, isItem := s.item(c)
	switch {
	case !isItem:
		pick(out.ints, base.ints, tail.ints, picks)
		for _, code := range out.ints {
			out.top = max(out.top, code)
		}
	case item.Kind == cube.Category:
		pick(out.codes, base.codes, tail.codes, picks)
	case item.Kind == cube.Options:
		wide := stride(item.Size)
		for i, p := range picks {
			from, at := base.masks, int(p)
			if p < 0 {
				from, at = tail.masks, int(^p)
			}
			copy(out.masks[i*wide:(i+1)*wide], from[at*wide:])
		}
	default:
		pick(out.nums, base.nums, tail.nums, picks)
	}
	return out
}

func pick[T any](out, base, tail []T, picks []int32) {
	for i, p := range picks {
		if p < 0 {
			out[i] = tail[^p]
		} else {
			out[i] = base[p]
		}
	}
}

// snapshot is a wave at one moment. Nothing it points to changes.
type snapshot struct {
	base, tail segment
	weights    map[string]scheme // those in memory
	dirty      bool              // the file does not have all of it
}

// scheme is the weights of a scheme for the rows of a snapshot, NaN for a row without.
type scheme struct {
	base, tail []float64
	spare      map[cube.ID]float64 // weights of responses that are not in the base
}

var noWeight = math.NaN()

func (s *snapshot) bytes() int64 {
	n := int64(cap(s.base.state) + cap(s.tail.state) + 16*cap(s.tail.ids))
	for _, seg := range []segment{s.base, s.tail} {
		for _, v := range seg.cols {
			n += v.bytes()
		}
	}
	for _, w := range s.weights {
		n += int64(8*(cap(w.base)+cap(w.tail)) + 48*len(w.spare))
	}
	return n
}

// has reports whether the columns and weights are in memory.
func (s *snapshot) has(columns []int, scheme string) bool {
	if scheme != "" {
		if _, ok := s.weights[scheme]; !ok {
			return false
		}
	}
	if s.base.rows == 0 {
		return true
	}
	for _, c := range columns {
		if !s.base.cols[c].loaded() {
			return false
		}
	}
	return s.base.state != nil
}
