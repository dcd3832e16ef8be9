package db

import (
	"database/sql"
	"errors"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"

	"manyi.dev/manyi/internal/errs"
)

var errBusy = errs.New(errs.Unavailable, "db.busy")

// SQLite's primary result codes that users are told about (sqlite.org/rescode.html).
const (
	sqliteBusy       = 5
	sqliteReadOnly   = 8
	sqliteIOErr      = 10
	sqliteFull       = 13
	sqliteConstraint = 19
)

// mapError turns what the engines say of constraints and of a full disk into *errs.Error.
// A constraint is named by its rule on both engines: uq_<table>__<col>_<col>, ck_<table>__<col>.
func mapError(err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, sql.ErrNoRows) {
		return errs.New(errs.NotFound, "db.no_row").Because(err)
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		return mapSQLite(lite)
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return mapPostgres(pg)
	}
	return err
}

func mapSQLite(e *sqlite.Error) error {
	switch e.Code() & 0xff {
	case sqliteBusy:
		return errBusy.Because(e)
	case sqliteFull, sqliteIOErr, sqliteReadOnly:
		return errs.New(errs.Unavailable, "db.full").Because(e)
	case sqliteConstraint:
		text := e.Error()
		if _, list, ok := strings.Cut(text, "UNIQUE constraint failed: "); ok {
			list, _, _ = strings.Cut(list, " (")
			table := ""
			var cols []string
			for part := range strings.SplitSeq(list, ", ") {
				t, c, _ := strings.Cut(part, ".")
				table, cols = t, append(cols, c)
			}
			return errs.New(errs.Conflict, "db.uq_"+table+"__"+strings.Join(cols, "_")).Because(e)
		}
		if _, name, ok := strings.Cut(text, "CHECK constraint failed: "); ok {
			name, _, _ = strings.Cut(name, " (")
			return errs.New(errs.Invalid, "db."+name).Because(e)
		}
		if strings.Contains(text, "FOREIGN KEY") {
			return errs.New(errs.Invalid, "db.reference").Because(e)
		}
	}
	return e
}

func mapPostgres(e *pgconn.PgError) error {
	switch e.Code {
	case "23505":
		return errs.New(errs.Conflict, "db."+e.ConstraintName).Because(e)
	case "23514":
		return errs.New(errs.Invalid, "db."+e.ConstraintName).Because(e)
	case "23503":
		return errs.New(errs.Invalid, "db.reference").Because(e)
	case "53100":
		return errs.New(errs.Unavailable, "db.full").Because(e)
	case "40001", "40P01", "55P03":
		return errBusy.Because(e)
	}
	return e
}
