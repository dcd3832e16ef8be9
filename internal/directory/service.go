package directory

import (
	"context"
	"slices"
	"sync"
	"time"

	"manyi.dev/manyi/internal/calendar"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/errs"
)

// Service imports units and draws trees.
type Service struct {
	db   *db.DB
	now  func() time.Time
	zone *time.Location

	writing sync.Mutex // one change at a time; other processes are told by the log's key

	mu    sync.Mutex
	cache *history
	until time.Time
}

// staleAfter is how long another process's import may go unseen; one of this process is seen at once.
const staleAfter = 5 * time.Second

// New returns the service. zone is the installation's: it says what day today is.
func New(d *db.DB, now func() time.Time, zone *time.Location) *Service {
	return &Service{db: d, now: now, zone: zone}
}

// Today is the day it is.
func (s *Service) Today() calendar.Date { return calendar.DateAt(s.now(), s.zone) }

// Tree is the tree of open units as of a day.
func (s *Service) Tree(ctx context.Context, asOf calendar.Date) (*Tree, error) {
	h, err := s.history(ctx)
	if err != nil {
		return nil, err
	}
	var open []Unit
	for i := range h.units {
		if v := h.units[i].at(asOf); v != nil && !v.Closed {
			open = append(open, h.units[i].unit(v))
		}
	}
	return newTree(asOf, open), nil
}

func (u *unitHistory) unit(v *change) Unit {
	return Unit{
		Node: Node{ID: u.id, Code: u.code, ParentID: v.ParentID, Parent: -1}, Name: v.Names(), Type: v.Type, Manager: v.Manager,
		ValidFrom: v.ValidFrom, Closed: v.Closed, Revision: u.revision,
	}
}

// Scope lists the ids of the units, of those below them today, of closed units that last lay below them, and of the
// predecessors whose successors are all among these: what somebody with a permission for the units may see, answers of
// the past included. An unknown id adds nothing.
func (s *Service) Scope(ctx context.Context, ids ...string) ([]string, error) {
	h, err := s.history(ctx)
	if err != nil {
		return nil, err
	}
	return h.scope(s.Today(), ids), nil
}

// scope is Scope as of a day. Units that open later count by how they will open: who makes one must find it again.
func (h *history) scope(today calendar.Date, ids []string) []string {
	set := map[string]bool{}
	below := map[string][]string{}
	for i := range h.units {
		u := &h.units[i]
		v := u.at(today)
		if v == nil && len(u.versions) > 0 {
			v = &u.versions[0]
		}
		if v != nil {
			below[v.ParentID] = append(below[v.ParentID], u.id)
		}
	}
	var add func(id string)
	add = func(id string) {
		if _, known := h.byID[id]; !known || set[id] {
			return
		}
		set[id] = true
		for _, child := range below[id] {
			add(child)
		}
	}
	for _, id := range ids {
		add(id)
	}
	newSuccessions(h.successions).withPredecessors(set)
	scope := make([]string, 0, len(set))
	for id := range set {
		scope = append(scope, id)
	}
	slices.Sort(scope)
	return scope
}

// Successions are all that are recorded.
func (s *Service) Successions(ctx context.Context) (Successions, error) {
	h, err := s.history(ctx)
	if err != nil {
		return Successions{}, err
	}
	return newSuccessions(h.successions), nil
}

// Past is a unit with everything recorded of it.
type Past struct {
	Unit        Unit // as of today; closed ones too
	Versions    []Version
	Successions []Succession // on either side
}

// Past is the history of a unit by code; errs.NotFound "directory.unit_unknown".
func (s *Service) Past(ctx context.Context, code string) (Past, error) {
	h, err := s.history(ctx)
	if err != nil {
		return Past{}, err
	}
	at, known := h.byCode[code]
	if !known {
		return Past{}, errs.New(errs.NotFound, "directory.unit_unknown").With("unit", code)
	}
	u := &h.units[at]
	now := u.at(s.Today())
	if now == nil { // opens later
		now = &u.versions[0]
	}
	past := Past{Unit: u.unit(now)}
	for _, v := range u.versions {
		past.Versions = append(past.Versions, v.Version)
	}
	for _, one := range h.successions {
		if one.From == u.id || one.To == u.id {
			past.Successions = append(past.Successions, one)
		}
	}
	return past, nil
}

// history is all that is recorded, kept for a moment because every request asks for the tree. It must not be changed.
func (s *Service) history(ctx context.Context) (*history, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cache != nil && s.now().Before(s.until) {
		return s.cache, nil
	}
	h, err := load(ctx, s.db)
	if err != nil {
		return nil, err
	}
	s.cache, s.until = h, s.now().Add(staleAfter)
	return h, nil
}

func (s *Service) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cache = nil
}

// load reads what is recorded. Decided rows are read before the tables they are on their way to, so that none is missed.
func load(ctx context.Context, q db.Q) (*history, error) {
	revision, err := lastRevision(ctx, q)
	if err != nil {
		return nil, err
	}
	rows, err := pending(ctx, q)
	if err != nil {
		return nil, err
	}
	units, err := allUnits(ctx, q)
	if err != nil {
		return nil, err
	}
	versions, err := allVersions(ctx, q)
	if err != nil {
		return nil, err
	}
	successions, err := allSuccessions(ctx, q)
	if err != nil {
		return nil, err
	}
	h := newHistory(units, versions, successions)
	h.revision = revision
	h.overlay(rows)
	return h, nil
}
