package pls

import (
	"math"

	"manyi.dev/manyi/stat"
)

// The defaults of Options.
const (
	DefaultTolerance  = 1e-12
	DefaultIterations = 1000
)

// Options are how a model is estimated. The zero value is the path-weighting scheme, listwise
// deletion and the default stopping rule.
type Options struct {
	Scheme  Scheme
	Missing Missing
	// Tolerance is the largest change of an outer weight (of composites with variance 1) at which
	// the iteration stops; 0 is DefaultTolerance.
	Tolerance float64
	// MaxIterations is after how many iterations without that the estimation fails; 0 is
	// DefaultIterations.
	MaxIterations int
}

// Result is an estimated model. Matrices over constructs are in the order of Model.Constructs;
// where one has directions, the first index is the effect and the second the cause.
type Result struct {
	Model      Model
	Scheme     Scheme
	N          int     // respondents used
	Missing    Missing // what was done about missing answers
	Dropped    int     // respondents left out because of them
	Replaced   int     // answers replaced by the mean of their item
	Iterations int
	Distance   float64 // the last change of a weight

	Constructs []ConstructResult // as in Model.Constructs
	Items      []ItemResult      // construct by construct
	Paths      []PathResult      // as in Model.Paths

	Correlations [][]float64 // of the constructs
	Total        [][]float64 // total effects: (I − B)⁻¹ − I
	Indirect     [][]float64 // total less direct effects
	// Impact are the total effects on the 0–100 index: by how many points the index of the effect
	// moves with a point of the index of the cause. nil when the model has no scale.
	Impact [][]float64
	// CrossLoadings are the correlations of items (first index) and constructs.
	CrossLoadings [][]float64
	// HTMT is the heterotrait–monotrait ratio of correlations below the diagonal, NaN elsewhere and
	// where a mean correlation within a block is not positive; HTMTAbs is the same with absolute
	// correlations. A block of one item counts as perfectly consistent.
	HTMT, HTMTAbs [][]float64
	GoF           float64 // √(mean communality · mean R²), NaN when no block has two items
	SRMR          SRMR

	plan   *plan
	sample *sample
	space  *space
}

// ConstructResult is what is known of a construct.
type ConstructResult struct {
	Name string
	// R2 is the share of variance its predecessors explain, AdjustedR2 = 1 − (1 − R²)(n − 1)/(n − k − 1)
	// with k predecessors; NaN for a construct without predecessors.
	R2, AdjustedR2 float64
	// Communality is the mean squared loading. For a block of mode A it is the average variance
	// extracted (AVE), which is NaN for mode B, as are the reliabilities: a formative block need not
	// be consistent. Redundancy is R² · Communality.
	Communality, AVE, Redundancy float64
	// RhoA is the reliability of the composite after Dijkstra and Henseler, RhoC the composite
	// reliability after Jöreskog, Alpha Cronbach's alpha of the standardised items. A single item
	// has 1 each.
	RhoA, RhoC, Alpha float64
	// Index is the mean of the 0–100 index with its standard error, given the weights (Bootstrap adds
	// their uncertainty), IndexSD its standard deviation over respondents. Undefined and NaN when the
	// model has no scale.
	Index   stat.Estimate
	IndexSD float64
}

// ItemResult is what is known of an item.
type ItemResult struct {
	Name      string
	Construct int     // its place in Model.Constructs
	Mean, SD  float64 // of the answers, on their own scale
	Weight    float64 // outer weight of the standardised item; the composite has variance 1
	Loading   float64 // correlation of the item with its construct
	// RawWeight is the unstandardised weight (w/s), scaled so that those of a block sum to 1.
	RawWeight float64
	VIF       float64 // variance inflation within the block: 1/(1 − R²) on its other items; +Inf when collinear
}

// PathResult is a path.
type PathResult struct {
	From, To string
	Beta     float64 // standardised coefficient
	F2       float64 // effect size (R² − R² without From)/(1 − R²)
	VIF      float64 // variance inflation of From among the predecessors of To
}

// Fit estimates a path model. Data need a column for every item; other columns are ignored.
//
// Errors: a construct without items, without paths or named twice; an item in two blocks; a path
// that leads nowhere or back to itself; an item that is not in the data or constant; collinear items
// of a mode B block or collinear predecessors; fewer than three respondents; no convergence.
func Fit(m Model, d stat.Data, o Options) (*Result, error) {
	p, err := newPlan(m, o)
	if err != nil {
		return nil, err
	}
	sample, err := p.sample(d, o.Missing)
	if err != nil {
		return nil, err
	}
	return p.fit(sample, o)
}

func (p *plan) fit(of *sample, o Options) (*Result, error) {
	s, total := newSpace(p), newMoments(of.items)
	total.addRows(of, ones(of.n))
	s.load(total, of)
	s.fromOnes()
	iterations, distance, fault := s.estimate(p)
	if fault != nil {
		return nil, fault
	}
	r := &Result{
		Model: p.model, Scheme: p.scheme, N: of.n, Missing: o.Missing, Dropped: of.dropped,
		Iterations: iterations, Distance: distance, plan: p, sample: of, space: s,
	}
	if r.Missing == "" {
		r.Missing = Listwise
	}
	for _, k := range of.replaced {
		r.Replaced += k
	}
	r.measure()
	r.relate()
	r.consist()
	r.discriminate()
	r.SRMR = s.srmr(p)
	r.index()
	return r, nil
}

func ones(n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = 1
	}
	return x
}

// measure reports items.
func (r *Result) measure() {
	p, s := r.plan, r.space
	for l, block := range p.blocks {
		raw := 0.0
		for i := block.from; i < block.to; i++ {
			raw += s.w[i] / s.sd[i]
		}
		vif := s.inflation(s.r, s.items, seq(block))
		for i := block.from; i < block.to; i++ {
			cross := make([]float64, s.constructs)
			for m := range cross {
				cross[m] = s.rw[m*s.items+i]
			}
			r.CrossLoadings = append(r.CrossLoadings, cross)
			r.Items = append(r.Items, ItemResult{
				Name: p.items[i], Construct: l, Mean: s.mean[i], SD: s.sd[i], Weight: s.w[i],
				Loading: cross[l], RawWeight: s.w[i] / s.sd[i] / raw, VIF: vif[i-block.from],
			})
		}
	}
}

// relate reports the inner model.
func (r *Result) relate() {
	p, s := r.plan, r.space
	l := s.constructs
	r.Correlations, r.Total, r.Indirect = square(s.c, l), square(s.total, l), square(s.total, l)
	for _, e := range p.edges {
		beta := s.b[e.to*l+e.from]
		r.Indirect[e.to][e.from] -= beta
		others, vif := []int{}, 0.0
		for k, v := range s.inflation(s.c, l, p.pred[e.to]) {
			if i := p.pred[e.to][k]; i == e.from {
				vif = v
			} else {
				others = append(others, i)
			}
		}
		r.Paths = append(r.Paths, PathResult{
			From: p.name(e.from), To: p.name(e.to), Beta: beta, VIF: vif,
			F2: (s.r2[e.to] - s.explained(others, e.to)) / (1 - s.r2[e.to]),
		})
	}
	for j := range l {
		k := float64(len(p.pred[j]))
		df := float64(r.N) - k - 1
		adjusted := math.NaN()
		if df > 0 {
			adjusted = 1 - (1-s.r2[j])*float64(r.N-1)/df
		}
		r.Constructs = append(r.Constructs, ConstructResult{Name: p.name(j), R2: s.r2[j], AdjustedR2: adjusted})
	}
}

// explained is R² of construct j on others; these are part of a set that was found not collinear.
func (s *space) explained(others []int, j int) (r2 float64) {
	if !s.regress(others, j) {
		return math.NaN()
	}
	for k, i := range others {
		r2 += s.x[k] * s.c[i*s.constructs+j]
	}
	return r2
}

// inflation are the diagonal elements of the inverse of the correlations among the chosen variables
// of a matrix of the given size.
func (s *space) inflation(correlations []float64, size int, chosen []int) []float64 {
	k := len(chosen)
	a, vif := make([]float64, k*k), make([]float64, k)
	for i, row := range chosen {
		for j, column := range chosen {
			a[i*k+j] = correlations[row*size+column]
		}
	}
	chol := cholesky{a, k, k}
	regular := chol.factor()
	for i := range vif {
		if vif[i] = math.Inf(1); regular {
			x := make([]float64, k)
			x[i] = 1
			chol.solve(x)
			vif[i] = x[i]
		}
	}
	return vif
}

func seq(s span) []int {
	list := make([]int, s.len())
	for i := range list {
		list[i] = s.from + i
	}
	return list
}

// square copies a matrix of k rows.
func square(a []float64, k int) [][]float64 {
	m := make([][]float64, k)
	for i := range m {
		m[i] = append([]float64(nil), a[i*k:(i+1)*k]...)
	}
	return m
}
