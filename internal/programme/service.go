package programme

import (
	"context"
	"sync"
	"time"

	"github.com/google/uuid"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/calendar"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/directory"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/job"
	"manyi.dev/manyi/internal/questionnaire"
)

// Opened is the job of a wave that has just been opened: links are made.
type Opened struct{ Wave WaveID }

// Kind names the job.
func (Opened) Kind() string { return "programme.wave_opened" }

// Ended is the job of a wave that has just been closed: what was held back of its scores is released.
type Ended struct{ Wave WaveID }

// Kind names the job.
func (Ended) Kind() string { return "programme.wave_closed" }

// Service makes programmes and runs waves.
type Service struct {
	db    *db.DB
	units *directory.Service
	forms *questionnaire.Service
	now   func() time.Time
	zone  *time.Location

	endTest EndTest // nil: nothing is tried

	mu    sync.RWMutex
	waves map[WaveID]Wave  // as last committed
	trees map[WaveID]*Tree // frozen: never change
}

// New returns the service.
func New(d *db.DB, units *directory.Service, forms *questionnaire.Service, now func() time.Time, zone *time.Location) *Service {
	return &Service{db: d, units: units, forms: forms, now: now, zone: zone, waves: map[WaveID]Wave{}, trees: map[WaveID]*Tree{}}
}

// Define makes a programme and its waves, or brings those that are still planned up to the document. The
// settings of a wave that was opened do not change: errs.Conflict "wave.frozen" names the first that differs.
func (s *Service) Define(ctx context.Context, by audit.Actor, d Document) error {
	if err := d.check(); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(tx *db.Tx) error {
		p, err := s.defineProgramme(ctx, tx, by, d)
		if err != nil {
			return err
		}
		for _, spec := range d.Waves {
			if err := s.defineWave(ctx, tx, by, p, spec); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Service) defineProgramme(ctx context.Context, tx *db.Tx, by audit.Actor, d Document) (Programme, error) {
	p, err := programmeByCode(ctx, tx, d.Code)
	if err == nil {
		p.Name, p.Purpose, p.Population = d.Name, d.Purpose, d.Population
		return p, db.Update(ctx, tx, "programmes", programmeCols, programmeCells(&p))
	}
	if !errs.Is(err, errs.NotFound) {
		return p, err
	}
	p = Programme{ID: newID(), Code: d.Code, Name: d.Name, Purpose: d.Purpose, Population: d.Population, CreatedAt: db.At(s.now())}
	if err := db.Insert(ctx, tx, "programmes", programmeCols, programmeCells(&p)); err != nil {
		return p, err
	}
	return p, audit.Write(ctx, tx, by, audit.Entry{Action: "programme.create", Kind: "programme", Object: p.Code})
}

func (s *Service) defineWave(ctx context.Context, tx *db.Tx, by audit.Actor, p Programme, spec Spec) error {
	form, err := s.forms.ByVersion(ctx, spec.Questionnaire.Code, spec.Questionnaire.Version)
	if err != nil {
		return err
	}
	if form.System == "" {
		return errs.New(errs.Invalid, "wave.questionnaire_unbound").At("questionnaire")
	}
	if spec.SurveyedTypes == nil {
		spec.SurveyedTypes = []string{}
	}
	w := Wave{
		ID: WaveID(newID()), Programme: p.ID, Code: spec.Code, Name: spec.Name, From: spec.From, To: spec.To, State: Planned,
		Anonymity: spec.Anonymity, Questionnaire: form.ID, System: form.System, RootUnit: spec.RootUnit,
		SurveyedTypes: spec.SurveyedTypes, Target: spec.Target, Previous: spec.Previous, KeepPartial: spec.KeepPartial, CreatedAt: db.At(s.now()),
	}
	have, err := waveByCode(ctx, tx, spec.Code)
	switch {
	case errs.Is(err, errs.NotFound):
		if err := db.Insert(ctx, tx, "waves", waveCols, waveCells(&w)); err != nil {
			return err
		}
		return audit.Write(ctx, tx, by, audit.Entry{Action: "wave.create", Kind: "wave", Object: w.Code})
	case err != nil:
		return err
	}
	differs := have.differs(w)
	if differs == "" {
		return nil
	}
	if have.State != Planned {
		return errs.New(errs.Conflict, "wave.frozen").With("wave", w.Code).With("field", differs)
	}
	w.ID, w.CreatedAt = have.ID, have.CreatedAt
	if err := db.Update(ctx, tx, "waves", waveCols, waveCells(&w)); err != nil {
		return err
	}
	tx.AfterCommit(func() { s.forget(w.ID) })
	return audit.Write(ctx, tx, by, audit.Entry{Action: "wave.change", Kind: "wave", Object: w.Code})
}

// Do moves a wave: open, pause, resume, close, report, reopen.
func (s *Service) Do(ctx context.Context, by audit.Actor, code string, act Act, reason string) (w Wave, err error) {
	err = s.db.Tx(ctx, func(tx *db.Tx) error {
		if w, err = waveByCode(ctx, tx, code); err != nil {
			return unknownWave(err, code)
		}
		if err := w.move(act, reason, db.At(s.now())); err != nil {
			return err
		}
		switch act {
		case ActOpen:
			if err := s.freeze(ctx, tx, &w); err != nil {
				return err
			}
			if err := s.endTests(ctx, tx, w.ID); err != nil { // last: it may wait for somebody who is just sending
				return err
			}
			err = job.Add(ctx, tx, Opened{w.ID})
		case ActClose:
			err = job.Add(ctx, tx, Ended{w.ID})
		}
		if err != nil {
			return err
		}
		if err := db.Update(ctx, tx, "waves", waveCols, waveCells(&w)); err != nil {
			return err
		}
		tx.AfterCommit(func() { s.forget(w.ID) })
		return audit.Write(ctx, tx, by, audit.Entry{
			Action: "wave." + string(act), Kind: "wave", Object: w.Code, Details: map[string]any{"reason": reason},
		})
	})
	return w, err
}

// freeze keeps the unit tree as of today for the wave.
func (s *Service) freeze(ctx context.Context, tx *db.Tx, w *Wave) error {
	if w.TreeAsOf == "" {
		w.TreeAsOf = s.now().In(s.zone).Format(time.DateOnly)
	}
	day, err := calendar.ParseDate(w.TreeAsOf)
	if err != nil {
		return err
	}
	units, err := s.unitsUnder(ctx, w, day)
	if err != nil {
		return err
	}
	tree := newTree(units)
	surveyed := 0
	for i := range tree.Units {
		if tree.Units[i].Surveyed {
			surveyed++
		}
		if err := insertUnit(ctx, tx, w.ID, &tree.Units[i]); err != nil {
			return err
		}
	}
	if surveyed == 0 {
		return errs.New(errs.Invalid, "wave.no_unit").With("root", w.RootUnit).With("types", w.SurveyedTypes)
	}
	return nil
}

// Wave finds a wave by id, from memory when it can: the intake asks for every response.
func (s *Service) Wave(ctx context.Context, id WaveID) (Wave, error) {
	s.mu.RLock()
	w, ok := s.waves[id]
	s.mu.RUnlock()
	if ok {
		return w, nil
	}
	w, err := waveByID(ctx, s.db, id)
	if err != nil {
		return w, unknownWave(err, string(id))
	}
	s.mu.Lock()
	s.waves[id] = w
	s.mu.Unlock()
	return w, nil
}

// WaveByCode finds a wave; errs.NotFound "wave.unknown".
func (s *Service) WaveByCode(ctx context.Context, code string) (Wave, error) {
	w, err := waveByCode(ctx, s.db, code)
	return w, unknownWave(err, code)
}

// Waves lists all waves, the latest period first.
func (s *Service) Waves(ctx context.Context) ([]Wave, error) { return waves(ctx, s.db) }

// Programmes lists all programmes by code.
func (s *Service) Programmes(ctx context.Context) ([]Programme, error) { return programmes(ctx, s.db) }

// Tree is the unit tree that the wave froze; empty before it was opened.
func (s *Service) Tree(ctx context.Context, id WaveID) (*Tree, error) {
	s.mu.RLock()
	t, ok := s.trees[id]
	s.mu.RUnlock()
	if ok {
		return t, nil
	}
	units, err := unitsOf(ctx, s.db, id)
	if err != nil {
		return nil, err
	}
	t = newTree(units)
	if len(t.Units) > 0 {
		s.mu.Lock()
		s.trees[id] = t
		s.mu.Unlock()
	}
	return t, nil
}

// StateIn is the state of a wave inside a transaction.
func StateIn(ctx context.Context, tx *db.Tx, id WaveID) (State, error) {
	return db.Value[State](ctx, tx, `SELECT state FROM waves WHERE id = ?`, string(id))
}

func (s *Service) forget(id WaveID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.waves, id)
	delete(s.trees, id)
}

func unknownWave(err error, code string) error {
	if errs.Is(err, errs.NotFound) {
		return errs.New(errs.NotFound, "wave.unknown").With("wave", code).Because(err)
	}
	return err
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }
