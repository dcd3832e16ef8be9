package customer

import (
	"context"

	"manyi.dev/manyi/internal/db"
)

func readSchema(ctx context.Context, q db.Q) (Schema, error) {
	return db.One(ctx, q, func(s *Schema) []any { return []any{db.JSON[Schema]{V: s}} },
		`SELECT document FROM cust_schemas WHERE name = ?`, schemaName)
}

func writeSchema(ctx context.Context, q db.Q, s *Schema, now db.Millis) error {
	_, err := q.Exec(ctx, `INSERT INTO cust_schemas (name, document, changed_at) VALUES (?, ?, ?)
		ON CONFLICT (name) DO UPDATE SET document = excluded.document, changed_at = excluded.changed_at`,
		schemaName, db.JSON[Schema]{V: s}, now)
	return err
}

func stageUsed(ctx context.Context, q db.Q, stage string) (bool, error) {
	return db.Value[bool](ctx, q, `SELECT EXISTS (SELECT 1 FROM cust_relations WHERE stage = ?)`, stage)
}

func attributeUsed(ctx context.Context, q db.Q, attribute string) (bool, error) {
	return db.Value[bool](ctx, q, `SELECT EXISTS (SELECT 1 FROM cust_values WHERE attribute = ?)`, attribute)
}
