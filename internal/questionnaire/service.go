package questionnaire

import (
	"context"
	"errors"
	"sync"
	"time"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/indicator"
	"manyi.dev/manyi/internal/indicator/definition"
)

// Version is a published questionnaire.
type Version struct {
	definition.Published[Document]
	System string // id of the indicator system version its bindings point into; empty when it has none
	Form   *Form  // the document prepared for use
}

var versionKind = definition.VersionKind[Document, Version]{
	Table: "questionnaire_versions", More: ", system_id", Cells: func(v *Version) []any { return []any{&v.System} },
	Action: "questionnaire.publish", Kind: "questionnaire_version",
	Of: func(v *Version) *definition.Published[Document] { return &v.Published },
	Read: func(v *Version) {
		v.Document.normalise()
		v.Form = Compile(v.Document)
	},
	Fits: checkMinor,
}

// Service keeps drafts of questionnaires, publishes them and finds published ones.
type Service struct {
	*definition.Drafts[Document]
	*definition.Versions[Document, Version]

	db      *db.DB
	systems *indicator.Service
	trees   sync.Map // id → what drafts are compared with
}

// New returns the service.
func New(d *db.DB, systems *indicator.Service, now func() time.Time) *Service {
	return &Service{
		Drafts: definition.NewDrafts(d, now, draftKind), Versions: definition.NewVersions(d, now, versionKind), db: d, systems: systems,
	}
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
func (s *Service) Publish(ctx context.Context, by audit.Actor, d Document) (Version, error) {
	fresh, err := s.prepare(ctx, by, &d)
	if err != nil {
		return Version{}, err
	}
	return s.Store(ctx, by, fresh, nil)
}

// prepare checks a document and makes the version that it would be.
func (s *Service) prepare(ctx context.Context, by audit.Actor, d *Document) (Version, error) {
	system, err := s.check(ctx, d)
	if err != nil {
		return Version{}, err
	}
	published, err := s.Prepare(by, d.Code, d.Version, d)
	return Version{Published: published, System: system.ID}, err
}

// checkMinor compares a minor version with the nearest published one of the same major version.
func checkMinor(all []Version, now *Version) error {
	major, minor, _ := definition.Version(now.Version)
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
	old, err := nearest.Stored()
	if err != nil {
		return err
	}
	changes, err := Comparable(old, now.Document)
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
