package programme

import (
	"context"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/i18n"
)

const waveCols = `id, programme_id, code, name, period_from, period_to, state, anonymity, questionnaire_id, system_id,
	root_unit, surveyed_types, target, tree_as_of, previous, opened_at, closed_at, created_at, keep_partial`

func waveCells(w *Wave) []any {
	return []any{
		&w.ID, &w.Programme, &w.Code,
		db.JSON[i18n.Text]{V: &w.Name},
		&w.From, &w.To, &w.State, &w.Anonymity, &w.Questionnaire, &w.System,
		&w.RootUnit,
		db.JSON[[]string]{V: &w.SurveyedTypes},
		&w.Target, &w.TreeAsOf, &w.Previous, &w.OpenedAt, &w.ClosedAt, &w.CreatedAt, &w.KeepPartial,
	}
}

func waveByID(ctx context.Context, q db.Q, id WaveID) (Wave, error) {
	return db.One(ctx, q, waveCells, `SELECT `+waveCols+` FROM waves WHERE id = ?`, id)
}

func waveByCode(ctx context.Context, q db.Q, code string) (Wave, error) {
	return db.One(ctx, q, waveCells, `SELECT `+waveCols+` FROM waves WHERE code = ?`, code)
}

func waves(ctx context.Context, q db.Q) ([]Wave, error) {
	return db.All(ctx, q, waveCells, `SELECT `+waveCols+` FROM waves ORDER BY period_from DESC, code`)
}

const unitCols = `ordinal, unit_id, code, name, type, parent_id, manager, surveyed`

func unitCells(u *Unit) []any {
	return []any{&u.Index, &u.ID, &u.Code, db.JSON[i18n.Text]{V: &u.Name}, &u.Type, &u.ParentID, &u.Manager, &u.Surveyed}
}

func unitsOf(ctx context.Context, q db.Q, id WaveID) ([]Unit, error) {
	return db.All(ctx, q, unitCells, `SELECT `+unitCols+` FROM wave_units WHERE wave_id = ? ORDER BY ordinal`, id)
}

func insertUnit(ctx context.Context, tx *db.Tx, id WaveID, u *Unit) error {
	return db.Insert(ctx, tx, "wave_units", `wave_id, `+unitCols, append([]any{&id}, unitCells(u)...))
}

func deleteWave(ctx context.Context, tx *db.Tx, id WaveID) error {
	_, err := tx.Exec(ctx, `DELETE FROM waves WHERE id = ?`, id)
	return err
}
