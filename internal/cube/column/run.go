package column

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// unit is a run of rows that one worker adds up from first to last.
type unit struct{ part, lo, hi int }

// units cuts the rows into units. Their number depends on the rows and the size of the answer
// only, never on the machine: it decides in which order floating-point sums are added.
func (s *scan) units() []unit {
	most := max(1, min(maxUnits, unitCells/max(1, s.groups*s.cells)))
	var rows int
	for _, p := range s.parts {
		rows += p.seg.rows
	}
	size := max(unitRows, (rows+most-1)/most)
	size = (size + blockRows - 1) / blockRows * blockRows
	var units []unit
	for p := range s.parts {
		for lo := 0; lo < s.parts[p].seg.rows; lo += size {
			units = append(units, unit{p, lo, min(s.parts[p].seg.rows, lo+size)})
		}
	}
	return units
}

// run adds up a scan: each unit into a sum of its own, these into one, in the order of the units.
// It also returns the number of rows left out for want of a weight.
func run[A any](ctx context.Context, s *scan, fresh func() A, add func(A, *block), merge func(into, from A), wipe func(A)) (A, int64, error) {
	units := s.units()
	r := &relay[A]{total: fresh(), done: make([]*A, len(units)), merge: merge, wipe: wipe}
	var next, without atomic.Int64
	var workers sync.WaitGroup
	for range max(1, min(len(units), runtime.GOMAXPROCS(0))) {
		workers.Go(func() {
			b := newBlock()
			for ctx.Err() == nil {
				n := int(next.Add(1)) - 1
				if n >= len(units) {
					break
				}
				sum := r.take(fresh)
				for u := units[n]; u.lo < u.hi; u.lo += blockRows {
					b.fill(s, u.part, u.lo, min(u.hi, u.lo+blockRows))
					if b.n > 0 {
						add(sum, b)
					}
				}
				r.give(n, sum)
			}
			without.Add(b.without)
		})
	}
	workers.Wait()
	return r.total, without.Load(), ctx.Err()
}

// relay combines the sums of units in order, and lends out those it is done with again.
type relay[A any] struct {
	mu    sync.Mutex
	total A
	done  []*A
	upTo  int
	spare []A
	merge func(into, from A)
	wipe  func(A)
}

func (r *relay[A]) take(fresh func() A) A {
	r.mu.Lock()
	defer r.mu.Unlock()
	if n := len(r.spare); n > 0 {
		sum := r.spare[n-1]
		r.spare = r.spare[:n-1]
		return sum
	}
	return fresh()
}

func (r *relay[A]) give(unit int, sum A) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.done[unit] = &sum
	for ; r.upTo < len(r.done) && r.done[r.upTo] != nil; r.upTo++ {
		one := *r.done[r.upTo]
		r.done[r.upTo] = nil
		r.merge(r.total, one)
		r.wipe(one)
		r.spare = append(r.spare, one)
	}
}
