package csmcases_test

import (
	"testing"

	"manyi.dev/manyi/stat/internal/conform/csmcases"
)

func TestCSM(t *testing.T) {
	t.Parallel()
	csmcases.Suite().Test(t)
}
