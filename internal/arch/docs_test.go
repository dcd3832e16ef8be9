package arch

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
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
