package questionnaire

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/indicator/definition"
)

// Draft is a questionnaire in the making. Whether it makes sense is told by Check.
type Draft = definition.Draft[Document]

var draftKind = definition.DraftKind[Document]{
	Table: "questionnaire_drafts", Unknown: "questionnaire.draft_unknown", Changed: "questionnaire.draft_changed",
	Write: write, Read: (*Document).normalise,
	Created: func(d *Draft) audit.Entry {
		return audit.Entry{
			Action: "questionnaire.create_draft", Kind: "questionnaire_draft", Object: d.Document.Code, Details: map[string]any{"draft": d.ID},
		}
	},
	Deleted: func(d *Draft) audit.Entry {
		return audit.Entry{
			Action: "questionnaire.delete_draft", Kind: "questionnaire_draft", Object: d.Document.Code,
			Details: map[string]any{"draft": d.ID, "items": len(Items(&d.Document))},
		}
	},
}

// write brings a document into the form that files are read in, and writes it. It takes the document over. A shape that no
// file could have is errs.Invalid with its place.
func write(d *Document) (text string, err error) {
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
func (s *Service) PublishDraft(ctx context.Context, by audit.Actor, id string, p Publication) (Version, error) {
	d, err := s.DraftAt(ctx, id, p.Revision)
	if err != nil {
		return Version{}, err
	}
	d.Document.Version = p.Version
	fresh, err := s.prepare(ctx, by, &d.Document)
	if err != nil {
		return Version{}, err
	}
	return s.Store(ctx, by, fresh, func(tx *db.Tx) (map[string]any, error) {
		details := map[string]any{"draft": d.ID}
		last, err := s.Latest(ctx, tx, d.Document.Code)
		if err == nil && last != nil {
			err = follows(last, &d.Document, p.Comparable)
			details["after"], details["comparable"] = last.Version, p.Comparable
		}
		if err != nil {
			return nil, err
		}
		return details, s.TakeDraft(ctx, tx, &d)
	})
}

// follows checks that a document goes on from the last version: its number, and that every question is answered.
func follows(last *Version, d *Document, comparable []string) error {
	if definition.CompareNumbers(d.Version, last.Version) <= 0 {
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

// Next is the number that a document would be published under, and what has to be answered then.
func (s *Service) Next(ctx context.Context, d *Document) (Next, error) {
	last, err := s.Latest(ctx, s.db, d.Code)
	if err != nil {
		return Next{}, err
	}
	if last == nil {
		return Next{Number: definition.FirstNumber(d.Version)}, nil
	}
	changes, err := s.changes(last, d)
	if err != nil {
		return Next{}, err
	}
	wording := !slices.ContainsFunc(changes, func(c Change) bool { return !c.Text })
	return Next{definition.NextNumber(last.Version, d.Version, wording), last, Questions(last.Document, d)}, nil
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
