package indicator

import "math/big"

// Entry is one node of a system in its place.
type Entry struct {
	Node   *Node
	Parent string // code of the parent, empty at the top
	Level  int    // 1 at the top
	// Share is the node's importance among its siblings, exact: the shares of siblings add to one.
	Share *big.Rat
	// Department is the node's own or the nearest ancestor's.
	Department string
	// Direction is that of the top of the node's tree, never empty.
	Direction Direction
}

// Leaf reports whether the node is measured itself rather than made up from children.
func (e Entry) Leaf() bool { return len(e.Node.Children) == 0 }

// Walk calls visit for every node, parents before children, siblings as written.
func (d *Document) Walk(visit func(Entry)) { walk(d.Nodes, Entry{}, visit) }

func walk(nodes []Node, parent Entry, visit func(Entry)) {
	shares := Shares(nodes)
	for i := range nodes {
		e := Entry{Node: &nodes[i], Level: parent.Level + 1, Share: shares[i], Department: nodes[i].Department, Direction: parent.Direction}
		if parent.Node != nil {
			e.Parent = parent.Node.Code
		}
		if e.Level == 1 {
			e.Direction = Higher
			if nodes[i].Direction == Lower {
				e.Direction = Lower
			}
		}
		if e.Department == "" {
			e.Department = parent.Department
		}
		visit(e)
		walk(nodes[i].Children, e, visit)
	}
}

// Shares are the exact shares of siblings: importance over the sum of importances. In a system that passed
// Check the sum is positive; without that every share is zero.
func Shares(nodes []Node) []*big.Rat {
	sum, shares := new(big.Rat), make([]*big.Rat, len(nodes))
	for i := range nodes {
		shares[i] = decimal(nodes[i].Importance)
		sum.Add(sum, shares[i])
	}
	if sum.Sign() > 0 {
		for _, share := range shares {
			share.Quo(share, sum)
		}
	}
	return shares
}

// decimal is the value of an importance; what is no decimal counts nothing.
func decimal(s string) *big.Rat {
	if importance.MatchString(s) {
		if r, ok := new(big.Rat).SetString(s); ok {
			return r
		}
	}
	return new(big.Rat)
}

// Leaves are the nodes without children, in the order of the file.
func (d *Document) Leaves() []Entry {
	var leaves []Entry
	d.Walk(func(e Entry) {
		if e.Leaf() {
			leaves = append(leaves, e)
		}
	})
	return leaves
}

// Find is the node with the code.
func (d *Document) Find(code string) (Entry, bool) {
	var found Entry
	d.Walk(func(e Entry) {
		if e.Node.Code == code {
			found = e
		}
	})
	return found, found.Node != nil
}
