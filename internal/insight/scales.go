package insight

import (
	"math"

	"manyi.dev/manyi/internal/cube"
	"manyi.dev/manyi/internal/indicator"
	"manyi.dev/manyi/internal/questionnaire"
	"manyi.dev/manyi/internal/scoring"
	"manyi.dev/manyi/stat/index"
)

// item is a column of the cube with the ways to count its categories; a nil scale does not apply.
type item struct {
	column *scoring.Column
	kind   cube.Kind
	mean   index.Scale // own units
	score  index.Scale // 0–100, when the item is bound to an indicator or has a scale of its own
	top2   index.Scale
	nps    index.Scale
}

// plan is a questionnaire with its indicator system, ready to be counted.
type plan struct {
	form    *questionnaire.Form
	system  *indicator.Document
	columns *scoring.Columns
	items   []item
	tree    *index.Tree
	treeOf  []int // tree item number → place in items
}

func newPlan(form *questionnaire.Form, system *indicator.Document, columns *scoring.Columns) (*plan, error) {
	p := &plan{form: form, system: system, columns: columns}
	places := map[string]int{}
	sources := map[string][]string{}
	for i := range columns.List {
		it := newItem(&columns.List[i], columns.Layout().Items[i].Kind)
		places[it.column.Entry.Code] = len(p.items)
		p.items = append(p.items, it)
		if b := it.column.Entry.Binding; b != nil && it.score != nil {
			sources[b.Indicator] = append(sources[b.Indicator], it.column.Entry.Code)
		}
	}
	tree, err := index.NewTree(nodesOf(system.Nodes, sources))
	if err != nil {
		return nil, err
	}
	p.tree = tree
	for _, code := range tree.Items() {
		p.treeOf = append(p.treeOf, places[code])
	}
	return p, nil
}

func nodesOf(nodes []indicator.Node, sources map[string][]string) []index.Node {
	out := make([]index.Node, len(nodes))
	for i, n := range nodes {
		out[i] = index.Node{
			Code: n.Code, Importance: n.Importance, Missing: index.Missing(n.Missing),
			Children: nodesOf(n.Children, sources), Items: sources[n.Code],
		}
	}
	return out
}

func newItem(c *scoring.Column, kind cube.Kind) item {
	it := item{column: c, kind: kind}
	if kind != cube.Category {
		return it
	}
	e := c.Entry
	values, scores := index.Scale{math.NaN()}, index.Scale{math.NaN()}
	for _, a := range c.Answers[1:] {
		values = append(values, orNaN(e.Value(a)))
		scores = append(scores, orNaN(e.Score(a)))
	}
	low, high := values.Bounds()
	if math.IsNaN(low) || low == high {
		return it // no scale: a background item
	}
	it.mean = values
	switch {
	case e.Binding != nil:
		it.score = scores
	default:
		it.score = values.Score(low, high)
	}
	if e.Type == questionnaire.NPS {
		it.nps = values.NPS()
	} else if len(e.TopTwo()) > 0 {
		it.top2 = values.TopBox(2)
	}
	return it
}

func orNaN(v float64, ok bool) float64 {
	if !ok {
		return math.NaN()
	}
	return v
}
