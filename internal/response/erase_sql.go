package response

import (
	"context"

	"manyi.dev/manyi/internal/calendar"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/programme"
)

// ErasureScope is what of an original is erased.
type ErasureScope string

// The scopes.
const (
	ErasedTexts   ErasureScope = "texts"   // what was written in words
	ErasedAnswers ErasureScope = "answers" // everything
)

// Erasure is the record that something of an original was erased, or is to be.
type Erasure struct {
	Wave         programme.WaveID
	Response     string
	Scope        ErasureScope
	Unit         string
	Leaf         string        // of the original as it was sealed
	AfterClosing bool          // asked for when the wave's figures were final
	AskedOn      calendar.Date // a day: an instant would lead to who asked
	DoneOn       calendar.Date // "" while it waits
	Due          bool          // it has waited for as long as it may
}

const erasureCols = `wave_id, response_id, scope, unit_id, leaf, after_closing, asked_on, done_on`

func erasureCells(e *Erasure) []any {
	return []any{&e.Wave, &e.Response, &e.Scope, &e.Unit, &e.Leaf, &e.AfterClosing, &e.AskedOn, &e.DoneOn}
}

func insertErasure(ctx context.Context, tx *db.Tx, e *Erasure) error {
	return db.Insert(ctx, tx, "response_erasures", erasureCols, erasureCells(e))
}

func waitingErasures(ctx context.Context, q db.Q) ([]Erasure, error) {
	return db.All(ctx, q, erasureCells, `SELECT `+erasureCols+` FROM response_erasures WHERE done_on = '' ORDER BY wave_id, response_id`)
}

func erasureDone(ctx context.Context, tx *db.Tx, e *Erasure) error {
	_, err := tx.Exec(ctx, `UPDATE response_erasures SET done_on = ? WHERE wave_id = ? AND response_id = ? AND scope = ?`,
		e.DoneOn, string(e.Wave), e.Response, string(e.Scope))
	return err
}

// reduceOriginal replaces the answers of an original by what is left of them. Its salt goes, since whoever has it could try
// texts until the leaf fits.
func reduceOriginal(ctx context.Context, tx *db.Tx, e *Erasure, answers string) error {
	_, err := tx.Exec(ctx, `UPDATE responses SET answers = ?, salt = '' WHERE wave_id = ? AND id = ?`, answers, string(e.Wave), e.Response)
	return err
}

// emptyOriginal leaves of an original that there was one: its leaf, its receipt, the unit and the quarter.
func emptyOriginal(ctx context.Context, tx *db.Tx, e *Erasure) error {
	_, err := tx.Exec(ctx, `UPDATE responses SET answers = '{}', salt = '', state = 'excluded', received_at = 0, started_at = 0
		WHERE wave_id = ? AND id = ?`, string(e.Wave), e.Response)
	return err
}

// EraseNote says that the figures of a closed wave changed on a day, since so many answers were erased.
type EraseNote struct {
	On    calendar.Date
	Count int
}

func eraseNotes(ctx context.Context, q db.Q, wave programme.WaveID) ([]EraseNote, error) {
	return db.All(ctx, q, func(n *EraseNote) []any { return []any{&n.On, &n.Count} }, `SELECT done_on, COUNT(*) FROM response_erasures
		WHERE wave_id = ? AND scope = 'answers' AND after_closing AND done_on <> '' GROUP BY done_on ORDER BY done_on`, wave)
}
