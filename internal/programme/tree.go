package programme

import (
	"sort"

	"manyi.dev/manyi/internal/i18n"
)

// Unit is an org unit as a wave froze it.
type Unit struct {
	Ordinal  int // place in the tree's preorder, 0 the root: the unit's code in the cube
	Last     int // the highest ordinal below it, its own when it has no children
	Level    int // 0 for the root
	ID       string
	Code     string
	Name     i18n.Text
	Type     string
	Parent   int // ordinal; -1 for the root
	ParentID string
	Manager  string
	Surveyed bool
	Children []int // ordinals
}

// Tree is the unit tree that a wave froze, in preorder: the units below u are those from
// u.Ordinal to u.Last.
type Tree struct {
	Units  []Unit
	byID   map[string]int
	byCode map[string]int
}

// newTree orders the units (parents known by ParentID) into preorder, siblings by code.
// A unit whose parent is not among them becomes a root.
func newTree(units []Unit) *Tree {
	known := map[string]bool{}
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
	t := &Tree{byID: map[string]int{}, byCode: map[string]int{}}
	var walk func(parentID string, parent, level int)
	walk = func(parentID string, parent, level int) {
		siblings := below[parentID]
		sort.Slice(siblings, func(i, j int) bool { return siblings[i].Code < siblings[j].Code })
		for _, u := range siblings {
			u.Ordinal, u.Parent, u.Level, u.Children = len(t.Units), parent, level, nil
			t.Units = append(t.Units, u)
			t.byID[u.ID], t.byCode[u.Code] = u.Ordinal, u.Ordinal
			if parent >= 0 {
				t.Units[parent].Children = append(t.Units[parent].Children, u.Ordinal)
			}
			walk(u.ID, u.Ordinal, level+1)
			t.Units[u.Ordinal].Last = len(t.Units) - 1
		}
	}
	walk("", -1, 0)
	return t
}

// ByID finds a unit by id.
func (t *Tree) ByID(id string) (*Unit, bool) {
	i, ok := t.byID[id]
	if !ok {
		return nil, false
	}
	return &t.Units[i], true
}

// ByCode finds a unit by code.
func (t *Tree) ByCode(code string) (*Unit, bool) {
	i, ok := t.byCode[code]
	if !ok {
		return nil, false
	}
	return &t.Units[i], true
}

// Path lists the units from the root down to u.
func (t *Tree) Path(u *Unit) []*Unit {
	if u.Parent < 0 {
		return []*Unit{u}
	}
	return append(t.Path(&t.Units[u.Parent]), u)
}

// Surveyed lists the surveyed units below u, itself included.
func (t *Tree) Surveyed(u *Unit) []*Unit {
	var all []*Unit
	for i := u.Ordinal; i <= u.Last; i++ {
		if t.Units[i].Surveyed {
			all = append(all, &t.Units[i])
		}
	}
	return all
}
