package programme

import "context"

// Preview is the unit tree that a wave has: the one it froze, or, as long as it is planned, the one it would freeze if it
// were opened today.
func (s *Service) Preview(ctx context.Context, w Wave) (*Tree, error) {
	if w.State != Planned {
		return s.Tree(ctx, w.ID)
	}
	units, err := s.unitsUnder(ctx, &w, s.units.Today())
	if err != nil {
		return nil, err
	}
	return newTree(units), nil
}
