package dist

import "math"

// Root is where the monotone function f is zero between low and high, to the last digits, by inverse
// quadratic interpolation, secants and halving (Brent 1973, chapter 4). Without a change of sign it is
// the end where |f| is smaller, NaN when f is NaN.
func Root(f func(float64) float64, low, high float64) float64 {
	a, b := low, high
	fa, fb := f(a), f(b)
	if math.IsNaN(fa) || math.IsNaN(fb) {
		return math.NaN()
	}
	if fa*fb > 0 {
		if math.Abs(fa) < math.Abs(fb) {
			return a
		}
		return b
	}
	c, fc := a, fa
	step, before := b-a, b-a
	for range 200 {
		if math.Abs(fc) < math.Abs(fb) {
			a, b, c = b, c, b
			fa, fb, fc = fb, fc, fb
		}
		near, half := 2e-16*math.Abs(b)+1e-300, (c-b)/2
		if math.Abs(half) <= near || fb == 0 || math.IsNaN(fb) {
			return b
		}
		if math.Abs(before) < near || math.Abs(fa) <= math.Abs(fb) {
			step, before = half, half
		} else {
			step, before = interpolate(a, b, c, fa, fb, fc, half, step, before)
		}
		a, fa = b, fb
		if math.Abs(step) > near {
			b += step
		} else {
			b += math.Copysign(near, half)
		}
		if fb = f(b); (fb > 0) == (fc > 0) {
			c, fc = a, fa
			step = b - a
			before = step
		}
	}
	return b
}

// interpolate is Brent's next step from b, or a halving when that would go too far.
func interpolate(a, b, c, fa, fb, fc, half, step, before float64) (next, last float64) {
	var p, q float64
	s := fb / fa
	if a == c {
		p, q = 2*half*s, 1-s
	} else {
		r, t := fb/fc, fa/fc
		p = s * (2*half*t*(t-r) - (b-a)*(r-1))
		q = (t - 1) * (r - 1) * (s - 1)
	}
	if p > 0 {
		q = -q
	}
	p = math.Abs(p)
	if 2*p < min(3*half*q, math.Abs(before*q)) {
		return p / q, step
	}
	return half, half
}
