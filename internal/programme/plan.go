package programme

import (
	"context"
	"errors"
	"slices"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/calendar"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/errs"
)

// Create makes a programme; the waves of d are left out. A code that is in use is errs.Conflict "programme.code_taken".
func (s *Service) Create(ctx context.Context, by audit.Actor, d Document) error {
	d.Waves = nil
	if err := d.check(); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(tx *db.Tx) error {
		_, err := programmeByCode(ctx, tx, d.Code)
		if err == nil {
			return errs.New(errs.Conflict, "programme.code_taken").At("code").With("code", d.Code)
		}
		if !errs.Is(err, errs.NotFound) {
			return err
		}
		_, err = s.defineProgramme(ctx, tx, by, d)
		return err
	})
}

// Plan adds a wave to a programme. Unlike Define it never changes a wave: a code that is in use is errs.Conflict
// "wave.code_taken".
func (s *Service) Plan(ctx context.Context, by audit.Actor, programme string, spec Spec) error {
	return s.planned(ctx, spec, func(tx *db.Tx) error {
		p, err := programmeByCode(ctx, tx, programme)
		if err != nil {
			return unknownProgramme(err, programme)
		}
		_, err = waveByCode(ctx, tx, spec.Code)
		if err == nil {
			return errs.New(errs.Conflict, "wave.code_taken").At("code").With("code", spec.Code)
		}
		if !errs.Is(err, errs.NotFound) {
			return err
		}
		return s.defineWave(ctx, tx, by, p, spec)
	})
}

// Change brings a planned wave up to other settings; its code stays. A wave that was opened is errs.Conflict "wave.frozen".
func (s *Service) Change(ctx context.Context, by audit.Actor, spec Spec) error {
	return s.planned(ctx, spec, func(tx *db.Tx) error {
		w, err := waveByCode(ctx, tx, spec.Code)
		if err != nil {
			return unknownWave(err, spec.Code)
		}
		return s.defineWave(ctx, tx, by, Programme{ID: w.Programme}, spec)
	})
}

// planned checks what a file's settings are not checked for before the wave is opened: that its root unit exists and
// that the wave it is compared with does.
func (s *Service) planned(ctx context.Context, spec Spec, store func(tx *db.Tx) error) error {
	all := []error{spec.check("")}
	tree, err := s.units.Tree(ctx, s.units.Today())
	if err != nil {
		return err
	}
	if _, known := tree.ByCode(spec.RootUnit); !known {
		all = append(all, errs.New(errs.Invalid, "wave.root_unknown").At("root_unit").With("root", spec.RootUnit).With("day", s.units.Today()))
	}
	if spec.Previous != "" {
		waves, err := s.Waves(ctx)
		if err != nil {
			return err
		}
		if spec.Previous == spec.Code || !slices.ContainsFunc(waves, func(w Wave) bool { return w.Code == spec.Previous }) {
			all = append(all, errs.New(errs.Invalid, "wave.previous_unknown").At("previous").With("wave", spec.Previous))
		}
	}
	if spec.Target < 0 {
		all = append(all, errs.New(errs.Invalid, "wave.target").At("target"))
	}
	if err := errors.Join(all...); err != nil {
		return err
	}
	return s.db.Tx(ctx, store)
}

// Extend moves the end of a wave that is open or paused to a later day.
func (s *Service) Extend(ctx context.Context, by audit.Actor, code, to, reason string) error {
	day, err := calendar.ParseDate(to)
	if err != nil {
		return errs.New(errs.Invalid, "wave.date").At("to")
	}
	return s.db.Tx(ctx, func(tx *db.Tx) error {
		w, err := waveByCode(ctx, tx, code)
		if err != nil {
			return unknownWave(err, code)
		}
		if !w.State.Running() {
			return errs.New(errs.Conflict, "wave.extend.state").With("state", w.State)
		}
		if day <= calendar.Date(w.To) {
			return errs.New(errs.Invalid, "wave.extend.earlier").At("to").With("to", w.To)
		}
		before := w.To
		w.To = string(day)
		if err := db.Update(ctx, tx, "waves", waveCols, waveCells(&w)); err != nil {
			return err
		}
		tx.AfterCommit(func() { s.forget(w.ID) })
		return audit.Write(ctx, tx, by, audit.Entry{
			Action: "wave.extend", Kind: "wave", Object: w.Code, Details: map[string]any{"from": before, "to": w.To, "reason": reason},
		})
	})
}

// Discard deletes a wave that is still planned. Nothing hangs on it: links are made and answers come from the opening on.
func (s *Service) Discard(ctx context.Context, by audit.Actor, code string) error {
	return s.db.Tx(ctx, func(tx *db.Tx) error {
		w, err := waveByCode(ctx, tx, code)
		if err != nil {
			return unknownWave(err, code)
		}
		if w.State != Planned {
			return errs.New(errs.Conflict, "wave.discard.state").With("state", w.State)
		}
		if err := s.endTests(ctx, tx, w.ID); err != nil {
			return err
		}
		if err := deleteWave(ctx, tx, w.ID); err != nil {
			return err
		}
		tx.AfterCommit(func() { s.forget(w.ID) })
		return audit.Write(ctx, tx, by, audit.Entry{Action: "wave.discard", Kind: "wave", Object: w.Code})
	})
}

func unknownProgramme(err error, code string) error {
	if errs.Is(err, errs.NotFound) {
		return errs.New(errs.NotFound, "programme.unknown").With("programme", code)
	}
	return err
}
