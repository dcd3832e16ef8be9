package response

import (
	"context"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/programme"
)

const originalCols = `id, wave_id, unit_id, form_id, mode, language, state, answers, salt, leaf, receipt, submission,
	received_at, started_at, quarter, weight, stratum, psu`

func originalCells(o *Original) []any {
	return []any{
		&o.ID, &o.Wave, &o.Unit, &o.Form, &o.Mode, &o.Language, &o.State, &o.Answers, &o.Salt, &o.Leaf, &o.Receipt, &o.Submission,
		&o.ReceivedAt, &o.StartedAt, &o.Quarter, &o.Weight, &o.Stratum, &o.PSU,
	}
}

const anonymousCols = `id, wave_id, unit_id, form_id, language, state, answers, salt, leaf, receipt, submission, quarter, length`

func anonymousCells(o *Original) []any {
	return []any{
		&o.ID, &o.Wave, &o.Unit, &o.Form, &o.Language, &o.State, &o.Answers, &o.Salt, &o.Leaf, &o.Receipt, &o.Submission,
		&o.Quarter, &o.Length,
	}
}

const (
	insertNamed = `INSERT INTO responses (` + originalCols + `) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (submission) DO NOTHING`
	insertAnonymous = `INSERT INTO anonymous_responses (` + anonymousCols + `) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (submission) DO NOTHING`
	// PostgreSQL keeps rows in the order of arrival: fresh anonymous answers wait in a staging table (D5).
	insertStaging = `INSERT INTO anonymous_staging (` + anonymousCols + `) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (submission) DO NOTHING`
)

// insert writes an original; false when its submission is there already.
func insert(ctx context.Context, tx *db.Tx, o *Original, anonymous bool) (bool, error) {
	if !anonymous {
		n, err := tx.Exec(ctx, insertNamed, string(o.ID), string(o.Wave), o.Unit, o.Form, string(o.Mode), o.Language, string(o.State), o.Answers,
			o.Salt, o.Leaf, o.Receipt, o.Submission, int64(o.ReceivedAt), int64(o.StartedAt), o.Quarter, o.Weight, o.Stratum, o.PSU)
		return n == 1, err
	}
	if tx.Dialect() == db.Postgres { // the uniqueness spans two tables there
		if _, err := earlier(ctx, tx, o.Submission, true); err == nil {
			return false, nil
		}
	}
	// Only PostgreSQL keeps the order of arrival and needs the staging table.
	return put(ctx, tx, db.Pick(tx, insertAnonymous, insertStaging), o)
}

// settle writes an anonymous original where it stays; false when its submission is there already.
func settle(ctx context.Context, tx *db.Tx, o *Original) (bool, error) {
	return put(ctx, tx, insertAnonymous, o)
}

func put(ctx context.Context, tx *db.Tx, text string, o *Original) (bool, error) {
	n, err := tx.Exec(ctx, text, o.ID, string(o.Wave), o.Unit, o.Form, o.Language, string(o.State), o.Answers,
		o.Salt, o.Leaf, o.Receipt, o.Submission, o.Quarter, o.Length)
	return n == 1, err
}

// sent is what a repeated submission is compared with.
type sent struct{ Receipt, Answers string }

func sentCells(s *sent) []any { return []any{&s.Receipt, &s.Answers} }

// earlier finds the original of a submission, errs.NotFound when it is new.
func earlier(ctx context.Context, q db.Q, submission string, anonymous bool) (sent, error) {
	if anonymous {
		return db.One(ctx, q, sentCells, `SELECT receipt, answers FROM anonymous_originals WHERE submission = ?`, submission)
	}
	return db.One(ctx, q, sentCells, `SELECT receipt, answers FROM responses WHERE submission = ?`, submission)
}

// originalsAfter reads a wave's originals by id, a page at a time: the order is random.
func originalsAfter(ctx context.Context, q db.Q, wave programme.WaveID, anonymous bool, after string, limit int) ([]Original, error) {
	if anonymous {
		return db.All(ctx, q, anonymousCells, `SELECT `+anonymousCols+` FROM anonymous_originals
			WHERE wave_id = ? AND id > ? ORDER BY id LIMIT ?`, wave, after, limit)
	}
	return db.All(ctx, q, originalCells, `SELECT `+originalCols+` FROM responses
		WHERE wave_id = ? AND id > ? ORDER BY id LIMIT ?`, wave, after, limit)
}

// originalsByID reads some originals of a wave, at most 500.
func originalsByID(ctx context.Context, q db.Q, wave programme.WaveID, anonymous bool, ids []string) ([]Original, error) {
	in, args := db.In(ids)
	args = append([]any{wave}, args...)
	if anonymous {
		return db.All(ctx, q, anonymousCells, `SELECT `+anonymousCols+` FROM anonymous_originals WHERE wave_id = ? AND id IN `+in, args...)
	}
	return db.All(ctx, q, originalCells, `SELECT `+originalCols+` FROM responses WHERE wave_id = ? AND id IN `+in, args...)
}

// moveStaged moves fresh anonymous answers of PostgreSQL into their table in the order of their ids
// and empties the staging table's file.
func moveStaged(ctx context.Context, tx *db.Tx) (int64, error) {
	if tx.Dialect() != db.Postgres {
		return 0, nil
	}
	if _, err := tx.Exec(ctx, `LOCK TABLE anonymous_staging IN ACCESS EXCLUSIVE MODE`); err != nil {
		return 0, err
	}
	n, err := tx.Exec(ctx, `INSERT INTO anonymous_responses (`+anonymousCols+`)
		SELECT `+anonymousCols+` FROM anonymous_staging ORDER BY id`)
	if err != nil {
		return 0, err
	}
	_, err = tx.Exec(ctx, `TRUNCATE anonymous_staging`)
	return n, err
}
