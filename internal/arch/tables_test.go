package arch

import (
	"go/ast"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// table is a table or view as a migration makes it.
type table struct {
	name    string
	owner   string
	columns []string
	view    bool
}

var (
	ownerLine = regexp.MustCompile(`^-- owner: ([a-z]+)\n`)
	creates   = regexp.MustCompile(`(?m)^CREATE (TABLE|VIEW) ([a-z_]+)`)
	adds      = regexp.MustCompile(`(?m)^ALTER TABLE ([a-z_]+) ADD COLUMN ([a-z_]+) `)
	column    = regexp.MustCompile(`^\s+([a-z_]+)\s+(?:TEXT|BIGINT|BOOLEAN|DOUBLE PRECISION)\b`)
)

// tables are those of SQLite and PostgreSQL together, by name.
func tables(t *testing.T) map[string]table {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(root, "internal/db/migrations/*.sql"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no migrations: %v", err)
	}
	all := map[string]table{}
	for _, name := range names {
		text := read(t, name)
		owner := ownerLine.FindStringSubmatch(text)
		if owner == nil {
			t.Errorf("%s must begin with \"-- owner: <package>\"", filepath.Base(name))
			continue
		}
		for _, made := range creates.FindAllStringSubmatchIndex(text, -1) {
			one := table{name: text[made[4]:made[5]], owner: owner[1], view: text[made[2]:made[3]] == "VIEW"}
			body, _, _ := strings.Cut(text[made[5]:], ";")
			for line := range strings.SplitSeq(body, "\n") {
				if c := column.FindStringSubmatch(line); c != nil {
					one.columns = append(one.columns, c[1])
				}
			}
			if have, twice := all[one.name]; twice && have.owner != one.owner {
				t.Errorf("table %s has two owners: %s and %s", one.name, have.owner, one.owner)
			}
			if len(one.columns) >= len(all[one.name].columns) {
				all[one.name] = one
			}
		}
	}
	for _, name := range names {
		if strings.HasSuffix(name, ".postgres.sql") && slices.Contains(names, strings.Replace(name, ".postgres.", ".sqlite.", 1)) {
			continue // the other engine's text adds the same
		}
		for _, m := range adds.FindAllStringSubmatch(read(t, name), -1) {
			one := all[m[1]]
			one.columns = append(one.columns, m[2])
			all[m[1]] = one
		}
	}
	// The migrator's own, made before the first migration.
	all["schema_migrations"] = table{name: "schema_migrations", owner: "db", columns: []string{"name", "applied_at"}}
	return all
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

var exceptionRow = regexp.MustCompile("(?m)^\\| `([a-z]+)` \\| `([a-z_]+)` \\|")

// exceptions are the rows of "Foreign tables" in docs/data-model.md: package and table.
func exceptions(t *testing.T) map[[2]string]bool {
	t.Helper()
	_, section, ok := strings.Cut(read(t, filepath.Join(root, "docs/data-model.md")), "\n## Foreign tables\n")
	if !ok {
		t.Fatal("docs/data-model.md has no section \"Foreign tables\"")
	}
	section, _, _ = strings.Cut(section, "\n## ")
	all := map[[2]string]bool{}
	for _, row := range exceptionRow.FindAllStringSubmatch(section, -1) {
		all[[2]string{row[1], row[2]}] = true
	}
	return all
}

// named finds the tables in a piece of SQL. Key words are written in capitals, names in small letters.
var named = regexp.MustCompile(`\b(?:FROM|JOIN|INTO|UPDATE|TABLE|TRUNCATE)\s+([a-z_]+)`)

// open finds a statement that leaves its table to the caller, which generic packages alone may: their callers name it.
var open = regexp.MustCompile(`\b(?:FROM|JOIN|INTO|UPDATE|TRUNCATE)\s+$`)

var generic = []string{"internal/db", "internal/indicator/definition"}

// use is a table named in the code of a package.
type use struct {
	at, pkg, table string
}

// uses lists every table that SQL in the code names.
func uses(t *testing.T) []use {
	t.Helper()
	var all []use
	for _, f := range files(t) {
		self := top(f.pkg.ImportPath)
		if self == "" || f.pkg.name() == "internal/db/dbtest" || self == "arch" {
			continue
		}
		ast.Inspect(f.tree, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.BasicLit:
				for _, m := range named.FindAllStringSubmatch(literal(n), -1) {
					all = append(all, use{f.at(n), self, m[1]})
				}
				if open.MatchString(literal(n)) && !slices.Contains(generic, f.pkg.name()) {
					t.Errorf("%s: name the table in the statement, so that its owner can be checked", f.at(n))
				}
			case *ast.CompositeLit:
				if name, ok := tableOf(n); ok {
					all = append(all, use{f.at(n), self, name})
				}
			case *ast.CallExpr:
				name := called(n)
				names := name == "db.Insert" || name == "db.InsertMany" || name == "db.Update"
				if names && !slices.Contains(generic, f.pkg.name()) && len(n.Args) > 2 {
					lit, ok := n.Args[2].(*ast.BasicLit)
					if !ok {
						t.Errorf("%s: name the table of %s in the call, so that its owner can be checked", f.at(n), name)
						break
					}
					all = append(all, use{f.at(n), self, literal(lit)})
				}
			}
			return true
		})
	}
	return all
}

// tableOf is the table that a kind of definition is kept in: its statements are written once for all kinds.
func tableOf(c *ast.CompositeLit) (string, bool) {
	of := c.Type
	switch generic := of.(type) {
	case *ast.IndexExpr:
		of = generic.X
	case *ast.IndexListExpr:
		of = generic.X
	}
	if name := called(&ast.CallExpr{Fun: of}); name != "definition.DraftKind" && name != "definition.VersionKind" {
		return "", false
	}
	for _, e := range c.Elts {
		if pair, ok := e.(*ast.KeyValueExpr); ok {
			if key, ok := pair.Key.(*ast.Ident); ok && key.Name == "Table" {
				if lit, ok := pair.Value.(*ast.BasicLit); ok {
					return literal(lit), true
				}
			}
		}
	}
	return "", true // which no migration makes
}

// literal is the value of a string literal, "" for any other.
func literal(l *ast.BasicLit) string {
	if l.Kind != token.STRING {
		return ""
	}
	text, err := strconv.Unquote(l.Value)
	if err != nil {
		return ""
	}
	return text
}

func TestTablesAreUsedByTheirOwner(t *testing.T) {
	t.Parallel()
	known, allowed := tables(t), exceptions(t)
	needed, seen := map[[2]string]bool{}, map[string]bool{}
	for _, u := range uses(t) {
		seen[u.table] = true
		owner, ok := known[u.table]
		switch {
		case !ok:
			t.Errorf("%s: no migration makes a table %q", u.at, u.table)
		case owner.owner == u.pkg:
		case allowed[[2]string{u.pkg, u.table}]:
			needed[[2]string{u.pkg, u.table}] = true
		default:
			t.Errorf("%s: table %s belongs to %s: ask that package, or argue the exception in docs/data-model.md", u.at, u.table, owner.owner)
		}
	}
	for e := range allowed {
		if !needed[e] {
			t.Errorf("docs/data-model.md allows %s the table %s, which it does not use", e[0], e[1])
		}
	}
	for name := range known {
		if !seen[name] {
			t.Errorf("no code uses the table %s", name)
		}
	}
}

func TestOwnersAreStoragePackages(t *testing.T) {
	t.Parallel()
	have := map[string]bool{}
	for _, p := range packages(t) {
		have[top(p.ImportPath)] = true
	}
	for name, one := range tables(t) {
		if !have[one.owner] {
			t.Errorf("table %s belongs to %s, which is no package", name, one.owner)
		}
	}
}

// pickShare is how many statements of a hundred may have a text for each engine.
const pickShare = 5

func TestPickIsRareAndArgued(t *testing.T) {
	t.Parallel()
	picks, statements := 0, 0
	for _, f := range files(t) {
		if top(f.pkg.ImportPath) == "" {
			continue
		}
		ast.Inspect(f.tree, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.BasicLit:
				if named.MatchString(literal(n)) {
					statements++
				}
			case *ast.CallExpr:
				switch called(n) {
				case "db.Insert", "db.Update":
					statements++
				case "db.Pick":
					picks++
					if !f.argued(n) {
						t.Errorf("%s: say in a comment why this statement needs a text for each engine", f.at(n))
					}
				}
			}
			return true
		})
	}
	if picks*100 > statements*pickShare {
		t.Errorf("db.Pick is used %d times in %d statements: more than %d %%", picks, statements, pickShare)
	}
}

// argued reports whether a comment stands on the line of a node or right above it.
func (f *file) argued(n ast.Node) bool {
	line := f.set.Position(n.Pos()).Line
	for _, group := range f.tree.Comments {
		if end := f.set.Position(group.End()).Line; end == line || end == line-1 {
			return true
		}
	}
	return false
}
