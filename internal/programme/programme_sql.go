package programme

import (
	"context"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/i18n"
)

const programmeCols = `id, code, name, purpose, population, created_at`

func programmeCells(p *Programme) []any {
	return []any{
		&p.ID, &p.Code, db.JSON[i18n.Text]{V: &p.Name}, db.JSON[i18n.Text]{V: &p.Purpose}, db.JSON[i18n.Text]{V: &p.Population}, &p.CreatedAt,
	}
}

func programmeByCode(ctx context.Context, q db.Q, code string) (Programme, error) {
	return db.One(ctx, q, programmeCells, `SELECT `+programmeCols+` FROM programmes WHERE code = ?`, code)
}

func programmes(ctx context.Context, q db.Q) ([]Programme, error) {
	return db.All(ctx, q, programmeCells, `SELECT `+programmeCols+` FROM programmes ORDER BY code`)
}
