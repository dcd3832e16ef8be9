package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"manyi.dev/manyi/internal/errs"
)

// Millis is an instant: Unix milliseconds, UTC. Zero is "not yet".
type Millis int64

// At is the instant of t.
func At(t time.Time) Millis { return Millis(t.UnixMilli()) }

// Time is the instant as a time in UTC; the zero time for zero.
func (m Millis) Time() time.Time {
	if m == 0 {
		return time.Time{}
	}
	return time.UnixMilli(int64(m)).UTC()
}

// JSON stores *V as text.
type JSON[T any] struct{ V *T }

// Value writes the text.
func (j JSON[T]) Value() (driver.Value, error) {
	text, err := json.Marshal(j.V)
	return string(text), err
}

// Scan reads the text; NULL and "" leave the zero value.
func (j JSON[T]) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		return nil
	case string:
		if v == "" {
			return nil
		}
		return json.Unmarshal([]byte(v), j.V)
	case []byte:
		return json.Unmarshal(v, j.V)
	}
	return fmt.Errorf("db: JSON from %T", src)
}

// All reads every row of a query; cells gives the places to scan into.
func All[T any](ctx context.Context, q Q, cells func(*T) []any, text string, args ...any) (all []T, err error) {
	err = Each(ctx, q, cells, func(one T) error {
		all = append(all, one)
		return nil
	}, text, args...)
	return all, err
}

// Each reads the rows of a query one by one, without keeping them.
func Each[T any](ctx context.Context, q Q, cells func(*T) []any, f func(T) error, text string, args ...any) (err error) {
	rows, err := q.Rows(ctx, text, args...)
	if err != nil {
		return err
	}
	defer func() {
		if e := rows.Close(); err == nil {
			err = mapError(e)
		}
	}()
	for rows.Next() {
		var one T
		if err := rows.Scan(cells(&one)...); err != nil {
			return err
		}
		if err := f(one); err != nil {
			return err
		}
	}
	return mapError(rows.Err())
}

// One reads the first row of a query; no row is an errs.NotFound.
func One[T any](ctx context.Context, q Q, cells func(*T) []any, text string, args ...any) (T, error) {
	all, err := All(ctx, q, cells, text, args...)
	if err != nil || len(all) == 0 {
		var none T
		if err == nil {
			err = errs.New(errs.NotFound, "db.no_row").Because(sql.ErrNoRows)
		}
		return none, err
	}
	return all[0], nil
}

// Value reads the first column of the first row; no row is an errs.NotFound.
func Value[T any](ctx context.Context, q Q, text string, args ...any) (T, error) {
	return One(ctx, q, func(v *T) []any { return []any{v} }, text, args...)
}

// Values reads the first column of every row.
func Values[T any](ctx context.Context, q Q, text string, args ...any) ([]T, error) {
	return All(ctx, q, func(v *T) []any { return []any{v} }, text, args...)
}

// Insert adds one row; cells are the pointers that would be scanned into.
func Insert(ctx context.Context, q Q, table, cols string, cells []any) error {
	_, err := q.Exec(ctx, `INSERT INTO `+table+` (`+cols+`) VALUES (`+marks(len(cells))+`)`, cells...)
	return err
}

// AtOnce is how many parameters a statement should have at most. SQLite's driver looks each up among all of them, so that many
// more cost more than the statements they save.
const AtOnce = 256

// InsertMany adds rows of equal width with as few statements as are worth it; ends follows their values, "ON CONFLICT DO NOTHING".
// The sizes of statements are few, since prepared ones are kept.
func InsertMany(ctx context.Context, q Q, table, cols string, rows [][]any, ends string) error {
	for len(rows) > 0 {
		width, n := len(rows[0]), 1
		for _, size := range []int{64, 16, 4} {
			if len(rows) >= size && size*width <= AtOnce {
				n = size
				break
			}
		}
		one := `(` + marks(width) + `)`
		text := `INSERT INTO ` + table + ` (` + cols + `) VALUES ` + one + strings.Repeat(`, `+one, n-1) + ` ` + ends
		if _, err := q.Exec(ctx, text, slices.Concat(rows[:n]...)...); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

// Update writes one row back; the first column is the key. A row that is not there is an errs.NotFound.
func Update(ctx context.Context, q Q, table, cols string, cells []any) error {
	names := strings.Split(cols, ",")
	var set []string
	for _, name := range names[1:] {
		set = append(set, strings.TrimSpace(name)+" = ?")
	}
	n, err := q.Exec(ctx, `UPDATE `+table+` SET `+strings.Join(set, ", ")+` WHERE `+strings.TrimSpace(names[0])+` = ?`,
		append(cells[1:len(cells):len(cells)], cells[0])...)
	if err == nil && n == 0 {
		err = errs.New(errs.NotFound, "db.no_row")
	}
	return err
}

// marks is "?, ?, ?".
func marks(n int) string { return strings.TrimSuffix(strings.Repeat("?, ", n), ", ") }

// Contains is the LIKE pattern of texts that hold a text; the condition ends with ESCAPE '\'.
func Contains(text string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(text) + "%"
}

// In is "(?, ?, ?)" with its arguments. Callers chunk lists of more than 500; an empty list matches nothing.
func In[T any](list []T) (string, []any) {
	if len(list) == 0 {
		return "(NULL)", nil
	}
	args := make([]any, len(list))
	for i := range list {
		args[i] = list[i]
	}
	return "(" + marks(len(list)) + ")", args
}
