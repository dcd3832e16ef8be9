package arch

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"manyi.dev/manyi/internal/config"
)

func TestEveryPackageSaysWhatItIsFor(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		if p.Doc == "" {
			t.Errorf("%s has no package comment", p.name())
		}
	}
}

var entity = regexp.MustCompile(`(?m)^  ([a-z_]+) \{\n((?:    .*\n)*)  \}`)

// The diagrams and lists of docs/data-model.md are read by people; this keeps them true.
func TestDataModelIsTheOneOfTheMigrations(t *testing.T) {
	t.Parallel()
	text := read(t, filepath.Join(root, "docs/data-model.md"))
	drawn := map[string][]string{}
	for _, m := range entity.FindAllStringSubmatch(text, -1) {
		var columns []string
		for line := range strings.SplitSeq(strings.TrimSuffix(m[2], "\n"), "\n") {
			if fields := strings.Fields(line); len(fields) > 1 {
				columns = append(columns, fields[1])
			}
		}
		drawn[m[1]] = columns
	}
	known := tables(t)
	for name, one := range known {
		if !strings.Contains(text, "| `"+name+"` | "+one.owner+" |") {
			t.Errorf("docs/data-model.md has no row for %s with its owner %s", name, one.owner)
		}
		if one.view {
			continue
		}
		columns, ok := drawn[name]
		if !ok {
			t.Errorf("docs/data-model.md has no diagram with %s", name)
			continue
		}
		if len(one.columns) == 0 { // made LIKE another
			continue
		}
		if !slices.Equal(columns, one.columns) {
			t.Errorf("columns of %s: drawn %v, made %v", name, columns, one.columns)
		}
	}
	for name := range drawn {
		if _, ok := known[name]; !ok {
			t.Errorf("docs/data-model.md draws %s, which no migration makes", name)
		}
	}
}

// link is a link to another file of the repository; pictures are left out.
var link = regexp.MustCompile(`(?:^|[^!])\[[^\]]*\]\(([^)#:\s]+)(?:#[^)]*)?\)`)

func TestLinksInDocumentsLeadSomewhere(t *testing.T) {
	t.Parallel()
	var documents []string
	for _, pattern := range []string{"*.md", "docs/*.md", "docs/adr/*.md", "bench/*.md"} {
		found, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			t.Fatal(err)
		}
		documents = append(documents, found...)
	}
	if len(documents) < 10 {
		t.Fatalf("only %d documents were found", len(documents))
	}
	for _, d := range documents {
		for _, m := range link.FindAllStringSubmatch(read(t, d), -1) {
			if _, err := os.Stat(filepath.Join(filepath.Dir(d), m[1])); err != nil {
				t.Errorf("%s: nothing at %s", d, m[1])
			}
		}
	}
}

// Comments name documents and decisions of this repository; a document that is named must exist.
func TestDocumentsNamedInCodeExist(t *testing.T) {
	t.Parallel()
	named := regexp.MustCompile(`\bdocs/[a-z0-9/-]+\.md\b`)
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && slices.Contains([]string{".git", ".cache", "node_modules", "dist", "bin", "data"}, d.Name()) {
			return filepath.SkipDir
		}
		if d.IsDir() || !slices.Contains([]string{".go", ".md", ".mjs", ".ts", ".tsx", ".sh"}, filepath.Ext(path)) {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, name := range named.FindAllString(string(text), -1) {
			if _, err := os.Stat(filepath.Join(root, name)); err != nil {
				t.Errorf("%s names %s, which does not exist", path, name)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Comments shorten decisions to codes, which docs/architecture.md explains.
func TestDecisionsNamedInCodeAreExplained(t *testing.T) {
	t.Parallel()
	code := regexp.MustCompile(`\bD[1-9][0-9]?[a-g]?\b`)
	text := read(t, filepath.Join(root, "docs/architecture.md"))
	explained := map[string]bool{}
	for line := range strings.SplitSeq(text, "\n") {
		if cell, ok := strings.CutPrefix(line, "| D"); ok {
			codes, _, _ := strings.Cut("D"+cell, " |")
			for one := range strings.SplitSeq(codes, ", ") {
				explained[one] = true
			}
		}
	}
	for _, f := range files(t) {
		for _, group := range f.tree.Comments {
			for _, one := range code.FindAllString(group.Text(), -1) {
				if !explained[strings.TrimRight(one, "abcdefg")] {
					t.Errorf("%s: docs/architecture.md does not explain %s", f.at(group), one)
				}
			}
		}
	}
}

func TestSettingsAreDocumented(t *testing.T) {
	t.Parallel()
	text := read(t, filepath.Join(root, "docs/operations.md"))
	flags := pflag.NewFlagSet("", pflag.ContinueOnError)
	config.Flags(flags)
	flags.VisitAll(func(f *pflag.Flag) {
		variable := "MANYI_" + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))
		for _, name := range []string{"`--" + f.Name + "`", "`" + variable + "`"} {
			if !strings.Contains(text, name) {
				t.Errorf("docs/operations.md lacks %s", name)
			}
		}
	})
	for _, name := range regexp.MustCompile(`(?m)^\| `+"`[a-z_]+` \\| `MANYI_[A-Z_]+` \\| `--([a-z-]+)`").FindAllStringSubmatch(text, -1) {
		if flags.Lookup(name[1]) == nil {
			t.Errorf("docs/operations.md documents a setting %s that does not exist", name[1])
		}
	}
}

func TestDependenciesAreArgued(t *testing.T) {
	t.Parallel()
	text := read(t, filepath.Join(root, "docs/dependencies.md"))
	need := func(name, version string) {
		for line := range strings.SplitSeq(text, "\n") {
			if strings.Contains(line, "`"+name+"`") && strings.Contains(line, version) {
				return
			}
		}
		t.Errorf("docs/dependencies.md has no row with %s %s", name, version)
	}
	direct := regexp.MustCompile(`(?m)^\t(\S+) v(\S+)$`)
	for _, m := range direct.FindAllStringSubmatch(read(t, filepath.Join(root, "go.mod")), -1) {
		need(m[1], m[2])
	}
	var console struct{ Dependencies, DevDependencies map[string]string }
	if err := json.Unmarshal([]byte(read(t, filepath.Join(root, "web/package.json"))), &console); err != nil {
		t.Fatal(err)
	}
	for name, version := range console.Dependencies {
		need(name, version)
	}
	for name, version := range console.DevDependencies {
		need(name, version)
	}
}
