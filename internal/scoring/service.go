package scoring

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"manyi.dev/manyi/internal/cube"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/questionnaire"
	"manyi.dev/manyi/internal/response"
)

// Step is how many fresh responses of a unit come together before a confidential or anonymous wave's
// scores move (D18e). One step is always kept back while the wave takes answers, so that its closing counts a whole
// step, too: a unit's first figures stand on its first Step of 2 × Step responses.
const Step = 5

const (
	feedBatch  = 2000             // feed rows read at a time
	flushAfter = 20 * time.Second // the files are written at the latest this long after a change
	flushRows  = 50_000           // or after so many fresh rows
)

// Service feeds the cube.
type Service struct {
	db         *db.DB
	engine     cube.Engine
	programmes *programme.Service
	forms      *questionnaire.Service
	responses  *response.Service

	mu      sync.Mutex // one reader of the feeds at a time
	cursor  int64      // read up to here; the stored cursor follows at a flush
	loaded  bool       // the start-up state is read
	pending map[programme.WaveID]map[string][]string
	fresh   map[programme.WaveID][]string // released or named since the last flush; held ids among them are dropped then
	waiting []response.Erasure            // asked for and not done, as of the last reading
	marked  []string                      // erased since the last flush, of waves of any level
	dirty   int
	since   time.Time // of the oldest unflushed change

	generations sync.Map // wave → *atomic.Int64

	columnsMu sync.Mutex
	columns   map[string]*Columns // by questionnaire version
}

// New returns the service.
func New(d *db.DB, engine cube.Engine, programmes *programme.Service, forms *questionnaire.Service, responses *response.Service) *Service {
	return &Service{
		db: d, engine: engine, programmes: programmes, forms: forms, responses: responses,
		pending: map[programme.WaveID]map[string][]string{}, fresh: map[programme.WaveID][]string{}, columns: map[string]*Columns{},
	}
}

// Run reads the feeds until ctx ends, then writes the cube's files.
func (s *Service) Run(ctx context.Context) {
	wake, stop := s.responses.Watch("")
	defer stop()
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		if err := s.Catch(ctx); err != nil && ctx.Err() == nil {
			slog.Error("scoring is behind", "error", err)
		}
		select {
		case <-wake:
		case <-tick.C:
		case <-ctx.Done():
			end, cancel := context.WithTimeout(context.WithoutCancel(ctx), 30*time.Second)
			defer cancel()
			if err := s.Flush(end); err != nil {
				slog.Error("the cube was not written", "error", err)
			}
			return
		}
		select { // answers come in bursts: gather a moment's worth
		case <-time.After(200 * time.Millisecond):
		case <-ctx.Done():
		}
	}
}

// Catch reads the feeds to their end and releases what may be released.
func (s *Service) Catch(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.load(ctx); err != nil {
		return err
	}
	if err := s.eraseWaiting(ctx); err != nil {
		return err
	}
	if err := s.readNamed(ctx); err != nil {
		return err
	}
	if err := s.readAnonymous(ctx); err != nil {
		return err
	}
	if s.dirty >= flushRows || s.dirty > 0 && time.Since(s.since) > flushAfter {
		return s.flush(ctx)
	}
	return nil
}

// Flush reads the feeds to their end and writes the cube's files.
func (s *Service) Flush(ctx context.Context) error {
	if err := s.Catch(ctx); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.flush(ctx)
}

// load reads where the last run ended: the cursor, what is held back, what was released but not yet in
// the files.
func (s *Service) load(ctx context.Context) error {
	if s.loaded {
		return nil
	}
	cursor, err := cursorOf(ctx, s.db)
	if err != nil {
		return err
	}
	all, err := heldAll(ctx, s.db)
	if err != nil {
		return err
	}
	pending, released := map[programme.WaveID]map[string][]string{}, map[programme.WaveID][]string{}
	for _, h := range all {
		if h.Released {
			released[h.Wave] = append(released[h.Wave], h.Response)
		} else {
			add(pending, h)
		}
	}
	for wave, ids := range released {
		if err := s.put(ctx, wave, ids); err != nil {
			return err
		}
	}
	s.cursor, s.pending, s.loaded = cursor, pending, true
	return nil
}

func add(pending map[programme.WaveID]map[string][]string, h held) {
	if pending[h.Wave] == nil {
		pending[h.Wave] = map[string][]string{}
	}
	pending[h.Wave][h.Unit] = append(pending[h.Wave][h.Unit], h.Response)
}

// readNamed reads the feed of named and confidential waves.
func (s *Service) readNamed(ctx context.Context) error {
	for {
		changes, err := response.FeedAfter(ctx, s.db, s.cursor, feedBatch)
		if err != nil || len(changes) == 0 {
			return err
		}
		named, seen := map[programme.WaveID][]string{}, map[string]bool{}
		var confidential []response.Change
		for _, c := range changes {
			wave, err := s.programmes.Wave(ctx, c.Wave)
			if err != nil {
				return err
			}
			if wave.Anonymity == programme.Named {
				if !seen[c.Response] { // received and excluded since: it is read once, as it is now
					named[c.Wave], seen[c.Response] = append(named[c.Wave], c.Response), true
				}
			} else {
				confidential = append(confidential, c)
			}
		}
		last := changes[len(changes)-1].Seq
		// What is held is stored with the cursor, so that nothing is held twice or lost.
		if len(confidential) > 0 {
			for wave, ids := range named {
				if err := s.put(ctx, wave, ids); err != nil {
					return err
				}
			}
			if err := s.flush(ctx); err != nil {
				return err
			}
			if err := s.hold(ctx, confidential, last, nil); err != nil {
				return err
			}
		} else {
			for wave, ids := range named {
				if err := s.put(ctx, wave, ids); err != nil {
					return err
				}
			}
		}
		s.cursor = last
	}
}

// readAnonymous takes over the feed of anonymous waves.
func (s *Service) readAnonymous(ctx context.Context) error {
	for {
		changes, err := response.AnonymousFeed(ctx, s.db, feedBatch)
		if err != nil || len(changes) == 0 {
			return err
		}
		ids := make([]string, len(changes))
		for i, c := range changes {
			ids[i] = c.Response
		}
		if err := s.hold(ctx, changes, 0, ids); err != nil {
			return err
		}
	}
}

// put loads responses into the cube.
func (s *Service) put(ctx context.Context, id programme.WaveID, ids []string) error {
	wave, err := s.programmes.Wave(ctx, id)
	if err != nil {
		return err
	}
	for len(ids) > 0 {
		n := min(len(ids), 500)
		originals, err := s.responses.OriginalsByID(ctx, s.db, wave, ids[:n])
		if err != nil {
			return err
		}
		if len(originals) != n {
			return fmt.Errorf("wave %s: %d of %d originals found", wave.Code, len(originals), n)
		}
		if err := s.loadOriginals(ctx, wave, originals); err != nil {
			return err
		}
		if s.dirty == 0 {
			s.since = time.Now()
		}
		s.dirty += n
		s.fresh[id] = append(s.fresh[id], ids[:n]...)
		ids = ids[n:]
	}
	return nil
}

// loadOriginals turns originals of one wave into facts.
func (s *Service) loadOriginals(ctx context.Context, wave programme.Wave, originals []response.Original) error {
	columns, err := s.Columns(ctx, wave)
	if err != nil {
		return err
	}
	if err := s.engine.Ensure(ctx, string(wave.ID), columns.Layout()); err != nil {
		return err
	}
	tree, err := s.programmes.Tree(ctx, wave.ID)
	if err != nil {
		return err
	}
	known, err := s.learn(ctx, wave.ID, originals)
	if err != nil {
		return err
	}
	facts := make([]cube.Fact, len(originals))
	for i := range originals {
		if facts[i], err = fact(&originals[i], tree, columns, known); err != nil {
			return err
		}
	}
	defer s.generation(wave.ID).Add(1)
	return s.engine.Load(ctx, string(wave.ID), facts)
}

// learn makes sure that every stratum and PSU of the originals has a code.
func (s *Service) learn(ctx context.Context, wave programme.WaveID, originals []response.Original) (names, error) {
	codes, err := codesOf(ctx, s.db, wave)
	if err != nil {
		return nil, err
	}
	known := namesOf(codes)
	strata, psus := map[string]bool{}, map[string]bool{}
	fresh := false
	for i := range originals {
		o := &originals[i]
		strata[o.Stratum], psus[o.PSU] = true, true
		fresh = fresh || o.Stratum != "" && known[DimStratum][o.Stratum] == 0 || o.PSU != "" && known[DimPSU][o.PSU] == 0
	}
	if !fresh {
		return known, nil
	}
	return known, s.db.Tx(ctx, func(tx *db.Tx) error {
		if err := known.learn(ctx, tx, wave, DimStratum, strata); err != nil {
			return err
		}
		return known.learn(ctx, tx, wave, DimPSU, psus)
	})
}

// fact is an original as a row of the cube.
func fact(o *response.Original, tree *programme.Tree, columns *Columns, known names) (cube.Fact, error) {
	id, err := factID(o.ID)
	if err != nil {
		return cube.Fact{}, err
	}
	unit, ok := tree.ByID(o.Unit)
	if !ok {
		return cube.Fact{}, fmt.Errorf("response %s: unit %s is not in its wave", o.ID, o.Unit)
	}
	values, err := columns.values(o.Answers)
	if err != nil {
		return cube.Fact{}, fmt.Errorf("response %s: %w", o.ID, err)
	}
	return cube.Fact{
		ID: id, Values: values, State: cubeStates[o.State],
		Dims: []int32{
			int32(unit.Index), int32(o.Quarter), place(Modes, string(o.Mode)), place(Languages, o.Language),
			known[DimStratum][o.Stratum], known[DimPSU][o.PSU],
		},
	}, nil
}

// flush writes the files of the waves that changed; then the cursor moves and what was released is
// forgotten. The caller holds mu.
func (s *Service) flush(ctx context.Context) error {
	for wave := range s.fresh {
		if err := s.engine.Flush(ctx, string(wave)); err != nil {
			return err
		}
	}
	var ids []string
	for id, list := range s.fresh {
		wave, err := s.programmes.Wave(ctx, id)
		if err != nil {
			return err
		}
		if wave.Anonymity != programme.Named {
			ids = append(ids, list...)
		}
	}
	ids = append(ids, s.marked...)
	err := s.db.Chunks(ctx, len(ids), func(tx *db.Tx, from, to int) error {
		for _, id := range ids[from:to] {
			if err := dropHeld(ctx, tx, id); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if s.loaded && s.dirty > 0 {
		if err := s.db.Tx(ctx, func(tx *db.Tx) error { return setCursor(ctx, tx, s.cursor) }); err != nil {
			return err
		}
	}
	s.fresh, s.marked, s.dirty = map[programme.WaveID][]string{}, nil, 0
	return nil
}

// Generation is a number that changes whenever what is counted of a wave may have changed.
func (s *Service) Generation(wave programme.WaveID) int64 { return s.generation(wave).Load() }

func (s *Service) generation(wave programme.WaveID) *atomic.Int64 {
	n, _ := s.generations.LoadOrStore(wave, new(atomic.Int64))
	return n.(*atomic.Int64)
}

// Columns are the columns of a wave's questionnaire.
func (s *Service) Columns(ctx context.Context, wave programme.Wave) (*Columns, error) {
	s.columnsMu.Lock()
	defer s.columnsMu.Unlock()
	if c, ok := s.columns[wave.Questionnaire]; ok {
		return c, nil
	}
	form, err := s.forms.ByID(ctx, wave.Questionnaire)
	if err != nil {
		return nil, err
	}
	c := ColumnsOf(form.Form)
	s.columns[wave.Questionnaire] = c
	return c, nil
}
