package sem_test

import (
	"testing"

	"manyi.dev/manyi/stat/sem"
)

func BenchmarkFit(b *testing.B) {
	m, err := sem.Parse(whole)
	if err != nil {
		b.Fatal(err)
	}
	d := made(500)
	for b.Loop() {
		if _, err := sem.Fit(m, d, sem.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
