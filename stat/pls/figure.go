package pls

// Kind is what a figure of a model is.
type Kind string

// The kinds of figures.
const (
	PathFigure     Kind = "path"     // coefficient of the path From → To
	TotalFigure    Kind = "total"    // total effect of From on To
	IndirectFigure Kind = "indirect" // total less direct effect of From on To
	WeightFigure   Kind = "weight"   // outer weight of item To in construct From
	LoadingFigure  Kind = "loading"  // loading of item To on construct From
	R2Figure       Kind = "r2"       // R² of construct To
	IndexFigure    Kind = "index"    // mean of the 0–100 index of construct To
	ImpactFigure   Kind = "impact"   // total effect of the index of From on the index of To
)

// Figure names a figure of a model, by names of constructs and items.
type Figure struct {
	Kind     Kind
	From, To string
}

// figures are the names of what space.figures computes, in the same order: paths as in the model;
// total, indirect and index effects where paths lead; weights, loadings, R² and indices.
func (p *plan) figures() (list []Figure) {
	add := func(kind Kind, from, to string) { list = append(list, Figure{kind, from, to}) }
	for _, e := range p.edges {
		add(PathFigure, p.name(e.from), p.name(e.to))
	}
	for to, row := range p.reach {
		for from, reached := range row {
			if !reached {
				continue
			}
			add(TotalFigure, p.name(from), p.name(to))
			if p.indirect(from, to) {
				add(IndirectFigure, p.name(from), p.name(to))
			}
			if p.model.hasIndex() {
				add(ImpactFigure, p.name(from), p.name(to))
			}
		}
	}
	for l, block := range p.blocks {
		for _, item := range p.items[block.from:block.to] {
			add(WeightFigure, p.name(l), item)
			add(LoadingFigure, p.name(l), item)
		}
		if len(p.pred[l]) > 0 {
			add(R2Figure, "", p.name(l))
		}
		if p.model.hasIndex() {
			add(IndexFigure, "", p.name(l))
		}
	}
	return list
}

// indirect reports whether a chain of two paths or more leads from from to to.
func (p *plan) indirect(from, to int) bool {
	for _, i := range p.pred[to] {
		if p.reach[i][from] {
			return true
		}
	}
	return false
}

// figures writes the figures of an estimated model to values.
func (s *space) figures(p *plan, values []float64) {
	k := 0
	add := func(x float64) { values[k] = x; k++ }
	l := s.constructs
	for _, e := range p.edges {
		add(s.b[e.to*l+e.from])
	}
	for to, row := range p.reach {
		for from, reached := range row {
			if !reached {
				continue
			}
			total := s.total[to*l+from]
			add(total)
			if p.indirect(from, to) {
				add(total - s.b[to*l+from])
			}
			if p.model.hasIndex() {
				add(s.impact(p, to, from))
			}
		}
	}
	for j, block := range p.blocks {
		for i := block.from; i < block.to; i++ {
			add(s.w[i])
			add(s.rw[j*s.items+i])
		}
		if len(p.pred[j]) > 0 {
			add(s.r2[j])
		}
		if p.model.hasIndex() {
			mean, _ := s.indexOf(p, j)
			add(mean)
		}
	}
}
