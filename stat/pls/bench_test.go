package pls_test

import (
	"math/rand/v2"
	"testing"

	"manyi.dev/manyi/stat/pls"
)

// BenchmarkFit estimates ECSI on 250 respondents, with all reports.
func BenchmarkFit(b *testing.B) {
	m, d := mobi(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := pls.Fit(m, d, pls.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkBootstrap500 is 500 resamples of ECSI on 250 respondents.
func BenchmarkBootstrap500(b *testing.B) {
	m, d := mobi(b)
	r, err := pls.Fit(m, d, pls.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := r.Bootstrap(pls.Resampling{Resamples: 500}, rand.NewPCG(1, 2)); err != nil {
			b.Fatal(err)
		}
	}
}
