package index

import (
	"math"
	"math/big"
)

// Rolled are the scores of all nodes for one unit, and how they come from the items.
type Rolled struct {
	// Scores by node, NaN for a node without one.
	Scores []float64
	// Coefficients by node and item: S_node = Σ_j a_j·ȳ_j. nil for a node without a score. They
	// are shared between units with the same missing items and must not be changed.
	Coefficients [][]float64
}

// Only is the item a node's score is equal to when it comes from a single item, so that the item's
// own estimate is the node's; false for a composite.
func (r Rolled) Only(node int) (item int, ok bool) {
	item = -1
	for j, a := range r.Coefficients[node] {
		if a == 0 {
			continue
		}
		if item >= 0 {
			return -1, false
		}
		item = j
	}
	return item, item >= 0
}

// Roll computes the score of every node from the scores of the items (by item number, NaN for an
// item without answers). A node's score is Σ g·S/Σ g over the children that count, so anybody can
// repeat it by hand from the scores below it.
func (t *Tree) Roll(items []float64) Rolled {
	if len(items) != len(t.items) {
		panic("index: one score for each item of the tree is needed")
	}
	p := t.plan(items)
	scores := make([]float64, len(t.nodes))
	for at := len(t.nodes) - 1; at >= 0; at-- { // children come after their parents
		var sum, weights float64
		for _, in := range p.inputs[at] {
			score := 0.0
			if in.item {
				score = items[in.number]
			} else {
				score = scores[in.number]
			}
			sum += in.weight * score
			weights += in.weight
		}
		scores[at] = sum / weights // NaN for a node without inputs
	}
	return Rolled{Scores: scores, Coefficients: p.coefficients}
}

// plan is the arithmetic of a tree for one pattern of missing items.
type plan struct {
	inputs       [][]input
	coefficients [][]float64
}

// input is a child or an item that counts in a node. Its weight is the integer importance, exact
// in a float64 up to 2⁵³, so that equal scores give exactly that score one level up.
type input struct {
	number int
	item   bool
	weight float64
}

// plan finds or makes the plan for the items that have a score. Units mostly share a few patterns.
func (t *Tree) plan(items []float64) *plan {
	key := make([]byte, len(items))
	for j, score := range items {
		if !math.IsNaN(score) {
			key[j] = 1
		}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if p, ok := t.plans[string(key)]; ok {
		return p
	}
	if len(t.plans) >= maxPlans {
		clear(t.plans)
	}
	p := t.newPlan(key)
	t.plans[string(key)] = p
	return p
}

// maxPlans bounds the memory of a tree whose units all miss different items.
const maxPlans = 1024

func (t *Tree) newPlan(present []byte) *plan {
	p := &plan{inputs: make([][]input, len(t.nodes)), coefficients: make([][]float64, len(t.nodes))}
	exact := make([][]*big.Rat, len(t.nodes)) // by node and item; nil for a node without a score
	for at := len(t.nodes) - 1; at >= 0; at-- {
		n := t.nodes[at]
		var inputs []input
		var weights []*big.Int
		missing := false
		for _, j := range n.items {
			if present[j] == 1 {
				inputs = append(inputs, input{j, true, 1})
				weights = append(weights, big.NewInt(1))
			} else {
				missing = true
			}
		}
		for _, c := range n.children {
			switch w := t.nodes[c].weight; {
			case w.Sign() == 0: // counts nowhere, present or not
			case exact[c] == nil:
				missing = true
			default:
				f, _ := new(big.Float).SetInt(w).Float64()
				inputs = append(inputs, input{c, false, f})
				weights = append(weights, w)
			}
		}
		if len(inputs) == 0 || (missing && n.missing == Incomplete) {
			continue
		}
		p.inputs[at] = inputs
		exact[at] = combine(inputs, weights, exact, len(present))
		p.coefficients[at] = rounded(exact[at])
	}
	return p
}

// combine is Σ g·a over the inputs, g = weight/Σ weight.
func combine(inputs []input, weights []*big.Int, exact [][]*big.Rat, items int) []*big.Rat {
	total := new(big.Int)
	for _, w := range weights {
		total.Add(total, w)
	}
	sum := make([]*big.Rat, items)
	for j := range sum {
		sum[j] = new(big.Rat)
	}
	for i, in := range inputs {
		share := new(big.Rat).SetFrac(weights[i], total)
		if in.item {
			sum[in.number].Add(sum[in.number], share)
			continue
		}
		for j, a := range exact[in.number] {
			if a.Sign() != 0 {
				sum[j].Add(sum[j], new(big.Rat).Mul(share, a))
			}
		}
	}
	return sum
}

func rounded(exact []*big.Rat) []float64 {
	a := make([]float64, len(exact))
	for j, r := range exact {
		a[j], _ = r.Float64()
	}
	return a
}

// Residuals is the respondent-free part of the linearised values of a node: for item j and
// category v
//
//	r[j][v] = a_j·(y_jv − ȳ_j) / W_j
//
// with a the node's coefficients, y the items' scales, ȳ their means and W the sums of weights over
// those who answered. An item that does not count has nil; a category outside the base NaN.
func Residuals(a []float64, y []Scale, mean, sumW []float64) [][]float64 {
	r := make([][]float64, len(a))
	for j, aj := range a {
		if aj == 0 {
			continue
		}
		r[j] = make([]float64, len(y[j]))
		for v, yv := range y[j] {
			r[j][v] = aj * (yv - mean[j]) / sumW[j]
		}
	}
	return r
}
