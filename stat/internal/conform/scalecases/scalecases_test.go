package scalecases_test

import (
	"testing"

	"manyi.dev/manyi/stat/internal/conform/scalecases"
)

func TestScale(t *testing.T) { scalecases.Suite().Test(t) }
