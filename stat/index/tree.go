package index

import (
	"fmt"
	"math/big"
	"regexp"
	"sync"
)

// Missing says what becomes of a node when a child with importance (of a leaf: an item) has no score.
type Missing string

// The rules for a missing child; the zero value is Renormalise.
const (
	Renormalise Missing = "renormalise" // the others' importances are scaled up to 1
	Incomplete  Missing = "incomplete"  // the node has no score either
)

// Node is one indicator of a tree. A node with children has no items.
type Node struct {
	Code       string
	Importance string // decimal as entered, ≥ 0; its share is taken among the siblings
	Missing    Missing
	Children   []Node
	Items      []string // of a leaf: the items that measure it, with equal weight
}

// Tree is a checked indicator tree. Nodes are numbered in document order, parents before their
// children; items in order of first mention. It is safe for concurrent use.
type Tree struct {
	nodes    []node
	byCode   map[string]int
	items    []string
	itemCode map[string]int

	mu    sync.Mutex
	plans map[string]*plan // by which items have a score
}

// node is a node with its importances as integers: the decimals of the siblings times the power
// of ten that makes all of them whole.
type node struct {
	code     string
	parent   int
	missing  Missing
	children []int
	items    []int
	weight   *big.Int // importance among the siblings
	total    *big.Int // the siblings' sum
}

// Fault says which node of a tree cannot be used and why.
type Fault struct {
	Code   string
	Reason Reason
}

// Reason is what is wrong with a node.
type Reason string

// The reasons for refusing a tree.
const (
	DuplicateCode  Reason = "duplicate_code"  // two nodes with the same code
	BadImportance  Reason = "bad_importance"  // not a decimal ≥ 0
	NoImportance   Reason = "no_importance"   // the children's importances sum to zero
	ItemsAndNodes  Reason = "items_and_nodes" // children and items on the same node
	UnknownMissing Reason = "unknown_missing" // a rule that does not exist
)

func (f *Fault) Error() string { return fmt.Sprintf("index: node %s: %s", f.Code, f.Reason) }

// NewTree checks a tree. The error is a *Fault. Importances of the top level are only read when it
// has several nodes; nothing is rolled up above it. A leaf without items never has a score.
func NewTree(nodes []Node) (*Tree, error) {
	t := &Tree{byCode: map[string]int{}, itemCode: map[string]int{}, plans: map[string]*plan{}}
	if len(nodes) == 1 && nodes[0].Importance == "" {
		nodes = []Node{nodes[0]}
		nodes[0].Importance = "1"
	}
	if _, err := t.add(nodes, -1); err != nil {
		return nil, err
	}
	return t, nil
}

// add appends siblings with everything below them and returns their numbers.
func (t *Tree) add(siblings []Node, parent int) ([]int, error) {
	weights, total, err := whole(siblings)
	if err != nil {
		return nil, err
	}
	numbers := make([]int, len(siblings))
	for i, n := range siblings {
		switch _, twice := t.byCode[n.Code]; {
		case twice:
			return nil, &Fault{n.Code, DuplicateCode}
		case len(n.Children) > 0 && len(n.Items) > 0:
			return nil, &Fault{n.Code, ItemsAndNodes}
		case n.Missing != "" && n.Missing != Renormalise && n.Missing != Incomplete:
			return nil, &Fault{n.Code, UnknownMissing}
		case total.Sign() == 0 && parent >= 0:
			return nil, &Fault{t.nodes[parent].code, NoImportance}
		}
		at := len(t.nodes)
		numbers[i], t.byCode[n.Code] = at, at
		t.nodes = append(t.nodes, node{code: n.Code, parent: parent, missing: n.Missing, weight: weights[i], total: total})
		for _, item := range n.Items {
			t.nodes[at].items = append(t.nodes[at].items, t.item(item))
		}
		children, err := t.add(n.Children, at)
		if err != nil {
			return nil, err
		}
		t.nodes[at].children = children
	}
	return numbers, nil
}

func (t *Tree) item(code string) int {
	if i, ok := t.itemCode[code]; ok {
		return i
	}
	t.itemCode[code] = len(t.items)
	t.items = append(t.items, code)
	return len(t.items) - 1
}

// Len is the number of nodes.
func (t *Tree) Len() int { return len(t.nodes) }

// Code is the code of a node.
func (t *Tree) Code(node int) string { return t.nodes[node].code }

// Find is the number of the node with a code, or false.
func (t *Tree) Find(code string) (node int, ok bool) { node, ok = t.byCode[code]; return node, ok }

// Parent is the number of a node's parent, −1 at the top.
func (t *Tree) Parent(node int) int { return t.nodes[node].parent }

// Children are the numbers of a node's children.
func (t *Tree) Children(node int) []int { return t.nodes[node].children }

// LeafItems are the numbers of the items that measure a leaf.
func (t *Tree) LeafItems(node int) []int { return t.nodes[node].items }

// Items are the codes of all items, by number.
func (t *Tree) Items() []string { return t.items }

// Share is a node's importance among its siblings, between 0 and 1.
func (t *Tree) Share(node int) float64 {
	n := t.nodes[node]
	if n.total.Sign() == 0 {
		return 0
	}
	share, _ := new(big.Rat).SetFrac(n.weight, n.total).Float64()
	return share
}

// decimal is how an importance is written. big.Rat would also take "1/3", "1e3" and "0x10".
var decimal = regexp.MustCompile(`^[0-9]+(\.[0-9]+)?$`)

// whole turns the siblings' decimals into integers of the same proportions.
func whole(siblings []Node) (weights []*big.Int, total *big.Int, err error) {
	rats := make([]*big.Rat, len(siblings))
	denominator := big.NewInt(1) // a product of powers of ten's divisors: the least common multiple
	for i, n := range siblings {
		if len(n.Importance) > 40 || !decimal.MatchString(n.Importance) {
			return nil, nil, &Fault{n.Code, BadImportance}
		}
		rats[i], _ = new(big.Rat).SetString(n.Importance)
		d := rats[i].Denom()
		gcd := new(big.Int).GCD(nil, nil, denominator, d)
		denominator.Mul(denominator, new(big.Int).Quo(d, gcd))
	}
	total = new(big.Int)
	for _, r := range rats {
		w := new(big.Int).Mul(r.Num(), denominator)
		w.Quo(w, r.Denom())
		weights = append(weights, w)
		total.Add(total, w)
	}
	return weights, total, nil
}
