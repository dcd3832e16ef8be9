package response

import (
	"context"

	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/questionnaire"
)

// begunOn is the version that answers of a wave were given on: the wave's own, or another of its major version on whose page
// they were begun (D10). An id of anything else counts for nothing.
func (s *Service) begunOn(ctx context.Context, wave programme.Wave, id string) (questionnaire.Version, error) {
	now, err := s.forms.ByID(ctx, wave.Questionnaire)
	if err != nil || id == "" || id == now.ID {
		return now, err
	}
	other, err := s.forms.ByID(ctx, id)
	if errs.Is(err, errs.NotFound) || err == nil && other.Code != now.Code {
		return now, nil
	}
	if err != nil {
		return now, err
	}
	if v, ok, err := s.forms.Minor(ctx, now, other.Version); ok || err != nil {
		return v, err
	}
	return now, nil
}
