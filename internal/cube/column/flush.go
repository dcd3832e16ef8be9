package column

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"slices"

	"manyi.dev/manyi/internal/cube"
)

// flush merges base and tail into a new file; see cube.Engine. Weights are kept by id in files of
// their own and need no rewriting, only lining up again when next asked for.
func (w *wave) flush() error {
	if err := w.lock(); err != nil {
		return err
	}
	defer w.mu.Unlock()
	return w.flushLocked()
}

func (w *wave) flushLocked() error {
	n := w.next()
	if !n.dirty {
		return nil
	}
	if err := w.bring(n, w.all()); err != nil {
		return err
	}
	if err := w.bringIDs(n.base.rows); err != nil {
		return err
	}
	merged := w.merge(n)
	path := filepath.Join(w.dir, factsName+extension)
	if err := replace(path, func(out io.Writer) error { return w.shape.writeFacts(out, merged) }); err != nil {
		return err
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	merged.ids = nil
	w.file, w.ids, w.tail = info, nil, map[cube.ID]int{}
	w.publish(&snapshot{base: merged, tail: w.fresh(), weights: map[string]scheme{}})
	return nil
}

// merge puts the living rows of base and tail in the order of their ids.
func (w *wave) merge(n *snapshot) segment {
	picks := w.picks(n)
	merged := segment{
		rows:  len(picks),
		ids:   make([]cube.ID, len(picks)),
		state: make([]uint8, len(picks)),
		cols:  make([]vector, w.shape.columns()),
	}
	pick(merged.ids, w.ids, n.tail.ids, picks)
	pick(merged.state, n.base.state, n.tail.state, picks)
	for c := range merged.cols {
		merged.cols[c] = w.shape.gather(c, n.base.cols[c], n.tail.cols[c], picks)
	}
	return merged
}

// picks lists the living rows in the order of their ids: a base row as itself, a tail row as its
// complement. Rows of a wave fit an int32.
func (w *wave) picks(n *snapshot) []int32 {
	var tail []int32
	for row := range n.tail.rows {
		if n.tail.state[row] != dead {
			tail = append(tail, int32(row))
		}
	}
	slices.SortFunc(tail, func(a, b int32) int { return bytes.Compare(n.tail.ids[a][:], n.tail.ids[b][:]) })
	picks := make([]int32, 0, n.base.rows+len(tail))
	for row := range n.base.rows {
		if n.base.state[row] == dead {
			continue
		}
		for len(tail) > 0 && bytes.Compare(n.tail.ids[tail[0]][:], w.ids[row][:]) < 0 {
			picks = append(picks, ^tail[0])
			tail = tail[1:]
		}
		picks = append(picks, int32(row))
	}
	for _, row := range tail {
		picks = append(picks, ^row)
	}
	return picks
}

// unload gives back the memory of a wave whose file has everything; false when it is being
// written or has unflushed rows.
func (w *wave) unload() bool {
	if !w.mu.TryLock() {
		return false
	}
	defer w.mu.Unlock()
	s := w.now.Load()
	if s.dirty || w.dropped {
		return false
	}
	w.ids = nil
	w.publish(&snapshot{base: w.unloaded(s.base.rows), tail: w.fresh(), weights: map[string]scheme{}})
	return true
}
