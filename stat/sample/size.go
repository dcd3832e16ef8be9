package sample

import (
	"math"

	"manyi.dev/manyi/stat/internal/dist"
)

// Terms are the circumstances of a survey. The zero Terms are 95 % confidence, a population without
// end, a simple random sample and everybody answering.
type Terms struct {
	Confidence float64 // in (0, 1); 0 means 0.95
	Population float64 // units in the population; 0 means without end
	Deff       float64 // design effect, above 0; 0 means 1
	Response   float64 // expected share of the issued sample that answers, in (0, 1]; 0 means 1
}

// Size is how large a sample must be.
type Size struct {
	Infinite float64 // for a population without end, not rounded
	Finite   float64 // for the population, not rounded
	Complete int     // completed interviews: Finite times the design effect, rounded up
	Issue    int     // units to issue: Complete over the response rate, rounded up
	// Enough says that the population is large enough for Issue; otherwise ask everybody, and the
	// margin will be missed.
	Enough bool
}

// ForProportion is the size for a margin of error e around a proportion p, both as shares. p = ½ is
// the worst case.
func ForProportion(p, e float64, terms Terms) (Size, error) {
	if !(p > 0 && p < 1) {
		return Size{}, outOfRange("proportion", p)
	}
	if err := margin(e); err != nil {
		return Size{}, err
	}
	return terms.size(p*(1-p)/(e*e), 1)
}

// ForMean is the size for a margin of error e of a mean of a variable with standard deviation sd
// (that of the population, dividing by N−1), in the same unit.
func ForMean(sd, e float64, terms Terms) (Size, error) {
	if !(sd > 0) || math.IsInf(sd, 0) {
		return Size{}, outOfRange("standard deviation", sd)
	}
	if err := margin(e); err != nil {
		return Size{}, err
	}
	return terms.size(sd/e*sd/e, 0)
}

// ForNPS is the size for a margin of error e, in points of −100 … 100, of a Net Promoter Score with
// the given shares of promoters and detractors.
func ForNPS(promoters, detractors, e float64, terms Terms) (Size, error) {
	sd, err := NPSDeviation(promoters, detractors)
	if err != nil {
		return Size{}, err
	}
	if err := margin(e); err != nil {
		return Size{}, err
	}
	return terms.size(sd/e*sd/e, 1)
}

// NPSDeviation is the standard deviation σ = 100·√(p+d−(p−d)²) of one answer to the question of the
// Net Promoter Score, in points.
func NPSDeviation(promoters, detractors float64) (float64, error) {
	for _, share := range []float64{promoters, detractors, 1 - promoters - detractors} {
		if !(share >= -1e-12 && share <= 1) {
			return math.NaN(), outOfRange("share of promoters or detractors", share)
		}
	}
	d := promoters - detractors
	return 100 * math.Sqrt(promoters+detractors-d*d), nil
}

// margin checks a margin of error.
func margin(e float64) error {
	if !(e > 0) || math.IsInf(e, 0) {
		return outOfRange("margin of error", e)
	}
	return nil
}

// size is that of a variance over the squared margin; less is what the finite population takes off.
func (t Terms) size(ratio, less float64) (Size, error) {
	confidence := orDefault(t.Confidence, 0.95)
	if !(confidence > 0 && confidence < 1) {
		return Size{}, outOfRange("confidence", confidence)
	}
	z := dist.NormalQuantile((1 + confidence) / 2)
	n := z * z * ratio
	return t.complete(n, less)
}

// complete takes the population, the design effect and the response into account.
func (t Terms) complete(n, less float64) (Size, error) {
	deff, response := orDefault(t.Deff, 1), orDefault(t.Response, 1)
	switch {
	case !(t.Population >= 0):
		return Size{}, outOfRange("population", t.Population)
	case !(deff > 0):
		return Size{}, outOfRange("design effect", deff)
	case !(response > 0 && response <= 1):
		return Size{}, outOfRange("response rate", response)
	}
	s := Size{Infinite: n, Finite: n}
	if t.Population > 0 && !math.IsInf(t.Population, 0) {
		s.Finite = n / (1 + (n-less)/t.Population)
	}
	complete := up(deff * s.Finite)
	issue := up(complete / response)
	if !(issue < 1<<53) {
		return Size{}, outOfRange("sample size", issue)
	}
	s.Complete, s.Issue = int(complete), int(issue)
	s.Enough = t.Population == 0 || issue <= t.Population
	return s, nil
}

// up rounds up, except for what rounding has put above a whole number.
func up(n float64) float64 { return math.Ceil(n - 1e-9) }

func orDefault(x, otherwise float64) float64 {
	if x == 0 {
		return otherwise
	}
	return x
}

// Test is the test of a difference that the sample is for. The zero Test is two-sided at 5 % with
// 80 % power.
type Test struct {
	Alpha    float64 // two-sided level in (0, 1); 0 means 0.05
	Power    float64 // probability of finding the difference, in (0, 1); 0 means 0.8
	Deff     float64 // as in Terms
	Response float64 // as in Terms
}

// ForProportions is the size of each of two equal groups for a test of p₁ against p₂ (pooled variance
// under the hypothesis, R: power.prop.test).
func ForProportions(p1, p2 float64, test Test) (Size, error) {
	for _, p := range []float64{p1, p2} {
		if !(p >= 0 && p <= 1) {
			return Size{}, outOfRange("proportion", p)
		}
	}
	if p1 == p2 {
		return Size{}, outOfRange("difference", 0)
	}
	za, zb, err := test.quantiles()
	if err != nil {
		return Size{}, err
	}
	mean := (p1 + p2) / 2
	root := za*math.Sqrt(2*mean*(1-mean)) + zb*math.Sqrt(p1*(1-p1)+p2*(1-p2))
	return Terms{Deff: test.Deff, Response: test.Response}.complete(root/(p1-p2)*root/(p1-p2), 0)
}

// ForMeans is the size of each of two equal groups for a test of a difference of means; sd1 and sd2
// are the standard deviations in the groups. Normal approximation: Student's t needs one or two more.
func ForMeans(difference, sd1, sd2 float64, test Test) (Size, error) {
	if !(difference != 0) || math.IsInf(difference, 0) {
		return Size{}, outOfRange("difference", difference)
	}
	for _, sd := range []float64{sd1, sd2} {
		if !(sd > 0) || math.IsInf(sd, 0) {
			return Size{}, outOfRange("standard deviation", sd)
		}
	}
	za, zb, err := test.quantiles()
	if err != nil {
		return Size{}, err
	}
	z := (za + zb) / difference
	return Terms{Deff: test.Deff, Response: test.Response}.complete(z*sd1*z*sd1+z*sd2*z*sd2, 0)
}

// quantiles are z of level and power.
func (t Test) quantiles() (za, zb float64, err error) {
	alpha, power := orDefault(t.Alpha, 0.05), orDefault(t.Power, 0.8)
	if !(alpha > 0 && alpha < 1) {
		return 0, 0, outOfRange("level", alpha)
	}
	if !(power > alpha/2 && power < 1) {
		return 0, 0, outOfRange("power", power)
	}
	return -dist.NormalQuantile(alpha / 2), dist.NormalQuantile(power), nil
}
