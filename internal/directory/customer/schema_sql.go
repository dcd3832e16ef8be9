package customer

import (
	"context"

	"manyi.dev/manyi/internal/db"
)

func readSchema(ctx context.Context, q db.Q) (Schema, error) {
	return db.One(ctx, q, func(s *Schema) []any { return []any{db.JSON[Schema]{V: s}} },
		`SELECT document FROM cust_schemas WHERE name = ?`, schemaName)
}

func writeSchema(ctx context.Context, q db.Q, s *Schema) error {
	_, err := q.Exec(ctx, `INSERT INTO cust_schemas (name, document, changed_at) VALUES (?, ?, ?)
		ON CONFLICT (name) DO UPDATE SET document = excluded.document, changed_at = excluded.changed_at`,
		schemaName, db.JSON[Schema]{V: s}, s.Version)
	return err
}

func stageUsed(ctx context.Context, q db.Q, stage string) (bool, error) {
	return db.Value[bool](ctx, q, `SELECT EXISTS (SELECT 1 FROM cust_relations WHERE stage = ?)`, stage)
}

func attributeUsed(ctx context.Context, q db.Q, attribute string) (bool, error) {
	return db.Value[bool](ctx, q, `SELECT EXISTS (SELECT 1 FROM cust_values WHERE attribute = ?)`, attribute)
}

func optionUsed(ctx context.Context, q db.Q, attribute, option string) (bool, error) {
	return db.Value[bool](ctx, q, `SELECT EXISTS (SELECT 1 FROM cust_values WHERE attribute = ? AND value = ?)`, attribute, option)
}

// codeCount is how many customers have a code.
type codeCount struct {
	code string
	n    int
}

func codeCountCells(c *codeCount) []any { return []any{&c.code, &c.n} }

func stageCounts(ctx context.Context, q db.Q) ([]codeCount, error) {
	return db.All(ctx, q, codeCountCells, `SELECT stage, COUNT(DISTINCT customer_id) FROM cust_relations WHERE stage <> '' GROUP BY stage ORDER BY stage`)
}

func attributeCount(ctx context.Context, q db.Q, attribute string) (int, error) {
	return db.Value[int](ctx, q, `SELECT COUNT(*) FROM cust_values WHERE attribute = ?`, attribute)
}

func optionCounts(ctx context.Context, q db.Q, attribute string) ([]codeCount, error) {
	return db.All(ctx, q, codeCountCells, `SELECT value, COUNT(*) FROM cust_values WHERE attribute = ? GROUP BY value ORDER BY value`, attribute)
}
