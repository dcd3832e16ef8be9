package definition

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/errs"
)

// Published is a published definition. It never changes; its Document must not be changed by readers.
type Published[D any] struct {
	ID          string
	Code        string
	Version     string
	Document    *D
	Hash        string // SHA-256 of the canonical document
	PublishedAt db.Millis
	PublishedBy string // id of the actor

	text string // the canonical document
}

// Stored reads the document as it was stored.
func (p *Published[D]) Stored() (*D, error) {
	d := new(D)
	if err := json.Unmarshal([]byte(p.text), d); err != nil {
		return nil, fmt.Errorf("read version %s of %s: %w", p.ID, p.Code, err)
	}
	return d, nil
}

// VersionKind is what the versions of one kind of definition have of their own. V is a Published with what readers want beside it.
type VersionKind[D, V any] struct {
	Table  string
	More   string         // further columns after the common ones, ", system_id"
	Cells  func(*V) []any // of More
	Action string         // "indicator.publish": for the audit log
	Kind   string         // "indicator_version": the same
	Of     func(*V) *Published[D]
	Read   func(*V)                       // completes what was read from the store; nil when the document is all
	Fits   func(before []V, now *V) error // whether a version may be there beside the others of its code; nil: any may
}

// Versions publishes the definitions of one kind and finds published ones.
type Versions[D, V any] struct {
	db   *db.DB
	now  func() time.Time
	kind VersionKind[D, V]

	cache sync.Map // id → V: a version never changes, so it is never stale
	codes sync.Map // "code version" → id
}

// NewVersions returns the versions of a kind.
func NewVersions[D, V any](d *db.DB, now func() time.Time, kind VersionKind[D, V]) *Versions[D, V] {
	return &Versions[D, V]{db: d, now: now, kind: kind}
}

// Prepare makes the version that a document would be.
func (s *Versions[D, V]) Prepare(by audit.Actor, code, number string, d *D) (Published[D], error) {
	text, err := Canonical(d)
	if err != nil {
		return Published[D]{}, err
	}
	return Published[D]{
		ID: uuid.Must(uuid.NewV7()).String(), Code: code, Version: number, Document: d,
		Hash: Hash(text), PublishedAt: db.At(s.now()), PublishedBy: by.ID, text: string(text),
	}, nil
}

// Store publishes a version that was prepared; before is done in the same transaction, and gives details for the audit log.
// The same content again is the version there is; other content under a version that exists is errs.Conflict
// "definition.version_taken".
func (s *Versions[D, V]) Store(ctx context.Context, by audit.Actor, fresh V, before func(*db.Tx) (map[string]any, error)) (v V, err error) {
	err = s.db.Tx(ctx, func(tx *db.Tx) error {
		details := map[string]any{}
		if before != nil {
			if details, err = before(tx); err != nil {
				return err
			}
		}
		v, err = s.store(ctx, tx, by, fresh, details)
		return err
	})
	if err != nil {
		var none V
		return none, err
	}
	return s.keep(v)
}

func (s *Versions[D, V]) store(ctx context.Context, tx *db.Tx, by audit.Actor, fresh V, details map[string]any) (V, error) {
	p := s.kind.Of(&fresh)
	all, err := s.of(ctx, tx, p.Code)
	if err != nil {
		return fresh, err
	}
	for i := range all {
		switch have := s.kind.Of(&all[i]); {
		case have.Version != p.Version:
		case have.Hash == p.Hash:
			return all[i], nil
		default:
			return fresh, errs.New(errs.Conflict, "definition.version_taken").At("version").With("code", p.Code).With("version", p.Version)
		}
	}
	if s.kind.Fits != nil {
		if err := s.kind.Fits(all, &fresh); err != nil {
			return fresh, err
		}
	}
	if err := s.insert(ctx, tx, &fresh); err != nil {
		return fresh, err
	}
	details["hash"] = p.Hash
	return fresh, audit.Write(ctx, tx, by, audit.Entry{
		Action: s.kind.Action, Kind: s.kind.Kind, Object: p.Code + " " + p.Version, Details: details,
	})
}

// ByID is a published version; errs.NotFound "definition.version_unknown".
func (s *Versions[D, V]) ByID(ctx context.Context, id string) (V, error) {
	return s.find(ctx, s.db, id)
}

func (s *Versions[D, V]) find(ctx context.Context, q db.Q, id string) (V, error) {
	if v, ok := s.cache.Load(id); ok {
		return v.(V), nil
	}
	v, err := s.byID(ctx, q, id)
	if err != nil {
		return v, unknown(err, id, "")
	}
	return s.keep(v)
}

// ByVersion is a published version by code and number; errs.NotFound "definition.version_unknown".
func (s *Versions[D, V]) ByVersion(ctx context.Context, code, version string) (V, error) {
	if id, ok := s.codes.Load(code + " " + version); ok {
		return s.ByID(ctx, id.(string))
	}
	v, err := s.byCode(ctx, s.db, code, version)
	if err != nil {
		return v, unknown(err, code, version)
	}
	return s.keep(v)
}

func unknown(err error, code, version string) error {
	if errs.Is(err, errs.NotFound) {
		return errs.New(errs.NotFound, "definition.version_unknown").With("code", code).With("version", version).Because(err)
	}
	return err
}

// List is every published version, by code, the latest first.
func (s *Versions[D, V]) List(ctx context.Context) ([]V, error) {
	ids, err := s.ids(ctx, s.db)
	if err != nil {
		return nil, err
	}
	list := make([]V, len(ids))
	for i, id := range ids {
		if list[i], err = s.ByID(ctx, id); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// Latest is the version of a code with the highest number; nil when there is none.
func (s *Versions[D, V]) Latest(ctx context.Context, q db.Q, code string) (*V, error) {
	all, err := s.numbers(ctx, q, code)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	last := slices.MaxFunc(all, func(a, b Published[D]) int { return CompareNumbers(a.Version, b.Version) })
	v, err := s.find(ctx, q, last.ID)
	return &v, err
}

// keep completes a version once and remembers it.
func (s *Versions[D, V]) keep(v V) (V, error) {
	p := s.kind.Of(&v)
	if known, ok := s.cache.Load(p.ID); ok {
		return known.(V), nil
	}
	var err error
	if p.Document, err = p.Stored(); err != nil {
		return v, err
	}
	if s.kind.Read != nil {
		s.kind.Read(&v)
	}
	known, _ := s.cache.LoadOrStore(p.ID, v)
	s.codes.Store(p.Code+" "+p.Version, p.ID)
	return known.(V), nil
}
