package dist_test

import (
	"math"
	"testing"

	"manyi.dev/manyi/stat/internal/dist"
)

// At h = k = 0 the probability is 1/4 + asin(r)/2π; the others are integrals of R 4.2.2,
// integrate(function(x) dnorm(x)*pnorm((k-r*x)/sqrt(1-r^2)), -Inf, h, rel.tol = 1e-13).
func TestBivariateNormal(t *testing.T) {
	t.Parallel()
	for _, r := range []float64{-1, -0.9999, -0.5, 0, 0.3, 0.9, 0.99, 0.999999, 1} {
		want := 0.25 + math.Asin(r)/(2*math.Pi)
		if got := dist.BivariateNormal(0, 0, r); math.Abs(got-want) > 1e-14 {
			t.Errorf("r = %g: %.17g, want %.17g", r, got, want)
		}
	}
	for _, c := range []struct{ h, k, r, want float64 }{
		{1, -0.5, 0.5, 0.29609063435417537},
		{1, -0.5, -0.8, 0.17345705493045793},
		{-2, -1.5, 0.95, 0.022100008764184883},
		{0.3, 0.31, 0.9999, 0.61715115585357372},
		{2, 1.9, 0.99, 0.97009841787554896},
		{-3, -2, 0.2, 0.0001154085845911585},
		{0.7, 0.7, 0.999, 0.7524651132702499},
	} {
		if got := dist.BivariateNormal(c.h, c.k, c.r); math.Abs(got-c.want) > 1e-13 {
			t.Errorf("Φ(%g, %g; %g) = %.17g, want %.17g", c.h, c.k, c.r, got, c.want)
		}
		sides := dist.BivariateNormal(c.h, c.k, c.r) + dist.BivariateNormal(c.h, -c.k, -c.r)
		if math.Abs(sides-dist.Normal(c.h)) > 1e-14 {
			t.Errorf("both sides of %g give %g, not Φ(%g)", c.k, sides, c.h)
		}
	}
	if !math.IsNaN(dist.BivariateNormal(0, 0, 1.1)) || dist.BivariateNormal(math.Inf(-1), 0, 0.5) != 0 {
		t.Error("outside the domain")
	}
}
