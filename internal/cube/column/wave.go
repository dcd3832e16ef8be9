package column

import (
	"bytes"
	"io"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"

	"manyi.dev/manyi/internal/cube"
	"manyi.dev/manyi/internal/errs"
)

// wave is one wave of the engine. Readers take the current snapshot; whoever writes, or brings
// columns into memory, holds mu and publishes the next one.
type wave struct {
	name  string
	dir   string
	shape shape

	now  atomic.Pointer[snapshot]
	used atomic.Int64 // instant of the last question or write, for the budget and Sweep
	size atomic.Int64 // bytes in memory

	mu      sync.Mutex
	dropped bool
	file    os.FileInfo // of facts.parquet: base columns must come from this very file
	ids     []cube.ID   // of the base while it is written, else nil
	tail    map[cube.ID]int
}

// openWave reads what a wave's file says of itself; its columns stay on disk.
func openWave(dir, name string) (*wave, error) {
	r, err := open(filepath.Join(dir, factsName+extension))
	if os.IsNotExist(err) {
		return nil, cube.UnknownWave(name)
	}
	if err != nil {
		return nil, damaged(name, err)
	}
	defer r.Close()
	layout, err := r.layout()
	if err != nil {
		return nil, damaged(name, err)
	}
	w := &wave{name: name, dir: dir, shape: shape{layout}, file: r.info, tail: map[cube.ID]int{}}
	w.publish(&snapshot{base: w.unloaded(int(r.NumRows())), tail: w.fresh(), weights: map[string]scheme{}})
	return w, nil
}

// createWave makes the folder and the empty file of a new wave.
func createWave(dir, name string, layout cube.Layout) (*wave, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	s := shape{layout}
	err := replace(filepath.Join(dir, factsName+extension), func(out io.Writer) error {
		return s.writeFacts(out, segment{cols: make([]vector, s.columns())})
	})
	if err == nil {
		err = syncDir(filepath.Dir(dir))
	}
	if err != nil {
		return nil, err
	}
	return openWave(dir, name)
}

func (w *wave) unloaded(rows int) segment {
	return segment{rows: rows, cols: make([]vector, w.shape.columns())}
}

// fresh is an empty tail.
func (w *wave) fresh() segment {
	seg := segment{state: []uint8{}, cols: make([]vector, w.shape.columns())}
	for c := range seg.cols {
		seg.cols[c] = w.shape.empty(c, 0)
	}
	return seg
}

func (w *wave) publish(s *snapshot) {
	w.size.Store(s.bytes() + int64(16*len(w.ids)))
	w.now.Store(s)
}

// next is a copy of the current snapshot to be changed and published.
func (w *wave) next() *snapshot {
	n := *w.now.Load()
	n.base.cols = slices.Clone(n.base.cols)
	n.tail.cols = slices.Clone(n.tail.cols)
	n.weights = maps.Clone(n.weights)
	return &n
}

// lock takes the wave for writing; the error says that it was dropped meanwhile.
func (w *wave) lock() error {
	w.mu.Lock()
	if w.dropped {
		w.mu.Unlock()
		return cube.UnknownWave(w.name)
	}
	return nil
}

// view is a snapshot with the columns and the scheme in memory.
func (w *wave) view(columns []int, scheme string) (*snapshot, error) {
	if s := w.now.Load(); s.has(columns, scheme) {
		return s, nil
	}
	if err := w.lock(); err != nil {
		return nil, err
	}
	defer w.mu.Unlock()
	n := w.next()
	if err := w.bring(n, columns); err != nil {
		return nil, err
	}
	if _, ok := n.weights[scheme]; scheme != "" && !ok {
		loaded, err := w.loadScheme(n, scheme)
		if err != nil {
			return nil, err
		}
		n.weights[scheme] = loaded
	}
	w.publish(n)
	return n, nil
}

// all are the numbers of all columns.
func (w *wave) all() []int {
	columns := make([]int, w.shape.columns())
	for c := range columns {
		columns[c] = c
	}
	return columns
}

// bring reads the base columns that n lacks. mu is held.
func (w *wave) bring(n *snapshot, columns []int) error {
	if n.has(columns, "") {
		return nil
	}
	r, err := w.facts()
	if err != nil {
		return err
	}
	defer r.Close()
	if n.base.state == nil {
		if n.base.state, err = r.small("state", int(cube.Excluded)); err != nil {
			return damaged(w.name, err)
		}
	}
	for _, c := range columns {
		if !n.base.cols[c].loaded() {
			if n.base.cols[c], err = r.column(w.shape, c); err != nil {
				return damaged(w.name, err)
			}
		}
	}
	return nil
}

// facts opens the wave's file. When another process has replaced it, its rows are not the ones
// this snapshot counts with.
func (w *wave) facts() (*reader, error) {
	r, err := open(filepath.Join(w.dir, factsName+extension))
	if err != nil {
		return nil, damaged(w.name, err)
	}
	if !os.SameFile(r.info, w.file) {
		r.Close()
		return nil, errs.New(errs.Unavailable, "cube.file.replaced").With("wave", w.name)
	}
	return r, nil
}

// bringIDs reads the ids of the base for writing. mu is held.
func (w *wave) bringIDs(rows int) error {
	if rows == 0 || w.ids != nil {
		return nil
	}
	r, err := w.facts()
	if err != nil {
		return err
	}
	defer r.Close()
	if w.ids, err = r.ids(); err != nil {
		w.ids = nil
		return damaged(w.name, err)
	}
	return nil
}

// inBase finds a response among the ids of the base.
func inBase(ids []cube.ID, id cube.ID) (int, bool) {
	return slices.BinarySearchFunc(ids, id, func(a, b cube.ID) int { return bytes.Compare(a[:], b[:]) })
}

// weightOf is the weight of a response in a scheme.
func weightOf(ids []cube.ID, s scheme, id cube.ID) float64 {
	if row, ok := inBase(ids, id); ok {
		return s.base[row]
	}
	if x, ok := s.spare[id]; ok {
		return x
	}
	return noWeight
}

// change makes a snapshot with other rows or states and publishes it.
func (w *wave) change(f func(n *snapshot, states states)) error {
	if err := w.lock(); err != nil {
		return err
	}
	defer w.mu.Unlock()
	n := w.next()
	if err := w.bring(n, nil); err != nil {
		return err
	}
	if err := w.bringIDs(n.base.rows); err != nil {
		return err
	}
	f(n, states{copied: map[*segment]bool{}})
	w.publish(n)
	return nil
}

// load appends checked facts; see cube.Engine.
func (w *wave) load(facts []cube.Fact) error {
	for _, f := range facts {
		if err := w.shape.CheckFact(f); err != nil {
			return err
		}
	}
	if len(facts) == 0 {
		return nil
	}
	return w.change(func(n *snapshot, states states) {
		for _, f := range facts {
			if row, ok := w.tail[f.ID]; ok {
				states.set(&n.tail, row, dead)
			} else if row, ok := inBase(w.ids, f.ID); ok {
				states.set(&n.base, row, dead)
			}
			w.tail[f.ID] = n.tail.rows
			n.tail.rows++
			n.tail.ids = append(n.tail.ids, f.ID)
			n.tail.state = append(n.tail.state, uint8(f.State))
			for c := range n.tail.cols {
				n.tail.cols[c] = w.shape.append(n.tail.cols[c], c, f)
			}
			for name, s := range n.weights {
				s.tail = append(s.tail, weightOf(w.ids, s, f.ID))
				n.weights[name] = s
			}
		}
		n.dirty = true
	})
}

// states changes states in a snapshot to be published. The columns it finds belong to older
// snapshots too, so each is copied before its first change.
type states struct{ copied map[*segment]bool }

func (s states) set(seg *segment, row int, state uint8) {
	if !s.copied[seg] {
		seg.state = slices.Clone(seg.state)
		s.copied[seg] = true
	}
	seg.state[row] = state
}

// setState changes states; see cube.Engine.
func (w *wave) setState(changes map[cube.ID]cube.State) error {
	return w.change(func(n *snapshot, states states) {
		for id, state := range changes {
			seg := &n.tail
			row, ok := w.tail[id]
			if !ok {
				seg = &n.base
				row, ok = inBase(w.ids, id)
			}
			if !ok || seg.state[row] == uint8(state) {
				continue
			}
			states.set(seg, row, uint8(state))
			n.dirty = true
		}
	})
}

// setWeights writes a scheme's file and forgets the old weights; the next question reads the new.
func (w *wave) setWeights(name string, weights map[cube.ID]float64) error {
	ids := make([]cube.ID, 0, len(weights))
	for id, x := range weights {
		if err := cube.CheckWeight(id, x); err != nil {
			return err
		}
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b cube.ID) int { return bytes.Compare(a[:], b[:]) })
	if err := w.lock(); err != nil {
		return err
	}
	defer w.mu.Unlock()
	err := replace(w.schemeFile(name), func(out io.Writer) error {
		return writeWeights(out, ids, func(row int) float64 { return weights[ids[row]] })
	})
	if err != nil {
		return err
	}
	n := w.next()
	delete(n.weights, name)
	w.publish(n)
	return nil
}

func (w *wave) schemeFile(name string) string { return filepath.Join(w.dir, name+extension) }

// loadScheme reads a scheme's weights and lines them up with the rows. mu is held.
func (w *wave) loadScheme(n *snapshot, name string) (scheme, error) {
	r, err := open(w.schemeFile(name))
	if os.IsNotExist(err) {
		return scheme{}, cube.UnknownScheme(name)
	}
	if err != nil {
		return scheme{}, damaged(w.name, err)
	}
	defer r.Close()
	ids, err := r.ids()
	if err != nil {
		return scheme{}, damaged(w.name, err)
	}
	weights, err := r.weights()
	if err != nil {
		return scheme{}, damaged(w.name, err)
	}
	kept := w.ids
	if err := w.bringIDs(n.base.rows); err != nil {
		return scheme{}, err
	}
	s := scheme{base: make([]float64, n.base.rows), spare: map[cube.ID]float64{}}
	at := 0
	for row, id := range w.ids { // both are sorted
		for at < len(ids) && bytes.Compare(ids[at][:], id[:]) < 0 {
			s.spare[ids[at]] = weights[at]
			at++
		}
		s.base[row] = noWeight
		if at < len(ids) && ids[at] == id {
			s.base[row] = weights[at]
			at++
		}
	}
	for ; at < len(ids); at++ {
		s.spare[ids[at]] = weights[at]
	}
	s.tail = make([]float64, n.tail.rows)
	for row, id := range n.tail.ids {
		s.tail[row] = weightOf(w.ids, s, id)
	}
	w.ids = kept // a question needs no ids
	return s, nil
}

// count counts the living rows by state.
func (s *snapshot) count() map[cube.State]int64 {
	counts := map[cube.State]int64{}
	for _, seg := range []segment{s.base, s.tail} {
		var by [math.MaxUint8 + 1]int64
		for _, state := range seg.state {
			by[state]++
		}
		for state := cube.Valid; state <= cube.Excluded; state++ {
			if by[state] > 0 {
				counts[state] += by[state]
			}
		}
	}
	return counts
}
