package outreach

import (
	"context"
	"maps"
	"slices"

	"github.com/google/uuid"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/calendar"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/directory/customer"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/job"
	"manyi.dev/manyi/internal/programme"
)

// Selection chooses the customers who are to be invited.
type Selection struct {
	Units     []string `json:"units"`            // ids of surveyed units
	Codes     []string `json:"codes,omitempty"`  // of the units that were chosen; empty: all
	Stages    []string `json:"stages,omitempty"` // empty: any
	Kinds     []string `json:"kinds,omitempty"`  // person, company; empty: any
	Status    string   `json:"status,omitempty"`
	Attribute string   `json:"attribute,omitempty"`
	Value     string   `json:"value,omitempty"`
	Limit     int      `json:"limit,omitempty"` // at most so many links; 0: no limit
}

// Check is what a selection would come to today.
type Check struct {
	Matching      int            // customers of the units that the selection means
	InvitedBefore int            // of them: already have a link of the wave
	Usable        int            // of the others: may be asked
	Refused       map[string]int // of the others: may not, by reason
}

// BatchState says whether links are still being issued.
type BatchState string

// The states.
const (
	Issuing BatchState = "issuing"
	Done    BatchState = "done"
	Failed  BatchState = "failed"
)

// InvitationBatch is one issue of personal links.
type InvitationBatch struct {
	ID            string
	Wave          programme.WaveID
	State         BatchState
	Selection     Selection
	place         string // up to which the customers were gone through
	Matching      int    // known from the beginning
	Seen          int    // of them: gone through
	Issued        int
	InvitedBefore int
	Refused       map[string]int
	Problem       string // message key of what ended it
	By            audit.Actor
	CreatedAt     db.Millis
	FinishedAt    db.Millis
}

// IssueLinks is the job that issues a batch.
type IssueLinks struct {
	Batch string `json:"batch"`
}

// Kind names the job.
func (IssueLinks) Kind() string { return "outreach.issue_links" }

// purpose is what contact points must be usable for.
const purpose = "survey"

// pageSize is how many customers are looked at together.
const pageSize = 500

// CheckInvitations counts what a selection comes to, and writes nothing.
func (s *Service) CheckInvitations(ctx context.Context, wave programme.Wave, sel Selection) (Check, error) {
	c := Check{Refused: map[string]int{}}
	today := calendar.DateAt(s.now(), s.zone)
	err := s.candidates(ctx, sel, "", func(page []candidate, _ string) (bool, error) {
		before, err := invitedAmong(ctx, s.db, wave.ID, "", customersOf(page))
		if err != nil {
			return false, err
		}
		for i := range page {
			c.Matching++
			if slices.Contains(before, page[i].sheet.ID) {
				c.InvitedBefore++
			} else if reason := refusal(page[i].sheet, today); reason != "" {
				c.Refused[reason]++
			} else {
				c.Usable++
			}
		}
		return true, nil
	})
	return c, err
}

// candidate is a customer with the unit about which he would be asked.
type candidate struct {
	sheet *customer.Sheet
	unit  string
}

func customersOf(page []candidate) []string {
	ids := make([]string, len(page))
	for i := range page {
		ids[i] = page[i].sheet.ID
	}
	return ids
}

// candidates goes through the customers of a selection from a place on, until one says false. next is the place behind the
// page, empty behind the last.
func (s *Service) candidates(ctx context.Context, sel Selection, place string, one func(page []candidate, next string) (bool, error)) error {
	q := customer.Query{
		Units: sel.Units, Status: sel.Status, Attribute: sel.Attribute, Value: sel.Value, After: place, Limit: pageSize,
	}
	if len(sel.Stages) == 1 {
		q.Stage = sel.Stages[0]
	}
	today := calendar.DateAt(s.now(), s.zone)
	for {
		sheets, next, err := s.customers.Candidates(ctx, q)
		if err != nil {
			return err
		}
		page := make([]candidate, 0, len(sheets))
		for i := range sheets {
			if unit := sel.unitOf(&sheets[i], today); unit != "" {
				page = append(page, candidate{&sheets[i], unit})
			}
		}
		on, err := one(page, next)
		if err != nil || !on || next == "" {
			return err
		}
		q.After = next
	}
}

// unitOf is the unit about which the selection asks a customer: that of his latest relation which holds today. Empty when
// the selection does not mean him.
func (sel *Selection) unitOf(c *customer.Sheet, today calendar.Date) string {
	if len(sel.Kinds) > 0 && !slices.Contains(sel.Kinds, string(c.Kind)) {
		return ""
	}
	var best customer.Relation
	for _, r := range c.Relations {
		if !slices.Contains(sel.Units, r.Unit) || len(sel.Stages) > 0 && !slices.Contains(sel.Stages, r.Stage) ||
			r.From > today || r.Until != "" && r.Until < today {
			continue
		}
		if best.Unit == "" || r.From > best.From {
			best = r
		}
	}
	return best.Unit
}

// refusal is why a customer may not be asked, empty when he may. The archive decides; this only puts it into words.
func refusal(c *customer.Sheet, today calendar.Date) string {
	for i := range c.Contacts {
		if c.Usable(&c.Contacts[i], purpose, today) {
			return ""
		}
	}
	reached := func(ok func(*customer.Contact) bool) bool {
		return slices.ContainsFunc(c.Contacts, func(p customer.Contact) bool { return p.Kind != customer.IDNumber && ok(&p) })
	}
	switch {
	case c.DoNotContact:
		return "do_not_contact"
	case c.SpecialMark:
		return "special_mark"
	case c.Status == "lost":
		return "lost"
	case !reached(func(*customer.Contact) bool { return true }):
		return "no_contact"
	case !reached(func(p *customer.Contact) bool { return p.Consent != "refused" }):
		return "consent"
	case !reached(func(p *customer.Contact) bool { return p.Consent != "refused" && slices.Contains(p.Purposes, purpose) }):
		return "purpose"
	}
	return "out_of_date"
}

// IssueInvitations has links issued to everybody of a selection who may be asked and has none in the wave yet. The answer
// names the batch; the work is a job.
func (s *Service) IssueInvitations(ctx context.Context, by audit.Actor, wave programme.Wave, sel Selection) (InvitationBatch, error) {
	check, err := s.CheckInvitations(ctx, wave, sel)
	if err != nil {
		return InvitationBatch{}, err
	}
	b := InvitationBatch{
		ID: newID(), Wave: wave.ID, State: Issuing, Selection: sel, Matching: check.Matching, Refused: map[string]int{}, By: by, CreatedAt: db.At(s.now()),
	}
	return b, s.db.Tx(ctx, func(tx *db.Tx) error {
		if err := invitable(ctx, tx, wave); err != nil {
			return err
		}
		if check.Usable == 0 {
			return errs.New(errs.Invalid, "invitation.nobody")
		}
		if err := insertInvitationBatch(ctx, tx, &b); err != nil {
			return err
		}
		// Jobs of the kind run one after the other, so that two batches cannot both find a customer without a link.
		return job.Add(ctx, tx, IssueLinks{Batch: b.ID}, job.Unique(b.ID))
	})
}

// Issue does the work of a batch: it goes on where it was interrupted.
func (s *Service) Issue(ctx context.Context, id string) error {
	b, err := invitationBatch(ctx, s.db, id)
	if err != nil || b.State != Issuing {
		return err
	}
	wave, err := s.programmes.Wave(ctx, b.Wave)
	if err != nil {
		return err
	}
	err = s.issue(ctx, &b, wave)
	if errs.HasKey(err, "request.cursor") { // the customer at whom it was interrupted is gone: from the beginning
		b.place, b.Seen, b.InvitedBefore, b.Refused = "", 0, 0, map[string]int{}
		err = s.issue(ctx, &b, wave)
	}
	switch all := errs.All(err); {
	case err == nil:
		return s.endBatch(ctx, &b, wave, Done, "")
	case len(all) > 0 && (all[0].Kind == errs.Invalid || all[0].Kind == errs.Conflict):
		return s.endBatch(ctx, &b, wave, Failed, all[0].Key)
	}
	return err
}

func (s *Service) issue(ctx context.Context, b *InvitationBatch, wave programme.Wave) error {
	return s.candidates(ctx, b.Selection, b.place, func(page []candidate, next string) (bool, error) {
		if err := ctx.Err(); err != nil {
			return false, err
		}
		if err := s.db.Tx(ctx, func(tx *db.Tx) error { return s.issuePage(ctx, tx, b, wave, page, next) }); err != nil {
			return false, err
		}
		// Whoever was erased after his page was read had no invitation then that could be cut.
		there, err := s.customers.Named(ctx, customersOf(page))
		if err != nil {
			return false, err
		}
		for _, id := range customersOf(page) {
			if _, ok := there[id]; ok {
				continue
			}
			if err := s.db.Tx(ctx, func(tx *db.Tx) error { _, _, err := s.Erase(ctx, tx, id); return err }); err != nil {
				return false, err
			}
		}
		return !b.full(), nil
	})
}

func (b *InvitationBatch) full() bool { return b.Selection.Limit > 0 && b.Issued >= b.Selection.Limit }

// issuePage makes the invitations of a page and notes how far the batch is.
func (s *Service) issuePage(ctx context.Context, tx *db.Tx, b *InvitationBatch, wave programme.Wave, page []candidate, next string) error {
	if err := going(ctx, tx, b.ID); err != nil {
		return err
	}
	if err := invitable(ctx, tx, wave); err != nil {
		return err
	}
	before, err := invitedAmong(ctx, tx, wave.ID, b.ID, customersOf(page))
	if err != nil {
		return err
	}
	made, err := madeAmong(ctx, tx, b.ID, customersOf(page))
	if err != nil {
		return err
	}
	now, today := db.At(s.now()), calendar.DateAt(s.now(), s.zone)
	after := *b
	after.Refused = maps.Clone(b.Refused)
	var fresh []Invitation
	for _, c := range page {
		if after.full() {
			break
		}
		after.Seen++
		reason := refusal(c.sheet, today)
		switch {
		case slices.Contains(made, c.sheet.ID):
		case slices.Contains(before, c.sheet.ID):
			after.InvitedBefore++
		case reason != "":
			after.Refused[reason]++
		default:
			i := Invitation{
				ID: newID(), Wave: wave.ID, Unit: c.unit, Customer: c.sheet.ID, Batch: b.ID, State: Issued, IssuedAt: now, IssuedBy: b.By.Name,
			}
			i.Hash = hashOf(s.token(&i))
			fresh = append(fresh, i)
			after.Issued++
		}
	}
	if err := insertInvitations(ctx, tx, fresh); err != nil {
		return err
	}
	after.place = next
	tx.AfterCommit(func() { *b = after })
	return putInvitationBatch(ctx, tx, &after)
}

func (s *Service) endBatch(ctx context.Context, b *InvitationBatch, wave programme.Wave, state BatchState, problem string) error {
	b.State, b.Problem, b.FinishedAt = state, problem, db.At(s.now())
	return s.db.Tx(ctx, func(tx *db.Tx) error {
		if err := putInvitationBatch(ctx, tx, b); err != nil {
			return err
		}
		return audit.Write(ctx, tx, b.By, audit.Entry{Action: "invitation.issue", Kind: "wave", Object: wave.Code, Details: map[string]any{
			"batch": b.ID, "state": string(state), "links": b.Issued, "invited_before": b.InvitedBefore, "refused": b.Refused,
		}})
	})
}

// InvitationBatches are the issues of a wave, newest first.
func (s *Service) InvitationBatches(ctx context.Context, wave programme.WaveID) ([]InvitationBatch, error) {
	return invitationBatches(ctx, s.db, wave)
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }
