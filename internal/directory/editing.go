package directory

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"manyi.dev/manyi/internal/calendar"
	"manyi.dev/manyi/internal/errs"
)

// The days an edit may begin on: reorganisations are planned ahead, but not for ever.
const (
	earliest    = calendar.Date("1900-01-01")
	monthsAhead = 24
)

// editing is an edit on its way to a plan.
type editing struct {
	*plan
	edit   *Edit
	today  calendar.Date
	types  []Type
	units  []int // places of edit.Units
	faults []error
}

func (e *editing) fault(key, field string, args errs.Args) {
	e.faults = append(e.faults, &errs.Error{Kind: errs.Invalid, Key: key, Field: field, Args: args})
}

func (e *editing) day() {
	on := e.edit.On
	if _, err := calendar.ParseDate(string(on)); err != nil {
		e.fault("directory.edit.day", "on", nil)
		return
	}
	if last := e.today.AddMonths(monthsAhead); on < earliest || on > last {
		e.fault("directory.edit.day_range", "on", errs.Args{"first": earliest, "last": last})
	}
}

// find looks the units up; each must be what its editor saw, and open on the day.
func (e *editing) find() {
	ed := e.edit
	if (len(ed.Units) == 0) != (ed.Act == ActAdd) {
		e.fault("directory.edit.units", "units", nil)
		return
	}
	for _, seen := range ed.Units {
		at, known := e.byCode[seen.Code]
		switch {
		case !known:
			e.faults = append(e.faults, errs.New(errs.NotFound, "directory.unit_unknown").At("units").With("unit", seen.Code))
			continue
		case slices.Contains(e.units, at):
			e.fault("directory.edit.twice", "units", errs.Args{"unit": seen.Code})
			continue
		case e.history.units[at].revision != seen.Revision:
			e.faults = append(e.faults, errs.New(errs.Conflict, "directory.edit.conflict").At("units").With("unit", seen.Code))
			continue
		}
		e.units = append(e.units, at)
		u := &e.history.units[at]
		if v := u.at(ed.On); v == nil {
			e.fault("directory.edit.early", "on", errs.Args{"unit": u.code, "date": u.versions[0].ValidFrom})
		} else if v.Closed {
			e.fault("directory.edit.closed", "on", errs.Args{"unit": u.code, "date": v.ValidFrom})
		}
	}
}

func (e *editing) do() {
	switch e.edit.Act {
	case ActAdd:
		e.newUnits(1, 1)
	case ActChange:
		e.alter()
	case ActMove:
		e.move()
	case ActClose:
		for _, at := range e.units {
			e.close(at)
		}
	case ActMerge, ActReplace:
		e.merge()
	case ActSplit:
		e.split()
	}
}

// newUnits makes the units of the edit, and is their places.
func (e *editing) newUnits(least, most int) []int {
	if n := len(e.edit.New); n < least || n > most {
		e.fault("directory.edit.parts", "new", errs.Args{"least": least})
		return nil
	}
	var made []int
	for i := range e.edit.New {
		n, field := &e.edit.New[i], fmt.Sprintf("new[%d].", i)
		n.Code = strings.TrimSpace(n.Code)
		e.clean(&n.Fields, field)
		if !unitCode.MatchString(n.Code) {
			e.fault("directory.row.code", field+"code", errs.Args{"code": n.Code})
			continue
		}
		if taken := e.near(n.Code); taken != "" {
			e.fault("directory.edit.code_taken", field+"code", errs.Args{"code": taken})
			continue
		}
		v := Version{ValidFrom: e.edit.On, Name: n.Name, NameEN: n.NameEN, Type: n.Type, Manager: n.Manager}
		if n.Parent != "" {
			at, known := e.byCode[n.Parent]
			if !known {
				e.fault("directory.row.parent_unknown", field+"parent", errs.Args{"parent": n.Parent})
				continue
			}
			v.ParentID = e.history.units[at].id
		}
		u := unitHistory{id: e.newID(), code: n.Code, isNew: true}
		v.UnitID = u.id
		u.versions = []change{{v, editRow}}
		made = append(made, len(e.history.units))
		e.add(u)
	}
	return made
}

// clean tidies what was typed and checks it.
func (e *editing) clean(f *Fields, field string) {
	for _, one := range []struct {
		name string
		text *string
	}{{"name", &f.Name}, {"name_en", &f.NameEN}, {"manager", &f.Manager}} {
		*one.text = strings.Join(strings.Fields(*one.text), " ")
		if utf8.RuneCountInString(*one.text) > maxNames {
			e.fault("directory.row.long", field+one.name, errs.Args{"limit": maxNames})
		}
		if unprintable(*one.text) {
			e.fault("directory.row.text", field+one.name, nil)
		}
	}
	if f.Name == "" {
		e.fault("directory.row.name", field+"name", nil)
	}
	if !slices.ContainsFunc(e.types, func(t Type) bool { return t.Code == f.Type }) {
		e.fault("directory.edit.type", field+"type", errs.Args{"type": f.Type})
	}
}

// unprintable reports control characters and those that change the direction of what follows.
func unprintable(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool {
		return r == utf8.RuneError || unicode.IsControl(r) || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069
	})
}

// near is the code that is taken: codes that differ by case only are the same to people.
func (h *history) near(code string) string {
	for i := range h.units {
		if strings.EqualFold(h.units[i].code, code) {
			return h.units[i].code
		}
	}
	return ""
}

// carry changes fields of a unit from the day on. Later versions follow as far as they say the same as was said before:
// what was changed since stays.
func (e *editing) carry(u *unitHistory, set func(*Version)) {
	base := u.at(e.edit.On).Version
	next := base
	next.ValidFrom = e.edit.On
	set(&next)
	if base.same(next) {
		return
	}
	u.put(change{next, editRow})
	for _, field := range []func(*Version) *string{
		func(v *Version) *string { return &v.Name }, func(v *Version) *string { return &v.NameEN }, func(v *Version) *string { return &v.Type },
		func(v *Version) *string { return &v.ParentID }, func(v *Version) *string { return &v.Manager },
	} {
		was, is := *field(&base), *field(&next)
		for i := range u.versions {
			v := &u.versions[i]
			if v.ValidFrom <= e.edit.On || was == is {
				continue
			}
			if *field(&v.Version) != was {
				break
			}
			*field(&v.Version), v.row = is, editRow
		}
	}
}

func (e *editing) alter() {
	f := e.edit.Set
	if f == nil || len(e.units) != 1 {
		e.fault("directory.edit.units", "set", nil)
		return
	}
	e.clean(f, "set.")
	e.carry(&e.history.units[e.units[0]], func(v *Version) { v.Name, v.NameEN, v.Type, v.Manager = f.Name, f.NameEN, f.Type, f.Manager })
}

func (e *editing) move() {
	parent := ""
	if e.edit.Parent != "" {
		at, known := e.byCode[e.edit.Parent]
		if !known {
			e.fault("directory.row.parent_unknown", "parent", errs.Args{"parent": e.edit.Parent})
			return
		}
		parent = e.history.units[at].id
	}
	for _, at := range e.units {
		u := &e.history.units[at]
		if e.under(parent, u.id) {
			e.fault("directory.edit.below_itself", "parent", errs.Args{"unit": u.code, "parent": e.edit.Parent})
			continue
		}
		e.carry(u, func(v *Version) { v.ParentID = parent })
	}
}

// under reports whether a unit is another, or lies below it, on the day.
func (e *editing) under(id, top string) bool {
	for range len(e.history.units) {
		if id == "" || id == top {
			break
		}
		v := e.history.units[e.byID[id]].at(e.edit.On)
		if v == nil {
			return false
		}
		id = v.ParentID
	}
	return id == top && id != ""
}

// close closes a unit from the day on. What was decided for a later day must be taken back first: it would open it again.
func (e *editing) close(at int) {
	u := &e.history.units[at]
	last := &u.versions[len(u.versions)-1]
	if last.ValidFrom > e.edit.On {
		e.fault("directory.edit.later", "on", errs.Args{"unit": u.code, "date": last.ValidFrom})
		return
	}
	if u.versions[0].ValidFrom == e.edit.On {
		e.fault("directory.row.closed_before_open", "on", errs.Args{"unit": u.code, "date": e.edit.On})
		return
	}
	closed := last.Version
	closed.ValidFrom, closed.Closed = e.edit.On, true
	u.put(change{closed, editRow})
}

// merge has units go on as one: as one of them, or as a new one.
func (e *editing) merge() {
	target, kind := -1, Merge
	switch {
	case e.edit.Act == ActReplace:
		kind = Replace
		if len(e.units) != 1 || e.edit.Into != "" {
			e.fault("directory.edit.units", "units", nil)
			return
		}
	case e.edit.Into != "":
		if at, known := e.byCode[e.edit.Into]; known && slices.Contains(e.units, at) && len(e.edit.New) == 0 {
			target = at
		}
		if target < 0 || len(e.units) < 2 {
			e.fault("directory.edit.into", "into", nil)
			return
		}
	case len(e.units) < 2:
		e.fault("directory.edit.into", "units", nil)
		return
	}
	if target < 0 {
		made := e.newUnits(1, 1)
		if len(made) == 0 {
			return
		}
		target = made[0]
	}
	for _, at := range e.units {
		if at == target {
			continue
		}
		e.adopt(at, target, nil)
		e.close(at)
		e.follow(at, target, kind)
	}
}

// split has a unit go on as several; the children named go on below their part.
func (e *editing) split() {
	if len(e.units) != 1 {
		e.fault("directory.edit.units", "units", nil)
		return
	}
	made := e.newUnits(2, 50)
	if len(made) != len(e.edit.New) {
		return
	}
	at := e.units[0]
	for i, part := range made {
		if children := e.edit.New[i].Children; len(children) > 0 {
			e.adopt(at, part, children)
		}
		e.follow(at, part, Split)
	}
	if !e.edit.Keep {
		e.close(at)
	}
}

func (e *editing) follow(from, to int, kind Kind) {
	s := Succession{From: e.history.units[from].id, To: e.history.units[to].id, On: e.edit.On, Kind: kind}
	e.newSuccessions = append(e.newSuccessions, s)
	e.successions = append(e.successions, s)
}

// adopt brings children of a unit below another from the day on: those named, or all, those that come later included.
func (e *editing) adopt(from, to int, codes []string) {
	old, heir := &e.history.units[from], e.history.units[to].id
	for i := range e.history.units {
		u := &e.history.units[i]
		parent := heir
		if u.id == heir { // the heir lay below: it takes its predecessor's place
			parent = old.at(e.edit.On).ParentID
		} else if codes != nil && !slices.Contains(codes, u.code) {
			continue
		}
		if v := u.at(e.edit.On); v != nil && v.ParentID == old.id && !v.Closed {
			moved := v.Version
			moved.ValidFrom, moved.ParentID = e.edit.On, parent
			u.put(change{moved, editRow})
		}
		for j := range u.versions {
			if v := &u.versions[j]; v.ValidFrom > e.edit.On && v.ParentID == old.id {
				v.ParentID, v.row = parent, editRow
			}
		}
	}
}

// check looks at the trees of all days as the edit leaves them.
func (e *editing) check() {
	one := []row{{number: editRow, code: e.edit.object()}}
	e.sweep(one)
	for _, fault := range e.errors {
		err := *fault.Err
		err.Field = "on"
		switch err.Key {
		case "directory.row.parent_closed", "directory.row.cycle", "directory.row.employee_below", "directory.row.employee_top":
			err.Field = "parent"
		case "directory.row.employee_code":
			err.Field = "code"
		}
		e.faults = append(e.faults, &err)
	}
	e.errors = nil
}
