package response

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/outreach"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/questionnaire"
)

// Typed are answers as they were typed, by field name, without empty ones.
type Typed map[string][]string

// Draft is what was typed through a personal link and not sent yet. It is kept page by page (D7), so that the customer can
// go on where he stopped, on another device too.
type Draft struct {
	hash             string // of the token
	wave             programme.WaveID
	unit, invitation string
	form             string // the version it was begun on: it ends on it (D10)
	Page             int    // where to go on
	Language         string
	Typed            Typed
	Revision         int64 // counts the savings; 0: there is no draft
	editor           string
	stroke           int64
	StartedAt        db.Millis
	SavedAt          db.Millis
}

// Visit is what a personal link leads to.
type Visit struct {
	Invitation outreach.Invitation
	Wave       programme.Wave
	Form       questionnaire.Version
	Draft      Draft
}

// Visit finds what a personal link leads to, and changes nothing. errs.NotFound "invitation.unknown" for a token that was
// never made or was replaced, errs.Gone "invitation.revoked", errs.Conflict "invitation.answered" with the receipt; and, with
// the Visit, errs.Gone "link.closed" or errs.Unavailable "link.paused" of a wave that takes no answers now.
func (s *Service) Visit(ctx context.Context, token string) (Visit, error) {
	i, err := s.outreach.InvitationByToken(ctx, token)
	if err != nil {
		return Visit{}, err
	}
	v := Visit{Invitation: i}
	if v.Wave, err = s.programmes.Wave(ctx, i.Wave); err != nil {
		return Visit{}, err
	}
	if v.Draft, err = draftOf(ctx, s.db, i.Hash); err != nil {
		return Visit{}, err
	}
	version := v.Wave.Questionnaire
	if v.Draft.Revision > 0 {
		version = v.Draft.form
	}
	if v.Form, err = s.forms.ByID(ctx, version); err != nil {
		return Visit{}, err
	}
	if err := s.usable(ctx, s.db, &i); err != nil {
		return v, err
	}
	return v, Taking(v.Wave.State)
}

// usable is Invitation.Usable, an answered one with its receipt and whether it was a draft that became partial.
func (s *Service) usable(ctx context.Context, q db.Q, i *outreach.Invitation) error {
	err := i.Usable()
	if i.State != outreach.Answered {
		return err
	}
	original, e := storedOf(ctx, q, i.Wave, i.Response)
	if e != nil {
		return e
	}
	return errs.New(errs.Conflict, "invitation.answered").With("receipt", original.receipt).With("partial", original.state == Partial).Because(err)
}

// Page is one page of a personal link as it was typed.
type Page struct {
	Token    string
	Editor   string // who types: an id that each opening of the link has for itself
	Stroke   int64  // counts what the editor changed
	Late     bool   // sent beside the page: dropped when the editor has saved something newer
	On       int    // the page whose answers these are
	Next     int    // the page to go on with
	Seen     int64  // revision of the draft that the page was made of
	Language string
	Typed    Typed // all fields that came, those of other pages included
	Began    time.Time
	Version  string // number of the questionnaire version the page was made of; "" is the wave's
}

// Saved is a draft after a page was saved.
type Saved struct {
	Draft
	Other bool // another device saved since the page was made
}

// saveTries is how often a page is saved again when another one came in between.
const saveTries = 8

// Save keeps a page. Answers of the page replace those kept of it. When the draft was saved by another device since the page
// was made, both are kept: what the page left empty stays as the other device typed it, what both answered is as the page has
// it, and Saved.Other is set. A wave that is paused keeps drafts: nothing is lost in the middle of answering.
func (s *Service) Save(ctx context.Context, p Page) (Saved, error) {
	if err := s.allowDraft(p.Token); err != nil {
		return Saved{}, err
	}
	v, err := s.Visit(ctx, p.Token)
	if err != nil && !errs.HasKey(err, "link.paused") {
		return Saved{}, err
	}
	if v.Draft.Revision == 0 && p.Version != "" {
		begun, ok, err := s.forms.Minor(ctx, v.Form, p.Version)
		if err != nil {
			return Saved{}, err
		}
		if ok {
			v.Form = begun
		}
	}
	for range saveTries {
		saved, ok, err := s.save(ctx, &v, &p)
		if err != nil || ok {
			return saved, err
		}
		if v.Draft, err = draftOf(ctx, s.db, v.Invitation.Hash); err != nil {
			return Saved{}, err
		}
	}
	return Saved{}, errs.New(errs.Unavailable, "response.busy")
}

// save writes the page over the draft of the visit; false when that is not the latest any more.
func (s *Service) save(ctx context.Context, v *Visit, p *Page) (saved Saved, ok bool, err error) {
	now, d := db.At(s.now()), v.Draft
	if p.Late && d.editor == p.Editor && d.stroke >= p.Stroke && d.Revision > 0 {
		return Saved{Draft: d}, true, nil
	}
	saved.Other = d.Revision > p.Seen && d.editor != p.Editor
	if d.Revision == 0 {
		d = Draft{
			hash: v.Invitation.Hash, wave: v.Wave.ID, unit: v.Invitation.Unit, invitation: v.Invitation.ID, form: v.Form.ID,
			StartedAt: startOf(p.Began, s.now()), Typed: fieldsOf(v.Form.Form, p.Typed),
		}
		if d.StartedAt == 0 {
			d.StartedAt = now
		}
	} else {
		d.Typed = merge(v.Form.Form, d.Typed, p, saved.Other)
	}
	d.Page, d.Language, d.SavedAt, d.Revision, d.editor, d.stroke = p.Next, p.Language, now, d.Revision+1, p.Editor, p.Stroke
	err = s.db.Tx(ctx, func(tx *db.Tx) error {
		i, err := outreach.InvitationIn(ctx, tx, v.Invitation.ID)
		if err != nil {
			return err
		}
		if i.Hash != v.Invitation.Hash { // replaced meanwhile
			return errs.New(errs.NotFound, "invitation.unknown")
		}
		if err := s.usable(ctx, tx, &i); err != nil {
			return err
		}
		if ok, err = putDraft(ctx, tx, &d); err != nil || !ok || d.Revision > 1 {
			return err
		}
		return outreach.MarkStarted(ctx, tx, i.ID, now)
	})
	saved.Draft = d
	return saved, ok, err
}

// fieldsOf are those of the fields that belong to an item of the questionnaire.
func fieldsOf(form *questionnaire.Form, typed Typed) Typed {
	kept := Typed{}
	for name, values := range typed {
		if _, ok := form.Entry(strings.TrimSuffix(name, questionnaire.OtherSuffix)); ok && len(values) > 0 {
			kept[name] = values
		}
	}
	return kept
}

// merge is a draft with the answers of one page in it. other says that another device saved since the page was made.
func merge(form *questionnaire.Form, kept Typed, p *Page, other bool) Typed {
	next, came := maps.Clone(kept), fieldsOf(form, p.Typed)
	if next == nil {
		next = Typed{}
	}
	for _, e := range form.Items() {
		if form.Page(e.Section) != p.On {
			continue
		}
		fields := []string{e.Code, e.Code + questionnaire.OtherSuffix}
		if other && !slices.ContainsFunc(fields, func(name string) bool { return came[name] != nil }) {
			continue // the item with its text is one answer
		}
		for _, name := range fields {
			delete(next, name)
			if values := came[name]; values != nil {
				next[name] = values
			}
		}
	}
	return next
}

// DraftCounts are the drafts of a wave by unit.
func (s *Service) DraftCounts(ctx context.Context, wave programme.WaveID) ([]DraftCount, error) {
	return draftCounts(ctx, s.db, wave)
}
