package programme

import (
	"context"
	"slices"

	"manyi.dev/manyi/internal/calendar"
)

// Directory is what programme needs.
type Directory interface {
	UnitsAsOf(ctx context.Context, root string, day calendar.Date) ([]Unit, error)
}

func (s *Service) unitsUnder(ctx context.Context, w *Wave, day calendar.Date) ([]Unit, error) {
	units, err := s.units.UnitsAsOf(ctx, w.RootUnit, day)
	for i := range units {
		units[i].Surveyed = len(w.SurveyedTypes) == 0 || slices.Contains(w.SurveyedTypes, units[i].Type)
	}
	return units, err
}
