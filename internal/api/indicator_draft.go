package api

import (
	"context"
	"strings"

	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/indicator"
	"manyi.dev/manyi/internal/indicator/definition"
)

// IndicatorDraft is an indicator system in the making, in a list.
type IndicatorDraft struct {
	DraftEntry
	Name  i18n.Text `json:"name"`
	Nodes int       `json:"nodes"`
}

// IndicatorDraftState is what a save leads to.
type IndicatorDraftState struct{ DraftState }

// IndicatorDraftView is a draft with all that is needed to go on with it.
type IndicatorDraftView struct {
	ID       string              `json:"id"`
	State    IndicatorDraftState `json:"state"`
	Document indicator.Document  `json:"document"`
	Base     *VersionRef         `json:"base,omitempty"`
	Bindings []BindingView       `json:"bindings" doc:"items of published questionnaires on any version of this system"`
}

func (a *API) systemDrafts() *definition.Drafts[indicator.Document] { return a.Systems.Drafts }

func (a *API) draftRow(ctx context.Context, d *indicator.Draft) (IndicatorDraft, error) {
	base, err := a.baseOf(ctx, d)
	nodes := 0
	d.Document.Walk(func(indicator.Entry) { nodes++ })
	return IndicatorDraft{draftEntry(d, d.Document.Code, base, indicator.Check(&d.Document)), d.Document.Name, nodes}, err
}

func (a *API) baseOf(ctx context.Context, d *indicator.Draft) (*VersionRef, error) {
	if d.Base == "" {
		return nil, nil
	}
	v, err := a.Systems.ByID(ctx, d.Base)
	return &VersionRef{v.Code, v.Version}, err
}

type newDraftIn struct {
	Body struct {
		Code string      `json:"code,omitempty" maxLength:"64" doc:"of an empty system"`
		Name i18n.Text   `json:"name,omitempty" doc:"of an empty system; its languages are those of every text"`
		From *VersionRef `json:"from,omitempty" doc:"a published version to go on from"`
		File string      `json:"file,omitempty" doc:"an indicator system file, as text"`
	}
}

func (a *API) createIndicatorDraft(ctx context.Context, in *newDraftIn) (IndicatorDraftView, error) {
	var document indicator.Document
	var base string
	switch b := &in.Body; {
	case b.File != "":
		read, err := indicator.Parse(strings.NewReader(b.File))
		if err != nil {
			return IndicatorDraftView{}, err
		}
		document = read
	case b.From != nil:
		v, err := a.Systems.ByVersion(ctx, b.From.Code, b.From.Version)
		if err != nil {
			return IndicatorDraftView{}, err
		}
		document, base = *v.Document, v.ID
	case b.Code != "" && len(b.Name) > 0:
		document = indicator.Document{Format: indicator.Format, Code: b.Code, Version: "1.0", Name: b.Name}
	default:
		return IndicatorDraftView{}, errs.New(errs.Invalid, "indicator.draft_source")
	}
	d, err := a.Systems.CreateDraft(ctx, actorOf(ctx).Audit(), document, base)
	if err != nil {
		return IndicatorDraftView{}, err
	}
	return a.draftView(ctx, &d)
}

func (a *API) draftView(ctx context.Context, d *indicator.Draft) (IndicatorDraftView, error) {
	state, err := a.draftState(ctx, d)
	if err != nil {
		return IndicatorDraftView{}, err
	}
	base, err := a.baseOf(ctx, d)
	if err != nil {
		return IndicatorDraftView{}, err
	}
	out := IndicatorDraftView{ID: d.ID, State: state, Document: d.Document, Base: base, Bindings: []BindingView{}}
	forms, err := a.Forms.List(ctx)
	if err != nil {
		return out, err
	}
	for _, f := range forms {
		v, err := a.Systems.ByID(ctx, f.System)
		if err != nil {
			return out, err
		}
		if v.Code == d.Document.Code {
			out.Bindings = append(out.Bindings, bindingsOf(&f, v.Version)...)
		}
	}
	return out, nil
}

func (a *API) draftState(ctx context.Context, d *indicator.Draft) (IndicatorDraftState, error) {
	next, err := a.Systems.NextNumber(ctx, &d.Document)
	return IndicatorDraftState{draftState(ctx, d, indicator.Check(&d.Document), next)}, err
}

type saveDraftIn struct {
	DraftIn
	Body struct {
		Revision int64              `json:"revision" minimum:"1" doc:"the one the changes were made on"`
		Document indicator.Document `json:"document"`
	}
}

func (a *API) saveIndicatorDraft(ctx context.Context, in *saveDraftIn) (IndicatorDraftState, error) {
	d, err := a.Systems.SaveDraft(ctx, actorOf(ctx).Audit(), in.ID, in.Body.Revision, in.Body.Document)
	if err != nil {
		return IndicatorDraftState{}, err
	}
	return a.draftState(ctx, &d)
}

type publishDraftIn struct {
	DraftIn
	Body struct {
		Revision int64  `json:"revision" minimum:"1"`
		Version  string `json:"version" maxLength:"20"`
	}
}

func (a *API) publishIndicatorDraft(ctx context.Context, in *publishDraftIn) (VersionRef, error) {
	v, err := a.Systems.PublishDraft(ctx, actorOf(ctx).Audit(), in.ID, in.Body.Revision, in.Body.Version)
	return VersionRef{v.Code, v.Version}, err
}
