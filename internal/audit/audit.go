package audit

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/errs"
)

// Actor is who did it: a user, or one of the program's own actors.
type Actor struct {
	ID   string
	Name string // as it was at the time, so that the log reads on after a user is renamed
}

// Entry is what happened.
type Entry struct {
	Action  string         // "wave.open": the use case
	Kind    string         // "wave": what it happened to
	Object  string         // its id or code
	Unit    string         // code of the org unit it belongs to; empty when it belongs to none
	Details map[string]any // what changed, in few words
}

// Record is an entry as it stands in the log.
type Record struct {
	ID    string
	At    db.Millis
	Actor Actor
	Entry Entry
}

// Write appends an entry in the caller's transaction.
func Write(ctx context.Context, tx *db.Tx, by Actor, e Entry) error {
	id, err := uuid.NewV7()
	if err != nil {
		return fmt.Errorf("audit %s: %w", e.Action, err)
	}
	r := Record{ID: id.String(), At: db.At(time.Now()), Actor: by, Entry: e}
	if r.Entry.Details == nil {
		r.Entry.Details = map[string]any{}
	}
	if err := db.Insert(ctx, tx, "audit", auditCols, auditCells(&r)); err != nil {
		return fmt.Errorf("audit %s: %w", e.Action, err)
	}
	return nil
}

// Filter chooses records; a zero field does not filter.
type Filter struct {
	Name    string   // part of the actor's name as it was
	Actors  []string // ids; with Name, either is enough
	Action  string   // "wave.open", or "wave." for all that begin so
	Kind    string
	Objects []string // ids or codes
	Unit    string   // code
	From    db.Millis
	Until   db.Millis // not included
	After   string    // next of the previous page
	Limit   int       // 1 to 500; 0 is 50
}

// List is a page of the log, newest first. next is empty on the last page.
func List(ctx context.Context, q db.Q, f Filter) (page []Record, next string, err error) {
	limit := f.Limit
	if limit <= 0 || limit > 500 {
		limit = 50
	}
	page, err = auditPage(ctx, q, f, limit+1)
	if err != nil || len(page) <= limit {
		return page, "", err
	}
	page = slices.Clip(page[:limit])
	last := page[limit-1]
	return page, strconv.FormatInt(int64(last.At), 10) + "." + last.ID, nil
}

// Each hands over everything that the filter chooses, newest first, a page at a time: what is written meanwhile
// is not waited for.
func Each(ctx context.Context, q db.Q, f Filter, one func(Record) error) error {
	f.Limit = 500
	for {
		page, next, err := List(ctx, q, f)
		if err != nil {
			return err
		}
		for _, r := range page {
			if err := one(r); err != nil {
				return err
			}
		}
		if next == "" {
			return nil
		}
		f.After = next
	}
}

// ByID is one entry of the log; one that is not there is NotFound.
func ByID(ctx context.Context, q db.Q, id string) (Record, error) {
	r, err := auditByID(ctx, q, id)
	if errs.HasKey(err, "db.no_row") {
		return r, errs.New(errs.NotFound, "audit.unknown").Because(err)
	}
	return r, err
}

// place is the position after which a page begins.
func place(after string) (at db.Millis, id string, err error) {
	text, id, ok := strings.Cut(after, ".")
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || !ok {
		return 0, "", errs.New(errs.Invalid, "audit.after").At("after")
	}
	return db.Millis(n), id, nil
}
