package testcases_test

import (
	"testing"

	"manyi.dev/manyi/stat/internal/conform/testcases"
)

func TestTests(t *testing.T) { testcases.Suite().Test(t) }
