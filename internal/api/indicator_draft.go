package api

import (
	"context"
	"strings"
	"time"

	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/indicator"
)

// IndicatorDraft is an indicator system in the making, in a list.
type IndicatorDraft struct {
	ID        string      `json:"id"`
	Code      string      `json:"code"`
	Name      i18n.Text   `json:"name"`
	Base      *VersionRef `json:"base,omitempty" doc:"the version it was made from"`
	Nodes     int         `json:"nodes"`
	Faults    int         `json:"faults"`
	CreatedAt time.Time   `json:"created_at"`
	ChangedAt time.Time   `json:"changed_at"`
	ChangedBy string      `json:"changed_by" doc:"the person's name"`
}

// VersionRef names a published version.
type VersionRef struct {
	Code    string `json:"code"`
	Version string `json:"version"`
}

// IndicatorDraftState is what a save leads to: the revision to name in the next one, and what is wrong so far.
type IndicatorDraftState struct {
	Revision  int64     `json:"revision"`
	ChangedAt time.Time `json:"changed_at"`
	ChangedBy string    `json:"changed_by"`
	Faults    []Fault   `json:"faults" doc:"what keeps it from being published, each with its place in the document"`
	Next      string    `json:"next" doc:"the version number it would get"`
}

// IndicatorDraftView is a draft with all that is needed to go on with it.
type IndicatorDraftView struct {
	ID       string              `json:"id"`
	State    IndicatorDraftState `json:"state"`
	Document indicator.Document  `json:"document"`
	Base     *VersionRef         `json:"base,omitempty"`
	Bindings []BindingView       `json:"bindings" doc:"items of published questionnaires on any version of this system"`
}

func (a *API) listIndicatorDrafts(ctx context.Context, in *PageIn) (List[IndicatorDraft], error) {
	all, err := a.Systems.Drafts(ctx)
	if err != nil {
		return List[IndicatorDraft]{}, err
	}
	list := []IndicatorDraft{}
	for i := range all {
		d := &all[i]
		base, err := a.baseOf(ctx, d)
		if err != nil {
			return List[IndicatorDraft]{}, err
		}
		nodes := 0
		d.Document.Walk(func(indicator.Entry) { nodes++ })
		list = append(list, IndicatorDraft{
			ID: d.ID, Code: d.Document.Code, Name: d.Document.Name, Base: base, Nodes: nodes, Faults: len(errs.All(indicator.Check(&d.Document))),
			CreatedAt: d.CreatedAt.Time(), ChangedAt: d.ChangedAt.Time(), ChangedBy: d.ChangedName,
		})
	}
	return pageOf(list, in.Cursor, in.Limit)
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

// DraftIn names a draft.
type DraftIn struct {
	ID string `path:"id" maxLength:"40"`
}

func (a *API) getIndicatorDraft(ctx context.Context, in *DraftIn) (IndicatorDraftView, error) {
	d, err := a.Systems.DraftByID(ctx, in.ID)
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
	return IndicatorDraftState{
		Revision: d.Revision, ChangedAt: d.ChangedAt.Time(), ChangedBy: d.ChangedName,
		Faults: faults(language(ctx), indicator.Check(&d.Document)), Next: next,
	}, err
}

// faults are the failures of a check in the words of the reader.
func faults(lang i18n.Lang, err error) []Fault {
	list := []Fault{}
	for _, e := range errs.All(err) {
		list = append(list, Fault{Key: e.Key, Field: e.Field, Detail: i18n.T(lang, e.Key, e.Args)})
	}
	return list
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

type dropDraftIn struct {
	DraftIn
	Revision int64 `query:"revision" required:"true" minimum:"1"`
}

func (a *API) deleteIndicatorDraft(ctx context.Context, in *dropDraftIn) error {
	return a.Systems.DeleteDraft(ctx, actorOf(ctx).Audit(), in.ID, in.Revision)
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
