package driver_test

import (
	"math"
	"math/rand/v2"
	"reflect"
	"runtime"
	"testing"

	"manyi.dev/manyi/stat/driver"
)

// R 4.2.2: 2000 resamples of the rows, LMG of each from cov, quantile(type = 6); the bounds of two
// runs of 2000 differ by a few thousandths.
func TestBootstrapIntervals(t *testing.T) {
	t.Parallel()
	d, m := needSurvey(t)
	b := must[*driver.Resampled](t)(driver.Bootstrap(d, m, driver.Resampling{Replicates: 2000}, rand.NewPCG(1, 1)))
	want := []driver.Range{{0.21758, 0.29276}, {0.14108, 0.20521}, {0.05980, 0.11761}, {0.05128, 0.10189}, {0.04256, 0.09088}, {0.02861, 0.06323}}
	for j, r := range b.RawRange {
		if math.Abs(r.Low-want[j].Low) > 0.007 || math.Abs(r.High-want[j].High) > 0.007 {
			t.Errorf("%s: %.4f, want about %.4f", b.Names[j], r, want[j])
		}
		if !(b.PercentRange[j].Low < b.Percent[j] && b.Percent[j] < b.PercentRange[j].High) {
			t.Errorf("%s: %g percent is not within %v", b.Names[j], b.Percent[j], b.PercentRange[j])
		}
	}
	if r := b.RankRange; r[0] != (driver.Range{Low: 1, High: 1}) || r[3].Low > 4 || r[3].High < 5 {
		t.Errorf("ranks %v", r)
	}
	if b.Method != driver.LMG || b.Replicates != 2000 || b.Failed != 0 || b.Level != 0.95 {
		t.Errorf("%s, %d replicates, %d failed, level %g", b.Method, b.Replicates, b.Failed, b.Level)
	}
}

// The result depends on the source alone.
func TestBootstrapIsReproducible(t *testing.T) {
	d, m := needHoles(t)
	for _, missing := range []driver.Missing{driver.Listwise, driver.Pairwise} {
		m.Missing = missing
		run := func(seed uint64) *driver.Resampled {
			return must[*driver.Resampled](t)(driver.Bootstrap(d, m, driver.Resampling{Method: driver.Johnson, Replicates: 50}, rand.NewPCG(seed, 2)))
		}
		first := run(1)
		before := runtime.GOMAXPROCS(1)
		again := run(1)
		runtime.GOMAXPROCS(before)
		if !reflect.DeepEqual(first, again) {
			t.Error("the same source gave another result on one processor")
		}
		if reflect.DeepEqual(first.RawRange, run(2).RawRange) {
			t.Error("another source gave the same intervals")
		}
	}
}

// A driver that few rows vary in is constant in many resamples; these are counted.
func TestBootstrapCountsFailures(t *testing.T) {
	t.Parallel()
	d, m := needSurvey(t)
	rare := make([]float64, d.Rows())
	rare[7] = 1
	d.Names, d.Columns = append(d.Names, "rare"), append(d.Columns, rare)
	m.Drivers = []string{"price", "rare"}
	b := must[*driver.Resampled](t)(driver.Bootstrap(d, m, driver.Resampling{Replicates: 200}, rand.NewPCG(3, 4)))
	if b.Failed < 40 || b.Failed > 110 || b.Replicates+b.Failed != 200 { // (1−1/400)^400 = 0.37 of them
		t.Errorf("%d of 200 resamples failed", b.Failed)
	}
}
