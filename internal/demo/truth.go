package demo

import "math"

// Effects are the true values of the simulated bank: what an endless number of its customers would answer.
type Effects struct{}

// TrueEffects are the true values; they follow from world.go without any simulation.
func TrueEffects() Effects { return Effects{} }

// Mean is the mean answer (1 to 5) to an item in a wave at an outlet, among those to whom it applies. It is NaN for
// what there is not.
func (Effects) Mean(wave, unit, item string) float64 {
	return expect(wave, unit, item, func(o *outlet, q *question, age int, phone bool) float64 {
		shares := answerShares(o.level(q, wave, age, phone))
		mean := 0.0
		for i, share := range shares {
			mean += float64(i+1) * share
		}
		return mean
	})
}

// Top2 is the share of 4 and 5.
func (Effects) Top2(wave, unit, item string) float64 {
	return expect(wave, unit, item, func(o *outlet, q *question, age int, phone bool) float64 {
		shares := answerShares(o.level(q, wave, age, phone))
		return shares[3] + shares[4]
	})
}

// NPS is the share of promoters less that of detractors, in points.
func (Effects) NPS(wave, unit string) float64 {
	const sd = recommendSlope
	spread := math.Hypot(sd*math.Sqrt(mood*mood+1), recommendNoise)
	return expect(wave, unit, "Q71", func(o *outlet, q *question, age int, phone bool) float64 {
		m := recommendBase + recommendSlope*o.level(q, wave, age, phone)
		promoters := 1 - phi((8.5-m)/spread)
		detractors := phi((6.5 - m) / spread)
		return 100 * (promoters - detractors)
	})
}

// Ease is the mean ease, from 1 to 7, of a visit to an outlet. It is NaN for what there is not.
func (Effects) Ease(unit string) float64 {
	o := outletOf(unit)
	if o == nil {
		return math.NaN()
	}
	mean := 1.0
	for ease := 2; ease <= 7; ease++ { // the mean is the sum of the shares that reach each step
		mean += 1 - phi((float64(ease)-0.5-o.ease())/easeNoise)
	}
	return mean
}

// Applies is the share of customers of an outlet to whom an item applies.
func (Effects) Applies(unit, item string) float64 {
	o, q := outletOf(unit), questionOf(item)
	if o == nil || q == nil {
		return math.NaN()
	}
	sum := 0.0
	o.each(func(age int, phone bool, share float64) { sum += share * applies(q, phone) })
	return sum
}

// expect is the mean of f over an outlet's customers, each kind counted as often as the item applies to it.
func expect(wave, unit, item string, f func(*outlet, *question, int, bool) float64) float64 {
	o, q := outletOf(unit), questionOf(item)
	if o == nil || q == nil || !o.in(wave) {
		return math.NaN()
	}
	sum, all := 0.0, 0.0
	o.each(func(age int, phone bool, share float64) {
		share *= applies(q, phone)
		sum += share * f(o, q, age, phone)
		all += share
	})
	return sum / all
}

// each goes through the kinds of an outlet's customers with their shares.
func (o *outlet) each(f func(age int, phone bool, share float64)) {
	for age, share := range o.ages {
		f(age, false, share*(1-onPhone[age]))
		f(age, true, share*onPhone[age])
	}
}

// applies is the share of alike customers to whom an item applies.
func applies(q *question, phone bool) float64 {
	skip, can := notUsed[q.aspect]
	if !can {
		return 1
	}
	return (1 - skip[index(phone)]) * (1 - rowNotUsed)
}

func index(phone bool) int {
	if phone {
		return 1
	}
	return 0
}

// answerShares are the shares of the answers 1 to 5 at a level of latent satisfaction.
func answerShares(level float64) [5]float64 {
	var shares [5]float64
	below, sd := 0.0, math.Sqrt(mood*mood+1)
	for i, cut := range cuts {
		p := phi((cut - level) / sd)
		shares[i], below = p-below, p
	}
	shares[4] = 1 - below
	return shares
}

// phi is the distribution function of the standard normal distribution.
func phi(x float64) float64 { return math.Erfc(-x/math.Sqrt2) / 2 }

func questionOf(item string) *question {
	for i := range questions {
		if questions[i].code == item {
			return &questions[i]
		}
	}
	return nil
}
