package weight

import (
	"fmt"
	"math"
	"slices"

	"manyi.dev/manyi/stat"
)

// Margin is a grouping of the respondents with the population's total of each level.
type Margin struct {
	Name   string // how errors call it: "region"
	Factor stat.Factor
	Totals []float64 // by level, in their order; NaN where none is known
}

// NewMargin makes a margin of labels, one per row, and totals by label. Its levels are those of both,
// in the order of their code points, so that neither a target without respondents nor respondents
// without a target get lost.
func NewMargin(name string, labels []string, totals map[string]float64) Margin {
	m := Margin{Name: name, Factor: stat.NewFactor(labels)}
	levels := slices.Clone(m.Factor.Levels)
	for label := range totals {
		if !slices.Contains(levels, label) {
			levels = append(levels, label)
		}
	}
	slices.Sort(levels)
	recode := make([]int32, len(m.Factor.Levels))
	for code, label := range m.Factor.Levels {
		recode[code] = int32(slices.Index(levels, label))
	}
	for i, code := range m.Factor.Codes {
		if code >= 0 {
			m.Factor.Codes[i] = recode[code]
		}
	}
	m.Factor.Levels = levels
	for _, label := range levels {
		total, known := totals[label]
		if !known {
			total = math.NaN()
		}
		m.Totals = append(m.Totals, total)
	}
	return m
}

// Cross makes the cells of several groupings: the combinations that occur, called "F / 18–29", in the
// order of the codes. A row that misses one of them has no cell.
func Cross(factors ...stat.Factor) (stat.Factor, error) {
	if len(factors) == 0 {
		return stat.Factor{}, fault(stat.Empty, "groupings")
	}
	rows := factors[0].Rows()
	for _, f := range factors {
		if f.Rows() != rows {
			return stat.Factor{}, &stat.Error{Package: "weight", Reason: stat.Lengths, Subject: "groupings", Got: float64(f.Rows()), Want: float64(rows)}
		}
	}
	compare := func(a, b int32) int {
		for _, f := range factors {
			if f.Codes[a] != f.Codes[b] {
				return int(f.Codes[a] - f.Codes[b])
			}
		}
		return 0
	}
	var complete []int32
	for i := range rows {
		if !slices.ContainsFunc(factors, func(f stat.Factor) bool { return f.Codes[i] < 0 }) {
			complete = append(complete, int32(i))
		}
	}
	slices.SortFunc(complete, compare)
	cells := stat.Factor{Codes: slices.Repeat([]int32{-1}, rows)}
	for k, i := range complete {
		if k == 0 || compare(complete[k-1], i) != 0 {
			name := ""
			for j, f := range factors {
				if j > 0 {
					name += " / "
				}
				name += f.Levels[f.Codes[i]]
			}
			cells.Levels = append(cells.Levels, name)
		}
		cells.Codes[i] = int32(len(cells.Levels) - 1)
	}
	return cells, nil
}

// Coverage are the levels of a margin that do not fit: targets above 0 without respondents, and
// levels of respondents without a target above 0. Respondents of weight 0 do not count.
func (m Margin) Coverage(weights []float64) (empty, untargeted []string) {
	has := make([]bool, len(m.Factor.Levels))
	for i, code := range m.Factor.Codes {
		if code >= 0 && weights[i] > 0 {
			has[code] = true
		}
	}
	for code, level := range m.Factor.Levels {
		switch targeted := m.Totals[code] > 0; {
		case targeted && !has[code]:
			empty = append(empty, level)
		case has[code] && !targeted:
			untargeted = append(untargeted, level)
		}
	}
	return empty, untargeted
}

// Sums are the sums of the weights by level.
func (m Margin) Sums(weights []float64) []float64 {
	sums := make([]float64, len(m.Factor.Levels))
	for i, code := range m.Factor.Codes {
		if code >= 0 {
			sums[code] += weights[i]
		}
	}
	return sums
}

// Balance compares a margin with its targets.
type Balance struct {
	Name                  string
	Levels                []string
	Target, Before, After []float64 // totals by level
}

// Deviation is the largest |after/target − 1| of the levels with a target.
func (b Balance) Deviation() float64 {
	largest := 0.0
	for c, target := range b.Target {
		if target != 0 && !math.IsNaN(target) {
			largest = max(largest, math.Abs(b.After[c]/target-1))
		}
	}
	return largest
}

// check finds what cannot be used of a margin, for rows with these weights.
func (m Margin) check(weights []float64) error {
	name := m.Name
	if name == "" {
		name = "margin"
	}
	if m.Factor.Rows() != len(weights) {
		return &stat.Error{Package: "weight", Reason: stat.Lengths, Subject: name, Got: float64(m.Factor.Rows()), Want: float64(len(weights))}
	}
	if len(m.Totals) != len(m.Factor.Levels) {
		return &stat.Error{Package: "weight", Reason: stat.Lengths, Subject: name + ", totals", Got: float64(len(m.Totals)), Want: float64(len(m.Factor.Levels))}
	}
	for c, total := range m.Totals {
		level := fmt.Sprintf("%s %q", name, m.Factor.Levels[c])
		switch {
		case math.IsInf(total, 0):
			return fault(stat.NotFinite, "total of "+level)
		case total < 0:
			return fault(stat.Negative, "total of "+level)
		}
	}
	for i, code := range m.Factor.Codes {
		if code < 0 || int(code) >= len(m.Factor.Levels) {
			return &stat.Error{Package: "weight", Reason: stat.NotFinite, Subject: name, Row: i + 1}
		}
	}
	empty, untargeted := m.Coverage(weights)
	if len(empty) > 0 {
		return fault(stat.EmptyCell, fmt.Sprintf("%s %q", name, empty[0]))
	}
	if len(untargeted) > 0 {
		return fault(stat.Unknown, fmt.Sprintf("total of %s %q", name, untargeted[0]))
	}
	return nil
}

// population is the sum of the totals.
func (m Margin) population() float64 {
	sum := 0.0
	for _, total := range m.Totals {
		if total > 0 {
			sum += total
		}
	}
	return sum
}

// sameTotal is how much, relatively, the sums of margins may differ: targets are published rounded.
const sameTotal = 1e-6

// checkAll checks weights and margins, and that the margins are of one population.
func checkAll(weights []float64, margins []Margin) error {
	if err := checkWeights(weights); err != nil {
		return err
	}
	for _, m := range margins {
		if err := m.check(weights); err != nil {
			return err
		}
		if want, got := margins[0].population(), m.population(); math.Abs(got-want) > sameTotal*want {
			return &stat.Error{Package: "weight", Reason: stat.Inconsistent, Subject: fmt.Sprintf("population by %s and by %s", m.Name, margins[0].Name), Got: got, Want: want}
		}
	}
	return nil
}

func checkWeights(weights []float64) error {
	if len(weights) == 0 {
		return fault(stat.Empty, "weights")
	}
	sum := 0.0
	for i, w := range weights {
		if !(w >= 0) || math.IsInf(w, 0) {
			reason := stat.NotFinite
			if w < 0 {
				reason = stat.Negative
			}
			return &stat.Error{Package: "weight", Reason: reason, Subject: "weights", Row: i + 1}
		}
		sum += w
	}
	if !(sum > 0) || math.IsInf(sum, 0) {
		return &stat.Error{Package: "weight", Reason: stat.OutOfRange, Subject: "sum of the weights", Got: sum}
	}
	return nil
}

func fault(reason stat.Reason, subject string) *stat.Error {
	return &stat.Error{Package: "weight", Reason: reason, Subject: subject}
}
