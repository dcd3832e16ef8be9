package pls

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/internal/par"
)

// Comparison is the comparison of two groups.
type Comparison struct {
	A, B         string // the groups
	NA, NB       int    // respondents used
	Permutations int    // asked for
	Failed       int    // permutations left out because a group could not be estimated
	Differences  []GroupDifference
}

// GroupDifference is a figure in two groups.
type GroupDifference struct {
	Figure
	A, B       float64
	Difference float64 // A − B
	P          float64 // two-sided probability of a difference at least as large if the groups were the same
}

// Compare estimates the model in every group and tests the difference of every figure between every
// two groups by permutation (Chin and Dibbern 2010): the respondents of both groups are dealt anew
// into groups of the same sizes, and
//
//	p = (1 + #{|d*| ≥ |d|}) / (1 + permutations)
//
// Group is the group of each row of the data; respondents with an empty group are left out. The
// groups come in the order of their names. The p are not adjusted for the number of comparisons.
// Equal loadings are what makes paths comparable: look at the loadings' differences first.
func Compare(m Model, d stat.Data, group []string, o Options, permutations int, src rand.Source) ([]Comparison, error) {
	p, err := newPlan(m, o)
	if err != nil {
		return nil, err
	}
	if len(group) != d.Rows() {
		e := fault(stat.Lengths, "group")
		e.Got, e.Want = float64(len(group)), float64(d.Rows())
		return nil, e
	}
	if permutations < 1 {
		return nil, tooFew(permutations, 1, "permutations")
	}
	names := slices.Compact(slices.Sorted(slices.Values(group)))
	names = slices.DeleteFunc(names, func(s string) bool { return s == "" })
	if len(names) < 2 {
		return nil, tooFew(len(names), 2, "groups")
	}
	var list []Comparison
	for i, a := range names {
		for _, b := range names[i+1:] {
			c, err := p.compare(d, group, a, b, o, permutations, src)
			if err != nil {
				return nil, err
			}
			list = append(list, c)
		}
	}
	return list, nil
}

// pair is the respondents of two groups, those of the first before those of the second.
type pair struct {
	*sample
	first int
	whole *moments
	start []float64 // weights of both groups together
}

func (p *plan) compare(d stat.Data, group []string, a, b string, o Options, permutations int, src rand.Source) (Comparison, error) {
	both, err := p.pair(d, group, a, b, o)
	if err != nil {
		return Comparison{}, err
	}
	names := p.figures()
	c := Comparison{A: a, B: b, NA: both.first, NB: both.n - both.first, Permutations: permutations}
	observed, err := p.groups(both, a, b, len(names))
	if err != nil {
		return Comparison{}, err
	}
	c.Differences = make([]GroupDifference, len(names))
	for f, name := range names {
		c.Differences[f] = GroupDifference{Figure: name, A: observed[0][f], B: observed[1][f], Difference: observed[0][f] - observed[1][f]}
	}
	dealt := p.permute(both, permutations, len(names), par.NewStreams(src))
	c.Failed = permutations - len(dealt)
	if len(dealt) < (permutations+1)/2 {
		e := fault(stat.TooFewRows, "permutations")
		e.Got, e.Want = float64(len(dealt)), float64((permutations+1)/2)
		return Comparison{}, e
	}
	for f := range names {
		large, difference := 1, math.Abs(c.Differences[f].Difference)
		for _, d := range dealt {
			if math.Abs(d[f]) >= difference-1e-9 { // a figure that cannot differ has p = 1
				large++
			}
		}
		c.Differences[f].P = float64(large) / float64(1+len(dealt))
		if math.IsNaN(difference) {
			c.Differences[f].P = math.NaN()
		}
	}
	return c, nil
}

// pair standardises the respondents of both groups together. The mean of a missing answer, if wanted,
// is that of both groups.
func (p *plan) pair(d stat.Data, group []string, a, b string, o Options) (*pair, error) {
	var rows []int
	for _, name := range []string{a, b} {
		for i, g := range group {
			if g == name {
				rows = append(rows, i)
			}
		}
	}
	s, err := p.sample(d.Take(rows), o.Missing)
	if err != nil {
		return nil, err
	}
	both := &pair{sample: s, whole: newMoments(s.items)}
	both.whole.addRows(s, ones(s.n))
	for _, k := range s.rows {
		if group[rows[k]] == a {
			both.first++
		}
	}
	pooled := newSpace(p)
	pooled.load(both.whole, s)
	pooled.fromOnes()
	if _, _, err := pooled.estimate(p); err != nil {
		return nil, err
	}
	both.start = pooled.w
	return both, nil
}

// groups are the figures of the two groups as they are.
func (p *plan) groups(both *pair, a, b string, figures int) (values [2][]float64, err error) {
	bounds := []span{{0, both.first}, {both.first, both.n}}
	for g, name := range []string{a, b} {
		if bounds[g].len() < 3 {
			e := fault(stat.TooFewRows, "group %q", name)
			e.Got, e.Want = float64(bounds[g].len()), 3
			return values, e
		}
		w := &worker{newSpace(p), newMoments(both.items), nil}
		for i := bounds[g].from; i < bounds[g].to; i++ {
			w.sums.add(both.row(i), 1)
		}
		if i := w.load(w.sums, both.sample); i >= 0 {
			return values, fault(stat.Constant, "%q in group %q", p.items[i], name)
		}
		w.fromOnes()
		if _, _, e := w.estimate(p); e != nil {
			e.Subject = fmt.Sprintf("%s in group %q", e.Subject, name)
			return values, e
		}
		w.align(p, both.start)
		values[g] = make([]float64, figures)
		w.figures(p, values[g])
	}
	return values, nil
}

// permute are the differences between groups dealt at random.
func (p *plan) permute(both *pair, permutations, figures int, streams par.Streams) [][]float64 {
	dealt := make([][]float64, permutations)
	par.Do((permutations+chunk-1)/chunk, func(c int) {
		w := &worker{newSpace(p), newMoments(both.items), make([]float64, both.n)}
		part, other := newMoments(both.items), make([]float64, figures)
		order := make([]int, both.n)
		for k := c * chunk; k < min(permutations, (c+1)*chunk); k++ {
			for i := range order {
				order[i] = i
				w.weights[i] = 0
			}
			random := streams.At(k)
			for i := range both.first { // the first of a shuffled deck
				j := i + random.IntN(both.n-i)
				order[i], order[j] = order[j], order[i]
				w.weights[order[i]] = 1
			}
			part.reset()
			part.addRows(both.sample, w.weights)
			w.sums, part = part, w.sums
			values := make([]float64, figures)
			if !w.refit(p, both.sample, both.start) {
				continue
			}
			w.figures(p, values)
			part.minus(both.whole, w.sums)
			w.sums, part = part, w.sums
			if !w.refit(p, both.sample, both.start) {
				continue
			}
			w.figures(p, other)
			for f := range values {
				values[f] -= other[f]
			}
			dealt[k] = values
		}
	})
	return slices.DeleteFunc(dealt, func(d []float64) bool { return d == nil })
}
