package directory

import (
	"context"
	"encoding/json"
	"slices"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/calendar"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/errs"
)

// Change is one entry of the log of changes: an edit, an import, or the undoing of one.
type Change struct {
	Revision int64 // counts the changes of the tree
	At       db.Millis
	By       audit.Actor
	Act      Act
	On       calendar.Date // from when it holds; empty for an import
	Units    []Touched     // up to MaxTold
	UndoneAt db.Millis     // 0 when it stands
	UndoneBy string

	before  before
	folding bool // its rows are in org_pending and not all of them in the tables of units
}

// Touched is a unit that a change touched.
type Touched struct {
	ID   string `json:"id"`
	Code string `json:"code"`
	What string `json:"what"` // one of the effects
}

// MaxTold is how many units the log names of a change.
const MaxTold = 100

// before is what undoing a change brings back.
type before struct {
	Units       []unitBefore `json:"units,omitempty"`
	Successions []Succession `json:"successions,omitempty"` // that the change added
	Large       bool         `json:"large,omitempty"`       // too many units: not kept, not to be undone
}

type unitBefore struct {
	ID       string    `json:"id"`
	Created  bool      `json:"created,omitempty"`
	Revision int64     `json:"revision"`
	Versions []Version `json:"versions,omitempty"`
}

// written is one row on its way into the tables of units; one of the three is set.
type written struct {
	Unit       *codedUnit  `json:"unit,omitempty"`
	Version    *Version    `json:"version,omitempty"`
	Succession *Succession `json:"succession,omitempty"`
}

func (r *written) put(ctx context.Context, tx *db.Tx) error {
	switch {
	case r.Unit != nil:
		return putUnit(ctx, tx, *r.Unit)
	case r.Version != nil:
		return putVersion(ctx, tx, *r.Version)
	}
	return putSuccession(ctx, tx, *r.Succession)
}

// touched are the units of a plan that get a version or are part of a succession, by their place.
func (p *plan) touched() []int {
	ends := map[string]bool{}
	for _, s := range p.newSuccessions {
		ends[s.From], ends[s.To] = true, true
	}
	var list []int
	for i := range p.units {
		if ends[p.units[i].id] || slices.ContainsFunc(p.units[i].versions, func(c change) bool { return c.row > 0 }) {
			list = append(list, i)
		}
	}
	return list
}

// writes are the rows of a plan, parents of foreign keys first.
func (p *plan) writes(touched []int, revision int64, now db.Millis) []written {
	var rows []written
	for _, i := range touched {
		rows = append(rows, written{Unit: &codedUnit{p.units[i].id, p.units[i].code, now, revision}})
	}
	for _, i := range touched {
		for _, v := range p.units[i].versions {
			if v.row > 0 {
				v.ChangedAt = now
				rows = append(rows, written{Version: &v.Version})
			}
		}
	}
	for i := range p.newSuccessions {
		rows = append(rows, written{Succession: &p.newSuccessions[i]})
	}
	return rows
}

// beforeOf keeps what a plan is about to change.
func beforeOf(h *history, p *plan, touched []int) before {
	if len(touched) > MaxTold {
		return before{Large: true}
	}
	b := before{Successions: p.newSuccessions}
	for _, i := range touched {
		one := unitBefore{ID: p.units[i].id, Created: p.units[i].isNew, Revision: p.units[i].revision}
		if at, known := h.byID[one.ID]; known {
			for _, v := range h.units[at].versions {
				one.Versions = append(one.Versions, v.Version)
			}
		}
		b.Units = append(b.Units, one)
	}
	return b
}

// fewRows are so few that writing them at once does not keep the intake waiting.
const fewRows = 64

// errMoved is that somebody else changed the tree since it was read; the plan is made anew.
var errMoved = errs.New(errs.Conflict, "directory.moved")

// commit writes what a plan on h changes, all or nothing, without keeping the writer for more than a few milliseconds
// at a time: many rows are staged first, decided upon by one row of the log, and folded in afterwards. Readers see them
// from the decision on. It is errMoved when h is not the latest any more. The caller holds s.writing.
func (s *Service) commit(ctx context.Context, h *history, p *plan, c Change, e audit.Entry, told func(done, total int)) (Change, error) {
	touched := p.touched()
	c.Revision, c.At, c.before = h.revision+1, db.At(s.now()), beforeOf(h, p, touched)
	for _, i := range touched[:min(len(touched), MaxTold)] {
		u := &p.units[i]
		c.Units = append(c.Units, Touched{u.id, u.code, effectOf(h, p, i, c.On).What})
	}
	rows := p.writes(touched, c.Revision, c.At)
	few := len(rows) <= fewRows
	c.folding = !few
	if !few {
		if err := s.stage(ctx, c.Revision, rows, told); err != nil {
			return c, err
		}
	}
	// Once rows are staged the work is finished, whoever asked for it has left or not.
	ctx = context.WithoutCancel(ctx)
	err := s.db.Tx(ctx, func(tx *db.Tx) error {
		if err := insertChange(ctx, tx, &c); err != nil {
			return moved(err)
		}
		if few {
			for i := range rows {
				if err := rows[i].put(ctx, tx); err != nil {
					return err
				}
			}
		}
		tx.AfterCommit(s.forget)
		return audit.Write(ctx, tx, c.By, e)
	})
	if err != nil || few {
		return c, err
	}
	return c, s.fold(ctx, func(done, total int) { tell(told, total+done, 2*total) })
}

func moved(err error) error {
	if errs.HasKey(err, "db.uq_org_changes__revision") {
		return errMoved.Because(err)
	}
	return err
}

func tell(told func(done, total int), done, total int) {
	if told != nil {
		told(done, total)
	}
}

// stage writes rows where nobody sees them yet.
func (s *Service) stage(ctx context.Context, revision int64, rows []written, told func(done, total int)) error {
	return s.db.Chunks(ctx, len(rows), func(tx *db.Tx, from, to int) error {
		for i := from; i < to; i++ {
			if err := insertPending(ctx, tx, revision, i, &rows[i]); err != nil {
				return err
			}
		}
		tell(told, to, 2*len(rows))
		return nil
	})
}

// fold brings decided rows into the tables of units and clears away staged rows that are of no use: also those that an
// interruption left. The caller holds s.writing.
func (s *Service) fold(ctx context.Context, told func(done, total int)) error {
	waiting, err := folding(ctx, s.db)
	if err != nil {
		return err
	}
	for _, revision := range waiting {
		if err := s.foldOne(ctx, revision, told); err != nil {
			return err
		}
	}
	left, err := abandoned(ctx, s.db)
	if err != nil {
		return err
	}
	for _, revision := range left {
		n, err := pendingCount(ctx, s.db, revision)
		if err != nil {
			return err
		}
		if err := s.db.Chunks(ctx, n, func(tx *db.Tx, from, to int) error { return dropPending(ctx, tx, revision, from, to) }); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) foldOne(ctx context.Context, revision int64, told func(done, total int)) error {
	total, err := pendingCount(ctx, s.db, revision)
	if err != nil {
		return err
	}
	var ahead []written // read before the writer is held
	err = s.db.Chunks(ctx, total, func(tx *db.Tx, from, to int) error {
		for len(ahead) < to-from {
			more, err := pendingFrom(ctx, s.db, revision, from+len(ahead), 4096)
			if err != nil || len(more) == 0 {
				return err
			}
			ahead = append(ahead, more...)
		}
		for i := range ahead[:to-from] {
			if err := ahead[i].put(ctx, tx); err != nil {
				return err
			}
		}
		ahead = ahead[to-from:]
		tell(told, to, total)
		return nil
	})
	if err != nil {
		return err
	}
	return s.db.Tx(ctx, func(tx *db.Tx) error {
		c, err := changeByRevision(ctx, tx, revision)
		if err != nil {
			return err
		}
		c.folding = false
		tx.AfterCommit(s.forget)
		return putChange(ctx, tx, &c)
	})
}

// overlay puts rows that are decided but not folded in over what was read.
func (h *history) overlay(rows []written) {
	for _, r := range rows {
		switch {
		case r.Unit != nil:
			if at, known := h.byID[r.Unit.ID]; known {
				h.units[at].revision = r.Unit.Revision
			} else {
				h.add(unitHistory{id: r.Unit.ID, code: r.Unit.Code, revision: r.Unit.Revision})
			}
		case r.Version != nil:
			h.units[h.byID[r.Version.UnitID]].put(change{Version: *r.Version})
		default:
			if !slices.Contains(h.successions, *r.Succession) {
				h.successions = append(h.successions, *r.Succession)
			}
		}
	}
}

// detailsOf is an entry's details from a value that JSON can write; one that it cannot is named in their place.
func detailsOf(v any) map[string]any {
	details := map[string]any{}
	text, err := json.Marshal(v)
	if err == nil {
		err = json.Unmarshal(text, &details)
	}
	if err != nil {
		return map[string]any{"fault": err.Error()}
	}
	return details
}
