package indicator

import (
	"maps"
	"math/big"
	"slices"
	"strconv"

	"manyi.dev/manyi/internal/i18n"
)

// What can have happened to a part of a system.
const (
	Added   = "added"
	Removed = "removed"
	Moved   = "moved"   // under another parent, or among its siblings; its fields may have changed as well
	Changed = "changed" // its fields only
)

// What a change is about.
const (
	OfSystem     = "system"
	OfDepartment = "department"
	OfNode       = "node"
)

// Change is what happened to one node, one department, or the system's own texts between two documents.
type Change struct {
	Kind   string
	Of     string
	Code   string    // empty for the system
	Name   i18n.Text // as it is now; as it was, for what was removed
	From   string    // parent before: a code, empty at the top
	To     string    // parent now
	Fields []FieldChange
}

// FieldChange is one field's value before and now; empty is none. Importances are as entered, "share" is the exact
// share among the siblings.
type FieldChange struct {
	Field string // "name.zh", "importance", "share", …
	Old   string
	New   string
}

// Diff lists what differs between two documents, in the order of the newer one, with what was removed at the end. Nodes are the
// same when their code is. Version numbers do not count. It takes documents with faults: of codes that appear twice
// the first pairs with the first.
func Diff(before, now *Document) []Change {
	var changes []Change
	add := func(c Change) {
		if c.Kind != Changed || len(c.Fields) > 0 {
			changes = append(changes, c)
		}
	}
	system := compare(texts("name", before.Name), texts("name", now.Name))
	if before.Code != now.Code {
		system = append([]FieldChange{{"code", before.Code, now.Code}}, system...)
	}
	add(Change{Kind: Changed, Of: OfSystem, Name: now.Name, Fields: system})
	for _, c := range departments(before, now) {
		add(c)
	}
	for _, c := range nodes(before, now) {
		add(c)
	}
	return changes
}

// TextsOnly reports whether the changes leave every figure and its place as they were.
func TextsOnly(changes []Change) bool {
	for _, c := range changes {
		if c.Kind != Changed {
			return false
		}
		for _, f := range c.Fields {
			switch f.Field {
			case "name.zh", "name.en", "description.zh", "description.en":
			default:
				return false
			}
		}
	}
	return true
}

func departments(before, now *Document) []Change {
	old := map[string]Department{}
	for _, d := range before.Departments {
		old[d.Code] = d
	}
	var changes []Change
	for _, d := range now.Departments {
		was, known := old[d.Code]
		c := Change{Kind: Added, Of: OfDepartment, Code: d.Code, Name: d.Name, Fields: compare(texts("name", was.Name), texts("name", d.Name))}
		if known {
			c.Kind = Changed
			delete(old, d.Code)
		}
		changes = append(changes, c)
	}
	for _, code := range slices.Sorted(maps.Keys(old)) {
		changes = append(changes, Change{
			Kind: Removed, Of: OfDepartment, Code: code, Name: old[code].Name, Fields: compare(texts("name", old[code].Name), nil),
		})
	}
	return changes
}

// placed is a node with what makes it the same as another.
type placed struct {
	Entry
	key string // its code, and which of that code it is
}

func place(d *Document) []placed {
	var list []placed
	seen := map[string]int{}
	d.Walk(func(e Entry) {
		list = append(list, placed{e, e.Node.Code + "\x00" + strconv.Itoa(seen[e.Node.Code])})
		seen[e.Node.Code]++
	})
	return list
}

func nodes(before, now *Document) []Change {
	old, fresh := place(before), place(now)
	was := map[string]placed{}
	for _, p := range old {
		was[p.key] = p
	}
	stayed := inOrder(old, fresh)
	var changes []Change
	for _, p := range fresh {
		c := Change{Kind: Added, Of: OfNode, Code: p.Node.Code, Name: p.Node.Name, To: p.Parent}
		w, known := was[p.key]
		if known {
			c.Kind, c.From = Changed, w.Parent
			if w.Parent != p.Parent || !stayed[p.key] {
				c.Kind = Moved
			}
			delete(was, p.key)
		}
		c.Fields = compare(fields(w.Entry), fields(p.Entry))
		changes = append(changes, c)
	}
	for _, p := range old {
		if _, gone := was[p.key]; gone {
			changes = append(changes, Change{
				Kind: Removed, Of: OfNode, Code: p.Node.Code, Name: p.Node.Name, From: p.Parent, Fields: compare(fields(p.Entry), nil),
			})
		}
	}
	return changes
}

// inOrder tells the nodes that kept their place among the siblings they kept: of each parent's, a longest run that
// is in the order it was in, so that one node that moves to the front does not count as all others moving back.
func inOrder(old, fresh []placed) map[string]bool {
	position, parent := map[string]int{}, map[string]string{}
	for i, p := range old {
		position[p.key], parent[p.key] = i, p.Parent
	}
	siblings := map[string][]string{}
	for _, p := range fresh {
		if from, known := parent[p.key]; known && from == p.Parent {
			siblings[p.Parent] = append(siblings[p.Parent], p.key)
		}
	}
	stayed := map[string]bool{}
	for _, keys := range siblings {
		length, before := make([]int, len(keys)), make([]int, len(keys))
		best := -1
		for i := range keys {
			length[i], before[i] = 1, -1
			for j := range i {
				if position[keys[j]] < position[keys[i]] && length[j] >= length[i] {
					length[i], before[i] = length[j]+1, j
				}
			}
			if best < 0 || length[i] > length[best] {
				best = i
			}
		}
		for i := best; i >= 0; i = before[i] {
			stayed[keys[i]] = true
		}
	}
	return stayed
}

func texts(name string, t i18n.Text) map[string]string {
	all := map[string]string{}
	for lang, s := range t {
		all[name+"."+lang] = s
	}
	return all
}

// fields are what a node says of itself and what its siblings make of its importance.
func fields(e Entry) map[string]string {
	if e.Node == nil {
		return nil
	}
	n := e.Node
	all := texts("name", n.Name)
	maps.Copy(all, texts("description", n.Description))
	all["importance"], all["share"] = n.Importance, exact(e.Share)
	if n.Target != nil {
		all["target"] = strconv.FormatFloat(*n.Target, 'g', -1, 64)
	}
	if e.Direction == Lower && e.Level == 1 {
		all["direction"] = string(Lower)
	}
	all["department"] = n.Department
	if !e.Leaf() {
		all["missing"] = string(n.Missing)
	}
	return all
}

// exact is a share as a fraction: "3/20", "1".
func exact(share *big.Rat) string { return share.RatString() }

// order is how the fields of a change are listed.
var order = []string{
	"name.zh", "name.en", "description.zh", "description.en", "importance", "share", "target", "direction", "department", "missing",
}

func compare(before, now map[string]string) []FieldChange {
	var list []FieldChange
	for _, name := range order {
		if before[name] != now[name] {
			list = append(list, FieldChange{name, before[name], now[name]})
		}
	}
	return list
}
