package directory

import (
	"sort"

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
	ID        string
	Code      string
	Name      i18n.Text
	Type      string
	ParentID  string // empty at the top
	Manager   string
	ValidFrom calendar.Date // of the version in force
	Closed    bool
	Revision  int64 // of the change that touched it last

	// The place in the tree: units are in preorder, so those below u are u.Index+1 to u.Last.
	Index    int
	Last     int
	Level    int // 0 at the top
	Parent   int // index, −1 at the top
	Children []int
}

// Tree are the open units of a day, parents before children, siblings by code.
type Tree struct {
	AsOf   calendar.Date
	Units  []Unit
	byID   map[string]int
	byCode map[string]int
}

// newTree orders open units. One whose parent is not among them is at the top.
func newTree(asOf calendar.Date, units []Unit) *Tree {
	known := make(map[string]bool, len(units))
	for _, u := range units {
		known[u.ID] = true
	}
	below := map[string][]Unit{}
	for _, u := range units {
		parent := u.ParentID
		if !known[parent] {
			parent = ""
		}
		below[parent] = append(below[parent], u)
	}
	t := &Tree{AsOf: asOf, byID: make(map[string]int, len(units)), byCode: make(map[string]int, len(units))}
	var walk func(parentID string, parent, level int)
	walk = func(parentID string, parent, level int) {
		siblings := below[parentID]
		sort.Slice(siblings, func(i, j int) bool { return siblings[i].Code < siblings[j].Code })
		for _, u := range siblings {
			u.Index, u.Parent, u.Level = len(t.Units), parent, level
			t.Units = append(t.Units, u)
			t.byID[u.ID], t.byCode[u.Code] = u.Index, u.Index
			if parent >= 0 {
				t.Units[parent].Children = append(t.Units[parent].Children, u.Index)
			}
			walk(u.ID, u.Index, level+1)
			t.Units[u.Index].Last = len(t.Units) - 1
		}
	}
	walk("", -1, 0)
	return t
}

// ByID finds an open unit by id.
func (t *Tree) ByID(id string) (*Unit, bool) {
	return t.at(t.byID[id], id, func(u *Unit) string { return u.ID })
}

// ByCode finds an open unit by code.
func (t *Tree) ByCode(code string) (*Unit, bool) {
	return t.at(t.byCode[code], code, func(u *Unit) string { return u.Code })
}

func (t *Tree) at(i int, want string, name func(*Unit) string) (*Unit, bool) {
	if i < len(t.Units) && name(&t.Units[i]) == want {
		return &t.Units[i], true
	}
	return nil, false
}

// Roots are the units at the top.
func (t *Tree) Roots() []*Unit {
	var roots []*Unit
	for i := 0; i < len(t.Units); i = t.Units[i].Last + 1 {
		roots = append(roots, &t.Units[i])
	}
	return roots
}

// Path lists the units from the top down to u.
func (t *Tree) Path(u *Unit) []*Unit {
	if u.Parent < 0 {
		return []*Unit{u}
	}
	return append(t.Path(&t.Units[u.Parent]), u)
}

// Below lists u and the units below it.
func (t *Tree) Below(u *Unit) []Unit { return t.Units[u.Index : u.Last+1] }
