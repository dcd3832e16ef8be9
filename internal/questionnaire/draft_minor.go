package questionnaire

import (
	"context"

	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/indicator/definition"
)

// Minor is the version of the same questionnaire with another number of the same major one: it asks and measures the same
// in other words (D10). It is false when there is none, or the number is of another major version.
func (s *Service) Minor(ctx context.Context, v Version, number string) (Version, bool, error) {
	major, _, _ := definition.Version(v.Version)
	if m, _, ok := definition.Version(number); !ok || m != major {
		return Version{}, false, nil
	}
	other, err := s.ByVersion(ctx, v.Code, number)
	if errs.Is(err, errs.NotFound) {
		return Version{}, false, nil
	}
	return other, err == nil && other.System == v.System, err
}

// Later reports whether the version has a higher number than other.
func (v *Version) Later(other Version) bool {
	return definition.CompareNumbers(v.Version, other.Version) > 0
}
