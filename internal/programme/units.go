package programme

import (
	"context"
	"slices"

	"manyi.dev/manyi/internal/calendar"
	"manyi.dev/manyi/internal/directory"
	"manyi.dev/manyi/internal/errs"
)

// unitsUnder are the units from the wave's root down as of a day, the surveyed types marked.
func (s *Service) unitsUnder(ctx context.Context, w *Wave, day calendar.Date) ([]Unit, error) {
	tree, err := s.units.Tree(ctx, day)
	if err != nil {
		return nil, err
	}
	root, ok := tree.ByCode(w.RootUnit)
	if !ok {
		return nil, errs.New(errs.Invalid, "wave.root_unknown").At("root_unit").With("root", w.RootUnit).With("day", day)
	}
	below := tree.Below(root)
	units := make([]Unit, len(below))
	for i, u := range below {
		units[i] = Unit{
			Node: directory.Node{ID: u.ID, Code: u.Code, ParentID: u.ParentID}, Name: u.Name, Type: u.Type, Manager: u.Manager,
			Surveyed: len(w.SurveyedTypes) == 0 || slices.Contains(w.SurveyedTypes, u.Type),
		}
	}
	units[0].ParentID = ""
	return units, nil
}
