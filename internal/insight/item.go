package insight

import (
	"context"
	"slices"

	"manyi.dev/manyi/internal/cube"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/questionnaire"
	"manyi.dev/manyi/internal/scoring"
	"manyi.dev/manyi/stat"
)

// Bar is one answer of a distribution.
type Bar struct {
	Answer any // option code, number of a 0–10 item
	Option *questionnaire.Option
	Merged bool // counted together with the other merged ones and not shown
	N      int64
	Share  float64       // of those who answered, unweighted; NaN when nobody did
	Weight stat.Estimate // weighted share with its interval
}

// ItemView is an item with the distribution of its answers.
type ItemView struct {
	Entry        *questionnaire.Entry
	Answered     int64
	Bars         []Bar
	Mean, Score  stat.Estimate
	Top2, NPS    stat.Estimate
	Others       int64 // those of the merged bars of a single choice
	Unanswered   int64
	Why          Why // why figures and bars are withheld; without bars there are none in Bars
	Wave         programme.Wave
	Unit         *programme.Unit
	Weights      string
	SurveyDesign string
}

// Item measures one item of a wave for a unit.
func (s *Service) Item(ctx context.Context, waveCode, itemCode, unitCode string, b Basis) (*ItemView, error) {
	wave, err := s.programmes.WaveByCode(ctx, waveCode)
	if err != nil {
		return nil, err
	}
	p, err := s.planOf(ctx, wave)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(p.items, func(it item) bool { return it.column.Entry.Code == itemCode })
	if at < 0 {
		return nil, errs.New(errs.NotFound, "insight.item_unknown").At("item").With("item", itemCode)
	}
	v := &ItemView{Entry: p.items[at].column.Entry, Wave: wave}
	f, err := s.frameOf(ctx, wave, b)
	if err != nil || f == nil {
		return v, err
	}
	if v.Unit, err = f.unit(unitCode); err != nil {
		return nil, err
	}
	v.Weights, v.SurveyDesign = f.named()
	groups, err := s.measure(ctx, f, &split{unit: v.Unit})
	if err != nil {
		return nil, err
	}
	m := &groups[0].items[at]
	v.Mean, v.Score, v.Top2, v.NPS, v.Why = m.mean, m.score, m.top2, m.nps, p.items[at].applying(m.why)
	if len(m.bars) > 0 && m.why.Score == "" {
		v.Unanswered = m.bars[0].N
		v.Answered = groups[0].total.N - v.Unanswered
	}
	if m.why.Bars != "" {
		return v, nil
	}
	return v, s.bars(ctx, f, v, at)
}

// bars are the shares of an item's answers with their intervals: each is the mean of "gave this answer" over
// those who answered the item.
func (s *Service) bars(ctx context.Context, f *frame, v *ItemView, at int) error {
	it := &f.plan.items[at]
	if it.kind == cube.Number {
		return nil
	}
	by := []string{}
	if f.full {
		by = append(by, scoring.DimStratum, scoring.DimPSU)
	}
	hist, err := s.engine.Histogram(ctx, cube.Plan{
		Wave: string(f.wave.ID), By: by, Items: []string{it.column.Entry.Code}, Weights: f.weights, Where: []cube.Cond{within(v.Unit)},
	})
	if err != nil {
		return err
	}
	cells, _ := f.sort(hist, &split{unit: v.Unit})
	g := &group{df: f.design.DF()}
	for code := 1; code < len(it.column.Answers); code++ {
		b := Bar{Answer: it.column.Answers[code]}
		if text, ok := b.Answer.(string); ok {
			if o, ok := v.Entry.Option(text); ok {
				b.Option = &o
			}
		}
		if b.Weight, err = f.share(g, cells, it.kind, code); err != nil {
			return err
		}
		for _, c := range cells {
			if values := c.from.Items[0].Values; code < len(values) {
				b.N += values[code].N
			}
		}
		b.Share = float64(b.N) / float64(v.Answered)
		if f.shield != nil && f.shield.items[at].merges(code, v.Unit.Index) {
			if it.kind == cube.Category {
				v.Others += b.N
			}
			b = Bar{Answer: b.Answer, Option: b.Option, Merged: true}
		}
		v.Bars = append(v.Bars, b)
	}
	return nil
}

// share is the weighted share of an answer among those who answered: the mean of an indicator variable.
func (f *frame) share(g *group, cells []cell, kind cube.Kind, code int) (stat.Estimate, error) {
	merged := make([]bars, 0, len(cells))
	for _, c := range cells {
		values := c.from.Items[0].Values
		if code >= len(values) {
			continue
		}
		yes := values[code]
		var answered cube.Sums
		if kind == cube.Options { // options overlap: the base is everybody who is not missing
			t := c.from.Total
			answered = cube.Sums{N: t.N - values[0].N, W: t.W - values[0].W, W2: t.W2 - values[0].W2}
		} else {
			for _, v := range values[1:] {
				answered.N, answered.W, answered.W2 = answered.N+v.N, answered.W+v.W, answered.W2+v.W2
			}
		}
		no := cube.Sums{N: answered.N - yes.N, W: answered.W - yes.W, W2: answered.W2 - yes.W2}
		merged = append(merged, bars{c.stratum, c.psu, []cube.Sums{no, yes}})
	}
	return f.estimate(g, merged, []float64{0, 1})
}

// Items lists the items of a wave that have figures or a distribution, in the order asked.
func (s *Service) Items(ctx context.Context, wave programme.Wave) ([]*questionnaire.Entry, error) {
	p, err := s.planOf(ctx, wave)
	if err != nil {
		return nil, err
	}
	entries := make([]*questionnaire.Entry, len(p.items))
	for i := range p.items {
		entries[i] = p.items[i].column.Entry
	}
	return entries, nil
}
