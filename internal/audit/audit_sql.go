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

func auditByID(ctx context.Context, q db.Q, id string) (Record, error) {
	return db.One(ctx, q, auditCells, `SELECT `+auditCols+` FROM audit WHERE id = ?`, id)
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
	in := func(column string, list []string) (string, []any) {
		text, values := db.In(list)
		return column + " IN " + text, values
	}
	ids, values := in("actor_id", f.Actors)
	switch {
	case f.Name != "":
		and(`(lower(actor_name) LIKE ? ESCAPE '\' OR `+ids+")", append([]any{db.Contains(strings.ToLower(f.Name))}, values...)...)
	case len(f.Actors) > 0:
		and(ids, values...)
	}
	if len(f.Objects) > 0 {
		objects, values := in("object_id", f.Objects)
		and(objects, values...)
	}
	equal("object_kind", f.Kind)
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
