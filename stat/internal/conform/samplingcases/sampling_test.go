package samplingcases_test

import (
	"testing"

	"manyi.dev/manyi/stat/internal/conform/samplingcases"
)

func TestSampling(t *testing.T) {
	t.Parallel()
	samplingcases.Suite().Test(t)
}
