package plscases_test

import (
	"testing"

	"manyi.dev/manyi/stat/internal/conform/plscases"
)

func TestPLS(t *testing.T) { plscases.Suite().Test(t) }
