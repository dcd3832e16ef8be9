package sem

import (
	"fmt"
	"slices"
	"strings"

	"manyi.dev/manyi/stat"
)

// Model is a structural equation model: latent variables measured by items, and regressions between
// variables, latent or observed.
//
// As is usual, the first loading of each factor is fixed at 1, the residual of a factor's only item
// at 0; all variances are free, and so are the covariances between exogenous variables and the
// residual covariances between outcomes that predict nothing. Everything else is 0 unless
// Covariances frees it.
type Model struct {
	Factors     []Factor
	Regressions []Regression
	Covariances []Covariance
}

// Factor is a latent variable and the items, or other factors, that measure it.
type Factor struct {
	Name  string
	Items []string
}

// Regression is a variable and its predictors.
type Regression struct {
	To   string
	From []string
}

// Covariance frees the (residual) covariance of two variables.
type Covariance struct{ A, B string }

func fault(reason stat.Reason, format string, args ...any) *stat.Error {
	return &stat.Error{Package: "sem", Reason: reason, Subject: fmt.Sprintf(format, args...)}
}

// Parse reads the model from lines in the notation of R's lavaan:
//
//	Quality =~ q1 + q2 + q3       # a factor and its items
//	Loyalty ~ Quality + price     # a regression
//	q1 ~~ q2                      # a covariance
//
// A line may hold several formulas, separated by semicolons. Fixed values, labels and other
// operators are not read.
func Parse(text string) (Model, error) {
	m := Model{}
	for n, line := range strings.FieldsFunc(strings.ReplaceAll(text, ";", "\n"), func(r rune) bool { return r == '\n' }) {
		line, _, _ = strings.Cut(line, "#")
		if strings.TrimSpace(line) == "" {
			continue
		}
		operator := ""
		for _, o := range []string{"=~", "~~", "~"} {
			if strings.Contains(line, o) {
				operator = o
				break
			}
		}
		left, right, _ := strings.Cut(line, operator)
		left = strings.TrimSpace(left)
		var terms []string
		for _, term := range strings.Split(right, "+") {
			terms = append(terms, strings.TrimSpace(term))
		}
		for _, name := range append([]string{left}, terms...) {
			if operator == "" || name == "" || strings.ContainsAny(name, " \t*~=<>|:()@") {
				e := fault(stat.Unknown, "formula %q", strings.TrimSpace(line))
				e.Row = n + 1
				return Model{}, e
			}
		}
		m.add(operator, left, terms)
	}
	return m, nil
}

func (m *Model) add(operator, left string, terms []string) {
	switch operator {
	case "=~":
		m.Factors = append(m.Factors, Factor{left, terms})
	case "~":
		m.Regressions = append(m.Regressions, Regression{left, terms})
	default:
		for _, term := range terms {
			m.Covariances = append(m.Covariances, Covariance{left, term})
		}
	}
}

// plan is a model in reticular form: v = A·v + u with cov(u) = S, for the observed variables
// followed by the factors.
type plan struct {
	model    Model
	names    []string
	observed int
	free     []parameter
	fixed    []parameter // loadings of 1
	arrows   []arrow     // loadings and regressions in the order of the model
}

// parameter is an element of A (to ← from) or of S (between to and from).
type parameter struct {
	symmetric bool
	to, from  int
}

// arrow is a loading or a regression; free is its place in plan.free, −1 when it is fixed at 1.
type arrow struct {
	parameter
	loading bool
	free    int
}

func newPlan(m Model) (*plan, error) {
	p := &plan{model: m}
	if len(m.Factors)+len(m.Regressions) == 0 {
		return nil, fault(stat.Empty, "model")
	}
	if err := p.nameVariables(); err != nil {
		return nil, err
	}
	for _, f := range m.Factors {
		for k, item := range f.Items {
			if err := p.addArrow(f.Name, item, true, k == 0); err != nil {
				return nil, err
			}
		}
	}
	for _, r := range m.Regressions {
		if len(r.From) == 0 {
			return nil, fault(stat.Empty, "predictors of %q", r.To)
		}
		for _, from := range r.From {
			if err := p.addArrow(from, r.To, false, false); err != nil {
				return nil, err
			}
		}
	}
	if err := p.checkOrder(); err != nil {
		return nil, err
	}
	return p, p.addVariances()
}

// nameVariables lists what occurs: observed variables in the order of the model, then factors.
func (p *plan) nameVariables() error {
	var factors []string
	for _, f := range p.model.Factors {
		if slices.Contains(factors, f.Name) {
			return fault(stat.Duplicate, "factor %q", f.Name)
		}
		if len(f.Items) == 0 {
			return fault(stat.Empty, "items of %q", f.Name)
		}
		factors = append(factors, f.Name)
	}
	add := func(names ...string) {
		for _, name := range names {
			if !slices.Contains(factors, name) && !slices.Contains(p.names, name) {
				p.names = append(p.names, name)
			}
		}
	}
	for _, f := range p.model.Factors {
		add(f.Items...)
	}
	for _, r := range p.model.Regressions {
		add(r.To)
		add(r.From...)
	}
	p.observed = len(p.names)
	p.names = append(p.names, factors...)
	return nil
}

func (p *plan) addArrow(from, to string, loading, one bool) error {
	a := arrow{parameter: parameter{to: slices.Index(p.names, to), from: slices.Index(p.names, from)}, loading: loading, free: -1}
	if slices.ContainsFunc(p.arrows, func(b arrow) bool { return b.parameter == a.parameter }) {
		return fault(stat.Duplicate, "effect of %q on %q", from, to)
	}
	if one {
		p.fixed = append(p.fixed, a.parameter)
	} else {
		a.free = len(p.free)
		p.free = append(p.free, a.parameter)
	}
	p.arrows = append(p.arrows, a)
	return nil
}

// into counts the effects on a variable, out those it has; loadings of items count when all is set.
func (p *plan) into(v int, all bool) bool {
	return slices.ContainsFunc(p.arrows, func(a arrow) bool { return a.to == v && (all || !a.loading) })
}

func (p *plan) out(v int) bool {
	return slices.ContainsFunc(p.arrows, func(a arrow) bool { return a.from == v && !a.loading })
}

// checkOrder fails when effects lead back to where they came from.
func (p *plan) checkOrder() error {
	done := make([]bool, len(p.names))
	for range p.names {
		i := slices.IndexFunc(seq(len(p.names)), func(v int) bool {
			return !done[v] && !slices.ContainsFunc(p.arrows, func(a arrow) bool { return a.to == v && !done[a.from] })
		})
		if i < 0 {
			waiting := func(v int) bool { return !done[v] }
			v := slices.IndexFunc(seq(len(p.names)), waiting)
			for range p.names { // walking back must come round
				k := slices.IndexFunc(p.arrows, func(a arrow) bool { return a.to == v && waiting(a.from) })
				v = p.arrows[k].from
			}
			return fault(stat.Cyclic, "%q", p.names[v])
		}
		done[i] = true
	}
	return nil
}

func seq(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}

// addVariances frees variances and covariances.
func (p *plan) addVariances() error {
	var exogenous, outcomes []int
	for v := range p.names {
		if !p.only(v) {
			p.free = append(p.free, parameter{symmetric: true, to: v, from: v})
		}
		switch {
		case !p.into(v, true):
			exogenous = append(exogenous, v)
		case p.into(v, false) && !p.out(v):
			outcomes = append(outcomes, v)
		}
	}
	for _, set := range [][]int{exogenous, outcomes} {
		for i, a := range set {
			for _, b := range set[:i] {
				p.free = append(p.free, parameter{symmetric: true, to: a, from: b})
			}
		}
	}
	for _, c := range p.model.Covariances {
		a, b := slices.Index(p.names, c.A), slices.Index(p.names, c.B)
		if a < 0 || b < 0 {
			return fault(stat.Unknown, "%q ~~ %q", c.A, c.B)
		}
		free := parameter{symmetric: true, to: max(a, b), from: min(a, b)}
		if !slices.Contains(p.free, free) {
			p.free = append(p.free, free)
		}
	}
	if moments := p.observed * (p.observed + 1) / 2; len(p.free) > moments {
		e := fault(stat.Inconsistent, "parameters")
		e.Got, e.Want = float64(len(p.free)), float64(moments)
		return e
	}
	return nil
}

// only reports whether v is the only item of a factor: its residual is fixed at 0.
func (p *plan) only(v int) bool {
	return slices.ContainsFunc(p.model.Factors, func(f Factor) bool { return len(f.Items) == 1 && f.Items[0] == p.names[v] })
}
