package definition

import (
	"context"
	"time"

	"github.com/google/uuid"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/errs"
)

// Draft is a definition in the making. Its shape is that of a document; whether it makes sense is asked for only when it
// is published.
type Draft[D any] struct {
	ID       string
	Revision int64 // 1 when it is made, one more with every save
	Document D
	// Base is the id of the version the draft was made from; empty when it began otherwise.
	Base        string
	CreatedAt   db.Millis
	ChangedAt   db.Millis
	ChangedBy   string // id of the actor
	ChangedName string // his name at the time

	text string // the document as it is stored
}

// DraftKind is what the drafts of one kind of definition have of their own.
type DraftKind[D any] struct {
	Table   string
	Unknown string // key of the errs.NotFound of a draft that is not there
	Changed string // key of the errs.Conflict of a draft that has moved on; it names who did it
	// Write brings a document into the form that files are read in, and writes it. A shape that no file could have is
	// errs.Invalid with its place.
	Write func(*D) (string, error)
	// Read completes a document that was read from the store; nil when JSON alone is enough.
	Read func(*D)
	// Created and Deleted are what the audit log gets; a nil Created is not logged.
	Created, Deleted func(*Draft[D]) audit.Entry
}

// Drafts keeps the drafts of one kind.
type Drafts[D any] struct {
	db   *db.DB
	now  func() time.Time
	kind DraftKind[D]
}

// NewDrafts returns the drafts of a kind.
func NewDrafts[D any](d *db.DB, now func() time.Time, kind DraftKind[D]) *Drafts[D] {
	return &Drafts[D]{db: d, now: now, kind: kind}
}

// stamp notes who made this revision, and when.
func (s *Drafts[D]) stamp(d *Draft[D], by audit.Actor) {
	d.ChangedAt, d.ChangedBy, d.ChangedName = db.At(s.now()), by.ID, by.Name
}

// CreateDraft begins a draft with the document, which it takes over; base is the id of the version it comes from, or empty.
func (s *Drafts[D]) CreateDraft(ctx context.Context, by audit.Actor, document D, base string) (Draft[D], error) {
	text, err := s.kind.Write(&document)
	if err != nil {
		return Draft[D]{}, err
	}
	d := Draft[D]{ID: uuid.Must(uuid.NewV7()).String(), Revision: 1, Document: document, Base: base, text: text}
	s.stamp(&d, by)
	d.CreatedAt = d.ChangedAt
	return d, s.db.Tx(ctx, func(tx *db.Tx) error {
		if err := s.insert(ctx, tx, &d); err != nil || s.kind.Created == nil {
			return err
		}
		return audit.Write(ctx, tx, by, s.kind.Created(&d))
	})
}

// DraftIDs lists the drafts, the one that was changed last first.
func (s *Drafts[D]) DraftIDs(ctx context.Context) ([]string, error) { return s.ids(ctx, s.db) }

// DraftByID is a draft; errs.NotFound with the kind's Unknown.
func (s *Drafts[D]) DraftByID(ctx context.Context, id string) (Draft[D], error) {
	return s.byID(ctx, s.db, id)
}

// DraftAt is a draft as its revision was seen; errs.Conflict with the kind's Changed when it has moved on.
func (s *Drafts[D]) DraftAt(ctx context.Context, id string, revision int64) (Draft[D], error) {
	return s.at(ctx, s.db, id, revision)
}

func (s *Drafts[D]) at(ctx context.Context, q db.Q, id string, revision int64) (Draft[D], error) {
	d, err := s.byID(ctx, q, id)
	if err == nil && d.Revision != revision {
		err = s.moved(&d)
	}
	return d, err
}

// SaveDraft replaces what a draft holds by the document, which it takes over. revision is the one the changes were made on:
// when the draft has moved on it is errs.Conflict with the kind's Changed, and nothing is written.
func (s *Drafts[D]) SaveDraft(ctx context.Context, by audit.Actor, id string, revision int64, document D) (d Draft[D], err error) {
	text, err := s.kind.Write(&document)
	if err != nil {
		return Draft[D]{}, err
	}
	err = s.db.Tx(ctx, func(tx *db.Tx) error {
		if d, err = s.head(ctx, tx, id); err != nil {
			return err
		}
		now := d
		d.Revision, d.Document, d.text = revision+1, document, text
		s.stamp(&d, by)
		if done, err := s.replace(ctx, tx, &d); err != nil || done {
			return err
		}
		return s.moved(&now)
	})
	return d, err
}

// moved says who changed a draft that somebody else wanted to change.
func (s *Drafts[D]) moved(d *Draft[D]) error {
	return errs.New(errs.Conflict, s.kind.Changed).With("name", d.ChangedName)
}

// DeleteDraft takes a draft away as its revision was seen. It is in the audit log with the document's code.
func (s *Drafts[D]) DeleteDraft(ctx context.Context, by audit.Actor, id string, revision int64) error {
	return s.db.Tx(ctx, func(tx *db.Tx) error {
		d, err := s.at(ctx, tx, id, revision)
		if err != nil {
			return err
		}
		if err := s.TakeDraft(ctx, tx, &d); err != nil {
			return err
		}
		return audit.Write(ctx, tx, by, s.kind.Deleted(&d))
	})
}

// TakeDraft removes a draft at its revision in the transaction of what becomes of it.
func (s *Drafts[D]) TakeDraft(ctx context.Context, tx *db.Tx, d *Draft[D]) error {
	if done, err := s.remove(ctx, tx, d); err != nil || done {
		return err
	}
	now, err := s.head(ctx, tx, d.ID)
	if err != nil {
		return err
	}
	return s.moved(&now)
}
