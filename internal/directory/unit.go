package directory

import (
	"manyi.dev/manyi/internal/calendar"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/i18n"
)

// Version is what holds of a unit from a day on, until its next version begins.
type Version struct {
	UnitID    string
	ValidFrom calendar.Date
	Name      string // Chinese, or in whatever language the organisation uses
	NameEN    string // may be empty
	Type      string
	ParentID  string // empty at the top
	Manager   string // name; may be empty
	Closed    bool
	ChangedAt db.Millis
}

// Names are the name in the languages there are.
func (v Version) Names() i18n.Text {
	names := i18n.Text{"zh": v.Name}
	if v.NameEN != "" {
		names["en"] = v.NameEN
	}
	return names
}

// same reports whether two versions say the same, apart from when.
func (v Version) same(o Version) bool {
	o.ValidFrom, o.ChangedAt, o.UnitID = v.ValidFrom, v.ChangedAt, v.UnitID
	return v == o
}

// Unit is an org unit as of a day.
type Unit struct {
	Node
	Name      i18n.Text
	Type      string
	Manager   string
	ValidFrom calendar.Date // of the version in force
	Closed    bool
	Revision  int64 // of the change that touched it last
}

// Tree are the open units of a day, parents before children, siblings by code.
type Tree struct {
	AsOf calendar.Date
	Preorder[Unit]
}

// newTree orders open units.
func newTree(asOf calendar.Date, units []Unit) *Tree {
	return &Tree{asOf, NewPreorder(units, func(u *Unit) *Node { return &u.Node })}
}

// Roots are the units at the top.
func (t *Tree) Roots() []*Unit {
	var roots []*Unit
	for i := 0; i < len(t.Units); i = t.Units[i].Last + 1 {
		roots = append(roots, &t.Units[i])
	}
	return roots
}

// Below lists u and the units below it.
func (t *Tree) Below(u *Unit) []Unit { return t.Units[u.Index : u.Last+1] }
