package response

import (
	"context"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/job"
	"manyi.dev/manyi/internal/programme"
)

// exportedAfter reads of originals what an export needs, by id, a page at a time.
func exportedAfter(ctx context.Context, q db.Q, wave programme.WaveID, anonymous bool, after string, limit int) ([]Original, error) {
	if anonymous {
		cells := func(o *Original) []any {
			return []any{&o.ID, &o.Unit, &o.Language, &o.State, &o.Answers, &o.Receipt, &o.Quarter, &o.Length}
		}
		return db.All(ctx, q, cells, `SELECT id, unit_id, language, state, answers, receipt, quarter, length FROM anonymous_originals
			WHERE wave_id = ? AND id > ? ORDER BY id LIMIT ?`, wave, after, limit)
	}
	cells := func(o *Original) []any {
		return []any{
			&o.ID, &o.Unit, &o.Language, &o.State, &o.Answers, &o.Receipt, &o.Quarter, &o.Mode, &o.StartedAt, &o.ReceivedAt,
			&o.Weight, &o.Stratum, &o.PSU,
		}
	}
	return db.All(ctx, q, cells, `SELECT id, unit_id, language, state, answers, receipt, quarter, mode, started_at, received_at,
		weight, stratum, psu FROM responses WHERE wave_id = ? AND id > ? ORDER BY id LIMIT ?`, wave, after, limit)
}

const exportCols = `id, wave_id, made_by, made_name, options, total, written, shortened, size, checksum, created_at, finished_at,
	cancelled_at, expires_at`

func exportCells(e *ExportFile) []any {
	return []any{
		&e.ID, &e.Wave, &e.By.ID, &e.By.Name,
		db.JSON[ExportOptions]{V: &e.Options},
		&e.Total, &e.Rows, &e.Shortened, &e.Size, &e.SHA256,
		&e.CreatedAt, &e.FinishedAt, &e.cancelledAt, &e.ExpiresAt,
	}
}

func insertExport(ctx context.Context, tx *db.Tx, e *ExportFile) error {
	return db.Insert(ctx, tx, "response_exports", exportCols, exportCells(e))
}

// exportByID finds an export; errs.NotFound when there is none.
func exportByID(ctx context.Context, q db.Q, id job.ID) (ExportFile, error) {
	return db.One(ctx, q, exportCells, `SELECT `+exportCols+` FROM response_exports WHERE id = ?`, id)
}

// exportsOf lists a person's exports of a wave, the latest first, or of all waves for "".
func exportsOf(ctx context.Context, q db.Q, maker string, wave programme.WaveID) ([]ExportFile, error) {
	return db.All(ctx, q, exportCells, `SELECT `+exportCols+` FROM response_exports
		WHERE made_by = ? AND (wave_id = ? OR ? = '') ORDER BY created_at DESC, id DESC LIMIT 200`, maker, wave, wave)
}

// advanceExport notes how many rows are written, unless the export was cancelled.
func advanceExport(ctx context.Context, q db.Q, id job.ID, rows int) error {
	_, err := q.Exec(ctx, `UPDATE response_exports SET written = ? WHERE id = ? AND cancelled_at = 0`, rows, id)
	return err
}

// finishExport notes what was made; false when the export was cancelled or is gone.
func finishExport(ctx context.Context, q db.Q, e *ExportFile) (bool, error) {
	n, err := q.Exec(ctx, `UPDATE response_exports SET written = ?, shortened = ?, size = ?, checksum = ?, finished_at = ?, expires_at = ?
		WHERE id = ? AND cancelled_at = 0`, e.Rows, e.Shortened, e.Size, e.SHA256, e.FinishedAt, e.ExpiresAt, e.ID)
	return n == 1, err
}

func cancelExport(ctx context.Context, q db.Q, id job.ID, now db.Millis) error {
	_, err := q.Exec(ctx, `UPDATE response_exports SET cancelled_at = ? WHERE id = ? AND finished_at = 0 AND cancelled_at = 0`, now, id)
	return err
}

func deleteExport(ctx context.Context, q db.Q, id job.ID) error {
	_, err := q.Exec(ctx, `DELETE FROM response_exports WHERE id = ?`, id)
	return err
}

// expiredExports are those whose time is over, at most 500.
func expiredExports(ctx context.Context, q db.Q, now db.Millis) ([]ExportFile, error) {
	return db.All(ctx, q, exportCells, `SELECT `+exportCols+` FROM response_exports WHERE expires_at < ? ORDER BY expires_at LIMIT 500`, now)
}
