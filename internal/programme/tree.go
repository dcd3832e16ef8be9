package programme

import (
	"manyi.dev/manyi/internal/directory"
	"manyi.dev/manyi/internal/i18n"
)

// Unit is an org unit as a wave froze it. Its index in the wave's tree is its code in the cube.
type Unit struct {
	directory.Node
	Name     i18n.Text
	Type     string
	Manager  string
	Surveyed bool
}

// Tree is the unit tree that a wave froze.
type Tree struct{ directory.Preorder[Unit] }

func newTree(units []Unit) *Tree {
	return &Tree{directory.NewPreorder(units, func(u *Unit) *directory.Node { return &u.Node })}
}

// Surveyed lists the surveyed units below u, itself included.
func (t *Tree) Surveyed(u *Unit) []*Unit {
	var all []*Unit
	for i := u.Index; i <= u.Last; i++ {
		if t.Units[i].Surveyed {
			all = append(all, &t.Units[i])
		}
	}
	return all
}
