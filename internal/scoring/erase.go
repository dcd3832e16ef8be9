package scoring

import (
	"context"
	"slices"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/response"
)

// Answers that are to be erased leave the figures when that tells nobody whose they were: those of named waves and those
// that no figure has counted yet at once; those of an open confidential wave together with the next step of their unit, or
// when they have waited for as long as they may; those of a closed one at once, which the wave's notes say. Until then the
// original is whole, so that a rebuild gives the same figures.

// eraseWaiting erases what need not wait. The caller holds mu; the state is loaded.
func (s *Service) eraseWaiting(ctx context.Context) (err error) {
	if s.waiting, err = s.responses.WaitingErasures(ctx); err != nil || len(s.waiting) == 0 {
		return err
	}
	byWave := map[programme.WaveID][]response.Erasure{}
	for _, e := range s.waiting {
		now, err := s.mayErase(ctx, &e)
		if err != nil {
			return err
		}
		if now {
			byWave[e.Wave] = append(byWave[e.Wave], e)
		}
	}
	for wave, list := range byWave {
		if err := s.db.Tx(ctx, func(tx *db.Tx) error { return s.eraseIn(ctx, tx, list) }); err != nil {
			return err
		}
		s.forgetPending(list)
		if err := s.put(ctx, wave, responsesOf(list)); err != nil {
			s.loaded = false // read the state again: the rows are marked
			return err
		}
	}
	return nil
}

// mayErase reports whether answers can leave the figures without a step.
func (s *Service) mayErase(ctx context.Context, e *response.Erasure) (bool, error) {
	wave, err := s.programmes.Wave(ctx, e.Wave)
	if err != nil || wave.Anonymity == programme.Named || e.Due {
		return err == nil, err
	}
	held := s.pending[e.Wave][e.Unit]
	over := wave.State == programme.Closed || wave.State == programme.Reported
	// What is held of a closed wave is about to be released: the erasure goes with it.
	return slices.Contains(held, e.Response) || over && len(held) == 0, nil
}

// eraseIn empties the originals and marks them as not yet in the cube's files.
func (s *Service) eraseIn(ctx context.Context, tx *db.Tx, list []response.Erasure) error {
	if err := s.responses.EraseAnswers(ctx, tx, list); err != nil {
		return err
	}
	for _, e := range list {
		if err := insertHeld(ctx, tx, held{e.Response, e.Wave, e.Unit, true}); err != nil {
			return err
		}
		if err := markReleased(ctx, tx, e.Response); err != nil {
			return err
		}
	}
	ids := responsesOf(list)
	tx.AfterCommit(func() {
		s.marked = append(s.marked, ids...)
		s.waiting = slices.DeleteFunc(s.waiting, func(e response.Erasure) bool { return slices.Contains(ids, e.Response) })
	})
	return nil
}

// unitsOf are the units of responses that wait to be counted.
func unitsOf(pending map[programme.WaveID]map[string][]string) map[string]string {
	units := map[string]string{}
	for _, byUnit := range pending {
		for unit, ids := range byUnit {
			for _, id := range ids {
				units[id] = unit
			}
		}
	}
	return units
}

// erasedWith are the waiting erasures of the units whose figures a release moves; units has those of the released.
func (s *Service) erasedWith(released map[programme.WaveID][]string, units map[string]string) []response.Erasure {
	if len(s.waiting) == 0 {
		return nil
	}
	var list []response.Erasure
	for wave, ids := range released {
		moved := map[string]bool{}
		for _, id := range ids {
			moved[units[id]] = true
		}
		for _, e := range s.waiting {
			if e.Wave == wave && moved[e.Unit] {
				list = append(list, e)
			}
		}
	}
	return list
}

// forgetPending takes erased answers out of those that wait to be counted.
func (s *Service) forgetPending(list []response.Erasure) {
	for _, e := range list {
		units := s.pending[e.Wave]
		if units == nil {
			continue
		}
		units[e.Unit] = slices.DeleteFunc(units[e.Unit], func(id string) bool { return id == e.Response })
	}
}

func responsesOf(list []response.Erasure) []string {
	ids := make([]string, len(list))
	for i, e := range list {
		ids[i] = e.Response
	}
	return ids
}
