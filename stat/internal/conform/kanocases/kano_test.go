package kanocases_test

import (
	"testing"

	"manyi.dev/manyi/stat/internal/conform/kanocases"
)

func TestKano(t *testing.T) {
	t.Parallel()
	kanocases.Suite().Test(t)
}
