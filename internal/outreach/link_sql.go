package outreach

import (
	"context"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/programme"
)

const linkCols = `code, wave_id, unit_id`

func linkCells(l *OpenLink) []any { return []any{&l.Code, &l.Wave, &l.Unit} }

func linkByCode(ctx context.Context, q db.Q, code string) (OpenLink, error) {
	return db.One(ctx, q, linkCells, `SELECT `+linkCols+` FROM open_links WHERE code = ?`, code)
}

func linksOf(ctx context.Context, q db.Q, wave programme.WaveID) ([]OpenLink, error) {
	return db.All(ctx, q, linkCells, `SELECT `+linkCols+` FROM open_links WHERE wave_id = ? ORDER BY unit_id`, wave)
}

// Day is how often a unit's link was opened and started on a day.
type Day struct {
	Unit            string
	Day             string
	Opened, Started int64
}

func dayCells(d *Day) []any { return []any{&d.Unit, &d.Day, &d.Opened, &d.Started} }

func daysOf(ctx context.Context, q db.Q, wave programme.WaveID) ([]Day, error) {
	return db.All(ctx, q, dayCells, `SELECT unit_id, day, opened, started FROM link_days WHERE wave_id = ? ORDER BY unit_id, day`, wave)
}

const addDay = `INSERT INTO link_days (wave_id, unit_id, day, opened, started) VALUES (?, ?, ?, ?, ?)
	ON CONFLICT (wave_id, unit_id, day) DO UPDATE
	SET opened = link_days.opened + excluded.opened, started = link_days.started + excluded.started`
