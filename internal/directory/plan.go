package directory

import (
	"fmt"
	"slices"
	"strings"

	"manyi.dev/manyi/internal/calendar"
	"manyi.dev/manyi/internal/errs"
)

// history is every unit with its versions, as recorded or as an import would leave it.
type history struct {
	units       []unitHistory
	byID        map[string]int
	byCode      map[string]int
	successions []Succession
	revision    int64 // of the latest change it knows
}

// unitHistory is one unit; versions are ascending by day.
type unitHistory struct {
	id, code string
	revision int64 // of the change that touched it last
	versions []change
	isNew    bool
}

// change is a version and where it comes from.
type change struct {
	Version
	row int // of the table, or editRow; 0 when it is recorded already
}

func newHistory(units []codedUnit, versions []Version, successions []Succession) *history {
	h := &history{byID: map[string]int{}, byCode: map[string]int{}, successions: successions}
	for _, u := range units {
		h.add(unitHistory{id: u.ID, code: u.Code, revision: u.Revision})
	}
	for _, v := range versions {
		if at, known := h.byID[v.UnitID]; known { // a unit may have come between two reads
			u := &h.units[at]
			u.versions = append(u.versions, change{Version: v})
		}
	}
	return h
}

func (h *history) add(u unitHistory) {
	h.byID[u.id], h.byCode[u.code] = len(h.units), len(h.units)
	h.units = append(h.units, u)
}

// at is the version of the unit in force on a day; nil before its first.
func (u *unitHistory) at(day calendar.Date) *change {
	for i := len(u.versions) - 1; i >= 0; i-- {
		if u.versions[i].ValidFrom <= day {
			return &u.versions[i]
		}
	}
	return nil
}

// put records a version, in place of one that begins on the same day.
func (u *unitHistory) put(c change) {
	i, found := slices.BinarySearchFunc(u.versions, c.ValidFrom, func(have change, day calendar.Date) int {
		return strings.Compare(string(have.ValidFrom), string(day))
	})
	if found {
		u.versions[i] = c
		return
	}
	u.versions = slices.Insert(u.versions, i, c)
}

// clone copies a history so far that a plan can change the copy.
func (h *history) clone() *history {
	c := &history{
		units: slices.Clone(h.units), byID: make(map[string]int, len(h.byID)), byCode: make(map[string]int, len(h.byCode)),
		successions: slices.Clone(h.successions), revision: h.revision,
	}
	for i := range c.units {
		c.units[i].versions = slices.Clone(c.units[i].versions)
		c.byID[c.units[i].id], c.byCode[c.units[i].code] = i, i
	}
	return c
}

// What a row does.
const (
	Created   = "created"
	Changed   = "changed"
	Unchanged = "unchanged"
)

// plan is what the rows of a table change in a history.
type plan struct {
	*history
	has            map[string]bool
	defaultFrom    calendar.Date
	newID          func() string
	outcome        map[int]string  // by row
	refused        map[string]bool // codes of rows that were not read
	newSuccessions []Succession
	errors         []RowError
}

// makePlan applies rows to a history, which it changes, and checks what comes of it. Rows that fail are in errors;
// the history is of use only when there are none.
func makePlan(h *history, r reading, defaultFrom calendar.Date, newID func() string) *plan {
	p := &plan{history: h, has: r.has, defaultFrom: defaultFrom, newID: newID, outcome: map[int]string{}, refused: r.refused()}
	near := make(map[string]string, len(h.units))
	for i := range h.units {
		near[strings.ToUpper(h.units[i].code)] = h.units[i].code
	}
	for i := range r.rows {
		if _, known := h.byCode[r.rows[i].code]; !known {
			if taken := near[strings.ToUpper(r.rows[i].code)]; taken != "" {
				p.fail(&r.rows[i], "directory.edit.code_taken", errs.Args{"code": taken})
			}
			h.add(unitHistory{id: newID(), code: r.rows[i].code, isNew: true})
		}
	}
	for i := range r.rows {
		p.apply(&r.rows[i])
	}
	for i := range r.rows {
		p.succeed(&r.rows[i])
	}
	p.sweep(r.rows)
	return p
}

func (p *plan) fail(one *row, key string, args errs.Args) {
	e := &errs.Error{Kind: errs.Invalid, Key: key, Field: rowName(one.number), Args: args}
	p.errors = append(p.errors, RowError{Row: one.number, Code: one.code, Err: e})
}

// apply brings a unit to what its row says, from the row's day on.
func (p *plan) apply(one *row) {
	u := &p.units[p.byCode[one.code]]
	from := one.from
	if from == "" {
		from = p.defaultFrom
		if one.to != "" && one.to < from {
			from = one.to
		}
	}
	want := Version{UnitID: u.id, ValidFrom: from}
	base := u.at(from)
	if base != nil {
		want = base.Version
		want.ValidFrom = from
		// Only a row with a day of its own opens a closed unit again; else the file that once said how a unit
		// began would bring it back each time it is imported.
		want.Closed = base.Closed && one.from == ""
	}
	want.Name = one.name
	for column, into := range map[string]*string{colNameEN: &want.NameEN, colType: &want.Type, colManager: &want.Manager} {
		if p.has[column] {
			*into = map[string]string{colNameEN: one.nameEN, colType: one.unitType, colManager: one.manager}[column]
		}
	}
	if want.Type == "" {
		p.fail(one, "directory.row.type", errs.Args{"type": ""})
	}
	if p.has[colParent] && !p.parent(one, &want) {
		return
	}
	p.outcome[one.number] = Unchanged
	if base == nil || !base.same(want) {
		p.note(one, u)
		u.put(change{want, one.number})
	}
	if one.to != "" {
		p.closeFrom(one, u, one.to.AddDays(1))
	}
}

func (p *plan) parent(one *row, want *Version) bool {
	want.ParentID = ""
	if one.parent == "" {
		return true
	}
	at, known := p.byCode[one.parent]
	switch {
	case !known && p.refused[one.parent]:
		p.fail(one, "directory.row.parent_refused", errs.Args{"parent": one.parent})
		return false
	case !known:
		p.fail(one, "directory.row.parent_unknown", errs.Args{"parent": one.parent})
		return false
	case one.parent == one.code:
		p.fail(one, "directory.row.parent_self", nil)
		return false
	}
	want.ParentID = p.units[at].id
	return true
}

// note says that the row changes something.
func (p *plan) note(one *row, u *unitHistory) {
	p.outcome[one.number] = Changed
	if u.isNew {
		p.outcome[one.number] = Created
	}
}

// closeFrom closes a unit from a day on, unless it is closed then.
func (p *plan) closeFrom(one *row, u *unitHistory, day calendar.Date) {
	base := u.at(day)
	if base == nil || !base.Closed && u.versions[0].ValidFrom == day {
		p.fail(one, "directory.row.closed_before_open", errs.Args{"unit": u.code, "date": day})
		return
	}
	if base.Closed {
		return
	}
	closed := *base
	closed.ValidFrom, closed.Closed, closed.row = day, true, one.number
	if p.outcome[one.number] != Created {
		p.outcome[one.number] = Changed
	}
	u.put(closed)
}

// succeed records what the row's unit goes on from. What was merged or replaced is closed from that day on.
func (p *plan) succeed(one *row) {
	if len(one.predecessors) == 0 {
		return
	}
	to := &p.units[p.byCode[one.code]]
	for _, code := range one.predecessors {
		at, known := p.byCode[code]
		switch {
		case !known:
			p.fail(one, "directory.row.predecessor_unknown", errs.Args{"predecessor": code})
			continue
		case code == one.code:
			p.fail(one, "directory.row.predecessor_self", nil)
			continue
		}
		s := Succession{From: p.units[at].id, To: to.id, On: one.from, Kind: one.succession}
		if p.recorded(&s) {
			continue
		}
		if s.On == "" {
			s.On = p.defaultFrom
		}
		p.newSuccessions = append(p.newSuccessions, s)
		p.successions = append(p.successions, s)
		if p.outcome[one.number] == Unchanged {
			p.outcome[one.number] = Changed
		}
		if s.Kind != Split {
			p.closeFrom(one, &p.units[at], s.On)
		}
	}
}

// recorded reports whether the succession is there: on its day, or on any when the row names none.
func (p *plan) recorded(s *Succession) bool {
	return slices.ContainsFunc(p.successions, func(have Succession) bool {
		return have.From == s.From && have.To == s.To && have.Kind == s.Kind && (s.On == "" || have.On == s.On)
	})
}

func rowName(number int) string { return fmt.Sprintf("row %d", number) }
