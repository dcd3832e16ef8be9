package questionnaire

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/google/uuid"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/indicator"
	"manyi.dev/manyi/internal/indicator/definition"
)

// Version is a published questionnaire. It never changes; its Document must not be changed by readers.
type Version struct {
	ID          string
	Code        string
	Version     string
	System      string // id of the indicator system version its bindings point into; empty when it has none
	Document    *Document
	Form        *Form  // the document prepared for use
	Hash        string // SHA-256 of the canonical document
	PublishedAt db.Millis
	PublishedBy string // id of the actor

	text string // the canonical document
}

// Service publishes questionnaires and finds published ones.
type Service struct {
	db      *db.DB
	systems *indicator.Service
	now     func() time.Time

	cache sync.Map // id → Version: a version never changes, so it is never stale
	ids   sync.Map // "code version" → id
	trees sync.Map // id → what drafts are compared with
}

// New returns the service.
func New(d *db.DB, systems *indicator.Service, now func() time.Time) *Service {
	return &Service{db: d, systems: systems, now: now}
}

// Check is the function Check against the published system that the document names.
func (s *Service) Check(ctx context.Context, d *Document) error {
	_, err := s.check(ctx, d)
	return err
}

func (s *Service) check(ctx context.Context, d *Document) (system indicator.Version, err error) {
	if d.System != nil {
		system, err = s.systems.ByVersion(ctx, d.System.Code, d.System.Version)
		if err != nil && !errs.Is(err, errs.NotFound) { // that there is none is a fault of the document
			return system, err
		}
	}
	return system, Check(d, system.Document)
}

// Publish checks a questionnaire against its published indicator system and stores it as a version. The same
// content again is the version there is; other content under a version that exists is errs.Conflict
// "definition.version_taken". A minor version must differ from the nearest one of the same major version in wording only (decision D10):
// each other change is errs.Invalid "questionnaire.minor_changes_meaning" with its place.
func (s *Service) Publish(ctx context.Context, by audit.Actor, d Document) (v Version, err error) {
	fresh, err := s.prepare(ctx, by, &d)
	if err != nil {
		return Version{}, err
	}
	err = s.db.Tx(ctx, func(tx *db.Tx) error {
		v, err = s.store(ctx, tx, by, &d, fresh, map[string]any{})
		return err
	})
	if err != nil {
		return Version{}, err
	}
	return s.keep(v)
}

// prepare checks a document and makes the version that it would be.
func (s *Service) prepare(ctx context.Context, by audit.Actor, d *Document) (Version, error) {
	system, err := s.check(ctx, d)
	if err != nil {
		return Version{}, err
	}
	text, err := definition.Canonical(d)
	if err != nil {
		return Version{}, err
	}
	return Version{
		ID: uuid.Must(uuid.NewV7()).String(), Code: d.Code, Version: d.Version, System: system.ID,
		Hash: definition.Hash(text), PublishedAt: db.At(s.now()), PublishedBy: by.ID, text: string(text),
	}, nil
}

// store writes the version that a document became; details are for the audit log.
func (s *Service) store(ctx context.Context, tx *db.Tx, by audit.Actor, d *Document, fresh Version, details map[string]any) (Version, error) {
	all, err := versionsOf(ctx, tx, d.Code)
	if err != nil {
		return Version{}, err
	}
	for _, have := range all {
		if have.Version != d.Version {
			continue
		}
		if have.Hash == fresh.Hash {
			return have, nil
		}
		return have, errs.New(errs.Conflict, "definition.version_taken").At("version").With("code", d.Code).With("version", d.Version)
	}
	if err := checkMinor(all, d); err != nil {
		return Version{}, err
	}
	if err := db.Insert(ctx, tx, "questionnaire_versions", versionCols, versionCells(&fresh)); err != nil {
		return Version{}, err
	}
	details["hash"] = fresh.Hash
	return fresh, audit.Write(ctx, tx, by, audit.Entry{
		Action: "questionnaire.publish", Kind: "questionnaire_version", Object: d.Code + " " + d.Version, Details: details,
	})
}

// checkMinor compares a minor version with the nearest published one of the same major version.
func checkMinor(all []Version, d *Document) error {
	major, minor, _ := definition.Version(d.Version)
	var nearest *Version
	distance := 0
	for i := range all {
		m, n, _ := definition.Version(all[i].Version)
		if away := max(n-minor, minor-n); m == major && (nearest == nil || away < distance) {
			nearest, distance = &all[i], away
		}
	}
	if nearest == nil {
		return nil
	}
	var old Document
	if err := json.Unmarshal([]byte(nearest.text), &old); err != nil {
		return fmt.Errorf("read questionnaire version %s: %w", nearest.ID, err)
	}
	changes, err := Comparable(&old, d)
	if err != nil {
		return err
	}
	var faults []error
	for _, c := range changes {
		if !c.Text {
			faults = append(faults, errs.New(errs.Invalid, "questionnaire.minor_changes_meaning").At(c.Place).With("version", nearest.Version))
		}
	}
	return errors.Join(faults...)
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

// keep reads and compiles the stored document once and remembers the version.
func (s *Service) keep(v Version) (Version, error) {
	if known, ok := s.cache.Load(v.ID); ok {
		return known.(Version), nil
	}
	v.Document = new(Document)
	if err := json.Unmarshal([]byte(v.text), v.Document); err != nil {
		return Version{}, fmt.Errorf("read questionnaire version %s: %w", v.ID, err)
	}
	v.Document.normalise()
	v.Form = Compile(v.Document)
	known, _ := s.cache.LoadOrStore(v.ID, v)
	s.ids.Store(v.Code+" "+v.Version, v.ID)
	return known.(Version), nil
}

func unknown(err error, code, version string) error {
	if errs.Is(err, errs.NotFound) {
		return errs.New(errs.NotFound, "definition.version_unknown").With("code", code).With("version", version).Because(err)
	}
	return err
}
