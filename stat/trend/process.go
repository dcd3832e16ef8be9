package trend

import (
	"math"
	"slices"

	"manyi.dev/manyi/stat"
)

// EWMAOptions are the options of EWMA; the zero value is λ = 0.2 with limits of 3 sigmas.
type EWMAOptions struct {
	Lambda float64 // weight of the newest point in (0, 1]; 0 stands for 0.2
	Sigmas float64 // half width of the limits; 0 stands for 3
}

// EWMA is the chart of the exponentially weighted moving average (Roberts 1959; Montgomery 2013,
// section 9.2), which finds small lasting shifts earlier than a Shewhart chart:
//
//	z_i = λ x_i + (1−λ) z_{i−1},   z_0 = centre
//	V_i = λ² σ_i² + (1−λ)² V_{i−1},   V_0 = 0
//
// with limits centre ± L·√V_i. For one σ, V_i = σ²·λ/(2−λ)·(1 − (1−λ)^{2i}). se holds the standard
// error σ_i > 0 of each point, or one for all. Points of the chart are the z_i.
func EWMA(x, se []float64, centre float64, o EWMAOptions) (*Chart, error) {
	errors, err := perPoint(x, se, centre)
	if err != nil {
		return nil, err
	}
	if o.Lambda == 0 {
		o.Lambda = 0.2
	}
	if !(o.Lambda > 0 && o.Lambda <= 1) {
		panic("trend: lambda of an EWMA outside (0, 1]")
	}
	c := &Chart{Centre: centre}
	z, v := centre, 0.0
	for i, value := range x {
		z = o.Lambda*value + (1-o.Lambda)*z
		v = o.Lambda*o.Lambda*errors[i]*errors[i] + (1-o.Lambda)*(1-o.Lambda)*v
		c.Points = append(c.Points, z)
		c.SE = append(c.SE, math.Sqrt(v))
	}
	c.limit(ChartOptions{Sigmas: o.Sigmas})
	return c, nil
}

// CUSUMOptions are the options of NewCUSUM; the zero value is k = 0.5, h = 5 without head start,
// which finds a shift of one standard error after about 10 points and gives a false alarm in about 465.
type CUSUMOptions struct {
	K         float64 // slack in standard errors, half the shift to be found; 0 stands for 0.5
	H         float64 // decision interval in standard errors; 0 stands for 5
	HeadStart float64 // where both sums start, at most h (Lucas and Crosier 1982: h/2)
}

// CUSUM is the tabular cumulative sum chart (Page 1954, Biometrika 41; Montgomery 2013, section 9.1)
// in standard errors, u_i = (x_i − centre)/σ_i:
//
//	C⁺_i = max(0,  u_i − k + C⁺_{i−1})
//	C⁻_i = max(0, −u_i − k + C⁻_{i−1})
type CUSUM struct {
	Upper, Lower []float64 // C⁺ and C⁻
	// UpperRun and LowerRun count the points since the sum was last 0: when it signals, the process
	// probably changed that many points ago.
	UpperRun, LowerRun []int
	Limit              float64 // h
	Out                []int   // points with a sum above h, in the order given
}

// NewCUSUM computes both sums; se as for EWMA.
func NewCUSUM(x, se []float64, centre float64, o CUSUMOptions) (*CUSUM, error) {
	errors, err := perPoint(x, se, centre)
	if err != nil {
		return nil, err
	}
	if o.K == 0 {
		o.K = 0.5
	}
	if o.H == 0 {
		o.H = 5
	}
	if !(o.K > 0 && o.H > 0 && o.HeadStart >= 0 && o.HeadStart <= o.H) {
		panic("trend: k and h of a CUSUM must be positive, the head start in [0, h]")
	}
	c := &CUSUM{Limit: o.H}
	upper, lower := o.HeadStart, o.HeadStart
	upperRun, lowerRun := 0, 0
	for i, value := range x {
		u := (value - centre) / errors[i]
		upper, upperRun = step(upper, upperRun, u-o.K)
		lower, lowerRun = step(lower, lowerRun, -u-o.K)
		c.Upper, c.UpperRun = append(c.Upper, upper), append(c.UpperRun, upperRun)
		c.Lower, c.LowerRun = append(c.Lower, lower), append(c.LowerRun, lowerRun)
		if upper > o.H || lower > o.H {
			c.Out = append(c.Out, i)
		}
	}
	return c, nil
}

func step(sum float64, run int, by float64) (newSum float64, newRun int) {
	if sum += by; sum > 0 {
		return sum, run + 1
	}
	return 0, 0
}

// perPoint checks a series and spreads a single standard error over it.
func perPoint(x, se []float64, centre float64) ([]float64, error) {
	if len(x) > 0 && len(se) == 1 {
		se = slices.Repeat(se, len(x))
	}
	if err := lengths("standard errors", len(se), len(x)); err != nil {
		return nil, err
	}
	if err := finite("series", x); err != nil {
		return nil, err
	}
	if math.IsNaN(centre) || math.IsInf(centre, 0) {
		return nil, &stat.Error{Package: pkg, Reason: stat.NotFinite, Subject: "centre"}
	}
	for i, s := range se {
		if !(s > 0) || math.IsInf(s, 0) {
			return nil, &stat.Error{Package: pkg, Reason: stat.OutOfRange, Subject: "standard error", Row: i + 1, Got: s}
		}
	}
	return se, nil
}

// Rule is a pattern that points on a control chart do not show by chance.
type Rule string

// The rules, all on one side of the centre unless said otherwise (Western Electric 1956,
// Statistical Quality Control Handbook; Nelson 1984, J. Qual. Technol. 16).
const (
	Beyond3    Rule = "beyond_3"    // one point beyond 3 sigmas
	TwoOf3     Rule = "two_of_3"    // two of three points beyond 2 sigmas
	FourOf5    Rule = "four_of_5"   // four of five points beyond 1 sigma
	EightSide  Rule = "eight_side"  // eight points in a row
	SixTrend   Rule = "six_trend"   // six points in a row, each higher or each lower than the one before
	Fourteen   Rule = "fourteen"    // fourteen points in a row, alternating up and down
	FifteenIn1 Rule = "fifteen_in"  // fifteen points in a row within 1 sigma on either side: limits too wide
	EightOut1  Rule = "eight_out_1" // eight points in a row beyond 1 sigma on either side
)

// Signal is a rule that fired.
type Signal struct {
	Rule Rule
	At   int // the last point of the pattern, in the order given
}

// Signals are the rules that fire on a Shewhart chart, by point. A pattern that goes on fires at each
// of its points from the first one that completes it. Every rule costs false alarms: a process in control
// goes beyond 3 sigmas about every 370 points, and fires one of the first four rules about every 92
// (Champ and Woodall 1987, Technometrics 29). Use rules chosen beforehand.
func (c *Chart) Signals(rules ...Rule) []Signal {
	z := make([]float64, len(c.Points))
	for i, x := range c.Points {
		if d := x - c.Centre; d != 0 { // a standard error of 0 makes any deviation infinite
			z[i] = d / c.SE[i]
		}
	}
	var signals []Signal
	for i := range z {
		for _, rule := range rules {
			if fires(rule, z[:i+1], c.Points[:i+1]) {
				signals = append(signals, Signal{rule, i})
			}
		}
	}
	return signals
}

// fires reports whether the pattern is complete at the last point.
func fires(rule Rule, z, points []float64) bool {
	switch rule {
	case Beyond3:
		return sides(z, 1, 1, 3)
	case TwoOf3:
		return sides(z, 3, 2, 2)
	case FourOf5:
		return sides(z, 5, 4, 1)
	case EightSide:
		return sides(z, 8, 8, 0)
	case SixTrend:
		return steps(points, 6, func(before, now float64) bool { return before*now > 0 })
	case Fourteen:
		return steps(points, 14, func(before, now float64) bool { return before*now < 0 })
	case FifteenIn1:
		return last(z, 15, func(v float64) bool { return math.Abs(v) < 1 })
	case EightOut1:
		return last(z, 8, func(v float64) bool { return math.Abs(v) > 1 })
	}
	panic("trend: no such rule: " + string(rule))
}

// sides reports whether the last point and at least need of the last points lie beyond the limit on
// the same side. The first points of a chart have fewer before them.
func sides(z []float64, of, need int, limit float64) bool {
	now := z[len(z)-1]
	if math.Abs(now) <= limit {
		return false
	}
	count := 0
	for _, v := range z[max(0, len(z)-of):] {
		if v*now > 0 && math.Abs(v) > limit {
			count++
		}
	}
	return count >= need
}

// last reports whether all of the last n points are such.
func last(z []float64, n int, such func(float64) bool) bool {
	if len(z) < n {
		return false
	}
	return !slices.ContainsFunc(z[len(z)-n:], func(v float64) bool { return !such(v) })
}

// steps reports whether consecutive differences of the last n points are all such.
func steps(points []float64, n int, such func(before, now float64) bool) bool {
	if len(points) < n {
		return false
	}
	p := points[len(points)-n:]
	for i := 2; i < n; i++ {
		if !such(p[i-1]-p[i-2], p[i]-p[i-1]) {
			return false
		}
	}
	return true
}
