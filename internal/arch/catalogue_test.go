package arch

import (
	"encoding/json"
	"go/ast"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"manyi.dev/manyi/internal/i18n"
)

// made are keys that the code puts together, with the place that does. Everything else is written out.
var made = map[string]*regexp.Regexp{
	"db/errors.go: a violated constraint":                          regexp.MustCompile(`^db\.(uq|ck)_`),
	"api/table.go: a column's name":                                regexp.MustCompile(`^table\.`),
	"programme/wave.go: a state that an act does not lead from":    regexp.MustCompile(`^wave\.[a-z]+\.state$`),
	"respond/condition.go: an operator":                            regexp.MustCompile(`^respond\.if\.`),
	"respond/notice.go: the page for an error":                     regexp.MustCompile(`^respond\.[a-z_]+\.(title|text)$`),
	"app/statcli/problem.go: a reason, and what it is about":       regexp.MustCompile(`^stat\.(reason|subject)\.`),
	"app/statcli: words for a kind of result":                      regexp.MustCompile(`^stat\.(measure|missing|percent|drivers|kano\.category|test\.(kind|statistic|effect)|example)\.`),
	"respond/render.go: a level of anonymity and what it promises": regexp.MustCompile(`^respond\.(level|promise)\.`),
}

var placeholder = regexp.MustCompile(`\{[a-z_]+\}`)

func TestMessagesExistInBothLanguages(t *testing.T) {
	t.Parallel()
	for key, texts := range i18n.Keys() {
		for _, lang := range []i18n.Lang{i18n.ZH, i18n.EN} {
			if strings.TrimSpace(texts[lang]) == "" {
				t.Errorf("%s has no text in %s", key, lang)
			}
		}
		zh, en := placeholders(texts[i18n.ZH]), placeholders(texts[i18n.EN])
		if !slices.Equal(zh, en) {
			t.Errorf("%s: placeholders differ: %v in zh, %v in en", key, zh, en)
		}
	}
}

func placeholders(text string) []string {
	return slices.Compact(slices.Sorted(slices.Values(placeholder.FindAllString(text, -1))))
}

// keyAt says which argument of a function is a message key.
var keyAt = map[string]int{"errs.New": 1, "i18n.T": 1, "c.say": 0, "badRequest": 0, "errs.HasKey": 1}

func TestKeysInCodeExist(t *testing.T) {
	t.Parallel()
	seen := 0
	for _, f := range files(t) {
		ast.Inspect(f.tree, func(n ast.Node) bool {
			c, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			at, ok := keyAt[called(c)]
			if !ok || len(c.Args) <= at {
				return true
			}
			lit, ok := c.Args[at].(*ast.BasicLit)
			if !ok {
				return true
			}
			seen++
			if key := literal(lit); !i18n.Has(key) {
				t.Errorf("%s: the catalogue has no key %q", f.at(n), key)
			}
			return true
		})
	}
	if seen < 100 {
		t.Errorf("only %d keys were found in the code", seen)
	}
}

func TestKeysAreUsed(t *testing.T) {
	t.Parallel()
	written := map[string]bool{}
	for _, f := range files(t) {
		ast.Inspect(f.tree, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok {
				written[literal(lit)] = true
			}
			return true
		})
	}
	pages := templates(t)
	needed := map[string]bool{}
	for key := range i18n.Keys() {
		if written[key] || strings.Contains(pages, `"`+key+`"`) {
			continue
		}
		used := false
		for place, pattern := range made {
			if pattern.MatchString(key) {
				used, needed[place] = true, true
			}
		}
		if !used {
			t.Errorf("nobody uses the key %s", key)
		}
	}
	for place := range made {
		if !needed[place] {
			t.Errorf("no key is made by %s any more", place)
		}
	}
}

// templates is the text of every page template.
func templates(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	err := filepath.WalkDir(filepath.Join(root, "internal"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".html" || strings.Contains(path, "testdata") {
			return err
		}
		text, err := os.ReadFile(path)
		all.Write(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}

// A violated constraint is told in the words of its name, which the naming rule makes of table and columns.
func TestConstraintMessagesNameTables(t *testing.T) {
	t.Parallel()
	known := tables(t)
	for key := range i18n.Keys() {
		rest, ok := strings.CutPrefix(key, "db.uq_")
		if !ok {
			continue
		}
		if name, _, _ := strings.Cut(rest, "__"); known[name].name == "" {
			t.Errorf("%s names a table that does not exist", key)
		}
	}
}

func TestConsoleTextsExistInBothLanguages(t *testing.T) {
	t.Parallel()
	load := func(lang string) map[string]string {
		all := map[string]string{}
		if err := json.Unmarshal([]byte(read(t, filepath.Join(root, "web/src/locales", lang+".json"))), &all); err != nil {
			t.Fatalf("%s: %v", lang, err)
		}
		return all
	}
	zh, en := load("zh"), load("en")
	for _, key := range slices.Sorted(maps.Keys(zh)) {
		if _, ok := en[key]; !ok {
			t.Errorf("en.json lacks %s", key)
		} else if z, e := placeholders(zh[key]), placeholders(en[key]); !slices.Equal(z, e) {
			t.Errorf("%s: placeholders differ: %v in zh, %v in en", key, z, e)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(en)) {
		if _, ok := zh[key]; !ok {
			t.Errorf("zh.json lacks %s", key)
		}
	}
}
