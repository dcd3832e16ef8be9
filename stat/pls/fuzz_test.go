package pls_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/pls"
)

// FuzzFit: whatever the answers are, there is a result or an error that says where.
func FuzzFit(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte{1, 2, 3, 4, 5})
	f.Add([]byte("1234512354213451235423145312543215432154321543125431254312543215431251234512353412"))
	f.Add([]byte("\xff\xfe\xfd\xfc\xfb\x01\x02\x03\x04\x05\xff\xfe\xfd\xfc\xfb12345\xff23451345124512351234"))
	f.Fuzz(func(t *testing.T, text []byte) {
		m, d := small(1)
		d.Columns = make([][]float64, 5)
		special := map[byte]float64{255: math.NaN(), 254: math.Inf(1), 253: math.Inf(-1), 252: math.MaxFloat64, 251: -math.MaxFloat64, 250: math.SmallestNonzeroFloat64}
		for i := 0; i+5 <= len(text); i += 5 {
			for j := range d.Columns {
				x, ok := special[text[i+j]]
				if !ok {
					x = float64(text[i+j] % 7)
				}
				d.Columns[j] = append(d.Columns[j], x)
			}
		}
		o := pls.Options{MaxIterations: 200, Scheme: []pls.Scheme{pls.PathScheme, pls.CentroidScheme, pls.FactorialScheme}[len(text)%3]}
		if len(text)%2 == 0 {
			o.Missing = pls.MeanReplacement
			m.Constructs[0].Mode = pls.ModeB
		}
		r, err := pls.Fit(m, d, o)
		var fault *stat.Error
		if err != nil {
			if !errors.As(err, &fault) {
				t.Errorf("%T %v", err, err)
			}
			return
		}
		for _, p := range r.Paths {
			if math.IsNaN(p.Beta) || math.IsInf(p.Beta, 0) {
				t.Errorf("path %+v", p)
			}
		}
		if _, err := r.Bootstrap(pls.Resampling{Resamples: 3}, rand.NewPCG(1, 2)); err != nil && !errors.As(err, &fault) {
			t.Errorf("%T %v", err, err)
		}
		if _, err := r.Blindfold(0); err != nil && !errors.As(err, &fault) {
			t.Errorf("%T %v", err, err)
		}
	})
}
