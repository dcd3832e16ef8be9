package weight

import (
	"math"

	"manyi.dev/manyi/stat"
)

// Method is the distance between old and new weights that a calibration makes smallest.
type Method string

// The methods.
const (
	Linear Method = "linear" // F(u) = 1+u: chi-square distance; weights can become negative
	Raking Method = "raking" // F(u) = exp(u): multiplicative, weights stay positive
	Logit  Method = "logit"  // g strictly between the bounds
)

// function is F and its derivative.
type function struct {
	method    Method
	low, high float64 // bounds on g
	a         float64 // of Logit
}

// newFunction checks the method and the bounds.
func newFunction(o Options) (function, error) {
	f := function{method: o.Method, low: o.Low, high: o.High}
	if f.method == "" {
		f.method = Linear
	}
	if f.method != Linear && f.method != Raking && f.method != Logit {
		return f, fault(stat.Unknown, "method \""+string(o.Method)+"\"")
	}
	if f.low == 0 && f.high == 0 && f.method != Logit {
		f.low, f.high = math.Inf(-1), math.Inf(1)
	}
	if !(f.low < 1) {
		return f, &stat.Error{Package: "weight", Reason: stat.OutOfRange, Subject: "lower bound of g", Got: f.low}
	}
	if !(f.high > 1) || f.method == Logit && (math.IsInf(f.high, 1) || math.IsInf(f.low, -1)) {
		return f, &stat.Error{Package: "weight", Reason: stat.OutOfRange, Subject: "upper bound of g", Got: f.high}
	}
	f.a = (f.high - f.low) / ((1 - f.low) * (f.high - 1))
	return f, nil
}

// at is F(u) and F′(u).
func (f *function) at(u float64) (g, slope float64) {
	switch f.method {
	case Raking:
		g = math.Exp(u)
		slope = g
	case Logit:
		return f.logit(u)
	default:
		g, slope = 1+u, 1
	}
	switch {
	case g < f.low:
		return f.low, 0
	case g > f.high:
		return f.high, 0
	}
	return g, slope
}

// logit is F of Logit as L + (U−L)·s with the share s = (1−L)e^(Au)/(U−1+(1−L)e^(Au)).
func (f *function) logit(u float64) (g, slope float64) {
	share := 1 / (1 + (f.high-1)/(1-f.low)*math.Exp(-f.a*u))
	return f.low + (f.high-f.low)*share, (f.high - f.low) * f.a * share * (1 - share)
}
