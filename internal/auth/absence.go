package auth

import (
	"context"
	"errors"
	"time"

	"manyi.dev/manyi/internal/calendar"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/errs"
)

// Absence says who stands in for a user from one day to another, both included. While it lasts the deputy has the
// user's grants beside his own, an administrator's excepted; the user keeps his.
type Absence struct {
	User        UserID
	From, To    string // days
	Deputy      UserID
	DeputyName  string
	DeputyLogin string
	setAt       db.Millis
}

// absenceLasts is the longest absence in days; who is away longer has his grants changed.
const absenceLasts = 366

// AbsencePlan is an absence to be.
type AbsencePlan struct {
	From, To string // days
	Deputy   string // login
}

// today is the day in the installation's zone.
func (s *Service) today() calendar.Date { return calendar.DateAt(s.now(), s.zone) }

// SetAbsence notes that a user is away and who stands in for him, in the place of what was noted before. It needs
// user.change, or to be that user.
func (s *Service) SetAbsence(ctx context.Context, by Actor, id UserID, p AbsencePlan) error {
	return s.absence(ctx, by, id, func(ctx context.Context, tx *db.Tx, u *User) error {
		deputy, err := s.planned(ctx, tx, u, &p)
		if err != nil {
			return err
		}
		if err := deleteAbsence(ctx, tx, id); err != nil {
			return err
		}
		a := Absence{User: id, From: p.From, To: p.To, Deputy: deputy.ID, setAt: db.At(s.now())}
		if err := insertAbsence(ctx, tx, &a); err != nil {
			return err
		}
		return written(ctx, tx, by, "user.set_absence", *u, map[string]any{"from": p.From, "to": p.To, "deputy": deputy.Login})
	})
}

// EndAbsence takes back what was noted about a user's absence. It needs user.change, or to be that user.
func (s *Service) EndAbsence(ctx context.Context, by Actor, id UserID) error {
	return s.absence(ctx, by, id, func(ctx context.Context, tx *db.Tx, u *User) error {
		if u.Absence == nil {
			return errs.New(errs.NotFound, "auth.absence.none")
		}
		if err := deleteAbsence(ctx, tx, id); err != nil {
			return err
		}
		return written(ctx, tx, by, "user.end_absence", *u, map[string]any{"from": u.Absence.From, "to": u.Absence.To, "deputy": u.Absence.DeputyLogin})
	})
}

// OwnAbsence is the actor's own absence; nil when nothing is noted, and of a key and the program itself.
func (s *Service) OwnAbsence(ctx context.Context, by Actor) (*Absence, error) {
	if by.key || by.system || by.Nobody() {
		return nil, nil
	}
	list, err := absencesOf(ctx, s.db, []UserID{by.ID})
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}

func (s *Service) absence(ctx context.Context, by Actor, id UserID, f func(context.Context, *db.Tx, *User) error) error {
	switch {
	case by.key:
		return errOfPerson
	case by.ID != id || by.Nobody():
		if err := Require(by, UserChange); err != nil {
			return err
		}
	}
	return s.db.Tx(ctx, func(tx *db.Tx) error {
		u, err := userByID(ctx, tx, id)
		if err != nil {
			return unknown(err)
		}
		return f(ctx, tx, &u)
	})
}

// planned checks a plan, every fault of it, and finds the deputy.
func (s *Service) planned(ctx context.Context, q db.Q, u *User, p *AbsencePlan) (User, error) {
	faults := s.period(p)
	deputy, err := userByLogin(ctx, q, normal(p.Deputy))
	switch {
	case errs.Is(err, errs.NotFound), err == nil && deputy.State() != StateActive:
		faults = append(faults, errs.New(errs.Invalid, "auth.absence.deputy").At("deputy"))
	case err != nil:
		return deputy, err
	case deputy.ID == u.ID:
		faults = append(faults, errs.New(errs.Invalid, "auth.absence.self").At("deputy"))
	default:
		if a := deputy.Absence; a != nil && a.From <= p.To && p.From <= a.To {
			faults = append(faults, errs.New(errs.Invalid, "auth.absence.deputy_away").At("deputy").With("name", deputy.Name).With("from", a.From).With("to", a.To))
		}
	}
	return deputy, errors.Join(faults...)
}

func (s *Service) period(p *AbsencePlan) []error {
	var faults []error
	fault := func(key, field string) { faults = append(faults, errs.New(errs.Invalid, key).At(field)) }
	from, e1 := calendar.ParseDate(p.From)
	to, e2 := calendar.ParseDate(p.To)
	if e1 != nil {
		fault("wave.date", "from")
	}
	if e2 != nil {
		fault("wave.date", "to")
	}
	if len(faults) > 0 {
		return faults
	}
	p.From, p.To = string(from), string(to)
	switch {
	case to < from:
		fault("auth.absence.period", "to")
	case to < s.today():
		fault("auth.absence.past", "to")
	case to >= from.AddDays(absenceLasts):
		fault("auth.absence.long", "to")
	}
	return faults
}

// actor is the user as he acts today: with the grants of those for whom he stands in.
func (s *Service) actor(ctx context.Context, u *User) (Actor, error) {
	a := u.actor()
	absent, err := standsFor(ctx, s.db, u.ID, string(s.today()))
	if err != nil {
		return Actor{}, err
	}
	for i := range absent {
		one := &absent[i]
		a.StandsFor = append(a.StandsFor, one.Name)
		for _, g := range one.Grants {
			if g.Role != Administrator {
				a.Grants = append(a.Grants, g)
			}
		}
	}
	return a, nil
}

// zoneOf is the zone in which days begin.
func zoneOf(zone *time.Location) *time.Location {
	if zone == nil {
		return time.UTC
	}
	return zone
}
