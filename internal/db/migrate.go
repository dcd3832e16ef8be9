package db

import (
	"context"
	"fmt"
	"io/fs"
	"sort"
	"strings"
	"time"

	"manyi.dev/manyi/internal/db/migrations"
	"manyi.dev/manyi/internal/errs"
)

// migration is one step of the schema, in the text of the engine.
type migration struct {
	name string // "0007_cases"
	text string
}

// steps lists the migrations in order. NAME.sqlite.sql or NAME.postgres.sql replaces NAME.sql on that engine.
func steps(d Dialect) ([]migration, error) {
	entries, err := fs.ReadDir(migrations.Files, ".")
	if err != nil {
		return nil, err
	}
	files := map[string]string{}
	for _, e := range entries {
		name, ok := strings.CutSuffix(e.Name(), ".sql")
		if !ok {
			continue
		}
		base, engine, special := strings.Cut(name, ".")
		if special && Dialect(engine) != d {
			continue
		}
		if _, have := files[base]; have && !special {
			continue
		}
		files[base] = e.Name()
	}
	all := make([]migration, 0, len(files))
	for name, file := range files {
		text, err := fs.ReadFile(migrations.Files, file)
		if err != nil {
			return nil, err
		}
		all = append(all, migration{name: name, text: string(text)})
	}
	sort.Slice(all, func(i, j int) bool { return all[i].name < all[j].name })
	return all, nil
}

// Pending lists the migrations that the record store has not seen. A record store that has seen
// migrations this program does not know is newer than the program: errs.Conflict "db.newer".
func (d *DB) Pending(ctx context.Context) ([]string, error) {
	if err := d.prepareMigrations(ctx); err != nil {
		return nil, err
	}
	all, err := steps(d.dialect)
	if err != nil {
		return nil, err
	}
	done, err := Values[string](ctx, d, `SELECT name FROM schema_migrations`)
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for _, name := range done {
		seen[name] = true
	}
	var pending []string
	for _, m := range all {
		if !seen[m.name] {
			pending = append(pending, m.name)
		}
		delete(seen, m.name)
	}
	for name := range seen {
		return nil, errs.New(errs.Conflict, "db.newer").With("migration", name)
	}
	return pending, nil
}

func (d *DB) prepareMigrations(ctx context.Context) error {
	_, err := d.Exec(ctx, `CREATE TABLE IF NOT EXISTS schema_migrations (name TEXT PRIMARY KEY, applied_at BIGINT NOT NULL)`)
	return err
}

// Migrate brings the schema up to date, one transaction a step.
func (d *DB) Migrate(ctx context.Context) error {
	pending, err := d.Pending(ctx)
	if err != nil {
		return err
	}
	all, err := steps(d.dialect)
	if err != nil {
		return err
	}
	text := map[string]string{}
	for _, m := range all {
		text[m.name] = m.text
	}
	for _, name := range pending {
		err := d.Tx(ctx, func(tx *Tx) error {
			if err := tx.Script(ctx, text[name]); err != nil {
				return err
			}
			_, err := tx.Exec(ctx, `INSERT INTO schema_migrations (name, applied_at) VALUES (?, ?)`, name, At(time.Now()))
			return err
		})
		if err != nil {
			return fmt.Errorf("migrate %s: %w", name, err)
		}
	}
	return nil
}

// Backup writes a consistent copy of the SQLite file to path, while the server runs.
// PostgreSQL is backed up by its own tools.
func (d *DB) Backup(ctx context.Context, path string) error {
	if d.dialect != SQLite {
		return errs.New(errs.Invalid, "backup.postgres")
	}
	_, err := d.writers.ExecContext(ctx, `VACUUM INTO ?`, path)
	return mapError(err)
}
