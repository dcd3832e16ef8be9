package drivercases_test

import (
	"testing"

	"manyi.dev/manyi/stat/internal/conform/drivercases"
)

func TestDriver(t *testing.T) {
	t.Parallel()
	drivercases.Suite().Test(t)
}
