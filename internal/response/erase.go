package response

import (
	"context"
	"encoding/json"
	"fmt"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/calendar"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/outreach"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/questionnaire"
	"manyi.dev/manyi/internal/seal"
)

// eraseDays is how many days answers of an open confidential wave may wait for the next step of their unit (D18e).
const eraseDays = 15

// Forget implements customer.Follower: the texts of the answers that a customer gave through personal links are erased at
// once. With whole the answers are to be erased altogether: scoring has it done when their figures may move, and the same
// figures come from the originals before and after. Otherwise the coded answers stay in the figures, without any person.
func (s *Service) Forget(ctx context.Context, tx *db.Tx, by audit.Actor, customer string, whole bool) (map[string]int, error) {
	replies, err := outreach.RepliesOf(ctx, tx, customer)
	if err != nil || len(replies) == 0 {
		return nil, err
	}
	done := map[string]int{"responses": len(replies)}
	for _, r := range replies {
		wave, err := s.programmes.Wave(ctx, r.Wave)
		if err != nil {
			return nil, err
		}
		texts, err := s.forget(ctx, tx, wave, r.Response, whole)
		if err != nil {
			return nil, err
		}
		details := map[string]any{"texts": texts, "answers": 0}
		if done["texts"] += texts; whole {
			done["answers"]++
			details["answers"] = 1
		}
		if texts == 0 && !whole {
			continue
		}
		if err := audit.Write(ctx, tx, by, audit.Entry{Action: "response.erase", Kind: "wave", Object: wave.Code, Details: details}); err != nil {
			return nil, err
		}
	}
	return done, nil
}

// forget erases the texts of one original and, with whole, asks for the rest to follow. It returns how many texts it erased.
func (s *Service) forget(ctx context.Context, tx *db.Tx, wave programme.Wave, id string, whole bool) (int, error) {
	found, err := originalsByID(ctx, tx, wave.ID, false, []string{id})
	if err != nil {
		return 0, err
	}
	if len(found) != 1 {
		return 0, fmt.Errorf("wave %s: %d originals %s", wave.Code, len(found), id)
	}
	o := &found[0]
	today := calendar.DateAt(s.now(), s.zone)
	e := Erasure{
		Wave: wave.ID, Response: id, Scope: ErasedTexts, Unit: o.Unit, Leaf: o.Leaf, AskedOn: today,
		AfterClosing: wave.State == programme.Closed || wave.State == programme.Reported,
	}
	left, texts, err := s.withoutTexts(ctx, o)
	if err != nil {
		return 0, err
	}
	if texts > 0 {
		if err := insertErasure(ctx, tx, &e); err != nil {
			return 0, err
		}
		if err := reduceOriginal(ctx, tx, &e, left); err != nil {
			return 0, err
		}
		e.DoneOn = today
		if err := erasureDone(ctx, tx, &e); err != nil {
			return 0, err
		}
	}
	if whole {
		e.Scope, e.DoneOn = ErasedAnswers, ""
		err = insertErasure(ctx, tx, &e)
	}
	return texts, err
}

// withoutTexts are the answers of an original without what was written in words, and how many texts that were.
func (s *Service) withoutTexts(ctx context.Context, o *Original) (string, int, error) {
	form, err := s.forms.ByID(ctx, o.Form)
	if err != nil {
		return "", 0, err
	}
	var answers map[string]any
	if err := json.Unmarshal([]byte(o.Answers), &answers); err != nil {
		return "", 0, fmt.Errorf("response %s: %w", o.ID, err)
	}
	n := 0
	for _, e := range form.Form.Items() {
		names := []string{e.Code + questionnaire.OtherSuffix}
		if e.Type == questionnaire.TextItem {
			names = append(names, e.Code)
		}
		for _, name := range names {
			if _, there := answers[name]; there {
				delete(answers, name)
				n++
			}
		}
	}
	left, err := seal.Canonical(answers)
	return string(left), n, err
}

// WaitingErasures are the erasures of whole answers that are asked for and not done.
func (s *Service) WaitingErasures(ctx context.Context) ([]Erasure, error) {
	list, err := waitingErasures(ctx, s.db)
	latest := calendar.DateAt(s.now(), s.zone).AddDays(-eraseDays)
	for i := range list {
		list[i].Due = list[i].AskedOn <= latest
	}
	return list, err
}

// EraseAnswers does what is waiting: of each original its leaf, its receipt, the unit and the quarter are left, and it counts
// as excluded. The caller has the figures move in the same transaction.
func (s *Service) EraseAnswers(ctx context.Context, tx *db.Tx, list []Erasure) error {
	counts := map[countKey]int64{}
	for i := range list {
		e := &list[i]
		found, err := originalsByID(ctx, tx, e.Wave, false, []string{e.Response})
		if err != nil {
			return err
		}
		if len(found) != 1 {
			return fmt.Errorf("wave %s: %d originals %s", e.Wave, len(found), e.Response)
		}
		o := &found[0]
		counts[countKey{o.Wave, o.Unit, o.Quarter, o.State}]--
		counts[countKey{o.Wave, o.Unit, o.Quarter, Excluded}]++
		if err := emptyOriginal(ctx, tx, e); err != nil {
			return err
		}
		e.DoneOn = calendar.DateAt(s.now(), s.zone)
		if err := erasureDone(ctx, tx, e); err != nil {
			return err
		}
	}
	return addCounts(ctx, tx, counts)
}

// EraseNotes say when and by how many answers the figures of a wave changed after it was closed.
func (s *Service) EraseNotes(ctx context.Context, wave programme.WaveID) ([]EraseNote, error) {
	return eraseNotes(ctx, s.db, wave)
}
