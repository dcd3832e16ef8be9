package indicator

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/indicator/definition"
)

// Draft is an indicator system in the making. Whether it makes sense is told by Check.
type Draft = definition.Draft[Document]

var draftKind = definition.DraftKind[Document]{
	Table: "indicator_drafts", Unknown: "indicator.draft_unknown", Changed: "indicator.draft_changed", Write: write,
	Deleted: func(d *Draft) audit.Entry {
		nodes := 0
		d.Document.Walk(func(Entry) { nodes++ })
		return audit.Entry{Action: "indicator.delete_draft", Kind: "indicator_draft", Object: d.Document.Code, Details: map[string]any{"nodes": nodes}}
	},
}

// write brings a document into the form that files are read in, and writes it. What the document shares with another stays as it is.
func write(d *Document) (string, error) {
	if d.Nodes == nil {
		d.Nodes = []Node{}
	}
	text, err := json.Marshal(d)
	if err != nil {
		return "", fmt.Errorf("write draft: %w", err)
	}
	if *d, err = Parse(bytes.NewReader(text)); err != nil {
		return "", err
	}
	if text, err = json.Marshal(d); err != nil {
		return "", fmt.Errorf("write draft: %w", err)
	}
	return string(text), nil
}

// PublishDraft makes a version of a draft as its revision was seen; the draft is then gone. Faults are those of
// Check and of numbering: the number must be higher than every version of the system, and a new minor version may
// change texts only (D10).
func (s *Service) PublishDraft(ctx context.Context, by audit.Actor, id string, revision int64, number string) (Version, error) {
	d, err := s.DraftAt(ctx, id, revision)
	if err != nil {
		return Version{}, err
	}
	d.Document.Version = number
	fresh, err := s.prepare(by, &d.Document)
	if err != nil {
		return Version{}, err
	}
	return s.Store(ctx, by, fresh, func(tx *db.Tx) (map[string]any, error) {
		last, err := s.Latest(ctx, tx, d.Document.Code)
		if err == nil && last != nil {
			err = follows(last, &d.Document)
		}
		if err != nil {
			return nil, err
		}
		return map[string]any{}, s.TakeDraft(ctx, tx, &d)
	})
}

// follows checks that a document's number goes on from the last version.
func follows(last *Version, d *Document) error {
	if definition.CompareNumbers(d.Version, last.Version) <= 0 {
		return errs.New(errs.Invalid, "indicator.version_not_newer").At("version").With("version", d.Version).With("latest", last.Version)
	}
	major, _, _ := definition.Version(d.Version)
	lastMajor, _, _ := definition.Version(last.Version)
	if major == lastMajor && !TextsOnly(Diff(last.Document, d)) {
		return errs.New(errs.Invalid, "indicator.version_minor").At("version").With("version", d.Version).With("latest", last.Version)
	}
	return nil
}

// NextNumber is the number that a document would be published under.
func (s *Service) NextNumber(ctx context.Context, d *Document) (string, error) {
	last, err := s.Latest(ctx, s.db, d.Code)
	if err != nil {
		return "", err
	}
	if last == nil {
		return definition.FirstNumber(d.Version), nil
	}
	return definition.NextNumber(last.Version, d.Version, TextsOnly(Diff(last.Document, d))), nil
}
