package scoring

import (
	"context"
	"fmt"
	"math"
	"strconv"

	"manyi.dev/manyi/internal/cube"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/response"
)

// Imported is the weight scheme of the weights that came with a wave's responses.
const Imported = "imported"

const rebuildPage = 2000

// Rebuild makes everything derived again from the originals: the counts, the names of strata and PSUs, the
// cube and its weights. What is held back stays held back. progress is told after each wave.
func (s *Service) Rebuild(ctx context.Context, progress func(wave string, responses int)) error {
	if err := s.Flush(ctx); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.responses.Recount(ctx); err != nil {
		return err
	}
	waves, err := s.programmes.Waves(ctx)
	if err != nil {
		return err
	}
	for _, wave := range waves {
		n, err := s.rebuildWave(ctx, wave)
		if err != nil {
			return fmt.Errorf("rebuild wave %s: %w", wave.Code, err)
		}
		if progress != nil {
			progress(wave.Code, n)
		}
	}
	s.dirty, s.fresh = 0, map[programme.WaveID][]string{}
	return nil
}

func (s *Service) rebuildWave(ctx context.Context, wave programme.Wave) (n int, err error) {
	id := string(wave.ID)
	defer s.generation(wave.ID).Add(1)
	if err := s.engine.Drop(ctx, id); err != nil {
		return 0, err
	}
	columns, err := s.Columns(ctx, wave)
	if err != nil {
		return 0, err
	}
	if err := s.engine.Ensure(ctx, id, columns.Layout()); err != nil {
		return 0, err
	}
	if _, err := s.db.Exec(ctx, `DELETE FROM cube_codes WHERE wave_id = ?`, wave.ID); err != nil {
		return 0, err
	}
	weights := map[cube.ID]float64{}
	for after := ""; ; {
		page, err := s.responses.Originals(ctx, s.db, wave, after, rebuildPage)
		if err != nil {
			return n, err
		}
		if len(page) == 0 {
			break
		}
		after = page[len(page)-1].ID
		held, err := s.notCounted(ctx, wave) // after the page: what it holds is in the feed by now
		if err != nil {
			return n, err
		}
		kept := page[:0]
		for i := range page {
			if !held[page[i].ID] {
				kept = append(kept, page[i])
			}
		}
		if err := s.loadOriginals(ctx, wave, kept); err != nil {
			return n, err
		}
		if err := weigh(weights, kept); err != nil {
			return n, err
		}
		n += len(kept)
	}
	if len(weights) > 0 {
		if err := s.engine.SetWeights(ctx, id, Imported, weights); err != nil {
			return n, err
		}
	}
	return n, s.engine.Flush(ctx, id)
}

// notCounted are the responses of a wave that wait for a step, or came after the feed was last read: they are
// counted when it is read again.
func (s *Service) notCounted(ctx context.Context, wave programme.Wave) (map[string]bool, error) {
	waiting := map[string]bool{}
	for _, ids := range s.pending[wave.ID] {
		for _, id := range ids {
			waiting[id] = true
		}
	}
	changes, err := response.FeedAfter(ctx, s.db, s.cursor, math.MaxInt32)
	if wave.Anonymity == programme.Anonymous {
		changes, err = response.AnonymousFeed(ctx, s.db, math.MaxInt32)
	}
	for _, c := range changes {
		if c.Wave == wave.ID {
			waiting[c.Response] = true
		}
	}
	return waiting, err
}

// weigh reads the weights that came with originals.
func weigh(into map[cube.ID]float64, originals []response.Original) error {
	for i := range originals {
		o := &originals[i]
		if o.Weight == "" {
			continue
		}
		w, err := strconv.ParseFloat(o.Weight, 64)
		if err != nil {
			return fmt.Errorf("response %s: weight %q: %w", o.ID, o.Weight, err)
		}
		id, err := factID(o.ID)
		if err != nil {
			return err
		}
		into[id] = w
	}
	return nil
}

// Reweigh publishes the weights that came with a wave's responses, after an import.
func (s *Service) Reweigh(ctx context.Context, id programme.WaveID) error {
	if err := s.Flush(ctx); err != nil {
		return err
	}
	wave, err := s.programmes.Wave(ctx, id)
	if err != nil {
		return err
	}
	weights := map[cube.ID]float64{}
	for after := ""; ; {
		page, err := s.responses.Originals(ctx, s.db, wave, after, rebuildPage)
		if err != nil {
			return err
		}
		if len(page) == 0 {
			break
		}
		after = page[len(page)-1].ID
		if err := weigh(weights, page); err != nil {
			return err
		}
	}
	if len(weights) == 0 {
		return nil
	}
	defer s.generation(wave.ID).Add(1)
	return s.engine.SetWeights(ctx, string(id), Imported, weights)
}

// DefaultScheme is the weight scheme a wave's figures use unless told otherwise: the imported weights when
// it has some, else none ("").
func (s *Service) DefaultScheme(ctx context.Context, wave programme.Wave) (string, error) {
	schemes, err := s.Schemes(ctx, wave)
	if err != nil || len(schemes) == 0 {
		return "", err
	}
	return schemes[0], nil
}

// Schemes lists a wave's weight schemes.
func (s *Service) Schemes(ctx context.Context, wave programme.Wave) ([]string, error) {
	has, err := s.engine.Has(ctx, string(wave.ID))
	if err != nil || !has {
		return nil, err
	}
	return s.engine.Schemes(ctx, string(wave.ID))
}
