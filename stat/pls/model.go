package pls

import (
	"fmt"
	"math"
	"slices"

	"manyi.dev/manyi/stat"
)

// Mode is how the outer weights of a block are found.
type Mode string

// The modes. The zero value "" is ModeA.
const (
	// ModeA is for reflective blocks: the weight of an item is its covariance with the inner proxy,
	// w_k = cov(x_k, Z). The items are expected to correlate.
	ModeA Mode = "A"
	// ModeB is for formative blocks: the weights are the regression coefficients of the inner proxy
	// on the items, w = S⁻¹·cov(x, Z). The items need not correlate.
	ModeB Mode = "B"
)

// Scheme is how the inner proxy of a construct is made from its neighbours.
type Scheme string

// The schemes. The zero value "" is PathScheme.
const (
	// PathScheme weighs predecessors by their regression coefficients, successors by correlation.
	PathScheme Scheme = "path"
	// CentroidScheme weighs neighbours by the sign of the correlation.
	CentroidScheme Scheme = "centroid"
	// FactorialScheme weighs neighbours by the correlation.
	FactorialScheme Scheme = "factorial"
)

// Model is a path model: constructs, each measured by a block of items, and the paths between them.
type Model struct {
	Constructs []Construct
	Paths      []Path
	// Scale is the answer scale of the items, needed for the 0–100 index. The zero Scale means that
	// no index is wanted.
	Scale Scale
	// ItemScales are the scales of items that differ from Scale, by name of the item.
	ItemScales map[string]Scale
}

// Construct is a latent variable and its items. One item is enough: the construct is the item then.
type Construct struct {
	Name  string
	Items []string
	Mode  Mode
}

// Path is a supposed effect of one construct on another.
type Path struct{ From, To string }

// Scale is the lowest and the highest possible answer to an item.
type Scale struct{ Low, High float64 }

func (m Model) hasIndex() bool { return m.Scale != Scale{} }

func (m Model) scaleOf(item string) Scale {
	if s, ok := m.ItemScales[item]; ok {
		return s
	}
	return m.Scale
}

// plan is a checked model with names turned into numbers. Items are numbered construct by construct.
type plan struct {
	model  Model
	items  []string
	blocks []span
	edges  []edge  // as in model.Paths
	pred   [][]int // the predecessors of each construct, in ascending order
	succ   [][]int
	order  []int    // constructs, causes before effects
	reach  [][]bool // reach[to][from]: a chain of paths leads from from to to
	scheme Scheme
	tol    float64
	limit  int
}

type span struct{ from, to int }

func (s span) len() int { return s.to - s.from }

type edge struct{ from, to int }

func fault(reason stat.Reason, format string, args ...any) *stat.Error {
	return &stat.Error{Package: "pls", Reason: reason, Subject: fmt.Sprintf(format, args...)}
}

// tooFew is "subject: got, at least want are needed".
func tooFew(got, want int, format string, args ...any) *stat.Error {
	e := fault(stat.TooFewGroups, format, args...)
	e.Got, e.Want = float64(got), float64(want)
	return e
}

func newPlan(m Model, o Options) (*plan, error) {
	p := &plan{model: m, scheme: o.Scheme, tol: o.Tolerance, limit: o.MaxIterations}
	if p.scheme == "" {
		p.scheme = PathScheme
	}
	if !slices.Contains([]Scheme{PathScheme, CentroidScheme, FactorialScheme}, p.scheme) {
		return nil, fault(stat.Unknown, "scheme %q", p.scheme)
	}
	if p.tol == 0 {
		p.tol = DefaultTolerance
	}
	if !(p.tol > 0) {
		e := fault(stat.OutOfRange, "tolerance")
		e.Got = p.tol
		return nil, e
	}
	if p.limit == 0 {
		p.limit = DefaultIterations
	}
	if p.limit < 0 {
		e := fault(stat.OutOfRange, "iterations")
		e.Got = float64(p.limit)
		return nil, e
	}
	for _, step := range []func() error{p.addBlocks, p.checkScales, p.addPaths, p.sort} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return p, nil
}

func (p *plan) addBlocks() error {
	if len(p.model.Constructs) < 2 {
		return tooFew(len(p.model.Constructs), 2, "constructs")
	}
	for i, c := range p.model.Constructs {
		if p.construct(c.Name) != i {
			return fault(stat.Duplicate, "construct %q", c.Name)
		}
		if c.Mode != "" && c.Mode != ModeA && c.Mode != ModeB {
			return fault(stat.Unknown, "mode %q", c.Mode)
		}
		if len(c.Items) == 0 {
			return tooFew(0, 1, "items of %q", c.Name)
		}
		block := span{len(p.items), len(p.items) + len(c.Items)}
		for _, item := range c.Items {
			if slices.Contains(p.items, item) {
				return fault(stat.Duplicate, "%q", item)
			}
			p.items = append(p.items, item)
		}
		p.blocks = append(p.blocks, block)
	}
	return nil
}

func (p *plan) checkScales() error {
	if !p.model.hasIndex() {
		return nil
	}
	for _, item := range p.items {
		s := p.model.scaleOf(item)
		if !(s.High > s.Low) || math.IsInf(s.High-s.Low, 0) {
			e := fault(stat.OutOfRange, "scale of %q", item)
			e.Got = s.High - s.Low
			return e
		}
	}
	return nil
}

// construct is the number of the construct with this name, −1 without one.
func (p *plan) construct(name string) int {
	return slices.IndexFunc(p.model.Constructs, func(c Construct) bool { return c.Name == name })
}

func (p *plan) addPaths() error {
	n := len(p.blocks)
	p.pred, p.succ = make([][]int, n), make([][]int, n)
	for _, path := range p.model.Paths {
		from, to := p.construct(path.From), p.construct(path.To)
		switch {
		case from < 0:
			return fault(stat.Unknown, "construct %q", path.From)
		case to < 0:
			return fault(stat.Unknown, "construct %q", path.To)
		case from == to:
			return fault(stat.Cyclic, "construct %q", path.From)
		case slices.Contains(p.pred[to], from):
			return fault(stat.Duplicate, "path %q → %q", path.From, path.To)
		}
		p.edges = append(p.edges, edge{from, to})
		p.pred[to] = append(p.pred[to], from)
		p.succ[from] = append(p.succ[from], to)
	}
	for i := range n {
		if len(p.pred[i])+len(p.succ[i]) == 0 {
			return tooFew(0, 1, "paths of %q", p.name(i))
		}
		slices.Sort(p.pred[i])
		slices.Sort(p.succ[i])
	}
	return nil
}

// sort puts causes before effects and finds what leads where; it fails when the paths go round.
func (p *plan) sort() error {
	n := len(p.blocks)
	waiting := make([]int, n)
	p.reach = make([][]bool, n)
	for i := range n {
		waiting[i] = len(p.pred[i])
		p.reach[i] = make([]bool, n)
	}
	for len(p.order) < n {
		i := slices.Index(waiting, 0)
		if i < 0 {
			return fault(stat.Cyclic, "construct %q", p.name(p.onCycle(waiting)))
		}
		waiting[i] = -1
		p.order = append(p.order, i)
		for _, j := range p.succ[i] {
			waiting[j]--
			p.reach[j][i] = true
			for k := range n {
				p.reach[j][k] = p.reach[j][k] || p.reach[i][k]
			}
		}
	}
	return nil
}

// onCycle is a construct on a cycle: walking back along waiting predecessors must come round.
func (p *plan) onCycle(waiting []int) int {
	i := slices.IndexFunc(waiting, func(w int) bool { return w > 0 })
	for range waiting {
		k := slices.IndexFunc(p.pred[i], func(j int) bool { return waiting[j] > 0 })
		i = p.pred[i][k]
	}
	return i
}

func (p *plan) name(construct int) string { return p.model.Constructs[construct].Name }

func (p *plan) mode(construct int) Mode {
	if p.model.Constructs[construct].Mode == ModeB && p.blocks[construct].len() > 1 {
		return ModeB
	}
	return ModeA
}
