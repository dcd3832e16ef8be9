package demo

import (
	"context"
	"fmt"
	"time"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/auth"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/directory"
	archive "manyi.dev/manyi/internal/directory/customer"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/indicator"
	"manyi.dev/manyi/internal/outreach"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/questionnaire"
	"manyi.dev/manyi/internal/response"
)

// Services are what the demonstration fills.
type Services struct {
	DB         *db.DB
	Auth       *auth.Service
	Directory  *directory.Service
	Customers  *archive.Service
	Systems    *indicator.Service
	Forms      *questionnaire.Service
	Programmes *programme.Service
	Outreach   *outreach.Service
	Responses  *response.Service
	Settle     func(ctx context.Context) error // carries out the waiting jobs and counts the responses
	SetClock   func(t *time.Time)              // sets the services' clock to a moment; nil is the real time again
}

// by is who did it, in the audit log.
var by = audit.Actor{ID: string(auth.System.ID), Name: "demonstration"}

// Is reports whether the record store holds a demonstration, complete or not.
func Is(ctx context.Context, q db.Q) (bool, error) {
	m, err := readMarker(ctx, q)
	return m != "", err
}

// Prepare loads the demonstration. A complete one is left as it is, whatever was done to it since; one whose
// loading was interrupted is continued. A record store with anything else in it is left alone: errs.Conflict
// "demo.other_data". out is told of each wave.
func Prepare(ctx context.Context, s Services, out func(line string)) error {
	m, err := readMarker(ctx, s.DB)
	if err != nil || m == complete {
		return err
	}
	if m == "" {
		if err := s.untouched(ctx); err != nil {
			return err
		}
		if err := writeMarker(ctx, s.DB, loading); err != nil {
			return err
		}
	}
	defer s.SetClock(nil)
	for _, step := range []func(context.Context, func(string)) error{s.loadOutside, s.loadBank, s.loadCustomers, s.loadVisits, s.makeUsers} {
		if err := step(ctx, out); err != nil {
			return fmt.Errorf("load the demonstration: %w", err)
		}
	}
	return writeMarker(ctx, s.DB, complete)
}

// untouched refuses a record store that somebody uses. The administrator whom the first start of a server made,
// and who never logged in, does not count.
func (s *Services) untouched(ctx context.Context) error {
	users, _, err := s.Auth.Users(ctx, auth.System, "", 2)
	if err != nil {
		return err
	}
	programmes, err := s.Programmes.Programmes(ctx)
	if err != nil {
		return err
	}
	tree, err := s.Directory.Tree(ctx, s.Directory.Today())
	if err != nil {
		return err
	}
	fresh := len(users) == 0 || len(users) == 1 && users[0].Login == adminLogin && users[0].MustChange
	if !fresh || len(programmes) > 0 || len(tree.Units) > 0 {
		return errs.New(errs.Conflict, "demo.other_data")
	}
	return nil
}

// at sets the services' clock to a moment in the bank's days.
func (s *Services) at(t time.Time) { s.SetClock(&t) }
