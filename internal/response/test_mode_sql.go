package response

import (
	"context"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/programme"
)

const testLinkCols = `wave_id, code, made_by, made_name, created_at`

func testLinkCells(l *TestLink) []any {
	return []any{&l.Wave, &l.Code, &l.By, &l.ByName, &l.CreatedAt}
}

func testLinkByCode(ctx context.Context, q db.Q, code string) (TestLink, error) {
	return db.One(ctx, q, testLinkCells, `SELECT `+testLinkCols+` FROM test_links WHERE code = ?`, code)
}

func testLinkOf(ctx context.Context, q db.Q, wave programme.WaveID) (TestLink, error) {
	return db.One(ctx, q, testLinkCells, `SELECT `+testLinkCols+` FROM test_links WHERE wave_id = ?`, wave)
}

// dropTestLink takes the link away; its answers go with it.
func dropTestLink(ctx context.Context, q db.Q, wave programme.WaveID) error {
	_, err := q.Exec(ctx, `DELETE FROM test_links WHERE wave_id = ?`, wave)
	return err
}

const testAnswerCols = `id, wave_id, form_id, language, submission, answers, started_at, received_at`

func testAnswerCells(t *TestAnswer) []any {
	return []any{&t.ID, &t.Wave, &t.Form, &t.Language, &t.submission, &t.text, &t.StartedAt, &t.ReceivedAt}
}

func testAnswerOf(ctx context.Context, q db.Q, wave programme.WaveID, submission string) (TestAnswer, error) {
	return db.One(ctx, q, testAnswerCells, `SELECT `+testAnswerCols+` FROM test_answers WHERE wave_id = ? AND submission = ?`, wave, submission)
}

// testAnswers lists the answers before an id, the latest first.
func testAnswers(ctx context.Context, q db.Q, wave programme.WaveID, before string, limit int) ([]TestAnswer, error) {
	if before == "" {
		before = "g" // after every id, which is hexadecimal
	}
	return db.All(ctx, q, testAnswerCells,
		`SELECT `+testAnswerCols+` FROM test_answers WHERE wave_id = ? AND id < ? ORDER BY id DESC LIMIT ?`, wave, before, limit)
}

func countTestAnswers(ctx context.Context, q db.Q, wave programme.WaveID) (int, error) {
	return db.Value[int](ctx, q, `SELECT COUNT(*) FROM test_answers WHERE wave_id = ?`, string(wave))
}

func wipeTestAnswers(ctx context.Context, q db.Q, wave programme.WaveID) (int64, error) {
	return q.Exec(ctx, `DELETE FROM test_answers WHERE wave_id = ?`, wave)
}
