package indicator

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/indicator/definition"
)

// Draft is an indicator system in the making. Its shape is that of a document; whether it makes sense is told by
// Check, and asked for only when it is published.
type Draft struct {
	ID       string
	Revision int64 // 1 when it is made, one more with every save
	Document Document
	// Base is the id of the version the draft was made from; empty when it began empty or from a file.
	Base        string
	CreatedAt   db.Millis
	ChangedAt   db.Millis
	ChangedBy   string // id of the actor
	ChangedName string // his name at the time
}

// stamp notes who made this revision, and when.
func (s *Service) stamp(d *Draft, by audit.Actor) {
	d.ChangedAt, d.ChangedBy, d.ChangedName = db.At(s.now()), by.ID, by.Name
}

// sound brings a document into the form that files are read in. A shape that no file could have is
// errs.Invalid with its place.
func sound(d Document) (Document, error) {
	if d.Nodes == nil {
		d.Nodes = []Node{}
	}
	text, err := json.Marshal(d)
	if err != nil {
		return Document{}, fmt.Errorf("write draft: %w", err)
	}
	return Parse(bytes.NewReader(text))
}

// CreateDraft begins a draft with the document; base is the id of the version it comes from, or empty.
func (s *Service) CreateDraft(ctx context.Context, by audit.Actor, document Document, base string) (Draft, error) {
	document, err := sound(document)
	if err != nil {
		return Draft{}, err
	}
	d := Draft{ID: uuid.Must(uuid.NewV7()).String(), Revision: 1, Document: document, Base: base}
	s.stamp(&d, by)
	d.CreatedAt = d.ChangedAt
	return d, db.Insert(ctx, s.db, "indicator_drafts", draftCols, draftCells(&d))
}

// Drafts lists the drafts, the one that was changed last first.
func (s *Service) Drafts(ctx context.Context) ([]Draft, error) { return drafts(ctx, s.db) }

// DraftByID is a draft; errs.NotFound "indicator.draft_unknown".
func (s *Service) DraftByID(ctx context.Context, id string) (Draft, error) {
	return draftByID(ctx, s.db, id)
}

// SaveDraft replaces what a draft holds. revision is the one the changes were made on: when the draft has moved
// on it is errs.Conflict "indicator.draft_changed" with who did it, and nothing is written.
func (s *Service) SaveDraft(ctx context.Context, by audit.Actor, id string, revision int64, document Document) (d Draft, err error) {
	if document, err = sound(document); err != nil {
		return Draft{}, err
	}
	err = s.db.Tx(ctx, func(tx *db.Tx) error {
		if d, err = draftByID(ctx, tx, id); err != nil {
			return err
		}
		now := d
		d.Revision, d.Document = revision+1, document
		s.stamp(&d, by)
		if done, err := replaceDraft(ctx, tx, &d); err != nil || done {
			return err
		}
		return moved(&now)
	})
	return d, err
}

// moved says who changed a draft that somebody else wanted to change.
func moved(d *Draft) error {
	return errs.New(errs.Conflict, "indicator.draft_changed").With("name", d.ChangedName)
}

// DeleteDraft takes a draft away as its revision was seen. It is in the audit log with the document's code.
func (s *Service) DeleteDraft(ctx context.Context, by audit.Actor, id string, revision int64) error {
	return s.db.Tx(ctx, func(tx *db.Tx) error {
		d, err := draftByID(ctx, tx, id)
		if err != nil {
			return err
		}
		if done, err := removeDraft(ctx, tx, id, revision); err != nil {
			return err
		} else if !done {
			return moved(&d)
		}
		nodes := 0
		d.Document.Walk(func(Entry) { nodes++ })
		return audit.Write(ctx, tx, by, audit.Entry{
			Action: "indicator.delete_draft", Kind: "indicator_draft", Object: d.Document.Code, Details: map[string]any{"nodes": nodes},
		})
	})
}

// PublishDraft makes a version of a draft as its revision was seen; the draft is then gone. Faults are those of
// Check and of numbering: the number must be higher than every version of the system, and a new minor version may
// change texts only (D10).
func (s *Service) PublishDraft(ctx context.Context, by audit.Actor, id string, revision int64, number string) (v Version, err error) {
	err = s.db.Tx(ctx, func(tx *db.Tx) error {
		d, err := draftByID(ctx, tx, id)
		if err != nil {
			return err
		}
		if d.Revision != revision {
			return moved(&d)
		}
		d.Document.Version = number
		if err := Check(&d.Document); err != nil {
			return err
		}
		published, err := versionsOf(ctx, tx, d.Document.Code)
		if err != nil {
			return err
		}
		if err := follows(published, &d.Document); err != nil {
			return err
		}
		if v, err = s.publish(ctx, tx, by, d.Document); err != nil {
			return err
		}
		if done, err := removeDraft(ctx, tx, id, revision); err != nil || done {
			return err
		}
		return moved(&d)
	})
	if err != nil {
		return Version{}, err
	}
	return s.keep(v)
}

// latest is the version with the highest number; nil of none.
func latest(published []Version) *Version {
	if len(published) == 0 {
		return nil
	}
	v := slices.MaxFunc(published, func(a, b Version) int { return compareNumbers(a.Version, b.Version) })
	return &v
}

func compareNumbers(a, b string) int {
	aMajor, aMinor, _ := definition.Version(a)
	bMajor, bMinor, _ := definition.Version(b)
	return cmp.Or(cmp.Compare(aMajor, bMajor), cmp.Compare(aMinor, bMinor))
}

// follows checks that a document's number goes on from the versions there are.
func follows(published []Version, d *Document) error {
	last := latest(published)
	if last == nil {
		return nil
	}
	if compareNumbers(d.Version, last.Version) <= 0 {
		return errs.New(errs.Invalid, "indicator.version_not_newer").At("version").With("version", d.Version).With("latest", last.Version)
	}
	before, err := last.read()
	if err != nil {
		return err
	}
	major, _, _ := definition.Version(d.Version)
	lastMajor, _, _ := definition.Version(last.Version)
	if major == lastMajor && !TextsOnly(Diff(before, d)) {
		return errs.New(errs.Invalid, "indicator.version_minor").At("version").With("version", d.Version).With("latest", last.Version)
	}
	return nil
}

// NextNumber is the number that a document would be published under: the next minor one when only texts differ
// from the latest version, else the next major one. A number of its own that is higher than every version stays.
func (s *Service) NextNumber(ctx context.Context, d *Document) (string, error) {
	published, err := versionsOf(ctx, s.db, d.Code)
	if err != nil {
		return "", err
	}
	last := latest(published)
	if last == nil {
		if _, _, ok := definition.Version(d.Version); ok {
			return d.Version, nil
		}
		return "1.0", nil
	}
	before, err := last.read()
	if err != nil {
		return "", err
	}
	major, minor, _ := definition.Version(last.Version)
	ownMajor, _, ok := definition.Version(d.Version)
	onlyTexts := TextsOnly(Diff(before, d))
	switch {
	case ok && compareNumbers(d.Version, last.Version) > 0 && (onlyTexts || ownMajor > major):
		return d.Version, nil
	case onlyTexts:
		return fmt.Sprintf("%d.%d", major, minor+1), nil
	}
	return fmt.Sprintf("%d.0", major+1), nil
}
