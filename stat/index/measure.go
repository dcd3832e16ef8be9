package index

import (
	"math"

	"manyi.dev/manyi/stat"
)

// BottomBox is 1 for the k lowest different values and 0 for the others: its mean is the share of
// the k worst answers.
func (s Scale) BottomBox(k int) Scale {
	values := s.values()
	upTo := math.Inf(-1)
	if k > 0 && len(values) > 0 {
		upTo = values[min(k, len(values))-1]
	}
	return s.each(func(y float64) float64 {
		if y <= upTo {
			return 1
		}
		return 0
	})
}

// NetBox is TopBox(top) − BottomBox(bottom): its mean is the net share of good answers, between −1
// and 1.
func (s Scale) NetBox(top, bottom int) Scale {
	best, worst := s.TopBox(top), s.BottomBox(bottom)
	net := s.each(func(float64) float64 { return 0 })
	for code := range net {
		net[code] = best[code] - worst[code]
	}
	return net
}

// CSAT is 100 for the k highest values and 0 for the others: its mean is the percentage of
// satisfied customers, with k = 2 on five points the usual CSAT.
func (s Scale) CSAT(k int) Scale {
	return s.TopBox(k).each(func(y float64) float64 { return 100 * y })
}

// CES maps the answers to the effort item linearly to 0 (most effort) … 100 (least): its mean is
// the customer effort score. easy says that high answers mean little effort, as in the agreement
// item "the company made it easy" (Dixon 2013); otherwise high answers mean much effort, as in the
// first item (Dixon, Freeman and Toman 2010, Harvard Business Review 88). It panics on a scale of
// fewer than two values.
func (s Scale) CES(easy bool) Scale {
	low, high := s.Bounds()
	if easy {
		return s.Score(low, high)
	}
	return s.Score(high, low)
}

// Points maps low to 0 and high to top linearly, so that Points(1, 10, 1000) is the 1000-point
// index of an item asked from 1 to 10. It panics when low and high are equal.
func (s Scale) Points(low, high, top float64) Scale {
	return s.Score(low, high).each(func(y float64) float64 { return y / 100 * top })
}

// NPS is the net promoter score with the shares behind it (Reichheld 2003).
type NPS struct {
	Promoters, Passives, Detractors stat.Estimate // shares of 9–10, 7–8 and 0–6, between 0 and 1
	Score                           stat.Estimate // 100·(p − d), between −100 and 100
}

// NPS of an item asked from 0 to 10. With p and d the shares of promoters and detractors the
// variance of the score (Mean of Scale.NPS) is for equal weights
//
//	V = 100²·(p + d − (p − d)²) / (n − 1)
//
// the multinomial variance; Uncorrected gives the one with n.
func (t Tally) NPS() NPS {
	part := func(wanted float64) stat.Estimate {
		return t.Mean(t.Scale.NPS().each(func(y float64) float64 {
			if y == wanted {
				return 1
			}
			return 0
		}))
	}
	return NPS{Promoters: part(100), Passives: part(0), Detractors: part(-100), Score: t.Mean(t.Scale.NPS())}
}

// ACSI is the index of several items with the same end points low and high from their means x̄ and
// weights w ≥ 0, as the American Customer Satisfaction Index is formed from three items asked from
// 1 to 10 (Fornell et al. 1996, Journal of Marketing 60):
//
//	100 · Σ w_i (x̄_i − low) / (Σ w_i · (high − low))
//
// Its error needs the covariances of the items, which come from the respondents' own values;
// see design.Composite. NaN when the weights sum to zero.
func ACSI(means, weights []float64, low, high float64) (float64, error) {
	if len(means) != len(weights) {
		return 0, fault(stat.Lengths, "weights", float64(len(weights)), float64(len(means)))
	}
	if !(low < high) {
		return 0, fault(stat.Inconsistent, "end points", low, high)
	}
	var sum, total float64
	for i, w := range weights {
		if reason := badWeight(w); reason != "" {
			return 0, &stat.Error{Package: pkg, Reason: reason, Subject: "weights", Row: i + 1, Got: w}
		}
		sum += w * (means[i] - low)
		total += w
	}
	return 100 * sum / (total * (high - low)), nil
}

// Composite is the weighted mean of estimates that do not depend on each other, such as the scores
// of branches with different customers:
//
//	θ = Σ g_i θ_i,  V = Σ g_i² V_i,  g_i = w_i / Σ w
//	ν = V² / Σ (g_i² V_i)²/ν_i        (Satterthwaite 1946)
//
// over the parts that are defined; with the rule Incomplete a missing part with w > 0 makes the
// composite undefined. Its base is the smallest base of the parts. Scores of several items of the
// same respondents depend on each other: their error comes from Residuals.
func Composite(weights []float64, parts []stat.Estimate, missing Missing) (stat.Estimate, error) {
	if len(parts) == 0 {
		return stat.Estimate{}, fault(stat.Empty, "parts", 0, 0)
	}
	if len(weights) != len(parts) {
		return stat.Estimate{}, fault(stat.Lengths, "weights", float64(len(weights)), float64(len(parts)))
	}
	if missing != "" && missing != Renormalise && missing != Incomplete {
		return stat.Estimate{}, fault(stat.Unknown, string(missing), 0, 0)
	}
	total, value, base := 0.0, 0.0, int64(math.MaxInt64)
	for i, w := range weights {
		if reason := badWeight(w); reason != "" {
			return stat.Estimate{}, &stat.Error{Package: pkg, Reason: reason, Subject: "weights", Row: i + 1, Got: w}
		}
		switch {
		case w == 0:
		case parts[i].Defined():
			total += w
			value += w * parts[i].Value()
			base = min(base, parts[i].N())
		case missing == Incomplete:
			return stat.New(stat.Parts{Value: math.NaN(), N: 0}), nil
		}
	}
	if total == 0 {
		return stat.New(stat.Parts{Value: math.NaN(), N: 0}), nil
	}
	variance, df := compositeVariance(weights, parts, total)
	return stat.New(stat.Parts{
		Value: value / total, Variance: variance, SRSVariance: math.NaN(), DF: df, N: base, SumW: math.NaN(), SumW2: math.NaN(),
	}), nil
}

// compositeVariance is Σ g²V with its degrees of freedom.
func compositeVariance(weights []float64, parts []stat.Estimate, total float64) (variance, df float64) {
	var squares float64
	for i, w := range weights {
		if w == 0 || !parts[i].Defined() {
			continue
		}
		v := w / total * (w / total) * parts[i].Variance()
		variance += v
		squares += v * v / parts[i].DF()
	}
	if squares == 0 { // no variance at all, or infinite degrees of freedom throughout
		return variance, math.Inf(1)
	}
	return variance, variance * variance / squares
}
