package index

import (
	"fmt"
	"math"

	"manyi.dev/manyi/stat"
)

// Tally counts the answers to one item by category. It is all that the measures of the item need,
// so the same methods serve a column of answers, a cell of a cube and a printed distribution.
// The slices are indexed by the codes of the scale.
type Tally struct {
	Scale   Scale
	N       []int64   // respondents
	W, W2   []float64 // Σw and Σw² of their weights
	Missing int64     // rows without an answer
}

// NewTally counts answers, given as values of the scale, NaN where there is none. The weights are
// ≥ 0; nil stands for equal ones. The error names the first row whose answer is not on the scale
// or whose weight is unusable.
func NewTally(scale Scale, answers, weights []float64) (Tally, error) {
	t := Tally{Scale: scale, N: make([]int64, len(scale)), W: make([]float64, len(scale)), W2: make([]float64, len(scale))}
	if weights != nil && len(weights) != len(answers) {
		return Tally{}, fault(stat.Lengths, "weights", float64(len(weights)), float64(len(answers)))
	}
	codes := scale.codes()
	for i, y := range answers {
		if math.IsNaN(y) {
			t.Missing++
			continue
		}
		code, ok := codes[y]
		if !ok {
			return Tally{}, &stat.Error{Package: pkg, Reason: stat.OutOfRange, Subject: "answers", Row: i + 1, Got: y}
		}
		w := 1.0
		if weights != nil {
			w = weights[i]
		}
		if reason := badWeight(w); reason != "" {
			return Tally{}, &stat.Error{Package: pkg, Reason: reason, Subject: "weights", Row: i + 1, Got: w}
		}
		t.N[code]++
		t.W[code] += w
		t.W2[code] += w * w
	}
	return t, nil
}

// Recode gives each answer, a value of the scale or NaN, its y: a column for package design, as
// scale.Recode(scale.NPS(), answers) for the NPS of a stratified sample. y is a scale over the same
// categories. The error names the first row whose answer is not on the scale.
func (s Scale) Recode(y Scale, answers []float64) ([]float64, error) {
	if len(y) != len(s) {
		panic("index: a scale with other categories")
	}
	codes := s.codes()
	recoded := make([]float64, len(answers))
	for i, answer := range answers {
		recoded[i] = math.NaN()
		if math.IsNaN(answer) {
			continue
		}
		code, ok := codes[answer]
		if !ok {
			return nil, &stat.Error{Package: pkg, Reason: stat.OutOfRange, Subject: "answers", Row: i + 1, Got: answer}
		}
		recoded[i] = y[code]
	}
	return recoded, nil
}

// codes are the categories by value, the first of several with the same value.
func (s Scale) codes() map[float64]int {
	codes := make(map[float64]int, len(s))
	for code := len(s) - 1; code >= 0; code-- {
		if !math.IsNaN(s[code]) {
			codes[s[code]] = code
		}
	}
	return codes
}

// FromShares makes the tally of n unweighted respondents whose answers are only known as shares of
// categories 1, 2, … of the scale, such as printed percentages. The shares are scaled to the sum 1;
// total is what they summed to before, by which a reader sees how well they were printed.
func FromShares(scale Scale, shares []float64, n int64) (t Tally, total float64, err error) {
	if len(shares) != len(scale)-1 {
		return Tally{}, 0, fault(stat.Lengths, "shares", float64(len(shares)), float64(len(scale)-1))
	}
	for i, share := range shares {
		if reason := badWeight(share); reason != "" {
			return Tally{}, 0, &stat.Error{Package: pkg, Reason: reason, Subject: "shares", Row: i + 1, Got: share}
		}
		total += share
	}
	if total == 0 || math.IsInf(total, 1) || n <= 0 {
		return Tally{}, 0, fault(stat.Empty, "shares", 0, 0)
	}
	t = Tally{Scale: scale, N: make([]int64, len(scale)), W: make([]float64, len(scale)), W2: make([]float64, len(scale))}
	sum, counted := 0.0, int64(0)
	for i, share := range shares {
		sum += share
		upTo := int64(math.Round(sum / total * float64(n))) // so that the counts sum to n
		t.N[i+1], counted = upTo-counted, upTo
		t.W[i+1] = share / total * float64(n)
		t.W2[i+1] = t.W[i+1]
	}
	return t, total, nil
}

// Valid is the base: respondents whose category has a value.
func (t Tally) Valid() (n int64) {
	for code, y := range t.Scale {
		if !math.IsNaN(y) {
			n += t.N[code]
		}
	}
	return n
}

// Mean is the estimate of the mean of y, a scale over the same categories as the tally's own; the
// other measures are means of other scales. With Σ over the categories that have a y
//
//	ȳ    = Σ W_v y_v / Σ W_v
//	V(ȳ) = n/(n−1) · Σ W2_v (y_v − ȳ)² / (Σ W_v)²
//	V₀   = Σ W_v (y_v − ȳ)² / Σ W_v / (n−1)    variance under simple random sampling
//
// which for equal weights is s²/n. It takes respondents as drawn independently (with replacement)
// with unequal weights; strata, clusters and finite populations are for package design. The
// degrees of freedom are +Inf: the intervals are the normal ones usual for these measures.
// Uncorrected gives the version that divides by n. Undefined without answers; the variance is NaN
// with a single one.
func (t Tally) Mean(y Scale) stat.Estimate {
	if len(y) != len(t.Scale) {
		panic("index: a scale with other categories than the tally")
	}
	var n int64
	var w, w2, wy float64
	for code, v := range y {
		if !math.IsNaN(v) {
			n += t.N[code]
			w, w2, wy = w+t.W[code], w2+t.W2[code], wy+t.W[code]*v
		}
	}
	mean := wy / w // NaN when nobody answered
	var squares, simple float64
	for code, v := range y {
		if !math.IsNaN(v) {
			squares += t.W2[code] * (v - mean) * (v - mean)
			simple += t.W[code] * (v - mean) * (v - mean)
		}
	}
	variance, srs := math.NaN(), math.NaN()
	if n > 1 {
		variance = float64(n) / float64(n-1) * squares / (w * w)
		srs = simple / w / float64(n-1)
	}
	return stat.New(stat.Parts{Value: mean, Variance: variance, SRSVariance: srs, DF: math.Inf(1), N: n, SumW: w, SumW2: w2})
}

// Uncorrected is the estimate with the variance divided by n instead of n−1, as the error of NPS is
// often printed: V·(n−1)/n.
func Uncorrected(e stat.Estimate) stat.Estimate {
	if !e.Defined() || e.N() == 0 {
		return e
	}
	shrink := float64(e.N()-1) / float64(e.N())
	return stat.New(stat.Parts{
		Value: e.Value(), Variance: e.Variance() * shrink, SRSVariance: e.Variance() * shrink / e.Deff(),
		DF: e.DF(), N: e.N(), SumW: e.SumW(), SumW2: e.SumW() * e.SumW() / e.NEff(),
	})
}

// Share is a category's part of the answers.
type Share struct {
	Value float64       // of the category
	N     int64         // respondents
	Share stat.Estimate // between 0 and 1
}

// Distribution are the shares of the categories that have a value, in the order of the codes.
func (t Tally) Distribution() []Share {
	var shares []Share
	for code, y := range t.Scale {
		if math.IsNaN(y) {
			continue
		}
		only := t.Scale.each(func(float64) float64 { return 0 })
		only[code] = 1
		shares = append(shares, Share{y, t.N[code], t.Mean(only)})
	}
	return shares
}

// SD is the standard deviation of the answers, √(n/(n−1)·Σ W (y−ȳ)²/Σ W); NaN with fewer than two.
func (t Tally) SD() float64 {
	mean := t.Mean(t.Scale)
	if mean.N() < 2 {
		return math.NaN()
	}
	var squares float64
	for code, y := range t.Scale {
		if !math.IsNaN(y) {
			squares += t.W[code] * (y - mean.Value()) * (y - mean.Value())
		}
	}
	n := float64(mean.N())
	return math.Sqrt(n / (n - 1) * squares / mean.SumW())
}

// Median is the answer with half of the weight on either side; where exactly half lies below an
// answer, the middle of the two beside the gap. NaN without answers.
func (t Tally) Median() float64 {
	total := t.Mean(t.Scale).SumW()
	var sum float64
	below := math.NaN()
	for _, y := range t.Scale.values() {
		var w float64
		for code, v := range t.Scale {
			if v == y {
				w += t.W[code]
			}
		}
		switch {
		case w == 0:
			continue
		case !math.IsNaN(below):
			return (below + y) / 2
		}
		sum += w
		switch {
		case 2*sum > total:
			return y
		case 2*sum == total:
			below = y
		}
	}
	return math.NaN()
}

// pkg is the package of the errors.
const pkg = "index"

func fault(reason stat.Reason, subject string, got, want float64) error {
	return &stat.Error{Package: pkg, Reason: reason, Subject: subject, Got: got, Want: want}
}

// cell names a cell of a matrix, counted from 1.
func cell(what string, i, j int) string { return fmt.Sprintf("%s[%d,%d]", what, i+1, j+1) }

// badWeight is why w cannot be a weight, "" when it can.
func badWeight(w float64) stat.Reason {
	switch {
	case math.IsNaN(w) || math.IsInf(w, 0):
		return stat.NotFinite
	case w < 0:
		return stat.Negative
	}
	return ""
}
