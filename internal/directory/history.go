package directory

import (
	"slices"
	"strings"

	"manyi.dev/manyi/internal/calendar"
	"manyi.dev/manyi/internal/errs"
)

// sweep checks the tree of every day on which anything changes: each open unit's parent is open, and nobody is above
// oneself. A fault is told at the row that brought it about; what was wrong before the import is left alone.
func (p *plan) sweep(rows []row) {
	starts := map[calendar.Date][]start{}
	for i := range p.units {
		for j := range p.units[i].versions {
			day := p.units[i].versions[j].ValidFrom
			starts[day] = append(starts[day], start{i, j})
		}
	}
	s := sweep{plan: p, force: make([]*change, len(p.units)), children: map[int]map[int]bool{}, rows: map[int]*row{}, told: map[[2]int]bool{}}
	for i := range rows {
		s.rows[rows[i].number] = &rows[i]
	}
	days := make([]calendar.Date, 0, len(starts))
	for day := range starts {
		days = append(days, day)
	}
	slices.Sort(days)
	for _, day := range days {
		for _, at := range starts[day] {
			s.begin(at)
		}
		for _, at := range starts[day] {
			s.check(at.unit, day)
		}
	}
}

// start is the beginning of a version.
type start struct{ unit, version int }

// sweep is the state of the tree on the day being checked.
type sweep struct {
	*plan
	force    []*change            // by unit; nil before its first version
	children map[int]map[int]bool // open units by parent
	rows     map[int]*row
	told     map[[2]int]bool // row and unit already reported
}

func (s *sweep) begin(at start) {
	if before := s.force[at.unit]; before != nil && !before.Closed {
		delete(s.children[s.parent(before)], at.unit)
	}
	now := &s.units[at.unit].versions[at.version]
	s.force[at.unit] = now
	if now.Closed {
		return
	}
	parent := s.parent(now)
	if s.children[parent] == nil {
		s.children[parent] = map[int]bool{}
	}
	s.children[parent][at.unit] = true
}

// parent is the index of a version's parent, −1 at the top.
func (s *sweep) parent(c *change) int {
	if c.ParentID == "" {
		return -1
	}
	return s.byID[c.ParentID]
}

func (s *sweep) open(unit int) bool { return s.force[unit] != nil && !s.force[unit].Closed }

func (s *sweep) check(unit int, day calendar.Date) {
	now := s.force[unit]
	if now.Closed {
		for child := range s.children[unit] {
			if s.force[child].ValidFrom == day {
				continue // it begins below a closed unit, which is told there
			}
			s.tell(now, s.force[child], unit, "directory.row.children_open", errs.Args{"unit": s.units[unit].code, "child": s.units[child].code, "date": day})
			break // one is enough to say what is wrong
		}
		return
	}
	s.person(now, unit)
	parent := s.parent(now)
	if parent < 0 {
		return
	}
	if len(s.units[parent].versions) == 0 {
		return // its own row failed, which is told there
	}
	if !s.open(parent) {
		s.tell(now, s.latest(parent), unit, "directory.row.parent_closed", errs.Args{"parent": s.units[parent].code, "date": day})
		return
	}
	path := []string{s.units[unit].code}
	for up := parent; up >= 0 && len(path) <= len(s.units); up = s.parent(s.force[up]) {
		path = append(path, s.units[up].code)
		if up == unit {
			s.tell(now, s.force[parent], unit, "directory.row.cycle", errs.Args{"path": strings.Join(path, " ← ")})
			return
		}
		if s.force[up] == nil {
			return
		}
	}
}

// person checks a unit that is an employee: known by name and staff number alone, below an outlet, with nobody below.
func (s *sweep) person(now *change, unit int) {
	if parent := s.parent(now); parent >= 0 && s.open(parent) && s.force[parent].Type == Employee {
		s.tell(now, s.force[parent], unit, "directory.row.employee_below", errs.Args{"unit": s.units[unit].code, "employee": s.units[parent].code})
	}
	if now.Type != Employee {
		return
	}
	code := s.units[unit].code
	for child := range s.children[unit] {
		s.tell(now, s.force[child], unit, "directory.row.employee_below", errs.Args{"unit": s.units[child].code, "employee": code})
		break
	}
	switch {
	case now.row == 0: // as it was recorded
	case s.parent(now) < 0:
		s.tell(now, now, unit, "directory.row.employee_top", errs.Args{"employee": code})
	case now.Manager != "":
		s.tell(now, now, unit, "directory.row.employee_manager", errs.Args{"employee": code})
	case personal.MatchString(code):
		s.tell(now, now, unit, "directory.row.employee_code", nil)
	}
}

// latest is a unit's version in force, or its first when it has not begun.
func (s *sweep) latest(unit int) *change {
	if s.force[unit] != nil {
		return s.force[unit]
	}
	return &s.units[unit].versions[0]
}

// tell reports a fault at the row of the version that begins, or else of the other one concerned.
func (s *sweep) tell(begins, other *change, unit int, key string, args errs.Args) {
	number := begins.row
	if number == 0 {
		number = other.row
	}
	one, ok := s.rows[number]
	if !ok || s.told[[2]int{number, unit}] {
		return
	}
	s.told[[2]int{number, unit}] = true
	s.fail(one, key, args)
}
