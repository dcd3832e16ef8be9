package statcli_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"manyi.dev/manyi/internal/app/statcli"
	"manyi.dev/manyi/internal/i18n"
)

var update = flag.Bool("update", false, "write the example files and what the worked examples print")

// golden compares a text with a file, or writes the file.
func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs (go test ./internal/app/statcli -update writes it):\n%s\nis now\n%s", path, want, got)
	}
}

// run carries out `manyi stat` with arguments in a folder.
func run(dir string, lang i18n.Lang, args ...string) (string, error) {
	var out bytes.Buffer
	cmd := statcli.Shell{Lang: lang, Path: func(p string) string {
		if filepath.IsAbs(p) {
			return p
		}
		return filepath.Join(dir, p)
	}, Stdout: &out}.Command()
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	cmd.SetArgs(args)
	cmd.SetOut(&out)
	err := cmd.Execute()
	return out.String(), err
}

// must is run without an error.
func must(t *testing.T, dir string, args ...string) string {
	t.Helper()
	out, err := run(dir, i18n.EN, args...)
	if err != nil {
		t.Fatalf("manyi stat %s: %s", strings.Join(args, " "), told(err, i18n.EN))
	}
	return out
}

func told(err error, lang i18n.Lang) string {
	if text := i18n.Error(lang, err); text != i18n.T(lang, "internal", nil) {
		return text
	}
	return err.Error()
}

// Every command that analyses something shows a worked example, and what it shows is what the command
// prints.
func TestHelpShowsWhatTheExamplePrints(t *testing.T) {
	t.Parallel()
	for _, lang := range []i18n.Lang{i18n.EN, i18n.ZH} {
		var names []string
		for _, sub := range (statcli.Shell{Lang: lang}).Command().Commands() {
			names = append(names, sub.Name())
		}
		for _, name := range names {
			t.Run(string(lang)+"/"+name, func(t *testing.T) {
				t.Parallel()
				dir := t.TempDir()
				help, err := run(dir, lang, name, "--help")
				if err != nil || !strings.Contains(help, "Examples:\n") {
					t.Fatalf("%v: help without example:\n%s", err, help)
				}
				printed := ""
				for _, m := range regexp.MustCompile(`(?m)^  manyi stat ([^\n>]*[^\n> ])(?: > (\S+))?$`).FindAllStringSubmatch(help, -1) {
					out, err := run(dir, lang, strings.Fields(m[1])...)
					if err != nil {
						t.Fatalf("manyi stat %s: %s", m[1], told(err, lang))
					}
					if m[2] == "" {
						printed = out
					} else if err := os.WriteFile(filepath.Join(dir, m[2]), []byte(out), 0o644); err != nil {
						t.Fatal(err)
					}
				}
				if name == "example" {
					return
				}
				golden(t, "examples/help/"+name+"."+string(lang)+".txt", statcli.Excerpt(name, printed))
				shown := indented(statcli.Excerpt(name, printed))
				if !*update && !strings.Contains(help, shown) {
					t.Errorf("the help of %s does not show\n%s\nbut\n%s", name, shown, help)
				}
			})
		}
	}
}

func indented(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		b.WriteString(strings.TrimRight("  "+line, " \n") + "\n")
	}
	return strings.TrimRight(b.String(), "\n")
}
