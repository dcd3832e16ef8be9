package api

import (
	"context"
	"time"

	"manyi.dev/manyi/internal/auth"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/indicator/definition"
)

// What the editors of indicator systems and of questionnaires have in common. The drafts come by a function, as the routes
// are also laid out without services, for their description.

// VersionRef names a published version.
type VersionRef struct {
	Code    string `json:"code"`
	Version string `json:"version"`
}

// DraftEntry is what a list says of every draft.
type DraftEntry struct {
	ID        string      `json:"id"`
	Code      string      `json:"code"`
	Base      *VersionRef `json:"base,omitempty" doc:"the version it was made from"`
	Faults    int         `json:"faults"`
	CreatedAt time.Time   `json:"created_at"`
	ChangedAt time.Time   `json:"changed_at"`
	ChangedBy string      `json:"changed_by" doc:"the person's name"`
}

// draftEntry is a draft in a list; wrong is what its check says.
func draftEntry[D any](d *definition.Draft[D], code string, base *VersionRef, wrong error) DraftEntry {
	return DraftEntry{
		ID: d.ID, Code: code, Base: base, Faults: len(errs.All(wrong)),
		CreatedAt: d.CreatedAt.Time(), ChangedAt: d.ChangedAt.Time(), ChangedBy: d.ChangedName,
	}
}

// DraftState is the revision to name in the next save, and what is wrong so far.
type DraftState struct {
	Revision  int64     `json:"revision"`
	ChangedAt time.Time `json:"changed_at"`
	ChangedBy string    `json:"changed_by"`
	Faults    []Fault   `json:"faults" doc:"what keeps it from being published, each with its place in the document"`
	Next      string    `json:"next" doc:"the version number it would get"`
}

func draftState[D any](ctx context.Context, d *definition.Draft[D], wrong error, next string) DraftState {
	return DraftState{
		Revision: d.Revision, ChangedAt: d.ChangedAt.Time(), ChangedBy: d.ChangedName, Faults: faults(language(ctx), wrong), Next: next,
	}
}

// faults are the failures of a check in the words of the reader.
func faults(lang i18n.Lang, err error) []Fault {
	list := []Fault{}
	for _, e := range errs.All(err) {
		list = append(list, Fault{Key: e.Key, Field: e.Field, Detail: i18n.T(lang, e.Key, e.Args)})
	}
	return list
}

func listDrafts[D, R any](
	drafts func() *definition.Drafts[D], row func(context.Context, *definition.Draft[D]) (R, error),
) func(context.Context, *PageIn) (List[R], error) {
	return func(ctx context.Context, in *PageIn) (List[R], error) {
		out := List[R]{Items: []R{}}
		ids, err := drafts().DraftIDs(ctx)
		if err != nil {
			return out, err
		}
		page, err := pageOf(ids, in.Cursor, in.Limit)
		if err != nil {
			return out, err
		}
		out.Next = page.Next
		for _, id := range page.Items {
			d, err := drafts().DraftByID(ctx, id)
			if errs.Is(err, errs.NotFound) { // gone since
				continue
			}
			if err != nil {
				return out, err
			}
			one, err := row(ctx, &d)
			if err != nil {
				return out, err
			}
			out.Items = append(out.Items, one)
		}
		return out, nil
	}
}

// DraftIn names a draft.
type DraftIn struct {
	ID string `path:"id" maxLength:"40"`
}

func getDraft[D, V any](
	drafts func() *definition.Drafts[D], view func(context.Context, *definition.Draft[D]) (V, error),
) func(context.Context, *DraftIn) (V, error) {
	return func(ctx context.Context, in *DraftIn) (v V, err error) {
		d, err := drafts().DraftByID(ctx, in.ID)
		if err != nil {
			return v, err
		}
		return view(ctx, &d)
	}
}

type dropDraftIn struct {
	DraftIn
	Revision int64 `query:"revision" required:"true" minimum:"1"`
}

func deleteDraft[D any](drafts func() *definition.Drafts[D]) func(context.Context, *dropDraftIn) error {
	return func(ctx context.Context, in *dropDraftIn) error {
		return drafts().DeleteDraft(ctx, actorOf(ctx).Audit(), in.ID, in.Revision)
	}
}

// DefinitionState names one state of a definition: a published version, a draft as it is stored, or a document that is
// nowhere stored yet.
type DefinitionState[D any] struct {
	Code     string `json:"code,omitempty" maxLength:"64"`
	Version  string `json:"version,omitempty" maxLength:"20"`
	Draft    string `json:"draft,omitempty" maxLength:"40"`
	Document *D     `json:"document,omitempty"`
}

// unpublished is the document of a state that is no version; nil when it is one. Drafts are for those who make them.
func (s *DefinitionState[D]) unpublished(ctx context.Context, drafts *definition.Drafts[D], p auth.Permission) (*D, error) {
	if s.Document != nil || s.Draft == "" {
		return s.Document, nil
	}
	if err := auth.Require(actorOf(ctx), p); err != nil {
		return nil, err
	}
	d, err := drafts.DraftByID(ctx, s.Draft)
	return &d.Document, err
}
