package statcli_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"manyi.dev/manyi/internal/app/statcli"
	"manyi.dev/manyi/internal/i18n"
)

// named are keys of objects that have names of the data as keys, and how deep those go.
var named = map[string]int{"counts": 1, "importance": 2, "importance_totals": 1, "general": 1, "conditional": 1, "beta": 1}

// The commands of the documentation run, and every key of their JSON is in their section.
func TestDocumentedCommandsAndKeys(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../../docs/stat-command.md")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	ran := map[string]bool{}
	general, _, _ := strings.Cut(string(text), "\n## mean\n")
	for section := range strings.SplitSeq(string(text), "\n## ") {
		for line := range strings.Lines(section) {
			line, ok := strings.CutPrefix(strings.TrimSpace(line), "manyi stat ")
			if !ok {
				continue
			}
			line, _, _ = strings.Cut(line, "#")
			line, target, _ := strings.Cut(line, ">")
			args := strings.Fields(line)
			ran[args[0]] = true
			out, err := run(dir, i18n.EN, args...)
			if err != nil {
				t.Errorf("manyi stat %s: %s", line, told(err, i18n.EN))
				continue
			}
			if args[0] == "example" {
				if err := os.WriteFile(filepath.Join(dir, strings.TrimSpace(target)), []byte(out), 0o644); err != nil {
					t.Fatal(err)
				}
				continue
			}
			if i := slices.Index(args, "--out"); i >= 0 {
				args = slices.Delete(args, i, i+2)
			}
			out, err = run(dir, i18n.EN, append(args, "--format", "json")...)
			var v any
			if err != nil || json.Unmarshal([]byte(out), &v) != nil {
				t.Fatalf("manyi stat %s: %v", line, err)
			}
			for _, key := range keys(v) {
				if word := "`" + key + "`"; !strings.Contains(section, word) && !strings.Contains(general, word) {
					t.Errorf("docs/stat-command.md, %s: no word of the key %s", args[0], key)
				}
			}
		}
	}
	for _, cmd := range (statcli.Shell{Lang: i18n.EN}).Command().Commands() {
		if !ran[cmd.Name()] {
			t.Errorf("docs/stat-command.md has no example of %s", cmd.Name())
		}
	}
}

// keys are all keys of objects, apart from those that are names of the data.
func keys(v any) (all []string) {
	switch v := v.(type) {
	case map[string]any:
		for key, inner := range v {
			all = append(all, key)
			all = append(all, keys(below(inner, named[key]))...)
		}
	case []any:
		for _, one := range v {
			all = append(all, keys(one)...)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// below are the values under so many levels of names.
func below(v any, levels int) any {
	m, ok := v.(map[string]any)
	if list, is := v.([]any); is && levels > 0 {
		var all []any
		for _, one := range list {
			all = append(all, below(one, levels))
		}
		return all
	}
	if !ok || levels == 0 {
		return v
	}
	var all []any
	for _, one := range m {
		all = append(all, below(one, levels-1))
	}
	return all
}
