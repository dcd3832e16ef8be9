package indicator

import "manyi.dev/manyi/internal/i18n"

// Document is an indicator system as a file and as a published version: format "manyi.indicator/1".
type Document struct {
	Format      string       `json:"format"`
	Code        string       `json:"code"`
	Version     string       `json:"version"`
	Name        i18n.Text    `json:"name"`
	Departments []Department `json:"departments,omitempty"`
	Nodes       []Node       `json:"nodes"` // the top level; usually one root
}

// Department answers for indicators.
type Department struct {
	Code string    `json:"code"`
	Name i18n.Text `json:"name"`
}

// Missing says what a node's score is when a child has none.
type Missing string

// The rules for a missing child.
const (
	Renormalise Missing = "renormalise" // the importances of the others are scaled up
	Incomplete  Missing = "incomplete"  // the node has no score either
)

// Direction says which scores are better.
type Direction string

// The directions. Without one a score is better the higher it is.
const (
	Higher Direction = "higher"
	Lower  Direction = "lower" // such as a share of complaints
)

// Node is one indicator. A node without children is a leaf and is measured by the items bound to it.
type Node struct {
	Code        string    `json:"code"`
	Name        i18n.Text `json:"name"`
	Description i18n.Text `json:"description,omitempty"`
	Importance  string    `json:"importance"` // decimal as entered, ≥ 0; shares of the siblings' sum
	Target      *float64  `json:"target,omitempty"`
	Direction   Direction `json:"direction,omitempty"`  // of the top level; the nodes below have the same, as a mean of both would say nothing
	Department  string    `json:"department,omitempty"` // a code of Document.Departments; inherited by children
	Missing     Missing   `json:"missing,omitempty"`    // default renormalise
	Children    []Node    `json:"children,omitempty"`
}
