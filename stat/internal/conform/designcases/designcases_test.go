package designcases_test

import (
	"testing"

	"manyi.dev/manyi/stat/internal/conform/designcases"
)

func TestDesigns(t *testing.T) {
	t.Parallel()
	for _, suite := range designcases.Suites() {
		t.Run(suite.File, func(t *testing.T) {
			t.Parallel()
			suite.Test(t)
		})
	}
}
