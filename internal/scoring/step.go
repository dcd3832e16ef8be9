package scoring

import (
	"context"
	"maps"
	"slices"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/response"
)

// hold takes changes over into held_responses and releases the units that have a step together. The
// cursor or the anonymous feed moves in the same transaction.
func (s *Service) hold(ctx context.Context, changes []response.Change, cursor int64, forget []string) error {
	next := map[programme.WaveID]map[string][]string{}
	known := map[string]bool{}
	for _, c := range changes {
		if next[c.Wave] == nil {
			next[c.Wave] = map[string][]string{}
			for unit, ids := range s.pending[c.Wave] {
				next[c.Wave][unit] = append([]string(nil), ids...)
				for _, id := range ids {
					known[id] = true
				}
			}
		}
	}
	for _, c := range changes {
		if !known[c.Response] {
			add(next, held{Response: c.Response, Wave: c.Wave, Unit: c.Unit})
		}
	}
	units := unitsOf(next)
	released := ripe(next)
	erased := s.erasedWith(released, units)
	now := map[string]bool{}
	for _, ids := range released {
		for _, id := range ids {
			now[id] = true
		}
	}
	err := s.db.Tx(ctx, func(tx *db.Tx) error {
		for _, c := range changes {
			if err := insertHeld(ctx, tx, held{c.Response, c.Wave, c.Unit, now[c.Response]}); err != nil {
				return err
			}
			delete(now, c.Response)
		}
		for id := range now { // held before, ripe now
			if err := markReleased(ctx, tx, id); err != nil {
				return err
			}
		}
		if err := s.eraseIn(ctx, tx, erased); err != nil {
			return err
		}
		if cursor > 0 {
			if err := setCursor(ctx, tx, cursor); err != nil {
				return err
			}
		}
		return response.ForgetAnonymous(ctx, tx, forget)
	})
	if err != nil {
		return err
	}
	for wave, units := range next {
		s.pending[wave] = units
	}
	for _, e := range erased { // in one loading with what hides them
		released[e.Wave] = append(released[e.Wave], e.Response)
	}
	for wave, ids := range released {
		if err := s.put(ctx, wave, ids); err != nil {
			s.loaded = false // read the state again: the rows are marked
			return err
		}
	}
	return nil
}

// ripe takes out of pending what may be counted: of a unit with two steps together all but one step.
func ripe(pending map[programme.WaveID]map[string][]string) map[programme.WaveID][]string {
	released := map[programme.WaveID][]string{}
	for id, units := range pending {
		for unit, ids := range units {
			if len(ids) >= 2*Step {
				counted := len(ids) - Step
				released[id] = append(released[id], ids[:counted]...)
				units[unit] = slices.Clone(ids[counted:])
			}
		}
	}
	return released
}

// Release counts everything that is held back of a wave that was closed, all at once, and writes the files. Nothing of the
// kind happens before: what closing itself makes, such as answers that were never sent, comes into the same step.
func (s *Service) Release(ctx context.Context, wave programme.WaveID) error {
	if err := s.Catch(ctx); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if w, err := s.programmes.Wave(ctx, wave); err != nil || w.State != programme.Closed && w.State != programme.Reported {
		return err // it was opened again
	}
	units := unitsOf(map[programme.WaveID]map[string][]string{wave: s.pending[wave]})
	if ids := slices.Sorted(maps.Keys(units)); len(ids) > 0 {
		released := map[programme.WaveID][]string{wave: ids}
		err := s.db.Tx(ctx, func(tx *db.Tx) error {
			for _, id := range ids {
				if err := markReleased(ctx, tx, id); err != nil {
					return err
				}
			}
			return s.eraseIn(ctx, tx, s.erasedWith(released, units))
		})
		s.loaded = false
		if err != nil {
			return err
		}
		if err := s.load(ctx); err != nil {
			return err
		}
	}
	return s.flush(ctx)
}
