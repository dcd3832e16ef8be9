package audit

import (
	"context"
	"strings"

	"manyi.dev/manyi/internal/db"
)

const auditCols = `id, at, actor_id, actor_name, action, object_kind, object_id, org_unit, details`

func auditCells(r *Record) []any {
	return []any{
		&r.ID, &r.At, &r.Actor.ID, &r.Actor.Name, &r.Entry.Action, &r.Entry.Kind, &r.Entry.Object, &r.Entry.Unit,
		db.JSON[map[string]any]{V: &r.Entry.Details},
	}
}

func auditPage(ctx context.Context, q db.Q, f Filter, limit int) ([]Record, error) {
	where, args := []string{"1 = 1"}, []any{}
	and := func(condition string, values ...any) {
		where, args = append(where, condition), append(args, values...)
	}
	equal := func(column, value string) {
		if value != "" {
			and(column+" = ?", value)
		}
	}
	equal("actor_id", f.Actor)
	equal("object_kind", f.Kind)
	equal("object_id", f.Object)
	equal("org_unit", f.Unit)
	if prefix, family := strings.CutSuffix(f.Action, "."); family {
		and("action >= ? AND action < ?", prefix+".", prefix+"/") // '/' follows '.'
	} else {
		equal("action", f.Action)
	}
	if f.From != 0 {
		and("at >= ?", f.From)
	}
	if f.Until != 0 {
		and("at < ?", f.Until)
	}
	if f.After != "" {
		at, id, err := place(f.After)
		if err != nil {
			return nil, err
		}
		and("(at, id) < (?, ?)", at, id)
	}
	return db.All(ctx, q, auditCells, `SELECT `+auditCols+` FROM audit
		WHERE `+strings.Join(where, " AND ")+` ORDER BY at DESC, id DESC LIMIT ?`, append(args, limit)...)
}
