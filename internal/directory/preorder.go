package directory

import (
	"cmp"
	"slices"
)

// Node is a unit's place in a tree. Trees are lists in preorder, so that the units below one are those after its Index up to its Last.
type Node struct {
	ID       string
	Code     string
	ParentID string // empty at the top
	Index    int
	Last     int // its own index when there is nothing below
	Level    int // 0 at the top
	Parent   int // index, −1 at the top
	Children []int
}

// Preorder is a tree of units: parents before children, siblings by code.
type Preorder[U any] struct {
	Units  []U
	node   func(*U) *Node
	byID   map[string]int
	byCode map[string]int
}

// NewPreorder orders units, of which ids and codes are known. One whose parent is not among them is at the top.
func NewPreorder[U any](units []U, node func(*U) *Node) Preorder[U] {
	t := Preorder[U]{Units: make([]U, 0, len(units)), node: node, byID: make(map[string]int, len(units)), byCode: make(map[string]int, len(units))}
	known, below := make(map[string]bool, len(units)), map[string][]*U{}
	for i := range units {
		known[node(&units[i]).ID] = true
	}
	for i := range units {
		parent := node(&units[i]).ParentID
		if !known[parent] {
			parent = ""
		}
		below[parent] = append(below[parent], &units[i])
	}
	var walk func(parentID string, parent, level int)
	walk = func(parentID string, parent, level int) {
		siblings := below[parentID]
		slices.SortFunc(siblings, func(a, b *U) int { return cmp.Compare(node(a).Code, node(b).Code) })
		for _, u := range siblings {
			i := len(t.Units)
			t.Units = append(t.Units, *u)
			n := node(&t.Units[i])
			n.Index, n.Parent, n.Level, n.Children = i, parent, level, nil
			t.byID[n.ID], t.byCode[n.Code] = i, i
			if parent >= 0 {
				up := node(&t.Units[parent])
				up.Children = append(up.Children, i)
			}
			walk(n.ID, i, level+1)
			node(&t.Units[i]).Last = len(t.Units) - 1
		}
	}
	walk("", -1, 0)
	return t
}

// ByID finds a unit by id.
func (t *Preorder[U]) ByID(id string) (*U, bool) { return t.at(t.byID, id) }

// ByCode finds a unit by code.
func (t *Preorder[U]) ByCode(code string) (*U, bool) { return t.at(t.byCode, code) }

func (t *Preorder[U]) at(places map[string]int, name string) (*U, bool) {
	i, ok := places[name]
	if !ok {
		return nil, false
	}
	return &t.Units[i], true
}

// Path lists the units from the top down to u.
func (t *Preorder[U]) Path(u *U) []*U {
	parent := t.node(u).Parent
	if parent < 0 {
		return []*U{u}
	}
	return append(t.Path(&t.Units[parent]), u)
}
