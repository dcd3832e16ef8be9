package column_test

import (
	"testing"
	"time"

	"manyi.dev/manyi/internal/cube"
	"manyi.dev/manyi/internal/cube/column"
	"manyi.dev/manyi/internal/cube/cubetest"
)

// at is a clock that stands still.
func at(instant time.Time) func() time.Time { return func() time.Time { return instant } }

func open(t *testing.T, dir string, options column.Options) *column.Engine {
	t.Helper()
	if options.Now == nil {
		options.Now = at(time.Unix(0, 0))
	}
	e, err := column.Open(dir, options)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestConformance(t *testing.T) {
	t.Parallel()
	cubetest.Exercise(t, func(t *testing.T, dir string) cube.Engine { return open(t, dir, column.Options{}) })
}

// TestConformanceWithoutMemory: a budget of one byte makes the engine read its files all the time.
func TestConformanceWithoutMemory(t *testing.T) {
	t.Parallel()
	cubetest.Exercise(t, func(t *testing.T, dir string) cube.Engine { return open(t, dir, column.Options{Budget: 1}) })
}
