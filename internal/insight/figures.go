package insight

import (
	"context"
	"fmt"

	"manyi.dev/manyi/internal/cube"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/indicator"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/scoring"
	"manyi.dev/manyi/stat"
)

// SuppressBelow is the smallest base that is shown (D18a); MarkBelow the smallest that is shown without a mark.
const (
	SuppressBelow = 5
	MarkBelow     = 30
)

// Kind says what a row of figures is about.
type Kind string

// The kinds of rows.
const (
	KindResponses Kind = "responses"
	KindIndicator Kind = "indicator"
	KindItem      Kind = "item"
)

// Row is what was measured of one indicator or item in one group. Undefined estimates do not apply.
type Row struct {
	Kind  Kind
	Code  string
	Label i18n.Text
	Base  cube.Sums // respondents in the group, for KindResponses
	Mean  stat.Estimate
	Score stat.Estimate // 0–100
	Top2  stat.Estimate // share, 0–1
	NPS   stat.Estimate // −100…100
	Why   Why           // why Mean and Score (Score), Top2 and NPS are withheld; of KindResponses why the count is
}

// Set is a group of respondents with its rows.
type Set struct {
	By    string // dimension, "" for all
	Group string // the group's code in it
	Name  i18n.Text
	Rows  []Row
}

// FiguresOf asks for every figure of a wave.
type FiguresOf struct {
	Wave string
	Unit string // code; "" for the root
	By   string // "", "unit" (each surveyed unit's own respondents), "quarter", "mode", "language", "stratum", "psu", or a background item
	Basis
}

// Figures are all figures of a wave, or of a unit in it, in the order of the indicator system and the
// questionnaire. Groups without responses are left out.
func (s *Service) Figures(ctx context.Context, q FiguresOf) ([]Set, error) {
	wave, err := s.programmes.WaveByCode(ctx, q.Wave)
	if err != nil {
		return nil, err
	}
	f, err := s.frameOf(ctx, wave, q.Basis)
	if err != nil || f == nil {
		return nil, err
	}
	unit, err := f.unit(q.Unit)
	if err != nil {
		return nil, err
	}
	sp := &split{unit: unit}
	switch q.By {
	case "":
	case scoring.DimUnit:
		sp.units, sp.own = f.tree.Surveyed(unit), true
		if len(sp.units) == 0 {
			return nil, nil
		}
	default:
		if err := f.dimension(q.By); err != nil {
			return nil, err
		}
		sp.dim = q.By
	}
	groups, err := s.measure(ctx, f, sp)
	if err != nil {
		return nil, fmt.Errorf("figures of wave %s: %w", wave.Code, err)
	}
	var sets []Set
	for i := range groups {
		if groups[i].total.N == 0 {
			continue
		}
		set := Set{By: q.By, Rows: f.rows(&groups[i])}
		if err := s.name(ctx, f, sp, i, &set); err != nil {
			return nil, err
		}
		sets = append(sets, set)
	}
	return sets, nil
}

// unit finds a unit of the wave's tree; "" is the root.
func (f *frame) unit(code string) (*programme.Unit, error) {
	if code == "" {
		return &f.tree.Units[0], nil
	}
	u, ok := f.tree.ByCode(code)
	if !ok {
		return nil, errs.New(errs.NotFound, "insight.unit_unknown").At("unit").With("unit", code)
	}
	return u, nil
}

// dimension checks that figures may be split by the name.
func (f *frame) dimension(name string) error {
	switch name {
	case scoring.DimQuarter, scoring.DimMode, scoring.DimLanguage, scoring.DimStratum, scoring.DimPSU:
		return nil
	}
	if c, ok := f.plan.columns.Column(name); ok && c.Entry.Dimension {
		return nil
	}
	return errs.New(errs.Invalid, "insight.dimension_unknown").At("by").With("dimension", name)
}

// name says which group of a split a set is.
func (s *Service) name(ctx context.Context, f *frame, sp *split, i int, set *Set) error {
	if sp.units != nil {
		set.Group, set.Name = sp.units[i].Code, sp.units[i].Name
		return nil
	}
	if sp.dim == "" {
		return nil
	}
	code := sp.groups[i]
	switch sp.dim {
	case scoring.DimQuarter:
		set.Group = fmt.Sprintf("%dQ%d", code/10, code%10)
	case scoring.DimMode:
		set.Group = scoring.Modes[code]
	case scoring.DimLanguage:
		set.Group = scoring.Languages[code]
	case scoring.DimStratum, scoring.DimPSU:
		names, err := s.scoring.Names(ctx, f.wave.ID, sp.dim)
		if err != nil {
			return err
		}
		set.Group = names[code]
	default:
		c, _ := f.plan.columns.Column(sp.dim)
		if answer, ok := c.Answers[code].(string); ok {
			set.Group = answer
			if o, ok := c.Entry.Option(answer); ok {
				set.Name = o.Text
			}
		} else if code > 0 {
			set.Group = fmt.Sprint(c.Answers[code])
		}
	}
	return nil
}

// rows are a group's figures as a list.
func (f *frame) rows(g *group) []Row {
	base := g.total
	if g.why != "" {
		base = cube.Sums{}
	}
	rows := []Row{{
		Kind: KindResponses, Code: "responses", Label: i18n.Text{"zh": "答卷", "en": "Responses"}, Base: base, Why: Why{Score: g.why},
	}}
	f.plan.system.Walk(func(e indicator.Entry) {
		node, ok := f.plan.tree.Find(e.Node.Code)
		if !ok {
			return
		}
		row := Row{Kind: KindIndicator, Code: e.Node.Code, Label: e.Node.Name, Mean: g.nodes[node], Score: g.nodes[node], Why: Why{Score: g.whys[node].why}}
		rows = append(rows, row)
	})
	for i := range f.plan.items {
		it, m := &f.plan.items[i], &g.items[i]
		if it.mean == nil && it.kind != cube.Number {
			continue
		}
		rows = append(rows, Row{
			Kind: KindItem, Code: it.column.Entry.Code, Label: it.column.Entry.Text, Mean: m.mean, Score: m.score, Top2: m.top2, NPS: m.nps, Why: it.applying(m.why),
		})
	}
	return rows
}
