package response

import (
	"context"
	"encoding/json"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/response/foreign"
)

const batchCols = `id, wave_id, file, state, revision, mapping, format, encoding, total, last_row, seen, good, bad, fresh, known, problem, args, ` +
	`actor_id, actor_name, created_at, finished_at`

func batchCells(b *Batch) []any {
	return []any{
		&b.ID, &b.Wave, &b.File, &b.State, &b.Revision, &b.mapping, &b.Format, &b.Encoding, &b.Total, &b.lastRow, &b.Seen, &b.Good, &b.Bad,
		&b.New, &b.Known, &b.Problem,
		db.JSON[errs.Args]{V: &b.Args},
		&b.By.ID, &b.By.Name, &b.CreatedAt, &b.FinishedAt,
	}
}

func insertBatch(ctx context.Context, q db.Q, b *Batch) error {
	_, err := q.Exec(ctx, `INSERT INTO response_batches (`+batchCols+`, profile, result)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', '')`, batchCells(b)...)
	return err
}

func putBatch(ctx context.Context, q db.Q, b *Batch) error {
	return db.Update(ctx, q, "response_batches", batchCols, batchCells(b))
}

func batchByID(ctx context.Context, q db.Q, id string) (Batch, error) {
	return db.One(ctx, q, batchCells, `SELECT `+batchCols+` FROM response_batches WHERE id = ?`, id)
}

func batchesOf(ctx context.Context, q db.Q, wave programme.WaveID, limit int) ([]Batch, error) {
	return db.All(ctx, q, batchCells, `SELECT `+batchCols+` FROM response_batches WHERE wave_id = ? ORDER BY created_at DESC, id DESC LIMIT ?`,
		string(wave), limit)
}

// batchText reads one of the long texts of a batch, "profile" or "result".
func batchText(ctx context.Context, q db.Q, column, id string, into any) error {
	text, err := db.Value[string](ctx, q, `SELECT `+column+` FROM response_batches WHERE id = ?`, id)
	if errs.Is(err, errs.NotFound) {
		return errs.New(errs.NotFound, "response.batch.unknown")
	}
	if err != nil || text == "" {
		return err
	}
	return json.Unmarshal([]byte(text), into)
}

func putBatchText(ctx context.Context, q db.Q, column, id string, v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = q.Exec(ctx, `UPDATE response_batches SET `+column+` = ? WHERE id = ?`, string(text), id)
	return err
}

const faultCols = `row_number, letter, column_name, value, key, args`

// storedFault is a fault as it is kept.
type storedFault struct {
	foreign.Fault
	key  string
	args errs.Args
}

func faultCells(f *storedFault) []any {
	return []any{&f.Row, &f.Letter, &f.Column, &f.Value, &f.key, db.JSON[errs.Args]{V: &f.args}}
}

func batchFaults(ctx context.Context, q db.Q, batch string) ([]foreign.Fault, error) {
	stored, err := db.All(ctx, q, faultCells, `SELECT `+faultCols+` FROM response_batch_faults WHERE batch_id = ? ORDER BY ordinal`, batch)
	faults := make([]foreign.Fault, len(stored))
	for i, f := range stored {
		faults[i] = f.Fault
		faults[i].Err = &errs.Error{Kind: errs.Invalid, Key: f.key, Args: f.args}
	}
	return faults, err
}

func insertFault(ctx context.Context, q db.Q, batch string, ordinal int, f *foreign.Fault) error {
	stored := storedFault{*f, f.Err.Key, f.Err.Args}
	_, err := q.Exec(ctx, `INSERT INTO response_batch_faults (batch_id, ordinal, `+faultCols+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		append([]any{batch, ordinal}, faultCells(&stored)...)...)
	return err
}

// deleteFaults deletes up to limit of them and says how many.
func deleteFaults(ctx context.Context, q db.Q, batch string, limit int) (int64, error) {
	return q.Exec(ctx, `DELETE FROM response_batch_faults WHERE batch_id = ? AND ordinal IN
		(SELECT ordinal FROM response_batch_faults WHERE batch_id = ? ORDER BY ordinal LIMIT ?)`, batch, batch, limit)
}

func insertBatchRow(ctx context.Context, q db.Q, batch, response string) error {
	_, err := q.Exec(ctx, `INSERT INTO response_batch_rows (response_id, batch_id) VALUES (?, ?)`, response, batch)
	return err
}

// wasUndone reports whether the original with a mark was brought by a batch that was undone.
func wasUndone(ctx context.Context, q db.Q, mark string) (bool, error) {
	n, err := db.Value[int](ctx, q, `SELECT COUNT(*) FROM responses r
		JOIN response_batch_rows br ON br.response_id = r.id
		JOIN response_batches b ON b.id = br.batch_id
		WHERE r.submission = ? AND r.state = 'excluded' AND b.state IN ('undoing', 'undone')`, mark)
	return n > 0, err
}

// anyImported reports whether a wave has imported originals that count.
func anyImported(ctx context.Context, q db.Q, wave programme.WaveID) (bool, error) {
	ids, err := db.Values[string](ctx, q, `SELECT id FROM responses WHERE wave_id = ? AND mode = 'import' AND state <> 'excluded' LIMIT 1`, string(wave))
	return len(ids) > 0, err
}

// brought is an original that a batch brought and that still counts.
type brought struct {
	id, unit string
	quarter  int64
}

func broughtCells(b *brought) []any { return []any{&b.id, &b.unit, &b.quarter} }

func broughtBy(ctx context.Context, q db.Q, batch string, wave programme.WaveID, limit int) ([]brought, error) {
	return db.All(ctx, q, broughtCells, `SELECT r.id, r.unit_id, r.quarter FROM response_batch_rows br
		JOIN responses r ON r.wave_id = ? AND r.id = br.response_id
		WHERE br.batch_id = ? AND r.state = 'valid' LIMIT ?`, string(wave), batch, limit)
}

func exclude(ctx context.Context, q db.Q, wave programme.WaveID, id string) error {
	_, err := q.Exec(ctx, `UPDATE responses SET state = 'excluded' WHERE wave_id = ? AND id = ?`, string(wave), id)
	return err
}

const mappingCols = `name, questionnaire, mapping, actor_name, changed_at`

func mappingCells(m *SavedMapping) []any {
	return []any{&m.Name, &m.Questionnaire, &m.file, &m.By, &m.ChangedAt}
}

func savedMappings(ctx context.Context, q db.Q) ([]SavedMapping, error) {
	return db.All(ctx, q, mappingCells, `SELECT `+mappingCols+` FROM response_mappings ORDER BY changed_at DESC, name`)
}

func savedMapping(ctx context.Context, q db.Q, name string) (SavedMapping, error) {
	return db.One(ctx, q, mappingCells, `SELECT `+mappingCols+` FROM response_mappings WHERE name = ?`, name)
}

func putMapping(ctx context.Context, q db.Q, m *SavedMapping) error {
	_, err := q.Exec(ctx, `INSERT INTO response_mappings (`+mappingCols+`) VALUES (?, ?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET
		questionnaire = excluded.questionnaire, mapping = excluded.mapping, actor_name = excluded.actor_name, changed_at = excluded.changed_at`,
		mappingCells(m)...)
	return err
}

func deleteMapping(ctx context.Context, q db.Q, name string) (int64, error) {
	return q.Exec(ctx, `DELETE FROM response_mappings WHERE name = ?`, name)
}

// usedMappings are the mappings of the last batches that were imported, the latest first.
func usedMappings(ctx context.Context, q db.Q, limit int) ([]Batch, error) {
	return db.All(ctx, q, batchCells, `SELECT `+batchCols+` FROM response_batches WHERE state = 'done' ORDER BY created_at DESC LIMIT ?`, limit)
}
