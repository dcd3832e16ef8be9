package column

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"manyi.dev/manyi/internal/cube"
	"manyi.dev/manyi/internal/errs"
)

// Options are the settings of an engine.
type Options struct {
	// Budget is how many bytes of columns are kept in memory; 0 means no limit. A question that
	// needs more than the budget by itself is still answered.
	Budget int64
	// Idle is how long an unused wave stays in memory when Sweep runs; 0 means one minute.
	Idle time.Duration
	// Now is the clock that "least recently used" and "idle" go by.
	Now func() time.Time
}

// Engine is the embedded cube.Engine. One process at a time may write to its folder; others may
// read it, and hold what they Load in memory as long as they do not Flush.
type Engine struct {
	dir     string
	options Options

	mu     sync.Mutex // of waves; a wave's own lock is never taken while it is held
	waves  map[string]*wave
	making sync.Mutex // one Ensure or Drop at a time
}

var _ cube.Engine = (*Engine)(nil)

// trash is the prefix of folders on their way out; wave names cannot begin with it.
const trash = ".dropped-"

// Open opens the folder of a cube, which is made when it is missing.
func Open(dir string, options Options) (*Engine, error) {
	if options.Now == nil {
		return nil, errors.New("column: no clock")
	}
	if options.Idle == 0 {
		options.Idle = time.Minute
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	left, err := filepath.Glob(filepath.Join(dir, trash+"*")) // a crash came between the steps of a Drop
	if err != nil {
		return nil, err
	}
	for _, path := range left {
		if err := os.RemoveAll(path); err != nil {
			return nil, err
		}
	}
	return &Engine{dir: dir, options: options, waves: map[string]*wave{}}, nil
}

// wave finds a wave and notes that it is used.
func (e *Engine) wave(ctx context.Context, name string) (*wave, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := cube.CheckName(name); err != nil {
		return nil, err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	w, ok := e.waves[name]
	if !ok {
		var err error
		if w, err = openWave(filepath.Join(e.dir, name), name); err != nil {
			return nil, err
		}
		e.waves[name] = w
	}
	w.used.Store(e.options.Now().UnixNano())
	return w, nil
}

// Ensure implements cube.Engine.
func (e *Engine) Ensure(ctx context.Context, name string, layout cube.Layout) error {
	if err := layout.Check(); err != nil {
		return err
	}
	e.making.Lock()
	defer e.making.Unlock()
	w, err := e.wave(ctx, name)
	if err == nil {
		if !w.shape.Equal(layout) {
			return errs.New(errs.Conflict, "cube.layout.changed").With("wave", name)
		}
		return nil
	}
	if !errs.HasKey(err, "cube.wave.unknown") {
		return err
	}
	w, err = createWave(filepath.Join(e.dir, name), name, layout)
	if err != nil {
		return err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	w.used.Store(e.options.Now().UnixNano())
	e.waves[name] = w
	return nil
}

// Layout implements cube.Engine.
func (e *Engine) Layout(ctx context.Context, name string) (cube.Layout, error) {
	w, err := e.wave(ctx, name)
	if err != nil {
		return cube.Layout{}, err
	}
	return cube.Layout{Dims: slices.Clone(w.shape.Dims), Items: slices.Clone(w.shape.Items)}, nil
}

// Has implements cube.Engine.
func (e *Engine) Has(ctx context.Context, name string) (bool, error) {
	_, err := e.wave(ctx, name)
	if errs.HasKey(err, "cube.wave.unknown") {
		return false, nil
	}
	return err == nil, err
}

// Count implements cube.Engine.
func (e *Engine) Count(ctx context.Context, name string) (map[cube.State]int64, error) {
	w, err := e.wave(ctx, name)
	if err != nil {
		return nil, err
	}
	s, err := w.view(nil, "")
	if err != nil {
		return nil, err
	}
	return s.count(), nil
}

// Load implements cube.Engine.
func (e *Engine) Load(ctx context.Context, name string, facts []cube.Fact) error {
	return e.with(ctx, name, func(w *wave) error { return w.load(facts) })
}

// SetState implements cube.Engine.
func (e *Engine) SetState(ctx context.Context, name string, states map[cube.ID]cube.State) error {
	return e.with(ctx, name, func(w *wave) error { return w.setState(states) })
}

// SetWeights implements cube.Engine.
func (e *Engine) SetWeights(ctx context.Context, name, scheme string, weights map[cube.ID]float64) error {
	if err := checkScheme(scheme); err != nil {
		return err
	}
	return e.with(ctx, name, func(w *wave) error { return w.setWeights(scheme, weights) })
}

// Flush implements cube.Engine.
func (e *Engine) Flush(ctx context.Context, name string) error {
	return e.with(ctx, name, (*wave).flush)
}

// with runs an operation on a wave and keeps the memory budget.
func (e *Engine) with(ctx context.Context, name string, do func(*wave) error) error {
	w, err := e.wave(ctx, name)
	if err != nil {
		return err
	}
	err = do(w)
	e.shrink(w)
	return err
}

// Schemes implements cube.Engine.
func (e *Engine) Schemes(ctx context.Context, name string) ([]string, error) {
	w, err := e.wave(ctx, name)
	if err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(w.dir)
	if err != nil {
		return nil, err
	}
	var schemes []string
	for _, entry := range entries {
		if scheme, ok := strings.CutSuffix(entry.Name(), extension); ok && scheme != factsName {
			schemes = append(schemes, scheme)
		}
	}
	return schemes, nil
}

// Drop implements cube.Engine.
func (e *Engine) Drop(ctx context.Context, name string) error {
	e.making.Lock()
	defer e.making.Unlock()
	w, err := e.wave(ctx, name)
	if errs.HasKey(err, "cube.wave.unknown") {
		return nil
	}
	if err != nil {
		return err
	}
	w.mu.Lock()
	w.dropped = true
	w.mu.Unlock()
	e.mu.Lock()
	delete(e.waves, name)
	e.mu.Unlock()
	gone := filepath.Join(e.dir, trash+name)
	if err := os.RemoveAll(gone); err != nil { // of a Drop that failed half way
		return err
	}
	if err := os.Rename(w.dir, gone); err != nil {
		return err
	}
	if err := syncDir(e.dir); err != nil {
		return err
	}
	return os.RemoveAll(gone)
}

// Sweep flushes and unloads waves that nobody used for the time Options.Idle. It is to be called
// now and then, several times a minute.
func (e *Engine) Sweep(context.Context) error {
	before := e.options.Now().Add(-e.options.Idle).UnixNano()
	var all error
	for _, w := range e.loaded() {
		if w.used.Load() > before {
			continue
		}
		if err := w.flush(); err != nil && !errs.HasKey(err, "cube.wave.unknown") {
			all = errors.Join(all, err)
			continue
		}
		w.unload()
	}
	return all
}

// InMemory is how many bytes the engine's columns take.
func (e *Engine) InMemory() int64 {
	var n int64
	for _, w := range e.loaded() {
		n += w.size.Load()
	}
	return n
}

// loaded lists the open waves, least recently used first.
func (e *Engine) loaded() []*wave {
	e.mu.Lock()
	defer e.mu.Unlock()
	waves := make([]*wave, 0, len(e.waves))
	for _, w := range e.waves {
		waves = append(waves, w)
	}
	slices.SortFunc(waves, func(a, b *wave) int { return int(min(1, max(-1, a.used.Load()-b.used.Load()))) })
	return waves
}

// shrink unloads waves other than the one in use until the budget is kept.
func (e *Engine) shrink(inUse *wave) {
	if e.options.Budget == 0 {
		return
	}
	for _, w := range e.loaded() {
		if e.InMemory() <= e.options.Budget {
			return
		}
		if w != inUse && w.size.Load() > 0 {
			w.unload()
		}
	}
}

// Close implements cube.Engine.
func (e *Engine) Close() error {
	var all error
	for _, w := range e.loaded() {
		if err := w.flush(); err != nil && !errs.HasKey(err, "cube.wave.unknown") {
			all = errors.Join(all, err)
		}
	}
	return all
}

// checkScheme reports a scheme name that cannot be used as a file's.
func checkScheme(scheme string) error {
	if scheme == factsName {
		return errs.New(errs.Invalid, "cube.name.invalid").With("name", scheme)
	}
	return cube.CheckName(scheme)
}
