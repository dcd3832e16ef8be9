package demo_test

import (
	"testing"
	"time"

	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/demo"
)

func TestPrepare(t *testing.T) {
	p := newPlace(t, dbtest.OpenSQLite(t))
	start := time.Now()
	err := demo.Prepare(t.Context(), p.Services, func(line string) { t.Log(time.Since(start), line) })
	if err != nil {
		t.Fatal(err)
	}
	t.Log(time.Since(start))
}
