package api_test

import (
	"fmt"
	"slices"
	"strings"
)

// atom is respondents whom no figure tells apart: one step of one unit, with one answer.
type atom struct {
	unit   string
	batch  int
	answer string
}

// space are the unknowns of an item: how many there are of each atom.
type space struct {
	w       *target
	item    string
	atoms   []atom
	count   []int64
	answers []string // all but none
	steps   [][2]any // unit and batch
	basis   []row
}

// row is an equation in echelon form: its first coefficient that is not 0 is 1.
type row struct {
	pivot int
	cells []uint64
}

// prime: equations are solved modulo a prime, which is exact but for odds of one in two thousand million.
const prime = 1<<31 - 1

func (l *loot) space(item string) *space {
	s := &space{w: l.w, item: item}
	place := map[atom]int{}
	for _, v := range l.w.all {
		if v.batch < 0 {
			continue
		}
		a := atom{v.unit, v.batch, v.text(item)}
		if !slices.Contains(s.answers, a.answer) && a.answer != "" {
			s.answers = append(s.answers, a.answer)
		}
		if i, ok := place[a]; ok {
			s.count[i]++
			continue
		}
		place[a] = len(s.atoms)
		s.atoms, s.count = append(s.atoms, a), append(s.count, 1)
		if step := [2]any{v.unit, v.batch}; !slices.Contains(s.steps, step) {
			s.steps = append(s.steps, step)
		}
	}
	slices.Sort(s.answers)
	for _, step := range s.steps { // he does not know which answers nobody gave
		for _, answer := range s.answers {
			a := atom{step[0].(string), step[1].(int), answer}
			if _, ok := place[a]; !ok {
				place[a] = len(s.atoms)
				s.atoms, s.count = append(s.atoms, a), append(s.count, 0)
			}
		}
	}
	return s
}

// vector are the coefficients of a figure.
func (s *space) vector(counted map[string]int, from map[string]int, of func(string) int64) []uint64 {
	v := make([]uint64, len(s.atoms))
	for i, a := range s.atoms {
		if n, ok := counted[a.unit]; ok && a.batch < n && a.batch >= from[a.unit] {
			v[i] = uint64((of(a.answer)%prime + prime) % prime)
		}
	}
	return v
}

// reduce subtracts the basis; what remains is 0 for what follows from it.
func (s *space) reduce(v []uint64) {
	for _, r := range s.basis {
		f := v[r.pivot]
		if f == 0 {
			continue
		}
		for i := r.pivot; i < len(v); i++ {
			if c := r.cells[i]; c != 0 {
				v[i] = (v[i] + (prime-f)*c) % prime
			}
		}
	}
}

func (s *space) learn(v []uint64) {
	s.reduce(v)
	at := slices.IndexFunc(v, func(c uint64) bool { return c != 0 })
	if at < 0 {
		return
	}
	inverse := power(v[at], prime-2)
	for i := range v {
		v[i] = v[i] * inverse % prime
	}
	s.basis = append(s.basis, row{at, v})
	slices.SortFunc(s.basis, func(a, b row) int { return a.pivot - b.pivot })
}

func power(x, n uint64) uint64 {
	r := uint64(1)
	for ; n > 0; n >>= 1 {
		if n&1 == 1 {
			r = r * x % prime
		}
		x = x * x % prime
	}
	return r
}

func (s *space) knows(v []uint64) bool {
	v = slices.Clone(v)
	s.reduce(v)
	return !slices.ContainsFunc(v, func(c uint64) bool { return c != 0 })
}

// solve lists the sets of 1 to 4 people whose answers follow from the figures: how many of a group gave an answer
// or one of several, and the sum of what a group answered.
func (l *loot) solve() []string {
	found := slices.Clone(l.alone)
	for _, item := range asked {
		s := l.space(item)
		for _, f := range l.facts[item] {
			s.learn(s.vector(f.counted, nil, f.of))
		}
		for _, g := range l.groups() {
			for name, of := range s.questions() {
				v := s.vector(g.counted, g.from, of)
				var n int64
				for i, c := range v {
					if c != 0 {
						n += s.count[i]
					}
				}
				if n >= 1 && n <= 4 && s.knows(v) {
					found = append(found, fmt.Sprintf("%s of %s: %s, %d people", item, g.name, name, n))
				}
			}
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// questions are what one wants to know of a group.
func (s *space) questions() map[string]func(string) int64 {
	q := map[string]func(string) int64{}
	valued := slices.DeleteFunc(slices.Clone(s.answers), func(a string) bool { return value(a) < 0 })
	slices.SortFunc(valued, func(a, b string) int { return int(value(a) - value(b)) })
	if len(valued) > 0 {
		q["the sum of their answers"] = func(a string) int64 { return max(0, value(a)) }
	}
	for i := range valued {
		for j := i + 1; j <= len(valued); j++ {
			if j-i < len(valued) {
				set := valued[i:j]
				q["who answered "+strings.Join(set, " or ")] = func(a string) int64 { return one(slices.Contains(set, a)) }
			}
		}
	}
	if len(valued) == 0 { // options, which may come together
		for _, answer := range s.answers {
			for _, code := range strings.Split(answer, "+") {
				q["who chose "+code] = func(a string) int64 { return one(has(a, code)) }
				q["who did not choose "+code] = func(a string) int64 { return one(a != "" && !has(a, code)) }
			}
		}
	}
	return q
}

// group is people whom one may ask about: some steps of some units.
type group struct {
	name          string
	counted, from map[string]int
}

// groups are the units, the units without some of those in them, two units together, and what came between any two
// moments.
func (l *loot) groups() []group {
	var all []group
	units := sorted(l.w.batches)
	for i, u := range units {
		for from := range l.w.batches[u] {
			for to := from + 1; to <= l.w.batches[u]; to++ {
				all = append(all, group{fmt.Sprintf("%s, steps %d to %d", u, from, to), map[string]int{u: to}, map[string]int{u: from}})
			}
		}
		for _, v := range units[:i] {
			all = append(all, group{u + " and " + v, map[string]int{u: l.w.batches[u], v: l.w.batches[v]}, nil})
			for _, w := range units[:i] {
				if w < v {
					all = append(all, group{u + ", " + v + " and " + w, map[string]int{u: l.w.batches[u], v: l.w.batches[v], w: l.w.batches[w]}, nil})
				}
			}
		}
	}
	for _, top := range []string{"", "B01", "B02", "B03"} {
		below := map[string]int{}
		for _, u := range units {
			if strings.HasPrefix(u, top) {
				below[u] = l.w.batches[u]
			}
		}
		all = append(all, group{"all below " + top, below, nil})
		for _, u := range units {
			if _, ok := below[u]; ok {
				rest := map[string]int{}
				for v, n := range below {
					if v != u {
						rest[v] = n
					}
				}
				all = append(all, group{top + " without " + u, rest, nil})
			}
		}
	}
	return all
}
