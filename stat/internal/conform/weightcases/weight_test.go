package weightcases_test

import (
	"testing"

	"manyi.dev/manyi/stat/internal/conform/weightcases"
)

func TestWeighting(t *testing.T) {
	t.Parallel()
	weightcases.Suite().Test(t)
}
