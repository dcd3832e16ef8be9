package htest

import (
	"math"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/internal/dist"
)

// Count is x successes among n, such as the satisfied among those who answered. Neither need be whole:
// n may be an effective base n_eff and x = p·n_eff.
type Count struct{ X, N float64 }

// P is the share x/n, NaN for n = 0.
func (c Count) P() float64 { return ratio(c.X, c.N) }

func (c Count) check(subject string) error {
	switch {
	case math.IsNaN(c.X) || math.IsNaN(c.N) || math.IsInf(c.N, 0):
		return fail(stat.NotFinite, subject, 0, 0)
	case c.N <= 0:
		return fail(stat.Empty, subject, 0, 0)
	case c.X < 0 || c.X > c.N:
		return fail(stat.OutOfRange, subject, c.X, c.N)
	}
	return nil
}

// Wald is the interval p ± z·√(p(1−p)/n). It is here because it is so common: it is too short for shares
// near 0 and 1, where it leaves [0, 1] or has no width at all. Wilson is better.
func Wald(c Count, level float64) (Interval, error) {
	z := normalHalf(level)
	if err := c.check("count"); err != nil {
		return Interval{math.NaN(), math.NaN()}, err
	}
	p := c.P()
	half := z * math.Sqrt(p*(1-p)/c.N)
	return Interval{p - half, p + half}, nil
}

// Wilson is the score interval (Wilson 1927): all p₀ that the z test with the error √(p₀(1−p₀)/n) does
// not reject,
//
//	( p + z²/2n ± z·√(p(1−p)/n + z²/4n²) ) / (1 + z²/n)
func Wilson(c Count, level float64) (Interval, error) { return score(c, level, 0) }

// WilsonCorrected is the score interval with the continuity correction ½ (Newcombe 1998a, method 4): the
// bounds are those of Wilson's formula at p − 1/2n and p + 1/2n.
func WilsonCorrected(c Count, level float64) (Interval, error) { return score(c, level, 0.5) }

// score is Wilson's interval with x moved outwards by the correction.
func score(c Count, level, correction float64) (Interval, error) {
	z := normalHalf(level)
	if err := c.check("count"); err != nil {
		return Interval{math.NaN(), math.NaN()}, err
	}
	half := z * z / (2 * c.N)
	bound := func(p, side float64) float64 {
		p = math.Max(0, math.Min(1, p))
		return (p + half + side*z*math.Sqrt(p*(1-p)/c.N+half/(2*c.N))) / (1 + 2*half)
	}
	i := Interval{0, 1}
	if c.X > correction {
		i.Low = max(0, bound((c.X-correction)/c.N, -1))
	}
	if c.X < c.N-correction {
		i.High = min(1, bound((c.X+correction)/c.N, 1))
	}
	return i, nil
}

// AgrestiCoull is the Wald interval after z²/2 successes and z²/2 failures were added (Agresti & Coull
// 1998), cut at 0 and 1:
//
//	ñ = n + z²,  p̃ = (x + z²/2)/ñ,  p̃ ± z·√(p̃(1−p̃)/ñ)
func AgrestiCoull(c Count, level float64) (Interval, error) {
	z := normalHalf(level)
	if err := c.check("count"); err != nil {
		return Interval{math.NaN(), math.NaN()}, err
	}
	n := c.N + z*z
	p := (c.X + z*z/2) / n
	half := z * math.Sqrt(p*(1-p)/n)
	return Interval{max(0, p-half), min(1, p+half)}, nil
}

// ClopperPearson is the exact interval (Clopper & Pearson 1934): its level is reached for every p, and
// mostly exceeded. With B the quantile of the beta distribution,
//
//	low = B(α/2; x, n−x+1),  high = B(1−α/2; x+1, n−x)
func ClopperPearson(c Count, level float64) (Interval, error) {
	mustLevel(level)
	if err := c.check("count"); err != nil {
		return Interval{math.NaN(), math.NaN()}, err
	}
	alpha := 1 - level
	return Interval{
		Low:  dist.BetaQuantile(alpha/2, c.X, c.N-c.X+1),
		High: dist.BetaQuantile(1-alpha/2, c.X+1, c.N-c.X),
	}, nil
}

// ShareTest compares a share with a known one.
type ShareTest struct {
	Score     Z       // (p − p₀)/√(p₀(1−p₀)/n)
	Corrected Z       // the same with |x − np₀| lowered by c = min(½, |x − np₀|)
	Exact     float64 // two-sided binomial p: the sum of all outcomes not more probable than x; NaN unless x and n are whole and n ≤ 10¹⁰

	count      Count
	correction float64
}

// Interval is the score interval that belongs to Corrected: its correction is c, which is ½ unless x is
// within ½ of np₀ (R: prop.test with one sample). WilsonCorrected does not depend on a hypothesis.
func (t ShareTest) Interval(level float64) Interval {
	i, _ := score(t.count, level, t.correction)
	return i
}

// OneShare tests the hypothesis that the share behind c is p0, with 0 < p0 < 1.
func OneShare(c Count, p0 float64) (ShareTest, error) {
	if err := c.check("count"); err != nil {
		return ShareTest{}, err
	}
	if !(p0 > 0 && p0 < 1) {
		return ShareTest{}, fail(stat.OutOfRange, "p0", p0, 0)
	}
	away, se := c.X-c.N*p0, math.Sqrt(c.N*p0*(1-p0))
	t := ShareTest{count: c, correction: min(0.5, math.Abs(away)), Exact: math.NaN()}
	t.Score = newZ(away / se)
	t.Corrected = newZ(math.Copysign(math.Abs(away)-t.correction, away) / se)
	if c.X == math.Trunc(c.X) && c.N == math.Trunc(c.N) && c.N <= mostExact {
		t.Exact = binomialP(int64(c.X), int64(c.N), p0)
	}
	return t, nil
}
