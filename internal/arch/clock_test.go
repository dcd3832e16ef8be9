package arch

import (
	"go/ast"
	"slices"
	"strings"
	"testing"
)

// realTime lists the places of the flow, up to report, that look at the machine's clock, and why they may.
var realTime = map[string]string{
	"internal/scoring/service.go": "how long a change has waited in memory before the cube's files are written: no figure depends on it",
}

func TestDomainCodeGetsItsClock(t *testing.T) {
	t.Parallel()
	used := map[string]bool{}
	last := slices.Index(flow, "report")
	for _, f := range files(t) {
		if at := slices.Index(flow, top(f.pkg.ImportPath)); at < 0 || at > last {
			continue
		}
		place := f.pkg.name() + "/" + f.name
		ast.Inspect(f.tree, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if of, ok := sel.X.(*ast.Ident); !ok || of.Name != "time" || sel.Sel.Name != "Now" {
				return true
			}
			used[place] = true
			if realTime[place] == "" {
				t.Errorf("%s: time.Now in domain code: use the service's clock", f.at(n))
			}
			return true
		})
	}
	for place := range realTime {
		if !used[place] {
			t.Errorf("%s no longer needs its exception", place)
		}
	}
}

func TestDatabaseIsReachedThroughPackageDB(t *testing.T) {
	t.Parallel()
	drivers := []string{"database/sql", "github.com/jackc/pgx/", "modernc.org/sqlite"}
	for _, p := range packages(t) {
		if top(p.ImportPath) == "db" || strings.HasPrefix(p.name(), "bench/") { // bench compares with bare drivers
			continue
		}
		for _, dep := range p.Imports {
			for _, d := range drivers {
				if dep == d || strings.HasPrefix(dep, d) && (strings.HasSuffix(d, "/") || strings.HasPrefix(dep, d+"/")) {
					t.Errorf("%s must not import %s: package db is the way to the record store", p.name(), dep)
				}
			}
		}
	}
}

func TestEnvironmentIsReadByConfigOnly(t *testing.T) {
	t.Parallel()
	// app hands config the environment and reads the terminal's language from it.
	for _, f := range files(t) {
		if self := top(f.pkg.ImportPath); self == "" || self == "app" || self == "config" {
			continue
		}
		ast.Inspect(f.tree, func(n ast.Node) bool {
			if c, ok := n.(*ast.CallExpr); ok && slices.Contains([]string{"os.Getenv", "os.LookupEnv", "os.Environ"}, called(c)) {
				if f.pkg.name() != "internal/db/dbtest" { // tests use the server that MANYI_DATABASE_URL names
					t.Errorf("%s: %s: settings come from package config", f.at(n), called(c))
				}
			}
			return true
		})
	}
}
