package insight

import (
	"context"
	"slices"

	"manyi.dev/manyi/internal/cube"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/indicator"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/stat"
)

// significance is the level of "significant" on every screen.
const significance = 0.05

// Change is the difference to the same figure of another wave.
type Change struct {
	Difference stat.Estimate
	P          float64
	Verdict    stat.Verdict
	Against    programme.Wave
}

// Node is an indicator with its score.
type Node struct {
	Entry  indicator.Entry
	Score  stat.Estimate
	Why    Reason  // why the score is withheld
	Change *Change // nil when there is nothing to compare with
	Items  []string
	// Without are those of its items, and of the indicators below, whose answers are withheld and not in the score.
	Without []string
}

// Headline is a wave's result in one line.
type Headline struct {
	Score  stat.Estimate // of the first top-level indicator
	Item   string        // the item behind the boxes, empty when there is none
	Top2   stat.Estimate
	Mean   stat.Estimate
	NPS    stat.Estimate
	Change *Change
	Why    Why // of Score, Top2 and NPS
	// WhyMean is why the mean is withheld.
	WhyMean Reason
}

// Dashboard is a wave as one unit's manager sees it.
type Dashboard struct {
	Wave     programme.Wave
	Unit     *programme.Unit
	Path     []*programme.Unit
	Headline Headline
	Nodes    []Node
	Counted  int64 // responses in the figures
	Weights  string
	Design   string
}

// Dashboard measures a wave for a unit; "" is the root. What was measured is kept until either wave counts
// something new, since lists ask for every wave's headline; callers must not change it.
func (s *Service) Dashboard(ctx context.Context, waveCode, unitCode string, b Basis) (*Dashboard, error) {
	wave, err := s.programmes.WaveByCode(ctx, waveCode)
	if err != nil {
		return nil, err
	}
	key := dashboardKey{wave.ID, wave.State, unitCode, b, s.scoring.Generation(wave.ID), 0}
	if wave.Previous != "" {
		if p, err := s.programmes.WaveByCode(ctx, wave.Previous); err == nil {
			key.before = s.scoring.Generation(p.ID)
		}
	}
	s.mu.Lock()
	d := s.dashboards[key]
	s.mu.Unlock()
	if d != nil {
		return d, nil
	}
	if d, err = s.measureDashboard(ctx, wave, unitCode, b); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.dashboards) >= keepDashboards {
		clear(s.dashboards)
	}
	s.dashboards[key] = d
	return d, nil
}

// keepDashboards is how many dashboards are kept.
const keepDashboards = 500

type dashboardKey struct {
	wave          programme.WaveID
	state         programme.State
	unit          string
	basis         Basis
	after, before int64 // generations
}

func (s *Service) measureDashboard(ctx context.Context, wave programme.Wave, unitCode string, b Basis) (*Dashboard, error) {
	f, err := s.frameOf(ctx, wave, b)
	if err != nil {
		return nil, err
	}
	d := &Dashboard{Wave: wave}
	if f == nil {
		return s.emptyDashboard(ctx, d, unitCode)
	}
	if d.Unit, err = f.unit(unitCode); err != nil {
		return nil, err
	}
	d.Path = f.tree.Path(d.Unit)
	d.Weights, d.Design = f.named()
	groups, err := s.measure(ctx, f, &split{unit: d.Unit})
	if err != nil {
		return nil, err
	}
	before, err := s.before(ctx, f, d.Unit.Code, b)
	if err != nil {
		return nil, err
	}
	g := &groups[0]
	d.Counted = g.total.N
	sources := f.sources()
	f.plan.system.Walk(func(e indicator.Entry) {
		i, _ := f.plan.tree.Find(e.Node.Code)
		d.Nodes = append(d.Nodes, Node{
			Entry: e, Score: g.nodes[i], Why: g.whys[i].why, Without: g.whys[i].without,
			Change: before.node(e.Node.Code, g.nodes[i], g.whys[i]), Items: sources[e.Node.Code],
		})
	})
	d.Headline.Score, d.Headline.Change = d.Nodes[0].Score, d.Nodes[0].Change
	d.Headline.Why.Score = d.Nodes[0].Why
	if i, ok := f.overall(); ok {
		m := g.items[i]
		d.Headline.Item, d.Headline.Top2, d.Headline.Mean = f.plan.items[i].column.Entry.Code, m.top2, m.mean
		d.Headline.WhyMean, d.Headline.Why.Top2 = m.why.Score, m.why.Top2
	}
	for i := range f.plan.items {
		if f.plan.items[i].nps != nil {
			d.Headline.NPS, d.Headline.Why.NPS = g.items[i].nps, g.items[i].why.NPS
			break
		}
	}
	return d, nil
}

// emptyDashboard shows the tree of a wave that has no figures yet.
func (s *Service) emptyDashboard(ctx context.Context, d *Dashboard, unitCode string) (*Dashboard, error) {
	p, err := s.planOf(ctx, d.Wave)
	if err != nil {
		return nil, err
	}
	tree, err := s.programmes.Tree(ctx, d.Wave.ID)
	if err != nil {
		return nil, err
	}
	if len(tree.Units) > 0 {
		f := &frame{tree: tree}
		if d.Unit, err = f.unit(unitCode); err != nil {
			return nil, err
		}
		d.Path = tree.Path(d.Unit)
	}
	d.Weights, d.Design = WithoutWeights, DesignWeights
	sources := (&frame{plan: p}).sources()
	p.system.Walk(func(e indicator.Entry) {
		d.Nodes = append(d.Nodes, Node{Entry: e, Items: sources[e.Node.Code]})
	})
	return d, nil
}

// named are the words for the frame's weights and design.
func (f *frame) named() (weights, design string) {
	weights, design = f.weights, DesignWeights
	if weights == "" {
		weights = WithoutWeights
	}
	if f.full {
		design = DesignFull
	}
	return weights, design
}

// sources are the items bound to each leaf.
func (f *frame) sources() map[string][]string {
	m := map[string][]string{}
	for i := range f.plan.items {
		e := f.plan.items[i].column.Entry
		if e.Binding != nil {
			m[e.Binding.Indicator] = append(m[e.Binding.Indicator], e.Code)
		}
	}
	return m
}

// overall is the item whose boxes and mean stand in the headline: the first that is bound to a leaf of the
// second level, where overall satisfaction is measured.
func (f *frame) overall() (int, bool) {
	for i := range f.plan.items {
		it := &f.plan.items[i]
		if b := it.column.Entry.Binding; b != nil && it.top2 != nil {
			if e, ok := f.plan.system.Find(b.Indicator); ok && e.Level <= 2 {
				return i, true
			}
		}
	}
	return 0, false
}

// before is what the wave named as the previous one measured of a unit.
type before struct {
	wave  programme.Wave
	nodes map[string]stat.Estimate
	units map[string]stat.Estimate // score of the first top-level indicator by unit code
	whys  map[string]nodeWhy       // by the same codes
}

// node is the change of an indicator, nil when it was not measured before.
func (b *before) node(code string, now stat.Estimate, why nodeWhy) *Change {
	if b == nil {
		return nil
	}
	return b.change(b.nodes[code], now, b.whys[code], why)
}

// change compares two scores that are made of the same items; when other ones are withheld they are not.
func (b *before) change(was, now stat.Estimate, wasWhy, nowWhy nodeWhy) *Change {
	if !was.Defined() || !now.Defined() || !slices.Equal(wasWhy.without, nowWhy.without) {
		return nil
	}
	d, p := stat.Difference(now, was)
	return &Change{Difference: d, P: p, Verdict: stat.Judge(now, was, p, significance), Against: b.wave}
}

// before measures the previous wave, with its own tree, weights and design; nil when there is none or it
// did not have the unit.
func (s *Service) before(ctx context.Context, f *frame, unit string, b Basis) (*before, error) {
	p, sp, err := s.previous(ctx, f, unit, b)
	if err != nil || p == nil {
		return nil, err
	}
	groups, err := s.measure(ctx, p, sp)
	if err != nil {
		return nil, err
	}
	out := &before{wave: p.wave, nodes: map[string]stat.Estimate{}, whys: map[string]nodeWhy{}}
	p.plan.system.Walk(func(e indicator.Entry) {
		i, _ := p.plan.tree.Find(e.Node.Code)
		out.nodes[e.Node.Code], out.whys[e.Node.Code] = groups[0].nodes[i], groups[0].whys[i]
	})
	return out, nil
}

func (s *Service) previous(ctx context.Context, f *frame, unit string, b Basis) (*frame, *split, error) {
	if f.wave.Previous == "" {
		return nil, nil, nil
	}
	wave, err := s.programmes.WaveByCode(ctx, f.wave.Previous)
	if errs.Is(err, errs.NotFound) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	if b.Weights != WithoutWeights {
		b.Weights = "" // a scheme belongs to its wave
	}
	p, err := s.frameOf(ctx, wave, b)
	if err != nil || p == nil {
		return nil, nil, err
	}
	u, ok := p.tree.ByCode(unit)
	if !ok {
		return nil, nil, nil
	}
	return p, &split{unit: u}, nil
}

// UnitRow is one unit of a table.
type UnitRow struct {
	Unit   *programme.Unit
	Base   cube.Sums
	Score  stat.Estimate
	Top2   stat.Estimate
	NPS    stat.Estimate
	Change *Change
	Why    Why
}

// Units measures the units directly below a unit (itself when it has none), by code.
func (s *Service) Units(ctx context.Context, waveCode, unitCode string, b Basis) ([]UnitRow, error) {
	wave, err := s.programmes.WaveByCode(ctx, waveCode)
	if err != nil {
		return nil, err
	}
	f, err := s.frameOf(ctx, wave, b)
	if err != nil || f == nil {
		return nil, err
	}
	unit, err := f.unit(unitCode)
	if err != nil {
		return nil, err
	}
	units := f.below(unit)
	groups, err := s.measure(ctx, f, &split{unit: unit, units: units})
	if err != nil {
		return nil, err
	}
	was, err := s.unitsBefore(ctx, f, unit.Code, b)
	if err != nil {
		return nil, err
	}
	overall, hasOverall := f.overall()
	rows := make([]UnitRow, len(units))
	for i, u := range units {
		g := &groups[i]
		r := UnitRow{Unit: u, Base: g.total, Score: g.nodes[0], Why: Why{Score: g.whys[0].why}}
		if hasOverall {
			r.Top2, r.Why.Top2 = g.items[overall].top2, g.items[overall].why.Top2
		}
		for k := range f.plan.items {
			if f.plan.items[k].nps != nil {
				r.NPS, r.Why.NPS = g.items[k].nps, g.items[k].why.NPS
				break
			}
		}
		if was != nil {
			r.Change = was.change(was.units[u.Code], r.Score, was.whys[u.Code], g.whys[0])
		}
		rows[i] = r
	}
	return rows, nil
}

// below are the units directly below u, or u itself when it has none.
func (f *frame) below(u *programme.Unit) []*programme.Unit {
	if len(u.Children) == 0 {
		return []*programme.Unit{u}
	}
	units := make([]*programme.Unit, len(u.Children))
	for i, o := range u.Children {
		units[i] = &f.tree.Units[o]
	}
	return units
}

func (s *Service) unitsBefore(ctx context.Context, f *frame, unit string, b Basis) (*before, error) {
	p, sp, err := s.previous(ctx, f, unit, b)
	if err != nil || p == nil {
		return nil, err
	}
	sp.units = p.below(sp.unit)
	groups, err := s.measure(ctx, p, sp)
	if err != nil {
		return nil, err
	}
	out := &before{wave: p.wave, units: map[string]stat.Estimate{}, whys: map[string]nodeWhy{}}
	for i, u := range sp.units {
		out.units[u.Code], out.whys[u.Code] = groups[i].nodes[0], groups[i].whys[0]
	}
	return out, nil
}
