package customer

import (
	"context"
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
	At       db.Millis
}

// codeHash recognises the code of somebody who was erased, so that no later file brings the person back.
func (s *Service) codeHash(code string) string { return s.keys.Blind("code", code) }

// Erase deletes everything that is kept about a customer, with the images that imports keep for their undoing, and leaves a
// certificate. Answers that the person gave are originals of their waves and stay, without a way back to the person: figures
// of closed waves do not change.
func (s *Service) Erase(ctx context.Context, by audit.Actor, id, reason string, units []string) (Erasure, error) {
	e := erasure{Erasure: Erasure{ID: newID(), Reason: strings.TrimSpace(reason), By: by.Name, At: db.At(s.now())}}
	if e.Reason == "" {
		return e.Erasure, errs.New(errs.Invalid, "customer.reason_missing").At("reason")
	}
	err := s.db.Tx(ctx, func(tx *db.Tx) error {
		sheet, err := s.sheetOf(ctx, tx, id, units)
		if err != nil {
			return err
		}
		e.codeHash = s.codeHash(sheet.Code)
		e.Contents = map[string]int{
			"customer": 1, "contacts": len(sheet.Contacts), "units": len(sheet.Relations), "attributes": len(sheet.Attributes),
		}
		if err := deleteCustomer(ctx, tx, id); err != nil {
			return err
		}
		if err := deleteBeforesOf(ctx, tx, id); err != nil {
			return err
		}
		if err := db.Insert(ctx, tx, "cust_erasures", erasureCols, erasureCells(&e)); err != nil {
			return err
		}
		return audit.Write(ctx, tx, by, audit.Entry{Action: "customer.erase", Kind: "customer", Object: id, Details: map[string]any{
			"certificate": e.ID, "reason": e.Reason,
		}})
	})
	return e.Erasure, err
}

// Certificate is the certificate of an erasure; errs.NotFound "customer.certificate_unknown".
func (s *Service) Certificate(ctx context.Context, id string) (Erasure, error) {
	e, err := erasureByID(ctx, s.db, id)
	if errs.Is(err, errs.NotFound) {
		err = errs.New(errs.NotFound, "customer.certificate_unknown")
	}
	return e.Erasure, err
}
