package questionnaire

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"manyi.dev/manyi/internal/indicator/definition"
)

// How much is tried before an item is given the benefit of the doubt. Real questionnaires need some hundred steps.
const (
	maxTries       = 20_000
	maxAllTries    = 400_000
	maxPickedTries = 8 // options of a multiple whose combinations are tried
)

// reachable finds items that nobody can ever be asked and ends that never come: no answers that the form
// allows lead there. Answers that no condition tells apart count as one, so what is left to try is small.
func (c *checker) reachable() {
	s := newSearch(Compile(c.doc))
	k := 0
	for i := range c.doc.Sections {
		for j := range c.doc.Sections[i].Items {
			place, it := definition.At(definition.At("sections", i)+".items", j), &c.doc.Sections[i].Items[j]
			if !s.comes(k) {
				c.Add(place, "questionnaire.never_reached").With("item", it.Code)
				return // nor is anything after it
			}
			c.shown(s, k, place, it)
			k++
		}
	}
}

// shown reports the conditions of one item that cannot hold.
func (c *checker) shown(s *search, k int, place string, it *Item) {
	if it.ShowIf != nil && !s.find(k, []*Condition{it.ShowIf}, false) {
		c.Add(place+".show_if", "questionnaire.never_shown").With("item", it.Code)
		return
	}
	for r := range it.Rows {
		cond := it.Rows[r].ShowIf
		if cond == nil {
			continue
		}
		both := []*Condition{cond}
		if it.ShowIf != nil {
			both = append(both, it.ShowIf)
		}
		if !s.find(k, both, true) { // it may look at the rows before it
			c.Add(definition.At(place+".rows", r)+".show_if", "questionnaire.never_shown").With("item", it.Rows[r].Code)
		}
	}
	if it.EndIf != nil && !s.ending(k) {
		c.Add(place+".end_if", "questionnaire.never_ends").With("item", it.Code)
	}
}

// search looks for answers that lead to an item.
type search struct {
	form     *Form
	atoms    map[string][]*Condition // by item: every comparison with it
	distinct map[string][]any        // by item: one answer for each way the comparisons can come out
	alive    map[int]bool            // by number of ends passed: can one come so far
	left     int                     // tries for all items together
}

func newSearch(form *Form) *search {
	s := &search{form: form, atoms: map[string][]*Condition{}, distinct: map[string][]any{}, alive: map[int]bool{}, left: maxAllTries}
	for i := range form.steps {
		st := &form.steps[i]
		for _, c := range []*Condition{st.item.ShowIf, st.end} {
			s.learn(c)
		}
		for r := range st.item.Rows {
			s.learn(st.item.Rows[r].ShowIf)
		}
	}
	return s
}

// learn notes the comparisons of a condition.
func (s *search) learn(c *Condition) {
	if c == nil {
		return
	}
	for i := range c.All {
		s.learn(&c.All[i])
	}
	for i := range c.Any {
		s.learn(&c.Any[i])
	}
	s.learn(c.Not)
	if c.Item != "" {
		s.atoms[c.Item] = append(s.atoms[c.Item], c)
	}
}

// comes reports whether answers exist that come to step k, the questionnaire not having ended before.
func (s *search) comes(k int) bool {
	ends := 0
	for i := range k {
		if s.form.steps[i].end != nil {
			ends++
		}
	}
	if ends == 0 {
		return true
	}
	if _, ok := s.alive[ends]; !ok { // the same for every item up to the next end
		s.alive[ends] = s.find(k, nil, false)
	}
	return s.alive[ends]
}

// ending reports whether the questionnaire can end at step k by its own condition.
func (s *search) ending(k int) bool {
	it := s.form.steps[k].item
	goal := []*Condition{it.EndIf}
	if it.ShowIf != nil {
		goal = append(goal, it.ShowIf)
	}
	return s.find(k, goal, true)
}

// event is one thing that happens on the way to a step: an item is answered, or the questionnaire may end.
type event struct {
	entry *Entry
	step  *step
}

// find tries answers to the items that matter, in the order asked. own is whether those of step k are among them.
func (s *search) find(k int, goal []*Condition, own bool) bool {
	matter := map[string]bool{}
	for _, c := range goal {
		s.matter(c, matter)
	}
	for i := range k {
		if st := &s.form.steps[i]; st.end != nil {
			s.matter(st.end, matter)
			if st.item.ShowIf != nil {
				s.matter(st.item.ShowIf, matter)
			}
		}
	}
	last := k
	if own {
		last++
	}
	var way []event
	for i := range last {
		st := &s.form.steps[i]
		for j := st.first; j < st.last; j++ {
			if e := &s.form.entries[j]; matter[e.Code] {
				if s.answers(e) == nil {
					return true // too many combinations to try
				}
				way = append(way, event{entry: e})
			}
		}
		if st.end != nil && i < k {
			way = append(way, event{step: st})
		}
	}
	tries := min(maxTries, s.left)
	before := tries
	found := s.walk(way, goal, Answers{}, &tries)
	s.left -= before - max(tries, 0)
	return found || tries <= 0
}

// matter adds the items that a condition looks at and those that decide whether these are asked.
func (s *search) matter(c *Condition, all map[string]bool) {
	c.targets(func(item string) {
		if e, ok := s.form.Entry(item); ok && !all[item] {
			all[item] = true
			for _, show := range e.ShowIf {
				s.matter(show, all)
			}
		}
	})
}

func (s *search) walk(way []event, goal []*Condition, known Answers, tries *int) bool {
	if *tries--; *tries <= 0 {
		return false
	}
	if len(way) == 0 {
		return !slices.ContainsFunc(goal, func(c *Condition) bool { return !s.form.holds(c, known) })
	}
	if st := way[0].step; st != nil {
		shown := st.item.ShowIf == nil || s.form.holds(st.item.ShowIf, known)
		return !(shown && s.form.holds(st.end, known)) && s.walk(way[1:], goal, known, tries)
	}
	e := way[0].entry
	if slices.ContainsFunc(e.ShowIf, func(c *Condition) bool { return !s.form.holds(c, known) }) {
		return s.walk(way[1:], goal, known, tries)
	}
	defer delete(known, e.Code)
	for _, answer := range s.answers(e) {
		if delete(known, e.Code); answer != nil {
			known[e.Code] = answer
		}
		if s.walk(way[1:], goal, known, tries) {
			return true
		}
	}
	return false
}

// answers are answers to an item, one for each way that the comparisons with it can come out; nil stands for none
// given. The list is nil when there are too many.
func (s *search) answers(e *Entry) []any {
	if list, ok := s.distinct[e.Code]; ok {
		return list
	}
	all, ok := e.examples(s.atoms[e.Code])
	var list []any
	if ok {
		if list = []any{}; !e.Required {
			all = append(all, nil)
		}
		seen := map[string]bool{}
		for _, answer := range all {
			var outcome strings.Builder
			for _, atom := range s.atoms[e.Code] {
				outcome.WriteString(strconv.FormatBool(s.form.leaf(atom, answer))[:1])
			}
			if !seen[outcome.String()] {
				seen[outcome.String()] = true
				list = append(list, answer)
			}
		}
	}
	s.distinct[e.Code] = list
	return list
}

// examples are answers among which every outcome of the comparisons occurs that can occur at all; false when
// they would be too many.
func (e *Entry) examples(atoms []*Condition) (all []any, ok bool) {
	if e.NA {
		all = append(all, NA)
	}
	if low, high, ok := e.Points(); ok {
		for n := low; n <= high; n++ {
			all = append(all, float64(n))
		}
		return all, true
	}
	switch e.Type {
	case Single:
		for _, o := range e.Options {
			all = append(all, o.Code)
		}
	case Multiple:
		return e.combinations(atoms)
	case Number:
		return append(all, e.numbers(atoms)...), true
	case Date:
		return append(all, e.days(atoms)...), true
	default:
		all = append(all, "x")
	}
	return all, true
}

// combinations are the choices of a multiple that the comparisons tell apart.
func (e *Entry) combinations(atoms []*Condition) (all []any, ok bool) {
	named := map[string]bool{}
	for _, a := range atoms {
		if code, ok := a.Value.(string); ok {
			named[code] = true
		}
	}
	var told, rest []string
	for _, o := range e.Options {
		switch {
		case o.Exclusive:
			all = append(all, []string{o.Code})
		case named[o.Code]:
			told = append(told, o.Code)
		default:
			rest = append(rest, o.Code)
		}
	}
	if len(told) > maxPickedTries {
		return nil, false
	}
	for bits := range 1 << len(told) {
		var chosen []string
		for i, code := range told {
			if bits>>i&1 == 1 {
				chosen = append(chosen, code)
			}
		}
		for i := 0; i < len(rest) && len(chosen) < max(e.Item.MinChoice, 1); i++ {
			chosen = append(chosen, rest[i])
		}
		if len(chosen) >= max(e.Item.MinChoice, 1) && (e.Item.MaxChoice == 0 || len(chosen) <= e.Item.MaxChoice) {
			all = append(all, chosen)
		}
	}
	return all, true
}

// numbers are the bounds of the item and of the comparisons with it, and what lies next to them.
func (e *Entry) numbers(atoms []*Condition) (all []any) {
	step := math.Pow10(-e.Item.Decimals)
	try := func(n float64) {
		n, err := strconv.ParseFloat(strconv.FormatFloat(n, 'f', e.Item.Decimals, 64), 64)
		if err == nil && (e.Item.Min == nil || n >= *e.Item.Min) && (e.Item.Max == nil || n <= *e.Item.Max) {
			all = append(all, n)
		}
	}
	around := func(n float64) {
		whole := math.Floor(n/step) * step
		for _, one := range []float64{whole, whole - step, whole + step} {
			try(one)
		}
	}
	around(0)
	for _, bound := range []*float64{e.Item.Min, e.Item.Max} {
		if bound != nil {
			around(*bound)
		}
	}
	for _, a := range atoms {
		if n, ok := a.Value.(float64); ok {
			around(n)
		}
	}
	return all
}

// days are the bounds of the item and of the comparisons with it, and the days beside them.
func (e *Entry) days(atoms []*Condition) (all []any) {
	bounds := []string{e.Item.Earliest, e.Item.Latest, "2000-01-01"}
	for _, a := range atoms {
		if day, ok := a.Value.(string); ok {
			bounds = append(bounds, day)
		}
	}
	for _, bound := range bounds {
		day, err := time.Parse(time.DateOnly, bound)
		for _, away := range []int{-1, 0, 1} {
			one := day.AddDate(0, 0, away).Format(time.DateOnly)
			if err == nil && (e.Item.Earliest == "" || one >= e.Item.Earliest) && (e.Item.Latest == "" || one <= e.Item.Latest) {
				all = append(all, one)
			}
		}
	}
	return all
}
