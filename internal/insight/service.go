package insight

import (
	"context"
	"sort"
	"sync"

	"manyi.dev/manyi/internal/cube"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/indicator"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/questionnaire"
	"manyi.dev/manyi/internal/response"
	"manyi.dev/manyi/internal/scoring"
	"manyi.dev/manyi/stat/design"
)

// Service answers questions about waves.
type Service struct {
	engine     cube.Engine
	programmes *programme.Service
	forms      *questionnaire.Service
	systems    *indicator.Service
	responses  *response.Service
	scoring    *scoring.Service

	mu         sync.Mutex
	plans      map[string]*plan // by questionnaire version
	dashboards map[dashboardKey]*Dashboard
	shields    map[shieldKey]*shield
}

// Options are the surroundings of a Service.
type Options struct {
	Engine     cube.Engine
	Programmes *programme.Service
	Forms      *questionnaire.Service
	Systems    *indicator.Service
	Responses  *response.Service
	Scoring    *scoring.Service
}

// New returns the service.
func New(o Options) *Service {
	return &Service{
		engine: o.Engine, programmes: o.Programmes, forms: o.Forms, systems: o.Systems, responses: o.Responses, scoring: o.Scoring,
		plans: map[string]*plan{}, dashboards: map[dashboardKey]*Dashboard{},
		shields: map[shieldKey]*shield{},
	}
}

// Basis says what figures rest on, as it was asked for.
type Basis struct {
	Weights string // a scheme, "none", or "" for the wave's own
	Design  string // "full" or "" for the wave's own, "weights" for independent respondents
	Rows    bool   // the reader may read single answers: nothing is withheld (D18)
}

// The words for Basis.
const (
	WithoutWeights = "none"
	DesignFull     = "full"
	DesignWeights  = "weights"
)

// planOf prepares a wave's questionnaire; versions never change, so it is done once.
func (s *Service) planOf(ctx context.Context, wave programme.Wave) (*plan, error) {
	s.mu.Lock()
	p := s.plans[wave.Questionnaire]
	s.mu.Unlock()
	if p != nil {
		return p, nil
	}
	form, err := s.forms.ByID(ctx, wave.Questionnaire)
	if err != nil {
		return nil, err
	}
	system, err := s.systems.ByID(ctx, wave.System)
	if err != nil {
		return nil, err
	}
	columns, err := s.scoring.Columns(ctx, wave)
	if err != nil {
		return nil, err
	}
	if p, err = newPlan(form.Form, system.Document, columns); err != nil {
		return nil, err
	}
	s.mu.Lock()
	s.plans[wave.Questionnaire] = p
	s.mu.Unlock()
	return p, nil
}

// frameOf prepares a wave for counting; nil when the wave has nothing to count yet.
func (s *Service) frameOf(ctx context.Context, wave programme.Wave, b Basis) (*frame, error) {
	p, err := s.planOf(ctx, wave)
	if err != nil {
		return nil, err
	}
	tree, err := s.programmes.Tree(ctx, wave.ID)
	if err != nil {
		return nil, err
	}
	f := &frame{wave: wave, tree: tree, plan: p}
	if f.weights, err = s.scheme(ctx, wave, b.Weights); err != nil {
		return nil, err
	}
	if b.Design != "" && b.Design != DesignFull && b.Design != DesignWeights {
		return nil, errs.New(errs.Invalid, "insight.design_unknown").At("design").With("design", b.Design)
	}
	has, err := s.engine.Has(ctx, string(wave.ID))
	if err != nil || !has || len(tree.Units) == 0 {
		return nil, err
	}
	if !protected(wave, b) {
		return f, s.addDesign(ctx, f, b.Design != DesignWeights)
	}
	// Two ways to weigh or to group the same answers are two equations about them: under the rule there is one,
	// each answer for itself (D18g). No wave under the rule has weights or a design, since only named ones are
	// imported.
	f.weights = ""
	if err := s.addDesign(ctx, f, false); err != nil {
		return nil, err
	}
	f.shield, err = s.shielded(ctx, f)
	return f, err
}

// shielded is what is withheld of a wave, decided once for what is counted of it.
func (s *Service) shielded(ctx context.Context, f *frame) (*shield, error) {
	key := shieldKey{f.wave.ID, f.wave.State, s.scoring.Generation(f.wave.ID)}
	s.mu.Lock()
	sh := s.shields[key]
	s.mu.Unlock()
	if sh != nil && (!sh.live || f.wave.State.Running()) {
		return sh, nil
	}
	sh, err := s.shieldOf(ctx, f)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.shields) >= keepShields {
		clear(s.shields)
	}
	s.shields[key] = sh
	return sh, nil
}

// keepShields is how many are kept.
const keepShields = 100

type shieldKey struct {
	wave       programme.WaveID
	state      programme.State
	generation int64
}

// scheme is the weight scheme that is meant, "" for none.
func (s *Service) scheme(ctx context.Context, wave programme.Wave, name string) (string, error) {
	switch name {
	case WithoutWeights:
		return "", nil
	case "":
		return s.scoring.DefaultScheme(ctx, wave)
	}
	schemes, err := s.scoring.Schemes(ctx, wave)
	if err != nil {
		return "", err
	}
	for _, have := range schemes {
		if have == name {
			return name, nil
		}
	}
	return "", errs.New(errs.NotFound, "insight.weights_unknown").At("weights").With("scheme", name)
}

// addDesign counts the wave's strata and PSUs.
func (s *Service) addDesign(ctx context.Context, f *frame, own bool) error {
	strata, err := s.scoring.Names(ctx, f.wave.ID, scoring.DimStratum)
	if err != nil {
		return err
	}
	psus, err := s.scoring.Names(ctx, f.wave.ID, scoring.DimPSU)
	if err != nil {
		return err
	}
	f.full = own && (len(strata) > 1 || len(psus) > 1)
	f.strata, f.psus = ranks(strata), ranks(psus)
	p := cube.Plan{Wave: string(f.wave.ID), Weights: f.weights}
	if f.full {
		p.By = []string{scoring.DimStratum, scoring.DimPSU}
	}
	hist, err := s.engine.Histogram(ctx, p)
	if err != nil {
		return err
	}
	if !f.full {
		var n int64
		for _, g := range hist.Groups {
			n += g.Total.N
		}
		f.design = design.WeightsOnly(n)
		return nil
	}
	counts := map[int32]int64{}
	for _, g := range hist.Groups {
		stratum := f.strata[g.Key[0]]
		if len(psus) > 1 {
			counts[stratum]++ // each group is one PSU
		} else {
			counts[stratum] += g.Total.N
		}
	}
	if len(psus) > 1 {
		f.design = design.Clustered(counts)
	} else {
		f.design = design.Stratified(counts)
	}
	return nil
}

// ranks gives each code the place of its name in the order of names.
func ranks(names []string) []int32 {
	order := make([]int, len(names))
	for i := range order {
		order[i] = i
	}
	sort.Slice(order, func(i, j int) bool { return names[order[i]] < names[order[j]] })
	ranks := make([]int32, len(names))
	for rank, code := range order {
		ranks[code] = int32(rank)
	}
	return ranks
}
