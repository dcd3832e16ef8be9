package indicator

import (
	"context"
	"time"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/indicator/definition"
)

// Version is a published indicator system.
type Version = definition.Published[Document]

var versionKind = definition.VersionKind[Document, Version]{
	Table: "indicator_versions", Action: "indicator.publish", Kind: "indicator_version",
	Of: func(v *Version) *Version { return v },
}

// Service keeps drafts of indicator systems, publishes them and finds published ones.
type Service struct {
	*definition.Drafts[Document]
	*definition.Versions[Document, Version]

	db *db.DB
}

// New returns the service.
func New(d *db.DB, now func() time.Time) *Service {
	return &Service{definition.NewDrafts(d, now, draftKind), definition.NewVersions(d, now, versionKind), d}
}

// Publish checks a system and stores it as a version. The same content again is the version there is; other content
// under a version that exists is errs.Conflict "definition.version_taken". Faults are those of Check.
func (s *Service) Publish(ctx context.Context, by audit.Actor, d Document) (Version, error) {
	fresh, err := s.prepare(by, &d)
	if err != nil {
		return Version{}, err
	}
	return s.Store(ctx, by, fresh, nil)
}

// prepare checks a document and makes the version that it would be.
func (s *Service) prepare(by audit.Actor, d *Document) (Version, error) {
	if err := Check(d); err != nil {
		return Version{}, err
	}
	return s.Prepare(by, d.Code, d.Version, d)
}
