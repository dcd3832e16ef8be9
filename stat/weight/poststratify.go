package weight

import (
	"manyi.dev/manyi/stat"
)

// PostStratify makes the weights of every cell sum to its total.
func PostStratify(weights []float64, cells Margin) (*Adjusted, error) {
	if err := checkAll(weights, []Margin{cells}); err != nil {
		return nil, err
	}
	before := cells.Sums(weights)
	a := &Adjusted{Weights: make([]float64, len(weights)), Iterations: 1}
	for i, code := range cells.Factor.Codes {
		if weights[i] > 0 {
			a.Weights[i] = weights[i] * (cells.Totals[code] / before[code])
		}
	}
	a.balance([]Margin{cells}, weights)
	codes, levels, final := cells.Factor.Codes, len(cells.Factor.Levels), a.Weights
	a.residual = func(z []float64) {
		sums := make([]float64, levels)
		for i, code := range codes {
			sums[code] += z[i]
		}
		for c, total := range cells.Totals {
			if total > 0 {
				sums[c] /= total
			}
		}
		for i, code := range codes {
			z[i] -= final[i] * sums[code]
		}
	}
	return a, nil
}

// balance compares the margins before and after.
func (a *Adjusted) balance(margins []Margin, before []float64) {
	for _, m := range margins {
		b := Balance{Name: m.Name, Levels: m.Factor.Levels, Target: m.Totals, Before: m.Sums(before), After: m.Sums(a.Weights)}
		a.Balances = append(a.Balances, b)
		a.Distance = max(a.Distance, b.Deviation())
	}
}

// Nonresponse gives the weights of those who did not respond to the respondents of their class: the
// weights of a class sum to what they were in the whole sample, those of nonrespondents are 0. What
// is missing from a class is assumed to be missing at random. A class without respondents is an
// error; merge it with another.
func Nonresponse(weights []float64, responded []bool, class stat.Factor) (*Adjusted, error) {
	if len(responded) != len(weights) {
		return nil, &stat.Error{Package: "weight", Reason: stat.Lengths, Subject: "responses", Got: float64(len(responded)), Want: float64(len(weights))}
	}
	if err := checkWeights(weights); err != nil {
		return nil, err
	}
	m := Margin{Name: "class", Factor: class, Totals: make([]float64, len(class.Levels))}
	if class.Rows() == len(weights) {
		m.Totals = m.Sums(weights)
	}
	answered := make([]float64, len(weights))
	for i, yes := range responded {
		if yes {
			answered[i] = weights[i]
		}
	}
	if err := m.check(answered); err != nil {
		return nil, err
	}
	a, err := PostStratify(answered, m)
	if err != nil {
		return nil, err
	}
	a.residual = nil // the totals are of the sample, not of the population
	return a, nil
}
