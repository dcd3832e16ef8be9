package api

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"manyi.dev/manyi/internal/auth"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/indicator"
	"manyi.dev/manyi/internal/insight"
)

// BasisIn says what figures are to rest on.
type BasisIn struct {
	Unit    string `query:"unit" maxLength:"80" doc:"code; default the highest unit you may see"`
	Weights string `query:"weights" maxLength:"100" doc:"a weight scheme, or none; default the wave's own"`
	Design  string `query:"design" maxLength:"20" doc:"full or weights; default the wave's own"`
}

// basis adds whether the reader is under the disclosure rule.
func (in BasisIn) basis(ctx context.Context) insight.Basis {
	return insight.Basis{Weights: in.Weights, Design: in.Design, Rows: readsRows(ctx)}
}

func readsRows(ctx context.Context) bool { return actorOf(ctx).Can(auth.ResponseReadRows) }

// DashboardIn names a wave and a basis.
type DashboardIn struct {
	WaveIn
	BasisIn
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }

func (a *API) dashboard(ctx context.Context, in *DashboardIn) (Dashboard, error) {
	v, err := a.view(ctx, auth.InsightRead, in.Code)
	if err != nil {
		return Dashboard{}, err
	}
	names, err := a.programmeNames(ctx)
	if err != nil {
		return Dashboard{}, err
	}
	out := Dashboard{Unit: UnitRef{Name: i18n.Text{}}, Path: []UnitRef{}, Tree: []Node{}}
	if out.Wave, err = a.summary(ctx, v, names); err != nil {
		return out, err
	}
	unit, err := v.unitOf(in.Unit)
	if err != nil {
		return out, err
	}
	code := ""
	if unit != nil {
		code, out.Unit, out.Path = unit.Code, unitRef(v.tree, unit), v.path(unit)
	}
	d, err := a.Insight.Dashboard(ctx, in.Code, code, in.basis(ctx))
	if err != nil {
		return out, err
	}
	counts, err := a.counts(ctx, v)
	if err != nil {
		return out, err
	}
	out.Headline = Headline{
		Score: figure(d.Headline.Score, 1, d.Headline.Why.Score), Top2: optional(d.Headline.Top2, 100, d.Headline.Why.Top2),
		NPS: optional(d.Headline.NPS, 1, d.Headline.Why.NPS), Mean: optional(d.Headline.Mean, 1, d.Headline.WhyMean),
		Item: d.Headline.Item, Change: changeView(d.Headline.Change), Released: d.Counted,
	}
	if unit != nil {
		for o := unit.Index; o <= unit.Last; o++ {
			out.Headline.Responses += counts.byUnit[v.tree.Units[o].ID]
		}
	}
	system, err := a.Systems.ByID(ctx, v.wave.System)
	if err != nil {
		return out, err
	}
	for _, n := range d.Nodes {
		out.Tree = append(out.Tree, nodeView(&n, system.Document))
	}
	out.Basis = Basis{
		Weights: d.Weights, Design: d.Design, DataVersion: fmt.Sprintf("%s/%d", v.wave.Code, d.Counted), Software: Version, AsOf: a.Now().UTC(),
		Questionnaire:   out.Wave.Questionnaire.Code + "@" + out.Wave.Questionnaire.Version,
		IndicatorSystem: out.Wave.IndicatorSystem.Code + "@" + out.Wave.IndicatorSystem.Version,
	}
	return out, nil
}

func nodeView(n *insight.Node, doc *indicator.Document) Node {
	share, _ := n.Entry.Share.Float64()
	node := Node{
		Code: n.Entry.Node.Code, Name: n.Entry.Node.Name, Level: n.Entry.Level, Parent: n.Entry.Parent,
		Importance: n.Entry.Node.Importance, Share: share, Department: departmentOf(doc, n.Entry.Department),
		Target: n.Entry.Node.Target, Direction: string(n.Entry.Direction),
		Score: figure(n.Score, 1, n.Why), Change: changeView(n.Change), Items: n.Items, Without: n.Without,
	}
	if node.Items == nil {
		node.Items = []string{}
	}
	return node
}

type unitsIn struct {
	DashboardIn
	Sort string `query:"sort" enum:"code,score,-score,responses,-responses" doc:"default code"`
}

func (a *API) waveUnits(ctx context.Context, in *unitsIn) (List[UnitRow], error) {
	out := List[UnitRow]{Items: []UnitRow{}}
	v, err := a.view(ctx, auth.InsightRead, in.Code)
	if err != nil {
		return out, err
	}
	unit, err := v.unitOf(in.Unit)
	if err != nil || unit == nil {
		return out, err
	}
	rows, err := a.Insight.Units(ctx, in.Code, unit.Code, in.basis(ctx))
	if err != nil {
		return out, err
	}
	counts, err := a.counts(ctx, v)
	if err != nil {
		return out, err
	}
	for _, r := range rows {
		row := UnitRow{
			Unit: unitRef(v.tree, r.Unit), Score: figure(r.Score, 1, r.Why.Score), Top2: optional(r.Top2, 100, r.Why.Top2),
			NPS: optional(r.NPS, 1, r.Why.NPS), Change: changeView(r.Change),
		}
		for o := r.Unit.Index; o <= r.Unit.Last; o++ {
			u := &v.tree.Units[o]
			row.Responses += counts.byUnit[u.ID]
			if !u.Surveyed {
				continue
			}
			row.Surveyed++
			if _, below := a.standing(v, counts.quarters[u.ID]); below {
				row.Below++
			}
		}
		row.BelowTarget = row.Below > 0
		out.Items = append(out.Items, row)
	}
	sortUnits(out.Items, in.Sort)
	return out, nil
}

// sortUnits orders rows as asked; suppressed scores come last.
func sortUnits(rows []UnitRow, by string) {
	score := func(r UnitRow, sign float64) float64 {
		if r.Score.Value == nil {
			return 1e9
		}
		return sign * *r.Score.Value
	}
	slices.SortStableFunc(rows, func(x, y UnitRow) int {
		switch by {
		case "score":
			return cmp.Compare(score(x, 1), score(y, 1))
		case "-score":
			return cmp.Compare(score(x, -1), score(y, -1))
		case "responses":
			return cmp.Compare(x.Responses, y.Responses)
		case "-responses":
			return cmp.Compare(y.Responses, x.Responses)
		}
		return cmp.Compare(x.Unit.Code, y.Unit.Code)
	})
}

// waveItems lists the items of the wave's questionnaire that have a distribution.
func (a *API) waveItems(ctx context.Context, in *WaveIn) (List[ItemRef], error) {
	out := List[ItemRef]{Items: []ItemRef{}}
	v, err := a.view(ctx, auth.InsightRead, in.Code)
	if err != nil {
		return out, err
	}
	entries, err := a.Insight.Items(ctx, v.wave)
	for _, e := range entries {
		out.Items = append(out.Items, ItemRef{Code: e.Code, Text: e.Text, Type: string(e.Type)})
	}
	return out, err
}

type itemIn struct {
	DashboardIn
	Item string `path:"item" maxLength:"40"`
}

func (a *API) waveItem(ctx context.Context, in *itemIn) (ItemView, error) {
	v, err := a.view(ctx, auth.InsightRead, in.Code)
	if err != nil {
		return ItemView{}, err
	}
	unit, err := v.unitOf(in.Unit)
	if err != nil {
		return ItemView{}, err
	}
	code := ""
	if unit != nil {
		code = unit.Code
	}
	iv, err := a.Insight.Item(ctx, in.Code, in.Item, code, in.basis(ctx))
	if err != nil {
		return ItemView{}, err
	}
	return itemView(iv), nil
}

func itemView(iv *insight.ItemView) ItemView {
	out := ItemView{
		Item:     ItemRef{Code: iv.Entry.Code, Text: iv.Entry.Text, Type: string(iv.Entry.Type)},
		Answered: iv.Answered, Distribution: []Bar{},
		Figures: ItemFigures{
			Mean: optional(iv.Mean, 1, iv.Why.Score), Score: optional(iv.Score, 1, iv.Why.Score),
			Top2: optional(iv.Top2, 100, iv.Why.Top2), NPS: optional(iv.NPS, 1, iv.Why.NPS),
		},
		Hidden: string(iv.Why.Bars),
	}
	if iv.Answered < insight.SuppressBelow && out.Hidden == "" {
		out.Hidden = string(insight.Few)
	}
	if out.Hidden != "" {
		return out
	}
	for _, b := range iv.Bars {
		bar := Bar{Merged: true}
		if !b.Merged {
			bar = Bar{
				N: b.N, Share: b.Share, WeightedShare: b.Weight.Value(), Low: num(max(0, b.Weight.Low())), High: num(min(1, b.Weight.High())),
			}
		}
		switch {
		case b.Option != nil:
			bar.Code, bar.Text, bar.Value = b.Option.Code, b.Option.Text, b.Option.Value
		default:
			bar.Code = answerCode(b.Answer)
			bar.Text = i18n.Text{"zh": bar.Code, "en": bar.Code}
			if bar.Code == "na" {
				bar.Text = iv.Entry.Item.NA
			}
			if n, ok := b.Answer.(float64); ok {
				bar.Value = &n
			}
		}
		out.Distribution = append(out.Distribution, bar)
	}
	if iv.Others > 0 {
		out.Others = &Others{N: iv.Others, Share: float64(iv.Others) / float64(iv.Answered)}
	}
	return out
}

func answerCode(a any) string {
	if n, ok := a.(float64); ok {
		return strconv.FormatFloat(n, 'f', -1, 64)
	}
	return fmt.Sprint(a)
}
