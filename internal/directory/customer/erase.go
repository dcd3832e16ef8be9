package customer

import (
	"context"
	"maps"
	"strings"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/errs"
)

// Erasure is the certificate that somebody was erased: what was kept and when it went, and nothing of the person.
type Erasure struct {
	ID       string
	Reason   string
	Contents map[string]int // how many rows of what
	By       string
	ByID     string // account of whoever did it
	At       db.Millis
}

// codeHash recognises the code of somebody who was erased, so that no later file brings the person back.
func (s *Service) codeHash(code string) string { return s.keys.Blind("code", code) }

// Erasing is what somebody asked for.
type Erasing struct {
	Reason  string
	Answers bool // the answers go as well, and with them the person's part of the figures
}

// Erase deletes everything that is kept about a customer, with the images that imports keep for their undoing, and leaves a
// certificate. What the person wrote in words goes, too. Coded answers stay in the figures without a way back to the person,
// so that figures of closed waves do not change, unless the person asks that they go.
func (s *Service) Erase(ctx context.Context, by audit.Actor, id string, ask Erasing, units []string) (Erasure, error) {
	e := erasure{Erasure: Erasure{ID: newID(), Reason: strings.TrimSpace(ask.Reason), By: by.Name, ByID: by.ID, At: db.At(s.now())}}
	if e.Reason == "" {
		return e.Erasure, errs.New(errs.Invalid, "customer.reason_missing").At("reason")
	}
	err := s.db.Tx(ctx, func(tx *db.Tx) error {
		sheet, err := s.sheetOf(ctx, tx, id, units)
		if err != nil {
			return err
		}
		if err := settled(ctx, tx, &sheet.Customer); err != nil {
			return err
		}
		e.codeHash = s.codeHash(sheet.Code)
		e.Contents = map[string]int{
			"customer": 1, "contacts": len(sheet.Contacts), "units": len(sheet.Relations), "attributes": len(sheet.Attributes),
		}
		old, err := oldCodesOf(ctx, tx, id)
		if err != nil {
			return err
		}
		forgotten, err := s.follower.Forget(ctx, tx, by, id, ask.Answers)
		if err != nil {
			return err
		}
		maps.Copy(e.Contents, forgotten)
		cut, err := s.follower.Erased(ctx, tx, id)
		if err != nil {
			return err
		}
		maps.Copy(e.Contents, cut)
		if err := deleteCustomer(ctx, tx, id); err != nil {
			return err
		}
		if err := deleteBeforesOf(ctx, tx, id); err != nil {
			return err
		}
		if err := db.Insert(ctx, tx, "cust_erasures", erasureCols, erasureCells(&e)); err != nil {
			return err
		}
		for _, code := range old {
			if err := insertErasedCode(ctx, tx, s.codeHash(code), e.ID); err != nil {
				return err
			}
		}
		return audit.Write(ctx, tx, by, audit.Entry{Action: "customer.erase", Kind: "customer", Object: id, Details: map[string]any{
			"certificate": e.ID, "reason": e.Reason, "answers": ask.Answers,
		}})
	})
	return e.Erasure, err
}

// Certificate is the certificate of an erasure, to whoever made it or, with actor "", to everybody who may ask:
// errs.NotFound "customer.certificate_unknown".
func (s *Service) Certificate(ctx context.Context, id, actor string) (Erasure, error) {
	e, err := erasureByID(ctx, s.db, id)
	if errs.Is(err, errs.NotFound) || err == nil && actor != "" && e.ByID != actor {
		return Erasure{}, errs.New(errs.NotFound, "customer.certificate_unknown")
	}
	return e.Erasure, err
}

// Certificates are the certificates of one actor, or with "" all, newest first. next is empty on the last page.
func (s *Service) Certificates(ctx context.Context, actor, after string, limit int) (list []Erasure, next string, err error) {
	if limit <= 0 || limit > 200 {
		limit = 50
	}
	rows, err := erasuresBefore(ctx, s.db, actor, after, limit+1)
	if len(rows) > limit {
		rows = rows[:limit]
		next = rows[limit-1].ID
	}
	for _, e := range rows {
		list = append(list, e.Erasure)
	}
	return list, next, err
}
