package programme

import (
	"context"
	"slices"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/questionnaire"
)

// reworded are the states in which a wave still asks somebody.
var reworded = []State{Planned, Open, Paused}

// Reword moves a wave to a later minor version of its questionnaire (D10): pages that are opened from now on are in its
// words, those that are open finish on theirs. The number must be of the same major version and higher than that of the
// wave, errs.Invalid "wave.reword.version"; a wave that is over is errs.Conflict "wave.reword.state".
func (s *Service) Reword(ctx context.Context, by audit.Actor, code, number string) (w Wave, err error) {
	w, err = s.WaveByCode(ctx, code)
	if err != nil {
		return w, err
	}
	from, err := s.forms.ByID(ctx, w.Questionnaire)
	if err != nil {
		return w, err
	}
	to, ok, err := s.forms.Minor(ctx, from, number)
	if err != nil {
		return w, err
	}
	if !ok || !to.Later(from) {
		return w, errs.New(errs.Invalid, "wave.reword.version").At("version").With("version", number).With("now", from.Version)
	}
	err = s.db.Tx(ctx, func(tx *db.Tx) error {
		if w, err = waveByCode(ctx, tx, code); err != nil {
			return unknownWave(err, code)
		}
		if !slices.Contains(reworded, w.State) {
			return errs.New(errs.Conflict, "wave.reword.state").With("state", w.State)
		}
		if w.Questionnaire != from.ID { // moved meanwhile
			return errs.New(errs.Conflict, "wave.reword.moved")
		}
		w.Questionnaire = to.ID
		if err := db.Update(ctx, tx, "waves", waveCols, waveCells(&w)); err != nil {
			return err
		}
		tx.AfterCommit(func() { s.forget(w.ID) })
		return audit.Write(ctx, tx, by, audit.Entry{
			Action: "wave.reword", Kind: "wave", Object: w.Code,
			Details: map[string]any{"questionnaire": from.Code, "from": from.Version, "to": to.Version},
		})
	})
	return w, err
}

// Rewordable are the waves that could be moved to a version by Reword.
func (s *Service) Rewordable(ctx context.Context, to questionnaire.Version) ([]Wave, error) {
	all, err := s.Waves(ctx)
	if err != nil {
		return nil, err
	}
	var list []Wave
	for _, w := range all {
		if !slices.Contains(reworded, w.State) || w.Questionnaire == to.ID {
			continue
		}
		from, err := s.forms.ByID(ctx, w.Questionnaire)
		if err != nil {
			return nil, err
		}
		if from.Code != to.Code || !to.Later(from) {
			continue
		}
		if _, ok, err := s.forms.Minor(ctx, from, to.Version); err != nil {
			return nil, err
		} else if ok {
			list = append(list, w)
		}
	}
	return list, nil
}
