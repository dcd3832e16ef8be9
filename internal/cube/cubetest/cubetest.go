package cubetest

import (
	"testing"

	"manyi.dev/manyi/internal/cube"
)

// Exercise runs the suite on an engine. newEngine opens one on a folder, which may hold what an
// engine that was closed has left there.
func Exercise(t *testing.T, newEngine func(t *testing.T, dir string) cube.Engine) {
	t.Run("scripts", func(t *testing.T) { t.Parallel(); scripts(t, newEngine) })
	t.Run("recount", func(t *testing.T) { t.Parallel(); recount(t, newEngine) })
	t.Run("repeatable", func(t *testing.T) { t.Parallel(); repeatable(t, newEngine) })
	t.Run("isolation", func(t *testing.T) { t.Parallel(); isolation(t, newEngine) })
}
