package indicator

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"github.com/google/uuid"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/indicator/definition"
)

// Version is a published indicator system. It never changes; its Document must not be changed by readers.
type Version struct {
	ID          string
	Code        string
	Version     string
	Document    *Document
	Hash        string // SHA-256 of the canonical document
	PublishedAt db.Millis
	PublishedBy string // id of the actor

	text string // the canonical document
}

// Service publishes indicator systems and finds published ones.
type Service struct {
	db  *db.DB
	now func() time.Time

	cache sync.Map // id → Version: a version never changes, so it is never stale
	ids   sync.Map // "code version" → id
}

// New returns the service.
func New(d *db.DB, now func() time.Time) *Service { return &Service{db: d, now: now} }

// Publish checks a system and stores it as a version. The same content again is the version there is; other content
// under a version that exists is errs.Conflict "definition.version_taken". Faults are those of Check.
func (s *Service) Publish(ctx context.Context, by audit.Actor, d Document) (v Version, err error) {
	if err := Check(&d); err != nil {
		return Version{}, err
	}
	err = s.db.Tx(ctx, func(tx *db.Tx) error {
		v, err = s.publish(ctx, tx, by, d)
		return err
	})
	if err != nil {
		return Version{}, err
	}
	return s.keep(v)
}

// publish stores a document that passed Check.
func (s *Service) publish(ctx context.Context, tx *db.Tx, by audit.Actor, d Document) (Version, error) {
	text, err := definition.Canonical(d)
	if err != nil {
		return Version{}, err
	}
	hash := definition.Hash(text)
	v, err := versionByCode(ctx, tx, d.Code, d.Version)
	switch {
	case err == nil && v.Hash == hash:
		return v, nil
	case err == nil:
		return v, errs.New(errs.Conflict, "definition.version_taken").At("version").With("code", d.Code).With("version", d.Version)
	case !errs.Is(err, errs.NotFound):
		return v, err
	}
	v = Version{
		ID: uuid.Must(uuid.NewV7()).String(), Code: d.Code, Version: d.Version, Hash: hash,
		PublishedAt: db.At(s.now()), PublishedBy: by.ID, text: string(text),
	}
	if err := db.Insert(ctx, tx, "indicator_versions", versionCols, versionCells(&v)); err != nil {
		return v, err
	}
	return v, audit.Write(ctx, tx, by, audit.Entry{
		Action: "indicator.publish", Kind: "indicator_version", Object: d.Code + " " + d.Version,
		Details: map[string]any{"hash": v.Hash},
	})
}

// ByID is a published version; errs.NotFound "definition.version_unknown".
func (s *Service) ByID(ctx context.Context, id string) (Version, error) {
	if v, ok := s.cache.Load(id); ok {
		return v.(Version), nil
	}
	v, err := versionByID(ctx, s.db, id)
	if err != nil {
		return Version{}, unknown(err, id, "")
	}
	return s.keep(v)
}

// ByVersion is a published version by code and number; errs.NotFound "definition.version_unknown".
func (s *Service) ByVersion(ctx context.Context, code, version string) (Version, error) {
	if id, ok := s.ids.Load(code + " " + version); ok {
		return s.ByID(ctx, id.(string))
	}
	v, err := versionByCode(ctx, s.db, code, version)
	if err != nil {
		return Version{}, unknown(err, code, version)
	}
	return s.keep(v)
}

// List is every published version, by code, the latest first.
func (s *Service) List(ctx context.Context) ([]Version, error) {
	ids, err := versionIDs(ctx, s.db)
	if err != nil {
		return nil, err
	}
	list := make([]Version, len(ids))
	for i, id := range ids {
		if list[i], err = s.ByID(ctx, id); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// keep reads the stored document once and remembers the version.
func (s *Service) keep(v Version) (Version, error) {
	if known, ok := s.cache.Load(v.ID); ok {
		return known.(Version), nil
	}
	var err error
	if v.Document, err = v.read(); err != nil {
		return Version{}, err
	}
	known, _ := s.cache.LoadOrStore(v.ID, v)
	s.ids.Store(v.Code+" "+v.Version, v.ID)
	return known.(Version), nil
}

// read is the stored document.
func (v *Version) read() (*Document, error) {
	d := new(Document)
	if err := json.Unmarshal([]byte(v.text), d); err != nil {
		return nil, fmt.Errorf("read indicator version %s: %w", v.ID, err)
	}
	return d, nil
}

func unknown(err error, code, version string) error {
	if errs.Is(err, errs.NotFound) {
		return errs.New(errs.NotFound, "definition.version_unknown").With("code", code).With("version", version).Because(err)
	}
	return err
}
