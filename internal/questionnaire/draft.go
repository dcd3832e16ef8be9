package questionnaire

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/indicator/definition"
)

// Draft is a questionnaire in the making. Its shape is that of a document; whether it makes sense is told by
// Check, and asked for only when it is published.
type Draft struct {
	ID       string
	Revision int64 // 1 when it is made, one more with every save
	Document Document
	// Base is the id of the version the draft was made from; empty when it began otherwise.
	Base        string
	CreatedAt   db.Millis
	ChangedAt   db.Millis
	ChangedBy   string // id of the actor
	ChangedName string // his name at the time

	text string // the document as it is stored
}

// stamp notes who made this revision, and when.
func (s *Service) stamp(d *Draft, by audit.Actor) {
	d.ChangedAt, d.ChangedBy, d.ChangedName = db.At(s.now()), by.ID, by.Name
}

// sound brings a document into the form that files are read in, and writes it. It takes the document over. A shape that no
// file could have is errs.Invalid with its place.
func sound(d *Document) (text string, err error) {
	if d.Sections == nil {
		d.Sections = []Section{}
	}
	for i := range d.Sections {
		if d.Sections[i].Items == nil {
			d.Sections[i].Items = []Item{}
		}
	}
	d.normalise()
	written, err := json.Marshal(d)
	if err != nil {
		return "", fmt.Errorf("write draft: %w", err)
	}
	if readable(written) {
		return string(written), nil
	}
	if *d, err = Parse(bytes.NewReader(written)); err != nil { // which says where
		return "", err
	}
	return string(written), nil
}

// readable reports whether a file with the text is sure to be read: what Decode refuses of a text that was written from a
// document is its size, its depth, a null and a NUL. An editor saves every few seconds, and reading takes ten times as long.
func readable(text []byte) bool {
	if len(text) > definition.MaxBytes {
		return false
	}
	depth, quoted := 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
			if bytes.HasPrefix(text[i:], []byte("u0000")) {
				return false
			}
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			if depth++; depth > definition.MaxDepth {
				return false
			}
		case c == '}' || c == ']':
			depth--
		case c == 'n': // nothing but null begins with it
			return false
		}
	}
	return true
}

// CreateDraft begins a draft with the document, which it takes over; base is the id of the version it comes from, or empty.
func (s *Service) CreateDraft(ctx context.Context, by audit.Actor, document Document, base string) (Draft, error) {
	text, err := sound(&document)
	if err != nil {
		return Draft{}, err
	}
	d := Draft{ID: uuid.Must(uuid.NewV7()).String(), Revision: 1, Document: document, Base: base, text: text}
	s.stamp(&d, by)
	d.CreatedAt = d.ChangedAt
	return d, s.db.Tx(ctx, func(tx *db.Tx) error {
		if err := db.Insert(ctx, tx, "questionnaire_drafts", draftCols, draftCells(&d)); err != nil {
			return err
		}
		return audit.Write(ctx, tx, by, audit.Entry{
			Action: "questionnaire.create_draft", Kind: "questionnaire_draft", Object: d.Document.Code, Details: map[string]any{"draft": d.ID},
		})
	})
}

// DraftIDs lists the drafts, the one that was changed last first.
func (s *Service) DraftIDs(ctx context.Context) ([]string, error) { return draftIDs(ctx, s.db) }

// DraftByID is a draft; errs.NotFound "questionnaire.draft_unknown".
func (s *Service) DraftByID(ctx context.Context, id string) (Draft, error) {
	return draftByID(ctx, s.db, id)
}

// SaveDraft replaces what a draft holds. revision is the one the changes were made on: when the draft has moved
// on it is errs.Conflict "questionnaire.draft_changed" with who did it, and nothing is written.
func (s *Service) SaveDraft(ctx context.Context, by audit.Actor, id string, revision int64, document Document) (d Draft, err error) {
	text, err := sound(&document)
	if err != nil {
		return Draft{}, err
	}
	err = s.db.Tx(ctx, func(tx *db.Tx) error {
		if d, err = draftHead(ctx, tx, id); err != nil {
			return err
		}
		now := d
		d.Revision, d.Document, d.text = revision+1, document, text
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
	return errs.New(errs.Conflict, "questionnaire.draft_changed").With("name", d.ChangedName)
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
		return audit.Write(ctx, tx, by, audit.Entry{
			Action: "questionnaire.delete_draft", Kind: "questionnaire_draft", Object: d.Document.Code,
			Details: map[string]any{"draft": d.ID, "items": len(Items(&d.Document))},
		})
	})
}

// Publication is what publishing a draft takes.
type Publication struct {
	Revision int64  // as it was seen
	Version  string // the number it gets
	// Comparable are the codes of items whose scale or wording changed and whose answers may be compared with those of
	// the version before all the same (D10). Each of Questions must be in it; the other way is a new code.
	Comparable []string
}

// PublishDraft makes a version of a draft as its revision was seen; the draft is then gone. Faults are those of Check,
// of the questions left open, and of numbering: the number must be higher than every version of the questionnaire, and
// a new minor version may change wording only.
func (s *Service) PublishDraft(ctx context.Context, by audit.Actor, id string, p Publication) (v Version, err error) {
	d, err := s.DraftByID(ctx, id)
	if err != nil {
		return Version{}, err
	}
	if d.Revision != p.Revision {
		return Version{}, moved(&d)
	}
	d.Document.Version = p.Version
	fresh, err := s.prepare(ctx, by, &d.Document)
	if err != nil {
		return Version{}, err
	}
	err = s.db.Tx(ctx, func(tx *db.Tx) error {
		last, err := s.latest(ctx, tx, d.Document.Code)
		if err != nil {
			return err
		}
		details := map[string]any{"draft": d.ID}
		if last != nil {
			if err := follows(last, &d.Document, p.Comparable); err != nil {
				return err
			}
			details["after"], details["comparable"] = last.Version, p.Comparable
		}
		if v, err = s.store(ctx, tx, by, &d.Document, fresh, details); err != nil {
			return err
		}
		if done, err := removeDraft(ctx, tx, id, p.Revision); err != nil || done {
			return err
		}
		return moved(&d)
	})
	if err != nil {
		return Version{}, err
	}
	return s.keep(v)
}

// follows checks that a document goes on from the last version: its number, and that every question is answered.
func follows(last *Version, d *Document, comparable []string) error {
	if compareNumbers(d.Version, last.Version) <= 0 {
		return errs.New(errs.Invalid, "questionnaire.version_not_newer").At("version").With("version", d.Version).With("latest", last.Version)
	}
	answered := map[string]bool{}
	for _, code := range comparable {
		answered[code] = true
	}
	var open []error
	for _, q := range Questions(last.Document, d) {
		switch place := "comparable." + q.Item; {
		case q.NewCode:
			open = append(open, errs.New(errs.Invalid, "questionnaire.comparable_type").At(place).With("item", q.Item).With("version", last.Version))
		case !answered[q.Item]:
			open = append(open, errs.New(errs.Invalid, "questionnaire.comparable_missing").At(place).With("item", q.Item).With("version", last.Version))
		}
	}
	return errors.Join(open...)
}

// Next is what a draft would be published as.
type Next struct {
	Number    string
	After     *Version // the latest version of the questionnaire; nil when there is none
	Questions []Question
}

// Next is the number that a document would be published under, and what has to be answered then: the next minor
// number when only wording differs from the latest version, else the next major one. A number of its own that is
// higher than every version stays.
func (s *Service) Next(ctx context.Context, d *Document) (Next, error) {
	last, err := s.latest(ctx, s.db, d.Code)
	if err != nil {
		return Next{}, err
	}
	if last == nil {
		if _, _, ok := definition.Version(d.Version); ok {
			return Next{Number: d.Version}, nil
		}
		return Next{Number: "1.0"}, nil
	}
	changes, err := s.changes(last, d)
	if err != nil {
		return Next{}, err
	}
	wording := true
	for _, c := range changes {
		wording = wording && c.Text
	}
	n := Next{After: last, Questions: Questions(last.Document, d)}
	major, minor, _ := definition.Version(last.Version)
	ownMajor, _, ok := definition.Version(d.Version)
	switch {
	case ok && compareNumbers(d.Version, last.Version) > 0 && (wording || ownMajor > major):
		n.Number = d.Version
	case wording:
		n.Number = fmt.Sprintf("%d.%d", major, minor+1)
	default:
		n.Number = fmt.Sprintf("%d.0", major+1)
	}
	return n, nil
}

// changes is Comparable against a published version, which is compared again with every save of a draft.
func (s *Service) changes(last *Version, d *Document) ([]Change, error) {
	old, ok := s.trees.Load(last.ID)
	if !ok {
		made, err := tree(last.Document)
		if err != nil {
			return nil, err
		}
		old, _ = s.trees.LoadOrStore(last.ID, made)
	}
	now, err := tree(d)
	if err != nil {
		return nil, err
	}
	return compareTrees(old.(map[string]any), now), nil
}
