package programme

import (
	"context"

	"manyi.dev/manyi/internal/db"
)

// EndTest takes away what was tried on a planned wave.
type EndTest func(ctx context.Context, tx *db.Tx, id WaveID) error

// OnStart has end called in the transaction in which a planned wave is opened or discarded: nothing that was tried on it
// stays (D14). Tests are kept downstream, which therefore is told here. It is set once, when the services are put together.
func (s *Service) OnStart(end EndTest) { s.endTest = end }

func (s *Service) endTests(ctx context.Context, tx *db.Tx, id WaveID) error {
	if s.endTest == nil {
		return nil
	}
	return s.endTest(ctx, tx, id)
}
