package directory

import "manyi.dev/manyi/internal/calendar"

// Kind says how one unit follows another.
type Kind string

// The kinds of succession.
const (
	Merge   Kind = "merge"
	Split   Kind = "split"
	Replace Kind = "replace"
)

// Succession says that a unit goes on as another from a day on.
type Succession struct {
	From string // unit id
	To   string // unit id
	On   calendar.Date
	Kind Kind
}

// Successions are all that are recorded.
type Successions struct{ by map[string][]Succession } // by From, ascending by day

func newSuccessions(list []Succession) Successions {
	s := Successions{by: map[string][]Succession{}}
	for _, one := range list {
		s.by[one.From] = append(s.by[one.From], one)
	}
	return s
}

// Now is the unit that a unit of the past goes on as, merges and replacements followed to the end: the unit itself when
// there are none. split is true when the way ends at a unit that was divided: its figures belong to no single unit of
// today.
func (s Successions) Now(id string) (now string, split bool) {
	for seen := map[string]bool{}; !seen[id]; {
		seen[id] = true
		next := s.by[id]
		if len(next) == 0 {
			return id, false
		}
		last := next[len(next)-1]
		if last.Kind == Split {
			return id, true
		}
		id = last.To
	}
	return id, false
}

// Between reports whether a unit was part of a succession, on either side, after the one day and up to the other: its
// figures of the two days are not comparable then.
func (s Successions) Between(id string, after, until calendar.Date) bool {
	for from, list := range s.by {
		for _, one := range list {
			if (from == id || one.To == id) && one.On > after && one.On <= until {
				return true
			}
		}
	}
	return false
}

// withPredecessors adds to a set of units those that went on as units of the set alone. Of a unit that was divided the
// whole set of successors must be there, or one part would see the answers about the others.
func (s Successions) withPredecessors(set map[string]bool) {
	for grown := true; grown; {
		grown = false
		for from, list := range s.by {
			if set[from] {
				continue
			}
			all := true
			for _, one := range list {
				all = all && set[one.To]
			}
			if all {
				set[from], grown = true, true
			}
		}
	}
}
