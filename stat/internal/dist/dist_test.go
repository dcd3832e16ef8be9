package dist_test

import (
	"math"
	"testing"

	"manyi.dev/manyi/stat/internal/dist"
)

// The values are of R 4.2.2.
func TestDistributions(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		call      string
		got, want float64
	}{
		{"qnorm(.975)", dist.NormalQuantile(0.975), 1.9599639845400538},
		{"qnorm(1e-10)", dist.NormalQuantile(1e-10), -6.361340902404056},
		{"pnorm(-1.5)", dist.Normal(-1.5), 0.066807201268858085},
		{"2*pnorm(-10)", dist.NormalP(10), 1.5239706048321052e-23},
		{"pchisq(3.84, 1, lower=FALSE)", dist.ChiSquareP(3.84, 1), 0.050043521248705189},
		{"pchisq(200, 3, lower=FALSE)", dist.ChiSquareP(200, 3), 4.2185411071920426e-43},
		{"qchisq(.95, 4)", dist.ChiSquareQuantile(0.95, 4), 9.4877290367811575},
	} {
		if math.Abs(c.got-c.want) > 1e-9*math.Abs(c.want) {
			t.Errorf("%s = %.17g, want %.17g", c.call, c.got, c.want)
		}
	}
}
