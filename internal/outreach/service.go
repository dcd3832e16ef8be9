package outreach

import (
	"context"
	"sync"
	"time"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/directory/customer"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/programme"
)

// Service makes and finds links and counts their use.
type Service struct {
	db         *db.DB
	programmes *programme.Service
	customers  *customer.Service
	now        func() time.Time
	zone       *time.Location

	links sync.Map // code → OpenLink: links never change

	mu   sync.Mutex
	uses map[use]*Day // not yet written
}

type use struct {
	wave programme.WaveID
	unit string
	day  string
}

// New returns the service.
func New(d *db.DB, programmes *programme.Service, customers *customer.Service, now func() time.Time, zone *time.Location) *Service {
	return &Service{db: d, programmes: programmes, customers: customers, now: now, zone: zone, uses: map[use]*Day{}}
}

// MakeLinks gives every surveyed unit of an opened wave its link; those that have one keep it.
func (s *Service) MakeLinks(ctx context.Context, wave programme.WaveID) error {
	tree, err := s.programmes.Tree(ctx, wave)
	if err != nil {
		return err
	}
	return s.db.Tx(ctx, func(tx *db.Tx) error {
		for i := range tree.Units {
			u := &tree.Units[i]
			if !u.Surveyed {
				continue
			}
			_, err := tx.Exec(ctx, `INSERT INTO open_links (code, wave_id, unit_id, created_at) VALUES (?, ?, ?, ?)
				ON CONFLICT (wave_id, unit_id) DO NOTHING`, newCode(), wave, u.ID, db.At(s.now()))
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// LinkByCode finds a link; errs.NotFound "link.unknown".
func (s *Service) LinkByCode(ctx context.Context, code string) (OpenLink, error) {
	if l, ok := s.links.Load(code); ok {
		return l.(OpenLink), nil
	}
	unknown := errs.New(errs.NotFound, "link.unknown")
	if !validCode(code) {
		return OpenLink{}, unknown
	}
	l, err := linkByCode(ctx, s.db, code)
	if errs.Is(err, errs.NotFound) {
		return OpenLink{}, unknown
	}
	if err != nil {
		return OpenLink{}, err
	}
	s.links.Store(code, l)
	return l, nil
}

// Links lists a wave's links.
func (s *Service) Links(ctx context.Context, wave programme.WaveID) ([]OpenLink, error) {
	return linksOf(ctx, s.db, wave)
}

// Opened counts that a link's page was opened.
func (s *Service) Opened(ctx context.Context, code string) error {
	return s.count(ctx, code, Day{Opened: 1})
}

// Started counts that a link's first page was sent.
func (s *Service) Started(ctx context.Context, code string) error {
	return s.count(ctx, code, Day{Started: 1})
}

// count adds in memory; Flush writes. A crash loses the last seconds of these counts, never an answer.
func (s *Service) count(ctx context.Context, code string, add Day) error {
	l, err := s.LinkByCode(ctx, code)
	if err != nil {
		return err
	}
	s.add(l.Wave, l.Unit, add)
	return nil
}

// OpenedPersonal counts that the page of a personal link was opened: for its unit and day, not for the customer (D8).
func (s *Service) OpenedPersonal(ctx context.Context, token string) error {
	i, err := s.InvitationByToken(ctx, token)
	if err != nil {
		return err
	}
	s.add(i.Wave, i.Unit, Day{Opened: 1})
	return nil
}

func (s *Service) add(wave programme.WaveID, unit string, add Day) {
	key := use{wave, unit, s.now().In(s.zone).Format(time.DateOnly)}
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.uses[key]
	if d == nil {
		d = &Day{}
		s.uses[key] = d
	}
	d.Opened += add.Opened
	d.Started += add.Started
}

// Flush writes the counts of the last seconds.
func (s *Service) Flush(ctx context.Context) error {
	s.mu.Lock()
	uses := s.uses
	s.uses = map[use]*Day{}
	s.mu.Unlock()
	if len(uses) == 0 {
		return nil
	}
	err := s.db.Tx(ctx, func(tx *db.Tx) error {
		for k, d := range uses {
			if _, err := tx.Exec(ctx, addDay, k.wave, k.unit, k.day, d.Opened, d.Started); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil { // keep them for the next time
		s.mu.Lock()
		defer s.mu.Unlock()
		for k, d := range uses {
			if have := s.uses[k]; have != nil {
				have.Opened, have.Started = have.Opened+d.Opened, have.Started+d.Started
			} else {
				s.uses[k] = d
			}
		}
	}
	return err
}

// Days are a wave's opened and started by unit and day, what is not yet written included.
func (s *Service) Days(ctx context.Context, wave programme.WaveID) ([]Day, error) {
	if err := s.Flush(ctx); err != nil {
		return nil, err
	}
	return daysOf(ctx, s.db, wave)
}
